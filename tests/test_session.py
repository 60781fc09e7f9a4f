"""One submission in its worker: the verbs, the deadlines, respawning, prints and call-backs."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from grader.checks.api import raises
from grader.judge import explain_raised
from grader.sandbox.launch import Sandbox
from grader.sandbox.process import Limits, Process
from grader.session import StudentFault, WorkerSubject
from grader.standins import LocalSubject
from grader.subjects import CHUNK, CallbackArgument, Proxy, Raised, Remote, beside
from tests.sandboxes import sandbox_or_skip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="module", params=("best", "none"))
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    found = sandbox_or_skip("namespaces" if request.param == "best" else "none")
    yield found
    found.close()


@pytest.fixture
def make(sandbox: Sandbox) -> Iterator[Callable[..., WorkerSubject]]:
    """Makes subjects of sources, loaded and with a check begun, and ends them all."""
    made: list[WorkerSubject] = []

    def one(
        source: str, support: str | None = None, callbacks: int = 10_000, **limits: Any
    ) -> WorkerSubject:
        extra = None if support is None else support.encode()
        files = {"work.py": source.encode()}
        subject = WorkerSubject(sandbox, files, "work.py", Limits(**limits), extra, callbacks)
        made.append(subject)
        subject.load()
        subject.begin(0)
        return subject

    yield one
    for subject in made:
        subject.end()


def fault(ask: Callable[[], Any]) -> StudentFault:
    """The StudentFault that a request ends with."""
    with pytest.raises(StudentFault) as caught:
        ask()
    assert caught.value.message.fr
    assert caught.value.message.fr != caught.value.message.en
    return caught.value


# --- verbs ----------------------------------------------------------------------------------------

OBJECTS = """
import numpy as np

RATE = 0.5

class Model:
    def __init__(self, size):
        self.weights = np.arange(float(size))
        self.name, self.steps, self.child = "model", 3, object()

    def forward(self, x):
        return self.weights @ x

    def __call__(self, x):
        return 2 * self.forward(x)

def build(size):
    return Model(size)

def batches(count):
    for number in range(count):
        yield np.full(2, float(number))

def apply(function, x):
    return function(x) + 1

def fill(x):
    x[0] = 7.0
    return x.sum()
"""


def test_call_and_attribute(make: Callable[..., WorkerSubject]) -> None:
    """Functions are called with copies, names are read, an object stays and is used by its handle."""
    student = Proxy(make(OBJECTS))
    assert student.get_("RATE") == 0.5
    model = student.build(3)
    assert isinstance(model, Remote)
    assert model.type_name == "Model"
    assert model.forward(np.ones(3)) == 3.0
    assert model(np.ones(3)) == 6.0
    assert model.get_("steps") == 3
    with pytest.raises(Raised, match="AttributeError"):
        model.get_("nothing")
    with pytest.raises(Raised, match="_Missing") as raised:
        model.forwards(np.ones(3))
    assert raised.value.exchange.outcome.message.split("\n")[:2] == ["Model.forwards", "forward"]


def test_state_holds_arrays_and_numbers_only(make: Callable[..., WorkerSubject]) -> None:
    """`state` gives the arrays, numbers and texts of an object, and none of its objects."""
    state = Proxy(make(OBJECTS)).build(2).state_()
    assert set(state) == {"weights", "name", "steps"}
    assert state["weights"].tolist() == [0.0, 1.0]


def test_free_forgets(make: Callable[..., WorkerSubject]) -> None:
    """After `free`, the handle stands for nothing."""
    model = Proxy(make(OBJECTS)).build(2)
    model.free_()
    with pytest.raises(Raised, match="KeyError"):
        model.forward(np.ones(2))


def test_an_exception_tells_what_it_is_derived_from(make: Callable[..., WorkerSubject]) -> None:
    """Whoever asks for a ValueError accepts one of the student's own making."""
    source = "class TooFew(ValueError): pass\n\ndef f():\n    raise TooFew('two at least')\n"
    student = Proxy(make(source))
    raises(student.f, error="ValueError", fr="", en="")
    raises(student.f, error="TooFew", fr="", en="")
    with pytest.raises(Raised, match="TooFew") as raised:
        raises(student.f, error="KeyError", fr="", en="")
    _, message = explain_raised(raised.value)
    assert message.en.endswith("Here the exception has to be KeyError.")


def test_every_check_numbers_its_objects_anew(make: Callable[..., WorkerSubject]) -> None:
    """The first object of a check is number 1, as in a stand-in; the check before has none left."""
    subject = make(OBJECTS)
    old = Proxy(subject).build(2)
    subject.begin(1)
    new = Proxy(subject).build(3)
    assert (old.handle_, new.handle_.id) == (new.handle_, 1)
    subject.begin(2)
    with pytest.raises(Raised, match="KeyError"):
        new.forward(np.ones(3))


