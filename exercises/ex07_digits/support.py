"""Ce que la correction donne à vos fonctions (ex07) : lisez-le, il n'y a rien à en rendre.

`fill` donne à chaque nn.Linear d'un réseau des poids fixes, qui ne dépendent que de sa forme : les
vérifications l'appliquent à votre MLP (`model.apply(fill)`) pour connaître ses réponses d'avance.
`reveal_mode` change la sortie d'un réseau selon le mode (`model.register_forward_hook(reveal_mode)`),
comme du dropout, mais sans hasard. `keep_inputs` note les lots que le réseau reçoit à l'entraînement
(`model.register_forward_pre_hook(keep_inputs)`).
--
What the grading hands to your functions (ex07): read it, nothing of it is handed in.

`fill` gives each nn.Linear of a network fixed weights, which depend on its shape only: the checks
apply it to your MLP (`model.apply(fill)`) to know its answers beforehand.
`reveal_mode` changes the output of a network by the mode (`model.register_forward_hook(reveal_mode)`),
as dropout does, but without chance. `keep_inputs` notes the batches that the network receives in
training (`model.register_forward_pre_hook(keep_inputs)`).
"""

import torch
from torch import nn

# Ce que reveal_mode ajoute au premier logit. / What reveal_mode adds to the first logit.
IN_EVALUATION = 1.0  # model.eval(), without gradients
WITH_GRADIENTS = 3.0  # model.eval(), but gradients are still recorded


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
            if module.bias is not None:
                module.bias.copy_(0.2 * torch.cos(place[:, 0] + columns))


def reveal_mode(module: nn.Module, args: tuple, output: torch.Tensor) -> torch.Tensor:
    """La sortie telle quelle à l'entraînement (et module.heard vaut True), son premier logit décalé en évaluation.
    --
    The output as it is in training (and module.heard is True), its first logit shifted in evaluation.
    """
    if module.training:
        module.heard = True
        return output
    shift = torch.zeros_like(output)
    shift[:, 0] = WITH_GRADIENTS if torch.is_grad_enabled() else IN_EVALUATION
    return output + shift


def keep_inputs(module: nn.Module, args: tuple) -> None:
    """Ajoute une copie du lot reçu à module.tape, en mode entraînement seulement.
    --
    Adds a copy of the batch received to module.tape, in training mode only.
    """
    if module.training:
        module.tape = [*getattr(module, "tape", []), args[0].detach().clone()]
