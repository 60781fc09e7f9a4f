"""Public checks of ex10 (regularisation).

Worked numbers of the statement first, then random data. Penalties, batch normalisation and early
stopping are compared with the reference; dropout draws at random, so it is judged by what holds
for every draw.
"""

import numpy as np
import pytest

from grader.checks.api import agree, close, gradients, raises, require, untouched

PARAMS = {
    "W1": np.array([[1.0, -2.0], [0.0, 3.0]]),
    "b1": np.array([10.0, 10.0]),
    "W2": np.array([[2.0], [-1.0]]),
    "b2": np.array([5.0]),
}
ZEROS = {"b1": np.zeros(2), "b2": np.zeros(1)}
L2_SLOPES = {"W1": np.array([[0.1, -0.2], [0.0, 0.3]]), "W2": np.array([[0.2], [-0.1]]), **ZEROS}
L1_SLOPES = {"W1": np.array([[0.1, -0.1], [0.0, 0.1]]), "W2": np.array([[0.1], [-0.1]]), **ZEROS}
BACKWARDS = ["W2", "b2", "W1", "b1"]

# A batch whose columns have the variances 3 and 8: with eps = 1 the roots are 2 and 3.
X = np.array([[0.0, 8.0], [0.0, 12.0], [0.0, 12.0], [4.0, 16.0]])
GAMMA, BETA = np.array([2.0, 3.0]), np.array([10.0, -1.0])
X_OUT = np.array([[9.0, -5.0], [9.0, -1.0], [9.0, -1.0], [13.0, 3.0]])
START = np.zeros(2), np.ones(2)  # running mean and variance
DOUT = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0], [0.0, 0.0]])
DX = np.array([[0.6875, -0.25], [-0.3125, 0.75], [-0.3125, -0.25], [-0.0625, -0.25]])

# Means, variances and products of a column: far above what another order of summing changes.
SUMS = 100


def network(rng):
    """Random parameters of a small network, float64, with large biases."""
    return {
        "W1": rng.normal(size=(3, 4)),
        "b1": 5.0 + rng.normal(size=4),
        "W2": rng.normal(size=(4, 2)),
        "b2": -5.0 + rng.normal(size=2),
    }


def slope_by_slope(function, reference, penalty, params, alpha):
    """The gradient of a penalty, compared array by array with the reference's."""
    return gradients(
        function,
        reference,
        params,
        alpha,
        parts=BACKWARDS,
        at=params,
        loss=lambda name, moved: penalty({**params, name: moved}, alpha),
        independent=True,
    )


def layer(rng, n, d):
    """Random x (n, d), gamma, beta, running mean and running variance (d,), float64."""
    x = rng.normal(size=(n, d)) * rng.uniform(0.5, 2.0, size=d) + rng.normal(size=d)
    gamma, beta = rng.uniform(0.5, 2.0, size=d) * rng.choice([-1.0, 1.0], d), rng.normal(size=d)
    return x, gamma, beta, rng.normal(size=d), rng.uniform(0.5, 2.0, size=d)


def items(value, count, *, fr, en):
    """The `count` items that a function returned together."""
    require(isinstance(value, (tuple, list)) and len(value) == count, fr=fr, en=en)
    return value


def dropout(student, x, p, seed):
    """Output and mask of a training call, float64 arrays of the shape of x."""
    out, mask = items(
        student.dropout_forward(x, p, seed, True),
        2,
        fr="dropout_forward doit renvoyer la paire (sortie, masque).",
        en="dropout_forward must return the pair (output, mask).",
    )
    for part, fr, en in ((out, "La sortie", "The output"), (mask, "Le masque", "The mask")):
        require(
            isinstance(part, np.ndarray) and part.shape == x.shape,
            fr=f"{fr} doit être un tableau de la forme de x, ici {x.shape} : une valeur de x, un "
            "tirage.",
            en=f"{en} must be an array of the shape of x, here {x.shape}: one value of x, one draw.",
        )
        require(
            part.dtype == np.float64,
            fr=f"{fr} doit avoir le type de x, ici float64, et a le type {part.dtype}.",
            en=f"{en} must have the dtype of x, here float64, and has the dtype {part.dtype}.",
        )
    return out, mask


