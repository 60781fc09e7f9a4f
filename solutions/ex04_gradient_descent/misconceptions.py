"""Misconceptions of ex04 (gradient descent): the wrong answers that people really write.

Each is laid over the solution, so it may use its names (TOLERANCE and the functions below stand
for the solution's). Several functions with one id are one mistake, made everywhere; the first
carries the texts.
"""

import numpy as np

from grader.checks.api import misconception

TOLERANCE = 1e-8


def gradient_step(w, grad, lr):
    return w - lr * grad


def minibatches(X, y, batch_size, rng):
    order = np.random.default_rng(rng).permutation(len(X))
    for start in range(0, len(X), batch_size):
        yield X[order[start : start + batch_size]], y[order[start : start + batch_size]]


# --- the gradient and the step -------------------------------------------------------------------


@misconception(
    "ascends",
    replaces="gradient_step",
    see="4.3.2",
    fr="Vous montez la pente au lieu de la descendre : le gradient indique la direction où le coût "
    "augmente le plus. Allez dans l'autre sens : w - lr * grad. Ici chaque pas éloigne du minimum, "
    "et la descente diverge.",
    en="You climb the slope instead of descending it: the gradient shows the direction in which the "
    "cost increases most. Go the other way: w - lr * grad. Here each step moves away from the "
    "minimum, and the descent diverges.",
)
def gradient_step_up(w, grad, lr):
    return w + lr * grad


