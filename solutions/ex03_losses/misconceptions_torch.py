"""Misconceptions of ex03 (losses), PyTorch track.

Those of the NumPy track, written with tensors: their texts are taken from `misconceptions.py` by
id, but for those that name a NumPy function. At the end, what goes wrong with tensors only.
"""

import torch

from grader.checks.api import misconception

EPSILON = 1e-7


# --- reduction -----------------------------------------------------------------------------------


@misconception("sum-not-mean", replaces="mae")
def mae_sum(y_hat, y):
    return torch.sum(torch.abs(y_hat - y))


@misconception("sum-not-mean", replaces="mse")
def mse_sum(y_hat, y):
    return torch.sum((y_hat - y) ** 2)


@misconception("sum-not-mean", replaces="huber")
def huber_sum(y_hat, y, delta=1.0):
    e = torch.abs(y_hat - y)
    return torch.sum(torch.where(e <= delta, e**2 / 2, delta * (e - delta / 2)))


@misconception("sum-not-mean", replaces="binary_cross_entropy")
def binary_cross_entropy_sum(p, y):
    p = torch.clamp(p, EPSILON, 1 - EPSILON)
    return -torch.sum(y * torch.log(p) + (1 - y) * torch.log(1 - p))


@misconception("sum-not-mean", replaces="categorical_cross_entropy")
def categorical_cross_entropy_sum(p, y):
    return -torch.sum(y * torch.log(torch.clamp(p, EPSILON, 1 - EPSILON)))


@misconception("sum-not-mean", replaces="negative_log_likelihood")
def negative_log_likelihood_sum(log_p, labels):
    return -torch.sum(log_p[torch.arange(len(labels)), labels])


@misconception("sum-not-mean", replaces="hinge")
def hinge_sum(scores, y):
    return torch.sum(torch.clamp(1 - y * scores, min=0))


@misconception("sum-not-mean", replaces="l1_distance")
def l1_distance_sum(a, b):
    return torch.sum(torch.abs(a - b))


@misconception("sum-not-mean", replaces="l2_distance")
def l2_distance_sum(a, b):
    return torch.sum(torch.linalg.norm(a - b, dim=1))


@misconception("sum-not-mean", replaces="cosine_distance")
def cosine_distance_sum(a, b):
    norms = torch.linalg.norm(a, dim=1) * torch.linalg.norm(b, dim=1)
    return torch.sum(1 - torch.sum(a * b, dim=1) / norms)


@misconception("sum-not-mean", replaces="softmax_cross_entropy")
def softmax_cross_entropy_sum(z, y):
    shifted = z - z.amax(dim=1, keepdim=True)
    return torch.sum(
        torch.log(torch.sum(torch.exp(shifted), dim=1)) - torch.sum(y * shifted, dim=1)
    )


@misconception("mean-over-classes", replaces="categorical_cross_entropy")
def categorical_cross_entropy_mean(p, y):
    return -torch.mean(y * torch.log(torch.clamp(p, EPSILON, 1 - EPSILON)))


@misconception("mean-over-classes", replaces="softmax_cross_entropy")
def softmax_cross_entropy_mean(z, y):
    shifted = z - z.amax(dim=1, keepdim=True)
    log_p = shifted - torch.log(torch.sum(torch.exp(shifted), dim=1, keepdim=True))
    return -torch.mean(y * log_p)


@misconception("mean-over-classes", replaces="l1_distance")
def l1_distance_mean(a, b):
    return torch.mean(torch.abs(a - b))


@misconception("gradient-mean-over-classes", replaces="categorical_cross_entropy_gradient")
def categorical_cross_entropy_gradient_mean(p, y):
    return -y / torch.clamp(p, EPSILON, 1 - EPSILON) / p.numel()


@misconception("gradient-mean-over-classes", replaces="negative_log_likelihood_gradient")
def negative_log_likelihood_gradient_mean(log_p, labels):
    return -torch.eye(log_p.shape[1], dtype=log_p.dtype)[labels] / log_p.numel()


@misconception("gradient-mean-over-classes", replaces="softmax_cross_entropy_gradient")
def softmax_cross_entropy_gradient_mean(z, y):
    e = torch.exp(z - z.amax(dim=1, keepdim=True))
    return (e / e.sum(dim=1, keepdim=True) - y) / z.numel()


