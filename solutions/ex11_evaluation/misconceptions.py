"""Misconceptions of ex11 (evaluation): the wrong answers that people really write.

Each is laid over the solution, so it may use its functions by name (ruff is told so with `noqa`).
Where chance comes in, a misconception draws as the solution does; somebody who draws otherwise
reads the sentence of the check instead.
"""
# ruff: noqa: F821

import numpy as np

from grader.checks.api import misconception

# --- confusion matrix and accuracy ---------------------------------------------------------------


@misconception(
    "confusion-transposed",
    replaces="confusion_matrix",
    see="5.2",
    fr="Votre matrice de confusion est transposée : les lignes y sont les classes prédites. Ici les "
    "lignes sont les vraies classes, les colonnes les prédictions. Sinon précision et rappel "
    "s'échangent sans prévenir.",
    en="Your confusion matrix is transposed: its rows are the predicted classes. Here the rows are "
    "the true classes, the columns the predictions. Otherwise precision and recall change places "
    "without a warning.",
)
def confusion_transposed(y_true, y_pred, num_classes):
    matrix = np.zeros((num_classes, num_classes), dtype=np.int64)
    np.add.at(matrix, (y_pred, y_true), 1)
    return matrix


@misconception(
    "confusion-pairs-once",
    replaces="confusion_matrix",
    see="5.2",
    fr="matrix[y_true, y_pred] += 1 n'ajoute 1 qu'une fois à chaque case, même si la paire revient "
    "dix fois : NumPy lit, ajoute, puis écrit une seule fois. np.add.at compte chaque paire ; une "
    "boucle ou np.bincount aussi.",
    en="matrix[y_true, y_pred] += 1 adds 1 only once to each cell, even if the pair comes ten times: "
    "NumPy reads, adds, then writes a single time. np.add.at counts each pair; so do a loop and "
    "np.bincount.",
)
def confusion_pairs_once(y_true, y_pred, num_classes):
    matrix = np.zeros((num_classes, num_classes), dtype=np.int64)
    matrix[y_true, y_pred] += 1
    return matrix


@misconception(
    "confusion-size-from-labels",
    replaces="confusion_matrix",
    see="5.2",
    fr="Vous déduisez la taille de la matrice des étiquettes présentes. Une classe absente de ce lot "
    "existe quand même : la matrice a toujours num_classes lignes et colonnes.",
    en="You take the size of the matrix from the labels that are present. A class that is absent "
    "from this batch exists all the same: the matrix always has num_classes rows and columns.",
)
def confusion_size_from_labels(y_true, y_pred, num_classes):
    size = max(y_true.max(), y_pred.max()) + 1
    matrix = np.zeros((size, size), dtype=np.int64)
    np.add.at(matrix, (y_true, y_pred), 1)
    return matrix


@misconception(
    "confusion-normalised",
    replaces="confusion_matrix",
    see="5.2",
    fr="Vous divisez chaque ligne par son effectif. La matrice de confusion compte des exemples : ce "
    "sont des entiers ; les parts par ligne sont déjà le rappel.",
    en="You divide each row by its size. The confusion matrix counts examples: these are integers; "
    "the shares per row are recall already.",
)
def confusion_normalised(y_true, y_pred, num_classes):
    matrix = np.zeros((num_classes, num_classes))
    np.add.at(matrix, (y_true, y_pred), 1)
    return matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)


@misconception(
    "accuracy-not-divided",
    replaces="accuracy",
    see="5.2",
    fr="Vous comptez les exemples bien classés sans diviser par leur nombre total. L'exactitude est "
    "une part, entre 0 et 1.",
    en="You count the examples that are classified rightly without dividing by how many there are. "
    "Accuracy is a share, between 0 and 1.",
)
def accuracy_not_divided(matrix):
    return np.trace(matrix)


@misconception(
    "accuracy-is-macro-recall",
    replaces="accuracy",
    see="5.2",
    fr="Vous prenez la moyenne des rappels des classes (l'exactitude « équilibrée »). L'exactitude "
    "ne regarde pas les classes : diagonale divisée par le nombre total d'exemples.",
    en="You take the mean of the recalls of the classes ('balanced' accuracy). Accuracy does not "
    "look at the classes: the diagonal divided by the total number of examples.",
)
def accuracy_is_macro_recall(matrix):
    return (np.diag(matrix) / np.maximum(matrix.sum(axis=1), 1)).mean()


@misconception(
    "accuracy-is-macro-precision",
    replaces="accuracy",
    see="5.2",
    fr="Vous renvoyez la moyenne des précisions des classes. L'exactitude (« accuracy ») est autre "
    "chose : les exemples bien classés divisés par tous les exemples.",
    en="You return the mean of the precisions of the classes. Accuracy is something else: the "
    "examples classified rightly divided by all the examples.",
)
def accuracy_is_macro_precision(matrix):
    return (np.diag(matrix) / np.maximum(matrix.sum(axis=0), 1)).mean()


# --- precision, recall, F1 -----------------------------------------------------------------------


@misconception(
    "precision-recall-swapped",
    replaces="precision",
    see="5.2",
    fr="Précision et rappel sont échangés. La précision divise par ce qui est prédit dans la classe "
    "(la colonne : TP + FP), le rappel par ce qui y est vraiment (la ligne : TP + FN).",
    en="Precision and recall have changed places. Precision divides by what is predicted as the "
    "class (the column: TP + FP), recall by what really belongs to it (the row: TP + FN).",
)
def precision_swapped(matrix):
    return np.diag(matrix) / np.maximum(matrix.sum(axis=1), 1)


