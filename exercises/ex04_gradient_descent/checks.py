"""Public checks of ex04, gradient descent.

How a correct solution draws its random order is its own business: what depends on the order is
checked as a property. Where values are compared, the order can't matter: one batch with all the
examples, examples that are all the same, or a rate so small that nothing moves.
"""

import numpy as np
import pytest

from grader.checks.api import agree, array, close, learns, require, support, take, trains, untouched
from grader.checks.figures import curve
from grader.checks.show import show
from grader.texts import Text

X_TOY = np.array([1.0, 2.0, 3.0, 4.0])
Y_TOY = np.array([2.0, 3.0, 4.0, 5.0])
# Step: (cost before it, w after it), and the same with b; numbers as they are printed.
SLOPE = {1: (13.5, 2.0), 2: (3.5, 1.0), 3: (1.0, 1.5), 4: (0.375, 1.25), 5: (0.2188, 1.375)}
SLOPE |= {6: (0.1797, 1.3125), 10: (0.1667, 1.332), 100: (0.1667, 1.3333)}
LINE = {1: (13.5, 2.0, 0.7), 2: (6.09, 0.65, 0.26), 3: (2.761, 1.545, 0.583)}
LINE |= {4: (1.265, 0.936, 0.394), 5: (0.592, 1.335, 0.547), 6: (0.288, 1.059, 0.47)}
LINE |= {10: (0.044, 1.127, 0.556), 15: (0.025, 1.13, 0.626), 20: (0.018, 1.109, 0.678)}
LINE |= {233: (0.0, 1.0, 1.0)}

X_HAND = np.array([[1.0, 0.0], [2.0, 1.0], [0.0, 3.0]])
Y_HAND = np.array([3.0, 3.0, -3.0])

# (curvature, rate): on the boundaries powers of two, for which every formula is exact.
REGIMES = {
    (4.0, 0.125): "converges",
    (4.0, 0.25): "converges",
    (4.0, 0.375): "oscillates",
    (4.0, 0.5): "oscillates",
    (4.0, 0.625): "diverges",
    (15.0, 0.1): "oscillates",
    (0.5, 1.5): "converges",
    (0.5, 3.0): "oscillates",
}

# (gradient, Hessian, answer).
POINTS = [
    ([0.0, 0.0], [[1.0, 0.0], [0.0, 10.0]], "minimum"),
    ([0.0, 0.0], [[-2.0, 0.0], [0.0, -1.0]], "maximum"),
    ([0.0, 0.0], [[1.0, 0.0], [0.0, -1.0]], "saddle"),
    ([0.0, -0.5], [[1.0, 0.0], [0.0, 10.0]], "none"),
    ([0.0, 0.5], [[1.0, 0.0], [0.0, -1.0]], "none"),
    ([0.5, -0.5], [[1.0, 0.0], [0.0, 10.0]], "none"),
    ([0.0, 0.0], [[1.0, 3.0], [3.0, 1.0]], "saddle"),
    ([0.0, 0.0], [[2.0, 1.0], [1.0, 2.0]], "minimum"),
    ([0.0, 0.0], [[-2.0, 1.0], [1.0, -2.0]], "maximum"),
    ([0.0, 0.0], [[2.0, 0.0], [0.0, 0.0]], "none"),
    ([0.0, 0.0], [[0.0, 0.0], [0.0, -2.0]], "none"),
    ([0.0, 0.0, 0.0], [[1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, -1.0]], "saddle"),
    ([0.0, 0.0, 0.0], [[1.0, 0.0, 0.0], [0.0, -2.0, 0.0], [0.0, 0.0, -1.0]], "saddle"),
    ([0.0, 0.0, 0.0], [[1.0, 2.0, 2.0], [2.0, 1.0, 2.0], [2.0, 2.0, 1.0]], "saddle"),
    ([0.0, 0.0], [[2.0, 0.0], [0.0, -1e-12]], "none"),
    ([0.0, 0.0], [[-2.0, 0.0], [0.0, 1e-12]], "none"),
    ([1e-12, -1e-12], [[1.0, 0.0], [0.0, 1e-12]], "none"),
    ([1e-12, -1e-12], [[1.0, 0.0], [0.0, 2.0]], "minimum"),
    ([-3.0], [[2.0]], "none"),
]

