"""Right: loops and plain Python, one thing at a time."""

import math

import numpy as np
from sklearn import svm
from sklearn.metrics import accuracy_score


def margin_width(w):
    total = 0.0
    for value in w:
        total = total + value**2
    return 2.0 / math.sqrt(total)


def primal_objective(w, b, X, y, C):
    errors = 0.0
    for i in range(len(X)):
        score = b
        for j in range(len(w)):
            score = score + w[j] * X[i][j]
        if y[i] == 0:
            score = -score
        if score < 1:
            errors = errors + (1 - score)
    return 0.5 * sum(value * value for value in w) + C * errors


def l2_strength(C, n):
    return 1.0 / C / n


def margin_counts(scores, y):
    counts = {"outside": 0, "inside": 0, "wrong": 0}
    for score, label in zip(scores, y):
        if label == 0:
            score = -score
        if score >= 1:
            counts["outside"] += 1
        elif score > 0:
            counts["inside"] += 1
        else:
            counts["wrong"] += 1
    return counts


def add_radius(X):
    n, d = X.shape
    result = np.zeros((n, d + 1), dtype=X.dtype)
    for i in range(n):
        result[i, :d] = X[i]
        result[i, d] = sum(X[i, j] ** 2 for j in range(d))
    return result


def rbf_kernel(A, B, gamma):
    K = np.zeros((len(A), len(B)), dtype=A.dtype)
    for i, a in enumerate(A):
        for j, b in enumerate(B):
            K[i, j] = math.exp(-gamma * float(np.dot(a - b, a - b)))
    return K


def decision_by_hand(support_vectors, coefficients, intercept, gamma, X):
    scores = np.full(len(X), intercept, dtype=X.dtype)
    K = rbf_kernel(X, support_vectors, gamma)
    for j in range(len(coefficients)):
        scores += coefficients[j] * K[:, j]
    return scores


def fit_svm(X, y, kernel, C=1.0, gamma=1.0):
    if kernel == "linear":
        model = svm.SVC(kernel="linear", C=C)
    elif kernel == "rbf":
        model = svm.SVC(kernel="rbf", C=C, gamma=gamma, random_state=42)
    else:
        raise ValueError("unknown kernel")
    model.fit(X, y)
    return model


def decision_grid(model, xs, ys):
    grid = np.zeros((len(ys), len(xs)), dtype=int)
    for i in range(len(ys)):
        for j in range(len(xs)):
            grid[i, j] = model.predict([[xs[j], ys[i]]])[0]
    return grid


def compare_models(X_train, y_train, X_test, y_test, C=1.0, gamma=1.0):
    results = {}
    for kernel in ["linear", "rbf"]:
        model = fit_svm(X_train, y_train, kernel, C=C, gamma=gamma)
        results[kernel] = accuracy_score(y_test, model.predict(X_test))
    model = fit_svm(add_radius(X_train), y_train, "linear", C=C)
    results["lifted"] = accuracy_score(y_test, model.predict(add_radius(X_test)))
    return results


def margins_by_c(X, y, C_values):
    widths = []
    for C in C_values:
        model = fit_svm(X, y, "linear", C=C)
        widths.append(margin_width(model.coef_[0]))
    return widths


def effect_of_c(X_train, y_train, X_valid, y_valid, C_values, gamma=1.0):
    table = {"train_accuracy": [], "valid_accuracy": [], "support_vectors": []}
    for C in C_values:
        model = fit_svm(X_train, y_train, "rbf", C=C, gamma=gamma)
        table["train_accuracy"].append(accuracy_score(y_train, model.predict(X_train)))
        table["valid_accuracy"].append(accuracy_score(y_valid, model.predict(X_valid)))
        table["support_vectors"].append(sum(model.n_support_))
    return table


def choose_c(C_values, valid_accuracy):
    best_C, best = None, -1
    for C, accuracy in zip(C_values, valid_accuracy):
        if accuracy > best or (accuracy == best and C < best_C):
            best_C, best = C, accuracy
    return best_C
