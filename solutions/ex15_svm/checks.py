"""Hidden checks of ex15 (support vector machines): other sizes, properties, what fits together.

The tolerances of what a training gives are those of the public checks, where they are explained.
"""

import numpy as np
import pytest

from grader.checks.api import agree, array, close, raises, require

SCORES = {"rtol": 0.0, "atol": 0.05}
COUNT = 2
MARGIN = {"rtol": 0.02, "atol": 0.0}


def rings(rng, n, noise):
    """n points on two rings in random order: class 0 of radius 1, class 1 of radius 0.5."""
    y = rng.permutation(np.arange(n) % 2)
    angle = rng.uniform(0, 2 * np.pi, size=n)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return np.where(y == 1, 0.5, 1.0)[:, None] * circle + rng.normal(scale=noise, size=(n, 2)), y


def clouds(rng, n, d=2):
    """n points in two clouds that overlap a little: class 1 is above class 0 on each axis."""
    y = rng.permutation(np.arange(n) % 3 % 2)  # two thirds of class 0
    return rng.normal(size=(n, d)) + np.where(y == 1, 1.0, -1.0)[:, None], y


def flipped(rng, y, count):
    """The labels with `count` of them turned into the other class: no model can get them right."""
    turned = y.copy()
    turned[rng.permutation(len(y))[:count]] ^= 1
    return turned


def model(value):
    """`value`, when it may be a model; the check ends when it is plain data."""
    require(
        hasattr(value, "handle_"),
        fr="fit_svm doit renvoyer le modèle entraîné.",
        en="fit_svm must return the trained model.",
    )
    return value


def near(found, expected, slack):
    """A list of numbers that a training gave: each at most `slack` away from what is expected."""
    require(
        isinstance(found, (list, tuple, np.ndarray))
        and len(found) == len(expected)
        and all(isinstance(item, (int, float, np.number)) for item in found)
        and bool(np.all(np.abs(np.subtract(found, expected, dtype=np.float64)) <= slack)),
        fr="Les nombres ne sont pas ceux que l'énoncé décrit.",
        en="The numbers are not those that the statement describes.",
    )


@pytest.mark.check(points=1.25, task="primal_objective")
def test_objective_and_strength(student, reference, rng):
    """Objectif, marge et alpha ensemble : objectif / (C n) = hinge moyenne + alpha ||w||² / 2.
    --
    Objective, margin and alpha together: objective / (C n) = mean hinge + alpha ||w||² / 2."""
    for n, d, C in ((1, 3, 0.02), (17, 1, 3.0), (30, 4, 50.0)):
        X, y = clouds(rng, n, d)
        w, b = rng.normal(size=d), float(rng.normal())
        value = agree(
            student.primal_objective, reference.primal_objective, w, b, X, y, C, operations=200
        )
        alpha = agree(student.l2_strength, reference.l2_strength, C, n)
        width = agree(student.margin_width, reference.margin_width, w, operations=9)
        hinge = np.mean(np.maximum(0, 1 - (2 * y - 1) * (X @ w + b)))
        close(value / (C * n), hinge + alpha * 2 / width**2, operations=1000)
    # All well outside the margin: only the width is left, and C changes nothing.
    X, y = np.array([[3.0], [-4.0], [5.0]]), np.array([1, 0, 1])
    close(student.primal_objective(np.array([2.0]), 0.5, X, y, 7.0), 2.0)


@pytest.mark.check(points=0.75, task="margin_counts")
def test_margin_counts_more(student, reference, rng):
    """Comptes : une seule classe, un seul exemple, tous au même endroit, des valeurs limites.
    --
    Counts: a single class, a single example, all in the same place, borderline values."""
    counts, expected = student.margin_counts, reference.margin_counts
    for n, top in ((1, 2), (25, 2), (9, 1)):
        scores = rng.integers(-6, 7, size=n) / 4
        agree(counts, expected, scores, rng.integers(0, top, size=n))
    agree(counts, expected, np.full(5, 0.75), np.array([1, 1, 0, 1, 0]))
    agree(counts, expected, np.array([-2.0, -3.0]), np.array([0, 0]))


