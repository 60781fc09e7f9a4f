"""`--figures DIR`: the figures that checks kept, one SVG file each."""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING

from grader.cli.common import write_output
from grader.cli.failures import say
from grader.problems import UsageProblem
from grader.results import Results
from grader.texts import plural, printable, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.figures import Figure
    from grader.results import Result
    from grader.texts import Lang

__all__ = ["check_folder", "write_figures"]


def check_folder(folder: str) -> None:
    """Raise `UsageProblem` where `folder` can't be one, before anything is graded."""
    if folder in ("", "-") or (os.path.lexists(folder) and not os.path.isdir(folder)):
        raise UsageProblem(
            text("--figures takes a folder, and {folder} is none.", folder=printable(folder))
        )


def write_figures(results: Result | Results, folder: str, language: Lang) -> bool:
    """Draw all figures of `results` into `folder`; False where one could not be written."""
    figures = list(_named(results))
    if not figures:
        say(text("No check that was run keeps a figure: nothing was drawn."), language)
        return True
    try:
        os.makedirs(folder, exist_ok=True)
        for name, figure in figures:
            _write(os.path.join(folder, name), figure, language)
    except ImportError:
        say(
            text("Figures are drawn with matplotlib, which is missing: pip install matplotlib"),
            language,
        )
        return False
    except OSError as error:
        path, why = error.filename or folder, error.strerror or type(error).__name__
        shown = printable(os.fsdecode(path))
        say(text("{file} cannot be written: {why}.", file=shown, why=why), language)
        return False
    done = plural(
        len(figures),
        text("One figure is in {folder}.", folder=printable(folder)),
        text("{count} figures are in {folder}.", count=len(figures), folder=printable(folder)),
    )
    say(done, language)
    return True


def _named(results: Result | Results) -> Iterator[tuple[str, Figure]]:
    """The figures, each with the name of its file: letters, digits and underscores only."""
    for result in results.results if isinstance(results, Results) else [results]:
        for check in result.checks:
            for number, figure in enumerate(check.figures, start=1):
                words = f"{result.exercise}_{result.track}_{check.id}_{number}"
                yield re.sub(r"[^A-Za-z0-9_]", "-", words) + ".svg", figure


def _write(path: str, figure: Figure, language: Lang) -> None:
    """Write one file; a link or a device that lies there could lead out of the folder."""
    from grader.report.figures import draw

    data = draw(figure, language)
    if os.path.lexists(path) and not stat.S_ISREG(os.lstat(path).st_mode):
        raise FileExistsError(17, "not an ordinary file", path)
    write_output(path, data)
