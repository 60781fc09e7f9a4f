"""The NumPy solutions against PyTorch: the judge of the judges."""

import importlib.util
import itertools
import warnings
from pathlib import Path

import numpy as np
import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # whatever its import says is not about us
    torch = pytest.importorskip("torch")

ROOT = Path(__file__).parent.parent
F = torch.nn.functional


def solution(exercise):
    """The solution of an exercise as a module."""
    (folder,) = (ROOT / "solutions").glob(f"{exercise}_*")
    (path,) = (
        p
        for p in folder.glob("*.py")
        if p.stem not in ("checks", "misconceptions") and "_torch" not in p.stem
    )
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def leaf(array):
    """A float64 tensor that collects its gradient."""
    return torch.tensor(array, dtype=torch.float64, requires_grad=True)


def alike(ours, theirs, rtol=1e-9, atol=1e-12):
    theirs = theirs.detach().numpy() if isinstance(theirs, torch.Tensor) else theirs
    np.testing.assert_allclose(ours, theirs, rtol=rtol, atol=atol)


@pytest.fixture
def rng():
    return np.random.default_rng(20)


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("sigmoid", torch.sigmoid),
        ("tanh", torch.tanh),
        ("relu", torch.relu),
        ("leaky_relu", F.leaky_relu),
        ("gelu", F.gelu),
    ],
)
def test_activations_and_derivatives(rng, name, theirs):
    """Values, and derivatives against autograd's."""
    ours, x = solution("ex02"), leaf(rng.normal(size=(4, 5)) * 3)
    y = theirs(x)
    y.sum().backward()
    alike(getattr(ours, name)(x.detach().numpy()), y)
    alike(getattr(ours, f"{name}_derivative")(x.detach().numpy()), x.grad)


def test_softmax_and_its_vjp(rng):
    """Over the last axis, with the vector-Jacobian product of autograd."""
    ours, z, v = solution("ex02"), leaf(rng.normal(size=(4, 5)) * 3), rng.normal(size=(4, 5))
    s = torch.softmax(z, dim=-1)
    s.backward(torch.tensor(v))
    alike(ours.softmax(z.detach().numpy()), s)
    alike(ours.softmax_vjp(z.detach().numpy(), v), z.grad)


@pytest.mark.parametrize(
    ("name", "theirs"),
    [("mae", F.l1_loss), ("mse", F.mse_loss), ("huber", F.huber_loss)],
)
def test_regression_losses(rng, name, theirs):
    """Means over all numbers, and gradients with respect to the prediction."""
    ours, p, y = solution("ex03"), leaf(rng.normal(size=(4, 3)) * 2), rng.normal(size=(4, 3))
    loss = theirs(p, torch.tensor(y))
    loss.backward()
    alike(getattr(ours, name)(p.detach().numpy(), y), loss)
    alike(getattr(ours, f"{name}_gradient")(p.detach().numpy(), y), p.grad)