@pytest.mark.check(points=1, task="rbf_kernel")
def test_kernel_properties(student, reference, rng):
    """Noyau : diagonale de 1, symétrie, une colonne, des points très éloignés, float32 ; rayons.
    --
    Kernel: diagonal of 1, symmetry, one column, points far away, float32; radii."""
    A, B = rng.normal(size=(5, 3)), rng.normal(size=(4, 3))
    agree(student.rbf_kernel, reference.rbf_kernel, A, B, 0.4, operations=50)
    square = agree(student.rbf_kernel, reference.rbf_kernel, A, A, 3.0, operations=50)
    close(np.diag(square).copy(), np.ones(5), operations=50)
    agree(student.rbf_kernel, reference.rbf_kernel, A[:1, :1], B[:, :1], 1.0, operations=50)
    agree(student.rbf_kernel, reference.rbf_kernel, A[:2] + 30, B - 30, 2.0)
    single = student.rbf_kernel(A.astype(np.float32), B.astype(np.float32), 0.4)
    array(single, shape=(5, 4), dtype="float32")
    agree(student.add_radius, reference.add_radius, rng.normal(size=(1, 1)) * 9, operations=9)
    agree(student.add_radius, reference.add_radius, rng.normal(size=(7, 4)) * 9, operations=9)


@pytest.mark.check(points=1.5, task="decision_by_hand")
def test_hand_equals_machine(student, reference, rng):
    """Vos scores à la main sont ceux d'une SVC entraînée, à partir de ses vecteurs de support.
    --
    Your scores by hand are those of a trained SVC, from its support vectors."""
    for n, gamma, C in ((30, 2.0, 1.0), (24, 0.5, 20.0)):
        (X, y), (other, _) = rings(rng, n, 0.2), rings(rng, 9, 0.2)
        fitted = reference.fit_svm(X, y, "rbf", C, gamma)
        kept, weights = fitted.get_("support_vectors_"), fitted.get_("dual_coef_")[0]
        intercept = float(fitted.get_("intercept_")[0])
        args = (kept, weights, intercept, gamma, other)
        found = agree(student.decision_by_hand, reference.decision_by_hand, *args, operations=500)
        close(found, fitted.decision_function(other), operations=10000)
    # float32 in, float32 out; the intercept is a Python float.
    few = [kept[:3].astype(np.float32), weights[:3].astype(np.float32), 0.25, 1.0]
    array(student.decision_by_hand(*few, other.astype(np.float32)), shape=(9,), dtype="float32")


@pytest.mark.check(points=1.25, task="fit_svm")
def test_fit_svm_more(student, reference, rng):
    """SVC : trois entrées, classes inégales, valeurs par défaut, petits et grands C et gamma.
    --
    SVC: three inputs, unequal classes, default values, small and large C and gamma."""
    X, y = clouds(rng, 36, 3)
    other, _ = clouds(rng, 15, 3)
    ways = (("linear",), ("rbf",), ("linear", 0.01, 3.0), ("rbf", 30.0, 0.1), ("rbf", 0.1, 3.0))
    for how in ways:
        fitted, expected = model(student.fit_svm(X, y, *how)), reference.fit_svm(X, y, *how)
        close(fitted.decision_function(other), expected.decision_function(other), **SCORES)
    named = model(student.fit_svm(X, y, kernel="rbf", gamma=0.7))
    expected = reference.fit_svm(X, y, kernel="rbf", gamma=0.7)
    close(named.decision_function(other), expected.decision_function(other), **SCORES)
    for kernel in ("sigmoid", "RBF"):
        raises(
            student.fit_svm,
            X,
            y,
            kernel,
            error="ValueError",
            fr="Un noyau autre que « linear » et « rbf » doit lever ValueError.",
            en="A kernel other than 'linear' and 'rbf' must raise ValueError.",
        )


