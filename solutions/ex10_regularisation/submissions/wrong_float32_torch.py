"""Everything becomes float32 on the way: torch.zeros, torch.ones, .float()."""

import math
import torch

def is_weight(name):
    return name.startswith('W')

def l2_penalty(params, alpha):
    return alpha / 2 * sum(((w ** 2).sum() for name, w in params.items() if is_weight(name)))

def l2_penalty_gradient(params, alpha):
    return {name: alpha * value if is_weight(name) else torch.zeros(value.shape) for name, value in params.items()}

def l1_penalty(params, alpha):
    return alpha * sum((w.abs().sum() for name, w in params.items() if is_weight(name)))

def l1_penalty_gradient(params, alpha):
    return {name: alpha * value.sign() if is_weight(name) else torch.zeros(value.shape) for name, value in params.items()}

def weight_decay_step(w, grad, lr, alpha):
    return (1 - lr * alpha) * w - lr * grad

def dropout_forward(x, p, seed, training):
    if training:
        generator = torch.Generator(device=x.device).manual_seed(seed)
        kept = torch.bernoulli(torch.full_like(x, 1 - p), generator=generator)
        mask = kept.float() / (1 - p)
    else:
        mask = torch.ones(x.shape)
    return (x * mask, mask)

def dropout_backward(dout, mask):
    return dout * mask

def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError('batch normalisation needs at least two examples in training')
        mean, var = (x.mean(dim=0), x.var(dim=0, correction=0))
        with torch.no_grad():
            running_mean = (1 - momentum) * running_mean + momentum * mean
            running_var = (1 - momentum) * running_var + momentum * x.var(dim=0)
    else:
        mean, var = (running_mean, running_var)
    x_hat = (x - mean) / torch.sqrt(var + eps)
    return ((gamma * x_hat + beta).float(), running_mean, running_var)

def batchnorm_backward(dout, x, gamma, eps):
    std = torch.sqrt(x.var(dim=0, correction=0) + eps)
    x_hat = (x - x.mean(dim=0)) / std
    dbeta = dout.sum(dim=0)
    dgamma = (dout * x_hat).sum(dim=0)
    dx = gamma / std * (dout - (dbeta + x_hat * dgamma) / len(x))
    return (dx.float(), dgamma.float(), dbeta.float())

def penalties(w1, w2, alpha):
    params = {'W1': w1, 'b1': torch.ones_like(w1[0]), 'W2': w2}
    return l2_penalty(params, alpha) + l1_penalty(params, alpha)

def dropout_output(x, p, seed, training):
    return dropout_forward(x, p, seed, training)[0]

def batchnorm_output(x, gamma, beta, eps, training):
    start = (torch.zeros_like(gamma), torch.ones_like(gamma))
    return batchnorm_forward(x, gamma, beta, *start, 0.1, eps, training)[0]

class EarlyStopping:

    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = (patience, min_delta)
        self.best_loss = math.inf
        self.best_epoch = self.epoch = -1

    def step(self, loss):
        self.epoch += 1
        if loss < self.best_loss - self.min_delta:
            self.best_loss, self.best_epoch = (loss, self.epoch)
        return self.epoch - self.best_epoch >= self.patience
