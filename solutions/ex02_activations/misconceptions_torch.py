"""Wrong answers of ex02 (activations, PyTorch track) that the grader recognises by name.

An id without words takes them from the same id in `misconceptions.py`. Each body is read in the
solution's module: it may use math, torch and the other functions. PReLU of the solution calls
leaky ReLU, so what is said of one holds for the other.
"""

import math

import torch

from grader.checks.api import misconception

# --- sigmoid and tanh: values ----------------------------------------------------------------


@misconception("sigmoid-overflow", replaces="sigmoid")
def sigmoid_overflow(x):
    e = torch.exp(x)
    return e / (1.0 + e)


@misconception("sigmoid-sign", replaces="sigmoid")
def sigmoid_sign(x):
    return 0.5 * (1.0 - torch.tanh(x / 2.0))


@misconception("sigmoid-derivative-on-output", replaces="sigmoid_derivative")
def sigmoid_derivative_on_output(x):
    return x * (1.0 - x)


@misconception("sigmoid-derivative-twice", replaces="sigmoid_derivative")
def sigmoid_derivative_twice(x):
    s = sigmoid(sigmoid(x))
    return s * (1.0 - s)


@misconception("sigmoid-derivative-mixed", replaces="sigmoid_derivative")
def sigmoid_derivative_mixed(x):
    return sigmoid(x) * (1.0 - x)


@misconception("sigmoid-derivative-overflow", replaces="sigmoid_derivative")
def sigmoid_derivative_overflow(x):
    e = torch.exp(-x)
    return e / (1.0 + e) ** 2


@misconception(
    "tanh-overflow",
    replaces="tanh",
    see="3.2.4",
    fr="Vous calculez (exp(x) - exp(-x)) / (exp(x) + exp(-x)) : pour |x| = 1e4 une des "
    "exponentielles déborde et infini / infini donne NaN. Le manuel écrit cette forme ; "
    "torch.tanh, elle, ne déborde jamais.",
    en="You compute (exp(x) - exp(-x)) / (exp(x) + exp(-x)): for |x| = 1e4 one of the "
    "exponentials overflows and infinity / infinity is NaN. The textbook writes that form; "
    "torch.tanh never overflows.",
)
def tanh_overflow(x):
    up, down = torch.exp(x), torch.exp(-x)
    return (up - down) / (up + down)


@misconception("tanh-half", replaces="tanh")
def tanh_half(x):
    return torch.tanh(x / 2.0)


@misconception("tanh-derivative-no-square", replaces="tanh_derivative")
def tanh_derivative_no_square(x):
    return 1.0 - torch.tanh(x)


@misconception("tanh-derivative-on-output", replaces="tanh_derivative")
def tanh_derivative_on_output(x):
    return 1.0 - x**2


# --- sigmoid and tanh: what autograd makes of them -------------------------------------------


@misconception(
    "sigmoid-nan-gradient",
    replaces="sigmoid",
    see="3.2",
    fr="Vous calculez 1 / (1 + exp(-x)). La valeur est juste jusqu'en -1e4 (1 / infini = 0), mais "
    "pas le gradient : autograd y multiplie un zéro par un infini, et trouve NaN. N'appelez exp "
    "que sur des nombres négatifs, ou passez par tanh : (1 + tanh(x / 2)) / 2.",
    en="You compute 1 / (1 + exp(-x)). The value is right down to -1e4 (1 / infinity = 0), but not "
    "the gradient: there autograd multiplies a zero by an infinity, and finds NaN. Only call exp "
    "on negative numbers, or go through tanh: (1 + tanh(x / 2)) / 2.",
)
def sigmoid_nan_gradient(x):
    return 1.0 / (1.0 + torch.exp(-x))


