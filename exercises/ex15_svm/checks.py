"""Public checks of ex15 (support vector machines).

What is plain arithmetic is compared to the last digits. What comes out of a training is compared
within what the training itself leaves open: scikit-learn stops when the conditions of the optimum
hold to 1e-3, and another order of the examples moves the scores by up to 0.01. The measured margins
are beside each tolerance.
"""

import numpy as np
import pytest

from grader.checks.api import agree, array, close, raises, require, untouched
from grader.checks.figures import boundary, curve

# The four examples of the statement.
X4 = np.array([[2.0, 1.0], [0.5, 0.0], [-1.0, 3.0], [0.25, -1.0]])
Y4 = np.array([1, 1, 0, 0])
TWO = np.array([[0.0, 0.0], [1.0, 1.0]])
SIX = np.array([[0.0, 0.0], [1.0, 0.0]])

# 300 data sets, stop at 1e-3 or at 1e-7, examples shuffled or not: scores differ by at most 0.011,
# the number of right answers or of support vectors by at most 1, margins by at most 0.4 %.
SCORES = {"rtol": 0.0, "atol": 0.05}
COUNT = 2
MARGIN = {"rtol": 0.02, "atol": 0.0}
SURE = 0.1  # a class is asked for only where the score is farther than that from 0


def rings(rng, n, noise):
    """n points on two rings in random order: class 0 of radius 1, class 1 of radius 0.5."""
    y = rng.permutation(np.arange(n) % 2)
    angle = rng.uniform(0, 2 * np.pi, size=n)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return np.where(y == 1, 0.5, 1.0)[:, None] * circle + rng.normal(scale=noise, size=(n, 2)), y


def clouds(rng, n, d=2):
    """n points in two clouds that overlap a little: class 1 is above class 0 on each axis."""
    y = rng.permutation(np.arange(n) % 2)
    return rng.normal(size=(n, d)) + np.where(y == 1, 1.2, -1.2)[:, None], y


def flipped(rng, y, count):
    """The labels with `count` of them turned into the other class: no model can get them right."""
    turned = y.copy()
    turned[rng.permutation(len(y))[:count]] ^= 1
    return turned


def model(value, name="fit_svm"):
    """`value`, when it may be a model; the check ends when it is plain data."""
    require(
        hasattr(value, "handle_"),
        fr=f"{name} doit renvoyer le modèle entraîné, un objet SVC ; reçu : {type(value).__name__}.",
        en=f"{name} must return the trained model, an SVC object; received: {type(value).__name__}.",
    )
    return value


def classes(found, scores, what):
    """The classes 0 and 1 must be those of the scores, where these are far enough from 0."""
    found, sure = array(found, shape=scores.shape), np.abs(scores) > SURE
    fr, en = what
    require(
        found.dtype.kind in "iu",
        fr=f"{fr} : des classes entières 0 ou 1 sont attendues ; reçu : dtype {found.dtype}.",
        en=f"{en}: integer classes 0 or 1 are expected; received: dtype {found.dtype}.",
    )
    wrong = np.argwhere(sure & (found != (scores > 0)))
    if len(wrong):
        place = tuple(wrong[0].tolist())
        fr_where, en_where = f"à la place {list(place)}", f"at {list(place)}"
        right, got = int(scores[place] > 0), int(found[place])
        require(
            False,
            fr=f"{fr} : {fr_where}, la classe {right} est attendue, et non {got} ; {len(wrong)} places "
            f"sur {found.size} sont fausses.",
            en=f"{en}: {en_where} class {right} is expected, not {got}; {len(wrong)} places out of "
            f"{found.size} are wrong.",
        )


def listed(value, expected, keys):
    """The lists of numbers under `keys` of a dictionary, each as long as the expected ones."""
    require(
        isinstance(value, dict) and set(value) == set(keys),
        fr=f"Un dictionnaire aux clés {', '.join(keys)} est attendu ; reçu : {described(value)}.",
        en=f"A dictionary with the keys {', '.join(keys)} is expected; received: {described(value)}.",
    )
    for key in keys:
        row = value[key]
        numbers = isinstance(row, (list, tuple, np.ndarray)) and all(
            isinstance(item, (int, float, np.number)) and not isinstance(item, bool) for item in row
        )
        require(
            numbers and len(row) == len(expected[key]),
            fr=f"« {key} » : une liste de {len(expected[key])} nombres est attendue, un par C.",
            en=f"'{key}': a list of {len(expected[key])} numbers is expected, one per C.",
        )
    return {key: np.array(value[key], dtype=np.float64) for key in keys}


