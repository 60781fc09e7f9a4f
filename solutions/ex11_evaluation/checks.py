"""Hidden checks of ex11 (evaluation): other sizes, absent classes, properties over many seeds.

Every threshold on a random draw is so far from what a right answer gives that it never misses; the
comment beside it says how far.
"""

import numpy as np
import pytest

from grader.checks.api import agree, array, callback, close, require, support, take, untouched

ZERO = {"rtol": 1e-9, "atol": 1e-12}


def labels(rng, sizes):
    """Labels in a random order, sizes[i] of class i."""
    return rng.permutation(np.repeat(np.arange(len(sizes)), sizes))


def seed(rng):
    """A seed to hand to the student's code."""
    return int(rng.integers(2**31))


def index_array(value, n):
    """`value`, when it is an array of indices of n examples."""
    if isinstance(value, np.ndarray):
        came = f"{value.dtype}, {value.shape}"
    else:
        came = type(value).__name__
    require(
        isinstance(value, np.ndarray) and value.ndim == 1 and value.dtype.kind in "iu",
        fr=f"Un tableau NumPy d'entiers à une dimension était attendu ; reçu : {came}.",
        en=f"A one-dimensional NumPy array of integers was expected; received: {came}.",
    )
    require(
        bool(np.all((value >= 0) & (value < n))),
        fr=f"Certains indices sortent de 0 ... {n - 1}.",
        en=f"Some indices lie outside 0 ... {n - 1}.",
    )
    return value.astype(np.int64)


def index_arrays(value, n, count):
    """The `count` arrays of indices that were returned together."""
    require(
        isinstance(value, (tuple, list)) and len(value) == count,
        fr=f"Un tuple de {count} tableaux d'indices était attendu.",
        en=f"A tuple of {count} arrays of indices was expected.",
    )
    return [index_array(part, n) for part in value]


def each_once(parts, n):
    """Every one of the n examples is in exactly one of the parts, and there once."""
    times = np.bincount(np.concatenate(parts), minlength=n)
    require(
        bool(np.all(times == 1)),
        fr="Chaque exemple doit être dans une part et une seule, une seule fois.",
        en="Each example must be in one part and only one, only once.",
    )


def sizes_are(y, part, expected):
    """The part holds `expected[i]` examples of class i."""
    found = np.bincount(y[part], minlength=len(expected)).tolist()
    require(
        found == expected,
        fr=f"Effectifs par classe : {expected} attendus, {found} obtenus.",
        en=f"Sizes of the classes: {expected} expected, {found} found.",
    )


def originals_are_kept(indices, n):
    """All the n examples are there."""
    lost = n - len(np.unique(indices))
    require(
        lost == 0,
        fr=f"{lost} exemple(s) d'origine ont disparu : gardez-les tous, et ne tirez avec remise que "
        "les copies qui manquent.",
        en=f"{lost} original example(s) are gone: keep them all, and draw with replacement only the "
        "copies that are missing.",
    )


def no_duplicates(indices):
    """No example is there twice."""
    require(
        len(np.unique(indices)) == len(indices),
        fr="Un même exemple est là deux fois ; rien ne demande de copie ici.",
        en="The same example is there twice; nothing asks for a copy here.",
    )


def moves_on(one, two):
    """Two calls with one generator gave two different draws."""
    require(
        one != two,
        fr="Deux appels avec le même générateur donnent le même tirage : il avance à chaque tirage, "
        "et np.random.default_rng(rng) le rend tel quel.",
        en="Two calls with the same generator give the same draw: it moves on with each draw, and "
        "np.random.default_rng(rng) returns it as it is.",
    )


def in_test_part(sizes, fraction):
    """How many of each class go to the test, as the statement says; the fraction is a dyadic one."""
    return [max(min(round(fraction * m), m - 1), 0) for m in sizes]


def as_set(indices):
    """The examples of a part, without their order."""
    return tuple(sorted(indices.tolist()))


def the_same(one, two):
    """The same seed gave the same draw twice."""
    require(
        one == two,
        fr="La même graine donne deux tirages différents.",
        en="The same seed gives two different draws.",
    )


def random_everywhere(draws):
    """The draws of different seeds are not all the same."""
    require(
        len(set(draws)) > 1,
        fr="Des graines différentes donnent toutes le même tirage.",
        en="Different seeds all give the same draw.",
    )


