"""Results of a class become a `ClassView`: each result is looked at once, then each student."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from grader.dashboard.classview import Attempt, ClassView, Column, Entry, Missed, Student
from grader.dashboard.counts import Outcome, check_stats, misconceptions, summary
from grader.dashboard.people import Shown, shown
from grader.dashboard.read import Found, Unreadable
from grader.marks import weighted_mean
from grader.report.view import view_of
from grader.results import CheckResult
from grader.texts import Lang, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from grader.dashboard.read import Record
    from grader.dashboard.roster import Person

__all__ = ["Settings", "gather"]

MOST_SENTENCES: Final = 20
_NUMBERS: Final = re.compile(r"(\d+)")


class Settings(Struct, frozen=True, kw_only=True):
    """How a class is shown. A `key` makes it anonymous; `weights` are by exercise and track."""

    lang: Lang
    title: str = ""
    staff: bool = True
    key: bytes | None = None
    deadline: datetime | None = None
    roster: dict[str, Person] | None = None
    weights: dict[tuple[str, str], float] = {}


class _Graded(Struct):
    """One result, reduced to what the pages need of it. `order` tells which of several counts."""

    order: tuple[bool, str]
    title: str
    attempt: Attempt
    passed: int
    notes: list[str]
    missed: list[Missed]
    outcomes: list[Outcome]


_Place = tuple[str, str]  # exercise, track
_Everything = dict[str, dict[_Place, list[_Graded]]]


def gather(
    results: Iterable[Found | Unreadable], settings: Settings, others: Iterable[str] = ()
) -> tuple[ClassView, dict[str, int]]:
    """Return the class, and the index of each student; `others` are known from elsewhere."""
    view = ClassView(title=settings.title, staff=settings.staff, anonymous=settings.key is not None)
    if settings.deadline is not None:
        view.deadline = settings.deadline.strftime("%Y-%m-%d %H:%M %Z").strip()
    found = _collect(results, settings, view)
    roster = settings.roster or {}
    if settings.roster is not None:
        view.roster = len(roster)
        view.strangers = len(found.keys() - roster.keys())
    people = shown({*found, *roster, *others}, roster, settings.key)
    places = _places(found)
    view.students = [_student(one, found.get(name, {}), places) for name, one in people.items()]
    _count(view, people, found, places, settings)
    return view, {name: index for index, name in enumerate(people)}


def _collect(
    results: Iterable[Found | Unreadable], settings: Settings, view: ClassView
) -> _Everything:
    found: _Everything = {}
    for one in results:
        if isinstance(one, Unreadable):
            if view.anonymous or len(view.unreadable) >= MOST_SENTENCES:
                view.more_unreadable += 1  # its sentence names a student's folder
            else:
                view.unreadable.append(one.says.get(settings.lang))
            continue
        view.results += 1
        place = (one.result.exercise, one.result.track)
        mine = found.setdefault(one.student, {}).setdefault(place, [])
        mine.append(_graded(one.result, settings))
    for student in found.values():
        for several in student.values():
            several.sort(key=lambda graded: graded.order)
    return found


# --- one result -----------------------------------------------------------------------------------


def _graded(record: Record, settings: Settings) -> _Graded:
    checks = record.checks
    missing = [check for check in checks if not _full(check)]
    if settings.key is not None:
        missing = [_wordless(check) for check in missing]  # type: ignore[misc]  # plainer ones
        record = replace(record, message="")
    view = view_of(replace(record, checks=missing), settings.lang)
    return _Graded(
        # An official result counts before one of practice, then the later one.
        order=(record.mode == "official", record.started),
        title=record.title,
        attempt=Attempt(
            when=_when(record.started, anonymous=settings.key is not None),
            mark=record.mark,
            status=record.status,
            late=_late(record.started, settings.deadline),
        ),
        passed=len(checks) - len(missing),
        notes=view.notes,
        missed=[
            Missed(view=seen, hidden=check.visibility == "hidden")
            for seen, check in zip(view.checks, missing, strict=True)
        ],
        outcomes=[Outcome.of(check) for check in checks],
    )


def _full(check: CheckResult) -> bool:
    return check.status == "passed" and check.points >= check.max_points


def _wordless(check: CheckResult) -> CheckResult:
    """Build the check anew from what no student wrote: code and prints may say a name."""
    return CheckResult(
        id=check.id,
        title=check.title,
        task=check.task,
        status=check.status,
        points=check.points,
        max_points=check.max_points,
        diagnosis=check.diagnosis,
        declared=check.declared,
        visibility=check.visibility,
    )


def _when(started: str, *, anonymous: bool) -> str:
    """The moment as it is shown; a batch goes by name, so the time of day would tell the order."""
    shown_ = printable(started, 30)
    return shown_[:10] if anonymous else shown_[:16].replace("T", " ")


def _late(started: str, deadline: datetime | None) -> bool:
    if deadline is None:
        return False
    from datetime import UTC, datetime

    try:
        moment = datetime.fromisoformat(started)
    except ValueError:
        return False
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) > deadline


# --- the class ------------------------------------------------------------------------------------


def _places(found: _Everything) -> dict[_Place, int]:
    """The columns in order: ex2 before ex10."""
    places = {place for student in found.values() for place in student}
    return {place: at for at, place in enumerate(sorted(places, key=_by_number))}


def _by_number(place: _Place) -> tuple[list[tuple[int, int, str]], str]:
    parts = _NUMBERS.split(place[0])
    return [(0, int(p), "") if p.isdigit() else (1, 0, p) for p in parts], place[1]


def _student(
    person: Shown, mine: Mapping[_Place, Sequence[_Graded]], places: Mapping[_Place, int]
) -> Student:
    entries = {places[place]: _entry(several) for place, several in mine.items()}
    return Student(id=person.id, name=person.name, page=person.page, entries=entries)


def _entry(several: Sequence[_Graded]) -> Entry:
    counts = several[-1]
    return Entry(
        mark=counts.attempt.mark,
        status=counts.attempt.status,
        late=counts.attempt.late,
        passed=counts.passed,
        checks=counts.passed + len(counts.missed),
        notes=counts.notes,
        missed=counts.missed,
        attempts=[one.attempt for one in several],
    )


def _count(
    view: ClassView,
    people: Mapping[str, Shown],
    found: _Everything,
    places: Mapping[_Place, int],
    settings: Settings,
) -> None:
    """Fill in what is said about the class as a whole."""
    outcomes: list[list[tuple[int, list[Outcome]]]] = [[] for _ in places]
    titles = [""] * len(places)
    for index, name in enumerate(people):
        for place, several in found.get(name, {}).items():
            at = places[place]
            titles[at] = titles[at] or several[-1].title
            if several[-1].attempt.status != "grader_error":
                outcomes[at].append((index, several[-1].outcomes))
    view.columns = [
        _column(view.students, at, place, titles[at], [*places], settings)
        for place, at in places.items()
    ]
    weights = [column.weight for column in view.columns]
    for student in view.students:
        student.mean = _mean(student, weights) if student.entries else None
    view.marks = summary(
        [one.mean for one in view.students if one.entries and one.mean is not None]
    )
    for at, graded in enumerate(outcomes):
        view.checks += check_stats(at, graded)
        view.misconceptions += misconceptions(at, graded)
    view.checks.sort(key=lambda check: (-check.lost, check.column, check.id))
    view.misconceptions.sort(key=lambda one: (-len(one.students), one.column, one.id))


def _mean(student: Student, weights: Sequence[float]) -> float | None:
    """The weighted mean; what is missing counts as 0, a mark that we owe leaves none."""
    entries = student.entries
    marks = [entries[at].mark if at in entries else 0.0 for at in range(len(weights))]
    return weighted_mean(zip(marks, weights, strict=True))


def _column(
    students: Sequence[Student],
    at: int,
    place: _Place,
    title: str,
    places: Sequence[_Place],
    settings: Settings,
) -> Column:
    exercise, track = place
    twice = sum(other == exercise for other, _ in places) > 1
    have = [(index, one.entries[at]) for index, one in enumerate(students) if at in one.entries]
    done = {index for index, entry in have if entry.status != "not_attempted"}
    marks = [entry.mark for index, entry in have if index in done and entry.mark is not None]
    return Column(
        exercise=printable(exercise, 40),
        track=printable(track, 40),
        name=printable(f"{exercise} {track}" if twice else exercise, 40),
        title=printable(title, 120),
        weight=settings.weights.get(place, 1.0),
        marks=summary(marks),
        handed_in=len(done),
        missing=[index for index in range(len(students)) if index not in done],
        late=[index for index, entry in have if entry.late and index in done],
        faults=[index for index, entry in have if entry.status == "grader_error"],
    )
