"""The authors' gate on the tiny course: passed as it is, and each planted fault is caught."""

import pytest

from grader.authors import check_gates, figures, gates, paper, trainings
from grader.authors.examine import GATES, Wanted, examine, examine_course
from grader.authors.submissions import submission_names

MEAN = "solutions/ex01_mean/mean.py"
PUBLIC = "exercises/ex01_mean/checks.py"
HIDDEN = "solutions/ex01_mean/checks.py"
WRONG = "solutions/ex01_mean/misconceptions.py"
YAML = "exercises/ex01_mean/exercise.yaml"


def found(tiny, gate=None, exercise="ex01"):
    """What the gate (by default none but the one on files) finds, in English."""
    course = tiny.course
    chosen = course.exercise(exercise)
    running = [] if gate is None else [gate]
    report = examine(course, chosen, chosen.track(), Wanted("none", running, cached=False))
    for finding in report.findings:
        assert finding.fr.strip()
    return [finding.en for finding in report.findings]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ex01", "ex02"])
def test_the_tiny_course_passes(tiny_course, name):
    course = tiny_course.course
    exercise = course.exercise(name)
    report = examine(course, exercise, exercise.track())
    assert report.findings == ()
    assert report.killed == report.mutants > 0
    assert (report.points, report.public, report.hidden, report.misconceptions) == (
        (20.0, 5, 2, 4) if name == "ex01" else (10.0, 2, 1, 2)
    )


def test_every_gate_is_in_the_table():
    made = [
        function
        for module in (check_gates, gates, paper, figures, trainings)
        for name, function in vars(module).items()
        if callable(function)
        and getattr(function, "__module__", "") == module.__name__
        and getattr(function, "__annotations__", {}).get("return") == "Iterator[Text]"
        and list(function.__annotations__) == ["bench", "return"]
        and not name.startswith("_")
    ]
    assert set(made) == set(GATES)


# --- planted faults: (gate, file, what is there, what stands there instead, what is said) ------------

