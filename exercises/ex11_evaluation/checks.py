"""Public checks of ex11 (evaluation).

The metrics are compared with the worked numbers of the statement, then with the reference on random
matrices. The splits are never compared value by value: how a student draws is free, so these checks
ask for properties (each example once, sizes per class, other seeds give other draws) and say which
one is missing.
"""

import numpy as np
import pytest

from grader.checks.api import agree, callback, close, require, support, take
from grader.checks.figures import matrix

# The ten examples of the statement.
Y_TRUE = np.array([0, 0, 0, 0, 0, 1, 1, 1, 2, 2])
Y_PRED = np.array([0, 0, 0, 0, 1, 1, 1, 0, 2, 1])
WORKED = np.array([[4, 1, 0], [1, 2, 0], [0, 1, 1]])
# 95 healthy, 5 ill, and a model that says "healthy" to everybody.
SCREENING = np.array([[95, 0], [5, 0]])
# Class 1 is never predicted, class 2 has no example, class 3 neither.
HOLES = np.array([[3, 0, 2, 0], [4, 0, 1, 0], [0, 0, 0, 0], [0, 0, 0, 0]])

TRAIN = ("l'apprentissage", "the training part")
VALIDATION = ("la validation", "the validation part")
TEST = ("le test", "the test part")
CHOSEN = ("le tableau d'indices", "the array of indices")


def counts(rng, c):
    """A random confusion matrix (c, c), far from symmetric: class 0 is predicted too often."""
    drawn = rng.integers(1, 9, size=(c, c))
    drawn[:, 0] += rng.integers(5, 12, size=c)
    return drawn


def labels(rng, sizes):
    """Labels in a random order, sizes[i] of class i."""
    return rng.permutation(np.repeat(np.arange(len(sizes)), sizes))


def seed(rng):
    """A seed to hand to the student's code."""
    return int(rng.integers(2**31))


def described(value):
    """What came in the place of an array of indices: type, dtype and shape."""
    if isinstance(value, np.ndarray):
        return (
            f"un tableau de dtype {value.dtype} et de forme {value.shape}",
            f"an array of dtype {value.dtype} and shape {value.shape}",
        )
    name = type(value).__name__
    return f"un objet de type {name}", f"an object of type {name}"


def index_array(value, n, name):
    """`value`, when it is an array of indices of n examples; the check ends when it isn't."""
    fr, en = name
    fr_came, en_came = described(value)
    require(
        isinstance(value, np.ndarray) and value.ndim == 1 and value.dtype.kind in "iu",
        fr=f"Pour {fr}, un tableau NumPy d'entiers à une dimension était attendu ; reçu : {fr_came}.",
        en=f"For {en}, a one-dimensional NumPy array of integers was expected; received: {en_came}.",
    )
    require(
        bool(np.all((value >= 0) & (value < n))),
        fr=f"Dans {fr}, certains indices sortent de 0 ... {n - 1}.",
        en=f"In {en}, some indices lie outside 0 ... {n - 1}.",
    )
    return value.astype(np.int64)


def index_arrays(value, n, *names):
    """The arrays of indices that were returned together, one for each name."""
    require(
        isinstance(value, (tuple, list)) and len(value) == len(names),
        fr=f"Un tuple de {len(names)} tableaux d'indices était attendu.",
        en=f"A tuple of {len(names)} arrays of indices was expected.",
    )
    return [index_array(part, n, name) for part, name in zip(value, names, strict=True)]