STEP, EPOCH, COST = Text("pas", "step"), Text("époque", "epoch"), Text("coût", "cost")
# Half a unit of the last decimal of the numbers printed in the statement.
PRINTED_3 = {"rtol": 0.0, "atol": 5e-4}
PRINTED_4 = {"rtol": 0.0, "atol": 5e-5}


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
    nested = isinstance(history, (tuple, list)) or getattr(history, "ndim", 0) == 2
    require(
        nested and len(history) == steps,
        fr=f"L'historique doit être une liste d'autant d'éléments que de pas : {steps}.",
        en=f"The history must be a list of as many items as there are steps: {steps}.",
    )
    require(
        all(is_row(row, width) for row in history),
        fr=f"Chaque élément de l'historique doit être un groupe de {width} nombres.",
        en=f"Each item of the history must be a group of {width} numbers.",
    )
    return np.array([[float(item) for item in row] for row in history]).reshape(steps, width)


def as_printed(trace, printed, what, half_a_unit):
    """The steps of a trace that the statement prints must be as it prints them."""
    for step, expected in printed.items():
        came = tuple(round(float(value), 5) for value in trace[step - 1])
        require(
            bool(np.all(np.abs(trace[step - 1] - expected) <= half_a_unit)),
            fr=f"Au pas {step}, {what} = {came} ; l'énoncé donne {expected}. Le coût est celui "
            "d'avant le pas, les paramètres sont ceux d'après.",
            en=f"At step {step}, {what} = {came}; the statement gives {expected}. The cost is the "
            "one before the step, the parameters are those after it.",
        )


def costs_of(history, epochs):
    """The costs of the epochs as an array (epochs,)."""
    require(
        is_row(history, epochs),
        fr=f"L'historique doit être une liste d'un coût (un nombre) par époque : {epochs}.",
        en=f"The history must be a list of one cost (a number) per epoch: {epochs}.",
    )
    return np.array([float(cost) for cost in history])


