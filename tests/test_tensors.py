"""Tensors across the boundary: as plain buffers, out of a worker that has PyTorch, into checks."""

import copy
import pickle

import numpy as np
import pytest

from grader.checks.api import agree, array, differentiates, keeps_device, progress
from grader.checks.compare import compare
from grader.checks.ends import CheckFailed
from grader.checks.kinds import speaking_of_tensors
from grader.checks.progress import Epoch, following
from grader.checks.show import show, show_call
from grader.checks.structural import structural
from grader.judge import explain_raised
from grader.sandbox import tensors, wire
from grader.sandbox.launch import BestSandbox
from grader.sandbox.process import Limits
from grader.sandbox.tensors import Tensor, placed
from grader.session import StudentFault, WorkerSubject
from grader.standins import LocalSubject
from grader.subjects import Proxy, Raised

torch = pytest.importorskip("torch")

SOURCE = b"""
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def soft(x, scale=1.0):
    return torch.softmax(scale * x, dim=-1)


def product(x, w):
    return x * w


def cut(x, w):
    return x * w.detach()


def cut_all(x, w):
    return torch.tensor((x * w).tolist(), dtype=x.dtype)


def doubled(x, w):
    return x * w + (x - x.detach()) * w


def to_array(x):
    return x.detach().numpy()


def number(x):
    return x.sum().item()


def through_numpy(x):
    return torch.from_numpy(np.exp(x.numpy()))


def drawing(x):
    generator = torch.Generator(device=x.device).manual_seed(1)
    return x * torch.rand(x.shape, generator=generator, device=x.device)


def on_the_processor(x):
    return x + torch.ones(x.shape)


def written(x):
    x.mul_(2)
    return x


def marked(x):
    return x.requires_grad_().sum().item()


def sent_back(x):
    (x * x).sum().backward()
    return x.sum().item()


def brain(x):
    return x.to(torch.bfloat16)


def strange(x):
    return [x.to_sparse(), x.t(), torch.view_as_complex(x).conj(), x.shape]


def drawn(n):
    return torch.rand(n)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(3, 2)

    def forward(self, x):
        return self.layer(x)


def descend(net, x, steps):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for _ in range(steps):
        optimizer.zero_grad()
        net(x).square().mean().backward()
        optimizer.step()


def batches(x, workers):
    return [batch for (batch,) in DataLoader(TensorDataset(x), batch_size=2, num_workers=workers)]


def compiled(x):
    return torch.compile(soft)(x)


def train(epochs, report):
    for epoch in range(1, epochs + 1):
        report(epoch, torch.tensor(1.0 / epoch))
    while epochs > 3:
        pass


class Lying(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        raise RuntimeError("not with me")


def lying(x):
    return x.as_subclass(Lying)
"""


@pytest.fixture(scope="module")
def sandbox():
    """A zygote with PyTorch."""
    sandbox = BestSandbox(["numpy", "torch", "torch.optim"])
    yield sandbox
    sandbox.close()


@pytest.fixture(scope="module")
def worker(sandbox):
    """One worker for all tests of this file that leave it alive."""
    subject = WorkerSubject(
        sandbox, {"work.py": SOURCE}, "work.py", Limits(call_s=5.0), device="cpu"
    )
    subject.load()
    yield subject
    subject.end()


@pytest.fixture
def student(worker):
    """The worker's functions as a check has them."""
    worker.begin(1)
    return Proxy(worker)


@pytest.fixture(scope="module")
def local():
    """The same code as a reference has it."""
    namespace = {"__name__": "solution"}
    exec(compile(SOURCE, "work.py", "exec"), namespace)  # noqa: S102
    return namespace


@pytest.fixture
def reference(local):
    """The same functions as a reference's."""
    return Proxy(LocalSubject(local, device="cpu"))


