"""Hidden checks of ex05's PyTorch track: other depths and shapes, edges, combined use."""

from contextlib import suppress

import numpy as np
import pytest

from grader.checks.api import (
    agree,
    array,
    callback,
    close,
    differentiates,
    keeps_device,
    require,
    support,
    untouched,
)
from grader.subjects import Raised

SHARED = {
    "dense_shapes": 0.75,
    "state": 0.5,
    "mlp_depths": 0.75,
    "several_steps": 0.75,
}

KEYS = ("w1", "b1", "w2", "b2", "w3", "b3")
MEASURED = {"rtol": 1e-7, "atol": 1e-9}


def network(rng, sizes):
    """Weights and biases of layers of these sizes, float64."""
    shapes = list(zip(sizes, sizes[1:], strict=False))
    weights = [rng.normal(size=shape) / np.sqrt(shape[0]) for shape in shapes]
    return weights, [rng.normal(size=out) * 0.4 for _, out in shapes]


def both(student, reference, *arguments):
    """The same network twice: the student's and the reference's."""
    return student.MLP(*arguments), reference.MLP(*arguments)


def asks_autograd(student, function, *args):
    """Whether a function gives up where autograd is off, and formulas still work.

    Some function of the student's must call the switch: gradient_check calls what it is given.
    """
    point = np.array([1.0])
    try:
        student.gradient_check(support("switch_autograd_off"), point)
        function(*args)
    except Raised as raised:
        return "grad" in raised.exchange.outcome.message  # PyTorch's words; all else is not this
    finally:
        with suppress(Raised):
            student.gradient_check(support("switch_autograd_on"), point)
    return False


def by_hand(student, function, *args):
    """Ends the check when a function that is to be written by hand asks autograd."""
    asked = asks_autograd(student, function, *args)
    if asked:
        function(*args)  # the call that is shown is this one
    require(
        not asked,
        fr=f"Avec autograd coupé (torch.no_grad()), {function.name} ne répond plus : elle lui demande "
        "les gradients. L'énoncé veut que celle-ci s'écrive à la main, avec les formules.",
        en=f"With autograd switched off (torch.no_grad()), {function.name} answers no more: it asks "
        "autograd for the gradients. The statement wants this one written by hand, with the formulas.",
    )


def all_there(found, layers):
    """The two lists of gradients that autograd gave; ends the check where one is missing."""
    require(
        isinstance(found, (list, tuple))
        and len(found) == 2
        and all(isinstance(part, (list, tuple)) and len(part) == layers for part in found),
        fr="`autograd` doit renvoyer (gradients des poids, gradients des biais) : deux listes, "
        f"chacune d'un tenseur par couche, ici {layers}.",
        en="`autograd` must return (gradients of the weights, gradients of the biases): two lists, "
        f"each with one tensor per layer, here {layers}.",
    )
    missing = [
        f"{kind}{layer}"
        for layer in range(layers, 0, -1)
        for at, kind in enumerate("Wb")
        if found[at][layer - 1] is None
    ]
    require(
        not missing,
        fr=f"Pas de gradient pour {', '.join(missing)} : None. Ou bien le tenseur dont vous lisez "
        ".grad n'est pas une feuille qui demande un gradient (après un pas, w - lr * dw n'en est plus "
        "une), ou bien le graphe est coupé entre lui et le coût (.detach(), .data, .item(), "
        "torch.no_grad(), torch.tensor(...) fait de valeurs).",
        en=f"No gradient for {', '.join(missing)}: None. Either the tensor whose .grad you read is "
        "no leaf that requires a gradient (after a step, w - lr * dw is one no more), or the graph is "
        "cut between it and the cost (.detach(), .data, .item(), torch.no_grad(), torch.tensor(...) "
        "made from values).",
    )
    return found


