# ruff: noqa: F821
"""Misconceptions of ex12's PyTorch track: those of the NumPy track on tensors, and torch's own.

Each is laid over the solution. Without texts, an id has those of `misconceptions.py`. Some call
`train` as the solution has it: under the default value of a parameter, read before it is replaced.
"""

import math

import torch

from grader.checks.api import misconception


@misconception("momentum-average", replaces="momentum_step")
def momentum_average(w, gradient, velocity, lr, momentum=0.9):
    velocity = momentum * velocity + (1 - momentum) * gradient
    return w - lr * velocity, velocity


@misconception("momentum-uphill", replaces="momentum_step")
def momentum_uphill(w, gradient, velocity, lr, momentum=0.9):
    velocity = momentum * velocity + gradient
    return w + lr * velocity, velocity


@misconception("velocity-sign", replaces="momentum_step")
def momentum_velocity_sign(w, gradient, velocity, lr, momentum=0.9):
    velocity = momentum * velocity - gradient
    return w + lr * velocity, velocity


@misconception("velocity-with-rate", replaces="momentum_step")
def momentum_velocity_with_rate(w, gradient, velocity, lr, momentum=0.9):
    velocity = momentum * velocity - lr * gradient
    return w + velocity, velocity


@misconception("velocity-with-rate-positive", replaces="momentum_step")
def momentum_velocity_with_rate_positive(w, gradient, velocity, lr, momentum=0.9):
    velocity = momentum * velocity + lr * gradient
    return w - velocity, velocity


@misconception("momentum-nesterov", replaces="momentum_step")
def momentum_nesterov(w, gradient, velocity, lr, momentum=0.9):
    velocity = momentum * velocity + gradient
    return w - lr * (gradient + momentum * velocity), velocity


@misconception("momentum-old-velocity", replaces="momentum_step")
def momentum_old_velocity(w, gradient, velocity, lr, momentum=0.9):
    return w - lr * velocity, momentum * velocity + gradient


@misconception("velocity-not-returned", replaces="momentum_step")
def momentum_velocity_not_returned(w, gradient, velocity, lr, momentum=0.9):
    return w - lr * (momentum * velocity + gradient), velocity


