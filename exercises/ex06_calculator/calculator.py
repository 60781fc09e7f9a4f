"""Ex06 : projet 1, la calculatrice. Un petit réseau apprend à additionner ou à multiplier.

Conventions : un exemple par ligne ; inputs de forme (n, 2), targets de forme (n, 1), float32.
Les entrées sont divisées par high, les cibles par target_scale(operation, high).
Un chargeur est un itérable de lots (inputs, targets), que l'on peut parcourir plusieurs fois.
--
Ex06: project 1, the calculator. A small network learns to add or to multiply.

Conventions: one example per row; inputs of shape (n, 2), targets of shape (n, 1), float32.
The inputs are divided by high, the targets by target_scale(operation, high).
A loader is an iterable of batches (inputs, targets) that can be gone through several times.
"""

# ruff: noqa: T201
from __future__ import annotations

from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

# L'expérience entière : taille des lots, taux d'Adam. / The whole experiment: batch size, Adam's rate.
BATCH_SIZE, RATE = 64, 0.003

ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}

Loader = Iterable[tuple[Tensor, Tensor]]


def target_scale(operation: str, high: int) -> int:
    """Par quoi un résultat est divisé pour devenir une cible : 2 high pour "add", high² pour "multiply".

    Args:
        operation: "add" ou "multiply".
        high: plus grand nombre possible, strictement positif.
    Returns:
        l'échelle, un nombre (int ou float).
    Raises:
        ValueError: operation inconnue.
    Source: manuel, sections 5.1.3 et 5.1.7.
    --
    What a result is divided by to become a target: 2 high for "add", high² for "multiply".

    Args:
        operation: "add" or "multiply".
        high: largest possible number, strictly positive.
    Returns:
        the scale, a number (int or float).
    Raises:
        ValueError: unknown operation.
    Source: textbook, sections 5.1.3 and 5.1.7.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def make_dataset(operation: str, n: int, low: int, high: int, seed: int) -> tuple[Tensor, Tensor]:
    """n couples distincts d'entiers de low à high (les deux compris), et leurs résultats.

    Args:
        operation: "add" ou "multiply".
        n: nombre de couples, au plus (high - low + 1)².
        low, high: bornes des nombres ; high > 0, low peut être négatif.
        seed: graine ; la même donne les mêmes couples dans le même ordre.
    Returns:
        inputs: couples divisés par high, forme (n, 2), float32.
        targets: résultats divisés par target_scale(operation, high), forme (n, 1), float32.
    Raises:
        ValueError: operation inconnue, ou n plus grand que le nombre de couples.
    Source: manuel, section 5.1.3.
    --
    n distinct pairs of integers from low to high (both included), and their results.

    Args:
        operation: "add" or "multiply".
        n: number of pairs, at most (high - low + 1)².
        low, high: bounds of the numbers; high > 0, low may be negative.
        seed: seed; the same one gives the same pairs in the same order.
    Returns:
        inputs: pairs divided by high, shape (n, 2), float32.
        targets: results divided by target_scale(operation, high), shape (n, 1), float32.
    Raises:
        ValueError: unknown operation, or n larger than the number of pairs.
    Source: textbook, section 5.1.3.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def make_loaders(
    inputs: Tensor, targets: Tensor, batch_size: int, seed: int
) -> tuple[DataLoader, DataLoader]:
    """Partage au hasard en 80 % d'entraînement et 20 % de validation, et leurs chargeurs.

    Args:
        inputs: forme (n, 2) ; targets: forme (n, 1).
        batch_size: taille des lots ; le dernier, plus court, est gardé.
        seed: graine du partage et de l'ordre des lots ; tout le hasard vient d'elle.
    Returns:
        train_loader: les n - n // 5 exemples d'entraînement, dans un nouvel ordre à chaque parcours.
        valid_loader: les n // 5 autres, toujours dans le même ordre.
    Source: manuel, section 5.1.3.
    --
    Random split into 80 % for training and 20 % for validation, and their loaders.

    Args:
        inputs: shape (n, 2); targets: shape (n, 1).
        batch_size: size of the batches; the last one, shorter, is kept.
        seed: seed of the split and of the order of the batches; all chance comes from it.
    Returns:
        train_loader: the n - n // 5 training examples, in a new order each time it is gone through.
        valid_loader: the n // 5 others, always in the same order.
    Source: textbook, section 5.1.3.
    """
    # À compléter / Your code here
    raise NotImplementedError()


