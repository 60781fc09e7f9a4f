"""Hidden checks of ex05 (backpropagation): other depths and shapes, edges, combined use."""

import numpy as np
import pytest

from grader.checks.api import agree, array, close, learns, require, support, trains, untouched

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


def same_arrays(student):
    """A network of one layer made of the two arrays of `support.py`, each time the same ones."""
    return student.MLP([support("WEIGHTS")], [support("BIASES")], "tanh")


@pytest.mark.check(points=0.75, task="chain_backward")
def test_chain_in_depth(student, reference, rng):
    """Chaîne : d'autres valeurs, et le lien avec `gradient_factors`.
    --
    Chain: other values, and the link with `gradient_factors`."""
    for scale in (0.3, 1.0, 3.0):
        x, y, *values = (rng.uniform(0.5, 1.5, size=8) * scale).tolist()
        parameters = dict(zip(KEYS, values, strict=True)) | {"w2": -values[2], "b3": -values[5]}
        agree(student.chain_forward, reference.chain_forward, x, parameters, operations=20)
        agree(student.chain_backward, reference.chain_backward, x, y, parameters, operations=40)
        # At the target there is nothing left to learn.
        p = reference.chain_forward(x, parameters)[2]
        still = student.chain_backward(x, float(p), parameters)
        close(still, dict.fromkeys(KEYS, 0.0))
    slopes, weights = rng.uniform(0.1, 0.25, size=7), rng.normal(size=7) + 3.0
    agree(student.gradient_factors, reference.gradient_factors, slopes, weights, operations=20)
    agree(student.gradient_factors, reference.gradient_factors, slopes[:1], weights[:1])


@pytest.mark.check(points=1, task="dense_backward")
def test_dense_shapes(student, reference, rng):
    """Couche dense : un seul exemple, une seule entrée, une seule sortie, un lot plus large.
    --
    Dense layer: a single example, a single input, a single output, a wider batch."""
    for n, d_in, d_out in ((1, 3, 2), (4, 1, 3), (3, 5, 1), (9, 2, 2), (1, 1, 1)):
        x, w = rng.normal(size=(n, d_in)), rng.normal(size=(d_in, d_out))
        b, delta = rng.normal(size=d_out), rng.normal(size=(n, d_out))
        agree(student.dense_forward, reference.dense_forward, x, w, b, operations=20)
        agree(student.dense_backward, reference.dense_backward, delta, x, w, operations=40)


@pytest.mark.check(points=0.75, task="step")
def test_state(student, reference, rng):
    """Le réseau ne change qu'au pas de descente ; `backward` ne dépend pas des appels d'avant.
    --
    The network changes in a step only; `backward` does not depend on the calls before."""
    weights, biases = network(rng, (2, 4, 3))
    net, other = both(student, reference, weights, biases, "tanh")
    x, y = rng.normal(size=(5, 2)), rng.normal(size=(5, 3))
    agree(net.forward, other.forward, rng.normal(size=(5, 2)), operations=100)
    agree(net.backward, other.backward, x, y, operations=200)
    agree(net.gradient_norms, other.gradient_norms, x, y, operations=200)
    close(net.parameters(), (weights, biases))
    for lr in (0.5, 0.125):
        direction = network(rng, (2, 4, 3))
        net.step(direction, lr)
        other.step(direction, lr)
        agree(net.parameters, other.parameters)
    agree(net.backward, other.backward, x, y, operations=200)
    agree(net.train_step, other.train_step, x, y, 0.3, operations=200)
    agree(net.parameters, other.parameters, operations=200)


