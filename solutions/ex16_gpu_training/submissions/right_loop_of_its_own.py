"""Right: train accumulates by itself, knowing the sizes beforehand; outputs made float32."""

import math
import time

import torch
import torch.utils.checkpoint
from torch import nn


def choose_device(preferred, cuda_available):
    if preferred == "cpu":
        return torch.device("cpu")
    if preferred == "auto":
        if cuda_available:
            return torch.device("cuda")
        else:
            return torch.device("cpu")
    if preferred == "cuda":
        if not cuda_available:
            raise ValueError("no GPU here")
        return torch.device("cuda")
    raise ValueError("unknown device " + str(preferred))


def move(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device=device, non_blocking=True)
    if isinstance(batch, list):
        result = []
        for item in batch:
            result.append(move(item, device))
        return result
    if isinstance(batch, tuple):
        return tuple([move(item, device) for item in batch])
    if isinstance(batch, dict):
        result = {}
        for key in batch:
            result[key] = move(batch[key], device)
        return result
    return batch


def make_loader(inputs, targets, batch_size, device, seed):
    generator = torch.Generator()
    generator.manual_seed(seed)
    goes_to_gpu = "cuda" in str(device)
    comes_from_cpu = str(inputs.device) == "cpu"
    return torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(inputs, targets),
        batch_size=batch_size,
        shuffle=True,
        generator=generator,
        pin_memory=goes_to_gpu and comes_from_cpu,
        num_workers=0,
    )


def train_step(model, optimizer, loss_function, batch):
    device = next(model.parameters()).device
    inputs, targets = batch
    inputs = inputs.to(device, non_blocking=True)
    targets = targets.to(device, non_blocking=True)
    predictions = model(inputs)
    loss = loss_function(predictions, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.detach()


def bf16_step(model, optimizer, loss_function, batch):
    device = next(model.parameters()).device
    x, y = move(batch, device)
    with torch.amp.autocast(device.type, torch.bfloat16):
        out = model(x)
        loss = loss_function(out.float(), y)
    model.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.detach().clone()


def fp16_step(model, optimizer, loss_function, batch, scaler, max_norm):
    device = next(model.parameters()).device
    inputs, targets = move(batch, device)
    optimizer.zero_grad()
    with torch.autocast(device_type=device.type, dtype=torch.float16):
        predictions = model(inputs)
        loss = loss_function(predictions, targets)
    enlarged = scaler.scale(loss)
    enlarged.backward()
    scaler.unscale_(optimizer)
    torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    scaler.step(optimizer)
    scaler.update()
    return loss.detach()


def accumulated_step(model, optimizer, loss_function, batches):
    device = next(model.parameters()).device
    sizes = [len(x) for x, _ in batches]
    total = torch.zeros((), device=device)
    optimizer.zero_grad()
    for size, (x, y) in zip(sizes, batches):
        loss = loss_function(model(x.to(device)), y.to(device))
        (loss * size).backward()
        total += loss.detach() * size
    with torch.no_grad():
        for w in model.parameters():
            w.grad /= sum(sizes)
    optimizer.step()
    return total / sum(sizes)


def train(model, optimizer, loss_function, loader, epochs, accumulate=1, report=None):
    device = next(model.parameters()).device
    history = []
    for epoch in range(1, epochs + 1):
        total, count = torch.zeros((), device=device), 0
        model.train()
        iterator = iter(loader)
        done = False
        while not done:
            group = []
            while len(group) < accumulate:
                try:
                    group.append(next(iterator))
                except StopIteration:
                    done = True
                    break
            if not group:
                break
            size = sum(x.size(0) for x, _ in group)
            optimizer.zero_grad()
            for batch in group:
                x, y = move(batch, device)
                loss = loss_function(model(x), y)
                (loss * (x.size(0) / size)).backward()
                with torch.no_grad():
                    total = total + loss.detach() * x.size(0)
            optimizer.step()
            count += size
        value = (total / count).item()
        if value != value or abs(value) == float("inf"):
            raise ValueError(value)
        history.append(value)
        if report is not None:
            report(epoch, value)
    return history


class Checkpointed(nn.Module):
    def __init__(self, blocks):
        super().__init__()
        for i, block in enumerate(blocks):
            self.add_module(f"block{i}", block)

    def forward(self, x):
        for block in self.children():
            x = torch.utils.checkpoint.checkpoint(block, x, use_reentrant=False)
        return x


def training_bytes(model, slots):
    total = 0
    for p in model.parameters():
        size = p.numel() * p.element_size()
        total += size
        if p.requires_grad:
            total += size
            total += slots * size
    return total


def peak_memory(function, memory=torch.cuda):
    before = memory.memory_allocated()
    memory.reset_peak_memory_stats()
    function()
    highest = memory.max_memory_allocated()
    return highest - before


def timed(function, synchronize, clock=time.perf_counter, repeats=10, warmup=3):
    for _ in range(warmup):
        function()
        synchronize()
    synchronize()
    start = clock()
    for _ in range(repeats):
        function()
    synchronize()
    stop = clock()
    return (stop - start) / repeats


def compile_for(model, device, compiler=torch.compile):
    if str(device).startswith("cuda"):
        return compiler(model)
    else:
        return model