def doubt(indices, n):
    """A question to ask where nothing but a few numbers come again and again: these are labels."""
    distinct = len(np.unique(indices))
    if distinct < min(6, n // 2) and len(indices) >= 2 * distinct:
        return " Sont-ce des étiquettes, et non des indices ?", " Are these labels, not indices?"
    return "", ""


def each_once(parts, n):
    """Every one of the n examples is in exactly one of the parts, and there once."""
    together = np.concatenate(parts)
    times = np.bincount(together, minlength=n)
    often, never = np.count_nonzero(times > 1), np.count_nonzero(times == 0)
    fr_doubt, en_doubt = doubt(together, n)
    require(
        not often,
        fr=f"Au moins un exemple est compté plusieurs fois dans les parts réunies ({often} sur {n}, "
        f"dont l'indice {times.argmax()}) : elles doivent être disjointes et sans doublon.{fr_doubt}",
        en=f"At least one example is there several times in the parts taken together ({often} of {n}, "
        f"the index {times.argmax()} for one): they must be disjoint, without duplicates.{en_doubt}",
    )
    require(
        not never,
        fr=f"Au moins un exemple n'est dans aucune part ({never} sur {n}, dont l'indice "
        f"{times.argmin()}) : aucun ne doit être perdu.",
        en=f"At least one example is in no part ({never} of {n}, the index {times.argmin()} for "
        "one): none may be lost.",
    )


def sizes_are(y, part, expected, name):
    """The part holds `expected[i]` examples of class i."""
    found = np.bincount(y[part], minlength=len(expected)).tolist()
    fr, en = name
    fr_doubt, en_doubt = doubt(part, len(y))
    require(
        found == expected,
        fr=f"Pour {fr}, les effectifs des classes 0, 1, ... devraient être {expected} ; ils sont "
        f"{found}.{fr_doubt}",
        en=f"For {en}, the sizes of the classes 0, 1, ... should be {expected}; they are {found}."
        f"{en_doubt}",
    )


def not_all_the_same(draws):
    """Draws with different seeds are different sets of examples (at least two of them)."""
    require(
        len(set(draws)) > 1,
        fr=f"{len(draws)} graines différentes donnent exactement les mêmes exemples : mélangez ou "
        "tirez au hasard, avec rng.",
        en=f"{len(draws)} different seeds give exactly the same examples: shuffle or draw at random, "
        "with rng.",
    )


def the_same(one, two):
    """The same seed gave the same draw twice."""
    require(
        one == two,
        fr="La même graine donne deux tirages différents : ne tirez que du générateur rng.",
        en="The same seed gives two different draws: draw from the generator rng only.",
    )


def as_set(indices):
    """The examples of a part, without their order."""
    return tuple(sorted(indices.tolist()))


def moves_on(one, two):
    """Two calls with one generator gave two different draws (parts in the order returned)."""
    require(
        any(not np.array_equal(*pair) for pair in zip(one, two, strict=True)),
        fr="Deux appels avec le même générateur donnent le même tirage. Un générateur avance à "
        "chaque tirage : np.random.default_rng(rng) le rend tel quel, ne tirez que de lui.",
        en="Two calls with the same generator give the same draw. A generator moves on with each "
        "draw: np.random.default_rng(rng) returns it as it is, draw from nothing else.",
    )


# --- metrics -------------------------------------------------------------------------------------


@pytest.mark.check(points=1, task="confusion_matrix")
def test_confusion_matrix(student, reference, rng):
    """Matrice de confusion : les dix exemples, un seul exemple, des classes absentes, un lot.
    --
    Confusion matrix: the ten examples, a single example, absent classes, a batch."""
    worked = student.confusion_matrix(Y_TRUE, Y_PRED, 3)
    if isinstance(worked, np.ndarray) and worked.shape == (3, 3) and worked.dtype.kind in "iuf":
        matrix(
            fr="Votre matrice de confusion des dix exemples",
            en="Your confusion matrix of the ten examples",
            values=worked,
            rows="true",
            columns="predicted",
        )
    close(worked, WORKED)
    one, two = np.array([2]), np.array([0])
    agree(student.confusion_matrix, reference.confusion_matrix, one, two, 3)
    agree(student.confusion_matrix, reference.confusion_matrix, Y_TRUE, Y_PRED, 5)
    y_true = labels(rng, [6, 4, 3, 2])
    y_pred = np.where(rng.random(15) < 0.5, y_true, rng.integers(0, 3, size=15))
    agree(student.confusion_matrix, reference.confusion_matrix, y_true, y_pred, 4)


@pytest.mark.check(points=0.5, task="accuracy")
def test_accuracy(student, reference, rng):
    """Exactitude : 0,7 pour les dix exemples, 0,95 pour le dépistage, une matrice au hasard.
    --
    Accuracy: 0.7 for the ten examples, 0.95 for the screening, a random matrix."""
    close(student.accuracy(WORKED), 0.7)
    close(student.accuracy(SCREENING), 0.95)
    agree(student.accuracy, reference.accuracy, counts(rng, 4))


@pytest.mark.check(points=1, task="precision")
def test_precision(student, reference, rng):
    """Précision par classe : 0,8 ; 0,5 et 1, une matrice au hasard, une classe jamais prédite.
    --
    Precision per class: 0.8, 0.5 and 1, a random matrix, a class that is never predicted."""
    close(student.precision(WORKED), np.array([0.8, 0.5, 1.0]))
    agree(student.precision, reference.precision, counts(rng, 4))
    close(student.precision(SCREENING), np.array([0.95, 0.0]))
    agree(student.precision, reference.precision, HOLES)


@pytest.mark.check(points=1, task="recall")
def test_recall(student, reference, rng):
    """Rappel par classe : 0,8 ; 2/3 et 0,5, une matrice au hasard, une classe sans exemple.
    --
    Recall per class: 0.8, 2/3 and 0.5, a random matrix, a class without an example."""
    close(student.recall(WORKED), np.array([0.8, 2 / 3, 0.5]))
    agree(student.recall, reference.recall, counts(rng, 4))
    close(student.recall(SCREENING), np.array([1.0, 0.0]))
    agree(student.recall, reference.recall, HOLES)


@pytest.mark.check(points=0.5, task="f1")
def test_f1(student, reference, rng):
    """F1 par classe : 0,8 ; 4/7 et 2/3, une matrice au hasard, des classes vides.
    --
    F1 per class: 0.8, 4/7 and 2/3, a random matrix, empty classes."""
    close(student.f1(WORKED), np.array([0.8, 4 / 7, 2 / 3]))
    agree(student.f1, reference.f1, counts(rng, 4))
    agree(student.f1, reference.f1, HOLES)


@pytest.mark.check(points=1, task="macro_scores")
def test_macro_scores(student, reference, rng):
    """Scores macro : 0,767 ; 0,656 et 0,679, le dépistage, une matrice au hasard, des classes vides.
    --
    Macro scores: 0.767, 0.656 and 0.679, the screening, a random matrix, empty classes."""
    close(student.macro_scores(WORKED), (2.3 / 3, 59 / 90, 214 / 315))
    close(student.macro_scores(SCREENING), (0.475, 0.5, 19 / 39))
    agree(student.macro_scores, reference.macro_scores, counts(rng, 4))
    agree(student.macro_scores, reference.macro_scores, HOLES)


@pytest.mark.check(points=1, task="r2_score")
def test_r2_score(student, reference, rng):
    """R² : 0,9, puis -2,52, un lot au hasard, une cible constante.
    --
    R²: 0.9, then -2.52, a random batch, a constant target."""
    close(student.r2_score(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.5, 2.0, 3.0, 3.5])), 0.9)
    truth = np.array([17.0, 20.0, 18.0, 21.0, 20.0])
    close(student.r2_score(truth, np.array([15.0, 18.0, 20.0, 22.0, 25.0])), 1 - 38 / 10.8)
    y_true = rng.normal(size=9) * 2.0
    y_pred = 0.5 * y_true + rng.normal(size=9) + 0.3
    agree(student.r2_score, reference.r2_score, y_true, y_pred, operations=20)
    constant = np.full(4, 2.5)
    agree(student.r2_score, reference.r2_score, constant, constant)
    agree(student.r2_score, reference.r2_score, constant, np.array([2.5, 2.5, 2.5, 3.0]))
    # Equal targets, of which the computed mean is 0.10000000000000002.
    constant = np.full(3, 0.1)
    agree(student.r2_score, reference.r2_score, constant, constant)
    agree(student.r2_score, reference.r2_score, constant, np.array([0.1, 0.1, 0.2]))


