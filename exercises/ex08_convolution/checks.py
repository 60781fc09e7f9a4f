"""Public checks of ex08 (convolution).

Arrays are small, so that a loop over the pixels passes everything but the two timed checks. The
first calls of a check show the numbers of the statement; random batches follow, with other sizes
along each axis and windows that reach both margins.
"""

import numpy as np
import pytest

from grader.checks.api import (
    agree,
    array,
    close,
    faster,
    gradients,
    learns,
    require,
    trains,
    untouched,
)
from grader.checks.data import digits
from grader.checks.figures import curve, images

# The lecture's example, as a batch of one image with one channel, and its kernel.
IMAGE = np.array(
    [
        [4.0, 0.0, 4.0, 3.0, 0.0],
        [1.0, 2.0, 7.0, 5.0, 2.0],
        [4.0, 8.0, 1.0, 6.0, 5.0],
        [1.0, 5.0, 0.0, 7.0, 8.0],
        [8.0, 2.0, 6.0, 3.0, 1.0],
    ]
)[None, None]
KERNEL = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 1.0]])[None, None]
NO_BIAS = np.zeros(1)
VALID = np.array([[15.0, 24.0, 15.0], [17.0, 20.0, 23.0], [24.0, 19.0, 20.0]])[None, None]
SAME = np.array(
    [
        [6.0, 8.0, 11.0, 12.0, 5.0],
        [9.0, 15.0, 24.0, 15.0, 11.0],
        [11.0, 17.0, 20.0, 23.0, 17.0],
        [11.0, 24.0, 19.0, 20.0, 17.0],
        [13.0, 3.0, 18.0, 11.0, 8.0],
    ]
)[None, None]
STRIDED = np.array([[15.0, 15.0], [24.0, 20.0]])[None, None]

# The statement's backward pass by hand.
HAND_X = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 3.0], [2.0, 1.0, 1.0]])[None, None]
HAND_K = np.array([[1.0, 2.0], [0.0, -1.0]])[None, None]
HAND_DOUT = np.array([[1.0, 0.0], [0.0, 2.0]])[None, None]

# Pooling 3x3 of stride 2 on IMAGE: a pixel that two windows share, and a tie in one of them.
POOL_DOUT = np.array([[1.0, 2.0], [3.0, 4.0]])[None, None]

GRADIENTS = [("b", 2), ("k", 1), ("x", 0)]
BACK = [(name, (1, name)) for name in ("w3", "b3", "k2", "b2", "k1", "b1")]
SEED = 2024


def on_grid(rng, shape, divisor=1):
    """Normal values of deviation 1 / divisor, rounded to 64ths: they are recorded in a few bytes."""
    return np.round(rng.normal(size=shape) / divisor * 64) / 64


def layer(rng, shape, kernels, dtype=np.float64):
    """Random images, kernels and biases: x of `shape`, k (f, c, kh, kw) with `kernels` = f, kh, kw."""
    f, kh, kw = kernels
    x, k = on_grid(rng, shape).astype(dtype), on_grid(rng, (f, shape[1], kh, kw)).astype(dtype)
    return x, k, on_grid(rng, f).astype(dtype)


def shuffled(rng, shape, low=-9.0):
    """Different integers from `low` on, as floats, in a random order: no tie, no rounding."""
    return rng.permutation(np.arange(np.prod(shape)) + low).reshape(shape)


def cells(shape):
    """A fixed pattern of small whole numbers, for inputs that are only timed."""
    return np.resize(np.array([1.0, -2.0, 0.0, 3.0, -1.0, 2.0, 5.0]), shape)


def regression(rng, filters, hidden, dtype=np.float64):
    """Random parameters of the regression network."""
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
    return {key: on_grid(rng, shape, 3).astype(dtype) for key, shape in shapes.items()}


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
    return {key: on_grid(rng, shape, 2) for key, shape in shapes.items()}


# Fixed parameters of a tiny classifier, float32: 2 and 2 kernels.
TINY = {
    key: np.float32(np.round(v, 2)) for key, v in classifier(np.random.default_rng(8), 2, 2).items()
}


