"""Public checks of ex13 (the lab report's network).

The parts first (values of the statement, then random ones with every size different), then one
epoch, then whole trainings. What depends on the order of the examples is never compared value by
value: one batch that holds everything, or examples that are all the same, make the order
irrelevant; elsewhere only properties are asked for.
"""

import numpy as np
import pytest

from grader.checks.api import (
    agree,
    array,
    close,
    gradients,
    learns,
    quiet,
    require,
    trains,
    untouched,
)
from grader.checks.data import digits
from grader.checks.figures import boundary, curve, matrix
from grader.texts import Text

ORDER = ["Wy", "by", "Wh", "bh"]  # of the backward pass
HISTORY = ("loss", "accuracy", "valid_loss", "valid_accuracy")

EPOCH, LOSS = Text("époque", "epoch"), Text("perte", "loss")

# The network of the statement, and its two examples.
PARAMS = {
    "Wh": np.array([[0.3, -0.5, 0.4, 0.5], [-0.2, 0.5, 0.4, -1.0]]),
    "bh": np.array([0.1, 0.0, -0.2, 0.5]),
    "Wy": np.array([[0.5, -0.5], [1.0, 0.0], [0.0, 1.0], [1.0, -1.0]]),
    "by": np.array([0.5, -0.5]),
}
X = np.array([[1.0, 2.0], [-1.0, 0.0]])
Y = np.array([[0.0, 1.0], [1.0, 0.0]])

FOUR = np.array([[0.7, 0.1, 0.1, 0.1], [0.2, 0.7, 0.1, 0.0], [0.05, 0.15, 0.1, 0.7]])
FOUR_Y = np.eye(4)[[0, 1, 3]]
TEN = np.array([[0.0, 0.1, 0.4, 0.0, 0.0, 0.2, 0.1, 0.0, 0.2, 0.0]])
TEN_Y = np.eye(10)[[2]]

# Worked numbers are printed with three decimals: half a unit of the last one.
PRINTED = {"rtol": 0.0, "atol": 5e-4}
# Rounding of a few hundred operations, a little amplified by some steps of descent.
SOME = {"operations": 500}
# How exactly the loss keeps away from log(0) is judged where the loss is, not in each training.
LOSSES = {"rtol": 1e-5, "atol": 1e-5}
# A share of right answers is a fraction of small integers: float32 says it as well.
SHARE = {"rtol": 1e-6, "atol": 1e-6}


def network(rng, nx, nh, ny, scale=0.5):
    """Random parameters, float64; biases are not zero, so that they show."""
    shapes = {"Wh": (nx, nh), "bh": (nh,), "Wy": (nh, ny), "by": (ny,)}
    return {name: rng.normal(scale=scale, size=shape) for name, shape in shapes.items()}


def examples(rng, n, nx, ny):
    """Random inputs (n, nx) and one-hot targets (n, ny) with at least two classes, float64."""
    return rng.normal(size=(n, nx)), np.eye(ny)[rng.permutation(np.arange(n) % ny)]


def probabilities(rng, n, ny):
    """Random rows that sum to 1, far from 0, shape (n, ny), float64."""
    p = rng.uniform(0.1, 1.0, size=(n, ny))
    return p / p.sum(axis=1, keepdims=True)


def circles(rng, n):
    """Two rings around the origin, of radius 1 (class 0) and 0.5 (class 1), with some noise."""
    labels = np.arange(n) % 2
    angle = rng.uniform(0.0, 2.0 * np.pi, size=n)
    radius = np.where(labels == 1, 0.5, 1.0)
    points = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return points + rng.normal(scale=0.05, size=(n, 2)), labels


def some_digits(rng, n):
    """`n` of the bundled digits as rows of 64 numbers in [0, 1], and their labels."""
    images, labels = digits()
    chosen = rng.permutation(len(images))[:n]
    return images[chosen].reshape(n, 64) / 16.0, labels[chosen]