@pytest.mark.check(points=0.5, task="r2_score")
def test_r2_score_float32(student, reference, rng):
    """R² : float32 en entrée, float32 en sortie, pour une cible constante aussi.
    --
    R²: float32 in, float32 out, for a constant target too."""
    y_true = rng.normal(size=8).astype(np.float32)
    y_pred = (y_true + 0.5 * rng.normal(size=8)).astype(np.float32)
    agree(student.r2_score, reference.r2_score, y_true, y_pred, operations=40)
    constant = np.full(4, 2.5, dtype=np.float32)
    agree(student.r2_score, reference.r2_score, constant, constant)
    agree(student.r2_score, reference.r2_score, constant, constant + np.float32(0.5))


# --- splits --------------------------------------------------------------------------------------


@pytest.mark.check(points=1, task="stratified_split")
def test_stratified_split(student, rng):
    """Découpage stratifié : 70/30 de cent exemples, puis l'arrondi et une classe d'un seul exemple.
    --
    Stratified split: 70/30 of a hundred examples, then rounding and a class of a single example."""
    y = labels(rng, [70, 20, 10])
    train, test = index_arrays(student.stratified_split(y, 0.3, seed(rng)), 100, TRAIN, TEST)
    each_once([train, test], 100)
    sizes_are(y, test, [21, 6, 3], TEST)
    y = labels(rng, [10, 6, 2, 1])
    for fraction, expected in (
        (0.125, [1, 1, 0, 0]),
        (0.25, [2, 2, 0, 0]),
        (0.75, [8, 4, 1, 0]),
    ):
        parts = student.stratified_split(y, fraction, seed(rng))
        train, test = index_arrays(parts, 19, TRAIN, TEST)
        each_once([train, test], 19)
        sizes_are(y, test, expected, TEST)


