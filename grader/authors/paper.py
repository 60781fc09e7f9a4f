"""The gates that only read: files, points, texts in both languages, hints, what was generated."""

from __future__ import annotations

import ast
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from grader.authors import skeletons
from grader.authors.submissions import SUBMISSIONS
from grader.marks import total
from grader.record import drift
from grader.references import recorded_path
from grader.texts import Text, text

if TYPE_CHECKING:
    from grader.authors.bench import Bench
    from grader.authors.gates import Gate
    from grader.course import Course, Exercise, Track

__all__ = ["PAPER_GATES", "bilingual", "course_is_tidy", "files_are_known", "stray"]

MOST_DECLARED: Final = Decimal("0.05")
MOST_RECORDED_KB: Final = 200
_RESERVED: Final = ("load", "policy")  # the ids of what is reported when a file does not load
_SAME_WORDS: Final = 4  # a longer text that reads the same in both languages was not translated
_WORD: Final = re.compile(r"(?<!\S)[^\W\d_]{2,}[.,;:!?]?(?!\S)")  # of a sentence, not of code
_SUBMISSION: Final = re.compile(r"(right|wrong)_[a-z0-9_]+\.py")
_TASK: Final = re.compile(r"\btask=[\"']([\w.]+)")
_NOT_LISTED: Final = frozenset(("__pycache__",))


# --- files ------------------------------------------------------------------------------------------


def course_is_tidy(course: Course) -> Iterator[Text]:
    """The course's own texts, its TPs, and no stray file beside its exercises."""
    yield from bilingual(
        [("course.yaml: title", course.title)]
        + [(f"course.yaml: {name}: title", tp.title) for name, tp in course.tps.items()]
    )
    for name, tp in course.tps.items():
        if tp.exercises:
            course.weighted(name)  # raises when it names what is not there
    folders = set(course.folders())
    known = {"README.md", "README.en.md"}
    yield from stray(os.path.join(course.root, "exercises"), folders | known)
    secret = folders | known | {".grade-key", "quizzes", "answers"}
    yield from stray(os.path.join(course.root, "solutions"), secret)


def files_are_known(exercise: Exercise) -> Iterator[Text]:
    """Nothing lies in the exercise's two folders but what the design names."""
    tracks = exercise.tracks.values()
    checks = _own("checks.py", tracks)
    works = {track.file for track in tracks}
    recorded = {os.path.basename(recorded_path(exercise, track)) for track in tracks}
    texts = {"README.md", "README.en.md", "exercise.yaml", "support.py"}
    yield from stray(exercise.folder, texts | checks | works | recorded)
    secret = {SUBMISSIONS, *_own("misconceptions.py", tracks), *_own("equivalent.yaml", tracks)}
    folder = exercise.solution_folder
    if folder is None:
        yield text("{exercise} has no folder in solutions/.", exercise=exercise.name)
        return
    yield from stray(folder, secret | checks | works)
    submissions = os.path.join(folder, SUBMISSIONS)
    for name in _listed(submissions):
        if not _SUBMISSION.fullmatch(name):
            yield text(
                "{file}: a submission is called right_HOW.py or wrong_WHAT.py.",
                file=os.path.join(submissions, name),
            )


def _own(name: str, tracks: Iterable[Track]) -> set[str]:
    """A file that the tracks share, and the names of those that only one of them has."""
    stem, ending = os.path.splitext(name)
    return {name, *(f"{stem}_{track.name}{ending}" for track in tracks)}


def stray(folder: str, known: set[str]) -> Iterator[Text]:
    """Nothing lies in `folder` but what is `known`."""
    for name in _listed(folder):
        if name not in known:
            yield text("{file} has no business there.", file=os.path.join(folder, name))


def _listed(folder: str) -> list[str]:
    try:
        return sorted(set(os.listdir(folder)) - _NOT_LISTED)
    except OSError:
        return []


# --- points and checks ------------------------------------------------------------------------------


def points_add_up(bench: Bench) -> Iterator[Text]:
    """Each check has points, all of them make the exercise's; few rest on the worker's word."""
    points = total(check.points for check in bench.checks)
    if points != bench.exercise.points:
        yield text(
            "The checks give {points:g} points in all, exercise.yaml says {stated:g}.",
            points=points,
            stated=bench.exercise.points,
        )
    for check in bench.checks:
        if check.points <= 0:
            yield text("{check} gives no points.", check=check.id)
    declared = total(check.points for check in bench.checks if check.declared)
    if Decimal(repr(declared)) > MOST_DECLARED * Decimal(repr(points)):
        yield text(
            "The declared checks give {declared:g} of {points:g} points: at most 5 % may rest on "
            "what the worker says of itself.",
            declared=declared,
            points=points,
        )


