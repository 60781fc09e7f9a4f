"""Misconceptions of ex15 (support vector machines): the wrong answers that people really write.

Each is laid over the solution, so it may call the solution's functions by name.
"""

# ruff: noqa: F821  # names of the solution

import numpy as np
from sklearn.svm import SVC

from grader.checks.api import misconception

# --- the margin and the objective ------------------------------------------------------------------


@misconception(
    "half-margin",
    replaces="margin_width",
    see="SVM",
    fr="Vous donnez 1 / ||w||, la distance du milieu à un seul bord. La marge va d'un bord à l'autre, "
    "de w.x + b = -1 à +1 : deux fois plus.",
    en="You give 1 / ||w||, the distance from the middle to one edge only. The margin goes from edge "
    "to edge, from w.x + b = -1 to +1: twice as much.",
)
def margin_width_half(w):
    return 1 / np.linalg.norm(w)


@misconception(
    "margin-squared-norm",
    replaces="margin_width",
    see="SVM",
    fr="Vous divisez par ||w||² : c'est le carré que l'objectif contient. La largeur est 2 / ||w||, "
    "avec la racine.",
    en="You divide by ||w||²: it is the objective that holds the square. The width is 2 / ||w||, with "
    "the root.",
)
def margin_width_squared(w):
    return 2 / (w @ w)


@misconception(
    "c-on-penalty",
    replaces="primal_objective",
    see="SVM, question 3",
    fr="Votre C multiplie ||w||² / 2, comme l'alpha de la régularisation. Dans une SVM, il multiplie "
    "les ERREURS : un grand C régularise moins.",
    en="Your C multiplies ||w||² / 2, like the alpha of regularisation. In an SVM it multiplies the "
    "ERRORS: a large C regularises less.",
)
def primal_objective_c_on_penalty(w, b, X, y, C):
    return C * (w @ w) / 2 + np.maximum(0, 1 - (2 * y - 1) * (X @ w + b)).sum()


@misconception(
    "hinge-mean",
    replaces="primal_objective",
    see="SVM",
    fr="Vous prenez la moyenne des pertes hinge. L'objectif d'une SVC en prend la somme, et C agit donc "
    "d'autant plus qu'il y a d'exemples.",
    en="You take the mean of the hinge losses. The objective of an SVC takes their sum, so C acts the "
    "more, the more examples there are.",
)
def primal_objective_mean(w, b, X, y, C):
    return w @ w / 2 + C * np.maximum(0, 1 - (2 * y - 1) * (X @ w + b)).mean()


@misconception(
    "labels-zero-one",
    replaces="primal_objective",
    see="SVM",
    fr="Vous mettez les étiquettes 0 et 1 telles quelles dans la perte hinge : pour la classe 0, elle "
    "vaut alors toujours 1. Elle attend -1 et +1, soit 2y - 1.",
    en="You put the labels 0 and 1 into the hinge loss as they are: for class 0 it is then always 1. It "
    "expects -1 and +1, that is 2y - 1.",
)
def primal_objective_zero_one(w, b, X, y, C):
    return w @ w / 2 + C * np.maximum(0, 1 - y * (X @ w + b)).sum()


@misconception(
    "labels-zero-one",
    replaces="margin_counts",
)
def margin_counts_zero_one(scores, y):
    margins = y * scores
    outside, wrong = np.count_nonzero(margins >= 1), np.count_nonzero(margins <= 0)
    return {"outside": outside, "inside": len(y) - outside - wrong, "wrong": wrong}


@misconception(
    "penalty-without-half",
    replaces="primal_objective",
    see="SVM",
    fr="Il manque le 1/2 devant ||w||².",
    en="The 1/2 in front of ||w||² is missing.",
)
def primal_objective_no_half(w, b, X, y, C):
    return w @ w + C * np.maximum(0, 1 - (2 * y - 1) * (X @ w + b)).sum()


@misconception(
    "norm-not-squared",
    replaces="primal_objective",
    see="SVM",
    fr="Vous prenez ||w|| au lieu de son carré : l'objectif contient ||w||² / 2.",
    en="You take ||w|| instead of its square: the objective holds ||w||² / 2.",
)
def primal_objective_norm(w, b, X, y, C):
    return np.linalg.norm(w) / 2 + C * np.maximum(0, 1 - (2 * y - 1) * (X @ w + b)).sum()