def scaled(out, mask, x, p):
    """Every value is dropped or multiplied by 1 / (1 - p), and the mask says which."""
    # No value of x is 0: a value that was kept differs from 0.
    kept = out != 0
    wanted = x / (1 - p)
    wrong = kept & ~(np.abs(out - wanted) <= 1e-9 * np.abs(wanted))
    at = np.unravel_index(int(np.argmax(wrong)), x.shape)
    require(
        not wrong.any(),
        fr=f"Avec p = {p}, une valeur gardée est multipliée par 1 / (1 - p) = {1 / (1 - p):.6g} : "
        f"x = {x[at]:.6g} devient {wanted[at]:.6g}, et votre sortie contient {out[at]:.6g}.",
        en=f"With p = {p}, a value that is kept is multiplied by 1 / (1 - p) = {1 / (1 - p):.6g}: "
        f"x = {x[at]:.6g} becomes {wanted[at]:.6g}, and your output holds {out[at]:.6g}.",
    )
    require(
        np.all(np.abs(mask - kept / (1 - p)) <= 1e-9),
        fr="Le masque doit être ce qui multiplie x : 0 là où la sortie est éteinte, 1 / (1 - p) là "
        f"où elle est gardée (ici {1 / (1 - p):.6g}).",
        en="The mask must be what multiplies x: 0 where the output is dropped, 1 / (1 - p) where "
        f"it is kept (here {1 / (1 - p):.6g}).",
    )


def fraction(mask, p, most):
    """About p of the values are dropped: within `most`, seven standard deviations or more."""
    share = float(np.mean(mask == 0))
    require(
        abs(share - p) <= most,
        fr=f"Avec p = {p}, vous éteignez {100 * share:.0f} % des {mask.size} valeurs au lieu "
        f"d'environ {100 * p:.0f} % : p est la probabilité d'éteindre.",
        en=f"With p = {p}, you drop {share:.0%} of the {mask.size} values instead of about "
        f"{p:.0%}: p is the probability of dropping.",
    )


def normalised(student, *args):
    """The three things that batchnorm_forward returns."""
    return items(
        student.batchnorm_forward(*args),
        3,
        fr="batchnorm_forward doit renvoyer (sortie, running_mean, running_var).",
        en="batchnorm_forward must return (output, running_mean, running_var).",
    )


def back_through(student, reference, dout, x, gamma, beta, eps):
    """The three gradients of batch normalisation, compared one by one with the reference's."""
    at = {"x": x, "gamma": gamma, "beta": beta}
    running = np.zeros(len(gamma)), np.ones(len(gamma))

    def loss(name, moved):
        now = {**at, name: moved}
        args = now["x"], now["gamma"], now["beta"], *running, 0.1, eps, True
        return float(np.sum(dout * student.batchnorm_forward(*args)[0]))

    return gradients(
        student.batchnorm_backward,
        reference.batchnorm_backward,
        dout,
        x,
        gamma,
        eps,
        parts=[("beta", 2), ("gamma", 1), ("x", 0)],
        at=at,
        loss=loss,
        independent=True,
        operations=SUMS,
    )


def follow(student, reference, *histories):
    """Feed histories of losses until the reference stops, and compare what was said and kept.

    All of them are fed before any is compared: together they tell one mistake from another.
    """
    apart(student)
    runs = [(history, fed(student, reference, *history)) for history in histories]
    for history, run in runs:
        # The last call is shown with a failure: let it be of the history that fails.
        student.EarlyStopping(*made_with(*history[1:]))
        judge(history, *run)


