"""Machines à vecteurs de support, linéaires et à noyau, et ce que fait C (exercice ex15, bonus).

Conventions : un exemple par ligne, X de forme (n, d), en flottants. Les étiquettes y sont les entiers
0 et 1, de forme (n,) ; dans les formules, leur signe est s = 2y - 1, soit -1 pour la classe 0 et +1
pour la classe 1. Les arguments ne sont jamais modifiés.
--
Support vector machines, linear and with a kernel, and what C does (exercise ex15, bonus).

Conventions: one example per row, X of shape (n, d), floats. The labels y are the integers 0 and 1, of
shape (n,); in the formulas their sign is s = 2y - 1, that is -1 for class 0 and +1 for class 1.
Arguments are never modified.
"""

import numpy as np
from sklearn.svm import SVC

# --- la marge et l'objectif / the margin and the objective ----------------------------------------


def margin_width(w: np.ndarray) -> float:
    """Largeur du couloir entre les droites w.x + b = -1 et w.x + b = +1.

    Args:
        w: poids (d,), non nuls.
    Returns:
        la largeur 2 / ||w||, un nombre, dans l'unité de X.
    Source: compte rendu de TP, bonus SVM.
    --
    Width of the corridor between the lines w.x + b = -1 and w.x + b = +1.

    Args:
        w: weights (d,), not zero.
    Returns:
        the width 2 / ||w||, a number, in the unit of X.
    Source: lab report, SVM bonus.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def primal_objective(w: np.ndarray, b: float, X: np.ndarray, y: np.ndarray, C: float) -> float:
    """Ce que minimise une SVM linéaire : ||w||² / 2 + C fois la SOMME des pertes hinge.

    Args:
        w: poids (d,). b: biais (float). X: exemples (n, d). y: étiquettes 0 ou 1, (n,).
        C: poids des erreurs (float > 0).
    Returns:
        un nombre. La perte hinge d'un exemple est max(0, 1 - s (w.x + b)), s = 2y - 1.
    Source: compte rendu de TP, bonus SVM ; ex03 pour la perte hinge.
    --
    What a linear SVM minimises: ||w||² / 2 + C times the SUM of the hinge losses.

    Args:
        w: weights (d,). b: bias (float). X: examples (n, d). y: labels 0 or 1, (n,).
        C: weight of the errors (float > 0).
    Returns:
        a number. The hinge loss of an example is max(0, 1 - s (w.x + b)), s = 2y - 1.
    Source: lab report, SVM bonus; ex03 for the hinge loss.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def l2_strength(C: float, n: int) -> float:
    """Force alpha de la régularisation L2 (ex10) qui correspond à C pour n exemples.

    Args:
        C: poids des erreurs (float > 0). n: nombre d'exemples (entier > 0).
    Returns:
        alpha, un nombre : objectif / (C n) = moyenne des pertes hinge + alpha ||w||² / 2.
    Source: compte rendu de TP, question 3 sur les SVM (voir l'énoncé) ; manuel, chapitre 6.
    --
    Strength alpha of the L2 regularisation (ex10) that corresponds to C for n examples.

    Args:
        C: weight of the errors (float > 0). n: number of examples (integer > 0).
    Returns:
        alpha, a number: objective / (C n) = mean of the hinge losses + alpha ||w||² / 2.
    Source: lab report, SVM question 3 (see the statement); textbook, chapter 6.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def margin_counts(scores: np.ndarray, y: np.ndarray) -> dict[str, int]:
    """Compte les exemples bien à leur place, ceux du couloir et les erreurs.

    Args:
        scores: f(x) de chaque exemple, (n,). y: étiquettes 0 ou 1, (n,).
    Returns:
        {"outside": s f >= 1, "inside": 0 < s f < 1, "wrong": s f <= 0}, trois entiers, de somme n.
    Source: compte rendu de TP, bonus SVM.
    --
    Count the examples that are well in their place, those in the corridor and the errors.

    Args:
        scores: f(x) of each example, (n,). y: labels 0 or 1, (n,).
    Returns:
        {"outside": s f >= 1, "inside": 0 < s f < 1, "wrong": s f <= 0}, three integers that add up
        to n.
    Source: lab report, SVM bonus.
    """
    # À compléter / Your code here
    raise NotImplementedError()


# --- du cercle à la droite / from the circle to the line -------------------------------------------


def add_radius(X: np.ndarray) -> np.ndarray:
    """Ajoute une colonne à X : le carré de la distance à l'origine.

    Args:
        X: exemples (n, d).
    Returns:
        tableau (n, d + 1), même dtype que X : les colonnes de X, puis ||x||².
    Source: compte rendu de TP, bonus SVM (les cercles).
    --
    Add a column to X: the square of the distance to the origin.

    Args:
        X: examples (n, d).
    Returns:
        array (n, d + 1), same dtype as X: the columns of X, then ||x||².
    Source: lab report, SVM bonus (the circles).
    """
    # À compléter / Your code here
    raise NotImplementedError()


def rbf_kernel(A: np.ndarray, B: np.ndarray, gamma: float) -> np.ndarray:
    """Ressemblance de chaque ligne de A à chaque ligne de B : exp(-gamma ||a - b||²).

    Args:
        A: points (n, d). B: points (m, d). gamma: un nombre > 0.
    Returns:
        tableau (n, m), entre 0 et 1, même dtype que A et B.
    Source: compte rendu de TP, bonus SVM.
    --
    Likeness of each row of A to each row of B: exp(-gamma ||a - b||²).

    Args:
        A: points (n, d). B: points (m, d). gamma: a number > 0.
    Returns:
        array (n, m), between 0 and 1, same dtype as A and B.
    Source: lab report, SVM bonus.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def decision_by_hand(
    support_vectors: np.ndarray,
    coefficients: np.ndarray,
    intercept: float,
    gamma: float,
    X: np.ndarray,
) -> np.ndarray:
    """Scores d'une SVM RBF, refaits à partir de ce qu'elle a gardé des données.

    Args:
        support_vectors: (m, d). coefficients: un par vecteur de support, signe compris, (m,).
        intercept: le biais (float). gamma: celui du noyau. X: points à classer (n, d).
    Returns:
        scores (n,) : la somme des coefficients fois le noyau, plus le biais. Même dtype que X.
    Source: compte rendu de TP, bonus SVM.
    --
    Scores of an RBF SVM, made again from what it kept of the data.

    Args:
        support_vectors: (m, d). coefficients: one per support vector, sign included, (m,).
        intercept: the bias (float). gamma: that of the kernel. X: points to classify (n, d).
    Returns:
        scores (n,): the sum of the coefficients times the kernel, plus the bias. Same dtype as X.
    Source: lab report, SVM bonus.
    """
    # À compléter / Your code here
    raise NotImplementedError()


