"""Public checks of ex05 (backpropagation).

Gradients are compared in the order of the backward pass, the output's first, and measured by
central differences of the student's own forward pass: a mistake is found in its layer. A random
network first has square layers: there a missing transpose goes unnoticed by NumPy, not by us.
"""

import numpy as np
import pytest

from grader.checks.api import (
    agree,
    array,
    close,
    gradients,
    learns,
    require,
    support,
    trains,
)
from grader.checks.figures import curve
from grader.texts import Text

# The chain of the statement: every pre-activation is 0, so every sigmoid is 1/2.
CHAIN = {"w1": 0.5, "b1": -1.5, "w2": 2.0, "b2": -1.0, "w3": 2.0, "b3": -1.0}
CHAIN_PARTS = ["w3", "b3", "w2", "b2", "w1", "b1"]

# The dense layer of the statement.
X = np.array([[1.0, 2.0], [3.0, 4.0]])
W = np.array([[1.0, 0.0, -1.0], [2.0, 1.0, 0.0]])
B = np.array([0.5, 0.0, -0.5])
DELTA = np.array([[1.0, 0.0, 2.0], [-1.0, 2.0, 0.0]])

# The three ReLU layers of the textbook (3.4): weight and age in, one number out.
BOOK_X = np.array([[70.0, 25.0]])
BOOK_Y = np.array([[30.0]])
BOOK_WEIGHTS = [
    np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]),
    np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.9]]),
    np.array([[0.1], [0.2], [0.3]]),
]
BOOK_BIASES = [np.array([0.1, 0.2, 0.3]), np.array([0.1, 0.2, 0.3]), np.array([0.1])]

XOR_X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_Y = np.array([[0.0], [1.0], [1.0], [0.0]])

# A difference of two values of f loses digits: about 1e-16 / h of them.
MEASURED = {"rtol": 1e-7, "atol": 1e-9}


def chain(rng):
    """An input, a target and six parameters, no two of them equal, no sigmoid saturated."""
    sign = rng.choice([-1.0, 1.0], size=8)
    x, y, *values = (sign * rng.uniform(0.4, 1.6, size=8)).tolist()
    return x, abs(y) / 2.0, dict(zip(CHAIN_PARTS, values, strict=True))


def network(rng, sizes):
    """Weights and biases of layers of these sizes, float64, none of them close to zero."""
    shapes = list(zip(sizes, sizes[1:], strict=False))
    weights = [rng.normal(size=shape) * 1.2 / np.sqrt(shape[0]) for shape in shapes]
    return weights, [rng.uniform(0.1, 0.6, size=out) for _, out in shapes]


def batch(rng, n, sizes):
    """Inputs and targets for a network of these sizes, float64."""
    return rng.normal(size=(n, sizes[0])), rng.normal(size=(n, sizes[-1]))


def backward_order(weights):
    """The parts of what `backward` returns, the output layer first."""
    layers = range(len(weights), 0, -1)
    return [(f"{kind}{layer}", (at, layer - 1)) for layer in layers for at, kind in enumerate("Wb")]


def len_of(value):
    """How many items a list, tuple or array has; 0 for anything else."""
    return len(value) if isinstance(value, (list, tuple)) else 0


def compare_backward(student, reference, weights, biases, activation, x, y):
    """The gradients of one network; a wrong one is measured on the student's forward pass."""
    at = {f"W{layer}": w for layer, w in enumerate(weights, start=1)}
    at |= {f"b{layer}": b for layer, b in enumerate(biases, start=1)}

    def loss(name, moved):
        changed = {**at, name: moved}
        layers = range(1, len(weights) + 1)
        ws, bs = [changed[f"W{k}"] for k in layers], [changed[f"b{k}"] for k in layers]
        prediction = student.MLP(ws, bs, activation).forward(x)
        return float(np.mean((array(prediction, shape=y.shape) - y) ** 2))

    found = student.MLP(weights, biases, activation).backward(x, y)
    require(
        len_of(found) == 2 and {len_of(part) for part in found} == {len(weights)},
        fr="`backward` doit renvoyer (gradients des poids, gradients des biais) : deux listes, "
        f"chacune d'un tableau par couche, ici {len(weights)}.",
        en="`backward` must return (gradients of the weights, gradients of the biases): two lists, "
        f"each with one array per layer, here {len(weights)}.",
    )
    gradients(
        student.MLP(weights, biases, activation).backward,
        reference.MLP(weights, biases, activation).backward,
        x,
        y,
        parts=backward_order(weights),
        at=at,
        loss=loss,
        operations=200,
    )


