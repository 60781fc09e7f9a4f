"""From points to marks."""

import pytest

from grader.marks import mark_out_of_20, result_mark, result_status, total, weighted_mean
from grader.results import CheckResult


def checks(*statuses, points=1.0):
    return [
        CheckResult(
            id=str(i), title="", status=s, points=points * (s == "passed"), max_points=points
        )
        for i, s in enumerate(statuses)
    ]


@pytest.mark.parametrize(
    ("score", "of", "mark"),
    [
        (12.345, 20, 12.35),  # half up, though 12.345 is a little less in binary
        (1.0005, 2, 10.01),
        (1, 3, 6.67),
        (20, 20, 20.0),
        (0.30000000000000004, 0.3, 20.0),
        (0, 12, 0.0),
        (0, 0, 0.0),
    ],
)
def test_mark(score, of, mark):
    """A mark is out of 20, to the hundredth, halves up, as on paper."""
    assert mark_out_of_20(score, of) == mark


def test_total_is_decimal():
    """Points add up as they are written."""
    assert total([0.1] * 3) == 0.3
    assert total([3 * 0.1]) == 0.3
    assert total([]) == 0


def test_weighted_mean():
    """Weights count; one mark missing through our fault leaves no mean."""
    assert weighted_mean([(20.0, 1), (10.0, 3)]) == 12.5
    assert weighted_mean([(12.34, 1), (12.35, 1)]) == 12.35
    assert weighted_mean([(20.0, 1), (None, 1)]) is None
    assert weighted_mean([]) is None


@pytest.mark.parametrize(
    ("statuses", "mode", "status"),
    [
        (["not_attempted", "blocked", "unavailable"], "practice", "not_attempted"),
        (["not_attempted"], "official", "not_attempted"),
        ([], "official", "not_attempted"),
        (["passed", "not_attempted"], "practice", "provisional"),
        (["passed", "failed"], "official", "graded"),
        (["error", "blocked"], "official", "graded"),
        (["passed", "unavailable"], "official", "provisional"),
        (["unavailable"], "official", "provisional"),
        (["passed", "grader_error"], "official", "grader_error"),
        (["not_attempted", "grader_error"], "practice", "grader_error"),
    ],
)
def test_status_of_a_result(statuses, mode, status):
    """Our fault comes first, then whether anything was attempted, then the mode."""
    assert result_status(checks(*statuses), mode) == status


def test_no_mark_through_our_fault():
    """With a grader's error there is no mark, and nothing is rescaled."""
    some = checks("passed", "grader_error")
    assert result_mark(some, "grader_error") is None
    assert result_mark(some, "graded") == 10.0
