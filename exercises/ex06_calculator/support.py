"""Ce que la correction donne à vos fonctions (ex06) : lisez-le, il n'y a rien à en rendre.

`fill` donne à chaque nn.Linear d'un réseau des poids fixes, qui ne dépendent que de sa forme : les
vérifications l'appliquent à votre MLP (`model.apply(fill)`) pour connaître ses réponses d'avance.
`slope` donne de même un gradient connu à chaque paramètre (`model.apply(slope)`) : ce que fait ensuite
`optimizer.step()` ne dépend que de votre optimiseur, sans perte ni boucle d'entraînement.
`reveal_mode` se branche à la sortie d'un réseau (`model.register_forward_hook(reveal_mode)`) : la
réponse change avec le mode, comme avec du dropout, mais sans hasard. Il se tait si l'on appelle
`model.forward(x)` au lieu de `model(x)`, et cela se voit aussi.
--
What the grading hands to your functions (ex06): read it, nothing of it is handed in.

`fill` gives each nn.Linear of a network fixed weights, which depend on its shape only: the checks
apply it to your MLP (`model.apply(fill)`) to know its answers beforehand.
`slope` likewise gives each parameter a known gradient (`model.apply(slope)`): what `optimizer.step()`
does next depends on your optimiser only, without a loss or a training loop.
`reveal_mode` is attached to the output of a network (`model.register_forward_hook(reveal_mode)`):
the answer changes with the mode, as with dropout, but without chance. It keeps silent where
`model.forward(x)` is called instead of `model(x)`, and that shows too.
"""

import torch
from torch import nn

# Ce que reveal_mode ajoute à la sortie. / What reveal_mode adds to the output.
IN_TRAINING = 0.125  # model.train()
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


def slope(module: nn.Module) -> None:
    """Un gradient connu pour chaque paramètre du module lui-même ; un sur trois est nul.

    Il dépend du poids : d'un pas au suivant il change. Où il est nul, le poids ne doit pas bouger.
    --
    A known gradient for each parameter of the module itself; one in three is zero.

    It depends on the weight: it changes from step to step. Where it is zero, the weight must not move.
    """
    for parameter in module.parameters(recurse=False):
        place = torch.arange(parameter.numel(), dtype=torch.float64).reshape(parameter.shape)
        pull, kept = torch.cos(place).to(parameter), (place % 3 != 1).to(parameter)
        parameter.grad = (parameter.detach() + pull) * kept


def reveal_mode(module: nn.Module, args: tuple, output: torch.Tensor) -> torch.Tensor:
    """La sortie, décalée d'un nombre propre à chaque mode.
    --
    The output, shifted by a number that each mode has for itself.
    """
    if module.training:
        return output + IN_TRAINING
    return output + (WITH_GRADIENTS if torch.is_grad_enabled() else IN_EVALUATION)
