"""Public checks of ex13's PyTorch track: four stages of one network.

The first stage is the NumPy track's, and shares its checks. The other stages are held to the same
numbers: a model made of given parameters in float64 must follow the solution's, step by step. What
depends on the order of the examples is never compared value by value, except where one batch holds
everything.
"""

import numpy as np
import pytest

from grader.checks.api import (
    agree,
    array,
    close,
    gradients,
    learns,
    progress,
    require,
    trains,
)
from grader.checks.figures import boundary, curve
from grader.subjects import Raised
from grader.texts import Text

SHARED = {
    "init_params": 0.5,
    "softmax": 0.5,
    "forward": 0.75,
    "loss": 0.5,
    "accuracy": 0.5,
    "backward": 1.25,
    "sgd": 0.25,
}

ORDER = ["Wy", "by", "Wh", "bh"]  # of the backward pass
HISTORY = ("loss", "accuracy", "valid_loss", "valid_accuracy")

# The network of the statement, and its two examples.
PARAMS = {
    "Wh": np.array([[0.3, -0.5, 0.4, 0.5], [-0.2, 0.5, 0.4, -1.0]]),
    "bh": np.array([0.1, 0.0, -0.2, 0.5]),
    "Wy": np.array([[0.5, -0.5], [1.0, 0.0], [0.0, 1.0], [1.0, -1.0]]),
    "by": np.array([0.5, -0.5]),
}
X = np.array([[1.0, 2.0], [-1.0, 0.0]])
Y = np.array([[0.0, 1.0], [1.0, 0.0]])

# Worked numbers are printed with three decimals: half a unit of the last one.
PRINTED = {"rtol": 0.0, "atol": 5e-4}
# Rounding of a few hundred operations, a little amplified by some steps of descent.
SOME = {"operations": 500}
# A share of right answers is a fraction of small integers: float32 says it as well.
SHARE = {"rtol": 1e-6, "atol": 1e-6}


def network(rng, nx, nh, ny, scale=0.5):
    """Random parameters, float64; biases are not zero, so that they show."""
    shapes = {"Wh": (nx, nh), "bh": (nh,), "Wy": (nh, ny), "by": (ny,)}
    return {name: rng.normal(scale=scale, size=shape) for name, shape in shapes.items()}


def examples(rng, n, nx, ny):
    """Random inputs (n, nx) and one-hot targets (n, ny) with at least two classes, float64."""
    return rng.normal(size=(n, nx)), np.eye(ny)[rng.permutation(np.arange(n) % ny)]


def circles(rng, n):
    """Two rings around the origin, of radius 1 (class 0) and 0.5 (class 1), with some noise."""
    labels = np.arange(n) % 2
    angle = rng.uniform(0.0, 2.0 * np.pi, size=n)
    radius = np.where(labels == 1, 0.5, 1.0)
    points = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return points + rng.normal(scale=0.05, size=(n, 2)), labels


def number(value):
    """A float, whether it came as one, as a scalar or as a tensor without axes."""
    plain = isinstance(value, (np.ndarray, np.generic)) and value.shape == ()
    return float(value) if plain and value.dtype.kind == "f" else value


def pair(value):
    """The loss and the accuracy that `model_loss_accuracy` returned."""
    require(
        isinstance(value, (tuple, list)) and len(value) == 2,
        fr="model_loss_accuracy renvoie deux valeurs, dans cet ordre : la perte, l'exactitude.",
        en="model_loss_accuracy returns two values, in this order: the loss, the accuracy.",
    )
    return number(value[0]), number(value[1])


def module(net):
    """End the check when a model is no nn.Module."""
    try:
        training = net.get_("training")
    except (Raised, AttributeError):
        training = None
    require(
        isinstance(training, bool),
        fr="make_model doit renvoyer un nn.Module : un nn.Sequential, ou un objet d'une classe qui "
        "dérive de nn.Module et dont __init__ commence par super().__init__(). Sinon il n'y a ni "
        "model.parameters(), ni model.zero_grad(), ni rien pour un optimiseur.",
        en="make_model must return an nn.Module: an nn.Sequential, or an object of a class that "
        "derives from nn.Module and whose __init__ begins with super().__init__(). Otherwise there "
        "is no model.parameters(), no model.zero_grad() and nothing for an optimiser.",
    )


