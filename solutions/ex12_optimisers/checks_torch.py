"""Hidden checks of ex12's PyTorch track: those of the NumPy track, and torch.optim once more."""

import numpy as np
import pytest

from grader.checks.api import agree, close, require, support
from grader.texts import Text

SHARED = {
    "momentum_walk": 0.75,
    "rmsprop_walk": 0.75,
    "adam_walk": 1,
    "schedules": 0.75,
    "clipping": 1,
    "like_torch_again": 1,
    "train_mixed": 0.75,
    "cliff": 0.5,
    "float32_again": 0.5,
}

LIKE_TORCH = {
    "rtol": 1e-6,
    "atol": 1e-9,
    "reason": Text(
        "Ces nombres viennent de torch.optim, écrits avec dix chiffres ; l'énoncé promet 1e-6.",
        "These numbers come from torch.optim, written with ten digits; the statement promises 1e-6.",
    ),
}

# 25 epochs of 4 steps from START on `ravine_loss`, in float64 on the CPU, by PyTorch 2.13, with
# loss.backward() and Adam(p, lr=0.05) with StepLR(opt, 10, 0.1), SGD(p, lr=0.005, momentum=0.9)
# with CosineAnnealingLR(opt, 25): the parameters at the end, and the last loss.
START = [np.array([[1.1, -0.4], [0.6, -1.7]]), np.array([0.8]), np.array([-1.3, 0.5])]
TORCH = [
    (
        ("adam", 0.05, "step"),
        [
            [[-0.07698327475, 0.0006230410627], [0.01297647199, -0.07185739944]],
            [-0.02013829013],
            [0.06691690035, 0.009034365831],
        ],
        0.01812319538,
    ),
    (
        ("momentum", 0.005, "cosine"),
        [
            [[0.02633731194, -0.009577204343], [0.01436580652, -0.04070311846]],
            [0.0005198284823],
            [-0.03112591412, 0.01197150543],
        ],
        0.001888271195,
    ),
]


@pytest.mark.check(points=1, task="value_and_gradients")
def test_autograd_again(student, reference, rng):
    """Autograd encore : float32, un seul paramètre, et cent pas de torch.optim avec calendriers.
    --
    Autograd again: float32, a single parameter, and a hundred steps of torch.optim with schedules."""
    function, expected = student.value_and_gradients, reference.value_and_gradients
    ravine, valley = support("ravine_loss"), support("rosenbrock_loss")
    agree(function, expected, ravine, [rng.normal(size=(3, 2, 2))], operations=32)
    there = [rng.uniform(0.5, 1.5, size=(2, 2)) for _ in range(2)]
    agree(function, expected, valley, there, operations=64)
    _, slopes = function(ravine, [w.astype(np.float32) for w in there])
    close(slopes, [w.astype(np.float32) * c for w, c in zip(there, (1, 50), strict=True)])
    for (optimiser, lr, schedule), at_the_end, last in TORCH:
        result = student.minimise(optimiser, START, ravine, lr, 25, 4, schedule)
        require(
            isinstance(result, (tuple, list)) and len(result) == 2,
            fr="`train` doit renvoyer deux valeurs.",
            en="`train` must return two values.",
        )
        parameters, losses = result
        close(parameters, [np.array(w) for w in at_the_end], **LIKE_TORCH)
        close(losses[99], last, **LIKE_TORCH)
