"""Ex09 : autoencodeurs. Comprimer, débruiter, repérer l'anormal, et inventer de nouvelles images.

Conventions : un exemple par ligne ; les valeurs des images sont dans [0, 1]. Un modèle dense reçoit
des lignes (n, inputs), un modèle convolutif des images (n, 1, hauteur, largeur). `x` est toujours
propre ; `seed` est une graine entière ou un torch.Generator (voir make_generator).
--
Ex09: autoencoders. Compress, denoise, spot what is abnormal, and invent new images.

Conventions: one example per row; the values of images are in [0, 1]. A dense model receives rows
(n, inputs), a convolutional one images (n, 1, height, width). `x` is always clean; `seed` is an
integer seed or a torch.Generator (see make_generator).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import nn
from torch.nn import functional as F

# --- Fourni : ne changez rien ici. --- Given: change nothing here. --------------------------------


def make_generator(seed: int | torch.Generator, device: torch.device) -> torch.Generator:
    """Générateur de nombres au hasard sur `device` ; un générateur reçu est rendu tel quel.
    --
    Generator of random numbers on `device`; a generator that is given comes back as it is.
    """
    if isinstance(seed, torch.Generator):
        return seed
    return torch.Generator(device=device).manual_seed(seed)


def minibatches(
    x: torch.Tensor, batch_size: int, generator: torch.Generator
) -> Iterator[torch.Tensor]:
    """Une époque de lots mélangés ; le dernier est plus court s'il le faut.
    --
    One epoch of shuffled batches; the last one is shorter where it must be.
    """
    order = torch.randperm(len(x), generator=generator, device=x.device)
    for start in range(0, len(x), batch_size):
        yield x[order[start : start + batch_size]]


def make_sgd(model: nn.Module, lr: float) -> torch.optim.Optimizer:
    """La descente de gradient toute simple, sur tous les paramètres du modèle.
    --
    Plain gradient descent, on all the parameters of the model.
    """
    return torch.optim.SGD(model.parameters(), lr=lr)


def set_weights(model: nn.Module, values: list[torch.Tensor]) -> list[list[int]]:
    """Donne ces valeurs aux couches du modèle, dans leur ordre ; rend les formes de ses poids.

    Le correcteur s'en sert ; si les formes ne sont pas les bonnes, rien n'est changé.
    --
    Gives these values to the model's layers, in their order; returns the shapes of its weights.

    The grader uses it; where the shapes are not right, nothing is changed.
    """
    state = model.state_dict() if isinstance(model, nn.Module) else {}
    shapes = [list(value.shape) for value in state.values()]
    if shapes == [list(value.shape) for value in values]:
        model.load_state_dict(dict(zip(state, values, strict=True)))
    return shapes


def get_weights(model: nn.Module) -> list[torch.Tensor]:
    """Les poids du modèle, dans l'ordre de ses couches ; le correcteur s'en sert.
    --
    The model's weights, in the order of its layers; the grader uses it.
    """
    return list(model.state_dict().values())


# --- À vous. --- Your turn. -----------------------------------------------------------------------


class DenseAutoencoder(nn.Module):
    """Autoencodeur dense : inputs -> hidden -> latent -> hidden -> inputs.

    ReLU après chaque couche cachée, rien après le code, sigmoïde à la sortie.
    Source: cours magistral, autoencodeurs.
    --
    Dense autoencoder: inputs -> hidden -> latent -> hidden -> inputs.

    ReLU after each hidden layer, nothing after the code, a sigmoid at the output.
    Source: lecture, autoencoders.
    """

    def __init__(self, inputs: int, hidden: int, latent: int) -> None:
        """Quatre couches linéaires, déclarées dans l'ordre de la passe avant.
        --
        Four linear layers, declared in the order of the forward pass.
        """
        super().__init__()
        # À compléter / Your code here
        raise NotImplementedError()

    def encode(self, x: torch.Tensor) -> torch.Tensor:
        """Codes : (n, inputs) -> (n, latent), des nombres quelconques.
        --
        Codes: (n, inputs) -> (n, latent), any numbers.
        """
        # À compléter / Your code here
        raise NotImplementedError()

    def decode(self, z: torch.Tensor) -> torch.Tensor:
        """Reconstructions : (n, latent) -> (n, inputs), dans ]0, 1[.
        --
        Reconstructions: (n, latent) -> (n, inputs), between 0 and 1.
        """
        # À compléter / Your code here
        raise NotImplementedError()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Encode puis décode : (n, inputs) -> (n, inputs).
        --
        Encodes, then decodes: (n, inputs) -> (n, inputs).
        """
        # À compléter / Your code here
        raise NotImplementedError()


class ConvAutoencoder(nn.Module):
    """Autoencodeur convolutif pour des images (n, 1, h, w), h et w multiples de 4.

    Encodeur : 1 -> channels -> 2 channels, chaque convolution (3x3, pas 2, bourrage 1) divise les
    côtés par deux ; décodeur : le chemin inverse, par des convolutions transposées.
    Source: cours magistral, convolution et autoencodeurs.
    --
    Convolutional autoencoder for images (n, 1, h, w), h and w multiples of 4.

    Encoder: 1 -> channels -> 2 channels, each convolution (3x3, stride 2, padding 1) halves the
    sides; decoder: the way back, by transposed convolutions.
    Source: lecture, convolution and autoencoders.
    """

    def __init__(self, channels: int) -> None:
        """Les couches du tableau de l'énoncé, déclarées dans l'ordre de la passe avant.
        --
        The layers of the statement's table, declared in the order of the forward pass.
        """
        super().__init__()
        # À compléter / Your code here
        raise NotImplementedError()

    def encode(self, x: torch.Tensor) -> torch.Tensor:
        """Codes : (n, 1, h, w) -> (n, 2 channels, h / 4, w / 4).
        --
        Codes: (n, 1, h, w) -> (n, 2 channels, h / 4, w / 4).
        """
        # À compléter / Your code here
        raise NotImplementedError()

    def decode(self, z: torch.Tensor) -> torch.Tensor:
        """Reconstructions : (n, 2 channels, h / 4, w / 4) -> (n, 1, h, w), dans ]0, 1[.
        --
        Reconstructions: (n, 2 channels, h / 4, w / 4) -> (n, 1, h, w), between 0 and 1.
        """
        # À compléter / Your code here
        raise NotImplementedError()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Encode puis décode : (n, 1, h, w) -> (n, 1, h, w).
        --
        Encodes, then decodes: (n, 1, h, w) -> (n, 1, h, w).
        """
        # À compléter / Your code here
        raise NotImplementedError()


def add_noise(x: torch.Tensor, std: float, seed: int | torch.Generator) -> torch.Tensor:
    """Images bruitées : un bruit gaussien d'écart-type `std`, puis retour dans [0, 1].

    Args:
        x: valeurs dans [0, 1], forme quelconque, float32 ou float64 ; laissé intact.
        std: écart-type du bruit, au moins 0.
        seed: graine entière ou générateur ; commencez par make_generator(seed, x.device).
    Returns:
        un nouveau tenseur, même forme, même dtype, même appareil, dans [0, 1].
    Source: cours magistral, débruitage.
    --
    Noisy images: Gaussian noise of standard deviation `std`, then back into [0, 1].

    Args:
        x: values in [0, 1], any shape, float32 or float64; left as it is.
        std: standard deviation of the noise, at least 0.
        seed: integer seed or generator; begin with make_generator(seed, x.device).
    Returns:
        a new tensor, same shape, same dtype, same device, in [0, 1].
    Source: lecture, denoising.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def train_step(
    model: nn.Module, optimizer: torch.optim.Optimizer, inputs: torch.Tensor, targets: torch.Tensor
) -> float:
    """Un pas d'apprentissage d'un autoencodeur, sur un lot.

    Args:
        model: un autoencodeur ; passe d'abord en mode entraînement.
        optimizer: l'optimiseur de ses paramètres.
        inputs: ce que le modèle reçoit, bruité ou non.
        targets: ce qu'il doit rendre, même forme que inputs.
    Returns:
        la perte mesurée avant le pas : erreur quadratique moyenne sur tout le lot ; float de Python.
    Raises:
        ValueError: si la perte n'est pas finie ; les paramètres sont alors laissés intacts.
    Source: diapositives sur l'entraînement.
    --
    One step of training of an autoencoder, on one batch.

    Args:
        model: an autoencoder; first put into training mode.
        optimizer: the optimiser of its parameters.
        inputs: what the model receives, noisy or not.
        targets: what it should return, same shape as inputs.
    Returns:
        the loss measured before the step: mean squared error over the whole batch; a Python float.
    Raises:
        ValueError: if the loss is not finite; the parameters are then left as they are.
    Source: training slides.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def train(
    model: nn.Module,
    x: torch.Tensor,
    epochs: int,
    batch_size: int,
    lr: float,
    seed: int | torch.Generator,
    noise: float = 0.0,
    report: Callable[[int, float], None] | None = None,
) -> list[float]:
    """Entraîne un autoencodeur avec Adam ; avec `noise` > 0, c'est un débruiteur.

    Args:
        model: un autoencodeur ; ses paramètres sont modifiés.
        x: images propres, forme que le modèle attend ; laissées intactes.
        epochs: nombre d'époques, au moins 1.
        batch_size: taille des lots ; le dernier est plus court s'il le faut.
        lr: taux d'apprentissage d'Adam, au moins 0.
        seed: graine entière ou générateur, de l'ordre des exemples et du bruit.
        noise: écart-type du bruit, nouveau pour chaque lot, que reçoit le modèle ; la cible reste propre.
        report: si elle est donnée, appelée report(epoch, loss) après chaque époque, comptée de 1.
    Returns:
        la perte de chaque époque : moyenne sur les exemples des pertes que rend train_step.
    Raises:
        ValueError: si une perte n'est pas finie.
    Source: cours magistral, autoencodeurs et débruitage.
    --
    Trains an autoencoder with Adam; with `noise` > 0 it is a denoiser.

    Args:
        model: an autoencoder; its parameters are changed.
        x: clean images, of the shape that the model expects; left as they are.
        epochs: number of epochs, at least 1.
        batch_size: size of the batches; the last one is shorter where it must be.
        lr: Adam's learning rate, at least 0.
        seed: integer seed or generator, of the order of the examples and of the noise.
        noise: standard deviation of the noise, new for each batch, that the model receives; the
            target stays clean.
        report: if given, called as report(epoch, loss) after each epoch, counted from 1.
    Returns:
        the loss of each epoch: mean over the examples of the losses that train_step returns.
    Raises:
        ValueError: if a loss is not finite.
    Source: lecture, autoencoders and denoising.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def reconstruction_errors(model: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """Erreur de reconstruction de chaque exemple : moyenne sur ses valeurs des écarts au carré.

    Args:
        model: un autoencodeur ; passe d'abord en mode évaluation, et rien n'y est appris.
        x: exemples, forme que le modèle attend, n au moins 1.
    Returns:
        erreurs, forme (n,), sans gradient.
    Source: cours magistral, détection d'anomalies.
    --
    Reconstruction error of each example: mean over its values of the squared differences.

    Args:
        model: an autoencoder; first put into evaluation mode, and nothing is learned.
        x: examples, of the shape that the model expects, n at least 1.
    Returns:
        errors, shape (n,), without gradient.
    Source: lecture, anomaly detection.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def anomaly_threshold(errors: torch.Tensor, rate: float) -> torch.Tensor:
    """Seuil que dépasse la part `rate` des erreurs d'exemples normaux.

    Args:
        errors: erreurs de reconstruction d'exemples normaux, forme (n,).
        rate: part de fausses alertes acceptée, entre 0 et 1.
    Returns:
        le quantile d'ordre 1 - rate des erreurs (interpolation linéaire), tenseur sans dimension.
    Source: cours magistral, détection d'anomalies.
    --
    Threshold above which the fraction `rate` of the errors of normal examples lies.

    Args:
        errors: reconstruction errors of normal examples, shape (n,).
        rate: accepted fraction of false alarms, between 0 and 1.
    Returns:
        the quantile of order 1 - rate of the errors (linear interpolation), a tensor without
        dimension.
    Source: lecture, anomaly detection.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def detect(model: nn.Module, x: torch.Tensor, threshold: float | torch.Tensor) -> torch.Tensor:
    """Vrai pour chaque exemple dont l'erreur de reconstruction dépasse strictement le seuil.

    Args:
        model: un autoencodeur.
        x: exemples, forme que le modèle attend.
        threshold: un float ou un tenseur sans dimension.
    Returns:
        booléens, forme (n,).
    Source: cours magistral, détection d'anomalies.
    --
    True for each example whose reconstruction error is strictly above the threshold.

    Args:
        model: an autoencoder.
        x: examples, of the shape that the model expects.
        threshold: a float or a tensor without dimension.
    Returns:
        booleans, shape (n,).
    Source: lecture, anomaly detection.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def reparameterise(mu: torch.Tensor, logvar: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
    """z de loi N(mu, exp(logvar)), fait d'un bruit N(0, 1) donné : le gradient passe par mu et logvar.

    Args:
        mu: moyennes, forme (n, latent).
        logvar: logarithmes des variances (pas des écarts-types), forme (n, latent).
        noise: bruit N(0, 1), forme (n, latent).
    Returns:
        z, forme (n, latent).
    Source: cours magistral, autoencodeur variationnel.
    --
    z of law N(mu, exp(logvar)), made of a given N(0, 1) noise: the gradient flows through mu and
    logvar.

    Args:
        mu: means, shape (n, latent).
        logvar: logarithms of the variances (not of the standard deviations), shape (n, latent).
        noise: N(0, 1) noise, shape (n, latent).
    Returns:
        z, shape (n, latent).
    Source: lecture, variational autoencoder.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def kl_divergence(mu: torch.Tensor, logvar: torch.Tensor) -> torch.Tensor:
    """Divergence KL de N(mu, exp(logvar)) à N(0, 1) : somme sur le code, moyenne sur les exemples.

    Args:
        mu, logvar: forme (n, latent).
    Returns:
        tenseur sans dimension, au moins 0.
    Source: cours magistral, autoencodeur variationnel.
    --
    KL divergence from N(mu, exp(logvar)) to N(0, 1): sum over the code, mean over the examples.

    Args:
        mu, logvar: shape (n, latent).
    Returns:
        tensor without dimension, at least 0.
    Source: lecture, variational autoencoder.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def vae_loss(
    reconstruction: torch.Tensor,
    x: torch.Tensor,
    mu: torch.Tensor,
    logvar: torch.Tensor,
    beta: float,
) -> torch.Tensor:
    """Perte d'un VAE : écarts au carré, sommés sur les pixels, moyennés, plus beta fois la KL.

    Args:
        reconstruction, x: forme (n, inputs).
        mu, logvar: forme (n, latent).
        beta: poids de la divergence, au moins 0.
    Returns:
        tenseur sans dimension.
    Source: cours magistral, autoencodeur variationnel.
    --
    Loss of a VAE: squared differences, summed over the pixels, averaged, plus beta times the KL.

    Args:
        reconstruction, x: shape (n, inputs).
        mu, logvar: shape (n, latent).
        beta: weight of the divergence, at least 0.
    Returns:
        tensor without dimension.
    Source: lecture, variational autoencoder.
    """
    # À compléter / Your code here
    raise NotImplementedError()


class VAE(nn.Module):
    """Autoencodeur variationnel dense : un exemple donne une loi N(mu, exp(logvar)) sur les codes.

    inputs -> hidden (ReLU) -> mu et logvar (latent chacun) ; latent -> hidden (ReLU) -> inputs
    (sigmoïde).
    Source: cours magistral, autoencodeur variationnel.
    --
    Dense variational autoencoder: an example gives a law N(mu, exp(logvar)) on the codes.

    inputs -> hidden (ReLU) -> mu and logvar (latent each); latent -> hidden (ReLU) -> inputs
    (sigmoid).
    Source: lecture, variational autoencoder.
    """

    def __init__(self, inputs: int, hidden: int, latent: int) -> None:
        """Cinq couches linéaires, dans cet ordre : cachée, mu, logvar, cachée du décodeur, sortie.
        --
        Five linear layers, in this order: hidden, mu, logvar, the decoder's hidden one, output.
        """
        super().__init__()
        self.latent = latent
        # À compléter / Your code here
        raise NotImplementedError()

    def encode(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Lois des codes : (n, inputs) -> mu et logvar, (n, latent) chacun.
        --
        Laws of the codes: (n, inputs) -> mu and logvar, (n, latent) each.
        """
        # À compléter / Your code here
        raise NotImplementedError()

    def decode(self, z: torch.Tensor) -> torch.Tensor:
        """Reconstructions : (n, latent) -> (n, inputs), dans ]0, 1[.
        --
        Reconstructions: (n, latent) -> (n, inputs), between 0 and 1.
        """
        # À compléter / Your code here
        raise NotImplementedError()

    def forward(
        self, x: torch.Tensor, noise: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Encode, reparamétrise avec le bruit donné (n, latent), décode.

        Returns:
            (reconstruction, mu, logvar).
        --
        Encodes, reparameterises with the given noise (n, latent), decodes.

        Returns:
            (reconstruction, mu, logvar).
        """
        # À compléter / Your code here
        raise NotImplementedError()

    def sample(self, n: int, seed: int | torch.Generator) -> torch.Tensor:
        """Invente n exemples : des codes tirés selon N(0, 1), décodés, sans gradient.

        Args:
            n: nombre d'exemples.
            seed: graine entière ou générateur (make_generator).
        Returns:
            (n, inputs), sur l'appareil des paramètres du modèle.
        --
        Invents n examples: codes drawn from N(0, 1), decoded, without gradient.

        Args:
            n: number of examples.
            seed: integer seed or generator (make_generator).
        Returns:
            (n, inputs), on the device of the model's parameters.
        """
        # À compléter / Your code here
        raise NotImplementedError()


def vae_step(
    vae: VAE, optimizer: torch.optim.Optimizer, x: torch.Tensor, noise: torch.Tensor, beta: float
) -> float:
    """Un pas d'apprentissage d'un VAE, sur un lot.

    Args:
        vae: le modèle.
        optimizer: l'optimiseur de ses paramètres.
        x: le lot, forme (n, inputs).
        noise: bruit N(0, 1), forme (n, latent).
        beta: poids de la divergence.
    Returns:
        vae_loss mesurée avant le pas ; float de Python.
    Raises:
        ValueError: si la perte n'est pas finie ; les paramètres sont alors laissés intacts.
    Source: cours magistral, autoencodeur variationnel.
    --
    One step of training of a VAE, on one batch.

    Args:
        vae: the model.
        optimizer: the optimiser of its parameters.
        x: the batch, shape (n, inputs).
        noise: N(0, 1) noise, shape (n, latent).
        beta: weight of the divergence.
    Returns:
        vae_loss measured before the step; a Python float.
    Raises:
        ValueError: if the loss is not finite; the parameters are then left as they are.
    Source: lecture, variational autoencoder.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def train_vae(
    vae: VAE,
    x: torch.Tensor,
    epochs: int,
    batch_size: int,
    lr: float,
    beta: float,
    seed: int | torch.Generator,
    report: Callable[[int, float], None] | None = None,
) -> list[float]:
    """Entraîne un VAE avec Adam ; chaque lot reçoit un bruit nouveau.

    Args:
        vae: le modèle ; ses paramètres sont modifiés.
        x: exemples, forme (n, inputs) ; laissés intacts.
        epochs, batch_size, lr, seed, report: comme dans train.
        beta: poids de la divergence.
    Returns:
        la perte de chaque époque : moyenne sur les exemples des pertes que rend vae_step.
    Raises:
        ValueError: si une perte n'est pas finie.
    Source: cours magistral, autoencodeur variationnel.
    --
    Trains a VAE with Adam; each batch receives a new noise.

    Args:
        vae: the model; its parameters are changed.
        x: examples, shape (n, inputs); left as they are.
        epochs, batch_size, lr, seed, report: as in train.
        beta: weight of the divergence.
    Returns:
        the loss of each epoch: mean over the examples of the losses that vae_step returns.
    Raises:
        ValueError: if a loss is not finite.
    Source: lecture, variational autoencoder.
    """
    # À compléter / Your code here
    raise NotImplementedError()