# --- metrics -------------------------------------------------------------------------------------


@pytest.mark.check(points=1, task="confusion_matrix")
def test_confusion_matrix_shapes(student, reference, rng):
    """Matrice de confusion et exactitude : 2 et 6 classes, beaucoup de répétitions, aucun juste.
    --
    Confusion matrix and accuracy: 2 and 6 classes, many repetitions, none right."""
    for n, c in ((40, 2), (9, 6), (23, 5)):
        y_true, y_pred = rng.integers(0, c, size=n), rng.integers(0, c, size=n)
        agree(student.confusion_matrix, reference.confusion_matrix, y_true, y_pred, c)
    always = np.full(30, 1)
    agree(student.confusion_matrix, reference.confusion_matrix, always, always * 2, 4)
    for c in (2, 6):
        matrix = rng.integers(0, 9, size=(c, c)) + np.eye(c, dtype=np.int64)
        agree(student.accuracy, reference.accuracy, matrix)
    none_right = rng.integers(1, 9, size=(3, 3)) * (1 - np.eye(3, dtype=np.int64))
    close(student.accuracy(none_right), 0.0, **ZERO)


@pytest.mark.check(points=1.5, task="macro_scores")
def test_metrics_from_matrix(student, reference, rng):
    """Précision, rappel, F1 et macro : de 2 à 7 classes, lignes et colonnes vides, diagonale nulle.
    --
    Precision, recall, F1 and macro: 2 to 7 classes, empty rows and columns, a zero diagonal."""
    matrices = [rng.integers(0, 12, size=(c, c)) for c in (2, 5, 7)]
    matrices[1][rng.integers(5)] = 0
    matrices[2][:, rng.integers(7)] = 0
    # One example alone, then a model that is always wrong, then one that is always right.
    matrices += [np.array([[0, 1], [0, 0]]), np.array([[0, 3, 1], [2, 0, 4], [1, 1, 0]])]
    matrices += [np.diag(rng.integers(1, 9, size=4)), np.array([[1, 0], [0, 0]])]
    for matrix in matrices:
        for name in ("precision", "recall", "f1", "macro_scores"):
            agree(getattr(student, name), getattr(reference, name), matrix)


@pytest.mark.check(points=1, task="r2_score")
def test_r2_properties(student, reference, rng):
    """R² : 1 pour des prédictions exactes, 0 pour la moyenne, l'unité sans effet, un seul exemple.
    --
    R²: 1 for exact predictions, 0 for the mean, the unit has no effect, a single example."""
    y_true, noise = rng.normal(size=12), rng.normal(size=12)
    y_pred = 0.3 * y_true + noise
    close(student.r2_score(y_true, y_true), 1.0)
    close(student.r2_score(y_true, np.full(12, y_true.mean())), 0.0, **ZERO)
    expected = reference.r2_score(y_true, y_pred)
    close(student.r2_score(y_true, y_pred), expected, operations=20)
    scaled = student.r2_score(-40.0 * y_true + 7.0, -40.0 * y_pred + 7.0)
    close(scaled, expected, operations=1000)
    # Tiny numbers: a small sum of squares is not a zero one.
    close(student.r2_score(1e-9 * y_true, 1e-9 * y_pred), expected, operations=20)
    agree(student.r2_score, reference.r2_score, y_true + 5.0, -y_true, operations=1000)
    agree(student.r2_score, reference.r2_score, y_true, np.full(12, 3.0), operations=20)
    agree(student.r2_score, reference.r2_score, np.full(5, -1.5), np.full(5, 4.0))
    agree(student.r2_score, reference.r2_score, np.array([3.0]), np.array([3.0]))
    agree(student.r2_score, reference.r2_score, np.array([3.0]), np.array([2.0]))


# --- splits --------------------------------------------------------------------------------------


