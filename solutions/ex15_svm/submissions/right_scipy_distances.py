"""Right: SciPy's distances, a stricter stop, masks, sorting, arrays for lists."""

import numpy as np
from scipy.spatial.distance import cdist
from sklearn.svm import SVC


def margin_width(w):
    return np.float64(2.0) * (w**2).sum() ** -0.5


def primal_objective(w, b, X, y, C):
    f = np.einsum("nd,d->n", X, w) + b
    slack = np.where(y == 1, 1 - f, 1 + f)
    return np.vdot(w, w) * 0.5 + C * slack[slack > 0].sum()


def l2_strength(C, n):
    return (C * n) ** -1


def margin_counts(scores, y):
    f = np.where(y == 1, scores, -scores)
    place = np.select([f >= 1, f > 0], [0, 1], default=2)
    return dict(zip(("outside", "inside", "wrong"), np.bincount(place, minlength=3).tolist()))


def add_radius(X):
    return np.hstack([X, np.einsum("nd,nd->n", X, X)[:, np.newaxis]])


def rbf_kernel(A, B, gamma):
    return np.exp(-gamma * cdist(A, B, "sqeuclidean")).astype(A.dtype)


def decision_by_hand(support_vectors, coefficients, intercept, gamma, X):
    terms = rbf_kernel(support_vectors, X, gamma) * coefficients[:, None]
    return terms.sum(axis=0) + intercept


def fit_svm(X, y, kernel, C=1.0, gamma=1.0):
    if kernel not in {"linear", "rbf"}:
        raise ValueError(kernel)
    return SVC(C=C, kernel=kernel, gamma=gamma, tol=1e-6, cache_size=10).fit(X.copy(), y)


def decision_grid(model, xs, ys):
    grid = np.array(np.meshgrid(xs, ys)).transpose(1, 2, 0)
    scores = model.decision_function(grid.reshape(-1, 2)).reshape(len(ys), len(xs))
    return (scores > 0).astype(np.uint8)


def compare_models(X_train, y_train, X_test, y_test, C=1.0, gamma=1.0):
    def measured(kernel, change=lambda X: X):
        model = fit_svm(change(X_train), y_train, kernel, C, gamma)
        return np.mean(model.predict(change(X_test)) == y_test)

    return dict(lifted=measured("linear", add_radius), rbf=measured("rbf"), linear=measured("linear"))


def margins_by_c(X, y, C_values):
    return np.array([2 / np.linalg.norm(fit_svm(X, y, "linear", C).coef_) for C in C_values])


def effect_of_c(X_train, y_train, X_valid, y_valid, C_values, gamma=1.0):
    rows = []
    for C in C_values:
        model = fit_svm(X_train, y_train, "rbf", C, gamma)
        rows.append(
            (
                np.mean(model.predict(X_train) == y_train),
                np.mean(model.predict(X_valid) == y_valid),
                model.n_support_.sum(),
            )
        )
    return dict(zip(("train_accuracy", "valid_accuracy", "support_vectors"), np.array(rows).T))


def choose_c(C_values, valid_accuracy):
    return sorted(zip(valid_accuracy, C_values), key=lambda pair: (-pair[0], pair[1]))[0][1]