@misconception("precision-recall-swapped", replaces="recall")
def recall_swapped(matrix):
    return np.diag(matrix) / np.maximum(matrix.sum(axis=0), 1)


@misconception(
    "accuracy-called-precision",
    replaces="precision",
    see="5.2",
    fr="Ce que vous appelez précision est l'exactitude (accuracy) : la diagonale divisée par tous "
    "les exemples. Le manuel (5.2) affiche lui aussi l'exactitude sous le nom de « précision ». La "
    "précision se calcule classe par classe : TP / (TP + FP).",
    en="What you call precision is accuracy: the diagonal divided by all the examples. The textbook "
    "(5.2), too, prints accuracy under the name of 'precision'. Precision is computed class by "
    "class: TP / (TP + FP).",
)
def precision_is_accuracy(matrix):
    return np.trace(matrix) / np.sum(matrix)


@misconception(
    "one-class-accuracy",
    replaces="precision",
    see="5.2",
    fr="Vous calculez (TP + TN) / n pour chaque classe : c'est l'exactitude « cette classe contre "
    "toutes les autres ». Les vrais négatifs n'entrent pas dans la précision : TP / (TP + FP).",
    en="You compute (TP + TN) / n for each class: that is the accuracy of 'this class against all "
    "the others'. True negatives have no part in precision: TP / (TP + FP).",
)
def precision_one_against_all(matrix):
    involved = matrix.sum(axis=0) + matrix.sum(axis=1)
    return 1 - (involved - 2 * np.diag(matrix)) / matrix.sum()


@misconception(
    "divided-by-everything",
    replaces="precision",
    see="5.2",
    fr="Vous divisez les vrais positifs par le nombre total d'exemples. Le dénominateur est propre à "
    "chaque classe : sa colonne pour la précision, sa ligne pour le rappel.",
    en="You divide the true positives by the total number of examples. The denominator belongs to "
    "each class: its column for precision, its row for recall.",
)
def precision_of_everything(matrix):
    return np.diag(matrix) / matrix.sum()


@misconception("divided-by-everything", replaces="recall")
def recall_of_everything(matrix):
    return np.diag(matrix) / matrix.sum()


@misconception(
    "zero-over-zero-nan",
    replaces="precision",
    see="5.2",
    fr="Une classe jamais prédite, ou sans exemple, vous donne 0 / 0 = NaN, et un seul NaN suffit à "
    "perdre toute la moyenne macro. L'énoncé fixe 0 dans ce cas.",
    en="A class that is never predicted, or has no example, gives you 0 / 0 = NaN, and one NaN is "
    "enough to lose the whole macro mean. The statement fixes 0 in that case.",
)
def precision_nan(matrix):
    return np.diag(matrix) / matrix.sum(axis=0)


@misconception("zero-over-zero-nan", replaces="recall")
def recall_nan(matrix):
    return np.diag(matrix) / matrix.sum(axis=1)


@misconception("zero-over-zero-nan", replaces="f1")
def f1_nan(matrix):
    return 2 * np.diag(matrix) / (matrix.sum(axis=0) + matrix.sum(axis=1))


@misconception(
    "zero-over-zero-one",
    replaces="precision",
    see="5.2",
    fr="Pour une classe jamais prédite ou sans exemple, vous comptez 1, comme un sans-faute. "
    "L'énoncé fixe 0 : un modèle ne gagne rien à ignorer une classe.",
    en="For a class that is never predicted or has no example, you count 1, as if nothing had gone "
    "wrong. The statement fixes 0: a model gains nothing by ignoring a class.",
)
def precision_one(matrix):
    column = matrix.sum(axis=0)
    return np.where(column > 0, np.diag(matrix) / np.maximum(column, 1), 1.0)


@misconception("zero-over-zero-one", replaces="recall")
def recall_one(matrix):
    row = matrix.sum(axis=1)
    return np.where(row > 0, np.diag(matrix) / np.maximum(row, 1), 1.0)


@misconception(
    "f1-arithmetic-mean",
    replaces="f1",
    see="5.2",
    fr="Vous prenez la moyenne ordinaire (P + R) / 2. F1 est la moyenne harmonique, 2 P R / (P + R) : "
    "elle reste basse dès que l'un des deux est bas.",
    en="You take the ordinary mean (P + R) / 2. F1 is the harmonic mean, 2 P R / (P + R): it stays "
    "low as soon as one of the two is low.",
)
def f1_arithmetic(matrix):
    return (precision(matrix) + recall(matrix)) / 2


@misconception(
    "f1-zero-over-zero",
    replaces="f1",
    see="5.2",
    fr="Dès que TP = 0, la précision et le rappel sont nuls, et 2 P R / (P + R) est 0 / 0 = NaN. "
    "L'énoncé fixe 0 ; la forme 2 TP / (2 TP + FP + FN) le donne d'elle-même, sauf pour une classe "
    "sans exemple ni prédiction.",
    en="As soon as TP = 0, precision and recall are both zero, and 2 P R / (P + R) is 0 / 0 = NaN. "
    "The statement fixes 0; the form 2 TP / (2 TP + FP + FN) gives it by itself, except for a class "
    "with neither example nor prediction.",
)
def f1_zero_over_zero(matrix):
    p, r = precision(matrix), recall(matrix)
    return 2 * p * r / (p + r)


@misconception(
    "f1-without-the-2",
    replaces="f1",
    see="5.2",
    fr="Il manque le facteur 2 : P R / (P + R) vaut 1/2 pour un classement parfait. F1 va jusqu'à 1 : "
    "2 P R / (P + R).",
    en="The factor 2 is missing: P R / (P + R) is 1/2 for a perfect classification. F1 goes up to 1: "
    "2 P R / (P + R).",
)
def f1_without_factor(matrix):
    return np.diag(matrix) / np.maximum(matrix.sum(axis=0) + matrix.sum(axis=1), 1)


