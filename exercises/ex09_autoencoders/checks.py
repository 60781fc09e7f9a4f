"""Public checks of ex09 (autoencoders).

Models are compared with the same weights, given in the order of the layers, whatever the student
calls them. What depends on random numbers is never compared value by value: a learning rate of 0,
a batch that holds everything or a network that is constant make them irrelevant; elsewhere only
properties are asked for.
"""

import numpy as np
import pytest

from grader.checks.api import (
    agree,
    array,
    close,
    differentiates,
    keeps_device,
    learns,
    progress,
    raises,
    require,
    support,
    trains,
    untouched,
)
from grader.checks.data import digits
from grader.checks.figures import curve, images, scatter
from grader.texts import Text

EPOCH, LOSS = Text("époque", "epoch"), Text("perte", "loss")

# Rounding of a few hundred operations in float32.
SOME = {"operations": 200}
# Losses and weights of a training in float32: rounding, a little amplified by each step.
LOSSES = {
    "rtol": 1e-4,
    "atol": 1e-5,
    "reason": Text(
        "En float32, chaque pas amplifie un peu les arrondis.",
        "In float32, each step amplifies rounding a little.",
    ),
}


# --- models with weights of our choice ------------------------------------------------------------


def dense_layers(inputs, hidden, latent):
    """The names and shapes of a DenseAutoencoder's state, in the order of the layers."""
    sizes = {
        "encoder.0": (hidden, inputs),
        "encoder.2": (latent, hidden),
        "decoder.0": (hidden, latent),
        "decoder.2": (inputs, hidden),
    }
    return linear_layers(sizes)


def vae_layers(inputs, hidden, latent):
    """The same of a VAE."""
    sizes = {
        "body.0": (hidden, inputs),
        "mu": (latent, hidden),
        "logvar": (latent, hidden),
        "decoder.0": (hidden, latent),
        "decoder.2": (inputs, hidden),
    }
    return linear_layers(sizes)


def linear_layers(sizes):
    """Weights (out, in) and biases (out,), by name."""
    layers = {}
    for name, (out, into) in sizes.items():
        layers |= {f"{name}.weight": (out, into), f"{name}.bias": (out,)}
    return layers


def conv_layers(channels):
    """The same of a ConvAutoencoder."""
    c = channels
    layers = {"encoder.0.weight": (c, 1, 3, 3), "encoder.0.bias": (c,)}
    layers |= norm_layer("encoder.1", c)
    layers |= {"encoder.3.weight": (2 * c, c, 3, 3), "encoder.3.bias": (2 * c,)}
    layers |= {"decoder.0.weight": (2 * c, c, 3, 3), "decoder.0.bias": (c,)}
    layers |= norm_layer("decoder.1", c)
    return layers | {"decoder.3.weight": (c, 1, 3, 3), "decoder.3.bias": (1,)}


def norm_layer(name, c):
    """The state of a batch normalisation."""
    names = ("weight", "bias", "running_mean", "running_var")
    return {f"{name}.{each}": (c,) for each in names} | {f"{name}.num_batches_tracked": ()}


def weights(rng, layers, scale=0.5):
    """A random state of these layers, float32; a batch normalisation's variance is positive."""
    state = {}
    for name, shape in layers.items():
        if name.endswith("num_batches_tracked"):
            state[name] = np.array(1, dtype=np.int64)
        else:
            value = rng.normal(scale=scale, size=shape)
            positive = name.endswith("running_var")
            state[name] = (np.exp(value) if positive else value).astype(np.float32)
    return state


