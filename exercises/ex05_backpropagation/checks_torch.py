"""Public checks of ex05's PyTorch track: what is the NumPy track's is shared, the rest is here.

The same gradients by hand and by autograd are compared with the same reference, in the order of
the backward pass. A network is asked twice by autograd: what the first call leaves behind in
`.grad` would show in the second.
"""

import numpy as np
import pytest

from grader.checks.api import agree, array, callback, close, differentiates, gradients, require

SHARED = {
    "float32": 0.25,
    "dense_backward": 1,
    "mlp_forward": 0.75,
    "mlp_backward": 1.5,
    "mlp_step": 0.25,
    "mlp_train_step": 0.5,
    "mlp_fit": 0.5,
    "gradient_norms": 0.5,
    "xavier_init": 0.25,
    "he_init": 0.25,
}

# The chain of the statement: every pre-activation is 0, so every sigmoid is 1/2.
CHAIN = {"w1": 0.5, "b1": -1.5, "w2": 2.0, "b2": -1.0, "w3": 2.0, "b3": -1.0}
CHAIN_PARTS = ["w3", "b3", "w2", "b2", "w1", "b1"]
CHAIN_SLOPES = {
    "w3": -0.0625,
    "b3": -0.125,
    "w2": -0.03125,
    "b2": -0.0625,
    "w1": -0.09375,
    "b1": -0.03125,
}

# A difference of two values of f loses digits: about 1e-16 / h of them.
MEASURED = {"rtol": 1e-7, "atol": 1e-9}


def tensors(numbers):
    """Numbers as arrays without axes, which reach the student's code as tensors of shape ()."""
    return {name: np.array(number) for name, number in numbers.items()}


def chain(rng):
    """An input, a target and six parameters, no two of them equal, no sigmoid saturated."""
    sign = rng.choice([-1.0, 1.0], size=8)
    x, y, *values = (sign * rng.uniform(0.4, 1.6, size=8)).tolist()
    return np.array(x), np.array(abs(y) / 2.0), tensors(dict(zip(CHAIN_PARTS, values, strict=True)))


def network(rng, sizes):
    """Weights and biases of layers of these sizes, float64, none of them close to zero."""
    shapes = list(zip(sizes, sizes[1:], strict=False))
    weights = [rng.normal(size=shape) * 1.2 / np.sqrt(shape[0]) for shape in shapes]
    return weights, [rng.uniform(0.1, 0.6, size=out) for _, out in shapes]


def backward_order(weights):
    """The parts of what `backward` returns, the output layer first."""
    layers = range(len(weights), 0, -1)
    return [(f"{kind}{layer}", (at, layer - 1)) for layer in layers for at, kind in enumerate("Wb")]


def slopes_of_chain(student, found, expected, rng):
    """The six derivatives, of random values and then of the statement's example."""
    x, y, parameters = chain(rng)

    def loss(name, moved):
        _, _, p = student.chain_forward(x, {**parameters, name: np.array(moved)})
        return float(0.5 * (y - p) ** 2)

    gradients(
        found,
        expected,
        x,
        y,
        parameters,
        parts=CHAIN_PARTS,
        at=parameters,
        loss=loss,
        operations=40,
    )
    close(found(np.array(3.0), np.array(1.0), tensors(CHAIN)), CHAIN_SLOPES)


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
    missing = [name for name, (at, k) in backward_order(found[0]) if found[at][k] is None]
    require(
        not missing,
        fr=f"Pas de gradient pour {', '.join(missing)} : None. Ou bien le tenseur dont vous lisez "
        ".grad n'est pas une feuille qui demande un gradient, ou bien le graphe est coupé entre lui "
        "et le coût (.detach(), .data, .item(), torch.no_grad(), torch.tensor(...) fait de valeurs).",
        en=f"No gradient for {', '.join(missing)}: None. Either the tensor whose .grad you read is "
        "no leaf that requires a gradient, or the graph is cut between it and the cost (.detach(), "
        ".data, .item(), torch.no_grad(), torch.tensor(...) made from values).",
    )


@pytest.mark.check(points=1.5, task="chain_backward")
def test_chain(student, reference, rng):
    """Chaîne, à la main : propagation avant, puis les six dérivées ; l'exemple de l'énoncé.
    --
    Chain, by hand: forward pass, then the six derivatives; the statement's example."""
    x, _, parameters = chain(rng)
    agree(student.chain_forward, reference.chain_forward, x, parameters, operations=20)
    close(student.chain_forward(np.array(3.0), tensors(CHAIN)), (0.5, 0.5, 0.5))
    slopes_of_chain(student, student.chain_backward, reference.chain_backward, rng)