@misconception("gradient-mean-over-classes", replaces="l1_distance_gradient")
def l1_distance_gradient_mean(a, b):
    return torch.sign(a - b) / a.numel()


@misconception("divided-by-rows", replaces="mae")
def mae_rows(y_hat, y):
    return torch.sum(torch.abs(y_hat - y)) / len(y)


@misconception("divided-by-rows", replaces="mse")
def mse_rows(y_hat, y):
    return torch.sum((y_hat - y) ** 2) / len(y)


@misconception("divided-by-rows", replaces="huber")
def huber_rows(y_hat, y, delta=1.0):
    e = torch.abs(y_hat - y)
    return torch.sum(torch.where(e <= delta, e**2 / 2, delta * (e - delta / 2))) / len(y)


@misconception("gradient-divided-by-rows", replaces="mae_gradient")
def mae_gradient_rows(y_hat, y):
    return torch.sign(y_hat - y) / len(y)


@misconception("gradient-divided-by-rows", replaces="mse_gradient")
def mse_gradient_rows(y_hat, y):
    return 2 * (y_hat - y) / len(y)


@misconception("gradient-divided-by-rows", replaces="huber_gradient")
def huber_gradient_rows(y_hat, y, delta=1.0):
    return torch.clamp(y_hat - y, -delta, delta) / len(y)


@misconception("gradient-not-averaged", replaces="mae_gradient")
def mae_gradient_not_averaged(y_hat, y):
    return torch.sign(y_hat - y)


@misconception("gradient-not-averaged", replaces="mse_gradient")
def mse_gradient_not_averaged(y_hat, y):
    return 2 * (y_hat - y)


@misconception("gradient-not-averaged", replaces="huber_gradient")
def huber_gradient_not_averaged(y_hat, y, delta=1.0):
    return torch.clamp(y_hat - y, -delta, delta)


@misconception("gradient-not-averaged", replaces="binary_cross_entropy_gradient")
def binary_cross_entropy_gradient_not_averaged(p, y):
    p = torch.clamp(p, EPSILON, 1 - EPSILON)
    return (p - y) / (p * (1 - p))


@misconception("gradient-not-averaged", replaces="categorical_cross_entropy_gradient")
def categorical_cross_entropy_gradient_not_averaged(p, y):
    return -y / torch.clamp(p, EPSILON, 1 - EPSILON)


@misconception("gradient-not-averaged", replaces="negative_log_likelihood_gradient")
def negative_log_likelihood_gradient_not_averaged(log_p, labels):
    return -torch.eye(log_p.shape[1], dtype=log_p.dtype)[labels]


@misconception("gradient-not-averaged", replaces="hinge_gradient")
def hinge_gradient_not_averaged(scores, y):
    return torch.where(y * scores < 1, -y, 0)


@misconception("gradient-not-averaged", replaces="l1_distance_gradient")
def l1_distance_gradient_not_averaged(a, b):
    return torch.sign(a - b)


@misconception("gradient-not-averaged", replaces="l2_distance_gradient")
def l2_distance_gradient_not_averaged(a, b):
    distance = torch.linalg.norm(a - b, dim=1, keepdim=True)
    return (a - b) / torch.where(distance == 0, 1, distance)


@misconception("gradient-not-averaged", replaces="cosine_distance_gradient")
def cosine_distance_gradient_not_averaged(a, b):
    norm_a = torch.linalg.norm(a, dim=1, keepdim=True)
    u, v = a / norm_a, b / torch.linalg.norm(b, dim=1, keepdim=True)
    return (torch.sum(u * v, dim=1, keepdim=True) * u - v) / norm_a


@misconception("gradient-not-averaged", replaces="softmax_cross_entropy_gradient")
def softmax_cross_entropy_gradient_not_averaged(z, y):
    e = torch.exp(z - z.amax(dim=1, keepdim=True))
    return e / e.sum(dim=1, keepdim=True) - y


# --- signs ---------------------------------------------------------------------------------------


@misconception("target-minus-prediction", replaces="mae_gradient")
def mae_gradient_reversed(y_hat, y):
    return torch.sign(y - y_hat) / y.numel()


