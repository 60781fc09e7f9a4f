"""Wrong answers that people really write in ex01, each with the words that explain it."""

import numpy as np

from grader.checks.api import misconception

# --- weighted_sum ---------------------------------------------------------------------------------


@misconception(
    "bias-forgotten",
    replaces="weighted_sum",
    see="3.1",
    fr="Le biais est oublié : votre score est x·w. Sans b, la frontière passe toujours par "
    "l'origine. Ajoutez b au produit : x·w + b.",
    en="The bias is forgotten: your score is x·w. Without b, the boundary always goes through the "
    "origin. Add b to the product: x·w + b.",
)
def weighted_sum_without_bias(x, w, b):
    return x @ w


@misconception(
    "bias-subtracted",
    replaces="weighted_sum",
    see="3.1",
    fr="Le biais est retranché, comme un seuil. Un seuil et un biais sont opposés l'un de l'autre : "
    "ici b est un biais, il s'ajoute, x·w + b.",
    en="The bias is subtracted, like a threshold. A threshold and a bias are each other's "
    "opposite: here b is a bias, it is added, x·w + b.",
)
def weighted_sum_threshold(x, w, b):
    return x @ w - b


@misconception(
    "bias-multiplied",
    replaces="weighted_sum",
    see="3.1",
    fr="Le biais multiplie le produit au lieu de s'y ajouter. Les poids multiplient les entrées ; "
    "le biais, lui, décale le résultat : x·w + b.",
    en="The bias multiplies the product instead of being added to it. The weights multiply the "
    "inputs; the bias shifts the result: x·w + b.",
)
def weighted_sum_bias_factor(x, w, b):
    return (x @ w) * b


@misconception(
    "weighted-average",
    replaces="weighted_sum",
    see="3.1",
    fr="Votre score est une moyenne pondérée : la somme est divisée par celle des poids. Les deux "
    "ne coïncident que si les poids ont pour somme 1. Le perceptron ne divise pas : x·w + b.",
    en="Your score is a weighted average: the sum is divided by that of the weights. The two only "
    "coincide when the weights sum to 1. The perceptron does not divide: x·w + b.",
)
def weighted_sum_average(x, w, b):
    return (x @ w) / np.sum(w) + b


@misconception(
    "batch-summed",
    replaces="weighted_sum",
    see="3.1",
    fr="La somme parcourt tout le lot et donne un seul nombre. Il faut un score par exemple : "
    "sommez sur le dernier axe seulement, ou écrivez x @ w + b.",
    en="The sum runs over the whole batch and gives a single number. There is one score per "
    "example: sum over the last axis only, or write x @ w + b.",
)
def weighted_sum_of_everything(x, w, b):
    return np.sum(x * w) + b


# --- predict --------------------------------------------------------------------------------------


@misconception(
    "step-strict",
    replaces="predict",
    see="3.1",
    fr="Un score exactement nul donne 0 chez vous : votre comparaison est stricte (>). L'énoncé "
    "fixe l'autre choix : l'échelon vaut 1 dès que le score est supérieur ou égal à 0 (>=).",
    en="A score of exactly zero gives 0 in your code: your comparison is strict (>). The statement "
    "fixes the other choice: the step is 1 as soon as the score is at least 0 (>=).",
)
def predict_strict(x, w, b):
    return np.where(weighted_sum(x, w, b) > 0, 1, 0)


@misconception(
    "labels-minus-one",
    replaces="predict",
    see="3.1",
    fr="Vous renvoyez -1 pour la classe négative. Cette convention existe, mais ici les étiquettes "
    "sont 0 et 1 : avec -1, l'erreur y - prédiction vaudrait 1 pour un exemple bien classé.",
    en="You return -1 for the negative class. That convention exists, but here the labels are 0 "
    "and 1: with -1, the error y - prediction would be 1 for a well-classified example.",
)
def predict_minus_one(x, w, b):
    return np.where(weighted_sum(x, w, b) >= 0, 1, -1)


