"""`grade quiz`: take a quiz, score an answer file; its subcommands are for instructors."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, Final

import click

from grader.cli.common import choose, course_of, existing_key, save
from grader.cli.help import Command
from grader.course import QuizPlan
from grader.problems import UsageProblem
from grader.quizzes.content import load_keys, load_quiz, quiz_names
from grader.texts import Text, printable, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.course import Course
    from grader.quizzes.answers import Answers
    from grader.quizzes.content import Quiz
    from grader.quizzes.marking import QuizResult
    from grader.quizzes.sitting import Sitting
    from grader.texts import Lang

__all__ = ["quiz"]

COMMANDS: Final[dict[str, str]] = {
    "export": "grader.cli.quiz_files:export",
    "import": "grader.cli.quiz_files:import_",
    "analyse": "grader.cli.quiz_files:analyse",
    "release": "grader.cli.quiz_files:release",
}
FULL: Final = 20.0


def _words() -> dict[str, Text]:
    return {
        "": text(
            "Takes a quiz in the terminal, or in the browser with --web; without a name, lists the "
            "quizzes. Every answer is saved at once: leave when you like, the same command goes "
            "on. For instructors: grade quiz export, import, analyse, release."
        ),
        "web": text("a page in your browser instead of the terminal"),
        "no_browser": text("with --web: only shows the address"),
        "answers": text("scores this answer file instead of taking the quiz; - is standard input"),
        "student": text("the roster id of who answers (graded quizzes need it)"),
        "seed": text("the seed of the order of options and of numbers (practice)"),
        "scheme": text("all_or_nothing, partial, negative or dont_know, instead of the course's"),
        "judged": text("a YAML file with the points that a human gave, by student and question"),
        "as_": text("student: what a student would see; staff: the keys too"),
        "json": text("also writes the result as JSON; - is standard output"),
        "min_mark": text("exit code 0 from this mark out of 20 on"),
        "key_file": text("the file with the key of official runs"),
        "folder": text("the course's folder (default: the nearest one with a course.yaml)"),
        "lang": text("fr or en"),
    }


class _Quiz(Command):
    """The command; a first word that is a subcommand goes there."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Return the context of the subcommand that `args` begin with, or of this command."""
        if args and args[0] in COMMANDS:
            from importlib import import_module

            module, _, attribute = COMMANDS[args[0]].partition(":")
            command: click.Command = getattr(import_module(module), attribute)
            context = command.make_context(f"quiz {args[0]}", args[1:], parent, **extra)
            context.command = command
            return context
        return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command of the context, which may be a subcommand's."""
        return super().invoke(ctx) if ctx.command is self else ctx.command.invoke(ctx)


@click.command("quiz", cls=_Quiz, words=_words)
@click.argument("name", metavar="[QUIZ]", default="")
@click.option("--web", is_flag=True)
@click.option("--no-browser", is_flag=True)
@click.option("--answers", metavar="FILE")
@click.option("--student", metavar="ID")
@click.option("--seed", metavar="N", type=click.IntRange(0, 2**48 - 1))
@click.option("--scheme", metavar="SCHEME")
@click.option("--judged", metavar="FILE")
@click.option("--as", "as_", metavar="WHO", type=click.Choice(["student", "staff"]))
@click.option("--json", metavar="FILE")
@click.option("--min-mark", metavar="X", type=click.FloatRange(0, 20))
@click.option("--key-file", metavar="FILE")
@click.option("--course", "folder", metavar="DIR")
@click.option("--lang", metavar="LANG")
def quiz(name: str, folder: str | None, lang: str | None, **given: Any) -> int:
    """Take or score the quiz called `name`; return the exit code."""
    course = course_of(folder)
    language = choose(lang, course)
    if not name:
        return _list(course, language)
    chosen = load_quiz(course, name)
    desk = _Desk(course, chosen, language, given)
    if given["answers"] is not None:
        return desk.score(given["answers"])
    return desk.take()


def _list(course: Course, language: Lang) -> int:
    """Show the quizzes and how far one is."""
    from grader.quizzes.answers import answers_path, read_answers

    names = quiz_names(course)
    if not names:
        raise UsageProblem(text("This course has no quiz."))
    width = max(map(len, names))
    for name in names:
        chosen = load_quiz(course, name)
        path = answers_path(course.root, name)
        state = text("{count} questions", count=len(chosen.questions))
        if os.path.exists(path):
            given = len(read_answers(path).answers)
            state = text("{given} of {count} answered", given=given, count=len(chosen.questions))
        title = printable(chosen.title.get(language))
        click.echo(f"  {name:<{width}}  {title}  ({state.get(language)})")
    return 0


def _scheme(name: str) -> str:
    from grader.quizzes.scoring import SCHEMES

    if name not in SCHEMES:
        names = ", ".join(SCHEMES)
        raise UsageProblem(
            text("There is no scheme {name}; there are: {names}.", name=repr(name), names=names)
        )
    return name