def loaded(subject, called, sizes, state):
    """A model of the student (or of the reference) with this state, given in the layers' order."""
    net = getattr(subject, called)(*sizes)
    shapes = subject.set_weights(net, list(state.values()))
    wanted = [list(np.shape(value)) for value in state.values()]
    require(
        shapes,
        fr=f"{called}(...) n'a aucun paramètre : {called} doit hériter de nn.Module, et chaque couche "
        "être gardée dans un attribut (self.encoder = ...) par __init__.",
        en=f"{called}(...) has no parameters: {called} must inherit from nn.Module, and __init__ keep "
        "each layer in an attribute (self.encoder = ...).",
    )
    require(
        shapes == wanted,
        fr=f"Les poids de {called} n'ont pas, dans l'ordre, les formes {wanted} ; les vôtres ont "
        f"{shapes}. Comparez avec le tableau de l'énoncé : les couches, l'ordre dans lequel elles "
        "sont déclarées, leurs tailles.",
        en=f"The weights of {called} do not have, in order, the shapes {wanted}; yours have "
        f"{shapes}. Compare with the statement's table: the layers, the order in which they are "
        "declared, their sizes.",
    )
    return net


def dense(rng, student, reference, inputs, hidden, latent, scale=0.5):
    """The student's dense autoencoder and the reference's, with the same random weights."""
    state = weights(rng, dense_layers(inputs, hidden, latent), scale)
    return pair(student, reference, "DenseAutoencoder", (inputs, hidden, latent), state)


def conv(rng, student, reference, channels, scale=0.5):
    """The same of the convolutional one."""
    state = weights(rng, conv_layers(channels), scale)
    return pair(student, reference, "ConvAutoencoder", (channels,), state)


def vae(rng, student, reference, inputs, hidden, latent, scale=0.5):
    """The same of the variational one."""
    state = weights(rng, vae_layers(inputs, hidden, latent), scale)
    return pair(student, reference, "VAE", (inputs, hidden, latent), state)


def pair(student, reference, called, sizes, state):
    """The student's model and the reference's, with one state."""
    net = loaded(student, called, sizes, state)
    return net, loaded(reference, called, sizes, state)


def pixels(rng, *shape):
    """Random values in [0, 1], float32."""
    return rng.uniform(size=shape).astype(np.float32)


def normal(rng, *shape):
    """Random values of law N(0, 1), float32."""
    return rng.normal(size=shape).astype(np.float32)


def moved_digits(rng, n):
    """`n` of the bundled digits (n, 8, 8) in [0, 1], each moved by a part of a pixel; labels.

    None of them is one of the bundled images. All values are multiples of 1/256.
    """
    pictures, labels = digits()
    chosen = rng.permutation(len(pictures))[:n]
    moved = pictures[chosen] / 16.0
    for axis in (1, 2):
        share = rng.choice([-0.5, -0.25, 0.25, 0.5], size=(n, 1, 1))
        beside = np.where(share > 0, np.roll(moved, 1, axis), np.roll(moved, -1, axis))
        moved = (1 - np.abs(share)) * moved + np.abs(share) * beside
    return moved.astype(np.float32), labels[chosen]


def same_weights(student, net, reference, other):
    """After training, two models of the same layers must hold the same numbers."""
    close(student.get_weights(net), reference.get_weights(other), **LOSSES)


def number(loss, called):
    """The loss that `called` returned: a Python float, and nothing that keeps a graph."""
    require(
        isinstance(loss, float),
        fr=f"{called} rend un float de Python (return loss.item()), pas un tenseur : gardé dans une "
        "liste, un tenseur garderait tout son graphe.",
        en=f"{called} returns a Python float (return loss.item()), no tensor: kept in a list, a "
        "tensor would keep its whole graph.",
    )
    return loss


def listed(history, called, epochs):
    """The history that `called` returned: a list of Python floats, one for each epoch."""
    require(
        isinstance(history, list) and len(history) == epochs,
        fr=f"{called} renvoie une liste : une perte par époque, {epochs} ici.",
        en=f"{called} returns a list: one loss for each epoch, {epochs} here.",
    )
    require(
        all(isinstance(loss, float) for loss in history),
        fr=f"{called} renvoie une liste de float de Python, pas de tenseurs : le pas rend loss.item().",
        en=f"{called} returns a list of Python floats, not of tensors: the step returns loss.item().",
    )
    return history