@pytest.mark.check(points=1, task="stratified_split")
def test_stratified_split_properties(student, rng):
    """Découpage stratifié : d'autres effectifs, des numéros de classe qui manquent, le hasard.
    --
    Stratified split: other sizes, missing class numbers, chance."""
    for fraction in (0.125, 0.375, 0.5, 0.875):
        sizes = [int(rng.integers(2, 20)), 0, 1, int(rng.integers(8, 30)), 0, 3]
        y = labels(rng, sizes)
        train, test = index_arrays(student.stratified_split(y, fraction, seed(rng)), len(y), 2)
        each_once([train, test], len(y))
        sizes_are(y, test, in_test_part(sizes, fraction))
    # Any example may come into either part: over 40 splits in halves, one of these 8 is always in
    # the same part with probability 16 / 2**40.
    y = labels(rng, [4, 4])
    seen = np.zeros(8, dtype=np.int64)
    for s in [seed(rng) for _ in range(40)]:
        train, test = index_arrays(student.stratified_split(y, 0.5, s), 8, 2)
        each_once([train, test], 8)
        seen[test] += 1
    require(
        bool(np.all((seen > 0) & (seen < 40))),
        fr="Certains exemples tombent toujours dans la même part, quelle que soit la graine.",
        en="Some examples always fall into the same part, whatever the seed.",
    )


@pytest.mark.check(points=0.5, task="train_validation_test")
def test_train_validation_test_properties(student, rng):
    """Apprentissage, validation, test : d'autres parts, des classes rares, l'ordre, un générateur.
    --
    Training, validation, test: other shares, rare classes, the order, a generator."""
    draws = []
    for first, second in ((0.25, 0.5), (0.125, 0.25), (0.5, 0.125)):
        sizes = [int(rng.integers(16, 40)), 1, 0, int(rng.integers(6, 16))]
        y = labels(rng, sizes)
        parts = student.train_validation_test(y, first, second, seed(rng))
        train, validation, test = index_arrays(parts, len(y), 3)
        each_once([train, validation, test], len(y))
        in_test = in_test_part(sizes, first)
        rest = [m - gone for m, gone in zip(sizes, in_test, strict=True)]
        sizes_are(y, test, in_test)
        sizes_are(y, validation, in_test_part(rest, second))
    y = labels(rng, [24, 16])
    seeds, descents = [seed(rng) for _ in range(4)], np.zeros(3, dtype=np.int64)
    generator = support("FOR_TRAIN_VALIDATION_TEST")
    for s in (*seeds, seeds[0], generator, generator):
        parts = index_arrays(student.train_validation_test(y, 0.25, 0.25, s), 40, 3)
        each_once(parts, 40)
        descents += [np.count_nonzero(np.diff(part) < 0) for part in parts]
        draws.append((as_set(parts[1]), as_set(parts[2])))
    # Parts of 23, 7 and 10 examples, four draws: sorted by chance once in 10**14 at most.
    require(
        bool(np.all(descents > 0)),
        fr="Une des trois parts est toujours rangée par ordre croissant : l'ordre de chacune doit "
        "être aléatoire.",
        en="One of the three parts is always sorted: the order of each must be random.",
    )
    moves_on(draws.pop(), draws.pop())
    the_same(draws[0], draws.pop())
    random_everywhere([validation for validation, _ in draws])
    random_everywhere([test for _, test in draws])


