"""Évaluer un modèle : mesures, découpages, déséquilibre (NumPy).

Les étiquettes sont des entiers, forme (n,) ; la vérité vient toujours avant la prédiction. Un
découpage ne renvoie pas les données mais des indices, des tableaux d'entiers à une dimension, qui
servent ensuite pour X comme pour y. `rng` est une graine entière ou un np.random.Generator. Les
tableaux donnés ne sont jamais modifiés.
--
Evaluating a model: metrics, splits, imbalance (NumPy).

Labels are integers, shape (n,); the truth always comes before the prediction. A split does not
return the data but indices, one-dimensional integer arrays, which then serve for X as well as for
y. `rng` is an integer seed or an np.random.Generator. The arrays given are never modified.
"""

from collections.abc import Callable

import numpy as np

Seed = int | np.random.Generator
Evaluate = Callable[[np.ndarray, np.ndarray], float]


def confusion_matrix(y_true: np.ndarray, y_pred: np.ndarray, num_classes: int) -> np.ndarray:
    """Matrice de confusion : qui est pris pour qui.

    y_true : vraies classes, forme (n,), entiers de 0 à num_classes - 1. y_pred : classes prédites,
    de même. num_classes : nombre c de classes, même si certaines n'apparaissent pas.
    Renvoie un tableau d'entiers (c, c) : la case [i, j] compte les exemples de la vraie classe i
    (ligne) prédits en j (colonne). Source : diapositives d'apprentissage, manuel 5.2.
    --
    Confusion matrix: who is taken for whom.

    y_true: true classes, shape (n,), integers from 0 to num_classes - 1. y_pred: predicted classes,
    likewise. num_classes: the number c of classes, even if some don't occur.
    Returns an integer array (c, c): the cell [i, j] counts the examples of true class i (row)
    predicted as j (column). Source: training slides, textbook 5.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def accuracy(matrix: np.ndarray) -> np.floating:
    """Exactitude : la part des exemples bien classés.

    matrix : matrice de confusion (c, c), entiers, lignes = vraies classes, au moins un exemple.
    Renvoie un nombre de [0, 1]. Ce n'est pas la précision. Source : diapositives d'apprentissage.
    --
    Accuracy: the share of the examples that are classified rightly.

    matrix: confusion matrix (c, c), integers, rows = true classes, at least one example.
    Returns a number in [0, 1]. This is not precision. Source: training slides.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def precision(matrix: np.ndarray) -> np.ndarray:
    """Précision de chaque classe : TP / (TP + FP), et 0 si la classe n'est jamais prédite.

    matrix : matrice de confusion (c, c), entiers, lignes = vraies classes.
    Renvoie un tableau (c,) de flottants de [0, 1]. Source : diapositives d'apprentissage.
    --
    Precision of each class: TP / (TP + FP), and 0 if the class is never predicted.

    matrix: confusion matrix (c, c), integers, rows = true classes.
    Returns an array (c,) of floats in [0, 1]. Source: training slides.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def recall(matrix: np.ndarray) -> np.ndarray:
    """Rappel de chaque classe : TP / (TP + FN), et 0 si la classe n'a aucun exemple.

    matrix : matrice de confusion (c, c), entiers, lignes = vraies classes.
    Renvoie un tableau (c,) de flottants de [0, 1]. Source : diapositives d'apprentissage.
    --
    Recall of each class: TP / (TP + FN), and 0 if the class has no example.

    matrix: confusion matrix (c, c), integers, rows = true classes.
    Returns an array (c,) of floats in [0, 1]. Source: training slides.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def f1(matrix: np.ndarray) -> np.ndarray:
    """F1 de chaque classe : moyenne harmonique de la précision et du rappel, soit
    2 TP / (2 TP + FP + FN) ; 0 si la classe n'a ni exemple ni prédiction.

    matrix : matrice de confusion (c, c), entiers, lignes = vraies classes.
    Renvoie un tableau (c,) de flottants de [0, 1]. Source : diapositives d'apprentissage.
    --
    F1 of each class: the harmonic mean of precision and recall, which is
    2 TP / (2 TP + FP + FN); 0 if the class has neither example nor prediction.

    matrix: confusion matrix (c, c), integers, rows = true classes.
    Returns an array (c,) of floats in [0, 1]. Source: training slides.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def macro_scores(matrix: np.ndarray) -> tuple[np.floating, np.floating, np.floating]:
    """Précision, rappel et F1 macro : la moyenne sur les c classes, toutes du même poids.

    matrix : matrice de confusion (c, c), entiers, lignes = vraies classes.
    Renvoie trois nombres de [0, 1], dans cet ordre. Le F1 macro est la moyenne des F1 ; une classe
    absente compte pour 0. Source : diapositives d'apprentissage.
    --
    Macro precision, recall and F1: the mean over the c classes, all of the same weight.

    matrix: confusion matrix (c, c), integers, rows = true classes.
    Returns three numbers in [0, 1], in this order. Macro-F1 is the mean of the F1s; an absent class
    counts as 0. Source: training slides.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def r2_score(y_true: np.ndarray, y_pred: np.ndarray) -> np.floating:
    """Coefficient de détermination R² d'une régression.

    y_true : cibles, forme (n,), flottants. y_pred : prédictions, même forme et même dtype.
    Renvoie 1 - (somme des (y_true - y_pred)²) / (somme des (y_true - moyenne de y_true)²), dans le
    dtype de y_true. Toutes les cibles égales : 1 si toutes les prédictions sont exactes, 0 sinon.
    Source : diapositives d'apprentissage, manuel 5.1.
    --
    Coefficient of determination R² of a regression.

    y_true: targets, shape (n,), floats. y_pred: predictions, same shape and same dtype.
    Returns 1 - (sum of (y_true - y_pred)²) / (sum of (y_true - mean of y_true)²), in the dtype of
    y_true. All targets equal: 1 if all predictions are exact, 0 otherwise.
    Source: training slides, textbook 5.1.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def stratified_split(
    y: np.ndarray, test_fraction: float, rng: Seed
) -> tuple[np.ndarray, np.ndarray]:
    """Découpe au hasard en (apprentissage, test), classe par classe.

    y : étiquettes, forme (n,), entiers positifs ou nuls. test_fraction : part du test, strictement
    entre 0 et 1. rng : graine entière ou Generator.
    D'une classe de m exemples, min(round(test_fraction * m), m - 1) vont au test, tirés au hasard.
    Renvoie deux tableaux d'indices dans y, chacun dans un ordre aléatoire ; chaque exemple est dans
    un seul des deux. Source : diapositives d'apprentissage, manuel 5.1 et 5.2.
    --
    Split at random into (training, test), class by class.

    y: labels, shape (n,), integers, 0 or more. test_fraction: the share of the test, strictly
    between 0 and 1. rng: integer seed or Generator.
    Of a class of m examples, min(round(test_fraction * m), m - 1) go to the test, drawn at random.
    Returns two arrays of indices into y, each in a random order; each example is in just one of
    the two. Source: training slides, textbook 5.1 and 5.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def train_validation_test(
    y: np.ndarray, test_fraction: float, validation_fraction: float, rng: Seed
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Découpe au hasard en (apprentissage, validation, test), classe par classe.

    y, test_fraction, rng : comme pour `stratified_split`, qui met d'abord le test de côté.
    validation_fraction : part de la validation dans ce qui reste, strictement entre 0 et 1 ; le
    même partage, appliqué à ce reste.
    Renvoie trois tableaux d'indices dans y, chacun dans un ordre aléatoire ; chaque exemple est
    dans un seul des trois.
    Source : manuel 5.2, diapositives d'apprentissage.
    --
    Split at random into (training, validation, test), class by class.

    y, test_fraction, rng: as for `stratified_split`, which puts the test aside first.
    validation_fraction: the share of the validation in what is left, strictly between 0 and 1; the
    same split, applied to that rest.
    Returns three arrays of indices into y, each in a random order; each example is in just one of
    the three.
    Source: textbook 5.2, training slides.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def k_fold(n: int, k: int, rng: Seed) -> list[tuple[np.ndarray, np.ndarray]]:
    """Validation croisée : k paires (apprentissage, validation), après mélange.

    n : nombre d'exemples. k : nombre de plis, 2 <= k <= n. rng : graine entière ou Generator.
    Les n exemples, mélangés, forment k plis ; les n % k premiers ont un exemple de plus que les
    autres. La paire i contient les indices de tous les autres plis, puis ceux du pli i.
    Renvoie une liste de k paires de tableaux d'indices. Source : diapositives d'apprentissage.
    --
    Cross-validation: k pairs (training, validation), after shuffling.

    n: number of examples. k: number of folds, 2 <= k <= n. rng: integer seed or Generator.
    The n examples, shuffled, make k folds; the first n % k have one example more than the others.
    Pair i holds the indices of all the other folds, then those of fold i.
    Returns a list of k pairs of index arrays. Source: training slides.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def cross_validate(
    evaluate: Evaluate, n: int, k: int, rng: Seed
) -> tuple[np.floating, np.floating]:
    """Moyenne et écart-type (ddof = 0) des k scores d'une validation croisée.

    evaluate : fonction à appeler une fois par pli, evaluate(train, validation), qui entraîne un
    nouveau modèle sur les indices train et renvoie son score (un flottant) sur validation.
    n, k, rng : comme pour `k_fold`. Renvoie deux nombres. Source : diapositives d'apprentissage.
    --
    Mean and standard deviation (ddof = 0) of the k scores of a cross-validation.

    evaluate: a function to call once per fold, evaluate(train, validation), which trains a new
    model on the indices train and returns its score (a float) on validation.
    n, k, rng: as for `k_fold`. Returns two numbers. Source: training slides.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def class_distribution(y: np.ndarray, num_classes: int) -> np.ndarray:
    """Part de chaque classe.

    y : étiquettes, forme (n,), entiers de 0 à num_classes - 1.
    Renvoie un tableau (num_classes,) de flottants, de somme 1. Source : diapositives
    d'apprentissage, manuel 5.2.
    --
    Share of each class.

    y: labels, shape (n,), integers from 0 to num_classes - 1.
    Returns an array (num_classes,) of floats that sum to 1. Source: training slides, textbook 5.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def class_weights(y: np.ndarray, num_classes: int) -> np.ndarray:
    """Poids qui donnent à chaque classe la même importance : n / (num_classes * effectif).

    y : étiquettes, forme (n,), entiers de 0 à num_classes - 1.
    Renvoie un tableau (num_classes,) de flottants ; 0 pour une classe absente.
    Source : diapositives d'apprentissage.
    --
    Weights that give each class the same importance: n / (num_classes * count).

    y: labels, shape (n,), integers from 0 to num_classes - 1.
    Returns an array (num_classes,) of floats; 0 for an absent class. Source: training slides.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def oversample(y: np.ndarray, rng: Seed) -> np.ndarray:
    """Sur-échantillonnage : chaque classe présente atteint l'effectif de la plus grande.

    y : étiquettes, forme (n,), entiers positifs ou nuls. rng : graine entière ou Generator.
    Renvoie un tableau d'indices dans y, dans un ordre libre : tous les exemples d'origine, plus les
    copies qui manquent, tirées dans leur classe au hasard avec remise.
    Source : diapositives d'apprentissage.
    --
    Over-sampling: each class that is present reaches the size of the largest.

    y: labels, shape (n,), integers, 0 or more. rng: integer seed or Generator.
    Returns an array of indices into y, in any order: all the original examples, plus the copies
    that are missing, drawn from their class at random with replacement.
    Source: training slides.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def undersample(y: np.ndarray, rng: Seed) -> np.ndarray:
    """Sous-échantillonnage : chaque classe présente descend à l'effectif de la plus petite.

    y : étiquettes, forme (n,), entiers positifs ou nuls. rng : graine entière ou Generator.
    Renvoie un tableau d'indices dans y, tirés dans chaque classe au hasard sans remise (aucun
    indice deux fois). Ordre libre. Source : diapositives d'apprentissage.
    --
    Under-sampling: each class that is present goes down to the size of the smallest.

    y: labels, shape (n,), integers, 0 or more. rng: integer seed or Generator.
    Returns an array of indices into y, drawn from each class at random without replacement (no
    index twice). Any order. Source: training slides.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def balanced_split(y: np.ndarray, test_fraction: float, rng: Seed) -> tuple[np.ndarray, np.ndarray]:
    """Découpe en (apprentissage, test), et rééquilibre l'apprentissage seul.

    y, test_fraction, rng : comme pour `stratified_split`. Le test est celui de ce découpage :
    jamais de doublon, proportions d'origine. L'apprentissage est ensuite
    sur-échantillonné, comme par `oversample`.
    Renvoie deux tableaux d'indices dans y, dans un ordre libre ; aucun exemple n'est dans les deux.
    Source : diapositives d'apprentissage.
    --
    Split into (training, test), and rebalance the training part alone.

    y, test_fraction, rng: as for `stratified_split`. The test is the one of that split: never an
    example twice, the original proportions. The training part is then over-sampled, as by
    `oversample`.
    Returns two arrays of indices into y, in any order; no example is in both.
    Source: training slides.
    """
    # À compléter / Your code here
    raise NotImplementedError()
