"""Wrong: only the first functions are written."""

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
    inputs, targets = move(batch, device)
    with torch.autocast(device_type=device.type, dtype=torch.bfloat16):
        predictions = model(inputs)
        loss = loss_function(predictions, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.detach()


def accumulated_step(model, optimizer, loss_function, batches):
    device = next(model.parameters()).device
    how_many = 0
    for inputs, targets in batches:
        how_many = how_many + len(inputs)
    total = 0
    optimizer.zero_grad()
    for batch in batches:
        inputs, targets = move(batch, device)
        loss = loss_function(model(inputs), targets)
        part = loss * len(inputs) / how_many
        part.backward()
        total = total + part.detach()
    optimizer.step()
    return total


def train(model, optimizer, loss_function, loader, epochs, accumulate=1, report=None):
    raise NotImplementedError()


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
