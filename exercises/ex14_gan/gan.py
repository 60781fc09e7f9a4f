"""Ex14 : réseaux antagonistes (GAN). Un faussaire et un expert, sur des points du plan.

Conventions : un exemple par ligne, des points (n, 2) ; `labels` est None (GAN ordinaire) ou un
tenseur d'entiers (n,) (GAN conditionnel) ; le discriminateur rend des scores (logits), jamais des
probabilités ; `seed` est une graine entière ou un torch.Generator (voir make_rng).
--
Ex14: adversarial networks (GAN). A forger and an expert, on points of the plane.

Conventions: one example per row, points (n, 2); `labels` is None (ordinary GAN) or a tensor of
integers (n,) (conditional GAN); the discriminator returns scores (logits), never probabilities;
`seed` is an integer seed or a torch.Generator (see make_rng).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import nn
from torch.nn import functional as F

# --- Fourni : ne changez rien ici. --- Given: change nothing here. --------------------------------


def make_rng(seed: int | torch.Generator, device: torch.device) -> torch.Generator:
    """Source de nombres au hasard sur `device` ; une source reçue est rendue telle quelle.
    --
    Source of random numbers on `device`; a source that is given comes back as it is.
    """
    if isinstance(seed, torch.Generator):
        return seed
    return torch.Generator(device=device).manual_seed(seed)


def minibatches(n: int, batch_size: int, rng: torch.Generator) -> Iterator[torch.Tensor]:
    """Une époque de lots mélangés : les indices de chaque lot ; le dernier peut être plus court.
    --
    One epoch of shuffled batches: the indices of each batch; the last one may be shorter.
    """
    yield from torch.randperm(n, generator=rng, device=rng.device).split(batch_size)


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


def condition(x: torch.Tensor, labels: torch.Tensor | None, classes: int) -> torch.Tensor:
    """Colle à chaque ligne la classe de l'exemple, en one-hot ; sans labels, rend x.

    Args:
        x: forme (n, d), float32 ou float64.
        labels: entiers de 0 à classes - 1, forme (n,), ou None.
        classes: nombre de classes.
    Returns:
        (n, d + classes), les colonnes de x d'abord, dtype de x ; x lui-même si labels est None.
    Source: cours magistral, GAN.
    --
    Appends to each row the example's class, one-hot; without labels, returns x.

    Args:
        x: shape (n, d), float32 or float64.
        labels: integers from 0 to classes - 1, shape (n,), or None.
        classes: number of classes.
    Returns:
        (n, d + classes), the columns of x first, dtype of x; x itself if labels is None.
    Source: lecture, GAN.
    """
    # À compléter / Your code here
    raise NotImplementedError()


class Generator(nn.Module):
    """Le faussaire : d'un bruit (et d'une classe) à un point du plan.

    noise_size + classes -> hidden (ReLU) -> hidden (ReLU) -> 2.
    Source: cours magistral, GAN.
    --
    The forger: from a noise (and a class) to a point of the plane.

    noise_size + classes -> hidden (ReLU) -> hidden (ReLU) -> 2.
    Source: lecture, GAN.
    """

    def __init__(self, noise_size: int, hidden: int, classes: int = 0) -> None:
        """Trois couches linéaires, déclarées dans l'ordre ; classes = 0 : GAN ordinaire.
        --
        Three linear layers, declared in order; classes = 0: ordinary GAN.
        """
        super().__init__()
        self.noise_size, self.classes = noise_size, classes
        # À compléter / Your code here
        raise NotImplementedError()

    def forward(self, noise: torch.Tensor, labels: torch.Tensor | None = None) -> torch.Tensor:
        """Points inventés : bruit (n, noise_size), classes (n,) ou None -> (n, 2).
        --
        Invented points: noise (n, noise_size), classes (n,) or None -> (n, 2).
        """
        # À compléter / Your code here
        raise NotImplementedError()


class Discriminator(nn.Module):
    """L'expert : d'un point du plan (et d'une classe) à un score, grand pour un vrai point.

    2 + classes -> hidden (LeakyReLU 0,2) -> hidden (LeakyReLU 0,2) -> 1.
    Source: cours magistral, GAN.
    --
    The expert: from a point of the plane (and a class) to a score, large for a real point.

    2 + classes -> hidden (LeakyReLU 0.2) -> hidden (LeakyReLU 0.2) -> 1.
    Source: lecture, GAN.
    """

    def __init__(self, hidden: int, classes: int = 0) -> None:
        """Trois couches linéaires, déclarées dans l'ordre ; classes = 0 : GAN ordinaire.
        --
        Three linear layers, declared in order; classes = 0: ordinary GAN.
        """
        super().__init__()
        self.classes = classes
        # À compléter / Your code here
        raise NotImplementedError()

    def forward(self, x: torch.Tensor, labels: torch.Tensor | None = None) -> torch.Tensor:
        """Scores (logits) : points (n, 2), classes (n,) ou None -> (n,), sans sigmoïde.
        --
        Scores (logits): points (n, 2), classes (n,) or None -> (n,), without a sigmoid.
        """
        # À compléter / Your code here
        raise NotImplementedError()


def discriminator_loss(real_scores: torch.Tensor, fake_scores: torch.Tensor) -> torch.Tensor:
    """Perte de l'expert : entropie croisée, cible 1 pour les vrais, 0 pour les faux.

    Args:
        real_scores: scores (logits) de vrais exemples, forme (n,).
        fake_scores: scores (logits) d'exemples inventés, forme (m,).
    Returns:
        moyenne sur les vrais plus moyenne sur les faux ; tenseur sans dimension, juste pour des
        scores de 1e4.
    Source: cours magistral, GAN ; manuel, section 4.2.2.
    --
    Loss of the expert: cross-entropy, target 1 for the real ones, 0 for the fake ones.

    Args:
        real_scores: scores (logits) of real examples, shape (n,).
        fake_scores: scores (logits) of invented examples, shape (m,).
    Returns:
        mean over the real ones plus mean over the fake ones; a tensor without dimension, right
        for scores of 1e4.
    Source: lecture, GAN; textbook, section 4.2.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def generator_loss(fake_scores: torch.Tensor) -> torch.Tensor:
    """Perte du faussaire : entropie croisée des faux avec la cible 1 (forme non saturante).

    Args:
        fake_scores: scores (logits) d'exemples inventés, forme (m,).
    Returns:
        moyenne de -log(sigmoid(score)) ; tenseur sans dimension, juste pour des scores de 1e4.
    Source: cours magistral, GAN.
    --
    Loss of the forger: cross-entropy of the fakes with the target 1 (non-saturating form).

    Args:
        fake_scores: scores (logits) of invented examples, shape (m,).
    Returns:
        mean of -log(sigmoid(score)); a tensor without dimension, right for scores of 1e4.
    Source: lecture, GAN.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def discriminator_step(
    generator: nn.Module,
    discriminator: nn.Module,
    optimizer: torch.optim.Optimizer,
    real: torch.Tensor,
    noise: torch.Tensor,
    labels: torch.Tensor | None = None,
) -> float:
    """Un pas de l'expert : il apprend de vrais points et de points inventés ; le faussaire attend.

    Args:
        generator, discriminator: les deux réseaux.
        optimizer: l'optimiseur des paramètres du discriminateur.
        real: vrais points, forme (n, 2).
        noise: bruit, forme (n, noise_size).
        labels: classes (n,), les mêmes pour les vrais et les faux, ou None.
    Returns:
        discriminator_loss mesurée avant le pas ; float de Python.
    Raises:
        ValueError: si la perte n'est pas finie ; les paramètres sont alors laissés intacts.
    Notes:
        Le générateur ne change pas, et ses paramètres ne reçoivent aucun gradient.
    Source: cours magistral, GAN.
    --
    One step of the expert: it learns from real points and invented ones; the forger waits.

    Args:
        generator, discriminator: the two networks.
        optimizer: the optimiser of the discriminator's parameters.
        real: real points, shape (n, 2).
        noise: noise, shape (n, noise_size).
        labels: classes (n,), the same for the real and the fake ones, or None.
    Returns:
        discriminator_loss measured before the step; a Python float.
    Raises:
        ValueError: if the loss is not finite; the parameters are then left as they are.
    Notes:
        The generator does not change, and its parameters receive no gradient.
    Source: lecture, GAN.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def generator_step(
    generator: nn.Module,
    discriminator: nn.Module,
    optimizer: torch.optim.Optimizer,
    noise: torch.Tensor,
    labels: torch.Tensor | None = None,
) -> float:
    """Un pas du faussaire : il apprend de l'erreur que l'expert lui renvoie ; l'expert attend.

    Args:
        generator, discriminator: les deux réseaux.
        optimizer: l'optimiseur des paramètres du générateur.
        noise: bruit, forme (n, noise_size).
        labels: classes (n,), ou None.
    Returns:
        generator_loss mesurée avant le pas ; float de Python.
    Raises:
        ValueError: si la perte n'est pas finie ; les paramètres sont alors laissés intacts.
    Source: cours magistral, GAN.
    --
    One step of the forger: it learns from the error that the expert sends back; the expert waits.

    Args:
        generator, discriminator: the two networks.
        optimizer: the optimiser of the generator's parameters.
        noise: noise, shape (n, noise_size).
        labels: classes (n,), or None.
    Returns:
        generator_loss measured before the step; a Python float.
    Raises:
        ValueError: if the loss is not finite; the parameters are then left as they are.
    Source: lecture, GAN.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def train(
    generator: nn.Module,
    discriminator: nn.Module,
    real: torch.Tensor,
    labels: torch.Tensor | None,
    epochs: int,
    batch_size: int,
    lr: float,
    seed: int | torch.Generator,
    report: Callable[[int, float], None] | None = None,
) -> dict[str, list[float]]:
    """Entraîne les deux réseaux tour à tour : pour chaque lot, un pas de l'expert, un du faussaire.

    Args:
        generator, discriminator: les deux réseaux ; leurs paramètres sont modifiés.
        real: vrais points, forme (n, 2) ; laissés intacts.
        labels: leurs classes, forme (n,), ou None.
        epochs: nombre d'époques, au moins 1.
        batch_size: taille des lots ; le dernier est plus court s'il le faut.
        lr: taux d'apprentissage des deux Adam, betas = (0.5, 0.999), au moins 0.
        seed: graine entière ou source, de l'ordre des exemples et des bruits.
        report: si elle est donnée, appelée report(epoch, loss) après chaque époque, comptée de 1,
            avec la perte du générateur.
    Returns:
        {"discriminator", "generator"} : pour chacun la liste des pertes par époque, moyennes sur
        les exemples des pertes que rendent les pas.
    Raises:
        ValueError: si une perte n'est pas finie.
    Source: cours magistral, GAN.
    --
    Trains the two networks in turn: for each batch, a step of the expert, then one of the forger.

    Args:
        generator, discriminator: the two networks; their parameters are changed.
        real: real points, shape (n, 2); left as they are.
        labels: their classes, shape (n,), or None.
        epochs: number of epochs, at least 1.
        batch_size: size of the batches; the last one is shorter where it must be.
        lr: learning rate of both Adams, betas = (0.5, 0.999), at least 0.
        seed: integer seed or source, of the order of the examples and of the noises.
        report: if given, called as report(epoch, loss) after each epoch, counted from 1, with the
            generator's loss.
    Returns:
        {"discriminator", "generator"}: for each the list of the losses per epoch, means over the
        examples of the losses that the steps return.
    Raises:
        ValueError: if a loss is not finite.
    Source: lecture, GAN.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def sample(
    generator: nn.Module,
    n: int,
    seed: int | torch.Generator,
    labels: torch.Tensor | None = None,
) -> torch.Tensor:
    """Invente n points, d'un bruit de loi N(0, 1), sans gradient.

    Args:
        generator: le générateur ; generator.noise_size dit la taille de son bruit.
        n: nombre de points.
        seed: graine entière ou source (make_rng).
        labels: classes voulues, forme (n,), ou None.
    Returns:
        (n, 2), sur l'appareil des paramètres du générateur.
    Source: cours magistral, GAN.
    --
    Invents n points, from a noise of law N(0, 1), without gradient.

    Args:
        generator: the generator; generator.noise_size tells the size of its noise.
        n: number of points.
        seed: integer seed or source (make_rng).
        labels: the classes wanted, shape (n,), or None.
    Returns:
        (n, 2), on the device of the generator's parameters.
    Source: lecture, GAN.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def mode_counts(points: torch.Tensor, centres: torch.Tensor, radius: float) -> torch.Tensor:
    """Combien de points tombent près de chaque centre : des zéros disent l'effondrement des modes.

    Args:
        points: forme (n, 2).
        centres: centres des modes, forme (k, 2).
        radius: distance en dessous de laquelle, strictement, un point compte.
    Returns:
        entiers (k,) : nombre de points dont ce centre est le plus proche, à moins de radius.
    Source: cours magistral, GAN.
    --
    How many points fall near each centre: zeros tell mode collapse.

    Args:
        points: shape (n, 2).
        centres: centres of the modes, shape (k, 2).
        radius: distance below which, strictly, a point counts.
    Returns:
        integers (k,): number of points whose nearest centre this is, at less than radius.
    Source: lecture, GAN.
    """
    # À compléter / Your code here
    raise NotImplementedError()
