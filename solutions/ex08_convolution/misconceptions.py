"""Misconceptions of ex08 (convolution): the wrong answers that people really write.

Each is laid over the solution, so it may use its functions (`windows`, `add_windows`...) by name.
Several functions with one id are one mistake, made in several places; the first carries the texts.
"""

import numpy as np
from convolution import (
    add_windows,
    classifier_backward,
    conv2d,
    conv2d_backward,
    max_pool2d,
    max_pool2d_backward,
    train_step,
    windows,
)

from grader.checks.api import misconception

# --- sizes and counts -----------------------------------------------------------------------------


@misconception(
    "size-no-plus-one",
    replaces="output_size",
    see="convolution",
    fr="Vous comptez les déplacements du noyau, pas ses positions : il manque le + 1 de la position de "
    "départ. Un noyau de 3 sur une image de 3 tient une fois, pas zéro.",
    en="You count the moves of the kernel, not its positions: the + 1 of the starting position is "
    "missing. A kernel of 3 on an image of 3 fits once, not zero times.",
)
def output_size_no_plus_one(size, kernel, stride=1, padding=0):
    return (size - kernel + 2 * padding) // stride


@misconception(
    "size-ceil",
    replaces="output_size",
    see="convolution",
    fr="Vous arrondissez vers le haut : le noyau dépasserait de l'image à sa dernière position. Un pas "
    "incomplet ne compte pas, arrondissez vers le bas (// en Python).",
    en="You round up: the kernel would stick out of the image at its last position. An incomplete step "
    "does not count, round down (// in Python).",
)
def output_size_ceil(size, kernel, stride=1, padding=0):
    return -(-(size - kernel + 2 * padding) // stride) + 1


@misconception(
    "size-not-floored",
    replaces="output_size",
    see="convolution",
    fr="Vous divisez sans arrondir, comme la formule des diapositives : une taille est un nombre entier "
    "de pixels. Arrondissez le quotient vers le bas (// en Python) avant d'ajouter 1.",
    en="You divide without rounding, like the formula of the slides: a size is a whole number of "
    "pixels. Round the quotient down (// in Python) before adding 1.",
)
def output_size_not_floored(size, kernel, stride=1, padding=0):
    return (size - kernel + 2 * padding) / stride + 1


@misconception(
    "size-padding-once",
    replaces="output_size",
    see="convolution",
    fr="Vous ajoutez la marge une seule fois : elle entoure l'image, elle l'allonge donc de 2p.",
    en="You add the padding only once: it surrounds the image, so it makes it longer by 2p.",
)
def output_size_padding_once(size, kernel, stride=1, padding=0):
    return (size - kernel + padding) // stride + 1


@misconception(
    "count-no-bias",
    replaces="parameter_count",
    see="convolution",
    fr="Vous oubliez les biais dans le compte : chaque noyau (et chaque neurone) en a un. C'est le + 1 "
    "de (kx ky I + 1) F.",
    en="You forget the biases in the count: each kernel (and each neuron) has one. It is the + 1 of "
    "(kx ky I + 1) F.",
)
def parameter_count_no_bias(kernel_h, kernel_w, channels, filters):
    return kernel_h * kernel_w * channels * filters


@misconception("count-no-bias", replaces="dense_parameter_count")
def dense_parameter_count_no_bias(sizes):
    return sum(a * b for a, b in zip(sizes, sizes[1:]))


@misconception(
    "count-single-bias",
    replaces="parameter_count",
    see="convolution",
    fr="Vous comptez un seul biais pour toute la couche : chaque noyau a le sien, le + 1 se multiplie "
    "donc aussi par F.",
    en="You count a single bias for the whole layer: each kernel has its own, so the + 1 is multiplied "
    "by F as well.",
)
def parameter_count_single_bias(kernel_h, kernel_w, channels, filters):
    return kernel_h * kernel_w * channels * filters + 1


@misconception(
    "count-no-channels",
    replaces="parameter_count",
    see="convolution",
    fr="Vous oubliez les canaux : un noyau a un poids par position ET par canal d'entrée, "
    "kx × ky × I en tout.",
    en="You forget the channels: a kernel has one weight per place AND per input channel, "
    "kx × ky × I in all.",
)
def parameter_count_no_channels(kernel_h, kernel_w, channels, filters):
    return (kernel_h * kernel_w + 1) * filters


@misconception(
    "count-bias-per-channel",
    replaces="parameter_count",
    see="convolution",
    fr="Vous comptez un biais par canal d'entrée : un noyau additionne tous les canaux, puis ajoute un "
    "seul biais.",
    en="You count one bias per input channel: a kernel adds up all the channels, then adds a single "
    "bias.",
)
def parameter_count_bias_per_channel(kernel_h, kernel_w, channels, filters):
    return (kernel_h * kernel_w + 1) * channels * filters


@misconception(
    "cnn-count-not-flattened",
    replaces="cnn_parameter_count",
    see="convolution",
    fr="Votre couche dense ne compte que F entrées : l'aplatissement d'une carte 3x3xF en donne 9F.",
    en="Your dense layer counts only F inputs: flattening a 3x3xF map gives 9F of them.",
)
def cnn_parameter_count_not_flattened(filters, hidden):
    first = (3 * 3 * 3 + 1) * 8 + (3 * 3 * 8 + 1) * filters
    return first + (filters + 1) * hidden + hidden + 1


# --- convolution ----------------------------------------------------------------------------------


@misconception(
    "flipped-kernel",
    replaces="conv2d",
    see="convolution",
    fr="Vous retournez le noyau, comme la convolution des mathématiciens. Les réseaux calculent une "
    "corrélation croisée : le noyau se pose tel quel sur la fenêtre.",
    en="You flip the kernel, as the convolution of mathematicians does. Networks compute a "
    "cross-correlation: the kernel is laid on the window as it is.",
)
def conv2d_flipped(x, k, b, stride=1, padding=0):
    seen = windows(x, *k.shape[2:], stride, padding)[::-1, ::-1]
    return np.einsum("ijnchw,fcij->nfhw", seen, k) + b[:, None, None]


@misconception("flipped-kernel", replaces="conv2d_backward")
def conv2d_backward_flipped(dout, x, k, stride=1, padding=0):
    seen = windows(x, *k.shape[2:], stride, padding)[::-1, ::-1]
    dk = np.einsum("nfhw,ijnchw->fcij", dout, seen)
    dseen = np.einsum("nfhw,fcij->ijnchw", dout, k)[::-1, ::-1]
    return add_windows(dseen, x.shape, stride, padding), dk, dout.sum(axis=(0, 2, 3))


@misconception(
    "padding-before-only",
    replaces="conv2d",
    see="convolution",
    fr="Votre marge n'est qu'en haut et à gauche. Elle entoure l'image : p lignes en haut et en bas, "
    "p colonnes à gauche et à droite.",
    en="Your padding is only at the top and on the left. It surrounds the image: p rows at the top and "
    "at the bottom, p columns on the left and on the right.",
)
def conv2d_padding_before_only(x, k, b, stride=1, padding=0):
    padded = np.pad(x, ((0, 0), (0, 0), (padding, 0), (padding, 0)))
    seen = windows(padded, *k.shape[2:], stride)
    return np.einsum("ijnchw,fcij->nfhw", seen, k) + b[:, None, None]


@misconception(
    "padding-after-only",
    replaces="conv2d",
    see="convolution",
    fr="Votre marge n'est qu'en bas et à droite. Elle entoure l'image : p lignes en haut et en bas, "
    "p colonnes à gauche et à droite.",
    en="Your padding is only at the bottom and on the right. It surrounds the image: p rows at the top "
    "and at the bottom, p columns on the left and on the right.",
)
def conv2d_padding_after_only(x, k, b, stride=1, padding=0):
    padded = np.pad(x, ((0, 0), (0, 0), (0, padding), (0, padding)))
    seen = windows(padded, *k.shape[2:], stride)
    return np.einsum("ijnchw,fcij->nfhw", seen, k) + b[:, None, None]


@misconception(
    "padding-all-after",
    replaces="conv2d",
    see="convolution",
    fr="Votre marge a la bonne épaisseur totale, mais toute du même côté : l'image est décalée. Il faut "
    "p pixels de chaque côté, pas 2p à la fin.",
    en="Your padding has the right total thickness, but all on the same side: the image is shifted. p "
    "pixels are needed on each side, not 2p at the end.",
)
def conv2d_padding_all_after(x, k, b, stride=1, padding=0):
    padded = np.pad(x, ((0, 0), (0, 0), (0, 2 * padding), (0, 2 * padding)))
    seen = windows(padded, *k.shape[2:], stride)
    return np.einsum("ijnchw,fcij->nfhw", seen, k) + b[:, None, None]


@misconception(
    "padding-ignored",
    replaces="conv2d",
    see="convolution",
    fr="Vous ne tenez pas compte de padding : il faut entourer x de zéros avant de faire glisser le "
    "noyau.",
    en="You take no account of padding: x has to be surrounded by zeros before the kernel slides.",
)
def conv2d_padding_ignored(x, k, b, stride=1, padding=0):
    seen = windows(x, *k.shape[2:], stride)
    return np.einsum("ijnchw,fcij->nfhw", seen, k) + b[:, None, None]


@misconception(
    "dilated-kernel",
    replaces="conv2d",
    see="convolution",
    fr="Vous appliquez le pas à l'intérieur du noyau : ses poids s'écartent (c'est une dilatation), et "
    "la fenêtre avance quand même d'un pixel. Le pas est la distance entre deux fenêtres.",
    en="You apply the stride inside the kernel: its weights spread apart (that is a dilation), and the "
    "window still moves by one pixel. The stride is the distance between two windows.",
)
def conv2d_dilated(x, k, b, stride=1, padding=0):
    f, c, kh, kw = k.shape
    spread = np.zeros((f, c, (kh - 1) * stride + 1, (kw - 1) * stride + 1), dtype=k.dtype)
    spread[:, :, ::stride, ::stride] = k
    seen = windows(x, *spread.shape[2:], 1, padding)
    return np.einsum("ijnchw,fcij->nfhw", seen, spread) + b[:, None, None]


@misconception(
    "stride-ignored",
    replaces="conv2d",
    see="convolution",
    fr="Vous ne tenez pas compte du pas : la fenêtre avance toujours d'un pixel.",
    en="You take no account of the stride: the window always moves by one pixel.",
)
def conv2d_stride_ignored(x, k, b, stride=1, padding=0):
    seen = windows(x, *k.shape[2:], 1, padding)
    return np.einsum("ijnchw,fcij->nfhw", seen, k) + b[:, None, None]


@misconception(
    "bias-forgotten",
    replaces="conv2d",
    see="convolution",
    fr="Vous oubliez d'ajouter le biais b[f] à toute la carte numéro f.",
    en="You forget to add the bias b[f] to the whole map number f.",
)
def conv2d_bias_forgotten(x, k, b, stride=1, padding=0):
    seen = windows(x, *k.shape[2:], stride, padding)
    return np.einsum("ijnchw,fcij->nfhw", seen, k)


@misconception(
    "hadamard-product",
    replaces="conv2d",
    see="convolution",
    fr="Vous vous arrêtez au produit terme à terme (Hadamard), comme l'écrivent les diapositives : il "
    "reste à additionner les produits de chaque fenêtre. Une fenêtre donne un seul nombre par noyau.",
    en="You stop at the product term by term (Hadamard), as the slides write it: the products of each "
    "window remain to be added up. A window gives a single number per kernel.",
)
def conv2d_hadamard(x, k, b, stride=1, padding=0):
    seen = windows(x, *k.shape[2:], stride, padding)
    return np.einsum("ijnchw,fcij->nfhwcij", seen, k) + b[:, None, None, None, None, None]


@misconception(
    "channels-not-summed",
    replaces="conv2d",
    see="convolution",
    fr="Vous gardez une carte par canal d'entrée : un noyau additionne aussi sur les canaux, et ne donne "
    "qu'une carte.",
    en="You keep one map per input channel: a kernel also adds up over the channels, and gives a single "
    "map.",
)
def conv2d_channels_not_summed(x, k, b, stride=1, padding=0):
    seen = windows(x, *k.shape[2:], stride, padding)
    return np.einsum("ijnchw,fcij->nfchw", seen, k) + b[:, None, None, None]


@misconception(
    "first-channel-only",
    replaces="conv2d",
    see="convolution",
    fr="Vous n'utilisez que le premier canal : la somme porte sur tous les canaux d'entrée.",
    en="You use the first channel only: the sum runs over all the input channels.",
)
def conv2d_first_channel_only(x, k, b, stride=1, padding=0):
    seen = windows(x, *k.shape[2:], stride, padding)[:, :, :, :1]
    return np.einsum("ijnchw,fcij->nfhw", seen, k[:, :1]) + b[:, None, None]


@misconception(
    "window-averaged",
    replaces="conv2d",
    see="convolution",
    fr="Vous prenez la moyenne des produits d'une fenêtre : une convolution en prend la somme.",
    en="You take the mean of the products of a window: a convolution takes their sum.",
)
def conv2d_window_averaged(x, k, b, stride=1, padding=0):
    seen = windows(x, *k.shape[2:], stride, padding)
    return np.einsum("ijnchw,fcij->nfhw", seen, k) / k[0].size + b[:, None, None]


# --- gradients of the convolution -----------------------------------------------------------------


@misconception(
    "bias-gradient-per-example",
    replaces="conv2d_backward",
    see="convolution",
    fr="Votre gradient de b garde l'axe des exemples : le même biais sert à tous, sommez dout sur les "
    "axes 0, 2 et 3.",
    en="Your gradient of b keeps the axis of the examples: the same bias serves all of them, sum dout "
    "over the axes 0, 2 and 3.",
)
def conv2d_backward_bias_per_example(dout, x, k, stride=1, padding=0):
    seen = windows(x, *k.shape[2:], stride, padding)
    dk = np.einsum("nfhw,ijnchw->fcij", dout, seen)
    dseen = np.einsum("nfhw,fcij->ijnchw", dout, k)
    return add_windows(dseen, x.shape, stride, padding), dk, dout.sum(axis=(2, 3))


@misconception(
    "bias-gradient-per-pixel",
    replaces="conv2d_backward",
    see="convolution",
    fr="Votre gradient de b ne somme que sur les exemples : un biais s'ajoute à tous les pixels de sa "
    "carte, sommez dout sur les axes 0, 2 et 3.",
    en="Your gradient of b only sums over the examples: a bias is added to all the pixels of its map, "
    "sum dout over the axes 0, 2 and 3.",
)
def conv2d_backward_bias_per_pixel(dout, x, k, stride=1, padding=0):
    seen = windows(x, *k.shape[2:], stride, padding)
    dk = np.einsum("nfhw,ijnchw->fcij", dout, seen)
    dseen = np.einsum("nfhw,fcij->ijnchw", dout, k)
    return add_windows(dseen, x.shape, stride, padding), dk, dout.sum(axis=0)


@misconception(
    "bias-gradient-averaged",
    replaces="conv2d_backward",
    see="convolution",
    fr="Votre gradient de b est une moyenne : c'est la somme de dout sur les exemples et les pixels. Le "
    "1/n de la moyenne est déjà dans dout.",
    en="Your gradient of b is a mean: it is the sum of dout over the examples and the pixels. The 1/n of "
    "the mean is in dout already.",
)
def conv2d_backward_bias_averaged(dout, x, k, stride=1, padding=0):
    seen = windows(x, *k.shape[2:], stride, padding)
    dk = np.einsum("nfhw,ijnchw->fcij", dout, seen)
    dseen = np.einsum("nfhw,fcij->ijnchw", dout, k)
    return add_windows(dseen, x.shape, stride, padding), dk, dout.mean(axis=(0, 2, 3))


@misconception(
    "divided-by-n-again",
    replaces="conv2d_backward",
    see="4.4",
    fr="Vous divisez les gradients de k et de b par le nombre d'exemples : dout, gradient d'une perte "
    "moyenne, contient déjà ce 1/n.",
    en="You divide the gradients of k and b by the number of examples: dout, the gradient of a mean "
    "loss, holds this 1/n already.",
)
def conv2d_backward_divided(dout, x, k, stride=1, padding=0):
    seen = windows(x, *k.shape[2:], stride, padding)
    dk = np.einsum("nfhw,ijnchw->fcij", dout, seen) / len(x)
    dseen = np.einsum("nfhw,fcij->ijnchw", dout, k)
    return add_windows(dseen, x.shape, stride, padding), dk, dout.sum(axis=(0, 2, 3)) / len(x)


@misconception(
    "input-gradient-flipped",
    replaces="conv2d_backward",
    see="convolution",
    fr="Votre gradient de x pose le noyau du mauvais côté. Si vous l'obtenez par une corrélation de dout "
    "avec k, le noyau doit y être retourné dans les deux directions ; s'il s'agit d'ajouter k à la "
    "fenêtre, il s'ajoute tel quel.",
    en="Your gradient of x has the kernel the wrong way round. If you get it as a correlation of dout "
    "with k, the kernel has to be flipped there in both directions; if k is added to the window, it is "
    "added as it is.",
)
def conv2d_backward_input_flipped(dout, x, k, stride=1, padding=0):
    seen = windows(x, *k.shape[2:], stride, padding)
    dk = np.einsum("nfhw,ijnchw->fcij", dout, seen)
    dseen = np.einsum("nfhw,fcij->ijnchw", dout, k)[::-1, ::-1]
    return add_windows(dseen, x.shape, stride, padding), dk, dout.sum(axis=(0, 2, 3))


@misconception(
    "input-gradient-not-cropped",
    replaces="conv2d_backward",
    see="convolution",
    fr="Votre gradient de x a encore sa marge : il doit avoir la forme de x, rognez p pixels de chaque "
    "côté.",
    en="Your gradient of x still has its margin: it must have the shape of x, crop p pixels on each "
    "side.",
)
def conv2d_backward_not_cropped(dout, x, k, stride=1, padding=0):
    seen = windows(x, *k.shape[2:], stride, padding)
    dk = np.einsum("nfhw,ijnchw->fcij", dout, seen)
    dseen = np.einsum("nfhw,fcij->ijnchw", dout, k)
    n, c, h, w = x.shape
    dx = add_windows(dseen, (n, c, h + 2 * padding, w + 2 * padding), stride, 0)
    return dx, dk, dout.sum(axis=(0, 2, 3))


@misconception(
    "input-gradient-cropped-at-start",
    replaces="conv2d_backward",
    see="convolution",
    fr="Vous rognez le gradient de x au mauvais endroit : [:h, :w] garde la marge du haut et perd le bas "
    "de l'image. Il faut [p : p + h, p : p + w].",
    en="You crop the gradient of x in the wrong place: [:h, :w] keeps the margin at the top and loses "
    "the bottom of the image. It has to be [p : p + h, p : p + w].",
)
def conv2d_backward_cropped_at_start(dout, x, k, stride=1, padding=0):
    seen = windows(x, *k.shape[2:], stride, padding)
    dk = np.einsum("nfhw,ijnchw->fcij", dout, seen)
    dseen = np.einsum("nfhw,fcij->ijnchw", dout, k)
    n, c, h, w = x.shape
    dx = add_windows(dseen, (n, c, h + 2 * padding, w + 2 * padding), stride, 0)
    return dx[:, :, :h, :w], dk, dout.sum(axis=(0, 2, 3))


@misconception(
    "overlaps-overwritten",
    replaces="add_windows",
    see="convolution",
    fr="Quand deux fenêtres se recouvrent, la seconde efface chez vous ce que la première avait "
    "apporté : un pixel reçoit la somme des parts de toutes ses fenêtres (+= et non =).",
    en="When two windows overlap, the second one wipes out what the first one had brought: a pixel "
    "receives the sum of the shares of all its windows (+= and not =).",
)
def add_windows_overwritten(values, shape, stride=1, padding=0):
    kernel_h, kernel_w, n, c, oh, ow = values.shape
    _, _, h, w = shape
    padded = np.zeros((n, c, h + 2 * padding, w + 2 * padding), dtype=values.dtype)
    for p in range(oh):
        for q in range(ow):
            rows = slice(p * stride, p * stride + kernel_h)
            columns = slice(q * stride, q * stride + kernel_w)
            padded[:, :, rows, columns] = values[:, :, :, :, p, q].transpose(2, 3, 0, 1)
    return padded[:, :, padding : padding + h, padding : padding + w]


# --- pooling --------------------------------------------------------------------------------------


@misconception(
    "pooling-zero-padding",
    replaces="max_pool2d",
    see="pooling",
    fr="Votre marge contient des zéros : là où tous les pixels sont négatifs (positifs pour le minimum), "
    "c'est elle qui gagne. Entourez l'image de -np.inf pour le maximum, de np.inf pour le minimum.",
    en="Your margin holds zeros: where all the pixels are negative (positive for the minimum), it wins. "
    "Surround the image with -np.inf for the maximum, with np.inf for the minimum.",
)
def max_pool2d_zero_padding(x, size, stride, padding=0):
    return windows(x, size, size, stride, padding, 0.0).max(axis=(0, 1))


@misconception("pooling-zero-padding", replaces="min_pool2d")
def min_pool2d_zero_padding(x, size, stride, padding=0):
    return windows(x, size, size, stride, padding, 0.0).min(axis=(0, 1))


@misconception(
    "min-pool-minus-infinity",
    replaces="min_pool2d",
    see="pooling",
    fr="Votre marge contient moins l'infini, comme pour le maximum : elle est plus petite que tout. Pour "
    "le minimum, il faut plus l'infini (np.inf).",
    en="Your margin holds minus infinity, as for the maximum: it is smaller than everything. For the "
    "minimum it has to be plus infinity (np.inf).",
)
def min_pool2d_minus_infinity(x, size, stride, padding=0):
    return windows(x, size, size, stride, padding, -np.inf).min(axis=(0, 1))


@misconception(
    "max-gradient-to-all-ties",
    replaces="max_pool2d_backward",
    see="pooling",
    fr="À égalité, vous envoyez le gradient à tous les maximums de la fenêtre : il est compté plusieurs "
    "fois. Le premier maximum, ligne par ligne, reçoit tout ; les autres, rien.",
    en="In a tie you send the gradient to all the maxima of the window: it is counted several times. The "
    "first maximum, row by row, gets everything; the others get nothing.",
)
def max_pool2d_backward_all_ties(dout, x, size, stride, padding=0):
    seen = windows(x, size, size, stride, padding, -np.inf)
    return add_windows(dout * (seen == seen.max(axis=(0, 1))), x.shape, stride, padding)


@misconception(
    "max-gradient-shared-by-ties",
    replaces="max_pool2d_backward",
    see="pooling",
    fr="À égalité, vous partagez le gradient entre les maximums. C'est un choix possible, mais l'énoncé "
    "en fixe un autre : le premier maximum, ligne par ligne, reçoit tout.",
    en="In a tie you share the gradient between the maxima. It is a possible choice, but the statement "
    "fixes another one: the first maximum, row by row, gets everything.",
)
def max_pool2d_backward_shared(dout, x, size, stride, padding=0):
    seen = windows(x, size, size, stride, padding, -np.inf)
    largest = seen == seen.max(axis=(0, 1))
    return add_windows(dout * largest / largest.sum(axis=(0, 1)), x.shape, stride, padding)


@misconception(
    "max-gradient-to-last-tie",
    replaces="max_pool2d_backward",
    see="pooling",
    fr="À égalité, vous choisissez le dernier maximum de la fenêtre (un >= au lieu d'un >, peut-être) : "
    "l'énoncé choisit le premier, ligne par ligne.",
    en="In a tie you choose the last maximum of the window (a >= instead of a >, perhaps): the statement "
    "chooses the first one, row by row.",
)
def max_pool2d_backward_last_tie(dout, x, size, stride, padding=0):
    seen = windows(x, size, size, stride, padding, -np.inf)
    last = seen[::-1, ::-1].reshape(size * size, *dout.shape).argmax(axis=0)
    number = np.arange(size * size)[::-1].reshape(size, size, 1, 1, 1, 1)
    return add_windows(dout * (number == last), x.shape, stride, padding)


@misconception(
    "max-gradient-to-all-cells",
    replaces="max_pool2d_backward",
    see="pooling",
    fr="Vous envoyez le gradient à tous les pixels de la fenêtre : seul le maximum change la sortie, lui "
    "seul le reçoit.",
    en="You send the gradient to all the pixels of the window: only the maximum changes the output, it "
    "alone receives it.",
)
def max_pool2d_backward_all_cells(dout, x, size, stride, padding=0):
    shares = np.broadcast_to(dout, (size, size, *dout.shape))
    return add_windows(shares, x.shape, stride, padding)


@misconception(
    "min-gradient-negated",
    replaces="min_pool2d_backward",
    see="pooling",
    fr="Votre gradient du minimum a le mauvais signe. Dans min(x) = -max(-x), les deux signes moins se "
    "compensent quand on dérive.",
    en="Your gradient of the minimum has the wrong sign. In min(x) = -max(-x) the two minus signs cancel "
    "when one differentiates.",
)
def min_pool2d_backward_negated(dout, x, size, stride, padding=0):
    return -max_pool2d_backward(dout, -x, size, stride, padding)


@misconception(
    "min-gradient-at-maximum",
    replaces="min_pool2d_backward",
    see="pooling",
    fr="Votre gradient du minimum va au plus grand pixel de la fenêtre : il va au plus petit.",
    en="Your gradient of the minimum goes to the largest pixel of the window: it goes to the smallest.",
)
def min_pool2d_backward_at_maximum(dout, x, size, stride, padding=0):
    return max_pool2d_backward(dout, x, size, stride, padding)


@misconception(
    "average-of-real-pixels",
    replaces="avg_pool2d",
    see="pooling",
    fr="Au bord, vous divisez par le nombre de vrais pixels : l'énoncé compte aussi les zéros de la "
    "marge, on divise toujours par size * size.",
    en="At the border you divide by the number of real pixels: the statement counts the zeros of the "
    "margin too, one always divides by size * size.",
)
def avg_pool2d_real_pixels(x, size, stride, padding=0):
    total = windows(x, size, size, stride, padding).sum(axis=(0, 1))
    return total / windows(np.ones_like(x), size, size, stride, padding).sum(axis=(0, 1))


@misconception(
    "average-not-divided",
    replaces="avg_pool2d",
    see="pooling",
    fr="Vous additionnez les pixels de la fenêtre sans diviser par leur nombre, size * size.",
    en="You add up the pixels of the window without dividing by their number, size * size.",
)
def avg_pool2d_not_divided(x, size, stride, padding=0):
    return windows(x, size, size, stride, padding).sum(axis=(0, 1))


@misconception(
    "average-gradient-not-divided",
    replaces="avg_pool2d_backward",
    see="pooling",
    fr="Vous donnez tout dout à chaque pixel : chacun n'a compté que pour 1 / (size * size) dans la "
    "moyenne, il n'en reçoit que cette part.",
    en="You give the whole of dout to each pixel: each counted for only 1 / (size * size) in the mean, "
    "and receives only that share.",
)
def avg_pool2d_backward_not_divided(dout, x, size, stride, padding=0):
    shares = np.broadcast_to(dout, (size, size, *dout.shape))
    return add_windows(shares, x.shape, stride, padding)


# --- networks -------------------------------------------------------------------------------------


@misconception(
    "relu-on-prediction",
    replaces="cnn_forward",
    see="convolution",
    fr="Vous appliquez une ReLU à la prédiction : le réseau ne pourrait jamais prédire un nombre "
    "négatif. La dernière couche d'une régression est linéaire.",
    en="You apply a ReLU to the prediction: the network could never predict a negative number. The last "
    "layer of a regression is linear.",
)
def cnn_forward_relu_on_prediction(params, x):
    maps = np.maximum(conv2d(x, params["k1"], params["b1"]), 0)
    maps = np.maximum(conv2d(maps, params["k2"], params["b2"], stride=2), 0)
    hidden = np.maximum(maps.reshape(len(x), -1) @ params["w3"] + params["b3"], 0)
    return np.maximum(hidden @ params["w4"] + params["b4"], 0)


@misconception(
    "no-activation",
    replaces="cnn_forward",
    see="3.2",
    fr="Il manque les ReLU entre les couches : sans elles, tout le réseau n'est qu'une seule application "
    "affine.",
    en="The ReLUs between the layers are missing: without them the whole network is a single affine "
    "map.",
)
def cnn_forward_no_activation(params, x):
    maps = conv2d(conv2d(x, params["k1"], params["b1"]), params["k2"], params["b2"], stride=2)
    hidden = maps.reshape(len(x), -1) @ params["w3"] + params["b3"]
    return hidden @ params["w4"] + params["b4"]


@misconception(
    "flatten-channels-last",
    replaces="cnn_forward",
    see="convolution",
    fr="Vous aplatissez dans l'ordre ligne, colonne, canal : les poids denses attendent l'ordre du "
    "tableau (n, c, h, w), soit canal, ligne, colonne.",
    en="You flatten in the order row, column, channel: the dense weights expect the order of the array "
    "(n, c, h, w), that is channel, row, column.",
)
def cnn_forward_channels_last(params, x):
    maps = np.maximum(conv2d(x, params["k1"], params["b1"]), 0)
    maps = np.maximum(conv2d(maps, params["k2"], params["b2"], stride=2), 0)
    flat = maps.transpose(0, 2, 3, 1).reshape(len(x), -1)
    hidden = np.maximum(flat @ params["w3"] + params["b3"], 0)
    return hidden @ params["w4"] + params["b4"]


@misconception(
    "all-weights-zero",
    replaces="init_classifier",
    see="4.4",
    fr="Vous partez de poids tous nuls : tous les noyaux restent identiques et rien ne remonte vers eux. "
    "Seuls les biais commencent à zéro.",
    en="You start from weights that are all zero: all the kernels stay the same and nothing comes back "
    "to them. Only the biases start at zero.",
)
def init_classifier_zero(rng):
    shapes = {"k1": (6, 1, 3, 3), "b1": (6,), "k2": (8, 6, 3, 3), "b2": (8,)}
    return {key: np.zeros(s) for key, s in {**shapes, "w3": (32, 10), "b3": (10,)}.items()}


@misconception(
    "softmax-in-forward",
    replaces="classifier_forward",
    see="3.2.6",
    fr="Votre passe avant rend des probabilités : elle doit rendre les scores (logits), softmax se fait "
    "avec l'entropie croisée.",
    en="Your forward pass returns probabilities: it has to return the scores (logits), softmax goes with "
    "the cross-entropy.",
)
def classifier_forward_softmax(params, x):
    maps = max_pool2d(np.maximum(conv2d(x, params["k1"], params["b1"], 1, 1), 0), 2, 2)
    maps = max_pool2d(np.maximum(conv2d(maps, params["k2"], params["b2"], 1, 1), 0), 2, 2)
    logits = maps.reshape(len(x), -1) @ params["w3"] + params["b3"]
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@misconception(
    "sum-not-mean",
    replaces="classifier_backward",
    see="4.2",
    fr="Vous additionnez les pertes des exemples (et leurs gradients) au lieu d'en prendre la moyenne : "
    "divisez par n, sinon le pas grandit avec le lot.",
    en="You add up the losses of the examples (and their gradients) instead of averaging them: divide by "
    "n, otherwise the step grows with the batch.",
)
def classifier_backward_sum(params, x, labels):
    score1 = conv2d(x, params["k1"], params["b1"], 1, 1)
    active1 = np.maximum(score1, 0)
    pooled1 = max_pool2d(active1, 2, 2)
    score2 = conv2d(pooled1, params["k2"], params["b2"], 1, 1)
    active2 = np.maximum(score2, 0)
    pooled2 = max_pool2d(active2, 2, 2)
    flat = pooled2.reshape(len(x), -1)
    logits = flat @ params["w3"] + params["b3"]
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    truth = np.eye(10, dtype=x.dtype)[labels]
    d = p - truth
    grads = {"w3": flat.T @ d, "b3": d.sum(axis=0)}
    d = max_pool2d_backward((d @ params["w3"].T).reshape(pooled2.shape), active2, 2, 2)
    d, grads["k2"], grads["b2"] = conv2d_backward(d * (score2 > 0), pooled1, params["k2"], 1, 1)
    d = max_pool2d_backward(d, active1, 2, 2) * (score1 > 0)
    _, grads["k1"], grads["b1"] = conv2d_backward(d, x, params["k1"], 1, 1)
    return -np.sum(truth * np.log(np.maximum(p, 1e-30))), grads


@misconception(
    "truth-minus-prediction",
    replaces="classifier_backward",
    see="4.4.3",
    fr="Vos gradients ont le signe opposé : celui de l'entropie croisée par rapport aux scores est "
    "prédiction moins vérité.",
    en="Your gradients have the opposite sign: that of the cross-entropy with respect to the scores is "
    "prediction minus truth.",
)
def classifier_backward_opposite(params, x, labels):
    score1 = conv2d(x, params["k1"], params["b1"], 1, 1)
    active1 = np.maximum(score1, 0)
    pooled1 = max_pool2d(active1, 2, 2)
    score2 = conv2d(pooled1, params["k2"], params["b2"], 1, 1)
    active2 = np.maximum(score2, 0)
    pooled2 = max_pool2d(active2, 2, 2)
    flat = pooled2.reshape(len(x), -1)
    logits = flat @ params["w3"] + params["b3"]
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    truth = np.eye(10, dtype=x.dtype)[labels]
    d = (truth - p) / len(x)
    grads = {"w3": flat.T @ d, "b3": d.sum(axis=0)}
    d = max_pool2d_backward((d @ params["w3"].T).reshape(pooled2.shape), active2, 2, 2)
    d, grads["k2"], grads["b2"] = conv2d_backward(d * (score2 > 0), pooled1, params["k2"], 1, 1)
    d = max_pool2d_backward(d, active1, 2, 2) * (score1 > 0)
    _, grads["k1"], grads["b1"] = conv2d_backward(d, x, params["k1"], 1, 1)
    return -np.sum(truth * np.log(np.maximum(p, 1e-30))) / len(x), grads


@misconception(
    "relu-derivative-forgotten",
    replaces="classifier_backward",
    see="4.4",
    fr="Votre passe arrière oublie les ReLU : là où le score d'une convolution est négatif, rien ne doit "
    "remonter. Multipliez par (score > 0).",
    en="Your backward pass forgets the ReLUs: where the score of a convolution is negative, nothing may "
    "go back. Multiply by (score > 0).",
)
def classifier_backward_no_relu(params, x, labels):
    score1 = conv2d(x, params["k1"], params["b1"], 1, 1)
    active1 = np.maximum(score1, 0)
    pooled1 = max_pool2d(active1, 2, 2)
    score2 = conv2d(pooled1, params["k2"], params["b2"], 1, 1)
    active2 = np.maximum(score2, 0)
    pooled2 = max_pool2d(active2, 2, 2)
    flat = pooled2.reshape(len(x), -1)
    logits = flat @ params["w3"] + params["b3"]
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    truth = np.eye(10, dtype=x.dtype)[labels]
    d = (p - truth) / len(x)
    grads = {"w3": flat.T @ d, "b3": d.sum(axis=0)}
    d = max_pool2d_backward((d @ params["w3"].T).reshape(pooled2.shape), active2, 2, 2)
    d, grads["k2"], grads["b2"] = conv2d_backward(d, pooled1, params["k2"], 1, 1)
    d = max_pool2d_backward(d, active1, 2, 2)
    _, grads["k1"], grads["b1"] = conv2d_backward(d, x, params["k1"], 1, 1)
    return -np.sum(truth * np.log(np.maximum(p, 1e-30))) / len(x), grads


@misconception(
    "step-uphill",
    replaces="train_step",
    see="4.3",
    fr="Votre pas monte : le gradient montre la direction où la perte augmente, on le retranche.",
    en="Your step goes up: the gradient shows the direction in which the loss increases, it is "
    "subtracted.",
)
def train_step_uphill(params, x, labels, lr):
    loss, gradients = classifier_backward(params, x, labels)
    return {name: params[name] + lr * gradients[name] for name in params}, loss


@misconception(
    "loss-after-step",
    replaces="train_step",
    see="4.3",
    fr="Vous rendez la perte d'après le pas : l'énoncé demande celle d'avant, que la passe avant a déjà "
    "donnée (et qui ne coûte rien).",
    en="You return the loss after the step: the statement asks for the one before, which the forward "
    "pass gave already (and which costs nothing).",
)
def train_step_loss_after(params, x, labels, lr):
    _, gradients = classifier_backward(params, x, labels)
    after = {name: params[name] - lr * gradients[name] for name in params}
    return after, classifier_backward(after, x, labels)[0]


@misconception(
    "mean-of-batch-means",
    replaces="train_classifier",
    see="5.1.5",
    fr="Vous faites la moyenne des pertes des lots, comme le listing du manuel : le dernier lot, plus "
    "court, y pèse trop. Pesez chaque perte par la taille de son lot.",
    en="You average the losses of the batches, like the listing of the textbook: the last batch, which "
    "is shorter, weighs too much. Weigh each loss by the size of its batch.",
)
def train_classifier_batch_means(params, x, labels, epochs, batch_size, lr, rng):
    rng = np.random.default_rng(rng)
    losses = []
    for _ in range(epochs):
        order, means = rng.permutation(len(x)), []
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            params, loss = train_step(params, x[batch], labels[batch], lr)
            means.append(loss)
        losses.append(np.mean(means))
    return params, losses


@misconception(
    "short-batch-dropped",
    replaces="train_classifier",
    see="4.3.7",
    fr="Vous oubliez le dernier lot quand il est plus court : tous les exemples servent à chaque époque.",
    en="You leave out the last batch when it is shorter: all the examples serve in each epoch.",
)
def train_classifier_dropped(params, x, labels, epochs, batch_size, lr, rng):
    rng = np.random.default_rng(rng)
    losses = []
    for _ in range(epochs):
        order, total, seen = rng.permutation(len(x)), 0.0, 0
        for start in range(0, len(x) - batch_size + 1, batch_size):
            batch = order[start : start + batch_size]
            params, loss = train_step(params, x[batch], labels[batch], lr)
            total, seen = total + loss * batch_size, seen + batch_size
        losses.append(total / max(seen, 1))
    return params, losses


@misconception(
    "never-shuffled",
    replaces="train_classifier",
    see="4.3.7",
    fr="Vos lots sont toujours les mêmes, dans l'ordre du tableau : mélangez les exemples au début de "
    "chaque époque, avec le générateur reçu.",
    en="Your batches are always the same, in the order of the array: shuffle the examples at the "
    "beginning of each epoch, with the generator received.",
)
def train_classifier_never_shuffled(params, x, labels, epochs, batch_size, lr, rng):
    losses = []
    for _ in range(epochs):
        total = 0.0
        for start in range(0, len(x), batch_size):
            batch = slice(start, start + batch_size)
            params, loss = train_step(params, x[batch], labels[batch], lr)
            total += loss * len(x[batch])
        losses.append(total / len(x))
    return params, losses
