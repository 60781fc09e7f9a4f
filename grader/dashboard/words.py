"""The pages' own words, in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.texts import Text, text

if TYPE_CHECKING:
    from grader.texts import Lang

__all__ = ["for_class", "for_misconceptions", "for_quizzes", "for_student"]


def _resolved(said: dict[str, Text], lang: Lang) -> dict[str, str]:
    return {name: one.get(lang) for name, one in said.items()}


def _tables() -> dict[str, Text]:
    """What tables that sort and filter say; the script fills in their fields."""
    return {
        "pages": text("Pages of the dashboard"),
        "find": text("Find"),
        "only": text("Show only"),
        "shown": text("{shown} of {total} rows shown", shown="{shown}", total="{total}"),
        "sorted": text("Sorted by {column}, {way}", column="{column}", way="{way}"),
        "up": text("ascending"),
        "down": text("descending"),
        "mark": text("Mark"),
        "students": text("Students"),
        "exercise": text("Exercise"),
        "exercises": text("Exercises"),
        "late": text("late"),
    }


def for_class(lang: Lang) -> dict[str, str]:
    """The words of the page of the class."""
    said = {
        **_tables(),
        "distribution": text("Distribution of the means"),
        "distribution_alt": text(
            "Histogram of the students' means out of 20; the table beside it has the numbers."
        ),
        "faults_help": text(
            "Run the same batch again. Until then there is no mark, and it costs the students "
            "nothing."
        ),
        "unreadable_help": text("They count as missing. Run the batch again to replace them."),
        "matrix": text("Students and exercises"),
        "mean_help": text(
            "Marks out of 20. In the mean, missing work counts as 0; where our grader failed "
            "there is no mean yet."
        ),
        "student": text("Student"),
        "mean": text("Mean"),
        "median": text("Median"),
        "middle_half": text("Middle half"),
        "handed_in": text("Handed in"),
        "missing": text("Missing"),
        "late_works": text("Late"),
        "below": text("Below 10"),
        "legend": text("What the colours mean"),
        "lists": text("Missing and late"),
    }
    return _resolved(said, lang)


def for_misconceptions(lang: Lang) -> dict[str, str]:
    """The words of the page for the next lecture."""
    said = {
        **_tables(),
        "about": text(
            "What many got wrong in the same way, the commonest first: a few minutes on the first "
            "of these help the most students."
        ),
        "mistakes": text("Commonest mistakes"),
        "no_mistakes": text("No mistake was recognised by name."),
        "who": text("Who"),
        "sections": text("Sections to read again"),
        "section": text("Section of the course"),
        "hardest": text("Hardest checks"),
        "hardest_help": text(
            "The pass rate is over those for whom the check ran. Points lost are those of the "
            "whole class, also where a check did not run because another failed."
        ),
        "check": text("Check"),
        "rate": text("Pass rate, %"),
        "ran": text("Ran for"),
        "lost": text("Points lost"),
        "worth": text("Worth"),
        "hidden": text("hidden"),
    }
    return _resolved(said, lang)


def for_quizzes(lang: Lang) -> dict[str, str]:
    """The words of the page of quizzes."""
    said = {
        **_tables(),
        "about": text(
            "Discrimination is the correlation of a question with the score on all others: from "
            "0.3 on it is good, below 0.1 the question tells little, below 0 something is wrong."
        ),
        "few": text(
            "Fewer than 20 people answered: the numbers say little, and nothing is flagged."
        ),
        "plot_alt": text("Histogram of the marks; the table beside it has the numbers."),
        "question": text("Question"),
        "right": text("Right, %"),
        "discrimination": text("Discrimination"),
        "no_answer": text("No answer"),
    }
    return _resolved(said, lang)


def for_student(lang: Lang) -> dict[str, str]:
    """The words of a student's page."""
    said = {
        **_tables(),
        "marks": text("Marks"),
        "class_median": text("Median of the class"),
        "checks": text("Checks passed"),
        "graded": text("Graded"),
        "nothing": text("There is no result yet."),
        "quizzes": text("Quizzes"),
        "quiz": text("Quiz"),
        "attempts": text("Attempts, the one that counts last"),
        "evidence": text("What was called, and what came"),
        "staff_only": text("Hidden check: the values below are for staff only."),
        "cut": text("Some values are left out: this page would become too large."),
    }
    return _resolved(said, lang)