@misconception(
    "threshold-half",
    replaces="predict",
    see="3.1",
    fr="Vous comparez le score à 0,5. Ce seuil-là est celui d'une probabilité, à la sortie d'une "
    "sigmoïde ; l'échelon compare le score lui-même à 0.",
    en="You compare the score with 0.5. That threshold is for a probability, at the output of a "
    "sigmoid; the step compares the score itself with 0.",
)
def predict_half(x, w, b):
    return np.where(weighted_sum(x, w, b) >= 0.5, 1, 0)


@misconception(
    "step-forgotten",
    replaces="predict",
    see="3.1",
    fr="Vous renvoyez le score : l'activation manque. La prédiction est une étiquette, 1 si le score "
    "est supérieur ou égal à 0, sinon 0.",
    en="You return the score: the activation is missing. The prediction is a label, 1 if the score "
    "is at least 0, else 0.",
)
def predict_score(x, w, b):
    return weighted_sum(x, w, b)


# --- perceptron_update ----------------------------------------------------------------------------


@misconception(
    "update-with-weights",
    replaces="perceptron_update",
    see="perceptron",
    fr="Vous multipliez l'erreur par les poids, comme le laisse lire la copie numérisée du cours. "
    "C'est l'entrée qui compte : w_i <- w_i + lr (y - prédiction) x_i.",
    en="You multiply the error by the weights, as the scan of the lecture seems to say. It is the "
    "input that counts: w_i <- w_i + lr (y - prediction) x_i.",
)
def update_with_weights(w, b, x, y, lr):
    error = y - predict(x, w, b)
    return w + lr * error * w, b + lr * error


@misconception(
    "update-sign",
    replaces="perceptron_update",
    see="perceptron",
    fr="Votre mise à jour va dans le sens opposé : elle aggrave l'erreur. Si vous ajoutez, l'erreur "
    "est y - prédiction ; si vous retranchez, c'est prédiction - y.",
    en="Your update goes the opposite way: it makes the mistake worse. If you add, the error is "
    "y - prediction; if you subtract, it is prediction - y.",
)
def update_sign(w, b, x, y, lr):
    error = predict(x, w, b) - y
    return w + lr * error * x, b + lr * error


@misconception(
    "bias-not-updated",
    replaces="perceptron_update",
    see="perceptron",
    fr="Les poids changent, mais pas le biais. Il s'apprend comme un poids dont l'entrée vaudrait "
    "toujours 1 : b <- b + lr (y - prédiction).",
    en="The weights change, but the bias does not. It is learned like a weight whose input is "
    "always 1: b <- b + lr (y - prediction).",
)
def update_weights_only(w, b, x, y, lr):
    error = y - predict(x, w, b)
    return w + lr * error * x, b


@misconception(
    "rate-forgotten",
    replaces="perceptron_update",
    see="perceptron",
    fr="Le taux d'apprentissage n'intervient pas : vous faites comme si lr valait 1. La correction "
    "est lr (y - prédiction) x, et lr (y - prédiction) pour le biais.",
    en="The learning rate plays no part: you do as if lr were 1. The correction is "
    "lr (y - prediction) x, and lr (y - prediction) for the bias.",
)
def update_without_rate(w, b, x, y, lr):
    error = y - predict(x, w, b)
    return w + error * x, b + error


@misconception(
    "rate-not-on-bias",
    replaces="perceptron_update",
    see="perceptron",
    fr="Le taux d'apprentissage multiplie la correction des poids, mais pas celle du biais. Le même "
    "lr sert aux deux : b <- b + lr (y - prédiction).",
    en="The learning rate multiplies the correction of the weights, but not that of the bias. The "
    "same lr serves both: b <- b + lr (y - prediction).",
)
def update_bias_without_rate(w, b, x, y, lr):
    error = y - predict(x, w, b)
    return w + lr * error * x, b + error


@misconception(
    "update-when-right",
    replaces="perceptron_update",
    see="perceptron",
    fr="Vous corrigez aussi les exemples bien prédits. Quand la prédiction égale l'étiquette, "
    "l'erreur y - prédiction est nulle, et rien ne doit changer.",
    en="You also correct the examples that are predicted rightly. When the prediction equals the "
    "label, the error y - prediction is zero, and nothing should change.",
)
def update_always(w, b, x, y, lr):
    sign = 2 * y - 1
    return w + lr * sign * x, b + lr * sign