@pytest.mark.check(points=0.5, task="chain_forward")
def test_chain_forward(student, reference, rng):
    """Chaîne, propagation avant : l'exemple à la main, puis des valeurs au hasard.
    --
    Chain, forward pass: the example by hand, then random values."""
    x, _, parameters = chain(rng)
    agree(student.chain_forward, reference.chain_forward, x, parameters, operations=20)
    close(student.chain_forward(3.0, CHAIN), (0.5, 0.5, 0.5))


@pytest.mark.check(points=1.25, task="chain_backward")
def test_chain_backward(student, reference, rng):
    """Chaîne, les six dérivées : des valeurs au hasard, puis l'exemple à la main.
    --
    Chain, the six derivatives: random values, then the example by hand."""
    x, y, parameters = chain(rng)

    def loss(name, moved):
        _, _, p = student.chain_forward(x, {**parameters, name: moved})
        return 0.5 * (y - p) ** 2

    gradients(
        student.chain_backward,
        reference.chain_backward,
        x,
        y,
        parameters,
        parts=CHAIN_PARTS,
        at=parameters,
        loss=loss,
        operations=40,
    )
    worked = {
        "w3": -0.0625,
        "b3": -0.125,
        "w2": -0.03125,
        "b2": -0.0625,
        "w1": -0.09375,
        "b1": -0.03125,
    }
    close(student.chain_backward(3.0, 1.0, CHAIN), worked)


@pytest.mark.check(points=0.5, task="dense_forward")
def test_dense_forward(student, reference, rng):
    """Couche dense, propagation avant : l'exemple à la main, un lot au hasard.
    --
    Dense layer, forward pass: the example by hand, a random batch."""
    close(student.dense_forward(X, W, B), np.array([[5.5, 2.0, -1.5], [11.5, 4.0, -3.5]]))
    x, w, b = rng.normal(size=(5, 3)), rng.normal(size=(3, 4)), rng.normal(size=4)
    agree(student.dense_forward, reference.dense_forward, x, w, b, operations=20)


@pytest.mark.check(points=1, task="dense_backward")
def test_dense_backward(student, reference, rng):
    """Couche dense, rétropropagation : poids carrés, l'exemple à la main, un lot au hasard.
    --
    Dense layer, backward pass: square weights, the example by hand, a random batch."""
    parts = [("db", 2), ("dw", 1), ("dx", 0)]
    for n, d_in, d_out in ((5, 3, 3), (6, 4, 2)):
        delta, x = rng.normal(size=(n, d_out)), rng.normal(size=(n, d_in))
        w = rng.normal(size=(d_in, d_out))
        gradients(
            student.dense_backward,
            reference.dense_backward,
            delta,
            x,
            w,
            parts=parts,
            operations=40,
        )
    dx, dw = np.array([[-1.0, 2.0], [-1.0, 0.0]]), np.array([[-1.0, 3.0, 1.0], [-1.0, 4.0, 2.0]])
    close(student.dense_backward(DELTA, X, W), (dx, dw, np.array([0.0, 1.0, 1.0])))


@pytest.mark.check(points=1, task="forward")
def test_mlp_forward(student, reference, rng):
    """Réseau, propagation avant : les trois couches du manuel (29,328), chaque activation.
    --
    Network, forward pass: the textbook's three layers (29.328), each activation."""
    for activation in ("tanh", "sigmoid", "identity", "relu"):
        weights, biases = network(rng, (3, 5, 4, 2))
        x, _ = batch(rng, 6, (3, 2))
        net = student.MLP(weights, biases, activation)
        agree(net.forward, reference.MLP(weights, biases, activation).forward, x, operations=100)
    # All numbers are positive here: ReLU and a linear output agree, so each layer can end a net.
    layers = ([17.1, 26.7, 36.3], [37.9, 46.01, 54.12], [29.328])
    for depth, expected in enumerate(layers, start=1):
        net = student.MLP(BOOK_WEIGHTS[:depth], BOOK_BIASES[:depth], "relu")
        close(net.forward(BOOK_X), np.array([expected]))