@misconception(
    "margin-violations-without-one",
    replaces="primal_objective",
    see="SVM",
    fr="Vous ne comptez que les erreurs, max(0, -s f). La perte hinge commence à 1 : un exemple du bon "
    "côté, mais dans le couloir, coûte déjà.",
    en="You count errors only, max(0, -s f). The hinge loss begins at 1: an example on the right side, "
    "but within the corridor, costs something already.",
)
def primal_objective_perceptron(w, b, X, y, C):
    return w @ w / 2 + C * np.maximum(0, -(2 * y - 1) * (X @ w + b)).sum()


@misconception(
    "strength-is-c",
    replaces="l2_strength",
    see="SVM, question 3",
    fr="Vous faites grandir alpha avec C : c'est l'erreur du compte rendu. Divisez l'objectif par C n : "
    "alpha = 1 / (C n), un grand C régularise moins.",
    en="You have alpha grow with C: this is the lab report's mistake. Divide the objective by C n: "
    "alpha = 1 / (C n), a large C regularises less.",
)
def l2_strength_is_c(C, n):
    return C


@misconception(
    "strength-c-over-n",
    replaces="l2_strength",
    see="SVM, question 3",
    fr="Vous faites grandir alpha avec C, comme le compte rendu : C / n. C est au dénominateur : "
    "alpha = 1 / (C n).",
    en="You have alpha grow with C, like the lab report: C / n. C is in the denominator: "
    "alpha = 1 / (C n).",
)
def l2_strength_over_n(C, n):
    return C / n


@misconception(
    "strength-without-n",
    replaces="l2_strength",
    see="SVM, question 3",
    fr="Vous oubliez n : la SVM additionne les pertes, la régularisation de l'ex10 en prend la moyenne. "
    "alpha = 1 / (C n).",
    en="You forget n: the SVM adds up the losses, the regularisation of ex10 averages them. "
    "alpha = 1 / (C n).",
)
def l2_strength_without_n(C, n):
    return 1 / C


@misconception(
    "edges-of-margin",
    replaces="margin_counts",
    see="SVM",
    fr="Vos bornes sont mal rangées : un exemple exactement sur le bord (s f = 1) est dehors, un "
    "exemple exactement sur la frontière (s f = 0) est une erreur.",
    en="Your borderline cases are in the wrong place: an example right on the edge (s f = 1) is "
    "outside, an example right on the boundary (s f = 0) is an error.",
)
def margin_counts_edges(scores, y):
    margins = (2 * y - 1) * scores
    outside, wrong = np.count_nonzero(margins > 1), np.count_nonzero(margins < 0)
    return {"outside": outside, "inside": len(y) - outside - wrong, "wrong": wrong}


@misconception(
    "labels-ignored",
    replaces="margin_counts",
    see="SVM",
    fr="Vous comptez d'après les scores seuls. Un score de -2 est excellent pour la classe 0 et très "
    "mauvais pour la classe 1 : multipliez par s = 2y - 1.",
    en="You count by the scores alone. A score of -2 is excellent for class 0 and very bad for class 1: "
    "multiply by s = 2y - 1.",
)
def margin_counts_no_labels(scores, y):
    outside, wrong = np.count_nonzero(scores >= 1), np.count_nonzero(scores <= 0)
    return {"outside": outside, "inside": len(y) - outside - wrong, "wrong": wrong}


@misconception(
    "distance-for-side",
    replaces="margin_counts",
    see="SVM",
    fr="Vous comptez comme « outside » tout ce dont |f| dépasse 1 : la distance seule ne dit pas de "
    "quel côté l'exemple se trouve. Un s f de -3 est une grosse erreur.",
    en="You count as 'outside' all whose |f| exceeds 1: the distance alone does not say on which side "
    "the example is. An s f of -3 is a big error.",
)
def margin_counts_distance(scores, y):
    wrong = np.count_nonzero((2 * y - 1) * scores <= 0)
    outside = np.count_nonzero(np.abs(scores) >= 1)
    return {"outside": outside, "inside": np.count_nonzero(np.abs(scores) < 1), "wrong": wrong}


# --- from the circle to the line -------------------------------------------------------------------


@misconception(
    "radius-with-root",
    replaces="add_radius",
    see="SVM",
    fr="Vous ajoutez le rayon ; l'énoncé demande son carré, qui n'a pas besoin de racine.",
    en="You add the radius; the statement asks for its square, which needs no root.",
)
def add_radius_root(X):
    return np.column_stack([X, np.sqrt(np.sum(X**2, axis=1))])