def cross_entropy(logits, labels):
    """Mean cross-entropy of trusted logits (n, 10)."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-log_p[np.arange(len(labels)), labels].mean())


@pytest.mark.check(points=0.75, task="output_size")
def test_output_size(student, reference):
    """Taille de sortie : arrondi vers le bas, marge, pas ; le réseau du cours (9, 7, 3).
    --
    Output size: rounding down, margin, stride; the lecture's network (9, 7, 3)."""
    for sizes in ((10, 4, 4, 5), (5, 3, 1, 0), (5, 3, 1, 1), (5, 3, 2, 0)):
        agree(student.output_size, reference.output_size, *sizes)
    close(student.output_size(9, 3), 7)
    close(student.output_size(7, 3, 2), 3)
    close(student.output_size(28, 5, padding=2), 28)
    close(student.output_size(6, 3, stride=2), 2)
    close(student.output_size(8, 2, 2), 4)


@pytest.mark.check(points=0.75, task="parameter_count")
def test_parameter_count(student, reference):
    """Nombres de paramètres : les couches du cours, et les 11 009 de l'exemple Keras.
    --
    Parameter counts: the lecture's layers, and the 11 009 of the Keras example."""
    agree(student.parameter_count, reference.parameter_count, 3, 5, 4, 6)
    close(student.parameter_count(3, 3, 3, 8), 224)
    close(student.parameter_count(3, 3, 8, 16), 1168)
    close(student.dense_parameter_count([20, 128, 64, 1]), 11009)
    close(student.dense_parameter_count([144, 32, 1]), 4673)
    agree(student.dense_parameter_count, reference.dense_parameter_count, [7, 2])


@pytest.mark.check(points=1.5, task="conv2d")
def test_conv2d(student, reference, rng):
    """Convolution : l'image 5x5 du cours, puis des lots à plusieurs canaux, marges et pas, float32.
    --
    Convolution: the lecture's 5x5 image, then batches with channels, margins and strides, float32."""
    close(student.conv2d(IMAGE, KERNEL, NO_BIAS), VALID)
    close(student.conv2d(IMAGE, KERNEL, NO_BIAS, 1, 1), SAME)
    close(student.conv2d(IMAGE, KERNEL, NO_BIAS, 2, 0), STRIDED)
    conv2d, expected = student.conv2d, reference.conv2d
    agree(conv2d, expected, *layer(rng, (1, 1, 4, 5), (1, 3, 3)), operations=20)
    agree(conv2d, expected, *layer(rng, (2, 3, 5, 4), (4, 3, 2)), operations=40)
    agree(conv2d, expected, *layer(rng, (2, 3, 7, 6), (4, 3, 2)), 2, 1, operations=40)
    agree(
        conv2d, expected, *layer(rng, (3, 2, 4, 6), (1, 2, 3)), stride=1, padding=2, operations=40
    )
    agree(conv2d, expected, *layer(rng, (1, 2, 5, 5), (3, 3, 3), np.float32), 2, 1, operations=40)


@pytest.mark.check(points=1.25, task="conv2d_backward")
def test_conv2d_backward(student, reference, rng):
    """Gradients de la convolution : l'exemple à la main, puis des lots avec marge et pas, float32.
    --
    Gradients of the convolution: the example by hand, then batches with margin and stride, float32."""
    values = student.conv2d_backward(HAND_DOUT, HAND_X, HAND_K)
    dx = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 4.0], [0.0, 0.0, -2.0]])[None, None]
    close(values, (dx, np.array([[3.0, 8.0], [2.0, 3.0]])[None, None], np.array([3.0])))
    for shape, kernels, stride, padding in (
        ((2, 3, 5, 4), (4, 3, 2), 1, 0),
        ((2, 3, 5, 6), (4, 3, 2), 2, 1),
        ((1, 2, 6, 4), (3, 2, 3), 1, 1),
    ):
        x, k, b = layer(rng, shape, kernels)
        dout = on_grid(rng, reference.conv2d(x, k, b, stride, padding).shape)
        at = {"x": x, "k": k, "b": b}

        def loss(name, moved, at=at, dout=dout, how=(stride, padding)):
            point = {**at, name: moved}
            out = student.conv2d(point["x"], point["k"], point["b"], *how)
            return float(np.sum(dout * array(out, shape=dout.shape)))

        gradients(
            student.conv2d_backward,
            reference.conv2d_backward,
            dout,
            x,
            k,
            stride,
            padding,
            parts=GRADIENTS,
            at=at,
            loss=loss,
            operations=100,
        )
    x, k, _ = layer(rng, (2, 1, 4, 3), (2, 3, 3), np.float32)
    dout = on_grid(rng, (2, 2, 4, 3)).astype(np.float32)
    agree(
        student.conv2d_backward,
        reference.conv2d_backward,
        dout,
        x,
        k,
        stride=1,
        padding=1,
        operations=100,
    )


