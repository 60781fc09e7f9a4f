"""Hidden checks of ex13 (the lab report's network): other shapes, edges, properties, fresh data."""

from itertools import permutations

import numpy as np
import pytest

from grader.checks.api import agree, array, close, gradients, learns, require, trains
from grader.checks.data import digits

ORDER = ["Wy", "by", "Wh", "bh"]  # of the backward pass
HISTORY = ("loss", "accuracy", "valid_loss", "valid_accuracy")
SOME = {"operations": 500}
# How exactly the loss keeps away from log(0) is judged where the loss is, not in each training.
LOSSES = {"rtol": 1e-5, "atol": 1e-5}


def network(rng, nx, nh, ny, scale=0.5):
    """Random parameters, float64; biases are not zero, so that they show."""
    shapes = {"Wh": (nx, nh), "bh": (nh,), "Wy": (nh, ny), "by": (ny,)}
    return {name: rng.normal(scale=scale, size=shape) for name, shape in shapes.items()}


def examples(rng, n, nx, ny):
    """Random inputs (n, nx) and one-hot targets (n, ny), float64."""
    return rng.normal(size=(n, nx)), np.eye(ny)[rng.permutation(np.arange(n) % ny)]


def scores(params, inputs):
    """The scores of the network, by the check's own hand."""
    hidden = np.tanh(inputs @ params["Wh"] + params["bh"])
    return hidden, hidden @ params["Wy"] + params["by"]


def step(params, x, y, lr):
    """One step of descent on one example, by the check's own hand: new parameters."""
    hidden, z = scores(params, x)
    e = np.exp(z - z.max())
    error = e / e.sum() - y
    back = (params["Wy"] @ error) * (1.0 - hidden * hidden)
    slopes = {"Wh": np.outer(x, back), "bh": back, "Wy": np.outer(hidden, error), "by": error}
    return {name: w - lr * slopes[name] for name, w in params.items()}


def checked(params, nx, nh, ny):
    """The parameters that a training returned, when they are arrays of the right shapes."""
    require(
        isinstance(params, dict) and set(params) >= set(ORDER),
        fr="Les paramètres sont un dictionnaire de clés Wh, bh, Wy, by.",
        en="The parameters are a dictionary with the keys Wh, bh, Wy, by.",
    )
    shapes = {"Wh": (nx, nh), "bh": (nh,), "Wy": (nh, ny), "by": (ny,)}
    return {name: array(params[name], shape, "float64") for name, shape in shapes.items()}


def two(value):
    """The two values of `train`, of which the second is a history."""
    require(
        isinstance(value, (tuple, list))
        and len(value) == 2
        and isinstance(value[1], dict)
        and all(name in value[1] for name in HISTORY),
        fr="train renvoie les paramètres, puis l'historique (un dictionnaire de quatre listes).",
        en="train returns the parameters, then the history (a dictionary of four lists).",
    )
    return value


def measures(student, reference, yhat, targets):
    """Loss and accuracy, compared: a share of right answers may have been counted in float32."""
    expected = reference.loss_accuracy(yhat, targets)
    value = student.loss_accuracy(yhat, targets)
    if isinstance(value, (tuple, list)) and len(value) == 2:
        accuracy = value[1]
        plain = isinstance(accuracy, (np.ndarray, np.generic)) and accuracy.shape == ()
        if plain and accuracy.dtype.kind == "f":
            accuracy = float(accuracy)
        if isinstance(accuracy, float) and abs(accuracy - expected[1]) < 1e-6:
            accuracy = float(expected[1])
        value = (value[0], accuracy)
    close(value, expected)
    return value


def follow(student, reference, *args):
    """A training whose result does not depend on the order of the examples: compared in full."""
    expected, measured = reference.train(*args)
    params, history = two(student.train(*args))
    close(params, expected, **SOME)
    close(history, measured, **LOSSES)


