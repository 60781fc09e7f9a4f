"""Hidden checks of ex08 (convolution): other shapes, other draws, properties."""

import numpy as np
import pytest

from grader.checks.api import agree, array, close, require, trains
from grader.checks.data import digits

SEED = 77


def layer(rng, shape, kernels):
    """Random images, kernels and biases: x of `shape`, k (f, c, kh, kw) with `kernels` = f, kh, kw."""
    f, kh, kw = kernels
    return rng.normal(size=shape), rng.normal(size=(f, shape[1], kh, kw)), rng.normal(size=f)


def classifier(rng, first, second):
    """Random parameters of the classifier, with `first` and `second` kernels; no bias is zero."""
    shapes = {
        "k1": (first, 1, 3, 3),
        "b1": (first,),
        "k2": (second, first, 3, 3),
        "b2": (second,),
        "w3": (4 * second, 10),
        "b3": (10,),
    }
    return {key: rng.normal(size=shape) / 2 for key, shape in shapes.items()}


# x's shape, kernels (f, kh, kw), stride, padding: a window as large as the image, 1x1 kernels, rows
# and columns that the stride leaves over, a margin wider than the kernel, a stride beyond it.
LAYERS = (
    ((1, 1, 3, 4), (2, 3, 4), 1, 0),
    ((2, 3, 4, 3), (4, 1, 1), 1, 0),
    ((3, 2, 8, 6), (1, 3, 3), 2, 0),
    ((2, 1, 4, 7), (3, 2, 3), 3, 1),
    ((1, 4, 3, 5), (2, 1, 2), 2, 3),
    ((2, 2, 7, 5), (2, 4, 1), 1, 2),
)
# x's shape, size, stride, padding: overlaps, gaps, pixels left over, a single window, even sizes.
POOLS = (
    ((2, 3, 6, 7), 3, 1, 1),
    ((1, 2, 8, 5), 2, 3, 0),
    ((3, 1, 5, 5), 5, 1, 2),
    ((1, 1, 4, 4), 4, 4, 0),
    ((2, 2, 5, 7), 4, 2, 2),
    ((1, 3, 3, 6), 1, 1, 0),
)


@pytest.mark.check(points=0.75, task="output_size")
def test_sizes_everywhere(student, reference, rng):
    """Tailles de sortie et nombres de paramètres : d'autres tailles, pas et marges.
    --
    Output sizes and parameter counts: other sizes, strides and margins."""
    for stride in (1, 2, 3, 5):
        size, kernel, padding = (int(v) for v in rng.integers((9, 1, 0), (40, 9, 5)))
        agree(student.output_size, reference.output_size, size, kernel, stride, padding)
    agree(student.output_size, reference.output_size, 4, 4, 3, 0)
    agree(student.output_size, reference.output_size, 4, 7, 2, 3)
    for _ in range(3):
        counts = [int(v) for v in rng.integers(2, 9, size=4)]
        agree(student.parameter_count, reference.parameter_count, *counts)
        agree(student.dense_parameter_count, reference.dense_parameter_count, counts)
        agree(student.cnn_parameter_count, reference.cnn_parameter_count, *counts[:2])
    close(student.dense_parameter_count([576, 288, 144, 1]), 207937)


@pytest.mark.check(points=1, task="conv2d")
def test_conv2d_shapes(student, reference, rng):
    """Convolution : noyaux rectangulaires ou 1x1, pas de 3, marges larges ; un noyau qui décale.
    --
    Convolution: rectangular and 1x1 kernels, stride 3, wide margins; a kernel that shifts."""
    for shape, kernels, stride, padding in LAYERS:
        x, k, b = layer(rng, shape, kernels)
        agree(student.conv2d, reference.conv2d, x, k, b, stride, padding, operations=40)
    x, k = rng.normal(size=(2, 1, 4, 5)), np.zeros((1, 1, 3, 3))
    k[0, 0, 0, 1] = 1.0  # what is above comes here: the image moves down by one row
    down = np.concatenate([np.zeros((2, 1, 1, 5)), x[:, :, :-1]], axis=2)
    close(student.conv2d(x, k, np.zeros(1), 1, 1), down)


