"""`grade quiz export`, `import`, `analyse`, `release`: what instructors do with quizzes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from grader.cli.common import choose, course_of, existing_key, find_key, save
from grader.cli.help import Command
from grader.problems import CourseProblem, UsageProblem, nearest
from grader.quizzes.content import load_keys, load_quiz, quiz_names
from grader.texts import Text, decimal, printable, text, verbatim

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.course import Course
    from grader.quizzes.answers import Answers
    from grader.quizzes.content import Key, Quiz
    from grader.quizzes.marking import Marked, Marker
    from grader.texts import Lang

__all__ = ["analyse", "export", "import_", "release"]

MOST_FILES = 100_000


def _common() -> dict[str, Text]:
    return {
        "folder": text("the course's folder (default: the nearest one with a course.yaml)"),
        "lang": text("fr or en"),
    }


def _keys_of(course: Course, chosen: Quiz) -> Mapping[str, Key]:
    """Return the keys of `chosen`; without them: `UsageProblem`."""
    keys = load_keys(course, chosen)
    if keys is None:
        raise UsageProblem(text("The keys of {quiz} are not here.", quiz=chosen.name))
    return keys


# --- export and import ----------------------------------------------------------------------------


def _export_words() -> dict[str, Text]:
    return {
        "": text(
            "Writes a quiz with its keys for Moodle (moodle, gift), other systems (qti), a "
            "spreadsheet (csv) or paper (an HTML page to print, with answer and key sheets)."
        ),
        "format_": text("moodle, gift, qti, csv or paper"),
        "out": text("the file to write; - is standard output"),
        **_common(),
    }


@click.command("export", cls=Command, words=_export_words)
@click.argument("name", metavar="QUIZ")
@click.option("--format", "format_", metavar="FORMAT", required=True)
@click.option("--out", metavar="FILE", required=True)
@click.option("--course", "folder", metavar="DIR")
@click.option("--lang", metavar="LANG")
def export(name: str, format_: str, out: str, folder: str | None, lang: str | None) -> int:
    """Write the quiz `name` in another format; return the exit code."""
    from grader.quizzes.exports import FORMATS
    from grader.quizzes.sitting import scheme_in

    course = course_of(folder)
    language = choose(lang, course)
    if format_ not in FORMATS:
        raise UsageProblem(_no_format(format_, FORMATS))
    chosen = load_quiz(course, name)
    keys = _keys_of(course, chosen)
    plan = course.quiz_plan(name)
    data = FORMATS[format_](chosen, keys, language, scheme_in(plan, chosen))
    save("/dev/stdout" if out == "-" else out, data)
    if out != "-":
        said = text("{count} questions written to {file}.", count=len(chosen.questions), file=out)
        click.echo(said.get(language))
    return 0


def _no_format(given: str, formats: Mapping[str, Any]) -> Text:
    if close := nearest(given, formats):
        return text(
            "There is no format {name}. Did you mean {close}?", name=repr(given), close=close
        )
    listed = ", ".join(formats)
    return text("There is no format {name}; there are: {names}.", name=repr(given), names=listed)


def _import_words() -> dict[str, Text]:
    return {
        "": text(
            "Reads a quiz from Moodle XML or GIFT and writes quizzes/NAME.yaml and its keys, never "
            "over files that are there. Says what could not be carried over."
        ),
        "name": text("the new quiz's name (default: the file's)"),
        **_common(),
    }


@click.command("import", cls=Command, words=_import_words)
@click.argument("path", metavar="FILE")
@click.option("--name", metavar="NAME")
@click.option("--course", "folder", metavar="DIR")
@click.option("--lang", metavar="LANG")
def import_(path: str, name: str | None, folder: str | None, lang: str | None) -> int:
    """Bring the questions of the file `path` into the course; return the exit code."""
    from grader.quizzes.imports import read_file, write_quiz

    course = course_of(folder)
    language = choose(lang, course)
    name = name or os.path.splitext(os.path.basename(path))[0]
    public, secret, lost = read_file(path)
    written = write_quiz(course, name, public, secret)
    for sentence in lost:
        click.echo(sentence.get(language))
    files = ", ".join(os.path.relpath(one) for one in written)
    count = len(public["questions"])
    click.echo(
        text("{count} questions are now in {files}.", count=count, files=files).get(language)
    )
    return 0


# --- item analysis --------------------------------------------------------------------------------


def _analyse_words() -> dict[str, Text]:
    return {
        "": text(
            "Analyses the answers of a class: how difficult each question is, how well it tells "
            "who knows from who doesn't, which options are chosen; says which questions to mend."
        ),
        "answers": text("the folder with the answer files, anywhere below it"),
        "out": text("also writes a page with plots"),
        "marks": text("also writes a CSV file with everybody's mark"),
        "key_file": text("the file with the key of official runs"),
        **_common(),
    }


@click.command("analyse", cls=Command, words=_analyse_words)
@click.argument("name", metavar="QUIZ")
@click.option("--answers", metavar="DIR", required=True)
@click.option("--out", metavar="FILE")
@click.option("--marks", metavar="FILE")
@click.option("--key-file", metavar="FILE")
@click.option("--course", "folder", metavar="DIR")
@click.option("--lang", metavar="LANG")
def analyse(
    name: str,
    answers: str,
    out: str | None,
    marks: str | None,
    key_file: str | None,
    folder: str | None,
    lang: str | None,
) -> int:
    """Analyse the questions of the quiz `name` by the answers of a class; return the exit code."""
    from grader.quizzes.analysis import analyse as analysed

    course = course_of(folder)
    language = choose(lang, course)
    chosen = load_quiz(course, name)
    marker = _marker(course, chosen)
    found = _mark_all(marker, course, answers, existing_key(course, key_file), language)
    analysis = analysed(marker, found)
    _report(analysis, language)
    if out is not None:
        from grader.quizzes.analysis_page import page

        save(out, page(chosen, analysis, language))
        click.echo(text("The page is in {file}.", file=out).get(language))
    if marks is not None:
        save(marks, _table(found))
    return 0


def _marker(course: Course, chosen: Quiz) -> Marker:
    from grader.quizzes.marking import Marker
    from grader.quizzes.sitting import scheme_in

    plan = course.quiz_plan(chosen.name)
    return Marker(chosen, _keys_of(course, chosen), scheme_in(plan, chosen))


def _mark_all(
    marker: Marker, course: Course, folder: str, key: bytes | None, language: Lang
) -> list[Marked]:
    """Mark all answer files below `folder`; what cannot be read is said and left out."""
    read: list[Answers] = []
    for path in _files(folder, marker.quiz.name):
        try:
            read.append(_one(path, marker.quiz, course, key))
        except UsageProblem as problem:
            click.echo(problem.text.get(language), err=True)
    if not read:
        raise UsageProblem(
            text(
                "{folder} has no answer file for {quiz} (a YAML or JSON file with quiz: {quiz}).",
                folder=printable(folder),
                quiz=marker.quiz.name,
            )
        )
    marker.prepare(read)
    return [marker.mark(answers) for answers in read]


def _files(folder: str, quiz: str) -> list[str]:
    """Return the answer files to `quiz` below `folder`.

    Those called ``answers/QUIZ.yaml``, as in a student's folder; where there is none, all YAML and
    JSON files.
    """
    if not os.path.isdir(folder):
        raise UsageProblem(text("{folder} is not a folder.", folder=printable(folder)))
    found: list[str] = []
    for parent, folders, names in os.walk(folder):
        folders.sort()
        endings = (".yaml", ".yml", ".json")
        found += [os.path.join(parent, name) for name in sorted(names) if name.endswith(endings)]
        if len(found) > MOST_FILES:
            raise UsageProblem(text("{folder} has too many files.", folder=printable(folder)))
    place = os.path.join(os.sep, "answers", f"{quiz}.yaml")
    return [path for path in found if os.path.join(os.sep, path).endswith(place)] or found


def _one(path: str, quiz: Quiz, course: Course, key: bytes | None) -> Answers:
    """Return the answers in `path`; of a graded quiz only with the numbers drawn for them."""
    from grader.quizzes.answers import fits, read_answers
    from grader.quizzes.sitting import verify_draws

    answers = read_answers(path)
    fits(answers, quiz, path)
    verify_draws(course, quiz, answers, path, key)
    return answers


def _report(analysis: Any, language: Lang) -> None:
    """Say in the terminal what stands out."""
    alpha = analysis.alpha
    mean = sum(analysis.marks) / len(analysis.marks)
    head = text(
        "{people} answer files, mean {mean}/20, Cronbach's alpha {alpha}.",
        people=analysis.people,
        mean=decimal(f"{mean:.2f}"),
        alpha=verbatim("–") if alpha is None else decimal(f"{alpha:.2f}"),
    )
    click.echo(head.get(language))
    for item in analysis.items:
        said = [flag.says.get(language) for flag in item.flags if flag.severity >= 1]
        if said:
            worst = max(flag.severity for flag in item.flags)
            sign = click.style("✗" if worst == 2 else "•", fg="red" if worst == 2 else "yellow")
            click.echo(f"{sign} {item.question.id}: {' '.join(said)}")


def _table(several: list[Marked]) -> bytes:
    """Return everybody's mark as CSV: student, score, max_score, mark, pending."""
    import csv
    import io

    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["student", "score", "max_score", "mark", "pending"])
    for marked in several:
        total = marked.total
        # A leading sign would be a formula for a spreadsheet.
        student = printable(marked.answers.student or "", 200)
        shown = f"'{student}" if student[:1] in "=+-@\t\r" and student else student
        writer.writerow(
            [shown, f"{total.score:g}", f"{total.max_score:g}", total.mark, total.pending]
        )
    return file.getvalue().encode()


