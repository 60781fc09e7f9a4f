"""results.json: written, read, described by its schema, and without secrets for students."""

import json

import jsonschema
import msgspec
import pytest

from grader import results
from grader.results import (
    CheckResult,
    Diagnosis,
    Environment,
    Result,
    Results,
    SubmissionInfo,
    for_student,
    from_json,
    json_schema,
    timestamp,
    to_json,
)

SECRET = "s3cret"


def a_check(**changes):
    fields = {
        "id": "softmax_rows",
        "title": "Softmax : chaque ligne somme à 1.",
        "task": "softmax",
        "status": "failed",
        "points": 0.5,
        "max_points": 2,
        "message": SECRET,
        "called": SECRET,
        "expected": SECRET,
        "actual": SECRET,
        "diagnosis": Diagnosis("named", "softmax-axis0", "Mauvais axe.", "3.2.6"),
        "duration_s": 0.5,
        "prints": SECRET,
    }
    return CheckResult(**{**fields, **changes})


def a_result(*checks, **changes):
    fields = {
        "exercise": "ex02",
        "track": "numpy",
        "mode": "official",
        "submission": SubmissionInfo(path="a/b.py", digest="sha256:00", commit="abc"),
        "seed": 42,
        "started": timestamp(1_788_251_400),
        "duration_s": 0.25,
        "score": 0.5,
        "max_score": 2,
        "mark": 5.0,
        "status": "graded",
        "checks": list(checks) or [a_check()],
        "environment": Environment(
            grader="0.1.0", python="3.11.7", platform="linux-x86_64", isolation="landlock"
        ),
        "key": "sha256:key",
    }
    return Result(**{**fields, **changes})


EXAMPLES = [
    a_result(),
    a_result(mark=None, status="grader_error", seed=None),
    Results(mark=5.0, results=[a_result(), a_result(a_check(visibility="hidden"))]),
    Results(mark=None, results=[]),
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_round_trip(example):
    """What is written is read back as it was, and written again as the same bytes."""
    written = to_json(example)
    assert from_json(written) == example
    assert to_json(from_json(written)) == written
    assert written.endswith(b"}\n")


def test_order_and_indentation():
    """The fields come in the order in which they are documented, two spaces deep, in UTF-8."""
    assert "à".encode() in to_json(a_result())
    lines = to_json(a_result()).decode().splitlines()
    assert lines[:3] == ["{", '  "schema_version": 1,', '  "exercise": "ex02",']


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"results": []}',
        b'{"mark": 1, "results": 3}',
        to_json(a_result()).replace(b'"schema_version": 1', b'"schema_version": 2'),
        to_json(a_result()).replace(b'"failed"', b'"perfect"'),
    ],
)
def test_what_is_no_result_is_refused(data):
    """A foreign or damaged file is an error, not an empty result."""
    with pytest.raises(msgspec.DecodeError):
        from_json(data)


def test_published_schema_is_current():
    """The schema in the package is that of the types: `make texts` writes it."""
    with open(results.SCHEMA_FILE, "rb") as file:
        assert file.read() == json_schema()


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_fit_the_schema(example):
    """A results.json is valid under the published schema, and one with a flaw is not."""
    schema = json.loads(json_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    document = json.loads(to_json(example))
    validator.validate(document)
    assert not validator.is_valid({**document, "mark": "20/20"})


def test_fields_of_the_design():
    """Every field that the design publishes is there."""
    document = json.loads(to_json(a_result()))
    assert document.keys() >= {
        "schema_version",
        "exercise",
        "track",
        "device",
        "mode",
        "submission",
        "seed",
        "started",
        "duration_s",
        "score",
        "max_score",
        "mark",
        "status",
        "checks",
        "environment",
    }
    assert document["submission"].keys() >= {"path", "commit", "digest"}
    assert document["checks"][0].keys() >= {
        "id",
        "title",
        "status",
        "points",
        "max_points",
        "message",
        "expected",
        "actual",
        "diagnosis",
        "declared",
        "duration_s",
        "visibility",
    }
    assert document["checks"][0]["diagnosis"].keys() == {"kind", "id", "text", "see"}
    assert document["environment"].keys() == {
        "grader",
        "python",
        "numpy",
        "torch",
        "platform",
        "isolation",
    }
    assert document["started"] == "2026-09-01T08:30:00Z"


def test_a_student_sees_no_secret_of_a_hidden_check():
    """Of a hidden check stay title, status, points and the named diagnosis; of the run, no seed."""
    shown = for_student(a_result(a_check(visibility="hidden"), seed=987654321))
    document = to_json(shown).decode()
    assert SECRET not in document
    assert "987654321" not in document
    assert shown.seed is None
    assert shown.key == ""
    (check,) = shown.checks
    assert (check.title, check.status, check.points) == (a_check().title, "failed", 0.5)
    assert check.diagnosis == a_check().diagnosis
    assert check.duration_s == 0


def test_a_structural_diagnosis_of_a_hidden_check_stays_hidden():
    """A structural diagnosis speaks of the values: only a named one is shown."""
    found = Diagnosis("structural", "times", f"Your values are exactly {SECRET} times ...")
    shown = for_student(a_result(a_check(visibility="hidden", diagnosis=found)))
    assert shown.checks[0].diagnosis is None


def test_public_checks_are_shown_whole():
    """Of a public check nothing is kept back, and practice keeps its public seed."""
    result = a_result(mode="practice", status="provisional")
    assert for_student(result) == result
    assert for_student(a_result()).checks == a_result().checks