@misconception(
    "update-with-label",
    replaces="perceptron_update",
    see="perceptron",
    fr="Vous multipliez par l'étiquette y au lieu de l'erreur y - prédiction : les exemples "
    "d'étiquette 1 sont toujours corrigés, ceux d'étiquette 0 jamais.",
    en="You multiply by the label y instead of the error y - prediction: examples of label 1 are "
    "always corrected, those of label 0 never.",
)
def update_with_label(w, b, x, y, lr):
    return w + lr * y * x, b + lr * y


@misconception(
    "rule-of-plus-minus-one",
    replaces="perceptron_update",
    see="perceptron",
    fr="Quand la prédiction est fausse, vous ajoutez lr y x : cette forme suppose des étiquettes -1 "
    "et +1. Avec 0 et 1, elle ne corrige jamais un exemple d'étiquette 0 ; prenez "
    "lr (y - prédiction) x.",
    en="When the prediction is wrong, you add lr y x: that form supposes labels -1 and +1. With 0 "
    "and 1, it never corrects an example of label 0; take lr (y - prediction) x.",
)
def update_plus_minus_one(w, b, x, y, lr):
    if predict(x, w, b) != y:
        return w + lr * y * x, b + lr * y
    return w, b


@misconception(
    "error-of-the-score",
    replaces="perceptron_update",
    see="perceptron",
    fr="Votre erreur est y moins le score, sans l'échelon. C'est une autre règle (celle de "
    "l'Adaline), qui corrige même les exemples bien classés. Ici l'erreur est y - prédiction : "
    "-1, 0 ou 1.",
    en="Your error is y minus the score, without the step. That is another rule (the Adaline's), "
    "which corrects even well-classified examples. Here the error is y - prediction: -1, 0 or 1.",
)
def update_from_score(w, b, x, y, lr):
    error = y - weighted_sum(x, w, b)
    return w + lr * error * x, b + lr * error


# --- train_perceptron -----------------------------------------------------------------------------


@misconception(
    "errors-after-epoch",
    replaces="train_perceptron",
    see="perceptron",
    fr="Vous comptez les erreurs une fois l'époque finie, avec les poids qu'elle a donnés. L'énoncé "
    "compte chaque exemple à son passage, juste avant sa correction.",
    en="You count the errors once the epoch is over, with the weights it led to. The statement "
    "counts each example at its visit, just before its correction.",
)
def train_count_after(X, y, lr, epochs):
    w, b, errors = np.zeros(X.shape[1], dtype=X.dtype), 0.0, []
    for _ in range(epochs):
        for x_i, y_i in zip(X, y):
            w, b = perceptron_update(w, b, x_i, y_i, lr)
        errors.append(int(np.sum(predict(X, w, b) != y)))
    return w, b, errors


@misconception(
    "errors-cumulated",
    replaces="train_perceptron",
    see="perceptron",
    fr="Vos erreurs s'accumulent d'une époque à l'autre : le compteur doit repartir de 0 au début de "
    "chaque époque.",
    en="Your errors add up from one epoch to the next: the counter must start from 0 again at the "
    "beginning of each epoch.",
)
def train_cumulate(X, y, lr, epochs):
    w, b, errors, wrong = np.zeros(X.shape[1], dtype=X.dtype), 0.0, [], 0
    for _ in range(epochs):
        for x_i, y_i in zip(X, y):
            wrong += int(predict(x_i, w, b) != y_i)
            w, b = perceptron_update(w, b, x_i, y_i, lr)
        errors.append(wrong)
    return w, b, errors


@misconception(
    "errors-signed",
    replaces="train_perceptron",
    see="perceptron",
    fr="Vous ajoutez des erreurs avec leur signe : un +1 et un -1 se compensent. Comptez les "
    "exemples mal prédits, un par un, quel que soit le sens de l'erreur.",
    en="You add errors with their sign: a +1 and a -1 cancel out. Count the examples that are "
    "predicted wrongly, one by one, whichever way the error goes.",
)
def train_signed_errors(X, y, lr, epochs):
    w, b, errors = np.zeros(X.shape[1], dtype=X.dtype), 0.0, []
    for _ in range(epochs):
        wrong = 0
        for x_i, y_i in zip(X, y):
            wrong += int(y_i - predict(x_i, w, b))
            w, b = perceptron_update(w, b, x_i, y_i, lr)
        errors.append(wrong)
    return w, b, errors


