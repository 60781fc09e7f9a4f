"""Convolution, pooling et deux petits réseaux convolutifs (exercice ex08, parcours NumPy).

Conventions : un lot d'images est un tableau (n, c, h, w) : exemples, canaux, lignes, colonnes. Les
noyaux sont rangés (sorties, entrées, kh, kw), les poids denses (entrées, sorties). `stride` (le pas)
et `padding` (la marge) sont des entiers qui valent pour les deux directions. float32 en entrée
donne float32 en sortie ; les arguments ne sont jamais modifiés.
--
Convolution, pooling and two small convolutional networks (exercise ex08, NumPy track).

Conventions: a batch of images is an array (n, c, h, w): examples, channels, rows, columns. Kernels
are stored as (outputs, inputs, kh, kw), dense weights as (inputs, outputs). `stride` and `padding`
are integers that hold for both directions. float32 in gives float32 out; arguments are never
modified.
"""

import numpy as np

Params = dict[str, np.ndarray]

# Les axes h et w d'un lot (n, c, h, w) / The axes h and w of a batch (n, c, h, w).
HEIGHT_WIDTH = (2, 3)


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
    ### BEGIN SOLUTION
    return (size - kernel + 2 * padding) // stride + 1
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    return (kernel_h * kernel_w * channels + 1) * filters
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    return sum((inputs + 1) * outputs for inputs, outputs in zip(sizes, sizes[1:]))
    ### END SOLUTION


# --- facultatif / optional ------------------------------------------------------------------------
# Deux briques qui rendent la suite plus courte. Elles ne sont pas corrigées : écrivez-les, changez-
# les ou effacez-les. / Two bricks that make what follows shorter. They are not graded: write them,
# change them or delete them.


def windows(
    x: np.ndarray,
    kernel_h: int,
    kernel_w: int,
    stride: int = 1,
    padding: int = 0,
    margin: float = 0.0,
) -> np.ndarray:
    """(Facultatif) Les fenêtres que voit un noyau, le pixel (i, j) de toutes les fenêtres en [i, j].

    Args:
        x: images (n, c, h, w). kernel_h, kernel_w: taille des fenêtres. stride: pas.
        padding: marge de chaque côté. margin: ce que contient la marge (0, -np.inf...).
    Returns:
        tableau (kernel_h, kernel_w, n, c, oh, ow), même dtype que x ; ce peut être une vue.
    Source: diapositives du cours, convolution.
    --
    (Optional) The windows that a kernel sees, the pixel (i, j) of all the windows at [i, j].

    Args:
        x: images (n, c, h, w). kernel_h, kernel_w: size of the windows. stride: step.
        padding: margin on each side. margin: what the margin holds (0, -np.inf...).
    Returns:
        array (kernel_h, kernel_w, n, c, oh, ow), same dtype as x; it may be a view.
    Source: lecture deck, convolution.
    """
    ### BEGIN SOLUTION
    sides = (padding, padding)
    padded = np.pad(x, ((0, 0), (0, 0), sides, sides), constant_values=margin)
    # A view: no pixel is copied, although each one belongs to several windows.
    seen = np.lib.stride_tricks.sliding_window_view(padded, (kernel_h, kernel_w), axis=HEIGHT_WIDTH)
    return np.moveaxis(seen[:, :, ::stride, ::stride], (4, 5), (0, 1))
    ### END SOLUTION


