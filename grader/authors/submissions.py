"""The submissions that lie beside a solution: what must pass (`right_*`) and what must not."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.course import Exercise, Track

__all__ = ["SUBMISSIONS", "submission_names", "track_of"]

SUBMISSIONS: Final = "submissions"


def submission_names(folder: str, exercise: Exercise, track: Track) -> Sequence[str]:
    """Return the names of a track's submissions: ``right_how_TRACK.py``.

    Without a track's name, they are of the exercise's first track.
    """
    try:
        names = sorted(os.listdir(os.path.join(folder, SUBMISSIONS)))
    except FileNotFoundError:
        return []
    return [
        name
        for name in names
        if name.startswith(("right_", "wrong_"))
        and name.endswith(".py")
        and track_of(name, exercise) == track.name
    ]


def track_of(name: str, exercise: Exercise) -> str:
    """Return the track of a submission by its name."""
    last = name.removesuffix(".py").rpartition("_")[2]
    return last if last in exercise.tracks else exercise.default_track.name