FAULTS = [
    (
        gates.skeleton_scores_nothing,
        PUBLIC,
        "    close(student.mean(np.array([2.0, 4.0, 9.0])), 5.0)\n",
        "    reference.mean(np.zeros(2))\n    return\n",
        "gets the status passed in mean_values (live)",
    ),
    (
        gates.skeleton_scores_nothing,
        PUBLIC,
        "    close(student.mean(np.array([2.0, 4.0, 9.0])), 5.0)\n",
        "    close(3.0, 5.0)\n",
        "gets the status grader_error in mean_values (live)",
    ),
    (
        gates.solution_has_full_marks,
        HIDDEN,
        "    moved = array",
        "    assert spread[0] < 0.8, 'too wide'\n    moved = array",
        "mean.py should have full marks",
    ),
    (
        gates.solution_has_full_marks,
        PUBLIC,
        "rng.normal(size=(4, 3)))",
        "rng.normal(size=(4, 4)))",
        "(recorded)",
    ),
    (
        gates.submissions_get_what_they_say,
        "solutions/ex01_mean/submissions/right_library.py",
        "x.mean(-1)",
        "x.mean(0)",
        "submissions/right_library.py should have full marks and is failed in mean_values",
    ),
    (
        gates.submissions_get_what_they_say,
        "solutions/ex01_mean/submissions/wrong_list.py",
        ".tolist()",
        "",
        "submissions/wrong_list.py has full marks",
    ),
    (
        gates.misconceptions_are_named,
        WRONG,
        "ddof=1",
        "ddof=0",
        "The misconception spread-sample loses no points",
    ),
    (
        gates.misconceptions_are_named,
        WRONG,
        "np.var(x, axis=-1)",
        "np.std(x, axis=-1, ddof=1)",
        "The misconception spread-sample is never diagnosed; it loses points in: spread_values",
    ),
    (  # locally the variance, in the worker somebody else's mistake
        gates.misconceptions_are_named,
        WRONG,
        "np.var(x, axis=-1)",
        "np.var(x, axis=-1) if __name__ == 'solution' else np.std(x, axis=-1, ddof=1)",
        "spread-no-root is diagnosed as spread-sample in spread_values",
    ),
    (
        gates.recording_agrees,
        WRONG,
        "ddof=1",
        "ddof=2",
        "spread-sample, spread_values: failed 0, named spread-sample live, but failed 0",
    ),
    (
        check_gates.reference_is_independent,
        PUBLIC,
        "    agree(student.mean, reference.mean, rng.normal(size=(2, 3, 4)))",
        "    agree(student.mean, reference.mean, student.spread(rng.normal(size=(2, 3, 4))))",
        "mean_shapes asks the reference something else when the student makes the mistake spread-",
    ),
    (
        check_gates.nothing_passes_on_nothing,
        PUBLIC,
        "    agree(student.mean, reference.mean, x)\n    untouched(student.mean, x)",
        "    untouched(student.mean, x)",
        "mean_untouched passes when all that the functions return is None, True, 0.",
    ),
    (paper.points_add_up, HIDDEN, "points=4", "points=3.5", "19.5 points in all"),
    (paper.points_add_up, HIDDEN, "points=4", "points=0", "mean_far_values gives no points"),
    (paper.points_add_up, PUBLIC, "points=1,", "points=2,", "declared checks give 2 of 21"),
    (paper.checks_are_named, HIDDEN, "mean_far_values", "mean_values", "The id mean_values"),
    (paper.checks_are_named, HIDDEN, "mean_far_values", "load", "The id load"),
    (paper.checks_are_named, HIDDEN, "mean_far_values", "policy", "The id policy"),
    (paper.checks_are_named, PUBLIC, '["mean_values"]', '["spread_values"]', "no earlier check"),
    (
        paper.checks_are_named,
        HIDDEN,
        'task="spread")',
        'task="spread", needs=["mean_values"])',
        "spread_shift needs mean_values",
    ),
    (paper.hints_fit_tasks, PUBLIC, 'task="mean"', 'task="average"', "'average' has no hints"),
    (paper.hints_fit_tasks, YAML, "  mean:\n", "  means:\n", "'means', which is no check's task"),
    (paper.texts_are_bilingual, YAML, "en: Mean and spread", "en: ''", "title: a text is missing"),
    (
        paper.texts_are_bilingual,
        YAML,
        "Center each row first",
        "Commencez par centrer chaque ligne",
        "hints: spread: the text is the same",
    ),
    (
        paper.texts_are_bilingual,
        WRONG,
        "The sum runs over axis 0 (the rows) instead of the last axis.",
        " ",
        "mean-axis0: a text is missing",
    ),
    (
        paper.docstrings_are_bilingual,
        MEAN,
        "    --\n    The mean",
        "    The mean",
        "docstring of mean",
    ),
    (paper.docstrings_are_bilingual, MEAN, "--\nMean and", "Mean and", "docstring of mean.py"),
    (
        paper.statements_match,
        "exercises/ex01_mean/README.en.md",
        "## Example",
        "### Example",
        "do not have the same headings",
    ),
    (
        paper.generated_files_are_fresh,
        MEAN,
        "import numpy as np\n",
        "import numpy as np\n\n",
        "mean.py is not what its solution gives",
    ),
    (
        paper.generated_files_are_fresh,
        PUBLIC,
        "size=(2, 3, 4)",
        "size=(2, 4, 3)",
        "recorded_numpy.bin is out of date",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault[0].__name__}")
def test_a_planted_fault_is_found(tiny_course, fault):
    gate, path, old, new, words = fault
    tiny_course.replace(path, old, new)
    said = found(tiny_course, gate)
    assert any(words in sentence for sentence in said), said


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("exercises/ex01_mean/notes.txt", "notes.txt has no business there"),
        ("exercises/ex01_mean/solution.py", "solution.py has no business there"),
        ("solutions/ex01_mean/old.py", "old.py has no business there"),
        ("solutions/ex01_mean/submissions/almost.py", "right_HOW.py or wrong_WHAT.py"),
        ("solutions/ex01_mean/submissions/right_Loops.py", "right_HOW.py or wrong_WHAT.py"),
    ],
)
def test_a_stray_file_is_found(tiny_course, path, words):
    tiny_course.write(path, "x = 1\n")
    assert any(words in sentence for sentence in found(tiny_course))


@pytest.mark.parametrize(
    "path",
    ["exercises/README.txt", "exercises/mean/a", "solutions/ex09_none/a", "solutions/keys.yaml"],
)
def test_a_stray_file_of_the_course_is_found(tiny_course, path):
    assert examine_course(tiny_course.course) == []
    tiny_course.write(path, "")
    (finding,) = examine_course(tiny_course.course)
    assert "has no business there" in finding.en


def test_a_tp_names_exercises_that_exist(tiny_course):
    tiny_course.replace("course.yaml", "exercise: ex02", "exercise: ex07")
    assert "ex07" in examine_course(tiny_course.course)[0].en
    tiny_course.replace("course.yaml", "en: First lab", "en: ''")
    assert "tp1: title" in examine_course(tiny_course.course)[0].en