@pytest.mark.check(points=0.5, task="compare_models")
def test_compare_models_defaults(student, reference, rng):
    """Trois modèles, C et gamma par défaut, puis d'autres ; un test très brouillé.
    --
    Three models, default C and gamma, then others; a test set that is much scrambled."""
    # So wide a kernel sees the larger class only, while the lifted points are separated. So small
    # a C does so too; swapped with gamma, it would see both.
    for n, m, how in ((40, 60, ()), (60, 48, (1.0, 0.001)), (60, 30, (0.05, 300.0))):
        (X, y), (other, truth) = rings(rng, n, 0.08), rings(rng, m, 0.08)
        if how:
            kept = np.flatnonzero((y == 1) | (np.arange(n) % 3 == 0))  # class 0 becomes rarer
            X, y = X[kept], y[kept]
        args = (X, y, other, flipped(rng, truth, 0 if how else m // 5), *how)
        value, expected = student.compare_models(*args), reference.compare_models(*args)
        keys = ("linear", "rbf", "lifted")
        require(
            isinstance(value, dict) and set(value) == set(keys),
            fr="Un dictionnaire aux clés linear, rbf et lifted est attendu.",
            en="A dictionary with the keys linear, rbf and lifted is expected.",
        )
        near([value[key] for key in keys], [expected[key] for key in keys], (COUNT + 0.5) / m)


@pytest.mark.check(points=1, task="effect_of_c")
def test_effect_of_c_more(student, reference, rng):
    """Effet de C : des C dans le désordre, gamma par défaut, des classes et des tailles inégales.
    --
    Effect of C: Cs in any order, default gamma, unequal classes and sizes."""
    for n, m, C_values, how in ((50, 30, [20.0, 0.5, 3.0], (6.0,)), (40, 64, [1.0, 50.0], ())):
        (X, y), (other, truth) = rings(rng, n, 0.3), rings(rng, m, 0.3)
        kept = np.flatnonzero((y == 0) | (np.arange(n) % 5 > 1))  # class 1 becomes rarer
        X, y = X[kept], y[kept]
        args = (X, y, other, flipped(rng, truth, m // 4), C_values, *how)
        value, expected = student.effect_of_c(*args), reference.effect_of_c(*args)
        require(
            isinstance(value, dict) and set(value) == set(expected),
            fr="Un dictionnaire aux trois clés de l'énoncé est attendu.",
            en="A dictionary with the three keys of the statement is expected.",
        )
        near(value["train_accuracy"], expected["train_accuracy"], (COUNT + 0.5) / len(y))
        near(value["valid_accuracy"], expected["valid_accuracy"], (COUNT + 0.5) / m)
        near(value["support_vectors"], expected["support_vectors"], COUNT)


@pytest.mark.check(points=0.5, task="choose_c")
def test_choose_c_and_margins(student, reference, rng):
    """Choix de C parmi beaucoup d'ex aequo ; marges dans l'ordre des C, à trois entrées.
    --
    Choice of C among many ties; margins in the order of the Cs, with three inputs."""
    C_values = [float(C) for C in rng.permutation(2.0 ** np.arange(-4, 5))]
    accuracies = [float(a) for a in rng.integers(4, 7, size=9) / 8]
    agree(student.choose_c, reference.choose_c, C_values, accuracies)
    close(student.choose_c([3.0], [0.25]), 3.0)
    X, y = clouds(rng, 33, 3)
    args = (X, y, [0.05, 0.002, 0.3, 0.01])
    agree(student.margins_by_c, reference.margins_by_c, *args, **MARGIN)


@pytest.mark.check(points=0.25, task="decision_grid")
def test_decision_grid_more(student, reference, rng):
    """Grille d'une SVM linéaire, quelques points inégalement espacés.
    --
    Grid of a linear SVM, a few points unevenly spaced."""
    X, y = clouds(rng, 30)
    fitted, expected = student.fit_svm(X, y, "linear"), reference.fit_svm(X, y, "linear")
    xs, ys = np.array([-3.0, -2.0, 0.5, 2.5, 3.5]), np.array([-2.5, 4.0, 1.5])
    points = np.array([(a, b) for b in ys for a in xs])
    scores = expected.decision_function(points).reshape(3, 5)
    found = array(student.decision_grid(model(fitted), xs, ys), shape=(3, 5))
    require(
        found.dtype.kind in "iu" and np.all((found == (scores > 0)) | (np.abs(scores) < 0.1)),
        fr="L'élément [i, j] doit être la classe, 0 ou 1, du point (xs[j], ys[i]).",
        en="The element [i, j] must be the class, 0 or 1, of the point (xs[j], ys[i]).",
    )