def learns_so_many(net, count):
    """End the check when a model has not `count` numbers to learn."""
    sizes = [np.size(part) for part in net.state_().values()]
    require(
        sum(sizes) == count,
        fr=f"Le modèle a {sum(sizes)} nombres à apprendre au lieu de {count} : nx nh + nh pour la "
        "couche cachée, nh ny + ny pour la sortie.",
        en=f"The model has {sum(sizes)} numbers to learn instead of {count}: nx nh + nh for the "
        "hidden layer, nh ny + ny for the output.",
    )


def slopes(student, params, inputs, targets):
    """What `autograd_backward` returns; ends the check where autograd found nothing."""
    try:
        found = student.autograd_backward(params, inputs, targets)
    except Raised as raised:
        require(
            "does not require grad" not in raised.exchange.outcome.message,
            fr="La perte ne mène à aucune feuille : le graphe est coupé en chemin (.detach(), .data, "
            ".item(), torch.no_grad(), torch.tensor(...) fait de valeurs), ou bien aucun paramètre n'y "
            "demande de gradient.",
            en="The loss leads to no leaf: the graph is cut on the way (.detach(), .data, .item(), "
            "torch.no_grad(), torch.tensor(...) made from values), or no parameter in it requires a "
            "gradient.",
        )
        raise
    missing = [name for name in params if isinstance(found, dict) and found.get(name, 0) is None]
    require(
        not missing,
        fr=f"Pas de gradient pour {', '.join(missing)} : None. Ou bien le tenseur dont vous lisez "
        ".grad n'est pas une feuille qui demande un gradient (ce qu'on calcule à partir d'une feuille "
        "n'en est plus une), ou bien le graphe est coupé entre lui et la perte (.detach(), .data, "
        ".item(), torch.no_grad(), torch.tensor(...) fait de valeurs).",
        en=f"No gradient for {', '.join(missing)}: None. Either the tensor whose .grad you read is "
        "no leaf that requires a gradient (what is computed from a leaf is one no more), or the graph "
        "is cut between it and the loss (.detach(), .data, .item(), torch.no_grad(), torch.tensor(...) "
        "made from values).",
    )
    return found


def scores_of(net, inputs, params):
    """What a model made of these parameters answers; a wrong dtype is told before PyTorch does."""
    try:
        return net(inputs)
    except Raised:
        wanted = params["Wh"].dtype.name
        kinds = sorted({part.dtype.name for part in state_of(net).values()} - {wanted})
        require(
            not kinds,
            fr=f"Votre modèle est en {', '.join(kinds)} ; les paramètres donnés sont en {wanted}, et X "
            "aussi. nn.Linear naît en float32 : donnez-lui dtype=params['Wh'].dtype, ou terminez par "
            ".to(params['Wh']), qui prend le type et l'appareil.",
            en=f"Your model is {', '.join(kinds)}; the parameters given are {wanted}, and so is X. "
            "nn.Linear is born in float32: give it dtype=params['Wh'].dtype, or end with "
            ".to(params['Wh']), which takes the dtype and the device.",
        )
        return net(inputs)  # for another reason, then: it is told as it comes


def state_of(net):
    """The named tensors of a model; none where it is no nn.Module."""
    try:
        held = net.state_()
    except (Raised, AttributeError):
        return {}
    return {name: part for name, part in held.items() if isinstance(part, np.ndarray)}


def models(student, reference, params):
    """The same model twice: the student's and the reference's."""
    return student.make_model(params), reference.make_model(params)


