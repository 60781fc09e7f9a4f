"""Gradescope's results.json: its fields and values, no hidden value, no 0 for our faults."""

import json

import pytest

from grader.report.gradescope import render
from grader.results import (
    CheckResult,
    Diagnosis,
    Environment,
    Result,
    Results,
    SubmissionInfo,
)

TOP = {
    "score",
    "execution_time",
    "output",
    "output_format",
    "test_output_format",
    "test_name_format",
    "visibility",
    "stdout_visibility",
    "extra_data",
    "tests",
    "leaderboard",
}
TEST = {
    "score",
    "max_score",
    "status",
    "name",
    "name_format",
    "number",
    "output",
    "output_format",
    "tags",
    "visibility",
    "extra_data",
}
VISIBILITIES = {"hidden", "after_due_date", "after_published", "visible"}
HOSTILE = "\x1b[2J\u202e <script>alert(1)</script> **b** \ud800"


def check(id_, status="passed", points=0.0, max_points=1.0, **more):
    fields = {"title": f"Title of {id_}.", **more}
    return CheckResult(id=id_, status=status, points=points, max_points=max_points, **fields)


def a_result(checks, **changes):
    fields = {
        "exercise": "ex02",
        "title": "Activation functions",
        "track": "numpy",
        "mode": "official",
        "submission": SubmissionInfo(path="ex02_a/a.py", digest="sha256:" + "ab" * 32),
        "seed": 987654321,
        "started": "2026-09-01T08:30:00Z",
        "duration_s": 0.25,
        "score": 12.5,
        "max_score": 20,
        "mark": 12.5,
        "status": "graded",
        "checks": checks,
        "environment": Environment(
            grader="0.1.0", python="3.11.7", platform="linux", isolation="namespaces"
        ),
        "key": "secret key",
    }
    return Result(**{**fields, **changes})


WRONG = check(
    "rows",
    "failed",
    points=0.5,
    called="softmax(z)",
    expected="1.0",
    actual="2.0",
    message="Wrong values.",
    diagnosis=Diagnosis("named", "axis0", "The sum runs over axis 0."),
    prints="z = 3\n",
)
SECRET = check(
    "secret",
    "failed",
    title="Larger arrays.",
    visibility="hidden",
    called="hidden call",
    expected="hidden value",
    actual="hidden output",
    message="hidden message",
    prints="hidden print",
    diagnosis=Diagnosis("named", "axis0", "The sum runs over axis 0."),
)
PUBLIC = [check("ok", points=1.0), WRONG, check("later", "not_attempted")]


def document_of(results, lang="en"):
    return json.loads(render(results, lang))


def assert_spoken(document):
    """Only Gradescope's fields, with the values that it knows."""
    assert set(document) <= TOP
    assert document["visibility"] in VISIBILITIES
    assert document["stdout_visibility"] in VISIBILITIES
    assert {document[f"{what}_format"] for what in ("output", "test_output", "test_name")} == {
        "text"
    }
    assert "score" in document or not any("score" in test for test in document["tests"])
    for test in document["tests"]:
        assert set(test) <= TEST
        assert test["visibility"] in VISIBILITIES
        assert test.get("status", "passed") in ("passed", "failed")
        assert (test["name_format"], test["output_format"]) == ("text", "text")
        assert isinstance(test["number"], str)
        assert all(isinstance(tag, str) for tag in test["tags"])


def test_score_and_tests():
    """The mark out of 20 at the top, points at each test, what is wrong in its output."""
    document = document_of(a_result(PUBLIC))
    assert_spoken(document)
    assert (document["score"], document["execution_time"]) == (12.5, 0.25)
    assert "Mark: 12.50/20" in document["output"]
    assert "Next: start with" in document["output"]
    assert document["stdout_visibility"] == "hidden"
    found = [
        (test["number"], test["name"], test["status"], test["score"], test["max_score"])
        for test in document["tests"]
    ]
    assert found == [
        ("1", "Title of ok.", "passed", 1.0, 1.0),
        ("2", "Title of rows.", "failed", 0.5, 1.0),
        ("3", "Title of later.", "failed", 0.0, 1.0),
    ]
    said = document["tests"][1]["output"].splitlines()
    assert said[0] == "◐ in part"
    assert said[1] == "Diagnosis  The sum runs over axis 0."
    assert said[-1] == "Printed    z = 3"
    assert document["tests"][1]["extra_data"] == {"id": "rows", "diagnosis": "axis0"}