def follows_the_gradient(student, reference, rng):
    """Small trainings that can be compared, before a long one that can't (and takes its time).

    Three examples in a single batch, then five identical ones in batches of two: the order of the
    examples changes nothing.
    """
    start, (inputs, targets) = network(rng, 3, 2, 3), examples(rng, 3, 3, 3)
    valid = examples(rng, 2, 3, 3)
    same = np.tile(inputs[0], (5, 1)), np.tile(targets[0], (5, 1))
    for data, epochs, batch_size in (((inputs, targets), 1, 3), (same, 2, 2)):
        args = (start, *data, *valid, 0.05, epochs, batch_size, 2)
        expected, measured = reference.train(*args)
        params, history = two(student.train(*args))
        learns(history["loss"])  # steps so small go down, whatever the network
        close(params, expected, **SOME)
        close(history["loss"], measured["loss"], **LOSSES)


@pytest.mark.check(points=1, task="forward")
def test_forward_shapes(student, reference, rng):
    """Passe avant : un seul exemple, un seul neurone caché, une seule entrée, beaucoup de classes.
    --
    Forward pass: a single example, a single hidden neuron, a single input, many classes."""
    for n, nx, nh, ny in ((1, 3, 4, 2), (5, 1, 3, 7), (3, 6, 1, 2), (2, 4, 9, 5)):
        params, (inputs, _) = network(rng, nx, nh, ny, 0.9), examples(rng, n, nx, ny)
        agree(student.forward, reference.forward, params, inputs, operations=20)
    # Each row has its own largest score; shifting a whole row changes nothing.
    z = rng.normal(size=(4, 3)) * np.array([[1.0], [10.0], [100.0], [3000.0]])
    agree(student.softmax, reference.softmax, z)
    agree(student.softmax, reference.softmax, z[:1] + np.array([[-9000.0]]), rtol=1e-8, atol=1e-10)
    agree(student.softmax, reference.softmax, rng.normal(size=5))


@pytest.mark.check(points=1, task="loss_accuracy")
def test_loss_accuracy_edges(student, reference, rng):
    """Perte et exactitude : un exemple, deux classes, dix classes, tout faux, probabilités nulles.
    --
    Loss and accuracy: one example, two classes, ten classes, all wrong, probabilities of zero."""
    for n, ny in ((1, 3), (6, 2), (11, 10), (4, 4)):
        p = rng.uniform(0.05, 1.0, size=(n, ny))
        _, targets = examples(rng, n, 1, ny)
        measures(student, reference, p / p.sum(axis=1, keepdims=True), targets)
    # 1e-7 is the floor: 1e-8 counts as 1e-7, 1e-6 stays.
    tiny = np.array(
        [[1e-8, 0.4, 0.6 - 1e-8], [0.3, 1e-6, 0.7 - 1e-6], [0.0, 0.5, 0.5], [0.9, 0.1, 0.0]]
    )
    targets = np.eye(3)[[0, 1, 0, 2]]
    value = measures(student, reference, tiny, targets)
    close(value[1], 0.0)
    # A floor at 1 - 1e-7 as well, as in ex03, would be as good.
    sure = np.eye(5)[rng.permutation(5)]
    close(student.loss_accuracy(sure, sure)[0], 0.0, rtol=0.0, atol=2e-7)


@pytest.mark.check(points=1.5, task="backward")
def test_backward_shapes(student, reference, rng):
    """Passe arrière : un seul exemple, un seul neurone, dix classes, tanh saturée, cas parfait.
    --
    Backward pass: a single example, a single neuron, ten classes, saturated tanh, a perfect case."""
    for n, nx, nh, ny, scale in (
        (1, 4, 3, 2, 0.7),
        (7, 1, 5, 3, 0.7),
        (5, 3, 1, 4, 1.0),
        (12, 6, 4, 10, 1.5),
    ):
        params, (inputs, targets) = network(rng, nx, nh, ny, scale), examples(rng, n, nx, ny)
        outputs = reference.forward(params, inputs)[1]
        gradients(
            student.backward,
            reference.backward,
            params,
            outputs,
            targets,
            parts=ORDER,
            operations=50,
        )
    # As many inputs as hidden neurons, classes and examples: only the values tell a transpose.
    params, (inputs, targets) = network(rng, 3, 3, 3, 0.8), examples(rng, 3, 3, 3)
    outputs = reference.forward(params, inputs)[1]
    agree(student.backward, reference.backward, params, outputs, targets, operations=50)
    # A bias of 1e4 decides alone: yhat is exactly the target of every example.
    right = np.eye(3)[int(rng.integers(3))]
    params, targets = {**params, "by": 1e4 * right}, np.tile(right, (3, 1))
    outputs = reference.forward(params, inputs)[1]
    zero = {name: np.zeros_like(w) for name, w in params.items()}
    close(student.backward(params, outputs, targets), zero, rtol=0.0, atol=1e-12)