def apart(student):
    """A second object must take its first loss as the first object did: nothing is shared."""
    seen = []
    for losses in ([1.0, 2.0], [4.0, 8.0]):
        stopper = student.EarlyStopping(5)
        stopper.step(losses[0])
        best = stopper.get_("best_loss")
        seen.append((stopper.get_("best_epoch"), np.array_equal(best, losses[0])))
        stopper.step(losses[1])
    require(
        np.array_equal(*seen),
        fr="Un second EarlyStopping se souvient du premier : leur mémoire est commune. Tout ce que "
        "l'objet retient se met dans __init__, sur self (self.best_loss = ...), et non dans la classe "
        "ou dans une variable globale.",
        en="A second EarlyStopping remembers the first one: they share their memory. Everything that "
        "the object remembers is put in __init__, on self (self.best_loss = ...), not in the class or "
        "in a global variable.",
    )


def made_with(patience, min_delta):
    """The arguments of an EarlyStopping: 0 is left to the default value."""
    return (patience, min_delta) if min_delta else (patience,)


def fed(student, reference, losses, patience, min_delta):
    """What both objects say of each loss, and the best epoch and loss that they keep."""
    arguments = made_with(patience, min_delta)
    stopper, other = student.EarlyStopping(*arguments), reference.EarlyStopping(*arguments)
    said, expected = [], []
    for loss in losses:
        said.append(stopper.step(loss))
        expected.append(other.step(loss))
        if expected[-1]:
            break
    best = [(one.get_("best_epoch"), one.get_("best_loss")) for one in (stopper, other)]
    return said, expected, *best


def judge(history, said, expected, best, expected_best):
    """Compare the answers to one history, then the best epoch and loss."""
    losses, patience, min_delta = history
    losses = losses[: len(said)]
    fr = f"patience = {patience}, min_delta = {min_delta}, pertes {losses} : "
    en = f"patience = {patience}, min_delta = {min_delta}, losses {losses}: "
    for epoch, (stop, right) in enumerate(zip(said, expected, strict=True)):
        if not isinstance(stop, (bool, np.bool_)):
            close(stop, right)
        require(
            stop == right,
            fr=f"{fr}à l'époque {epoch}, step doit renvoyer {right} et renvoie {not right}.",
            en=f"{en}at epoch {epoch}, step must return {right} and returns {not right}.",
        )
    epoch, right = best[0], expected_best[0]
    if not isinstance(epoch, (int, np.integer)) or isinstance(epoch, bool):
        close(epoch, right)
    require(
        epoch == right,
        fr=f"{fr}best_epoch doit valoir {right} et vaut {int(epoch)}.",
        en=f"{en}best_epoch must be {right} and is {int(epoch)}.",
    )
    loss, right = best[1], expected_best[1]
    if not isinstance(loss, (float, np.floating)):
        close(loss, right)
    require(
        abs(loss - right) <= 1e-9 or loss == right,
        fr=f"{fr}best_loss doit valoir {right:g} et vaut {float(loss):g}.",
        en=f"{en}best_loss must be {right:g} and is {float(loss):g}.",
    )


@pytest.mark.check(points=1, task="l2_penalty")
def test_l2_penalty(student, reference, rng):
    """Pénalité L2 et son gradient : l'exemple 0,95, un réseau aléatoire, alpha = 0, pas de biais.
    --
    L2 penalty and its gradient: the 0.95 example, a random network, alpha = 0, no biases."""
    close(student.l2_penalty(PARAMS, 0.1), 0.95)
    params = network(rng)
    agree(student.l2_penalty, reference.l2_penalty, params, 0.7, operations=SUMS)
    close(student.l2_penalty(params, 0.0), 0.0)
    slopes = student.l2_penalty_gradient, reference.l2_penalty_gradient
    close(slope_by_slope(*slopes, student.l2_penalty, PARAMS, 0.1), L2_SLOPES)
    slope_by_slope(*slopes, student.l2_penalty, params, 0.7)
    agree(student.l2_penalty_gradient, reference.l2_penalty_gradient, params, 0.0)


