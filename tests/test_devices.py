"""The GPU without one: which device is chosen, what its workers would get, what a full one is told.

What needs a real GPU is not here.
"""

import os

import numpy as np
import pytest

import grader.devices
from grader.course import Track
from grader.devices import device_for
from grader.judge import explain_raised
from grader.problems import UsageProblem
from grader.sandbox import devices, isolate, launch
from grader.sandbox.launch import BestSandbox, SandboxFault, ZygoteSandbox
from grader.sandbox.process import Limits
from grader.session import StudentFault, WorkerSubject
from grader.subjects import Exchange, Outcome, Proxy, Raised

TENSORS = Track("torch", "f.py", ["numpy", "torch"])
ON_GPU = Track("torch", "f.py", ["numpy", "torch"], gpu=True)
ARRAYS = Track("numpy", "f.py", ["numpy"])


@pytest.fixture
def a_gpu(monkeypatch):
    """A machine that shows a GPU; /dev/null is as good a device file as any."""
    monkeypatch.setattr(grader.devices, "gpu_nodes", lambda: ["/dev/null"])
    monkeypatch.setattr(launch, "gpu_nodes", lambda: ["/dev/null"])
    monkeypatch.setattr(launch, "driver_files", lambda: ["/proc/meminfo"])


@pytest.mark.usefixtures("a_gpu")
def test_the_device_of_a_track_where_there_is_a_gpu():
    """The GPU where the track has a GPU part or it is asked for; arrays stay on the processor."""
    assert [device_for(t, None) for t in (ON_GPU, TENSORS, ARRAYS)] == ["cuda", "cpu", "cpu"]
    assert [device_for(t, "cuda") for t in (ON_GPU, TENSORS, ARRAYS)] == ["cuda", "cuda", "cpu"]
    assert device_for(ON_GPU, "cpu") == "cpu"


def test_the_device_where_there_is_no_gpu(monkeypatch):
    """The processor by default; a GPU that is asked for is said not to be there."""
    monkeypatch.setattr(grader.devices, "gpu_nodes", list)
    assert device_for(ON_GPU, None) == "cpu"
    with pytest.raises(UsageProblem, match="no GPU"):
        device_for(TENSORS, "cuda")


def test_no_card_no_device_files(monkeypatch):
    """Control files alone, as a driver without a card leaves them, are no GPU."""
    monkeypatch.setattr(devices.glob, "glob", lambda pattern: [])
    assert devices.gpu_nodes() == []
    assert all(os.path.exists(path) for path in devices.driver_files())


SOURCE = b"""
import os


def readable(path):
    with open(path) as file:
        return len(file.read(10))


def writes(path):
    with open(path, "w") as file:
        return file.write("x")


def fill(megabytes):
    blocks = []
    for _ in range(megabytes):
        blocks.append(b"x" * (1 << 20))
    while True:
        pass


def open_files(count):
    return len([os.open("/dev/null", os.O_RDWR) for _ in range(count)])
"""


@pytest.fixture
def on_gpu(a_gpu):
    """A worker as a GPU's are: at the level landlock, with device files."""
    try:
        sandbox = ZygoteSandbox("landlock", ["numpy"], device="cuda")
        sandbox.wait_ready()
    except SandboxFault as fault:
        pytest.skip(f"level landlock does not work on this machine: {fault}")
    limits = Limits(call_s=5.0, memory_bytes=128 << 20)
    subject = WorkerSubject(sandbox, {"f.py": SOURCE}, "f.py", limits)
    subject.load()
    subject.begin(1)
    yield subject
    subject.end()
    sandbox.close()


def test_what_a_worker_on_a_gpu_reaches(on_gpu):
    """Its device files and what the driver reads; nothing else that others could not read."""
    student = Proxy(on_gpu)
    assert student.writes("/dev/null") == 1
    assert student.readable("/proc/meminfo") == 10
    assert student.open_files(100) == 100  # a driver opens many
    for path in ("/etc/passwd", "/proc/self/environ", "/dev/zero", "/proc/version"):
        with pytest.raises(Raised, match="PermissionError"):
            student.readable(path)


def test_memory_is_looked_at_where_the_kernel_does_not_limit_it(on_gpu):
    """Without a limit of address space, a worker that takes too much memory is stopped."""
    with pytest.raises(StudentFault) as fault:
        Proxy(on_gpu).fill(400)
    assert fault.value.status == "memory"
    assert "128 MB" in fault.value.message.en


@pytest.mark.usefixtures("a_gpu")
def test_a_gpu_takes_the_level_that_shows_it():
    """Namespaces hide the driver's paths: on a GPU the next level is used, and that is said."""
    try:
        sandbox = BestSandbox(["numpy"], device="cuda")
    except SandboxFault as fault:
        pytest.skip(str(fault))
    assert sandbox.level == "landlock"
    assert "driver" in sandbox.refused["namespaces"]
    sandbox.close()


def test_devices_are_let_through_only_there():
    """The filter for a GPU allows any ioctl, and Landlock says of which files; the other does not."""
    assert isolate.seccomp_program(1) != isolate.seccomp_program(1, devices=True)
    assert isolate.seccomp_program(1) == isolate.seccomp_program(1, devices=False)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            (
                "CUDA out of memory. Tried to allocate 20.00 GiB. GPU 0 has a total capacity of "
                "79.11 GiB of which 3.50 GiB is free."
            ),
            "asked for 20.00 GiB more, of 79.11 GiB in all",
        ),
        ("CUDA error: out of memory", "The GPU has no memory left (CUDA error: out of memory)"),
    ],
)
def test_a_full_gpu_is_told_in_numbers(said, told):
    """Out of memory on the GPU is no crash: what was asked for, what there is, what helps."""
    outcome = Outcome(raised="OutOfMemoryError", message=said)
    status, message = explain_raised(Raised(Exchange("call", "f", (np.ones(1),), {}, outcome)))
    assert status == "memory"
    assert told in message.en