def two(value, fr, en):
    """The two values that a function had to return."""
    require(isinstance(value, (tuple, list)) and len(value) == 2, fr=fr, en=en)
    return value


def loss_of(value):
    """The loss that `loss_accuracy` returned."""
    return two(
        value,
        fr="loss_accuracy renvoie deux valeurs, dans cet ordre : la perte, l'exactitude.",
        en="loss_accuracy returns two values, in this order: the loss, the accuracy.",
    )[0]


def accuracy_of(value):
    """The accuracy that `loss_accuracy` returned, a float even where a float32 was counted in."""
    loss_of(value)
    accuracy = value[1]
    plain = isinstance(accuracy, (np.ndarray, np.generic)) and accuracy.shape == ()
    return float(accuracy) if plain and accuracy.dtype.kind == "f" else accuracy


def classes_of(value, n, most):
    """The classes that `predict` returned: `n` integers under `most`."""
    predicted = array(value, shape=(n,))
    require(
        predicted.dtype.kind in "iu" and bool(np.all((predicted >= 0) & (predicted < most))),
        fr=f"predict renvoie des numéros de classe, des entiers de 0 à {most - 1}.",
        en=f"predict returns numbers of classes, integers from 0 to {most - 1}.",
    )
    return predicted


def slope_probe(student, inputs, targets, params):
    """The loss of the student's own forward pass when one parameter has moved."""

    def loss(name, moved):
        yhat, _ = student.forward({**params, name: moved}, inputs)
        return loss_of(student.loss_accuracy(yhat, targets))

    return loss


def trained(value, epochs):
    """Parameters and history that `train` returned; ends the check when they are no such things."""
    params, history = two(
        value,
        fr="train renvoie deux valeurs, dans cet ordre : les paramètres, l'historique.",
        en="train returns two values, in this order: the parameters, the history.",
    )
    require(
        isinstance(history, dict) and all(name in history for name in HISTORY),
        fr="L'historique est un dictionnaire de clés loss, accuracy, valid_loss, valid_accuracy.",
        en="The history is a dictionary with the keys loss, accuracy, valid_loss, valid_accuracy.",
    )
    for name in HISTORY:
        series = history[name]
        require(
            isinstance(series, (list, tuple, np.ndarray)) and len(series) == epochs + 1,
            fr=f"history['{name}'] doit contenir {epochs + 1} nombres : un avant tout "
            f"apprentissage, puis un après chaque époque.",
            en=f"history['{name}'] must hold {epochs + 1} numbers: one before any learning, then "
            "one after each epoch.",
        )
    return params, history


def follows_the_gradient(student, reference, rng):
    """Small trainings that can be compared, before a long one that can't.

    Three examples in a single batch, then five identical ones in batches of two: the order of the
    examples changes nothing.
    """
    start, (inputs, targets) = network(rng, 2, 2, 3), examples(rng, 3, 2, 3)
    valid = examples(rng, 2, 2, 3)
    same = np.tile(inputs[0], (5, 1)), np.tile(targets[0], (5, 1))
    for data, epochs, batch_size in (((inputs, targets), 1, 9), (same, 2, 2)):
        args = (start, *data, *valid, 0.05, epochs, batch_size, 2)
        expected, measured = reference.train(*args)
        params, history = trained(student.train(*args), epochs)
        learns(history["loss"])  # steps so small go down, whatever the network
        close(params, expected, **SOME)
        close(history["loss"], measured["loss"], **LOSSES)
    agree(student.predict, reference.predict, start, inputs)


# --- the start ------------------------------------------------------------------------------------


