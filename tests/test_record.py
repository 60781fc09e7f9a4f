"""Recorded references: the same verdicts as live ones, and drift that is seen."""

import shutil

import numpy as np
import pytest

from grader.checks.tolerance import Tolerance
from grader.engine import Engine
from grader.problems import CourseProblem, UsageProblem
from grader.record import drift, is_stale, record, same_exchange
from grader.references import (
    LiveReferences,
    RecordedReferences,
    alike,
    load_misconceptions,
    pack,
    recorded_path,
    unpack,
)
from grader.sandbox import wire
from grader.sandbox.launch import BestSandbox
from grader.sandbox.tensors import Tensor
from grader.standins import (
    DivergedError,
    Follower,
    LocalSubject,
    ReplayMismatch,
    ReplaySubject,
)
from grader.subjects import CallbackArgument, Exchange, Outcome, Proxy


def sources(tiny, name):
    """All the submissions that we know of an exercise, by name."""
    exercise = tiny.course.exercise(name)
    file = exercise.track().file
    solution = tiny.read(f"solutions/{exercise.name}/{file}")
    found = {"solution": solution, "skeleton": tiny.read(f"exercises/{exercise.name}/{file}")}
    for wrong in load_misconceptions(exercise.solution_folder, exercise.track(), solution):
        found[wrong.id] = wrong.source
    for path in (tiny.root / "solutions" / exercise.name / "submissions").iterdir():
        found[path.name] = path.read_text(encoding="utf-8")
    return found


def verdicts(tiny, name):
    """What each of them gets in practice mode, durations aside."""
    exercise = tiny.course.exercise(name)
    track = exercise.track()
    sandbox = BestSandbox(track.packages)
    engine = Engine(exercise, track, sandbox, hidden=False)
    try:
        assert engine.references.live == (exercise.solution_folder is not None)
        return {
            key: [(v.check.id, *v[1:-1]) for v in engine.grade({track.file: source.encode()}, 42)]
            for key, source in tiny.known.items()
        }
    finally:
        engine.close()
        sandbox.close()


@pytest.mark.parametrize("name", ["ex01", "ex02"])
def test_practice_without_solutions_is_the_same(tiny_course, name):
    tiny_course.known = sources(tiny_course, name)
    live = verdicts(tiny_course, name)
    shutil.rmtree(tiny_course.root / "solutions")
    recorded = verdicts(tiny_course, name)
    assert recorded == live
    assert any(v[7] is not None for each in live.values() for v in each)  # there are diagnoses


def test_the_committed_recording_is_fresh(tiny_course):
    for exercise in tiny_course.course.exercises():
        assert drift(exercise, exercise.track(), 42) is None


def test_a_recording_is_the_same_bytes_each_time_and_small(tiny_course):
    exercise = tiny_course.course.exercise("ex01")
    first = record(exercise, exercise.track(), 42)
    assert first == record(exercise, exercise.track(), 42)
    assert len(first) < 3000


@pytest.mark.parametrize(
    ("path", "old", "new", "place"),
    [
        ("solutions/ex01_mean/mean.py", "/ x.shape[-1]", "/ x.shape[-1] + 0 * 1", None),
        ("solutions/ex01_mean/misconceptions.py", "(the rows)", "(rows)", "misconceptions"),
        ("exercises/ex01_mean/checks.py", "[2.0, 4.0, 9.0]", "[2.0, 5.0, 8.0]", "mean_values"),
        ("exercises/ex01_mean/checks.py", "test_mean_shapes", "test_mean_forms", "checks"),
        ("solutions/ex01_mean/misconceptions.py", "ddof=1", "ddof=2", "spread_values"),
        ("course.yaml", "seed: 42", "seed: 43", "seed"),
    ],
)
def test_drift_names_what_differs(tiny_course, path, old, new, place):
    tiny_course.replace(path, old, new)
    course = tiny_course.course
    exercise = course.exercise("ex01")
    found = drift(exercise, exercise.track(), course.seed)
    assert found is None if place is None else f"({place})" in found.en


