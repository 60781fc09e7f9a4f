"""Public checks of ex10's PyTorch track: those of the NumPy track on tensors, and two of its own.

By hand and through autograd: what a function returns is compared by the shared checks, the
gradients that flow through it here.
"""

import numpy as np
import pytest

from grader.checks.api import agree, differentiates, keeps_device, require, untouched
from grader.sandbox.tensors import Tensor

SHARED = {
    "l2_penalty": 0.75,
    "l1_penalty": 0.75,
    "weight_decay_step": 0.75,
    "dropout_scaling": 1,
    "dropout_draws": 0.75,
    "dropout_evaluation": 0.75,
    "dropout_backward": 0.5,
    "batchnorm_training": 1,
    "batchnorm_running": 0.75,
    "batchnorm_evaluation": 0.75,
    "batchnorm_backward": 1,
    "early_stopping": 0.75,
    "early_stopping_edges": 0.25,
    "float32": 0.5,
}

SUMS = 100  # operations behind a sum, a mean or a variance


def off_zero(rng, *shape):
    """Random values of both signs, float64, away from the corner of |w| at 0."""
    return rng.choice([-1.0, 1.0], size=shape) * rng.uniform(0.2, 2.0, size=shape)


def learns_from(student, w1, w2):
    """The value of each penalty must be a tensor that autograd can go back through."""
    given = {
        "W1": Tensor(w1, requires_grad=True),
        "b1": w1[0],
        "W2": Tensor(w2, requires_grad=True),
    }
    # First what autograd finds: a known mistake is recognised by the answers, and the values of a
    # penalty that cuts the graph are the right ones.
    student.penalties.vjp(w1, w2, 0.3, wrt=[0, 1], cotangent=np.ones(()))
    for name in ("l2_penalty", "l1_penalty"):
        value = getattr(student, name)(given, 0.3)
        require(
            getattr(value, "requires_grad", False),
            fr=f"`{name}` coupe le graphe d'autograd : des poids demandent un gradient, et la valeur renvoyée "
            "n'en porte pas (requires_grad). Ajoutée au coût, elle ne changerait rien à l'apprentissage. En "
            "chemin, ni .item(), ni float(...), ni .detach(), ni .data, ni torch.tensor(...) fait de valeurs.",
            en=f"`{name}` cuts autograd's graph: weights ask for a gradient, and the value returned carries "
            "none (requires_grad). Added to the cost, it would change nothing in the training. On the way, no "
            ".item(), no float(...), no .detach(), no .data, no torch.tensor(...) made from values.",
        )


@pytest.mark.check(points=1.25, task="conventions")
def test_autograd(student, reference, rng):
    """Autograd à travers vos pénalités, le dropout et la normalisation par lot.
    --
    Autograd through your penalties, dropout and batch normalisation."""
    w1, w2 = off_zero(rng, 3, 4), off_zero(rng, 4, 2)
    learns_from(student, w1, w2)
    differentiates(student.penalties, reference.penalties, w1, w2, 0.3, operations=SUMS)
    # p = 0: the one training in which all draws are alike.
    output, expected = student.dropout_output, reference.dropout_output
    differentiates(output, expected, w1, 0.0, 5, True)
    differentiates(output, expected, w1, 0.5, 5, False)
    x, gamma, beta = rng.normal(size=(5, 3)), off_zero(rng, 3), rng.normal(size=3)
    output, expected = student.batchnorm_output, reference.batchnorm_output
    differentiates(output, expected, x, gamma, beta, 0.5, True, operations=SUMS)
    differentiates(output, expected, x, gamma, beta, 0.5, False, operations=SUMS)


@pytest.mark.check(points=0.5, task="conventions", declared=True)
def test_tensors_kept(student, reference, rng):
    """Rien n'est modifié, rien ne quitte son appareil, les statistiques courantes sont détachées.
    --
    Nothing is modified, nothing leaves its device, the running statistics are detached."""
    params = {"W1": off_zero(rng, 2, 3), "b1": rng.normal(size=3), "W2": off_zero(rng, 3, 1)}
    x, grad, mask = rng.normal(size=(4, 3)), rng.normal(size=(4, 3)), np.full((4, 3), 1.25)
    columns = [rng.uniform(0.5, 2.0, size=3) for _ in range(4)]
    calls = [
        *((name, params, 0.1) for name in ("l2_penalty", "l1_penalty")),
        *((name, params, 0.1) for name in ("l2_penalty_gradient", "l1_penalty_gradient")),
        ("weight_decay_step", x, grad, 0.1, 0.3),
        ("dropout_forward", x, 0.5, 7, False),
        ("dropout_backward", grad, mask),
        ("batchnorm_forward", x, *columns, 0.1, 0.5, True),
        ("batchnorm_forward", x, *columns, 0.1, 0.5, False),
        ("batchnorm_backward", grad, x, columns[0], 0.5),
    ]
    for name, *args in calls:
        # The values count too: a function that does nothing leaves everything untouched.
        function = getattr(student, name)
        agree(function, getattr(reference, name), *args, operations=SUMS)
        untouched(function, *args)
        # `keeps_device` wants tensors, not a dictionary of them.
        if not name.endswith("_gradient"):
            keeps_device(function, *args)
    untouched(student.dropout_forward, x, 0.5, 7, True)
    learning = Tensor(x, requires_grad=True)
    _, *running = student.batchnorm_forward(learning, *columns, 0.1, 0.5, True)
    require(
        not any(getattr(each, "requires_grad", False) for each in running),
        fr="Vos statistiques courantes portent l'histoire du lot (requires_grad) : d'un lot à l'autre, "
        "le graphe ne ferait que grandir. Calculez-les sous torch.no_grad(), ou à partir de x.detach().",
        en="Your running statistics carry the history of the batch (requires_grad): from one batch to "
        "the next, the graph would only grow. Compute them under torch.no_grad(), or from x.detach().",
    )
