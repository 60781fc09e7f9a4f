"""Misconceptions of ex10's PyTorch track: those of the NumPy track on tensors, and torch's own.

Each is laid over the solution, so it may use its names (`is_weight` below stands for the
solution's). Without texts, an id has those of `misconceptions.py`.
"""

import math

import torch

from grader.checks.api import misconception


def is_weight(name):
    return name.startswith("W")


@misconception("l2-factor-2", replaces="l2_penalty")
def l2_penalty_without_half(params, alpha):
    return alpha * sum((w**2).sum() for name, w in params.items() if is_weight(name))


@misconception("l2-gradient-factor-2", replaces="l2_penalty_gradient")
def l2_penalty_gradient_twice(params, alpha):
    return {
        name: 2 * alpha * w if is_weight(name) else torch.zeros_like(w)
        for name, w in params.items()
    }


@misconception("l2-not-squared", replaces="l2_penalty")
def l2_penalty_norm(params, alpha):
    return alpha / 2 * sum(torch.linalg.norm(w) for name, w in params.items() if is_weight(name))


@misconception("penalty-mean", replaces="l2_penalty")
def l2_penalty_mean(params, alpha):
    return alpha / 2 * sum((w**2).mean() for name, w in params.items() if is_weight(name))


@misconception("penalty-mean", replaces="l1_penalty")
def l1_penalty_mean(params, alpha):
    return alpha * sum(w.abs().mean() for name, w in params.items() if is_weight(name))


@misconception("penalty-biases", replaces="l2_penalty")
def l2_penalty_all(params, alpha):
    return alpha / 2 * sum((w**2).sum() for w in params.values())


@misconception("penalty-gradient-biases", replaces="l2_penalty_gradient")
def l2_penalty_gradient_all(params, alpha):
    return {name: alpha * w for name, w in params.items()}


@misconception("penalty-biases", replaces="l1_penalty")
def l1_penalty_all(params, alpha):
    return alpha * sum(w.abs().sum() for w in params.values())


@misconception("penalty-gradient-biases", replaces="l1_penalty_gradient")
def l1_penalty_gradient_all(params, alpha):
    return {name: alpha * torch.sign(w) for name, w in params.items()}


@misconception("penalty-gradient-without-alpha", replaces="l2_penalty_gradient")
def l2_penalty_gradient_bare(params, alpha):
    return {name: w if is_weight(name) else torch.zeros_like(w) for name, w in params.items()}


@misconception("penalty-gradient-without-alpha", replaces="l1_penalty_gradient")
def l1_penalty_gradient_bare(params, alpha):
    return {
        name: torch.sign(w) if is_weight(name) else torch.zeros_like(w)
        for name, w in params.items()
    }


@misconception(
    "penalty-out-of-graph",
    replaces="l2_penalty",
    see="6.2",
    fr="Votre pénalité est un nombre, sorti du graphe par .item() ou float(...) : ajouté au coût, il "
    "en change la valeur, mais backward() n'en voit rien et les poids ne rétrécissent pas. "
    "Renvoyez le tenseur.",
    en="Your penalty is a number, taken out of the graph by .item() or float(...): added to the cost "
    "it changes its value, but backward() sees nothing of it and the weights do not shrink. Return "
    "the tensor.",
)
def l2_penalty_item(params, alpha):
    return alpha / 2 * sum((w**2).sum().item() for name, w in params.items() if is_weight(name))


@misconception("penalty-out-of-graph", replaces="l1_penalty")
def l1_penalty_item(params, alpha):
    return alpha * sum(w.abs().sum().item() for name, w in params.items() if is_weight(name))


@misconception(
    "penalty-detached",
    replaces="l2_penalty",
    see="6.2",
    fr="Votre pénalité a la bonne valeur, mais elle est détachée du graphe (.detach(), .data, "
    "torch.no_grad() ou torch.tensor(...)) : backward() n'en voit rien, et les poids ne "
    "rétrécissent pas.",
    en="Your penalty has the right value, but it is detached from the graph (.detach(), .data, "
    "torch.no_grad() or torch.tensor(...)): backward() sees nothing of it, and the weights do not "
    "shrink.",
)
def l2_penalty_detached(params, alpha):
    weights = [w.detach() for name, w in params.items() if is_weight(name)]
    return alpha / 2 * sum((w**2).sum() for w in weights)


