"""Hidden checks of ex04, gradient descent (same conventions as the public ones)."""

from itertools import permutations

import numpy as np
import pytest

from grader.checks.api import agree, array, close, learns, require, support, take

# Convergence: half a unit of the third decimal.
NEAR = {"rtol": 0.0, "atol": 5e-4}


def several(value, names):
    """What a function returned, when it is a tuple or a list of as many values as `names`."""
    require(
        isinstance(value, (tuple, list)) and len(value) == len(names),
        fr=f"Votre fonction doit renvoyer {len(names)} valeurs, dans cet ordre : {', '.join(names)}.",
        en=f"Your function must return {len(names)} values, in this order: {', '.join(names)}.",
    )
    return value


def is_number(value):
    """Whether a value is a real number: Python's, NumPy's or an array without axes."""
    if isinstance(value, np.ndarray):
        return value.ndim == 0 and value.dtype.kind in "fiu"
    return isinstance(value, (int, float, np.floating, np.integer)) and type(value) is not bool


def is_row(value, width):
    """Whether a value is `width` numbers: a tuple, a list or an array."""
    if isinstance(value, np.ndarray) and value.ndim != 1:
        return False
    row = isinstance(value, (tuple, list, np.ndarray)) and len(value) == width
    return row and all(is_number(item) for item in value)


def table(history, steps, width):
    """A history as an array (steps, width); lists, tuples and arrays are all welcome."""
    groups = isinstance(history, (tuple, list)) or getattr(history, "ndim", 0) in (1, 2)
    right = groups and len(history) == steps and all(is_row(row, width) for row in history)
    require(
        right,
        fr=f"L'historique doit être une liste de {steps} groupes de {width} nombres.",
        en=f"The history must be a list of {steps} groups of {width} numbers.",
    )
    return np.array([[float(item) for item in row] for row in history]).reshape(steps, width)


def costs_of(history, epochs):
    """The costs of the epochs as an array (epochs,)."""
    require(
        is_row(history, epochs),
        fr=f"L'historique doit être une liste d'un coût (un nombre) par époque : {epochs}.",
        en=f"The history must be a list of one cost (a number) per epoch: {epochs}.",
    )
    return np.array([float(cost) for cost in history])


def answers(function, cases, wanted):
    """All is asked before anything is compared: one answer alone fits several mistakes."""
    came = [function(*given) for given in cases]
    for given, answer, expected in zip(cases, came, wanted):
        if not (isinstance(answer, str) and answer == expected):
            function(*given)  # the call that is shown is this one
        close(answer, expected)


@pytest.mark.check(points=1, task="fit_slope")
def test_slopes_elsewhere(student, reference, rng):
    """Une pente : un seul exemple, aucun pas, d'autres départs, par lots et par exemple.
    --
    A slope: a single example, no step at all, other starts, in batches and by example."""
    for n, steps in ((1, 3), (9, 5), (4, 0), (2, 1)):
        x, y = rng.normal(size=n), 3.0 * rng.normal(size=n)
        start = float(rng.normal())
        given = x, y, start, 0.08, steps
        w, history = several(student.fit_slope(*given), ("w", "history"))
        expected_w, expected = reference.fit_slope(*given)
        close(table(history, steps, 2), np.array(expected).reshape(steps, 2), operations=50)
        close(w, expected_w, operations=50)
        agree(student.fit_slope_online, reference.fit_slope_online, *given, operations=50)


@pytest.mark.check(points=1, task="fit_line")
def test_line_without_noise(student, reference, rng):
    """Une droite : a = 3 et b = 0,5 retrouvés en partant de 0,58 et 0,25 ; d'autres tailles.
    --
    A line: a = 3 and b = 0.5 found again from 0.58 and 0.25; other sizes."""
    names = ("w", "b", "history")
    for n, steps in ((1, 3), (7, 4), (5, 0), (3, 1)):
        x, y = rng.normal(size=n), 3.0 * rng.normal(size=n)
        given = x, y, float(rng.normal()), float(rng.normal()), 0.07, steps
        w, b, history = several(student.fit_line(*given), names)
        expected_w, expected_b, expected = reference.fit_line(*given)
        close(table(history, steps, 3), np.array(expected).reshape(steps, 3), operations=50)
        close((w, b), (expected_w, expected_b), operations=50)
    # The slides' rate 0.01 with 1/(2n) is 0.005 with the MSE.
    x = rng.permutation(np.linspace(-9.0, 9.0, 13))
    w, b, history = several(student.fit_line(x, 3.0 * x + 0.5, 0.58, 0.25, 0.005, 700), names)
    learns(table(history, 700, 3)[:, 0])
    close((w, b), (3.0, 0.5), **NEAR)


