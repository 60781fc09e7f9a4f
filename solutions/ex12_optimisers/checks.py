"""Hidden checks of ex12 (optimisers): other shapes, settings, schedules, and PyTorch once more."""

import numpy as np
import pytest

from grader.checks.api import agree, array, close, require, support
from grader.texts import Text

LIKE_TORCH = {
    "rtol": 1e-6,
    "atol": 1e-9,
    "reason": Text(
        "Ces nombres viennent de PyTorch, écrits avec dix chiffres ; l'énoncé promet 1e-6.",
        "These numbers come from PyTorch, written with ten digits; the statement promises 1e-6.",
    ),
}

# 20 epochs of 5 steps from START on `ravine`, in float64 on the CPU, by PyTorch 2.13:
#   SGD(p, lr=0.002) with clip_grad_norm_(p, 5.0) before each step (its 1e-6 shows from the eighth
#   digit on), SGD(p, lr=0.01, momentum=0.9) with StepLR(opt, 10, 0.1), RMSprop(p, lr=0.005), and
#   Adam(p, lr=0.05) with CosineAnnealingLR(opt, 20): the parameters at the end, the last loss.
START = [np.array([[1.5, -0.8, 2.0], [-1.2, 0.7, 0.4]]), np.array([0.9, -1.1]), np.array([1.3])]
TORCH = [
    (
        ("sgd", 0.002, "constant", 5.0),
        [
            [[1.464426549, -0.7810274926, 1.952568732], [-1.171541239, 0.683399056, 0.3905137463]],
            [0.2688933636, -0.3286474443],
            [1.269169675],
        ],
        9.809919358,
    ),
    (
        ("momentum", 0.01, "step", None),
        [
            [
                [-0.04854629202, 0.02589135575, -0.06472838936],
                [0.03883703362, -0.02265493628, -0.01294567787],
            ],
            [-0.0005465452042, 0.000667999694],
            [-0.04207345309],
        ],
        0.0058904573,
    ),
    (
        ("rmsprop", 0.005, "constant", None),
        [
            [
                [0.6313185519, -0.1006966, 1.089570728],
                [-0.3766855312, 0.05460170966, 0.0005963066851],
            ],
            [0.1584151535, -0.2983487933],
            [0.4588388253],
        ],
        3.913703038,
    ),
    (
        ("adam", 0.05, "cosine", None),
        [
            [
                [-0.02093865493, -0.009375899293, 0.1358306814],
                [0.02503771093, 0.005311942997, 0.001781926528],
            ],
            [0.0060731789, 0.01493144939],
            [-0.03056895871],
        ],
        0.01680452739,
    ),
]


def state(rng, *shape):
    """A parameter, a gradient and a memory, float64; no gradient is near 0, no memory negative."""
    signs = rng.choice([-1.0, 1.0], size=shape)
    return (
        rng.normal(size=shape),
        signs * rng.uniform(0.1, 4.0, shape),
        rng.uniform(0.1, 3.0, shape),
    )


def start(rng, *shapes):
    """A list of random parameters, float64, of these shapes: between 0.5 and 2 in size."""
    return [rng.choice([-1.0, 1.0], s) * rng.uniform(0.5, 2.0, s) for s in shapes]


def two(value):
    """The two values that a function returned; ends the check when there are not two."""
    require(
        isinstance(value, (tuple, list)) and len(value) == 2,
        fr="Cette fonction doit renvoyer deux valeurs.",
        en="This function must return two values.",
    )
    return value


def short(student, settings, parameters, surface):
    """Few steps of each setting, not judged: they tell most known mistakes apart in no time.

    Clipping comes first, alone: one norm per array is a mistake there or in the loop."""
    student.clip_by_norm(parameters, 1.0)
    for optimiser, lr, schedule, max_norm in settings:
        student.train(optimiser, parameters, surface, lr, 2, 2, schedule, max_norm)


def same_rates(student, reference, settings, epochs):
    """The rates of `train` with these (lr, epochs in all), in some of these epochs."""
    calls = [(lr, epoch, total) for lr, total in settings for epoch in epochs if epoch < total]
    # All of them first: a wrong rate is easier to recognise beside the others.
    for lr, epoch, total in calls:
        student.step_schedule(lr, epoch), student.cosine_schedule(lr, epoch, total)
    for lr, epoch, total in calls:
        agree(student.step_schedule, reference.step_schedule, lr, epoch)
        agree(student.cosine_schedule, reference.cosine_schedule, lr, epoch, total)


@pytest.mark.check(points=0.75, task="momentum_step")
def test_momentum_walk(student, reference, rng):
    """Momentum : cinq pas de suite, d'autres formes, momentum nul.
    --
    Momentum: five steps in a row, other shapes, a momentum of zero."""
    w, velocity = rng.normal(size=(2, 1, 3)), np.zeros((2, 1, 3))
    for _ in range(5):
        gradient = rng.normal(size=(2, 1, 3))
        agree(student.momentum_step, reference.momentum_step, w, gradient, velocity, 0.4, 0.8)
        w, velocity = reference.momentum_step(w, gradient, velocity, 0.4, 0.8)
    agree(student.momentum_step, reference.momentum_step, *state(rng, 1), 0.5, 0.0)
    agree(student.momentum_step, reference.momentum_step, *state(rng, 7), 2.0, momentum=0.99)