@misconception(
    "sigmoid-where-both-branches",
    replaces="sigmoid",
    see="3.2",
    fr="Votre torch.where choisit la bonne formule, mais ses deux branches sont calculées partout, "
    "et celle qui déborde reste dans le graphe : son gradient, zéro fois infini, vaut NaN. "
    "Rendez d'abord l'exposant négatif partout, par exemple e = exp(-|x|), puis choisissez.",
    en="Your torch.where picks the right formula, but both its branches are computed everywhere, "
    "and the one that overflows stays in the graph: its gradient, zero times infinity, is NaN. "
    "First make the exponent negative everywhere, for example e = exp(-|x|), then choose.",
)
def sigmoid_where_both_branches(x):
    up = torch.exp(x)
    return torch.where(x >= 0.0, 1.0 / (1.0 + torch.exp(-x)), up / (1.0 + up))


# --- ReLU, leaky ReLU, PReLU -----------------------------------------------------------------


@misconception(
    "relu-max-along-axis",
    replaces="relu",
    see="3.2",
    fr="torch.max(x, 0) cherche le maximum le long de la dimension 0, et renvoie aussi sa place. "
    "Pour comparer chaque élément à 0, prenez x.clamp(min=0), torch.where ou torch.maximum (qui "
    "veut deux tenseurs).",
    en="torch.max(x, 0) looks for the maximum along dimension 0, and returns its place too. To "
    "compare each element with 0, take x.clamp(min=0), torch.where or torch.maximum (which wants "
    "two tensors).",
)
def relu_max_along_axis(x):
    return torch.max(x, 0)


@misconception("relu-derivative-at-zero", replaces="relu_derivative")
def relu_derivative_at_zero(x):
    return (x >= 0.0).to(x.dtype)


@misconception("relu-derivative-half-at-zero", replaces="relu_derivative")
def relu_derivative_half_at_zero(x):
    return (1.0 + torch.sign(x)) / 2.0


@misconception("relu-derivative-is-relu", replaces="relu_derivative")
def relu_derivative_is_relu(x):
    return x.clamp(min=0.0)


@misconception("leaky-wrong-side", replaces="leaky_relu")
def leaky_wrong_side(x, slope=0.01):
    return torch.where(x > 0.0, slope * x, x)


@misconception("leaky-constant", replaces="leaky_relu")
def leaky_constant(x, slope=0.01):
    return torch.where(x > 0.0, x, slope)


@misconception("leaky-sign", replaces="leaky_relu")
def leaky_sign(x, slope=0.01):
    return torch.where(x > 0.0, x, -slope * x)


@misconception("leaky-derivative-at-zero", replaces="leaky_relu_derivative")
def leaky_derivative_at_zero(x, slope=0.01):
    return torch.where(x >= 0.0, torch.ones_like(x), slope)


@misconception("leaky-derivative-wrong-side", replaces="leaky_relu_derivative")
def leaky_derivative_wrong_side(x, slope=0.01):
    return torch.where(x > 0.0, slope, torch.ones_like(x))


@misconception("leaky-derivative-as-relu", replaces="leaky_relu_derivative")
def leaky_derivative_as_relu(x, slope=0.01):
    return (x > 0.0).to(x.dtype)


@misconception(
    "leaky-derivative-default-dtype",
    replaces="leaky_relu_derivative",
    see="3.2",
    fr="torch.where entre deux nombres Python rend du float32, le dtype par défaut de PyTorch, "
    "quel que soit x. Donnez-lui un tenseur, par exemple torch.ones_like(x), qui garde le dtype "
    "et l'appareil de x (convertir après coup ne rend pas les décimales perdues).",
    en="torch.where between two Python numbers gives float32, PyTorch's default dtype, whatever x "
    "is. Give it a tensor, for example torch.ones_like(x), which keeps the dtype and the device of "
    "x (converting afterwards does not bring the lost decimals back).",
)
def leaky_derivative_default_dtype(x, slope=0.01):
    return torch.where(x > 0.0, 1.0, slope)