@misconception(
    "errors-as-rate",
    replaces="train_perceptron",
    see="perceptron",
    fr="Vous renvoyez un taux d'erreur (divisé par le nombre d'exemples). L'énoncé demande le nombre "
    "d'erreurs de chaque époque, un entier.",
    en="You return an error rate (divided by the number of examples). The statement asks for the "
    "number of errors of each epoch, an integer.",
)
def train_error_rate(X, y, lr, epochs):
    w, b, errors = np.zeros(X.shape[1], dtype=X.dtype), 0.0, []
    for _ in range(epochs):
        wrong = 0
        for x_i, y_i in zip(X, y):
            wrong += int(predict(x_i, w, b) != y_i)
            w, b = perceptron_update(w, b, x_i, y_i, lr)
        errors.append(wrong / len(y))
    return w, b, errors


@misconception(
    "whole-epoch-at-once",
    replaces="train_perceptron",
    see="perceptron",
    fr="Toutes les prédictions de l'époque viennent des mêmes poids, et les corrections sont "
    "ajoutées d'un coup. La règle corrige après chaque exemple : le suivant profite déjà des "
    "nouveaux poids.",
    en="All the predictions of the epoch come from the same weights, and the corrections are added "
    "at once. The rule corrects after each example: the next one already uses the new weights.",
)
def train_by_batch(X, y, lr, epochs):
    w, b, errors = np.zeros(X.shape[1], dtype=X.dtype), 0.0, []
    for _ in range(epochs):
        error = y - predict(X, w, b)
        w, b = w + lr * (X.T @ error), b + lr * np.sum(error)
        errors.append(int(np.count_nonzero(error)))
    return w, b, errors


@misconception(
    "restart-each-epoch",
    replaces="train_perceptron",
    see="perceptron",
    fr="Les poids et le biais repartent de zéro à chaque époque : tout ce qui est appris est oublié. "
    "Mettez-les à zéro une seule fois, avant la boucle sur les époques.",
    en="The weights and the bias start from zero again at each epoch: all that is learned is "
    "forgotten. Set them to zero once, before the loop over the epochs.",
)
def train_restarting(X, y, lr, epochs):
    errors = []
    for _ in range(epochs):
        w, b, wrong = np.zeros(X.shape[1], dtype=X.dtype), 0.0, 0
        for x_i, y_i in zip(X, y):
            wrong += int(predict(x_i, w, b) != y_i)
            w, b = perceptron_update(w, b, x_i, y_i, lr)
        errors.append(wrong)
    return w, b, errors


@misconception(
    "stopped-early",
    replaces="train_perceptron",
    see="perceptron",
    fr="Vous arrêtez après la première époque sans erreur. L'idée est bonne, mais l'énoncé demande "
    "toutes les époques : la liste des erreurs a exactement `epochs` entiers.",
    en="You stop after the first epoch without errors. The idea is good, but the statement asks "
    "for all the epochs: the list of errors has exactly `epochs` integers.",
)
def train_stopping(X, y, lr, epochs):
    w, b, errors = np.zeros(X.shape[1], dtype=X.dtype), 0.0, []
    for _ in range(epochs):
        wrong = 0
        for x_i, y_i in zip(X, y):
            wrong += int(predict(x_i, w, b) != y_i)
            w, b = perceptron_update(w, b, x_i, y_i, lr)
        errors.append(wrong)
        if wrong == 0:
            break
    return w, b, errors


@misconception(
    "weights-start-at-one",
    replaces="train_perceptron",
    see="perceptron",
    fr="Vos poids partent de 1. L'énoncé fixe le départ : des poids nuls et un biais nul.",
    en="Your weights start from 1. The statement fixes the start: zero weights and a zero bias.",
)
def train_from_ones(X, y, lr, epochs):
    w, b, errors = np.ones(X.shape[1], dtype=X.dtype), 0.0, []
    for _ in range(epochs):
        wrong = 0
        for x_i, y_i in zip(X, y):
            wrong += int(predict(x_i, w, b) != y_i)
            w, b = perceptron_update(w, b, x_i, y_i, lr)
        errors.append(wrong)
    return w, b, errors