@misconception(
    "f1-true-positives-once",
    replaces="f1",
    see="5.2",
    fr="Vous calculez TP / (TP + FP + FN) : c'est l'indice de Jaccard. Dans F1, les vrais positifs "
    "comptent double, en haut et en bas : 2 TP / (2 TP + FP + FN).",
    en="You compute TP / (TP + FP + FN): that is the Jaccard index. In F1 the true positives count "
    "twice, above and below: 2 TP / (2 TP + FP + FN).",
)
def f1_jaccard(matrix):
    hits = np.diag(matrix)
    return hits / np.maximum(matrix.sum(axis=0) + matrix.sum(axis=1) - hits, 1)


# --- macro ---------------------------------------------------------------------------------------


@misconception(
    "micro-for-macro",
    replaces="macro_scores",
    see="5.2",
    fr="Vous additionnez les TP, FP et FN de toutes les classes avant de diviser : c'est la moyenne "
    "micro, où les trois scores valent l'exactitude. La moyenne macro calcule d'abord un score par "
    "classe, puis leur moyenne.",
    en="You add up the TP, FP and FN of all the classes before dividing: that is the micro average, "
    "where all three scores equal accuracy. The macro average first computes one score per class, "
    "then their mean.",
)
def macro_is_micro(matrix):
    return (np.trace(matrix) / matrix.sum(),) * 3


@misconception(
    "f1-of-macro-means",
    replaces="macro_scores",
    see="5.2",
    fr="Votre F1 macro est le F1 de la précision macro et du rappel macro. C'est la moyenne des F1 "
    "des classes qui est demandée : la première formule flatte un modèle dont une classe a une "
    "bonne précision et un mauvais rappel, et une autre l'inverse.",
    en="Your macro-F1 is the F1 of macro precision and macro recall. What is asked for is the mean "
    "of the F1s of the classes: the first formula flatters a model of which one class has a good "
    "precision and a bad recall, and another the reverse.",
)
def macro_f1_of_means(matrix):
    p, r = precision(matrix).mean(), recall(matrix).mean()
    return p, r, 2 * p * r / (p + r)


@misconception(
    "macro-weighted",
    replaces="macro_scores",
    see="5.2",
    fr="Vous pondérez les classes par leur effectif : la classe majoritaire décide de tout. Dans la "
    "moyenne macro, chaque classe pèse 1 / c.",
    en="You weight the classes by their size: the majority class decides everything. In the macro "
    "mean each class weighs 1 / c.",
)
def macro_weighted(matrix):
    share = matrix.sum(axis=1) / matrix.sum()
    return tuple(np.sum(share * score(matrix)) for score in (precision, recall, f1))


@misconception(
    "macro-skips-absent-classes",
    replaces="macro_scores",
    see="5.2",
    fr="Votre moyenne laisse de côté les classes sans exemple. L'énoncé fixe que les c classes "
    "comptent toutes, une classe absente pour 0.",
    en="Your mean leaves out the classes that have no example. The statement fixes that all c "
    "classes count, an absent class as 0.",
)
def macro_present_only(matrix):
    present = matrix.sum(axis=1) > 0
    return tuple(score(matrix)[present].mean() for score in (precision, recall, f1))


# --- R2 ------------------------------------------------------------------------------------------


@misconception(
    "r2-swapped",
    replaces="r2_score",
    see="5.1",
    fr="Vous divisez par la dispersion des prédictions, ce qui revient à échanger les deux "
    "arguments. Le dénominateur est la dispersion des cibles y_true autour de leur moyenne ; R² "
    "n'est pas symétrique.",
    en="You divide by the spread of the predictions, which amounts to exchanging the two arguments. "
    "The denominator is the spread of the targets y_true around their mean; R² is not symmetric.",
)
def r2_swapped(y_true, y_pred):
    residual = np.sum((y_true - y_pred) ** 2)
    total = np.sum((y_pred - y_pred.mean()) ** 2)
    return y_true.dtype.type(residual == 0) if total == 0 else 1 - residual / total


@misconception(
    "r2-standard-deviations",
    replaces="r2_score",
    see="5.1",
    fr="Vous prenez 1 moins un rapport d'écarts-types. R² compare des sommes de carrés : sans racine.",
    en="You take 1 minus a ratio of standard deviations. R² compares sums of squares: no root.",
)
def r2_deviations(y_true, y_pred):
    residual = np.sum((y_true - y_pred) ** 2)
    total = np.sum((y_true - y_true.mean()) ** 2)
    return y_true.dtype.type(residual == 0) if total == 0 else 1 - np.sqrt(residual / total)


@misconception(
    "r2-explained-ratio",
    replaces="r2_score",
    see="5.1",
    fr="Vous divisez la dispersion des prédictions par celle des cibles. Cela ne vaut R² que pour "
    "une régression linéaire sur ses propres données : des prédictions dispersées mais fausses "
    "auraient un bon score. Partez des erreurs : 1 - résidus / total.",
    en="You divide the spread of the predictions by that of the targets. This equals R² only for a "
    "linear regression on its own data: predictions that are spread out but wrong would score "
    "well. Start from the errors: 1 - residuals / total.",
)
def r2_explained(y_true, y_pred):
    explained = np.sum((y_pred - y_true.mean()) ** 2)
    total = np.sum((y_true - y_true.mean()) ** 2)
    return y_true.dtype.type(explained == 0) if total == 0 else explained / total