# --- avec scikit-learn / with scikit-learn ---------------------------------------------------------


def fit_svm(X: np.ndarray, y: np.ndarray, kernel: str, C: float = 1.0, gamma: float = 1.0) -> SVC:
    """Entraîne une SVC de scikit-learn, les autres réglages restant ceux de scikit-learn.

    Args:
        X: exemples (n, d). y: étiquettes 0 ou 1, (n,), les deux présentes.
        kernel: "linear" ou "rbf". C: poids des erreurs. gamma: celui du noyau RBF, sans effet sur
        le noyau linéaire.
    Returns:
        le modèle entraîné.
    Raises:
        ValueError: si kernel n'est ni "linear" ni "rbf".
    Source: compte rendu de TP, bonus SVM.
    --
    Train an SVC of scikit-learn, its other settings staying those of scikit-learn.

    Args:
        X: examples (n, d). y: labels 0 or 1, (n,), both present.
        kernel: "linear" or "rbf". C: weight of the errors. gamma: that of the RBF kernel, without
        effect on the linear kernel.
    Returns:
        the trained model.
    Raises:
        ValueError: if kernel is neither "linear" nor "rbf".
    Source: lab report, SVM bonus.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def decision_grid(model: SVC, xs: np.ndarray, ys: np.ndarray) -> np.ndarray:
    """Classe que donne le modèle à chaque point d'une grille du plan.

    Args:
        model: un modèle entraîné par `fit_svm` sur des exemples (n, 2).
        xs: abscisses (gx,). ys: ordonnées (gy,).
    Returns:
        entiers 0 ou 1, (gy, gx) : l'élément [i, j] est la classe du point (xs[j], ys[i]).
    Source: compte rendu de TP, bonus SVM.
    --
    Class that the model gives to each point of a grid of the plane.

    Args:
        model: a model trained by `fit_svm` on examples (n, 2).
        xs: abscissae (gx,). ys: ordinates (gy,).
    Returns:
        integers 0 or 1, (gy, gx): the element [i, j] is the class of the point (xs[j], ys[i]).
    Source: lab report, SVM bonus.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def compare_models(
    X_train: np.ndarray,
    y_train: np.ndarray,
    X_test: np.ndarray,
    y_test: np.ndarray,
    C: float = 1.0,
    gamma: float = 1.0,
) -> dict[str, float]:
    """Exactitude sur le TEST de trois SVM entraînées sur l'apprentissage.

    Args:
        X_train, y_train: exemples et étiquettes d'apprentissage. X_test, y_test: ceux du test.
        C: celui des trois SVM. gamma: celui du noyau RBF.
    Returns:
        {"linear": ..., "rbf": ..., "lifted": ...}, entre 0 et 1 ; "lifted" est une SVM linéaire sur
        les exemples passés par `add_radius`.
    Source: compte rendu de TP, bonus SVM.
    --
    Accuracy on the TEST set of three SVMs trained on the training set.

    Args:
        X_train, y_train: training examples and labels. X_test, y_test: those of the test.
        C: that of the three SVMs. gamma: that of the RBF kernel.
    Returns:
        {"linear": ..., "rbf": ..., "lifted": ...}, between 0 and 1; "lifted" is a linear SVM on the
        examples that went through `add_radius`.
    Source: lab report, SVM bonus.
    """
    # À compléter / Your code here
    raise NotImplementedError()