@pytest.mark.check(points=0.5, task="sgd")
def test_sgd_generic(student, reference, rng):
    """Un pas de descente : autres formes, autres taux, gradient nul.
    --
    One step of descent: other shapes, other rates, a zero gradient."""
    for shape, lr in (((1, 4, 2), 0.01), ((5, 1, 3), 3.0)):
        agree(student.sgd, reference.sgd, network(rng, *shape), network(rng, *shape), lr)
    params = network(rng, 2, 3, 2)
    zero = {name: np.zeros_like(w) for name, w in params.items()}
    agree(student.sgd, reference.sgd, params, zero, 0.5)


@pytest.mark.check(points=0.75, task="train")
def test_train_other_batches(student, reference, rng):
    """Entraînement : lots plus grands que l'ensemble, exemples identiques, dernier lot court.
    --
    Training: batches larger than the set, identical examples, a short last batch."""
    start, (inputs, targets) = network(rng, 4, 3, 5), examples(rng, 6, 4, 5)
    valid = examples(rng, 9, 4, 5)
    for epochs, batch_size in ((1, 6), (4, 100)):
        args = (start, inputs, targets, *valid, 0.3, epochs, batch_size, 3)
        follow(student, reference, *args)
    inputs, targets = np.tile(inputs[:1], (9, 1)), np.tile(targets[:1], (9, 1))
    for batch_size in (1, 2, 4, 9):  # 9, 5, 3 and 1 steps an epoch
        args = (start, inputs, targets, *valid, 0.2, 2, batch_size, 4)
        follow(student, reference, *args)


@pytest.mark.check(points=0.75, task="train")
def test_each_epoch_shuffled(student, reference, rng):
    """Entraînement : huit époques de trois exemples ne suivent pas toutes le même ordre.
    --
    Training: eight epochs of three examples do not all follow the same order."""
    start, (inputs, targets) = network(rng, 2, 3, 2, 0.8), examples(rng, 3, 2, 2)
    seed = int(rng.integers(2**31))
    value = student.train(start, inputs, targets, inputs, targets, 0.4, 8, 1, seed)
    params = checked(two(value)[0], 2, 3, 2)
    # By chance, eight orders are the same once in 280 000.
    for order in permutations(range(3)):
        fixed = start
        for i in order * 8:
            fixed = step(fixed, inputs[i], targets[i], 0.4)
        require(
            not all(
                np.allclose(fixed[name], params[name], rtol=1e-9, atol=1e-11) for name in ORDER
            ),
            fr="Toutes les époques suivent le même ordre : ou bien chacune repart de la même "
            "graine, ou bien vous ne mélangez qu'une fois, avant la boucle. Tirez une nouvelle "
            "permutation à chaque époque, d'un seul générateur.",
            en="All epochs follow the same order: either each starts from the same seed, or you "
            "shuffle only once, before the loop. Draw a new permutation in each epoch, from one "
            "generator.",
        )


@pytest.mark.check(points=0.5, task="train")
def test_measures(student, reference, rng):
    """Mesures faites sur le bon ensemble, avec les paramètres rendus, sans rien apprendre d'autre.
    --
    Measures made on the right set, with the parameters returned, nothing else being learned."""
    start, (inputs, targets) = network(rng, 3, 4, 3), examples(rng, 10, 3, 3)
    valid, other = examples(rng, 5, 3, 3), examples(rng, 12, 3, 3)
    seed = int(rng.integers(2**31))
    params, history = two(student.train(start, inputs, targets, *valid, 0.3, 4, 3, seed))
    params = checked(params, 3, 4, 3)
    same = checked(two(student.train(start, inputs, targets, *other, 0.3, 4, 3, seed))[0], 3, 4, 3)
    close(same, params)
    for prefix, (x, y) in (("", (inputs, targets)), ("valid_", valid)):
        z = scores(params, x)[1]
        total = np.log(np.sum(np.exp(z), axis=1))
        close(history[prefix + "loss"][-1], np.mean(total - np.sum(z * y, axis=1)), **LOSSES)
        close(history[prefix + "accuracy"][-1], np.mean(z.argmax(axis=1) == y.argmax(axis=1)))