@misconception(
    "radius-alone",
    replaces="add_radius",
    see="SVM",
    fr="Vous ne rendez que la nouvelle colonne : les colonnes de X viennent avant elle.",
    en="You return the new column only: the columns of X come before it.",
)
def add_radius_alone(X):
    return np.sum(X**2, axis=1, keepdims=True)


@misconception(
    "squares-of-columns",
    replaces="add_radius",
    see="SVM",
    fr="Vous ajoutez le carré de chaque colonne ; l'énoncé demande une seule colonne, leur somme.",
    en="You add the square of each column; the statement asks for a single column, their sum.",
)
def add_radius_squares(X):
    return np.column_stack([X, X**2])


@misconception(
    "kernel-not-squared",
    replaces="rbf_kernel",
    see="SVM",
    fr="Votre noyau contient la distance ; le noyau RBF contient son carré, ||a - b||².",
    en="Your kernel holds the distance; the RBF kernel holds its square, ||a - b||².",
)
def rbf_kernel_not_squared(A, B, gamma):
    return np.exp(-gamma * np.sqrt(np.sum((A[:, None, :] - B) ** 2, axis=-1)))


@misconception(
    "gamma-as-width",
    replaces="rbf_kernel",
    see="SVM",
    fr="Vous lisez gamma comme une largeur, exp(-d² / (2 gamma²)). Dans scikit-learn, gamma multiplie : "
    "exp(-gamma d²), un grand gamma voit moins loin.",
    en="You read gamma as a width, exp(-d² / (2 gamma²)). In scikit-learn gamma multiplies: "
    "exp(-gamma d²), a large gamma sees less far.",
)
def rbf_kernel_width(A, B, gamma):
    return np.exp(-np.sum((A[:, None, :] - B) ** 2, axis=-1) / (2 * gamma**2))


@misconception(
    "kernel-transposed",
    replaces="rbf_kernel",
    see="SVM",
    fr="Votre tableau est transposé : une ligne par point de A, une colonne par point de B.",
    en="Your array is transposed: one row per point of A, one column per point of B.",
)
def rbf_kernel_transposed(A, B, gamma):
    return np.exp(-gamma * np.sum((A - B[:, None, :]) ** 2, axis=-1))


@misconception(
    "kernel-sign",
    replaces="rbf_kernel",
    see="SVM",
    fr="Il manque le signe moins : votre noyau grandit avec la distance, alors qu'il mesure une "
    "ressemblance.",
    en="The minus sign is missing: your kernel grows with the distance, while it measures a likeness.",
)
def rbf_kernel_sign(A, B, gamma):
    return np.exp(gamma * np.sum((A[:, None, :] - B) ** 2, axis=-1))


@misconception(
    "intercept-forgotten",
    replaces="decision_by_hand",
    see="SVM",
    fr="Vous oubliez le biais : toute la frontière est déplacée.",
    en="You forget the bias: the whole boundary is shifted.",
)
def decision_no_intercept(support_vectors, coefficients, intercept, gamma, X):
    return rbf_kernel(X, support_vectors, gamma) @ coefficients


@misconception(
    "dot-for-kernel",
    replaces="decision_by_hand",
    see="SVM",
    fr="Vous prenez le produit scalaire, c'est-à-dire le noyau linéaire : il faut celui avec lequel la "
    "SVM a été entraînée, le noyau RBF.",
    en="You take the dot product, that is the linear kernel: it takes the one that the SVM was trained "
    "with, the RBF kernel.",
)
def decision_dot(support_vectors, coefficients, intercept, gamma, X):
    return X @ support_vectors.T @ coefficients + intercept


@misconception(
    "votes-without-coefficients",
    replaces="decision_by_hand",
    see="SVM",
    fr="Vous ne gardez que le signe des coefficients, comme si chaque vecteur de support votait aussi "
    "fort. Leur valeur est le poids du vote.",
    en="You keep the sign of the coefficients only, as if every support vector voted as loudly. Their "
    "value is the weight of the vote.",
)
def decision_signs(support_vectors, coefficients, intercept, gamma, X):
    return rbf_kernel(X, support_vectors, gamma) @ np.sign(coefficients) + intercept


# --- with scikit-learn -----------------------------------------------------------------------------


@misconception(
    "c-inverted",
    replaces="fit_svm",
    see="SVM, question 3",
    fr="Vous donnez 1 / C à SVC, comme si C était la force de la régularisation. C'est l'inverse : un "
    "grand C serre les exemples d'apprentissage de plus près. Passez C tel quel.",
    en="You give 1 / C to SVC, as if C were the strength of the regularisation. It is the reverse: a "
    "large C fits the training examples harder. Hand over C as it is.",
)
def fit_svm_inverted(X, y, kernel, C=1.0, gamma=1.0):
    if kernel not in ("linear", "rbf"):
        raise ValueError(kernel)
    return SVC(kernel=kernel, C=1 / C, gamma=gamma).fit(X, y)