@pytest.mark.check(points=1, task="largest_safe_rate")
def test_limit_of_the_rate(student, reference, rng):
    """Taux limite : une seule ligne, une seule colonne, plus de colonnes que de lignes.
    --
    Limit of the rate: a single row, a single column, more columns than rows."""
    for n, d in ((1, 2), (8, 1), (4, 5), (12, 3)):
        X = 2.0 * rng.normal(size=(n, d)) + 0.5
        for intercept in (True, False):
            agree(
                student.largest_safe_rate,
                reference.largest_safe_rate,
                X,
                intercept,
                operations=100,
            )


def complete(items, n, batch_size):
    """One pass has this many batches, pairs each; ends the check when it hasn't."""
    count = -(-n // batch_size)
    require(
        len(items) == count,
        fr=f"Nombre d'exemples : {n}, par lots de {batch_size}. Nombre de lots attendus : {count}, "
        f"reçus : {len(items)}.",
        en=f"Number of examples: {n}, in batches of {batch_size}. Number of batches expected: "
        f"{count}, received: {len(items)}.",
    )
    require(
        all(isinstance(item, (tuple, list)) and len(item) == 2 for item in items),
        fr="Chaque lot doit être un couple : (X_lot, y_lot).",
        en="Each batch must be a pair: (X_batch, y_batch).",
    )


@pytest.mark.check(points=1, task="minibatches")
def test_minibatches_other_data(student, reference, rng):
    """Mini-lots : d'autres formes, des cibles entières, un lot plus grand que les données.
    --
    Mini-batches: other shapes, integer targets, a batch larger than the data."""
    stored = np.arange(60.0)
    orders = []
    for seed in rng.permutation(1000)[:30].tolist():
        items = take(student.minibatches(stored[:, None], stored, 20, seed), 3)
        complete(items, 60, 20)
        orders.append(np.concatenate([array(item[1], shape=(20,)) for item in items]))
    # A random order has about one such neighbour; 15 or more happen once in 10^12.
    require(
        max(int(np.sum(np.diff(order) == 1.0)) for order in orders) < 15,
        fr="Des exemples qui se suivent dans les données se suivent encore dans les lots.",
        en="Examples that follow each other in the data still do in the batches.",
    )
    # The same example at the same place 30 times in a row happens once in 60^29 = 10^51.
    stuck = np.flatnonzero(np.ptp(orders, axis=0) == 0).tolist()
    require(
        not stuck,
        fr="Avec 30 graines différentes, le même exemple sort toujours au même rang (rangs, comptés "
        f"depuis 0 : {stuck}). Tous les exemples doivent être mélangés, le premier et le dernier "
        "compris.",
        en="With 30 different seeds, the same example always comes out at the same place (places, "
        f"counted from 0: {stuck}). All the examples must be shuffled, the first and the last "
        "included.",
    )
    for n, d, batch_size in ((1, 3, 1), (5, 1, 9), (11, 2, 5), (6, 4, 2), (13, 3, 4)):
        X = rng.normal(size=(n, d))
        # Targets that name their example, in an order of their own.
        y = rng.permutation(n)
        X[:, 0] = y + 0.5
        count = -(-n // batch_size)
        items = take(student.minibatches(X, y, batch_size, int(rng.integers(1000))), count)
        complete(items, n, batch_size)
        sizes = [min(batch_size, n - start) for start in range(0, n, batch_size)]
        pairs = [
            (array(item[0], shape=(k, d), dtype="float64"), array(item[1], shape=(k,)))
            for k, item in zip(sizes, items)
        ]
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


def every_end(X, y, w, b, lr, batch_size):
    """Where one epoch can end, one (w, b, cost) for each order of the examples."""
    for order in permutations(range(len(X))):
        v, c, squares = w, b, 0.0
        for start in range(0, len(X), batch_size):
            at = list(order[start : start + batch_size])
            error = X[at] @ v + c - y[at]
            squares += float(error @ error)
            v = v - lr * 2 * (error @ X[at]) / len(at)
            c = c - lr * 2 * float(error.mean())
        yield np.array([*v, c, squares / len(X)])


@pytest.mark.check(points=1, task="sgd")
def test_sgd_one_epoch(student, reference, rng):
    """Une époque de mini-lots : le résultat est celui d'un des ordres possibles.
    --
    One epoch of mini-batches: the result is that of one of the possible orders."""
    names = ("w", "b", "history")
    for n, d, batch_size in ((4, 2, 2), (3, 4, 2), (4, 1, 1), (1, 3, 2)):
        X, y = rng.normal(size=(n, d)), 2.0 * rng.normal(size=n)
        w, b = rng.normal(size=d), float(rng.normal())
        given = X, y, w, b, 0.05, batch_size, 1, int(rng.integers(1000))
        learned, bias, history = several(student.sgd(*given), names)
        require(
            is_number(bias),
            fr="Le biais doit être un nombre.",
            en="The bias must be a number.",
        )
        came = np.array([*array(learned, shape=(d,)), float(bias), *costs_of(history, 1)])
        gaps = [np.abs(end - came).max() for end in every_end(X, y, w, b, 0.05, batch_size)]
        require(
            min(gaps) < 1e-9,
            fr=f"Avec {n} exemples par lots de {batch_size}, aucun ordre des exemples ne mène aux "
            "poids, au biais et au coût que vous obtenez après une époque.",
            en=f"With {n} examples in batches of {batch_size}, no order of the examples leads to "
            "the weights, the bias and the cost that you get after one epoch.",
        )
    given = X, y, w, 0.5, 0.05, 2, 0, 3
    learned, bias, history = several(student.sgd(*given), names)
    close(learned, w)
    close(bias, 0.5)
    costs_of(history, 0)


@pytest.mark.check(points=1, task="sgd")
def test_sgd_reshuffles(student, reference, rng):
    """Mini-lots : l'ordre compte, et change à chaque époque.
    --
    Mini-batches: the order matters, and changes at each epoch."""
    names = ("w", "b", "history")
    X = rng.uniform(-1.0, 1.0, size=(12, 2))
    # Errors of 1 that no line can fit: the order of the examples shows.
    y = X @ np.array([1.0, -2.0]) + np.resize([1.0, -1.0], 12)
    seeds = rng.permutation(1000)[:2].tolist()
    ends = []
    for seed in seeds:
        given = X, y, np.zeros(2), 0.0, 0.2, 1, 60, seed
        w, _, history = several(student.sgd(*given), names)
        ends.append(array(w, shape=(2,), dtype="float64"))
        costs = costs_of(history, 60)
        require(
            bool(np.isfinite(costs).all() and costs[-1] < 20.0),
            fr=f"La descente diverge : le coût d'une époque finit à {costs[-1]:.4g}.",
            en=f"The descent diverges: the cost of an epoch ends at {costs[-1]:.4g}.",
        )
        require(
            # Over 300 seeds: at least 0.12 when reshuffled, at most 2e-9 when not.
            float(np.ptp(costs[-10:])) > 1e-6,
            fr="Les dix dernières époques ont toutes le même coût : les exemples y passent dans le "
            "même ordre. Créez le générateur une seule fois, avant la boucle des époques, et "
            "donnez-le à chaque passage.",
            en="The last ten epochs all have the same cost: the examples come in the same order "
            "in them. Make the generator once, before the loop over the epochs, and give it to "
            "each pass.",
        )
    require(
        float(np.abs(ends[0] - ends[1]).max()) > 1e-9,
        fr="Deux graines différentes donnent les mêmes poids : chaque pas doit utiliser le gradient "
        "de son lot, pas celui de toutes les données.",
        en="Two different seeds give the same weights: each step must use the gradient of its "
        "batch, not that of all the data.",
    )


def seen(curvature, lr):
    """What a descent from 1 does on the parabola, step by step."""
    path = [1.0]
    for _ in range(4):
        path.append(path[-1] - lr * curvature * path[-1])
    if abs(path[-1]) > 1.0:
        return "diverges"
    return "oscillates" if min(path) < 0.0 else "converges"


@pytest.mark.check(points=0.5, task="learning_rate_regime")
def test_regimes_seen(student, reference, rng):
    """Régimes : ce que vous annoncez est ce que la descente fait sur la parabole.
    --
    Regimes: what you announce is what the descent does on the parabola."""
    # Powers of two: on the boundaries every formula is exact.
    cases = [(2.0**k, part / 2.0**k) for k in (-3, 0, 2) for part in (1.0, 2.0, 0.5, 1.5, 2.5)]
    for part in (0.2, 0.8, 1.2, 1.8, 2.2, 5.0):
        curvature = float(rng.uniform(0.1, 30.0))
        cases.append((curvature, part / curvature))
    answers(student.learning_rate_regime, cases, [seen(*given) for given in cases])


@pytest.mark.check(points=0.5, task="normalise")
def test_normalise_other_sets(student, reference, rng):
    """Normaliser : d'autres formes, une seule ligne, plusieurs colonnes constantes.
    --
    Normalise: other shapes, a single row, several constant columns."""
    for n, m, d in ((8, 3, 2), (2, 5, 4), (1, 4, 3), (6, 1, 1)):
        train = 4.0 * rng.normal(size=(n, d)) - 3.0
        # Whole numbers where a column is constant: its mean is exact in any formula.
        train = np.round(train) if n == 1 else train
        agree(student.normalise, reference.normalise, train, rng.normal(size=(m, d)), operations=50)
    train = rng.normal(size=(4, 5))
    train[:, [0, 3]] = [-2.5, 0.0]
    other = rng.normal(size=(7, 5))
    agree(student.normalise, reference.normalise, train, other, operations=50)
    agree(student.normalise, reference.normalise, other, train, operations=50)


def turned(rng, curvatures):
    """A symmetric matrix with these eigenvalues, its axes turned at random."""
    d = len(curvatures)
    axes, _ = np.linalg.qr(rng.normal(size=(d, d)))
    matrix = axes @ np.diag(curvatures) @ axes.T
    return (matrix + matrix.T) / 2


@pytest.mark.check(points=0.5, task="classify_critical_point")
def test_classify_turned(student, reference, rng):
    """Points critiques : de une à cinq dimensions, axes quelconques, gradients petits et grands.
    --
    Critical points: from one to five dimensions, any axes, small and large gradients."""
    cases, wanted = [], []
    for curvatures, kind in (
        ([2.0], "minimum"),
        ([-0.5], "maximum"),
        ([0.0], "none"),
        ([3.0, -1.0], "saddle"),
        ([0.5, 0.0], "none"),
        ([-1.0, -2.0], "maximum"),
        ([1.0, -1.0, -2.0], "saddle"),
        ([1.0, 2.0, 3.0], "minimum"),
        ([0.0, -1.0, -3.0], "none"),
        ([1.0, 2.0, 0.5, -0.5, 0.0], "saddle"),
        ([1e-5, 1.0, 2.0], "minimum"),
        ([-1e-5, 1.0, 2.0], "saddle"),
        ([1e-5, -1.0, -2.0], "saddle"),
        ([-1e-5, -1.0, -2.0], "maximum"),
    ):
        hessian, d = turned(rng, curvatures), len(curvatures)
        for size, expected in (
            (0.0, kind),
            (1e-10, kind),
            (1e-5, "none"),
            (-1e-5, "none"),
            (-2.0, "none"),
        ):
            slope = np.zeros(d)
            slope[int(rng.integers(d))] = size
            cases.append((slope, hessian))
            wanted.append(expected)
    answers(student.classify_critical_point, cases, wanted)


@pytest.mark.check(points=0.5, task="descend")
def test_descend_elsewhere(student, reference, rng):
    """Descendre : d'autres surfaces, départs et taux, aucun pas, un taux trop grand.
    --
    Descend: other surfaces, starts and rates, no step at all, a rate that is too large."""
    for name, d, lr, steps in (
        ("bowl_gradient", 2, 0.19, 12),
        ("bowl_gradient", 2, 0.21, 12),
        ("valleys_gradient", 1, 0.05, 9),
        ("saddle_gradient", 2, 0.3, 8),
        ("plateau_gradient", 2, 0.1, 20),
        ("plateau_gradient", 2, 0.1, 0),
    ):
        start = rng.uniform(-1.0, 1.0, size=d)
        given = support(name), start, lr, steps
        agree(student.descend, reference.descend, *given, operations=1000)
