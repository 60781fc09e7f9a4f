"""Misconceptions of ex16 (training on a GPU): the wrong answers that people really write.

Each is laid over the solution, so it may call the solution's functions by name.
"""

# ruff: noqa: F821  # names of the solution

import time

import torch
from torch import nn
from torch.utils.checkpoint import checkpoint
from torch.utils.data import DataLoader, TensorDataset

from grader.checks.api import misconception

# --- devices and batches --------------------------------------------------------------------------


@misconception(
    "gpu-taken-for-granted",
    replaces="choose_device",
    fr="\"auto\" donne toujours le GPU, même où il n'y en a pas : le programme s'arrête sur la machine "
    'd\'un camarade. Sans GPU, "auto" est le processeur, et "cuda" une ValueError.',
    en='"auto" always gives the GPU, even where there is none: the program stops on a fellow student\'s '
    'machine. Without a GPU, "auto" is the processor, and "cuda" a ValueError.',
)
def device_gpu(preferred, cuda_available):
    if preferred not in ("auto", "cpu", "cuda"):
        raise ValueError(preferred)
    return torch.device("cpu" if preferred == "cpu" else "cuda")


@misconception(
    "cuda-falls-back-silently",
    replaces="choose_device",
    fr="\"cuda\" sans GPU donne ici le processeur sans rien dire : l'entraînement que l'on croit rapide "
    'dure des jours. Repliez-vous pour "auto" seulement ; pour "cuda", levez une ValueError.',
    en='"cuda" without a GPU silently gives the processor here: the training that one believes to be '
    'fast takes days. Fall back for "auto" only; for "cuda", raise a ValueError.',
)
def device_silent(preferred, cuda_available):
    if preferred not in ("auto", "cpu", "cuda"):
        raise ValueError(preferred)
    return torch.device("cuda" if preferred != "cpu" and cuda_available else "cpu")