def measured(history, epochs):
    """The history that `train` returned, as lists of floats; ends the check when it is none."""
    require(
        isinstance(history, dict) and all(name in history for name in HISTORY),
        fr="train renvoie un dictionnaire de clés loss, accuracy, valid_loss, valid_accuracy.",
        en="train returns a dictionary with the keys loss, accuracy, valid_loss, valid_accuracy.",
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
    return {name: [number(value) for value in history[name]] for name in HISTORY}


def same_history(student_s, reference_s, epochs):
    """Two histories, compared number by number."""
    for name, series in measured(student_s, epochs).items():
        tolerance = SHARE if name.endswith("accuracy") else {"rtol": 1e-6, "atol": 1e-6}
        close(series, reference_s[name], **tolerance)


# --- stage 2: autograd ----------------------------------------------------------------------------


@pytest.mark.check(points=1.25, task="autograd_backward", needs=["forward", "loss"])
def test_autograd(student, reference, rng):
    """Autograd : les gradients de l'étape 1, pour un réseau 3-5-4, un 5-2-3 et celui de l'énoncé.
    --
    Autograd: the gradients of stage 1, for a 3-5-4 network, a 5-2-3 one and the statement's."""
    # A mistake of forward or of the loss shows here: what is wrong below is autograd_backward's own.
    yhat = agree(student.forward, reference.forward, PARAMS, X, operations=20)[0]
    measured_loss = student.loss_accuracy(yhat, Y)
    require(
        isinstance(measured_loss, (tuple, list)) and len(measured_loss) == 2,
        fr="loss_accuracy renvoie deux valeurs, dans cet ordre : la perte, l'exactitude.",
        en="loss_accuracy returns two values, in this order: the loss, the accuracy.",
    )
    close(number(measured_loss[0]), 0.258, **PRINTED)
    for n, (nx, nh, ny) in ((4, (3, 5, 4)), (6, (5, 2, 3))):
        params, (inputs, targets) = network(rng, nx, nh, ny, 0.7), examples(rng, n, nx, ny)
        slopes(student, params, inputs, targets)
        gradients(
            student.autograd_backward,
            reference.autograd_backward,
            params,
            inputs,
            targets,
            parts=ORDER,
            operations=50,
        )
    grads = student.autograd_backward(PARAMS, X[:1], Y[:1])
    slope = np.array([0.305, 0.240, -0.128, 0.256])
    side = np.array([0.0, 0.141, 0.232, -0.232])
    worked = {
        "Wy": np.stack([side, -side], axis=1),
        "by": np.array([0.305, -0.305]),
        "Wh": np.array([slope, [0.610, 0.480, -0.256, 0.513]]),
        "bh": slope,
    }
    close(grads, worked, **PRINTED)


# --- stage 3: nn ----------------------------------------------------------------------------------


@pytest.mark.check(points=1, task="make_model")
def test_make_model(student, reference, rng):
    """Modèle : un nn.Module qui a les paramètres donnés, et dont la sortie sont les scores.
    --
    Model: an nn.Module that has the parameters given, and whose output are the scores."""
    scores = np.array([[0.201, 1.023], [0.863, -0.938]])
    for nx, nh, ny in ((3, 3, 3), (4, 5, 2)):  # square first: no transpose is refused there
        params, inputs = network(rng, nx, nh, ny, 0.8), rng.normal(size=(5, nx))
        net, other = models(student, reference, params)
        module(net)
        close(scores_of(net, inputs, params), other(inputs), operations=50)
        # Last: the names in its state are the student's own, and fit no known mistake.
        learns_so_many(net, nx * nh + nh + nh * ny + ny)
    close(student.make_model(PARAMS)(X), scores, **PRINTED)


@pytest.mark.check(points=0.75, task="model_loss_accuracy", needs=["make_model"])
def test_model_loss_accuracy(student, reference, rng):
    """Perte et exactitude à partir des scores : l'énoncé (0,258 et 1), un lot, des scores énormes.
    --
    Loss and accuracy from scores: the statement's (0.258 and 1), a batch, huge scores."""
    loss, accuracy = pair(student.model_loss_accuracy(student.make_model(PARAMS), X, Y))
    close(loss, 0.258, **PRINTED)
    close(accuracy, 1.0, **SHARE)
    params = network(rng, 3, 4, 5, 0.9)
    inputs, targets = examples(rng, 7, 3, 5)
    for scale in (1.0, 300.0):  # then a wrong class has a probability of 1e-100
        net, other = models(student, reference, {**params, "Wy": params["Wy"] * scale})
        loss, accuracy = pair(student.model_loss_accuracy(net, inputs, targets))
        wanted = reference.model_loss_accuracy(other, inputs, targets)
        close(loss, wanted[0], operations=50)
        close(accuracy, wanted[1], **SHARE)


@pytest.mark.check(points=1, task="model_step", needs=["make_model"])
def test_model_step(student, reference, rng):
    """Un pas sans optimiseur : 0,258 puis 0,104 sur l'énoncé ; trois pas de suite, lot par lot.
    --
    One step without an optimiser: 0.258 then 0.104 on the statement's; three steps in a row."""
    net = student.make_model(PARAMS)
    close(number(student.model_step(net, X, Y, 0.5)), 0.258, **PRINTED)
    close(number(student.model_step(net, X, Y, 0.5)), 0.104, **PRINTED)
    net, other = models(student, reference, network(rng, 3, 4, 3))
    for lr in (0.4, 0.2, 0.3):
        inputs, targets = examples(rng, 5, 3, 3)
        loss = number(student.model_step(net, inputs, targets, lr))
        close(loss, reference.model_step(other, inputs, targets, lr), **SOME)
        agree(net, other, inputs, **SOME)


# --- stage 4: optim -------------------------------------------------------------------------------


@pytest.mark.check(points=1, task="train_step", needs=["make_model"])
def test_train_step(student, reference, rng):
    """Un pas avec l'optimiseur : les mêmes nombres que sans lui, trois pas de suite.
    --
    One step with the optimiser: the same numbers as without it, three steps in a row."""
    net, other = models(student, reference, network(rng, 4, 3, 3))
    optimizer, theirs = student.make_optimizer(net, 0.35), reference.make_optimizer(other, 0.35)
    for _ in range(3):
        inputs, targets = examples(rng, 6, 4, 3)
        loss = number(student.train_step(net, optimizer, inputs, targets))
        close(loss, reference.train_step(other, theirs, inputs, targets), **SOME)
        agree(net, other, inputs, **SOME)


@pytest.mark.check(points=1, task="train", needs=["train_step", "model_loss_accuracy"])
def test_train(student, reference, rng):
    """Entraînement : sept exemples identiques par lots de trois, puis un lot entier ; historique, modèle.
    --
    Training: seven identical examples in batches of three, then one whole batch; history, model."""
    inputs, targets = examples(rng, 5, 2, 3)
    valid = examples(rng, 4, 2, 3)
    same = np.tile(inputs[0], (7, 1)), np.tile(targets[0], (7, 1))
    # Batches of three first: where one holds everything, a dropped last batch is no training at all.
    for data, epochs, batch_size in ((same, 2, 3), ((inputs, targets), 3, 20)):
        net, other = models(student, reference, network(rng, 2, 4, 3))
        optimizer, theirs = student.make_optimizer(net, 0.3), reference.make_optimizer(other, 0.3)
        args = (*data, *valid, epochs, batch_size, 1)
        expected = reference.train(other, theirs, *args)
        same_history(student.train(net, optimizer, *args, progress(epochs)), expected, epochs)
        agree(net, other, inputs, **SOME)


@pytest.mark.check(points=0.5, task="train", needs=["train_step"])
def test_shuffled(student, reference, rng):
    """Une époque voit chaque exemple une fois, avec sa cible, dans un ordre que la graine décide.
    --
    One epoch sees each example once, with its target, in an order that the seed decides."""
    params, (inputs, targets) = network(rng, 3, 4, 3), examples(rng, 8, 3, 3)
    seed, lr = int(rng.integers(2**31)), 1e-6
    start = reference.make_model(params)(inputs)

    def after(subject, rate, batch_size, order):
        net = subject.make_model(params)
        optimizer = subject.make_optimizer(net, rate)
        subject.train(net, optimizer, inputs, targets, inputs, targets, 1, batch_size, order)
        return net(inputs)

    # With steps so small, eight steps of one example add up to eight times the whole gradient.
    for batch_size in (1, 2):
        moved = (array(after(student, lr, batch_size, seed), shape=(8, 3)) - start) / lr
        expected = (after(reference, lr, batch_size, seed) - start) / lr
        require(
            bool(np.all(np.abs(moved - expected) < 1e-3)),
            fr="Sur une époque à pas minuscules, le modèle ne change pas comme la somme des gradients "
            "de tous les lots. Chaque exemple passe-t-il une fois et une seule, avec la cible de sa "
            "propre ligne ? (Prenez les mêmes indices dans X et dans Y.)",
            en="Over an epoch of tiny steps, the model does not change as the sum of the gradients of "
            "all batches. Is each example used once and only once, with the target of its own row? "
            "(Take the same indices in X and in Y.)",
        )
    ends = [array(after(student, 0.5, 1, seed + i), shape=(8, 3)) for i in range(4)]
    require(
        np.array_equal(after(student, 0.5, 1, seed), ends[0]),
        fr="La même graine doit donner deux fois le même résultat : tirez l'ordre d'un générateur "
        "fait avec seed, et de rien d'autre.",
        en="The same seed must give the same result twice: draw the order from a generator made "
        "with seed, and from nothing else.",
    )
    # Four permutations of eight examples are all the same once in 6e13.
    require(
        any(not np.array_equal(end, ends[0]) for end in ends),
        fr="Quatre graines donnent le même résultat : les exemples ne sont pas mélangés.",
        en="Four seeds give the same result: the examples are not shuffled.",
    )


@pytest.mark.check(points=0.5, task="decision_grid", needs=["make_model"])
def test_grid(student, reference, rng):
    """Classes prédites, et leur grille : les lignes suivent y, les colonnes suivent x.
    --
    Predicted classes, and their grid: rows follow y, columns follow x."""
    net, other = models(student, reference, network(rng, 3, 4, 5, 1.0))
    inputs = rng.normal(size=(9, 3))
    close(student.predict(net, inputs), reference.predict(other, inputs))
    xs, ys = np.linspace(-2.0, 2.0, 6), np.linspace(-1.0, 3.0, 4)
    for _ in range(3):
        # Without biases the scores change sign with the point: no class holds the whole plane.
        plane = {**network(rng, 2, 4, 3, 1.5), "bh": np.zeros(4), "by": np.zeros(3)}
        net, other = models(student, reference, plane)
        close(student.decision_grid(net, xs, ys), reference.decision_grid(other, xs, ys))
    # One class on the right, the other on the left, whatever y is.
    tall = {**PARAMS, "Wh": np.array([[1.0, 2.0, 0.0, 0.0], [0.0] * 4]), "bh": np.zeros(4)}
    tall |= {"Wy": np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 0.0], [0.0, 0.0]]), "by": np.zeros(2)}
    sides = student.decision_grid(student.make_model(tall), np.array([-1.0, 1.0, 2.0]), ys)
    close(sides, np.tile([1, 0, 0], (4, 1)))


