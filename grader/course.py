"""The course as data: ``course.yaml`` and each ``exercise.yaml``, read and checked once.

A course is the nearest folder upward with a ``course.yaml``. An exercise is a folder
``exercises/exNN_name``; only the one that is asked for is read. Paths are strings: this module is
on the way of every start, and needs nothing that the standard library is slow to import.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Annotated, Final, Literal

from msgspec import Meta, Struct

from grader.problems import CourseProblem, UsageProblem, nearest
from grader.texts import Lang, Text, text
from grader.yaml_file import convert, read_yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "Course",
    "Entry",
    "Exercise",
    "Limits",
    "Policy",
    "QuizPlan",
    "Tp",
    "Track",
    "find_course",
    "load_course",
    "own_file",
]

_FOLDER: Final = re.compile(r"(?a)(ex\d+)_(\w+)")

PositiveFloat = Annotated[float, Meta(gt=0)]
PositiveInt = Annotated[int, Meta(gt=0)]
FileName = Annotated[str, Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]*\.py$")]
DottedName = Annotated[str, Meta(pattern=r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$")]
Triple = Annotated[list[Text], Meta(min_length=3, max_length=3)]


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """What one submission may use. All of them are far above what a right answer needs."""

    call_s: PositiveFloat = 2.0  # CPU seconds of one call
    submission_s: PositiveFloat = 60.0  # wall-clock seconds of the whole submission
    memory_mb: PositiveInt = 512
    output_kb: PositiveInt = 64  # what is kept of the prints
    printed_mb: PositiveInt = 8  # what may be printed at all
    message_mb: PositiveInt = 16  # one message of the protocol
    items: PositiveInt = 200_000  # elements of one message, nested ones included
    callbacks: PositiveInt = 10_000  # calls back to the trusted side


class Policy(Struct, frozen=True, forbid_unknown_fields=True):
    """What a submission may not use, by dotted names that stand for all below them too."""

    imports: list[DottedName] = []  # packages: torch, scipy
    calls: list[DottedName] = []  # ready-made answers: numpy.convolve, numpy.fft
    allowed: list[DottedName] = []  # exceptions: scipy.special.erf
    methods: list[DottedName] = []  # ready-made answers that values have: softmax


class Track(Struct, frozen=True, forbid_unknown_fields=True):
    """One way to do an exercise: the file handed in and what it may import.

    A package with a ``?`` behind its name may be imported where it is installed.
    """

    name: str
    file: FileName
    packages: list[str]
    policy: Policy = Policy()
    gpu: bool = False  # whether some of its checks need a GPU
    draft: bool = False  # its authors are still at work: the tests don't hold it to the gate

    @property
    def tensors(self) -> bool:
        """Whether the arrays of its checks are tensors of PyTorch for the student's code."""
        return "torch" in self.packages


class Exercise(Struct, frozen=True, forbid_unknown_fields=True):
    """An ``exercise.yaml``, and where it was found.

    `root` is the course's folder, `name` the folder's name (``ex02_activations``).
    """

    root: str
    name: str
    id: str
    title: Text
    points: PositiveFloat
    tracks: Annotated[dict[str, Track], Meta(min_length=1)]
    goals: list[Text] = []
    out_of_scope: list[Text] = []
    limits: Limits = Limits()
    hints: dict[str, Triple] = {}

    @property
    def folder(self) -> str:
        """The public folder: statement, skeletons, public checks."""
        return os.path.join(self.root, "exercises", self.name)

    @property
    def solution_folder(self) -> str | None:
        """The secret folder: solutions, hidden checks; None where students work."""
        folder = os.path.join(self.root, "solutions", self.name)
        return folder if os.path.isdir(folder) else None

    @property
    def default_track(self) -> Track:
        """The first track of ``exercise.yaml``."""
        return next(iter(self.tracks.values()))

    def track(self, name: str | None = None) -> Track:
        """Return the track called `name`, or the default one. Unknown: `UsageProblem`."""
        if name is None:
            return self.default_track
        if name in self.tracks:
            return self.tracks[name]
        raise UsageProblem(
            text(
                "{exercise} has no track {track}; it has: {tracks}.",
                exercise=self.id,
                track=repr(name),
                tracks=", ".join(self.tracks),
            )
        )


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """An exercise's place in a TP: which track counts, and how much."""

    exercise: str
    track: str | None = None
    weight: PositiveFloat = 1.0


class QuizPlan(Struct, frozen=True, forbid_unknown_fields=True):
    """How a quiz is used: whether its keys are released, and how answers become points.

    `scheme` is the name of a scheme of `grader.quizzes.scoring`, or a mapping with its numbers.
    """

    mode: Literal["practice", "graded"] = "practice"
    scheme: str | dict[str, float | str] = "all_or_nothing"


class Tp(Struct, frozen=True, forbid_unknown_fields=True):
    """A lab session: a title, its exercises (none while it is being written) and its quizzes."""

    title: Text
    exercises: list[Entry]
    quizzes: list[str] = []


