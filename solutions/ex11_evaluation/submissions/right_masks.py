"""Right: bincount, boolean masks, nan_to_num; the variance as R²'s denominator; int32 indices."""

import numpy as np


def confusion_matrix(y_true, y_pred, num_classes):
    flat = np.bincount(y_true * num_classes + y_pred, minlength=num_classes**2)
    return flat.reshape(num_classes, num_classes).astype(np.int32)


def accuracy(matrix):
    mask = np.eye(matrix.shape[0], dtype=bool)
    return matrix[mask].sum() / matrix.sum()


def _safe(top, bottom):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(top / bottom, nan=0.0, posinf=0.0)


def precision(matrix):
    return _safe(matrix.diagonal(), matrix.sum(0))


def recall(matrix):
    return precision(matrix.T)


def f1(matrix):
    p, r = precision(matrix), recall(matrix)
    return _safe(2 * p * r, p + r)


def macro_scores(matrix):
    return tuple(float(np.average(score(matrix))) for score in (precision, recall, f1))


def r2_score(y_true, y_pred):
    if np.ptp(y_true) == 0:
        return np.array(np.array_equal(y_true, y_pred)).astype(y_true.dtype)
    return 1 - np.mean(np.square(y_pred - y_true)) / np.var(y_true)


def stratified_split(y, test_fraction, rng):
    rng = np.random.default_rng(rng)
    in_test = np.zeros(len(y), dtype=bool)
    for label in set(y.tolist()):
        members = np.where(y == label)[0]
        size = int(np.minimum(np.round(test_fraction * members.size), members.size - 1))
        in_test[rng.choice(members, size=size, replace=False)] = True
    order = rng.permutation(len(y)).astype(np.int32)
    return order[~in_test[order]], order[in_test[order]]


def train_validation_test(y, test_fraction, validation_fraction, rng):
    first, second = np.random.default_rng(rng).spawn(2)
    rest, test = stratified_split(y, test_fraction, first)
    train, validation = stratified_split(y[rest], validation_fraction, second)
    return [rest[train], rest[validation], test]


def k_fold(n, k, rng):
    fold = np.random.default_rng(rng).permutation(np.arange(n) % k)
    return [(np.flatnonzero(fold != i), np.flatnonzero(fold == i)) for i in range(k)]


def cross_validate(evaluate, n, k, rng):
    scores = np.array([evaluate(*pair) for pair in k_fold(n, k, rng)])
    return [scores.mean(), scores.std()]


def class_distribution(y, num_classes):
    return (y[:, None] == np.arange(num_classes)).mean(axis=0)


def class_weights(y, num_classes):
    return _safe(1.0, class_distribution(y, num_classes)) / num_classes


def oversample(y, rng):
    rng = np.random.default_rng(rng)
    counts = np.bincount(y)
    chosen = []
    for label in np.flatnonzero(counts):
        members = np.where(y == label)[0]
        copies = members[rng.integers(0, members.size, size=counts.max() - members.size)]
        chosen += [members, copies]
    return rng.permutation(np.hstack(chosen))


def undersample(y, rng):
    rng = np.random.default_rng(rng)
    counts = np.bincount(y)
    fewest = counts[counts > 0].min()
    return np.hstack(
        [rng.permutation(np.where(y == label)[0])[:fewest] for label in np.flatnonzero(counts)]
    )


def balanced_split(y, test_fraction, rng):
    first, second = np.random.default_rng(rng).spawn(2)
    train, test = stratified_split(y, test_fraction, first)
    return [train[oversample(y[train], second)], test]
