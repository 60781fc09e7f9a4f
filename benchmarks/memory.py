"""Memory of a worker, and what is left after a thousand submissions, a tenth of them hostile."""

from __future__ import annotations

import gc
import os
import tempfile
import time

from benchmarks.bench import Row
from benchmarks.speed import KEY, Setting
from grader.engine import limits_of
from grader.grade import Grader
from grader.sandbox.launch import ZygoteSandbox
from grader.sandbox.tensors import placed
from grader.submission import Submission, digest_of

MB = 1 << 20
WARM_UP = 100  # by then, whatever is made once has been made
HOSTILE = (
    b"import os\nos._exit(0)\n",
    b"import threading\nfor _ in range(20):\n    threading.Thread(target=print).start()\n",
    b"def sigmoid(x):\n    raise SystemExit(0)\n",
    b"x = ' ' * (1 << 34)\n",
    b"import os\nos.write(3, b'garbage' * 100)\n",
    b"def relu(x):\n    return list(range(10 ** 6))\n",
    b"print('x' * 1000000)\n",
    b"import ctypes\nctypes.string_at(0)\n",
    b"open('/tmp/left', 'w').write('here')\n",
    b"def (",
)


def worker_uss(on: Setting, most_mb: int) -> Row:
    """A worker's own memory after it has loaded the solution and answered calls."""
    sandbox = ZygoteSandbox("namespaces", on.track.packages)
    limits = limits_of(on.exercise.limits)
    process = sandbox.spawn(limits)
    with open(on.file(on.exercise.solution_folder), "rb") as file:
        source = file.read()
    process.request(("load", {on.track.file: source}, on.track.file, None), 5.0)
    import numpy as np

    z = np.ones((50, 20))
    for _ in range(100):
        given = placed(z, "cpu") if on.track.tensors else z
        process.request(("call", None, "softmax", [given], {}), 5.0)
    own = _private(process.pid)
    process.close()
    sandbox.close()
    what = f"own memory (USS) of a worker, {on.track.name} track"
    return Row(what, f"{own / MB:.1f} MB", f"{most_mb} MB", own / MB / most_mb, 1)


def endurance(on: Setting, submissions: int) -> list[Row]:
    """Grade many, a tenth hostile: the grader's memory, processes, files and descriptors."""
    sandbox = ZygoteSandbox("namespaces", on.track.packages)
    grader = Grader(on.course, on.exercise, on.track, sandbox, key=KEY)
    with open(on.file(on.exercise.solution_folder), "rb") as file:
        right = file.read()
    for warm_up in range(WARM_UP):
        _grade(grader, on, _source(right, warm_up))
    gc.collect()
    before, memory = _left_behind(), _private(os.getpid())
    for number in range(submissions):
        _grade(grader, on, _source(right, number))
    gc.collect()
    after, grown = _left_behind(), _private(os.getpid())
    grader.close()
    sandbox.close()
    leaked = {name: after[name] - before[name] for name in before}
    return [
        Row(
            f"grader's memory after {submissions} more submissions / after {WARM_UP}",
            f"{grown / MB:.1f} MB",
            f"{memory / MB:.1f} MB",
            grown / memory,
            1.05,
        ),
        Row(
            f"left after {submissions} (10 % hostile): processes, descriptors, files in /tmp",
            ", ".join(f"{count}" for count in leaked.values()),
            "0, 0, 0",
            float(sum(max(0, count) for count in leaked.values())),
            0,
        ),
    ]


def _source(right: bytes, number: int) -> bytes:
    """Every tenth is hostile; the right ones differ in a comment, so each has its own seed."""
    if number % 10 == 9:
        return HOSTILE[number // 10 % len(HOSTILE)]
    return right + f"\n# {number}\n".encode()


def _grade(grader: Grader, on: Setting, source: bytes) -> None:
    name = on.track.file
    result = grader.grade(
        Submission(path=name, files={name: source}, digest=digest_of(name, source))
    )
    if result.mark != (0.0 if source in HOSTILE else 20.0):
        raise SystemExit(f"unexpected mark {result.mark}: {source[:60]!r}")


def _left_behind() -> dict[str, int]:
    """Processes of ours, our open descriptors, and entries of the temporary folder, at rest."""
    time.sleep(0.5)
    return {
        "processes": _descendants(os.getpid()),
        "descriptors": len(os.listdir("/proc/self/fd")),
        "files": len(os.listdir(tempfile.gettempdir())),
    }


def _descendants(pid: int) -> int:
    parents: dict[int, int] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as file:
                    state, parent = file.read().rpartition(")")[2].split()[:2]
                if state != "Z":  # killed: its zygote takes leave of it at the next fork
                    parents[int(name)] = int(parent)
            except OSError:
                continue
    found = {pid}
    while True:
        more = {child for child, parent in parents.items() if parent in found} - found
        if not more:
            return len(found) - 1
        found |= more


def _private(pid: int) -> int:
    """Bytes that only this process holds."""
    with open(f"/proc/{pid}/smaps_rollup") as file:
        sizes = [line.split() for line in file if line.startswith("Private_")]
    return sum(int(size[1]) for size in sizes) * 1024