@pytest.mark.check(points=1, task="l1_penalty")
def test_l1_penalty(student, reference, rng):
    """Pénalité L1 et son sous-gradient : l'exemple 0,9, un poids nul, un réseau aléatoire.
    --
    L1 penalty and its subgradient: the 0.9 example, a zero weight, a random network."""
    close(student.l1_penalty(PARAMS, 0.1), 0.9)
    params = network(rng)
    agree(student.l1_penalty, reference.l1_penalty, params, 0.7, operations=SUMS)
    close(student.l1_penalty(params, 0.0), 0.0)
    slopes = student.l1_penalty_gradient, reference.l1_penalty_gradient
    close(slope_by_slope(*slopes, student.l1_penalty, PARAMS, 0.1), L1_SLOPES)
    slope_by_slope(*slopes, student.l1_penalty, params, 0.7)
    agree(student.l1_penalty_gradient, reference.l1_penalty_gradient, params, 0.0)


@pytest.mark.check(points=1, task="weight_decay_step")
def test_weight_decay_step(student, reference, rng):
    """Un pas de weight decay : l'exemple [1,8 ; -3,85], un pas aléatoire, alpha = 0.
    --
    One step of weight decay: the example [1.8, -3.85], a random step, alpha = 0."""
    step, expected = student.weight_decay_step, reference.weight_decay_step
    w, grad = np.array([2.0, -4.0]), np.array([1.0, 0.5])
    close(step(w, grad, 0.1, 0.5), np.array([1.8, -3.85]))
    agree(step, expected, rng.normal(size=(3, 4)), rng.normal(size=(3, 4)), 0.2, 0.3)
    close(step(w, np.zeros(2), 0.1, 0.5), np.array([1.9, -3.8]))
    close(step(w, grad, 0.1, 0.0), np.array([1.9, -4.05]))


@pytest.mark.check(points=1, task="dropout_forward")
def test_dropout_scaling(student, rng):
    """Dropout en entraînement : une valeur est éteinte, ou multipliée par 1 / (1 - p).
    --
    Dropout in training: a value is dropped, or multiplied by 1 / (1 - p)."""
    # First a p so small that nothing is dropped, whatever way the draws are made (nearly always).
    few = rng.uniform(1.0, 2.0, size=(2, 3)) * np.array([1.0, -1.0, 1.0])
    seed = int(rng.integers(2**31))
    # Another check judges evaluation: here it tells where a factor that is missing has gone.
    student.dropout_forward(few, 0.001, seed, False)
    out, mask = dropout(student, few, 0.001, seed)
    require(
        np.any(out != 0),
        fr="Avec p = 0.001, presque toutes les valeurs sont gardées, et vous les éteignez toutes : "
        "p est la probabilité d'éteindre.",
        en="With p = 0.001 nearly all the values are kept, and you drop them all: p is the "
        "probability of dropping.",
    )
    scaled(out, mask, few, 0.001)
    x = rng.uniform(1.0, 2.0, size=(10, 12)) * rng.choice([-1.0, 1.0], size=(10, 12))
    for p in (0.5, 0.2):
        out, mask = dropout(student, x, p, seed)
        scaled(out, mask, x, p)
        # 120 values: all kept or all dropped happens less than once in 10**11 draws.
        require(
            np.any(out == 0) and np.any(out != 0),
            fr=f"Avec p = {p}, des valeurs doivent être éteintes et d'autres gardées.",
            en=f"With p = {p}, some values must be dropped and others kept.",
        )