@pytest.mark.parametrize("count", [0, 1, CHUNK, CHUNK + 1, 50])
def test_iterate(make: Callable[..., WorkerSubject], count: int) -> None:
    """A generator is walked in chunks and ends where it ends."""
    items = list(Proxy(make(OBJECTS)).batches(count))
    assert [item.tolist() for item in items] == [[float(n)] * 2 for n in range(count)]


def test_an_endless_generator_of_large_items_is_stopped(make: Callable[..., WorkerSubject]) -> None:
    """What one check takes in is limited, so that no generator fills the grader's memory."""
    source = "import numpy as np\ndef f():\n    while True:\n        yield np.zeros(2_000)\n"
    student = Proxy(make(source, message_bytes=1 << 20))
    stopped = fault(lambda: [None for _ in student.f()])
    assert stopped.status == "failed"
    assert "endless generator" in stopped.message.en


def test_forged_chunks_are_refused(make: Callable[..., WorkerSubject]) -> None:
    """A reply to `iterate` that is no chunk of items is not iterated over."""
    forge = """
import gc
worker = next(o for o in gc.get_objects() if type(o).__name__ == "Worker")
worker.verb_iterate = lambda *args: ("ok", ("x" * 1000, False), {})
def f():
    return iter([])
"""
    with pytest.raises(TypeError):
        list(Proxy(make(forge)).f())


def test_arguments_are_copies_and_changes_are_told(make: Callable[..., WorkerSubject]) -> None:
    """A change in place stays in the worker, which says that there was one."""
    subject = make(OBJECTS)
    x = np.zeros(2)
    assert Proxy(subject).fill(x) == 7.0
    assert x.tolist() == [0.0, 0.0]
    assert subject.log[-1].outcome.changed == (0,)


def test_the_global_generators_are_seeded_per_check(make: Callable[..., WorkerSubject]) -> None:
    """The same seed gives the same draws, whatever came before."""
    subject = make(
        "import numpy as np, random\ndef f():\n    return [random.random(), np.random.rand()]\n"
    )
    student = Proxy(subject)
    subject.begin(5)
    first = student.f()
    assert student.f() != first
    subject.begin(5)
    assert student.f() == first


# --- call-backs and support ---------------------------------------------------------------------


def test_callbacks_run_here(make: Callable[..., WorkerSubject]) -> None:
    """A function given to the student's code runs on the trusted side, on decoded data."""
    given: list[Any] = []

    def square(x: Any) -> Any:
        given.append(x)
        return x**2

    assert Proxy(make(OBJECTS)).apply(CallbackArgument(square, "square"), 3.0) == 10.0
    assert given == [3.0]
    assert type(given[0]) is float


def test_callbacks_refuse_in_words(make: Callable[..., WorkerSubject]) -> None:
    """Whatever a call-back raises reaches the student's code as a ValueError, and the worker lives."""
    source = "def f(g):\n    try:\n        g('x')\n    except ValueError as error:\n        return str(error)\n"
    student = Proxy(make(source))

    def picky(x: Any) -> Any:
        raise KeyError(x)

    assert student.f(CallbackArgument(picky, "loss")) == "loss: 'x'"
    assert student.f(CallbackArgument(lambda x: 1, "one")) is None


def test_callbacks_are_counted(make: Callable[..., WorkerSubject]) -> None:
    """Too many calls back end the check, and the next check starts afresh."""
    source = "def f(g):\n    while True:\n        g(1)\ndef h(g):\n    return g(2)\n"
    subject = make(source, callbacks=50)
    student = Proxy(subject)
    callback = CallbackArgument(lambda x: x, "g")
    assert fault(lambda: student.f(callback)).status == "error"
    subject.begin(0)
    assert student.h(callback) == 2


def test_callbacks_share_the_calls_deadline(make: Callable[..., WorkerSubject]) -> None:
    """Sleeping between calls back does not start the clock again each time."""
    source = "import time\ndef f(g):\n    while True:\n        g(1)\n        time.sleep(0.05)\n"
    student = Proxy(make(source, call_s=0.1))
    started = time.monotonic()
    assert fault(lambda: student.f(CallbackArgument(lambda x: x, "g"))).status == "timeout"
    assert time.monotonic() - started < 5