@misconception("penalty-detached", replaces="l1_penalty")
def l1_penalty_detached(params, alpha):
    weights = [w.detach() for name, w in params.items() if is_weight(name)]
    return alpha * sum(w.abs().sum() for w in weights)


@misconception("l1-without-absolute-value", replaces="l1_penalty")
def l1_penalty_signed(params, alpha):
    return alpha * sum(w.sum() for name, w in params.items() if is_weight(name))


@misconception("l1-half", replaces="l1_penalty")
def l1_penalty_half(params, alpha):
    return alpha / 2 * sum(w.abs().sum() for name, w in params.items() if is_weight(name))


@misconception("l1-gradient-without-sign", replaces="l1_penalty_gradient")
def l1_penalty_gradient_unsigned(params, alpha):
    return {
        name: torch.full_like(w, alpha) if is_weight(name) else torch.zeros_like(w)
        for name, w in params.items()
    }


@misconception("l1-gradient-absolute-value", replaces="l1_penalty_gradient")
def l1_penalty_gradient_absolute(params, alpha):
    return {
        name: alpha * torch.abs(w) if is_weight(name) else torch.zeros_like(w)
        for name, w in params.items()
    }


@misconception("l1-gradient-as-l2", replaces="l1_penalty_gradient")
def l1_penalty_gradient_linear(params, alpha):
    return {
        name: alpha * w if is_weight(name) else torch.zeros_like(w) for name, w in params.items()
    }


@misconception("l1-gradient-at-zero", replaces="l1_penalty_gradient")
def l1_penalty_gradient_plus_at_zero(params, alpha):
    return {
        name: torch.where(w >= 0, alpha, -alpha).to(w.dtype)
        if is_weight(name)
        else torch.zeros_like(w)
        for name, w in params.items()
    }


@misconception("l1-gradient-minus-at-zero", replaces="l1_penalty_gradient")
def l1_penalty_gradient_minus_at_zero(params, alpha):
    return {
        name: torch.where(w > 0, alpha, -alpha).to(w.dtype)
        if is_weight(name)
        else torch.zeros_like(w)
        for name, w in params.items()
    }


@misconception("decay-by-alpha", replaces="weight_decay_step")
def weight_decay_step_alpha(w, grad, lr, alpha):
    return (1 - alpha) * w - lr * grad


@misconception("decay-factor-2", replaces="weight_decay_step")
def weight_decay_step_twice(w, grad, lr, alpha):
    return (1 - 2 * lr * alpha) * w - lr * grad


@misconception("decay-after-step", replaces="weight_decay_step")
def weight_decay_step_after(w, grad, lr, alpha):
    return (1 - lr * alpha) * (w - lr * grad)


@misconception("decay-sign", replaces="weight_decay_step")
def weight_decay_step_growing(w, grad, lr, alpha):
    return (1 + lr * alpha) * w - lr * grad


@misconception("decay-constant", replaces="weight_decay_step")
def weight_decay_step_l1(w, grad, lr, alpha):
    return w - lr * (grad + alpha * torch.sign(w))


@misconception("decay-forgotten", replaces="weight_decay_step")
def weight_decay_step_plain(w, grad, lr, alpha):
    return w - lr * grad


@misconception("dropout-without-rescaling", replaces="dropout_forward")
def dropout_forward_unscaled(x, p, seed, training):
    if not training:
        return x, torch.ones_like(x)
    torch.manual_seed(seed)
    mask = torch.bernoulli(torch.full_like(x, 1 - p))
    return x * mask, mask


@misconception("dropout-output-without-rescaling", replaces="dropout_forward")
def dropout_forward_unscaled_output(x, p, seed, training):
    if not training:
        return x, torch.ones_like(x)
    torch.manual_seed(seed)
    kept = torch.bernoulli(torch.full_like(x, 1 - p))
    return x * kept, kept / (1 - p)


@misconception("dropout-binary-mask", replaces="dropout_forward")
def dropout_forward_binary_mask(x, p, seed, training):
    if not training:
        return x, torch.ones_like(x)
    torch.manual_seed(seed)
    kept = torch.bernoulli(torch.full_like(x, 1 - p))
    return x * kept / (1 - p), kept