# Measured on the large inputs: vectorised styles (einsum, im2col, as_strided, a loop over the
# places of the kernel or over the channels too) take at most 1.8 (backward: 3.9) times as long as the
# reference, loops over the pixels 41 to 72 times.
@pytest.mark.check(points=1, task="conv2d_speed", needs=["conv2d"])
def test_conv2d_speed(student, reference):
    """Convolution vectorisée : aucune boucle Python sur les pixels (chronométrée).
    --
    Vectorised convolution: no Python loop over the pixels (timed)."""
    faster(
        student.conv2d,
        reference.conv2d,
        small=(cells((1, 1, 8, 8)), cells((2, 1, 3, 3)), cells(2), 1, 1),
        large=(cells((1, 1, 64, 64)), cells((2, 1, 3, 3)), cells(2), 1, 1),
        factor=12,
        fr="Votre temps croît avec le nombre de pixels de la sortie : une boucle Python passe sur "
        "chacun d'eux. Bouclez sur les kh x kw positions du noyau, ou pas du tout : chaque tour "
        "doit traiter tous les pixels à la fois.",
        en="Your time grows with the number of pixels of the output: a Python loop visits each of "
        "them. Loop over the kh x kw positions of the kernel, or not at all: each turn has to "
        "treat all the pixels at once.",
    )


@pytest.mark.check(points=0.75, task="conv2d_speed", needs=["conv2d_backward"])
def test_conv2d_backward_speed(student, reference):
    """Gradients de la convolution vectorisés : aucune boucle sur les pixels (chronométrés).
    --
    Vectorised gradients of the convolution: no loop over the pixels (timed)."""
    faster(
        student.conv2d_backward,
        reference.conv2d_backward,
        small=(cells((1, 2, 8, 8)), cells((1, 1, 8, 8)), cells((2, 1, 3, 3)), 1, 1),
        large=(cells((1, 2, 64, 64)), cells((1, 1, 64, 64)), cells((2, 1, 3, 3)), 1, 1),
        factor=12,
        fr="Le temps de votre passe arrière croît avec le nombre de pixels de la sortie : une boucle "
        "Python passe sur chacun d'eux. Pour chaque position (i, j) du noyau, ajoutez d'un coup "
        "ce que tous les pixels de dout envoient.",
        en="The time of your backward pass grows with the number of pixels of the output: a Python "
        "loop visits each of them. For each place (i, j) of the kernel, add at once what all the "
        "pixels of dout send.",
    )


@pytest.mark.check(points=0.75, task="max_pool2d")
def test_max_pool2d(student, reference, rng):
    """Max-pooling : l'image du cours, des valeurs négatives au bord, plusieurs canaux, float32.
    --
    Max pooling: the lecture's image, negative values at the border, several channels, float32."""
    close(student.max_pool2d(IMAGE, 3, 2), np.array([[8.0, 7.0], [8.0, 8.0]])[None, None])
    pool, expected = student.max_pool2d, reference.max_pool2d
    agree(pool, expected, shuffled(rng, (1, 2, 5, 4), -99.0), 3, 2, 1)
    agree(pool, expected, shuffled(rng, (2, 3, 6, 4)), 2, 2)
    agree(pool, expected, shuffled(rng, (2, 2, 5, 7)), size=3, stride=1, padding=1)
    agree(pool, expected, shuffled(rng, (2, 1, 5, 6)).astype(np.float32), 2, 1, 1)