class MLP(nn.Module):
    """Perceptron multicouche : 2 entrées, des couches cachées de même taille, 1 sortie linéaire.

    Args:
        num_hidden_layers: nombre de couches cachées, au moins 1.
        hidden_size: nombre de neurones de chacune.
        activation: "relu", "tanh" ou "sigmoid", après chaque couche cachée.
    Raises:
        ValueError: activation inconnue.
    Source: manuel, section 5.1.4.
    --
    Multilayer perceptron: 2 inputs, hidden layers of one size, 1 linear output.

    Args:
        num_hidden_layers: number of hidden layers, at least 1.
        hidden_size: number of neurons of each.
        activation: "relu", "tanh" or "sigmoid", after each hidden layer.
    Raises:
        ValueError: unknown activation.
    Source: textbook, section 5.1.4.
    """

    def __init__(self, num_hidden_layers: int, hidden_size: int, activation: str = "relu") -> None:
        super().__init__()
        # À compléter / Your code here
        raise NotImplementedError()

    def forward(self, x: Tensor) -> Tensor:
        """Prédictions (n, 1) pour des entrées x (n, 2), à l'échelle des cibles.
        --
        Predictions (n, 1) for inputs x (n, 2), on the scale of the targets.
        """
        # À compléter / Your code here
        raise NotImplementedError()