@misconception(
    "r2-squared-correlation",
    replaces="r2_score",
    see="5.1",
    fr="Vous renvoyez le carré de la corrélation. Il ignore un décalage ou une mauvaise échelle et "
    "n'est jamais négatif ; R² mesure les erreurs elles-mêmes : 1 - résidus / total.",
    en="You return the squared correlation. It ignores a shift or a wrong scale and is never "
    "negative; R² measures the errors themselves: 1 - residuals / total.",
)
def r2_correlation(y_true, y_pred):
    a, b = y_true - y_true.mean(), y_pred - y_pred.mean()
    return np.sum(a * b) ** 2 / (np.sum(a * a) * np.sum(b * b))


@misconception(
    "r2-without-one-minus",
    replaces="r2_score",
    see="5.1",
    fr="Vous renvoyez résidus / total : 0 y est le mieux. R² vaut 1 moins ce rapport.",
    en="You return residuals / total, where 0 is best. R² is 1 minus this ratio.",
)
def r2_ratio(y_true, y_pred):
    residual = np.sum((y_true - y_pred) ** 2)
    total = np.sum((y_true - y_true.mean()) ** 2)
    return y_true.dtype.type(residual != 0) if total == 0 else residual / total


@misconception(
    "r2-constant-target",
    replaces="r2_score",
    see="5.1",
    fr="Pour une cible constante, vous divisez par 0 : NaN ou -infini. L'énoncé fixe 1 si toutes les "
    "prédictions sont exactes, 0 sinon.",
    en="For a constant target you divide by 0: NaN or -infinity. The statement fixes 1 if all "
    "predictions are exact, 0 otherwise.",
)
def r2_no_special_case(y_true, y_pred):
    return 1 - np.sum((y_true - y_pred) ** 2) / np.sum((y_true - y_true.mean()) ** 2)


@misconception(
    "r2-constant-by-sum",
    replaces="r2_score",
    see="5.1",
    fr="Vous reconnaissez une cible constante à un dénominateur nul. Or il est calculé avec des "
    "arrondis : la moyenne de trois 0.1 est 0.10000000000000002, et la somme des carrés n'est pas "
    "exactement 0. Testez les cibles : np.all(y_true == y_true[0]).",
    en="You recognise a constant target by a zero denominator. But that is computed with rounding: "
    "the mean of three 0.1 is 0.10000000000000002, and the sum of the squares is not exactly 0. "
    "Test the targets: np.all(y_true == y_true[0]).",
)
def r2_constant_by_sum(y_true, y_pred):
    residual = np.sum((y_true - y_pred) ** 2)
    total = np.sum((y_true - y_true.mean()) ** 2)
    return y_true.dtype.type(residual == 0) if total == 0 else 1 - residual / total


# --- splits --------------------------------------------------------------------------------------


@misconception(
    "split-not-stratified",
    replaces="stratified_split",
    see="5.2",
    fr="Vous tirez le test au hasard dans tous les exemples, sans regarder les classes : une classe "
    "rare peut y manquer ou s'y retrouver en entier. Découpez classe par classe.",
    en="You draw the test at random from all the examples, without looking at the classes: a rare "
    "class may be missing from it or end up in it entirely. Split class by class.",
)
def split_not_stratified(y, test_fraction, rng):
    order = np.random.default_rng(rng).permutation(len(y))
    size = round(test_fraction * len(y))
    return order[size:], order[:size]


@misconception(
    "split-not-random",
    replaces="stratified_split",
    see="5.2",
    fr="Ce sont toujours les mêmes exemples, les premiers de chaque classe, qui vont au test. Des "
    "données sont souvent rangées (par date, par source) : tirez au hasard dans chaque classe.",
    en="The same examples, the first of each class, always go to the test. Data often come in some "
    "order (by date, by source): draw at random within each class.",
)
def split_not_random(y, test_fraction, rng):
    rng = np.random.default_rng(rng)
    train, test = [], []
    for label in np.unique(y):
        members = np.flatnonzero(y == label)
        size = min(round(test_fraction * len(members)), len(members) - 1)
        test.append(members[:size])
        train.append(members[size:])
    return rng.permutation(np.concatenate(train)), rng.permutation(np.concatenate(test))


@misconception(
    "split-rounded-down",
    replaces="stratified_split",
    see="5.2",
    fr="Vous tronquez avec int(...) (ou //) au lieu d'arrondir : int(3.9) vaut 3. L'énoncé fixe "
    "round(test_fraction * m).",
    en="You truncate with int(...) (or //) instead of rounding: int(3.9) is 3. The statement fixes "
    "round(test_fraction * m).",
)
def split_rounded_down(y, test_fraction, rng):
    rng = np.random.default_rng(rng)
    train, test = [], []
    for label in np.unique(y):
        members = rng.permutation(np.flatnonzero(y == label))
        size = int(test_fraction * len(members))
        test.append(members[:size])
        train.append(members[size:])
    return rng.permutation(np.concatenate(train)), rng.permutation(np.concatenate(test))


@misconception(
    "split-rounded-up",
    replaces="stratified_split",
    see="5.2",
    fr="Vous arrondissez toujours vers le haut (ceil). L'énoncé fixe round(test_fraction * m), au "
    "plus proche : 1.25 donne 1.",
    en="You always round up (ceil). The statement fixes round(test_fraction * m), to the nearest: "
    "1.25 gives 1.",
)
def split_rounded_up(y, test_fraction, rng):
    rng = np.random.default_rng(rng)
    train, test = [], []
    for label in np.unique(y):
        members = rng.permutation(np.flatnonzero(y == label))
        size = min(int(np.ceil(test_fraction * len(members))), len(members) - 1)
        test.append(members[:size])
        train.append(members[size:])
    return rng.permutation(np.concatenate(train)), rng.permutation(np.concatenate(test))


