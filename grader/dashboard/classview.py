"""What there is to say about a class, as data: who makes it and how it looks is decided elsewhere.

A `ClassView` is in one language, as results are. Of students it holds what a page may show: where
it is anonymous, no name, no time of day and no text that a student's code wrote.
"""

from __future__ import annotations

from msgspec import Struct

from grader.report.view import CheckView
from grader.results import ResultStatus

__all__ = [
    "Attempt",
    "CheckStats",
    "ClassView",
    "Column",
    "Entry",
    "Item",
    "Misconception",
    "Missed",
    "QuizView",
    "Student",
    "Summary",
]


class Attempt(Struct, frozen=True, kw_only=True):
    """One grading of one exercise: `when` as it is shown, `mark` out of 20 (None: our fault)."""

    when: str
    mark: float | None
    status: ResultStatus
    late: bool = False


class Missed(Struct, frozen=True, kw_only=True):
    """A check that did not give all its points. `hidden`: what it was called with is for staff."""

    view: CheckView
    hidden: bool


class Entry(Struct, frozen=True, kw_only=True):
    """What a student has in one exercise; the last of `attempts` is the one that counts."""

    mark: float | None
    status: ResultStatus
    late: bool
    passed: int
    checks: int
    notes: list[str]
    missed: list[Missed]
    attempts: list[Attempt]


class Student(Struct, kw_only=True):
    """One student: `name` as it is shown, `page` the name of their page without its ending.

    `entries` and `quizzes` are by the index of their column. `mean` counts what is missing as 0;
    it is None where a mark is missing through our fault.
    """

    id: str
    name: str
    page: str
    mean: float | None = None
    entries: dict[int, Entry] = {}
    quizzes: dict[int, float] = {}


class Summary(Struct, frozen=True, kw_only=True):
    """Marks in five numbers; all None where there is no mark."""

    count: int
    mean: float | None = None
    low: float | None = None  # first quartile
    median: float | None = None
    high: float | None = None  # third quartile
    below: int = 0  # under 10 out of 20


class Column(Struct, frozen=True, kw_only=True):
    """An exercise's track: `name` is short. The lists are indices of students."""

    exercise: str
    track: str
    name: str
    title: str
    weight: float = 1.0
    marks: Summary
    handed_in: int
    missing: list[int]  # nothing was handed in, or there is no result
    late: list[int]
    faults: list[int]


class CheckStats(Struct, frozen=True, kw_only=True):
    """One check over the class: of `seen` students it ran for `ran`, and `passed` have all points."""

    column: int
    id: str
    title: str
    hidden: bool
    points: float
    seen: int
    ran: int
    passed: int
    lost: float  # points, by all together


class Misconception(Struct, frozen=True, kw_only=True):
    """A mistake that several share. `of` students handed the exercise in."""

    column: int
    id: str
    text: str
    see: str
    students: list[int]
    of: int


class Item(Struct, frozen=True, kw_only=True):
    """A question of a quiz: `right` is the mean credit in percent; `question` is the course's HTML."""

    id: str
    question: str
    right: int
    discrimination: float | None
    missing: int
    flags: list[str]
    severity: int


class QuizView(Struct, frozen=True, kw_only=True):
    """A quiz: its marks and what its questions are worth."""

    name: str
    title: str
    marks: Summary
    each: list[float]
    alpha: float | None
    few: bool  # too few answered for the numbers to say much
    items: list[Item]


class ClassView(Struct, kw_only=True):
    """A class: `students` in the order of their names, `columns` in the order of the exercises."""

    title: str
    staff: bool
    anonymous: bool
    deadline: str = ""
    roster: int | None = None  # how many are on the list, None without a list
    strangers: int = 0  # have results and are not on the list
    unreadable: list[str] = []
    more_unreadable: int = 0
    results: int = 0
    students: list[Student] = []
    columns: list[Column] = []
    marks: Summary = Summary(count=0)
    checks: list[CheckStats] = []
    misconceptions: list[Misconception] = []
    quizzes: list[QuizView] = []