@pytest.mark.check(points=1, task="chain_autograd")
def test_chain_autograd(student, reference, rng):
    """Chaîne, par autograd : les six mêmes dérivées.
    --
    Chain, by autograd: the same six derivatives."""
    slopes_of_chain(student, student.chain_autograd, reference.chain_autograd, rng)


@pytest.mark.check(points=1.5, task="autograd")
def test_mlp_autograd(student, reference, rng):
    """Réseau, par autograd : les gradients de chaque couche, deux appels de suite.
    --
    Network, by autograd: the gradients of each layer, two calls in a row."""
    for activation, sizes in (("tanh", (3, 4, 2)), ("sigmoid", (2, 5, 3, 1))):
        weights, biases = network(rng, sizes)
        net = student.MLP(weights, biases, activation)
        other = reference.MLP(weights, biases, activation)
        x, y = rng.normal(size=(3, sizes[0])), rng.normal(size=(3, sizes[-1]))
        all_there(student.MLP(weights, biases, activation).autograd(x, y), len(weights))
        for n in (5, 4):
            x, y = rng.normal(size=(n, sizes[0])), rng.normal(size=(n, sizes[-1]))
            gradients(
                net.autograd,
                other.autograd,
                x,
                y,
                parts=backward_order(weights),
                operations=200,
            )
        close(net.parameters(), (weights, biases))


@pytest.mark.check(points=1, task="dense_function")
def test_dense_function(student, reference, rng):
    """Votre couche dense dans le graphe d'autograd : l'aller, puis les gradients que rend le retour.
    --
    Your dense layer in autograd's graph: the forward pass, then the gradients of its backward."""
    for n, d_in, d_out in ((5, 3, 3), (4, 3, 2)):  # square first: no transpose is refused
        x, w, b = rng.normal(size=(n, d_in)), rng.normal(size=(d_in, d_out)), rng.normal(size=d_out)
        agree(student.dense, reference.dense, x, w, b, operations=20)
        differentiates(student.dense, reference.dense, x, w, b, operations=40)


@pytest.mark.check(points=0.75, task="sign_function")
def test_sign_function(student, reference, rng):
    """Votre signe : -1, 0 ou 1 à l'aller ; au retour, le gradient passe entre -1 et 1, bornes comprises.
    --
    Your sign: -1, 0 or 1 forwards; backwards the gradient passes between -1 and 1, ends included."""
    x = np.array([-2.0, -1.0, -0.25, 0.0, 0.5, 1.0, 1.5])
    close(student.straight_through_sign(x), np.array([-1.0, -1.0, -1.0, 0.0, 1.0, 1.0, 1.0]))
    differentiates(student.straight_through_sign, reference.straight_through_sign, x)
    x = rng.normal(size=(3, 4)) * 1.5
    agree(student.straight_through_sign, reference.straight_through_sign, x)
    differentiates(student.straight_through_sign, reference.straight_through_sign, x)


@pytest.mark.check(points=0.5, task="gradient_check")
def test_numerical_gradient(student, reference, rng):
    """Gradient numérique : différences centrées, une et deux dimensions, le pas donné et celui par défaut.
    --
    Numerical gradient: central differences, one and two axes, the step given and the default one."""

    def probe(f, shape):
        """A function of a tensor, which must come with the shape of x."""

        def checked(x):
            if np.shape(x) != shape:
                raise ValueError(f"f was called with the shape {np.shape(x)}, x has {shape}")
            return float(f(np.asarray(x, dtype=float)))

        return callback(checked, "f")

    def cube(x):
        return np.sum(x**3)

    def waves(x):
        return np.sum(np.sin(np.arange(1, 7).reshape(3, 2) * x)) + np.prod(2.0 + x)

    check = student.gradient_check
    value = check(probe(cube, (1,)), np.array([2.0]), 0.1)
    close(value, np.array([12.01]), **MEASURED)
    x, h = rng.uniform(-1.0, 1.0, size=(3, 2)), 0.05
    expected = np.empty_like(x)
    for place in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[place] = h
        expected[place] = (waves(x + step) - waves(x - step)) / (2.0 * h)
    close(check(probe(waves, (3, 2)), x, h), expected, **MEASURED)
    # With the default step the error of central differences on a cube is 1e-10.
    close(check(probe(cube, (3, 2)), x), 3.0 * x**2, rtol=1e-7, atol=1e-8)
    require(
        array(value, shape=(1,)).dtype == np.float64,
        fr="gradient_check garde le type de x, float64.",
        en="gradient_check keeps the dtype of x, float64.",
    )
