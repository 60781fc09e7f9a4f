"""Ce que la correction donne à vos fonctions (ex16) : lisez-le, il n'y a rien à en rendre.

De petits réseaux, un optimiseur, une perte, et des témoins qui se branchent sur un réseau (des
*hooks*) : leur effet sur les nombres dit ce que votre code a fait, sans GPU.
--
What the grading hands to your functions (ex16): read it, nothing of it is handed in.

Small networks, an optimiser, a loss, and witnesses that are attached to a network (*hooks*): their
effect on the numbers tells what your code did, without a GPU.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor, nn

# --- réseaux, optimiseur, perte / networks, optimiser, loss --------------------------------------


def network(weights: list[tuple[Tensor, Tensor]]) -> nn.Sequential:
    """Des blocs Linear puis Tanh, avec ces poids (out, in) et biais, sur leur appareil.
    --
    Blocks of Linear then Tanh, with these weights (out, in) and biases, on their device.
    """
    blocks = []
    for weight, bias in weights:
        rows, columns = weight.shape
        linear = nn.Linear(columns, rows, device=weight.device, dtype=weight.dtype)
        with torch.no_grad():
            linear.weight.copy_(weight)
            linear.bias.copy_(bias)
        blocks.append(nn.Sequential(linear, nn.Tanh()))
    return nn.Sequential(*blocks)


def sgd(model: nn.Module, lr: float) -> torch.optim.Optimizer:
    """Une descente de gradient sans inertie. / Gradient descent without momentum."""
    return torch.optim.SGD(model.parameters(), lr=lr)


def weighted_error(outputs: Tensor, targets: Tensor) -> Tensor:
    """Moyenne de (sortie - cible)² x cible. / Mean of (output - target)² x target."""
    return ((outputs - targets) ** 2 * targets).mean()


def revealing_error(outputs: Tensor, targets: Tensor) -> Tensor:
    """Une erreur avec un produit de matrices, décalé selon son type : est-il sous autocast ?
    --
    An error with a matrix product, shifted by its type: is it under autocast?
    """
    columns = outputs.shape[1]
    mixed = (outputs - targets) @ (torch.eye(columns, device=outputs.device) + 0.5)
    shift = {torch.bfloat16: 0.5, torch.float16: -0.5}.get(mixed.dtype, 0.0)
    return ((mixed.float() + shift) ** 2 * targets).mean()


def scaler_for(model: nn.Module, scale: float, growth_interval: int) -> torch.amp.GradScaler:
    """Un GradScaler pour l'appareil du réseau. / A GradScaler for the network's device."""
    device = next(model.parameters()).device.type
    return torch.amp.GradScaler(device, init_scale=scale, growth_interval=growth_interval)


def is_module(value: Any) -> bool:
    """Si c'est un nn.Module. / Whether it is an nn.Module."""
    return isinstance(value, nn.Module)


def gradients_of(model: nn.Module, x: Tensor) -> list[Tensor | None]:
    """Gradients de la somme des sorties au carré, par rapport aux poids ; x n'en demande pas.
    --
    Gradients of the sum of the squared outputs with respect to the weights; x requires none.
    """
    model.zero_grad()
    (model(x) ** 2).sum().backward()
    return [weight.grad for weight in model.parameters()]


def stale_gradients(model: nn.Module) -> None:
    """Comme s'il restait les gradients d'un autre lot. / As if another batch's gradients were left."""
    for weight in model.parameters():
        weight.grad = torch.ones_like(weight)


# --- témoins / witnesses -------------------------------------------------------------------------


def reveal_precision(module: nn.Module, args: tuple[Any, ...], output: Tensor) -> Tensor:
    """Décale la sortie selon son type, et double les gradients si backward est sous autocast.
    --
    Shifts the output by its type, and doubles the gradients if backward is under autocast.
    """

    def under_autocast(gradient: Tensor) -> Tensor:
        enabled = torch.is_autocast_enabled(gradient.device.type)
        return 2 * gradient if enabled else gradient

    if output.requires_grad:
        output.register_hook(under_autocast)
    return output + {torch.bfloat16: 0.5, torch.float16: -0.5}.get(output.dtype, 0.0)


def with_precision(model: nn.Module) -> nn.Module:
    """Le réseau, dont chaque couche Linear dit son type. / The network; each Linear tells its type."""
    return _hooked(model, lambda layer: layer.register_forward_hook(reveal_precision))


def with_drift(model: nn.Module) -> nn.Module:
    """Le réseau, dont chaque couche Linear compte ses appels. / Each Linear counts its calls."""
    return _hooked(model, lambda layer: layer.register_forward_pre_hook(drift))