@pytest.mark.check(points=0.75, task="dropout_forward")
def test_dropout_draws(student, rng):
    """Dropout : la part des zéros, un tirage par valeur, la même graine, une autre graine.
    --
    Dropout: the share of zeros, one draw per value, the same seed, another seed."""
    x = np.ones((30, 40))
    seed = int(rng.integers(2**31))
    _, mask = dropout(student, x, 0.3, seed)
    require(
        np.any(mask != mask[0]) or not np.ptp(mask),
        fr="Toutes les lignes du masque sont égales : chaque exemple doit avoir ses propres tirages.",
        en="All the rows of the mask are equal: each example must have draws of its own.",
    )
    require(
        np.any(mask != mask[:, :1]) or not np.ptp(mask),
        fr="Chaque ligne du masque est constante : il faut un tirage par valeur, pas par exemple.",
        en="Each row of the mask is constant: there must be one draw per value, not per example.",
    )
    # 1200 draws: one standard deviation is 0.0132 for p = 0.3, and 0.0115 for p = 0.8.
    fraction(mask, 0.3, 0.1)
    _, more = dropout(student, x, 0.8, seed)
    fraction(more, 0.8, 0.1)
    _, again = dropout(student, x, 0.3, seed)
    require(
        np.array_equal(mask, again),
        fr="La même graine entière doit redonner le même masque : tirez tout d'un générateur que "
        "vous en faites au début de la fonction.",
        en="The same integer seed must give the same mask again: draw everything from a generator "
        "that you make of it at the beginning of the function.",
    )
    _, other = dropout(student, x, 0.3, seed + 1)
    require(
        not np.array_equal(mask, other),
        fr="Une autre graine doit donner un autre masque : servez-vous du troisième argument.",
        en="Another seed must give another mask: use the third argument.",
    )


@pytest.mark.check(points=0.75, task="dropout_forward")
def test_dropout_evaluation(student, reference, rng):
    """Dropout en évaluation, ou avec p = 0 : la sortie est x, le masque vaut 1.
    --
    Dropout at evaluation, or with p = 0: the output is x, the mask is 1."""
    x = rng.normal(size=(3, 4))
    seed = int(rng.integers(2**31))
    forward, expected = student.dropout_forward, reference.dropout_forward
    # Another check judges training: here it tells whether training and evaluation are exchanged.
    forward(x, 0.001, seed, True)
    agree(forward, expected, x, 0.001, seed, False)
    agree(forward, expected, x, 0.5, seed, False)
    agree(forward, expected, x, 0.0, seed, True)


@pytest.mark.check(points=0.5, task="dropout_backward")
def test_dropout_backward(student, reference, rng):
    """Gradient du dropout : l'exemple, des masques aléatoires, le masque de l'évaluation.
    --
    Gradient of dropout: the example, random masks, the mask of evaluation."""
    backward, expected = student.dropout_backward, reference.dropout_backward
    close(
        backward(np.array([1.0, 2.0, 3.0, 4.0]), np.array([2.0, 0.0, 2.0, 0.0])),
        np.array([2.0, 0.0, 6.0, 0.0]),
    )
    mask = rng.permutation(np.resize([1.25, 1.25, 0.0], 12)).reshape(3, 4)
    agree(backward, expected, rng.normal(size=(3, 4)), mask)
    agree(backward, expected, rng.normal(size=(3, 4)), np.ones((3, 4)))


@pytest.mark.check(points=1, task="batchnorm_forward")
def test_batchnorm_training(student, reference, rng):
    """Normalisation par lot, sortie en entraînement : l'exemple, des lots aléatoires, eps.
    --
    Batch normalisation, output in training: the example, random batches, eps."""
    out, _, _ = normalised(student, X, GAMMA, BETA, *START, 0.1, 1.0, True)
    close(out, X_OUT, operations=SUMS)
    for n, d, eps in ((5, 3, 0.5), (3, 4, 1e-5)):
        args = (*layer(rng, n, d), 0.1, eps, True)
        out, _, _ = normalised(student, *args)
        close(out, reference.batchnorm_forward(*args)[0], operations=SUMS)