def test_classification_losses(rng):
    """Binary cross-entropy from probabilities, cross-entropy from logits."""
    ours = solution("ex03")
    p, y = leaf(rng.uniform(0.05, 0.95, size=7)), rng.integers(2, size=7).astype(float)
    loss = F.binary_cross_entropy(p, torch.tensor(y))
    loss.backward()
    alike(ours.binary_cross_entropy(p.detach().numpy(), y), loss)
    alike(ours.binary_cross_entropy_gradient(p.detach().numpy(), y), p.grad)
    z, labels = leaf(rng.normal(size=(6, 4))), rng.integers(4, size=6)
    loss = F.cross_entropy(z, torch.tensor(labels))
    loss.backward()
    alike(ours.softmax_cross_entropy(z.detach().numpy(), np.eye(4)[labels]), loss)
    alike(ours.softmax_cross_entropy_gradient(z.detach().numpy(), np.eye(4)[labels]), z.grad)


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_mlp_backward(rng, activation):
    """The gradients of a net of four layers are autograd's."""
    sizes = [3, 6, 5, 4, 2]
    weights = [rng.normal(size=pair) for pair in itertools.pairwise(sizes)]
    biases = [rng.normal(size=n) for n in sizes[1:]]
    x, y = rng.normal(size=(8, 3)), rng.normal(size=(8, 2))
    ours = solution("ex05").MLP(weights, biases, activation).backward(x, y)
    leaves = [[leaf(p) for p in group] for group in (weights, biases)]
    a = torch.tensor(x)
    for n, (w, b) in enumerate(zip(*leaves, strict=True)):
        a = a @ w + b
        a = getattr(torch, activation)(a) if n < 3 else a
    F.mse_loss(a, torch.tensor(y)).backward()
    for mine, theirs in zip(ours, leaves, strict=True):
        for one, other in zip(mine, theirs, strict=True):
            alike(one, other.grad)


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (1, 1), (2, 0), (2, 1), (3, 2)])
def test_convolution(rng, stride, padding):
    """Forward and all three gradients, for kernels and images that are not square."""
    ours = solution("ex08")
    x, k, b = (leaf(rng.normal(size=shape)) for shape in [(2, 3, 9, 8), (4, 3, 3, 2), (4,)])
    out = F.conv2d(x, k, b, stride=stride, padding=padding)
    dout = rng.normal(size=out.shape)
    out.backward(torch.tensor(dout))
    plain = [t.detach().numpy() for t in (x, k, b)]
    alike(ours.conv2d(*plain, stride, padding), out)
    for mine, theirs in zip(
        ours.conv2d_backward(dout, *plain[:2], stride, padding), (x, k, b), strict=True
    ):
        alike(mine, theirs.grad)


@pytest.mark.parametrize(("size", "stride", "padding"), [(2, 2, 0), (3, 2, 1), (3, 1, 1)])
@pytest.mark.parametrize("kind", ["max", "avg"])
def test_pooling(rng, kind, size, stride, padding):
    """Forward and backward; the zeros of the padding count in an average."""
    ours, x = solution("ex08"), leaf(rng.normal(size=(2, 3, 7, 8)))
    out = getattr(F, f"{kind}_pool2d")(x, size, stride=stride, padding=padding)
    dout = rng.normal(size=out.shape)
    out.backward(torch.tensor(dout))
    plain = x.detach().numpy()
    alike(getattr(ours, f"{kind}_pool2d")(plain, size, stride, padding), out)
    backward = getattr(ours, f"{kind}_pool2d_backward")
    alike(backward(dout, plain, size, stride, padding), x.grad)


def test_batch_normalisation(rng):
    """Output, running statistics and gradients in training; the running ones at evaluation."""
    ours = solution("ex10")
    x, gamma, beta = (leaf(rng.normal(size=shape)) for shape in [(6, 3), (3,), (3,)])
    mean, var, dout = rng.normal(size=3), rng.uniform(0.5, 2, size=3), rng.normal(size=(6, 3))
    running = torch.tensor(mean), torch.tensor(var)
    out = F.batch_norm(x, *running, gamma, beta, training=True, momentum=0.1, eps=1e-5)
    out.backward(torch.tensor(dout))
    plain = [t.detach().numpy() for t in (x, gamma, beta)]
    for mine, theirs in zip(
        ours.batchnorm_forward(*plain, mean, var, 0.1, 1e-5, True), (out, *running), strict=True
    ):
        alike(mine, theirs)
    for mine, theirs in zip(
        ours.batchnorm_backward(dout, *plain[:2], 1e-5), (x, gamma, beta), strict=True
    ):
        alike(mine, theirs.grad)
    evaluated = F.batch_norm(x, *running, gamma, beta, training=False, eps=1e-5)
    statistics = [t.numpy() for t in running]
    alike(ours.batchnorm_forward(*plain, *statistics, 0.1, 1e-5, False)[0], evaluated)