def near(actual, expected):
    """Whether two losses or lists of losses agree, rounding apart."""
    return np.allclose(actual, expected, rtol=1e-4, atol=1e-6)


def unchanged(before, after):
    """Whether twice the weights of one model are the same numbers."""
    return all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


# --- the two autoencoders -------------------------------------------------------------------------


@pytest.mark.check(points=1, task="DenseAutoencoder")
def test_dense(student, reference, rng):
    """Autoencodeur dense : codes, décodage, reconstruction, avec des poids donnés.
    --
    Dense autoencoder: codes, decoding, reconstruction, with given weights."""
    net, other = dense(rng, student, reference, 7, 5, 3)
    agree(net.encode, other.encode, normal(rng, 4, 7), **SOME)
    agree(net.decode, other.decode, normal(rng, 6, 3), **SOME)
    agree(net, other, pixels(rng, 5, 7), **SOME)
    agree(net, other, pixels(rng, 1, 7), **SOME)


@pytest.mark.check(points=1, task="ConvAutoencoder")
def test_conv(student, reference, rng):
    """Autoencodeur convolutif : codes, décodage, reconstruction, en mode évaluation.
    --
    Convolutional autoencoder: codes, decoding, reconstruction, in evaluation mode."""
    net, other = conv(rng, student, reference, 2)
    net.eval()
    other.eval()
    agree(net.encode, other.encode, pixels(rng, 3, 1, 8, 8), **SOME)
    agree(net.decode, other.decode, normal(rng, 2, 4, 2, 3), **SOME)
    agree(net, other, pixels(rng, 2, 1, 8, 12), **SOME)


# --- learning -------------------------------------------------------------------------------------


@pytest.mark.check(points=0.5, task="add_noise")
def test_add_noise(student, reference, rng):
    """Bruit : de l'écart-type demandé, reproductible, et des valeurs qui restent dans [0, 1].
    --
    Noise: of the standard deviation asked for, reproducible, and values that stay in [0, 1]."""
    seed = int(rng.integers(2**31))
    grey = np.full((20, 20), 0.5)
    noisy = array(student.add_noise(grey, 0.1, seed), shape=(20, 20), dtype="float64")
    # Of 400 draws the deviation is within 18 % of 0.1, the mean within 0.025 (5 sigma).
    require(
        abs(noisy.std() - 0.1) < 0.018 and abs(noisy.mean() - 0.5) < 0.025,
        fr=f"Autour de 0,5 et avec std=0.1, le résultat a l'écart-type {noisy.std():.3g} et la "
        f"moyenne {noisy.mean():.3g} ; il fallait environ 0,1 et 0,5.",
        en=f"Around 0.5 and with std=0.1, the result has the standard deviation {noisy.std():.3g} "
        f"and the mean {noisy.mean():.3g}; about 0.1 and 0.5 were expected.",
    )
    require(
        len(np.unique(noisy)) == 400,
        fr="Chaque valeur doit recevoir un bruit à elle, d'un exemple et d'un pixel à l'autre.",
        en="Each value must receive a noise of its own, from one example and one pixel to the next.",
    )
    # 4.6 % of Gaussian draws are beyond two deviations; a uniform noise ends at 1.73.
    require(
        np.abs(noisy - 0.5).max() > 0.2,
        fr="Le bruit n'est pas gaussien : aucune valeur n'est à plus de deux écarts-types.",
        en="The noise is not Gaussian: no value is more than two standard deviations away.",
    )
    again, other = student.add_noise(grey, 0.1, seed), student.add_noise(grey, 0.1, seed + 1)
    require(
        np.array_equal(noisy, again) and not np.array_equal(noisy, other),
        fr="La même graine doit donner le même bruit, une autre graine un autre : tirez du "
        "générateur que rend make_generator(seed, x.device), et de rien d'autre.",
        en="The same seed must give the same noise, another seed another one: draw from the "
        "generator that make_generator(seed, x.device) returns, and from nothing else.",
    )
    strong = array(student.add_noise(grey, 10.0, seed), shape=(20, 20))
    require(
        strong.min() == 0 and strong.max() == 1,
        fr="Après le bruit, ramenez dans [0, 1] ce qui en sort : avec un bruit très fort, le "
        "minimum doit être 0 et le maximum 1.",
        en="After the noise, bring back into [0, 1] what has left it: with a very strong noise, the "
        "minimum must be 0 and the maximum 1.",
    )
    x = pixels(rng, 3, 1, 4, 4)
    close(student.add_noise(x, 0.0, seed), x)


