"""Hidden checks of ex05's PyTorch track: other depths and shapes, edges, combined use."""

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
    untouched,
)

SHARED = {
    "dense_shapes": 0.75,
    "state": 0.5,
    "mlp_depths": 1,
    "relu_at_zero": 0.25,
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


@pytest.mark.check(points=1.25, task="autograd")
def test_autograd_anywhere(student, reference, rng):
    """Autograd : une couche, cinq, un seul exemple, ReLU en 0, float32 ; entre deux pas de descente.
    --
    Autograd: one layer, five, a single example, ReLU at 0, float32; between two steps of descent."""
    for n, sizes, activation in (
        (4, (3, 2), "relu"),
        (1, (2, 3, 1), "sigmoid"),
        (3, (4, 3, 5, 2, 4, 2), "tanh"),
        (5, (1, 4, 3), "identity"),
    ):
        net, other = both(student, reference, *network(rng, sizes), activation)
        x, y = rng.normal(size=(n, sizes[0])), rng.normal(size=(n, sizes[-1]))
        for _ in range(2):  # forward, step and autograd may be called in any order
            agree(net.autograd, other.autograd, x, y, operations=300)
            agree(net.forward, other.forward, x, operations=100)
            direction = network(rng, sizes)
            net.step(direction, 0.1)
            other.step(direction, 0.1)
        agree(net.autograd, other.autograd, x, y, operations=300)
        agree(net.backward, other.backward, x, y, operations=300)
        agree(net.parameters, other.parameters)
    weights, biases = network(rng, (3, 4, 2))
    weights[0][:, :2], biases[0][:2] = 0.0, 0.0  # half of the hidden neurons receive exactly 0
    x, y = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    net, other = both(student, reference, weights, biases, "relu")
    agree(net.autograd, other.autograd, x, y, operations=100)
    x, y = x.astype(np.float32), y.astype(np.float32)
    layers = [[v.astype(np.float32) for v in part] for part in network(rng, (3, 4, 2))]
    net, other = both(student, reference, *layers, "tanh")
    agree(net.autograd, other.autograd, x, y, operations=100)


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
        he = array(student.he_init(seed, *shape), shape=shape, dtype="float64")
        xavier = array(student.xavier_init(seed, *shape), shape=shape, dtype="float64")
        wanted = np.sqrt(2.0 / fan_in), np.sqrt(2.0 / (fan_in + fan_out))
        for w, deviation in zip((he, xavier), wanted, strict=True):
            require(
                abs(float(np.std(w)) / deviation - 1.0) < 0.15
                and abs(float(np.mean(w))) < 0.2 * deviation,
                fr="La moyenne ou l'écart-type des poids tirés n'est pas celui de l'énoncé.",
                en="The mean or the standard deviation of the weights drawn is not the statement's.",
            )
        limit = float(np.sqrt(6.0 / (fan_in + fan_out)))
        require(
            0.97 * limit < float(np.abs(xavier).max()) <= limit * (1 + 1e-6),
            fr="Les poids de Xavier doivent remplir [-m, m], sans en sortir.",
            en="Xavier's weights must fill [-m, m], without leaving it.",
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
    point = rng.uniform(0.5, 1.0, size=(2, 2))
    cube = callback(lambda moved: float(np.sum(np.asarray(moved, dtype=float) ** 3)), "f")
    measured = untouched(student.gradient_check, cube, point)
    close(measured, 3.0 * point**2, rtol=1e-7, atol=1e-8)
    keeps_device(student.dense_forward, x, w, b)
    keeps_device(student.dense_backward, y, x, w)
    keeps_device(student.dense, x, w, b)
    keeps_device(student.straight_through_sign, x)