def add_windows(
    values: np.ndarray, shape: tuple[int, ...], stride: int = 1, padding: int = 0
) -> np.ndarray:
    """(Facultatif) L'inverse de `windows` pour un gradient : chaque pixel reçoit ce que lui doivent
    toutes les fenêtres auxquelles il appartient ; ce qui tombe dans la marge est perdu.

    Args:
        values: gradient des fenêtres, (kernel_h, kernel_w, n, c, oh, ow).
        shape: forme (n, c, h, w) des images. stride, padding: ceux de `windows`.
    Returns:
        tableau (n, c, h, w), même dtype que values.
    Source: diapositives du cours, convolution.
    --
    (Optional) The way back of `windows`, for a gradient: each pixel gets what all the windows that
    it belongs to owe it; what falls into the margin is lost.

    Args:
        values: gradient of the windows, (kernel_h, kernel_w, n, c, oh, ow).
        shape: shape (n, c, h, w) of the images. stride, padding: those of `windows`.
    Returns:
        array (n, c, h, w), same dtype as values.
    Source: lecture deck, convolution.
    """
    ### BEGIN SOLUTION
    kernel_h, kernel_w, n, c, oh, ow = values.shape
    _, _, h, w = shape
    padded_h, padded_w = padding + h + padding, padding + w + padding
    padded = np.zeros((n, c, padded_h, padded_w), dtype=values.dtype)
    # Within one pass no two windows touch the same pixel: += adds each of them once.
    for i, j in np.ndindex(kernel_h, kernel_w):
        padded[:, :, i : i + stride * oh : stride, j : j + stride * ow : stride] += values[i, j]
    return padded[:, :, padding : padding + h, padding : padding + w]
    ### END SOLUTION


# --- convolution ----------------------------------------------------------------------------------


def conv2d(
    x: np.ndarray, k: np.ndarray, b: np.ndarray, stride: int = 1, padding: int = 0
) -> np.ndarray:
    """Couche convolutive : corrélation croisée (noyau non retourné), marge de zéros.

    Args:
        x: images (n, c, h, w). k: noyaux (f, c, kh, kw). b: biais (f,).
        stride: pas. padding: marge de zéros de chaque côté.
    Returns:
        tableau (n, f, oh, ow) ; oh et ow suivent `output_size`. Même dtype que x.
    Source: diapositives du cours, convolution.
    --
    Convolutional layer: cross-correlation (kernel not flipped), margin of zeros.

    Args:
        x: images (n, c, h, w). k: kernels (f, c, kh, kw). b: biases (f,).
        stride: step. padding: margin of zeros on each side.
    Returns:
        array (n, f, oh, ow); oh and ow follow `output_size`. Same dtype as x.
    Source: lecture deck, convolution.
    """
    ### BEGIN SOLUTION
    _, _, kernel_h, kernel_w = k.shape
    seen = windows(x, kernel_h, kernel_w, stride, padding)
    # `optimize` makes one matrix product of this sum of products, which is much faster.
    return np.einsum("ijnchw,fcij->nfhw", seen, k, optimize=True) + b[:, None, None]
    ### END SOLUTION