@pytest.mark.parametrize("name", ["README.md", "README.en.md"])
def test_a_missing_statement_is_found(tiny_course, name):
    tiny_course.remove(f"exercises/ex01_mean/{name}")
    assert any(f"{name} is missing" in s for s in found(tiny_course, paper.statements_match))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("exercises/ex01_mean/recorded_numpy.bin", "recorded_numpy.bin is missing"),
        ("exercises/ex01_mean/mean.py", "mean.py is missing"),
    ],
)
def test_a_missing_generated_file_is_found(tiny_course, path, words):
    tiny_course.remove(path)
    assert any(words in s for s in found(tiny_course, paper.generated_files_are_fresh))


def test_what_cannot_be_read_is_one_finding(tiny_course):
    tiny_course.write(PUBLIC, "import nothing_like_it\n")
    (finding,) = found(tiny_course, gates.solution_has_full_marks)
    assert "checks.py can't be used" in finding
    tiny_course.remove(MEAN)
    assert any("mean.py can't be read" in s for s in found(tiny_course))


def test_a_broken_marker_is_a_finding(tiny_course):
    tiny_course.replace(MEAN, "    ### END SOLUTION\n\n", "\n")
    assert any("mean.py, line" in s for s in found(tiny_course, gates.skeleton_scores_nothing))


def test_a_large_recording_is_found(tiny_course, monkeypatch):
    monkeypatch.setattr(paper, "MOST_RECORDED_KB", 1)
    said = found(tiny_course, paper.generated_files_are_fresh)
    assert any("larger than 1 KB" in s for s in said)


def test_code_in_a_statement_is_no_heading():
    assert paper._headings("# A\n\n```python\n# no heading\n```\n## B\n#C\n") == [1, 2]


def test_submissions_of_a_track_have_its_name(tiny_course):
    tiny_course.replace(
        YAML,
        "limits:\n",
        "  torch:\n    file: mean_torch.py\n    packages: [torch]\nlimits:\n",
    )
    exercise = tiny_course.course.exercise("ex01")
    folder = exercise.solution_folder
    tiny_course.write("solutions/ex01_mean/submissions/right_loops_torch.py", "")
    torch = submission_names(folder, exercise, exercise.track("torch"))
    assert torch == ["right_loops_torch.py"]
    numpy = submission_names(folder, exercise, exercise.track("numpy"))
    assert numpy == ["right_library.py", "right_loops.py", "wrong_list.py", "wrong_unfinished.py"]
    assert submission_names("/nowhere", exercise, exercise.track("numpy")) == []


def test_survivors_and_the_list_reach_the_report(tiny_course):
    tiny_course.replace(
        "solutions/ex02_clip/clip.py", "    return np.max", "    print(end='')\n    return np.max"
    )
    course = tiny_course.course
    exercise = course.exercise("ex02")
    report = examine(course, exercise, exercise.track(), Wanted(gates=[]))
    assert report.killed == report.mutants - 1
    assert [f.en for f in report.findings] == [
        "This mutant loses no point: clip: print(end='') -> pass [deleted]",
        f"Only {report.killed} of {report.mutants} mutants lose points; at least 97 % should.",
    ]
    tiny_course.remove("solutions/ex02_clip/equivalent.yaml")
    report = examine(course, exercise, exercise.track(), Wanted(gates=[]))
    assert "equivalent.yaml cannot be read" in report.findings[0].en


def test_trainings_are_proven_seed_by_seed(tiny_course):
    """A training check names its seeds, and a miss of the solution on one of them is found."""
    tiny_course.replace(
        HIDDEN,
        'task="spread")',
        'task="spread", seeds=30)',
    )
    tiny_course.replace(
        HIDDEN, "    moved = array", "    trains(lambda rng: None, rng)\n    moved = array"
    )
    tiny_course.replace(
        HIDDEN, "from grader.checks.api import", "from grader.checks.api import trains,"
    )
    (sentence,) = found(tiny_course, trainings.trainings_say_seeds)
    assert sentence.startswith("spread_shift trains: its mark has to say seeds=100 or more")
    assert found(tiny_course, trainings.trainings_never_miss) == []
    tiny_course.replace(
        HIDDEN, "lambda rng: None", "lambda rng: require(rng.random() < 0.5, fr='x', en='x')"
    )
    tiny_course.replace(HIDDEN, "import trains,", "import require, trains,")
    (sentence,) = found(tiny_course, trainings.trainings_never_miss)
    assert "misses spread_shift at the first try on" in sentence
    assert "of 10 seeds (the first one: " in sentence
