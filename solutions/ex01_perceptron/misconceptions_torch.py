"""Wrong answers that people really write in ex01 with PyTorch.

An id without words takes them from the same id in `misconceptions.py`.
"""

import torch

from grader.checks.api import misconception

# --- weighted_sum ---------------------------------------------------------------------------------


@misconception("bias-forgotten", replaces="weighted_sum")
def weighted_sum_without_bias(x, w, b):
    return x @ w


@misconception("bias-subtracted", replaces="weighted_sum")
def weighted_sum_threshold(x, w, b):
    return x @ w - b


@misconception("bias-multiplied", replaces="weighted_sum")
def weighted_sum_bias_factor(x, w, b):
    return (x @ w) * b


@misconception("weighted-average", replaces="weighted_sum")
def weighted_sum_average(x, w, b):
    return (x @ w) / w.sum() + b


@misconception("batch-summed", replaces="weighted_sum")
def weighted_sum_of_everything(x, w, b):
    return (x * w).sum() + b


@misconception(
    "column-of-scores",
    replaces="weighted_sum",
    see="3.1",
    fr="Vos scores forment une colonne (n, 1), parce que les poids ont été mis en colonne. L'énoncé "
    "demande (n,). La différence n'est pas de pure forme : comparée aux étiquettes (n,), une "
    "colonne s'étend en un tableau (n, n). Avec w de forme (d,), x @ w donne directement (n,).",
    en="Your scores form a column (n, 1), because the weights were made a column. The statement asks "
    "for (n,). It is more than a matter of form: compared with labels (n,), a column expands to an "
    "array (n, n). With w of shape (d,), x @ w gives (n,) straight away.",
)
def weighted_sum_in_a_column(x, w, b):
    return x @ w.unsqueeze(1) + b


# --- predict --------------------------------------------------------------------------------------


@misconception("step-strict", replaces="predict")
def predict_strict(x, w, b):
    return (weighted_sum(x, w, b) > 0).long()


@misconception("labels-minus-one", replaces="predict")
def predict_minus_one(x, w, b):
    return 2 * (weighted_sum(x, w, b) >= 0).long() - 1


@misconception(
    "step-is-sign",
    replaces="predict",
    see="3.1",
    fr="Vous prenez le signe du score : -1, 0 ou 1. L'échelon de l'énoncé n'a que deux valeurs, 1 "
    "pour un score supérieur ou égal à 0, et 0 pour un score négatif : (score >= 0).long().",
    en="You take the sign of the score: -1, 0 or 1. The statement's step has only two values, 1 for "
    "a score of at least 0, and 0 for a negative score: (score >= 0).long().",
)
def predict_sign(x, w, b):
    return torch.sign(weighted_sum(x, w, b)).long()


@misconception("threshold-half", replaces="predict")
def predict_half(x, w, b):
    return (weighted_sum(x, w, b) >= 0.5).long()


@misconception("step-forgotten", replaces="predict")
def predict_score(x, w, b):
    return weighted_sum(x, w, b)


# --- perceptron_update ----------------------------------------------------------------------------


@misconception(
    "rate-in-float32",
    replaces="perceptron_update",
    see="perceptron",
    fr="Un float Python multiplié par un tenseur d'entiers donne du float32, le dtype par défaut de "
    "PyTorch, où 0,1 n'a que sept chiffres justes : avec des poids float64, l'erreur apparaît à la "
    "neuvième décimale. Convertissez d'abord l'erreur : (y - prédiction).to(w.dtype).",
    en="A Python float times a tensor of integers gives float32, PyTorch's default dtype, in which "
    "0.1 has only seven right digits: with float64 weights, the error shows at the ninth decimal. "
    "Convert the error first: (y - prediction).to(w.dtype).",
)
def update_in_float32(w, b, x, y, lr):
    error = y - predict(x, w, b)
    return w + lr * error * x, b + lr * error


@misconception("update-with-weights", replaces="perceptron_update")
def update_with_weights(w, b, x, y, lr):
    error = (y - predict(x, w, b)).to(w.dtype)
    return w + lr * error * w, b + lr * error


@misconception("update-sign", replaces="perceptron_update")
def update_sign(w, b, x, y, lr):
    error = (predict(x, w, b) - y).to(w.dtype)
    return w + lr * error * x, b + lr * error


@misconception("bias-not-updated", replaces="perceptron_update")
def update_weights_only(w, b, x, y, lr):
    error = (y - predict(x, w, b)).to(w.dtype)
    return w + lr * error * x, b + 0.0 * error


@misconception("rate-forgotten", replaces="perceptron_update")
def update_without_rate(w, b, x, y, lr):
    error = (y - predict(x, w, b)).to(w.dtype)
    return w + error * x, b + error


@misconception("rate-not-on-bias", replaces="perceptron_update")
def update_bias_without_rate(w, b, x, y, lr):
    error = (y - predict(x, w, b)).to(w.dtype)
    return w + lr * error * x, b + error


@misconception("update-when-right", replaces="perceptron_update")
def update_always(w, b, x, y, lr):
    sign = 2 * y - 1 + torch.zeros((), dtype=w.dtype)
    return w + lr * sign * x, b + lr * sign


@misconception("update-with-label", replaces="perceptron_update")
def update_with_label(w, b, x, y, lr):
    label = y + torch.zeros((), dtype=w.dtype)
    return w + lr * label * x, b + lr * label