@misconception("target-minus-prediction", replaces="mse_gradient")
def mse_gradient_reversed(y_hat, y):
    return 2 * (y - y_hat) / y.numel()


@misconception("target-minus-prediction", replaces="huber_gradient")
def huber_gradient_reversed(y_hat, y, delta=1.0):
    return torch.clamp(y - y_hat, -delta, delta) / y.numel()


@misconception("target-minus-prediction", replaces="binary_cross_entropy_gradient")
def binary_cross_entropy_gradient_reversed(p, y):
    p = torch.clamp(p, EPSILON, 1 - EPSILON)
    return (y - p) / (p * (1 - p)) / y.numel()


@misconception("target-minus-prediction", replaces="l1_distance_gradient")
def l1_distance_gradient_reversed(a, b):
    return torch.sign(b - a) / len(a)


@misconception("target-minus-prediction", replaces="l2_distance_gradient")
def l2_distance_gradient_reversed(a, b):
    distance = torch.linalg.norm(a - b, dim=1, keepdim=True)
    return (b - a) / torch.where(distance == 0, 1, distance) / len(a)


@misconception("target-minus-prediction", replaces="softmax_cross_entropy_gradient")
def softmax_cross_entropy_gradient_reversed(z, y):
    e = torch.exp(z - z.amax(dim=1, keepdim=True))
    return (y - e / e.sum(dim=1, keepdim=True)) / len(y)


@misconception("missing-minus", replaces="binary_cross_entropy")
def binary_cross_entropy_no_minus(p, y):
    p = torch.clamp(p, EPSILON, 1 - EPSILON)
    return torch.mean(y * torch.log(p) + (1 - y) * torch.log(1 - p))


@misconception("missing-minus", replaces="categorical_cross_entropy")
def categorical_cross_entropy_no_minus(p, y):
    return torch.sum(y * torch.log(torch.clamp(p, EPSILON, 1 - EPSILON))) / len(y)


@misconception("missing-minus", replaces="negative_log_likelihood")
def negative_log_likelihood_no_minus(log_p, labels):
    return torch.mean(log_p[torch.arange(len(labels)), labels])


@misconception("missing-minus", replaces="softmax_cross_entropy")
def softmax_cross_entropy_no_minus(z, y):
    shifted = z - z.amax(dim=1, keepdim=True)
    return torch.mean(
        torch.sum(y * shifted, dim=1) - torch.log(torch.sum(torch.exp(shifted), dim=1))
    )


@misconception("gradient-missing-minus", replaces="categorical_cross_entropy_gradient")
def categorical_cross_entropy_gradient_no_minus(p, y):
    return y / torch.clamp(p, EPSILON, 1 - EPSILON) / len(y)


@misconception("gradient-missing-minus", replaces="negative_log_likelihood_gradient")
def negative_log_likelihood_gradient_no_minus(log_p, labels):
    return torch.eye(log_p.shape[1], dtype=log_p.dtype)[labels] / len(labels)


@misconception("gradient-missing-minus", replaces="hinge_gradient")
def hinge_gradient_no_minus(scores, y):
    return torch.where(y * scores < 1, y, 0) / len(y)


# --- regression ----------------------------------------------------------------------------------


@misconception("mae-signed", replaces="mae")
def mae_signed(y_hat, y):
    return torch.mean(y_hat - y)


@misconception("mae-gradient-error", replaces="mae_gradient")
def mae_gradient_error(y_hat, y):
    return (y_hat - y) / y.numel()


@misconception(
    "mae-gradient-at-zero",
    replaces="mae_gradient",
    see="4.2",
    fr="Là où la prédiction égale la cible, l'énoncé retient 0 : |e| a un coin en 0 et une "
    "prédiction parfaite ne doit pas bouger. torch.where(e > 0, 1, -1) y donne -1.",
    en="Where the prediction equals the target, the statement chooses 0: |e| has a kink at 0 and a "
    "perfect prediction must not move. torch.where(e > 0, 1, -1) gives -1 there.",
)
def mae_gradient_at_zero(y_hat, y):
    return torch.where(y_hat - y > 0, 1, -1).to(y_hat.dtype) / y.numel()


