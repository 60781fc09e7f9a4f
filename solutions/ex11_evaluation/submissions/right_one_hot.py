"""Right: one-hot products, sorted random keys, and every part written out without the others."""

import numpy as np


def confusion_matrix(y_true, y_pred, num_classes):
    eye = np.eye(num_classes, dtype=np.int64)
    return eye[y_true].T @ eye[y_pred]


def accuracy(matrix):
    return np.sum(matrix * np.eye(len(matrix))) / np.sum(matrix)


def precision(matrix):
    column = matrix.sum(axis=0)
    return np.where(column == 0, 0.0, np.diag(matrix) / np.where(column == 0, 1, column))


def recall(matrix):
    row = matrix.sum(axis=1)
    return np.where(row == 0, 0.0, np.diag(matrix) / np.where(row == 0, 1, row))


def f1(matrix):
    p, r = precision(matrix), recall(matrix)
    good = (p > 0) & (r > 0)
    result = np.zeros(len(matrix))
    result[good] = 2 / (1 / p[good] + 1 / r[good])
    return result


def macro_scores(matrix):
    return np.mean(precision(matrix)), np.mean(recall(matrix)), np.mean(f1(matrix))


def r2_score(y_true, y_pred):
    error = y_true - y_pred
    centred = y_true - np.mean(y_true)
    if len(np.unique(y_true)) == 1:
        return np.ones((), y_true.dtype) if not error.any() else np.zeros((), y_true.dtype)
    return np.ones((), y_true.dtype) - np.dot(error, error) / np.dot(centred, centred)


def stratified_split(y, test_fraction, rng):
    rng = np.random.default_rng(rng)
    order = rng.permutation(len(y))
    # The rank of each example within its class, in the shuffled order.
    rank = np.array([np.sum(y[order[:i]] == y[order[i]]) for i in range(len(y))])
    size = np.array([np.sum(y == y[i]) for i in order])
    wanted = np.minimum(np.round(size * test_fraction), size - 1)
    return order[rank >= wanted], order[rank < wanted]


def train_validation_test(y, test_fraction, validation_fraction, rng):
    rng = np.random.default_rng(rng)
    rest, test = stratified_split(y, test_fraction, rng)
    parts = stratified_split(y[rest], validation_fraction, rng)
    return (*(rest[part] for part in parts), test)


def k_fold(n, k, rng):
    order = np.random.default_rng(rng).permutation(n)
    pairs = []
    for i in range(k):
        validation = order[i::k]
        pairs.append([np.setdiff1d(np.arange(n), validation), validation])
    return tuple(pairs)


def cross_validate(evaluate, n, k, rng):
    total = squares = 0.0
    scores = []
    for train, validation in k_fold(n, k, rng):
        scores.append(evaluate(train, validation))
        total += scores[-1]
    for score in scores:
        squares += (score - total / k) ** 2
    return total / k, (squares / k) ** 0.5


def class_distribution(y, num_classes):
    return np.eye(num_classes)[y].mean(axis=0)


def class_weights(y, num_classes):
    counts = np.eye(num_classes)[y].sum(axis=0)
    weights = np.zeros(num_classes)
    weights[counts > 0] = len(y) / num_classes / counts[counts > 0]
    return weights


def oversample(y, rng):
    rng = np.random.default_rng(rng)
    counts = np.bincount(y)
    indices = list(range(len(y)))
    for label in range(len(counts)):
        while 0 < counts[label] < counts.max():
            indices.append(int(rng.choice(np.flatnonzero(y == label))))
            counts[label] += 1
    return np.array(indices)


def undersample(y, rng):
    rng = np.random.default_rng(rng)
    counts = np.bincount(y)
    fewest = min(count for count in counts if count > 0)
    kept = np.ones(len(y), dtype=bool)
    for i in rng.permutation(len(y)):
        if counts[y[i]] > fewest:
            kept[i] = False
            counts[y[i]] -= 1
    return np.arange(len(y))[kept]


def balanced_split(y, test_fraction, rng):
    rng = np.random.default_rng(rng)
    train, test = stratified_split(y, test_fraction, rng)
    labels, counts = np.unique(y[train], return_counts=True)
    for label, count in zip(labels, counts):
        members = train[y[train] == label][:count]
        train = np.append(train, rng.choice(members, counts.max() - count))
    return train, test
