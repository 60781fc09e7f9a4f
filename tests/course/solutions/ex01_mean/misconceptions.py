"""What goes wrong in ex01."""

import numpy as np

from grader.checks.api import misconception


@misconception(
    "mean-axis0",
    replaces="mean",
    see="1.1",
    fr="La somme est prise sur l'axe 0 (les lignes) au lieu du dernier axe.",
    en="The sum runs over axis 0 (the rows) instead of the last axis.",
)
def mean_axis0(x):
    return np.sum(x, axis=0) / x.shape[0]


@misconception(
    "mean-of-all",
    replaces="mean",
    see="1.1",
    fr="La moyenne est prise sur tout le tableau au lieu du dernier axe seulement.",
    en="The mean is taken over the whole array instead of the last axis only.",
)
def mean_of_all(x):
    return np.mean(x)


@misconception(
    "spread-sample",
    replaces="spread",
    see="1.2",
    fr="La somme des carrés est divisée par n - 1 au lieu de n.",
    en="The sum of squares is divided by n - 1 instead of n.",
)
def spread_sample(x):
    return np.std(x, axis=-1, ddof=1)


@misconception(
    "spread-no-root",
    replaces="spread",
    see="1.2",
    fr="C'est la variance : il manque la racine carrée.",
    en="This is the variance: the square root is missing.",
)
def spread_no_root(x):
    return np.var(x, axis=-1)
