"""Ex16 : s'entraîner sur un GPU. Le même code, écrit une fois, pour le processeur et pour le GPU.

Conventions : un lot est un couple (inputs, targets) ; le réseau décide de l'appareil (celui de ses
paramètres) ; une perte est un scalaire, moyenne sur les exemples du lot, et reste sur l'appareil.
Gardez la ligne `import torch` : la correction construit ses réseaux par elle.
--
Ex16: training on a GPU. The same code, written once, for the processor and for the GPU.

Conventions: a batch is a pair (inputs, targets); the network decides on the device (that of its
parameters); a loss is a scalar, the mean over the batch's examples, and stays on the device.
Keep the line `import torch`: the grading builds its networks through it.
"""

# ruff: noqa: T201
from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint
from torch.utils.data import DataLoader, TensorDataset

Batch = tuple[Tensor, Tensor]
Loss = Callable[[Tensor, Tensor], Tensor]


def choose_device(preferred: str, cuda_available: bool) -> torch.device:
    """L'appareil à utiliser, d'après ce que l'on voudrait et ce qu'il y a.

    Args:
        preferred: "auto" (le GPU s'il y en a un, sinon le processeur), "cpu" ou "cuda".
        cuda_available: y a-t-il un GPU ? (torch.cuda.is_available(), que l'appelant a demandé)
    Returns:
        un torch.device.
    Raises:
        ValueError: "cuda" sans GPU, ou un autre nom.
    Source: énoncé, section 1.
    --
    The device to use, from what one would like and what there is.

    Args:
        preferred: "auto" (the GPU if there is one, else the processor), "cpu" or "cuda".
        cuda_available: is there a GPU? (torch.cuda.is_available(), which the caller has asked)
    Returns:
        a torch.device.
    Raises:
        ValueError: "cuda" without a GPU, or another name.
    Source: statement, section 1.
    """
    ### BEGIN SOLUTION
    if preferred == "auto":
        preferred = "cuda" if cuda_available else "cpu"
    elif preferred not in ("cpu", "cuda"):
        raise ValueError(f"unknown device: {preferred!r}")
    elif preferred == "cuda" and not cuda_available:
        raise ValueError("cuda was asked for, and there is no GPU here")
    return torch.device(preferred)
    ### END SOLUTION


