"""`grade doctor`: what this machine can do, in plain words."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from typing import TYPE_CHECKING, Final

import click

from grader.cli.help import Command, language_of
from grader.sandbox.layout import layout
from grader.sandbox.probe import best_level, probe_all
from grader.texts import Text, printable, text, verbatim

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.sandbox.probe import Probed
    from grader.texts import Lang

__all__ = ["doctor"]

PYTHON: Final = (3, 11)
PYTEST: Final = (9, 2)  # as pinned in pyproject.toml: checks run through its private parts
GPU_FILES: Final = ("/dev/nvidia0", "/dev/nvidiactl", "/dev/dxg", "/dev/kfd")
Line = tuple[bool | None, Text, Text]  # good, bad or just said; what it is about; what was found


def _words() -> dict[str, Text]:
    return {
        "": text(
            "Tries what this machine can do: isolation of the student's code, versions, hardware. "
            "Exit code 0 if the student's code can be isolated, 1 if not."
        ),
        "lang": text("fr or en"),
    }


@click.command(cls=Command, words=_words)
@click.option("--lang", metavar="LANG")
def doctor(lang: str | None) -> int:
    """Examine the machine and say what was found; return the exit code."""
    language = language_of(["--lang", lang] if lang else [])
    probed = probe_all()
    click.echo(click.style(text("Isolation of the student's code").get(language), bold=True))
    _tell(map(_level, probed), language)
    click.echo(_verdict(probed).get(language))
    click.echo()
    click.echo(click.style(text("This machine").get(language), bold=True))
    _tell(_machine(), language)
    return int(best_level(probed) in (None, "none"))


def _tell(lines: Iterator[Line] | map[Line], language: Lang) -> None:
    shown = [(good, about.get(language), found.get(language)) for good, about, found in lines]
    width = max(len(about) for _, about, _ in shown) + 2
    symbols = {True: "✓", False: "✗", None: "·"}
    for good, about, found in shown:
        click.echo(f"  {symbols[good]} {about:<{width}}{printable(found, 1000)}")


# --- isolation ------------------------------------------------------------------------------------


def _level(probed: Probed) -> Line:
    about = verbatim(probed.level)
    if probed.refused:
        return False, about, text("not here: {why}", why=probed.refused)
    failed = [_canary_texts()[name] for name, stopped in probed.stopped.items() if not stopped]
    if not failed:
        return probed.works, about, text("works: files, network, processes and memory are shut off")
    open_ = Text("; ".join(t.fr for t in failed), "; ".join(t.en for t in failed))
    return probed.works, about, text("the code can: {what}", what=open_)


def _canary_texts() -> dict[str, Text]:
    return {
        "read": text("read your files"),
        "network": text("open network connections"),
        "fork": text("start processes"),
        "write": text("write outside its folder"),
        "memory": text("use all memory"),
    }


def _verdict(probed: Sequence[Probed]) -> Text:
    best = best_level(probed)
    if best == "namespaces":
        return text("Used here: namespaces, the best level.")
    if best == "landlock":
        return text(
            "Used here: landlock. It is safe for grading; namespaces, which would also hide the "
            "names and sizes of files, are not allowed to this user or in this container."
        )
    if best == "none":
        return text(
            "Used here: none, a plain process with limits of time and memory. Fine for your own "
            "code; official grading refuses it unless --isolation none says so."
        )
    return text(
        "No worker can be started here: look at the reasons above, and install Python or the "
        "grader again if they name a missing file."
    )


# --- the machine ----------------------------------------------------------------------------------


def _machine() -> Iterator[Line]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield sys.version_info >= PYTHON, verbatim("Python"), verbatim(f"{version} ({sys.executable})")
    yield _readable_by_others()
    yield _numpy()
    yield _pytest()
    yield _torch()
    yield _gpu()
    yield None, text("Cores"), verbatim(str(_cores()))
    git = shutil.which("git")
    yield (
        git is not None,
        verbatim("git"),
        verbatim(git) if git else text("not found: reports will not name the commit"),
    )


def _readable_by_others() -> Line:
    """Whether a user who owns nothing can read the interpreter: workers run as such a one."""
    about = text("Interpreter")
    closed = next((p for p in layout(["numpy"], "namespaces").readable if _closed(p)), None)
    if closed is None:
        return True, about, text("readable by other users")
    return (
        None,
        about,
        text(
            "not readable by other users ({path}): at level landlock the code runs as you",
            path=closed,
        ),
    )


def _closed(path: str) -> bool:
    while True:
        mode = os.stat(path).st_mode
        if not mode & (stat.S_IXOTH if stat.S_ISDIR(mode) else stat.S_IROTH):
            return True
        path, below = os.path.dirname(path), path
        if path == below:
            return False


def _numpy() -> Line:
    try:
        import numpy as np
    except ImportError as error:
        return False, verbatim("NumPy"), text("cannot be imported: {why}", why=str(error))
    return True, verbatim("NumPy"), verbatim(np.__version__)


def _pytest() -> Line:
    found = _version_of("pytest")
    right = found is not None and tuple(found.split(".")[:2]) == tuple(map(str, PYTEST))
    wanted = ".".join(map(str, PYTEST))
    if right:
        return True, verbatim("pytest"), verbatim(str(found))
    return (
        False,
        verbatim("pytest"),
        text(
            "{found}, but this grader needs {wanted}: pip install 'pytest~={wanted}.0'",
            found=found or "–",
            wanted=wanted,
        ),
    )


def _torch() -> Line:
    found = _version_of("torch")
    if found is None:
        return None, verbatim("PyTorch"), text("not installed (needed by the torch tracks only)")
    return None, verbatim("PyTorch"), verbatim(found)


def _version_of(distribution: str) -> str | None:
    """Return an installed version without importing the package: PyTorch takes seconds."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def _gpu() -> Line:
    found = [path for path in GPU_FILES if os.path.exists(path)]
    if not found:
        return None, text("GPU"), text("no device file of one")
    return None, text("GPU"), verbatim(", ".join(found))


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