@misconception("dropout-at-evaluation", replaces="dropout_forward")
def dropout_forward_always(x, p, seed, training):
    torch.manual_seed(seed)
    mask = torch.bernoulli(torch.full_like(x, 1 - p)) / (1 - p)
    return x * mask, mask


@misconception("dropout-training-reversed", replaces="dropout_forward")
def dropout_forward_reversed(x, p, seed, training):
    if training:
        return x, torch.ones_like(x)
    torch.manual_seed(seed)
    mask = torch.bernoulli(torch.full_like(x, 1 - p)) / (1 - p)
    return x * mask, mask


@misconception("dropout-keep-probability", replaces="dropout_forward")
def dropout_forward_keep(x, p, seed, training):
    if not training:
        return x, torch.ones_like(x)
    torch.manual_seed(seed)
    kept = torch.bernoulli(torch.full_like(x, p))
    mask = kept / p if p else kept
    return x * mask, mask


@misconception("dropout-comparison-reversed", replaces="dropout_forward")
def dropout_forward_comparison(x, p, seed, training):
    if not training:
        return x, torch.ones_like(x)
    torch.manual_seed(seed)
    mask = torch.bernoulli(torch.full_like(x, p)) / (1 - p)
    return x * mask, mask


@misconception("dropout-divided-by-p", replaces="dropout_forward")
def dropout_forward_by_p(x, p, seed, training):
    if not training:
        return x, torch.ones_like(x)
    torch.manual_seed(seed)
    kept = torch.bernoulli(torch.full_like(x, 1 - p))
    mask = kept / p if p else kept
    return x * mask, mask


@misconception("dropout-rescaled-at-evaluation", replaces="dropout_forward")
def dropout_forward_classic(x, p, seed, training):
    torch.manual_seed(seed)
    keep = torch.full_like(x, 1 - p)
    mask = torch.bernoulli(keep) if training else keep
    return x * mask, mask


@misconception("dropout-one-draw-per-example", replaces="dropout_forward")
def dropout_forward_rows(x, p, seed, training):
    if not training:
        return x, torch.ones_like(x)
    torch.manual_seed(seed)
    rows = x.new_full((len(x),) + (1,) * (x.ndim - 1), 1 - p)
    mask = torch.ones_like(x) * torch.bernoulli(rows) / (1 - p)
    return x * mask, mask


@misconception("dropout-one-draw-per-feature", replaces="dropout_forward")
def dropout_forward_columns(x, p, seed, training):
    if not training:
        return x, torch.ones_like(x)
    torch.manual_seed(seed)
    mask = torch.ones_like(x) * torch.bernoulli(x.new_full(x.shape[1:], 1 - p)) / (1 - p)
    return x * mask, mask


@misconception(
    "dropout-float-mask",
    replaces="dropout_forward",
    see="6",
    fr="Votre masque est en float32, quel que soit le dtype de x : torch.rand et .float() donnent du "
    "float32, et 1 / (1 - p) y est arrondi à sept chiffres. Demandez le dtype et l'appareil de x : "
    "dtype=x.dtype, device=x.device, ou une fonction en ..._like(x).",
    en="Your mask is float32, whatever the dtype of x: torch.rand and .float() give float32, and "
    "1 / (1 - p) is rounded to seven digits there. Ask for the dtype and the device of x: "
    "dtype=x.dtype, device=x.device, or a function named ..._like(x).",
)
def dropout_forward_single_precision(x, p, seed, training):
    torch.manual_seed(seed)
    kept = torch.rand(x.shape, device=x.device) >= (p if training else 0.0)
    mask = kept.float() / (1 - p) if training else kept.float()
    return x * mask, mask


@misconception(
    "dropout-fixed-seed",
    replaces="dropout_forward",
    see="6",
    fr="Vous semez toujours 42, comme le manuel : chaque appel éteint alors les mêmes neurones, du "
    "début à la fin de l'entraînement. La graine est l'argument seed : manual_seed(seed).",
    en="You always seed with 42, like the textbook: each call then drops the same neurons, from the "
    "beginning of the training to its end. The seed is the argument seed: manual_seed(seed).",
)
def dropout_forward_fixed_seed(x, p, seed, training):
    generator = torch.Generator(device=x.device).manual_seed(42)
    kept = torch.bernoulli(torch.full_like(x, 1 - p), generator=generator)
    mask = kept / (1 - p) if training else torch.ones_like(x)
    return x * mask, mask


