"""Right: classes behind the functions, unsigned counts, one draw for everything."""

from dataclasses import dataclass

import numpy as np


@dataclass
class Counts:
    matrix: np.ndarray

    @property
    def hits(self):
        return np.diagonal(self.matrix).astype(float)

    def share(self, axis):
        bottom = self.matrix.sum(axis=axis).astype(float)
        bottom[bottom == 0] = np.inf
        return self.hits / bottom

    @property
    def scores(self):
        p, r = self.share(0), self.share(1)
        both = p + r
        both[both == 0] = 1.0
        return p, r, 2 * p * r / both


class Splitter:
    def __init__(self, y, rng):
        self.y = np.array(y)
        self.rng = np.random.default_rng(rng)

    def groups(self):
        order = self.rng.permutation(self.y.size)
        return [order[self.y[order] == label] for label in np.unique(self.y)]

    def split(self, fraction):
        groups = self.groups()
        sizes = [min(round(fraction * g.size), g.size - 1) for g in groups]
        test = np.concatenate([g[:s] for g, s in zip(groups, sizes)])
        train = np.concatenate([g[s:] for g, s in zip(groups, sizes)])
        return self.rng.permutation(train), self.rng.permutation(test)


def confusion_matrix(y_true, y_pred, num_classes):
    matrix = np.zeros((num_classes, num_classes), dtype=np.uint32)
    for i in range(num_classes):
        for j in range(num_classes):
            matrix[i, j] = np.count_nonzero((y_true == i) & (y_pred == j))
    return matrix


def accuracy(matrix):
    return Counts(matrix).hits.sum() / matrix.sum()


def precision(matrix):
    return Counts(matrix).scores[0]


def recall(matrix):
    return Counts(matrix).scores[1]


def f1(matrix):
    return Counts(matrix).scores[2]


def macro_scores(matrix):
    return [score.mean() for score in Counts(matrix).scores]


def r2_score(y_true, y_pred):
    total = ((y_true - y_true.mean()) ** 2).sum()
    if (y_true == y_true[0]).all():
        return y_true.dtype.type(1 if (y_true == y_pred).all() else 0)
    residual = ((y_true - y_pred) ** 2).sum()
    return (total - residual) / total


def stratified_split(y, test_fraction, rng):
    return Splitter(y, rng).split(test_fraction)


def train_validation_test(y, test_fraction, validation_fraction, rng):
    rng = np.random.default_rng(rng)
    rest, test = Splitter(y, rng).split(test_fraction)
    train, validation = Splitter(y[rest], rng).split(validation_fraction)
    return rest[train], rest[validation], test


def k_fold(n, k, rng):
    order = np.arange(n)
    np.random.default_rng(rng).shuffle(order)
    pairs, rest = [], order
    for i in range(k):
        size = -(-len(rest) // (k - i))
        fold, rest = rest[:size], rest[size:]
        pairs.append((order[~np.isin(order, fold)], fold))
    return pairs


def cross_validate(evaluate, n, k, rng):
    scores = np.empty(k)
    for i, (train, validation) in enumerate(k_fold(n, k, rng)):
        scores[i] = evaluate(train, validation)
    return scores.mean(), np.sqrt(np.mean((scores - scores.mean()) ** 2))


def class_distribution(y, num_classes):
    counts = np.zeros(num_classes)
    np.add.at(counts, y, 1)
    return counts / counts.sum()


def class_weights(y, num_classes):
    weights = np.zeros(num_classes)
    for label, count in zip(*np.unique(y, return_counts=True)):
        weights[label] = len(y) / (num_classes * count)
    return weights


def oversample(y, rng):
    splitter = Splitter(y, rng)
    groups = splitter.groups()
    most = max(g.size for g in groups)
    copies = [g[splitter.rng.integers(g.size, size=most - g.size)] for g in groups]
    return np.concatenate(groups + copies)


def undersample(y, rng):
    groups = Splitter(y, rng).groups()
    return np.concatenate([g[: min(g.size for g in groups)] for g in groups])


def balanced_split(y, test_fraction, rng):
    splitter = Splitter(y, rng)
    train, test = splitter.split(test_fraction)
    return train[oversample(y[train], splitter.rng)], test