def move(batch: Any, device: torch.device | str) -> Any:
    """Le même lot, ses tenseurs portés sur l'appareil sans attendre (non_blocking=True).

    Args:
        batch: un tenseur, ou une liste, un tuple ou un dictionnaire, imbriqués à volonté.
    Returns:
        la même structure ; ce qui n'est ni tenseur ni conteneur (noms, nombres, None) reste tel quel.
    Source: énoncé, section 1.
    --
    The same batch, its tensors moved to the device without waiting (non_blocking=True).

    Args:
        batch: a tensor, or a list, a tuple or a dictionary, nested at will.
    Returns:
        the same structure; what is neither tensor nor container (names, numbers, None) stays as it is.
    Source: statement, section 1.
    """
    ### BEGIN SOLUTION
    if isinstance(batch, Tensor):
        return batch.to(device, non_blocking=True)
    if isinstance(batch, dict):
        return {key: move(value, device) for key, value in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(move(value, device) for value in batch)
    return batch
    ### END SOLUTION


def make_loader(
    inputs: Tensor, targets: Tensor, batch_size: int, device: torch.device | str, seed: int
) -> DataLoader:
    """Lots mélangés ; en mémoire verrouillée si, et seulement si, ils vont du processeur à un GPU.

    Args:
        inputs, targets: n exemples chacun, sur le même appareil.
        batch_size: taille des lots ; le dernier, plus court, est gardé.
        device: où le réseau s'entraînera ; seul son type compte (inutile qu'il existe ici).
        seed: graine de l'ordre, nouveau à chaque parcours.
    Returns:
        un DataLoader de couples (inputs, targets), num_workers=0.
    Source: énoncé, section 2.
    --
    Shuffled batches; in pinned memory if, and only if, they go from the processor to a GPU.

    Args:
        inputs, targets: n examples each, on the same device.
        batch_size: size of the batches; the last one, shorter, is kept.
        device: where the network will train; only its type counts (it need not exist here).
        seed: seed of the order, a new one each time the loader is gone through.
    Returns:
        a DataLoader of pairs (inputs, targets), num_workers=0.
    Source: statement, section 2.
    """
    ### BEGIN SOLUTION
    # Only the processor's memory can be pinned: data that lies on the GPU already would be refused.
    crosses = torch.device(device).type == "cuda" and inputs.device.type == "cpu"
    return DataLoader(
        TensorDataset(inputs, targets),
        batch_size,
        shuffle=True,
        generator=torch.Generator().manual_seed(seed),
        pin_memory=crosses,
    )
    ### END SOLUTION


def train_step(
    model: nn.Module, optimizer: torch.optim.Optimizer, loss_function: Loss, batch: Batch
) -> Tensor:
    """Un pas d'apprentissage sur un lot, porté d'abord sur l'appareil du réseau.

    Returns:
        la perte d'avant le pas : un tenseur sans dimension, sur l'appareil, détaché du graphe.
    Source: énoncé, section 3.
    --
    One step of learning on a batch, moved to the network's device first.

    Returns:
        the loss before the step: a tensor without dimensions, on the device, cut from the graph.
    Source: statement, section 3.
    """
    ### BEGIN SOLUTION
    inputs, targets = move(batch, next(model.parameters()).device)
    optimizer.zero_grad()
    loss = loss_function(model(inputs), targets)
    loss.backward()
    optimizer.step()
    # detach(), not item(): item() would wait until the GPU has caught up.
    return loss.detach()
    ### END SOLUTION


def bf16_step(
    model: nn.Module, optimizer: torch.optim.Optimizer, loss_function: Loss, batch: Batch
) -> Tensor:
    """Le même pas, réseau et perte calculés sous autocast en bfloat16 ; les poids restent en float32.

    Returns:
        la perte d'avant le pas, comme train_step.
    Source: énoncé, section 4.
    --
    The same step, network and loss computed under autocast in bfloat16; the weights stay float32.

    Returns:
        the loss before the step, as in train_step.
    Source: statement, section 4.
    """
    ### BEGIN SOLUTION
    device = next(model.parameters()).device
    inputs, targets = move(batch, device)
    optimizer.zero_grad()
    with torch.autocast(device.type, dtype=torch.bfloat16):
        loss = loss_function(model(inputs), targets)
    # Outside: each operation's backward takes the type that its forward had.
    loss.backward()
    optimizer.step()
    return loss.detach()
    ### END SOLUTION


def fp16_step(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    loss_function: Loss,
    batch: Batch,
    scaler: torch.amp.GradScaler,
    max_norm: float,
) -> Tensor:
    """Le même pas sous autocast en float16, perte agrandie par scaler, gradients coupés à max_norm.

    Args:
        scaler: un torch.amp.GradScaler de l'appareil du réseau.
        max_norm: norme maximale de l'ensemble des vrais gradients (clip_grad_norm_).
    Returns:
        la vraie perte d'avant le pas (non agrandie), comme train_step.
    Source: énoncé, section 4.
    --
    The same step under autocast in float16, loss enlarged by scaler, gradients clipped to max_norm.

    Args:
        scaler: a torch.amp.GradScaler of the network's device.
        max_norm: largest norm of all true gradients together (clip_grad_norm_).
    Returns:
        the true loss before the step (not enlarged), as in train_step.
    Source: statement, section 4.
    """
    ### BEGIN SOLUTION
    device = next(model.parameters()).device
    inputs, targets = move(batch, device)
    optimizer.zero_grad()
    with torch.autocast(device.type, dtype=torch.float16):
        loss = loss_function(model(inputs), targets)
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)  # before clipping: max_norm speaks of the true gradients
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.step(optimizer)  # skipped if a gradient is infinite or NaN
    scaler.update()
    return loss.detach()
    ### END SOLUTION


def accumulated_step(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    loss_function: Loss,
    batches: Sequence[Batch],
) -> Tensor:
    """Un seul pas pour plusieurs petits lots : le même que pour ces lots mis bout à bout.

    Args:
        batches: un ou plusieurs lots, de tailles quelconques ; un seul est sur l'appareil à la fois.
    Returns:
        la perte d'avant le pas, moyenne sur tous les exemples du groupe, comme train_step.
    Source: énoncé, section 5.
    --
    A single step for several small batches: the same as for these batches put end to end.

    Args:
        batches: one or several batches, of any sizes; only one at a time is on the device.
    Returns:
        the loss before the step, mean over all examples of the group, as in train_step.
    Source: statement, section 5.
    """
    ### BEGIN SOLUTION
    device = next(model.parameters()).device
    count = sum(len(inputs) for inputs, _ in batches)
    losses = []
    optimizer.zero_grad()
    for batch in batches:
        inputs, targets = move(batch, device)
        # Its share of the whole group's mean. backward() adds to the gradients that are there.
        loss = loss_function(model(inputs), targets) * (len(inputs) / count)
        loss.backward()
        losses.append(loss.detach())
    optimizer.step()
    return torch.stack(losses).sum()
    ### END SOLUTION