@pytest.mark.check(points=1.25, task="conv2d_backward")
def test_conv2d_backward_shapes(student, reference, rng):
    """Gradients de la convolution : restes du pas, marges larges, noyaux 1x1 et rectangulaires.
    --
    Gradients of the convolution: what the stride leaves over, wide margins, 1x1 kernels."""
    for shape, kernels, stride, padding in LAYERS:
        x, k, b = layer(rng, shape, kernels)
        dout = rng.normal(size=reference.conv2d(x, k, b, stride, padding).shape)
        back, expected = student.conv2d_backward, reference.conv2d_backward
        agree(back, expected, dout, x, k, stride, padding, operations=100)


@pytest.mark.check(points=1, task="max_pool2d")
def test_pooling_shapes(student, reference, rng):
    """Pooling (maximum, minimum, moyenne) : recouvrements, trous, marges, fenêtre unique.
    --
    Pooling (maximum, minimum, average): overlaps, gaps, margins, a single window."""
    for shape, *how in POOLS:
        for name in ("max_pool2d", "min_pool2d", "avg_pool2d"):
            x = rng.normal(size=shape) + rng.choice([-5.0, 5.0])
            agree(getattr(student, name), getattr(reference, name), x, *how, operations=25)


@pytest.mark.check(points=1.25, task="max_pool2d_backward")
def test_pooling_backward_shapes(student, reference, rng):
    """Gradients du pooling : égalités, recouvrements, pixels que personne ne voit, marges.
    --
    Gradients of pooling: ties, overlaps, pixels that nobody sees, margins."""
    for shape, *how in POOLS:
        x = rng.integers(-2, 2, size=shape).astype(float)
        for name in ("max_pool2d", "min_pool2d", "avg_pool2d"):
            dout = rng.normal(size=getattr(reference, name)(x, *how).shape)
            back, expected = (getattr(who, name + "_backward") for who in (student, reference))
            agree(back, expected, dout, x, *how, operations=25)


@pytest.mark.check(points=0.5, task="cnn")
def test_cnn_other_sizes(student, reference, rng):
    """Réseau de régression : d'autres F et H, une seule image, float32.
    --
    Regression network: other F and H, a single image, float32."""
    for filters, hidden, n, dtype in ((3, 4, 1, "float64"), (1, 2, 4, "float32")):
        shapes = {
            "k1": (8, 3, 3, 3),
            "b1": (8,),
            "k2": (filters, 8, 3, 3),
            "b2": (filters,),
            "w3": (9 * filters, hidden),
            "b3": (hidden,),
            "w4": (hidden, 1),
            "b4": (1,),
        }
        params = {key: rng.normal(size=s).astype(dtype) / 4 for key, s in shapes.items()}
        x = rng.normal(size=(n, 3, 9, 9)).astype(dtype)
        agree(student.cnn_forward, reference.cnn_forward, params, x, operations=400)


