"""Public checks of ex08 (convolution), PyTorch track.

Convolution and pooling are judged by the checks of the NumPy track, whose arrays are tensors here.
Added: autograd goes through them, and the layer, networks and training that are nn.Modules.
"""

import numpy as np
import pytest

from grader.checks.api import (
    agree,
    array,
    close,
    differentiates,
    keeps_device,
    learns,
    require,
    trains,
    untouched,
)
from grader.checks.data import digits
from grader.checks.figures import curve, images

SHARED = {
    "output_size": 0.5,
    "parameter_count": 0.5,
    "conv2d": 1.5,
    "conv2d_backward": 1.25,
    "max_pool2d": 0.75,
    "max_pool2d_backward": 0.75,
    "min_pool2d": 0.5,
    "avg_pool2d": 0.75,
}
SEED = 2024
SUMS = 1000


def on_grid(rng, shape, divisor=1):
    """Normal values of deviation 1 / divisor, rounded to 64ths: they are recorded in a few bytes."""
    return np.round(rng.normal(size=shape) / divisor * 64) / 64


def apart(rng, shape):
    """Different values in a random order, far from each other: no tie for a maximum."""
    return rng.permutation(np.arange(np.prod(shape))).reshape(shape) / 8 - 3.0


def regression(rng, filters, hidden):
    """Names and random values of the parameters of a RegressionCNN, float64."""
    shapes = {
        "conv1.weight": (8, 3, 3, 3),
        "conv1.bias": (8,),
        "conv2.weight": (filters, 8, 3, 3),
        "conv2.bias": (filters,),
        "dense1.weight": (hidden, 9 * filters),
        "dense1.bias": (hidden,),
        "dense2.weight": (1, hidden),
        "dense2.bias": (1,),
    }
    return {key: on_grid(rng, shape, 3) for key, shape in shapes.items()}


def classifier(rng):
    """Names and random values of the parameters of a DigitClassifier, float64."""
    shapes = {
        "conv1.weight": (6, 1, 3, 3),
        "conv1.bias": (6,),
        "conv2.weight": (8, 6, 3, 3),
        "conv2.bias": (8,),
        "dense.weight": (10, 32),
        "dense.bias": (10,),
    }
    return {key: on_grid(rng, shape, 3) for key, shape in shapes.items()}


def module(net, name):
    """The network; the check ends when it can't be an nn.Module, which can be called."""
    require(
        hasattr(net, "handle_") and "c" in net.handle_.traits,
        fr=f"{name} doit être un nn.Module : class {name}(nn.Module), et super().__init__() d'abord.",
        en=f"{name} must be an nn.Module: class {name}(nn.Module), and super().__init__() first.",
    )
    return net


def listed(shapes, none):
    """Names and shapes, as a sentence shows them; `none`: how it says that there are none."""
    return ", ".join(f"{key} {tuple(shape)}" for key, shape in sorted(shapes.items())) or none


def has_parameters(net, values, name):
    """The network's parameters have the names and shapes of `values`."""
    found = {key: np.shape(value) for key, value in net.state_().items()}
    wanted = {key: value.shape for key, value in values.items()}
    differ = {key for key in found.keys() | wanted.keys() if found.get(key) != wanted.get(key)}
    require(
        not differ,
        fr=f"Les paramètres de {name} n'ont pas les noms et formes de l'énoncé. Attendus : "
        f"{listed({k: v for k, v in wanted.items() if k in differ}, 'aucun')}. Trouvés : "
        f"{listed({k: v for k, v in found.items() if k in differ}, 'aucun')}. Un tenseur qui n'est pas un "
        "nn.Parameter n'en est pas un.",
        en=f"The parameters of {name} don't have the names and shapes of the statement. Expected: "
        f"{listed({k: v for k, v in wanted.items() if k in differ}, 'none')}. Found: "
        f"{listed({k: v for k, v in found.items() if k in differ}, 'none')}. A tensor that is no nn.Parameter "
        "is not one of them.",
    )


def twins(student, reference, name, args, values):
    """The student's network and the reference's, both float64 with the weights `values`."""
    net = module(getattr(student, name)(*args), name)
    other = getattr(reference, name)(*args)
    for each in (net, other):
        each.double()
        each.load_state_dict(values, strict=False)
    # Only now: random weights are nobody's answer, and whoever names a mistake compares answers.
    has_parameters(net, values, name)
    return net, other


