"""Convolution, pooling et deux petits réseaux convolutifs (exercice ex08, parcours PyTorch).

Conventions : un lot d'images est un tenseur (n, c, h, w) : exemples, canaux, lignes, colonnes. Les
noyaux sont rangés (sorties, entrées, kh, kw). `stride` (le pas) et `padding` (la marge) sont des
entiers qui valent pour les deux directions. Le dtype et l'appareil de l'entrée sont ceux de la
sortie ; les tenseurs reçus ne sont jamais modifiés. Ni `nn.Conv2d` ni `F.max_pool2d` : ce sont eux
que vous écrivez.
--
Convolution, pooling and two small convolutional networks (exercise ex08, PyTorch track).

Conventions: a batch of images is a tensor (n, c, h, w): examples, channels, rows, columns. Kernels
are stored as (outputs, inputs, kh, kw). `stride` and `padding` are integers that hold for both
directions. The dtype and device of the input are those of the output; the tensors received are
never modified. Neither `nn.Conv2d` nor `F.max_pool2d`: these are what you write.
"""

import torch
import torch.nn.functional as F
from torch import nn


def output_size(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """Nombre de positions d'un noyau le long d'un axe : floor((size - kernel + 2 padding) / stride) + 1.

    Args:
        size: taille de l'image le long de cet axe, en pixels (entier > 0).
        kernel: taille du noyau ou de la fenêtre (entier, 0 < kernel <= size + 2 padding).
        stride: pas (entier > 0). padding: marge de chaque côté (entier >= 0).
    Returns:
        un entier Python (int).
    Source: diapositives du cours, convolution.
    --
    Number of positions of a kernel along an axis: floor((size - kernel + 2 padding) / stride) + 1.

    Args:
        size: size of the image along this axis, in pixels (integer > 0).
        kernel: size of the kernel or window (integer, 0 < kernel <= size + 2 padding).
        stride: step (integer > 0). padding: margin on each side (integer >= 0).
    Returns:
        a Python integer (int).
    Source: lecture deck, convolution.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def parameter_count(kernel_h: int, kernel_w: int, channels: int, filters: int) -> int:
    """Nombre de paramètres d'une couche convolutive, biais compris.

    Args:
        kernel_h, kernel_w: hauteur et largeur des noyaux.
        channels: nombre de canaux en entrée. filters: nombre de noyaux.
    Returns:
        un entier Python (int).
    Source: diapositives du cours, convolution.
    --
    Number of parameters of a convolutional layer, biases included.

    Args:
        kernel_h, kernel_w: height and width of the kernels.
        channels: number of input channels. filters: number of kernels.
    Returns:
        a Python integer (int).
    Source: lecture deck, convolution.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def dense_parameter_count(sizes: list[int]) -> int:
    """Nombre de paramètres d'un réseau dense, biais compris.

    Args:
        sizes: tailles des couches, de l'entrée à la sortie, par exemple [20, 128, 64, 1].
    Returns:
        un entier Python (int).
    Source: manuel, section 3.4 ; diapositives du cours (exemple Keras).
    --
    Number of parameters of a dense network, biases included.

    Args:
        sizes: sizes of the layers, from the input to the output, such as [20, 128, 64, 1].
    Returns:
        a Python integer (int).
    Source: textbook, section 3.4; lecture deck (Keras example).
    """
    # À compléter / Your code here
    raise NotImplementedError()


# --- facultatif / optional ------------------------------------------------------------------------
# Deux briques qui rendent la suite plus courte. Elles ne sont pas corrigées : écrivez-les, changez-
# les ou effacez-les. / Two bricks that make what follows shorter. They are not graded: write them,
# change them or delete them.


def windows(
    x: torch.Tensor,
    kernel_h: int,
    kernel_w: int,
    stride: int = 1,
    padding: int = 0,
    margin: float = 0.0,
) -> torch.Tensor:
    """(Facultatif) Les fenêtres que voit un noyau : celle de la sortie (h, w) en [:, :, h, w].

    Args:
        x: images (n, c, h, w). kernel_h, kernel_w: taille des fenêtres. stride: pas.
        padding: marge de chaque côté. margin: ce que contient la marge (0, float("-inf")...).
    Returns:
        tenseur (n, c, oh, ow, kernel_h, kernel_w), même dtype que x ; ce peut être une vue.
    Source: diapositives du cours, convolution.
    --
    (Optional) The windows that a kernel sees: that of the output (h, w) at [:, :, h, w].

    Args:
        x: images (n, c, h, w). kernel_h, kernel_w: size of the windows. stride: step.
        padding: margin on each side. margin: what the margin holds (0, float("-inf")...).
    Returns:
        tensor (n, c, oh, ow, kernel_h, kernel_w), same dtype as x; it may be a view.
    Source: lecture deck, convolution.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def add_windows(
    values: torch.Tensor, shape: tuple[int, ...], stride: int = 1, padding: int = 0
) -> torch.Tensor:
    """(Facultatif) L'inverse de `windows` pour un gradient : chaque pixel reçoit ce que lui doivent
    toutes les fenêtres auxquelles il appartient ; ce qui tombe dans la marge est perdu.

    Args:
        values: gradient des fenêtres, (n, c, oh, ow, kernel_h, kernel_w).
        shape: forme (n, c, h, w) des images. stride, padding: ceux de `windows`.
    Returns:
        tenseur (n, c, h, w), même dtype que values.
    Source: diapositives du cours, convolution.
    --
    (Optional) The way back of `windows`, for a gradient: each pixel gets what all the windows that
    it belongs to owe it; what falls into the margin is lost.

    Args:
        values: gradient of the windows, (n, c, oh, ow, kernel_h, kernel_w).
        shape: shape (n, c, h, w) of the images. stride, padding: those of `windows`.
    Returns:
        tensor (n, c, h, w), same dtype as values.
    Source: lecture deck, convolution.
    """
    # À compléter / Your code here
    raise NotImplementedError()


# --- convolution ----------------------------------------------------------------------------------


def conv2d(
    x: torch.Tensor, k: torch.Tensor, b: torch.Tensor, stride: int = 1, padding: int = 0
) -> torch.Tensor:
    """Couche convolutive : corrélation croisée (noyau non retourné), marge de zéros.

    Args:
        x: images (n, c, h, w). k: noyaux (f, c, kh, kw). b: biais (f,).
        stride: pas. padding: marge de zéros de chaque côté.
    Returns:
        tenseur (n, f, oh, ow) ; oh et ow suivent `output_size`. Même dtype que x.
    Source: diapositives du cours, convolution.
    --
    Convolutional layer: cross-correlation (kernel not flipped), margin of zeros.

    Args:
        x: images (n, c, h, w). k: kernels (f, c, kh, kw). b: biases (f,).
        stride: step. padding: margin of zeros on each side.
    Returns:
        tensor (n, f, oh, ow); oh and ow follow `output_size`. Same dtype as x.
    Source: lecture deck, convolution.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def conv2d_backward(
    dout: torch.Tensor, x: torch.Tensor, k: torch.Tensor, stride: int = 1, padding: int = 0
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Gradients de `conv2d` par rapport à x, k et b.

    Args:
        dout: gradient de la perte par rapport à la sortie de conv2d, (n, f, oh, ow).
        x: images (n, c, h, w). k: noyaux (f, c, kh, kw). stride, padding: ceux de conv2d.
    Returns:
        (dx, dk, db), des formes de x, k et (f,). Aucune division par n : dout la contient déjà.
    Source: diapositives du cours, convolution ; manuel, section 4.4.
    --
    Gradients of `conv2d` with respect to x, k and b.

    Args:
        dout: gradient of the loss with respect to the output of conv2d, (n, f, oh, ow).
        x: images (n, c, h, w). k: kernels (f, c, kh, kw). stride, padding: those of conv2d.
    Returns:
        (dx, dk, db), of the shapes of x, k and (f,). No division by n: dout holds it already.
    Source: lecture deck, convolution; textbook, section 4.4.
    """
    # À compléter / Your code here
    raise NotImplementedError()


# --- pooling --------------------------------------------------------------------------------------


def max_pool2d(x: torch.Tensor, size: int, stride: int, padding: int = 0) -> torch.Tensor:
    """Le plus grand pixel de chaque fenêtre carrée, canal par canal ; la marge contient -inf.

    Args:
        x: images (n, c, h, w). size: côté de la fenêtre. stride: pas.
        padding: marge de chaque côté, au plus size // 2.
    Returns:
        tenseur (n, c, oh, ow) ; oh et ow suivent `output_size`. Même dtype que x.
    Source: diapositives du cours, pooling.
    --
    The largest pixel of each square window, channel by channel; the margin holds -inf.

    Args:
        x: images (n, c, h, w). size: side of the window. stride: step.
        padding: margin on each side, at most size // 2.
    Returns:
        tensor (n, c, oh, ow); oh and ow follow `output_size`. Same dtype as x.
    Source: lecture deck, pooling.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def max_pool2d_backward(
    dout: torch.Tensor, x: torch.Tensor, size: int, stride: int, padding: int = 0
) -> torch.Tensor:
    """Gradient de `max_pool2d` par rapport à x : tout va au premier maximum de chaque fenêtre.

    Args:
        dout: gradient par rapport à la sortie, (n, c, oh, ow). x: images (n, c, h, w).
        size, stride, padding: ceux de max_pool2d. À égalité, le premier maximum rencontré (ligne
        par ligne, de gauche à droite) reçoit tout ; les fenêtres qui se recouvrent s'ajoutent.
    Returns:
        tenseur (n, c, h, w), même dtype que x.
    Source: diapositives du cours, pooling.
    --
    Gradient of `max_pool2d` with respect to x: all goes to the first maximum of each window.

    Args:
        dout: gradient with respect to the output, (n, c, oh, ow). x: images (n, c, h, w).
        size, stride, padding: those of max_pool2d. In a tie the first maximum met (row by row,
        from left to right) gets all; windows that overlap add up.
    Returns:
        tensor (n, c, h, w), same dtype as x.
    Source: lecture deck, pooling.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def min_pool2d(x: torch.Tensor, size: int, stride: int, padding: int = 0) -> torch.Tensor:
    """Le plus petit pixel de chaque fenêtre carrée, canal par canal ; la marge contient +inf.

    Mêmes arguments et même forme de sortie que `max_pool2d`.
    Source: diapositives du cours, pooling.
    --
    The smallest pixel of each square window, channel by channel; the margin holds +inf.

    Same arguments and same output shape as `max_pool2d`.
    Source: lecture deck, pooling.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def min_pool2d_backward(
    dout: torch.Tensor, x: torch.Tensor, size: int, stride: int, padding: int = 0
) -> torch.Tensor:
    """Gradient de `min_pool2d` par rapport à x : tout va au premier minimum de chaque fenêtre.

    Mêmes arguments et même forme de sortie que `max_pool2d_backward`.
    Source: diapositives du cours, pooling.
    --
    Gradient of `min_pool2d` with respect to x: all goes to the first minimum of each window.

    Same arguments and same output shape as `max_pool2d_backward`.
    Source: lecture deck, pooling.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def avg_pool2d(x: torch.Tensor, size: int, stride: int, padding: int = 0) -> torch.Tensor:
    """La moyenne de chaque fenêtre carrée, canal par canal ; les zéros de la marge comptent.

    Mêmes arguments et même forme de sortie que `max_pool2d` ; on divise toujours par size * size.
    Source: diapositives du cours, pooling.
    --
    The mean of each square window, channel by channel; the zeros of the margin count.

    Same arguments and same output shape as `max_pool2d`; one always divides by size * size.
    Source: lecture deck, pooling.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def avg_pool2d_backward(
    dout: torch.Tensor, x: torch.Tensor, size: int, stride: int, padding: int = 0
) -> torch.Tensor:
    """Gradient de `avg_pool2d` par rapport à x : chaque pixel de la fenêtre reçoit la même part.

    Mêmes arguments et même forme de sortie que `max_pool2d_backward`.
    Source: diapositives du cours, pooling.
    --
    Gradient of `avg_pool2d` with respect to x: each pixel of the window gets the same share.

    Same arguments and same output shape as `max_pool2d_backward`.
    Source: lecture deck, pooling.
    """
    # À compléter / Your code here
    raise NotImplementedError()


# --- deux réseaux / two networks ------------------------------------------------------------------


def cnn_parameter_count(filters: int, hidden: int) -> int:
    """Nombre de paramètres du réseau de `RegressionCNN`.

    Args:
        filters: F, le nombre de noyaux de la seconde convolution.
        hidden: H, la taille de la couche dense cachée.
    Returns:
        un entier Python (int).
    Source: diapositives du cours, convolution.
    --
    Number of parameters of the network of `RegressionCNN`.

    Args:
        filters: F, the number of kernels of the second convolution.
        hidden: H, the size of the hidden dense layer.
    Returns:
        a Python integer (int).
    Source: lecture deck, convolution.
    """
    # À compléter / Your code here
    raise NotImplementedError()


class Conv2d(nn.Module):
    """Couche convolutive : ses noyaux et ses biais sont des paramètres, elle calcule `conv2d`.

    Args (constructeur):
        channels: canaux en entrée. filters: nombre de noyaux. kernel: côté des noyaux (carrés).
        stride, padding: ceux de `conv2d`.
    Attributs:
        weight: nn.Parameter (filters, channels, kernel, kernel), tiré au hasard. bias: nn.Parameter
        (filters,).
    Source: diapositives du cours, convolution.
    --
    Convolutional layer: its kernels and biases are parameters, it computes `conv2d`.

    Args (constructor):
        channels: input channels. filters: number of kernels. kernel: side of the (square) kernels.
        stride, padding: those of `conv2d`.
    Attributes:
        weight: nn.Parameter (filters, channels, kernel, kernel), drawn at random. bias: nn.Parameter
        (filters,).
    Source: lecture deck, convolution.
    """

    def __init__(
        self, channels: int, filters: int, kernel: int, stride: int = 1, padding: int = 0
    ) -> None:
        super().__init__()
        # À compléter / Your code here
        raise NotImplementedError()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Images (n, channels, h, w) -> (n, filters, oh, ow)."""
        # À compléter / Your code here
        raise NotImplementedError()


class RegressionCNN(nn.Module):
    """Réseau de régression du cours : deux convolutions, deux couches denses, un nombre.

    Args (constructeur):
        filters: F, noyaux de la seconde convolution. hidden: H, taille de la couche dense cachée.
    Attributs:
        conv1, conv2: `Conv2d`. dense1, dense2: nn.Linear.
    Source: diapositives du cours, convolution.
    --
    The lecture's regression network: two convolutions, two dense layers, one number.

    Args (constructor):
        filters: F, kernels of the second convolution. hidden: H, size of the hidden dense layer.
    Attributes:
        conv1, conv2: `Conv2d`. dense1, dense2: nn.Linear.
    Source: lecture deck, convolution.
    """

    def __init__(self, filters: int, hidden: int) -> None:
        super().__init__()
        # À compléter / Your code here
        raise NotImplementedError()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Images (n, 3, 9, 9) -> (n, 1) ; ReLU, sauf à la fin / ReLU, but not in the end."""
        # À compléter / Your code here
        raise NotImplementedError()


class DigitClassifier(nn.Module):
    """Petit LeNet : deux fois (convolution de marge 1, ReLU, max-pooling 2x2), puis une couche dense.

    Attributs:
        conv1: `Conv2d` (6 noyaux 3x3). conv2: `Conv2d` (8 noyaux 3x3). dense: nn.Linear (32 -> 10).
    Source: diapositives du cours, LeNet.
    --
    Small LeNet: twice (convolution of margin 1, ReLU, max pooling 2x2), then a dense layer.

    Attributes:
        conv1: `Conv2d` (6 kernels 3x3). conv2: `Conv2d` (8 kernels 3x3). dense: nn.Linear (32 -> 10).
    Source: lecture deck, LeNet.
    """

    def __init__(self) -> None:
        super().__init__()
        # À compléter / Your code here
        raise NotImplementedError()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Images (n, 1, 8, 8), de 0 à 1 / from 0 to 1 -> scores (logits) (n, 10)."""
        # À compléter / Your code here
        raise NotImplementedError()


# --- entraînement / training ----------------------------------------------------------------------


def train_step(
    model: nn.Module, optimizer: torch.optim.Optimizer, x: torch.Tensor, labels: torch.Tensor
) -> float:
    """Un pas de l'optimiseur sur un lot.

    Args:
        model: un classifieur. optimizer: celui de ses paramètres. x: images (n, 1, 8, 8).
        labels: classes (n,), int64.
    Returns:
        l'entropie croisée moyenne du lot AVANT le pas, un float de Python.
    Source: manuel, sections 4.3 et 5.1.5.
    --
    One step of the optimiser on a batch.

    Args:
        model: a classifier. optimizer: that of its parameters. x: images (n, 1, 8, 8).
        labels: classes (n,), int64.
    Returns:
        the mean cross-entropy of the batch BEFORE the step, a Python float.
    Source: textbook, sections 4.3 and 5.1.5.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def make_optimizer(model: nn.Module, lr: float) -> torch.optim.Optimizer:
    """Descente de gradient simple (SGD, sans moment) sur tous les paramètres du modèle.

    Args:
        model: un nn.Module. lr: taux d'apprentissage.
    Returns:
        un optimiseur de torch.optim.
    Source: manuel, section 5.1.5.
    --
    Plain gradient descent (SGD, without momentum) on all the parameters of the model.

    Args:
        model: an nn.Module. lr: learning rate.
    Returns:
        an optimiser of torch.optim.
    Source: textbook, section 5.1.5.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def train_classifier(
    model: nn.Module,
    x: torch.Tensor,
    labels: torch.Tensor,
    epochs: int,
    batch_size: int,
    lr: float,
    seed: int,
) -> list[float]:
    """Entraîne le modèle, en place, par lots mélangés à chaque époque.

    Args:
        model: un classifieur. x: images (n, 1, 8, 8). labels: classes (n,). epochs: nombre de
        passages. batch_size: taille des lots, le dernier peut être plus court. lr: taux.
        seed: graine entière de l'ordre des exemples.
    Returns:
        une perte par époque : la moyenne sur les n EXEMPLES de celles que rend `train_step`.
    Source: manuel, sections 4.3.7 et 5.1.5.
    --
    Train the model, in place, on batches shuffled at each epoch.

    Args:
        model: a classifier. x: images (n, 1, 8, 8). labels: classes (n,). epochs: number of passes.
        batch_size: size of the batches, the last one may be shorter. lr: learning rate.
        seed: integer seed of the order of the examples.
    Returns:
        one loss per epoch: the mean over the n EXAMPLES of those that `train_step` returns.
    Source: textbook, sections 4.3.7 and 5.1.5.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def predict(model: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """La classe de plus grand score de chaque image, sans garder de graphe.

    Args:
        model: un classifieur. x: images (n, 1, 8, 8).
    Returns:
        classes (n,), int64.
    Source: manuel, section 5.2.
    --
    The class of the largest score of each image, without keeping a graph.

    Args:
        model: a classifier. x: images (n, 1, 8, 8).
    Returns:
        classes (n,), int64.
    Source: textbook, section 5.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()