def batches_of(student, X, y, batch_size, seed):
    """The mini-batches as pairs of arrays; ends the check when they are too few, many or else."""
    count = -(-len(X) // batch_size)
    items = take(student.minibatches(X, y, batch_size, seed), count)
    require(
        len(items) == count,
        fr=f"Nombre d'exemples : {len(X)}, par lots de {batch_size}. Nombre de lots attendus : "
        f"{count}, reçus : {len(items)}. Le dernier lot, même plus court, fait partie du passage.",
        en=f"Number of examples: {len(X)}, in batches of {batch_size}. Number of batches expected: "
        f"{count}, received: {len(items)}. The last batch belongs to the pass, even when shorter.",
    )
    for number, item in enumerate(items):
        k = min(batch_size, len(X) - number * batch_size)
        pair = isinstance(item, (tuple, list)) and len(item) == 2
        require(
            pair and all(isinstance(part, np.ndarray) for part in item),
            fr="Chaque lot doit être un couple de tableaux : (X_lot, y_lot).",
            en="Each batch must be a pair of arrays: (X_batch, y_batch).",
        )
        array(item[0], shape=(k, *X.shape[1:]), dtype=X.dtype)
        array(item[1], shape=(k,), dtype=y.dtype)
    return items


def answers(function, cases, wanted):
    """All is asked before anything is compared: one answer alone fits several mistakes."""
    came = [function(*given) for given in cases]
    for given, answer, expected in zip(cases, came, wanted):
        if not (isinstance(answer, str) and answer == expected):
            function(*given)  # the call that is shown is this one
        close(answer, expected)


def numbered(n):
    """Examples that carry their number in each column, and targets that carry it too."""
    numbers = np.arange(n, dtype=np.float64)
    return np.stack([numbers, numbers + 0.25], axis=1), 100.0 + numbers


def order_of(items):
    """The numbers of `numbered` examples in the order in which they came."""
    return [int(number) for X, _ in items for number in X[:, 0]]


@pytest.mark.check(points=0.5, task="gradient_step")
def test_gradient_step(student, reference, rng):
    """Un pas : de 0 à 2 avec un gradient de -20, puis des vecteurs et des matrices.
    --
    One step: from 0 to 2 with a gradient of -20, then vectors and matrices."""
    close(student.gradient_step(0.0, -20.0, 0.1), 2.0)
    for shape in ((3,), (2, 4)):
        w, grad = rng.normal(size=shape), rng.normal(size=shape)
        agree(student.gradient_step, reference.gradient_step, w, grad, 0.3)


@pytest.mark.check(points=1, task="fit_slope")
def test_fit_slope(student, reference, rng):
    """Une pente : la trace du manuel sur 100 pas, puis des données tirées au hasard.
    --
    A slope: the textbook's trace over 100 steps, then random data."""
    w, history = several(student.fit_slope(X_TOY, Y_TOY, 0.0, 0.1, 100), ("w", "history"))
    trace = table(history, 100, 2)
    curve(
        fr="fit_slope : coût avant chaque pas (30 premiers pas)",
        en="fit_slope: cost before each step (first 30 steps)",
        series={"MSE": trace[:30, 0]},
        x=STEP,
        y=COST,
    )
    learns(trace[:, 0])
    as_printed(trace, SLOPE, "(cost, w)", 5e-5)
    close(w, 4 / 3)
    x, y = rng.uniform(-1.0, 2.0, size=5), rng.normal(size=5)
    w, history = several(student.fit_slope(x, y, 0.7, 0.05, 4), ("w", "history"))
    expected_w, expected = reference.fit_slope(x, y, 0.7, 0.05, 4)
    close(table(history, 4, 2), np.array(expected))
    close(w, expected_w)


@pytest.mark.check(points=1, task="fit_line")
def test_fit_line(student, reference, rng):
    """Une droite : la trace du manuel jusqu'au pas 233, puis des données tirées au hasard.
    --
    A line: the textbook's trace up to step 233, then random data."""
    names = ("w", "b", "history")
    w, b, history = several(student.fit_line(X_TOY, Y_TOY, 0.0, 0.0, 0.1, 233), names)
    trace = table(history, 233, 3)
    curve(
        fr="fit_line : coût avant chaque pas (30 premiers pas)",
        en="fit_line: cost before each step (first 30 steps)",
        series={"MSE": trace[:30, 0]},
        x=STEP,
        y=COST,
    )
    learns(trace[:, 0])
    as_printed(trace, LINE, "(cost, w, b)", 5e-4)
    close((w, b), (1.0, 1.0), **PRINTED_3)
    x, y = rng.uniform(-1.0, 2.0, size=6), rng.normal(size=6)
    w, b, history = several(student.fit_line(x, y, 0.7, -0.4, 0.05, 4), names)
    expected_w, expected_b, expected = reference.fit_line(x, y, 0.7, -0.4, 0.05, 4)
    close(table(history, 4, 3), np.array(expected))
    close((w, b), (expected_w, expected_b))


@pytest.mark.check(points=0.5, task="fit_slope_online")
def test_fit_slope_online(student, reference, rng):
    """Un pas par exemple : de 1 à 1,9999999999999236, la prédiction pour 4 passe de 4 à 8.
    --
    One step per example: from 1 to 1.9999999999999236, the prediction for 4 goes from 4 to 8."""
    x, y = np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0])
    close(student.fit_slope_online(x, y, 1.0, 0.01, 1), 1.260688)
    close(4.0 * number(student.fit_slope_online(x, y, 1.0, 0.01, 0)), 4.0)
    learned = number(student.fit_slope_online(x, y, 1.0, 0.01, 100))
    # What is left of the error is 350 roundings of w: another formula differs by a few of them.
    why = Text(
        "Après 100 époques, seul l'arrondi peut faire une différence.",
        "After 100 epochs, only rounding may make a difference.",
    )
    close(learned, 1.9999999999999236, rtol=0.0, atol=1e-14, reason=why)
    close(4.0 * learned, 8.0)
    x, y = rng.uniform(-1.0, 2.0, size=5), rng.normal(size=5)
    agree(student.fit_slope_online, reference.fit_slope_online, x, y, 0.3, 0.1, 2)