def train(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    loss_function: Loss,
    loader: Iterable[Batch],
    epochs: int,
    accumulate: int = 1,
    report: Callable[[int, float], object] | None = None,
) -> list[float]:
    """Entraîne le réseau sur place, un pas par groupe de accumulate lots, sans attendre le GPU.

    Args:
        loader: un itérable de lots, parcouru une fois par époque.
        accumulate: nombre de lots par pas ; le dernier groupe, s'il est plus court, compte aussi.
        report: si elle est donnée, report(epoch, loss) à la fin de chaque époque, comptée à partir de 1.
    Returns:
        un float de Python par époque : moyenne, sur les exemples, des pertes d'avant chaque pas.
    Raises:
        ValueError: la moyenne d'une époque n'est pas un nombre fini.
    Source: énoncé, section 6.
    --
    Trains the network in place, one step per group of accumulate batches, without waiting for the GPU.

    Args:
        loader: an iterable of batches, gone through once per epoch.
        accumulate: number of batches per step; the last group counts too if it is shorter.
        report: if given, report(epoch, loss) at the end of each epoch, counted from 1.
    Returns:
        one Python float per epoch: mean, over the examples, of the losses before each step.
    Raises:
        ValueError: the mean of an epoch is not a finite number.
    Source: statement, section 6.
    """
    ### BEGIN SOLUTION
    history = []
    for epoch in range(1, epochs + 1):
        losses, count = [], 0
        batches = iter(loader)
        while group := list(islice(batches, accumulate)):
            size = sum(len(inputs) for inputs, _ in group)
            losses.append(accumulated_step(model, optimizer, loss_function, group) * size)
            count += size
        # The only reading of the epoch: here, and only here, the processor waits for the GPU.
        mean = torch.stack(losses).sum().item() / count
        if not math.isfinite(mean):
            raise ValueError(f"epoch {epoch}: the loss is {mean}")
        history.append(mean)
        if report is not None:
            report(epoch, mean)
    return history
    ### END SOLUTION


class Checkpointed(nn.Module):
    """Des blocs l'un après l'autre, chacun recalculé pendant la passe arrière au lieu d'être gardé.

    Args:
        blocks: modules appliqués dans l'ordre, chacun à la sortie du précédent.
    Source: énoncé, section 7.
    --
    Blocks one after the other, each computed again in the backward pass instead of being kept.

    Args:
        blocks: modules applied in order, each to the output of the one before.
    Source: statement, section 7.
    """

    def __init__(self, blocks: Iterable[nn.Module]) -> None:
        super().__init__()
        ### BEGIN SOLUTION
        self.blocks = nn.ModuleList(blocks)
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """La même valeur que les blocs sans checkpoint.
        --
        The same value as the blocks without checkpointing.
        """
        ### BEGIN SOLUTION
        for block in self.blocks:
            # The other variant gives the weights no gradient when x itself requires none.
            x = checkpoint(block, x, use_reentrant=False)
        return x
        ### END SOLUTION


def training_bytes(model: nn.Module, slots: int) -> int:
    """Octets qu'occupent poids, gradients et état de l'optimiseur (sans les activations).

    Args:
        slots: tenseurs que l'optimiseur garde par poids (SGD 0, avec inertie 1, Adam 2).
    Returns:
        un int. Un poids gelé (requires_grad=False) n'a ni gradient ni état.
    Source: énoncé, section 8.
    --
    Bytes that weights, gradients and the optimiser's state take (without the activations).

    Args:
        slots: tensors that the optimiser keeps for each weight (SGD 0, with momentum 1, Adam 2).
    Returns:
        an int. A frozen weight (requires_grad=False) has neither gradient nor state.
    Source: statement, section 8.
    """
    ### BEGIN SOLUTION
    total = 0
    for weight in model.parameters():
        copies = 2 + slots if weight.requires_grad else 1
        total += copies * weight.numel() * weight.element_size()
    return total
    ### END SOLUTION


