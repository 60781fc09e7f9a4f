"""How a command ends when it does not end well: a sentence on standard error, and an exit code."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from grader.problems import Problem
from grader.texts import Text, printable, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.texts import Lang

__all__ = ["exit_code_of", "say", "say_to"]

INTERRUPTED = 130


def exit_code_of(error: BaseException, words: Sequence[str], *, debug: bool) -> int:
    """Say what `error` means for the user of the command line `words`; return the exit code."""
    from grader.cli.help import language_of

    if _interrupted(error):
        return INTERRUPTED
    if isinstance(error, BrokenPipeError):  # `grade ex02 | head`: nobody reads any more
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    if debug:
        _traceback(error)
    language = language_of(words)
    if isinstance(error, Problem):
        say(error.text, language)
        return error.exit_code
    if isinstance(error, click.ClickException):
        say(_usage(error), language)
        return 2
    say(_fault(error), language)
    return 3


def _interrupted(error: BaseException | None) -> bool:
    """Whether Ctrl-C is behind `error`: code that it interrupts may raise something else."""
    seen = 0
    while error is not None and seen < 20:
        if isinstance(error, (KeyboardInterrupt, click.Abort)):
            return True
        error, seen = error.__cause__ or error.__context__, seen + 1
    return False


def say(sentence: Text, language: Lang) -> None:
    """Write a sentence to standard error."""
    say_to(sys.stderr, sentence, language)


def say_to(stream: object, sentence: Text, language: Lang) -> None:
    """Write a sentence to a stream, if that is still possible."""
    write = getattr(stream, "write", None)
    try:
        if write is not None:
            write(printable(sentence.get(language), 4000) + "\n")
    except (OSError, ValueError):
        pass


def _fault(error: BaseException) -> Text:
    return text(
        "The grader failed ({what}): this is its fault, not yours, and nothing of your work is "
        "lost. Run the same command with --debug and send what it prints to your teacher.",
        what=type(error).__name__,
    )


def _usage(error: click.ClickException) -> Text:
    """Return Click's complaint as a sentence of ours."""
    if isinstance(error, click.NoSuchOption):
        close = next(iter(error.possibilities or ()), None)
        name = repr(error.option_name)
        if close:
            return text("There is no option {name}. Did you mean {close}?", name=name, close=close)
        return text("There is no option {name}: grade --help lists them.", name=name)
    if isinstance(error, click.MissingParameter):
        what = error.param.human_readable_name if error.param else "?"
        return text("{what} is missing: see grade --help.", what=what)
    if isinstance(error, click.BadOptionUsage):
        return text("The option {name} needs a value.", name=error.option_name)
    if isinstance(error, click.BadParameter):
        what = "/".join(error.param.opts) if error.param else "?"
        return text("{what}: {why}", what=what, why=error.message)
    return text("The command cannot be understood: {why}", why=error.format_message())


def _traceback(error: BaseException) -> None:
    import traceback

    traceback.print_exception(error)
