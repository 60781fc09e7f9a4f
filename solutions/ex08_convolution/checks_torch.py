"""Hidden checks of ex08 (convolution), PyTorch track: other shapes, other draws, training."""

import numpy as np
import pytest

from grader.checks.api import agree, array, close, differentiates, require, trains
from grader.checks.data import digits

SHARED = {
    "sizes_everywhere": 0.75,
    "conv2d_shapes": 1.25,
    "conv2d_backward_shapes": 1.25,
    "pooling_shapes": 1,
    "pooling_backward_shapes": 1.25,
}
SEED = 77
SUMS = 1000


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
    return {key: np.round(rng.normal(size=s) * 20) / 64 for key, s in shapes.items()}


def twins(student, reference, name, args, values):
    """The student's network and the reference's, both float64 with the weights `values`."""
    nets = getattr(student, name)(*args), getattr(reference, name)(*args)
    for net in nets:
        net.double()
        net.load_state_dict(values)
    return nets


@pytest.mark.check(points=0.75, task="autograd")
def test_autograd_shapes(student, reference, rng):
    """Autograd à travers convolution et poolings : noyaux rectangulaires, pas de 3, float32.
    --
    Autograd through convolution and poolings: rectangular kernels, stride 3, float32."""
    x, k, b = rng.normal(size=(1, 3, 4, 7)), rng.normal(size=(2, 3, 1, 4)), rng.normal(size=2)
    differentiates(student.conv2d, reference.conv2d, x, k, b, 3, 2, operations=200)
    single = [value.astype(np.float32) for value in (x, k, b)]
    differentiates(student.conv2d, reference.conv2d, *single, operations=200)
    x = rng.permutation(np.arange(84.0)).reshape(2, 1, 6, 7) / 4
    for name in ("max_pool2d", "min_pool2d", "avg_pool2d"):
        differentiates(getattr(student, name), getattr(reference, name), x, 3, 3, 0, operations=9)
        differentiates(getattr(student, name), getattr(reference, name), x, 2, 1, 1, operations=9)


@pytest.mark.check(points=0.75, task="regression_cnn")
def test_networks_other_sizes(student, reference, rng):
    """Réseaux : d'autres F et H, une seule image, float32.
    --
    Networks: other F and H, a single image, float32."""
    for filters, hidden, n in ((3, 4, 1), (1, 2, 4)):
        net, other = (who.RegressionCNN(filters, hidden) for who in (student, reference))
        values = {key: rng.normal(size=np.shape(v)) / 4 for key, v in other.state_().items()}
        for each in (net, other):
            each.double()
            each.load_state_dict(values)
        agree(net, other, rng.normal(size=(n, 3, 9, 9)), operations=400)
    net, other = student.DigitClassifier(), reference.DigitClassifier()
    values = {key: value.astype(np.float32) for key, value in classifier(rng).items()}
    for each in (net, other):
        each.load_state_dict(values)
    x = rng.normal(size=(2, 1, 8, 8)).astype(np.float32)
    scores = agree(net, other, x, operations=1000)
    close(student.predict(net, x), np.asarray(scores).argmax(axis=1))


@pytest.mark.check(points=0.5, task="train_classifier")
def test_train_classifier_steps(student, reference, rng):
    """Entraînement : époques d'un seul lot, restes, ordre des exemples, perte par exemple.
    --
    Training: epochs of a single batch, what is left over, order of examples, loss per example."""
    values, x = classifier(rng), rng.normal(size=(5, 1, 8, 8))
    labels = rng.permutation(10)[:5]
    # One batch: the order changes nothing. Rate 0: nothing moves, each epoch's loss is that of all.
    for n, epochs, size, lr in ((4, 2, 4, 0.01), (3, 2, 7, 0.01), (5, 2, 3, 0.0), (5, 1, 2, 0.0)):
        net, other = twins(student, reference, "DigitClassifier", (), values)
        args = (x[:n], labels[:n], epochs, size, lr, SEED)
        expected = reference.train_classifier(other, *args)
        found = student.train_classifier(net, *args)
        close(found, expected, operations=10000)
        after, right = net.state_(), other.state_()
        for key, value in right.items():
            close({key: after.get(key)}, {key: value}, operations=10000)
    ends = []
    for seed in (1, 1, 2, 3):
        net, _ = twins(student, reference, "DigitClassifier", (), values)
        student.train_classifier(net, x, labels, 1, 2, 0.2, seed)
        ends.append(array(net.state_().get("conv1.weight"), shape=(6, 1, 3, 3)))
    require(
        np.allclose(ends[0], ends[1]),
        fr="La même graine donne deux entraînements différents : tirez l'ordre avec seed.",
        en="The same seed gives two different trainings: draw the order with seed.",
    )
    require(
        not (np.allclose(ends[0], ends[2]) and np.allclose(ends[0], ends[3])),
        fr="Trois graines donnent le même résultat : mélangez les exemples avec seed.",
        en="Three seeds give the same result: shuffle the examples with seed.",
    )
    # Two epochs with two orders differ from twice the first epoch: descent has no other memory.
    x, labels = rng.normal(size=(8, 1, 8, 8)), rng.permutation(10)[:8]
    fixed = []
    for seed in (4, 5):
        ends = []
        for epochs, times in ((2, 1), (1, 2)):
            net, _ = twins(student, reference, "DigitClassifier", (), values)
            for _ in range(times):
                student.train_classifier(net, x, labels, epochs, 1, 0.2, seed)
            ends.append(array(net.state_().get("dense.bias"), shape=(10,)))
        fixed.append(np.allclose(*ends, rtol=1e-9, atol=1e-12))
    require(
        not all(fixed),
        fr="Les exemples reviennent dans le même ordre à chaque époque : tirez un nouvel ordre "
        "(torch.randperm) dans la boucle des époques, d'un générateur fait une seule fois, avant elle.",
        en="The examples come back in the same order at each epoch: draw a new order (torch.randperm) "
        "inside the loop over epochs, from a generator made only once, before it.",
    )


# 25 seeds: 91 % of right answers at least (median 95 %), for a goal of 70 %; chance gives 25 %.
@pytest.mark.check(points=0.5, task="training", seeds=100)
def test_generalises(student, rng):
    """Entraîné sur 80 chiffres de 0 à 3, le classifieur en reconnaît d'autres (70 % au moins).
    --
    Trained on 80 digits from 0 to 3, the classifier recognises others (70 % at least)."""
    pixels, labels = digits()
    few = np.flatnonzero(labels < 4)

    def trial(rng):
        chosen, seed = rng.choice(few, 200, replace=False), int(rng.integers(2**31))
        x, y = (pixels[chosen, None] / 16).astype(np.float32), labels[chosen]
        net = student.DigitClassifier()
        student.train_classifier(net, x[:80], y[:80], 20, 10, 0.15, seed)
        guessed = array(student.predict(net, x[80:]), shape=(120,))
        student.predict(net, x[:1])
        right = float(np.mean(guessed == y[80:]))
        require(
            right >= 0.7,
            fr=f"Sur 120 chiffres jamais vus, {right:.0%} de bonnes réponses ; au moins 70 % "
            "étaient attendus.",
            en=f"On 120 digits never seen, {right:.0%} of right answers; at least 70 % were "
            "expected.",
        )

    trains(trial, rng)
