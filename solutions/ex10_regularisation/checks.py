"""Hidden checks of ex10 (regularisation): other names, other shapes, properties, combined use."""

import numpy as np
import pytest

from grader.checks.api import agree, array, close, gradients, raises, require

SUMS = 100
PENALTIES = ("l2_penalty", "l1_penalty")
NOTHING = {"rtol": 1e-9, "atol": 1e-10}  # what is zero up to the rounding of sums of order 1


def draw(student, x, p, seed):
    """Output and mask of a dropout in training, checked for their form and dtype."""
    value = student.dropout_forward(x, p, seed, True)
    require(
        isinstance(value, (tuple, list)) and len(value) == 2,
        fr="dropout_forward doit renvoyer la paire (sortie, masque).",
        en="dropout_forward must return the pair (output, mask).",
    )
    return tuple(array(part, x.shape, x.dtype) for part in value)


def column(rng, n, d):
    """Random x (n, d), gamma, beta, running mean, running variance, float64; means off zero."""
    x = 2.0 * rng.normal(size=(n, d)) + rng.uniform(-3.0, 3.0, size=d)
    return x, rng.normal(size=d), rng.normal(size=d), rng.normal(size=d), rng.uniform(0.2, 3.0, d)


def heed(maker, losses, patience, min_delta, count):
    """What an EarlyStopping says of the first `count` losses, and the best epoch and loss."""
    stopper = maker(patience, min_delta)
    said = [stopper.step(loss) for loss in losses[:count]]
    return said, stopper.get_("best_epoch"), stopper.get_("best_loss")


@pytest.mark.check(points=1, task="l2_penalty")
def test_other_networks(student, reference, rng):
    """Pénalités : d'autres noms, gamma et beta, des noyaux à quatre axes, une seule couche.
    --
    Penalties: other names, gamma and beta, kernels with four axes, a single layer."""
    networks = [
        {
            "bW": rng.normal(size=5),
            "W_h": rng.normal(size=(2, 5)),
            "w_scale": rng.normal(size=5),
            "gamma": rng.normal(size=5),
            "beta": rng.normal(size=5),
            "W_y": rng.normal(size=(5, 3)) * np.array([1.0, 0.0, -1.0]),
            "b_y": rng.normal(size=3),
        },
        {"W": rng.normal(size=(2, 1, 3, 3)), "b": rng.normal(size=2)},
        {"W1": rng.normal(size=4), "b1": rng.normal(size=(1, 3)), "W2": rng.normal(size=(1, 1))},
    ]
    for params, alpha in zip(networks, (0.01, 2.5, 1.0), strict=True):
        for name in PENALTIES:
            penalty, slopes = getattr(student, name), name + "_gradient"
            agree(penalty, getattr(reference, name), params, alpha, operations=SUMS)
            agree(getattr(student, slopes), getattr(reference, slopes), params, alpha)
    # Twice the weights: four times the L2 penalty, twice the L1 penalty.
    params = networks[1]
    double = {"W": 2.0 * params["W"], "b": params["b"]}
    for name, factor in zip(PENALTIES, (4.0, 2.0), strict=True):
        once = getattr(reference, name)(params, 0.5)
        close(getattr(student, name)(double, 0.5), factor * once, operations=SUMS)


@pytest.mark.check(points=0.75, task="weight_decay_step")
def test_decay_of_weights(student, reference, rng):
    """Weight decay : trois axes, le pas w - lr (g + gradient L2), cinq pas sans gradient.
    --
    Weight decay: three axes, the step w - lr (g + L2 gradient), five steps without a gradient."""
    step = student.weight_decay_step
    w, grad = rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 3, 4))
    agree(step, reference.weight_decay_step, w, grad, 0.05, 1.5)
    slopes = reference.l2_penalty_gradient({"W": w}, 0.8)["W"]
    close(step(w, grad, 0.25, 0.8), w - 0.25 * (grad + slopes))
    shrunk = w[0]
    for _ in range(5):
        shrunk = array(step(shrunk, np.zeros((3, 4)), 0.5, 0.25), (3, 4), "float64")
    close(shrunk, w[0] * 0.875**5)