@pytest.mark.check(points=0.75, task="rmsprop_step")
def test_rmsprop_walk(student, reference, rng):
    """RMSprop : cinq pas de suite, d'autres réglages, un gradient de l'ordre de eps.
    --
    RMSprop: five steps in a row, other settings, a gradient of the order of eps."""
    w, average = rng.normal(size=(2, 1, 3)), np.zeros((2, 1, 3))
    for _ in range(5):
        arguments = w, rng.normal(size=(2, 1, 3)), average, 0.4, 0.8
        agree(student.rmsprop_step, reference.rmsprop_step, *arguments, operations=8)
        w, average = reference.rmsprop_step(*arguments)
    agree(student.rmsprop_step, reference.rmsprop_step, *state(rng, 1), 0.5, 0.0, 2.0, operations=8)
    tiny = rng.uniform(1.0, 5.0, size=4) * 1e-8
    agree(student.rmsprop_step, reference.rmsprop_step, np.ones(4), tiny, np.zeros(4), 0.1)


@pytest.mark.check(points=1, task="adam_step")
def test_adam_walk(student, reference, rng):
    """Adam : cinq pas de suite, d'autres réglages, un numéro de pas très grand.
    --
    Adam: five steps in a row, other settings, a very large step number."""
    shape = (2, 1, 3)
    w, m, v = rng.normal(size=shape), np.zeros(shape), np.zeros(shape)
    for t in range(1, 6):
        arguments = w, rng.normal(size=shape), m, v, t, 0.4, 0.6, 0.9
        agree(student.adam_step, reference.adam_step, *arguments, operations=16)
        w, m, v = reference.adam_step(*arguments)
    w, gradient, v = state(rng, 7)
    m = rng.normal(size=7)
    agree(student.adam_step, reference.adam_step, w, gradient, m, v, 5000, 0.3, operations=16)
    agree(student.adam_step, reference.adam_step, w, gradient, m, v, 2, 0.3, eps=1.5, operations=16)
    agree(
        student.adam_step, reference.adam_step, w, gradient, m, v, 4, 0.3, 0.0, 0.5, operations=16
    )