@misconception(
    "containers-not-entered",
    replaces="move",
    fr="Seuls les tenseurs du premier niveau sont portés : ceux d'une liste ou d'un dictionnaire rangé "
    "dans le lot restent où ils sont. move doit se rappeler elle-même sur chaque élément.",
    en="Only the tensors of the first level are moved: those of a list or dictionary inside the batch "
    "stay where they are. move has to call itself on each item.",
)
def move_first_level(batch, device):
    def one(value):
        return value.to(device, non_blocking=True) if isinstance(value, torch.Tensor) else value

    if isinstance(batch, dict):
        return {key: one(value) for key, value in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(one(value) for value in batch)
    return one(batch)


@misconception(
    "dictionaries-forgotten",
    replaces="move",
    fr="Les dictionnaires sont rendus tels quels, avec leurs tenseurs restés sur l'ancien appareil.",
    en="Dictionaries are returned as they are, with their tensors left on the old device.",
)
def move_no_dict(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device, non_blocking=True)
    if isinstance(batch, (list, tuple)):
        return type(batch)(move_no_dict(value, device) for value in batch)
    return batch


@misconception(
    "always-pinned",
    replaces="make_loader",
    fr="pin_memory=True sans condition : sur le processeur, c'est une copie de trop à chaque lot, et des "
    "données qui sont déjà sur le GPU ne peuvent pas être verrouillées, le parcours échoue.",
    en="pin_memory=True unconditionally: on the processor that is one copy too many for each batch, and "
    "data that lie on the GPU already can't be pinned, going through them fails.",
)
def loader_always_pinned(inputs, targets, batch_size, device, seed):
    generator = torch.Generator().manual_seed(seed)
    data = TensorDataset(inputs, targets)
    return DataLoader(data, batch_size, shuffle=True, generator=generator, pin_memory=True)


@misconception(
    "pins-what-is-on-the-gpu",
    replaces="make_loader",
    fr="Vous verrouillez dès que le réseau est sur un GPU, même quand les données y sont déjà. Ne se "
    "verrouille que la mémoire du processeur : regardez aussi inputs.device.",
    en="You pin as soon as the network is on a GPU, even when the data lie there already. Only the "
    "processor's memory can be pinned: look at inputs.device too.",
)
def loader_pins_gpu_data(inputs, targets, batch_size, device, seed):
    generator = torch.Generator().manual_seed(seed)
    pin = torch.device(device).type == "cuda"
    data = TensorDataset(inputs, targets)
    return DataLoader(data, batch_size, shuffle=True, generator=generator, pin_memory=pin)


@misconception(
    "pinning-by-this-machine",
    replaces="make_loader",
    fr="Vous demandez à la machine si elle a un GPU, et non aux arguments où vont les données : le même "
    "appel ne fait plus la même chose partout, et verrouille pour rien quand on choisit le processeur.",
    en="You ask the machine whether it has a GPU, rather than the arguments where the data go: the same "
    "call no longer does the same everywhere, and pins for nothing when the processor is chosen.",
)
def loader_by_machine(inputs, targets, batch_size, device, seed):
    generator = torch.Generator().manual_seed(seed)
    data = TensorDataset(inputs, targets)
    pin = torch.cuda.is_available()
    return DataLoader(data, batch_size, shuffle=True, generator=generator, pin_memory=pin)


@misconception(
    "device-compared-as-text",
    replaces="make_loader",
    fr='device == "cuda" est faux pour "cuda:0" ou "cuda:1" : on ne compare pas le nom, mais le '
    "type, torch.device(device).type.",
    en='device == "cuda" is false for "cuda:0" or "cuda:1": it is not the name that is compared, but '
    "the type, torch.device(device).type.",
)
def loader_by_name(inputs, targets, batch_size, device, seed):
    generator = torch.Generator().manual_seed(seed)
    pin = device == "cuda" and inputs.device.type == "cpu"
    data = TensorDataset(inputs, targets)
    return DataLoader(data, batch_size, shuffle=True, generator=generator, pin_memory=pin)


# --- steps ----------------------------------------------------------------------------------------


@misconception(
    "batch-left-behind",
    replaces="train_step",
    fr="Le réseau est parti sur un appareil, et le lot est resté sur le processeur : PyTorch refuse de les "
    "mélanger. Portez le lot sur l'appareil des paramètres, next(model.parameters()).device.",
    en="The network went to a device, and the batch stayed on the processor: PyTorch refuses to mix them. "
    "Move the batch to the device of the parameters, next(model.parameters()).device.",
)
def step_batch_left(model, optimizer, loss_function, batch):
    inputs, targets = batch
    optimizer.zero_grad()
    loss = loss_function(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.detach()


@misconception(
    "zero-grad-forgotten",
    replaces="train_step",
    fr="Les gradients du lot d'avant ne sont pas effacés : PyTorch ajoute les nouveaux aux anciens. "
    "Appelez optimizer.zero_grad() avant backward().",
    en="The gradients of the batch before are not wiped out: PyTorch adds the new ones to the old. Call "
    "optimizer.zero_grad() before backward().",
)
def step_no_zero(model, optimizer, loss_function, batch):
    inputs, targets = move(batch, next(model.parameters()).device)
    loss = loss_function(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.detach()


@misconception(
    "zero-grad-after-backward",
    replaces="train_step",
    fr="zero_grad() est entre backward() et step() : il efface les gradients qui viennent d'être "
    "calculés, et step() ne bouge plus rien. Sa place est avant backward().",
    en="zero_grad() stands between backward() and step(): it wipes out the gradients that have just been "
    "computed, and step() no longer moves anything. Its place is before backward().",
)
def step_zero_late(model, optimizer, loss_function, batch):
    inputs, targets = move(batch, next(model.parameters()).device)
    loss = loss_function(model(inputs), targets)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.detach()


@misconception(
    "item-in-the-step",
    replaces="train_step",
    fr="Le pas rend loss.item() : pour avoir ce nombre, le processeur attend que le GPU ait tout fini, à "
    "chaque pas. Rendez loss.detach(), un tenseur que l'on lira plus tard.",
    en="The step returns loss.item(): to have that number, the processor waits until the GPU has finished "
    "everything, in each step. Return loss.detach(), a tensor to be read later.",
)
def step_item(model, optimizer, loss_function, batch):
    inputs, targets = move(batch, next(model.parameters()).device)
    optimizer.zero_grad()
    loss = loss_function(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


@misconception(
    "autocast-around-backward",
    replaces="bf16_step",
    fr="backward() est sous autocast. Seuls le réseau et la perte y vont : chaque opération retrouve, à "
    "l'arrière, le type qu'elle avait à l'aller.",
    en="backward() is under autocast. Only the network and the loss belong there: in the backward pass "
    "each operation takes the type that it had in the forward pass.",
)
def bf16_around_backward(model, optimizer, loss_function, batch):
    device = next(model.parameters()).device
    inputs, targets = move(batch, device)
    optimizer.zero_grad()
    with torch.autocast(device.type, dtype=torch.bfloat16):
        loss = loss_function(model(inputs), targets)
        loss.backward()
    optimizer.step()
    return loss.detach()


@misconception(
    "autocast-forgotten",
    replaces="bf16_step",
    fr="Tout est encore calculé en float32 : le réseau et la perte vont sous "
    "torch.autocast(device.type, dtype=torch.bfloat16).",
    en="Everything is still computed in float32: the network and the loss go under "
    "torch.autocast(device.type, dtype=torch.bfloat16).",
)
def bf16_without(model, optimizer, loss_function, batch):
    return train_step(model, optimizer, loss_function, batch)


@misconception(
    "float16-for-bfloat16",
    replaces="bf16_step",
    fr="Vous calculez en float16, qui déborde à 65 504 et perd les petits gradients sans scaler. "
    "bfloat16 a l'étendue du float32 : c'est lui qui est demandé ici.",
    en="You compute in float16, which overflows at 65 504 and loses small gradients without a scaler. "
    "bfloat16 has the range of float32: it is the one that is asked for here.",
)
def bf16_in_fp16(model, optimizer, loss_function, batch):
    device = next(model.parameters()).device
    inputs, targets = move(batch, device)
    optimizer.zero_grad()
    with torch.autocast(device.type, dtype=torch.float16):
        loss = loss_function(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.detach()


@misconception(
    "clipped-before-unscale",
    replaces="fp16_step",
    fr="Les gradients sont coupés alors qu'ils sont encore agrandis : ramenés ensuite à leur taille, il n'en "
    "reste presque rien. Appelez scaler.unscale_(optimizer) d'abord, puis clip_grad_norm_.",
    en="The gradients are clipped while they are still enlarged: brought back to their size afterwards, "
    "next to nothing is left of them. Call scaler.unscale_(optimizer) first, then clip_grad_norm_.",
)
def fp16_no_unscale(model, optimizer, loss_function, batch, scaler, max_norm):
    device = next(model.parameters()).device
    inputs, targets = move(batch, device)
    optimizer.zero_grad()
    with torch.autocast(device.type, dtype=torch.float16):
        loss = loss_function(model(inputs), targets)
    scaler.scale(loss).backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.step(optimizer)
    scaler.update()
    return loss.detach()


@misconception(
    "never-clipped",
    replaces="fp16_step",
    fr="Les gradients ne sont pas coupés, ou seulement après le pas : clip_grad_norm_ se place entre "
    "scaler.unscale_(optimizer) et scaler.step(optimizer).",
    en="The gradients are not clipped, or only after the step: clip_grad_norm_ goes between "
    "scaler.unscale_(optimizer) and scaler.step(optimizer).",
)
def fp16_no_clip(model, optimizer, loss_function, batch, scaler, max_norm):
    device = next(model.parameters()).device
    inputs, targets = move(batch, device)
    optimizer.zero_grad()
    with torch.autocast(device.type, dtype=torch.float16):
        loss = loss_function(model(inputs), targets)
    scaler.scale(loss).backward()
    scaler.step(optimizer)
    scaler.update()
    return loss.detach()


@misconception(
    "update-forgotten",
    replaces="fp16_step",
    fr="scaler.update() manque : l'échelle ne change jamais, et scaler refuse le pas suivant, puisque "
    "celui-ci n'est pas clos. C'est le dernier des cinq gestes.",
    en="scaler.update() is missing: the scale never changes, and scaler refuses the next step, since this "
    "one isn't closed. It is the last of the five moves.",
)
def fp16_no_update(model, optimizer, loss_function, batch, scaler, max_norm):
    device = next(model.parameters()).device
    inputs, targets = move(batch, device)
    optimizer.zero_grad()
    with torch.autocast(device.type, dtype=torch.float16):
        loss = loss_function(model(inputs), targets)
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.step(optimizer)
    return loss.detach()


@misconception(
    "update-before-step",
    replaces="fp16_step",
    fr="scaler.update() vient avant scaler.step(optimizer) : update() clôt le pas et oublie que les gradients "
    "sont déjà ramenés à leur taille, step() les divise donc une seconde fois. update() est le dernier.",
    en="scaler.update() comes before scaler.step(optimizer): update() closes the step and forgets that the "
    "gradients are back to their size already, so step() divides them a second time. update() is last.",
)
def fp16_update_first(model, optimizer, loss_function, batch, scaler, max_norm):
    device = next(model.parameters()).device
    inputs, targets = move(batch, device)
    optimizer.zero_grad()
    with torch.autocast(device.type, dtype=torch.float16):
        loss = loss_function(model(inputs), targets)
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.update()
    scaler.step(optimizer)
    return loss.detach()


@misconception(
    "optimizer-step-not-the-scalers",
    replaces="fp16_step",
    fr="optimizer.step() fait le pas même quand un gradient est infini, et les poids deviennent NaN. "
    "scaler.step(optimizer) le saute dans ce cas.",
    en="optimizer.step() takes the step even when a gradient is infinite, and the weights become NaN. "
    "scaler.step(optimizer) skips it in that case.",
)
def fp16_plain_step(model, optimizer, loss_function, batch, scaler, max_norm):
    device = next(model.parameters()).device
    inputs, targets = move(batch, device)
    optimizer.zero_grad()
    with torch.autocast(device.type, dtype=torch.float16):
        loss = loss_function(model(inputs), targets)
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimizer.step()
    scaler.update()
    return loss.detach()


@misconception(
    "scaled-loss-returned",
    replaces="fp16_step",
    fr="La perte rendue est celle que scaler a agrandie. Gardez l'autre : scaler.scale(loss) ne sert qu'à "
    "backward().",
    en="The loss that is returned is the one that scaler has enlarged. Keep the other: scaler.scale(loss) "
    "serves backward() only.",
)
def fp16_scaled_loss(model, optimizer, loss_function, batch, scaler, max_norm):
    device = next(model.parameters()).device
    inputs, targets = move(batch, device)
    optimizer.zero_grad()
    with torch.autocast(device.type, dtype=torch.float16):
        loss = loss_function(model(inputs), targets)
    loss = scaler.scale(loss)
    loss.backward()
    scaler.unscale_(optimizer)
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.step(optimizer)
    scaler.update()
    return loss.detach()


@misconception(
    "loss-outside-autocast",
    replaces="bf16_step",
    fr="La perte est calculée après le with, hors d'autocast. L'énoncé met le réseau et la perte "
    "dessous : une perte peut contenir, elle aussi, un produit de matrices.",
    en="The loss is computed after the with, outside autocast. The statement puts the network and "
    "the loss under it: a loss may hold a matrix product too.",
)
def bf16_loss_outside(model, optimizer, loss_function, batch):
    device = next(model.parameters()).device
    inputs, targets = move(batch, device)
    optimizer.zero_grad()
    with torch.autocast(device.type, dtype=torch.bfloat16):
        outputs = model(inputs)
    loss = loss_function(outputs, targets)
    loss.backward()
    optimizer.step()
    return loss.detach()


@misconception("loss-outside-autocast", replaces="fp16_step")
def fp16_loss_outside(model, optimizer, loss_function, batch, scaler, max_norm):
    device = next(model.parameters()).device
    inputs, targets = move(batch, device)
    optimizer.zero_grad()
    with torch.autocast(device.type, dtype=torch.float16):
        outputs = model(inputs)
    loss = loss_function(outputs, targets)
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.step(optimizer)
    scaler.update()
    return loss.detach()


@misconception(
    "clipped-by-value",
    replaces="fp16_step",
    fr="clip_grad_value_ coupe chaque gradient à part, ce qui change la direction du pas. max_norm "
    "est la norme de tous ensemble : clip_grad_norm_ les multiplie tous par le même nombre.",
    en="clip_grad_value_ clips each gradient by itself, which changes the direction of the step. "
    "max_norm is the norm of all together: clip_grad_norm_ multiplies them all by the same "
    "number.",
)
def fp16_clip_by_value(model, optimizer, loss_function, batch, scaler, max_norm):
    device = next(model.parameters()).device
    inputs, targets = move(batch, device)
    optimizer.zero_grad()
    with torch.autocast(device.type, dtype=torch.float16):
        loss = loss_function(model(inputs), targets)
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    nn.utils.clip_grad_value_(model.parameters(), max_norm)
    scaler.step(optimizer)
    scaler.update()
    return loss.detach()


@misconception(
    "loss-arguments-swapped",
    replaces="train_step",
    fr="Les arguments de la perte sont échangés : loss_function(sorties, cibles), dans cet ordre. "
    "Beaucoup de pertes ne sont pas symétriques.",
    en="The arguments of the loss are swapped: loss_function(outputs, targets), in this order. Many "
    "losses are not symmetric.",
)
def step_swapped(model, optimizer, loss_function, batch):
    device = next(model.parameters()).device
    inputs, targets = move(batch, device)
    optimizer.zero_grad()
    loss = loss_function(targets, model(inputs))
    loss.backward()
    optimizer.step()
    return loss.detach()


@misconception("loss-arguments-swapped", replaces="bf16_step")
def bf16_swapped(model, optimizer, loss_function, batch):
    device = next(model.parameters()).device
    inputs, targets = move(batch, device)
    optimizer.zero_grad()
    with torch.autocast(device.type, dtype=torch.bfloat16):
        loss = loss_function(targets, model(inputs))
    loss.backward()
    optimizer.step()
    return loss.detach()


@misconception("loss-arguments-swapped", replaces="fp16_step")
def fp16_swapped(model, optimizer, loss_function, batch, scaler, max_norm):
    device = next(model.parameters()).device
    inputs, targets = move(batch, device)
    optimizer.zero_grad()
    with torch.autocast(device.type, dtype=torch.float16):
        loss = loss_function(targets, model(inputs))
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.step(optimizer)
    scaler.update()
    return loss.detach()


@misconception("loss-arguments-swapped", replaces="accumulated_step")
def accumulated_swapped(model, optimizer, loss_function, batches):
    device = next(model.parameters()).device
    count = sum(len(inputs) for inputs, _ in batches)
    losses = []
    optimizer.zero_grad()
    for batch in batches:
        inputs, targets = move(batch, device)
        loss = loss_function(targets, model(inputs)) * (len(inputs) / count)
        loss.backward()
        losses.append(loss.detach())
    optimizer.step()
    return torch.stack(losses).sum()


# --- accumulation and the loop ----------------------------------------------------------------------


@misconception(
    "loss-not-divided",
    replaces="accumulated_step",
    fr="Chaque lot fait backward() avec sa perte entière : la somme des gradients est plusieurs fois trop "
    "grande. Multipliez chaque perte par sa part, len(inputs) / nombre total d'exemples.",
    en="Each batch does backward() with its whole loss: the sum of the gradients is several times too "
    "large. Multiply each loss by its share, len(inputs) / total number of examples.",
)
def accumulated_not_divided(model, optimizer, loss_function, batches):
    device = next(model.parameters()).device
    count = sum(len(inputs) for inputs, _ in batches)
    losses = []
    optimizer.zero_grad()
    for batch in batches:
        inputs, targets = move(batch, device)
        loss = loss_function(model(inputs), targets)
        loss.backward()
        losses.append(loss.detach() * (len(inputs) / count))
    optimizer.step()
    return torch.stack(losses).sum()


@misconception(
    "divided-by-the-batches",
    replaces="accumulated_step",
    fr="Vous divisez par le nombre de lots : un lot plus court pèse alors autant qu'un lot plein. Pour "
    "retrouver le grand lot, la part de chacun est len(inputs) / nombre total d'exemples.",
    en="You divide by the number of batches: a shorter batch then weighs as much as a full one. To find "
    "the large batch again, the share of each is len(inputs) / total number of examples.",
)
def accumulated_by_batches(model, optimizer, loss_function, batches):
    device = next(model.parameters()).device
    losses = []
    optimizer.zero_grad()
    for batch in batches:
        inputs, targets = move(batch, device)
        loss = loss_function(model(inputs), targets) / len(batches)
        loss.backward()
        losses.append(loss.detach())
    optimizer.step()
    return torch.stack(losses).sum()


@misconception(
    "zero-grad-in-the-group",
    replaces="accumulated_step",
    fr="zero_grad() est dans la boucle des petits lots : seul le dernier compte. Une seule remise à zéro, "
    "avant le premier.",
    en="zero_grad() is inside the loop over the small batches: only the last one counts. Wipe out once, "
    "before the first one.",
)
def accumulated_zeroing(model, optimizer, loss_function, batches):
    device = next(model.parameters()).device
    count = sum(len(inputs) for inputs, _ in batches)
    losses = []
    for batch in batches:
        inputs, targets = move(batch, device)
        optimizer.zero_grad()
        loss = loss_function(model(inputs), targets) * (len(inputs) / count)
        loss.backward()
        losses.append(loss.detach())
    optimizer.step()
    return torch.stack(losses).sum()


@misconception(
    "step-in-the-group",
    replaces="accumulated_step",
    fr="step() est dans la boucle des petits lots : c'est un pas par lot, avec des gradients qui "
    "s'ajoutent. Un seul pas, après le dernier.",
    en="step() is inside the loop over the small batches: that is one step per batch, with gradients that "
    "add up. One step, after the last one.",
)
def accumulated_stepping(model, optimizer, loss_function, batches):
    device = next(model.parameters()).device
    count = sum(len(inputs) for inputs, _ in batches)
    losses = []
    optimizer.zero_grad()
    for batch in batches:
        inputs, targets = move(batch, device)
        loss = loss_function(model(inputs), targets) * (len(inputs) / count)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return torch.stack(losses).sum()


@misconception(
    "item-in-the-loop",
    replaces="train",
    fr="Votre boucle lit la perte de chaque pas (.item(), float(), print) : le processeur attend le GPU à "
    "chaque fois, et le GPU attend ensuite le processeur. Additionnez des tenseurs, lisez une fois "
    "l'époque finie.",
    en="Your loop reads the loss of each step (.item(), float(), print): each time the processor waits "
    "for the GPU, and the GPU then waits for the processor. Add up tensors, read once the epoch is over.",
)
def train_items(model, optimizer, loss_function, loader, epochs, accumulate=1, report=None):
    history = []
    for epoch in range(1, epochs + 1):
        total, count = 0.0, 0
        batches = iter(loader)
        while group := list(islice(batches, accumulate)):
            size = sum(len(inputs) for inputs, _ in group)
            total += accumulated_step(model, optimizer, loss_function, group).item() * size
            count += size
        if not math.isfinite(total):
            raise ValueError(epoch)
        history.append(total / count)
        if report is not None:
            report(epoch, total / count)
    return history


@misconception(
    "last-group-dropped",
    replaces="train",
    fr="Le pas n'est fait que quand le groupe est complet : les lots du dernier groupe, plus court, ne "
    "servent à rien. Il compte comme les autres.",
    en="The step is taken only when the group is complete: the batches of the last, shorter group serve "
    "nothing. It counts as the others do.",
)
def train_full_groups(model, optimizer, loss_function, loader, epochs, accumulate=1, report=None):
    history = []
    for epoch in range(1, epochs + 1):
        losses, count = [], 0
        batches = iter(loader)
        while len(group := list(islice(batches, accumulate))) == accumulate:
            size = sum(len(inputs) for inputs, _ in group)
            losses.append(accumulated_step(model, optimizer, loss_function, group) * size)
            count += size
        mean = torch.stack(losses).sum().item() / count if count else 0.0
        if not math.isfinite(mean):
            raise ValueError(epoch)
        history.append(mean)
        if report is not None:
            report(epoch, mean)
    return history


@misconception(
    "mean-of-group-means",
    replaces="train",
    fr="La perte de l'époque est la moyenne des moyennes des groupes : un dernier groupe plus court y pèse "
    "trop. Pondérez chaque perte par son nombre d'exemples.",
    en="The loss of the epoch is the mean of the groups' means: a shorter last group weighs too much in "
    "it. Weight each loss by its number of examples.",
)
def train_mean_of_means(model, optimizer, loss_function, loader, epochs, accumulate=1, report=None):
    history = []
    for epoch in range(1, epochs + 1):
        losses = []
        batches = iter(loader)
        while group := list(islice(batches, accumulate)):
            losses.append(accumulated_step(model, optimizer, loss_function, group))
        mean = torch.stack(losses).mean().item()
        if not math.isfinite(mean):
            raise ValueError(epoch)
        history.append(mean)
        if report is not None:
            report(epoch, mean)
    return history


@misconception(
    "non-finite-loss-ignored",
    replaces="train",
    fr="La perte devient infinie ou NaN, et la boucle continue jusqu'au bout. Un poids devenu NaN le "
    "reste : levez une ValueError à la fin de l'époque.",
    en="The loss becomes infinite or NaN, and the loop goes on to the end. A weight that is NaN stays "
    "so: raise a ValueError at the end of the epoch.",
)
def train_on_and_on(model, optimizer, loss_function, loader, epochs, accumulate=1, report=None):
    history = []
    for epoch in range(1, epochs + 1):
        losses, count = [], 0
        batches = iter(loader)
        while group := list(islice(batches, accumulate)):
            size = sum(len(inputs) for inputs, _ in group)
            losses.append(accumulated_step(model, optimizer, loss_function, group) * size)
            count += size
        history.append(torch.stack(losses).sum().item() / count)
        if report is not None:
            report(epoch, history[-1])
    return history


@misconception(
    "losses-not-weighted",
    replaces="accumulated_step",
    fr="Ni les gradients ni la perte rendue ne sont divisés : vous additionnez les pertes des lots "
    "telles quelles. Multipliez chacune par sa part, len(inputs) / nombre total d'exemples, avant "
    "backward().",
    en="Neither the gradients nor the loss returned are divided: you add up the batches' losses as "
    "they are. Multiply each by its share, len(inputs) / total number of examples, before "
    "backward().",
)
def accumulated_plain_sum(model, optimizer, loss_function, batches):
    device = next(model.parameters()).device
    count = sum(len(inputs) for inputs, _ in batches)
    losses = []
    optimizer.zero_grad()
    for batch in batches:
        inputs, targets = move(batch, device)
        loss = loss_function(model(inputs), targets)
        loss.backward()
        losses.append(loss.detach())
    optimizer.step()
    return torch.stack(losses).sum()


@misconception(
    "batches-put-end-to-end",
    replaces="accumulated_step",
    fr="Vous mettez les lots bout à bout et faites un seul appel du réseau : le nombre est juste, "
    "mais c'est le grand lot qui ne tenait pas en mémoire. Un appel et un backward() par lot.",
    en="You put the batches end to end and make a single call of the network: the number is right, "
    "but it is the large batch that did not fit into memory. One call and one backward() per "
    "batch.",
)
def accumulated_at_once(model, optimizer, loss_function, batches):
    device = next(model.parameters()).device
    count = sum(len(inputs) for inputs, _ in batches)
    losses = []
    optimizer.zero_grad()
    parts = zip(*batches, strict=True)
    inputs, targets = (torch.cat([part.to(device) for part in each]) for each in parts)
    for _ in range(1):
        loss = loss_function(model(inputs), targets)
        loss.backward()
        losses.append(loss.detach())
    optimizer.step()
    return torch.stack(losses).sum()


@misconception(
    "all-batches-moved-first",
    replaces="accumulated_step",
    fr="Tous les lots sont portés sur l'appareil avant la boucle : ils y sont tous à la fois. Portez "
    "chacun dans la boucle, juste avant de l'utiliser.",
    en="All batches are moved to the device before the loop: they are all there at once. Move each "
    "inside the loop, just before it is used.",
)
def accumulated_moving_first(model, optimizer, loss_function, batches):
    device = next(model.parameters()).device
    count = sum(len(inputs) for inputs, _ in batches)
    losses = []
    optimizer.zero_grad()
    for inputs, targets in [move(batch, device) for batch in batches]:
        loss = loss_function(model(inputs), targets) * (len(inputs) / count)
        loss.backward()
        losses.append(loss.detach())
    optimizer.step()
    return torch.stack(losses).sum()


@misconception(
    "one-iterator-for-all-epochs",
    replaces="train",
    fr="iter(loader) est appelé une seule fois, avant les époques : après la première, il n'y a plus "
    "de lot. Refaites-le au début de chaque époque.",
    en="iter(loader) is called only once, before the epochs: after the first one no batch is left. "
    "Make it again at the start of each epoch.",
)
def train_one_iterator(model, optimizer, loss_function, loader, epochs, accumulate=1, report=None):
    history = []
    batches = iter(loader)
    for epoch in range(1, epochs + 1):
        losses, count = [], 0
        while group := list(islice(batches, accumulate)):
            size = sum(len(inputs) for inputs, _ in group)
            losses.append(accumulated_step(model, optimizer, loss_function, group) * size)
            count += size
        mean = torch.stack(losses).sum().item() / count
        if not math.isfinite(mean):
            raise ValueError(epoch)
        history.append(mean)
        if report is not None:
            report(epoch, mean)
    return history


# --- checkpointing, measuring -----------------------------------------------------------------------


@misconception(
    "checkpoint-reentrant",
    replaces="Checkpointed.forward",
    fr="La variante use_reentrant=True ne donne aucun gradient aux poids quand son entrée n'en demande pas, "
    "ce qui est le cas des données : rien n'apprend, sans erreur. Demandez use_reentrant=False.",
    en="The variant use_reentrant=True gives the weights no gradient when its input requires none, which "
    "is the case of data: nothing learns, without an error. Ask for use_reentrant=False.",
)
def forward_reentrant(self, x):
    for block in self.blocks:
        x = checkpoint(block, x, use_reentrant=True)
    return x


@misconception(
    "not-checkpointed",
    replaces="Checkpointed.forward",
    fr="Les blocs sont appelés directement : toutes leurs activations restent en mémoire, et rien n'est "
    "recalculé. C'est checkpoint(block, x, use_reentrant=False) qui appelle le bloc.",
    en="The blocks are called directly: all their activations stay in memory, and nothing is computed "
    "again. It is checkpoint(block, x, use_reentrant=False) that calls the block.",
)
def forward_plain(self, x):
    for block in self.blocks:
        x = block(x)
    return x


@misconception(
    "last-block-not-checkpointed",
    replaces="Checkpointed.forward",
    fr="Le dernier bloc est appelé directement, sans checkpoint (comme le fait "
    "checkpoint_sequential). L'énoncé les recalcule tous, le dernier compris.",
    en="The last block is called directly, without a checkpoint (as checkpoint_sequential does). The "
    "statement computes all of them again, the last one included.",
)
def forward_last_plain(self, x):
    *first, last = self.blocks
    for block in first:
        x = checkpoint(block, x, use_reentrant=False)
    return last(x)


@misconception(
    "one-checkpoint-for-all",
    replaces="Checkpointed.forward",
    fr="Un seul checkpoint entoure tous les blocs : au recalcul, toutes les activations reviennent en "
    "mémoire à la fois, et le plus haut est le même que sans. Il en faut un par bloc.",
    en="A single checkpoint is around all blocks: when it computes again, all activations come back into "
    "memory at once, and the peak is the same as without. One per block is needed.",
)
def forward_all_at_once(self, x):
    def everything(x):
        for block in self.blocks:
            x = block(x)
        return x

    return checkpoint(everything, x, use_reentrant=False)


@misconception(
    "frozen-weights-counted-in-full",
    replaces="training_bytes",
    fr="Un poids gelé n'a ni gradient ni état d'optimiseur : il compte une fois, et non 2 + slots fois.",
    en="A frozen weight has neither gradient nor optimiser state: it counts once, not 2 + slots times.",
)
def bytes_of_all(model, slots):
    return sum((2 + slots) * w.numel() * w.element_size() for w in model.parameters())


@misconception(
    "gradients-not-counted",
    replaces="training_bytes",
    fr="Vous oubliez les gradients : aussi grands que les poids, ils sont là pendant tout le pas.",
    en="You forget the gradients: as large as the weights, they are there during the whole step.",
)
def bytes_without_gradients(model, slots):
    return sum(
        ((1 + slots) if w.requires_grad else 1) * w.numel() * w.element_size()
        for w in model.parameters()
    )


@misconception(
    "peak-with-what-was-there",
    replaces="peak_memory",
    fr="Vous rendez le plus haut de toute la mémoire prise, avec ce qui l'était déjà avant l'appel "
    "(les poids, par exemple). Retirez memory_allocated() d'avant.",
    en="You return the highest of all memory taken, including what was taken before the call (the "
    "weights, for instance). Subtract memory_allocated() from before.",
)
def peak_of_everything(function, memory=torch.cuda):
    memory.reset_peak_memory_stats()
    function()
    return memory.max_memory_allocated()


@misconception(
    "memory-left-not-peak",
    replaces="peak_memory",
    fr="Vous lisez memory_allocated() après l'appel : c'est ce qui reste, pas le plus haut. Ce que "
    "function a pris puis rendu n'y est plus ; lisez max_memory_allocated().",
    en="You read memory_allocated() after the call: that is what is left, not the highest. What "
    "function took and gave back is no longer in it; read max_memory_allocated().",
)
def peak_left(function, memory=torch.cuda):
    memory.reset_peak_memory_stats()
    before = memory.memory_allocated()
    function()
    return memory.memory_allocated() - before


@misconception(
    "record-not-reset",
    replaces="peak_memory",
    fr="Le record de la mémoire n'est pas remis à zéro : c'est celui d'un calcul d'avant que vous lisez. "
    "Appelez reset_peak_memory_stats() d'abord.",
    en="The record of the memory is not reset: it is that of an earlier computation that you read. Call "
    "reset_peak_memory_stats() first.",
)
def peak_ever(function, memory=torch.cuda):
    before = memory.memory_allocated()
    function()
    return memory.max_memory_allocated() - before


@misconception(
    "no-synchronisation",
    replaces="timed",
    fr="Le chronomètre n'attend pas le GPU à la fin : vous mesurez le temps de lui confier le travail, pas celui de "
    "le faire. Appelez synchronize() juste avant chaque lecture de l'heure.",
    en="The stopwatch does not wait for the GPU at the end: you measure the time it takes to hand it the work, not to "
    "do it. Call synchronize() just before each reading of the clock.",
)
def timed_without_waiting(function, synchronize, clock=time.perf_counter, repeats=10, warmup=3):
    for _ in range(warmup):
        function()
    start = clock()
    for _ in range(repeats):
        function()
    return (clock() - start) / repeats


@misconception(
    "synchronised-at-the-end-only",
    replaces="timed",
    fr="Vous n'attendez le GPU qu'à la fin : ce que l'échauffement a laissé dans la file est compté avec. "
    "Appelez synchronize() aussi avant la première lecture de l'heure.",
    en="You wait for the GPU at the end only: what the warm-up left in the queue is timed too. Call "
    "synchronize() before the first reading of the clock as well.",
)
def timed_waiting_once(function, synchronize, clock=time.perf_counter, repeats=10, warmup=3):
    for _ in range(warmup):
        function()
    start = clock()
    for _ in range(repeats):
        function()
    synchronize()
    return (clock() - start) / repeats


@misconception(
    "synchronised-at-each-call",
    replaces="timed",
    fr="Vous attendez le GPU après chaque appel compté : la file se vide à chaque fois, et le temps "
    "de la remplir s'ajoute. N'attendez qu'avant de lire l'heure.",
    en="You wait for the GPU after each counted call: the queue runs empty each time, and the time "
    "it takes to fill it is added. Wait only before reading the clock.",
)
def timed_waiting_each(function, synchronize, clock=time.perf_counter, repeats=10, warmup=3):
    for _ in range(warmup):
        function()
    synchronize()
    start = clock()
    for _ in range(repeats):
        function()
        synchronize()
    return (clock() - start) / repeats


@misconception(
    "warm-up-timed",
    replaces="timed",
    fr="L'échauffement est compté : les premiers appels chargent des noyaux et prennent de la mémoire, ils "
    "ne disent rien des suivants. Faites-les avant de lire l'heure.",
    en="The warm-up is timed: the first calls load kernels and take memory, they tell nothing of the next "
    "ones. Make them before you read the clock.",
)
def timed_with_warmup(function, synchronize, clock=time.perf_counter, repeats=10, warmup=3):
    synchronize()
    start = clock()
    for _ in range(warmup + repeats):
        function()
    synchronize()
    return (clock() - start) / (warmup + repeats)


@misconception(
    "total-not-mean-time",
    replaces="timed",
    fr="Vous rendez le temps de tous les appels ensemble ; divisez-le par repeats.",
    en="You return the time of all calls together; divide it by repeats.",
)
def timed_in_all(function, synchronize, clock=time.perf_counter, repeats=10, warmup=3):
    for _ in range(warmup):
        function()
    synchronize()
    start = clock()
    for _ in range(repeats):
        function()
    synchronize()
    return clock() - start


@misconception(
    "compiled-everywhere",
    replaces="compile_for",
    fr="Le réseau est compilé même sur le processeur, où l'énoncé demande le réseau lui-même : compiler y "
    "demande un compilateur C++, qui n'est pas partout.",
    en="The network is compiled even on the processor, where the statement asks for the network itself: "
    "compiling there needs a C++ compiler, which is not everywhere.",
)
def compiled_everywhere(model, device, compiler=torch.compile):
    return compiler(model)