def calls_of(model: nn.Module) -> int:
    """Combien de fois la première couche de with_drift a été appelée. / How often it was called."""
    linear = next(layer for layer in model.modules() if isinstance(layer, nn.Linear))
    return int(getattr(linear, "calls", 0))


def with_meter(model: nn.Module) -> nn.Module:
    """Le réseau, dont la sortie sait quand on la lit. / The output knows when it is read."""
    model.register_forward_hook(meter)
    return model


def _hooked(model: nn.Module, attach: Callable[[nn.Module], object]) -> nn.Module:
    for layer in model.modules():
        if isinstance(layer, nn.Linear):
            attach(layer)
    return model


def drift(module: nn.Module, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """Décale l'entrée à chaque nouvel appel : un recalcul laisse une trace dans les gradients.
    --
    Shifts the input at each new call: computing again leaves a trace in the gradients.
    """
    module.calls = getattr(module, "calls", 0) + 1
    return tuple(x + 0.5 * (module.calls - 1) for x in args)


class Metered(Tensor):
    """Un tenseur qui dit à son réseau quand le processeur lit une valeur (.item(), float, if, print).
    --
    A tensor that tells its network when the processor reads a value (.item(), float, if, print).
    """

    READINGS = frozenset(
        getattr(Tensor, name)
        for name in ("item", "tolist", "numpy", "cpu", "__float__", "__int__", "__bool__")
    ) | {Tensor.__format__, Tensor.__repr__, Tensor.__array__, Tensor.__contains__}

    @classmethod
    def __torch_function__(
        cls, function: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        """Comme d'habitude ; le réseau d'origine suit. / As usual; the network it is from follows."""
        source = next((each.source for each in _flat(args) if isinstance(each, cls)), None)
        if function in cls.READINGS:
            if source is not None and source.running:
                source.readings, source.running = source.readings + 1, False
            return function(args[0].as_subclass(Tensor), *args[1:], **(kwargs or {}))
        result = super().__torch_function__(function, types, args, kwargs or {})
        for each in _flat([result]):
            if isinstance(each, cls):
                each.source = source
        return result

    source: Any = None


def _flat(values: Any) -> list[Any]:
    """Ce que contiennent des listes et des tuples. / What lists and tuples hold."""
    if isinstance(values, (list, tuple)):
        return [each for value in values for each in _flat(value)]
    return [values]


def meter(module: nn.Module, args: tuple[Any, ...], output: Tensor) -> Tensor:
    """Décale la sortie de 0,5 pour chaque lecture faite entre deux appels du réseau.

    Plusieurs lectures de suite comptent une fois.
    --
    Shifts the output by 0.5 for each reading made between two calls of the network.

    Several readings in a row count once.
    """
    module.readings = getattr(module, "readings", 0)
    module.running = True
    shifted = (output + 0.5 * module.readings).as_subclass(Metered)
    shifted.source = module
    return shifted


def asks_not_to_wait(move: Callable[..., Any], x: Tensor) -> bool:
    """Si move demande une copie asynchrone vers un GPU. / Whether move asks for an asynchronous copy."""
    asked = []

    class Watched(Tensor):
        @classmethod
        def __torch_function__(
            cls, function: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
        ) -> Any:
            if function in (Tensor.to, Tensor.cuda):  # no copy is made: there may be no GPU
                asked.append(bool((kwargs or {}).get("non_blocking")) or True in args[1:])
                return args[0]
            return super().__torch_function__(function, types, args, kwargs or {})

    move([x.as_subclass(Watched)], torch.device("cuda"))
    return asked == [True]


def step_in_turn(
    step: Callable[..., Any],
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    loss_function: Callable[..., Any],
    batches: list[tuple[Tensor, ...]],
) -> Any:
    """Appelle step ; chaque lot déjà porté avant que vienne son tour décale l'entrée du réseau.

    Au premier appel du réseau un seul lot a été porté, au deuxième deux, et ainsi de suite.
    --
    Calls step; each batch that has been moved before its turn comes shifts the network's input.

    At the first call of the network one batch has been moved, at the second two, and so on.
    """
    moved: set[int] = set()
    calls = [0]

    class Watched(Tensor):
        number: int | None = None

        @classmethod
        def __torch_function__(
            cls, function: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
        ) -> Any:
            if function not in (Tensor.to, Tensor.cuda) or not isinstance(args[0], cls):
                return super().__torch_function__(function, types, args, kwargs or {})
            if args[0].number is not None:
                moved.add(args[0].number)
            return function(args[0].as_subclass(Tensor), *args[1:], **(kwargs or {}))

    def watched(part: Tensor, number: int) -> Tensor:
        part = part.as_subclass(Watched)
        part.number = number
        return part

    def shifted(module: nn.Module, args: tuple[Any, ...]) -> tuple[Any, ...]:
        calls[0] += 1
        early = max(0, len(moved) - calls[0])
        return tuple(x + 0.5 * early for x in args)

    hook = model.register_forward_pre_hook(shifted)
    try:
        given = [tuple(watched(part, n) for part in batch) for n, batch in enumerate(batches)]
        return step(model, optimizer, loss_function, given)
    finally:
        hook.remove()


class PretendMemory:
    """Une mémoire de GPU pour rire, dont les chiffres sont connus.
    --
    A pretended memory of a GPU whose numbers are known.
    """

    def __init__(self, before: int, peak: int, earlier: int) -> None:
        """Pris au départ ; en plus, au plus haut de work ; au plus haut d'avant : des octets.
        --
        Taken at the start; on top, at the highest of work; at the highest of before: bytes.
        """
        self.allocated, self.peak, self.highest = before, peak, earlier

    def work(self) -> None:
        """Prend de la mémoire, en garde un quart. / Takes memory, keeps a quarter of it."""
        self.highest = max(self.highest, self.allocated + self.peak)
        self.allocated += self.peak // 4

    def memory_allocated(self, device: Any = None) -> int:
        """Octets pris maintenant. / Bytes taken now."""
        return self.allocated

    def reset_peak_memory_stats(self, device: Any = None) -> None:
        """Oublie le plus haut. / Forgets the highest."""
        self.highest = self.allocated

    def max_memory_allocated(self, device: Any = None) -> int:
        """Octets pris au plus haut. / Bytes taken at the highest."""
        return self.highest

    def synchronize(self, device: Any = None) -> None:
        """Rien n'attend ici. / Nothing is waiting here."""


def pretend_memory(before: int, peak: int, earlier: int) -> PretendMemory:
    """Une telle mémoire. / Such a memory."""
    return PretendMemory(before, peak, earlier)


class Stamped(nn.Module):
    """Ce que le compilateur pour rire rend : le même réseau, plus 1. / The same network, plus 1."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, x: Tensor) -> Tensor:
        """La sortie du réseau, plus 1. / The network's output, plus 1."""
        return self.model(x) + 1.0


def pretend_compiler(model: nn.Module) -> nn.Module:
    """Un compilateur pour rire. / A pretended compiler."""
    return Stamped(model)


# --- sur un GPU seulement / on a GPU only --------------------------------------------------------


def without_waiting(function: Callable[..., Tensor], *args: Any) -> Tensor:
    """Appelle function ; toute attente du GPU y lève une erreur.
    --
    Calls function; any wait for the GPU in it raises an error.
    """
    torch.cuda.synchronize()
    torch.cuda.set_sync_debug_mode("error")
    try:
        return function(*args)
    finally:
        torch.cuda.set_sync_debug_mode("default")


class Repeated:
    """Un chargeur qui rend plusieurs fois le même lot. / A loader that gives a batch several times."""

    def __init__(self, batch: Any, times: int) -> None:
        self.batch, self.times = batch, times

    def __iter__(self) -> Iterator[Any]:
        """Les lots. / The batches."""
        return iter([self.batch] * self.times)


def repeated(batch: Any, times: int) -> Repeated:
    """Un tel chargeur. / Such a loader."""
    return Repeated(batch, times)


def grouped(model: nn.Sequential, size: int) -> nn.Sequential:
    """Les blocs du réseau, size par size. / The network's blocks, size at a time."""
    blocks = list(model)
    starts = range(0, len(blocks), size)
    return nn.Sequential(*(nn.Sequential(*blocks[start : start + size]) for start in starts))


def highest_of(model: nn.Module, x: Tensor) -> int:
    """Octets pris au plus haut par une passe avant et arrière. / Bytes of a pass, at the highest."""
    model(x).sum().backward()  # the gradients are there from now on
    torch.cuda.synchronize()
    torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_allocated()
    model(x).sum().backward()
    torch.cuda.synchronize()
    return torch.cuda.max_memory_allocated() - before


def pinned(loader: Any) -> list[bool]:
    """Si les entrées de chaque lot sont en mémoire verrouillée. / Whether they are pinned."""
    return [inputs.is_pinned() for inputs, _ in loader]
