"""Mutants: every operator, stable names, exclusions, the run, the list of equivalents."""

import ast
import contextlib
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from grader.authors.equivalents import load_equivalents, mutant_findings
from grader.authors.mutants import listed_operators, mutants_of
from grader.authors.mutation import known_mutants, sample
from grader.authors.operators import OPERATORS
from grader.authors.runner import SURVIVED, Runner, by_the_clock, cheap_first, limited
from grader.course import Track
from grader.judge import Verdict
from grader.problems import CourseProblem
from grader.sandbox.launch import BestSandbox


def solution(body, parameters="x, y"):
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    return (
        f"import numpy as np\n\nE = 1 + 2\n\n\ndef f({parameters}):\n    ### BEGIN SOLUTION\n"
        f"{lines}    ### END SOLUTION\n"
    )


def changes(body, operator, parameters="x, y"):
    """What an operator makes of the body of a function, as pairs of before and after."""
    found = mutants_of(solution(body, parameters), "f.py")
    return [(m.expression, m.mutated) for m in found if m.operator == operator]


@pytest.mark.parametrize(
    ("operator", "body", "expected"),
    [
        ("comparison", "return x < y", ["x <= y", "x >= y"]),
        ("comparison", "return x >= y", ["x > y", "x < y"]),
        ("comparison", "return x == y", ["x != y"]),
        ("comparison", "return x in y", ["x not in y"]),
        ("comparison", "return x is None", ["x is not None"]),
        ("arithmetic", "return x + y", ["x - y"]),
        ("arithmetic", "return x / y", ["x * y"]),
        ("arithmetic", "return x @ y", ["x * y"]),
        ("arithmetic", "return x & y", ["x | y"]),
        ("arithmetic", "x += y", ["x -= y", "x = y"]),
        ("operand", "return x - y", ["x", "y"]),
        ("unary", "return -x", ["x"]),
        ("unary", "return ~x", ["x"]),
        ("boolean", "return x and y", ["x or y"]),
        ("condition", "if x:\n    return y", ["not x"]),
        ("condition", "while x:\n    x = y", ["not x"]),
        ("condition", "return [i for i in x if i]", ["[i for i in x if not i]"]),
        ("condition", "if x < y:\n    return y", []),
        ("constant", "return x + 3", ["x + 0", "x + 1", "x + 4", "x + 2", "x + -3", "x + 6"]),
        ("constant", "return x + 0", ["x + 1", "x + -1"]),
        ("constant", "return x.sum(-1)", ["x.sum(0)", "x.sum(1)", "x.sum(-2)"]),
        ("constant", "return x * 0.5", ["x * 0.0", "x * 1.0", "x * 1.5", "x * -0.5"]),
        ("constant", "return x(k=True)", ["x(k=False)"]),
        ("deleted", "x = y\nreturn x", ["pass"]),
        ("deleted", "if x:\n    y = 1\nelse:\n    y = 2", ["pass", "if x:", "pass", "pass"]),
        ("deleted", "for i in x:\n    break", ["pass", "pass", "continue"]),
        ("deleted", '"A docstring."\nreturn x', []),
        ("returned", "return x + y", ["return None", "return x"]),
        ("returned", "return x, y", ["return None", "return x", "return (y, x)"]),
        ("swapped", "return np.where(x, y, 1)", ["np.where(y, x, 1)", "np.where(x, 1, y)"]),
        ("swapped", "return np.maximum(x, y)", []),
        ("swapped", "return f(*x, y)", []),
        ("option", "return x.sum(axis=0, k=1)", ["x.sum(k=1)"]),
        ("range", "for i in range(x):\n    y = i", ["range(0, x - 1)", "range(0, x + 1)"]),
        ("range", "for i in range(x, y):\n    y = i", ["range(x, y - 1)", "range(x, y + 1)"]),
        ("neighbour", "return np.exp(x)", ["np.expm1(x)"]),
        ("neighbour", "return x.max()", ["x.min()"]),
        ("neighbour", "return max(x)", ["min(x)"]),
        ("neighbour", "return x.T @ y", ["x @ y"]),
    ],
)
def test_operator(operator, body, expected):
    found = [after for _, after in changes(body, operator)]
    if operator == "range":
        assert "+ 1, " in found[-1]
        found = found[:2]
    if operator == "constant" and "True" not in body:
        assert found[: len(expected)] == expected
    else:
        assert found == expected


def test_every_operator_is_listed_and_tested():
    listed = [line.partition(":")[0].removeprefix("- ") for line in listed_operators().split("\n")]
    assert [name for name in listed if name] == list(OPERATORS)
    from grader.authors import mutants

    assert listed_operators() in mutants.__doc__


