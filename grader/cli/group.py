"""The command `grade`: a first word that is no subcommand is what to grade."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from grader.cli.failures import exit_code_of
from grader.texts import Text, text

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["COMMANDS", "GradeGroup", "cli"]

GRADE: Final = "grade"
# Where each subcommand lies: `grade ex02` imports none of them but its own.
COMMANDS: Final[dict[str, str]] = {
    GRADE: "grader.cli.grading:grade",
    "list": "grader.cli.overview:list_",
    "start": "grader.cli.start:start",
    "hint": "grader.cli.hint:hint",
    "quiz": "grader.cli.quiz:quiz",
    "doctor": "grader.cli.doctor:doctor",
    "batch": "grader.cli.batch:batch",
    "dashboard": "grader.cli.dashboard:dashboard",
    "check-course": "grader.cli.authors:check_course",
    "record": "grader.cli.authors:record",
}


class GradeGroup(click.Group):
    """Subcommands by name, loaded lazily; anything else goes to the grading command."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the subcommands in the order in which a student meets them."""
        return [name for name in COMMANDS if name != GRADE]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the subcommand called `cmd_name`; None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Send `args` to the grading command unless they begin with a subcommand."""
        if not args:
            args = ["--help"]
        if args[0] not in COMMANDS and args[0] not in ("--help", "-h", "--version"):
            args = [GRADE, *args]
        return super().parse_args(ctx, args)

    def main(  # type: ignore[override]  # Click's overloads depend on standalone_mode
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        **extra: Any,
    ) -> NoReturn:
        """Run the command line; every end is a `SystemExit` with the code of the design."""
        given = list(sys.argv[1:] if args is None else args)
        words = [word for word in given if word != "--debug"]  # an option of every command
        extra["standalone_mode"] = False
        try:
            code = super().main(words, prog_name or "grade", **extra)
        except SystemExit:
            raise
        except BaseException as error:  # noqa: BLE001  # each becomes a sentence and a code
            code = exit_code_of(error, words, debug=words != given)
        raise SystemExit(code if isinstance(code, int) else 0)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the program does, its subcommands and where to read more."""
        from grader.cli.help import language_of, write_rows

        language = language_of(sys.argv)
        formatter.write_usage("grade", _usage().get(language), prefix="")
        formatter.write_paragraph()
        formatter.write_text(_about().get(language))
        write_rows(formatter, text("Commands:"), _summaries(), language)
        formatter.write_paragraph()
        formatter.write_text(_more().get(language))


def _usage() -> Text:
    return text("EXERCISE [OPTIONS]   |   grade COMMAND ...")


def _about() -> Text:
    return text(
        "Grades an exercise (ex02), the exercises of a TP (tp1) or all of them (all): the mark, "
        "and for what does not pass, why."
    )


def _more() -> Text:
    return text("The options of grading: grade ex02 --help. Of a command: grade list --help.")


def _summaries() -> dict[str, Text]:
    return {
        "list": text("what there is, and where you stand"),
        "start ex02": text("lays out the file to complete (never over your work)"),
        "hint ex02": text("the next hint, from a nudge to nearly the answer"),
        "quiz ch3": text("a chapter's quiz, in the terminal or in the browser (--web)"),
        "doctor": text("what this machine can do, and why not more"),
        "batch tp1": text("grades the submissions of a class (instructors)"),
        "dashboard RESULTS": text("pages about a class: marks, what many got wrong (instructors)"),
        "check-course": text("the authors' gate: exercises, solutions, mutants"),
        "record": text("records the references for where the solutions are not"),
    }


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from grader import __version__

        click.echo(f"grade {__version__}")
        ctx.exit(0)


@click.group(
    cls=GradeGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    params=[
        click.Option(
            ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_version
        )
    ],
)
def cli() -> None:
    """Grade deep-learning exercises."""
