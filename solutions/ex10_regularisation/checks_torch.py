"""Hidden checks of ex10's PyTorch track: those of the NumPy track on tensors, and autograd again."""

import numpy as np
import pytest

from grader.checks.api import differentiates, require
from grader.sandbox.tensors import Tensor

SHARED = {
    "other_networks": 1,
    "decay_of_weights": 0.75,
    "dropout_shapes": 1,
    "dropout_both_ways": 0.25,
    "batchnorm_batches": 1,
    "batchnorm_history": 0.75,
    "batchnorm_alone": 0.75,
    "batchnorm_slopes": 0.75,
    "early_stopping_histories": 0.5,
}

SUMS = 100


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
def test_autograd_again(student, reference, rng):
    """Autograd encore : un seul poids, deux exemples, une colonne, un seul exemple, float32.
    --
    Autograd again: a single weight, two examples, one column, a single example, float32."""
    signs = rng.choice([-1.0, 1.0], size=(1, 5))
    w1, w2 = signs * rng.uniform(0.3, 3.0, size=(1, 5)), np.array([[-0.7]])
    learns_from(student, w1, w2)
    differentiates(student.penalties, reference.penalties, w1, w2, 1.5, operations=SUMS)
    for n, d, eps in ((2, 4, 0.3), (7, 1, 1e-3)):
        x, gamma, beta = rng.normal(size=(n, d)), rng.uniform(0.5, 2.0, size=d), rng.normal(size=d)
        given = x, gamma, beta, eps, True
        output, expected = student.batchnorm_output, reference.batchnorm_output
        differentiates(output, expected, *given, operations=SUMS)
    one = x[:1], gamma, beta, 0.3, False
    differentiates(student.batchnorm_output, reference.batchnorm_output, *one, operations=SUMS)
    x = rng.normal(size=(2, 3, 4))
    differentiates(student.dropout_output, reference.dropout_output, x, 0.0, 11, True)
    single = [w.astype(np.float32) for w in (w1, w2)]
    differentiates(student.penalties, reference.penalties, *single, 0.4, operations=SUMS)