@misconception("mse-half", replaces="mse")
def mse_half(y_hat, y):
    return torch.mean((y_hat - y) ** 2) / 2


@misconception("mse-root", replaces="mse")
def mse_root(y_hat, y):
    return torch.sqrt(torch.mean((y_hat - y) ** 2))


@misconception("mse-gradient-no-two", replaces="mse_gradient")
def mse_gradient_no_two(y_hat, y):
    return (y_hat - y) / y.numel()


@misconception("huber-no-offset", replaces="huber")
def huber_no_offset(y_hat, y, delta=1.0):
    e = torch.abs(y_hat - y)
    return torch.mean(torch.where(e <= delta, e**2 / 2, delta * e))


@misconception("huber-no-half", replaces="huber")
def huber_no_half(y_hat, y, delta=1.0):
    e = torch.abs(y_hat - y)
    return torch.mean(torch.where(e <= delta, e**2, delta * (e - delta / 2)))


@misconception("huber-fixed-delta", replaces="huber")
def huber_fixed_delta(y_hat, y, delta=1.0):
    e = torch.abs(y_hat - y)
    return torch.mean(torch.where(e <= 1, e**2 / 2, e - 0.5))


@misconception("huber-smooth-l1", replaces="huber")
def huber_smooth_l1(y_hat, y, delta=1.0):
    e = torch.abs(y_hat - y)
    return torch.mean(torch.where(e <= delta, e**2 / 2 / delta, e - delta / 2))


@misconception("huber-gradient-unit-slope", replaces="huber_gradient")
def huber_gradient_unit_slope(y_hat, y, delta=1.0):
    e = y_hat - y
    return torch.where(torch.abs(e) <= delta, e, torch.sign(e)) / y.numel()


@misconception("huber-gradient-unbounded", replaces="huber_gradient")
def huber_gradient_unbounded(y_hat, y, delta=1.0):
    return (y_hat - y) / y.numel()


# --- logarithms and probabilities ----------------------------------------------------------------


@misconception(
    "log-of-zero",
    replaces="binary_cross_entropy",
    see="4.2.2",
    fr="Une probabilité de 0 ou de 1 arrive telle quelle dans le logarithme (ou la division) : le "
    "résultat est infini ou NaN. Ramenez d'abord p dans [1e-7, 1 - 1e-7] avec torch.clamp.",
    en="A probability of 0 or 1 reaches the logarithm (or the division) as it is: the result is "
    "infinite or NaN. First clip p to [1e-7, 1 - 1e-7] with torch.clamp.",
)
def binary_cross_entropy_no_clip(p, y):
    return -torch.mean(y * torch.log(p) + (1 - y) * torch.log(1 - p))


@misconception("log-of-zero", replaces="categorical_cross_entropy")
def categorical_cross_entropy_no_clip(p, y):
    # Only the right class is read, so that a 0 elsewhere does no harm.
    return -torch.mean(torch.log(p[torch.arange(len(y)), y.argmax(dim=1)]))


@misconception(
    "gradient-division-by-zero",
    replaces="binary_cross_entropy_gradient",
    see="4.2.2",
    fr="Une probabilité de 0 ou de 1 arrive telle quelle dans le logarithme (ou la division) : le "
    "résultat est infini ou NaN. Ramenez d'abord p dans [1e-7, 1 - 1e-7] avec torch.clamp.",
    en="A probability of 0 or 1 reaches the logarithm (or the division) as it is: the result is "
    "infinite or NaN. First clip p to [1e-7, 1 - 1e-7] with torch.clamp.",
)
def binary_cross_entropy_gradient_no_clip(p, y):
    return (p - y) / (p * (1 - p)) / y.numel()


@misconception("gradient-division-by-zero", replaces="categorical_cross_entropy_gradient")
def categorical_cross_entropy_gradient_no_clip(p, y):
    return -y / p / len(y)


@misconception("epsilon-added", replaces="binary_cross_entropy")
def binary_cross_entropy_epsilon_added(p, y):
    return -torch.mean(y * torch.log(p + EPSILON) + (1 - y) * torch.log(1 - p + EPSILON))


