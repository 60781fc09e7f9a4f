"""Wrong: two functions are misspelt, one is not written, one returns nothing."""

import numpy as np
from sklearn.base import clone
from sklearn.svm import SVC

MODELS = {"linear": SVC(kernel="linear"), "rbf": SVC(kernel="rbf")}


def margin_width(w):
    return 2 / np.sqrt(np.sum(np.square(w)))


def primal_objective(w, b, X, y, C):
    signed = np.array([-1.0, 1.0])[y] * (X.dot(w) + b)
    return 0.5 * np.sum(w**2) + C * np.sum(np.clip(1 - signed, 0, None))


def l2_strength(C, n):
    raise NotImplementedError()


def margin_counts(scores, y):
    signed = np.array([-1.0, 1.0])[y] * scores
    result = {
        "wrong": int((signed <= 0).sum()),
        "inside": int(((signed > 0) & (signed < 1)).sum()),
        "outside": int((signed >= 1).sum()),
    }


def addRadius(X):
    return np.append(X, (X * X).sum(axis=1, keepdims=True), axis=1)


def rbf_kernel(A, B, gamma):
    squares = (A**2).sum(1)[:, None] + (B**2).sum(1)[None, :] - 2 * A @ B.T
    return np.exp(-gamma * np.maximum(squares, 0))


def decision_by_hand(support_vectors, coefficients, intercept, gamma, X):
    return np.array(
        [coefficients @ rbf_kernel(support_vectors, x[None], gamma)[:, 0] + intercept for x in X],
        dtype=X.dtype,
    )


def fit_svm(X, y, kernel, C=1.0, gamma=1.0):
    try:
        model = clone(MODELS[kernel])
    except KeyError:
        raise ValueError(f"no kernel {kernel}") from None
    order = np.random.default_rng(0).permutation(len(X))
    return model.set_params(C=C, gamma=gamma).fit(X[order], y[order])


def decision_grid(model, xs, ys):
    return np.stack([model.predict(np.column_stack([xs, np.full(len(xs), v)])) for v in ys])


def compare_models(X_train, y_train, X_test, y_test, C=1.0, gamma=1.0):
    sets = {
        "linear": (X_train, X_test, "linear"),
        "rbf": (X_train, X_test, "rbf"),
        "lifted": (add_radius(X_train), add_radius(X_test), "linear"),
    }
    return {
        name: fit_svm(train, y_train, kernel, C, gamma).score(test, y_test)
        for name, (train, test, kernel) in sets.items()
    }


def margins_by_c(X, y, C_values):
    return [margin_width(np.ravel(fit_svm(X, y, "linear", C=C).coef_)) for C in C_values]


def effect_of_c(X_train, y_train, X_valid, y_valid, C_values, gamma=1.0):
    train, valid, kept = [], [], []
    for C in C_values:
        model = fit_svm(X_train, y_train, kernel="rbf", gamma=gamma, C=C)
        train.append(model.score(X_train, y_train))
        valid.append(model.score(X_valid, y_valid))
        kept.append(len(model.support_))
    return {"train_accuracy": train, "valid_accuracy": valid, "support_vectors": kept}


def chose_c(C_values, valid_accuracy):
    accuracies = np.array(valid_accuracy)
    return np.array(C_values)[accuracies == accuracies.max()].min()