class _Desk:
    """One quiz of a course, with what was asked for on the command line."""

    def __init__(
        self, course: Course, chosen: Quiz, language: Lang, given: Mapping[str, Any]
    ) -> None:
        self.course, self.quiz, self.language, self.given = course, chosen, language, given
        plan = course.quiz_plan(chosen.name)
        if given["scheme"]:
            plan = QuizPlan(plan.mode, _scheme(given["scheme"]))
        self.plan = plan
        self.keys = load_keys(course, chosen)

    @property
    def secret(self) -> bytes | None:
        """The course's key where there is one: what a student does not have."""
        return existing_key(self.course, self.given["key_file"])

    @property
    def shows_keys(self) -> bool:
        """Whether right answers and explanations may be shown."""
        as_ = self.given["as_"] or ("student" if self.plan.mode == "graded" else "staff")
        return bool(as_ == "staff") or self.plan.mode == "practice"

    # --- taking -----------------------------------------------------------------------------------

    def take(self) -> int:
        """Take the quiz in the terminal or the browser, then show the result if it may be shown."""
        from grader.quizzes.sitting import open_sitting

        sitting = open_sitting(
            self.course,
            self.quiz,
            self.plan,
            self.keys,
            student=self.given["student"],
            seed=self.given["seed"],
            key=self.secret,
            language=self.language,
        )
        if self.given["web"]:
            from grader.quizzes.web.server import serve

            browser = not self.given["no_browser"]
            return int(serve(sitting, self.language, open_browser=browser, say=click.echo))
        return self._take_here(sitting)

    def _take_here(self, sitting: Sitting) -> int:
        from grader.cli.quiz_terminal import take

        try:
            handed_in = take(sitting, self.language)
        except (KeyboardInterrupt, EOFError, click.Abort):
            handed_in = False
        click.clear()
        where = printable(os.path.relpath(sitting.path))
        if not handed_in:
            return self._say(
                text(
                    "Your {count} answers are in {file}. Go on with: grade quiz {quiz}",
                    count=sitting.answered,
                    file=where,
                    quiz=self.quiz.name,
                )
            )
        self._say(text("Your answers are in {file}.", file=where))
        if self.keys is None or self.plan.mode == "graded":
            return self._say(text("Your teacher scores them."))
        return self._show(sitting.answers)

    def _say(self, sentence: Text) -> int:
        click.echo(sentence.get(self.language))
        return 0

    # --- scoring ----------------------------------------------------------------------------------

    def score(self, path: str) -> int:
        """Score the answer file `path`; return the exit code."""
        from grader.quizzes.answers import fits, read_answers

        answers = read_answers("/dev/stdin" if path == "-" else path)
        fits(answers, self.quiz, path)
        if self.keys is None:
            raise UsageProblem(
                text(
                    "The keys of {quiz} are not here: your teacher scores it.", quiz=self.quiz.name
                )
            )
        self._is_theirs(answers, path)
        return self._show(answers)

    def _is_theirs(self, answers: Answers, path: str) -> None:
        """In a graded quiz: refuse answers of somebody else, or with numbers not drawn for them."""
        from grader.quizzes.sitting import verify_draws

        student = self.given["student"]
        shown = printable(path)
        if student is not None and answers.student != student:
            raise UsageProblem(
                text(
                    "{file} has the answers of {other}, not of {student}.",
                    file=shown,
                    other=repr(printable(str(answers.student or ""), 60)),
                    student=repr(printable(student, 60)),
                )
            )
        verify_draws(self.course, self.quiz, answers, path, self.secret)

    def _show(self, answers: Answers) -> int:
        """Show and write the result of `answers`; return the exit code."""
        from grader.quizzes.marking import Marker, result_of, to_json
        from grader.quizzes.sitting import scheme_in

        assert self.keys is not None  # noqa: S101  # for the type checker: callers looked
        marker = Marker(self.quiz, self.keys, scheme_in(self.plan, self.quiz))
        by_hand = _judged(self.given["judged"], answers.student)
        marked = marker.mark(answers, by_hand)
        mode, language = self.plan.mode, self.language
        result = result_of(marker, marked, mode, language, keys=self.shows_keys)
        if self.given["json"] != "-":
            _print(result, language)
        if self.given["json"] == "-":
            sys.stdout.buffer.write(to_json(result))
        elif self.given["json"]:
            save(self.given["json"], to_json(result))
        least = self.given["min_mark"]
        return int(result.mark < (FULL if least is None else least))


def _print(result: QuizResult, language: Lang) -> None:
    from grader.cli.quiz_screen import result_screen

    click.echo("\n".join(result_screen(result, language)))


def _judged(path: str | None, student: str | None) -> dict[str, float]:
    """Return the points that a human gave to `student`, by question."""
    if path is None:
        return {}
    from grader.yaml_file import convert, read_yaml

    points = convert(read_yaml(path), dict[str, dict[str, float]], path)
    return points.get(student or "", {})