@pytest.mark.check(points=0.5, task="stratified_split")
def test_stratified_split_random(student, rng):
    """Découpage stratifié : la graine ou le générateur décide du tirage, chaque part est mélangée.
    --
    Stratified split: the seed or the generator decides what is drawn, each part is shuffled."""
    y, seeds = labels(rng, [12, 12, 12]), [seed(rng) for _ in range(4)]
    splits = [
        index_arrays(student.stratified_split(y, 0.25, s), 36, TRAIN, TEST)
        for s in (*seeds, seeds[0])
    ]
    again = splits.pop()
    the_same([part.tolist() for part in splits[0]], [part.tolist() for part in again])
    not_all_the_same([as_set(test) for _, test in splits])
    # Changes of class from one example to the next, over four splits. In random order: 72 and 24 on
    # average, at least 50 and 13 in 200 000 trials. In blocks: 8 and 8.
    changes = [sum(np.count_nonzero(np.diff(y[split[i]])) for split in splits) for i in (0, 1)]
    require(
        changes[0] > 30 and changes[1] > 8,
        fr="Les classes se suivent par blocs dans les indices renvoyés : mélangez chaque part une "
        "fois les classes réunies.",
        en="The classes follow each other in blocks in the indices returned: shuffle each part once "
        "the classes are together.",
    )
    # Nine examples or more, over four splits: in order by chance once in 10**22.
    for i, (fr, en) in enumerate((TRAIN, TEST)):
        require(
            any(np.any(np.diff(split[i]) < 0) for split in splits),
            fr=f"Pour {fr}, les indices sont rangés par ordre croissant : l'ordre de chaque part "
            "doit être aléatoire.",
            en=f"For {en}, the indices are sorted: the order of each part must be random.",
        )
    one, two = (student.stratified_split(y, 0.25, support("FOR_STRATIFIED_SPLIT")) for _ in "12")
    moves_on(index_arrays(one, 36, TRAIN, TEST), index_arrays(two, 36, TRAIN, TEST))


@pytest.mark.check(points=0.5, task="train_validation_test")
def test_train_validation_test(student, rng):
    """Apprentissage, validation, test : les cent exemples deviennent 64, 16 et 20, par classe.
    --
    Training, validation, test: the hundred examples become 64, 16 and 20, per class."""
    y = labels(rng, [70, 20, 10])
    parts = student.train_validation_test(y, 0.2, 0.2, seed(rng))
    train, validation, test = index_arrays(parts, 100, TRAIN, VALIDATION, TEST)
    each_once([train, validation, test], 100)
    sizes_are(y, test, [14, 4, 2], TEST)
    sizes_are(y, validation, [11, 3, 2], VALIDATION)


