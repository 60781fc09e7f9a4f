"""Public checks of ex12's PyTorch track: those of the NumPy track on tensors, and three of its own.

What autograd adds: the gradients of a loss, a hundred steps like torch.optim's along them, and
tensors that keep their device and no history.
"""

import numpy as np
import pytest

from grader.checks.api import agree, array, close, keeps_device, require, support, untouched
from grader.checks.figures import curve
from grader.sandbox.tensors import Tensor
from grader.texts import Text

SHARED = {
    "momentum": 1,
    "rmsprop": 1,
    "adam": 1.5,
    "step_schedule": 0.5,
    "cosine_schedule": 0.75,
    "clip_by_value": 0.5,
    "clip_by_norm": 1,
    "train_descent": 0.5,
    "train_names": 0.25,
    "train_states": 1,
    "train_schedules": 0.75,
    "train_clipping": 0.5,
    "float32": 0.25,
}

LIKE_TORCH = {
    "rtol": 1e-6,
    "atol": 1e-9,
    "reason": Text(
        "Ces nombres viennent de torch.optim, écrits avec dix chiffres ; l'énoncé promet 1e-6.",
        "These numbers come from torch.optim, written with ten digits; the statement promises 1e-6.",
    ),
}

# 100 steps from VALLEY on `rosenbrock_loss`, in float64 on the CPU, by PyTorch 2.13, with
# loss.backward() and torch.optim.SGD(p, lr=5e-4), SGD(p, lr=5e-4, momentum=0.9),
# RMSprop(p, lr=0.02) and Adam(p, lr=0.03): the parameters at the end, and the losses before the
# steps 51 and 100.
VALLEY = [np.array([-0.6, 1.4, 0.3]), np.array([0.9, 0.2, -0.5])]
TORCH = {
    "sgd": (
        5e-4,
        [[-0.7959447366, 0.7155966314, 0.1782696683], [0.6416169898, 0.5107415943, 0.02922754782]],
        [4.146570001, 3.991995512],
    ),
    "momentum": (
        5e-4,
        [[0.3503230823, 0.2935390474, 0.3753781018], [0.1173682466, 0.08319321243, 0.1369552069]],
        [4.578534869, 1.338052103],
    ),
    "rmsprop": (
        0.02,
        [[-0.56614079, 0.8900125812, 0.3930850997], [0.3277656209, 0.7917812696, 0.1501661352]],
        [3.55081878, 2.85534937],
    ),
    "adam": (
        0.03,
        [[-0.7139162482, 0.8489734315, 0.1147888833], [0.515797373, 0.7284826628, 0.005741722558]],
        [5.17933068, 3.771650838],
    ),
}


def random_list(rng, *shapes):
    """Random tensors, float64, of these shapes, between 0.5 and 2 in size."""
    return [rng.choice([-1.0, 1.0], s) * rng.uniform(0.5, 2.0, s) for s in shapes]


def pair(value, name):
    """The two values that a function returned; ends the check when there are not two."""
    require(
        isinstance(value, (tuple, list)) and len(value) == 2,
        fr=f"`{name}` doit renvoyer deux valeurs.",
        en=f"`{name}` must return two values.",
    )
    return value


@pytest.mark.check(points=1, task="value_and_gradients")
def test_value_and_gradients(student, reference, rng):
    """Perte et gradients par autograd : l'exemple 27, la vallée et le ravin, d'autres formes.
    --
    Loss and gradients by autograd: the example 27, the valley and the ravine, other shapes."""
    function, expected = student.value_and_gradients, reference.value_and_gradients
    ravine, valley = support("ravine_loss"), support("rosenbrock_loss")
    by_hand = [np.array([2.0]), np.array([1.0])]
    close(function(ravine, by_hand), (27.0, [np.array([2.0]), np.array([50.0])]))
    there = random_list(rng, (2, 3), (4,), (1, 1, 2))
    agree(function, expected, ravine, there, operations=32)
    agree(function, expected, valley, random_list(rng, (3,), (3,)), operations=32)
    # The same tensors twice, and both times against the right gradients: read from one .grad, the
    # two would be one list, equal and wrong.
    once, again = pair(student.twice(ravine, there), "twice")
    slopes = expected(ravine, there)[1]
    require(
        all(
            np.shape(mine) == right.shape and np.allclose(mine, right, rtol=1e-9)
            for each in (once, again)
            for mine, right in zip(pair(each, "value_and_gradients")[1], slopes, strict=False)
        ),
        fr="Deux appels de suite sur les mêmes tenseurs ne donnent pas deux fois le bon gradient : celui du "
        "premier est resté. backward() ajoute à ce qui est déjà dans .grad ; faites de nouvelles "
        "feuilles à chaque appel, w.detach().requires_grad_(), et laissez les tenseurs reçus comme ils sont.",
        en="Two calls in a row on the same tensors do not give the right gradient twice: that of the "
        "first stayed. backward() adds to what is in .grad already; make new leaves at each call, "
        "w.detach().requires_grad_(), and leave the tensors received as they are.",
    )