# --- as bytes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "int64", "bool", "complex64"])
@pytest.mark.parametrize("shape", [(), (0,), (2, 0, 3), (4,), (2, 3)])
def test_a_tensor_keeps_all_it_is(dtype, shape):
    """Values, dtype, shape, device and gradient come out of the bytes as they went in."""
    tensor = Tensor(np.ones(shape, dtype), "cuda:1", True)
    back = wire.decode(wire.encode([tensor]))[0]
    assert isinstance(back, Tensor)
    assert (back.dtype, back.shape) == (tensor.dtype, tensor.shape)
    assert (back.device, back.requires_grad, back.dtype_name) == ("cuda:1", True, "")
    assert np.array_equal(np.asarray(back), np.asarray(tensor))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"cpu", b"/dv"),  # a device that is none
        (b"xF", b"xN"),  # a flag that is none
        (b"a\x03<f8", b"g\x03<f8"),  # not an array behind it
        (b"a\x03<f8", b"a\x03<M8"),  # a dtype that may not cross
    ],
)
def test_bytes_that_are_no_tensor(old, new):
    """A tensor of another form is refused like any other malformed message."""
    payload = wire.encode(Tensor(np.ones(2)))
    assert old in payload
    with pytest.raises(wire.WireError):
        wire.decode(payload.replace(old, new, 1))


def test_a_tensor_is_capped_like_an_array():
    """What is too large is refused before it is built, whatever the device."""
    huge = Tensor(np.broadcast_to(np.zeros(()), (1 << 20, 1 << 20)), "meta")
    with pytest.raises(wire.Unsendable):
        wire.encode(huge)


def test_a_tensor_is_pickled_whole():
    """Results cross between processes of the grader with device and gradient."""
    back = pickle.loads(pickle.dumps(Tensor(np.arange(3.0), "cuda:0", True)))  # noqa: S301
    assert (back.device, back.requires_grad, back.tolist()) == ("cuda:0", True, [0.0, 1.0, 2.0])


def test_a_copy_is_a_tensor_of_its_own():
    """A copy, deep or not, has other memory and the same facts."""
    tensor = Tensor(np.arange(3.0), "cuda:0", True)
    for copied in (copy.copy(tensor), copy.deepcopy([tensor])[0]):
        assert (copied.device, copied.requires_grad) == ("cuda:0", True)
        assert not np.shares_memory(copied, tensor)


def test_arrays_are_placed_wherever_they_are():
    """Arrays in lists, tuples and dicts become tensors; numbers and tensors stay as they are."""
    there = Tensor(np.ones(1), "cuda:0")
    moved = placed({"a": [np.ones(2), (np.zeros(1), 3)], "b": there}, "cpu")
    assert isinstance(moved["a"][0], Tensor)
    assert isinstance(moved["a"][1][0], Tensor)
    assert moved["a"][1][1] == 3
    assert moved["b"] is there


# --- in a worker ------------------------------------------------------------------------------------


def test_a_function_of_tensors(student, reference):
    """An array of a check is a tensor for the code, its result an array that says where it was."""
    for dtype in ("float32", "float64"):
        value = agree(student.soft, reference.soft, np.ones((2, 4), dtype), scale=2.0)
        assert isinstance(value, Tensor)
        assert (value.device, value.dtype, value.shape) == ("cpu", dtype, (2, 4))


def test_odd_tensors_cross(student):
    """Sparse, transposed, conjugated and bfloat16 tensors come as what they hold."""
    x = np.array([[1.0, 2.0], [3.0, 4.0]], np.float32)
    sparse, turned, conjugated, shape = student.strange(x)
    assert sparse.tolist() == x.tolist()
    assert turned.tolist() == x.T.tolist()
    assert conjugated.tolist() == [1 - 2j, 3 - 4j]
    assert shape == (2, 2)
    brain = student.brain(x)
    assert (brain.dtype_name, brain.tolist()) == ("bfloat16", x.tolist())


def test_a_lying_subclass_sends_its_values(student):
    """A tensor that overrides what functions do with it is read as the tensor that it is."""
    assert student.lying(np.ones(2)).tolist() == [1.0, 1.0]


def test_modules_and_optimisers(student, reference):
    """A module stays in the worker; its state comes and goes as named arrays, and it learns."""
    mine, theirs = student.Net(), reference.Net()
    weights = {"layer.weight": np.eye(2, 3, dtype=np.float32), "layer.bias": np.ones(2, np.float32)}
    for net in (mine, theirs):
        net.load_state_dict(weights)
    x = np.ones((4, 3), np.float32)
    assert agree(mine, theirs, x).requires_grad
    student.descend(mine, x, 3)
    state = mine.state_()
    assert state.keys() == weights.keys()
    assert not np.array_equal(state["layer.weight"], weights["layer.weight"])
    assert mine.eval().get_("training") is False