@pytest.mark.check(points=0.75, task="max_pool2d_backward")
def test_max_pool2d_backward(student, reference, rng):
    """Gradient du max-pooling : l'image du cours (à égalité, le premier), fenêtres qui se recouvrent.
    --
    Gradient of max pooling: the lecture's image (the first in a tie), windows that overlap."""
    hand = np.zeros((5, 5))
    hand[2, 1], hand[1, 2], hand[3, 4] = 4.0, 2.0, 4.0
    back, expected = student.max_pool2d_backward, reference.max_pool2d_backward
    close(back(POOL_DOUT, IMAGE, 3, 2), hand[None, None])
    dout = on_grid(rng, (2, 3, 3, 2))
    agree(back, expected, dout, shuffled(rng, (2, 3, 6, 4)), 2, 2)
    dout = on_grid(rng, (1, 2, 3, 3))
    agree(back, expected, dout, shuffled(rng, (1, 2, 5, 6), -99.0), 3, 2, 1, operations=9)
    few = rng.integers(0, 3, size=(2, 1, 4, 5)).astype(np.float32)
    dout = on_grid(rng, (2, 1, 4, 5)).astype(np.float32)
    agree(back, expected, dout, few, size=3, stride=1, padding=1, operations=9)


@pytest.mark.check(points=0.5, task="min_pool2d")
def test_min_pool2d(student, reference, rng):
    """Min-pooling et son gradient : valeurs positives au bord, égalités, float32.
    --
    Min pooling and its gradient: positive values at the border, ties, float32."""
    agree(student.min_pool2d, reference.min_pool2d, shuffled(rng, (1, 2, 5, 4), 9.0), 3, 2, 1)
    agree(student.min_pool2d, reference.min_pool2d, shuffled(rng, (2, 1, 6, 5)), 2, 2)
    few = rng.integers(0, 3, size=(1, 2, 4, 5)).astype(np.float32)
    agree(student.min_pool2d, reference.min_pool2d, few, size=2, stride=1, padding=1)
    back, expected = student.min_pool2d_backward, reference.min_pool2d_backward
    agree(back, expected, on_grid(rng, (2, 1, 3, 2)), shuffled(rng, (2, 1, 6, 5)), 2, 2)
    dout = on_grid(rng, (1, 2, 5, 6)).astype(np.float32)
    agree(back, expected, dout, few, size=2, stride=1, padding=1, operations=4)


@pytest.mark.check(points=0.75, task="avg_pool2d")
def test_avg_pool2d(student, reference, rng):
    """Moyenne par fenêtre et son gradient : l'image du cours, zéros de la marge comptés, float32.
    --
    Average pooling and its gradient: the lecture's image, zeros of the margin counted, float32."""
    hand = np.array([[31.0, 33.0], [35.0, 37.0]])[None, None] / 9
    close(student.avg_pool2d(IMAGE, 3, 2), hand)
    pool, expected = student.avg_pool2d, reference.avg_pool2d
    agree(pool, expected, on_grid(rng, (2, 3, 5, 4)), 3, 2, 1, operations=9)
    agree(pool, expected, on_grid(rng, (1, 2, 4, 7)).astype("float32"), 2, 2, operations=4)
    back, expected = student.avg_pool2d_backward, reference.avg_pool2d_backward
    x = on_grid(rng, (2, 3, 5, 6))
    agree(back, expected, on_grid(rng, (2, 3, 3, 3)), x, 3, 2, 1, operations=9)
    x, dout = x[:1].astype("float32"), on_grid(rng, (1, 3, 4, 5)).astype("float32")
    agree(back, expected, dout, x, size=2, stride=1, padding=0, operations=4)