@pytest.mark.check(points=1, task="cosine_schedule")
def test_schedules(student, reference, rng):
    """Calendriers : des taux et des longueurs au hasard, aux bords de chaque palier.
    --
    Schedules: random rates and lengths, at the edges of each plateau."""
    lr, size, gamma = float(rng.uniform(0.1, 2.0)), int(rng.integers(2, 9)), 0.3
    for epoch in (0, size - 1, size, 2 * size - 1, 2 * size, 3 * size + 1):
        close(student.step_schedule(lr, epoch, size, gamma), lr * gamma ** (epoch // size))
    total, low = int(rng.integers(5, 40)), float(rng.uniform(0.01, 0.05))
    for epoch in (1, total // 2, total - 1, 0, total):
        rate = low + (lr - low) / 2 * (1 + np.cos(np.pi * epoch / total))
        close(student.cosine_schedule(lr, epoch, total, low), float(rate), operations=4)
    close(student.cosine_schedule(lr, 1, 1, low), low, operations=4)


@pytest.mark.check(points=1, task="clip_by_norm")
def test_clipping(student, reference, rng):
    """Écrêtages : direction gardée, norme juste, un seul tableau, rien à faire.
    --
    Clippings: the direction is kept, the norm is right, one array alone, nothing to do."""
    gradients = [rng.normal(size=(2, 5)) + 0.5, rng.normal(size=(2, 1, 2)), rng.normal(size=3)]
    whole = np.concatenate([g.ravel() for g in gradients])
    length = float(np.linalg.norm(whole))
    for part in (0.1, 0.9):
        clipped, norm = two(student.clip_by_norm(gradients, part * length))
        close(norm, length, operations=32)
        close(clipped, [part * g for g in gradients], operations=32)
    agree(student.clip_by_norm, reference.clip_by_norm, gradients, 1.1 * length, operations=32)
    agree(student.clip_by_norm, reference.clip_by_norm, gradients[1:2], 0.01, operations=32)
    agree(student.clip_by_value, reference.clip_by_value, gradients, 0.25)
    agree(student.clip_by_value, reference.clip_by_value, gradients[2:], 100.0)


@pytest.mark.check(points=1.25, task="train")
def test_like_torch_again(student, reference):
    """Vingt époques de cinq pas, avec calendriers et écrêtage : les nombres de PyTorch.
    --
    Twenty epochs of five steps, with schedules and clipping: PyTorch's numbers."""
    # The rates of these trainings themselves first: whatever goes wrong after them is elsewhere.
    same_rates(student, reference, [(0.01, 20), (0.05, 20)], (1, 9, 10, 19))
    short(student, [setting for setting, *_ in TORCH], START, support("ravine"))
    for (optimiser, lr, schedule, max_norm), at_the_end, last in TORCH:
        more = {"schedule": schedule, "max_norm": max_norm}
        result = student.train(optimiser, START, support("ravine"), lr, 20, 5, **more)
        parameters, losses = two(result)
        close(parameters, [np.array(w) for w in at_the_end], **LIKE_TORCH)
        require(
            isinstance(losses, (list, tuple, np.ndarray)) and len(losses) == 100,
            fr="Il doit y avoir une perte par pas.",
            en="There must be one loss per step.",
        )
        close(losses[99], last, **LIKE_TORCH)


@pytest.mark.check(points=1, task="train")
def test_train_mixed(student, reference, rng):
    """La boucle, tout à la fois : optimiseur, calendrier et écrêtage, quatre paramètres.
    --
    The loop, all at once: optimiser, schedule and clipping, four parameters."""
    there = start(rng, (2, 3), (3,), (3, 2), (2,))
    settings = [
        ("adam", 0.1, "step", 30.0),
        ("rmsprop", 0.03, "cosine", 20.0),
        ("momentum", 0.005, "cosine", 40.0),
        ("sgd", 0.02, "step", 50.0),
    ]
    short(student, settings, there, support("ravine"))
    for optimiser, lr, schedule, max_norm in settings:
        arguments = optimiser, there, support("ravine"), lr, 12, 2, schedule, max_norm
        agree(student.train, reference.train, *arguments, operations=256)
    valley = support("rosenbrock")
    arguments = "adam", [np.full((1, 2), -0.5), np.full((1, 2), 0.7)], valley, 0.05, 4, 3
    agree(student.train, reference.train, *arguments, operations=256)


@pytest.mark.check(points=0.5, task="train")
def test_cliff(student, reference, rng):
    """Au bord d'une falaise, l'écrêtage sauve la descente : pas bornés, perte qui tombe.
    --
    At the edge of a cliff, clipping saves the descent: bounded steps, a loss that falls."""
    there, cliff = [5.0 * w + np.sign(w) for w in start(rng, (2,), (3,))], support("cliff")
    parameters, _ = two(student.train("sgd", there, cliff, 0.1, 1, max_norm=1.5))
    require(
        isinstance(parameters, (list, tuple)) and len(parameters) == 2,
        fr="La liste des paramètres doit en garder le nombre.",
        en="The list of the parameters must keep their number.",
    )
    moves = [array(new, shape=old.shape) - old for new, old in zip(parameters, there, strict=True)]
    length = float(np.sqrt(sum(np.sum(move**2) for move in moves)))
    require(
        abs(length - 0.15) < 1e-6,
        fr="Un gradient énorme écrêté à max_norm donne, avec sgd, un pas de longueur "
        "lr * max_norm = 0,15, tous paramètres ensemble.",
        en="A huge gradient clipped to max_norm gives, with sgd, a step of length "
        "lr * max_norm = 0.15, all parameters together.",
    )
    arguments = "sgd", there, cliff, 0.05, 200
    _, losses = two(agree(student.train, reference.train, *arguments, max_norm=3.0, operations=999))
    # The solution's last loss as a part of the first, on 1000 seeds: at most 9e-6.
    require(
        losses[-1] < 0.01 * losses[0],
        fr="Avec l'écrêtage, la perte devrait tomber au centième au moins.",
        en="With clipping, the loss should fall to a hundredth at most.",
    )


@pytest.mark.check(points=0.75, task="train")
def test_float32_again(student, reference, rng):
    """float32 de bout en bout, avec d'autres formes et chaque optimiseur.
    --
    float32 from end to end, with other shapes and each optimiser."""
    there = [np.abs(w).astype(np.float32) for w in start(rng, (3, 2), (2,), (1,))]
    # From the parts to the whole: where float64 first shows is where it came in.
    same_rates(student, reference, [(0.001, 3)], (0, 1, 2))
    short_ones, _ = two(student.clip_by_norm(there, 0.5))
    close(short_ones, reference.clip_by_norm(there, 0.5)[0], operations=32)
    for optimiser, schedule in (
        ("adam", "constant"),
        ("momentum", "step"),
        ("rmsprop", "cosine"),
        ("sgd", "cosine"),
    ):
        # Short steps: no gradient comes near 0, where single precision has no digits left.
        arguments = optimiser, there, support("ravine"), 0.001, 3, 2, schedule, 10.0
        parameters, _ = two(student.train(*arguments))
        close(parameters, reference.train(*arguments)[0], operations=200)
    gradient = there[0] + 1
    agree(
        student.rmsprop_step,
        reference.rmsprop_step,
        there[0],
        gradient,
        gradient,
        0.1,
        operations=32,
    )
