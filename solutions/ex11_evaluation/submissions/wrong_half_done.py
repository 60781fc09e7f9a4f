"""Wrong: only the metrics, with a misspelt name and prints; the rest was never begun."""

import numpy as np


def confusion_matrix(y_true, y_pred, num_classes):
    matrix = np.zeros((num_classes, num_classes), dtype=np.int64)
    np.add.at(matrix, (y_true, y_pred), 1)
    print(matrix)
    return matrix


def accuracy(matrix):
    return np.trace(matrix) / np.sum(matrix)


def precision(matrix):
    return np.diag(matrix) / np.maximum(matrix.sum(axis=0), 1)


def recal(matrix):
    return np.diag(matrix) / np.maximum(matrix.sum(axis=1), 1)


def f1(matrix):
    involved = matrix.sum(axis=0) + matrix.sum(axis=1)
    return 2 * np.diag(matrix) / np.maximum(involved, 1)


def macro_scores(matrix):
    return precision(matrix).mean(), recal(matrix).mean(), f1(matrix).mean()


def r2_score(y_true, y_pred):
    residual = np.sum((y_true - y_pred) ** 2)
    total = np.sum((y_true - y_true.mean()) ** 2)
    if total == 0:
        return y_true.dtype.type(residual == 0)
    return 1 - residual / total
