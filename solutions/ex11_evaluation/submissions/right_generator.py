"""Right: k_fold is a generator; one helper gathers the classes; float64 inside R²."""

import statistics
from collections import Counter

import numpy as np


def _members(y):
    return {label: np.nonzero(y == label)[0] for label in sorted(set(y.tolist()))}


def _divide(top, bottom):
    return np.divide(top, bottom, out=np.zeros(len(top)), where=bottom != 0)


def confusion_matrix(y_true, y_pred, num_classes):
    pairs = Counter(zip(y_true.tolist(), y_pred.tolist()))
    return np.array([[pairs[i, j] for j in range(num_classes)] for i in range(num_classes)])


def accuracy(matrix):
    return float(np.einsum("ii->", matrix)) / float(np.einsum("ij->", matrix))


def precision(matrix):
    return _divide(np.diag(matrix), np.einsum("ij->j", matrix))


def recall(matrix):
    return _divide(np.diag(matrix), np.einsum("ij->i", matrix))


def f1(matrix):
    tp = np.diag(matrix)
    fp, fn = matrix.sum(axis=0) - tp, matrix.sum(axis=1) - tp
    return _divide(tp, tp + (fp + fn) / 2)


def macro_scores(matrix):
    scores = np.stack([precision(matrix), recall(matrix), f1(matrix)])
    return tuple(scores.mean(axis=1))


def r2_score(y_true, y_pred):
    t, p = y_true.astype(np.float64), y_pred.astype(np.float64)
    if (t == t[0]).all():
        score = float((t == p).all())
    else:
        total = np.sum(t**2) - len(t) * np.mean(t) ** 2
        score = (total - np.sum((t - p) ** 2)) / total
    return np.asarray(score, dtype=y_true.dtype)


def stratified_split(y, test_fraction, rng):
    rng = np.random.default_rng(rng)
    train, test = np.array([], dtype=int), np.array([], dtype=int)
    for members in _members(y).values():
        members = members[np.argsort(rng.random(len(members)))]
        kept = max(len(members) - round(test_fraction * len(members)), 1)
        train, test = np.append(train, members[:kept]), np.append(test, members[kept:])
    rng.shuffle(train)
    rng.shuffle(test)
    return train, test


def train_validation_test(y, test_fraction, validation_fraction, rng):
    rest, test = stratified_split(y, test_fraction, rng)
    train, validation = stratified_split(y[rest], validation_fraction, rng)
    return np.take(rest, train), np.take(rest, validation), test


def k_fold(n, k, rng):
    order = np.argsort(np.random.default_rng(rng).random(n))
    cuts = np.cumsum([0] + [n // k + 1] * (n % k) + [n // k] * (k - n % k))
    for begin, end in zip(cuts[:-1], cuts[1:]):
        yield np.r_[order[:begin], order[end:]], order[begin:end]


def cross_validate(evaluate, n, k, rng):
    scores = [evaluate(train, validation) for train, validation in k_fold(n, k, rng)]
    return statistics.fmean(scores), statistics.pstdev(scores)


def class_distribution(y, num_classes):
    return np.histogram(y, bins=np.arange(num_classes + 1) - 0.5)[0] / y.size


def class_weights(y, num_classes):
    counts = np.histogram(y, bins=np.arange(num_classes + 1) - 0.5)[0]
    return _divide(np.full(num_classes, y.size / num_classes), counts)


def oversample(y, rng):
    rng = np.random.default_rng(rng)
    members = _members(y)
    most = max(len(each) for each in members.values())
    return np.concatenate(
        [np.append(each, rng.choice(each, size=most - len(each))) for each in members.values()]
    )


def undersample(y, rng):
    order = np.random.default_rng(rng).permutation(len(y))
    members = _members(y[order])
    fewest = min(len(each) for each in members.values())
    return order[np.concatenate([each[:fewest] for each in members.values()])]


def balanced_split(y, test_fraction, rng):
    train, test = stratified_split(y, test_fraction, rng)
    return train[oversample(y[train], rng)], test
