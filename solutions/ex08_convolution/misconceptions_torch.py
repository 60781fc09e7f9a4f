"""Misconceptions of ex08 (convolution), PyTorch track.

Those of the NumPy track, written with tensors: their texts are taken from `misconceptions.py` by
id. At the end, what goes wrong with modules and training only. Each is laid over the solution.
"""

# ruff: noqa: F821  # names of the solution

import torch
import torch.nn.functional as F
from torch import nn

from grader.checks.api import misconception

# --- sizes and counts ------------------------------------------------------------------------------


@misconception("size-no-plus-one", replaces="output_size")
def output_size_no_plus_one(size, kernel, stride=1, padding=0):
    return (size - kernel + 2 * padding) // stride


@misconception("size-ceil", replaces="output_size")
def output_size_ceil(size, kernel, stride=1, padding=0):
    return -((size - kernel + 2 * padding) // -stride) + 1


@misconception("size-padding-once", replaces="output_size")
def output_size_padding_once(size, kernel, stride=1, padding=0):
    return (size - kernel + padding) // stride + 1


@misconception("count-no-bias", replaces="parameter_count")
def parameter_count_no_bias(kernel_h, kernel_w, channels, filters):
    return kernel_h * kernel_w * channels * filters


@misconception("count-no-channels", replaces="parameter_count")
def parameter_count_no_channels(kernel_h, kernel_w, channels, filters):
    return (kernel_h * kernel_w + 1) * filters


# --- convolution -----------------------------------------------------------------------------------


@misconception("flipped-kernel", replaces="conv2d")
def conv2d_flipped(x, k, b, stride=1, padding=0):
    seen = windows(x, *k.shape[2:], stride, padding)
    return torch.einsum("nchwij,fcij->nfhw", seen, k.flip(2, 3)) + b[:, None, None]


@misconception("flipped-kernel", replaces="conv2d_backward")
def conv2d_backward_flipped(dout, x, k, stride=1, padding=0):
    seen = windows(x, *k.shape[2:], stride, padding)
    dk = torch.einsum("nfhw,nchwij->fcij", dout, seen).flip(2, 3)
    dseen = torch.einsum("nfhw,fcij->nchwij", dout, k.flip(2, 3))
    return add_windows(dseen, x.shape, stride, padding), dk, dout.sum(dim=(0, 2, 3))


@misconception("padding-ignored", replaces="conv2d")
def conv2d_padding_ignored(x, k, b, stride=1, padding=0):
    seen = windows(x, *k.shape[2:], stride, 0)
    return torch.einsum("nchwij,fcij->nfhw", seen, k) + b[:, None, None]


@misconception("padding-before-only", replaces="conv2d")
def conv2d_padding_before(x, k, b, stride=1, padding=0):
    seen = windows(F.pad(x, (padding, 0, padding, 0)), *k.shape[2:], stride)
    return torch.einsum("nchwij,fcij->nfhw", seen, k) + b[:, None, None]


@misconception("stride-ignored", replaces="conv2d")
def conv2d_stride_ignored(x, k, b, stride=1, padding=0):
    seen = windows(x, *k.shape[2:], 1, padding)
    return torch.einsum("nchwij,fcij->nfhw", seen, k) + b[:, None, None]


@misconception("bias-forgotten", replaces="conv2d")
def conv2d_no_bias(x, k, b, stride=1, padding=0):
    return torch.einsum("nchwij,fcij->nfhw", windows(x, *k.shape[2:], stride, padding), k)


@misconception("bias-gradient-averaged", replaces="conv2d_backward")
def conv2d_backward_bias_averaged(dout, x, k, stride=1, padding=0):
    seen = windows(x, *k.shape[2:], stride, padding)
    dk = torch.einsum("nfhw,nchwij->fcij", dout, seen)
    dseen = torch.einsum("nfhw,fcij->nchwij", dout, k)
    return add_windows(dseen, x.shape, stride, padding), dk, dout.mean(dim=(0, 2, 3))


@misconception("divided-by-n-again", replaces="conv2d_backward")
def conv2d_backward_divided(dout, x, k, stride=1, padding=0):
    dout = dout / len(x)
    seen = windows(x, *k.shape[2:], stride, padding)
    dk = torch.einsum("nfhw,nchwij->fcij", dout, seen)
    dseen = torch.einsum("nfhw,fcij->nchwij", dout, k)
    return add_windows(dseen, x.shape, stride, padding), dk, dout.sum(dim=(0, 2, 3))


@misconception("input-gradient-flipped", replaces="conv2d_backward")
def conv2d_backward_input_flipped(dout, x, k, stride=1, padding=0):
    seen = windows(x, *k.shape[2:], stride, padding)
    dk = torch.einsum("nfhw,nchwij->fcij", dout, seen)
    dseen = torch.einsum("nfhw,fcij->nchwij", dout, k.flip(2, 3))
    return add_windows(dseen, x.shape, stride, padding), dk, dout.sum(dim=(0, 2, 3))


# --- pooling ---------------------------------------------------------------------------------------


@misconception("pooling-zero-padding", replaces="max_pool2d")
def max_pool2d_zero_padding(x, size, stride, padding=0):
    return windows(x, size, size, stride, padding).amax(dim=(4, 5))


@misconception("pooling-zero-padding", replaces="min_pool2d")
def min_pool2d_zero_padding(x, size, stride, padding=0):
    return windows(x, size, size, stride, padding).amin(dim=(4, 5))


@misconception("max-gradient-to-all-ties", replaces="max_pool2d_backward")
def max_pool2d_backward_all_ties(dout, x, size, stride, padding=0):
    seen = windows(x, size, size, stride, padding, float("-inf"))
    shares = dout[..., None, None] * (seen == seen.amax(dim=(4, 5), keepdim=True))
    return add_windows(shares, x.shape, stride, padding)


@misconception("max-gradient-shared-by-ties", replaces="max_pool2d_backward")
def max_pool2d_backward_shared(dout, x, size, stride, padding=0):
    seen = windows(x, size, size, stride, padding, float("-inf"))
    best = seen == seen.amax(dim=(4, 5), keepdim=True)
    shares = dout[..., None, None] * best / best.sum(dim=(4, 5), keepdim=True)
    return add_windows(shares.to(dout.dtype), x.shape, stride, padding)


@misconception("max-gradient-to-all-cells", replaces="max_pool2d_backward")
def max_pool2d_backward_all_cells(dout, x, size, stride, padding=0):
    shares = dout[..., None, None].expand(*dout.shape, size, size)
    return add_windows(shares, x.shape, stride, padding)


@misconception("average-not-divided", replaces="avg_pool2d")
def avg_pool2d_not_divided(x, size, stride, padding=0):
    return windows(x, size, size, stride, padding).sum(dim=(4, 5))


@misconception("average-of-real-pixels", replaces="avg_pool2d")
def avg_pool2d_real_pixels(x, size, stride, padding=0):
    total = windows(x, size, size, stride, padding).sum(dim=(4, 5))
    return total / windows(torch.ones_like(x), size, size, stride, padding).sum(dim=(4, 5))


# --- networks --------------------------------------------------------------------------------------


@misconception("relu-on-prediction", replaces="RegressionCNN.forward")
def regression_relu_on_prediction(self, x):
    maps = torch.relu(self.conv2(torch.relu(self.conv1(x))))
    return torch.relu(self.dense2(torch.relu(self.dense1(maps.flatten(1)))))


@misconception("no-activation", replaces="RegressionCNN.forward")
def regression_no_activation(self, x):
    return self.dense2(self.dense1(self.conv2(self.conv1(x)).flatten(1)))


@misconception("flatten-channels-last", replaces="RegressionCNN.forward")
def regression_channels_last(self, x):
    maps = torch.relu(self.conv2(torch.relu(self.conv1(x))))
    return self.dense2(torch.relu(self.dense1(maps.permute(0, 2, 3, 1).flatten(1))))


@misconception("softmax-in-forward", replaces="DigitClassifier.forward")
def classifier_softmax(self, x):
    maps = max_pool2d(torch.relu(self.conv1(x)), 2, 2)
    maps = max_pool2d(torch.relu(self.conv2(maps)), 2, 2)
    return torch.softmax(self.dense(maps.flatten(1)), dim=1)


@misconception(
    "pooling-before-relu-forgotten",
    replaces="DigitClassifier.forward",
    see="convolution",
    fr="Il manque les ReLU de votre classifieur : deux convolutions de suite, à peine séparées par un "
    "maximum, ne valent guère mieux qu'une seule.",
    en="The ReLUs of your classifier are missing: two convolutions in a row, with hardly a maximum "
    "between them, are little better than one.",
)
def classifier_no_relu(self, x):
    maps = max_pool2d(self.conv2(max_pool2d(self.conv1(x), 2, 2)), 2, 2)
    return self.dense(maps.flatten(1))


@misconception(
    "layer-settings-forgotten",
    replaces="Conv2d.forward",
    see="convolution",
    fr="Votre couche oublie le pas et la marge qu'on lui a donnés : gardez-les sur self et passez-les à "
    "conv2d.",
    en="Your layer forgets the stride and the padding that it was given: keep them on self and hand them "
    "to conv2d.",
)
def layer_settings_forgotten(self, x):
    return conv2d(x, self.weight, self.bias)


@misconception(
    "weights-not-parameters",
    replaces="Conv2d.__init__",
    see="5.1.4",
    fr="Les noyaux de votre couche sont de simples tenseurs : l'optimiseur ne les voit pas et ils "
    "n'apprendront jamais. Enveloppez-les dans nn.Parameter.",
    en="The kernels of your layer are plain tensors: the optimiser does not see them and they will never "
    "learn. Wrap them in nn.Parameter.",
)
def layer_plain_tensors(self, channels, filters, kernel, stride=1, padding=0):
    nn.Module.__init__(self)
    self.stride, self.padding = stride, padding
    self.weight = torch.randn(filters, channels, kernel, kernel) * 0.1
    self.bias = torch.zeros(filters)


# --- training --------------------------------------------------------------------------------------


@misconception(
    "zero-grad-forgotten",
    replaces="train_step",
    see="5.1.5",
    fr="Vous oubliez optimizer.zero_grad() : PyTorch ajoute chaque gradient à ceux d'avant, et le second "
    "pas refait le premier en plus du sien.",
    en="You forget optimizer.zero_grad(): PyTorch adds each gradient to those before, and the second step "
    "makes the first one again on top of its own.",
)
def train_step_no_zero_grad(model, optimizer, x, labels):
    loss = F.cross_entropy(model(x), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


@misconception(
    "double-softmax",
    replaces="train_step",
    see="3.2.6",
    fr="Vous passez des probabilités à l'entropie croisée de PyTorch, qui fait elle-même le softmax : "
    "donnez-lui les scores.",
    en="You hand probabilities to PyTorch's cross-entropy, which does the softmax itself: give it the "
    "scores.",
)
def train_step_double_softmax(model, optimizer, x, labels):
    optimizer.zero_grad()
    loss = F.cross_entropy(torch.softmax(model(x), dim=1), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


@misconception(
    "step-before-backward",
    replaces="train_step",
    see="5.1.5",
    fr="Votre pas vient avant la passe arrière : il se fait avec des gradients absents ou remis à zéro, "
    "et rien ne bouge. D'abord loss.backward(), ensuite optimizer.step().",
    en="Your step comes before the backward pass: it is made with gradients that are absent or were just "
    "reset, and nothing moves. First loss.backward(), then optimizer.step().",
)
def train_step_before_backward(model, optimizer, x, labels):
    optimizer.zero_grad()
    loss = F.cross_entropy(model(x), labels)
    optimizer.step()
    loss.backward()
    return loss.item()


@misconception("loss-after-step", replaces="train_step")
def train_step_loss_after(model, optimizer, x, labels):
    optimizer.zero_grad()
    F.cross_entropy(model(x), labels).backward()
    optimizer.step()
    return F.cross_entropy(model(x), labels).item()


@misconception("sum-not-mean", replaces="train_step")
def train_step_sum(model, optimizer, x, labels):
    optimizer.zero_grad()
    loss = F.cross_entropy(model(x), labels, reduction="sum")
    loss.backward()
    optimizer.step()
    return loss.item()


@misconception("mean-of-batch-means", replaces="train_classifier")
def train_classifier_batch_means(model, x, labels, epochs, batch_size, lr, seed):
    generator, optimizer = torch.Generator().manual_seed(seed), make_optimizer(model, lr)
    losses = []
    for _ in range(epochs):
        batches = torch.randperm(len(x), generator=generator).split(batch_size)
        means = [train_step(model, optimizer, x[batch], labels[batch]) for batch in batches]
        losses.append(sum(means) / len(means))
    return losses


@misconception("never-shuffled", replaces="train_classifier")
def train_classifier_never_shuffled(model, x, labels, epochs, batch_size, lr, seed):
    optimizer, losses = make_optimizer(model, lr), []
    for _ in range(epochs):
        total = 0.0
        for batch in torch.arange(len(x)).split(batch_size):
            total += train_step(model, optimizer, x[batch], labels[batch]) * len(batch)
        losses.append(total / len(x))
    return losses


@misconception("short-batch-dropped", replaces="train_classifier")
def train_classifier_dropped(model, x, labels, epochs, batch_size, lr, seed):
    generator, optimizer = torch.Generator().manual_seed(seed), make_optimizer(model, lr)
    losses = []
    for _ in range(epochs):
        total, seen = 0.0, 0
        for batch in torch.randperm(len(x), generator=generator).split(batch_size):
            if len(batch) == batch_size:
                total += train_step(model, optimizer, x[batch], labels[batch]) * batch_size
                seen += batch_size
        losses.append(total / max(seen, 1))
    return losses