def test_only_what_is_between_the_markers_is_mutated():
    source = solution("return x * 2") + "\n\ndef g(x):\n    return x * 3\n"
    for mutant in mutants_of(source, "f.py"):
        assert mutant.source.startswith("import numpy as np\n\nE = 1 + 2\n")
        assert mutant.source.endswith("def g(x):\n    return x * 3\n")
        assert mutant.function == "f"


def test_mutants_are_python_each_of_them_once_and_on_the_same_lines():
    source = solution(
        "é = 'é' if x else 'à'\nif x > 1 and not y:\n    y = [\n        x[i]\n        for i in x\n"
        "    ]\nreturn (x,\n        y)"
    )
    mutants = mutants_of(source, "f.py")
    assert len({m.source for m in mutants} | {source}) == len(mutants) + 1
    assert len({m[:5] for m in mutants}) == len(mutants)
    for mutant in mutants:
        ast.parse(mutant.source)
        assert mutant.source.startswith(source[:40])


def test_equal_changes_in_one_function_are_counted():
    mutants = mutants_of(solution("a = x + y\nb = x + y\nreturn a * b"), "f.py")
    sums = [m for m in mutants if (m.expression, m.mutated) == ("x + y", "x - y")]
    assert [m.occurrence for m in sums] == [1, 2]
    assert [m.name for m in sums] == [
        "f: x + y -> x - y [arithmetic]",
        "f: x + y -> x - y (#2) [arithmetic]",
    ]


def test_methods_have_dotted_names():
    source = (
        "class Model:\n    def step(self, x):\n        ### BEGIN SOLUTION\n        return x + 1\n"
        "        ### END SOLUTION\n"
    )
    assert {m.function for m in mutants_of(source, "f.py")} == {"Model.step"}


def test_a_statement_can_be_left_out_with_a_reason():
    body = "for i in x:  # no mutants: only shows progress\n    print(i + 1)\nreturn x + y"
    assert all("x" in m.expression for m in mutants_of(solution(body), "f.py"))
    assert not changes(body, "constant")
    with pytest.raises(CourseProblem, match=r"line 8: .*reason"):
        mutants_of(solution("print(x)  # no mutants"), "f.py")


def test_what_is_not_python_is_refused_with_its_line():
    with pytest.raises(CourseProblem, match="line 8"):
        mutants_of(solution("return ("), "f.py")


# --- running ----------------------------------------------------------------------------------------


@pytest.fixture
def ex02(tiny_course):
    exercise = tiny_course.course.exercise("ex02")
    return exercise, exercise.track()


def killers(exercise, mutants):
    """The check that each mutant first loses points in."""
    track = exercise.track()
    solution = (Path(exercise.solution_folder) / track.file).read_text(encoding="utf-8")
    with (
        contextlib.closing(BestSandbox(track.packages)) as sandbox,
        contextlib.closing(Runner(exercise, track, solution, sandbox)) as runner,
    ):
        return {mutant: runner.killer(mutant.source) for mutant in mutants}


def test_a_run_names_the_check_that_kills(ex02):
    """A mutant's killer is the first check, the cheapest ahead, that it loses points in."""
    mutants = known_mutants(*ex02)
    outcomes = killers(ex02[0], mutants)
    assert list(outcomes) == mutants
    assert set(outcomes.values()) <= {"clip_low", "clip_high", "clip_many"}


def test_a_mutant_that_no_check_sees_survives(tiny_course):
    """What changes nothing that a check looks at has no killer."""
    tiny_course.replace(
        "solutions/ex02_clip/clip.py", "    return np.max", "    print(end='')\n    return np.max"
    )
    exercise = tiny_course.course.exercise("ex02")
    mutants = known_mutants(exercise, exercise.track())
    outcomes = killers(exercise, mutants)
    survivors = [m.name for m, killer in outcomes.items() if killer == SURVIVED]
    assert survivors == ["clip: print(end='') -> pass [deleted]"]


def test_an_endless_mutant_is_killed_in_time(tiny_course):
    """An endless loop is ended long before the exercise's limit, and the clock is named."""
    tiny_course.replace(
        "solutions/ex02_clip/clip.py",
        "    return np.max",
        "    n = 0\n    while n < 3:\n        n += 1\n    return np.max",
    )
    exercise = tiny_course.course.exercise("ex02")
    mutants = known_mutants(exercise, exercise.track())
    (endless,) = (m for m in mutants if (m.expression, m.mutated) == ("n += 1", "n -= 1"))
    (killer,) = killers(exercise, [endless]).values()
    assert killer.endswith(" (timeout)")
    assert by_the_clock(killer)


def test_what_the_clock_decided_is_told_apart():
    """A time-out, a crash and a timed check are not for the same content each time."""
    assert not by_the_clock(SURVIVED)
    assert not by_the_clock("conv2d")
    assert not by_the_clock("conv2d (error)")
    assert by_the_clock("conv2d (memory)")
    assert by_the_clock("conv2d_speed (slow)")