@pytest.mark.check(points=0.75, task="train_step", needs=["dense"])
def test_train_step(student, reference, rng):
    """Un pas, puis un autre : les pertes et tous les poids.
    --
    One step, then another: the losses and all the weights."""
    net, other = dense(rng, student, reference, 6, 4, 2)
    # In evaluation mode its layers answer something else.
    for each in (net, other):
        each.apply(support("shift_in_evaluation"))
        each.eval()
    ours, theirs = student.make_sgd(net, 0.5), reference.make_sgd(other, 0.5)
    for _ in range(2):
        inputs, targets = pixels(rng, 5, 6), pixels(rng, 5, 6)
        still = float(np.mean((np.asarray(other(inputs)) - targets) ** 2))
        expected = reference.train_step(other, theirs, inputs, targets)
        loss = number(student.train_step(net, ours, inputs, targets), "train_step")
        require(
            near(loss, expected) or not near(loss, still),
            fr="La perte est celle du modèle en mode évaluation : train_step commence par "
            "model.train().",
            en="The loss is that of the model in evaluation mode: train_step begins with "
            "model.train().",
        )
        close(loss, expected, **LOSSES)
        other.eval()
        net.eval()
    same_weights(student, net, reference, other)


@pytest.mark.check(points=0.5, task="train_step")
def test_not_finite(student, reference, rng):
    """Une perte qui n'est pas finie lève ValueError, et les poids restent ce qu'ils étaient.
    --
    A loss that is not finite raises ValueError, and the weights stay what they were."""
    net, _ = dense(rng, student, reference, 6, 4, 2)
    optimizer, x = student.make_sgd(net, 0.1), pixels(rng, 3, 6)
    for bad in (np.nan, np.inf):
        broken = x.copy()
        broken[1, 2] = bad
        before = student.get_weights(net)
        raises(
            student.train_step,
            net,
            optimizer,
            x,
            broken,
            error="ValueError",
            fr=f"Avec {bad} dans les cibles, la perte n'est pas finie : il fallait lever ValueError.",
            en=f"With {bad} in the targets, the loss is not finite: ValueError had to be raised.",
        )
        require(
            unchanged(before, student.get_weights(net)),
            fr="La perte n'est pas finie, et pourtant les poids ont changé : vérifiez la perte avant "
            "optimizer.step().",
            en="The loss is not finite, and yet the weights changed: check the loss before "
            "optimizer.step().",
        )


