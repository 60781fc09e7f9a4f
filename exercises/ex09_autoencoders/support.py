"""Ce que la correction donne à vos modèles (ex09) : lisez-le, il n'y a rien à en rendre.

Un autoencodeur dense répond la même chose en mode entraînement et en mode évaluation : un mode oublié
ne s'y verrait pas. `model.apply(shift_in_training)` change ce que rendent ses couches linéaires tant
qu'il est en mode entraînement, `model.apply(shift_in_evaluation)` tant qu'il est en mode évaluation,
comme le feraient du dropout ou une normalisation par lot, mais sans hasard.
--
What the grading hands to your models (ex09): read it, nothing of it is handed in.

A dense autoencoder answers the same in training mode and in evaluation mode: a forgotten mode would
not show. `model.apply(shift_in_training)` changes what its linear layers return while it is in
training mode, `model.apply(shift_in_evaluation)` while it is in evaluation mode, as dropout or a batch
normalisation would, but without chance.
"""

import torch
from torch import nn

SHIFT = 0.75  # added to each output of a linear layer


def shift_in_training(module: nn.Module) -> None:
    """Une couche linéaire décale ses sorties en mode entraînement ; rien pour les autres modules.
    --
    A linear layer shifts its outputs in training mode; nothing for other modules.
    """
    if isinstance(module, nn.Linear):
        module.register_forward_hook(_shifted_in_training)


def shift_in_evaluation(module: nn.Module) -> None:
    """Une couche linéaire décale ses sorties en mode évaluation ; rien pour les autres modules.
    --
    A linear layer shifts its outputs in evaluation mode; nothing for other modules.
    """
    if isinstance(module, nn.Linear):
        module.register_forward_hook(_shifted_in_evaluation)


def _shifted_in_training(module: nn.Module, args: tuple, output: torch.Tensor) -> torch.Tensor:
    return output + SHIFT if module.training else output


def _shifted_in_evaluation(module: nn.Module, args: tuple, output: torch.Tensor) -> torch.Tensor:
    return output if module.training else output + SHIFT