@misconception(
    "split-half-up",
    replaces="stratified_split",
    see="5.2",
    fr="int(x + 0.5) arrondit 2.5 à 3. L'énoncé fixe le round de Python, qui va au nombre pair le "
    "plus proche quand on est juste au milieu : round(2.5) vaut 2, round(1.5) aussi.",
    en="int(x + 0.5) rounds 2.5 to 3. The statement fixes Python's round, which goes to the nearest "
    "even number from right in the middle: round(2.5) is 2, and so is round(1.5).",
)
def split_half_up(y, test_fraction, rng):
    rng = np.random.default_rng(rng)
    train, test = [], []
    for label in np.unique(y):
        members = rng.permutation(np.flatnonzero(y == label))
        size = min(int(test_fraction * len(members) + 0.5), len(members) - 1)
        test.append(members[:size])
        train.append(members[size:])
    return rng.permutation(np.concatenate(train)), rng.permutation(np.concatenate(test))


@misconception(
    "class-lost-from-training",
    replaces="stratified_split",
    see="5.2",
    fr="Une classe très rare part tout entière dans le test : le modèle serait jugé sur une classe "
    "qu'il n'a jamais vue. L'énoncé garde toujours au moins un exemple pour l'apprentissage : "
    "min(round(test_fraction * m), m - 1).",
    en="A very rare class goes to the test as a whole: the model would be judged on a class that it "
    "has never seen. The statement always keeps at least one example for training: "
    "min(round(test_fraction * m), m - 1).",
)
def split_loses_class(y, test_fraction, rng):
    rng = np.random.default_rng(rng)
    train, test = [], []
    for label in np.unique(y):
        members = rng.permutation(np.flatnonzero(y == label))
        size = round(test_fraction * len(members))
        test.append(members[:size])
        train.append(members[size:])
    return rng.permutation(np.concatenate(train)), rng.permutation(np.concatenate(test))


@misconception(
    "train-test-exchanged",
    replaces="stratified_split",
    see="5.2",
    fr="Les deux parts sont échangées : test_fraction est la part du test, et l'apprentissage vient "
    "en premier dans le tuple.",
    en="The two parts have changed places: test_fraction is the share of the test, and the training "
    "part comes first in the tuple.",
)
def split_exchanged(y, test_fraction, rng):
    rng = np.random.default_rng(rng)
    train, test = [], []
    for label in np.unique(y):
        members = rng.permutation(np.flatnonzero(y == label))
        size = min(round(test_fraction * len(members)), len(members) - 1)
        test.append(members[:size])
        train.append(members[size:])
    return rng.permutation(np.concatenate(test)), rng.permutation(np.concatenate(train))


@misconception(
    "classes-in-blocks",
    replaces="stratified_split",
    see="5.2",
    fr="Vous mettez bout à bout les classes sans les mélanger : par petits lots, le modèle verrait "
    "d'abord toute la classe 0, puis toute la classe 1... Mélangez chaque part à la fin.",
    en="You put the classes end to end without shuffling them: in mini-batches the model would see "
    "all of class 0 first, then all of class 1... Shuffle each part at the end.",
)
def split_in_blocks(y, test_fraction, rng):
    rng = np.random.default_rng(rng)
    train, test = [], []
    for label in np.unique(y):
        members = rng.permutation(np.flatnonzero(y == label))
        size = min(round(test_fraction * len(members)), len(members) - 1)
        test.append(members[:size])
        train.append(members[size:])
    return np.concatenate(train), np.concatenate(test)


@misconception(
    "validation-positions-not-mapped",
    replaces="train_validation_test",
    see="5.2",
    fr="Le second découpage numérote les exemples du reste, y[rest], de 0 à len(rest) - 1. Ce sont "
    "des positions dans rest, pas des indices dans y : revenez à ceux-ci par rest[...].",
    en="The second split numbers the examples of the rest, y[rest], from 0 to len(rest) - 1. These "
    "are positions in rest, not indices into y: get back to those with rest[...].",
)
def three_parts_not_mapped(y, test_fraction, validation_fraction, rng):
    rng = np.random.default_rng(rng)
    rest, test = stratified_split(y, test_fraction, rng)
    train, validation = stratified_split(y[rest], validation_fraction, rng)
    return train, validation, test


@misconception(
    "validation-share-of-everything",
    replaces="train_validation_test",
    see="5.2",
    fr="Vous prenez validation_fraction de tous les exemples. Elle se rapporte à ce qui reste une "
    "fois le test mis de côté : 20 % des 80 % restants font 16 %.",
    en="You take validation_fraction of all the examples. It refers to what is left once the test is "
    "put aside: 20 % of the remaining 80 % make 16 %.",
)
def three_parts_of_everything(y, test_fraction, validation_fraction, rng):
    rng = np.random.default_rng(rng)
    rest, test = stratified_split(y, test_fraction, rng)
    share = validation_fraction / (1 - test_fraction)
    train, validation = stratified_split(y[rest], share, rng)
    return rest[train], rest[validation], test


