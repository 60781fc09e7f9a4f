"""Misconceptions of ex04 (gradient descent), PyTorch track.

Those of the NumPy track, written with tensors: their texts are taken from `misconceptions.py` by
id, but for those that name a NumPy function. At the end, what goes wrong with tensors only.
"""

import torch

from grader.checks.api import misconception

TOLERANCE = 1e-8


def gradient_step(w, grad, lr):
    return w - lr * grad


def generator_of(rng):
    return rng if isinstance(rng, torch.Generator) else torch.Generator().manual_seed(rng)


def minibatches(X, y, batch_size, rng):
    for chosen in torch.randperm(len(X), generator=generator_of(rng)).split(batch_size):
        yield X[chosen], y[chosen]


# --- the gradient and the step -------------------------------------------------------------------


@misconception("ascends", replaces="gradient_step")
def gradient_step_up(w, grad, lr):
    return w + lr * grad


@misconception("ascends", replaces="fit_slope")
def fit_slope_up(x, y, w, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x - y
        w = w + lr * 2 * torch.mean(error * x)
        history.append((torch.mean(error**2).item(), float(w)))
    return float(w), history


@misconception("gradient-not-averaged", replaces="fit_slope")
def fit_slope_sum(x, y, w, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x - y
        w = w - lr * 2 * torch.sum(error * x)
        history.append((torch.mean(error**2).item(), float(w)))
    return float(w), history


@misconception("gradient-not-averaged", replaces="fit_line")
def fit_line_sum(x, y, w, b, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x + b - y
        w = w - lr * 2 * torch.sum(error * x)
        b = b - lr * 2 * torch.sum(error)
        history.append((torch.mean(error**2).item(), float(w), float(b)))
    return float(w), float(b), history


@misconception("gradient-not-averaged", replaces="sgd")
def sgd_sum(X, y, w, b, lr, batch_size, epochs, rng):
    rng = generator_of(rng)
    history = []
    for _ in range(epochs):
        squares = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = X_batch @ w + b - y_batch
            squares += torch.sum(error**2)
            w = w - lr * 2 * X_batch.T @ error
            b = b - lr * 2 * torch.sum(error)
        history.append(float(squares / len(X)))
    return w, float(b), history


@misconception("factor-2-missing", replaces="fit_slope")
def fit_slope_half(x, y, w, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x - y
        w = w - lr * torch.mean(error * x)
        history.append((torch.mean(error**2).item(), float(w)))
    return float(w), history


@misconception("factor-2-missing", replaces="fit_line")
def fit_line_half(x, y, w, b, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x + b - y
        w = w - lr * torch.mean(error * x)
        b = b - lr * torch.mean(error)
        history.append((torch.mean(error**2).item(), float(w), float(b)))
    return float(w), float(b), history


@misconception("factor-2-missing", replaces="fit_slope_online")
def fit_slope_online_half(x, y, w, lr, epochs):
    for _ in range(epochs):
        for x_i, y_i in zip(x, y):
            w = w - lr * (w * x_i - y_i) * x_i
    return float(w)


@misconception("factor-2-missing", replaces="sgd")
def sgd_half(X, y, w, b, lr, batch_size, epochs, rng):
    rng = generator_of(rng)
    history = []
    for _ in range(epochs):
        squares = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = X_batch @ w + b - y_batch
            squares += torch.sum(error**2)
            w = w - lr * X_batch.T @ error / len(error)
            b = b - lr * torch.mean(error)
        history.append(float(squares / len(X)))
    return w, float(b), history


@misconception("bias-after-weight", replaces="fit_line")
def fit_line_one_after_the_other(x, y, w, b, lr, steps):
    history = []
    for _ in range(steps):
        cost = torch.mean((w * x + b - y) ** 2)
        w = w - lr * 2 * torch.mean((w * x + b - y) * x)
        b = b - lr * 2 * torch.mean(w * x + b - y)
        history.append((cost.item(), float(w), float(b)))
    return float(w), float(b), history


@misconception("bias-after-weight", replaces="sgd")
def sgd_one_after_the_other(X, y, w, b, lr, batch_size, epochs, rng):
    rng = generator_of(rng)
    history = []
    for _ in range(epochs):
        squares = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            squares += torch.sum((X_batch @ w + b - y_batch) ** 2)
            w = w - lr * 2 * X_batch.T @ (X_batch @ w + b - y_batch) / len(X_batch)
            b = b - lr * 2 * torch.mean(X_batch @ w + b - y_batch)
        history.append(float(squares / len(X)))
    return w, float(b), history


@misconception("input-forgotten", replaces="fit_slope")
def fit_slope_without_input(x, y, w, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x - y
        w = w - lr * 2 * torch.mean(error)
        history.append((torch.mean(error**2).item(), float(w)))
    return float(w), history


@misconception("in-place", replaces="gradient_step")
def gradient_step_in_place(w, grad, lr):
    w -= lr * grad
    return w


# --- the history ---------------------------------------------------------------------------------


@misconception("cost-after-the-step", replaces="fit_slope")
def fit_slope_cost_after(x, y, w, lr, steps):
    history = []
    for _ in range(steps):
        w = w - lr * 2 * torch.mean((w * x - y) * x)
        history.append((torch.mean((w * x - y) ** 2).item(), float(w)))
    return float(w), history


@misconception("cost-after-the-step", replaces="fit_line")
def fit_line_cost_after(x, y, w, b, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x + b - y
        w, b = w - lr * 2 * torch.mean(error * x), b - lr * 2 * torch.mean(error)
        history.append((torch.mean((w * x + b - y) ** 2).item(), float(w), float(b)))
    return float(w), float(b), history


@misconception("parameters-before-the-step", replaces="fit_slope")
def fit_slope_before(x, y, w, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x - y
        history.append((torch.mean(error**2).item(), float(w)))
        w = w - lr * 2 * torch.mean(error * x)
    return float(w), history


@misconception("parameters-before-the-step", replaces="fit_line")
def fit_line_before(x, y, w, b, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x + b - y
        history.append((torch.mean(error**2).item(), float(w), float(b)))
        w, b = w - lr * 2 * torch.mean(error * x), b - lr * 2 * torch.mean(error)
    return float(w), float(b), history


@misconception("cost-summed", replaces="fit_slope")
def fit_slope_cost_sum(x, y, w, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x - y
        w = w - lr * 2 * torch.mean(error * x)
        history.append((torch.sum(error**2).item(), float(w)))
    return float(w), history


@misconception("cost-summed", replaces="fit_line")
def fit_line_cost_sum(x, y, w, b, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x + b - y
        w, b = w - lr * 2 * torch.mean(error * x), b - lr * 2 * torch.mean(error)
        history.append((torch.sum(error**2).item(), float(w), float(b)))
    return float(w), float(b), history


@misconception("cost-halved", replaces="fit_slope")
def fit_slope_cost_half(x, y, w, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x - y
        w = w - lr * 2 * torch.mean(error * x)
        history.append((torch.mean(error**2).item() / 2, float(w)))
    return float(w), history


@misconception("cost-halved", replaces="fit_line")
def fit_line_cost_half(x, y, w, b, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x + b - y
        w, b = w - lr * 2 * torch.mean(error * x), b - lr * 2 * torch.mean(error)
        history.append((torch.mean(error**2).item() / 2, float(w), float(b)))
    return float(w), float(b), history


# --- one step per example ------------------------------------------------------------------------


@misconception("batch-instead-of-online", replaces="fit_slope_online")
def fit_slope_online_batch(x, y, w, lr, epochs):
    for _ in range(epochs):
        w = w - lr * 2 * torch.mean((w * x - y) * x)
    return float(w)


@misconception("online-with-old-weight", replaces="fit_slope_online")
def fit_slope_online_stale(x, y, w, lr, epochs):
    for _ in range(epochs):
        start = w
        for x_i, y_i in zip(x, y):
            w = w - lr * 2 * (start * x_i - y_i) * x_i
    return float(w)


# --- mini-batches --------------------------------------------------------------------------------


@misconception("last-batch-dropped", replaces="minibatches")
def minibatches_drop_last(X, y, batch_size, rng):
    order = torch.randperm(len(X), generator=generator_of(rng))
    for number in range(len(X) // batch_size):
        chosen = order[number * batch_size : (number + 1) * batch_size]
        yield X[chosen], y[chosen]


@misconception(
    "not-shuffled",
    replaces="minibatches",
    see="4.3.7",
    fr="Vos lots suivent l'ordre des données : rien n'est mélangé. Si les données sont rangées (par "
    "classe, par date), chaque lot donne une idée fausse de l'ensemble. Tirez un ordre au hasard à "
    "chaque passage : torch.randperm(len(X), generator=...).",
    en="Your batches follow the order of the data: nothing is shuffled. If the data are sorted (by "
    "class, by date), each batch gives a wrong idea of the whole. Draw a random order for each "
    "pass: torch.randperm(len(X), generator=...).",
)
def minibatches_in_order(X, y, batch_size, rng):
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


@misconception(
    "with-replacement",
    replaces="minibatches",
    see="4.3.7",
    fr="Vous tirez les exemples avec remise : certains sortent plusieurs fois dans un passage, "
    "d'autres jamais. Mélangez une fois tous les numéros (torch.randperm), puis découpez.",
    en="You draw the examples with replacement: some come out several times in a pass, others never. "
    "Shuffle all the numbers once (torch.randperm), then cut.",
)
def minibatches_with_replacement(X, y, batch_size, rng):
    rng = generator_of(rng)
    for start in range(0, len(X), batch_size):
        size = min(batch_size, len(X) - start)
        chosen = torch.randint(len(X), (size,), generator=rng)
        yield X[chosen], y[chosen]


@misconception("shuffled-separately", replaces="minibatches")
def minibatches_separately(X, y, batch_size, rng):
    rng = generator_of(rng)
    X = X[torch.randperm(len(X), generator=rng)]
    y = y[torch.randperm(len(y), generator=rng)]
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


@misconception("only-x-shuffled", replaces="minibatches")
def minibatches_only_x(X, y, batch_size, rng):
    order = torch.randperm(len(X), generator=generator_of(rng))
    for start in range(0, len(X), batch_size):
        yield X[order[start : start + batch_size]], y[start : start + batch_size]


@misconception("batches-shuffled", replaces="minibatches")
def minibatches_of_neighbours(X, y, batch_size, rng):
    starts = torch.arange(0, len(X), batch_size)
    # The short batch stays last, so that the sizes are right.
    full = starts[starts + batch_size <= len(X)]
    order = full[torch.randperm(len(full), generator=generator_of(rng))].tolist()
    for start in order + starts[len(full) :].tolist():
        yield X[start : start + batch_size], y[start : start + batch_size]


@misconception(
    "seed-ignored",
    replaces="minibatches",
    see="4.3.7",
    fr="Votre ordre est toujours le même, quel que soit `rng` : le générateur est créé avec une graine "
    "à vous. Servez-vous de celui que vous recevez : generator_of(rng).",
    en="Your order is always the same, whatever `rng` is: the generator is made with a seed of yours. "
    "Use the one that you receive: generator_of(rng).",
)
def minibatches_own_seed(X, y, batch_size, rng):
    order = torch.randperm(len(X), generator=generator_of(42))
    for start in range(0, len(X), batch_size):
        yield X[order[start : start + batch_size]], y[order[start : start + batch_size]]


# --- stochastic gradient descent -----------------------------------------------------------------


@misconception("mean-of-batch-means", replaces="sgd")
def sgd_mean_of_means(X, y, w, b, lr, batch_size, epochs, rng):
    rng = generator_of(rng)
    history = []
    for _ in range(epochs):
        costs = []
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = X_batch @ w + b - y_batch
            costs.append(torch.mean(error**2))
            w = w - lr * 2 * X_batch.T @ error / len(error)
            b = b - lr * 2 * torch.mean(error)
        history.append(float(torch.stack(costs).mean()))
    return w, float(b), history


@misconception(
    "cost-over-full-batches",
    replaces="sgd",
    see="5.1.5",
    fr="Vous divisez la somme des carrés par le nombre de lots fois batch_size, comme si tous les lots "
    "étaient pleins : le coût est trop petit dès que le dernier est plus court. Divisez par le nombre "
    "d'exemples, n.",
    en="You divide the sum of the squares by the number of batches times batch_size, as if all batches "
    "were full: the cost is too small as soon as the last one is shorter. Divide by the number of "
    "examples, n.",
)
def sgd_full_batches(X, y, w, b, lr, batch_size, epochs, rng):
    rng = generator_of(rng)
    history = []
    for _ in range(epochs):
        squares, batches = 0.0, 0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = X_batch @ w + b - y_batch
            squares += torch.sum(error**2)
            batches += 1
            w = w - lr * 2 * X_batch.T @ error / len(error)
            b = b - lr * 2 * torch.mean(error)
        history.append(float(squares / (batches * batch_size)))
    return w, float(b), history


@misconception("cost-at-the-end-of-the-epoch", replaces="sgd")
def sgd_cost_at_the_end(X, y, w, b, lr, batch_size, epochs, rng):
    rng = generator_of(rng)
    history = []
    for _ in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = X_batch @ w + b - y_batch
            w = w - lr * 2 * X_batch.T @ error / len(error)
            b = b - lr * 2 * torch.mean(error)
        history.append(float(torch.mean((X @ w + b - y) ** 2)))
    return w, float(b), history


@misconception("cost-at-the-start-of-the-epoch", replaces="sgd")
def sgd_cost_at_the_start(X, y, w, b, lr, batch_size, epochs, rng):
    rng = generator_of(rng)
    history = []
    for _ in range(epochs):
        history.append(float(torch.mean((X @ w + b - y) ** 2)))
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = X_batch @ w + b - y_batch
            w = w - lr * 2 * X_batch.T @ error / len(error)
            b = b - lr * 2 * torch.mean(error)
    return w, float(b), history


@misconception("last-batch-cost", replaces="sgd")
def sgd_last_batch_cost(X, y, w, b, lr, batch_size, epochs, rng):
    rng = generator_of(rng)
    history = []
    for _ in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = X_batch @ w + b - y_batch
            w = w - lr * 2 * X_batch.T @ error / len(error)
            b = b - lr * 2 * torch.mean(error)
        history.append(float(torch.mean(error**2)))
    return w, float(b), history


@misconception(
    "same-order-every-epoch",
    replaces="sgd",
    see="4.3.7",
    fr="Vos époques passent toutes dans le même ordre : la graine recrée le même générateur à chaque "
    "passage. Écrivez generator = generator_of(rng) une seule fois, avant la boucle des époques.",
    en="Your epochs all go in the same order: the seed makes the same generator again for each pass. "
    "Write generator = generator_of(rng) once only, before the loop over the epochs.",
)
def sgd_same_order(X, y, w, b, lr, batch_size, epochs, rng):
    history = []
    for _ in range(epochs):
        squares = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = X_batch @ w + b - y_batch
            squares += torch.sum(error**2)
            w = w - lr * 2 * X_batch.T @ error / len(error)
            b = b - lr * 2 * torch.mean(error)
        history.append(float(squares / len(X)))
    return w, float(b), history


@misconception("one-step-per-epoch", replaces="sgd")
def sgd_full_batch(X, y, w, b, lr, batch_size, epochs, rng):
    history = []
    for _ in range(epochs):
        error = X @ w + b - y
        history.append(float(torch.mean(error**2)))
        w = w - lr * 2 * X.T @ error / len(X)
        b = b - lr * 2 * torch.mean(error)
    return w, float(b), history


@misconception("batch-gradient-over-n", replaces="sgd")
def sgd_over_n(X, y, w, b, lr, batch_size, epochs, rng):
    rng = generator_of(rng)
    history = []
    for _ in range(epochs):
        squares = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = X_batch @ w + b - y_batch
            squares += torch.sum(error**2)
            w = w - lr * 2 * X_batch.T @ error / len(X)
            b = b - lr * 2 * torch.sum(error) / len(X)
        history.append(float(squares / len(X)))
    return w, float(b), history


@misconception("bias-not-learned", replaces="sgd")
def sgd_bias_fixed(X, y, w, b, lr, batch_size, epochs, rng):
    rng = generator_of(rng)
    history = []
    for _ in range(epochs):
        squares = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = X_batch @ w + b - y_batch
            squares += torch.sum(error**2)
            w = w - lr * 2 * X_batch.T @ error / len(error)
        history.append(float(squares / len(X)))
    return w, float(b), history


# --- the rate ------------------------------------------------------------------------------------


@misconception("regime-limit-1-over-curvature", replaces="learning_rate_regime")
def regime_one_over_curvature(curvature, lr):
    return "converges" if lr * curvature <= 1 else "diverges"


@misconception("regime-rate-below-1", replaces="learning_rate_regime")
def regime_below_one(curvature, lr):
    return "converges" if lr <= 1 else "oscillates" if lr <= 2 else "diverges"


@misconception("regime-between-0-and-1", replaces="learning_rate_regime")
def regime_between_zero_and_one(curvature, lr):
    return "converges" if lr < 1 else "diverges"


@misconception("regime-curvature-doubled", replaces="learning_rate_regime")
def regime_curvature_doubled(curvature, lr):
    factor = 1 - 2 * lr * curvature
    return "converges" if factor >= 0 else "oscillates" if factor >= -1 else "diverges"


@misconception("regime-boundaries-excluded", replaces="learning_rate_regime")
def regime_boundaries_excluded(curvature, lr):
    product = lr * curvature
    return "converges" if product < 1 else "oscillates" if product < 2 else "diverges"


@misconception("regime-limit-diverges", replaces="learning_rate_regime")
def regime_limit_diverges(curvature, lr):
    product = lr * curvature
    return "converges" if product <= 1 else "oscillates" if product < 2 else "diverges"


@misconception("limit-1-over-curvature", replaces="largest_safe_rate")
def limit_one_over_curvature(X, intercept):
    A = torch.hstack([X, torch.ones(len(X), 1, dtype=X.dtype)]) if intercept else X
    return 1 / float(torch.linalg.eigvalsh(2 * A.T @ A / len(X)).max())


@misconception("limit-is-1", replaces="largest_safe_rate")
def limit_is_one(X, intercept):
    return 1.0


@misconception("limit-of-half-the-mse", replaces="largest_safe_rate")
def limit_half_mse(X, intercept):
    A = torch.hstack([X, torch.ones(len(X), 1, dtype=X.dtype)]) if intercept else X
    return 2 / float(torch.linalg.eigvalsh(A.T @ A / len(X)).max())


@misconception("limit-not-averaged", replaces="largest_safe_rate")
def limit_sum(X, intercept):
    A = torch.hstack([X, torch.ones(len(X), 1, dtype=X.dtype)]) if intercept else X
    return 2 / float(torch.linalg.eigvalsh(2 * A.T @ A).max())


@misconception("limit-smallest-curvature", replaces="largest_safe_rate")
def limit_smallest(X, intercept):
    A = torch.hstack([X, torch.ones(len(X), 1, dtype=X.dtype)]) if intercept else X
    return 2 / float(torch.linalg.eigvalsh(2 * A.T @ A / len(X)).min())


@misconception("limit-diagonal", replaces="largest_safe_rate")
def limit_diagonal(X, intercept):
    A = torch.hstack([X, torch.ones(len(X), 1, dtype=X.dtype)]) if intercept else X
    return 2 / float(torch.diag(2 * A.T @ A / len(X)).max())


@misconception("limit-trace", replaces="largest_safe_rate")
def limit_trace(X, intercept):
    A = torch.hstack([X, torch.ones(len(X), 1, dtype=X.dtype)]) if intercept else X
    return 2 / float(torch.trace(2 * A.T @ A / len(X)))


@misconception("limit-without-intercept", replaces="largest_safe_rate")
def limit_without_intercept(X, intercept):
    return 2 / float(torch.linalg.eigvalsh(2 * X.T @ X / len(X)).max())


@misconception("limit-always-with-intercept", replaces="largest_safe_rate")
def limit_always_with_intercept(X, intercept):
    A = torch.hstack([X, torch.ones(len(X), 1, dtype=X.dtype)])
    return 2 / float(torch.linalg.eigvalsh(2 * A.T @ A / len(A)).max())


# --- normalisation -------------------------------------------------------------------------------


@misconception("own-statistics", replaces="normalise")
def normalise_own(train, other):
    sets = []
    for data in (train, other):
        std = data.std(dim=0, correction=0)
        std[std == 0] = 1
        sets.append((data - data.mean(dim=0)) / std)
    return tuple(sets)


@misconception("test-statistics", replaces="normalise")
def normalise_by_other(train, other):
    std = other.std(dim=0, correction=0)
    std[std == 0] = 1
    return (train - other.mean(dim=0)) / std, (other - other.mean(dim=0)) / std


@misconception("other-centred-on-itself", replaces="normalise")
def normalise_other_centred(train, other):
    std = train.std(dim=0, correction=0)
    std[std == 0] = 1
    return (train - train.mean(dim=0)) / std, (other - other.mean(dim=0)) / std


@misconception("pooled-statistics", replaces="normalise")
def normalise_pooled(train, other):
    both = torch.cat([train, other])
    std = both.std(dim=0, correction=0)
    std[std == 0] = 1
    return (train - both.mean(dim=0)) / std, (other - both.mean(dim=0)) / std


@misconception(
    "ddof-1",
    replaces="normalise",
    see="5.2",
    fr="Votre écart-type divise par n - 1 : c'est ce que torch.std fait par défaut, au contraire de "
    "np.std. L'énoncé fixe ddof = 0 : écrivez train.std(dim=0, correction=0).",
    en="Your standard deviation divides by n - 1: that is what torch.std does by default, unlike "
    "np.std. The statement fixes ddof = 0: write train.std(dim=0, correction=0).",
)
def normalise_ddof_1(train, other):
    mean, std = train.mean(dim=0), train.std(dim=0)
    std[std == 0] = 1
    return (train - mean) / std, (other - mean) / std


@misconception("variance-for-std", replaces="normalise")
def normalise_variance(train, other):
    mean, variance = train.mean(dim=0), train.var(dim=0, correction=0)
    variance[variance == 0] = 1
    return (train - mean) / variance, (other - mean) / variance


@misconception(
    "statistics-of-everything",
    replaces="normalise",
    see="5.2",
    fr="Vous prenez une seule moyenne et un seul écart-type pour tout le tenseur. Chaque colonne a son "
    "unité, donc ses propres statistiques : dim=0.",
    en="You take a single mean and a single standard deviation for the whole tensor. Each column has a "
    "unit of its own, hence statistics of its own: dim=0.",
)
def normalise_everything(train, other):
    mean, std = train.mean(), train.std(correction=0)
    std = std if std > 0 else 1.0
    return (train - mean) / std, (other - mean) / std


@misconception("min-max", replaces="normalise")
def normalise_min_max(train, other):
    low, width = train.amin(dim=0), train.amax(dim=0) - train.amin(dim=0)
    width[width == 0] = 1
    return (train - low) / width, (other - low) / width


@misconception("constant-column-divided-by-0", replaces="normalise")
def normalise_no_rule(train, other):
    mean, std = train.mean(dim=0), train.std(dim=0, correction=0)
    return (train - mean) / std, (other - mean) / std


@misconception("epsilon-added-to-std", replaces="normalise")
def normalise_epsilon(train, other):
    mean, std = train.mean(dim=0), train.std(dim=0, correction=0) + 1e-8
    return (train - mean) / std, (other - mean) / std


# --- critical points -----------------------------------------------------------------------------


@misconception("zero-gradient-is-saddle", replaces="classify_critical_point")
def classify_saddle(gradient, hessian):
    return "none" if torch.any(torch.abs(gradient) > TOLERANCE) else "saddle"


@misconception("zero-gradient-is-minimum", replaces="classify_critical_point")
def classify_minimum(gradient, hessian):
    return "none" if torch.any(torch.abs(gradient) > TOLERANCE) else "minimum"


@misconception("gradient-ignored", replaces="classify_critical_point")
def classify_without_gradient(gradient, hessian):
    curvatures = torch.linalg.eigvalsh(hessian)
    if torch.all(curvatures > TOLERANCE):
        return "minimum"
    if torch.all(curvatures < -TOLERANCE):
        return "maximum"
    if torch.any(curvatures > TOLERANCE) and torch.any(curvatures < -TOLERANCE):
        return "saddle"
    return "none"


@misconception(
    "negative-gradient-missed",
    replaces="classify_critical_point",
    see="4.3.6",
    fr="Vous comparez le gradient à TOLERANCE sans valeur absolue : une composante négative, si grande "
    "soit-elle, passe pour nulle. Écrivez gradient.abs() > TOLERANCE.",
    en="You compare the gradient with TOLERANCE without an absolute value: a negative component, "
    "however large, passes for zero. Write gradient.abs() > TOLERANCE.",
)
def classify_without_abs(gradient, hessian):
    if torch.any(gradient > TOLERANCE):
        return "none"
    curvatures = torch.linalg.eigvalsh(hessian)
    if torch.all(curvatures > TOLERANCE):
        return "minimum"
    if torch.all(curvatures < -TOLERANCE):
        return "maximum"
    if torch.any(curvatures > TOLERANCE) and torch.any(curvatures < -TOLERANCE):
        return "saddle"
    return "none"


@misconception("diagonal-curvatures", replaces="classify_critical_point")
def classify_diagonal(gradient, hessian):
    if torch.any(torch.abs(gradient) > TOLERANCE):
        return "none"
    curvatures = torch.diag(hessian)
    if torch.all(curvatures > TOLERANCE):
        return "minimum"
    if torch.all(curvatures < -TOLERANCE):
        return "maximum"
    if torch.any(curvatures > TOLERANCE) and torch.any(curvatures < -TOLERANCE):
        return "saddle"
    return "none"


@misconception("determinant-test", replaces="classify_critical_point")
def classify_determinant(gradient, hessian):
    if torch.any(torch.abs(gradient) > TOLERANCE):
        return "none"
    determinant = torch.linalg.det(hessian)
    if abs(determinant) <= TOLERANCE:
        return "none"
    if determinant < 0:
        return "saddle"
    return "minimum" if hessian[0, 0] > 0 else "maximum"


@misconception("minimum-and-maximum-exchanged", replaces="classify_critical_point")
def classify_exchanged(gradient, hessian):
    if torch.any(torch.abs(gradient) > TOLERANCE):
        return "none"
    curvatures = torch.linalg.eigvalsh(hessian)
    if torch.all(curvatures < -TOLERANCE):
        return "minimum"
    if torch.all(curvatures > TOLERANCE):
        return "maximum"
    if torch.any(curvatures > TOLERANCE) and torch.any(curvatures < -TOLERANCE):
        return "saddle"
    return "none"


@misconception("zero-curvature-accepted", replaces="classify_critical_point")
def classify_semidefinite(gradient, hessian):
    if torch.any(torch.abs(gradient) > TOLERANCE):
        return "none"
    curvatures = torch.linalg.eigvalsh(hessian)
    if torch.all(curvatures >= -TOLERANCE):
        return "minimum"
    if torch.all(curvatures <= TOLERANCE):
        return "maximum"
    return "saddle"


@misconception("zero-curvature-hides-saddle", replaces="classify_critical_point")
def classify_none_if_any_zero(gradient, hessian):
    if torch.any(torch.abs(gradient) > TOLERANCE):
        return "none"
    curvatures = torch.linalg.eigvalsh(hessian)
    if torch.any(torch.abs(curvatures) <= TOLERANCE):
        return "none"
    if torch.all(curvatures > 0):
        return "minimum"
    return "maximum" if torch.all(curvatures < 0) else "saddle"


@misconception("otherwise-saddle", replaces="classify_critical_point")
def classify_otherwise_saddle(gradient, hessian):
    if torch.any(torch.abs(gradient) > TOLERANCE):
        return "none"
    curvatures = torch.linalg.eigvalsh(hessian)
    if torch.all(curvatures > TOLERANCE):
        return "minimum"
    return "maximum" if torch.all(curvatures < -TOLERANCE) else "saddle"


@misconception("no-tolerance", replaces="classify_critical_point")
def classify_exactly(gradient, hessian):
    if torch.any(gradient != 0):
        return "none"
    curvatures = torch.linalg.eigvalsh(hessian)
    if torch.all(curvatures > 0):
        return "minimum"
    if torch.all(curvatures < 0):
        return "maximum"
    return "saddle" if torch.any(curvatures > 0) and torch.any(curvatures < 0) else "none"


# --- descending a surface ------------------------------------------------------------------------


@misconception(
    "path-in-place",
    replaces="descend",
    see="4.3",
    fr="Toutes les lignes de votre chemin sont la dernière position : vous modifiez sur place un tableau "
    "que la liste contient déjà. Créez une nouvelle position à chaque pas (w = w - ...), ou ajoutez "
    "w.clone().",
    en="All the rows of your path are the last position: you modify in place an array that the list "
    "already contains. Make a new position at each step (w = w - ...), or append w.clone().",
)
def descend_in_place(gradient, start, lr, steps):
    w = start.clone()
    path = [w]
    for _ in range(steps):
        w -= lr * gradient(w)
        path.append(w)
    return torch.stack(path)


@misconception(
    "path-of-one-array",
    replaces="descend",
    see="4.3",
    fr="Le départ est juste, mais toutes les lignes suivantes sont la dernière position : vous ajoutez "
    "à la liste un seul et même tenseur, que w -= ... modifie ensuite. Créez une nouvelle position à "
    "chaque pas (w = w - ...), ou ajoutez w.clone().",
    en="The start is right, but all the rows after it are the last position: you append one and the "
    "same tensor, which w -= ... changes afterwards. Make a new position at each step (w = w - ...), "
    "or append w.clone().",
)
def descend_one_array(gradient, start, lr, steps):
    path, w = [start], start.clone()
    for _ in range(steps):
        w -= lr * gradient(w)
        path.append(w)
    return torch.stack(path)


@misconception("start-left-out", replaces="descend")
def descend_without_start(gradient, start, lr, steps):
    path = torch.empty((steps, len(start)), dtype=start.dtype)
    for k in range(steps):
        start = start - lr * gradient(start)
        path[k] = start
    return path


@misconception("end-only", replaces="descend")
def descend_to_the_end(gradient, start, lr, steps):
    for _ in range(steps):
        start = start - lr * gradient(start)
    return start


@misconception("gradient-at-start", replaces="descend")
def descend_straight(gradient, start, lr, steps):
    slope = gradient(start)
    return torch.stack([start - k * lr * slope for k in range(steps + 1)])


@misconception("direction-only", replaces="descend")
def descend_unit_steps(gradient, start, lr, steps):
    path = [start]
    for _ in range(steps):
        slope = gradient(path[-1])
        length = torch.linalg.norm(slope)
        path.append(path[-1] - lr * slope / (length if length > 0 else 1.0))
    return torch.stack(path)


# --- tensors -------------------------------------------------------------------------------------


@misconception(
    "column-against-row",
    replaces="sgd",
    see="4.3",
    fr="Votre prédiction est une colonne (k, 1) et les cibles une ligne (k,) : PyTorch étend l'une par "
    "l'autre, et chaque prédiction est comparée à toutes les cibles du lot. Rien ne plante, et le "
    "modèle apprend la moyenne des cibles. Avec w de forme (d,), X @ w est de forme (k,) comme y.",
    en="Your prediction is a column (k, 1) and the targets are a row (k,): PyTorch expands one by the "
    "other, and each prediction is compared with all the targets of the batch. Nothing crashes, and "
    "the model learns the mean of the targets. With w of shape (d,), X @ w has the shape (k,) of y.",
)
def sgd_columns(X, y, w, b, lr, batch_size, epochs, rng):
    rng = generator_of(rng)
    history = []
    for _ in range(epochs):
        squares = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = X_batch @ w.unsqueeze(1) + b - y_batch
            squares += error.square().mean().item() * len(X_batch)
            w = w - lr * 2 * (X_batch.T @ error).mean(dim=1) / len(X_batch)
            b = b - lr * 2 * error.mean()
        history.append(squares / len(X))
    return w, float(b), history


@misconception(
    "through-lists",
    replaces="descend",
    see="4.3",
    fr="Vous passez par des listes Python : torch.tensor([...]) fait alors des float32 sur le "
    "processeur, quels que soient le type et l'appareil de start, et la moitié des chiffres se "
    "perd. Gardez des tenseurs, et réunissez-les par torch.stack.",
    en="You go through Python lists: torch.tensor([...]) then makes float32 on the processor, whatever "
    "the dtype and the device of start, and half of the digits is lost. Keep tensors, and bring them "
    "together with torch.stack.",
)
def descend_through_lists(gradient, start, lr, steps):
    path = [start.tolist()]
    for _ in range(steps):
        start = start - lr * gradient(start)
        path.append(start.tolist())
    return torch.tensor(path)