def test_support_functions_run_in_the_worker(make: Callable[..., WorkerSubject]) -> None:
    """A function of support.py is handed over by its name, and the student can import it."""
    from grader.checks.api import support

    source = OBJECTS + "\nfrom support import square as squared\n"
    student = Proxy(make(source, support="def square(x):\n    return x * x\n"))
    assert student.apply(support("square"), 3.0) == 10.0
    assert student.squared(4.0) == 16.0


# --- deadlines --------------------------------------------------------------------------------------


def test_computing_is_caught(make: Callable[..., WorkerSubject]) -> None:
    """An endless loop ends soon after its seconds of processor time."""
    student = Proxy(make("def f():\n    while True: pass\n", call_s=0.2))
    started = time.monotonic()
    assert fault(student.f).status == "timeout"
    assert time.monotonic() - started >= 0.2


def test_sleeping_is_caught_by_the_wall(make: Callable[..., WorkerSubject]) -> None:
    """Sleeping takes no processor time; the wall clock ends it at five times the limit."""
    student = Proxy(make("import time\ndef f():\n    time.sleep(60)\n", call_s=0.2))
    started = time.monotonic()
    assert fault(student.f).status == "timeout"
    assert 0.9 <= time.monotonic() - started < 5


def test_a_short_sleep_is_no_fault(make: Callable[..., WorkerSubject]) -> None:
    """Waiting longer than the limit of processor time, but not five times, passes."""
    student = Proxy(make("import time\ndef f():\n    time.sleep(0.3)\n    return 1\n", call_s=0.2))
    assert student.f() == 1


@pytest.mark.parametrize("trickle", ["print('.', flush=True)", "worker.channel.send(b'')"])
def test_trickling_bytes_do_not_stop_the_clock(
    make: Callable[..., WorkerSubject], trickle: str
) -> None:
    """A byte now and then, printed or answered, keeps nobody waiting for ever."""
    source = f"""
import gc, os, time
worker = next(o for o in gc.get_objects() if type(o).__name__ == "Worker")
def f():
    if "worker" in {trickle!r}:
        os.write(worker.channel.write_fd, (100_000).to_bytes(4, "little"))
    while True:
        {trickle}
        time.sleep(0.005)
"""
    subject = make(source, call_s=0.1)
    started = time.monotonic()
    assert fault(Proxy(subject).f).status == "timeout"
    assert time.monotonic() - started < 5


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="pins processes to a core")
def test_a_burning_neighbour_fails_nobody() -> None:
    """With four processes on the same core, work of half its limit is still within it."""
    from grader.sandbox.launch import ZygoteSandbox

    sandbox_or_skip("namespaces").close()
    core = max(os.sched_getaffinity(0))
    burn = f"import os\nos.sched_setaffinity(0, {{{core}}})\nwhile True: pass"
    neighbours = [subprocess.Popen([sys.executable, "-c", burn]) for _ in range(4)]
    sandbox = ZygoteSandbox("namespaces", ["numpy"], core)
    try:
        source = "import time\ndef f():\n    end = time.process_time() + 0.15\n    while time.process_time() < end: pass\n    return 1\n"
        limits = Limits(call_s=0.3)
        subject = WorkerSubject(sandbox, {"work.py": source.encode()}, "work.py", limits)
        subject.load()
        started = time.monotonic()
        assert Proxy(subject).f() == 1
        assert time.monotonic() - started > 0.3  # the neighbours were there
        subject.end()
    finally:
        for neighbour in neighbours:
            neighbour.kill()
            neighbour.wait()
        sandbox.close()


def test_the_submission_has_a_limit_of_its_own(make: Callable[..., WorkerSubject]) -> None:
    """Many calls, each within its limit, end when the whole submission's seconds are used."""
    source = "import time\ndef f():\n    end = time.process_time() + 0.1\n    while time.process_time() < end: pass\n"
    student = Proxy(make(source, call_s=0.5, submission_s=0.4))
    out_of_time = fault(lambda: [student.f() for _ in range(30)])
    assert out_of_time.status == "timeout"
    assert "0.4 seconds" in out_of_time.message.en


def test_many_short_sleeps_are_too_long_in_all(make: Callable[..., WorkerSubject]) -> None:
    """Sleeping a little in each of many calls ends at five times the submission's seconds."""
    source = "import time\ndef f():\n    time.sleep(0.1)\n"
    student = Proxy(make(source, call_s=0.5, submission_s=0.2))
    started = time.monotonic()
    assert fault(lambda: [student.f() for _ in range(100)]).status == "timeout"
    assert time.monotonic() - started < 4