@pytest.mark.check(points=1, task="train", needs=["train_step", "add_noise"])
def test_train(student, reference, rng):
    """Entraînement : l'historique, le dernier lot, la graine ; la cible d'un débruiteur est propre.
    --
    Training: the history, the last batch, the seed; the target of a denoiser is clean."""
    seed = int(rng.integers(2**31))
    # One batch holds everything: the order of the examples does not matter.
    net, other = dense(rng, student, reference, 6, 4, 2)
    x = pixels(rng, 5, 6)
    expected = reference.train(other, x, 4, 5, 0.02, seed)
    close(listed(student.train(net, x, 4, 5, 0.02, seed), "train", 4), expected, **LOSSES)
    # A rate of 0 changes nothing: the loss of each epoch is that of the whole set.
    net, other = dense(rng, student, reference, 6, 4, 2, 1.5)
    x = pixels(rng, 7, 6) ** 4
    x[0] = 1.0
    errors = np.asarray(reference.reconstruction_errors(other, x)).astype(np.float64)
    expected = reference.train(other, x, 3, 3, 0.0, seed)
    history = listed(student.train(net, x, 3, 3, 0.0, seed), "train", 3)
    # Of 7 examples one is alone in the last batch: what a mean of the three batches would be.
    others = (errors.sum() - errors) / 6
    means = (2 * others + errors) / 3
    require(
        near(history, expected) or not all(np.min(np.abs(means - each)) < 1e-5 for each in history),
        fr="Vous faites la moyenne des pertes des lots : le dernier, plus court, compte autant que les "
        "autres. Multipliez chaque perte par la taille de son lot, divisez à la fin par len(x).",
        en="You average the losses of the batches: the last one, which is shorter, counts as much as "
        "the others. Multiply each loss by the size of its batch, divide by len(x) at the end.",
    )
    close(history, expected, **LOSSES)
    # All weights are 0: the network answers 0.5 to everything, which is the clean target.
    net = loaded(student, "DenseAutoencoder", (6, 4, 2), zeros(dense_layers(6, 4, 2)))
    grey = np.full((5, 6), 0.5, dtype=np.float32)
    history = listed(student.train(net, grey, 2, 2, 0.0, seed, 0.3), "train", 2)
    require(
        max(np.abs(history)) < 1e-12,
        fr="Ce réseau rend 0,5 partout, et l'image propre vaut 0,5 partout : la perte d'un débruiteur "
        f"se mesure contre l'image propre, elle est nulle ici ; la vôtre vaut {history[0]:.3g}. La "
        "cible est-elle bien le lot propre, et non le lot bruité ?",
        en="This network returns 0.5 everywhere, and the clean image is 0.5 everywhere: the loss of a "
        f"denoiser is measured against the clean image, it is zero here; yours is {history[0]:.3g}. "
        "Is the target really the clean batch, not the noisy one?",
    )


def zeros(layers):
    """A state of zeros."""
    return {name: np.zeros(shape, dtype=np.float32) for name, shape in layers.items()}


# --- anomalies ------------------------------------------------------------------------------------


@pytest.mark.check(points=1, task="reconstruction_errors", needs=["dense"])
def test_errors(student, reference, rng):
    """Erreurs de reconstruction : une par exemple, en mode évaluation, sans rien apprendre.
    --
    Reconstruction errors: one for each example, in evaluation mode, learning nothing."""
    net, other = dense(rng, student, reference, 6, 4, 2)
    agree(
        lambda *args: student.reconstruction_errors(net, *args),
        lambda *args: reference.reconstruction_errors(other, *args),
        pixels(rng, 5, 6),
        **SOME,
    )
    # In training mode its layers answer something else.
    net, other = dense(rng, student, reference, 7, 4, 2)
    for each in (net, other):
        each.apply(support("shift_in_training"))
        each.train()
    x = pixels(rng, 3, 7)
    moved = np.mean((np.asarray(other(x)) - x) ** 2, axis=1)
    expected = reference.reconstruction_errors(other, x)
    found = array(student.reconstruction_errors(net, x), shape=(3,))
    require(
        near(found, expected) or not near(found, moved),
        fr="Ces erreurs sont celles du modèle en mode entraînement : reconstruction_errors commence "
        "par model.eval().",
        en="These are the errors of the model in training mode: reconstruction_errors begins with "
        "model.eval().",
    )
    close(found, expected, **SOME)


