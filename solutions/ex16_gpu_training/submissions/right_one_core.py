"""Right: one private function takes all steps; autocast is a context or nothing."""

import time
from contextlib import nullcontext
from functools import reduce

import torch
from torch import nn
from torch.utils.checkpoint import checkpoint
from torch.utils.data import DataLoader


def choose_device(preferred, cuda_available):
    names = {"auto": "cuda" if cuda_available else "cpu", "cpu": "cpu"}
    if cuda_available:
        names["cuda"] = "cuda"
    try:
        return torch.device(names[preferred])
    except KeyError:
        raise ValueError(preferred) from None


def move(batch, device):
    match batch:
        case torch.Tensor():
            return batch.to(device, non_blocking=torch.device(device).type == "cuda")
        case dict():
            return dict(zip(batch, [move(value, device) for value in batch.values()]))
        case list() | tuple():
            return type(batch)([move(value, device) for value in batch])
    return batch


def make_loader(inputs, targets, batch_size, device, seed):
    pin = not inputs.is_cuda and inputs.device.type == "cpu" and torch.device(device).type != "cpu"
    order = torch.Generator().manual_seed(seed)
    pairs = list(zip(inputs, targets))
    return DataLoader(pairs, batch_size, True, generator=order, pin_memory=pin)


def _where(model):
    return next(iter(model.parameters())).device


def _learn(model, optimizer, loss_function, batches, dtype=None, after=None, enlarge=lambda loss: loss):
    where, count = _where(model), sum(b[0].shape[0] for b in batches)
    optimizer.zero_grad(set_to_none=False)
    losses = []
    for batch in batches:
        x, y = move(batch, where)
        precision = nullcontext() if dtype is None else torch.autocast(where.type, dtype)
        with precision:
            loss = loss_function(model(x), y)
        enlarge(loss.mul(x.shape[0] / count)).backward()
        losses.append(loss.detach() * x.shape[0])
    (after or optimizer.step)()
    return torch.stack(losses).sum() / count


def train_step(model, optimizer, loss_function, batch):
    return _learn(model, optimizer, loss_function, [batch])


def bf16_step(model, optimizer, loss_function, batch):
    return _learn(model, optimizer, loss_function, [batch], torch.bfloat16)


def fp16_step(model, optimizer, loss_function, batch, scaler, max_norm):
    def finish():
        scaler.unscale_(optimizer)
        weights = [w for group in optimizer.param_groups for w in group["params"]]
        nn.utils.clip_grad_norm_(weights, max_norm)
        scaler.step(optimizer)
        scaler.update()

    half = torch.float16
    return _learn(model, optimizer, loss_function, [batch], half, finish, scaler.scale)


def accumulated_step(model, optimizer, loss_function, batches):
    return _learn(model, optimizer, loss_function, batches)


def train(model, optimizer, loss_function, loader, epochs, accumulate=1, report=None):
    history = []
    for epoch in range(1, epochs + 1):
        batches = list(loader)
        sums, count = [], sum(len(x) for x, _ in batches)
        for start in range(0, len(batches), accumulate):
            group = batches[start : start + accumulate]
            share = sum(len(x) for x, _ in group) / count
            sums.append(share * accumulated_step(model, optimizer, loss_function, group))
        mean = sum(sums)
        if not torch.isfinite(mean):
            raise ValueError(f"epoch {epoch}: {mean}")
        history.append(mean.item())
        if report is not None:
            report(epoch, history[-1])
    return history


class Checkpointed(nn.Module):
    def __init__(self, blocks):
        super().__init__()
        self.chain = nn.Sequential(*blocks)

    def forward(self, x):
        return reduce(lambda h, f: checkpoint(f, h, use_reentrant=False), self.chain, x)


def training_bytes(model, slots):
    return sum(w.nbytes * (1 + w.requires_grad * (1 + slots)) for w in model.parameters())


def peak_memory(function, memory=torch.cuda):
    before = memory.memory_allocated()
    memory.reset_peak_memory_stats()
    function()
    highest = memory.max_memory_allocated()
    return highest - before


def timed(function, synchronize, clock=time.perf_counter, repeats=10, warmup=3):
    for i in range(warmup):
        function()
    synchronize()
    begin = clock()
    for i in range(repeats):
        function()
    synchronize()
    end = clock()
    return (end - begin) / repeats


def compile_for(model, device, compiler=torch.compile):
    if str(device).startswith("cuda"):
        return compiler(model)
    else:
        return model