def test_a_tensor_changed_in_place_is_seen(student):
    """The worker says which tensor arguments a call has changed."""
    student.written(np.ones(2))
    assert student.subject_.log[-1].outcome.changed == (0,)
    student.soft(np.ones(2))
    assert student.subject_.log[-1].outcome.changed == ()


def test_the_generator_is_seeded(worker, local):
    """The same check draws the same numbers; a reference draws on a generator of its own."""
    draws = []
    for _ in range(2):
        worker.begin(7)
        draws.append(Proxy(worker).drawn(3).tolist())
    assert draws[0] == draws[1]
    one, other = (Proxy(LocalSubject(local, device="cpu")) for _ in range(2))
    first = [one.drawn(2).tolist(), one.drawn(2).tolist()]
    torch.rand(5)
    assert [other.drawn(2).tolist(), other.drawn(2).tolist()] == first


def test_a_seed_draws_as_pytorchs_own():
    """And without a GPU nothing is noted for one, however often it is seeded."""
    state = torch.get_rng_state()
    try:
        torch.manual_seed(7)
        own = torch.rand(3)
        noted = len(torch.cuda._queued_calls)
        tensors.seed(7)
        assert torch.equal(torch.rand(3), own)
        if torch.accelerator.current_accelerator() is None:
            assert len(torch.cuda._queued_calls) == noted
    finally:
        torch.set_rng_state(state)


def test_a_loader_with_processes_is_explained(student):
    """num_workers above 0 can't work in a worker: the student is told to leave it at 0."""
    assert [batch.shape for batch in student.batches(np.ones(3), 0)] == [(2,), (1,)]
    with pytest.raises(Raised) as raised:
        student.batches(np.ones(3), 2)
    status, message = explain_raised(raised.value)
    assert status == "error"
    assert "num_workers at 0" in message.en
    assert "work.py, line" in message.en
    assert message.fr != message.en


def test_a_compiler_that_is_not_there_is_explained(student):
    """torch.compile can't work in a worker either."""
    with pytest.raises(Raised) as raised:
        student.compiled(np.ones(3))
    assert "torch.compile needs a compiler" in explain_raised(raised.value)[1].en


# --- sentences of checks ----------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "came"), [("to_array", "a NumPy array"), ("number", "a number")])
def test_a_tensor_is_wanted(student, reference, name, came):
    """An array or a number in a tensor's place is told so, with how to stay with tensors."""
    x = np.ones(2)
    expected = reference.soft(x) if name == "to_array" else Tensor(np.array(2.0))
    mismatch = compare(getattr(student, name)(x), expected)
    assert mismatch is not None
    assert mismatch.kind == "type"
    assert structural(mismatch.actual_value, mismatch.expected_value) is None
    assert came in mismatch.message.en
    assert "Return a tensor" in mismatch.message.en


def test_a_tensor_will_do_for_an_array(student):
    """A check's own array or number may be compared with a tensor."""
    assert compare(student.soft(np.zeros(2)), np.array([0.5, 0.5])) is None


@pytest.mark.parametrize("shape", [(), (1,), (1, 1)])
def test_a_number_is_wanted(shape):
    """Where a tensor holds it, right or wrong, the student reads how to take it out."""
    for value in (0.5, 0.7):
        mismatch = compare(Tensor(np.full(shape, value, np.float32)), 0.5)
        assert mismatch is not None
        assert ".item()" in mismatch.message.en
        assert structural(mismatch.actual_value, mismatch.expected_value) is None
    assert ".item()" not in compare(Tensor(np.ones(2)), 0.5).message.en