@pytest.mark.check(points=1, task="k_fold")
def test_k_fold(student, rng):
    """Validation croisée : 13 exemples en 5 plis de 3, 3, 3, 2 et 2, mélangés.
    --
    Cross-validation: 13 examples in 5 folds of 3, 3, 3, 2 and 2, shuffled."""
    draws, seeds = [], [seed(rng) for _ in range(4)]
    for s in (*seeds, seeds[0]):
        pairs = take(student.k_fold(13, 5, s), 5)
        require(
            len(pairs) == 5,
            fr=f"5 paires (apprentissage, validation) étaient attendues ; il y en a {len(pairs)}.",
            en=f"5 pairs (training, validation) were expected; there are {len(pairs)}.",
        )
        pairs = [index_arrays(pair, 13, TRAIN, VALIDATION) for pair in pairs]
        folds = [validation for _, validation in pairs]
        each_once(folds, 13)
        for pair in pairs:
            each_once(pair, 13)
        sizes = [len(fold) for fold in folds]
        require(
            sizes == [3, 3, 3, 2, 2],
            fr=f"Les plis de validation ont {sizes} exemples ; [3, 3, 3, 2, 2] étaient attendus.",
            en=f"The validation folds have {sizes} examples; [3, 3, 3, 2, 2] were expected.",
        )
        draws.append(frozenset(map(as_set, folds)))
    the_same(draws[0], draws.pop())
    not_all_the_same(draws)
    one, two = (take(student.k_fold(40, 2, support("FOR_K_FOLD")), 2) for _ in "12")
    moves_on(*(index_arrays(pairs[0], 40, TRAIN, VALIDATION) for pairs in (one, two)))


@pytest.mark.check(points=0.5, task="cross_validate")
def test_cross_validate(student, rng):
    """Moyenne et écart-type : 0,8 et 0,063, puis un score fait des tailles, 100 len(train) +
    len(validation).
    --
    Mean and standard deviation: 0.8 and 0.063, then a score made of the sizes, 100 len(train) +
    len(validation)."""
    scores = [0.8, 0.7, 0.9, 0.8, 0.8]

    def listed(train, validation):
        if not scores:
            raise ValueError("appelée plus de 5 fois pour 5 plis / called over 5 times for 5 folds")
        return scores.pop(0)

    def sizes(train, validation):
        return 100.0 * len(train) + len(validation)

    def is_partition(train, validation):
        return float(sorted([*train, *validation]) == list(range(13)))

    result = student.cross_validate(callback(listed, "evaluate"), 10, 5, seed(rng))
    close(result, (0.8, 0.004**0.5))
    # Folds of 3, 3, 3, 2 and 2 examples: 1003 three times, 1102 twice.
    result = student.cross_validate(callback(sizes, "evaluate"), 13, 5, seed(rng))
    close(result, (1042.6, 99 * 0.24**0.5))
    result = student.cross_validate(callback(is_partition, "evaluate"), 13, 5, seed(rng))
    require(
        isinstance(result, (tuple, list)) and len(result) == 2 and bool(result[0] == 1),
        fr="evaluate(train, validation) doit recevoir, à chaque pli, deux tableaux d'indices qui, "
        "réunis, contiennent chaque exemple une fois.",
        en="evaluate(train, validation) must receive, for each fold, two arrays of indices that "
        "together hold each example once.",
    )
    close(result, (1.0, 0.0))


# --- imbalance -----------------------------------------------------------------------------------