# --- l'effet de C / the effect of C ----------------------------------------------------------------


def margins_by_c(X: np.ndarray, y: np.ndarray, C_values: list[float]) -> list[float]:
    """Largeur de la marge d'une SVM linéaire, pour chaque C.

    Args:
        X: exemples (n, d). y: étiquettes 0 ou 1, (n,). C_values: les C à essayer.
    Returns:
        liste de largeurs, une par C, dans l'ordre de C_values.
    Source: compte rendu de TP, question 3 sur les SVM.
    --
    Width of the margin of a linear SVM, for each C.

    Args:
        X: examples (n, d). y: labels 0 or 1, (n,). C_values: the Cs to try.
    Returns:
        list of widths, one per C, in the order of C_values.
    Source: lab report, SVM question 3.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def effect_of_c(
    X_train: np.ndarray,
    y_train: np.ndarray,
    X_valid: np.ndarray,
    y_valid: np.ndarray,
    C_values: list[float],
    gamma: float = 1.0,
) -> dict[str, list[float]]:
    """Ce que C change à une SVM RBF, en trois nombres pour chaque C.

    Args:
        X_train, y_train: l'apprentissage. X_valid, y_valid: la validation, dont rien n'est appris.
        C_values: les C à essayer. gamma: celui du noyau RBF.
    Returns:
        {"train_accuracy": ..., "valid_accuracy": ..., "support_vectors": ...} : trois listes, un
        nombre par C, dans l'ordre de C_values ; le dernier est le nombre total de vecteurs de support.
    Source: compte rendu de TP, question 3 sur les SVM.
    --
    What C changes to an RBF SVM, in three numbers for each C.

    Args:
        X_train, y_train: the training set. X_valid, y_valid: the validation set, from which nothing
        is learned. C_values: the Cs to try. gamma: that of the RBF kernel.
    Returns:
        {"train_accuracy": ..., "valid_accuracy": ..., "support_vectors": ...}: three lists, one number
        per C, in the order of C_values; the last one is the total number of support vectors.
    Source: lab report, SVM question 3.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def choose_c(C_values: list[float], valid_accuracy: list[float]) -> float:
    """Le C de la meilleure exactitude de validation ; à égalité, celui qui régularise le plus.

    Args:
        C_values: les C essayés, dans un ordre quelconque. valid_accuracy: une exactitude par C.
    Returns:
        un élément de C_values.
    Source: compte rendu de TP, question 3 sur les SVM (voir l'énoncé).
    --
    The C of the best validation accuracy; in a tie, the one that regularises most.

    Args:
        C_values: the Cs that were tried, in any order. valid_accuracy: one accuracy per C.
    Returns:
        an element of C_values.
    Source: lab report, SVM question 3 (see the statement).
    """
    # À compléter / Your code here
    raise NotImplementedError()