@pytest.mark.check(points=2, task="backward")
def test_mlp_backward(student, reference, rng):
    """Réseau, rétropropagation : chaque couche, de la sortie à l'entrée ; l'exemple du manuel.
    --
    Network, backward pass: each layer, from the output to the input; the textbook's example."""
    for activation, sizes in (
        ("tanh", (3, 3, 3, 3)),
        ("relu", (3, 5, 4, 2)),
        ("sigmoid", (2, 4, 3, 5)),
    ):
        weights, biases = network(rng, sizes)
        x, y = batch(rng, 6, sizes)
        compare_backward(student, reference, weights, biases, activation, x, y)
    net = student.MLP(BOOK_WEIGHTS, BOOK_BIASES, "relu")
    found = net.backward(BOOK_X, BOOK_Y)
    w1 = [[-13.1712, -30.1056, -47.04], [-4.704, -10.752, -16.8]]
    w2 = np.outer([17.1, 26.7, 36.3], [-0.1344, -0.2688, -0.4032])
    w3 = [[-50.9376], [-61.83744], [-72.73728]]
    b1, b2, b3 = [-0.18816, -0.43008, -0.672], [-0.1344, -0.2688, -0.4032], [-1.344]
    expected = ([np.array(w1), w2, np.array(w3)], [np.array(b1), np.array(b2), np.array(b3)])
    close(found, expected, operations=50)
    weights, biases = net.parameters()
    kept = zip([*weights, *biases], BOOK_WEIGHTS + BOOK_BIASES, strict=True)
    require(
        all(np.array_equal(now, before) for now, before in kept),
        fr="`backward` a changé des paramètres. La rétropropagation calcule les gradients, rien de "
        "plus ; c'est `step` qui fait la descente.",
        en="`backward` changed some parameters. Backpropagation computes the gradients, nothing "
        "more; it is `step` that makes the descent.",
    )


@pytest.mark.check(points=0.5, task="step")
def test_mlp_step(student, reference, rng):
    """Réseau, un pas : chaque poids et chaque biais moins lr fois son gradient.
    --
    Network, one step: each weight and each bias minus lr times its gradient."""
    weights, biases = network(rng, (3, 4, 2))
    direction = network(rng, (3, 4, 2))
    net, other = student.MLP(weights, biases, "relu"), reference.MLP(weights, biases, "relu")
    net.step(direction, 0.25)
    other.step(direction, 0.25)
    agree(net.parameters, other.parameters)


@pytest.mark.check(points=1, task="train_step", needs=["mlp_backward", "mlp_step"])
def test_mlp_train_step(student, reference, rng):
    """Réseau, un pas d'apprentissage : le coût d'avant, puis tous les nouveaux paramètres.
    --
    Network, one training step: the cost before it, then all the new parameters."""
    weights, biases = network(rng, (3, 4, 4, 2))
    x, y = batch(rng, 5, (3, 2))
    net, other = student.MLP(weights, biases, "tanh"), reference.MLP(weights, biases, "tanh")
    agree(net.train_step, other.train_step, x, y, 0.5, operations=100)
    agree(net.parameters, other.parameters, operations=200)


@pytest.mark.check(points=0.5, task="fit", seeds=200)
def test_mlp_fit(student, rng):
    """Apprendre OU exclusif par cœur : le coût descend presque à zéro.
    --
    Learning exclusive or by heart: the cost falls nearly to zero."""

    def trial(rng):
        # 1500 seeds: the last cost is at most 4e-4, the first at least 0.13.
        weights, biases = network(rng, (2, 12, 1))
        losses = student.MLP(weights, biases, "tanh").fit(XOR_X, XOR_Y, 0.12, 250)
        curve(
            fr="OU exclusif : coût à chaque pas",
            en="Exclusive or: cost at each step",
            series={"MSE": losses},
            x=Text("pas", "step"),
            y="MSE",
        )
        values = learns(losses, below=0.01)
        require(
            len(values) == 250,
            fr="`fit` doit renvoyer un coût par pas : 250 pas, 250 coûts.",
            en="`fit` must return one cost per step: 250 steps, 250 costs.",
        )

    trains(trial, rng)