@misconception(
    "validation-is-the-test",
    replaces="train_validation_test",
    see="5.2",
    fr="La validation et le test partagent des exemples : vous découpez deux fois l'ensemble entier. "
    "Mettez le test de côté, puis découpez seulement ce qui reste.",
    en="The validation and the test share examples: you split the whole set twice. Put the test "
    "aside, then split only what is left.",
)
def three_parts_overlap(y, test_fraction, validation_fraction, rng):
    rng = np.random.default_rng(rng)
    _, test = stratified_split(y, test_fraction, rng)
    train, validation = stratified_split(y, validation_fraction, rng)
    return train, validation, test


@misconception(
    "k-fold-not-shuffled",
    replaces="k_fold",
    see="5",
    fr="Les plis sont des exemples qui se suivent, dans l'ordre du fichier. Si les données sont "
    "rangées par classe, un pli peut contenir une classe entière. Mélangez avant de couper.",
    en="The folds are consecutive examples, in the order of the file. If the data are sorted by "
    "class, a fold may hold a whole class. Shuffle before you cut.",
)
def k_fold_not_shuffled(n, k, rng):
    folds = np.array_split(np.arange(n), k)
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]


@misconception(
    "k-fold-overlap",
    replaces="k_fold",
    see="5",
    fr="Vous tirez chaque pli de validation indépendamment des autres : certains exemples valident "
    "deux fois, d'autres jamais. Mélangez une seule fois, puis coupez en k morceaux.",
    en="You draw each validation fold independently of the others: some examples validate twice, "
    "others never. Shuffle only once, then cut into k pieces.",
)
def k_fold_overlap(n, k, rng):
    rng = np.random.default_rng(rng)
    pairs = []
    for i in range(k):
        order, size = rng.permutation(n), n // k + (i < n % k)
        pairs.append((order[size:], order[:size]))
    return pairs


@misconception(
    "k-fold-reshuffled",
    replaces="k_fold",
    see="5",
    fr="Vous mélangez de nouveau à chaque pli : le pli i est pris dans un autre mélange que le pli "
    "i - 1, et certains exemples valident deux fois, d'autres jamais. Mélangez une fois, avant la "
    "boucle.",
    en="You shuffle again for each fold: fold i is taken from another shuffle than fold i - 1, and "
    "some examples validate twice, others never. Shuffle once, before the loop.",
)
def k_fold_reshuffled(n, k, rng):
    rng = np.random.default_rng(rng)
    pairs = []
    for i in range(k):
        folds = np.array_split(rng.permutation(n), k)
        pairs.append((np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]))
    return pairs


@misconception(
    "k-fold-drops-the-rest",
    replaces="k_fold",
    see="5",
    fr="Avec des plis de n // k exemples, les n % k derniers ne sont dans aucun pli. Les n % k "
    "premiers plis en prennent un de plus (np.array_split le fait).",
    en="With folds of n // k examples, the last n % k are in no fold. The first n % k folds take one "
    "more each (np.array_split does so).",
)
def k_fold_drops(n, k, rng):
    order, size = np.random.default_rng(rng).permutation(n), n // k
    folds = [order[i * size : (i + 1) * size] for i in range(k)]
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]


@misconception(
    "k-fold-large-last-fold",
    replaces="k_fold",
    see="5",
    fr="Le dernier pli reçoit à lui seul les n % k exemples en trop. Répartissez-les, un par pli, "
    "sur les n % k premiers : deux plis ne diffèrent jamais de plus d'un exemple.",
    en="The last fold alone gets the n % k surplus examples. Spread them, one per fold, over the "
    "first n % k: two folds never differ by more than one example.",
)
def k_fold_large_last(n, k, rng):
    order, size = np.random.default_rng(rng).permutation(n), n // k
    folds = [order[i * size : (i + 1) * size if i < k - 1 else n] for i in range(k)]
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]


@misconception(
    "k-fold-larger-folds-last",
    replaces="k_fold",
    see="5",
    fr="Ce sont vos derniers plis qui ont un exemple de plus. L'énoncé fixe que ce sont les n % k "
    "premiers.",
    en="It is your last folds that have one example more. The statement fixes that it is the first "
    "n % k.",
)
def k_fold_larger_last(n, k, rng):
    folds = np.array_split(np.random.default_rng(rng).permutation(n), k)[::-1]
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]


@misconception(
    "k-fold-trains-on-everything",
    replaces="k_fold",
    see="5",
    fr="La part d'apprentissage contient aussi le pli de validation : le modèle est jugé sur ce "
    "qu'il a déjà vu. Elle est faite des autres plis seulement.",
    en="The training part also holds the validation fold: the model is judged on what it has "
    "already seen. It is made of the other folds only.",
)
def k_fold_leaks(n, k, rng):
    order = np.random.default_rng(rng).permutation(n)
    return [(order, fold) for fold in np.array_split(order, k)]


@misconception(
    "train-validation-exchanged",
    replaces="k_fold",
    see="5",
    fr="Apprentissage et validation sont échangés : le modèle apprend sur le petit pli et se fait "
    "juger sur tout le reste. Dans chaque paire, et dans evaluate(train, validation), "
    "l'apprentissage vient en premier, le pli en second.",
    en="Training and validation have changed places: the model learns on the small fold and is "
    "judged on all the rest. In each pair, and in evaluate(train, validation), the training part "
    "comes first, the fold second.",
)
def k_fold_exchanged(n, k, rng):
    folds = np.array_split(np.random.default_rng(rng).permutation(n), k)
    return [(folds[i], np.concatenate(folds[:i] + folds[i + 1 :])) for i in range(k)]