def number(value):
    """A returned number as a float; ends the check when it is none."""
    require(
        is_number(value),
        fr="La fonction doit renvoyer un nombre.",
        en="The function must return a number.",
    )
    return float(value)


@pytest.mark.check(points=1, task="minibatches")
def test_minibatches_once(student, reference, rng):
    """Mini-lots : leurs tailles, chaque exemple une fois et une seule, avec sa cible.
    --
    Mini-batches: their sizes, each example once and only once, with its target."""
    # Examples that are all the same: only the number and the sizes of the batches matter.
    same = np.full((7, 2), 1.5), np.full(7, 3.0)
    for items in (batches_of(student, *same, 3, 1), batches_of(student, *same, 7, 1)):
        close(np.concatenate([X for X, _ in items]), same[0])
        close(np.concatenate([y for _, y in items]), same[1])
    for n, batch_size in ((10, 4), (8, 4), (9, 4), (5, 1)):
        X, y = numbered(n)
        items = batches_of(student, X, y, batch_size, int(rng.integers(1000)))
        order = order_of(items)
        missing = sorted(set(range(n)) - set(order))
        require(
            not missing,
            fr=f"Des {n} exemples (lots de {batch_size}), les numéros {missing} ne sont jamais "
            "sortis, et d'autres plusieurs fois. Un passage distribue chaque exemple exactement "
            "une fois : mélangez, ne tirez pas avec remise.",
            en=f"Of the {n} examples (batches of {batch_size}), the numbers {missing} never came "
            "out, and others several times. A pass hands out each example exactly once: shuffle, "
            "do not draw with replacement.",
        )
        rows = np.concatenate([X_batch for X_batch, _ in items])
        targets = np.concatenate([y_batch for _, y_batch in items])
        require(
            np.array_equal(targets, y[order]),
            fr="Des exemples ont perdu leur cible : X et y ne sont pas dans le même ordre. Tirez un "
            "seul ordre et servez-vous-en pour les deux.",
            en="Examples have lost their target: X and y are not in the same order. Draw a single "
            "order and use it for both.",
        )
        require(
            np.array_equal(rows, X[order]),
            fr="Les lignes de X ne sont plus celles qui ont été données : un exemple est une ligne "
            "entière.",
            en="The rows of X are no longer those that were given: an example is a whole row.",
        )


@pytest.mark.check(points=0.5, task="minibatches")
def test_minibatches_shuffled(student, reference, rng):
    """Mini-lots : l'ordre est mélangé, change avec la graine, et revient avec elle.
    --
    Mini-batches: the order is shuffled, changes with the seed, and comes back with it."""
    # With 60 examples, two random orders are the same once in 60! = 10^82.
    X, y = numbered(60)
    seeds = rng.permutation(1000)[:3].tolist()
    orders = [order_of(batches_of(student, X, y, 4, seed)) for seed in seeds]
    require(
        all(order != list(range(60)) for order in orders),
        fr="Les exemples sortent dans l'ordre où ils sont rangés : rien n'est mélangé.",
        en="The examples come out in the order in which they are stored: nothing is shuffled.",
    )
    require(
        orders[0] != orders[1] and orders[1] != orders[2],
        fr=f"Les graines {seeds} donnent le même ordre : le mélange doit venir de `rng`.",
        en=f"The seeds {seeds} give the same order: the shuffle must come from `rng`.",
    )
    again = order_of(batches_of(student, X, y, 4, seeds[-1]))
    require(
        again == orders[-1],
        fr=f"La graine {seeds[-1]}, donnée deux fois, donne deux ordres différents : le mélange ne "
        "vient pas de `rng`. Commencez par en faire un générateur, et tirez tout de lui.",
        en=f"The seed {seeds[-1]}, given twice, gives two different orders: the shuffle does not "
        "come from `rng`. Begin by making a generator of it, and draw everything from that.",
    )
    # A random order has about one such neighbour; 15 or more happen once in 10^12.
    followers = [sum(b == a + 1 for a, b in zip(order, order[1:])) for order in orders]
    require(
        max(followers) < 15,
        fr="Des exemples qui se suivent dans les données se suivent encore dans les lots : mélangez "
        "les exemples eux-mêmes, pas les lots tout faits.",
        en="Examples that follow each other in the data still do in the batches: shuffle the "
        "examples themselves, not ready-made batches.",
    )
    groups = [{frozenset(order[i : i + 4]) for i in range(0, 60, 4)} for order in orders]
    require(
        groups[0] != groups[1],
        fr="Les lots réunissent toujours les mêmes exemples : mélangez tout le jeu avant de le "
        "découper, pas chaque lot séparément.",
        en="The batches always bring the same examples together: shuffle the whole set before "
        "cutting it, not each batch on its own.",
    )