@pytest.mark.check(points=0.75, task="init_params")
def test_init_params(student, reference, rng):
    """Paramètres de départ : formes, biais nuls, poids tirés selon N(0, 0,3²), graine respectée.
    --
    Starting parameters: shapes, zero biases, weights drawn from N(0, 0.3²), seed obeyed."""
    seed = int(rng.integers(2**31))
    params = student.init_params(20, 12, 10, seed)
    require(
        isinstance(params, dict) and set(params) == set(ORDER),
        fr="init_params renvoie un dictionnaire de clés Wh, bh, Wy, by, et aucune autre.",
        en="init_params returns a dictionary with the keys Wh, bh, Wy, by, and no other.",
    )
    wh = array(params["Wh"], shape=(20, 12), dtype="float64")
    wy = array(params["Wy"], shape=(12, 10), dtype="float64")
    biases = {"bh": np.zeros(12), "by": np.zeros(10)}
    close({name: params[name] for name in biases}, biases)
    for name, w in (("Wh", wh), ("Wy", wy)):
        require(
            bool(np.any(w != 0)),
            fr=f"{name} est nul : tous les neurones cachés calculeraient la même chose et "
            "recevraient toujours le même gradient. Tirez les poids au hasard.",
            en=f"{name} is zero: all hidden neurons would compute the same thing and would always "
            "receive the same gradient. Draw the weights at random.",
        )
    # Of 360 weights the mean is 0 up to 0.016 and the standard deviation 0.3 up to 0.011 (one
    # standard deviation of each: the bounds are five). 4.6 % of them, up to 1.1, are beyond 0.6;
    # of a uniform draw, none.
    weights = np.concatenate([wh.ravel(), wy.ravel()])
    mean, std, far = weights.mean(), weights.std(), np.mean(np.abs(weights) > 0.6)
    require(
        abs(mean) < 0.09 and 0.24 < std < 0.36,
        fr=f"Les poids devraient avoir une moyenne proche de 0 et un écart-type proche de 0,3 ; "
        f"les vôtres ont {mean:.3f} et {std:.3f}.",
        en=f"The weights should have a mean near 0 and a standard deviation near 0.3; yours have "
        f"{mean:.3f} and {std:.3f}.",
    )
    require(
        0.0 < far < 0.12 and bool(np.all(np.isfinite(weights))),
        fr="La loi demandée est normale : environ 5 % des poids dépassent 0,6 en valeur absolue. "
        f"Chez vous : {100 * far:.1f} %.",
        en="The law asked for is normal: about 5 % of the weights exceed 0.6 in absolute value. "
        f"Yours: {100 * far:.1f} %.",
    )
    require(
        np.isin(wy, wh).sum() <= 2,  # two float32 draws may well be equal
        fr="Wy contient des nombres de Wh : les deux tirages sont repartis de la même graine. Ne "
        "faites np.random.default_rng(rng) qu'une fois, puis tirez deux fois du même générateur.",
        en="Wy holds numbers of Wh: both draws started again from the same seed. Call "
        "np.random.default_rng(rng) only once, then draw twice from the same generator.",
    )
    small = [student.init_params(3, 2, 4, each) for each in (seed, seed, seed + 1)]
    close(small[1], small[0])
    require(
        not np.array_equal(array(small[2]["Wh"]), array(small[0]["Wh"])),
        fr="Deux graines différentes donnent les mêmes poids : utilisez l'argument rng.",
        en="Two different seeds give the same weights: use the argument rng.",
    )


# --- forward --------------------------------------------------------------------------------------


@pytest.mark.check(points=0.75, task="softmax")
def test_softmax(student, reference, rng):
    """Softmax : l'exemple [2, 1, -1, 3], un lot aléatoire, des scores de 1e4.
    --
    Softmax: the example [2, 1, -1, 3], a random batch, scores of 1e4."""
    worked = student.softmax(np.array([2.0, 1.0, -1.0, 3.0]))
    close(worked, np.array([0.242, 0.089, 0.012, 0.657]), **PRINTED)
    agree(student.softmax, reference.softmax, rng.normal(scale=2.0, size=(4, 3)))
    wide = np.array([[1e4, 0.0, -1e4], [-1e4, -1e4, -9999.0], [9998.0, 1e4, 1e4]])
    agree(student.softmax, reference.softmax, wide)
    quiet(student.softmax, wide)