@misconception(
    "ascends",
    replaces="fit_slope",
)
def fit_slope_up(x, y, w, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x - y
        w = w + lr * 2 * np.mean(error * x)
        history.append((np.mean(error**2), w))
    return w, history


@misconception(
    "gradient-not-averaged",
    replaces="fit_slope",
    see="4.3",
    fr="Il manque le 1/n : votre gradient est une somme sur les exemples, alors que le coût est une "
    "moyenne. Le pas est n fois trop grand, ce qui suffit à faire diverger la descente. Prenez la "
    "moyenne des erreur × x.",
    en="The 1/n is missing: your gradient is a sum over the examples, while the cost is a mean. The "
    "step is n times too large, which is enough to make the descent diverge. Take the mean of "
    "error × x.",
)
def fit_slope_sum(x, y, w, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x - y
        w = w - lr * 2 * np.sum(error * x)
        history.append((np.mean(error**2), w))
    return w, history


@misconception(
    "gradient-not-averaged",
    replaces="fit_line",
)
def fit_line_sum(x, y, w, b, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x + b - y
        w = w - lr * 2 * np.sum(error * x)
        b = b - lr * 2 * np.sum(error)
        history.append((np.mean(error**2), w, b))
    return w, b, history


@misconception(
    "gradient-not-averaged",
    replaces="sgd",
)
def sgd_sum(X, y, w, b, lr, batch_size, epochs, rng):
    rng = np.random.default_rng(rng)
    history = []
    for _ in range(epochs):
        squares = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = X_batch @ w + b - y_batch
            squares += np.sum(error**2)
            w = w - lr * 2 * X_batch.T @ error
            b = b - lr * 2 * np.sum(error)
        history.append(squares / len(X))
    return w, b, history


@misconception(
    "factor-2-missing",
    replaces="fit_slope",
    see="4.3",
    fr="Il manque le facteur 2 : la dérivée de e² est 2 e e'. Vous descendez le gradient de la moitié "
    "de la MSE, comme les diapositives avec leur 1/(2n) ; le cours prend la MSE sans 1/2, et vos pas "
    "sont deux fois trop petits.",
    en="The factor 2 is missing: the derivative of e² is 2 e e'. You descend the gradient of half the "
    "MSE, as the slides do with their 1/(2n); the course takes the MSE without 1/2, and your steps "
    "are half as large as they should be.",
)
def fit_slope_half(x, y, w, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x - y
        w = w - lr * np.mean(error * x)
        history.append((np.mean(error**2), w))
    return w, history


@misconception(
    "factor-2-missing",
    replaces="fit_line",
)
def fit_line_half(x, y, w, b, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x + b - y
        w = w - lr * np.mean(error * x)
        b = b - lr * np.mean(error)
        history.append((np.mean(error**2), w, b))
    return w, b, history


@misconception(
    "factor-2-missing",
    replaces="fit_slope_online",
)
def fit_slope_online_half(x, y, w, lr, epochs):
    for _ in range(epochs):
        for x_i, y_i in zip(x, y):
            w = w - lr * (w * x_i - y_i) * x_i
    return w


@misconception(
    "factor-2-missing",
    replaces="sgd",
)
def sgd_half(X, y, w, b, lr, batch_size, epochs, rng):
    rng = np.random.default_rng(rng)
    history = []
    for _ in range(epochs):
        squares = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = X_batch @ w + b - y_batch
            squares += np.sum(error**2)
            w = w - lr * X_batch.T @ error / len(error)
            b = b - lr * np.mean(error)
        history.append(squares / len(X))
    return w, b, history


@misconception(
    "bias-after-weight",
    replaces="fit_line",
    see="4.3.4",
    fr="Vous modifiez w avant de calculer le gradient de b, qui est alors pris en un autre point. Les "
    "deux composantes d'un gradient se calculent au même point : calculez d'abord l'erreur (ou les "
    "deux gradients), modifiez w et b ensuite.",
    en="You change w before computing the gradient of b, which is then taken at another point. Both "
    "components of a gradient are computed at the same point: first compute the error (or both "
    "gradients), then change w and b.",
)
def fit_line_one_after_the_other(x, y, w, b, lr, steps):
    history = []
    for _ in range(steps):
        cost = np.mean((w * x + b - y) ** 2)
        w = w - lr * 2 * np.mean((w * x + b - y) * x)
        b = b - lr * 2 * np.mean(w * x + b - y)
        history.append((cost, w, b))
    return w, b, history


@misconception(
    "bias-after-weight",
    replaces="sgd",
)
def sgd_one_after_the_other(X, y, w, b, lr, batch_size, epochs, rng):
    rng = np.random.default_rng(rng)
    history = []
    for _ in range(epochs):
        squares = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            squares += np.sum((X_batch @ w + b - y_batch) ** 2)
            w = w - lr * 2 * X_batch.T @ (X_batch @ w + b - y_batch) / len(X_batch)
            b = b - lr * 2 * np.mean(X_batch @ w + b - y_batch)
        history.append(squares / len(X))
    return w, b, history


@misconception(
    "input-forgotten",
    replaces="fit_slope",
    see="4.3",
    fr="Le gradient par rapport à w est l'erreur multipliée par l'entrée x : la dérivée de w x par "
    "rapport à w est x, par la règle de la chaîne. Sans ce facteur, c'est le gradient d'un biais.",
    en="The gradient with respect to w is the error multiplied by the input x: the derivative of w x "
    "with respect to w is x, by the chain rule. Without that factor, it is the gradient of a bias.",
)
def fit_slope_without_input(x, y, w, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x - y
        w = w - lr * 2 * np.mean(error)
        history.append((np.mean(error**2), w))
    return w, history


@misconception(
    "in-place",
    replaces="gradient_step",
    see="4.3",
    fr="Vos valeurs sont justes, mais w -= ... écrit dans le tableau de l'appelant, qui perd ses "
    "paramètres de départ. Calculez un nouveau tableau : w - lr * grad.",
    en="Your values are right, but w -= ... writes into the caller's array, which loses its starting "
    "parameters. Compute a new array: w - lr * grad.",
)
def gradient_step_in_place(w, grad, lr):
    w -= lr * grad
    return w


# --- the history ---------------------------------------------------------------------------------


@misconception(
    "cost-after-the-step",
    replaces="fit_slope",
    see="4.3.4",
    fr="Votre historique donne le coût d'après le pas. La convention de l'énoncé est le coût "
    "d'avant le pas, à côté des paramètres d'après : le premier coût est celui du point de départ "
    "(13,5 dans l'exemple).",
    en="Your history gives the cost after the step. The convention of the statement is the cost "
    "before the step, next to the parameters after it: the first cost is that of the start (13.5 in "
    "the example).",
)
def fit_slope_cost_after(x, y, w, lr, steps):
    history = []
    for _ in range(steps):
        w = w - lr * 2 * np.mean((w * x - y) * x)
        history.append((np.mean((w * x - y) ** 2), w))
    return w, history


@misconception(
    "cost-after-the-step",
    replaces="fit_line",
)
def fit_line_cost_after(x, y, w, b, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x + b - y
        w, b = w - lr * 2 * np.mean(error * x), b - lr * 2 * np.mean(error)
        history.append((np.mean((w * x + b - y) ** 2), w, b))
    return w, b, history


@misconception(
    "parameters-before-the-step",
    replaces="fit_slope",
    see="4.3.4",
    fr="Votre historique donne les paramètres d'avant le pas. La convention de l'énoncé : le coût "
    "d'avant le pas, puis les paramètres d'après ; le premier couple de l'exemple est (13,5 ; 2).",
    en="Your history gives the parameters before the step. The convention of the statement: the cost "
    "before the step, then the parameters after it; the first pair of the example is (13.5, 2).",
)
def fit_slope_before(x, y, w, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x - y
        history.append((np.mean(error**2), w))
        w = w - lr * 2 * np.mean(error * x)
    return w, history


@misconception(
    "parameters-before-the-step",
    replaces="fit_line",
)
def fit_line_before(x, y, w, b, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x + b - y
        history.append((np.mean(error**2), w, b))
        w, b = w - lr * 2 * np.mean(error * x), b - lr * 2 * np.mean(error)
    return w, b, history


@misconception(
    "cost-summed",
    replaces="fit_slope",
    see="4.3",
    fr="Votre coût est la somme des erreurs au carré : il grandit avec le nombre d'exemples. La MSE "
    "en est la moyenne.",
    en="Your cost is the sum of the squared errors: it grows with the number of examples. The MSE is "
    "their mean.",
)
def fit_slope_cost_sum(x, y, w, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x - y
        w = w - lr * 2 * np.mean(error * x)
        history.append((np.sum(error**2), w))
    return w, history


@misconception(
    "cost-summed",
    replaces="fit_line",
)
def fit_line_cost_sum(x, y, w, b, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x + b - y
        w, b = w - lr * 2 * np.mean(error * x), b - lr * 2 * np.mean(error)
        history.append((np.sum(error**2), w, b))
    return w, b, history


@misconception(
    "cost-halved",
    replaces="fit_slope",
    see="4.3",
    fr="Votre coût porte un 1/2, comme celui des diapositives. Ici le coût est la MSE sans 1/2 : "
    "13,5 au départ de l'exemple, et le gradient garde son facteur 2.",
    en="Your cost carries a 1/2, like that of the slides. Here the cost is the MSE without 1/2: 13.5 "
    "at the start of the example, and the gradient keeps its factor 2.",
)
def fit_slope_cost_half(x, y, w, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x - y
        w = w - lr * 2 * np.mean(error * x)
        history.append((np.mean(error**2) / 2, w))
    return w, history


@misconception(
    "cost-halved",
    replaces="fit_line",
)
def fit_line_cost_half(x, y, w, b, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x + b - y
        w, b = w - lr * 2 * np.mean(error * x), b - lr * 2 * np.mean(error)
        history.append((np.mean(error**2) / 2, w, b))
    return w, b, history


# --- one step per example ------------------------------------------------------------------------


@misconception(
    "batch-instead-of-online",
    replaces="fit_slope_online",
    see="4.3.7",
    fr="Vous faites un seul pas par époque, avec tous les exemples. Ici chaque exemple a son pas, et "
    "l'exemple suivant utilise déjà le nouveau w.",
    en="You take a single step per epoch, with all the examples. Here each example has its own step, "
    "and the next example already uses the new w.",
)
def fit_slope_online_batch(x, y, w, lr, epochs):
    for _ in range(epochs):
        w = w - lr * 2 * np.mean((w * x - y) * x)
    return w


@misconception(
    "online-with-old-weight",
    replaces="fit_slope_online",
    see="4.3.7",
    fr="Tous les gradients d'une époque sont pris avec le w de son début. Un pas par exemple veut dire "
    "que l'exemple suivant part du w que l'exemple précédent vient de corriger.",
    en="All the gradients of an epoch are taken with the w of its beginning. One step per example means "
    "that the next example starts from the w that the previous one has just corrected.",
)
def fit_slope_online_stale(x, y, w, lr, epochs):
    for _ in range(epochs):
        start = w
        for x_i, y_i in zip(x, y):
            w = w - lr * 2 * (start * x_i - y_i) * x_i
    return w


# --- mini-batches --------------------------------------------------------------------------------


@misconception(
    "last-batch-dropped",
    replaces="minibatches",
    see="4.3.7",
    fr="Vous abandonnez le dernier lot parce qu'il est plus court : à chaque époque, des exemples ne "
    "servent à rien. Gardez-le, avec les exemples qui restent.",
    en="You give up the last batch because it is shorter: in each epoch, some examples serve no "
    "purpose. Keep it, with the examples that are left.",
)
def minibatches_drop_last(X, y, batch_size, rng):
    order = np.random.default_rng(rng).permutation(len(X))
    for number in range(len(X) // batch_size):
        chosen = order[number * batch_size : (number + 1) * batch_size]
        yield X[chosen], y[chosen]


@misconception(
    "not-shuffled",
    replaces="minibatches",
    see="4.3.7",
    fr="Vos lots suivent l'ordre des données : rien n'est mélangé. Si les données sont rangées (par "
    "classe, par date), chaque lot donne une idée fausse de l'ensemble. Tirez un ordre au hasard à "
    "chaque passage : rng.permutation(len(X)).",
    en="Your batches follow the order of the data: nothing is shuffled. If the data are sorted (by "
    "class, by date), each batch gives a wrong idea of the whole. Draw a random order for each "
    "pass: rng.permutation(len(X)).",
)
def minibatches_in_order(X, y, batch_size, rng):
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


@misconception(
    "with-replacement",
    replaces="minibatches",
    see="4.3.7",
    fr="Vous tirez les exemples avec remise : certains sortent plusieurs fois dans un passage, "
    "d'autres jamais. Mélangez une fois tous les numéros (rng.permutation), puis découpez.",
    en="You draw the examples with replacement: some come out several times in a pass, others never. "
    "Shuffle all the numbers once (rng.permutation), then cut.",
)
def minibatches_with_replacement(X, y, batch_size, rng):
    rng = np.random.default_rng(rng)
    for start in range(0, len(X), batch_size):
        size = min(batch_size, len(X) - start)
        chosen = rng.integers(len(X), size=size)
        yield X[chosen], y[chosen]


@misconception(
    "shuffled-separately",
    replaces="minibatches",
    see="4.3.7",
    fr="Vous mélangez X et y séparément : les exemples perdent leur cible, et il n'y a plus rien à "
    "apprendre. Tirez un seul ordre et appliquez-le aux deux.",
    en="You shuffle X and y separately: the examples lose their targets, and nothing is left to learn. "
    "Draw a single order and apply it to both.",
)
def minibatches_separately(X, y, batch_size, rng):
    rng = np.random.default_rng(rng)
    X, y = rng.permutation(X), rng.permutation(y)
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


@misconception(
    "only-x-shuffled",
    replaces="minibatches",
    see="4.3.7",
    fr="Vous mélangez X, mais pas y : les exemples perdent leur cible, et il n'y a plus rien à "
    "apprendre. Appliquez le même ordre aux deux.",
    en="You shuffle X but not y: the examples lose their targets, and nothing is left to learn. Apply "
    "the same order to both.",
)
def minibatches_only_x(X, y, batch_size, rng):
    order = np.random.default_rng(rng).permutation(len(X))
    for start in range(0, len(X), batch_size):
        yield X[order[start : start + batch_size]], y[start : start + batch_size]


@misconception(
    "batches-shuffled",
    replaces="minibatches",
    see="4.3.7",
    fr="Vous mélangez les lots, pas les exemples : un lot réunit toujours des voisins. Mélangez les "
    "numéros des exemples, découpez ensuite.",
    en="You shuffle the batches, not the examples: a batch always brings neighbours together. Shuffle "
    "the numbers of the examples, then cut.",
)
def minibatches_of_neighbours(X, y, batch_size, rng):
    starts = np.arange(0, len(X), batch_size)
    # The short batch stays last, so that the sizes are right.
    full = starts[starts + batch_size <= len(X)]
    order = np.random.default_rng(rng).permutation(full).tolist()
    for start in order + starts[len(full) :].tolist():
        yield X[start : start + batch_size], y[start : start + batch_size]


@misconception(
    "seed-ignored",
    replaces="minibatches",
    see="4.3.7",
    fr="Votre ordre est toujours le même, quel que soit `rng` : le générateur est créé avec une graine "
    "à vous. Servez-vous de celui que vous recevez : rng = np.random.default_rng(rng).",
    en="Your order is always the same, whatever `rng` is: the generator is made with a seed of yours. "
    "Use the one that you receive: rng = np.random.default_rng(rng).",
)
def minibatches_own_seed(X, y, batch_size, rng):
    order = np.random.default_rng(42).permutation(len(X))
    for start in range(0, len(X), batch_size):
        yield X[order[start : start + batch_size]], y[order[start : start + batch_size]]


# --- stochastic gradient descent -----------------------------------------------------------------


@misconception(
    "mean-of-batch-means",
    replaces="sgd",
    see="5.1.5",
    fr="Le coût de l'époque est chez vous la moyenne des coûts des lots : les exemples d'un dernier lot "
    "plus court y pèsent plus que les autres. Pondérez chaque lot par sa taille (somme de tous les "
    "carrés, divisée par n).",
    en="Your cost of the epoch is the mean of the costs of the batches: the examples of a shorter last "
    "batch weigh more than the others. Weight each batch by its size (the sum of all the squares, "
    "divided by n).",
)
def sgd_mean_of_means(X, y, w, b, lr, batch_size, epochs, rng):
    rng = np.random.default_rng(rng)
    history = []
    for _ in range(epochs):
        costs = []
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = X_batch @ w + b - y_batch
            costs.append(np.mean(error**2))
            w = w - lr * 2 * X_batch.T @ error / len(error)
            b = b - lr * 2 * np.mean(error)
        history.append(np.mean(costs))
    return w, b, history


@misconception(
    "cost-at-the-end-of-the-epoch",
    replaces="sgd",
    see="5.1.5",
    fr="Vous mesurez le coût une fois l'époque finie, avec les derniers poids. L'énoncé demande les "
    "erreurs mesurées au passage, chacune juste avant le pas de son lot : la première époque de "
    "l'exemple à la main coûte 9.",
    en="You measure the cost once the epoch is over, with the last weights. The statement asks for the "
    "errors measured on the way, each just before the step of its batch: the first epoch of the "
    "example by hand costs 9.",
)
def sgd_cost_at_the_end(X, y, w, b, lr, batch_size, epochs, rng):
    rng = np.random.default_rng(rng)
    history = []
    for _ in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = X_batch @ w + b - y_batch
            w = w - lr * 2 * X_batch.T @ error / len(error)
            b = b - lr * 2 * np.mean(error)
        history.append(np.mean((X @ w + b - y) ** 2))
    return w, b, history


@misconception(
    "cost-at-the-start-of-the-epoch",
    replaces="sgd",
    see="5.1.5",
    fr="Vous mesurez le coût de toutes les données avant l'époque. L'énoncé demande les erreurs "
    "mesurées au passage, chacune juste avant le pas de son lot, donc avec des poids qui ont déjà "
    "changé.",
    en="You measure the cost of all the data before the epoch. The statement asks for the errors "
    "measured on the way, each just before the step of its batch, hence with weights that have "
    "already changed.",
)
def sgd_cost_at_the_start(X, y, w, b, lr, batch_size, epochs, rng):
    rng = np.random.default_rng(rng)
    history = []
    for _ in range(epochs):
        history.append(np.mean((X @ w + b - y) ** 2))
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = X_batch @ w + b - y_batch
            w = w - lr * 2 * X_batch.T @ error / len(error)
            b = b - lr * 2 * np.mean(error)
    return w, b, history


@misconception(
    "last-batch-cost",
    replaces="sgd",
    see="5.1.5",
    fr="Le coût de l'époque est chez vous celui de son dernier lot : quelques exemples seulement. "
    "Additionnez les erreurs au carré de tous les lots, et divisez par n.",
    en="Your cost of the epoch is that of its last batch: a few examples only. Add up the squared "
    "errors of all the batches, and divide by n.",
)
def sgd_last_batch_cost(X, y, w, b, lr, batch_size, epochs, rng):
    rng = np.random.default_rng(rng)
    history = []
    for _ in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = X_batch @ w + b - y_batch
            w = w - lr * 2 * X_batch.T @ error / len(error)
            b = b - lr * 2 * np.mean(error)
        history.append(np.mean(error**2))
    return w, b, history


@misconception(
    "same-order-every-epoch",
    replaces="sgd",
    see="4.3.7",
    fr="Vos époques passent toutes dans le même ordre : la graine recrée le même générateur à chaque "
    "passage. Écrivez rng = np.random.default_rng(rng) une seule fois, avant la boucle des époques.",
    en="Your epochs all go in the same order: the seed makes the same generator again for each pass. "
    "Write rng = np.random.default_rng(rng) once only, before the loop over the epochs.",
)
def sgd_same_order(X, y, w, b, lr, batch_size, epochs, rng):
    history = []
    for _ in range(epochs):
        squares = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = X_batch @ w + b - y_batch
            squares += np.sum(error**2)
            w = w - lr * 2 * X_batch.T @ error / len(error)
            b = b - lr * 2 * np.mean(error)
        history.append(squares / len(X))
    return w, b, history


@misconception(
    "one-step-per-epoch",
    replaces="sgd",
    see="4.3.7",
    fr="Vous faites un seul pas par époque, avec toutes les données : batch_size ne sert à rien. "
    "Faites un pas par lot, avec le gradient de ce lot.",
    en="You take a single step per epoch, with all the data: batch_size serves no purpose. Take one "
    "step per batch, with the gradient of that batch.",
)
def sgd_full_batch(X, y, w, b, lr, batch_size, epochs, rng):
    history = []
    for _ in range(epochs):
        error = X @ w + b - y
        history.append(np.mean(error**2))
        w = w - lr * 2 * X.T @ error / len(X)
        b = b - lr * 2 * np.mean(error)
    return w, b, history


@misconception(
    "batch-gradient-over-n",
    replaces="sgd",
    see="4.3.7",
    fr="Vous divisez le gradient d'un lot par n, le nombre de toutes les données. Le coût d'un lot est "
    "la moyenne sur ses propres exemples : divisez par la taille du lot.",
    en="You divide the gradient of a batch by n, the number of all the data. The cost of a batch is the "
    "mean over its own examples: divide by the size of the batch.",
)
def sgd_over_n(X, y, w, b, lr, batch_size, epochs, rng):
    rng = np.random.default_rng(rng)
    history = []
    for _ in range(epochs):
        squares = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = X_batch @ w + b - y_batch
            squares += np.sum(error**2)
            w = w - lr * 2 * X_batch.T @ error / len(X)
            b = b - lr * 2 * np.sum(error) / len(X)
        history.append(squares / len(X))
    return w, b, history


@misconception(
    "bias-not-learned",
    replaces="sgd",
    see="4.3",
    fr="Le biais reste à sa valeur de départ. Il s'apprend comme les poids, avec le gradient 2 fois la "
    "moyenne de l'erreur.",
    en="The bias stays at its starting value. It is learned like the weights, with the gradient 2 times "
    "the mean of the error.",
)
def sgd_bias_fixed(X, y, w, b, lr, batch_size, epochs, rng):
    rng = np.random.default_rng(rng)
    history = []
    for _ in range(epochs):
        squares = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = X_batch @ w + b - y_batch
            squares += np.sum(error**2)
            w = w - lr * 2 * X_batch.T @ error / len(error)
        history.append(squares / len(X))
    return w, b, history


# --- the rate ------------------------------------------------------------------------------------


@misconception(
    "regime-limit-1-over-curvature",
    replaces="learning_rate_regime",
    see="4.3",
    fr="Vous annoncez une divergence dès 1/courbure. Entre 1/courbure et 2/courbure, la descente saute "
    "par-dessus le minimum, mais s'en rapproche encore : elle oscille. Elle ne diverge qu'au-delà de "
    "2/courbure.",
    en="You announce a divergence from 1/curvature on. Between 1/curvature and 2/curvature, the descent "
    "jumps over the minimum but still comes closer: it oscillates. It diverges beyond 2/curvature "
    "only.",
)
def regime_one_over_curvature(curvature, lr):
    return "converges" if lr * curvature <= 1 else "diverges"


@misconception(
    "regime-rate-below-1",
    replaces="learning_rate_regime",
    see="4.3",
    fr="Vous comparez le taux à 1 et à 2, sans regarder la courbure. « Entre 0 et 1 » ne garantit rien : "
    "les limites sont 1/courbure et 2/courbure. Sur une parabole très courbée, 0,5 diverge ; sur une "
    "parabole presque plate, 3 convient.",
    en='You compare the rate with 1 and 2, without looking at the curvature. "Between 0 and 1" '
    "guarantees nothing: the limits are 1/curvature and 2/curvature. On a very curved parabola, 0.5 "
    "diverges; on an almost flat one, 3 is fine.",
)
def regime_below_one(curvature, lr):
    return "converges" if lr <= 1 else "oscillates" if lr <= 2 else "diverges"


@misconception(
    "regime-between-0-and-1",
    replaces="learning_rate_regime",
    see="4.3",
    fr="Vous dites que tout taux entre 0 et 1 convient. C'est ce que laissent croire les diapositives, "
    "mais la limite dépend de la fonction : elle vaut 2/courbure.",
    en="You say that any rate between 0 and 1 will do. That is what the slides suggest, but the limit "
    "depends on the function: it is 2/curvature.",
)
def regime_between_zero_and_one(curvature, lr):
    return "converges" if lr < 1 else "diverges"


@misconception(
    "regime-curvature-doubled",
    replaces="learning_rate_regime",
    see="4.3",
    fr="Vous comptez la courbure deux fois : pour J = c w²/2, la courbure (la dérivée seconde) est c, "
    "et un pas multiplie w par 1 - lr × c. Les limites sont 1/c et 2/c.",
    en="You count the curvature twice: for J = c w²/2, the curvature (the second derivative) is c, and a "
    "step multiplies w by 1 - lr × c. The limits are 1/c and 2/c.",
)
def regime_curvature_doubled(curvature, lr):
    factor = 1 - 2 * lr * curvature
    return "converges" if factor >= 0 else "oscillates" if factor >= -1 else "diverges"


@misconception(
    "regime-boundaries-excluded",
    replaces="learning_rate_regime",
    see="4.3",
    fr="Aux deux frontières, l'énoncé retient le régime le plus calme : lr = 1/c atteint le minimum en "
    "un pas ('converges'), lr = 2/c rebondit sans s'éloigner ('oscillates').",
    en="On both boundaries, the statement chooses the calmer regime: lr = 1/c reaches the minimum in one "
    "step ('converges'), lr = 2/c bounces without moving away ('oscillates').",
)
def regime_boundaries_excluded(curvature, lr):
    product = lr * curvature
    return "converges" if product < 1 else "oscillates" if product < 2 else "diverges"


@misconception(
    "regime-limit-diverges",
    replaces="learning_rate_regime",
    see="4.3",
    fr="À lr = 2/c exactement, vous annoncez une divergence. Chaque pas y change w en -w : la descente "
    "n'arrive nulle part, mais ne s'éloigne pas non plus. L'énoncé l'appelle 'oscillates'.",
    en="At exactly lr = 2/c, you announce a divergence. There each step turns w into -w: the descent "
    "arrives nowhere, but does not move away either. The statement calls it 'oscillates'.",
)
def regime_limit_diverges(curvature, lr):
    product = lr * curvature
    return "converges" if product <= 1 else "oscillates" if product < 2 else "diverges"


@misconception(
    "limit-1-over-curvature",
    replaces="largest_safe_rate",
    see="4.3",
    fr="Vous renvoyez 1/courbure, la moitié de la limite. À 1/courbure, un pas atteint le minimum ; "
    "jusqu'à 2/courbure, la descente oscille en s'en rapprochant encore.",
    en="You return 1/curvature, half of the limit. At 1/curvature, one step reaches the minimum; up to "
    "2/curvature, the descent oscillates but still comes closer.",
)
def limit_one_over_curvature(X, intercept):
    A = np.column_stack([X, np.ones(len(X))]) if intercept else X
    return 1 / np.linalg.eigvalsh(2 * A.T @ A / len(X)).max()


@misconception(
    "limit-is-1",
    replaces="largest_safe_rate",
    see="4.3",
    fr="Vous renvoyez toujours 1 : « un taux entre 0 et 1 » ne garantit rien. La limite dépend des "
    "données : 2 / (plus grande courbure), ici 2/15 sur x = [1, 2, 3, 4].",
    en='You always return 1: "a rate between 0 and 1" guarantees nothing. The limit depends on the '
    "data: 2 / (largest curvature), here 2/15 on x = [1, 2, 3, 4].",
)
def limit_is_one(X, intercept):
    return 1.0


@misconception(
    "limit-of-half-the-mse",
    replaces="largest_safe_rate",
    see="4.3",
    fr="Votre limite est deux fois trop grande : la dérivée seconde de la MSE est 2/n AᵀA. Sans le "
    "facteur 2, c'est celle de la MSE divisée par deux.",
    en="Your limit is twice too large: the second derivative of the MSE is 2/n AᵀA. Without the factor "
    "2, it is that of half the MSE.",
)
def limit_half_mse(X, intercept):
    A = np.column_stack([X, np.ones(len(X))]) if intercept else X
    return 2 / np.linalg.eigvalsh(A.T @ A / len(X)).max()


@misconception(
    "limit-not-averaged",
    replaces="largest_safe_rate",
    see="4.3",
    fr="Il manque le 1/n dans les dérivées secondes : la MSE est une moyenne. Votre limite est n fois "
    "trop petite.",
    en="The 1/n is missing from the second derivatives: the MSE is a mean. Your limit is n times too "
    "small.",
)
def limit_sum(X, intercept):
    A = np.column_stack([X, np.ones(len(X))]) if intercept else X
    return 2 / np.linalg.eigvalsh(2 * A.T @ A).max()


@misconception(
    "limit-smallest-curvature",
    replaces="largest_safe_rate",
    see="4.3",
    fr="Vous prenez la plus petite courbure. C'est la direction la plus courbée qui diverge la "
    "première : prenez la plus grande valeur propre.",
    en="You take the smallest curvature. The most curved direction is the first one to diverge: take "
    "the largest eigenvalue.",
)
def limit_smallest(X, intercept):
    A = np.column_stack([X, np.ones(len(X))]) if intercept else X
    return 2 / np.linalg.eigvalsh(2 * A.T @ A / len(X)).min()


@misconception(
    "limit-diagonal",
    replaces="largest_safe_rate",
    see="4.3",
    fr="Vous prenez le plus grand élément de la diagonale, donc la courbure le long d'un axe. La "
    "direction la plus courbée est en général entre les axes : prenez la plus grande valeur propre.",
    en="You take the largest diagonal element, hence the curvature along an axis. The most curved "
    "direction usually lies between the axes: take the largest eigenvalue.",
)
def limit_diagonal(X, intercept):
    A = np.column_stack([X, np.ones(len(X))]) if intercept else X
    return 2 / np.diag(2 * A.T @ A / len(X)).max()


@misconception(
    "limit-trace",
    replaces="largest_safe_rate",
    see="4.3",
    fr="Vous divisez 2 par la somme des courbures (la trace). Chaque direction avance pour elle-même : "
    "seule compte la plus courbée, la plus grande valeur propre.",
    en="You divide 2 by the sum of the curvatures (the trace). Each direction moves on its own: only the "
    "most curved one counts, the largest eigenvalue.",
)
def limit_trace(X, intercept):
    A = np.column_stack([X, np.ones(len(X))]) if intercept else X
    return 2 / np.trace(2 * A.T @ A / len(X))


@misconception(
    "limit-without-intercept",
    replaces="largest_safe_rate",
    see="4.3",
    fr="Vous ne tenez pas compte de intercept=True : le biais est un paramètre de plus, dont l'entrée "
    "vaut toujours 1. Ajoutez à X une colonne de 1.",
    en="You do not take intercept=True into account: the bias is one more parameter, whose input is "
    "always 1. Add a column of ones to X.",
)
def limit_without_intercept(X, intercept):
    return 2 / np.linalg.eigvalsh(2 * X.T @ X / len(X)).max()


@misconception(
    "limit-always-with-intercept",
    replaces="largest_safe_rate",
    see="4.3",
    fr="Vous ajoutez toujours la colonne de 1. Avec intercept=False, le modèle est X w, sans biais : "
    "cette direction n'existe pas, et la limite est plus haute. Ajoutez la colonne seulement si "
    "intercept est vrai.",
    en="You always add the column of ones. With intercept=False, the model is X w, without a bias: "
    "that direction does not exist, and the limit is higher. Add the column only if intercept is "
    "true.",
)
def limit_always_with_intercept(X, intercept):
    A = np.column_stack([X, np.ones(len(X))])
    return 2 / np.linalg.eigvalsh(2 * A.T @ A / len(A)).max()


# --- normalisation -------------------------------------------------------------------------------


@misconception(
    "own-statistics",
    replaces="normalise",
    see="5.2",
    fr="Vous normalisez chaque jeu avec ses propres statistiques : une même valeur ne veut alors plus "
    "dire la même chose d'un jeu à l'autre, et le modèle s'y trompe. La moyenne et l'écart-type de "
    "train servent pour les deux.",
    en="You normalise each set with statistics of its own: the same value then no longer means the same "
    "in both sets, and the model is misled. The mean and the standard deviation of train serve for "
    "both.",
)
def normalise_own(train, other):
    sets = []
    for data in (train, other):
        std = data.std(axis=0)
        std[std == 0] = 1
        sets.append((data - data.mean(axis=0)) / std)
    return tuple(sets)


@misconception(
    "test-statistics",
    replaces="normalise",
    see="5.2",
    fr="Vos statistiques viennent de `other`, le jeu de test. Au moment d'entraîner, il est censé être "
    "inconnu : la moyenne et l'écart-type viennent de train.",
    en="Your statistics come from `other`, the test set. At the time of training, it is supposed to be "
    "unknown: the mean and the standard deviation come from train.",
)
def normalise_by_other(train, other):
    std = other.std(axis=0)
    std[std == 0] = 1
    return (train - other.mean(axis=0)) / std, (other - other.mean(axis=0)) / std


@misconception(
    "other-centred-on-itself",
    replaces="normalise",
    see="5.2",
    fr="Vous retranchez à `other` sa propre moyenne (l'écart-type, lui, vient bien de train). Les deux "
    "jeux doivent subir la même transformation : retranchez aux deux la moyenne de train.",
    en="You subtract from `other` its own mean (the standard deviation does come from train). Both "
    "sets must undergo the same transformation: subtract the mean of train from both.",
)
def normalise_other_centred(train, other):
    std = train.std(axis=0)
    std[std == 0] = 1
    return (train - train.mean(axis=0)) / std, (other - other.mean(axis=0)) / std


@misconception(
    "pooled-statistics",
    replaces="normalise",
    see="5.2",
    fr="Vos statistiques sont celles des deux jeux réunis : le jeu de test influence ce que le modèle "
    "voit pendant l'entraînement. N'utilisez que train.",
    en="Your statistics are those of both sets together: the test set influences what the model sees "
    "during training. Use train only.",
)
def normalise_pooled(train, other):
    both = np.concatenate([train, other])
    std = both.std(axis=0)
    std[std == 0] = 1
    return (train - both.mean(axis=0)) / std, (other - both.mean(axis=0)) / std


@misconception(
    "ddof-1",
    replaces="normalise",
    see="5.2",
    fr="Votre écart-type divise par n - 1 (ddof = 1). L'énoncé fixe ddof = 0, ce que fait np.std par "
    "défaut.",
    en="Your standard deviation divides by n - 1 (ddof = 1). The statement fixes ddof = 0, the default "
    "of np.std.",
)
def normalise_ddof_1(train, other):
    mean, std = train.mean(axis=0), train.std(axis=0, ddof=1)
    std[std == 0] = 1
    return (train - mean) / std, (other - mean) / std


@misconception(
    "variance-for-std",
    replaces="normalise",
    see="5.2",
    fr="Vous divisez par la variance. L'écart-type en est la racine carrée ; lui seul est dans l'unité "
    "des données.",
    en="You divide by the variance. The standard deviation is its square root; only the latter is in the "
    "unit of the data.",
)
def normalise_variance(train, other):
    mean, variance = train.mean(axis=0), train.var(axis=0)
    variance[variance == 0] = 1
    return (train - mean) / variance, (other - mean) / variance


@misconception(
    "statistics-of-everything",
    replaces="normalise",
    see="5.2",
    fr="Vous prenez une seule moyenne et un seul écart-type pour tout le tableau. Chaque colonne a son "
    "unité, donc ses propres statistiques : axis=0.",
    en="You take a single mean and a single standard deviation for the whole array. Each column has a "
    "unit of its own, hence statistics of its own: axis=0.",
)
def normalise_everything(train, other):
    mean, std = train.mean(), train.std()
    std = std if std > 0 else 1.0
    return (train - mean) / std, (other - mean) / std


@misconception(
    "min-max",
    replaces="normalise",
    see="5.2",
    fr="Vous ramenez chaque colonne dans [0, 1] avec son minimum et son maximum. C'est une autre "
    "normalisation ; ici on retranche la moyenne et on divise par l'écart-type.",
    en="You bring each column into [0, 1] with its minimum and its maximum. That is another "
    "normalisation; here one subtracts the mean and divides by the standard deviation.",
)
def normalise_min_max(train, other):
    low, width = train.min(axis=0), np.ptp(train, axis=0)
    width[width == 0] = 1
    return (train - low) / width, (other - low) / width


@misconception(
    "constant-column-divided-by-0",
    replaces="normalise",
    see="5.2",
    fr="Une colonne constante a un écart-type nul, et vous divisez par lui : NaN dans train, infinis dans "
    "other. L'énoncé fixe la règle : divisez alors par 1.",
    en="A constant column has a standard deviation of zero, and you divide by it: NaN in train, "
    "infinities in other. The statement fixes the rule: divide by 1 then.",
)
def normalise_no_rule(train, other):
    mean, std = train.mean(axis=0), train.std(axis=0)
    with np.errstate(all="ignore"):
        return (train - mean) / std, (other - mean) / std


@misconception(
    "epsilon-added-to-std",
    replaces="normalise",
    see="5.2",
    fr="Vous ajoutez un petit nombre à l'écart-type pour ne pas diviser par 0 : toutes les colonnes en "
    "sont un peu faussées, et une colonne constante explose dans other. Divisez par 1 là où "
    "l'écart-type est nul, et seulement là.",
    en="You add a small number to the standard deviation so as not to divide by 0: all the columns come "
    "out slightly wrong, and a constant column explodes in other. Divide by 1 where the standard "
    "deviation is zero, and only there.",
)
def normalise_epsilon(train, other):
    mean, std = train.mean(axis=0), train.std(axis=0) + 1e-8
    return (train - mean) / std, (other - mean) / std


# --- critical points -----------------------------------------------------------------------------


@misconception(
    "zero-gradient-is-saddle",
    replaces="classify_critical_point",
    see="4.3.6",
    fr="Vous concluez du seul gradient nul que le point est une selle. Un minimum et un maximum ont eux "
    "aussi un gradient nul : c'est le signe des courbures (valeurs propres de la hessienne) qui les "
    "distingue.",
    en="From the zero gradient alone you conclude that the point is a saddle. A minimum and a maximum "
    "have a zero gradient too: the signs of the curvatures (eigenvalues of the Hessian) tell them "
    "apart.",
)
def classify_saddle(gradient, hessian):
    return "none" if np.any(np.abs(gradient) > TOLERANCE) else "saddle"


@misconception(
    "zero-gradient-is-minimum",
    replaces="classify_critical_point",
    see="4.3.6",
    fr="Vous concluez du seul gradient nul que le point est un minimum. Un maximum et un point selle ont "
    "eux aussi un gradient nul : regardez le signe des courbures.",
    en="From the zero gradient alone you conclude that the point is a minimum. A maximum and a saddle "
    "point have a zero gradient too: look at the signs of the curvatures.",
)
def classify_minimum(gradient, hessian):
    return "none" if np.any(np.abs(gradient) > TOLERANCE) else "minimum"


@misconception(
    "gradient-ignored",
    replaces="classify_critical_point",
    see="4.3.6",
    fr="Vous ne regardez pas le gradient. Là où il n'est pas nul, le point n'est pas critique, quelles "
    "que soient les courbures : la réponse est 'none'.",
    en="You do not look at the gradient. Where it isn't zero, the point is not critical, whatever the "
    "curvatures: the answer is 'none'.",
)
def classify_without_gradient(gradient, hessian):
    curvatures = np.linalg.eigvalsh(hessian)
    if np.all(curvatures > TOLERANCE):
        return "minimum"
    if np.all(curvatures < -TOLERANCE):
        return "maximum"
    if np.any(curvatures > TOLERANCE) and np.any(curvatures < -TOLERANCE):
        return "saddle"
    return "none"


@misconception(
    "negative-gradient-missed",
    replaces="classify_critical_point",
    see="4.3.6",
    fr="Vous comparez le gradient à TOLERANCE sans valeur absolue : une composante négative, si grande "
    "soit-elle, passe pour nulle. Écrivez np.abs(gradient) > TOLERANCE.",
    en="You compare the gradient with TOLERANCE without an absolute value: a negative component, "
    "however large, passes for zero. Write np.abs(gradient) > TOLERANCE.",
)
def classify_without_abs(gradient, hessian):
    if np.any(gradient > TOLERANCE):
        return "none"
    curvatures = np.linalg.eigvalsh(hessian)
    if np.all(curvatures > TOLERANCE):
        return "minimum"
    if np.all(curvatures < -TOLERANCE):
        return "maximum"
    if np.any(curvatures > TOLERANCE) and np.any(curvatures < -TOLERANCE):
        return "saddle"
    return "none"


@misconception(
    "diagonal-curvatures",
    replaces="classify_critical_point",
    see="4.3.6",
    fr="Vous lisez les courbures sur la diagonale de la hessienne : ce ne sont que celles le long des "
    "axes. [[1, 3], [3, 1]] a une diagonale positive, mais descend le long de (1, -1) : c'est une "
    "selle. Prenez les valeurs propres.",
    en="You read the curvatures from the diagonal of the Hessian: these are only those along the axes. "
    "[[1, 3], [3, 1]] has a positive diagonal but goes down along (1, -1): it is a saddle. Take the "
    "eigenvalues.",
)
def classify_diagonal(gradient, hessian):
    if np.any(np.abs(gradient) > TOLERANCE):
        return "none"
    curvatures = np.diag(hessian)
    if np.all(curvatures > TOLERANCE):
        return "minimum"
    if np.all(curvatures < -TOLERANCE):
        return "maximum"
    if np.any(curvatures > TOLERANCE) and np.any(curvatures < -TOLERANCE):
        return "saddle"
    return "none"


@misconception(
    "determinant-test",
    replaces="classify_critical_point",
    see="4.3.6",
    fr="Le signe du déterminant ne suffit qu'en deux dimensions. À partir de trois, deux courbures "
    "négatives se compensent dans le produit. Regardez chaque valeur propre.",
    en="The sign of the determinant is enough in two dimensions only. From three on, two negative "
    "curvatures make up for each other in the product. Look at each eigenvalue.",
)
def classify_determinant(gradient, hessian):
    if np.any(np.abs(gradient) > TOLERANCE):
        return "none"
    determinant = np.linalg.det(hessian)
    if abs(determinant) <= TOLERANCE:
        return "none"
    if determinant < 0:
        return "saddle"
    return "minimum" if hessian[0, 0] > 0 else "maximum"


@misconception(
    "minimum-and-maximum-exchanged",
    replaces="classify_critical_point",
    see="4.3.6",
    fr="Minimum et maximum sont échangés : au fond d'une cuvette, la fonction remonte de tous côtés, les "
    "courbures sont donc positives.",
    en="Minimum and maximum are exchanged: at the bottom of a bowl, the function goes up on all sides, "
    "so the curvatures are positive.",
)
def classify_exchanged(gradient, hessian):
    if np.any(np.abs(gradient) > TOLERANCE):
        return "none"
    curvatures = np.linalg.eigvalsh(hessian)
    if np.all(curvatures < -TOLERANCE):
        return "minimum"
    if np.all(curvatures > TOLERANCE):
        return "maximum"
    if np.any(curvatures > TOLERANCE) and np.any(curvatures < -TOLERANCE):
        return "saddle"
    return "none"


@misconception(
    "zero-curvature-accepted",
    replaces="classify_critical_point",
    see="4.3.6",
    fr="Vous acceptez une courbure nulle comme positive (ou négative). Dans cette direction, les "
    "dérivées secondes ne disent rien : x² + y⁴ et x² - y⁴ ont les mêmes en (0, 0). Sans deux signes "
    "opposés, la réponse est 'none'.",
    en="You accept a zero curvature as positive (or negative). In that direction the second derivatives "
    "say nothing: x² + y⁴ and x² - y⁴ have the same ones at (0, 0). Without two opposite signs, the "
    "answer is 'none'.",
)
def classify_semidefinite(gradient, hessian):
    if np.any(np.abs(gradient) > TOLERANCE):
        return "none"
    curvatures = np.linalg.eigvalsh(hessian)
    if np.all(curvatures >= -TOLERANCE):
        return "minimum"
    if np.all(curvatures <= TOLERANCE):
        return "maximum"
    return "saddle"


@misconception(
    "zero-curvature-hides-saddle",
    replaces="classify_critical_point",
    see="4.3.6",
    fr="Vous répondez 'none' dès qu'une courbure est nulle. Si deux autres sont de signes opposés, la "
    "fonction monte d'un côté et descend de l'autre : c'est une selle, quelle que soit la courbure "
    "nulle.",
    en="You answer 'none' as soon as one curvature is zero. If two others have opposite signs, the "
    "function goes up on one side and down on the other: it is a saddle, whatever the zero curvature.",
)
def classify_none_if_any_zero(gradient, hessian):
    if np.any(np.abs(gradient) > TOLERANCE):
        return "none"
    curvatures = np.linalg.eigvalsh(hessian)
    if np.any(np.abs(curvatures) <= TOLERANCE):
        return "none"
    if np.all(curvatures > 0):
        return "minimum"
    return "maximum" if np.all(curvatures < 0) else "saddle"


@misconception(
    "otherwise-saddle",
    replaces="classify_critical_point",
    see="4.3.6",
    fr="Ce qui n'est ni minimum ni maximum est chez vous une selle. Il faut pour cela une courbure "
    "positive et une négative ; avec une courbure nulle et une seule sorte de signe, la réponse est "
    "'none'.",
    en="What is neither a minimum nor a maximum is a saddle for you. That takes one positive and one "
    "negative curvature; with a zero curvature and a single sort of sign, the answer is 'none'.",
)
def classify_otherwise_saddle(gradient, hessian):
    if np.any(np.abs(gradient) > TOLERANCE):
        return "none"
    curvatures = np.linalg.eigvalsh(hessian)
    if np.all(curvatures > TOLERANCE):
        return "minimum"
    return "maximum" if np.all(curvatures < -TOLERANCE) else "saddle"


@misconception(
    "no-tolerance",
    replaces="classify_critical_point",
    see="4.3.6",
    fr="Vous comparez à 0 exactement. Après une descente, un gradient « nul » vaut par exemple 1e-12 : "
    "comptez comme nul ce qui ne dépasse pas TOLERANCE en valeur absolue.",
    en='You compare with exactly 0. After a descent, a "zero" gradient is 1e-12 for example: count as '
    "zero what is at most TOLERANCE in absolute value.",
)
def classify_exactly(gradient, hessian):
    if np.any(gradient != 0):
        return "none"
    curvatures = np.linalg.eigvalsh(hessian)
    if np.all(curvatures > 0):
        return "minimum"
    if np.all(curvatures < 0):
        return "maximum"
    return "saddle" if np.any(curvatures > 0) and np.any(curvatures < 0) else "none"


# --- descending a surface ------------------------------------------------------------------------


@misconception(
    "path-in-place",
    replaces="descend",
    see="4.3",
    fr="Toutes les lignes de votre chemin sont la dernière position : vous modifiez sur place un tableau "
    "que la liste contient déjà. Créez une nouvelle position à chaque pas (w = w - ...), ou ajoutez "
    "w.copy().",
    en="All the rows of your path are the last position: you modify in place an array that the list "
    "already contains. Make a new position at each step (w = w - ...), or append w.copy().",
)
def descend_in_place(gradient, start, lr, steps):
    w = start.copy()
    path = [w]
    for _ in range(steps):
        w -= lr * gradient(w)
        path.append(w)
    return np.array(path)


@misconception(
    "path-of-one-array",
    replaces="descend",
    see="4.3",
    fr="Le départ est juste, mais toutes les lignes suivantes sont la dernière position : vous ajoutez "
    "à la liste un seul et même tableau, que w -= ... modifie ensuite. Créez une nouvelle position à "
    "chaque pas (w = w - ...), ou ajoutez w.copy().",
    en="The start is right, but all the rows after it are the last position: you append one and the "
    "same array, which w -= ... changes afterwards. Make a new position at each step (w = w - ...), "
    "or append w.copy().",
)
def descend_one_array(gradient, start, lr, steps):
    path, w = [start], start.copy()
    for _ in range(steps):
        w -= lr * gradient(w)
        path.append(w)
    return np.array(path)


@misconception(
    "start-left-out",
    replaces="descend",
    see="4.3",
    fr="Votre chemin commence après le premier pas. La ligne 0 est la position de départ : un chemin de "
    "steps pas a steps + 1 lignes.",
    en="Your path begins after the first step. Row 0 is the position at the start: a path of steps steps "
    "has steps + 1 rows.",
)
def descend_without_start(gradient, start, lr, steps):
    path = np.empty((steps, len(start)), dtype=start.dtype)
    for k in range(steps):
        start = path[k] = start - lr * gradient(start)
    return path


@misconception(
    "end-only",
    replaces="descend",
    see="4.3",
    fr="Vous renvoyez la dernière position seulement. L'énoncé demande tout le chemin : une ligne par "
    "position, départ compris.",
    en="You return the last position only. The statement asks for the whole path: one row per position, "
    "the start included.",
)
def descend_to_the_end(gradient, start, lr, steps):
    for _ in range(steps):
        start = start - lr * gradient(start)
    return start


@misconception(
    "gradient-at-start",
    replaces="descend",
    see="4.3",
    fr="Le gradient est calculé une seule fois, au départ. La pente change le long du chemin : "
    "recalculez-la à chaque position.",
    en="The gradient is computed once only, at the start. The slope changes along the path: compute it "
    "again at each position.",
)
def descend_straight(gradient, start, lr, steps):
    slope = gradient(start)
    return np.array([start - k * lr * slope for k in range(steps + 1)])


@misconception(
    "direction-only",
    replaces="descend",
    see="4.3",
    fr="Vous divisez le gradient par sa norme : tous les pas ont alors la même longueur, et la descente "
    "ne peut pas se poser au minimum. Le pas est lr fois le gradient, il raccourcit avec la pente.",
    en="You divide the gradient by its norm: all the steps then have the same length, and the descent "
    "can't settle at the minimum. The step is lr times the gradient; it gets shorter with the slope.",
)
def descend_unit_steps(gradient, start, lr, steps):
    path = [start]
    for _ in range(steps):
        slope = gradient(path[-1])
        length = np.linalg.norm(slope)
        path.append(path[-1] - lr * slope / (length if length > 0 else 1.0))
    return np.array(path)