@pytest.mark.check(points=1, task="sgd")
def test_sgd_one_batch(student, reference, rng):
    """Plusieurs variables, un seul lot : l'exemple à la main, puis des données au hasard.
    --
    Several features, a single batch: the example by hand, then random data."""
    names = ("w", "b", "history")
    given = X_HAND, Y_HAND, np.zeros(2), 0.0, 0.1, 3
    w, b, history = several(student.sgd(*given, 1, 7), names)
    close(w, np.array([0.6, -0.4]))
    close(b, 0.2)
    close(costs_of(history, 1), np.array([9.0]))
    X, y, w = rng.normal(size=(5, 3)), rng.normal(size=5), rng.normal(size=3)
    for batch_size in (5, 8):
        given = X, y, w, 0.5, 0.05, batch_size, 3, 11
        learned, b, history = several(student.sgd(*given), names)
        expected_w, expected_b, expected = reference.sgd(*given)
        costs = costs_of(history, 3)
        close(costs, np.array(expected), operations=50)
        close(learned, expected_w, operations=50)
        close(b, expected_b, operations=50)


@pytest.mark.check(points=0.5, task="sgd")
def test_sgd_epoch_cost(student, reference, rng):
    """Coût d'une époque : 4,507 avec sept exemples identiques ; chaque exemple pèse autant.
    --
    Cost of an epoch: 4.507 with seven examples that are the same; all examples weigh the same."""
    names = ("w", "b", "history")
    X, y = np.tile([1.0, 2.0], (7, 1)), np.full(7, 3.0)
    w, b, history = several(student.sgd(X, y, np.zeros(2), 0.0, 0.05, 3, 1, 5), names)
    close(costs_of(history, 1), np.array([31.5504 / 7]))
    close(w, np.array([0.468, 0.936]))
    close(b, 0.468)
    # With such a rate nothing moves, whatever the order: each epoch costs what all the data cost.
    X, y, w = rng.normal(size=(11, 2)), 3.0 * rng.normal(size=11), rng.normal(size=2)
    given = X, y, w, 0.5, 1e-13, 4, 2, 5
    _, _, history = several(student.sgd(*given), names)
    close(costs_of(history, 2), np.array(reference.sgd(*given)[2]), operations=50)


@pytest.mark.check(points=1, task="sgd", seeds=200)
def test_sgd_finds_the_line(student, reference, rng):
    """Des mini-lots retrouvent a = 3 et b = 0,5 sur des données sans bruit.
    --
    Mini-batches find a = 3 and b = 0.5 on data without noise."""

    def trial(rng):
        X = (np.linspace(-2.0, 2.0, 40) + rng.uniform(-0.05, 0.05, size=40))[:, None]
        y = 3.0 * X[:, 0] + 0.5
        given = X, y, np.array([0.58]), 0.25, 0.005, 3, 60, int(rng.integers(1000))
        w, b, history = several(student.sgd(*given), ("w", "b", "history"))
        costs = costs_of(history, 60)
        curve(
            fr="sgd : coût de chaque époque",
            en="sgd: cost of each epoch",
            series={"MSE": costs},
            x=EPOCH,
            y=COST,
        )
        learns(costs)
        # 60 epochs of 14 steps; over 1000 seeds the solution is within 9.5e-5, ten times closer.
        exact = Text("Les données sont sans bruit.", "The data have no noise.")
        near = {"rtol": 0.0, "atol": 1e-3, "reason": exact}
        close(array(w, shape=(1,)), np.array([3.0]), **near)
        close(b, 0.5, **near)

    trains(trial, rng)