@pytest.mark.check(points=1, task="dropout_forward")
def test_dropout_shapes(student, rng):
    """Dropout : un axe, trois axes, un seul exemple, p grand ou petit, la moyenne conservée.
    --
    Dropout: one axis, three axes, a single example, p large or small, the mean preserved."""
    seed = int(rng.integers(2**31))
    # 1000 draws or more: seven standard deviations are at most 0.111.
    for shape, p in (((1000,), 0.1), ((30, 40), 0.5), ((5, 10, 20), 0.65), ((1, 1100), 0.9)):
        x = rng.uniform(1.0, 2.0, size=shape)
        out, mask = draw(student, x, p, seed)
        kept = mask != 0
        close(mask, kept / (1 - p))
        close(out, x * kept / (1 - p))
        require(
            abs(float(np.mean(~kept)) - p) <= 0.112,
            fr=f"Avec p = {p}, environ {100 * p:.0f} % des valeurs doivent être éteintes.",
            en=f"With p = {p}, about {p:.0%} of the values must be dropped.",
        )
    out, mask = draw(student, np.ones((20, 10, 10)), 0.25, seed)
    require(
        all(np.ptp(mask, axis=axis).any() for axis in range(3)),
        fr="Il faut un tirage indépendant par valeur du tableau.",
        en="There must be an independent draw per value of the array.",
    )
    # 12 draws of 100 values: the same number of zeros in all of them is one case in 10**11.
    draws = [draw(student, np.ones((10, 10)), 0.3, seed + i)[1] for i in range(12)]
    require(
        any(not np.array_equal(draws[0], other) for other in draws[1:]),
        fr="Douze graines donnent douze fois le même masque : servez-vous du troisième argument.",
        en="Twelve seeds give the same mask twelve times: use the third argument.",
    )
    require(
        len({int(np.sum(each == 0)) for each in draws}) > 1,
        fr="Le nombre de zéros doit varier d'un masque à l'autre, et les vôtres en ont tous autant : "
        "chaque valeur est éteinte ou gardée indépendamment des autres, ce n'est pas une permutation.",
        en="The number of zeros must vary from one mask to the next, and yours all have as many: each "
        "value is dropped or kept independently of the others, it is no permutation.",
    )
    # The mean of the output is 1, with a standard deviation of 0.013 over 2000 draws.
    require(
        abs(float(np.mean(out)) - 1.0) <= 0.1,
        fr="En moyenne, le dropout inversé ne change pas l'activation.",
        en="On average, inverted dropout does not change the activation.",
    )


@pytest.mark.check(points=0.25, task="dropout_backward")
def test_dropout_both_ways(student, rng):
    """Dropout : le gradient passe par les valeurs gardées, avec le même facteur.
    --
    Dropout: the gradient goes through the values that were kept, with the same factor."""
    x = rng.uniform(1.0, 2.0, size=(2, 5, 6))
    dout = rng.normal(size=(2, 5, 6))
    out, mask = draw(student, x, 0.4, int(rng.integers(2**31)))
    # 60 draws: none kept, or all of them, is one case in 10**13.
    require(
        (out != 0).any() and (out == 0).any(),
        fr="Avec p = 0.4, des valeurs doivent être éteintes et d'autres gardées.",
        en="With p = 0.4, some values must be dropped and others kept.",
    )
    # The layer is linear: its slope is output over input.
    close(student.dropout_backward(dout, mask), dout * out / x)
    close(student.dropout_backward(dout, np.ones(dout.shape)), dout)


@pytest.mark.check(points=1, task="batchnorm_forward")
def test_batchnorm_batches(student, reference, rng):
    """Normalisation par lot, entraînement : deux exemples, une colonne, décalage, colonne constante.
    --
    Batch normalisation, training: two examples, one column, a shift, a constant column."""
    forward = student.batchnorm_forward
    for n, d in ((2, 3), (7, 1), (3, 6)):
        args = (*column(rng, n, d), 0.2, 0.25, True)
        agree(forward, reference.batchnorm_forward, *args, operations=SUMS)
    x, gamma, beta, mean, var = column(rng, 6, 4)
    x[:, 2] = 1.5
    args = (gamma, beta, mean, var, 0.1, 0.25, True)
    agree(forward, reference.batchnorm_forward, x, *args, operations=SUMS)
    # Moving and mirroring the columns, with eps negligible.
    args = (gamma, beta, mean, var, 0.1, 1e-12, True)
    x = x + rng.normal(size=(6, 4))
    out, _, _ = reference.batchnorm_forward(x, *args)
    moved = forward(8.0 + 4.0 * x, *args)[0]
    close(moved, out, rtol=1e-7, atol=1e-7)
    mirrored = forward(-x, *args)[0]
    close(mirrored, 2.0 * beta - out, rtol=1e-7, atol=1e-7)


@pytest.mark.check(points=1, task="batchnorm_forward")
def test_batchnorm_history(student, reference, rng):
    """Statistiques courantes : quatre lots de suite, des momentums différents, 0 et 1.
    --
    Running statistics: four batches in a row, different momentums, 0 and 1."""
    _, gamma, beta, mean, var = column(rng, 2, 3)
    for n, momentum in ((4, 0.1), (2, 0.5), (6, 0.01), (3, 0.9)):
        x = column(rng, n, 3)[0]
        args = (x, gamma, beta, mean, var, momentum, 1e-3, True)
        agree(student.batchnorm_forward, reference.batchnorm_forward, *args, operations=SUMS)
        _, mean, var = reference.batchnorm_forward(*args)
    for momentum in (0.0, 1.0):
        args = (x, gamma, beta, mean, var, momentum, 1e-3, True)
        agree(student.batchnorm_forward, reference.batchnorm_forward, *args, operations=SUMS)
    args = (x, gamma, beta, mean, var, 0.5, 1e-3, False)
    agree(student.batchnorm_forward, reference.batchnorm_forward, *args, operations=SUMS)