class Course(Struct, frozen=True, forbid_unknown_fields=True):
    """A ``course.yaml``, and the folder `root` in which it was found."""

    root: str
    title: Text
    language: Lang = "fr"
    seed: Annotated[int, Meta(ge=0)] = 42
    tps: dict[str, Tp] = {}
    quizzes: dict[str, QuizPlan] = {}  # those that differ from a practice quiz, all or nothing

    def quiz_plan(self, name: str) -> QuizPlan:
        """Return how the quiz `name` is used: as written here, or a practice quiz, all or nothing."""
        return self.quizzes.get(name, QuizPlan())

    def folders(self) -> list[str]:
        """Return the names of the exercises' folders, in order. Reads no exercise."""
        try:
            with os.scandir(os.path.join(self.root, "exercises")) as entries:
                names = [e.name for e in entries if _FOLDER.fullmatch(e.name) and e.is_dir()]
        except OSError:
            return []
        return sorted(names)

    def exercise(self, name: str) -> Exercise:
        """Return the exercise called ``ex02``, ``ex02_activations`` or ``activations``.

        Unknown: `UsageProblem` with the nearest name. Malformed: `CourseProblem`.
        """
        return _load_exercise(self.root, self._folder(name))

    def _folder(self, name: str, more: Sequence[str] = ()) -> str:
        """Return the folder of exercise `name`; `more` are other names that a user may mean."""
        folders = self.folders()
        names = [(known, folder) for folder in folders for known in _names(folder)]
        found = sorted({folder for known, folder in names if known == name})
        if len(found) == 1:
            return found[0]
        if found:
            raise CourseProblem(
                text(
                    "{name} is the name of several exercises: {folders}.",
                    name=repr(name),
                    folders=", ".join(found),
                )
            )
        close = nearest(name, [*(known for known, _ in names), *more])
        raise UsageProblem(_unknown(name, close, folders, self.root))

    def exercises(self) -> list[Exercise]:
        """Return all exercises, in order of their folders."""
        return [_load_exercise(self.root, folder) for folder in self.folders()]

    def selection(self, name: str, track: str | None = None) -> list[tuple[Exercise, Track]]:
        """Return what `name` stands for: an exercise, a TP (``tp1``) or ``all``.

        For an exercise, `track` chooses the track (default: its first). A TP gives its entries,
        ``all`` every track of every exercise; `track` then keeps those of that track.
        Nothing left or unknown: `UsageProblem`.
        """
        return [(exercise, chosen) for exercise, chosen, _ in self.weighted(name, track)]

    def weighted(self, name: str, track: str | None = None) -> list[tuple[Exercise, Track, float]]:
        """Return `selection` with the weight of each in the mean: a TP's own, else 1."""
        if name in self.tps:
            found = self._of_tp(self.tps[name])
        elif name == "all":
            found = [(e, t, 1.0) for e in self.exercises() for t in e.tracks.values()]
        else:
            exercise = _load_exercise(self.root, self._folder(name, [*self.tps, "all"]))
            return [(exercise, exercise.track(track), 1.0)]
        kept = [(e, t, w) for e, t, w in found if track in (None, t.name)]
        if not kept:
            raise UsageProblem(self._nothing(name, track if found else None))
        return kept

    def _nothing(self, name: str, track: str | None) -> Text:
        """Why a selection is empty: no such track, or no exercise at all."""
        if track is not None:
            return text(
                "{name} has no exercise with the track {track}.", name=name, track=repr(track)
            )
        if name in self.tps:
            return text("{name} has no exercise yet: there is nothing to do there.", name=name)
        return text("The course in {folder} has no exercise yet.", folder=self.root)

    def _of_tp(self, tp: Tp) -> list[tuple[Exercise, Track, float]]:
        found = []
        for entry in tp.exercises:
            exercise = self.exercise(entry.exercise)
            found.append((exercise, exercise.track(entry.track), entry.weight))
        return found


def own_file(folder: str, name: str, track: Track) -> str:
    """Where a track's ``checks.py`` or the like is: ``checks_TRACK.py`` if there, else `name`."""
    stem, ending = os.path.splitext(name)
    own = os.path.join(folder, f"{stem}_{track.name}{ending}")
    return own if os.path.exists(own) else os.path.join(folder, name)


def find_course(start: str) -> Course:
    """Return the course of the nearest folder upward of `start` that has a ``course.yaml``."""
    folder = os.path.abspath(start)
    while not os.path.isfile(os.path.join(folder, "course.yaml")):
        parent = os.path.dirname(folder)
        if parent == folder:
            raise UsageProblem(
                text(
                    "There is no course here: neither {folder} nor a folder above it has a "
                    "course.yaml. Go into your course's folder, or name it with --course.",
                    folder=os.path.abspath(start),
                )
            )
        folder = parent
    return load_course(folder)


def load_course(root: str) -> Course:
    """Return the course whose ``course.yaml`` lies in the folder `root`."""
    root = os.path.abspath(root)
    path = os.path.join(root, "course.yaml")
    return convert({**read_yaml(path), "root": root}, Course, path)


def _load_exercise(root: str, name: str) -> Exercise:
    path = os.path.join(root, "exercises", name, "exercise.yaml")
    data = read_yaml(path)
    tracks = data.get("tracks")
    if isinstance(tracks, dict):
        # A track knows its name, which YAML gives as the key.
        named = {k: {**v, "name": k} if isinstance(v, dict) else v for k, v in tracks.items()}
        data = {**data, "tracks": named}
    exercise = convert({**data, "root": root, "name": name}, Exercise, path)
    if exercise.id != name.partition("_")[0]:
        raise CourseProblem(
            text(
                "{file}: the id is {id}, but the folder is {folder}.",
                file=path,
                id=repr(exercise.id),
                folder=repr(name),
            )
        )
    return exercise


def _names(folder: str) -> tuple[str, str, str]:
    number, _, title = folder.partition("_")
    return number, title, folder


def _unknown(name: str, close: str | None, folders: Sequence[str], root: str) -> Text:
    if close:
        return text(
            "There is no exercise {name}. Did you mean {close}?", name=repr(name), close=close
        )
    if not folders:
        return text("The course in {folder} has no exercise yet.", folder=root)
    return text(
        "There is no exercise {name}. Those of this course: {names}.",
        name=repr(name),
        names=", ".join(folder.partition("_")[0] for folder in folders),
    )