@pytest.mark.check(points=1.5, task="backward")
def test_mlp_depths(student, reference, rng):
    """Réseau : une couche, deux, cinq ; chaque activation ; un seul exemple.
    --
    Network: one layer, two, five; each activation; a single example."""
    for n, sizes, activation in (
        (4, (3, 2), "relu"),
        (1, (2, 3, 1), "sigmoid"),
        (5, (1, 4, 3), "identity"),
        (3, (4, 3, 5, 2, 4, 2), "tanh"),
        (7, (2, 6, 6, 1), "relu"),
    ):
        net, other = both(student, reference, *network(rng, sizes), activation)
        x, y = rng.normal(size=(n, sizes[0])), rng.normal(size=(n, sizes[-1]))
        agree(net.forward, other.forward, x, operations=100)
        agree(net.backward, other.backward, x, y, operations=300)
        agree(net.gradient_norms, other.gradient_norms, x, y, operations=500)


@pytest.mark.check(points=0.5, task="backward")
def test_relu_at_zero(student, reference, rng):
    """ReLU exactement en 0 : la dérivée y vaut 0, rien ne passe.
    --
    ReLU at exactly 0: its derivative is 0 there, nothing passes."""
    weights, biases = network(rng, (3, 4, 2))
    # Half of the hidden neurons receive exactly 0, whatever x is.
    weights[0][:, :2], biases[0][:2] = 0.0, 0.0
    net, other = both(student, reference, weights, biases, "relu")
    x, y = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    weight_gradients, _ = agree(net.backward, other.backward, x, y, operations=100)
    require(
        not np.any(weight_gradients[0][:, :2]),
        fr="Un neurone dont la pré-activation vaut exactement 0 ne reçoit aucun gradient.",
        en="A neuron whose pre-activation is exactly 0 receives no gradient.",
    )


@pytest.mark.check(points=1, task="train_step")
def test_several_steps(student, reference, rng):
    """Plusieurs pas : trois pas un à un, puis cinq par `fit`, et les paramètres à la fin.
    --
    Several steps: three one by one, then five through `fit`, and the parameters at the end."""
    net, other = both(student, reference, *network(rng, (3, 5, 4, 2)), "sigmoid")
    for _ in range(3):
        x, y = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
        agree(net.train_step, other.train_step, x, y, 0.3, operations=500)
    agree(net.parameters, other.parameters, operations=500)
    agree(net.fit, other.fit, x, y, 0.1, 5, operations=1000)
    agree(net.parameters, other.parameters, operations=1000)
    agree(net.fit, other.fit, x, y, 0.1, 1, operations=1000)


@pytest.mark.check(points=0.75, task="gradient_check")
def test_gradient_check_shapes(student, reference, rng):
    """Gradient numérique : trois dimensions, une colonne, une seule valeur ; l'écart relatif.
    --
    Numerical gradient: three dimensions, one column, a single value; the relative error."""
    check, expected = student.gradient_check, reference.gradient_check
    for shape, h in (((2, 2, 3), 0.02), ((4, 1), 0.1), ((1,), 0.05)):
        x = rng.uniform(-1.0, 1.0, size=shape)
        agree(check, expected, support("product"), x, h, **MEASURED)
        agree(check, expected, support("waves"), x, h, **MEASURED)
    w = rng.uniform(-1.0, 1.0, size=(3, 2))
    measured = agree(check, expected, support("layer_loss"), w, rtol=1e-7, atol=1e-8)
    close(student.relative_error(measured, measured * 3.0), 0.5)
    a, b = rng.normal(size=(2, 2, 3)), rng.normal(size=(2, 2, 3))
    agree(student.relative_error, reference.relative_error, a * 1e-6, b * 1e-6, operations=40)
    agree(student.relative_error, reference.relative_error, a[0], b[0] * 1e3, operations=40)