@pytest.mark.check(points=0.75, task="batchnorm_forward")
def test_batchnorm_running(student, reference, rng):
    """Statistiques courantes : l'exemple, un lot aléatoire, ValueError pour un seul exemple.
    --
    Running statistics: the example, a random batch, ValueError for a single example."""
    _, mean, var = normalised(student, X, GAMMA, BETA, *START, 0.1, 1.0, True)
    close(mean, np.array([0.1, 1.2]), operations=SUMS)
    close(var, np.array([1.3, 0.9 + 3.2 / 3]), operations=SUMS)
    args = (*layer(rng, 5, 3), 0.3, 1e-5, True)
    _, mean, var = normalised(student, *args)
    _, expected_mean, expected_var = reference.batchnorm_forward(*args)
    close(mean, expected_mean, operations=SUMS)
    close(var, expected_var, operations=SUMS)
    raises(
        student.batchnorm_forward,
        *(*layer(rng, 1, 3), 0.3, 1e-5, True),
        error="ValueError",
        fr="En entraînement, un lot d'un seul exemple n'a pas de variance : levez ValueError.",
        en="In training, a batch of a single example has no variance: raise ValueError.",
    )


@pytest.mark.check(points=0.75, task="batchnorm_forward")
def test_batchnorm_evaluation(student, reference, rng):
    """Normalisation par lot en évaluation : l'exemple, un lot, statistiques inchangées.
    --
    Batch normalisation at evaluation: the example, a batch, statistics left as they are."""
    forward, expected = student.batchnorm_forward, reference.batchnorm_forward
    args = (*layer(rng, 5, 3), 0.3, 0.5, False)
    agree(forward, expected, *args, operations=SUMS)
    mean, var = np.array([2.0, 6.0]), np.array([3.0, 8.0])
    one = forward(np.array([[4.0, 12.0]]), GAMMA, BETA, mean, var, 0.1, 1.0, False)
    close(one, (np.array([[12.0, 5.0]]), mean, var), operations=SUMS)


@pytest.mark.check(points=1, task="batchnorm_backward")
def test_batchnorm_backward(student, reference, rng):
    """Gradients de la normalisation par lot : l'exemple, puis un lot aléatoire.
    --
    Gradients of batch normalisation: the example, then a random batch."""
    returned = back_through(student, reference, DOUT, X, GAMMA, BETA, 1.0)
    close(returned, (DX, np.array([-0.5, 0.0]), np.array([1.0, 1.0])), operations=SUMS)
    x, gamma, beta, _, _ = layer(rng, 5, 3)
    back_through(student, reference, rng.normal(size=(5, 3)), x, gamma, beta, 0.5)


@pytest.mark.check(points=1, task="EarlyStopping")
def test_early_stopping(student, reference, rng):
    """Arrêt précoce : l'exemple, des pertes qui remontent et redescendent, la patience 1.
    --
    Early stopping: the example, losses that go up and down again, a patience of 1."""
    follow(
        student,
        reference,
        ([1.0, 0.8, 0.9, 0.7, 0.75, 0.7], 2, 0.0),
        ([5.0, 6.0, 4.0, 7.0, 5.0, 4.5, 3.0, 2.0, 2.5, 8.0, 2.25], 4, 0.0),
        ([1.0, 2.0, 3.0, 4.0, 0.5], 3, 0.0),
        ([3.0, 2.0, 1.0, 1.5, 0.5], 1, 0.0),
        (rng.uniform(1.0, 2.0, size=14).round(3).tolist(), 3, 0.0),
    )


@pytest.mark.check(points=0.75, task="EarlyStopping")
def test_early_stopping_edges(student, reference):
    """Arrêt précoce : min_delta, progrès trop petits qui s'additionnent, égalités, NaN.
    --
    Early stopping: min_delta, improvements too small that add up, ties, NaN."""
    nan = float("nan")
    follow(
        student,
        reference,
        ([2.0, 1.5, 1.375, 1.25, 1.0], 2, 0.25),
        ([2.0, 1.875, 1.625, 1.5, 1.375, 1.0], 3, 0.25),
        ([2.0, 1.5, 1.375, 1.5625, 2.5, 1.0], 3, 0.25),
        ([2.0, 1.5, 2.5, 2.0, 1.375, 1.5625, 1.0], 4, 0.25),
        ([1.0, 1.0, 1.0, 1.0, 0.5], 3, 0.0),
        ([1.0, nan, 0.5, nan, nan, 0.25], 2, 0.0),
        ([nan, nan, 3.0], 2, 0.0),
    )