@pytest.mark.check(points=0.5, task="learning_rate_regime")
def test_learning_rate_regime(student, reference, rng):
    """Régimes : le tableau de l'énoncé, les deux frontières, des courbures au hasard.
    --
    Regimes: the table of the statement, both boundaries, random curvatures."""
    curvature = float(rng.uniform(0.2, 20.0))
    drawn = [(curvature, part / curvature) for part in (0.3, 0.9, 1.1, 1.9, 2.1, 9.0)]
    # All is asked before anything is compared: one answer alone fits several mistakes.
    came = [student.learning_rate_regime(*given) for given in (*REGIMES, *drawn)]
    wanted = [*REGIMES.values(), *(reference.learning_rate_regime(*given) for given in drawn)]
    for (curvature, lr), regime, expected in zip((*REGIMES, *drawn), came, wanted):
        if not (isinstance(regime, str) and regime == expected):
            student.learning_rate_regime(curvature, lr)  # the call that is shown is this one
        factor = f"1 - {lr:.4g} × {curvature:.4g} = {1 - lr * curvature:.4g}"
        require(
            isinstance(regime, str) and regime == expected,
            fr=f"Pour une courbure de {curvature:.4g} et un taux de {lr:.4g}, un pas multiplie la "
            f"distance au minimum par {factor} : on attend {expected!r}, pas {show(regime)}.",
            en=f"For a curvature of {curvature:.4g} and a rate of {lr:.4g}, a step multiplies the "
            f"distance to the minimum by {factor}: {expected!r} is expected, not {show(regime)}.",
        )


@pytest.mark.check(points=0.5, task="largest_safe_rate")
def test_largest_safe_rate(student, reference, rng):
    """Taux limite : 2/15 pour la pente seule, 0,1198 avec l'ordonnée à l'origine, puis au hasard.
    --
    Limit of the rate: 2/15 for the slope alone, 0.1198 with the intercept, then random data."""
    column = X_TOY[:, None]
    close(student.largest_safe_rate(column, False), 2 / 15)
    close(student.largest_safe_rate(column, True), 0.1198, **PRINTED_4)
    X = rng.normal(size=(6, 3))
    for intercept in (False, True):
        agree(student.largest_safe_rate, reference.largest_safe_rate, X, intercept, operations=100)


@pytest.mark.check(points=1, task="normalise")
def test_normalise(student, reference, rng):
    """Normaliser : l'exemple à la main, une colonne constante, des jeux tirés au hasard.
    --
    Normalise: the example by hand, a constant column, random sets."""
    train = np.array([[1.0, 10.0], [5.0, 30.0]])
    other = np.array([[7.0, 20.0], [3.0, 40.0], [1.0, 0.0]])
    expected = np.array([[-1.0, -1.0], [1.0, 1.0]]), np.array([[2.0, 0.0], [0.0, 2.0], [-1, -2.0]])
    close(student.normalise(train, other), expected)
    train = rng.normal(size=(5, 3)) * np.array([1.0, 3.0, 0.5]) + np.array([2.0, -1.0, 0.0])
    other = rng.normal(size=(4, 3)) + 1.0
    agree(student.normalise, reference.normalise, train, other, operations=50)
    train = train.copy()
    train[:, 1] = 5.0
    agree(student.normalise, reference.normalise, train, other, operations=50)


@pytest.mark.check(points=1, task="classify_critical_point")
def test_classify_critical_point(student, reference, rng):
    """Points critiques : le tableau de l'énoncé, courbures nulles comprises.
    --
    Critical points: the table of the statement, zero curvatures included."""
    cases = [(np.array(gradient), np.array(hessian)) for gradient, hessian, _ in POINTS]
    answers(student.classify_critical_point, cases, [kind for *_, kind in POINTS])