@pytest.mark.check(points=0.75, task="anomaly_threshold", needs=["errors"])
def test_threshold(student, reference, rng):
    """Seuil et alertes : les dix erreurs de l'énoncé, puis un autoencodeur.
    --
    Threshold and alerts: the ten errors of the statement, then an autoencoder."""
    ten = np.arange(1, 11) / 100.0
    close(student.anomaly_threshold(ten, 0.1), 0.091)
    for rate in (0.05, 0.3):
        errors = rng.gamma(2.0, size=23)
        agree(student.anomaly_threshold, reference.anomaly_threshold, errors, rate)
    net, other = dense(rng, student, reference, 6, 4, 2)
    x = pixels(rng, 9, 6)
    errors = np.sort(np.asarray(reference.reconstruction_errors(other, x)))
    middle = float(errors[3] + errors[4]) / 2  # between two errors: rounding decides nothing
    close(student.detect(net, x, middle), reference.detect(other, x, middle))


# --- variational ----------------------------------------------------------------------------------


@pytest.mark.check(points=0.75, task="reparameterise")
def test_reparameterise(student, reference, rng):
    """Reparamétrisation : l'exemple de l'énoncé, un lot au hasard, et le gradient qui passe.
    --
    Reparameterisation: the statement's example, a random batch, and the gradient that flows."""
    one = np.array([[1.0]]), np.log(np.array([[4.0]])), np.array([[0.5]])
    close(student.reparameterise(*one), np.array([[2.0]]))
    args = tuple(rng.normal(size=(4, 3)) for _ in range(3))
    agree(student.reparameterise, reference.reparameterise, *args)
    differentiates(student.reparameterise, reference.reparameterise, *args, wrt=[0, 1])


@pytest.mark.check(points=0.75, task="kl_divergence")
def test_kl_divergence(student, reference, rng):
    """Divergence KL : l'exemple de l'énoncé, un lot au hasard, nulle pour N(0, 1), et dérivable.
    --
    KL divergence: the statement's example, a random batch, zero for N(0, 1), differentiable."""
    mu, logvar = np.array([[1.0, 0.0]]), np.array([[0.0, np.log(4.0)]])
    close(student.kl_divergence(mu, logvar), 0.5 + (3.0 - np.log(4.0)) / 2)
    close(student.kl_divergence(np.zeros((3, 2)), np.zeros((3, 2))), 0.0)
    args = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
    agree(student.kl_divergence, reference.kl_divergence, *args, operations=20)
    differentiates(student.kl_divergence, reference.kl_divergence, *args, operations=20)


@pytest.mark.check(points=0.75, task="vae_loss", needs=["kl_divergence"])
def test_vae_loss(student, reference, rng):
    """Perte du VAE : l'exemple de l'énoncé, puis des lots et des poids beta au hasard.
    --
    Loss of the VAE: the statement's example, then random batches and weights beta."""
    pictures = np.array([[0.5, 0.0, 1.0]]), np.array([[0.0, 0.0, 0.5]])
    law = np.array([[1.0, 0.0]]), np.array([[0.0, np.log(4.0)]])
    close(student.vae_loss(*pictures, *law, 0.1), 0.5 + 0.1 * (0.5 + (3.0 - np.log(4.0)) / 2))
    for n, inputs, latent, beta in ((4, 5, 2, 1.0), (3, 2, 6, 0.25)):
        pictures = rng.uniform(size=(n, inputs)), rng.uniform(size=(n, inputs))
        law = rng.normal(size=(n, latent)), rng.normal(size=(n, latent))
        agree(student.vae_loss, reference.vae_loss, *pictures, *law, beta, operations=20)


@pytest.mark.check(points=1, task="VAE", needs=["reparameterise"])
def test_vae(student, reference, rng):
    """VAE : mu et logvar, décodage, passe avant avec un bruit donné.
    --
    VAE: mu and logvar, decoding, forward pass with a given noise."""
    net, other = vae(rng, student, reference, 7, 5, 3)
    agree(net.encode, other.encode, pixels(rng, 4, 7), **SOME)
    agree(net.decode, other.decode, normal(rng, 6, 3), **SOME)
    agree(net, other, pixels(rng, 5, 7), normal(rng, 5, 3), **SOME)
    # In evaluation mode too, the noise is the one given.
    net.eval()
    other.eval()
    agree(net, other, pixels(rng, 4, 7), normal(rng, 4, 3), **SOME)