@pytest.mark.check(points=1, task="k_fold")
def test_k_fold_properties(student, rng):
    """Validation croisée : d'autres n et k, un exemple par pli, le hasard des plis.
    --
    Cross-validation: other n and k, one example per fold, the chance of the folds."""
    for n, k in ((10, 5), (11, 4), (7, 7), (9, 2), (20, 3)):
        pairs = [index_arrays(pair, n, 2) for pair in take(student.k_fold(n, k, seed(rng)), k)]
        require(
            len(pairs) == k,
            fr=f"{k} paires étaient attendues ; il y en a {len(pairs)}.",
            en=f"{k} pairs were expected; there are {len(pairs)}.",
        )
        for pair in pairs:
            each_once(pair, n)
        folds = [validation for _, validation in pairs]
        each_once(folds, n)
        expected = [n // k + (i < n % k) for i in range(k)]
        require(
            [len(fold) for fold in folds] == expected,
            fr=f"Les plis devraient avoir {expected} exemples.",
            en=f"The folds should have {expected} examples.",
        )
    # Neighbours (i, i + 1, in a circle) in one fold, over four draws: 28 on average, at most 45 in
    # 12 500 trials. In folds of consecutive examples, wherever they begin: 80.
    together, draws = 0, []
    for s in [seed(rng) for _ in range(4)]:
        pairs = take(student.k_fold(23, 3, s), 3)
        folds = [index_arrays(pair, 23, 2)[1] for pair in pairs]
        each_once(folds, 23)
        fold_of = np.zeros(23, dtype=np.int64)
        for i, fold in enumerate(folds):
            fold_of[fold] = i
        together += np.count_nonzero(fold_of == np.roll(fold_of, 1))
        draws.append(frozenset(map(as_set, folds)))
    require(
        together < 62,
        fr="Les plis sont faits d'exemples qui se suivent : mélangez les exemples d'abord.",
        en="The folds are made of consecutive examples: shuffle the examples first.",
    )
    random_everywhere(draws)


@pytest.mark.check(points=0.5, task="cross_validate")
def test_cross_validate_properties(student, rng):
    """Moyenne et écart-type : un exemple par pli, des tailles inégales, des scores négatifs.
    --
    Mean and standard deviation: one example per fold, unequal sizes, negative scores."""
    values, calls = rng.normal(size=9) * 3.0 - 2.0, []

    def value(train, validation):
        calls.append(len(validation))
        return float(np.sum(values[validation]))

    def rest(train, validation):
        return float(np.sum(values[train])) * 10.0 + len(validation)

    def spread(values, given):
        """The standard deviation over two folds, once the mean is right."""
        result = student.cross_validate(callback(value, "evaluate"), len(values), 2, given)
        require(
            isinstance(result, (tuple, list)) and len(result) == 2,
            fr="Un tuple (moyenne, écart-type) était attendu.",
            en="A tuple (mean, standard deviation) was expected.",
        )
        close(result[0], float(values.sum() / 2), operations=100)
        return round(float(result[1]), 9)

    # One example per fold: whatever the shuffle, the scores are the nine values.
    result = student.cross_validate(callback(value, "evaluate"), 9, 9, seed(rng))
    require(
        len(calls) == 9,
        fr=f"evaluate a été appelée {len(calls)} fois ; 9 fois étaient attendues, une par pli.",
        en=f"evaluate was called {len(calls)} times; 9 were expected, one per fold.",
    )
    close(result, (float(values.mean()), float(values.std())), operations=50)
    result = student.cross_validate(callback(rest, "evaluate"), 9, 9, seed(rng))
    others = (values.sum() - values) * 10.0 + 1.0
    close(result, (float(others.mean()), float(others.std())), operations=50)
    for n, k in ((11, 4), (8, 3), (10, 2)):
        sizes = [n // k + (i < n % k) for i in range(k)]
        result = student.cross_validate(
            callback(lambda train, validation: float(len(validation) ** 2), "evaluate"),
            *(n, k, seed(rng)),
        )
        squares = np.array(sizes) ** 2
        close(result, (float(squares.mean()), float(squares.std())), **ZERO)
    # Nine values in two folds: the spread of the two sums tells how they were dealt (126 ways).
    seeds = [seed(rng) for _ in range(8)]
    spreads = [spread(values, s) for s in (*seeds, seeds[0])]
    the_same(spreads[0], spreads.pop())
    random_everywhere(spreads)
    values = rng.normal(size=40)  # in two folds: 10**11 ways
    moves_on(*(spread(values, support("FOR_CROSS_VALIDATE")) for _ in "12"))


# --- imbalance -----------------------------------------------------------------------------------


@pytest.mark.check(points=0.5, task="resampling")
def test_resampling_properties(student, reference, rng):
    """Rééchantillonnage, parts et poids : d'autres effectifs, déjà équilibré, tirages avec remise.
    --
    Resampling, shares and weights: other sizes, balanced already, draws with replacement."""
    sizes = [int(rng.integers(4, 9)), 0, int(rng.integers(10, 20)), 1]
    y = labels(rng, sizes)
    n, most = len(y), max(sizes)
    agree(student.class_distribution, reference.class_distribution, y, 6)
    agree(student.class_weights, reference.class_weights, y, 4)
    agree(student.class_weights, reference.class_weights, y, 6)
    over = index_array(student.oversample(y, seed(rng)), n)
    sizes_are(y, over, [most * (m > 0) for m in sizes])
    originals_are_kept(over, n)
    under = index_array(student.undersample(y, seed(rng)), n)
    sizes_are(y, under, [int(m > 0) for m in sizes])
    even = labels(rng, [5, 5, 5])
    for function in (student.oversample, student.undersample):
        chosen = index_array(function(even, seed(rng)), 15)
        sizes_are(even, chosen, [5, 5, 5])
        no_duplicates(chosen)
    # Nine copies of each of three examples is one draw in 34; eight times in a row, 1 in 10**12.
    y = labels(rng, [30, 3])
    few = np.flatnonzero(y == 1)
    shares, ends = [], []
    for s in [seed(rng) for _ in range(8)]:
        over = index_array(student.oversample(y, s), 33)
        sizes_are(y, over, [30, 30])
        originals_are_kept(over, 33)
        shares.append(tuple(np.bincount(over, minlength=33)[few].tolist()))
        under = index_array(student.undersample(y, s), 33)
        sizes_are(y, under, [3, 3])
        require(
            len(np.unique(under)) == 6,
            fr="Un même exemple est gardé deux fois : le sous-échantillonnage tire sans remise.",
            en="The same example is kept twice: under-sampling draws without replacement.",
        )
        ends.append(as_set(under))
    require(
        any(len(set(share)) > 1 for share in shares),
        fr="Les copies sont réparties également à chaque fois : elles se tirent au hasard, avec "
        "remise.",
        en="The copies are spread evenly every time: they are drawn at random, with replacement.",
    )
    random_everywhere(shares)
    random_everywhere(ends)


@pytest.mark.check(points=0.5, task="balanced_split")
def test_balanced_split_properties(student, rng):
    """Découper puis rééquilibrer : d'autres effectifs, rien de commun, le test tel quel, le hasard.
    --
    Split then rebalance: other sizes, nothing in common, the test as it is, chance."""
    draws = []
    for fraction in (0.125, 0.25, 0.5, 0.5):
        sizes = [int(rng.integers(20, 40)), 1, 0, int(rng.integers(5, 12))]
        y = labels(rng, sizes)
        train, test = index_arrays(student.balanced_split(y, fraction, seed(rng)), len(y), 2)
        each_once([np.unique(train), test], len(y))
        expected = in_test_part(sizes, fraction)
        sizes_are(y, test, expected)
        most = max(m - gone for m, gone in zip(sizes, expected, strict=True))
        sizes_are(y, train, [most * (m > 0) for m in sizes])
    y = labels(rng, [20, 8])
    seeds, generator = [seed(rng) for _ in range(4)], support("FOR_BALANCED_SPLIT")
    for s in (*seeds, seeds[0], generator, generator):
        train, test = index_arrays(student.balanced_split(y, 0.25, s), 28, 2)
        each_once([np.unique(train), test], 28)
        draws.append((as_set(train), as_set(test)))
    moves_on(draws.pop(), draws.pop())
    the_same(draws[0], draws.pop())
    random_everywhere([train for train, _ in draws])
    random_everywhere([test for _, test in draws])


@pytest.mark.check(points=0.5, task="conventions", declared=True)
def test_untouched(student, rng):
    """Les tableaux donnés ne sont pas modifiés.
    --
    The arrays given are not modified."""
    matrix = rng.integers(1, 9, size=(3, 3))
    # Whether the values are right is for other checks: an answer of the right shape will do here.
    array(untouched(student.precision, matrix), shape=(3,))
    for name in ("accuracy", "recall", "f1", "macro_scores"):
        untouched(getattr(student, name), matrix)
    untouched(student.r2_score, rng.normal(size=6), rng.normal(size=6))
    y = labels(rng, [8, 4])
    array(untouched(student.confusion_matrix, y, rng.permutation(y), 2), shape=(2, 2))
    untouched(student.stratified_split, y, 0.25, seed(rng))
    untouched(student.train_validation_test, y, 0.25, 0.5, seed(rng))
    untouched(student.class_distribution, y, 3)
    untouched(student.class_weights, y, 3)
    untouched(student.oversample, y, seed(rng))
    untouched(student.undersample, y, seed(rng))
    untouched(student.balanced_split, y, 0.25, seed(rng))