@misconception("epsilon-added", replaces="categorical_cross_entropy")
def categorical_cross_entropy_epsilon_added(p, y):
    return -torch.sum(y * torch.log(p + EPSILON)) / len(y)


@misconception("clip-1e-12", replaces="binary_cross_entropy")
def binary_cross_entropy_clip_tiny(p, y):
    p = torch.clamp(p, 1e-12, 1 - 1e-12)
    return -torch.mean(y * torch.log(p) + (1 - y) * torch.log(1 - p))


@misconception("clip-1e-12", replaces="categorical_cross_entropy")
def categorical_cross_entropy_clip_tiny(p, y):
    return -torch.sum(y * torch.log(torch.clamp(p, 1e-12, 1 - 1e-12))) / len(y)


@misconception(
    "log-base-2",
    replaces="binary_cross_entropy",
    see="4.2.2",
    fr="Vous utilisez le logarithme en base 2 : vos pertes sont en bits, 1,44 fois trop grandes. "
    "L'énoncé demande le logarithme népérien, torch.log.",
    en="You use the base-2 logarithm: your losses are in bits, 1.44 times too large. The statement "
    "asks for the natural logarithm, torch.log.",
)
def binary_cross_entropy_log2(p, y):
    p = torch.clamp(p, EPSILON, 1 - EPSILON)
    return -torch.mean(y * torch.log2(p) + (1 - y) * torch.log2(1 - p))


@misconception("log-base-2", replaces="categorical_cross_entropy")
def categorical_cross_entropy_log2(p, y):
    return -torch.sum(y * torch.log2(torch.clamp(p, EPSILON, 1 - EPSILON))) / len(y)


@misconception(
    "log-base-10",
    replaces="binary_cross_entropy",
    see="4.2.2",
    fr="Vous utilisez le logarithme décimal : vos pertes sont 2,3 fois trop petites. L'énoncé demande "
    "le logarithme népérien, torch.log.",
    en="You use the base-10 logarithm: your losses are 2.3 times too small. The statement asks for "
    "the natural logarithm, torch.log.",
)
def binary_cross_entropy_log10(p, y):
    p = torch.clamp(p, EPSILON, 1 - EPSILON)
    return -torch.mean(y * torch.log10(p) + (1 - y) * torch.log10(1 - p))


@misconception("log-base-10", replaces="categorical_cross_entropy")
def categorical_cross_entropy_log10(p, y):
    return -torch.sum(y * torch.log10(torch.clamp(p, EPSILON, 1 - EPSILON))) / len(y)


@misconception("arguments-swapped", replaces="binary_cross_entropy")
def binary_cross_entropy_swapped(p, y):
    y = torch.clamp(y, EPSILON, 1 - EPSILON)
    return -torch.mean(p * torch.log(y) + (1 - p) * torch.log(1 - y))


@misconception("arguments-swapped", replaces="categorical_cross_entropy")
def categorical_cross_entropy_swapped(p, y):
    return -torch.sum(p * torch.log(torch.clamp(y, EPSILON, 1 - EPSILON))) / len(y)


@misconception("bce-positive-term-only", replaces="binary_cross_entropy")
def binary_cross_entropy_positive_only(p, y):
    return -torch.mean(y * torch.log(torch.clamp(p, EPSILON, 1 - EPSILON)))


@misconception("bce-terms-swapped", replaces="binary_cross_entropy")
def binary_cross_entropy_terms_swapped(p, y):
    p = torch.clamp(p, EPSILON, 1 - EPSILON)
    return -torch.mean((1 - y) * torch.log(p) + y * torch.log(1 - p))


@misconception("bce-gradient-of-score", replaces="binary_cross_entropy_gradient")
def binary_cross_entropy_gradient_of_score(p, y):
    return (torch.clamp(p, EPSILON, 1 - EPSILON) - y) / y.numel()


@misconception("bce-gradient-zero-where-clipped", replaces="binary_cross_entropy_gradient")
def binary_cross_entropy_gradient_zero_where_clipped(p, y):
    q = torch.clamp(p, EPSILON, 1 - EPSILON)
    return torch.where(p == q, (q - y) / (q * (1 - q)), 0.0) / y.numel()