@misconception("dropout-backward-without-mask", replaces="dropout_backward")
def dropout_backward_all(dout, mask):
    return dout.clone()


@misconception("dropout-backward-binary", replaces="dropout_backward")
def dropout_backward_binary(dout, mask):
    return dout * (mask > 0)


@misconception("dropout-backward-divides", replaces="dropout_backward")
def dropout_backward_inverse(dout, mask):
    return torch.where(mask != 0, dout / mask, 0.0)


@misconception(
    "batchnorm-unbiased-normalisation",
    replaces="batchnorm_forward",
    see="6",
    fr="Vous normalisez par la variance non biaisée, divisée par n - 1 : c'est ce que donnent "
    "Tensor.var et torch.var quand on ne leur dit rien (NumPy divise par n). Le lot se normalise "
    "par la biaisée, x.var(dim=0, correction=0) ; la non biaisée ne sert que pour running_var.",
    en="You normalise by the unbiased variance, divided by n - 1: that is what Tensor.var and "
    "torch.var give when they are told nothing (NumPy divides by n). The batch is normalised by "
    "the biased one, x.var(dim=0, correction=0); the unbiased one only serves for running_var.",
)
def batchnorm_forward_unbiased(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(dim=0), x.var(dim=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / torch.sqrt(var + eps) + beta, running_mean, running_var


@misconception("batchnorm-biased-running", replaces="batchnorm_forward")
def batchnorm_forward_biased(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / torch.sqrt(var + eps) + beta, running_mean, running_var


@misconception("batchnorm-variances-exchanged", replaces="batchnorm_forward")
def batchnorm_forward_exchanged(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(dim=0), x.var(dim=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(dim=0, correction=0)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / torch.sqrt(var + eps) + beta, running_mean, running_var


@misconception("batchnorm-batch-at-evaluation", replaces="batchnorm_forward")
def batchnorm_forward_batch(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training and len(x) < 2:
        raise ValueError("one example")
    mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
    if training:
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(dim=0)
    return gamma * (x - mean) / torch.sqrt(var + eps) + beta, running_mean, running_var


@misconception("batchnorm-running-in-training", replaces="batchnorm_forward")
def batchnorm_forward_running(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        running_mean = (1 - momentum) * running_mean + momentum * x.mean(dim=0)
        running_var = (1 - momentum) * running_var + momentum * x.var(dim=0)
    x_hat = (x - running_mean) / torch.sqrt(running_var + eps)
    return gamma * x_hat + beta, running_mean, running_var


@misconception("batchnorm-updated-at-evaluation", replaces="batchnorm_forward")
def batchnorm_forward_updating(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training and len(x) < 2:
        raise ValueError("one example")
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
    else:
        mean, var = running_mean, running_var
    running_mean = (1 - momentum) * running_mean + momentum * x.mean(dim=0)
    running_var = (1 - momentum) * running_var + momentum * x.var(dim=0, correction=int(len(x) > 1))
    return gamma * (x - mean) / torch.sqrt(var + eps) + beta, running_mean, running_var


@misconception("batchnorm-running-not-updated", replaces="batchnorm_forward")
def batchnorm_forward_frozen(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training and len(x) < 2:
        raise ValueError("one example")
    mean, var = (
        (x.mean(dim=0), x.var(dim=0, correction=0)) if training else (running_mean, running_var)
    )
    return gamma * (x - mean) / torch.sqrt(var + eps) + beta, running_mean, running_var


@misconception("batchnorm-running-replaced", replaces="batchnorm_forward")
def batchnorm_forward_last(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean, running_var = mean, x.var(dim=0)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / torch.sqrt(var + eps) + beta, running_mean, running_var


@misconception("batchnorm-momentum-reversed", replaces="batchnorm_forward")
def batchnorm_forward_reversed(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * x.var(dim=0)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / torch.sqrt(var + eps) + beta, running_mean, running_var


@misconception("batchnorm-axis-1", replaces="batchnorm_forward")
def batchnorm_forward_rows(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(dim=1, keepdim=True), x.var(dim=1, keepdim=True, correction=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / torch.sqrt(var + eps) + beta, running_mean, running_var


@misconception("batchnorm-all-values", replaces="batchnorm_forward")
def batchnorm_forward_global(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(), x.var(correction=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var()
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / torch.sqrt(var + eps) + beta, running_mean, running_var


@misconception("batchnorm-eps-outside-root", replaces="batchnorm_forward")
def batchnorm_forward_outside(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(dim=0)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / (torch.sqrt(var) + eps) + beta, running_mean, running_var


@misconception("batchnorm-eps-twice", replaces="batchnorm_forward")
def batchnorm_forward_two_eps(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(dim=0)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / (torch.sqrt(var + eps) + eps) + beta, running_mean, running_var


@misconception("batchnorm-eps-in-running", replaces="batchnorm_forward")
def batchnorm_forward_eps_kept(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * (x.var(dim=0) + eps)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / torch.sqrt(var + eps) + beta, running_mean, running_var


@misconception("batchnorm-divided-by-variance", replaces="batchnorm_forward")
def batchnorm_forward_no_root(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(dim=0)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / (var + eps) + beta, running_mean, running_var


@misconception("batchnorm-beta-scaled", replaces="batchnorm_forward")
def batchnorm_forward_beta(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(dim=0)
    else:
        mean, var = running_mean, running_var
    return gamma * ((x - mean) / torch.sqrt(var + eps) + beta), running_mean, running_var


@misconception("batchnorm-affine-forgotten", replaces="batchnorm_forward")
def batchnorm_forward_bare(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(dim=0)
    else:
        mean, var = running_mean, running_var
    return (x - mean) / torch.sqrt(var + eps), running_mean, running_var


@misconception("batchnorm-one-example-accepted", replaces="batchnorm_forward")
def batchnorm_forward_single(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        unbiased = ((x - mean) ** 2).sum(dim=0) / (len(x) - 1)
        running_var = (1 - momentum) * running_var + momentum * unbiased
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / torch.sqrt(var + eps) + beta, running_mean, running_var


@misconception("batchnorm-one-example-refused-always", replaces="batchnorm_forward")
def batchnorm_forward_refusing(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if len(x) < 2:
        raise ValueError("one example")
    if training:
        mean, var = x.mean(dim=0), x.var(dim=0, correction=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(dim=0)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / torch.sqrt(var + eps) + beta, running_mean, running_var


@misconception(
    "batchnorm-statistics-detached",
    replaces="batchnorm_forward",
    see="4.4",
    fr="La sortie est juste, mais la moyenne et la variance du lot sont hors du graphe (.detach() ou "
    "torch.no_grad()) : autograd les prend pour des constantes. Elles dépendent de x, et le "
    "gradient passe aussi par elles ; seules les statistiques courantes se détachent.",
    en="The output is right, but the mean and the variance of the batch are out of the graph "
    "(.detach() or torch.no_grad()): autograd takes them for constants. They depend on x, and the "
    "gradient goes through them too; only the running statistics are detached.",
)
def batchnorm_forward_constants(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        batch = x.detach()
        mean, var = batch.mean(dim=0), batch.var(dim=0, correction=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * batch.var(dim=0)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / torch.sqrt(var + eps) + beta, running_mean, running_var


@misconception("batchnorm-backward-constants", replaces="batchnorm_backward")
def batchnorm_backward_constants(dout, x, gamma, eps):
    std = torch.sqrt(x.var(dim=0, correction=0) + eps)
    x_hat = (x - x.mean(dim=0)) / std
    return dout * gamma / std, (dout * x_hat).sum(dim=0), dout.sum(dim=0)


@misconception("batchnorm-backward-constant-variance", replaces="batchnorm_backward")
def batchnorm_backward_variance(dout, x, gamma, eps):
    std = torch.sqrt(x.var(dim=0, correction=0) + eps)
    x_hat = (x - x.mean(dim=0)) / std
    dx = gamma / std * (dout - dout.mean(dim=0))
    return dx, (dout * x_hat).sum(dim=0), dout.sum(dim=0)


@misconception("batchnorm-backward-constant-mean", replaces="batchnorm_backward")
def batchnorm_backward_mean(dout, x, gamma, eps):
    std = torch.sqrt(x.var(dim=0, correction=0) + eps)
    x_hat = (x - x.mean(dim=0)) / std
    dx = gamma / std * (dout - x_hat * (dout * x_hat).mean(dim=0))
    return dx, (dout * x_hat).sum(dim=0), dout.sum(dim=0)


@misconception("batchnorm-backward-without-n", replaces="batchnorm_backward")
def batchnorm_backward_sums(dout, x, gamma, eps):
    std = torch.sqrt(x.var(dim=0, correction=0) + eps)
    x_hat = (x - x.mean(dim=0)) / std
    dgamma, dbeta = (dout * x_hat).sum(dim=0), dout.sum(dim=0)
    return gamma / std * (dout - dbeta - x_hat * dgamma), dgamma, dbeta


@misconception("batchnorm-backward-without-gamma", replaces="batchnorm_backward")
def batchnorm_backward_no_gamma(dout, x, gamma, eps):
    std = torch.sqrt(x.var(dim=0, correction=0) + eps)
    x_hat = (x - x.mean(dim=0)) / std
    dgamma, dbeta = (dout * x_hat).sum(dim=0), dout.sum(dim=0)
    return (dout - (dbeta + x_hat * dgamma) / len(x)) / std, dgamma, dbeta


@misconception("batchnorm-backward-without-eps", replaces="batchnorm_backward")
def batchnorm_backward_no_eps(dout, x, gamma, eps):
    std = torch.sqrt(x.var(dim=0, correction=0))
    x_hat = (x - x.mean(dim=0)) / std
    dgamma, dbeta = (dout * x_hat).sum(dim=0), dout.sum(dim=0)
    return gamma / std * (dout - (dbeta + x_hat * dgamma) / len(x)), dgamma, dbeta


@misconception(
    "batchnorm-backward-unbiased",
    replaces="batchnorm_backward",
    see="4.4",
    fr="Votre passe arrière prend la variance non biaisée : Tensor.var divise par n - 1 quand on "
    "ne lui dit rien. Le lot est normalisé par la biaisée, x.var(dim=0, correction=0), ici aussi.",
    en="Your backward pass takes the unbiased variance: Tensor.var divides by n - 1 when it is "
    "told nothing. The batch is normalised by the biased one, x.var(dim=0, correction=0), here "
    "too.",
)
def batchnorm_backward_ddof(dout, x, gamma, eps):
    std = torch.sqrt(x.var(dim=0) + eps)
    x_hat = (x - x.mean(dim=0)) / std
    dgamma, dbeta = (dout * x_hat).sum(dim=0), dout.sum(dim=0)
    return gamma / std * (dout - (dbeta + x_hat * dgamma) / len(x)), dgamma, dbeta


@misconception("batchnorm-backward-averaged", replaces="batchnorm_backward")
def batchnorm_backward_averaged(dout, x, gamma, eps):
    std = torch.sqrt(x.var(dim=0, correction=0) + eps)
    x_hat = (x - x.mean(dim=0)) / std
    dgamma, dbeta = (dout * x_hat).mean(dim=0), dout.mean(dim=0)
    return gamma / std * (dout - dbeta - x_hat * dgamma), dgamma, dbeta


@misconception("batchnorm-backward-gamma-on-x", replaces="batchnorm_backward")
def batchnorm_backward_gamma(dout, x, gamma, eps):
    std = torch.sqrt(x.var(dim=0, correction=0) + eps)
    x_hat = (x - x.mean(dim=0)) / std
    dbeta = dout.sum(dim=0)
    dx = gamma / std * (dout - dout.mean(dim=0) - x_hat * (dout * x_hat).mean(dim=0))
    return dx, (dout * x).sum(dim=0), dbeta


@misconception("early-total-epochs", replaces="EarlyStopping.step")
def early_step_total(self, loss):
    self.epoch += 1
    self.bad = getattr(self, "bad", 0)
    if loss < self.best_loss - self.min_delta:
        self.best_loss, self.best_epoch = loss, self.epoch
    else:
        self.bad += 1
    return self.bad >= self.patience


@misconception("early-last-kept", replaces="EarlyStopping.step")
def early_step_last(self, loss):
    self.epoch += 1
    self.lowest = getattr(self, "lowest", (math.inf, -1))
    if loss < self.lowest[0] - self.min_delta:
        self.lowest = (loss, self.epoch)
    self.best_loss, self.best_epoch = loss, self.epoch
    return self.epoch - self.lowest[1] >= self.patience


@misconception("early-patience-late", replaces="EarlyStopping.step")
def early_step_late(self, loss):
    self.epoch += 1
    if loss < self.best_loss - self.min_delta:
        self.best_loss, self.best_epoch = loss, self.epoch
    return self.epoch - self.best_epoch > self.patience


@misconception("early-patience-soon", replaces="EarlyStopping.step")
def early_step_soon(self, loss):
    self.epoch += 1
    if loss < self.best_loss - self.min_delta:
        self.best_loss, self.best_epoch = loss, self.epoch
        return False
    return self.epoch - self.best_epoch >= self.patience - 1


@misconception("early-ties-improve", replaces="EarlyStopping.step")
def early_step_ties(self, loss):
    self.epoch += 1
    if loss <= self.best_loss - self.min_delta:
        self.best_loss, self.best_epoch = loss, self.epoch
    return self.epoch - self.best_epoch >= self.patience


@misconception("early-nan-improves", replaces="EarlyStopping.step")
def early_step_nan(self, loss):
    self.epoch += 1
    if not loss >= self.best_loss - self.min_delta:
        self.best_loss, self.best_epoch = loss, self.epoch
    return self.epoch - self.best_epoch >= self.patience


@misconception("early-compared-with-previous", replaces="EarlyStopping.step")
def early_step_previous(self, loss):
    self.epoch += 1
    previous, self.previous = getattr(self, "previous", math.inf), loss
    self.bad = 0 if loss < previous - self.min_delta else getattr(self, "bad", 0) + 1
    if loss < self.best_loss:
        self.best_loss, self.best_epoch = loss, self.epoch
    return self.bad >= self.patience


@misconception("early-min-delta-ignored", replaces="EarlyStopping.step")
def early_step_any(self, loss):
    self.epoch += 1
    if loss < self.best_loss:
        self.best_loss, self.best_epoch = loss, self.epoch
    return self.epoch - self.best_epoch >= self.patience


@misconception("early-min-delta-added", replaces="EarlyStopping.step")
def early_step_added(self, loss):
    self.epoch += 1
    if loss < self.best_loss + self.min_delta:
        self.best_loss, self.best_epoch = loss, self.epoch
    return self.epoch - self.best_epoch >= self.patience


@misconception("early-best-creeps", replaces="EarlyStopping.step")
def early_step_creeping(self, loss):
    self.epoch += 1
    improved = loss < self.best_loss - self.min_delta
    self.bad = 0 if improved else getattr(self, "bad", 0) + 1
    if loss < self.best_loss:
        self.best_loss, self.best_epoch = loss, self.epoch
    return self.bad >= self.patience


@misconception("early-best-loss-creeps", replaces="EarlyStopping.step")
def early_step_loss_creeping(self, loss):
    self.epoch += 1
    if loss < self.best_loss - self.min_delta:
        self.best_epoch = self.epoch
    if loss < self.best_loss:
        self.best_loss = loss
    return self.epoch - self.best_epoch >= self.patience


@misconception("early-nan-not-counted", replaces="EarlyStopping.step")
def early_step_nan_skipped(self, loss):
    self.epoch += 1
    self.bad = getattr(self, "bad", 0)
    if loss < self.best_loss - self.min_delta:
        self.best_loss, self.best_epoch, self.bad = loss, self.epoch, 0
    elif not math.isnan(loss):
        self.bad += 1
    return self.bad >= self.patience


@misconception("early-epochs-from-one", replaces="EarlyStopping.step")
def early_step_from_one(self, loss):
    self.epoch = max(self.epoch, 0) + 1
    if loss < self.best_loss - self.min_delta:
        self.best_loss, self.best_epoch = loss, self.epoch
    return self.epoch - max(self.best_epoch, 0) >= self.patience


@misconception("early-maximises", replaces="EarlyStopping.step")
def early_step_maximum(self, loss):
    self.epoch += 1
    if self.epoch == 0 or loss > self.best_loss + self.min_delta:
        self.best_loss, self.best_epoch = loss, self.epoch
    return self.epoch - self.best_epoch >= self.patience
