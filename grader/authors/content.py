"""What decides a result of the gate, as digests: what was found for the same content is known.

A gate's findings and a mutant's verdict follow from the contents of the exercise's two folders,
the course's public seed, the grader's code, the versions of what runs it, and the machine's kind
(rounding changes with the processor). Nothing else goes in: the gates' other seeds are constants
of the grader's code, and results that the clock decided are not kept.

A track's results don't depend on the files of another track: those that carry its name
(``checks_torch.py``), its work file and its submissions.
"""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final, Literal

from grader.authors.submissions import SUBMISSIONS, track_of

if TYPE_CHECKING:
    from grader.course import Exercise, Track

__all__ = [
    "EVERYTHING",
    "Kind",
    "digest_of_parts",
    "everything_there",
    "kind_of",
    "stamps",
    "surroundings",
]

PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# Of the grader: commands, reports and catalogues decide no verdict.
_DECIDING: Final = ("", "authors", "checks", "sandbox")
_VERSIONS: Final = ("numpy", "torch", "scikit-learn", "scipy", "triton", "pytest", "msgspec")
_GPU: Final = "/dev/nvidiactl"

Kind = Literal["code", "statement", "recorded", "misconceptions", "submissions", "equivalent"]
EVERYTHING: Final[frozenset[Kind]] = frozenset(
    ("code", "statement", "recorded", "misconceptions", "submissions", "equivalent")
)
_BY_STEM: Final[dict[str, Kind]] = {
    "README": "statement",
    "recorded": "recorded",
    "misconceptions": "misconceptions",
    "equivalent": "equivalent",
}


def digest_of_parts(parts: Iterable[bytes]) -> str:
    """Return the digest of a row of byte strings; other borders give another digest."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8) + part)
    return digest.hexdigest()


def surroundings() -> str:
    """Return the digest of all that decides beside the exercise: the grader, versions, machine."""
    return digest_of_parts((*_versions(), *_grader()))


def everything_there(
    exercise: Exercise, track: Track, kinds: frozenset[Kind] = EVERYTHING
) -> Iterator[bytes]:
    """Yield the names and contents of a track's files of these kinds, in both folders.

    A file that nobody expects counts as code.
    """
    yield f"{exercise.name}\0{track.name}".encode()
    for root in filter(None, (exercise.folder, exercise.solution_folder)):
        for name in _files(root):
            if kind_of(name, exercise, track) in kinds:
                yield f"{root == exercise.folder}\0{name}".encode()
                yield _read(os.path.join(root, name))


def stamps(exercise: Exercise) -> list[tuple[str, int, int]]:
    """Return what changes when a file changes that decides: for while a run is on."""
    paths = [os.path.join(PACKAGE, name) for name in _grader_files()]
    for root in filter(None, (exercise.folder, exercise.solution_folder)):
        paths += [os.path.join(root, name) for name in _files(root)]
    return [(path, *_stamp(path)) for path in paths]


def _stamp(path: str) -> tuple[int, int]:
    try:
        found = os.stat(path)
    except OSError:  # gone since it was listed
        return 0, 0
    return found.st_mtime_ns, found.st_size


def kind_of(name: str, exercise: Exercise, track: Track) -> Kind | None:
    """Return what a file of an exercise's folders is; None if only another track has it."""
    folder, base = os.path.split(name)
    if folder == SUBMISSIONS:
        return "submissions" if track_of(base, exercise) == track.name else None
    stem = os.path.splitext(base)[0]
    for other in exercise.tracks.values():
        mine = other.name == track.name or base == track.file
        if not mine and (base == other.file or stem.endswith(f"_{other.name}")):
            return None
    first = stem.partition("_")[0].partition(".")[0]
    return "code" if folder else _BY_STEM.get(first, "code")


def _files(root: str) -> Iterator[str]:
    """The files of a folder and of the folders in it, in a fixed order; nothing compiled."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(set(folders) - {"__pycache__"})
        for file in sorted(files):
            yield os.path.relpath(os.path.join(folder, file), root)


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:  # gone since it was listed: another digest than with any content
        return b"gone"


# --- the grader, and what runs it -------------------------------------------------------------------


def _grader() -> Iterator[bytes]:
    for name in _grader_files():
        yield name.encode()
        yield _read(os.path.join(PACKAGE, name))


def _grader_files() -> Iterator[str]:
    for folder in _DECIDING:
        for name in sorted(os.listdir(os.path.join(PACKAGE, folder))):
            if name.endswith((".py", ".ini")):
                yield os.path.join(folder, name)


def _versions() -> Iterator[bytes]:
    yield f"{platform.python_implementation()} {platform.python_version()}".encode()
    yield f"{platform.platform()} {_processor()} {os.path.exists(_GPU)}".encode()
    yield from (f"{name} {_version(name)}".encode() for name in _VERSIONS)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    """The processor's name, where Linux says it."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = (line for line in file if line.startswith("model name"))
            return next(names, "").partition(":")[2].strip()
    except OSError:
        return platform.processor()