def test_gradients_through_a_function(student, reference):
    """Autograd's gradients through the student's function are those of the reference."""
    x, w = np.array([1.0, 2.0]), np.array([3.0, -1.0])
    differentiates(student.product, reference.product, x, w)
    differentiates(student.soft, reference.soft, x, scale=0.5)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("cut", "No gradient of cut reaches argument 2."),
        ("cut_all", "No gradient flows through cut_all."),
        ("doubled", "for argument 1 is wrong"),
    ],
)
def test_gradients_that_do_not_flow(student, reference, name, said):
    """A graph that is cut, wholly or for one argument, and a wrong gradient are told apart."""
    x, w = np.array([1.0, 2.0]), np.array([3.0, -1.0])
    with pytest.raises(CheckFailed) as failed:
        differentiates(getattr(student, name), reference.product, x, w)
    assert said in failed.value.message.en


def test_a_result_stays_on_its_device(student):
    """A function that computes where its arguments are passes; copies and constants do not."""
    keeps_device(student.soft, np.ones((2, 3)))
    for name in ("through_numpy", "on_the_processor"):
        with pytest.raises(CheckFailed) as failed:
            keeps_device(getattr(student, name), np.ones((2, 3)))
        assert "device of the arguments" in failed.value.message.en


def test_a_generator_cannot_be_made_without_a_device(student):
    """PyTorch's device without values has no generators: whoever makes one is not judged there."""
    assert keeps_device(student.drawing, np.ones((2, 3))) is None


def test_a_training_tells_how_far_it_is(student):
    """Epochs reach whoever follows; a time-out says how far the training had come."""
    seen = []
    with following(seen.append):
        student.train(2, progress(2))
    assert seen == [Epoch(1, 2, 1.0), Epoch(2, 2, 0.5)]


def test_a_time_out_says_the_epoch(sandbox):
    """The student of an endless training reads up to which epoch it came."""
    limits = Limits(call_s=0.3)
    subject = WorkerSubject(sandbox, {"work.py": SOURCE}, "work.py", limits, device="cpu")
    subject.load()
    subject.begin(1)
    with pytest.raises(StudentFault) as fault:
        Proxy(subject).train(4, progress(4))
    assert fault.value.status == "timeout"
    assert "epoch 4 of 4" in fault.value.message.en
    subject.begin(1)
    with pytest.raises(StudentFault) as fault:
        Proxy(subject).train(4, progress())
    assert "epoch 4 by then" in fault.value.message.en
    subject.end()


def test_a_report_that_is_no_number(student):
    """What is given to report in place of numbers is the student's mistake, not ours."""
    report = progress(2).function
    for given in [("one", 1.0), (1, np.ones(3)), (1, [1.0]), (1, None)]:
        with pytest.raises(TypeError):
            report(*given)


def test_an_array_is_asked_for_as_the_student_knows_it():
    """On a track with tensors it is a tensor; an integer dtype that is wanted is named."""
    with speaking_of_tensors(tensors=True), pytest.raises(CheckFailed, match="A tensor was"):
        array(0.5)
    with pytest.raises(CheckFailed, match="An array was"):
        array(0.5)
    mismatch = compare(Tensor(np.ones(2)), Tensor(np.ones(2, np.uint8)))
    assert ".to(torch.uint8)" in mismatch.message.en


def test_tensors_as_they_are_written():
    """A call is shown as one would type it, a value with the dtype that it has."""
    x = Tensor(np.array([1.0, 2.5], np.float32))
    assert show_call("f", (x,)) == "f(torch.tensor([1.0, 2.5]))"
    wide = Tensor(np.array([1.0]), "cuda:0")
    assert show_call("f", (wide,)) == "f(torch.tensor([1.0], dtype=torch.float64, device='cuda:0'))"
    assert show(x) == "tensor([1.0, 2.5], shape=(2,), dtype=float32)"
    assert "torch.empty((2, 3)" in show(Tensor(np.zeros((2, 3)), "meta"))
    empty = Tensor(np.zeros((0, 2), np.float32))
    assert show_call("f", (empty,)) == "f(torch.zeros((0, 2)))"


def test_marks_of_autograd_count_as_changes(student):
    """A tensor argument that was made a leaf of a graph, or got a gradient, has been changed."""
    student.marked(np.ones(2))
    assert student.subject_.log[-1].outcome.changed == (0,)
    student.sent_back(Tensor(np.ones(2), requires_grad=True))
    assert student.subject_.log[-1].outcome.changed == (0,)
    student.soft(Tensor(np.ones(2), requires_grad=True))
    assert student.subject_.log[-1].outcome.changed == ()