class Values:
    """A function that returns a dictionary, as one that returns the list of its values."""

    def __init__(self, function):
        self.function, self.subject, self.name = function, function.subject, function.name

    def __call__(self, *args):
        result = self.function(*args)
        require(
            isinstance(result, dict),
            fr=f"{self.name} doit renvoyer un dictionnaire.",
            en=f"{self.name} must return a dictionary.",
        )
        return list(result.values())


def steps_alone(student, x, y, directions):
    """Two networks made of the same lent tensors: no step of one may reach the other."""
    try:
        stepping = student.MLP(support("LENT_WEIGHTS"), support("LENT_BIASES"), "tanh")
        other = student.MLP(support("LENT_WEIGHTS_AGAIN"), support("LENT_BIASES_AGAIN"), "tanh")
        before = other.parameters()
        stepping.step(directions, 0.5)
        stepping.train_step(x, y, 0.5)
        stepping.fit(x, y, 0.5, 2)
        after = other.parameters()
    except Raised:
        return  # other checks are about that
    pairs = zip((*before[0], *before[1]), (*after[0], *after[1]), strict=True)
    require(
        all(np.array_equal(old, new) for old, new in pairs),
        fr="Un pas de descente a changé les tenseurs donnés au constructeur : un autre réseau, construit "
        "avec les mêmes, a changé aussi. w -= ... écrit dans le tenseur de l'appelant ; faites-en un "
        "nouveau, w = w - lr * dw, ou copiez-les dans le constructeur.",
        en="A step of descent changed the tensors given to the constructor: another network, built of "
        "the same ones, changed as well. w -= ... writes into the caller's tensor; make a new one, "
        "w = w - lr * dw, or copy them in the constructor.",
    )


@pytest.mark.check(points=0.75, task="chain_autograd")
def test_chain_twice(student, reference, rng):
    """Chaîne : à la main et par autograd, d'autres valeurs ; rien à apprendre quand p = y.
    --
    Chain: by hand and by autograd, other values; nothing to learn when p = y."""
    for scale in (0.3, 1.0, 3.0):
        x, y, *values = (rng.uniform(0.5, 1.5, size=8) * scale).tolist()
        numbers = dict(zip(KEYS, values, strict=True)) | {"w2": -values[2], "b3": -values[5]}
        parameters = {name: np.array(number) for name, number in numbers.items()}
        x, y = np.array(x), np.array(y)
        p = agree(student.chain_forward, reference.chain_forward, x, parameters, operations=20)[2]
        require(
            array(p, shape=()).dtype == np.float64,
            fr="Les tenseurs de la chaîne gardent le type de x, float64.",
            en="The tensors of the chain keep the dtype of x, float64.",
        )
        reached = np.array(float(reference.chain_forward(x, parameters)[2]))
        for slopes, expected in (
            (student.chain_backward, reference.chain_backward),
            (student.chain_autograd, reference.chain_autograd),
        ):
            agree(slopes, expected, x, y, parameters, operations=40)
            close(slopes(x, reached, parameters), dict.fromkeys(KEYS, 0.0))


@pytest.mark.check(points=1, task="autograd")
def test_autograd_anywhere(student, reference, rng):
    """Autograd : une couche, cinq, un seul exemple, float32 ; entre deux pas de descente.
    --
    Autograd: one layer, five, a single example, float32; between two steps of descent."""
    for n, sizes, activation in (
        (4, (3, 2), "relu"),
        (1, (2, 3, 1), "sigmoid"),
        (3, (4, 3, 5, 2, 4, 2), "tanh"),
        (5, (1, 4, 3), "identity"),
    ):
        net, other = both(student, reference, *network(rng, sizes), activation)
        x, y = rng.normal(size=(n, sizes[0])), rng.normal(size=(n, sizes[-1]))
        for moved in (True, True, False):  # forward, step and autograd may be called in any order
            found = all_there(net.autograd(x, y), len(sizes) - 1)
            close(found, other.autograd(x, y), operations=300)
            agree(net.forward, other.forward, x, operations=100)
            if moved:
                direction = network(rng, sizes)
                net.step(direction, 0.1)
                other.step(direction, 0.1)
        agree(net.backward, other.backward, x, y, operations=300)
        agree(net.parameters, other.parameters)
    x, y = (rng.normal(size=(5, size)).astype(np.float32) for size in (3, 2))
    layers = [[v.astype(np.float32) for v in part] for part in network(rng, (3, 4, 2))]
    net, other = both(student, reference, *layers, "tanh")
    close(all_there(net.autograd(x, y), 2), other.autograd(x, y), operations=100)