# --- release --------------------------------------------------------------------------------------


def _release_words() -> dict[str, Text]:
    return {
        "": text(
            "Writes what students get of the quizzes into a folder: the questions, the keys of "
            "practice quizzes, and the draws of graded ones, whose keys stay here."
        ),
        "key_file": text("the file with the key of official runs"),
        **_common(),
    }


@click.command("release", cls=Command, words=_release_words)
@click.argument("out", metavar="DIR")
@click.option("--key-file", metavar="FILE")
@click.option("--course", "folder", metavar="DIR")
@click.option("--lang", metavar="LANG")
def release(out: str, key_file: str | None, folder: str | None, lang: str | None) -> int:
    """Write the students' quizzes into the folder `out`; return the exit code."""
    import yaml

    from grader.quizzes.draws import DRAWS, make_salt

    course = course_of(folder)
    language = choose(lang, course)
    key = find_key(course, key_file, language)
    draws = {}
    for name in quiz_names(course):
        load_keys(course, load_quiz(course, name))  # nothing malformed goes to students
        _copy(course, out, "quizzes", f"{name}.yaml")
        if course.quiz_plan(name).mode == "graded":
            draws[name] = make_salt(key, name)
        else:
            _copy(course, out, "quizzes/keys", f"{name}.yaml", source="solutions/quizzes")
    save(os.path.join(out, DRAWS), yaml.safe_dump(draws).encode(), folders=True)
    said = text("{count} quizzes are in {folder}.", count=len(quiz_names(course)), folder=out)
    click.echo(said.get(language))
    return 0


def _copy(course: Course, out: str, folder: str, name: str, source: str | None = None) -> None:
    path = os.path.join(course.root, source or folder, name)
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        why = error.strerror or "?"
        raise CourseProblem(
            text("{file} cannot be read: {reason}.", file=path, reason=why)
        ) from None
    save(os.path.join(out, folder, name), data, folders=True)