@misconception(
    "c-forgotten",
    replaces="fit_svm",
    see="SVM, question 3",
    fr="Vous ne passez pas C à SVC : il vaut toujours 1, quel que soit celui que l'on demande.",
    en="You don't hand C over to SVC: it is always 1, whichever one is asked for.",
)
def fit_svm_no_c(X, y, kernel, C=1.0, gamma=1.0):
    if kernel not in ("linear", "rbf"):
        raise ValueError(kernel)
    return SVC(kernel=kernel, gamma=gamma).fit(X, y)


@misconception(
    "gamma-forgotten",
    replaces="fit_svm",
    see="SVM",
    fr="Vous ne passez pas gamma à SVC : scikit-learn en choisit un d'après les données (« scale »).",
    en="You don't hand gamma over to SVC: scikit-learn chooses one by the data ('scale').",
)
def fit_svm_no_gamma(X, y, kernel, C=1.0, gamma=1.0):
    if kernel not in ("linear", "rbf"):
        raise ValueError(kernel)
    return SVC(kernel=kernel, C=C).fit(X, y)


@misconception(
    "kernel-forgotten",
    replaces="fit_svm",
    see="SVM",
    fr="Vous ne passez pas le noyau à SVC : sans lui, c'est toujours « rbf ».",
    en="You don't hand the kernel over to SVC: without it, it is always 'rbf'.",
)
def fit_svm_no_kernel(X, y, kernel, C=1.0, gamma=1.0):
    if kernel not in ("linear", "rbf"):
        raise ValueError(kernel)
    return SVC(C=C, gamma=gamma).fit(X, y)


@misconception(
    "other-kernels-accepted",
    replaces="fit_svm",
    see="SVM",
    fr="Vous laissez passer un noyau que l'énoncé ne prévoit pas : scikit-learn connaît « poly », il ne "
    "se plaindra pas à votre place. Levez ValueError.",
    en="You let a kernel pass that the statement does not provide for: scikit-learn knows 'poly', it "
    "won't complain in your place. Raise ValueError.",
)
def fit_svm_any_kernel(X, y, kernel, C=1.0, gamma=1.0):
    return SVC(kernel=kernel, C=C, gamma=gamma).fit(X, y)


@misconception(
    "linear-svc",
    replaces="fit_svm",
    see="SVM",
    fr='LinearSVC n\'est pas SVC(kernel="linear") : il élève les pertes hinge au carré et régularise '
    "aussi le biais. L'énoncé demande SVC.",
    en='LinearSVC is not SVC(kernel="linear"): it squares the hinge losses and regularises the bias '
    "too. The statement asks for SVC.",
)
def fit_svm_linear_svc(X, y, kernel, C=1.0, gamma=1.0):
    from sklearn.svm import LinearSVC

    if kernel == "linear":
        return LinearSVC(C=C, random_state=0, max_iter=20000).fit(X, y)
    if kernel != "rbf":
        raise ValueError(kernel)
    return SVC(kernel=kernel, C=C, gamma=gamma).fit(X, y)


@misconception(
    "grid-transposed",
    replaces="decision_grid",
    see="SVM",
    fr="Votre grille est transposée : les lignes suivent ys, les colonnes xs, comme dans une image.",
    en="Your grid is transposed: the rows follow ys, the columns xs, as in an image.",
)
def decision_grid_transposed(model, xs, ys):
    first, second = np.meshgrid(xs, ys, indexing="ij")
    return model.predict(np.column_stack([first.ravel(), second.ravel()])).reshape(first.shape)


@misconception(
    "grid-coordinates-swapped",
    replaces="decision_grid",
    see="SVM",
    fr="Vous donnez au modèle les points (y, x) au lieu de (x, y) : la première colonne est l'abscisse.",
    en="You give the model the points (y, x) instead of (x, y): the first column is the abscissa.",
)
def decision_grid_swapped(model, xs, ys):
    first, second = np.meshgrid(xs, ys)
    return model.predict(np.column_stack([second.ravel(), first.ravel()])).reshape(first.shape)