def test_several_exercises():
    """The mean is the score; numbers and names say which exercise a test belongs to."""
    results = Results(mark=9.25, results=[a_result(PUBLIC), a_result(PUBLIC, exercise="ex03")])
    document = document_of(results)
    assert_spoken(document)
    assert document["score"] == 9.25
    assert document["execution_time"] == 0.5
    assert [test["number"] for test in document["tests"]] == [
        *("1.1", "1.2", "1.3"),
        *("2.1", "2.2", "2.3"),
    ]
    assert document["tests"][3]["name"] == "ex03 · Title of ok."
    assert [each["exercise"] for each in document["extra_data"]["results"]] == ["ex02", "ex03"]


@pytest.mark.attack
def test_hidden_checks_keep_their_values():
    """Shown after publication: title, status, points, the named mistake; of values nothing."""
    result = a_result([*PUBLIC, SECRET])
    document = document_of(result)
    assert_spoken(document)
    hidden = document["tests"][-1]
    assert hidden["visibility"] == "after_published"
    assert [test["visibility"] for test in document["tests"][:-1]] == ["visible"] * 3
    assert (hidden["name"], hidden["score"]) == ("Larger arrays. [hidden]", 0.0)
    assert "The sum runs over axis 0." in hidden["output"]
    everything = render(result, "en").decode()
    for secret in ("hidden call", "hidden value", "hidden output", "hidden message"):
        assert secret not in everything
    for secret in ("hidden print", "987654321", "secret key"):
        assert secret not in everything


@pytest.mark.parametrize("public", [PUBLIC, [check("ok", points=1.0)]])
def test_output_says_nothing_of_hidden_checks(public):
    """What students see at once has neither the mark nor the next step of a hidden check."""
    output = document_of(a_result([*public, SECRET]))["output"]
    assert "12.50" not in output
    assert "Larger arrays" not in output
    assert "when the marks are published" in output
    assert ("Title of rows" in output) == (public is PUBLIC)


@pytest.mark.parametrize("several", [False, True])
def test_our_fault_is_no_zero(several):
    """No score at all, so that Gradescope takes the run as failed; it is explained."""
    ours = check("broken", "grader_error", message="?")
    results = a_result([check("ok", points=1.0), ours, SECRET], mark=None, status="grader_error")
    if several:
        results = Results(mark=None, results=[a_result(PUBLIC), results])
    document = document_of(results)
    assert_spoken(document)
    assert "score" not in document
    assert not any("score" in test or "status" in test for test in document["tests"])
    assert "This is our fault, not yours" in document["output"]
    assert document["extra_data"]["mark"] is None


def test_what_cannot_run_here_is_not_failed():
    """A check that needs a GPU has neither score nor status; the others have theirs."""
    document = document_of(a_result([check("gpu", "unavailable"), check("ok", points=1.0)]))
    gpu, other = document["tests"]
    assert not {"score", "max_score", "status"} & set(gpu)
    assert other["status"] == "passed"
    assert document["score"] == 12.5


@pytest.mark.attack
def test_hostile_text_stays_text():
    """Control characters and surrogates are shown as escapes; markup is text in a text field."""
    fields = dict.fromkeys(("title", "message", "called", "expected", "actual", "prints"), HOSTILE)
    about = SubmissionInfo(path=HOSTILE, digest="sha256:00")
    result = a_result([check("a", "failed", **fields)], message=HOSTILE, submission=about)
    document = document_of(result, "fr")
    assert_spoken(document)
    everything = json.dumps(document, ensure_ascii=False)
    assert not set("\x1b\u202e\ud800") & set(everything)
    assert "\\x1b[2J" in document["tests"][0]["name"]


def test_file_that_could_not_be_read():
    """No tests, and why; the mark is 0, which is the student's."""
    document = document_of(a_result([], message="a.py is empty.", mark=0.0, mode="practice"))
    assert_spoken(document)
    assert document["tests"] == []
    assert document["score"] == 0.0
    assert "a.py is empty." in document["output"]