@pytest.mark.check(points=1, task="batchnorm_forward")
def test_batchnorm_alone(student, reference, rng):
    """Un seul exemple : normalisé en évaluation, refusé en entraînement ; les autres n'y font rien.
    --
    A single example: normalised at evaluation, refused in training; the others do not matter."""
    forward = student.batchnorm_forward
    x, *rest = column(rng, 4, 5)
    evaluation, training = (*rest, 0.1, 0.05, False), (*rest, 0.1, 0.05, True)
    agree(forward, reference.batchnorm_forward, x, *evaluation, operations=SUMS)
    out = reference.batchnorm_forward(x, *evaluation)[0]
    for i in (0, 3):
        one = forward(x[i : i + 1], *evaluation)
        close(one, (out[i : i + 1], rest[2], rest[3]), operations=SUMS)
    raises(
        forward,
        x[:1],
        *training,
        error="ValueError",
        fr="En entraînement, un lot d'un seul exemple doit lever ValueError.",
        en="In training, a batch of a single example must raise ValueError.",
    )
    # Two examples are enough.
    agree(forward, reference.batchnorm_forward, x[:2], *training, operations=SUMS)


@pytest.mark.check(points=1, task="batchnorm_backward")
def test_batchnorm_slopes(student, reference, rng):
    """Gradients de la normalisation par lot : autres formes, et ce qui doit s'annuler.
    --
    Gradients of batch normalisation: other shapes, and what must vanish."""
    parts = [("beta", 2), ("gamma", 1), ("x", 0)]
    backward, expected = student.batchnorm_backward, reference.batchnorm_backward
    for n, d, eps in ((6, 4, 0.1), (2, 3, 0.5), (4, 1, 2.0), (3, 5, 1e-5)):
        x, gamma = column(rng, n, d)[:2]
        dout = rng.normal(size=(n, d))
        args = dout, x, gamma, eps
        gradients(backward, expected, *args, parts=parts, independent=True, operations=SUMS)
    # Shifting a column changes no output: its slopes sum to zero.
    dx = array(backward(dout, x, gamma, 0.3)[0], (3, 5), "float64")
    close(dx.sum(axis=0), np.zeros(5), **NOTHING)
    # The same slope for every example only asks for a shift, which changes nothing.
    same = np.tile(rng.normal(size=5), (3, 1))
    dx, dgamma, dbeta = backward(same, x, gamma, 0.3)
    close(dx, np.zeros((3, 5)), **NOTHING)
    close(dgamma, np.zeros(5), **NOTHING)
    close(dbeta, 3.0 * same[0])


@pytest.mark.check(points=1, task="EarlyStopping")
def test_early_stopping_histories(student, reference, rng):
    """Arrêt précoce : des courbes aléatoires, avec min_delta, des NaN et des infinis.
    --
    Early stopping: random curves, with min_delta, NaN and infinities."""
    falling = 2.0 * 0.9 ** np.arange(16) + 0.15 * rng.normal(size=16)
    climbing = 1.0 + 0.1 * np.arange(12) + 0.02 * rng.normal(size=12)
    nan, inf = float("nan"), float("inf")
    histories = [
        (falling.tolist(), 3, float(rng.uniform(0.01, 0.1))),
        (climbing.tolist(), 5, 0.0),
        ([inf, nan, 4.0, 4.0, inf, 3.5, 1.0], 3, 0.5),
        ([nan, inf, nan, 2.0], 3, 0.0),
        ([-1.0, -1.5, -1.75, -2.0, -1.0, -2.25], 3, 0.5),
        ([0.5, 0.25, 0.0, 0.0, -0.125, 1.0, 1.0], 2, 0.0),
        ([3.0, 2.25, 2.0, 2.375, 4.0, 1.0], 3, 0.5),
        ([3.0, 2.25, 3.5, 2.75, 2.0, 2.375, 1.0], 4, 0.5),
    ]
    runs = []
    for losses, patience, min_delta in histories:
        # Nobody is asked again after the stop: the statement leaves that open.
        said = heed(reference.EarlyStopping, losses, patience, min_delta, len(losses))[0]
        count = said.index(True) + 1 if True in said else len(said)
        expected = heed(reference.EarlyStopping, losses, patience, min_delta, count)
        runs.append((heed(student.EarlyStopping, losses, patience, min_delta, count), expected))
    # All are run before any is compared: together they tell one mistake from another.
    for actual, expected in runs:
        close(actual, expected)