@pytest.mark.check(points=0.75, task="classifier_backward")
def test_classifier_batches(student, reference, rng):
    """Classifieur : une seule image, une classe répétée, des scores de 1e4, float32.
    --
    Classifier: a single image, a class that comes twice, scores of 1e4, float32."""
    backward, expected = student.classifier_backward, reference.classifier_backward
    for n, sizes in ((1, (2, 1)), (4, (1, 3))):
        params, x = classifier(rng, *sizes), rng.normal(size=(n, 1, 8, 8))
        labels = np.resize(rng.permutation(10)[:2], n)
        agree(backward, expected, params, x, labels, operations=400)
        agree(student.classifier_forward, reference.classifier_forward, params, x, operations=100)
    large = {**params, "b3": np.linspace(-1e4, 1e4, 10)}
    agree(backward, expected, large, x, labels, operations=400)
    # Large scores in one row, small ones in the others: the loss alone, gradients may cancel.
    wide = x * np.array([1e3, 1.0, 1.0, 1.0])[:, None, None, None]
    close(backward(params, wide, labels)[0], expected(params, wide, labels)[0])
    # Without bias, an image that is blank but for a column has scores of exactly 0: ReLU's slope is 0.
    bare = {key: value * (key in ("k1", "k2", "w3", "b3")) for key, value in params.items()}
    blank = x * (np.arange(8) > 6)
    agree(backward, expected, bare, blank, labels, operations=400)
    single = {key: value.astype(np.float32) for key, value in params.items()}
    x = x.astype(np.float32)
    forward = student.classifier_forward, reference.classifier_forward
    agree(*forward, single, x, operations=1000)
    # In single precision rounding may decide a ReLU: the dtypes only.
    result = backward(single, x, labels)
    require(
        isinstance(result, (tuple, list)) and len(result) == 2 and isinstance(result[1], dict),
        fr="classifier_backward renvoie la perte, puis un dictionnaire de gradients.",
        en="classifier_backward returns the loss, then a dictionary of gradients.",
    )
    for key in single:
        array(result[1].get(key), shape=single[key].shape, dtype="float32")


@pytest.mark.check(points=0.75, task="train_classifier")
def test_train_classifier_steps(student, reference, rng):
    """Entraînement : lots entiers et reste, époques comptées, paramètres de départ gardés.
    --
    Training: whole batches and what is left, epochs counted, first parameters kept."""
    params, x = classifier(rng, 1, 2), rng.normal(size=(6, 1, 8, 8))
    labels = rng.permutation(10)[:6]
    train, expected = student.train_classifier, reference.train_classifier
    agree(train, expected, params, x[:3], labels[:3], 3, 5, 0.02, SEED, operations=10000)
    for n, size in ((6, 3), (5, 2), (4, 1)):
        # With a rate of 0 every batch measures the first parameters.
        agree(train, expected, params, x[:n], labels[:n], 2, size, 0.0, SEED, operations=1000)
    step, expected = student.train_step, reference.train_step
    agree(step, expected, params, x, labels, 0.5, operations=1000)


# 700 seeds: 65 % of right answers at least (median 94 %), for a goal of 55 %; chance gives 25 %.
@pytest.mark.check(points=0.75, task="training", seeds=200)
def test_generalises(student, rng):
    """Entraîné sur 80 chiffres de 0 à 3, le classifieur en reconnaît d'autres (55 % au moins).
    --
    Trained on 80 digits from 0 to 3, the classifier recognises others (55 % at least)."""
    pixels, labels = digits()
    few, tiny = np.flatnonzero(labels < 4), classifier(rng, 2, 2)

    def trial(rng):
        chosen, seed = rng.choice(few, 200, replace=False), int(rng.integers(2**31))
        x, y = pixels[chosen, None] / 16, labels[chosen]
        student.train_classifier(tiny, x[:3], y[:3], 2, 3, 0.25, SEED)
        start = student.init_classifier(seed)
        result = student.train_classifier(start, x[:80], y[:80], 20, 20, 0.15, seed)
        require(
            isinstance(result, (tuple, list)) and len(result) == 2,
            fr="train_classifier renvoie deux choses : les paramètres, puis les pertes.",
            en="train_classifier returns two things: the parameters, then the losses.",
        )
        scores = array(student.classifier_forward(result[0], x[80:]), shape=(120, 10))
        # The last call is cheap: the search for the name of a mistake compares it first.
        student.train_classifier(tiny, x[:3], y[:3], 2, 3, 0.25, SEED)
        right = float(np.mean(scores.argmax(axis=1) == y[80:]))
        require(
            right >= 0.55,
            fr=f"Sur 120 chiffres jamais vus, {right:.0%} de bonnes réponses ; au moins 55 % "
            "étaient attendus.",
            en=f"On 120 digits never seen, {right:.0%} of right answers; at least 55 % were "
            "expected.",
        )

    trains(trial, rng)