@pytest.mark.check(points=0.5, task="conventions")
def test_float32(student, reference, rng):
    """float32 en entrée, float32 en sortie : toutes les fonctions.
    --
    float32 in, float32 out: all the functions."""

    def single(*arrays):
        return [a.astype(np.float32) for a in arrays]

    params = {name: value.astype(np.float32) for name, value in network(rng).items()}
    for name in ("l2_penalty", "l2_penalty_gradient", "l1_penalty", "l1_penalty_gradient"):
        agree(getattr(student, name), getattr(reference, name), params, 0.3, operations=SUMS)
    x, dout = single(rng.normal(size=(3, 4)), rng.normal(size=(3, 4)))
    agree(student.weight_decay_step, reference.weight_decay_step, x, dout, 0.1, 0.3, operations=9)
    # p = 0: the same mask whatever the draws, and the same dtypes as for any other p.
    agree(student.dropout_forward, reference.dropout_forward, x, 0.0, 7, True)
    agree(student.dropout_forward, reference.dropout_forward, x, 0.5, 7, False)
    agree(student.dropout_backward, reference.dropout_backward, dout, np.full_like(x, 1.25))
    values, dout = single(*layer(rng, 5, 3)), dout.reshape(6, 2)[:5]
    forward, backward = student.batchnorm_forward, student.batchnorm_backward
    for training in (True, False):
        args = (*values, 0.1, 0.5, training)
        agree(forward, reference.batchnorm_forward, *args, operations=SUMS)
    x, gamma = single(rng.normal(size=(5, 2)), rng.uniform(0.5, 2.0, size=2))
    agree(backward, reference.batchnorm_backward, dout, x, gamma, 0.5, operations=SUMS)


@pytest.mark.check(points=0.25, task="conventions", declared=True)
def test_untouched(student, reference, rng):
    """Les tableaux et les dictionnaires donnés ne sont pas modifiés.
    --
    The arrays and dictionaries given are not modified."""
    for name in ("l2_penalty", "l2_penalty_gradient", "l1_penalty", "l1_penalty_gradient"):
        value = untouched(getattr(student, name), PARAMS, 0.1)
        close(value, getattr(reference, name)(PARAMS, 0.1), operations=SUMS)
    w, grad = rng.normal(size=(2, 3)), rng.normal(size=(2, 3))
    agree(student.weight_decay_step, reference.weight_decay_step, w, grad, 0.1, 0.3)
    untouched(student.weight_decay_step, w, grad, 0.1, 0.3)
    agree(student.dropout_forward, reference.dropout_forward, w, 0.5, 7, False)
    untouched(student.dropout_forward, w, 0.5, 7, False)
    untouched(student.dropout_forward, w, 0.5, 7, True)
    agree(student.dropout_backward, reference.dropout_backward, grad, np.full((2, 3), 1.25))
    untouched(student.dropout_backward, grad, np.full((2, 3), 1.25))
    values, dout = layer(rng, 4, 3), rng.normal(size=(4, 3))
    for training in (True, False):
        args = (*values, 0.1, 0.5, training)
        agree(student.batchnorm_forward, reference.batchnorm_forward, *args, operations=SUMS)
        untouched(student.batchnorm_forward, *args)
    args = dout, values[0], values[1], 0.5
    agree(student.batchnorm_backward, reference.batchnorm_backward, *args, operations=SUMS)
    untouched(student.batchnorm_backward, *args)