@pytest.mark.check(points=0.5, task="cnn")
def test_cnn(student, reference, rng):
    """Réseau de régression : de 9x9x3 à une prédiction ; 6 065 paramètres pour F = 16, H = 32.
    --
    Regression network: from 9x9x3 to one prediction; 6 065 parameters for F = 16, H = 32."""
    params, x = regression(rng, 2, 5), on_grid(rng, (2, 3, 9, 9))
    params["b4"] = -1.0 - np.abs(params["b4"]) * 3  # some predictions are negative
    params["w4"][:2] = [[-1.0], [1.0]]
    agree(student.cnn_forward, reference.cnn_forward, params, x, operations=400)
    close(student.cnn_parameter_count(16, 32), 6065)
    agree(student.cnn_parameter_count, reference.cnn_parameter_count, 5, 7)


@pytest.mark.check(points=0.5, task="classifier_forward")
def test_classifier_forward(student, reference, rng):
    """Classifieur : scores d'un lot ; paramètres initiaux d'une graine, tirés dans l'ordre fixé.
    --
    Classifier: scores of a batch; first parameters of a seed, drawn in the order that is fixed."""
    params, x = classifier(rng, 2, 3), on_grid(rng, (3, 1, 8, 8))
    agree(student.classifier_forward, reference.classifier_forward, params, x, operations=100)
    agree(student.init_classifier, reference.init_classifier, SEED)


@pytest.mark.check(points=0.75, task="classifier_backward")
def test_classifier_backward(student, reference, rng):
    """Gradients du classifieur : couche dense, puis seconde convolution, puis première ; perte.
    --
    Gradients of the classifier: dense layer, then second convolution, then the first; loss."""
    params, x = classifier(rng, 2, 3), on_grid(rng, (3, 1, 8, 8))
    labels = rng.permutation(10)[:3]

    def loss(name, moved):
        logits = student.classifier_forward({**params, name: moved}, x)
        return cross_entropy(array(logits, shape=(3, 10)), labels)

    gradients(
        student.classifier_backward,
        reference.classifier_backward,
        params,
        x,
        labels,
        parts=BACK,
        at=params,
        loss=loss,
        operations=400,
    )
    backward, expected = student.classifier_backward, reference.classifier_backward
    agree(backward, expected, params, x, labels, operations=400)


@pytest.mark.check(points=0.5, task="train_classifier")
def test_train_classifier(student, reference, rng):
    """Entraînement : un pas, deux époques d'un seul lot, puis la perte moyenne sur les exemples.
    --
    Training: one step, two epochs of a single batch, then the loss averaged over the examples."""
    params, x = classifier(rng, 2, 2), on_grid(rng, (5, 1, 8, 8))
    labels = rng.permutation(10)[:5]
    step, expected = student.train_step, reference.train_step
    agree(step, expected, params, x[:3], labels[:3], 0.1, operations=1000)
    train, expected = student.train_classifier, reference.train_classifier
    agree(train, expected, params, x[:4], labels[:4], 2, 4, 0.01, SEED, operations=10000)
    # With a rate of 0 nothing moves: whatever the order, each epoch's loss is that of the examples.
    agree(train, expected, params, x, labels, 2, 3, 0.0, SEED, operations=1000)
    ends = [student.train_classifier(params, x, labels, 1, 2, 0.1, seed)[0] for seed in range(3)]
    kernels = [array(end["k1"], shape=(2, 1, 3, 3)) for end in ends]
    require(
        not (np.allclose(kernels[0], kernels[1]) and np.allclose(kernels[0], kernels[2])),
        fr="Trois graines donnent le même résultat : mélangez les exemples à chaque époque, avec le "
        "générateur reçu.",
        en="Three seeds give the same result: shuffle the examples at each epoch, with the "
        "generator received.",
    )