def conv2d_backward(
    dout: np.ndarray, x: np.ndarray, k: np.ndarray, stride: int = 1, padding: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
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
    ### BEGIN SOLUTION
    _, _, kernel_h, kernel_w = k.shape
    seen = windows(x, kernel_h, kernel_w, stride, padding)
    # out = seen * k + b, summed over c, i, j: each gradient sums over what its target lacks.
    db = np.einsum("nfhw->f", dout)
    dk = np.einsum("nfhw,ijnchw->fcij", dout, seen, optimize=True)
    dseen = np.einsum("nfhw,fcij->ijnchw", dout, k, optimize=True)
    return add_windows(dseen, x.shape, stride, padding), dk, db
    ### END SOLUTION


# --- pooling --------------------------------------------------------------------------------------


def max_pool2d(x: np.ndarray, size: int, stride: int, padding: int = 0) -> np.ndarray:
    """Le plus grand pixel de chaque fenêtre carrée, canal par canal ; la marge contient -np.inf.

    Args:
        x: images (n, c, h, w). size: côté de la fenêtre. stride: pas.
        padding: marge de chaque côté, au plus size // 2.
    Returns:
        tableau (n, c, oh, ow) ; oh et ow suivent `output_size`. Même dtype que x.
    Source: diapositives du cours, pooling.
    --
    The largest pixel of each square window, channel by channel; the margin holds -np.inf.

    Args:
        x: images (n, c, h, w). size: side of the window. stride: step.
        padding: margin on each side, at most size // 2.
    Returns:
        array (n, c, oh, ow); oh and ow follow `output_size`. Same dtype as x.
    Source: lecture deck, pooling.
    """
    ### BEGIN SOLUTION
    seen = windows(x, size, size, stride, padding, -np.inf)
    return seen.reshape(size * size, *seen.shape[2:]).max(axis=0)
    ### END SOLUTION


def max_pool2d_backward(
    dout: np.ndarray, x: np.ndarray, size: int, stride: int, padding: int = 0
) -> np.ndarray:
    """Gradient de `max_pool2d` par rapport à x : tout va au premier maximum de chaque fenêtre.

    Args:
        dout: gradient par rapport à la sortie, (n, c, oh, ow). x: images (n, c, h, w).
        size, stride, padding: ceux de max_pool2d. À égalité, le premier maximum rencontré (ligne
        par ligne, de gauche à droite) reçoit tout ; les fenêtres qui se recouvrent s'ajoutent.
    Returns:
        tableau (n, c, h, w), même dtype que x.
    Source: diapositives du cours, pooling.
    --
    Gradient of `max_pool2d` with respect to x: all goes to the first maximum of each window.

    Args:
        dout: gradient with respect to the output, (n, c, oh, ow). x: images (n, c, h, w).
        size, stride, padding: those of max_pool2d. In a tie the first maximum met (row by row,
        from left to right) gets all; windows that overlap add up.
    Returns:
        array (n, c, h, w), same dtype as x.
    Source: lecture deck, pooling.
    """
    ### BEGIN SOLUTION
    seen = windows(x, size, size, stride, padding, -np.inf)
    # The pixels of a window numbered in scan order: argmax gives the first of equal ones.
    winner = seen.reshape(size * size, *dout.shape).argmax(axis=0)
    number = np.arange(size * size)[:, None, None, None, None]
    shares = dout * (number == winner)
    return add_windows(shares.reshape(seen.shape), x.shape, stride, padding)
    ### END SOLUTION


def min_pool2d(x: np.ndarray, size: int, stride: int, padding: int = 0) -> np.ndarray:
    """Le plus petit pixel de chaque fenêtre carrée, canal par canal ; la marge contient +np.inf.

    Mêmes arguments et même forme de sortie que `max_pool2d`.
    Source: diapositives du cours, pooling.
    --
    The smallest pixel of each square window, channel by channel; the margin holds +np.inf.

    Same arguments and same output shape as `max_pool2d`.
    Source: lecture deck, pooling.
    """
    ### BEGIN SOLUTION
    return -max_pool2d(-x, size, stride, padding)
    ### END SOLUTION


def min_pool2d_backward(
    dout: np.ndarray, x: np.ndarray, size: int, stride: int, padding: int = 0
) -> np.ndarray:
    """Gradient de `min_pool2d` par rapport à x : tout va au premier minimum de chaque fenêtre.

    Mêmes arguments et même forme de sortie que `max_pool2d_backward`.
    Source: diapositives du cours, pooling.
    --
    Gradient of `min_pool2d` with respect to x: all goes to the first minimum of each window.

    Same arguments and same output shape as `max_pool2d_backward`.
    Source: lecture deck, pooling.
    """
    ### BEGIN SOLUTION
    # The first minimum of x is the first maximum of -x; the two minus signs of the slope cancel.
    return max_pool2d_backward(dout, -x, size, stride, padding)
    ### END SOLUTION


def avg_pool2d(x: np.ndarray, size: int, stride: int, padding: int = 0) -> np.ndarray:
    """La moyenne de chaque fenêtre carrée, canal par canal ; les zéros de la marge comptent.

    Mêmes arguments et même forme de sortie que `max_pool2d` ; on divise toujours par size * size.
    Source: diapositives du cours, pooling.
    --
    The mean of each square window, channel by channel; the zeros of the margin count.

    Same arguments and same output shape as `max_pool2d`; one always divides by size * size.
    Source: lecture deck, pooling.
    """
    ### BEGIN SOLUTION
    seen = windows(x, size, size, stride, padding)
    return seen.reshape(size * size, *seen.shape[2:]).mean(axis=0)
    ### END SOLUTION


def avg_pool2d_backward(
    dout: np.ndarray, x: np.ndarray, size: int, stride: int, padding: int = 0
) -> np.ndarray:
    """Gradient de `avg_pool2d` par rapport à x : chaque pixel de la fenêtre reçoit la même part.

    Mêmes arguments et même forme de sortie que `max_pool2d_backward`.
    Source: diapositives du cours, pooling.
    --
    Gradient of `avg_pool2d` with respect to x: each pixel of the window gets the same share.

    Same arguments and same output shape as `max_pool2d_backward`.
    Source: lecture deck, pooling.
    """
    ### BEGIN SOLUTION
    # The same share for each of the size * size pixels of a window.
    shares = np.broadcast_to(dout / size**2, (size, size, *dout.shape))
    return add_windows(shares, x.shape, stride, padding)
    ### END SOLUTION


# --- deux réseaux / two networks ------------------------------------------------------------------


def cnn_forward(params: Params, x: np.ndarray) -> np.ndarray:
    """Réseau de régression du cours : conv, conv de pas 2, aplatissement, deux couches denses.

    Args:
        params: k1 (8, 3, 3, 3), b1 (8,), k2 (F, 8, 3, 3), b2 (F,), w3 (9F, H), b3 (H,), w4 (H, 1),
        b4 (1,) ; F et H quelconques.
        x: images couleur (n, 3, 9, 9).
    Returns:
        prédictions (n, 1), sans activation ; une ReLU suit chacune des trois premières couches.
    Source: diapositives du cours, convolution.
    --
    The lecture's regression network: conv, conv of stride 2, flattening, two dense layers.

    Args:
        params: k1 (8, 3, 3, 3), b1 (8,), k2 (F, 8, 3, 3), b2 (F,), w3 (9F, H), b3 (H,), w4 (H, 1),
        b4 (1,); any F and H.
        x: colour images (n, 3, 9, 9).
    Returns:
        predictions (n, 1), without activation; a ReLU follows each of the first three layers.
    Source: lecture deck, convolution.
    """
    ### BEGIN SOLUTION
    maps = np.maximum(conv2d(x, params["k1"], params["b1"]), 0)
    maps = np.maximum(conv2d(maps, params["k2"], params["b2"], stride=2), 0)
    flat = maps.reshape(len(x), -1)
    hidden = np.maximum(flat @ params["w3"] + params["b3"], 0)
    return hidden @ params["w4"] + params["b4"]
    ### END SOLUTION


def cnn_parameter_count(filters: int, hidden: int) -> int:
    """Nombre de paramètres du réseau de `cnn_forward`.

    Args:
        filters: F, le nombre de noyaux de la seconde convolution.
        hidden: H, la taille de la couche dense cachée.
    Returns:
        un entier Python (int).
    Source: diapositives du cours, convolution.
    --
    Number of parameters of the network of `cnn_forward`.

    Args:
        filters: F, the number of kernels of the second convolution.
        hidden: H, the size of the hidden dense layer.
    Returns:
        a Python integer (int).
    Source: lecture deck, convolution.
    """
    ### BEGIN SOLUTION
    convolutions = parameter_count(3, 3, 3, 8) + parameter_count(3, 3, 8, filters)
    return convolutions + dense_parameter_count([9 * filters, hidden, 1])
    ### END SOLUTION


def init_classifier(rng: np.random.Generator | int) -> Params:
    """Paramètres initiaux du classifieur de chiffres : biais nuls, poids tirés d'une loi normale.

    Args:
        rng: un générateur de NumPy ou une graine entière.
    Returns:
        dictionnaire float64 : k1 (6, 1, 3, 3), b1 (6,), k2 (8, 6, 3, 3), b2 (8,), w3 (32, 10),
        b3 (10,). Trois tirages, dans l'ordre k1, k2, w3, par rng.normal(scale=..., size=...), avec
        les écarts-types sqrt(2 / 9), sqrt(2 / 54) et 0.01.
    Source: manuel, section 4.4 (initialisation) ; diapositives du cours (LeNet).
    --
    First parameters of the digits classifier: zero biases, weights drawn from a normal law.

    Args:
        rng: a NumPy generator or an integer seed.
    Returns:
        float64 dictionary: k1 (6, 1, 3, 3), b1 (6,), k2 (8, 6, 3, 3), b2 (8,), w3 (32, 10),
        b3 (10,). Three draws, in the order k1, k2, w3, by rng.normal(scale=..., size=...), with
        the standard deviations sqrt(2 / 9), sqrt(2 / 54) and 0.01.
    Source: textbook, section 4.4 (initialisation); lecture deck (LeNet).
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(rng)
    return {
        "k1": rng.normal(scale=np.sqrt(2 / 9), size=(6, 1, 3, 3)),
        "b1": np.zeros(6),
        "k2": rng.normal(scale=np.sqrt(2 / 54), size=(8, 6, 3, 3)),
        "b2": np.zeros(8),
        "w3": rng.normal(scale=0.01, size=(32, 10)),
        "b3": np.zeros(10),
    }
    ### END SOLUTION


def classifier_forward(params: Params, x: np.ndarray) -> np.ndarray:
    """Scores du classifieur : deux fois (conv 3x3 de marge 1, ReLU, max-pooling 2x2 de pas 2), dense.

    Args:
        params: comme `init_classifier`. x: images (n, 1, 8, 8), valeurs de 0 à 1.
    Returns:
        scores (logits) (n, 10), sans softmax, même dtype que x et params.
    Source: diapositives du cours, LeNet.
    --
    Scores of the classifier: twice (conv 3x3 of margin 1, ReLU, max pooling 2x2 of stride 2), dense.

    Args:
        params: as `init_classifier`. x: images (n, 1, 8, 8), values from 0 to 1.
    Returns:
        scores (logits) (n, 10), without softmax, same dtype as x and params.
    Source: lecture deck, LeNet.
    """
    ### BEGIN SOLUTION
    maps = np.maximum(conv2d(x, params["k1"], params["b1"], padding=1), 0)
    maps = max_pool2d(maps, 2, 2)
    maps = np.maximum(conv2d(maps, params["k2"], params["b2"], padding=1), 0)
    maps = max_pool2d(maps, 2, 2)
    return maps.reshape(len(x), len(params["w3"])) @ params["w3"] + params["b3"]
    ### END SOLUTION


def classifier_backward(
    params: Params, x: np.ndarray, labels: np.ndarray
) -> tuple[np.floating, Params]:
    """Entropie croisée moyenne du classifieur et son gradient par rapport à chaque paramètre.

    Args:
        params: comme `init_classifier`. x: images (n, 1, 8, 8).
        labels: classes (n,), entiers de 0 à 9.
    Returns:
        (loss, gradients) : un nombre, la moyenne sur les n exemples, juste pour des scores jusqu'à
        1e4 ; un dictionnaire aux clés et aux formes de params. La dérivée de ReLU en 0 vaut 0.
    Source: manuel, section 4.4 ; ex03 pour l'entropie croisée.
    --
    Mean cross-entropy of the classifier and its gradient with respect to each parameter.

    Args:
        params: as `init_classifier`. x: images (n, 1, 8, 8).
        labels: classes (n,), integers from 0 to 9.
    Returns:
        (loss, gradients): a number, the mean over the n examples, right for scores up to 1e4; a
        dictionary with the keys and shapes of params. The derivative of ReLU at 0 is 0.
    Source: textbook, section 4.4; ex03 for the cross-entropy.
    """
    ### BEGIN SOLUTION
    # Forward, keeping what the way back needs.
    score1 = conv2d(x, params["k1"], params["b1"], padding=1)
    active1 = np.maximum(score1, 0)
    pooled1 = max_pool2d(active1, 2, 2)
    score2 = conv2d(pooled1, params["k2"], params["b2"], padding=1)
    active2 = np.maximum(score2, 0)
    pooled2 = max_pool2d(active2, 2, 2)
    flat = pooled2.reshape(len(x), len(params["w3"]))
    logits = flat @ params["w3"] + params["b3"]

    # Softmax and cross-entropy together (ex03).
    truth = (np.arange(len(x)), labels)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_p[truth].mean()
    dlogits = np.exp(log_p)
    dlogits[truth] -= 1
    dlogits /= len(x)

    # Back: dense, then the second convolution, then the first.
    dpooled2 = (dlogits @ params["w3"].T).reshape(pooled2.shape)
    dscore2 = max_pool2d_backward(dpooled2, active2, 2, 2) * (score2 > 0)
    dpooled1, dk2, db2 = conv2d_backward(dscore2, pooled1, params["k2"], padding=1)
    dscore1 = max_pool2d_backward(dpooled1, active1, 2, 2) * (score1 > 0)
    _, dk1, db1 = conv2d_backward(dscore1, x, params["k1"], padding=1)
    gradients = {"w3": flat.T @ dlogits, "b3": dlogits.sum(axis=0), "k2": dk2, "b2": db2}
    return loss, {**gradients, "k1": dk1, "b1": db1}
    ### END SOLUTION


def train_step(
    params: Params, x: np.ndarray, labels: np.ndarray, lr: float
) -> tuple[Params, np.floating]:
    """Un pas de descente de gradient sur un lot.

    Args:
        params, x, labels: comme `classifier_backward`. lr: taux d'apprentissage (float).
    Returns:
        (nouveaux paramètres, perte du lot AVANT le pas) ; params n'est pas modifié.
    Source: manuel, section 4.3.
    --
    One step of gradient descent on a batch.

    Args:
        params, x, labels: as `classifier_backward`. lr: learning rate (float).
    Returns:
        (new parameters, loss of the batch BEFORE the step); params is not modified.
    Source: textbook, section 4.3.
    """
    ### BEGIN SOLUTION
    loss, gradients = classifier_backward(params, x, labels)
    return {name: params[name] - lr * gradients[name] for name in params}, loss
    ### END SOLUTION


def train_classifier(
    params: Params,
    x: np.ndarray,
    labels: np.ndarray,
    epochs: int,
    batch_size: int,
    lr: float,
    rng: np.random.Generator | int,
) -> tuple[Params, list[float]]:
    """Entraîne le classifieur par lots mélangés.

    Args:
        params: paramètres de départ, jamais modifiés. x: images (n, 1, 8, 8). labels: classes (n,).
        epochs: nombre de passages sur les n exemples. batch_size: taille des lots, le dernier peut
        être plus court. lr: taux d'apprentissage. rng: générateur de NumPy ou graine entière.
    Returns:
        (paramètres finals, pertes) : une perte par époque, la moyenne sur les n EXEMPLES des pertes
        mesurées par `train_step` au fil de l'époque.
    Source: manuel, sections 4.3.7 et 5.1.5.
    --
    Train the classifier on shuffled batches.

    Args:
        params: first parameters, never modified. x: images (n, 1, 8, 8). labels: classes (n,).
        epochs: number of passes over the n examples. batch_size: size of the batches, the last one
        may be shorter. lr: learning rate. rng: NumPy generator or integer seed.
    Returns:
        (final parameters, losses): one loss per epoch, the mean over the n EXAMPLES of the losses
        measured by `train_step` along the epoch.
    Source: textbook, sections 4.3.7 and 5.1.5.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(rng)
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(x))
        total = 0.0
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            params, loss = train_step(params, x[batch], labels[batch], lr)
            total += loss * len(batch)  # the last batch may be shorter: it weighs less
        losses.append(total / len(x))
    return params, losses
    ### END SOLUTION
