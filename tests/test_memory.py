"""References that remember answer as live ones do, and run the code once for the same requests."""

import numpy as np
import pytest

from grader.authors.memory import Remembered
from grader.checks.api import callback
from grader.references import alike
from grader.standins import Follower, LocalSubject
from grader.subjects import Proxy, Raised


class Source:
    """A live reference of one function, which counts how often it is run."""

    def __init__(self, device=None, **names):
        self.runs, self.names, self.device = [], names, device

    known = ()

    def reference(self, check_id):
        def counted(name, function):
            def call(*args, **kwargs):
                self.runs.append(name)
                return function(*args, **kwargs)

            return call

        names = {name: counted(name, function) for name, function in self.names.items()}
        return LocalSubject(names, device=self.device)

    solution = reference


def remembered(**names):
    source = Source(**names)
    return source, Remembered(source, [], 1)


def test_the_same_requests_are_answered_from_memory():
    """The code runs once, however many times it is asked the same in the same order."""
    source, references = remembered(double=lambda x: 2 * x, add=lambda x, y: x + y)
    for _ in range(3):
        reference = Proxy(references.reference("c"))
        assert reference.double(np.arange(3)).tolist() == [0, 2, 4]
        assert reference.add(1, y=2) == 3
    assert source.runs == ["double", "add"]
    Proxy(references.reference("another")).double(1)
    Proxy(references.solution("c")).double(np.arange(3))
    assert source.runs == ["double", "add", "double", "double"]


def test_another_request_asks_the_code_from_there_on():
    """An object that stays with the code is where it would be, had all been asked of it."""

    def counter():
        return iter(range(100, 110))

    source, references = remembered(counter=counter, double=lambda x: 2 * x)
    for wanted in (1.0, 1.0, 1.5, np.float32(1.0), [1.0], 1):
        reference = Proxy(references.reference("c"))
        items = reference.counter()
        assert [item for item, _ in zip(items, range(3), strict=False)] == [100, 101, 102]
        assert np.array_equal(reference.double(wanted), 2 * np.asarray(wanted)) or wanted == [1.0]
        assert len(list(items)) < 10
    assert source.runs.count("double") == 5


def test_what_is_handed_out_is_a_copy():
    """A check that changes an answer changes its own."""
    _, references = remembered(ones=lambda: np.ones(2))
    for _ in range(3):
        answer = Proxy(references.reference("c")).ones()
        assert answer.tolist() == [1.0, 1.0]
        answer += 1


def test_exceptions_are_remembered_too():
    """An exception is an answer like any other."""

    def broken(x):
        raise ValueError(x)

    source, references = remembered(broken=broken)
    for _ in range(2):
        with pytest.raises(Raised) as raised:
            Proxy(references.reference("c")).broken("no")
        assert raised.value.exchange.outcome.message == "no"
    assert source.runs == ["broken"]


def test_functions_are_called_as_they_were_called():
    """What a function of the check notes is noted each time, in the same order."""
    source, references = remembered(each=lambda f, g: [f(1), g(2), f(3)])
    for _ in range(2):
        noted = []
        f = callback(lambda x, to=noted: to.append(x) or x, "f")
        g = callback(lambda x, to=noted: to.append(-x) or -x, "g")
        assert Proxy(references.reference("c")).each(f, g) == [1, -2, 3]
        assert noted == [1, -2, 3]
    assert source.runs == ["each"]
    other = callback(lambda x: 10 * x, "f")
    assert Proxy(references.reference("c")).each(other, other) == [10, 20, 30]
    assert source.runs == ["each", "each"]


def test_a_function_that_raises_is_not_repeated():
    """Its exception went through the code, which is asked anew."""

    def refuse(x):
        raise ValueError("no")

    source, references = remembered(ask=lambda f: f(1))
    for _ in range(2):
        with pytest.raises(Raised):
            Proxy(references.reference("c")).ask(callback(refuse, "f"))
    assert source.runs == ["ask", "ask"]


def test_time_is_never_remembered():
    """A timed call runs each time, and so does what follows it."""
    source, references = remembered(f=lambda x: x, g=lambda x: x)
    for _ in range(2):
        reference = Proxy(references.reference("c"))
        reference.f(1)
        assert reference.g.clock(2).seconds > 0
        reference.f(3)
    assert source.runs.count("g") == 6
    assert source.runs.count("f") == 4  # the second time, to bring it to where it would be


def test_torch_draws_as_if_all_had_been_asked():
    """The generator is where it would be after the requests that memory answered."""
    torch = pytest.importorskip("torch")
    source = Source("cpu", draw=lambda n: torch.rand(n))
    references = Remembered(source, [], 1)
    drawn = []
    for last in (3, 3, 4):
        reference = Proxy(references.reference("c"))
        drawn.append([*reference.draw(2).tolist(), *reference.draw(last).tolist()])
    assert drawn[0] == drawn[1] == drawn[2][:5]
    assert source.runs == ["draw"] * 4


# --- misconceptions ---------------------------------------------------------------------------------


def same(mine, theirs):
    return mine.raised == theirs.raised and alike(mine.value, theirs.value)


def test_misconceptions_fit_as_live_ones_do(bench):
    """Whoever may be followed live may be from memory, and is followed as far."""
    seed = 7
    memory = Remembered(bench.live, bench.engine.files, seed)
    for checks, check in bench.running():
        for _, student in bench.live.misconceptions(check.id):
            checks.run(check, student, bench.live.reference(check.id), seed)
            live, known = (
                [_follows(checks, check, source, subject, student.log, seed) for _, subject in each]
                for source, each in (
                    (source, source.misconceptions(check.id)) for source in (bench.live, memory)
                )
            )
            assert live == known


def _follows(checks, check, source, subject, log, seed):
    if not subject.may_follow(log, same):
        return None
    follower = Follower(subject, log, same)
    raised = checks.run(check, follower, source.reference(check.id), seed)
    return follower.diverged, len(follower.log), type(raised)


def test_the_gates_give_what_live_references_give(bench):
    """Verdict by verdict, words and diagnoses included."""
    seed = bench.course.seed
    sources = [bench.solution, *(wrong.source for wrong in bench.misconceptions)]
    for source in sources:
        bench.engine.references = bench.live
        live = bench.engine.grade({bench.track.file: source.encode()}, seed)
        known = bench.grade(source, seed)
        for one, other in zip(live, known, strict=True):
            assert one._replace(duration_s=0.0) == other._replace(duration_s=0.0)


def test_only_seeds_of_many_files_are_remembered(bench):
    """The public seed and one official one; memory does not grow with the solution's seeds."""
    shared = bench.seeds((1, 1))
    assert all(bench.remembered(seed) is bench.remembered(seed) for seed in shared)
    assert bench.remembered(5) is not bench.remembered(5)


def test_without_trainings_nothing_is_left_that_needs_one(bench):
    """A check that trains goes, and what needs it, directly or not."""
    from grader.authors.bench import without_trainings

    first, second, *others = [check._replace(needs=()) for check in bench.checks]
    trains = first._replace(seeds=100)
    after = second._replace(needs=(first.id,))
    last = others[0]._replace(needs=(second.id,))
    assert without_trainings([trains, after, last, *others[1:]]) == others[1:]
    assert without_trainings([first, after, last]) == [first, after, last]
