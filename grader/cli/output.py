"""What a run leaves: the report on standard output, files, and the exit code."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from grader.cli.common import write_output
from grader.cli.failures import say
from grader.marks import total
from grader.results import Result, Results, for_student, to_json
from grader.texts import printable, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.cli.grading import Options
    from grader.cli.report import Page
    from grader.texts import Lang

__all__ = ["deliver", "exit_code", "show"]

FULL = 20.0


def deliver(
    results: Result | Results, options: Options, language: Lang, page: Page | None = None
) -> int:
    """Show the report, write the files that were asked for; return the exit code.

    `page` is what ``--html`` needs beside the results.
    """
    shown = _for_students(results) if options.as_ == "student" else results
    writers: list[tuple[str | None, Callable[[], bytes]]] = [
        (options.json, lambda: to_json(shown)),
        (options.junit, lambda: _junit(shown, language)),
        (options.markdown, lambda: _markdown(shown, language)),
        (options.gradescope, lambda: _gradescope(shown, language)),
        (options.html if page else None, lambda: _html(page, options, language)),
    ]
    if options.isolation is None:
        _warn_without_isolation(results, language)
    if "-" not in (path for path, _ in writers):
        show(shown, language, show_all=options.show_all)
    written = [_write(path, data(), language) for path, data in writers if path is not None]
    if options.figures is not None:
        from grader.cli.figures import write_figures

        written.append(write_figures(shown, options.figures, language))
    code = exit_code(results, options.min_mark)
    return code if all(written) else max(code, 2)


def exit_code(results: Result | Results, min_mark: float | None) -> int:
    """0 for full marks of what could be graded (or `min_mark`), 1 for less, 3 for our fault."""
    several = results.results if isinstance(results, Results) else [results]
    if results.mark is None or any(result.status == "grader_error" for result in several):
        return 3
    if min_mark is not None:
        return int(results.mark < min_mark)
    return int(not all(_is_full(result) for result in several))


def _is_full(result: Result) -> bool:
    """Whether all points of the checks that can run here were earned, and there were some."""
    graded = [check for check in result.checks if check.status != "unavailable"]
    most = total(check.max_points for check in graded)
    return most > 0 and total(check.points for check in graded) >= most


def show(results: Result | Results, language: Lang, *, show_all: bool = False) -> None:
    """Print the report: with colours on a terminal, plain in a pipe."""
    if sys.stdout.isatty():
        from rich.console import Console

        from grader.report.rich_report import print_report

        print_report(Console(), results, language, show_all=show_all)
        return
    from grader.report.plain import render

    sys.stdout.write(render(results, language, show_all=show_all))
    sys.stdout.flush()


def _for_students(results: Result | Results) -> Result | Results:
    if isinstance(results, Result):
        return for_student(results)
    return Results(mark=results.mark, results=[for_student(each) for each in results.results])


def _junit(results: Result | Results, language: Lang) -> bytes:
    from grader.report.junit import render

    return render(results, language)


def _markdown(results: Result | Results, language: Lang) -> bytes:
    from grader.report.markdown import render

    return render(results, language).encode()


def _gradescope(results: Result | Results, language: Lang) -> bytes:
    from grader.report.gradescope import render

    return render(results, language)


def _html(page: Page | None, options: Options, language: Lang) -> bytes:
    from grader.report.html import report

    assert page is not None  # noqa: S101  # asked for only where there is one
    editions = page.editions
    if options.as_ == "student":
        editions = {lang: _for_students(each) for lang, each in editions.items()}
    return report(editions, language, page.about)


def _write(path: str, data: bytes, language: Lang) -> bool:
    """Write a file that was asked for; one that cannot be is said, and the mark stays shown."""
    if path == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return True
    try:
        write_output(path, data)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        say(text("{file} cannot be written: {why}.", file=printable(path), why=why), language)
        return False
    return True


def _warn_without_isolation(results: Result | Results, language: Lang) -> None:
    several = results.results if isinstance(results, Results) else [results]
    if any(result.environment.isolation == "none" for result in several):
        say(
            text(
                "This machine offers no isolation, so the code ran as a plain process with limits "
                "(grade doctor says why): grade only code that you trust."
            ),
            language,
        )
