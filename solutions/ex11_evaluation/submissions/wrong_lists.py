"""Wrong: the indices come as Python lists, the matrix as a list of lists."""

import numpy as np


def confusion_matrix(y_true, y_pred, num_classes):
    matrix = np.zeros((num_classes, num_classes), dtype=np.int64)
    np.add.at(matrix, (y_true, y_pred), 1)
    return matrix.tolist()


def accuracy(matrix):
    return np.trace(matrix) / np.sum(matrix)


def precision(matrix):
    return np.diag(matrix) / np.maximum(matrix.sum(axis=0), 1)


def recall(matrix):
    return np.diag(matrix) / np.maximum(matrix.sum(axis=1), 1)


def f1(matrix):
    involved = matrix.sum(axis=0) + matrix.sum(axis=1)
    return 2 * np.diag(matrix) / np.maximum(involved, 1)


def macro_scores(matrix):
    return precision(matrix).mean(), recall(matrix).mean(), f1(matrix).mean()


def r2_score(y_true, y_pred):
    residual = np.sum((y_true - y_pred) ** 2)
    total = np.sum((y_true - y_true.mean()) ** 2)
    if total == 0:
        return y_true.dtype.type(residual == 0)
    return 1 - residual / total


def stratified_split(y, test_fraction, rng):
    rng = np.random.default_rng(rng)
    train, test = [], []
    for label in np.unique(y):
        members = rng.permutation(np.flatnonzero(y == label))
        size = min(round(test_fraction * len(members)), len(members) - 1)
        test.append(members[:size])
        train.append(members[size:])
    return rng.permutation(np.concatenate(train)).tolist(), rng.permutation(np.concatenate(test)).tolist()


def train_validation_test(y, test_fraction, validation_fraction, rng):
    rng = np.random.default_rng(rng)
    rest, test = stratified_split(y, test_fraction, rng)
    train, validation = stratified_split(y[np.array(rest)], validation_fraction, rng)
    rest = np.array(rest)
    return rest[train].tolist(), rest[validation].tolist(), test


def k_fold(n, k, rng):
    folds = np.array_split(np.random.default_rng(rng).permutation(n), k)
    return [
        (np.concatenate(folds[:i] + folds[i + 1 :]), validation)
        for i, validation in enumerate(folds)
    ]


def cross_validate(evaluate, n, k, rng):
    scores = [evaluate(train, validation) for train, validation in k_fold(n, k, rng)]
    return np.mean(scores), np.std(scores)


def class_distribution(y, num_classes):
    return np.bincount(y, minlength=num_classes) / len(y)


def class_weights(y, num_classes):
    counts = np.bincount(y, minlength=num_classes)
    return (counts > 0) * len(y) / (num_classes * np.maximum(counts, 1))


def oversample(y, rng):
    rng = np.random.default_rng(rng)
    classes = [np.flatnonzero(y == label) for label in np.unique(y)]
    most = max(map(len, classes))
    extra = [rng.choice(members, most - len(members)) for members in classes]
    return np.concatenate([np.arange(len(y)), *extra])


def undersample(y, rng):
    rng = np.random.default_rng(rng)
    classes = [np.flatnonzero(y == label) for label in np.unique(y)]
    fewest = min(map(len, classes))
    kept = [rng.choice(members, fewest, replace=False) for members in classes]
    return np.concatenate(kept).tolist()


def balanced_split(y, test_fraction, rng):
    rng = np.random.default_rng(rng)
    train, test = stratified_split(y, test_fraction, rng)
    return train[oversample(y[train], rng)], test