@pytest.mark.check(points=0.5, task="he_init")
def test_init_sizes(student, rng):
    """Xavier et He : d'autres tailles, une seule ligne, une seule colonne, un générateur.
    --
    Xavier and He: other sizes, a single row, a single column, a generator."""
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
            0.97 * limit < float(np.abs(xavier).max()) <= limit * (1 + 1e-9),
            fr="Les poids de Xavier doivent remplir [-m, m], sans en sortir.",
            en="Xavier's weights must fill [-m, m], without leaving it.",
        )
    for init in (student.he_init, student.xavier_init):
        first, second = (
            array(init(support("GENERATOR"), 3, 4), shape=(3, 4), dtype="float64") for _ in "12"
        )
        require(
            not np.array_equal(first, second),
            fr="Un générateur avance à chaque tirage : deux appels donnent deux matrices.",
            en="A generator moves on with each draw: two calls give two matrices.",
        )


@pytest.mark.check(points=0.75, task="fit", seeds=200)
def test_learns_surface(student, rng):
    """Apprendre une surface lisse avec ReLU : le coût descend bien sous celui de la moyenne.
    --
    Learning a smooth surface with ReLU: the cost falls well below that of the mean."""

    def trial(rng):
        # 800 seeds: the last cost is at most 0.042; the mean alone would have 0.37 or more.
        x = rng.uniform(-1.0, 1.0, size=(30, 2))
        y = np.sin(2.0 * x[:, :1]) + x[:, 1:] ** 2
        weights, biases = network(rng, (2, 16, 1))
        net = student.MLP([w * 1.4 for w in weights], biases, "relu")
        losses = learns(net.fit(x, y, 0.1, 200), below=0.12)
        # The net that it leaves behind is the one that the losses speak of.
        prediction = array(net.forward(x), shape=(30, 1), dtype="float64")
        after = float(np.mean((prediction - y) ** 2))
        require(
            abs(after - losses[-1]) < 0.01,
            fr="Après `fit`, le réseau n'a pas le coût que l'historique annonce.",
            en="After `fit`, the network does not have the cost that the history announces.",
        )

    trains(trial, rng)


@pytest.mark.check(points=0.5, task="conventions", declared=True)
def test_inputs_kept(student, reference, rng):
    """Vos fonctions ne modifient pas les tableaux reçus.
    --
    Your functions do not change the arrays they receive."""
    x, y = rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
    w, b = rng.normal(size=(3, 2)), rng.normal(size=2)
    close(untouched(student.dense_forward, x, w, b), reference.dense_forward(x, w, b))
    close(untouched(student.dense_backward, y, x, w), reference.dense_backward(y, x, w))
    net, other = both(student, reference, [w], [b], "tanh")
    close(untouched(net.forward, x), other.forward(x))
    close(untouched(net.backward, x, y), other.backward(x, y))
    directions = [rng.normal(size=(3, 2))], [rng.normal(size=2)]
    untouched(net.step, directions, 0.1)
    other.step(directions, 0.1)
    agree(net.parameters, other.parameters)
    untouched(net.train_step, x, y, 0.1)
    # Networks made of the very same arrays, in the worker: no step of one may reach another.
    (w_before,), (b_before,) = same_arrays(student).parameters()
    stepping = same_arrays(student)
    stepping.step(directions, 0.5)
    stepping.train_step(x, y, 0.5)
    stepping.fit(x, y, 0.5, 2)
    (w_after,), (b_after,) = same_arrays(student).parameters()
    require(
        np.array_equal(w_before, w_after) and np.array_equal(b_before, b_after),
        fr="Un pas de descente a changé les tableaux donnés au constructeur : un autre réseau construit "
        "avec eux a changé aussi. Créez de nouveaux tableaux, w = w - lr * dw.",
        en="A step of descent changed the arrays given to the constructor: another network built of "
        "them changed as well. Make new arrays, w = w - lr * dw.",
    )
    point = rng.uniform(-1.0, 1.0, size=(2, 2))
    measured = untouched(student.gradient_check, support("cube"), point)
    close(measured, 3.0 * point**2, rtol=1e-7, atol=1e-8)
    factors = untouched(student.gradient_factors, b, b)
    close(factors, reference.gradient_factors(b, b))
    error = untouched(student.relative_error, x, x[::-1])
    close(error, reference.relative_error(x, x[::-1]), operations=20)