@misconception("rule-of-plus-minus-one", replaces="perceptron_update")
def update_plus_minus_one(w, b, x, y, lr):
    wrong = (predict(x, w, b) != y).to(w.dtype)
    return w + lr * wrong * y * x, b + lr * wrong * y


@misconception("error-of-the-score", replaces="perceptron_update")
def update_from_score(w, b, x, y, lr):
    error = y - weighted_sum(x, w, b)
    return w + lr * error * x, b + lr * error


@misconception(
    "gradient-of-squared-error",
    replaces="perceptron_update",
    see="perceptron",
    fr="Vous descendez le gradient de (score - y)^2, peut-être par autograd. C'est une autre règle, "
    "qui corrige aussi les exemples bien classés. L'échelon n'a pas de dérivée utile (elle est nulle "
    "presque partout) : la règle de Rosenblatt ne dérive rien, elle ajoute lr (y - prédiction) x.",
    en="You go down the gradient of (score - y)^2, perhaps with autograd. That is another rule, which "
    "also corrects well-classified examples. The step has no useful derivative (it is zero almost "
    "everywhere): Rosenblatt's rule differentiates nothing, it adds lr (y - prediction) x.",
)
def update_by_gradient(w, b, x, y, lr):
    error = 2.0 * (y - weighted_sum(x, w, b))
    return w + lr * error * x, b + lr * error


# --- train_perceptron -----------------------------------------------------------------------------


@misconception("errors-after-epoch", replaces="train_perceptron")
def train_count_after(X, y, lr, epochs):
    w, b, errors = X.new_zeros(X.shape[1]), X.new_zeros(()), []
    for _ in range(epochs):
        for x_i, y_i in zip(X, y):
            w, b = perceptron_update(w, b, x_i, y_i, lr)
        errors.append((predict(X, w, b) != y).sum().item())
    return w, b, errors


@misconception("errors-cumulated", replaces="train_perceptron")
def train_cumulate(X, y, lr, epochs):
    w, b, errors, wrong = X.new_zeros(X.shape[1]), X.new_zeros(()), [], 0
    for _ in range(epochs):
        for x_i, y_i in zip(X, y):
            wrong += int(predict(x_i, w, b) != y_i)
            w, b = perceptron_update(w, b, x_i, y_i, lr)
        errors.append(wrong)
    return w, b, errors


@misconception("errors-signed", replaces="train_perceptron")
def train_signed_errors(X, y, lr, epochs):
    w, b, errors = X.new_zeros(X.shape[1]), X.new_zeros(()), []
    for _ in range(epochs):
        wrong = 0
        for x_i, y_i in zip(X, y):
            wrong += int(y_i - predict(x_i, w, b))
            w, b = perceptron_update(w, b, x_i, y_i, lr)
        errors.append(wrong)
    return w, b, errors


@misconception("errors-as-rate", replaces="train_perceptron")
def train_error_rate(X, y, lr, epochs):
    w, b, errors = X.new_zeros(X.shape[1]), X.new_zeros(()), []
    for _ in range(epochs):
        wrong = 0
        for x_i, y_i in zip(X, y):
            wrong += int(predict(x_i, w, b) != y_i)
            w, b = perceptron_update(w, b, x_i, y_i, lr)
        errors.append(wrong / len(y))
    return w, b, errors


@misconception("whole-epoch-at-once", replaces="train_perceptron")
def train_by_batch(X, y, lr, epochs):
    w, b, errors = X.new_zeros(X.shape[1]), X.new_zeros(()), []
    for _ in range(epochs):
        error = (y - predict(X, w, b)).to(X.dtype)
        w, b = w + lr * (X.T @ error), b + lr * error.sum()
        errors.append(int(torch.count_nonzero(error)))
    return w, b, errors


@misconception("restart-each-epoch", replaces="train_perceptron")
def train_restarting(X, y, lr, epochs):
    errors = []
    for _ in range(epochs):
        w, b, wrong = X.new_zeros(X.shape[1]), X.new_zeros(()), 0
        for x_i, y_i in zip(X, y):
            wrong += int(predict(x_i, w, b) != y_i)
            w, b = perceptron_update(w, b, x_i, y_i, lr)
        errors.append(wrong)
    return w, b, errors


@misconception("stopped-early", replaces="train_perceptron")
def train_stopping(X, y, lr, epochs):
    w, b, errors = X.new_zeros(X.shape[1]), X.new_zeros(()), []
    for _ in range(epochs):
        wrong = 0
        for x_i, y_i in zip(X, y):
            wrong += int(predict(x_i, w, b) != y_i)
            w, b = perceptron_update(w, b, x_i, y_i, lr)
        errors.append(wrong)
        if wrong == 0:
            break
    return w, b, errors


@misconception("weights-start-at-one", replaces="train_perceptron")
def train_from_ones(X, y, lr, epochs):
    w, b, errors = X.new_ones(X.shape[1]), X.new_zeros(()), []
    for _ in range(epochs):
        wrong = 0
        for x_i, y_i in zip(X, y):
            wrong += int(predict(x_i, w, b) != y_i)
            w, b = perceptron_update(w, b, x_i, y_i, lr)
        errors.append(wrong)
    return w, b, errors