def described(value):
    """What came in the place of a dictionary."""
    return (
        f"dict({', '.join(map(str, value))})" if isinstance(value, dict) else type(value).__name__
    )


def near(found, expected, slack, what):
    """Numbers that a training gave: each at most `slack` away from what is expected."""
    found, expected = np.asarray(found, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    fr, en = what
    good = np.all(np.abs(found - expected) <= slack)
    shown, wanted = (", ".join(f"{v:.4g}" for v in values.ravel()) for values in (found, expected))
    require(
        good,
        fr=f"{fr} : {wanted} attendu ; reçu : {shown}.",
        en=f"{en}: {wanted} expected; received: {shown}.",
    )


# --- the margin and the objective ------------------------------------------------------------------


@pytest.mark.check(points=0.75, task="margin_width")
def test_margin_width(student, reference, rng):
    """Largeur de la marge : 0,4 pour w = (3, 4), puis d'autres poids, à 1, 3 et 7 entrées.
    --
    Width of the margin: 0.4 for w = (3, 4), then other weights, with 1, 3 and 7 inputs."""
    close(student.margin_width(np.array([3.0, 4.0])), 0.4)
    for d in (1, 3, 7):
        w = rng.normal(size=d) * 2
        agree(student.margin_width, reference.margin_width, w, operations=d)


@pytest.mark.check(points=1.25, task="primal_objective")
def test_primal_objective(student, reference, rng):
    """Objectif : 2,25 et 18, puis 3,5 et 17 dans l'exemple, et des données au hasard.
    --
    Objective: 2.25 and 18, then 3.5 and 17 in the example, and random data."""
    for slope, C, value in (
        (1.0, 1.0, 2.25),
        (1.0, 10.0, 18.0),
        (2.0, 1.0, 3.5),
        (2.0, 10.0, 17.0),
    ):
        close(student.primal_objective(np.array([slope, 0.0]), 0.0, X4, Y4, C), value)
    for d, C in ((2, 0.3), (5, 4.0)):
        X, y = clouds(rng, 12, d)
        args = (rng.normal(size=d), float(rng.normal()), X, y, C)
        agree(student.primal_objective, reference.primal_objective, *args, operations=60)


@pytest.mark.check(points=0.5, task="l2_strength")
def test_l2_strength(student, reference, rng):
    """De C à alpha : 0,25 pour C = 1 et 0,025 pour C = 10, à 4 exemples, puis d'autres.
    --
    From C to alpha: 0.25 for C = 1 and 0.025 for C = 10, with 4 examples, then others."""
    close(student.l2_strength(10.0, 4), 0.025)
    close(student.l2_strength(1.0, 4), 0.25)
    for n in (1, 37):
        agree(student.l2_strength, reference.l2_strength, float(rng.uniform(0.1, 9)), n)


@pytest.mark.check(points=1, task="margin_counts")
def test_margin_counts(student, reference, rng):
    """Comptes autour de la marge : l'exemple, des scores au hasard, et les cas limites 1, 0 et -1.
    --
    Counts around the margin: the example, random scores, and the borderline cases 1, 0 and -1."""
    counts, expected = student.margin_counts, reference.margin_counts
    # First the borderline cases: each known mistake gives other counts there.
    edges = np.array([1.0, 1.0, 1.0, 0.0, 0.0, -1.0, -1.0, 0.5])
    agree(counts, expected, edges, np.array([1, 1, 0, 1, 0, 0, 0, 1]))
    close(counts(X4[:, 0], Y4), {"outside": 2, "inside": 1, "wrong": 1})
    agree(counts, expected, rng.normal(size=40) * 1.5, rng.integers(0, 2, size=40))


# --- from the circle to the line -------------------------------------------------------------------


@pytest.mark.check(points=0.5, task="add_radius")
def test_add_radius(student, reference, rng):
    """Carré du rayon : (3, 4) devient (3, 4, 25) ; 2 et 5 colonnes, float32.
    --
    Square of the radius: (3, 4) becomes (3, 4, 25); 2 and 5 columns, float32."""
    close(student.add_radius(np.array([[3.0, 4.0]])), np.array([[3.0, 4.0, 25.0]]))
    for n, d in ((6, 2), (3, 5)):
        X = rng.normal(size=(n, d))
        agree(student.add_radius, reference.add_radius, X, operations=d)
    X = rng.normal(size=(4, 2)).astype(np.float32)
    agree(student.add_radius, reference.add_radius, X, operations=4)


@pytest.mark.check(points=1.25, task="rbf_kernel")
def test_rbf_kernel(student, reference, rng):
    """Noyau RBF : 1 ; 0,607 et 0,368 dans l'exemple, puis des points et des gamma au hasard.
    --
    RBF kernel: 1, 0.607 and 0.368 in the example, then random points and gammas."""
    worked = np.array([[1.0, np.exp(-0.5)], [np.exp(-1.0), np.exp(-0.5)]])
    close(student.rbf_kernel(TWO, SIX, 0.5), worked, operations=4)
    for n, m, d, gamma in ((3, 5, 2, 2.0), (4, 2, 6, 0.3)):
        A, B = rng.normal(size=(n, d)), rng.normal(size=(m, d))
        agree(student.rbf_kernel, reference.rbf_kernel, A, B, gamma, operations=50)


@pytest.mark.check(points=1.25, task="decision_by_hand")
def test_decision_by_hand(student, reference, rng):
    """Scores à la main : 0,764 et -0,107 dans l'exemple, puis des vecteurs de support au hasard.
    --
    Scores by hand: 0.764 and -0.107 in the example, then random support vectors."""
    worked = np.array([1.5 - 2 * np.exp(-1.0), 0.5 - np.exp(-0.5)])
    close(student.decision_by_hand(TWO, np.array([1.0, -2.0]), 0.5, 0.5, SIX), worked, operations=9)
    for m, n, d in ((5, 3, 2), (2, 6, 4)):
        args = (rng.normal(size=(m, d)), rng.normal(size=m), float(rng.normal()), 0.7)
        X = rng.normal(size=(n, d))
        agree(student.decision_by_hand, reference.decision_by_hand, *args, X, operations=90)


# --- with scikit-learn -----------------------------------------------------------------------------


@pytest.mark.check(points=1.25, task="fit_svm")
def test_fit_svm(student, reference, rng):
    """SVC entraînée, linéaire et RBF : ses scores, ses classes, C et gamma, un noyau inconnu.
    --
    Trained SVC, linear and RBF: its scores, its classes, C and gamma, an unknown kernel."""
    (X, y), (other, _) = rings(rng, 40, 0.15), rings(rng, 20, 0.15)
    linear, labels = clouds(rng, 30)
    for data, how in (
        ((X, y), ("rbf", 5.0, 2.0)),
        ((linear, labels), ("linear", 0.05)),
        ((X, y), ("rbf", 0.3, 0.5)),
    ):
        fitted, expected = model(student.fit_svm(*data, *how)), reference.fit_svm(*data, *how)
        scores = expected.decision_function(other)
        close(fitted.decision_function(other), scores, **SCORES)
        classes(fitted.predict(other), scores, ("predict", "predict"))
    raises(
        student.fit_svm,
        X,
        y,
        "poly",
        error="ValueError",
        fr="fit_svm doit lever ValueError quand le noyau n'est ni « linear » ni « rbf » : ici, « poly ».",
        en="fit_svm must raise ValueError when the kernel is neither 'linear' nor 'rbf': here, 'poly'.",
    )


@pytest.mark.check(points=0.75, task="decision_grid", needs=["fit_svm"])
def test_decision_grid(student, reference, rng):
    """Classes sur une grille de 30 sur 24 points : le disque que trouve la SVM RBF.
    --
    Classes on a grid of 30 by 24 points: the disc that the RBF SVM finds."""
    X, y = rings(rng, 60, 0.1)
    X = X * [1.0, 0.6] + [0.4, 0.0]  # an ellipse off the centre: the axes can't be swapped unseen
    xs, ys = np.linspace(-0.9, 1.7, 30), np.linspace(-0.8, 0.8, 24)
    fitted = model(student.fit_svm(X, y, "rbf", 10.0, 2.0))
    grid = student.decision_grid(fitted, xs, ys)
    expected = reference.fit_svm(X, y, "rbf", 10.0, 2.0)
    points = np.array([(a, b) for b in ys for a in xs])
    scores = expected.decision_function(points).reshape(24, 30)
    found = array(grid, shape=(24, 30))
    boundary(
        fr="Ce que votre SVM RBF sépare",
        en="What your RBF SVM separates",
        x=xs,
        y=ys,
        classes=(found > 0.5).astype(np.int64),
        points=X,
        labels=y,
    )
    classes(grid, scores, ("Grille", "Grid"))


@pytest.mark.check(points=0.75, task="compare_models")
def test_compare_models(student, reference, rng):
    """Linéaire, RBF, linéaire sur les points relevés : exactitudes sur un test en partie brouillé.
    --
    Linear, RBF, linear on the lifted points: accuracies on a test set that is partly scrambled."""
    (X, y), (other, truth) = rings(rng, 50, 0.1), rings(rng, 40, 0.1)
    args = (X, y, other, flipped(rng, truth, 12), 2.0, 1.5)
    value, expected = student.compare_models(*args), reference.compare_models(*args)
    for key in ("linear", "rbf", "lifted"):
        what = f"« {key} », exactitude sur le test", f"'{key}', accuracy on the test"
        near(number(value, key), expected[key], (COUNT + 0.5) / 40, what)


def number(value, key):
    """A number under a key of the dictionary that compare_models returns."""
    require(
        isinstance(value, dict) and set(value) == {"linear", "rbf", "lifted"},
        fr="compare_models renvoie un dictionnaire aux clés linear, rbf et lifted ; reçu : "
        f"{described(value)}.",
        en="compare_models returns a dictionary with the keys linear, rbf and lifted; received: "
        f"{described(value)}.",
    )
    found = value[key]
    require(
        isinstance(found, (int, float, np.number)) and not isinstance(found, bool),
        fr=f"« {key} » : un nombre entre 0 et 1 est attendu ; reçu : {type(found).__name__}.",
        en=f"'{key}': a number between 0 and 1 is expected; received: {type(found).__name__}.",
    )
    return found


# --- the effect of C -------------------------------------------------------------------------------


@pytest.mark.check(points=0.75, task="margins_by_c")
def test_margins_by_c(student, reference, rng):
    """Marge d'une SVM linéaire : elle rétrécit quand C grandit.
    --
    Margin of a linear SVM: it shrinks as C grows."""
    X, y = clouds(rng, 40)
    args = (X, y, [0.001, 0.01, 0.1])
    agree(student.margins_by_c, reference.margins_by_c, *args, **MARGIN)


@pytest.mark.check(points=1.25, task="effect_of_c")
def test_effect_of_c(student, reference, rng):
    """L'effet de C sur une SVM RBF : exactitudes d'apprentissage, de validation, vecteurs de support.
    --
    The effect of C on an RBF SVM: accuracies in training, in validation, support vectors."""
    (X, y), (other, truth) = rings(rng, 60, 0.25), rings(rng, 80, 0.25)
    args = (X, y, other, flipped(rng, truth, 8), [0.2, 1.0, 10.0, 100.0], 2.0)
    expected = reference.effect_of_c(*args)
    value = student.effect_of_c(*args)
    found = listed(value, expected, ("train_accuracy", "valid_accuracy", "support_vectors"))
    curve(
        fr="Exactitude selon C (0,2 ; 1 ; 10 ; 100)",
        en="Accuracy against C (0.2, 1, 10, 100)",
        series={"train": found["train_accuracy"], "validation": found["valid_accuracy"]},
        x="C",
        y="accuracy",
    )
    effects(found, expected, 60, 80)


def effects(found, expected, n, m):
    """The three lists of effect_of_c, for n training examples and m of validation."""
    for key, slack, fr, en in (
        ("train_accuracy", (COUNT + 0.5) / n, "apprentissage", "training"),
        ("valid_accuracy", (COUNT + 0.5) / m, "validation", "validation"),
        ("support_vectors", COUNT, "vecteurs de support", "support vectors"),
    ):
        near(found[key], expected[key], slack, (f"« {key} » ({fr})", f"'{key}' ({en})"))


@pytest.mark.check(points=0.5, task="choose_c")
def test_choose_c(student):
    """Choix de C : la meilleure validation, et à égalité le C le plus petit, dans tout ordre.
    --
    Choice of C: the best validation, and in a tie the smallest C, in any order."""
    close(student.choose_c([0.1, 1.0, 10.0, 100.0], [0.8, 0.85, 0.85, 0.8]), 1.0)
    close(student.choose_c([10.0, 0.5, 3.0], [0.75, 0.5, 0.75]), 3.0)
    close(student.choose_c([4.0, 2.0, 8.0], [0.5, 0.625, 0.75]), 8.0)


@pytest.mark.check(points=0.25, task="inputs", declared=True, needs=["fit_svm", "rbf_kernel"])
def test_inputs_kept(student, rng):
    """Aucune fonction ne modifie les tableaux qu'elle reçoit.
    --
    No function changes the arrays that it receives."""
    X, y = clouds(rng, 12)
    untouched(student.primal_objective, np.array([1.0, 2.0]), 0.5, X, y, 1.0)
    untouched(student.margin_counts, X[:, 0], y)
    untouched(student.add_radius, X)
    untouched(student.rbf_kernel, X, X[:3], 0.5)
    untouched(student.fit_svm, X, y, "rbf")
    untouched(student.compare_models, X, y, X, y)
    untouched(student.effect_of_c, X, y, X, y, [1.0], 0.5)