@misconception("prelu-max", replaces="prelu")
def prelu_max(x, slope):
    return torch.maximum(x, slope * x)


@misconception("prelu-fixed-slope", replaces="prelu")
def prelu_fixed_slope(x, slope):
    return torch.where(x > 0.0, x, 0.25 * x)


@misconception("prelu-slope-derivative-one", replaces="prelu_slope_derivative")
def prelu_slope_derivative_one(x, slope):
    return (x < 0.0).to(x.dtype)


@misconception("prelu-slope-derivative-wrt-x", replaces="prelu_slope_derivative")
def prelu_slope_derivative_wrt_x(x, slope):
    return torch.where(x > 0.0, torch.ones_like(x), slope)


@misconception("prelu-slope-derivative-everywhere", replaces="prelu_slope_derivative")
def prelu_slope_derivative_everywhere(x, slope):
    return x.clone()


@misconception("prelu-slope-derivative-times-slope", replaces="prelu_slope_derivative")
def prelu_slope_derivative_times_slope(x, slope):
    return slope * x.clamp(max=0.0)


@misconception("prelu-slope-derivative-summed", replaces="prelu_slope_derivative")
def prelu_slope_derivative_summed(x, slope):
    return x.clamp(max=0.0).sum()


# --- GELU ------------------------------------------------------------------------------------


@misconception("gelu-tanh", replaces="gelu")
def gelu_tanh(x):
    inner = math.sqrt(2.0 / math.pi) * (x + 0.044715 * x**3)
    return 0.5 * x * (1.0 + torch.tanh(inner))


@misconception("gelu-sigmoid", replaces="gelu")
def gelu_sigmoid(x):
    return x * sigmoid(1.702 * x)


@misconception("gelu-no-sqrt2", replaces="gelu")
def gelu_no_sqrt2(x):
    return x * 0.5 * (1.0 + torch.erf(x))


@misconception("gelu-no-half", replaces="gelu")
def gelu_no_half(x):
    return x * (1.0 + torch.erf(x / math.sqrt(2.0)))


@misconception("gelu-derivative-no-product-rule", replaces="gelu_derivative")
def gelu_derivative_no_product_rule(x):
    return 0.5 * (1.0 + torch.erf(x / math.sqrt(2.0)))


@misconception("gelu-derivative-no-x", replaces="gelu_derivative")
def gelu_derivative_no_x(x):
    density = torch.exp(-(x**2) / 2.0) / math.sqrt(2.0 * math.pi)
    return 0.5 * (1.0 + torch.erf(x / math.sqrt(2.0))) + density


@misconception("gelu-derivative-density", replaces="gelu_derivative")
def gelu_derivative_density(x):
    return 0.5 * (1.0 + torch.erf(x / math.sqrt(2.0))) + x * torch.exp(-(x**2) / 2.0)


@misconception("gelu-derivative-tanh", replaces="gelu_derivative")
def gelu_derivative_tanh(x):
    scale = math.sqrt(2.0 / math.pi)
    t = torch.tanh(scale * (x + 0.044715 * x**3))
    slope = scale * (1.0 + 3.0 * 0.044715 * x**2)
    return 0.5 * (1.0 + t) + 0.5 * x * (1.0 - t**2) * slope


# --- softmax ---------------------------------------------------------------------------------


@misconception("softmax-axis0", replaces="softmax")
def softmax_axis0(z):
    e = torch.exp(z - z.amax(dim=0, keepdim=True))
    return e / e.sum(dim=0, keepdim=True)


@misconception(
    "softmax-dim1",
    replaces="softmax",
    see="3.2.6",
    fr="La somme est prise sur la dimension 1. C'est la dernière pour un lot (n, c), mais une ligne "
    "seule (c,) n'en a pas, et pour (a, b, c) ce n'est pas celle des classes : écrivez dim=-1.",
    en="The sum runs over dimension 1. It is the last one for a batch (n, c), but a single row (c,) "
    "has none, and for (a, b, c) it is not that of the classes: write dim=-1.",
)
def softmax_dim1(z):
    e = torch.exp(z - z.amax(dim=1, keepdim=True))
    return e / e.sum(dim=1, keepdim=True)