@pytest.mark.check(points=0.5, task="gradient_norms", needs=["mlp_backward"])
def test_gradient_norms(student, reference, rng):
    """Huit couches : le gradient s'évanouit avec la sigmoïde, tient avec ReLU, ou explose.
    --
    Eight layers: the gradient vanishes with the sigmoid, holds with ReLU, or explodes."""
    sizes = (4,) * 9
    x, y = batch(rng, 5, sizes)
    series = {}
    for name, activation, scale in (
        ("sigmoid", "sigmoid", 1.0),
        ("relu", "relu", 1.2),
        ("identity, W x 3", "identity", 3.0),
    ):
        weights, biases = network(rng, sizes)
        weights = [w * scale for w in weights]
        net = student.MLP(weights, biases, activation)
        other = reference.MLP(weights, biases, activation)
        norms = agree(net.gradient_norms, other.gradient_norms, x, y, operations=1000)
        series[name] = np.log10(np.maximum(np.array(norms, dtype=float), 1e-30))
    curve(
        fr="Norme du gradient par couche (log10)",
        en="Norm of the gradient by layer (log10)",
        series=series,
        x=Text("couche", "layer"),
        y="log10 ||dW||",
    )


@pytest.mark.check(points=0.5, task="gradient_factors")
def test_gradient_factors(student, reference, rng):
    """Facteurs du gradient : 0,1^5 = 0,00001, 10^5 = 100 000, les poids comptent.
    --
    Factors of the gradient: 0.1^5 = 0.00001, 10^5 = 100 000, the weights count."""
    slopes, weights = rng.uniform(0.05, 0.25, size=4), rng.uniform(-6.0, 6.0, size=4)
    agree(student.gradient_factors, reference.gradient_factors, slopes, weights, operations=10)
    ones = np.ones(5)
    vanishing = np.array([1e-5, 1e-4, 1e-3, 1e-2, 1e-1])
    close(student.gradient_factors(0.1 * ones, ones), vanishing)
    close(student.gradient_factors(ones, 10.0 * ones), 1.0 / vanishing)
    close(student.gradient_factors(0.25 * ones, 4.0 * ones), ones)


def drawn(function, rng, fan_in, fan_out):
    """A matrix of a random seed; that seed again must give it again, another one another."""
    seed = int(rng.integers(1_000_000))
    small = array(function(seed, 3, 2), shape=(3, 2), dtype="float64")
    close(function(seed, 3, 2), small)
    require(
        not np.array_equal(array(function(seed + 1, 3, 2), shape=(3, 2), dtype="float64"), small),
        fr="Deux graines différentes doivent donner deux matrices différentes.",
        en="Two different seeds must give two different matrices.",
    )
    w = array(function(seed, fan_in, fan_out), shape=(fan_in, fan_out), dtype="float64")
    require(
        np.unique(w).size >= 0.98 * w.size,  # two float32 draws may well be equal
        fr="Chaque poids doit être tiré à part : des valeurs se répètent dans la matrice.",
        en="Each weight must be drawn on its own: values are repeated in the matrix.",
    )
    return w


def spread(w, deviation):
    """Mean 0 and this standard deviation, within seven standard errors for 1000 draws or more."""
    mean, found = float(np.mean(w)), float(np.std(w))
    require(
        abs(mean) < 0.22 * deviation,
        fr=f"La moyenne des poids devrait être proche de 0 ; elle vaut {mean:.3g}.",
        en=f"The mean of the weights should be near 0; it is {mean:.3g}.",
    )
    require(
        abs(found / deviation - 1.0) < 0.16,
        fr=f"L'écart-type des poids devrait être proche de {deviation:.3g} ; il vaut {found:.3g}.",
        en=f"The standard deviation of the weights should be near {deviation:.3g}; "
        f"it is {found:.3g}.",
    )


@pytest.mark.check(points=0.5, task="xavier_init")
def test_xavier_init(student, rng):
    """Xavier : forme, graine, limite, écart-type, répartition uniforme.
    --
    Xavier: shape, seed, limit, standard deviation, uniform spread."""
    # 1200 draws. Largest under 0.97 m: 1e-16. Share in the middle half: 0.5, deviation 0.0144.
    signed = drawn(student.xavier_init, rng, 20, 60)
    w = np.abs(signed)
    limit = np.sqrt(6.0 / 80)
    require(
        float(w.max()) <= limit * (1 + 1e-9),
        fr=f"Un poids dépasse la limite : {w.max():.4g} > sqrt(6 / 80) = {limit:.4g}.",
        en=f"A weight exceeds the limit: {w.max():.4g} > sqrt(6 / 80) = {limit:.4g}.",
    )
    middle = float(np.mean(w < limit / 2))
    require(
        float(w.max()) > 0.97 * limit and 0.4 < middle < 0.6,
        fr=f"Les poids ne remplissent pas [-m, m] uniformément, m = sqrt(6 / 80) = {limit:.4g} : le "
        f"plus grand vaut {w.max():.4g}, et {middle:.0%} sont entre -m/2 et m/2.",
        en=f"The weights do not fill [-m, m] uniformly, m = sqrt(6 / 80) = {limit:.4g}: the largest "
        f"is {w.max():.4g}, and {middle:.0%} are between -m/2 and m/2.",
    )
    spread(signed, float(np.sqrt(2.0 / 80)))