@pytest.mark.check(points=1.25, task="forward")
def test_forward(student, reference, rng):
    """Passe avant : le réseau 2-4-2 de l'énoncé, un réseau 3-5-4 aléatoire, des scores de 1e4.
    --
    Forward pass: the statement's 2-4-2 network, a random 3-5-4 network, scores of 1e4."""
    yhat, outputs = two(
        student.forward(PARAMS, X),
        fr="forward renvoie deux valeurs, dans cet ordre : yhat, outputs.",
        en="forward returns two values, in this order: yhat, outputs.",
    )
    worked = {
        "X": X,
        "htilde": np.array([[0.0, 0.5, 1.0, -1.0], [-0.2, 0.5, -0.6, 0.0]]),
        "h": np.array([[0.0, 0.462, 0.762, -0.762], [-0.197, 0.462, -0.537, 0.0]]),
        "ytilde": np.array([[0.201, 1.023], [0.863, -0.938]]),
        "yhat": np.array([[0.305, 0.695], [0.858, 0.142]]),
    }
    close(outputs, worked, **PRINTED)
    close(yhat, worked["yhat"], **PRINTED)
    inputs, _ = examples(rng, 6, 3, 4)
    params = network(rng, 3, 5, 4, 0.8)
    agree(student.forward, reference.forward, params, inputs, operations=20)
    # Scores of 1e4: still probabilities.
    params = {**params, "Wh": params["Wh"] * 1e3, "Wy": params["Wy"] * 1e4}
    agree(student.forward, reference.forward, params, inputs[:2], operations=20)


@pytest.mark.check(points=0.75, task="loss_accuracy")
def test_loss(student, reference, rng):
    """Entropie croisée : 0,357 et 0,916, un lot aléatoire, une probabilité nulle.
    --
    Cross-entropy: 0.357 and 0.916, a random batch, a probability of zero."""
    close(loss_of(student.loss_accuracy(FOUR, FOUR_Y)), 0.357, **PRINTED)
    close(loss_of(student.loss_accuracy(TEN, TEN_Y)), 0.916, **PRINTED)
    p, (_, targets) = probabilities(rng, 5, 3), examples(rng, 5, 1, 3)
    close(loss_of(student.loss_accuracy(p, targets)), reference.loss_accuracy(p, targets)[0])
    # The right class has the probability 0 in the first row, 1e-3 in the second.
    sure = np.array([[0.0, 0.4, 0.6], [0.5, 1e-3, 0.499], [0.2, 0.2, 0.6]])
    close(
        loss_of(student.loss_accuracy(sure, np.eye(3))), reference.loss_accuracy(sure, np.eye(3))[0]
    )


@pytest.mark.check(points=0.5, task="loss_accuracy")
def test_accuracy(student, reference, rng):
    """Exactitude : la part des exemples dont la classe la plus probable est la bonne.
    --
    Accuracy: the fraction of the examples whose likeliest class is the right one."""
    p = np.array(
        [[0.2, 0.5, 0.3], [0.4, 0.35, 0.25], [0.3, 0.3, 0.4], [0.8, 0.1, 0.1], [0.1, 0.2, 0.7]]
    )
    targets = np.eye(3)[[1, 1, 2, 0, 0]]
    close(accuracy_of(student.loss_accuracy(p, targets)), 0.6, **SHARE)
    p, (_, targets) = probabilities(rng, 8, 4), examples(rng, 8, 1, 4)
    expected = reference.loss_accuracy(p, targets)[1]
    close(accuracy_of(student.loss_accuracy(p, targets)), expected, **SHARE)
    perfect = student.loss_accuracy(np.eye(4)[[2, 0, 3]], np.eye(4)[[2, 0, 3]])
    close(accuracy_of(perfect), 1.0, **SHARE)


# --- backward -------------------------------------------------------------------------------------


