"""Right: Python loops over examples and classes, lists until the very end."""

import math

import numpy as np


def confusion_matrix(y_true, y_pred, num_classes):
    rows = [[0] * num_classes for _ in range(num_classes)]
    for i in range(len(y_true)):
        rows[int(y_true[i])][int(y_pred[i])] += 1
    return np.array(rows)


def accuracy(matrix):
    right = 0
    total = 0
    for i in range(len(matrix)):
        for j in range(len(matrix)):
            total += int(matrix[i, j])
            if i == j:
                right += int(matrix[i, j])
    return right / total


def precision(matrix):
    result = []
    for i in range(len(matrix)):
        tp = int(matrix[i, i])
        fp = sum(int(matrix[j, i]) for j in range(len(matrix)) if j != i)
        result.append(tp / (tp + fp) if tp + fp > 0 else 0.0)
    return np.array(result)


def recall(matrix):
    result = []
    for i in range(len(matrix)):
        tp = int(matrix[i, i])
        fn = sum(int(matrix[i, j]) for j in range(len(matrix)) if j != i)
        result.append(tp / (tp + fn) if tp + fn > 0 else 0.0)
    return np.array(result)


def f1(matrix):
    result = []
    for p, r in zip(precision(matrix), recall(matrix)):
        if p + r == 0:
            result.append(0.0)
        else:
            result.append(2 * p * r / (p + r))
    return np.array(result)


def macro_scores(matrix):
    c = len(matrix)
    return sum(precision(matrix)) / c, sum(recall(matrix)) / c, sum(f1(matrix)) / c


def r2_score(y_true, y_pred):
    mean = 0.0
    for value in y_true:
        mean += float(value) / len(y_true)
    residual = 0.0
    total = 0.0
    constant = True
    for true, predicted in zip(y_true, y_pred):
        residual += (float(true) - float(predicted)) ** 2
        total += (float(true) - mean) ** 2
        if true != y_true[0]:
            constant = False
    if constant:
        result = 1.0 if residual == 0 else 0.0
    else:
        result = 1.0 - residual / total
    return y_true.dtype.type(result)


def stratified_split(y, test_fraction, rng):
    rng = np.random.default_rng(rng)
    classes = {}
    for i, label in enumerate(y):
        classes.setdefault(int(label), []).append(i)
    train, test = [], []
    for label in classes:
        members = classes[label]
        rng.shuffle(members)
        m = len(members)
        size = round(test_fraction * m)
        if size == m:
            size = m - 1
        for position, i in enumerate(members):
            if position < size:
                test.append(i)
            else:
                train.append(i)
    rng.shuffle(train)
    rng.shuffle(test)
    return np.array(train), np.array(test)


def train_validation_test(y, test_fraction, validation_fraction, rng):
    rng = np.random.default_rng(rng)
    rest, test = stratified_split(y, test_fraction, rng)
    inner_train, inner_validation = stratified_split(
        np.array([y[i] for i in rest]), validation_fraction, rng
    )
    train = [int(rest[i]) for i in inner_train]
    validation = [int(rest[i]) for i in inner_validation]
    return np.array(train), np.array(validation), test


def k_fold(n, k, rng):
    rng = np.random.default_rng(rng)
    order = list(range(n))
    rng.shuffle(order)
    folds = []
    start = 0
    for i in range(k):
        size = n // k
        if i < n % k:
            size += 1
        folds.append(order[start : start + size])
        start += size
    pairs = []
    for i in range(k):
        train = []
        for j in range(k):
            if j != i:
                train.extend(folds[j])
        pairs.append((np.array(train), np.array(folds[i])))
    return pairs


def cross_validate(evaluate, n, k, rng):
    scores = []
    for train, validation in k_fold(n, k, rng):
        scores.append(evaluate(train, validation))
    mean = sum(scores) / k
    variance = sum((score - mean) ** 2 for score in scores) / k
    return mean, math.sqrt(variance)


def class_distribution(y, num_classes):
    return np.array([sum(1 for label in y if label == c) / len(y) for c in range(num_classes)])


def class_weights(y, num_classes):
    weights = []
    for c in range(num_classes):
        count = sum(1 for label in y if label == c)
        weights.append(len(y) / (num_classes * count) if count else 0.0)
    return np.array(weights)


def oversample(y, rng):
    rng = np.random.default_rng(rng)
    classes = {}
    for i, label in enumerate(y):
        classes.setdefault(int(label), []).append(i)
    most = max(len(members) for members in classes.values())
    result = []
    for members in classes.values():
        result.extend(members)
        for _ in range(most - len(members)):
            result.append(members[int(rng.integers(len(members)))])
    return np.array(result)


def undersample(y, rng):
    rng = np.random.default_rng(rng)
    classes = {}
    for i, label in enumerate(y):
        classes.setdefault(int(label), []).append(i)
    fewest = min(len(members) for members in classes.values())
    result = []
    for members in classes.values():
        left = list(members)
        for _ in range(fewest):
            result.append(left.pop(int(rng.integers(len(left)))))
    return np.array(result)


def balanced_split(y, test_fraction, rng):
    rng = np.random.default_rng(rng)
    train, test = stratified_split(y, test_fraction, rng)
    labels = np.array([y[i] for i in train])
    return np.array([train[i] for i in oversample(labels, rng)]), test