def same_state(net, other):
    """Both networks have the same parameters; the first that differs is named."""
    found, expected = net.state_(), other.state_()
    for key, value in expected.items():
        close({key: found.get(key)}, {key: value}, operations=SUMS)


# --- autograd --------------------------------------------------------------------------------------


@pytest.mark.check(points=1, task="autograd")
def test_autograd(student, reference, rng):
    """Autograd traverse la convolution et les poolings, et trouve vos gradients.
    --
    Autograd goes through the convolution and the poolings, and finds your gradients."""
    x, k, b = on_grid(rng, (2, 2, 5, 4)), on_grid(rng, (3, 2, 3, 2)), on_grid(rng, 3)
    differentiates(student.conv2d, reference.conv2d, x, k, b, 2, 1, operations=100)
    x = apart(rng, (1, 2, 5, 6))
    for name, how in (("max_pool2d", (3, 2, 1)), ("min_pool2d", (2, 2)), ("avg_pool2d", (3, 2, 1))):
        differentiates(getattr(student, name), getattr(reference, name), x, *how, operations=9)


# --- modules ---------------------------------------------------------------------------------------


@pytest.mark.check(points=1, task="conv_layer", needs=["conv2d"])
def test_conv_layer(student, reference, rng):
    """Conv2d est un nn.Module : noms et formes des paramètres, tirage, pas et marge.
    --
    Conv2d is an nn.Module: names and shapes of the parameters, draw, stride and padding."""
    values = {"weight": on_grid(rng, (4, 2, 3, 3)), "bias": on_grid(rng, 4)}
    net, other = twins(student, reference, "Conv2d", (2, 4, 3), values)
    agree(net, other, on_grid(rng, (2, 2, 5, 4)), operations=100)
    values = {"weight": on_grid(rng, (2, 3, 2, 2)), "bias": on_grid(rng, 2)}
    net, other = twins(student, reference, "Conv2d", (3, 2, 2, 3, 1), values)
    agree(net, other, on_grid(rng, (1, 3, 5, 6)), operations=100)
    drawn = student.Conv2d(6, 16, 3).state_()
    draw, bias = array(drawn.get("weight"), shape=(16, 6, 3, 3)), array(drawn.get("bias"))
    spread = float(draw.std()) * 54**0.5
    require(
        0.25 <= spread <= 1.75 and abs(float(draw.mean())) < 0.1,
        fr="Les noyaux d'une couche neuve sont tirés au hasard, autour de 0, avec un écart-type entre "
        f"0,3 et 1,5 fois 1 / sqrt(entrées d'une fenêtre) ; le vôtre vaut {spread:.3g} fois cela.",
        en="The kernels of a new layer are drawn at random, around 0, with a deviation between 0.3 "
        f"and 1.5 times 1 / sqrt(inputs of a window); yours is {spread:.3g} times that.",
    )
    require(
        float(np.abs(bias).max()) < 0.55,
        fr="Les biais d'une couche neuve sont nuls, ou de l'ordre de ses noyaux ; le plus grand des "
        f"vôtres vaut {float(np.abs(bias).max()):.3g}.",
        en="The biases of a new layer are zero, or of the order of its kernels; the largest of yours "
        f"is {float(np.abs(bias).max()):.3g}.",
    )


@pytest.mark.check(points=0.75, task="regression_cnn", needs=["conv_layer"])
def test_regression_cnn(student, reference, rng):
    """Réseau de régression : noms et formes des paramètres, prédictions, négatives aussi ; 6 065.
    --
    Regression network: names and shapes of the parameters, predictions, negative ones too; 6,065."""
    values, x = regression(rng, 2, 5), on_grid(rng, (2, 3, 9, 9))
    values["dense2.bias"] = -1.0 - np.abs(values["dense2.bias"]) * 3
    net, other = twins(student, reference, "RegressionCNN", (2, 5), values)
    agree(net, other, x, operations=400)
    close(student.cnn_parameter_count(16, 32), 6065)
    agree(student.cnn_parameter_count, reference.cnn_parameter_count, 5, 7)