@pytest.mark.check(points=0.75, task="backward")
def test_by_hand(student, reference, rng):
    """À la main, sans autograd : la chaîne, la couche, le réseau ; ReLU exactement en 0, des deux façons.
    --
    By hand, without autograd: the chain, the layer, the network; ReLU at exactly 0, in both ways."""
    weights, biases = network(rng, (3, 4, 2))
    # Half of the hidden neurons receive exactly 0, whatever x is.
    weights[0][:, :2], biases[0][:2] = 0.0, 0.0
    net, other = both(student, reference, weights, biases, "relu")
    x, y = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    for found, expected in ((net.backward, other.backward), (net.autograd, other.autograd)):
        (first, *_), _ = agree(found, expected, x, y, operations=100)
        require(
            not np.any(first[:, :2]),
            fr="Un neurone dont la pré-activation vaut exactement 0 ne reçoit aucun gradient.",
            en="A neuron whose pre-activation is exactly 0 receives no gradient.",
        )
    values = dict.fromkeys(KEYS, np.array(0.5))
    by_hand(student, student.chain_backward, np.array(0.5), np.array(1.0), values)
    by_hand(student, student.dense_backward, y, x, rng.normal(size=(3, 2)))
    by_hand(student, student.MLP(weights, biases, "tanh").backward, x, y)


@pytest.mark.check(points=1, task="dense_function")
def test_own_functions(student, reference, rng):
    """Vos opérations : un seul exemple, une seule sortie, un seul gradient demandé, float32, trois axes.
    --
    Your operations: a single example, a single output, one gradient asked for, float32, three axes."""
    for n, d_in, d_out in ((1, 3, 2), (4, 1, 3), (3, 5, 1), (6, 2, 2)):
        x, w, b = rng.normal(size=(n, d_in)), rng.normal(size=(d_in, d_out)), rng.normal(size=d_out)
        agree(student.dense, reference.dense, x, w, b, operations=20)
        for wrt in (None, [0], [1], [2]):
            differentiates(student.dense, reference.dense, x, w, b, wrt=wrt, operations=40)
    small = [v.astype(np.float32) for v in (x, w, b)]
    agree(student.dense, reference.dense, *small, operations=20)
    differentiates(student.dense, reference.dense, *small, operations=40)
    for values in (rng.normal(size=5) * 2.0, rng.uniform(-2.0, 2.0, size=(2, 3, 2)), np.array(0.5)):
        sign, expected = student.straight_through_sign, reference.straight_through_sign
        agree(sign, expected, values)
        differentiates(sign, expected, values)
        agree(sign, expected, values.astype(np.float32))
        differentiates(sign, expected, values.astype(np.float32))