def make_optimizer(model: nn.Module, name: str, learning_rate: float) -> torch.optim.Optimizer:
    """Optimiseur de tous les paramètres du modèle : "sgd" (sans inertie) ou "adam".

    Raises:
        ValueError: nom inconnu.
    Source: manuel, section 5.1.5.
    --
    Optimiser of all parameters of the model: "sgd" (without momentum) or "adam".

    Raises:
        ValueError: unknown name.
    Source: textbook, section 5.1.5.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def mean_loss(model: nn.Module, loader: Loader) -> float:
    """MSE moyenne sur tous les exemples d'un chargeur, en mode évaluation et sans gradient.

    Chaque exemple compte autant : un lot plus court pèse moins. Les lots sont portés sur
    l'appareil du modèle.
    Returns:
        un float de Python.
    Source: manuel, section 5.1.5 (qui fait la moyenne des moyennes : voir l'énoncé).
    --
    Mean MSE over all examples of a loader, in evaluation mode and without gradients.

    Each example counts the same: a shorter batch weighs less. The batches are moved to the
    device of the model.
    Returns:
        a Python float.
    Source: textbook, section 5.1.5 (which takes the mean of means: see the statement).
    """
    # À compléter / Your code here
    raise NotImplementedError()


def train(
    model: nn.Module,
    train_loader: Loader,
    valid_loader: Loader,
    optimizer: torch.optim.Optimizer,
    epochs: int,
    report: Callable[[int, float], object] | None = None,
) -> dict[str, list[float]]:
    """Entraîne le modèle sur place, un pas par lot, avec la MSE.

    Args:
        train_loader, valid_loader: lots (inputs (b, 2), targets (b, 1)), parcourus une fois par
            époque ; seul le premier sert à apprendre.
        epochs: nombre d'époques, au moins 1.
        report: si elle est donnée, report(epoch, loss) est appelée à la fin de chaque époque,
            numérotée à partir de 1, avec la perte d'entraînement.
    Returns:
        {"train": [...], "valid": [...]}, un float de Python par époque.
        train: moyenne, sur les exemples de l'époque, des pertes mesurées avant chaque pas.
        valid: mean_loss(model, valid_loader) à la fin de l'époque.
    Source: manuel, section 5.1.5.
    --
    Trains the model in place, one step per batch, with the MSE.

    Args:
        train_loader, valid_loader: batches (inputs (b, 2), targets (b, 1)), gone through once per
            epoch; only the first serves to learn.
        epochs: number of epochs, at least 1.
        report: if given, report(epoch, loss) is called at the end of each epoch, counted from 1,
            with the training loss.
    Returns:
        {"train": [...], "valid": [...]}, one Python float per epoch.
        train: mean, over the examples of the epoch, of the losses measured before each step.
        valid: mean_loss(model, valid_loader) at the end of the epoch.
    Source: textbook, section 5.1.5.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def evaluate(model: nn.Module, inputs: Tensor, targets: Tensor, scale: float) -> dict[str, float]:
    """MSE, MAE et R2 dans les unités de départ : prédictions et cibles multipliées par scale.

    Args:
        inputs: forme (n, 2) ; targets: forme (n, 1), à l'échelle du réseau, pas toutes égales.
        scale: target_scale de l'opération.
    Returns:
        {"mse": ..., "mae": ..., "r2": ...}, des float de Python ; R2 = 1 - (somme des carrés des
        erreurs) / (somme des carrés des écarts des cibles à leur moyenne).
    Source: manuel, section 5.1.6.
    --
    MSE, MAE and R2 in the original units: predictions and targets multiplied by scale.

    Args:
        inputs: shape (n, 2); targets: shape (n, 1), on the network's scale, not all equal.
        scale: target_scale of the operation.
    Returns:
        {"mse": ..., "mae": ..., "r2": ...}, Python floats; R2 = 1 - (sum of the squared errors)
        / (sum of the squared distances of the targets from their mean).
    Source: textbook, section 5.1.6.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def predict_pair(model: nn.Module, a: float, b: float, operation: str, high: int) -> float:
    """Ce que le réseau répond à « a + b ? » ou « a x b ? », dans les unités de départ.

    Args:
        a, b: les deux nombres, non divisés.
        operation, high: ceux de l'entraînement.
    Returns:
        un float de Python.
    Raises:
        ValueError: operation inconnue.
    Source: manuel, section 5.1.7.
    --
    What the network answers to "a + b?" or "a x b?", in the original units.

    Args:
        a, b: the two numbers, not divided.
        operation, high: those of the training.
    Returns:
        a Python float.
    Raises:
        ValueError: unknown operation.
    Source: textbook, section 5.1.7.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def learn_operation(
    operation: str,
    n: int,
    low: int,
    high: int,
    epochs: int,
    seed: int,
    report: Callable[[int, float], object] | None = None,
) -> tuple[MLP, dict[str, list[float]]]:
    """L'expérience entière : MLP(3, 16, "relu"), Adam de taux RATE, lots de BATCH_SIZE.

    Args:
        operation, n, low, high: les données, comme dans make_dataset.
        epochs, report: comme dans train.
        seed: graine donnée à make_dataset, à make_loaders, et à torch.manual_seed pour les poids de
            départ.
    Returns:
        model: le réseau entraîné ; history: ce que train a renvoyé.
    Source: manuel, sections 5.1.3 à 5.1.5.
    --
    The whole experiment: MLP(3, 16, "relu"), Adam with the rate RATE, batches of BATCH_SIZE.

    Args:
        operation, n, low, high: the data, as in make_dataset.
        epochs, report: as in train.
        seed: seed given to make_dataset, to make_loaders, and to torch.manual_seed for the first
            weights.
    Returns:
        model: the trained network; history: what train returned.
    Source: textbook, sections 5.1.3 to 5.1.5.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def main() -> None:
    """L'expérience du manuel, de bout en bout : python calculator.py (rien à y compléter).
    --
    The textbook's experiment, from end to end: python calculator.py (nothing to complete in it).
    """
    torch.manual_seed(42)
    device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
    inputs, targets = make_dataset("add", 10_000, 0, 100, seed=42)
    # The last 2 000 pairs are for the very end: neither training nor validation sees them.
    train_loader, valid_loader = make_loaders(inputs[:-2000], targets[:-2000], 64, seed=42)
    model = MLP(3, 16, "relu").to(device)
    optimizer = make_optimizer(model, "sgd", 0.1)
    train(
        model,
        train_loader,
        valid_loader,
        optimizer,
        epochs=10,
        report=lambda epoch, loss: print(f"epoch {epoch:2d}: {loss:.6f}"),
    )
    print(evaluate(model, inputs[-2000:], targets[-2000:], target_scale("add", 100)))
    for a, b in ((50, 50), (6, 6)):
        print(f"{a} + {b} = {predict_pair(model, a, b, 'add', 100):.2f}")


if __name__ == "__main__":
    main()