@pytest.mark.check(points=0.5, task="vae_step", needs=["vae", "vae_loss"])
def test_vae_step(student, reference, rng):
    """Un pas du VAE, puis un autre : les pertes et tous les poids.
    --
    One step of the VAE, then another: the losses and all the weights."""
    net, other = vae(rng, student, reference, 6, 4, 2)
    ours, theirs = student.make_sgd(net, 0.1), reference.make_sgd(other, 0.1)
    for _ in range(2):
        x, noise = pixels(rng, 5, 6), normal(rng, 5, 2)
        expected = reference.vae_step(other, theirs, x, noise, 0.3)
        loss = number(student.vae_step(net, ours, x, noise, 0.3), "vae_step")
        close(loss, expected, **LOSSES)
    same_weights(student, net, reference, other)


@pytest.mark.check(points=0.25, task="conventions", declared=True)
def test_conventions(student, reference, rng):
    """Rien n'est modifié sur place, tout reste sur son appareil, et les mesures sont sans gradient.
    --
    Nothing is modified in place, all stays on its device, and measures carry no gradient."""
    mu, logvar, noise = (rng.normal(size=(3, 2)) for _ in range(3))
    array(untouched(student.reparameterise, mu, logvar, noise), shape=(3, 2))
    untouched(student.kl_divergence, mu, logvar)
    untouched(student.add_noise, rng.uniform(size=(3, 4)), 2.0, 1)
    keeps_device(student.reparameterise, mu, logvar, noise)
    keeps_device(student.kl_divergence, mu, logvar)
    net, _ = dense(rng, student, reference, 6, 4, 2)
    sampler, _ = vae(rng, student, reference, 6, 4, 2)
    for value in (student.reconstruction_errors(net, pixels(rng, 3, 6)), sampler.sample(3, 1)):
        require(
            not getattr(value, "requires_grad", False),
            fr="Ce qui mesure ou invente ne garde pas de gradient : calculez-le sous "
            "torch.no_grad().",
            en="What measures or invents keeps no gradient: compute it under torch.no_grad().",
        )


# --- whole trainings ------------------------------------------------------------------------------


@pytest.mark.check(points=0.75, task="train", needs=["train"], seeds=100)
def test_digits(student, reference, rng):
    """Chiffres : un code de 12 nombres reconstruit des images jamais vues ; elles sont au rapport.
    --
    Digits: a code of 12 numbers reconstructs images never seen; they are in the report."""

    # A short one that can be compared, before a long one that can't (and takes its time).
    short, other = dense(rng, student, reference, 5, 4, 2)
    x = pixels(rng, 4, 5)
    expected = reference.train(other, x, 3, 4, 0.01, 1)
    close(student.train(short, x, 3, 4, 0.01, 1), expected, **LOSSES)

    # Of 100 seeds: the error is 0.018 (median) to 0.026 (worst); that of the mean image is 0.039
    # at least, 0.044 (median).
    def trial(fresh):
        pictures, _ = moved_digits(fresh, 280)
        x, unseen = pictures[:240].reshape(-1, 64), pictures[240:].reshape(-1, 64)
        net = student.DenseAutoencoder(64, 48, 12)
        seed = int(fresh.integers(2**31))
        history = student.train(net, x, 16, 20, 5e-3, seed, 0.0, progress(16))
        losses = learns(history)
        curve(
            fr="Chiffres : la perte par époque",
            en="Digits: the loss per epoch",
            series={"train": losses},
            x=EPOCH,
            y=LOSS,
        )
        made = array(net(unseen), shape=(40, 64))
        images(
            fr="Chiffres jamais vus (d'abord) et leurs reconstructions (ensuite)",
            en="Digits never seen (first) and their reconstructions (then)",
            images=np.concatenate([unseen[:8], made[:8]]).reshape(16, 8, 8),
        )
        error = float(np.mean((made - unseen) ** 2))
        require(
            error < 0.033,
            fr=f"Sur des images jamais vues, l'erreur quadratique moyenne est de {error:.4f} ; il "
            "faut moins de 0,033 (l'image moyenne, elle, se trompe de 0,044 environ).",
            en=f"On images never seen, the mean squared error is {error:.4f}; less than 0.033 is "
            "needed (the mean image errs by about 0.044).",
        )

    trains(trial, rng)