@misconception("cce-penalises-other-classes", replaces="categorical_cross_entropy")
def categorical_cross_entropy_other_classes(p, y):
    p = torch.clamp(p, EPSILON, 1 - EPSILON)
    return -torch.sum(y * torch.log(p) + (1 - y) * torch.log(1 - p)) / len(y)


@misconception("cce-gradient-of-scores", replaces="categorical_cross_entropy_gradient")
def categorical_cross_entropy_gradient_of_scores(p, y):
    return (p - y) / len(y)


@misconception("nll-log-again", replaces="negative_log_likelihood")
def negative_log_likelihood_log_again(log_p, labels):
    p = torch.clamp(log_p, EPSILON, 1 - EPSILON)
    return -torch.mean(torch.log(p[torch.arange(len(labels)), labels]))


@misconception(
    "nll-all-columns",
    replaces="negative_log_likelihood",
    see="4.2",
    fr="log_p[:, labels] prend ces colonnes pour toutes les lignes, un tableau (n, n). Il faut une "
    "valeur par ligne : log_p[torch.arange(n), labels].",
    en="log_p[:, labels] takes those columns for every row, an array (n, n). You need one value "
    "per row: log_p[torch.arange(n), labels].",
)
def negative_log_likelihood_all_columns(log_p, labels):
    return -torch.mean(log_p[:, labels])


@misconception("nll-gradient-of-scores", replaces="negative_log_likelihood_gradient")
def negative_log_likelihood_gradient_of_scores(log_p, labels):
    return (torch.exp(log_p) - torch.eye(log_p.shape[1])[labels]) / len(labels)


# --- margin --------------------------------------------------------------------------------------


@misconception("hinge-labels-01", replaces="hinge")
def hinge_labels_01(scores, y):
    return torch.mean(torch.clamp(1 - (2 * y - 1) * scores, min=0))


@misconception("hinge-no-margin", replaces="hinge")
def hinge_no_margin(scores, y):
    return torch.mean(torch.clamp(-y * scores, min=0))


@misconception("hinge-negative", replaces="hinge")
def hinge_negative(scores, y):
    return torch.mean(1 - y * scores)


@misconception("hinge-squared", replaces="hinge")
def hinge_squared(scores, y):
    return torch.mean(torch.clamp(1 - y * scores, min=0) ** 2)


@misconception("hinge-gradient-everywhere", replaces="hinge_gradient")
def hinge_gradient_everywhere(scores, y):
    return -y / len(y)


@misconception("hinge-gradient-at-kink", replaces="hinge_gradient")
def hinge_gradient_at_kink(scores, y):
    return torch.where(y * scores <= 1, -y, 0) / len(y)


# --- distances -----------------------------------------------------------------------------------


@misconception("l2-squared", replaces="l2_distance")
def l2_distance_squared(a, b):
    return torch.sum((a - b) ** 2) / len(a)


@misconception("l2-whole-batch", replaces="l2_distance")
def l2_distance_whole(a, b):
    return torch.linalg.norm(a - b)


@misconception("l2-gradient-squared", replaces="l2_distance_gradient")
def l2_distance_gradient_squared(a, b):
    return 2 * (a - b) / len(a)


@misconception("l2-gradient-nan", replaces="l2_distance_gradient")
def l2_distance_gradient_nan(a, b):
    return (a - b) / torch.linalg.norm(a - b, dim=1, keepdim=True) / len(a)


@misconception("cosine-similarity", replaces="cosine_distance")
def cosine_similarity(a, b):
    norms = torch.linalg.norm(a, dim=1) * torch.linalg.norm(b, dim=1)
    return torch.mean(torch.sum(a * b, dim=1) / norms)


@misconception("cosine-not-normalised", replaces="cosine_distance")
def cosine_not_normalised(a, b):
    return torch.mean(1 - torch.sum(a * b, dim=1))


@misconception("cosine-gradient-frozen-norm", replaces="cosine_distance_gradient")
def cosine_gradient_frozen_norm(a, b):
    norm_a = torch.linalg.norm(a, dim=1, keepdim=True)
    return -b / torch.linalg.norm(b, dim=1, keepdim=True) / norm_a / len(a)