# 400 seeds: first losses from 2.21 to 2.37, last ones at most 0.12 (median 0.02), for a goal of 0.6.
@pytest.mark.check(points=0.75, task="training", seeds=200)
def test_overfits_one_batch(student, rng):
    """Un petit classifieur apprend par cœur 16 chiffres : perte log(10) au départ, < 0,6 à la fin.
    --
    A small classifier learns 16 digits by heart: loss log(10) at first, < 0.6 in the end."""
    pixels, labels = digits()
    few = np.flatnonzero(labels < 4)

    def trial(rng):
        chosen = rng.choice(few, 16, replace=False)
        x, start = (pixels[chosen, None] / 16).astype(np.float32), first_params(rng)
        probe(student, x, labels[chosen])
        trained = student.train_classifier(start, x, labels[chosen], 60, 16, 0.25, SEED)
        probe(student, x, labels[chosen])
        params, losses = pair(trained)
        values = learns(losses, first=np.log(10), below=0.6)
        require(
            len(values) == 60,
            fr=f"train_classifier renvoie une perte par époque : 60 ici, et non {len(values)}.",
            en=f"train_classifier returns one loss per epoch: 60 here, not {len(values)}.",
        )
        draw(student, params, values, x)

    trains(trial, rng)


def probe(student, x, labels):
    """A cheap training of a tiny network, before and after the real one.

    Whoever looks for the name of a mistake compares the last call first: without this one each
    known mistake would be trained in full too.
    """
    student.train_classifier(TINY, x[:3], labels[:3], 2, 3, 0.25, SEED)


def first_params(rng):
    """First parameters of a smaller classifier (4 and 8 kernels), float32, on a coarse grid."""
    shapes = {
        "k1": (4, 1, 3, 3),
        "b1": (4,),
        "k2": (8, 4, 3, 3),
        "b2": (8,),
        "w3": (32, 10),
        "b3": (10,),
    }
    sigmas = {"k1": np.sqrt(2 / 9), "k2": np.sqrt(2 / 36), "w3": 0.01}
    draws = {key: rng.normal(size=s) * sigmas.get(key, 0.0) for key, s in shapes.items()}
    return {key: np.float32(np.round(value * 512) / 512) for key, value in draws.items()}


def draw(student, params, losses, x):
    """The figures of a training: the losses, the learned kernels, what they see in a digit."""
    curve(
        fr="Perte du classifieur sur 16 chiffres",
        en="Loss of the classifier on 16 digits",
        series={"loss": losses},
        x="epoch",
        y="loss",
    )
    kernels = array(params.get("k1"), shape=(4, 1, 3, 3))
    images(fr="Noyaux 3x3 appris", en="3x3 kernels learned", images=kernels[:, 0])
    maps = student.conv2d(x[:1], kernels, array(params.get("b1"), shape=(4,)), 1, 1)
    seen = np.concatenate([x[0], array(maps, shape=(1, 4, 8, 8))[0]])
    images(
        fr="Un chiffre, puis ce que chaque noyau y voit",
        en="A digit, then what each kernel sees in it",
        images=seen,
    )


def pair(value):
    """The two items that train_classifier returns; ends the check when they are not two."""
    require(
        isinstance(value, (tuple, list)) and len(value) == 2 and isinstance(value[0], dict),
        fr="train_classifier renvoie deux choses : le dictionnaire des paramètres, puis les pertes.",
        en="train_classifier returns two things: the dictionary of parameters, then the losses.",
    )
    return value


@pytest.mark.check(
    points=0.25,
    task="inputs",
    declared=True,
    needs=["conv2d", "conv2d_backward", "max_pool2d", "max_pool2d_backward"],
)
def test_inputs_kept(student):
    """Aucune fonction ne modifie les tableaux qu'elle reçoit.
    --
    No function changes the arrays that it receives."""
    x, k, b = cells((2, 2, 4, 4)), cells((2, 2, 3, 3)), cells(2)
    dout = cells((2, 2, 4, 4)) / 2
    untouched(student.conv2d, x, k, b, 1, 1)
    untouched(student.conv2d, x, k, b)
    untouched(student.conv2d_backward, dout, x, k, 1, 1)
    for name in ("max_pool2d", "min_pool2d", "avg_pool2d"):
        untouched(getattr(student, name), x, 2, 2)
        untouched(getattr(student, name + "_backward"), dout[:, :, :2, :2], x, 2, 2)
    labels = np.array([3, 8])
    x = np.float32(cells((2, 1, 8, 8)) / 4)
    untouched(student.classifier_backward, TINY, x, labels)
    untouched(student.train_step, TINY, x, labels, 0.1)