@pytest.mark.check(points=1, task="descend")
def test_descend(student, reference, rng):
    """Descendre : la cuvette, les deux vallées, le col où l'on reste et celui qu'on quitte.
    --
    Descend: the bowl, the two valleys, the pass where one stays and the one that one leaves."""
    worked = np.array([[10.0, 1.0], [9.0, 0.0], [8.1, 0.0], [7.29, 0.0]])
    close(student.descend(support("bowl_gradient"), np.array([10.0, 1.0]), 0.1, 3), worked)
    for start, end in ((-0.5, -1.0), (0.5, 2.0), (0.0, 0.0)):
        given = support("valleys_gradient"), np.array([start]), 0.1, 60
        close(array(student.descend(*given), shape=(61, 1))[-1], np.array([end]), **PRINTED_3)
    pass_at = support("saddle_gradient")
    on_the_ridge = array(student.descend(pass_at, np.array([1.0, 0.0]), 0.2, 60), shape=(61, 2))
    close(on_the_ridge[-1], np.array([0.0, 0.0]), **PRINTED_3)
    beside = array(student.descend(pass_at, np.array([1.0, 0.01]), 0.2, 60), shape=(61, 2))
    close(beside[-1], np.array([0.0, 1.0]), **PRINTED_3)
    agree(student.descend, reference.descend, pass_at, rng.uniform(-1.0, 1.0, size=2), 0.15, 6)


@pytest.mark.check(points=0.5, task="conventions")
def test_float32(student, reference, rng):
    """float32 en entrée, float32 en sortie : les fonctions qui renvoient des tableaux.
    --
    float32 in, float32 out: the functions that return arrays."""
    X, y, w = (rng.normal(size=s).astype(np.float32) for s in ((5, 3), (5,), (3,)))
    agree(student.gradient_step, reference.gradient_step, w, X[0], 0.3)
    batches_of(student, X, y, 2, 3)
    given = X, y, w, 0.5, 0.05, 5, 2, 11
    # The bias and the costs may be Python floats: only the weights have a dtype to keep.
    learned = several(student.sgd(*given), ("w", "b", "history"))[0]
    close(learned, reference.sgd(*given)[0], operations=50)
    agree(student.normalise, reference.normalise, X, X[1:] + np.float32(1.0), operations=50)
    start = np.array([0.5, -0.25], dtype=np.float32)
    agree(student.descend, reference.descend, support("bowl_gradient"), start, 0.05, 3)


@pytest.mark.check(points=0.5, task="conventions", declared=True)
def test_untouched(student, reference, rng):
    """Les tableaux donnés ne sont pas modifiés.
    --
    The arrays given are not modified."""
    w, X = np.array([0.5, -0.25]), rng.normal(size=(6, 2))
    y, u = rng.normal(size=6), rng.normal(size=6)
    # The values count too: a function that does nothing leaves everything untouched.
    stepped = untouched(student.gradient_step, w, np.array([1.0, 2.0]), 0.5)
    close(stepped, np.array([0.0, -1.25]))
    untouched(student.fit_slope, u, y, 0.5, 0.1, 2)
    untouched(student.fit_line, u, y, 0.5, 0.25, 0.1, 2)
    untouched(student.fit_slope_online, u, y, 0.5, 0.1, 2)
    # A generator runs only when it is asked for a batch: these arrays refuse to be written to.
    take(student.minibatches(support("EXAMPLES"), support("TARGETS"), 2, 3), 3)
    untouched(student.sgd, X, y, w, 0.5, 0.1, 4, 2, 11)
    untouched(student.largest_safe_rate, X, True)
    constant = X.copy()
    constant[:, 0] = 2.0
    untouched(student.normalise, constant, X)
    untouched(student.classify_critical_point, np.zeros(2), np.array([[1.0, 3.0], [3.0, 1.0]]))
    untouched(student.descend, support("bowl_gradient"), w, 0.05, 3)