@pytest.mark.check(points=0.5, task="class_weights")
def test_class_weights(student, reference, rng):
    """Parts et poids des classes : l'exemple à la main, une classe absente, un lot au hasard.
    --
    Shares and weights of the classes: the example by hand, an absent class, a random batch."""
    y = np.array([0, 0, 1, 0, 0, 3, 0, 1, 0, 0])
    close(student.class_distribution(y, 4), np.array([0.7, 0.2, 0.0, 0.1]))
    close(student.class_weights(y, 4), np.array([10 / 28, 1.25, 0.0, 2.5]))
    y = labels(rng, [3, 8, 1])
    agree(student.class_distribution, reference.class_distribution, y, 5)
    agree(student.class_weights, reference.class_weights, y, 5)


@pytest.mark.check(points=1, task="resampling")
def test_resampling(student, rng):
    """Sur- et sous-échantillonnage : effectifs égaux, originaux gardés, copies variées, au hasard.
    --
    Over- and under-sampling: equal sizes, originals kept, varied copies, at random."""
    y, seeds = labels(rng, [12, 6, 0, 3]), [seed(rng) for _ in range(4)]
    again = (*seeds, seeds[0])
    over = [index_array(student.oversample(y, s), 21, CHOSEN) for s in again]
    for indices in over:
        sizes_are(y, indices, [12, 12, 0, 12], CHOSEN)
        lost = 21 - len(np.unique(indices))
        require(
            lost == 0,
            fr=f"{lost} exemple(s) d'origine ont disparu : gardez-les tous, et ne tirez avec remise "
            "que les copies qui manquent.",
            en=f"{lost} original example(s) are gone: keep them all, and draw with replacement only "
            "the copies that are missing.",
        )
    # Six copies of six examples, nine of three: all of one example by chance in four draws out of
    # four, once in 10**15.
    times = np.array([np.bincount(indices, minlength=21) for indices in over[:4]])
    copied = [np.count_nonzero(times[:, y == label] > 1, axis=1) for label in (1, 3)]
    require(
        min(map(np.max, copied)) > 1,
        fr="Dans une classe, toutes les copies sont celles d'un même exemple : tirez chaque copie "
        "à part.",
        en="In a class, all the copies are of one and the same example: draw each copy for itself.",
    )
    draws = [as_set(indices) for indices in over]
    the_same(draws[0], draws.pop())
    not_all_the_same(draws)
    under = [index_array(student.undersample(y, s), 21, CHOSEN) for s in again]
    for indices in under:
        sizes_are(y, indices, [3, 3, 0, 3], CHOSEN)
        require(
            len(np.unique(indices)) == len(indices),
            fr="Un même exemple est gardé deux fois : le sous-échantillonnage tire sans remise.",
            en="The same example is kept twice: under-sampling draws without replacement.",
        )
    draws = [as_set(indices) for indices in under]
    the_same(draws[0], draws.pop())
    not_all_the_same(draws)
    # 50 copies of ten examples, ten out of sixty: never twice the same draw by chance.
    y = labels(rng, [60, 10])
    for function, given in (
        (student.oversample, support("FOR_OVERSAMPLE")),
        (student.undersample, support("FOR_UNDERSAMPLE")),
    ):
        one, two = (index_array(function(y, given), 70, CHOSEN) for _ in "12")
        moves_on([np.sort(one)], [np.sort(two)])


@pytest.mark.check(points=0.5, task="balanced_split")
def test_balanced_split(student, rng):
    """Découper, puis rééquilibrer l'apprentissage : aucun exemple du test n'y entre.
    --
    Split, then rebalance the training part: no example of the test gets into it."""
    y = labels(rng, [40, 12, 6])
    train, test = index_arrays(student.balanced_split(y, 0.25, seed(rng)), 58, TRAIN, TEST)
    shared = len(np.intersect1d(train, test))
    require(
        shared == 0,
        fr=f"L'apprentissage et le test ont {shared} exemple(s) en commun : le modèle serait noté sur "
        "ce qu'il a appris par cœur. Découpez d'abord, rééquilibrez ensuite.",
        en=f"{shared} example(s) are in the training part and in the test part: the model would be "
        "marked on what it learned by heart. Split first, rebalance afterwards.",
    )
    each_once([np.unique(train), test], 58)
    sizes_are(y, test, [10, 3, 2], TEST)
    sizes_are(y, train, [30, 30, 30], TRAIN)