@pytest.mark.check(points=0.75, task="gradient_check")
def test_measured_and_drawn(student, rng):
    """Gradient numérique sur trois axes et sur une seule valeur ; Xavier et He, d'autres tailles.
    --
    Numerical gradient on three axes and on a single value; Xavier and He, other sizes."""

    def product(x):
        return float(np.prod(2.0 + np.asarray(x, dtype=float)))

    for shape, h in (((2, 2, 3), 0.02), ((4, 1), 0.1), ((1,), 0.05)):
        x = rng.uniform(-1.0, 1.0, size=shape)
        # A product is linear in each coordinate: central differences are exact, whatever h is.
        found = student.gradient_check(callback(product, "f"), x, h)
        close(found, product(x) / (2.0 + x), **MEASURED)
    # 1400 draws: standard errors of the deviations 0.012 (uniform) and 0.019 (normal), relative.
    for fan_in, fan_out in ((70, 20), (1, 1400), (1400, 1)):
        seed = int(rng.integers(1_000_000))
        shape = (fan_in, fan_out)
        for init, wanted in (
            (student.he_init, np.sqrt(2.0 / fan_in)),
            (student.xavier_init, np.sqrt(2.0 / (fan_in + fan_out))),
        ):
            w = array(init(seed, *shape), shape=shape, dtype="float64")
            mean, deviation = float(np.mean(w)), float(np.std(w))
            require(
                abs(mean) < 0.2 * wanted and abs(deviation / wanted - 1.0) < 0.15,
                fr=f"{init.name}, pour une couche {shape} : la moyenne devrait être proche de 0 et "
                f"l'écart-type de {wanted:.3g} ; ils valent {mean:.3g} et {deviation:.3g}.",
                en=f"{init.name}, for a layer {shape}: the mean should be near 0 and the standard "
                f"deviation near {wanted:.3g}; they are {mean:.3g} and {deviation:.3g}.",
            )
        limit, largest = float(np.sqrt(6.0 / (fan_in + fan_out))), float(np.abs(w).max())
        require(
            0.97 * limit < largest <= limit * (1 + 1e-6),
            fr=f"xavier_init, pour une couche {shape} : les poids doivent remplir [-m, m] sans en "
            f"sortir, m = {limit:.4g} ; le plus grand vaut {largest:.4g}.",
            en=f"xavier_init, for a layer {shape}: the weights must fill [-m, m] without leaving it, "
            f"m = {limit:.4g}; the largest is {largest:.4g}.",
        )


@pytest.mark.check(points=1, task="conventions", declared=True)
def test_kept(student, reference, rng):
    """Vos fonctions laissent intacts les tenseurs reçus, et calculent là où ils se trouvent.
    --
    Your functions leave the tensors they receive as they are, and compute where these are."""
    x, y = rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
    w, b = rng.normal(size=(3, 2)), rng.normal(size=2)
    close(untouched(student.dense_forward, x, w, b), reference.dense_forward(x, w, b))
    close(untouched(student.dense_backward, y, x, w), reference.dense_backward(y, x, w))
    close(untouched(student.dense, x, w, b), reference.dense(x, w, b))
    close(untouched(student.straight_through_sign, x), reference.straight_through_sign(x))
    net, other = both(student, reference, [w], [b], "tanh")
    close(untouched(net.forward, x), other.forward(x))
    close(untouched(net.backward, x, y), other.backward(x, y))
    close(untouched(net.autograd, x, y), other.autograd(x, y))
    directions = [rng.normal(size=(3, 2))], [rng.normal(size=2)]
    untouched(net.step, directions, 0.1)
    untouched(net.train_step, x, y, 0.1)
    steps_alone(student, x, y, directions)
    chain = np.array(0.5), np.array(1.0), dict.fromkeys(KEYS, np.array(0.5))
    close(untouched(student.chain_autograd, *chain), reference.chain_autograd(*chain))
    point = rng.uniform(0.5, 1.0, size=(2, 2))
    cube = callback(lambda moved: float(np.sum(np.asarray(moved, dtype=float) ** 3)), "f")
    measured = untouched(student.gradient_check, cube, point)
    close(measured, 3.0 * point**2, rtol=1e-7, atol=1e-8)
    keeps_device(student.dense_forward, x, w, b)
    keeps_device(student.dense_backward, y, x, w)
    keeps_device(student.dense, x, w, b)
    keeps_device(student.straight_through_sign, x)
    keeps_device(Values(student.chain_autograd), *chain)