@pytest.mark.check(points=2, task="backward")
def test_backward(student, reference, rng):
    """Passe arrière : un réseau 3-5-4 et un réseau 5-2-3 aléatoires, puis l'exemple de l'énoncé.
    --
    Backward pass: random 3-5-4 and 5-2-3 networks, then the statement's example."""
    for n, (nx, nh, ny) in ((4, (3, 5, 4)), (6, (5, 2, 3))):
        params, (inputs, targets) = network(rng, nx, nh, ny, 0.7), examples(rng, n, nx, ny)
        outputs = reference.forward(params, inputs)[1]
        probe = slope_probe(student, inputs, targets, params)
        gradients(
            student.backward,
            reference.backward,
            params,
            outputs,
            targets,
            parts=ORDER,
            loss=probe,
            at=params,
            operations=50,
        )
    one = reference.forward(PARAMS, X[:1])[1]
    grads = student.backward(PARAMS, one, Y[:1])
    slope = np.array([0.305, 0.240, -0.128, 0.256])
    side = np.array([0.0, 0.141, 0.232, -0.232])
    worked = {
        "Wy": np.stack([side, -side], axis=1),
        "by": np.array([0.305, -0.305]),
        "Wh": np.array([slope, [0.610, 0.480, -0.256, 0.513]]),
        "bh": slope,
    }
    close(grads, worked, **PRINTED)


# --- descent --------------------------------------------------------------------------------------


@pytest.mark.check(points=0.5, task="sgd")
def test_sgd(student, reference, rng):
    """Un pas de descente : les quatre paramètres reculent le long de leur gradient.
    --
    One step of descent: the four parameters move back along their gradient."""
    agree(student.sgd, reference.sgd, network(rng, 3, 2, 4), network(rng, 3, 2, 4), 0.2)
    agree(student.sgd, reference.sgd, PARAMS, {name: -w for name, w in PARAMS.items()}, 1.5)


@pytest.mark.check(points=0.75, task="train_epoch", needs=["forward", "backward", "sgd"])
def test_train_epoch(student, reference, rng):
    """Une époque : un lot qui contient tout, puis sept exemples identiques par lots de trois.
    --
    One epoch: a batch that holds everything, then seven identical examples in batches of three."""
    # The first step of the statement; then a batch larger than the set.
    agree(student.train_epoch, reference.train_epoch, PARAMS, X, Y, 0.5, 2, 0, **SOME)
    start, (inputs, targets) = network(rng, 3, 4, 3), examples(rng, 5, 3, 3)
    agree(student.train_epoch, reference.train_epoch, start, inputs, targets, 0.4, 8, 1, **SOME)
    # The examples are all the same: whatever their order, ceil(7 / 3) = 3 steps.
    start, (inputs, targets) = network(rng, 3, 2, 4), examples(rng, 7, 3, 4)
    inputs, targets = np.tile(inputs[0], (7, 1)), np.tile(targets[0], (7, 1))
    agree(student.train_epoch, reference.train_epoch, start, inputs, targets, 0.4, 3, 2, **SOME)