@misconception(
    "grid-scores",
    replaces="decision_grid",
    see="SVM",
    fr="Vous rendez les scores (decision_function) ; l'énoncé demande les classes 0 ou 1 (predict).",
    en="You return the scores (decision_function); the statement asks for the classes 0 or 1 (predict).",
)
def decision_grid_scores(model, xs, ys):
    first, second = np.meshgrid(xs, ys)
    points = np.column_stack([first.ravel(), second.ravel()])
    return model.decision_function(points).reshape(first.shape)


@misconception(
    "scored-on-training",
    replaces="compare_models",
    see="book 5",
    fr="Vous mesurez l'exactitude sur l'apprentissage. Un modèle se juge sur des exemples qu'il n'a "
    "pas vus : X_test et y_test.",
    en="You measure the accuracy on the training set. A model is judged on examples that it has not "
    "seen: X_test and y_test.",
)
def compare_models_training(X_train, y_train, X_test, y_test, C=1.0, gamma=1.0):
    lifted = fit_svm(add_radius(X_train), y_train, "linear", C)
    return {
        "linear": fit_svm(X_train, y_train, "linear", C).score(X_train, y_train),
        "rbf": fit_svm(X_train, y_train, "rbf", C, gamma).score(X_train, y_train),
        "lifted": lifted.score(add_radius(X_train), y_train),
    }


@misconception(
    "fitted-on-test",
    replaces="compare_models",
    see="book 5",
    fr="Vous entraînez les modèles sur le test : ils connaissent les réponses sur lesquelles vous les "
    "jugez.",
    en="You train the models on the test set: they know the answers on which you judge them.",
)
def compare_models_fitted_on_test(X_train, y_train, X_test, y_test, C=1.0, gamma=1.0):
    lifted = fit_svm(add_radius(X_test), y_test, "linear", C)
    return {
        "linear": fit_svm(X_test, y_test, "linear", C).score(X_test, y_test),
        "rbf": fit_svm(X_test, y_test, "rbf", C, gamma).score(X_test, y_test),
        "lifted": lifted.score(add_radius(X_test), y_test),
    }


@misconception(
    "lifted-with-rbf",
    replaces="compare_models",
    see="SVM",
    fr="Votre modèle « lifted » a encore un noyau RBF. Tout l'intérêt de la colonne ajoutée est qu'une "
    "SVM linéaire suffise.",
    en="Your 'lifted' model still has an RBF kernel. The whole point of the added column is that a "
    "linear SVM is enough.",
)
def compare_models_lifted_rbf(X_train, y_train, X_test, y_test, C=1.0, gamma=1.0):
    lifted = fit_svm(add_radius(X_train), y_train, "rbf", C, gamma)
    return {
        "linear": fit_svm(X_train, y_train, "linear", C).score(X_test, y_test),
        "rbf": fit_svm(X_train, y_train, "rbf", C, gamma).score(X_test, y_test),
        "lifted": lifted.score(add_radius(X_test), y_test),
    }


# --- the effect of C -------------------------------------------------------------------------------


@misconception(
    "norm-for-margin",
    replaces="margins_by_c",
    see="SVM",
    fr="Vous rendez ||w||, qui grandit quand la marge rétrécit. La largeur est 2 / ||w||.",
    en="You return ||w||, which grows as the margin shrinks. The width is 2 / ||w||.",
)
def margins_by_c_norm(X, y, C_values):
    return [float(np.linalg.norm(fit_svm(X, y, "linear", C).coef_)) for C in C_values]


@misconception(
    "margins-sorted",
    replaces="margins_by_c",
    see="SVM",
    fr="Vos marges sont dans l'ordre croissant. Elles doivent suivre l'ordre de C_values, une par C.",
    en="Your margins are in increasing order. They have to follow the order of C_values, one per C.",
)
def margins_by_c_sorted(X, y, C_values):
    return sorted(margin_width(fit_svm(X, y, "linear", C).coef_[0]) for C in C_values)


@misconception(
    "validation-learned",
    replaces="effect_of_c",
    see="book 5",
    fr="Vous entraînez aussi sur la validation : elle ne mesure plus rien. On n'apprend que sur X_train "
    "et y_train.",
    en="You train on the validation set too: it no longer measures anything. Only X_train and y_train "
    "are learned from.",
)
def effect_of_c_leak(X_train, y_train, X_valid, y_valid, C_values, gamma=1.0):
    X, y = np.concatenate([X_train, X_valid]), np.concatenate([y_train, y_valid])
    models = [fit_svm(X, y, "rbf", C, gamma) for C in C_values]
    return {
        "train_accuracy": [model.score(X_train, y_train) for model in models],
        "valid_accuracy": [model.score(X_valid, y_valid) for model in models],
        "support_vectors": [len(model.support_vectors_) for model in models],
    }