@pytest.mark.check(points=0.75, task="train", seeds=200)
def test_circles_fresh(student, reference, rng):
    """Cercles décalés et plus serrés : bonnes réponses sur des points jamais vus.
    --
    Circles, shifted and closer: right answers on points never seen."""
    follows_the_gradient(student, reference, rng)

    def trial(fresh):
        labels = np.arange(220) % 2
        angle = fresh.uniform(0.0, 2.0 * np.pi, size=220)
        radius = np.where(labels == 0, 0.5, 1.1) + fresh.normal(scale=0.06, size=220)
        points = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1) + 0.1
        targets, seed = np.eye(2)[labels], int(fresh.integers(2**31))
        start = student.init_params(2, 20, 2, seed)
        sets = (points[:160], targets[:160], points[160:], targets[160:])
        params, history = two(student.train(start, *sets, 0.5, 60, 16, seed + 1))
        learns(history["loss"], first=np.log(2.0), within=0.7, below=0.25)
        predicted = scores(checked(params, 2, 20, 2), points[160:])[1].argmax(axis=1)
        right = float(np.mean(predicted == labels[160:]))
        require(
            right >= 0.85,
            fr=f"Sur des points jamais vus, {100 * right:.0f} % de bonnes réponses ; il en faut 85 %.",
            en=f"On points never seen, {100 * right:.0f} % right answers; 85 % are needed.",
        )

    trains(trial, rng)


@pytest.mark.check(points=0.75, task="train", seeds=200)
def test_digits_fresh(student, reference, rng):
    """Chiffres : un lot de dix appris par cœur, puis cent images jamais vues.
    --
    Digits: one batch of ten learned by heart, then a hundred images never seen."""
    follows_the_gradient(student, reference, rng)

    def trial(fresh):
        images, labels = digits()
        chosen = fresh.permutation(len(images))[:250]
        inputs, labels = images[chosen].reshape(250, 64) / 16.0, labels[chosen]
        targets, seed = np.eye(10)[labels], int(fresh.integers(2**31))
        start = network(fresh, 64, 20, 10, 0.1)
        few = (inputs[:10], targets[:10])
        _, history = two(student.train(start, *few, *few, 0.5, 100, 10, seed))
        learns(history["loss"], first=np.log(10.0), within=0.6, below=0.1)
        sets = (inputs[:150], targets[:150], inputs[:20], targets[:20])
        params, history = two(student.train(start, *sets, 0.5, 20, 10, seed))
        learns(history["loss"], below=0.4)
        predicted = scores(checked(params, 64, 20, 10), inputs[150:])[1].argmax(axis=1)
        right = float(np.mean(predicted == labels[150:]))
        require(
            right >= 0.7,
            fr=f"Sur des images jamais vues, {100 * right:.0f} % de bonnes réponses ; il en faut 70 %.",
            en=f"On images never seen, {100 * right:.0f} % right answers; 70 % are needed.",
        )

    trains(trial, rng)


@pytest.mark.check(points=0.5, task="decision_grid")
def test_grid_other(student, reference, rng):
    """Grille : inégale, d'une seule ligne, d'une seule colonne ; prédiction d'un seul exemple.
    --
    Grid: uneven, of a single row, of a single column; prediction of a single example."""
    plane = network(rng, 2, 5, 4, 1.5)
    for gx, gy in ((3, 7), (5, 1), (1, 4)):
        xs, ys = np.sort(rng.normal(size=gx) * 2.0), np.sort(rng.normal(size=gy) * 2.0)
        agree(student.decision_grid, reference.decision_grid, plane, xs, ys)
    agree(student.predict, reference.predict, plane, rng.normal(size=(1, 2)))
    params = network(rng, 5, 3, 6, 1.5)
    agree(student.predict, reference.predict, params, rng.normal(size=(10, 5)))