@pytest.mark.check(points=0.5, task="he_init")
def test_he_init(student, rng):
    """He : forme, graine, moyenne, écart-type, loi normale.
    --
    He: shape, seed, mean, standard deviation, normal law."""
    # 1200 draws. Share beyond two standard deviations: 0.0455, deviation 0.006.
    w = drawn(student.he_init, rng, 20, 60)
    deviation = float(np.sqrt(2.0 / 20))
    spread(w, deviation)
    beyond = float(np.mean(np.abs(w) > 2 * deviation))
    require(
        0.01 < beyond < 0.095,
        fr="Une loi normale a environ 4,6 % de ses valeurs à plus de deux écarts-types ; la vôtre en "
        f"a {beyond:.1%}. Est-elle uniforme, ou tronquée ?",
        en="A normal law has about 4.6 % of its values beyond two standard deviations; yours has "
        f"{beyond:.1%}. Is it uniform, or truncated?",
    )


@pytest.mark.check(points=1, task="gradient_check")
def test_gradient_check(student, reference, rng):
    """Gradient numérique : différences centrées, plusieurs formes, le pas donné et celui par défaut.
    --
    Numerical gradient: central differences, several shapes, the step given and the default one."""
    w, x = rng.uniform(-1.0, 1.0, size=(3, 2)), rng.uniform(-1.0, 1.0, size=5)
    check, expected = student.gradient_check, reference.gradient_check
    agree(check, expected, support("layer_loss"), w, 0.01, **MEASURED)
    agree(check, expected, support("waves"), x, 0.05, **MEASURED)
    close(check(support("cube"), np.array([2.0]), 0.1), np.array([12.01]), **MEASURED)
    # With the default step the error of central differences on a cube is 1e-10.
    close(check(support("cube"), w), 3.0 * w**2, rtol=1e-7, atol=1e-8)


@pytest.mark.check(points=0.25, task="relative_error")
def test_relative_error(student, reference, rng):
    """Écart relatif : des gradients au hasard, à angle droit, égaux, opposés, nuls.
    --
    Relative error: random gradients, at a right angle, equal, opposite, zero."""
    a, b = rng.normal(size=(2, 3)), rng.normal(size=(2, 3))
    agree(student.relative_error, reference.relative_error, a, b, operations=20)
    close(student.relative_error(np.array([3.0, 0.0]), np.array([0.0, 4.0])), 5.0 / 7.0)
    close(student.relative_error(a, a), 0.0)
    close(student.relative_error(a, -a), 1.0)
    close(student.relative_error(np.zeros(3), np.zeros(3)), 0.0)


@pytest.mark.check(points=0.5, task="conventions")
def test_float32(student, reference, rng):
    """float32 en entrée, float32 en sortie : couche, réseau, paramètres après un pas.
    --
    float32 in, float32 out: layer, network, parameters after a step."""
    weights, biases = network(rng, (3, 4, 2))
    x, y = (v.astype(np.float32) for v in batch(rng, 5, (3, 2)))
    weights = [w.astype(np.float32) for w in weights]
    biases = [b.astype(np.float32) for b in biases]
    agree(student.dense_forward, reference.dense_forward, x, weights[0], biases[0], operations=20)
    agree(student.dense_backward, reference.dense_backward, y, x, weights[0][:, :2], operations=20)
    for activation in ("relu", "sigmoid"):
        net = student.MLP(weights, biases, activation)
        other = reference.MLP(weights, biases, activation)
        agree(net.forward, other.forward, x, operations=40)
        agree(net.backward, other.backward, x, y, operations=100)
        other.train_step(x, y, 0.1)
        net.train_step(x, y, 0.1)
        agree(net.parameters, other.parameters, operations=100)