@misconception(
    "support-vectors-of-one-class",
    replaces="effect_of_c",
    see="SVM",
    fr="Vous ne comptez que les vecteurs de support d'une classe, n_support_[0]. Il faut les deux : "
    "n_support_.sum(), ou le nombre de lignes de support_vectors_.",
    en="You count the support vectors of one class only, n_support_[0]. Both are wanted: "
    "n_support_.sum(), or the number of rows of support_vectors_.",
)
def effect_of_c_one_class(X_train, y_train, X_valid, y_valid, C_values, gamma=1.0):
    models = [fit_svm(X_train, y_train, "rbf", C, gamma) for C in C_values]
    return {
        "train_accuracy": [model.score(X_train, y_train) for model in models],
        "valid_accuracy": [model.score(X_valid, y_valid) for model in models],
        "support_vectors": [int(model.n_support_[0]) for model in models],
    }


@misconception(
    "accuracies-swapped",
    replaces="effect_of_c",
    see="book 5",
    fr="Vos deux exactitudes sont échangées : train_accuracy se mesure sur X_train, valid_accuracy sur "
    "X_valid.",
    en="Your two accuracies are swapped: train_accuracy is measured on X_train, valid_accuracy on "
    "X_valid.",
)
def effect_of_c_swapped(X_train, y_train, X_valid, y_valid, C_values, gamma=1.0):
    models = [fit_svm(X_train, y_train, "rbf", C, gamma) for C in C_values]
    return {
        "train_accuracy": [model.score(X_valid, y_valid) for model in models],
        "valid_accuracy": [model.score(X_train, y_train) for model in models],
        "support_vectors": [len(model.support_vectors_) for model in models],
    }


@misconception(
    "effect-of-c-linear",
    replaces="effect_of_c",
    see="SVM",
    fr="Vous entraînez des SVM linéaires ; la table de l'énoncé est celle du noyau RBF.",
    en="You train linear SVMs; the table of the statement is that of the RBF kernel.",
)
def effect_of_c_linear(X_train, y_train, X_valid, y_valid, C_values, gamma=1.0):
    models = [fit_svm(X_train, y_train, "linear", C) for C in C_values]
    return {
        "train_accuracy": [model.score(X_train, y_train) for model in models],
        "valid_accuracy": [model.score(X_valid, y_valid) for model in models],
        "support_vectors": [len(model.support_vectors_) for model in models],
    }


@misconception(
    "largest-c-in-a-tie",
    replaces="choose_c",
    see="SVM, question 3",
    fr="À égalité, vous prenez le plus grand C, comme si un grand C limitait la complexité. C'est "
    "l'inverse : le plus petit régularise le plus.",
    en="In a tie you take the largest C, as if a large C limited complexity. It is the reverse: the "
    "smallest one regularises most.",
)
def choose_c_largest(C_values, valid_accuracy):
    best = max(valid_accuracy)
    return max(C for C, accuracy in zip(C_values, valid_accuracy) if accuracy == best)


@misconception(
    "first-c-in-a-tie",
    replaces="choose_c",
    see="SVM, question 3",
    fr="À égalité, vous prenez le premier de la liste. Les C arrivent dans un ordre quelconque : prenez "
    "le plus petit de ceux qui sont à égalité.",
    en="In a tie you take the first of the list. The Cs come in any order: take the smallest of those "
    "that are tied.",
)
def choose_c_first(C_values, valid_accuracy):
    return C_values[int(np.argmax(valid_accuracy))]


@misconception(
    "index-for-c",
    replaces="choose_c",
    see="SVM",
    fr="Vous rendez la place du meilleur C dans la liste ; c'est C lui-même qui est demandé.",
    en="You return the place of the best C in the list; C itself is asked for.",
)
def choose_c_index(C_values, valid_accuracy):
    return int(np.argmax(valid_accuracy))


@misconception(
    "worst-c",
    replaces="choose_c",
    see="book 5",
    fr="Vous minimisez l'exactitude, comme on minimise une perte : elle se maximise.",
    en="You minimise the accuracy, as one minimises a loss: it is to be maximised.",
)
def choose_c_worst(C_values, valid_accuracy):
    best = min(valid_accuracy)
    return min(C for C, accuracy in zip(C_values, valid_accuracy) if accuracy == best)