# --- respawning and prints ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "status"),
    [
        ("os._exit(0)", "crashed"),
        ("ctypes.string_at(0)", "crashed"),
        ("[os.write(1, bytes(1 << 16)) for _ in range(1000)]", "error"),
    ],
)
def test_a_fresh_worker_goes_on(make: Callable[..., WorkerSubject], end: str, status: str) -> None:
    """After a crash the rest of the check fails at once; the next check has a fresh worker."""
    source = f"import ctypes, os\nCOUNT = [0]\ndef f():\n    {end}\ndef g():\n    COUNT[0] += 1\n    return COUNT[0]\n"
    subject = make(source)
    student = Proxy(subject)
    assert student.g() == 1
    assert fault(student.f).status == status
    assert fault(student.g).status == "crashed"
    subject.begin(0)
    assert student.g() == 1


def test_prints_are_kept_up_to_a_limit(make: Callable[..., WorkerSubject]) -> None:
    """The first 64 KB are kept, the rest is counted, and each check has its own."""
    subject = make("def f(n):\n    print('é' * n)\n")
    student = Proxy(subject)
    student.f(2)
    assert subject.take_prints() == "éé\n"
    assert subject.take_prints() == ""
    student.f(100_000)
    kept = subject.take_prints()
    assert kept.startswith("é" * 1000)
    assert len(kept.encode()) < (64 << 10) + 100
    assert kept.endswith(f"[… +{200_001 - (64 << 10)} bytes]")


def test_prints_of_import_are_kept(sandbox: Sandbox) -> None:
    """What a file prints when it is imported is there, too, a crash notwithstanding."""
    source = b"import os\nprint('before', flush=True)\nos._exit(1)\n"
    subject = WorkerSubject(sandbox, {"work.py": source}, "work.py", Limits())
    assert fault(subject.load).status == "crashed"
    assert subject.take_prints() == "before\n"
    subject.end()


# --- results that stay ----------------------------------------------------------------------------

KEPT = """
from typing import NamedTuple
import numpy as np

class Model(NamedTuple):
    rows: np.ndarray

def fit(n):
    return {"n": n} if n == 1 else Model(np.zeros((n, 1000)))

def size(model):
    if not isinstance(model, dict):
        return model.rows.size
    model["seen"] = True  # one's own, to write to
    return len(model) - 1
"""


def test_what_is_kept_stays_as_it_is(make: Callable[..., WorkerSubject]) -> None:
    """A named tuple, a dict, an array too large to be sent: the next call gets the object itself."""
    student = Proxy(make(KEPT))
    for n, size in ((1, 1), (2, 2000), (3000, 3_000_000)):
        model = student.fit.kept(n)
        assert isinstance(model, Remote)
        assert student.size(model) == size
        assert student.subject_.log[-1].outcome.changed == ()
    names: dict[str, Any] = {}
    exec(KEPT, names)  # noqa: S102
    here = Proxy(LocalSubject(names))
    assert here.size(here.fit.kept(2)) == 2000


# --- beside the worker ----------------------------------------------------------------------------

BESIDE = """
def f(x):
    return 2 * x

def given(g):
    return g(3)

def forever():
    while True:
        pass
"""


def test_work_is_done_beside_the_worker(make: Callable[..., WorkerSubject]) -> None:
    """Before the answer is waited for, once; its time is not the student's; deadlines hold."""
    student = Proxy(make(BESIDE, call_s=0.1, submission_s=0.5))
    order: list[str] = []

    def work() -> None:
        time.sleep(1.0)  # twice are as much as all calls may take
        order.append("work")

    square = CallbackArgument(lambda x: order.append("call-back") or x * x, "g")
    assert beside(work, student.given, square) == 9
    assert order == ["work", "call-back"]
    for _ in range(3):
        assert beside(work, student.f, 4) == 8
    assert fault(lambda: beside(work, student.forever)).message.en.startswith("No answer within")
    assert order.count("work") == 5