@misconception(
    "scores-sample-deviation",
    replaces="cross_validate",
    see="5",
    fr="Votre écart-type divise par k - 1 (ddof = 1). L'énoncé fixe ddof = 0, la valeur par défaut "
    "de np.std : on divise par k.",
    en="Your standard deviation divides by k - 1 (ddof = 1). The statement fixes ddof = 0, the "
    "default of np.std: divide by k.",
)
def cross_validate_ddof1(evaluate, n, k, rng):
    scores = [evaluate(train, validation) for train, validation in k_fold(n, k, rng)]
    return np.mean(scores), np.std(scores, ddof=1)


@misconception(
    "scores-variance",
    replaces="cross_validate",
    see="5",
    fr="Vous renvoyez la variance des scores. L'écart-type en est la racine carrée : il s'exprime "
    "dans l'unité du score.",
    en="You return the variance of the scores. The standard deviation is its square root: it is in "
    "the unit of the score.",
)
def cross_validate_variance(evaluate, n, k, rng):
    scores = [evaluate(train, validation) for train, validation in k_fold(n, k, rng)]
    return np.mean(scores), np.var(scores)


@misconception(
    "scores-best-fold",
    replaces="cross_validate",
    see="5",
    fr="Vous gardez le meilleur pli. Le score d'une validation croisée est la moyenne des k scores : "
    "le meilleur ne dit que la chance d'un pli facile.",
    en="You keep the best fold. The score of a cross-validation is the mean of the k scores: the "
    "best one only tells the luck of an easy fold.",
)
def cross_validate_best(evaluate, n, k, rng):
    scores = [evaluate(train, validation) for train, validation in k_fold(n, k, rng)]
    return np.max(scores), np.std(scores)


@misconception(
    "evaluated-on-training",
    replaces="cross_validate",
    see="5",
    fr="Vous évaluez sur les exemples d'apprentissage, evaluate(train, train) : c'est le risque "
    "empirique, presque toujours flatteur. Le second argument est le pli de validation.",
    en="You evaluate on the training examples, evaluate(train, train): that is the empirical risk, "
    "which nearly always flatters. The second argument is the validation fold.",
)
def cross_validate_on_training(evaluate, n, k, rng):
    scores = [evaluate(train, train) for train, _ in k_fold(n, k, rng)]
    return np.mean(scores), np.std(scores)


# --- imbalance -----------------------------------------------------------------------------------


@misconception(
    "distribution-not-divided",
    replaces="class_distribution",
    see="5.2",
    fr="Vous renvoyez des effectifs. La distribution des classes est faite de parts, de somme 1 : "
    "divisez par n.",
    en="You return counts. The class distribution is made of shares that sum to 1: divide by n.",
)
def distribution_counts(y, num_classes):
    return np.bincount(y, minlength=num_classes)


@misconception(
    "weights-follow-size",
    replaces="class_weights",
    see="5.2",
    fr="Vos poids grandissent avec l'effectif : la classe majoritaire pèserait encore plus. C'est "
    "l'inverse : une classe rare reçoit un grand poids, n / (num_classes * effectif).",
    en="Your weights grow with the size: the majority class would weigh even more. It is the "
    "reverse: a rare class gets a large weight, n / (num_classes * count).",
)
def weights_follow_size(y, num_classes):
    return np.bincount(y, minlength=num_classes) / len(y)


@misconception(
    "weights-without-class-count",
    replaces="class_weights",
    see="5.2",
    fr="Il manque le nombre de classes au dénominateur : n / effectif multiplie la perte totale par "
    "num_classes. La formule est n / (num_classes * effectif).",
    en="The number of classes is missing below: n / count multiplies the total loss by num_classes. "
    "The formula is n / (num_classes * count).",
)
def weights_without_class_count(y, num_classes):
    counts = np.bincount(y, minlength=num_classes)
    return (counts > 0) * len(y) / np.maximum(counts, 1)


@misconception(
    "weights-of-absent-class",
    replaces="class_weights",
    see="5.2",
    fr="Une classe absente reçoit chez vous un poids infini (division par 0). L'énoncé fixe 0.",
    en="An absent class gets an infinite weight from you (a division by 0). The statement fixes 0.",
)
def weights_infinite(y, num_classes):
    return len(y) / (num_classes * np.bincount(y, minlength=num_classes))


@misconception(
    "weights-count-present-classes",
    replaces="class_weights",
    see="5.2",
    fr="Vous divisez par le nombre de classes présentes dans y. L'énoncé fixe num_classes, classes "
    "absentes comprises.",
    en="You divide by the number of classes present in y. The statement fixes num_classes, absent "
    "classes included.",
)
def weights_of_present(y, num_classes):
    counts = np.bincount(y, minlength=num_classes)
    return (counts > 0) * len(y) / (np.count_nonzero(counts) * np.maximum(counts, 1))


@misconception(
    "oversample-loses-originals",
    replaces="oversample",
    see="5.2",
    fr="Vous tirez toute la classe avec remise : des exemples d'origine disparaissent. Gardez-les "
    "tous, et ne tirez que les copies qui manquent.",
    en="You draw the whole class with replacement: original examples disappear. Keep them all, and "
    "draw only the copies that are missing.",
)
def oversample_loses(y, rng):
    rng = np.random.default_rng(rng)
    labels, counts = np.unique(y, return_counts=True)
    return np.concatenate(
        [rng.choice(np.flatnonzero(y == label), counts.max()) for label in labels]
    )


@misconception(
    "oversample-positions",
    replaces="oversample",
    see="5.2",
    fr="Vous tirez des positions dans la liste des exemples de la classe (0, 1, 2, ...) et vous les "
    "renvoyez comme des indices dans y. Passez par np.flatnonzero(y == classe)[positions].",
    en="You draw positions in the list of the examples of the class (0, 1, 2, ...) and return them "
    "as indices into y. Go through np.flatnonzero(y == label)[positions].",
)
def oversample_positions(y, rng):
    rng = np.random.default_rng(rng)
    _, counts = np.unique(y, return_counts=True)
    extra = [rng.choice(count, counts.max() - count) for count in counts]
    return np.concatenate([np.arange(len(y)), *extra])