@misconception("cosine-gradient-of-similarity", replaces="cosine_distance_gradient")
def cosine_gradient_of_similarity(a, b):
    norm_a = torch.linalg.norm(a, dim=1, keepdim=True)
    u, v = a / norm_a, b / torch.linalg.norm(b, dim=1, keepdim=True)
    return (v - torch.sum(u * v, dim=1, keepdim=True) * u) / norm_a / len(a)


# --- softmax and cross-entropy -------------------------------------------------------------------


@misconception("softmax-unshifted", replaces="softmax_cross_entropy")
def softmax_cross_entropy_unshifted(z, y):
    return torch.mean(torch.log(torch.sum(torch.exp(z), dim=1)) - torch.sum(y * z, dim=1))


@misconception("softmax-gradient-unshifted", replaces="softmax_cross_entropy_gradient")
def softmax_cross_entropy_gradient_unshifted(z, y):
    e = torch.exp(z)
    return (e / e.sum(dim=1, keepdim=True) - y) / len(y)


@misconception("softmax-exp-minus", replaces="softmax_cross_entropy")
def softmax_cross_entropy_exp_minus(z, y):
    shifted = -z - (-z).amax(dim=1, keepdim=True)
    return torch.mean(
        torch.log(torch.sum(torch.exp(shifted), dim=1)) - torch.sum(y * shifted, dim=1)
    )


@misconception("softmax-gradient-exp-minus", replaces="softmax_cross_entropy_gradient")
def softmax_cross_entropy_gradient_exp_minus(z, y):
    e = torch.exp(-z - (-z).amax(dim=1, keepdim=True))
    return (e / e.sum(dim=1, keepdim=True) - y) / len(y)


@misconception("softmax-axis0", replaces="softmax_cross_entropy")
def softmax_cross_entropy_axis0(z, y):
    shifted = z - z.amax(dim=0, keepdim=True)
    log_p = shifted - torch.log(torch.sum(torch.exp(shifted), dim=0, keepdim=True))
    return -torch.sum(y * log_p) / len(y)


@misconception("softmax-gradient-axis0", replaces="softmax_cross_entropy_gradient")
def softmax_cross_entropy_gradient_axis0(z, y):
    e = torch.exp(z - z.amax(dim=0, keepdim=True))
    return (e / e.sum(dim=0, keepdim=True) - y) / len(y)


@misconception("softmax-twice", replaces="softmax_cross_entropy")
def softmax_cross_entropy_twice(z, y):
    e = torch.exp(z - z.amax(dim=1, keepdim=True))
    p = e / e.sum(dim=1, keepdim=True)
    return torch.mean(torch.log(torch.sum(torch.exp(p), dim=1)) - torch.sum(y * p, dim=1))


@misconception("softmax-forgotten", replaces="softmax_cross_entropy")
def softmax_cross_entropy_forgotten(z, y):
    return -torch.sum(y * torch.log(torch.clamp(z, EPSILON, 1 - EPSILON))) / len(y)


@misconception("softmax-then-clip", replaces="softmax_cross_entropy")
def softmax_cross_entropy_then_clip(z, y):
    e = torch.exp(z - z.amax(dim=1, keepdim=True))
    p = torch.clamp(e / e.sum(dim=1, keepdim=True), EPSILON, 1 - EPSILON)
    return -torch.sum(y * torch.log(p)) / len(y)


@misconception("softmax-gradient-of-probabilities", replaces="softmax_cross_entropy_gradient")
def softmax_cross_entropy_gradient_of_probabilities(z, y):
    e = torch.exp(z - z.amax(dim=1, keepdim=True))
    y_hat = torch.clamp(e / e.sum(dim=1, keepdim=True), EPSILON, 1 - EPSILON)
    return -y / y_hat / len(y)


# --- tensors -------------------------------------------------------------------------------------


@misconception(
    "column-against-row",
    replaces="mse",
    see="4.2",
    fr="Vous laissez passer une prédiction (n, 1) contre une cible (n,) : PyTorch étend l'une par "
    "l'autre et compare chaque prédiction à toutes les cibles, un tableau (n, n). Rien ne plante, "
    "le coût baisse même un peu, mais le modèle apprend la moyenne des cibles. Levez ValueError "
    "quand les formes diffèrent.",
    en="You let a prediction (n, 1) pass against a target (n,): PyTorch expands one by the other and "
    "compares each prediction with all the targets, an (n, n) table. Nothing crashes, the cost even "
    "falls a little, but the model learns the mean of the targets. Raise ValueError when the shapes "
    "differ.",
)
def mse_of_any_shapes(y_hat, y):
    return ((y_hat - y) ** 2).mean()