def test_a_missing_or_broken_recording_is_stale(tiny_course):
    exercise = tiny_course.course.exercise("ex01")
    track = exercise.track()
    path = recorded_path(exercise, track)
    with open(path, "wb") as file:
        file.write(b"garbage")
    with pytest.raises(CourseProblem, match="usable"):
        RecordedReferences(path)
    assert is_stale(exercise, track, 42)
    tiny_course.remove("exercises/ex01_mean/recorded_numpy.bin")
    assert "is missing" in drift(exercise, track, 42).en
    assert is_stale(exercise, track, 42)


def test_what_unpacks_to_something_else_is_refused():
    import zlib

    for content in ((1, 42), (1, 42, [("a",)], {}), (1, 42, [], {"c": 3}), (99, 0, [], {}), 5):
        with pytest.raises(CourseProblem):
            unpack(zlib.compress(wire.encode(content)), "f.bin")


def test_a_solution_that_fails_its_check_is_not_recorded(tiny_course):
    tiny_course.replace("solutions/ex01_mean/mean.py", "/ x.shape", "* x.shape")
    exercise = tiny_course.course.exercise("ex01")
    with pytest.raises(CourseProblem, match="mean_values"):
        record(exercise, exercise.track(), 42)


@pytest.mark.parametrize("path", ["solutions/ex01_mean/mean.py", "exercises/ex01_mean/support.py"])
def test_a_package_that_is_not_installed_is_named(tiny_course, path):
    """Whoever wants the references reads what to install, wherever the import stands."""
    old = tiny_course.read(path) if (tiny_course.root / path).exists() else ""
    tiny_course.write(path, f"{old}\nimport no_such_package\n")
    exercise = tiny_course.course.exercise("ex01")
    with pytest.raises(UsageProblem, match="pip install no_such_package"):
        record(exercise, exercise.default_track, 42)


def test_misconceptions_that_cannot_be_a_checks_diagnosis_are_left_out(tiny_course):
    exercise = tiny_course.course.exercise("ex01")
    checks = unpack(record(exercise, exercise.track(), 42), "f").checks
    assert set(checks["mean_values"].misconceptions) == {"mean-axis0", "mean-of-all"}
    assert "spread-sample" in checks["spread_values"].misconceptions


def test_pack_and_unpack_are_inverse(tiny_course):
    exercise = tiny_course.course.exercise("ex02")
    live = LiveReferences(exercise, exercise.track())
    data = record(exercise, exercise.track(), 42)
    unpacked = unpack(data, "f")
    assert pack(unpacked.seed, live.known, unpacked.checks) == data


# --- replaying --------------------------------------------------------------------------------------


def exchange(*args, **kwargs):
    return Exchange("call", "f", args, kwargs, Outcome(1.0))


def test_a_replay_wants_the_recorded_arguments_within_rounding():
    recorded = [exchange(np.array([1.0, 2.0])), exchange(3, k=[1.0, "a"])]
    subject = Proxy(ReplaySubject(recorded, alike))
    assert subject.f(np.array([1.0, 2.0 + 1e-13])) == 1.0
    assert subject.f(3, k=[1.0, "a"]) == 1.0
    with pytest.raises(ReplayMismatch, match="more requests"):
        subject.f(4)
    with pytest.raises(ReplayMismatch, match="other arguments"):
        Proxy(ReplaySubject(recorded, alike)).f(np.array([1.0, 2.1]))
    with pytest.raises(ReplayMismatch, match="recorded: call f"):
        Proxy(ReplaySubject(recorded, alike)).g(np.array([1.0, 2.0]))