@pytest.mark.check(points=1, task="train", needs=["train_descent", "train_states"])
def test_like_torch_optim(student, reference, rng):
    """Cent pas d'autograd dans la vallée, comme torch.optim à 1e-6 près ; la course dans le ravin.
    --
    A hundred steps of autograd in the valley, like torch.optim up to 1e-6; the race in the ravine."""
    valley, ravine = support("rosenbrock_loss"), support("ravine_loss")
    # Not judged: the gradients alone, so that what goes wrong after them comes from the loop, and
    # two steps of each, which tell most known mistakes apart in no time.
    student.value_and_gradients(valley, VALLEY)
    for optimiser in TORCH:
        pair(student.minimise(optimiser, VALLEY, valley, 0.001, 1, 2), "train")
    for optimiser, (lr, at_the_end, some_losses) in TORCH.items():
        result = student.minimise(optimiser, VALLEY, valley, lr, 20, 5)
        parameters, losses = pair(result, "train")
        close(parameters, [np.array(w) for w in at_the_end], **LIKE_TORCH)
        require(
            isinstance(losses, (list, tuple, np.ndarray)) and len(losses) == 100,
            fr="Les pertes doivent être une liste de 100 nombres : une par pas, juste avant lui.",
            en="The losses must be a list of 100 numbers: one per step, just before it.",
        )
        close([losses[50], losses[99]], some_losses, **LIKE_TORCH)
    there, histories = random_list(rng, (3,), (3,)), {}
    for optimiser, lr in (("sgd", 0.01), ("momentum", 0.01), ("rmsprop", 0.02), ("adam", 0.1)):
        _, losses = pair(student.minimise(optimiser, there, ravine, lr, 60), "train")
        histories[optimiser] = array(np.array(losses, dtype=float), (60,))
    curve(
        fr="Soixante pas dans le ravin : logarithme décimal de la perte",
        en="Sixty steps in the ravine: decimal logarithm of the loss",
        series={name: np.log10(np.maximum(losses, 1e-12)) for name, losses in histories.items()},
        x=Text("pas", "step"),
        y=Text("log10 de la perte", "log10 of the loss"),
    )


@pytest.mark.check(points=0.5, task="conventions", declared=True)
def test_tensors_kept(student, rng):
    """Rien n'est modifié, rien ne quitte son appareil, et rien n'emporte d'histoire.
    --
    Nothing is modified, nothing leaves its device, and nothing carries a history away."""
    w, gradient = rng.normal(size=(2, 3)), rng.normal(size=(2, 3)) + 3.0
    memory, listed = rng.uniform(0.1, 2.0, size=(2, 3)), [w, gradient]
    calls = [
        ("momentum_step", w, gradient, memory, 0.1),
        ("rmsprop_step", w, gradient, memory, 0.1),
        ("adam_step", w, gradient, gradient, memory, 3, 0.1),
        ("clip_by_value", listed, 0.5),
        ("clip_by_norm", listed, 0.5),
    ]
    for name, *args in calls:
        # Their values are looked at elsewhere: a wrong one is no tensor modified.
        function = getattr(student, name)
        untouched(function, *args)
        # A list in a pair is not looked into.
        if name != "clip_by_norm":
            keeps_device(function, *args)
    for optimiser in ("sgd", "adam"):
        untouched(student.train, optimiser, listed, support("ravine"), 0.01, 2, 2)
    # Tensors that ask for no gradient: they must not be asked for one.
    untouched(student.value_and_gradients, support("ravine_loss"), listed)
    # Parameters of a network ask for gradients.
    learning = [Tensor(each, requires_grad=True) for each in listed]
    trained, _ = pair(student.train("momentum", learning, support("ravine"), 0.01, 2), "train")
    require(
        not any(getattr(each, "requires_grad", False) for each in trained),
        fr="Vos paramètres finals portent l'histoire de tous les pas (requires_grad) : à chaque pas, le "
        "graphe grandit. Partez de w.detach(), ou mettez à jour sous torch.no_grad().",
        en="Your final parameters carry the history of all steps (requires_grad): the graph grows with "
        "each step. Start from w.detach(), or update under torch.no_grad().",
    )
    args = support("ravine_loss"), learning
    loss, slopes = pair(untouched(student.value_and_gradients, *args), "value_and_gradients")
    require(
        not any(getattr(each, "requires_grad", False) for each in (loss, *slopes)),
        fr="La perte et les gradients renvoyés portent encore leur graphe (requires_grad) : gardés dans "
        "une liste, ils le retiendraient en mémoire. Renvoyez loss.item().",
        en="The loss and the gradients returned still carry their graph (requires_grad): kept in a "
        "list, they would hold it in memory. Return loss.item().",
    )