@pytest.mark.check(points=0.75, task="train", needs=["train"], seeds=100)
def test_circles(student, rng):
    """Cercles : un réseau 2-16-2 sépare deux anneaux ; la frontière est dans le rapport.
    --
    Circles: a 2-16-2 network separates two rings; the boundary is in the report."""

    def trial(fresh):
        (points, labels), (others, wanted) = circles(fresh, 150), circles(fresh, 60)
        seed = int(fresh.integers(2**31))
        start = {**network(fresh, 2, 16, 2, 0.3), "bh": np.zeros(16), "by": np.zeros(2)}
        net = student.make_model(start)
        optimizer = student.make_optimizer(net, 0.5)
        sets = (points, np.eye(2)[labels], others, np.eye(2)[wanted])
        value = student.train(net, optimizer, *sets, 60, 15, seed, progress(60))
        history = measured(value, 60)
        curve(
            fr="Cercles : la perte par époque",
            en="Circles: the loss per epoch",
            series={"train": history["loss"], "validation": history["valid_loss"]},
            x=Text("époque", "epoch"),
            y=Text("perte", "loss"),
            first=0,
        )
        # Of 150 seeds: first losses within 0.15 of log(2), last at most 0.103 (median 0.039), right
        # answers at least 95 % (median 100 %).
        learns(history["loss"], first=np.log(2.0), within=0.5, below=0.25)
        grid = np.linspace(-1.5, 1.5, 31)
        classes = array(student.decision_grid(net, grid, grid), shape=(31, 31))
        boundary(
            fr="Cercles : la frontière de votre réseau",
            en="Circles: the boundary of your network",
            x=grid,
            y=grid,
            classes=classes,
            points=others,
            labels=wanted,
        )
        right = float(np.mean(array(student.predict(net, others), shape=(60,)) == wanted))
        require(
            right >= 0.85,
            fr=f"Sur des points jamais vus, {100 * right:.0f} % de bonnes réponses ; il en faut 85 %.",
            en=f"On points never seen, {100 * right:.0f} % right answers; 85 % are needed.",
        )

    trains(trial, rng)
