"""Hidden checks of ex04 (gradient descent), PyTorch track.

They are the NumPy track's, but for that of the mini-batches, which here looks at the orders too: all
of them have to come out.
"""

from itertools import permutations

import numpy as np
import pytest

from grader.checks.api import array, require, take

SHARED = {
    "slopes_elsewhere": 1,
    "line_without_noise": 1,
    "limit_of_the_rate": 1,
    "sgd_one_epoch": 1,
    "sgd_reshuffles": 1,
    "regimes_seen": 0.5,
    "normalise_other_sets": 0.5,
    "classify_turned": 0.5,
    "descend_elsewhere": 0.5,
}

SEEDS = 120


def a_pass(student, X, y, batch_size, seed):
    """The batches of one pass, as many and as large as they have to be: pairs of arrays."""
    n, d = X.shape
    sizes = [min(batch_size, n - start) for start in range(0, n, batch_size)]
    items = take(student.minibatches(X, y, batch_size, seed), len(sizes))
    require(
        len(items) == len(sizes),
        fr=f"Nombre d'exemples : {n}, par lots de {batch_size}. Nombre de lots attendus : "
        f"{len(sizes)}, reçus : {len(items)}.",
        en=f"Number of examples: {n}, in batches of {batch_size}. Number of batches expected: "
        f"{len(sizes)}, received: {len(items)}.",
    )
    require(
        all(isinstance(item, (tuple, list)) and len(item) == 2 for item in items),
        fr="Chaque lot doit être un couple : (X_lot, y_lot).",
        en="Each batch must be a pair: (X_batch, y_batch).",
    )
    return [
        (array(rows, shape=(k, d), dtype=X.dtype), array(targets, shape=(k,)))
        for k, (rows, targets) in zip(sizes, items, strict=True)
    ]


@pytest.mark.check(points=1, task="minibatches")
def test_minibatches_orders(student, reference, rng):
    """Mini-lots : tous les ordres sortent ; d'autres formes, des cibles entières, un lot trop grand.
    --
    Mini-batches: all the orders come out; other shapes, integer targets, a batch that is too large."""
    for n, d, batch_size in ((1, 3, 1), (5, 1, 9), (11, 2, 5), (6, 4, 2), (13, 3, 4)):
        X = rng.normal(size=(n, d))
        # Targets that name their example, in an order of their own.
        y = rng.permutation(n)
        X[:, 0] = y + 0.5
        pairs = a_pass(student, X, y, batch_size, int(rng.integers(1000)))
        require(
            all(part.dtype.kind == "i" for _, part in pairs),
            fr="Des cibles entières doivent rester entières : chaque lot garde le type de y.",
            en="Integer targets must stay integers: each batch keeps the dtype of y.",
        )
        rows = np.concatenate([part for part, _ in pairs])
        labels = np.concatenate([part for _, part in pairs])
        where = np.argsort(y)[np.clip(labels, 0, n - 1)]
        require(
            sorted(labels.tolist()) == list(range(n)) and np.array_equal(rows, X[where]),
            fr="Chaque exemple doit sortir exactement une fois, entier, avec sa cible.",
            en="Each example must come out exactly once, whole, with its target.",
        )
    three = np.arange(3.0)
    first = int(rng.integers(10_000))
    seen = set()
    for seed in range(first, first + SEEDS):
        pairs = a_pass(student, three[:, None], three, 3, seed)
        seen.add(tuple(int(label) for label in pairs[0][1]))
    # One of six orders that are equally likely stays away 120 times once in 5e8 checks.
    never = sorted(set(permutations(range(3))) - seen)
    require(
        not never,
        fr=f"Avec 3 exemples et {SEEDS} graines, {len(never)} des 6 ordres ne sortent jamais : {never}. "
        "Tous doivent pouvoir sortir, celui de départ aussi. Dans un mélange écrit à la main, un "
        "exemple peut s'échanger avec lui-même : tirez j de 0 à i, i compris.",
        en=f"With 3 examples and {SEEDS} seeds, {len(never)} of the 6 orders never come out: {never}. "
        "All of them must be possible, the one at the start too. In a shuffle written by hand an "
        "example may be exchanged with itself: draw j from 0 to i, i included.",
    )