@misconception("rmsprop-no-root", replaces="rmsprop_step")
def rmsprop_no_root(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    square_avg = alpha * square_avg + (1 - alpha) * gradient**2
    return w - lr * gradient / (square_avg + eps), square_avg


@misconception("eps-inside-root", replaces="rmsprop_step")
def rmsprop_eps_inside(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    square_avg = alpha * square_avg + (1 - alpha) * gradient**2
    return w - lr * gradient / torch.sqrt(square_avg + eps), square_avg


@misconception("eps-inside-root", replaces="adam_step")
def adam_eps_inside(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return w - lr * (m / (1 - beta1**t)) / torch.sqrt(v / (1 - beta2**t) + eps), m, v


@misconception("eps-forgotten", replaces="rmsprop_step")
def rmsprop_eps_forgotten(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    square_avg = alpha * square_avg + (1 - alpha) * gradient**2
    return w - lr * gradient / torch.sqrt(square_avg), square_avg


@misconception("eps-forgotten", replaces="adam_step")
def adam_eps_forgotten(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return w - lr * (m / (1 - beta1**t)) / torch.sqrt(v / (1 - beta2**t)), m, v


@misconception("rmsprop-alpha-swapped", replaces="rmsprop_step")
def rmsprop_alpha_swapped(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    square_avg = (1 - alpha) * square_avg + alpha * gradient**2
    return w - lr * gradient / (torch.sqrt(square_avg) + eps), square_avg


@misconception("rmsprop-sums-squares", replaces="rmsprop_step")
def rmsprop_sums_squares(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    square_avg = square_avg + gradient**2
    return w - lr * gradient / (torch.sqrt(square_avg) + eps), square_avg


@misconception("rmsprop-whole-square", replaces="rmsprop_step")
def rmsprop_whole_square(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    square_avg = alpha * square_avg + gradient**2
    return w - lr * gradient / (torch.sqrt(square_avg) + eps), square_avg


@misconception("rmsprop-no-square", replaces="rmsprop_step")
def rmsprop_no_square(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    square_avg = alpha * square_avg + (1 - alpha) * gradient
    return w - lr * gradient / (torch.sqrt(square_avg) + eps), square_avg


@misconception("rmsprop-old-average", replaces="rmsprop_step")
def rmsprop_old_average(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    w = w - lr * gradient / (torch.sqrt(square_avg) + eps)
    return w, alpha * square_avg + (1 - alpha) * gradient**2


@misconception("adam-no-correction", replaces="adam_step")
def adam_no_correction(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return w - lr * m / (torch.sqrt(v) + eps), m, v


@misconception("adam-corrects-m-only", replaces="adam_step")
def adam_corrects_m_only(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return w - lr * (m / (1 - beta1**t)) / (torch.sqrt(v) + eps), m, v


@misconception("adam-corrects-v-only", replaces="adam_step")
def adam_corrects_v_only(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return w - lr * m / (torch.sqrt(v / (1 - beta2**t)) + eps), m, v


@misconception("adam-eps-before-correction", replaces="adam_step")
def adam_eps_before_correction(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    rate = lr * math.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - rate * m / (torch.sqrt(v) + eps), m, v


@misconception("adam-t-plus-one", replaces="adam_step")
def adam_t_plus_one(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat, v_hat = m / (1 - beta1 ** (t + 1)), v / (1 - beta2 ** (t + 1))
    return w - lr * m_hat / (torch.sqrt(v_hat) + eps), m, v


@misconception("adam-t-minus-one", replaces="adam_step")
def adam_t_minus_one(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat, v_hat = m / (1 - beta1 ** (t - 1)), v / (1 - beta2 ** (t - 1))
    return w - lr * m_hat / (torch.sqrt(v_hat) + eps), m, v


@misconception("adam-power-forgotten", replaces="adam_step")
def adam_power_forgotten(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return w - lr * (m / (1 - beta1)) / (torch.sqrt(v / (1 - beta2)) + eps), m, v


@misconception("adam-power-outside", replaces="adam_step")
def adam_power_outside(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return w - lr * (m / (1 - beta1) ** t) / (torch.sqrt(v / (1 - beta2) ** t) + eps), m, v


@misconception("adam-betas-swapped", replaces="adam_step")
def adam_betas_swapped(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta2 * m + (1 - beta2) * gradient
    v = beta1 * v + (1 - beta1) * gradient**2
    return w - lr * (m / (1 - beta2**t)) / (torch.sqrt(v / (1 - beta1**t)) + eps), m, v


@misconception("adam-complement-swapped", replaces="adam_step")
def adam_complement_swapped(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = (1 - beta1) * m + beta1 * gradient
    v = (1 - beta2) * v + beta2 * gradient**2
    return w - lr * (m / (1 - beta1**t)) / (torch.sqrt(v / (1 - beta2**t)) + eps), m, v


@misconception("adam-no-root", replaces="adam_step")
def adam_no_root(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return w - lr * (m / (1 - beta1**t)) / (v / (1 - beta2**t) + eps), m, v


@misconception("adam-gradient-not-m", replaces="adam_step")
def adam_gradient_not_m(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return w - lr * gradient / (torch.sqrt(v / (1 - beta2**t)) + eps), m, v


@misconception("adam-corrected-state", replaces="adam_step")
def adam_corrected_state(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = (beta1 * m + (1 - beta1) * gradient) / (1 - beta1**t)
    v = (beta2 * v + (1 - beta2) * gradient**2) / (1 - beta2**t)
    return w - lr * m / (torch.sqrt(v) + eps), m, v


@misconception("adam-m-like-momentum", replaces="adam_step")
def adam_m_like_momentum(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return w - lr * (m / (1 - beta1**t)) / (torch.sqrt(v / (1 - beta2**t)) + eps), m, v


@misconception("adam-sums", replaces="adam_step")
def adam_sums(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + gradient
    v = beta2 * v + gradient**2
    return w - lr * (m / (1 - beta1**t)) / (torch.sqrt(v / (1 - beta2**t)) + eps), m, v


@misconception("adam-uphill", replaces="adam_step")
def adam_uphill(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return w + lr * (m / (1 - beta1**t)) / (torch.sqrt(v / (1 - beta2**t)) + eps), m, v


@misconception("step-off-by-one", replaces="step_schedule")
def step_off_by_one(lr, epoch, step_size=10, gamma=0.1):
    return lr * gamma ** ((epoch + 1) // step_size)


@misconception("step-too-late", replaces="step_schedule")
def step_too_late(lr, epoch, step_size=10, gamma=0.1):
    return lr * gamma ** (max(epoch - 1, 0) // step_size)


@misconception("step-without-plateau", replaces="step_schedule")
def step_without_plateau(lr, epoch, step_size=10, gamma=0.1):
    return lr * gamma ** (epoch / step_size)


@misconception("step-only-once", replaces="step_schedule")
def step_only_once(lr, epoch, step_size=10, gamma=0.1):
    return lr if epoch < step_size else lr * gamma


@misconception("step-every-epoch", replaces="step_schedule")
def step_every_epoch(lr, epoch, step_size=10, gamma=0.1):
    return lr * gamma**epoch


@misconception("step-product-not-power", replaces="step_schedule")
def step_product_not_power(lr, epoch, step_size=10, gamma=0.1):
    return lr * gamma * (epoch // step_size)


@misconception("cosine-full-turn", replaces="cosine_schedule")
def cosine_full_turn(lr, epoch, total, lr_min=0.0):
    return lr_min + (lr - lr_min) * (1 + math.cos(2 * math.pi * epoch / total)) / 2


@misconception("cosine-upwards", replaces="cosine_schedule")
def cosine_upwards(lr, epoch, total, lr_min=0.0):
    return lr_min + (lr - lr_min) * (1 - math.cos(math.pi * epoch / total)) / 2


@misconception("cosine-minimum-ignored", replaces="cosine_schedule")
def cosine_minimum_ignored(lr, epoch, total, lr_min=0.0):
    return lr * (1 + math.cos(math.pi * epoch / total)) / 2


@misconception("cosine-minimum-added", replaces="cosine_schedule")
def cosine_minimum_added(lr, epoch, total, lr_min=0.0):
    return lr_min + lr * (1 + math.cos(math.pi * epoch / total)) / 2


@misconception("cosine-minimum-clamped", replaces="cosine_schedule")
def cosine_minimum_clamped(lr, epoch, total, lr_min=0.0):
    return max(lr_min, lr * (1 + math.cos(math.pi * epoch / total)) / 2)


@misconception("cosine-half-forgotten", replaces="cosine_schedule")
def cosine_half_forgotten(lr, epoch, total, lr_min=0.0):
    return lr_min + (lr - lr_min) * (1 + math.cos(math.pi * epoch / total))


@misconception("cosine-total-minus-one", replaces="cosine_schedule")
def cosine_total_minus_one(lr, epoch, total, lr_min=0.0):
    return lr_min + (lr - lr_min) * (1 + math.cos(math.pi * epoch / max(total - 1, 1))) / 2


@misconception("cosine-from-one", replaces="cosine_schedule")
def cosine_from_one(lr, epoch, total, lr_min=0.0):
    return lr_min + (lr - lr_min) * (1 + math.cos(math.pi * (epoch + 1) / total)) / 2


@misconception("cosine-straight-line", replaces="cosine_schedule")
def cosine_straight_line(lr, epoch, total, lr_min=0.0):
    return lr_min + (lr - lr_min) * (1 - epoch / total)


@misconception("clip-one-side", replaces="clip_by_value")
def clip_one_side(gradients, limit):
    return [gradient.clamp(max=limit) for gradient in gradients]


@misconception("clip-from-zero", replaces="clip_by_value")
def clip_from_zero(gradients, limit):
    return [gradient.clamp(0, limit) for gradient in gradients]


@misconception("clip-value-scales", replaces="clip_by_value")
def clip_value_scales(gradients, limit):
    return [g * (limit / max(limit, float(g.abs().max()))) for g in gradients]


@misconception("clip-each-array", replaces="clip_by_norm")
def clip_each_array(gradients, max_norm):
    whole = torch.sqrt(sum((g**2).sum() for g in gradients))
    return [
        g * (max_norm / torch.linalg.vector_norm(g).clamp(min=max_norm)) for g in gradients
    ], whole


@misconception("clip-scales-up", replaces="clip_by_norm")
def clip_scales_up(gradients, max_norm):
    norm = torch.sqrt(sum((g**2).sum() for g in gradients))
    return [(g * (max_norm / norm)) for g in gradients], norm


@misconception("clip-norm-by-value", replaces="clip_by_norm")
def clip_norm_by_value(gradients, max_norm):
    norm = torch.sqrt(sum((g**2).sum() for g in gradients))
    return [g.clamp(-max_norm, max_norm) for g in gradients], norm


@misconception("clip-norm-squared", replaces="clip_by_norm")
def clip_norm_squared(gradients, max_norm):
    norm = sum((g**2).sum() for g in gradients)
    return [g * (max_norm / norm.clamp(min=max_norm)) for g in gradients], norm


@misconception("clip-sum-of-norms", replaces="clip_by_norm")
def clip_sum_of_norms(gradients, max_norm):
    norm = sum(torch.sqrt((g**2).sum()) for g in gradients)
    return [g * (max_norm / norm.clamp(min=max_norm)) for g in gradients], norm


@misconception("clip-sum-of-absolutes", replaces="clip_by_norm")
def clip_sum_of_absolutes(gradients, max_norm):
    norm = sum(g.abs().sum() for g in gradients)
    return [g * (max_norm / norm.clamp(min=max_norm)) for g in gradients], norm


@misconception("clip-to-unit", replaces="clip_by_norm")
def clip_to_unit(gradients, max_norm):
    norm = torch.sqrt(sum((g**2).sum() for g in gradients))
    return [g / norm if norm > max_norm else g for g in gradients], norm


@misconception("clip-torch-epsilon", replaces="clip_by_norm")
def clip_torch_epsilon(gradients, max_norm):
    norm = torch.sqrt(sum((g**2).sum() for g in gradients))
    return [g * (max_norm / (norm + 1e-6)).clamp(max=1.0) for g in gradients], norm


@misconception("clip-norm-after", replaces="clip_by_norm")
def clip_norm_after(gradients, max_norm):
    norm = torch.sqrt(sum((g**2).sum() for g in gradients))
    return [g * (max_norm / norm.clamp(min=max_norm)) for g in gradients], norm.clamp(max=max_norm)


@misconception("one-state-for-all", replaces="train")
def train_one_state(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
):
    if optimiser not in ("sgd", "momentum", "rmsprop", "adam"):
        raise ValueError(optimiser)
    if schedule not in ("constant", "step", "cosine"):
        raise ValueError(schedule)
    current, losses, t = list(parameters), [], 0
    first = second = torch.zeros_like(current[0])
    for epoch in range(epochs):
        rate = lr
        if schedule == "step":
            rate = step_schedule(lr, epoch)
        elif schedule == "cosine":
            rate = cosine_schedule(lr, epoch, epochs)
        for _ in range(steps_per_epoch):
            t += 1
            loss, gradients = evaluate(current)
            losses.append(loss)
            if max_norm is not None:
                gradients, _ = clip_by_norm(gradients, max_norm)
            for i, (w, g) in enumerate(zip(current, gradients)):
                if optimiser == "sgd":
                    current[i] = w - rate * g
                elif optimiser == "momentum":
                    current[i], first = momentum_step(w, g, first, rate)
                elif optimiser == "rmsprop":
                    current[i], first = rmsprop_step(w, g, first, rate)
                else:
                    current[i], first, second = adam_step(w, g, first, second, t, rate)
    return current, losses


@misconception("state-never-kept", replaces="train")
def train_without_memory(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
):
    if optimiser not in ("sgd", "momentum", "rmsprop", "adam"):
        raise ValueError(optimiser)
    if schedule not in ("constant", "step", "cosine"):
        raise ValueError(schedule)
    current, losses, t = list(parameters), [], 0
    for epoch in range(epochs):
        rate = lr
        if schedule == "step":
            rate = step_schedule(lr, epoch)
        elif schedule == "cosine":
            rate = cosine_schedule(lr, epoch, epochs)
        for _ in range(steps_per_epoch):
            t += 1
            loss, gradients = evaluate(current)
            losses.append(loss)
            if max_norm is not None:
                gradients, _ = clip_by_norm(gradients, max_norm)
            for i, (w, g) in enumerate(zip(current, gradients)):
                zero = torch.zeros_like(w)
                if optimiser == "sgd":
                    current[i] = w - rate * g
                elif optimiser == "momentum":
                    current[i] = momentum_step(w, g, zero, rate)[0]
                elif optimiser == "rmsprop":
                    current[i] = rmsprop_step(w, g, zero, rate)[0]
                else:
                    current[i] = adam_step(w, g, zero, zero, t, rate)[0]
    return current, losses


@misconception("state-reset-each-epoch", replaces="train")
def train_resetting(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
    right=train,
):
    if schedule not in ("constant", "step", "cosine"):
        raise ValueError(schedule)
    losses = []
    for epoch in range(epochs):
        rate = lr
        if schedule == "step":
            rate = step_schedule(lr, epoch)
        elif schedule == "cosine":
            rate = cosine_schedule(lr, epoch, epochs)
        parameters, some = right(
            optimiser, parameters, evaluate, rate, 1, steps_per_epoch, max_norm=max_norm
        )
        losses += some
    return parameters, losses


@misconception("t-from-zero", replaces="train")
def train_t_from_zero(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
):
    if optimiser not in ("sgd", "momentum", "rmsprop", "adam"):
        raise ValueError(optimiser)
    if schedule not in ("constant", "step", "cosine"):
        raise ValueError(schedule)
    current, losses, t = list(parameters), [], 0
    first = [torch.zeros_like(w) for w in current]
    second = [torch.zeros_like(w) for w in current]
    for epoch in range(epochs):
        rate = lr
        if schedule == "step":
            rate = step_schedule(lr, epoch)
        elif schedule == "cosine":
            rate = cosine_schedule(lr, epoch, epochs)
        for _ in range(steps_per_epoch):
            loss, gradients = evaluate(current)
            losses.append(loss)
            if max_norm is not None:
                gradients, _ = clip_by_norm(gradients, max_norm)
            for i, (w, g) in enumerate(zip(current, gradients)):
                if optimiser == "sgd":
                    current[i] = w - rate * g
                elif optimiser == "momentum":
                    current[i], first[i] = momentum_step(w, g, first[i], rate)
                elif optimiser == "rmsprop":
                    current[i], first[i] = rmsprop_step(w, g, first[i], rate)
                else:
                    current[i], first[i], second[i] = adam_step(w, g, first[i], second[i], t, rate)
            t += 1
    return current, losses


@misconception("t-is-the-epoch", replaces="train")
def train_t_is_the_epoch(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
):
    if optimiser not in ("sgd", "momentum", "rmsprop", "adam"):
        raise ValueError(optimiser)
    if schedule not in ("constant", "step", "cosine"):
        raise ValueError(schedule)
    current, losses = list(parameters), []
    first = [torch.zeros_like(w) for w in current]
    second = [torch.zeros_like(w) for w in current]
    for epoch in range(epochs):
        rate, t = lr, epoch + 1
        if schedule == "step":
            rate = step_schedule(lr, epoch)
        elif schedule == "cosine":
            rate = cosine_schedule(lr, epoch, epochs)
        for _ in range(steps_per_epoch):
            loss, gradients = evaluate(current)
            losses.append(loss)
            if max_norm is not None:
                gradients, _ = clip_by_norm(gradients, max_norm)
            for i, (w, g) in enumerate(zip(current, gradients)):
                if optimiser == "sgd":
                    current[i] = w - rate * g
                elif optimiser == "momentum":
                    current[i], first[i] = momentum_step(w, g, first[i], rate)
                elif optimiser == "rmsprop":
                    current[i], first[i] = rmsprop_step(w, g, first[i], rate)
                else:
                    current[i], first[i], second[i] = adam_step(w, g, first[i], second[i], t, rate)
    return current, losses


@misconception("t-in-the-epoch", replaces="train")
def train_t_in_the_epoch(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
):
    if optimiser not in ("sgd", "momentum", "rmsprop", "adam"):
        raise ValueError(optimiser)
    if schedule not in ("constant", "step", "cosine"):
        raise ValueError(schedule)
    current, losses = list(parameters), []
    first = [torch.zeros_like(w) for w in current]
    second = [torch.zeros_like(w) for w in current]
    for epoch in range(epochs):
        rate, t = lr, 0
        if schedule == "step":
            rate = step_schedule(lr, epoch)
        elif schedule == "cosine":
            rate = cosine_schedule(lr, epoch, epochs)
        for _ in range(steps_per_epoch):
            t += 1
            loss, gradients = evaluate(current)
            losses.append(loss)
            if max_norm is not None:
                gradients, _ = clip_by_norm(gradients, max_norm)
            for i, (w, g) in enumerate(zip(current, gradients)):
                if optimiser == "sgd":
                    current[i] = w - rate * g
                elif optimiser == "momentum":
                    current[i], first[i] = momentum_step(w, g, first[i], rate)
                elif optimiser == "rmsprop":
                    current[i], first[i] = rmsprop_step(w, g, first[i], rate)
                else:
                    current[i], first[i], second[i] = adam_step(w, g, first[i], second[i], t, rate)
    return current, losses


@misconception("t-per-parameter", replaces="train")
def train_t_per_parameter(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
):
    if optimiser not in ("sgd", "momentum", "rmsprop", "adam"):
        raise ValueError(optimiser)
    if schedule not in ("constant", "step", "cosine"):
        raise ValueError(schedule)
    current, losses, t = list(parameters), [], 0
    first = [torch.zeros_like(w) for w in current]
    second = [torch.zeros_like(w) for w in current]
    for epoch in range(epochs):
        rate = lr
        if schedule == "step":
            rate = step_schedule(lr, epoch)
        elif schedule == "cosine":
            rate = cosine_schedule(lr, epoch, epochs)
        for _ in range(steps_per_epoch):
            loss, gradients = evaluate(current)
            losses.append(loss)
            if max_norm is not None:
                gradients, _ = clip_by_norm(gradients, max_norm)
            for i, (w, g) in enumerate(zip(current, gradients)):
                t += 1
                if optimiser == "sgd":
                    current[i] = w - rate * g
                elif optimiser == "momentum":
                    current[i], first[i] = momentum_step(w, g, first[i], rate)
                elif optimiser == "rmsprop":
                    current[i], first[i] = rmsprop_step(w, g, first[i], rate)
                else:
                    current[i], first[i], second[i] = adam_step(w, g, first[i], second[i], t, rate)
    return current, losses


@misconception("schedule-per-step", replaces="train")
def train_schedule_per_step(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
):
    if optimiser not in ("sgd", "momentum", "rmsprop", "adam"):
        raise ValueError(optimiser)
    if schedule not in ("constant", "step", "cosine"):
        raise ValueError(schedule)
    current, losses = list(parameters), []
    first = [torch.zeros_like(w) for w in current]
    second = [torch.zeros_like(w) for w in current]
    for t in range(1, epochs * steps_per_epoch + 1):
        rate = lr
        if schedule == "step":
            rate = step_schedule(lr, t - 1)
        elif schedule == "cosine":
            rate = cosine_schedule(lr, t - 1, epochs)
        loss, gradients = evaluate(current)
        losses.append(loss)
        if max_norm is not None:
            gradients, _ = clip_by_norm(gradients, max_norm)
        for i, (w, g) in enumerate(zip(current, gradients)):
            if optimiser == "sgd":
                current[i] = w - rate * g
            elif optimiser == "momentum":
                current[i], first[i] = momentum_step(w, g, first[i], rate)
            elif optimiser == "rmsprop":
                current[i], first[i] = rmsprop_step(w, g, first[i], rate)
            else:
                current[i], first[i], second[i] = adam_step(w, g, first[i], second[i], t, rate)
    return current, losses


@misconception("schedule-over-all-steps", replaces="train")
def train_schedule_over_steps(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
):
    if optimiser not in ("sgd", "momentum", "rmsprop", "adam"):
        raise ValueError(optimiser)
    if schedule not in ("constant", "step", "cosine"):
        raise ValueError(schedule)
    current, losses = list(parameters), []
    first = [torch.zeros_like(w) for w in current]
    second = [torch.zeros_like(w) for w in current]
    for t in range(1, epochs * steps_per_epoch + 1):
        rate = lr
        if schedule == "step":
            rate = step_schedule(lr, t - 1)
        elif schedule == "cosine":
            rate = cosine_schedule(lr, t - 1, epochs * steps_per_epoch)
        loss, gradients = evaluate(current)
        losses.append(loss)
        if max_norm is not None:
            gradients, _ = clip_by_norm(gradients, max_norm)
        for i, (w, g) in enumerate(zip(current, gradients)):
            if optimiser == "sgd":
                current[i] = w - rate * g
            elif optimiser == "momentum":
                current[i], first[i] = momentum_step(w, g, first[i], rate)
            elif optimiser == "rmsprop":
                current[i], first[i] = rmsprop_step(w, g, first[i], rate)
            else:
                current[i], first[i], second[i] = adam_step(w, g, first[i], second[i], t, rate)
    return current, losses


@misconception("rate-compounds", replaces="train")
def train_rate_compounds(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
):
    if optimiser not in ("sgd", "momentum", "rmsprop", "adam"):
        raise ValueError(optimiser)
    if schedule not in ("constant", "step", "cosine"):
        raise ValueError(schedule)
    current, losses, t = list(parameters), [], 0
    first = [torch.zeros_like(w) for w in current]
    second = [torch.zeros_like(w) for w in current]
    for epoch in range(epochs):
        if schedule == "step":
            lr = step_schedule(lr, epoch)
        elif schedule == "cosine":
            lr = cosine_schedule(lr, epoch, epochs)
        for _ in range(steps_per_epoch):
            t += 1
            loss, gradients = evaluate(current)
            losses.append(loss)
            if max_norm is not None:
                gradients, _ = clip_by_norm(gradients, max_norm)
            for i, (w, g) in enumerate(zip(current, gradients)):
                if optimiser == "sgd":
                    current[i] = w - lr * g
                elif optimiser == "momentum":
                    current[i], first[i] = momentum_step(w, g, first[i], lr)
                elif optimiser == "rmsprop":
                    current[i], first[i] = rmsprop_step(w, g, first[i], lr)
                else:
                    current[i], first[i], second[i] = adam_step(w, g, first[i], second[i], t, lr)
    return current, losses


@misconception("schedule-ignored", replaces="train")
def train_schedule_ignored(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
    right=train,
):
    if schedule not in ("constant", "step", "cosine"):
        raise ValueError(schedule)
    return right(optimiser, parameters, evaluate, lr, epochs, steps_per_epoch, max_norm=max_norm)


@misconception("loss-after-step", replaces="train")
def train_loss_after(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
    right=train,
):
    current, losses = right(
        optimiser, parameters, evaluate, lr, epochs, steps_per_epoch, schedule, max_norm
    )
    return current, [*losses[1:], evaluate(current)[0]]


@misconception("loss-per-epoch", replaces="train")
def train_loss_per_epoch(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
    right=train,
):
    current, losses = right(
        optimiser, parameters, evaluate, lr, epochs, steps_per_epoch, schedule, max_norm
    )
    return current, losses[steps_per_epoch - 1 :: steps_per_epoch]


@misconception("gradient-once-per-epoch", replaces="train")
def train_stale_gradient(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
    right=train,
):
    calls, kept = [0], [None]

    def evaluate_once(current):
        if calls[0] % steps_per_epoch == 0:
            kept[0] = evaluate(current)
        calls[0] += 1
        return kept[0]

    return right(
        optimiser, parameters, evaluate_once, lr, epochs, steps_per_epoch, schedule, max_norm
    )


@misconception("train-clips-each-array", replaces="train")
def train_clips_each_array(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
    right=train,
):
    def clipped(current):
        loss, gradients = evaluate(current)
        if max_norm is not None:
            gradients = [clip_by_norm([g], max_norm)[0][0] for g in gradients]
        return loss, gradients

    return right(optimiser, parameters, clipped, lr, epochs, steps_per_epoch, schedule)


@misconception("train-clips-by-value", replaces="train")
def train_clips_by_value(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
    right=train,
):
    def clipped(current):
        loss, gradients = evaluate(current)
        return loss, gradients if max_norm is None else clip_by_value(gradients, max_norm)

    return right(optimiser, parameters, clipped, lr, epochs, steps_per_epoch, schedule)


@misconception("clipping-ignored", replaces="train")
def train_clipping_ignored(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
    right=train,
):
    return right(optimiser, parameters, evaluate, lr, epochs, steps_per_epoch, schedule)


# --- torch's own ----------------------------------------------------------------------------------


@misconception(
    "cosine-float32-tensor",
    replaces="cosine_schedule",
    see="4.3",
    fr="Votre taux n'a que sept chiffres : torch.tensor(un nombre) est un float32, et torch.cos aussi. "
    "Pour un nombre seul, prenez math.cos, qui calcule en double précision.",
    en="Your rate only has seven digits: torch.tensor(a number) is a float32, and so is its torch.cos. "
    "For a bare number take math.cos, which computes in double precision.",
)
def cosine_float32(lr, epoch, total, lr_min=0.0):
    angle = torch.tensor(math.pi * epoch / total)
    return lr_min + (lr - lr_min) * (1 + torch.cos(angle).item()) / 2


@misconception(
    "clip-norm-number",
    replaces="clip_by_norm",
    see="4.3",
    fr="Votre norme est un nombre de Python (.item(), float(...) ou math.sqrt) : sur un GPU, le "
    "processeur attendrait à chaque pas qu'elle soit calculée. L'énoncé demande un tenseur sans axe.",
    en="Your norm is a Python number (.item(), float(...) or math.sqrt): with a GPU, the processor "
    "would wait at each step until it is computed. The statement asks for a tensor without axes.",
)
def clip_norm_number(gradients, max_norm):
    norm = math.sqrt(sum((g**2).sum().item() for g in gradients))
    return [g * (max_norm / max(norm, max_norm)) for g in gradients], norm


@misconception(
    "gradient-of-no-leaf",
    replaces="value_and_gradients",
    see="4.4",
    fr="Vous demandez un gradient aux tenseurs reçus (w.requires_grad_()) et vous lisez leur .grad. Au "
    "deuxième pas, les paramètres sont calculés à partir des premiers : ce ne sont plus des feuilles "
    "du graphe, et leur .grad vaut None ; sur les mêmes, le deuxième gradient s'ajoute au premier. Faites-vous des feuilles : w.detach().requires_grad_().",
    en="You ask the tensors received for a gradient (w.requires_grad_()) and read their .grad. At the "
    "second step, the parameters are computed from the first ones: they are no leaves of the graph any "
    "more, and their .grad is None; on the same leaves, the second gradient is added to the first. Make leaves of your own: w.detach().requires_grad_().",
)
def value_and_gradients_no_leaf(loss, parameters):
    for w in parameters:
        w.requires_grad_()
    value = loss(parameters)
    value.backward()
    # None without a warning of PyTorch, which would be printed where this is replayed.
    return value.item(), [w.grad if w.is_leaf else None for w in parameters]


@misconception(
    "evaluate-without-grad",
    replaces="train",
    see="4.4",
    fr="Votre boucle appelle `evaluate` sous torch.no_grad() : là-dessous, autograd ne note rien, et la perte "
    "n'a pas de graphe à remonter (« does not require grad »). Appelez `evaluate` hors de ce bloc, et n'y "
    "mettez que les mises à jour ; ou passez-vous de lui, en partant de w.detach().",
    en="Your loop calls `evaluate` under torch.no_grad(): in there, autograd records nothing, and the loss "
    "has no graph to go back through (“does not require grad”). Call `evaluate` outside that block and "
    "only put the updates into it; or do without it, starting from w.detach().",
)
def train_without_grad(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
    right=train,
):
    with torch.no_grad():
        return right(
            optimiser, parameters, evaluate, lr, epochs, steps_per_epoch, schedule, max_norm
        )