def test_limits_leave_the_solution_room(ex02):
    """Half a second a call at least, several times the solution's time, never over the own limit."""
    limits = msgspec.structs.replace(ex02[0].limits, call_s=20.0, submission_s=60.0)
    exercise = msgspec.structs.replace(ex02[0], limits=limits)

    def limits_for(*seconds):
        taken = [Verdict(None, "passed", 1.0, duration_s=each) for each in seconds]
        return limited(exercise, taken, 0.5).limits

    assert limits_for().call_s == limits_for(0.01, 0.02).call_s == 0.5
    assert limits_for(0.01, 0.3).call_s == pytest.approx(1.2)
    assert limits_for(1e6).call_s == 20.0
    assert [limits_for(*s).submission_s for s in ([0.1], [1.0, 2.0], [1e6])] == [6.0, 12.0, 60.0]


def checks_of(**seeds):
    """A file of checks, by their ids and the seeds that they are proven on."""
    found = [SimpleNamespace(id=name, seeds=count) for name, count in seeds.items()]
    return SimpleNamespace(checks=found)


def test_cheap_checks_come_first_and_trainings_last():
    """Mutants meet public and hidden cheap checks, then the dear ones, and those that train."""
    files = [checks_of(a=0, b=0, train=200), checks_of(c=0, speed=0, d=0)]
    costs = {"a": 0.004, "b": 0.001, "train": 0.0, "c": 0.002, "speed": 0.5, "d": 0.002}
    ordered = cheap_first(files, costs)
    assert [[check.id for check in file.checks] for file in ordered] == [
        ["b", "a"],
        ["c", "d"],
        ["train"],
        ["speed"],
    ]
    assert [check.id for check in files[0].checks] == ["a", "b", "train"]


def test_small_differences_in_time_change_no_order():
    """Costs count by powers of two: the order is the file's where they are alike."""
    (ordered,) = cheap_first([checks_of(a=0, b=0)], {"a": 0.0021, "b": 0.0019})
    assert [check.id for check in ordered.checks] == ["a", "b"]


def test_a_sample_is_always_the_same(ex02):
    """The order of the mutants does not matter, and a sample may be all of them."""
    mutants = known_mutants(*ex02)
    assert sample(mutants, 3) == sample(mutants[::-1], 3)[::-1]
    assert len(sample(mutants, 3)) == 3
    assert sample(mutants, 999) == mutants


# --- equivalents ------------------------------------------------------------------------------------

ENTRY = """
- function: f
  expression: x + y
  mutated: x - y
  reason: y is zero in every call that there is.
"""


def outcomes_of(killers):
    mutants = mutants_of(solution("return x + y"), "f.py")
    return mutants, dict(zip(mutants, killers, strict=True))


def findings(tmp_path, entries, outcomes, mutants):
    (tmp_path / "equivalent.yaml").write_text(entries, encoding="utf-8")
    listed = load_equivalents(str(tmp_path), Track("numpy", "f.py", []))
    return [found.en for found in mutant_findings(mutants, outcomes, listed)]


def test_a_survivor_is_listed_or_a_finding(tmp_path):
    mutants, outcomes = outcomes_of(["c", "c", SURVIVED, "c", "c"])
    assert mutants[2].mutated == "x - y"
    found = findings(tmp_path, "[]", outcomes, mutants)
    assert found[0] == "This mutant loses no point: f: x + y -> x - y [arithmetic]"
    assert "Only 4 of 5" in found[1]
    assert findings(tmp_path, ENTRY, outcomes, mutants) == found[1:]


def test_a_stale_entry_is_a_finding(tmp_path):
    mutants, outcomes = outcomes_of(["c"] * 5)
    assert (
        "lists a mutant that loses points in c" in findings(tmp_path, ENTRY, outcomes, mutants)[0]
    )
    gone = ENTRY.replace("x - y", "x * y")
    assert "no mutant (any more)" in findings(tmp_path, gone, outcomes, mutants)[0]
    second = ENTRY + "  occurrence: 2\n"
    assert "no mutant (any more)" in findings(tmp_path, second, outcomes, mutants)[0]


def test_of_a_sample_only_survivors_count(tmp_path):
    mutants, outcomes = outcomes_of(["c", "c", SURVIVED, "c", "c"])
    few = {mutants[2]: SURVIVED}
    assert findings(tmp_path, ENTRY, few, mutants) == []
    assert outcomes


@pytest.mark.parametrize(
    "entries", ["{}", "- {function: f}", ENTRY.replace("y is zero in", "")[:60]]
)
def test_a_malformed_list_is_refused(tmp_path, entries):
    with pytest.raises(CourseProblem):
        findings(tmp_path, entries, {}, [])