@misconception("column-against-row", replaces="mae")
def mae_of_any_shapes(y_hat, y):
    return (y_hat - y).abs().mean()


@misconception("column-against-row", replaces="huber")
def huber_of_any_shapes(y_hat, y, delta=1.0):
    error = (y_hat - y).abs()
    quadratic = error.clamp(max=delta)
    return (quadratic * (error - quadratic / 2)).mean()


@misconception("column-against-row", replaces="binary_cross_entropy")
def binary_cross_entropy_of_any_shapes(p, y):
    p = p.clamp(EPSILON, 1 - EPSILON)
    return -(y * p.log() + (1 - y) * (1 - p).log()).mean()


@misconception(
    "detached",
    replaces="mae",
    see="4.4",
    fr="Votre valeur est juste, mais le graphe est coupé : detach (comme .item(), .data ou "
    "torch.tensor(...)) rend un nombre qui ne sait plus d'où il vient, et loss.backward() n'apprend "
    "rien au modèle. Renvoyez le tenseur tel que le calcul le donne.",
    en="Your value is right, but the graph is cut: detach (like .item(), .data or torch.tensor(...)) "
    "gives a number that no longer knows where it comes from, and loss.backward() teaches the model "
    "nothing. Return the tensor as the computation gives it.",
)
def mae_detached(y_hat, y):
    return (y_hat - y).abs().mean().detach()


@misconception("detached", replaces="mse")
def mse_detached(y_hat, y):
    return ((y_hat - y) ** 2).mean().detach()


@misconception("detached", replaces="softmax_cross_entropy")
def softmax_cross_entropy_detached(z, y):
    shifted = (z - z.amax(dim=1, keepdim=True)).detach()
    return -(y * (shifted - shifted.exp().sum(dim=1, keepdim=True).log())).sum() / len(y)


@misconception(
    "default-dtype",
    replaces="negative_log_likelihood_gradient",
    see="4.2",
    fr="torch.zeros(n, c) et torch.eye(c) sont en float32 quoi qu'on leur donne ensuite, et sur le "
    "CPU : votre gradient n'a plus le type de log_p. Créez-le par torch.zeros_like(log_p), qui "
    "copie le type et l'appareil.",
    en="torch.zeros(n, c) and torch.eye(c) are float32 whatever they are given afterwards, and on the "
    "CPU: your gradient no longer has the dtype of log_p. Make it with torch.zeros_like(log_p), "
    "which copies the dtype and the device.",
)
def negative_log_likelihood_gradient_float32(log_p, labels):
    gradient = torch.zeros(log_p.shape)
    gradient[torch.arange(len(labels)), labels] = -1 / len(labels)
    return gradient


@misconception(
    "python-number",
    replaces="mse",
    see="4.4",
    fr="Vous renvoyez un nombre Python : .item() et float(...) sortent la valeur du tenseur, coupent "
    "le graphe et, sur un GPU, attendent la carte. Renvoyez le tenseur sans axe que donne mean() "
    "ou sum() ; on appelle .item() une fois la perte calculée, pour l'afficher.",
    en="You return a Python number: .item() and float(...) take the value out of the tensor, cut the "
    "graph and, on a GPU, wait for the card. Return the tensor without axes that mean() or sum() "
    "gives; .item() is for displaying a loss once it is computed.",
)
def mse_item(y_hat, y):
    return ((y_hat - y) ** 2).mean().item()


@misconception("python-number", replaces="mae")
def mae_item(y_hat, y):
    return (y_hat - y).abs().mean().item()


@misconception("python-number", replaces="softmax_cross_entropy")
def softmax_cross_entropy_item(z, y):
    shifted = z - z.amax(dim=1, keepdim=True)
    return (-(y * (shifted - shifted.exp().sum(dim=1, keepdim=True).log())).sum() / len(y)).item()