@pytest.mark.check(points=0.75, task="digit_classifier", needs=["conv_layer", "max_pool2d"])
def test_digit_classifier(student, reference, rng):
    """Classifieur : noms et formes des paramètres, scores (logits) d'un lot et d'une image.
    --
    Classifier: names and shapes of the parameters, scores (logits) of a batch and of one image."""
    net, other = twins(student, reference, "DigitClassifier", (), classifier(rng))
    x = on_grid(rng, (3, 1, 8, 8))
    scores = agree(net, other, x, operations=400)
    agree(net, other, x[:1], operations=400)
    found = student.predict(net, x)
    close(found, np.asarray(scores).argmax(axis=1))


@pytest.mark.check(points=1, task="train_step", needs=["digit_classifier"])
def test_train_step(student, reference, rng):
    """Deux pas de descente de suite, à partir de poids donnés : pertes et paramètres.
    --
    Two steps of descent in a row, from given weights: losses and parameters."""
    net, other = twins(student, reference, "DigitClassifier", (), classifier(rng))
    optimizer, right = student.make_optimizer(net, 0.05), reference.make_optimizer(other, 0.05)
    for n in (4, 1):
        x, labels = on_grid(rng, (n, 1, 8, 8)), rng.permutation(10)[:n]
        agree(net, other, x, operations=SUMS)
        expected = reference.train_step(other, right, x, labels)
        loss = student.train_step(net, optimizer, x, labels)
        require(
            isinstance(loss, float),
            fr="train_step rend un float de Python (loss.item()), pas un tenseur : gardé dans une "
            "liste, un tenseur garderait tout son graphe.",
            en="train_step returns a Python float (loss.item()), no tensor: kept in a list, a tensor "
            "would keep its whole graph.",
        )
        close(loss, expected, operations=SUMS)
        same_state(net, other)


# 60 seeds: last losses at most 0.078 (median 0.016), for a goal of 0.8. With PyTorch's own
# scale of weights, a right choice too: at most 0.66 (median 0.05).
@pytest.mark.check(points=0.75, task="training", seeds=100)
def test_overfits_one_batch(student, rng):
    """Le classifieur apprend par cœur 16 chiffres : perte log(10) au départ, < 0,8 à la fin.
    --
    The classifier learns 16 digits by heart: loss log(10) at first, < 0.8 in the end."""
    pixels, labels = digits()
    few = np.flatnonzero(labels < 4)

    def trial(rng):
        chosen = rng.choice(few, 16, replace=False)
        x = (pixels[chosen, None] / 16).astype(np.float32)
        net = student.DigitClassifier()
        losses = student.train_classifier(net, x, labels[chosen], 60, 16, 0.25, SEED)
        values = learns(losses, first=np.log(10), within=1.2, below=0.8)
        require(
            len(values) == 60,
            fr=f"train_classifier renvoie une perte par époque : 60 ici, et non {len(values)}.",
            en=f"train_classifier returns one loss per epoch: 60 here, not {len(values)}.",
        )
        draw(net, values)
        # The last call is cheap: the search for the name of a mistake compares it first.
        student.predict(net, x[:1])

    trains(trial, rng)


def draw(net, losses):
    """The figures of a training: the losses and the learned kernels."""
    curve(
        fr="Perte du classifieur sur 16 chiffres",
        en="Loss of the classifier on 16 digits",
        series={"loss": losses},
        x="epoch",
        y="loss",
    )
    kernels = array(net.state_().get("conv1.weight"), shape=(6, 1, 3, 3))
    images(fr="Noyaux 3x3 appris", en="3x3 kernels learned", images=kernels[:, 0])


@pytest.mark.check(points=0.25, task="conventions", declared=True, needs=["conv2d", "max_pool2d"])
def test_lent(student, rng):
    """Les tenseurs prêtés ne changent pas, et les résultats restent sur leur appareil.
    --
    The tensors lent do not change, and the results stay on their device."""
    x, k, b = on_grid(rng, (2, 2, 4, 4)), on_grid(rng, (2, 2, 3, 3)), on_grid(rng, 2)
    dout = on_grid(rng, (2, 2, 4, 4))
    untouched(student.conv2d, x, k, b)
    untouched(student.conv2d_backward, dout, x, k, 1, 1)
    for name in ("max_pool2d", "min_pool2d", "avg_pool2d"):
        untouched(getattr(student, name), x, 2, 2)
        untouched(getattr(student, name + "_backward"), dout[:, :, :2, :2], x, 2, 2)
        keeps_device(getattr(student, name), x, 3, 1, 1)
    keeps_device(student.conv2d, x, k, b, 1, 1)
    keeps_device(student.conv2d_backward, dout, x, k, 1, 1)