def checks_are_named(bench: Bench) -> Iterator[Text]:
    """Ids are unique over public and hidden checks; `needs` names an earlier check of the file."""
    for name, count in Counter(check.id for check in bench.checks).items():
        if count > 1 or name in _RESERVED:
            yield text("The id {name} can't be used by (another) check.", name=name)
    for file in bench.engine.files:
        known: set[str] = set()
        for check in file.checks:
            for name in check.needs:
                if name not in known:
                    yield text(
                        "{check} needs {name}, which is no earlier check of the same file.",
                        check=check.id,
                        name=name,
                    )
            known.add(check.id)


def _named_tasks(bench: Bench) -> set[str]:
    """The tasks that the checks of any track name."""
    found: set[str] = set()
    for folder in (bench.exercise.folder, bench.solution_folder):
        for name in _own("checks.py", bench.exercise.tracks.values()):
            path = os.path.join(folder, name)
            if os.path.exists(path):
                with open(path, encoding="utf-8") as file:
                    found.update(_TASK.findall(file.read()))
    return found


def hints_fit_tasks(bench: Bench) -> Iterator[Text]:
    """Each task has its hints (three: `exercise.yaml` is read so), and no others are there.

    The hints are those of all tracks: a task may be another track's.
    """
    tasks = dict.fromkeys(check.task for check in bench.checks)
    for task in tasks:
        if task not in bench.exercise.hints:
            yield text("The task {task} has no hints.", task=repr(task))
    named = _named_tasks(bench)
    for task in bench.exercise.hints:
        if task not in named:
            yield text("There are hints for {task}, which is no check's task.", task=repr(task))


# --- texts ------------------------------------------------------------------------------------------


def texts_are_bilingual(bench: Bench) -> Iterator[Text]:
    """Titles, goals, hints, checks and misconceptions: there in both languages."""
    exercise = bench.exercise
    named: list[tuple[str, Text]] = [("title", exercise.title)]
    named += [("goals", goal) for goal in exercise.goals]
    named += [("out_of_scope", each) for each in exercise.out_of_scope]
    for task, hints in exercise.hints.items():
        named += [(f"hints: {task}", hint) for hint in hints]
    named += [(check.id, check.title) for check in bench.checks]
    named += [(wrong.id, wrong.text) for wrong in bench.misconceptions]
    yield from bilingual(named)


def bilingual(named: Iterable[tuple[str, Text]]) -> Iterator[Text]:
    """Each text is there in both languages, and was translated."""
    for name, each in named:
        if not each.fr.strip() or not each.en.strip():
            yield text("{name}: a text is missing in one language.", name=name)
        elif each.fr == each.en and len(_WORD.findall(each.fr)) > _SAME_WORDS:
            yield text("{name}: the text is the same in both languages.", name=name)


def docstrings_are_bilingual(bench: Bench) -> Iterator[Text]:
    """The solution's module and public functions: French, a line --, English."""
    tree = ast.parse(bench.solution)
    public = [
        node
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")
    ]
    for node in (tree, *public):
        french, dashes, english = (ast.get_docstring(node) or "").partition("\n--\n")
        if not (french.strip() and dashes and english.strip()):
            yield text(
                "{file}: the docstring of {name} needs French, a line --, English.",
                file=bench.track.file,
                name=getattr(node, "name", bench.track.file),
            )


def statements_match(bench: Bench) -> Iterator[Text]:
    """README.md and README.en.md are there and have the same levels of headings."""
    levels = []
    for name in ("README.md", "README.en.md"):
        path = os.path.join(bench.exercise.folder, name)
        try:
            with open(path, encoding="utf-8") as file:
                levels.append(_headings(file.read()))
        except OSError:
            yield text("{file} is missing.", file=path)
    if len(levels) == 2 and levels[0] != levels[1]:
        yield text("README.md and README.en.md do not have the same headings.")


def _headings(markdown: str) -> list[int]:
    """The levels of the headings, what is in a code block aside."""
    levels, fenced = [], False
    for line in markdown.splitlines():
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced and (found := re.match(r"(#{1,6}) ", line)):
            levels.append(len(found[1]))
    return levels


# --- generated files --------------------------------------------------------------------------------


def generated_files_are_fresh(bench: Bench) -> Iterator[Text]:
    """Skeleton and recording are what solution and checks give now, and the latter is small."""
    exercise, track, seed = bench.exercise, bench.track, bench.course.seed
    for finding in (
        skeletons.drift(exercise, track),
        drift(exercise, track, seed, bench.remembered(seed)),
    ):
        if finding is not None:
            yield finding
    path = recorded_path(exercise, track)
    if os.path.exists(path) and os.path.getsize(path) > MOST_RECORDED_KB << 10:
        yield text(
            "{file} is larger than {most} KB: use smaller arrays in the checks.",
            file=path,
            most=MOST_RECORDED_KB,
        )


PAPER_GATES: Final[tuple[Gate, ...]] = (
    points_add_up,
    checks_are_named,
    hints_fit_tasks,
    texts_are_bilingual,
    docstrings_are_bilingual,
    statements_match,
    generated_files_are_fresh,
)