def rosenbrock(w):
    return 100 * (w[1] - w[0] ** 2) ** 2 + (1 - w[0]) ** 2


def rosenbrock_gradient(w):
    inner = w[1] - w[0] ** 2
    return np.array([-400 * w[0] * inner - 2 * (1 - w[0]), 200 * inner])


@pytest.mark.parametrize("name", ["momentum", "rmsprop", "adam"])
def test_optimisers_for_a_hundred_steps(name):
    """Every one of 100 steps on a curved valley is PyTorch's to 1e-6."""
    ours, w, theirs = solution("ex12"), np.array([-1.2, 1.0]), leaf([-1.2, 1.0])
    made = {
        "momentum": lambda: torch.optim.SGD([theirs], lr=1e-4, momentum=0.9),
        "rmsprop": lambda: torch.optim.RMSprop([theirs], lr=1e-2),
        "adam": lambda: torch.optim.Adam([theirs], lr=1e-2),
    }
    optimiser = made[name]()
    state = [np.zeros(2)] * (2 if name == "adam" else 1)
    step = getattr(ours, f"{name}_step")
    for t in range(1, 101):
        optimiser.zero_grad()
        rosenbrock(theirs).backward()
        optimiser.step()
        count = [t] if name == "adam" else []
        lr = 1e-4 if name == "momentum" else 1e-2
        w, *state = step(w, rosenbrock_gradient(w), *state, *count, lr)
        alike(w, theirs, rtol=1e-6, atol=1e-6)


def test_schedules():
    """StepLR and CosineAnnealingLR, epoch by epoch."""
    ours = solution("ex12")
    parameter = leaf([0.0])
    for ours_at, made in [
        (
            lambda e: ours.step_schedule(0.1, e, 7, 0.5),
            lambda o: torch.optim.lr_scheduler.StepLR(o, 7, 0.5),
        ),
        (
            lambda e: ours.cosine_schedule(0.1, e, 30, 0.01),
            lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 30, 0.01),
        ),
    ]:
        optimiser = torch.optim.SGD([parameter], lr=0.1)
        schedule = made(optimiser)
        for epoch in range(31):
            alike(ours_at(epoch), schedule.get_last_lr()[0])
            optimiser.step()
            schedule.step()


def test_clipping_by_the_global_norm(rng):
    """All gradients together are shortened, as by clip_grad_norm_."""
    gradients = [rng.normal(size=(3, 2)), rng.normal(size=4)]
    parameters = [leaf(np.zeros_like(g)) for g in gradients]
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter.grad = torch.tensor(gradient)
    norm = torch.nn.utils.clip_grad_norm_(parameters, 0.7)
    clipped, ours = solution("ex12").clip_by_norm(gradients, 0.7)
    alike(ours, norm)
    for mine, parameter in zip(clipped, parameters, strict=True):
        alike(mine, parameter.grad, rtol=1e-5)  # PyTorch adds 1e-6 to the norm


def test_the_lab_network(rng):
    """Its four gradients are autograd's through tanh, softmax and the cross-entropy."""
    ours = solution("ex13")
    shapes = {"Wh": (2, 4), "bh": (4,), "Wy": (4, 3), "by": (3,)}
    params = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    x, labels = rng.normal(size=(9, 2)), rng.integers(3, size=9)
    yhat, outputs = ours.forward(params, x)
    leaves = {name: leaf(value) for name, value in params.items()}
    h = torch.tanh(torch.tensor(x) @ leaves["Wh"] + leaves["bh"])
    logits = h @ leaves["Wy"] + leaves["by"]
    loss = F.cross_entropy(logits, torch.tensor(labels))
    loss.backward()
    alike(yhat, torch.softmax(logits, dim=-1))
    alike(ours.loss_accuracy(yhat, np.eye(3)[labels])[0], loss)
    for name, gradient in ours.backward(params, outputs, np.eye(3)[labels]).items():
        alike(gradient, leaves[name].grad)