def test_work_that_fails_leaves_no_answer_behind(make: Callable[..., WorkerSubject]) -> None:
    """The next check gets its own answer, from a fresh worker."""
    subject = make(BESIDE)
    student = Proxy(subject)
    with pytest.raises(ZeroDivisionError):
        beside(lambda: 1 // 0, student.f, 4)
    assert fault(lambda: student.f(4)).status == "crashed"
    subject.begin(0)
    assert student.f(5) == 10
    subject.begin(0)
    assert beside(lambda: None, student.f, 6) == 12


def test_here_the_work_comes_first() -> None:
    """Where no worker is, in order: the reference, then who stands in the student's place."""
    order: list[str] = []
    here = Proxy(LocalSubject({"f": lambda: order.append("call")}))
    beside(lambda: order.append("work"), here.f)
    assert order == ["work", "call"]
    beside(lambda: order.append("again"), lambda: here.f())
    assert order == ["work", "call", "again", "call"]


# --- read before it is loaded ---------------------------------------------------------------------


class Counting:
    """A sandbox that counts the workers it gave."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox, self.level, self.spawned = sandbox, sandbox.level, 0

    def spawn(self, limits: Limits) -> Process:
        self.spawned += 1
        return self.sandbox.spawn(limits)

    def close(self) -> None:
        pass


READ = "import numpy as np\nprint('runs')\nCOUNT = [0]\ndef f():\n    COUNT[0] += 1\n    return COUNT[0]\n"


def test_the_worker_that_read_the_work_loads_it(sandbox: Sandbox) -> None:
    """Reading runs nothing, and its worker, which has run nothing, is the first that loads."""
    counting = Counting(sandbox)
    subject = WorkerSubject(counting, {"work.py": READ.encode()}, "work.py", Limits())
    assert [use.name for use in (*subject.uses(READ), *subject.uses("import os"))] == [
        "numpy",
        "os",
    ]
    assert (subject.take_prints(), counting.spawned) == ("", 1)
    subject.load()
    subject.begin(0)
    assert (subject.take_prints(), counting.spawned) == ("runs\n", 1)
    assert Proxy(subject).f() == 1
    subject.load()
    subject.begin(0)
    assert (Proxy(subject).f(), counting.spawned) == (1, 2)
    subject.end()


def test_a_worker_that_reading_ended_is_replaced(sandbox: Sandbox) -> None:
    """A source that takes too long to read has no uses, and a fresh worker loads the work."""
    counting = Counting(sandbox)
    limits = Limits(call_s=0.2)
    subject = WorkerSubject(counting, {"work.py": READ.encode()}, "work.py", limits)
    assert subject.uses("import torch\n" + "f(x)\n" * 400_000) == []
    subject.load()
    subject.begin(0)
    assert (Proxy(subject).f(), counting.spawned) == (1, 2)
    subject.end()


# --- what a worker may reply --------------------------------------------------------------------------


class Parrot(Process):
    """A worker that replies what it was given, as decoded data."""

    def __init__(self, replies: list[Any]) -> None:
        self.replies, self.alive, self.cpu_s, self.received = replies, True, 0.0, 0
        self.limits = Limits()

    def request(self, message: Any, allowed: Any, meanwhile: Any = None) -> Any:
        return self.replies.pop(0)

    def close(self) -> int:
        self.alive = False
        return 0


@pytest.mark.parametrize(
    "reply",
    [
        None,
        (),
        [],
        ("ok",),
        ("ok", 1),
        ("ok", 1, {}, 2),
        ("raised", 1, 2, 3),
        ("raised", "Error", None, [], []),
        ("raised", "Error", "text", []),
        ("unsendable", 5),
        ("passed", 1, {}),
        (b"ok", 1, {}),
        ("callback", 1, ()),
        ("callback", [1], ("x",)),
        ("callback", True, 5),
    ],
)
def test_replies_of_another_form_are_the_students_fault(sandbox: Sandbox, reply: Any) -> None:
    """A reply that is none ends the worker with a sentence; it never stops the grader."""
    subject = WorkerSubject(sandbox, {}, "work.py", Limits())
    subject._process = Parrot([reply])
    assert fault(Proxy(subject).f).status == "crashed"
    assert not subject._process.alive


@pytest.mark.parametrize(
    "reply",
    [
        ("ok", 5, None),
        ("ok", 5, {"changed": 3}),
        ("ok", 5, {"changed": None}),
        ("ok", 5, {"changed": [None, "x", 1.5, True]}),
        ("ok", 5, [("changed", 1)]),
    ],
)
def test_odd_facts_are_ignored(sandbox: Sandbox, reply: Any) -> None:
    """The value counts, facts of another form do not."""
    subject = WorkerSubject(sandbox, {}, "work.py", Limits())
    subject._process = Parrot([reply])
    assert Proxy(subject).f() == 5
    assert subject.log[-1].outcome.changed == ()


@pytest.mark.parametrize(
    "lines", [None, 5, [None], [("file", "1", "f")], [("f", 1)], [["f", 1, "g"]]]
)
def test_odd_lines_are_ignored(sandbox: Sandbox, lines: Any) -> None:
    """An exception counts, frames of another form do not."""
    subject = WorkerSubject(sandbox, {}, "work.py", Limits())
    subject._process = Parrot([("raised", "Error", "text", lines, lines)])
    with pytest.raises(Raised) as raised:
        Proxy(subject).f()
    assert raised.value.exchange.outcome.lines == ()