@pytest.mark.check(points=0.5, task="train_epoch", needs=["forward", "backward", "sgd"])
def test_shuffling(student, reference, rng):
    """Une époque voit chaque exemple une fois, avec sa cible, dans un ordre que la graine décide.
    --
    One epoch sees each example once, with its target, in an order that the seed decides."""
    start, (inputs, targets) = network(rng, 3, 4, 3), examples(rng, 8, 3, 3)
    seed, lr = int(rng.integers(2**31)), 1e-6
    # With steps so small, eight steps of one example add up to eight times the whole gradient.
    whole = reference.backward(start, reference.forward(start, inputs)[1], targets)
    for batch_size in (1, 2):
        end = student.train_epoch(start, inputs, targets, lr, batch_size, seed)
        require(
            isinstance(end, dict) and set(end) == set(ORDER),
            fr="train_epoch renvoie les nouveaux paramètres : un dictionnaire Wh, bh, Wy, by.",
            en="train_epoch returns the new parameters: a dictionary Wh, bh, Wy, by.",
        )
        for name in ORDER:
            moved = (start[name] - array(end[name], start[name].shape, "float64")) / lr
            expected = whole[name] * (8 // batch_size)
            require(
                bool(np.all(np.abs(moved - expected) < 1e-3)),
                fr=f"Sur une époque à pas minuscules, {name} ne se déplace pas comme la somme des "
                "gradients de tous les lots. Chaque exemple passe-t-il une fois et une seule, avec "
                "la cible de sa propre ligne ? (Mélangez X et Y avec la même permutation.)",
                en=f"Over an epoch of tiny steps, {name} does not move as the sum of the gradients "
                "of all batches. Is each example used once and only once, with the target of its "
                "own row? (Shuffle X and Y with the same permutation.)",
            )
    ends = [student.train_epoch(start, inputs, targets, 0.5, 1, seed + i)["Wh"] for i in range(4)]
    again = student.train_epoch(start, inputs, targets, 0.5, 1, seed)["Wh"]
    require(
        np.array_equal(again, ends[0]),
        fr="La même graine doit donner deux fois le même résultat : tirez du générateur rng, et de "
        "rien d'autre.",
        en="The same seed must give the same result twice: draw from the generator rng, and from "
        "nothing else.",
    )
    # Four permutations of eight examples are all the same once in 6e13.
    require(
        any(not np.array_equal(end, ends[0]) for end in ends),
        fr="Quatre graines donnent le même résultat : les exemples ne sont pas mélangés.",
        en="Four seeds give the same result: the examples are not shuffled.",
    )


@pytest.mark.check(points=1, task="train", needs=["train_epoch", "loss", "accuracy"])
def test_train(student, reference, rng):
    """Entraînement par lots entiers : paramètres et historique, nombre par nombre.
    --
    Training with whole batches: parameters and history, number by number."""
    start, (inputs, targets) = network(rng, 2, 4, 3), examples(rng, 5, 2, 3)
    valid = examples(rng, 4, 2, 3)
    # A batch of 20 holds everything: the order of the examples does not matter.
    args = (start, inputs, targets, *valid, 0.4, 3, 20, 1)
    expected, measured = reference.train(*args)
    params, history = trained(student.train(*args), 3)
    close(params, expected, **SOME)
    close(history, measured, **LOSSES)


@pytest.mark.check(points=0.5, task="train")
def test_train_validation(student, reference, rng):
    """Entraînement : la validation n'y change rien, et chaque époque a son propre ordre.
    --
    Training: validation changes nothing in it, and each epoch has an order of its own."""
    start, (inputs, targets) = network(rng, 2, 3, 2), examples(rng, 8, 2, 2)
    seed = int(rng.integers(2**31))
    # The last set says the opposite of the training set: whoever chooses the epoch that
    # validation likes best goes back to the start.
    same, other = (inputs, targets), (inputs, targets[:, ::-1].copy())
    ends = [
        trained(student.train(start, inputs, targets, *valid, 0.4, 3, 2, seed), 3)[0]
        for valid in (same, same, other)
    ]
    require(
        not _equal(ends[0], start),
        fr="Les paramètres rendus par train sont ceux du départ : rien n'a été appris.",
        en="The parameters that train returns are those of the start: nothing was learned.",
    )
    require(
        _equal(ends[0], ends[1]),
        fr="La même graine doit donner deux fois le même résultat : ne tirez que de rng.",
        en="The same seed must give the same result twice: draw from rng only.",
    )
    require(
        _equal(ends[0], ends[2]),
        fr="Avec d'autres données de validation et la même graine, les paramètres appris changent. "
        "La validation se mesure, rien ne s'apprend d'elle.",
        en="With other validation data and the same seed, the learned parameters change. Validation "
        "is measured, nothing is learned from it.",
    )
    # An epoch that starts again from the same seed repeats its order (by chance once in 40320).
    repeated = []
    for each in (seed, seed + 1):
        two_epochs = student.train(start, inputs, targets, *same, 0.4, 2, 1, each)[0]
        first = student.train_epoch(start, inputs, targets, 0.4, 1, each)
        second = student.train_epoch(first, inputs, targets, 0.4, 1, each)
        repeated.append(_equal(two_epochs, second))
    require(
        not all(repeated),
        fr="Toutes les époques suivent le même ordre : ou bien chacune repart de la même graine, ou "
        "bien vous ne mélangez qu'une fois, avant la boucle. Tirez une nouvelle permutation à chaque "
        "époque, d'un seul générateur.",
        en="All epochs follow the same order: either each starts from the same seed, or you shuffle "
        "only once, before the loop. Draw a new permutation in each epoch, from one generator.",
    )


def _equal(one, other):
    """Whether two dictionaries of parameters hold the same numbers."""
    return all(
        np.allclose(array(one[name]), array(other[name]), rtol=1e-9, atol=1e-12) for name in ORDER
    )


# --- use ------------------------------------------------------------------------------------------


@pytest.mark.check(points=0.5, task="decision_grid")
def test_decision_grid(student, reference, rng):
    """Classes prédites, et leur grille : les lignes suivent y, les colonnes suivent x.
    --
    Predicted classes, and their grid: rows follow y, columns follow x."""
    params = network(rng, 3, 4, 5, 1.0)
    agree(student.predict, reference.predict, params, rng.normal(size=(9, 3)))
    plane = network(rng, 2, 4, 3, 1.5)
    xs, ys = np.linspace(-2.0, 2.0, 6), np.linspace(-1.0, 3.0, 4)
    agree(student.decision_grid, reference.decision_grid, plane, xs, ys)


@pytest.mark.check(points=0.5, task="conventions", needs=["train_epoch"])
def test_float32(student, reference, rng):
    """float32 en entrée, float32 en sortie : forward, backward, sgd, train_epoch.
    --
    float32 in, float32 out: forward, backward, sgd, train_epoch."""
    params = {name: w.astype(np.float32) for name, w in network(rng, 3, 4, 3).items()}
    inputs, targets = (part.astype(np.float32) for part in examples(rng, 5, 3, 3))
    agree(student.forward, reference.forward, params, inputs, operations=50)
    outputs = reference.forward(params, inputs)[1]
    agree(student.backward, reference.backward, params, outputs, targets, operations=50)
    grads = reference.backward(params, outputs, targets)
    agree(student.sgd, reference.sgd, params, grads, 0.3, operations=50)
    args = (params, inputs, targets, 0.3, 5, 1)
    agree(student.train_epoch, reference.train_epoch, *args, operations=200)


@pytest.mark.check(points=0.25, task="conventions", declared=True)
def test_untouched(student, reference, rng):
    """Les tableaux donnés ne sont pas modifiés.
    --
    The arrays given are not modified."""
    params, (inputs, targets) = network(rng, 2, 3, 2), examples(rng, 5, 2, 2)
    yhat, outputs = reference.forward(params, inputs)
    # Only the shape: values are judged elsewhere.
    array(untouched(student.softmax, outputs["ytilde"]), shape=(5, 2))
    untouched(student.forward, params, inputs)
    untouched(student.loss_accuracy, yhat, targets)
    untouched(student.loss_accuracy, np.eye(2), np.eye(2)[::-1].copy())
    untouched(student.backward, params, outputs, targets)
    untouched(student.sgd, params, reference.backward(params, outputs, targets), 0.5)
    untouched(student.train_epoch, params, inputs, targets, 0.5, 2, 1)
    untouched(student.train, params, inputs, targets, inputs[:2], targets[:2], 0.5, 2, 2, 1)
    untouched(student.predict, params, inputs)
    untouched(student.decision_grid, params, np.linspace(0.0, 1.0, 3), np.linspace(0.0, 1.0, 2))


def losses_drawn(history, fr, en):
    """Keep both losses of a training as a figure, whatever they are worth."""
    series = {"train": history["loss"], "validation": history["valid_loss"]}
    curve(fr=fr, en=en, series=series, x=EPOCH, y=LOSS, first=0)


# --- whole trainings ------------------------------------------------------------------------------


@pytest.mark.check(points=0.75, task="train", needs=["train_epoch"], seeds=200)
def test_circles(student, reference, rng):
    """Cercles : un réseau 2-16-2 sépare deux anneaux ; la frontière est dans le rapport.
    --
    Circles: a 2-16-2 network separates two rings; the boundary is in the report."""
    follows_the_gradient(student, reference, rng)

    def trial(fresh):
        (points, labels), (others, wanted) = circles(fresh, 150), circles(fresh, 60)
        seed = int(fresh.integers(2**31))
        start = {**network(fresh, 2, 16, 2, 0.3), "bh": np.zeros(16), "by": np.zeros(2)}
        sets = (points, np.eye(2)[labels], others, np.eye(2)[wanted])
        params, history = trained(student.train(start, *sets, 0.5, 80, 20, seed), 80)
        losses_drawn(history, "Cercles : la perte par époque", "Circles: the loss per epoch")
        # Of 400 seeds: first losses within 0.14 of log(2), last at most 0.07, right answers at
        # least 95 %.
        learns(history["loss"], first=np.log(2.0), within=0.5, below=0.25)
        grid = np.linspace(-1.5, 1.5, 31)
        classes = student.decision_grid(params, grid, grid)
        boundary(
            fr="Cercles : la frontière de votre réseau",
            en="Circles: the boundary of your network",
            x=grid,
            y=grid,
            classes=array(classes, shape=(31, 31)),
            points=others,
            labels=wanted,
        )
        right = float(np.mean(classes_of(student.predict(params, others), 60, 2) == wanted))
        require(
            right >= 0.85,
            fr=f"Sur des points jamais vus, {100 * right:.0f} % de bonnes réponses ; il en faut 85 %.",
            en=f"On points never seen, {100 * right:.0f} % right answers; 85 % are needed.",
        )

    trains(trial, rng)


@pytest.mark.check(points=0.75, task="train", needs=["train_epoch"], seeds=200)
def test_digits(student, reference, rng):
    """Chiffres : un réseau 64-16-10 apprend de 120 images ; la matrice de confusion au rapport.
    --
    Digits: a 64-16-10 network learns from 120 images; the confusion matrix is in the report."""
    follows_the_gradient(student, reference, rng)

    def trial(fresh):
        images, labels = some_digits(fresh, 180)
        targets = np.eye(10)[labels]
        # Small weights: no class is favoured yet. Rounded, they take less room in the recording.
        start = {name: w.round(2) for name, w in network(fresh, 64, 16, 10, 0.1).items()}
        sets = (images[:120], targets[:120], images[120:], targets[120:])
        seed = int(fresh.integers(2**31))
        params, history = trained(student.train(start, *sets, 0.5, 25, 10, seed), 25)
        losses_drawn(history, "Chiffres : la perte par époque", "Digits: the loss per epoch")
        # Of 400 seeds: first losses within 0.08 of log(10), last at most 0.06, right answers at
        # least 78 %.
        learns(history["loss"], first=np.log(10.0), within=0.3, below=0.5)
        wanted = labels[120:]
        predicted = classes_of(student.predict(params, images[120:]), 60, 10)
        confusion = np.zeros((10, 10))
        np.add.at(confusion, (wanted, predicted), 1)
        matrix(
            fr="Chiffres : la matrice de confusion",
            en="Digits: the confusion matrix",
            values=confusion,
            rows=Text("vraie classe", "true class"),
            columns=Text("classe prédite", "predicted class"),
        )
        right = float(np.mean(predicted == wanted))
        require(
            right >= 0.65,
            fr=f"Sur des images jamais vues, {100 * right:.0f} % de bonnes réponses ; il en faut 65 %.",
            en=f"On images never seen, {100 * right:.0f} % right answers; 65 % are needed.",
        )

    trains(trial, rng)