def test_a_replay_takes_callbacks_support_names_and_objects():
    handle = wire.Handle(1, "Model", "c")
    recorded = [exchange(wire.Callback(0, "square"), wire.SupportName("s"), handle)]
    given = (CallbackArgument(lambda x: x, "square"), wire.SupportName("s"), handle)
    assert Proxy(ReplaySubject(recorded, alike)).f(*given) == 1.0
    other = (CallbackArgument(lambda x: x, "cube"), *given[1:])
    with pytest.raises(ReplayMismatch):
        Proxy(ReplaySubject(recorded, alike)).f(*other)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (1.0, 1.0 + 1e-14, True),
        (1.0, 1.1, False),
        (np.float32(1), np.float64(1), False),
        (np.zeros(2), np.zeros(3), False),
        (np.array([True]), np.array([1]), False),
        ([1.0, {"a": 2}], (1.0, {"a": 2}), True),
        ({"a": 1}, {"b": 1}, False),
        (None, None, True),
        (None, 0.0, False),
        (float("nan"), float("nan"), True),
        (wire.Handle(1, "A", ""), wire.Handle(1, "B", ""), True),
        (wire.Handle(1, "A", ""), wire.Handle(2, "A", ""), False),
        (1.5, Tensor(np.float32(1.5)), False),
        (np.ones(1), Tensor(np.ones(1)), False),
    ],
)
def test_alike(one, other, expected):
    assert alike(one, other) is expected
    assert alike(other, one) is expected


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ({"train": [0.5]}, {"train": [0.5 * (1 + 6e-8)]}, True),
        ([np.float32(0.5)], [np.float32(0.50002)], True),
        ([0.5], [0.501], False),
        (np.array([0.5]), np.array([0.5 * (1 + 6e-8)]), False),
        ([0.5, 0.25], Tensor(np.array([0.5, 0.25])), True),
        (Tensor(np.array([0.5, 0.25], np.float32)), [0.5, 0.26], False),
    ],
)
def test_what_was_read_from_tensors_is_alike_in_single_precision(one, other, near):
    """Two ways of writing a training round differently; arrays of float64 are float64."""
    assert alike(one, other, Tolerance(1e-4, 1e-6, None)) is near
    assert not alike(one, other)


def test_an_exchange_is_the_same_only_with_the_same_effect():
    one = exchange(1)
    assert same_exchange(one, exchange(1))
    assert not same_exchange(one, exchange(2))
    assert not same_exchange(one, one._replace(outcome=Outcome(1.0, changed=(0,))))
    assert not same_exchange(one, one._replace(outcome=Outcome(raised="ValueError")))


# --- looking for the misconception that fits --------------------------------------------------------


def same_value(one, other):
    return alike(one.value, other.value)


def asked(namespace, *calls):
    subject = LocalSubject(namespace)
    for name, *args in calls:
        subject.ask("call", None, name, tuple(args))
    return subject


def test_a_follower_stops_at_the_first_other_answer():
    log = asked({"f": lambda x: x, "g": lambda x: 2 * x}, ("f", 1.0), ("g", 3.0)).log
    wrong = LocalSubject({"f": lambda x: x, "g": lambda x: 3 * x})
    follower = Follower(wrong, log, same_value)
    assert Proxy(follower).f(1.0) == 1.0
    with pytest.raises(DivergedError):
        Proxy(follower).g(3.0)
    assert follower.diverged
    assert len(follower.log) == 1
    twin = Follower(LocalSubject({"f": lambda x: x}), log[:1], same_value)
    assert [Proxy(twin).f(1.0), Proxy(twin).f(5.0)] == [1.0, 5.0]  # after the log's end, free


def test_one_look_tells_who_cannot_have_answered_so():
    log = asked({"f": lambda x: x, "g": lambda x: 2 * x}, ("f", 1.0), ("g", 3.0)).log
    right = LocalSubject({"f": abs, "g": lambda x: x + x})
    wrong = LocalSubject({"f": abs, "g": lambda x: x + 1})
    assert right.may_follow(log, same_value)
    assert not wrong.may_follow(log, same_value)
    assert right.log == []
    assert ReplaySubject(log).may_follow(log, same_value)
    assert not ReplaySubject(log[:1]).may_follow(log, same_value)
    assert not ReplaySubject(log[::-1]).may_follow(log, same_value)


def test_objects_are_followed_step_by_step():
    """A method's answer depends on what was asked before: one look cannot tell."""

    class Counter:
        n = 0

        def step(self):
            self.n += 1
            return self.n

    subject = LocalSubject({"Counter": Counter})
    counter = Proxy(subject).Counter()
    assert [counter.step(), counter.step()] == [1, 2]
    assert LocalSubject({"Counter": Counter}).may_follow(subject.log, same_value)


def test_a_change_in_place_is_part_of_the_answer():
    def doubled(x):
        x *= 2
        return x

    subject = asked({"f": doubled}, ("f", np.ones(2)))
    assert subject.log[0].outcome.changed == (0,)
    assert subject.log[0].args[0].tolist() == [1.0, 1.0]