@misconception(
    "oversample-not-random",
    replaces="oversample",
    see="5.2",
    fr="Vous répétez les exemples toujours dans le même ordre, sans tirer au hasard : les premiers "
    "de la classe sont recopiés plus souvent. Les copies se tirent avec rng, avec remise.",
    en="You repeat the examples always in the same order, without drawing at random: the first ones "
    "of the class are copied more often. The copies are drawn with rng, with replacement.",
)
def oversample_not_random(y, rng):
    labels, counts = np.unique(y, return_counts=True)
    return np.concatenate([np.resize(np.flatnonzero(y == label), counts.max()) for label in labels])


@misconception(
    "oversample-one-example",
    replaces="oversample",
    see="5.2",
    fr="Vous tirez un seul exemple par classe, et c'est lui que vous recopiez autant de fois qu'il "
    "le faut. Chaque copie est un tirage à part : rng.choice(members, nombre).",
    en="You draw a single example per class, and that is the one you copy as often as needed. Each "
    "copy is a draw of its own: rng.choice(members, number).",
)
def oversample_one_example(y, rng):
    rng = np.random.default_rng(rng)
    classes = [np.flatnonzero(y == label) for label in np.unique(y)]
    most = max(map(len, classes))
    extra = [np.full(most - len(members), rng.choice(members)) for members in classes]
    return np.concatenate([np.arange(len(y)), *extra])


@misconception(
    "undersample-with-replacement",
    replaces="undersample",
    see="5.2",
    fr="Vous tirez avec remise, ce que rng.choice fait par défaut : un exemple peut être gardé deux "
    "fois. Le sous-échantillonnage tire sans remise (replace=False).",
    en="You draw with replacement, which is what rng.choice does by default: an example may be kept "
    "twice. Under-sampling draws without replacement (replace=False).",
)
def undersample_with_replacement(y, rng):
    rng = np.random.default_rng(rng)
    labels, counts = np.unique(y, return_counts=True)
    return np.concatenate(
        [rng.choice(np.flatnonzero(y == label), counts.min()) for label in labels]
    )


@misconception(
    "undersample-keeps-the-first",
    replaces="undersample",
    see="5.2",
    fr="Vous gardez toujours les premiers exemples de chaque classe. Tirez-les au hasard avec rng : "
    "l'ordre du fichier n'est pas neutre.",
    en="You always keep the first examples of each class. Draw them at random with rng: the order of "
    "the file is not neutral.",
)
def undersample_first(y, rng):
    labels, counts = np.unique(y, return_counts=True)
    return np.concatenate([np.flatnonzero(y == label)[: counts.min()] for label in labels])


@misconception(
    "resampled-before-split",
    replaces="balanced_split",
    see="5.2",
    fr="Vous rééquilibrez avant de découper : des copies d'un même exemple tombent des deux côtés, et "
    "le test récompense ce que le modèle a appris par cœur. Découpez d'abord, puis "
    "sur-échantillonnez l'apprentissage seul.",
    en="You rebalance before you split: copies of one example fall on both sides, and the test "
    "rewards what the model learned by heart. Split first, then over-sample the training part "
    "alone.",
)
def balanced_before_split(y, test_fraction, rng):
    rng = np.random.default_rng(rng)
    chosen = oversample(y, rng)
    train, test = stratified_split(y[chosen], test_fraction, rng)
    return chosen[train], chosen[test]


@misconception(
    "test-resampled-too",
    replaces="balanced_split",
    see="5.2",
    fr="Vous rééquilibrez aussi le test. Il doit ressembler aux données que le modèle rencontrera : "
    "laissez-le tel quel, sans doublon, et ne touchez qu'à l'apprentissage.",
    en="You rebalance the test too. It must look like the data that the model will meet: leave it as "
    "it is, without duplicates, and touch only the training part.",
)
def balanced_test_too(y, test_fraction, rng):
    rng = np.random.default_rng(rng)
    train, test = stratified_split(y, test_fraction, rng)
    return train[oversample(y[train], rng)], test[oversample(y[test], rng)]


@misconception(
    "balanced-positions-not-mapped",
    replaces="balanced_split",
    see="5.2",
    fr="oversample(y[train], rng) renvoie des positions dans train, pas des indices dans y. Revenez "
    "à y par train[...], sinon des exemples du test entrent dans l'apprentissage.",
    en="oversample(y[train], rng) returns positions in train, not indices into y. Get back to y with "
    "train[...], or examples of the test get into the training part.",
)
def balanced_not_mapped(y, test_fraction, rng):
    rng = np.random.default_rng(rng)
    train, test = stratified_split(y, test_fraction, rng)
    return oversample(y[train], rng), test


@misconception(
    "balanced-by-dropping",
    replaces="balanced_split",
    see="5.2",
    fr="Vous sous-échantillonnez l'apprentissage : la classe majoritaire y perd presque tout. "
    "L'énoncé demande de le sur-échantillonner.",
    en="You under-sample the training part: the majority class loses nearly everything there. The "
    "statement asks you to over-sample it.",
)
def balanced_by_dropping(y, test_fraction, rng):
    rng = np.random.default_rng(rng)
    train, test = stratified_split(y, test_fraction, rng)
    return train[undersample(y[train], rng)], test