@misconception("softmax-global", replaces="softmax")
def softmax_global(z):
    e = torch.exp(z - z.max())
    return e / e.sum()


@misconception("softmax-global-shift", replaces="softmax")
def softmax_global_shift(z):
    e = torch.exp(z - z.max())
    return e / e.sum(dim=-1, keepdim=True)


@misconception("softmax-negative", replaces="softmax")
def softmax_negative(z):
    e = torch.exp(z.amin(dim=-1, keepdim=True) - z)
    return e / e.sum(dim=-1, keepdim=True)


@misconception("softmax-unshifted", replaces="softmax")
def softmax_unshifted(z):
    e = torch.exp(z)
    return e / e.sum(dim=-1, keepdim=True)


@misconception("softmax-unnormalised", replaces="softmax")
def softmax_unnormalised(z):
    return torch.exp(z - z.amax(dim=-1, keepdim=True))


@misconception(
    "softmax-epsilon",
    replaces="softmax",
    see="3.2.6",
    fr="Vous ajoutez 1e-8 à la somme « pour ne pas diviser par zéro » : les probabilités n'ont plus "
    "tout à fait pour somme 1. Une fois le maximum retranché, la somme contient exp(0) = 1 : elle "
    "ne peut pas être nulle, divisez sans rien ajouter.",
    en="You add 1e-8 to the sum “so as not to divide by zero”: the probabilities no longer quite "
    "sum to 1. Once the maximum is subtracted, the sum holds exp(0) = 1: it cannot be zero, so "
    "divide without adding anything.",
)
def softmax_epsilon(z):
    e = torch.exp(z - z.amax(dim=-1, keepdim=True))
    return e / (e.sum(dim=-1, keepdim=True) + 1e-8)


@misconception(
    "softmax-sum-detached",
    replaces="softmax",
    see="3.2.6",
    fr="La somme est détachée du graphe : la valeur est juste, mais autograd la prend pour une "
    "constante, et oublie que chaque score change toutes les probabilités de sa ligne. Détacher "
    "le maximum est permis (il se simplifie) ; la somme, non.",
    en="The sum is detached from the graph: the value is right, but autograd takes it for a "
    "constant, and forgets that each score changes all probabilities of its row. Detaching the "
    "maximum is allowed (it cancels); detaching the sum is not.",
)
def softmax_sum_detached(z):
    e = torch.exp(z - z.amax(dim=-1, keepdim=True))
    return e / e.sum(dim=-1, keepdim=True).detach()


@misconception("softmax-vjp-diagonal", replaces="softmax_vjp")
def softmax_vjp_diagonal(z, v):
    s = softmax(z)
    return s * (1.0 - s) * v


@misconception("softmax-vjp-no-coupling", replaces="softmax_vjp")
def softmax_vjp_no_coupling(z, v):
    return softmax(z) * v


@misconception("softmax-vjp-on-probabilities", replaces="softmax_vjp")
def softmax_vjp_on_probabilities(z, v):
    return z * (v - (z * v).sum(dim=-1, keepdim=True))


@misconception("softmax-vjp-axis0", replaces="softmax_vjp")
def softmax_vjp_axis0(z, v):
    s = softmax(z)
    return s * (v - (s * v).sum(dim=0, keepdim=True))


@misconception("softmax-vjp-global", replaces="softmax_vjp")
def softmax_vjp_global(z, v):
    s = softmax(z)
    return s * (v - (s * v).sum())


@misconception("softmax-vjp-sign", replaces="softmax_vjp")
def softmax_vjp_sign(z, v):
    s = softmax(z)
    return s * (v + (s * v).sum(dim=-1, keepdim=True))