def peak_memory(function: Callable[[], object], memory: Any = torch.cuda) -> int:
    """Octets que function a demandés en plus de ce qui était déjà pris, au plus haut.

    Args:
        memory: memory_allocated(), reset_peak_memory_stats() et max_memory_allocated(), comme
            torch.cuda.
    Source: énoncé, section 8.
    --
    Bytes that function asked for, at the highest, on top of what was taken already.

    Args:
        memory: memory_allocated(), reset_peak_memory_stats() and max_memory_allocated(), as
            torch.cuda.
    Source: statement, section 8.
    """
    ### BEGIN SOLUTION
    memory.reset_peak_memory_stats()
    before = memory.memory_allocated()
    function()
    return memory.max_memory_allocated() - before
    ### END SOLUTION


def timed(
    function: Callable[[], object],
    synchronize: Callable[[], object],
    clock: Callable[[], float] = time.perf_counter,
    repeats: int = 10,
    warmup: int = 3,
) -> float:
    """Secondes d'un appel de function, en moyenne sur repeats appels, après warmup appels non comptés.

    Args:
        synchronize: attend que l'appareil ait fini (torch.cuda.synchronize sur un GPU).
        clock: l'heure, en secondes.
    Source: énoncé, section 8.
    --
    Seconds of one call of function, the mean over repeats calls, after warmup calls not counted.

    Args:
        synchronize: waits until the device has finished (torch.cuda.synchronize on a GPU).
        clock: the time, in seconds.
    Source: statement, section 8.
    """
    ### BEGIN SOLUTION
    for _ in range(warmup):
        function()
    synchronize()  # what the warm-up left in the queue is not to be timed
    start = clock()
    for _ in range(repeats):
        function()
    synchronize()  # calls return before their work is done
    return (clock() - start) / repeats
    ### END SOLUTION


def compile_for(
    model: nn.Module,
    device: torch.device | str,
    compiler: Callable[[nn.Module], nn.Module] = torch.compile,
) -> nn.Module:
    """Le réseau compilé si l'appareil est un GPU, le réseau lui-même ailleurs.

    Args:
        device: où il calculera ; seul son type compte.
        compiler: rend le réseau compilé.
    Source: énoncé, section 9.
    --
    The compiled network if the device is a GPU, the network itself elsewhere.

    Args:
        device: where it will compute; only its type counts.
        compiler: returns the compiled network.
    Source: statement, section 9.
    """
    ### BEGIN SOLUTION
    if torch.device(device).type == "cuda":
        return compiler(model)
    return model
    ### END SOLUTION


def main() -> None:
    """Une expérience sur l'appareil d'ici : python gpu_training.py (rien à y compléter).
    --
    An experiment on this machine's device: python gpu_training.py (nothing to complete in it).
    """
    device = choose_device("auto", torch.cuda.is_available())
    synchronize = torch.cuda.synchronize if device.type == "cuda" else lambda: None
    torch.manual_seed(0)
    inputs = torch.randn(4096, 256)
    targets = torch.sin(inputs[:, :1] * 2)
    blocks = [nn.Sequential(nn.Linear(256, 256), nn.GELU()) for _ in range(8)]
    model = nn.Sequential(*blocks, nn.Linear(256, 1)).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    print(
        f"{device}: {training_bytes(model, 2) / 1e6:.1f} MB of weights, gradients and Adam's state"
    )
    loader = make_loader(inputs, targets, 512, device, seed=0)
    loss = nn.functional.mse_loss
    train(
        model, optimizer, loss, loader, 5, report=lambda epoch, mean: print(epoch, round(mean, 4))
    )
    batch = move((inputs, targets), device)
    for step in (train_step, bf16_step):
        seconds = timed(lambda step=step: step(model, optimizer, loss, batch), synchronize)
        print(f"{step.__name__}: {1e3 * seconds:.1f} ms")
    if device.type == "cuda":
        for net in (model, Checkpointed(model)):
            peak = peak_memory(lambda net=net: train_step(net, optimizer, loss, batch))
            print(f"{type(net).__name__}: {peak / 1e6:.1f} MB at the highest")


if __name__ == "__main__":
    main()