@pytest.mark.check(points=0.75, task="train_vae", needs=["vae", "vae_loss"], seeds=100)
def test_latent(student, reference, rng):
    """VAE sur les chiffres : un plan des codes où les classes se séparent, et des images inventées.
    --
    VAE on the digits: a plane of codes in which the classes part, and invented images."""

    # A short one that can be compared, the noise being silenced by a log-variance of -30.
    certain = weights(rng, vae_layers(5, 4, 2)) | {
        "logvar.weight": np.zeros((2, 4), np.float32),
        "logvar.bias": np.full(2, -30.0, np.float32),
    }
    short, other = pair(student, reference, "VAE", (5, 4, 2), certain)
    x = pixels(rng, 4, 5)
    expected = reference.train_vae(other, x, 3, 4, 0.01, 0.02, 1)
    close(student.train_vae(short, x, 3, 4, 0.01, 0.02, 1), expected, **LOSSES)

    # Of 100 seeds: the error is 0.028 (median) to 0.034 (worst), that of the mean image is 0.039
    # at least, 0.044 (median); means of codes within 0.37 of 0, deviations at most 1.17.
    def trial(fresh):
        pictures, labels = moved_digits(fresh, 340)
        x, unseen = pictures[:240].reshape(-1, 64), pictures[240:].reshape(-1, 64)
        net = student.VAE(64, 64, 2)
        seed = int(fresh.integers(2**31))
        history = student.train_vae(net, x, 30, 20, 1e-2, 0.1, seed, progress(30))
        losses = learns(history)
        curve(
            fr="VAE : la perte par époque",
            en="VAE: the loss per epoch",
            series={"train": losses},
            x=EPOCH,
            y=LOSS,
        )
        codes = net.encode(unseen)
        require(
            isinstance(codes, (tuple, list)) and len(codes) == 2,
            fr="encode renvoie mu et logvar.",
            en="encode returns mu and logvar.",
        )
        mu = array(codes[0], shape=(100, 2))
        scatter(
            fr="VAE : les codes de chiffres jamais vus",
            en="VAE: the codes of digits never seen",
            points=mu,
            labels=labels[240:],
            x="mu 1",
            y="mu 2",
        )
        made = array(net.sample(16, seed + 1), shape=(16, 64))
        images(
            fr="VAE : des chiffres inventés",
            en="VAE: invented digits",
            images=made.reshape(16, 8, 8),
        )
        rebuilt = array(net.decode(mu[:40]), shape=(40, 64))
        error = float(np.mean((rebuilt - unseen[:40]) ** 2))
        require(
            error < 0.038,
            fr=f"Sur des images jamais vues, décoder mu donne une erreur de {error:.4f} ; il faut "
            "moins de 0,038 (l'image moyenne se trompe de 0,044 environ).",
            en=f"On images never seen, decoding mu gives an error of {error:.4f}; less than 0.038 is "
            "needed (the mean image errs by about 0.044).",
        )
        spread = mu.std(axis=0)
        require(
            bool(np.all(np.abs(mu.mean(axis=0)) < 1.0) and np.all(spread < 2.0)),
            fr=f"Les codes s'éloignent de N(0, 1) : moyennes {mu.mean(axis=0).round(2)}, "
            f"écarts-types {spread.round(2)}. La divergence KL devait les y ramener.",
            en=f"The codes stray from N(0, 1): means {mu.mean(axis=0).round(2)}, standard "
            f"deviations {spread.round(2)}. The KL divergence should bring them back.",
        )

    trains(trial, rng)
