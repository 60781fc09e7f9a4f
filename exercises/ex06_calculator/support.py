"""Ce que la correction donne à vos fonctions (ex06) : lisez-le, il n'y a rien à en rendre.

`fill` donne à chaque nn.Linear d'un réseau des poids fixes, qui ne dépendent que de sa forme : les
vérifications l'appliquent à votre MLP (`model.apply(fill)`) pour connaître ses réponses d'avance.
`reveal_mode` se branche à la sortie d'un réseau (`model.register_forward_hook(reveal_mode)`) : la
réponse change avec le mode, comme avec du dropout, mais sans hasard.
--
What the grading hands to your functions (ex06): read it, nothing of it is handed in.

`fill` gives each nn.Linear of a network fixed weights, which depend on its shape only: the checks
apply it to your MLP (`model.apply(fill)`) to know its answers beforehand.
`reveal_mode` is attached to the output of a network (`model.register_forward_hook(reveal_mode)`):
the answer changes with the mode, as with dropout, but without chance.
"""

import torch
from torch import nn

# Ce que reveal_mode ajoute à la sortie. / What reveal_mode adds to the output.
IN_EVALUATION = 0.25  # model.eval(), without gradients
WITH_GRADIENTS = 0.5  # model.eval(), but gradients are still recorded


def fill(module: nn.Module) -> None:
    """Poids et biais fixes pour une couche nn.Linear ; rien pour les autres modules.
    --
    Fixed weights and biases for an nn.Linear layer; nothing for other modules.
    """
    if isinstance(module, nn.Linear):
        rows, columns = module.weight.shape
        place = torch.arange(rows * columns, dtype=torch.float64).reshape(rows, columns)
        with torch.no_grad():
            module.weight.copy_(1.5 * torch.sin(place**2 + rows) / columns**0.5)
            module.bias.copy_(0.2 * torch.cos(place[:, 0] + columns))


def reveal_mode(module: nn.Module, args: tuple, output: torch.Tensor) -> torch.Tensor:
    """La sortie telle quelle à l'entraînement, décalée en évaluation.
    --
    The output as it is in training, shifted in evaluation.
    """
    if module.training:
        return output
    return output + (WITH_GRADIENTS if torch.is_grad_enabled() else IN_EVALUATION)
