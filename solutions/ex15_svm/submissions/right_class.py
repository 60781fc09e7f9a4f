"""Right: the table of C written as a small class, broadcasting, Python's own tools."""

from dataclasses import dataclass, field

import numpy as np
from sklearn.metrics import accuracy_score
from sklearn.svm import SVC


@dataclass
class Table:
    train_accuracy: list = field(default_factory=list)
    valid_accuracy: list = field(default_factory=list)
    support_vectors: list = field(default_factory=list)

    def add(self, model, train, valid):
        for row, (X, y) in ((self.train_accuracy, train), (self.valid_accuracy, valid)):
            row.append(accuracy_score(y, model.predict(X)))
        self.support_vectors.append(model.support_vectors_.shape[0])


def _signs(y):
    return np.where(y > 0, 1, -1)


def margin_width(w):
    return float(2 / np.linalg.norm(w, ord=2))


def primal_objective(w, b, X, y, C):
    slack = 1 - _signs(y) * ((X * w).sum(axis=1) + b)
    return float(np.linalg.norm(w) ** 2 / 2 + C * np.maximum(slack, 0).sum())


def l2_strength(C, n):
    return 1 / (n * C)


def margin_counts(scores, y):
    edges = _signs(y) * scores
    wrong, outside = sum(edges <= 0), sum(edges >= 1)
    return {"outside": outside, "wrong": wrong, "inside": len(edges) - wrong - outside}


def add_radius(X):
    return np.c_[X, np.linalg.norm(X, axis=1) ** 2].astype(X.dtype)


def rbf_kernel(A, B, gamma):
    return np.prod(np.exp(-gamma * (A[:, None] - B[None]) ** 2), axis=2)


def decision_by_hand(support_vectors, coefficients, intercept, gamma, X):
    kernel = rbf_kernel(support_vectors, X, gamma)
    return coefficients @ kernel + intercept


def fit_svm(X, y, kernel, C=1.0, gamma=1.0):
    if not (kernel == "linear" or kernel == "rbf"):
        raise ValueError("kernel")
    settings = {"gamma": gamma} if kernel == "rbf" else {}
    return SVC(C=C, kernel=kernel, **settings).fit(X, y)


def decision_grid(model, xs, ys):
    points = np.array([[(x, y) for x in xs] for y in ys])
    flat = points.reshape(len(xs) * len(ys), 2)
    return model.predict(flat).reshape(len(ys), len(xs))


def compare_models(X_train, y_train, X_test, y_test, C=1.0, gamma=1.0):
    linear, rbf = (fit_svm(X_train, y_train, kernel, C, gamma) for kernel in ("linear", "rbf"))
    lifted = fit_svm(add_radius(X_train), y_train, "linear", C)
    return {
        "linear": float(linear.score(X_test, y_test)),
        "rbf": float(rbf.score(X_test, y_test)),
        "lifted": float(lifted.score(add_radius(X_test), y_test)),
    }


def margins_by_c(X, y, C_values):
    return tuple(margin_width(fit_svm(X, y, "linear", C).coef_.ravel()) for C in C_values)


def effect_of_c(X_train, y_train, X_valid, y_valid, C_values, gamma=1.0):
    table = Table()
    for C in C_values:
        table.add(fit_svm(X_train, y_train, "rbf", C, gamma), (X_train, y_train), (X_valid, y_valid))
    return vars(table)


def choose_c(C_values, valid_accuracy):
    best = None
    for C, accuracy in sorted(zip(C_values, valid_accuracy)):
        if best is None or accuracy > best[1]:
            best = C, accuracy
    return best[0]
