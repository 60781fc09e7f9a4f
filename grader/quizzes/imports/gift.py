r"""GIFT as a quiz of the course, read as Moodle reads it.

A blank line ends a question; ``\~ \= \# \{ \} \: \\`` are signs without meaning and ``\n`` is a
line break; any other backslash is itself. Comments hold ids and tags as Moodle writes them, and
the model answers of our own exports.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from grader.problems import UsageProblem
from grader.quizzes.imports.build import (
    Found,
    Given,
    add_choice,
    add_formula,
    add_numeric,
    add_short_text,
    add_truth,
    number,
)
from grader.quizzes.imports.gift_syntax import Block, bare, blocks, cut, signs
from grader.quizzes.imports.shared import (
    Draft,
    Imported,
    Notes,
    checked_size,
    markup,
    plain_text,
)
from grader.texts import Text, printable, text

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["read"]

_FORMAT: Final = re.compile(r"\[(html|moodle|plain|markdown)\]")
_ID: Final = re.compile(r"\[id:((?:\\\]|[^\]\[])+)\]")
_TAG: Final = re.compile(r"\[tag:((?:\\[\]\[]|[^\]\[])+)\]")
_MODEL: Final = re.compile(r"//\s*model: (.*)")
_RUBRIC: Final = re.compile(r"//\s*rubric (\d{1,6}(?:\.\d{1,6})?): (.*)")
_MISTAKE: Final = re.compile(r"//\s*mistake: (.*)")
_WEIGHT: Final = re.compile(r"%(-?\d{1,3}(?:\.\d{0,9})?)%")
_TRUTHS: Final = {"T": True, "TRUE": True, "F": False, "FALSE": False}
LONGEST_BLOCK: Final = 200_000


def read(data: bytes) -> Imported:
    """Return the quiz and the keys in `data`, and what could not be carried over."""
    draft = Draft(Notes())
    for block in blocks(checked_size(data)):
        _question(draft, block)
    return draft.finished()


class _Reader:
    """Reads the parts of one block."""

    def __init__(self, draft: Draft, block: Block) -> None:
        self.draft, self.block = draft, block
        name, rest = self._title(block.body)
        self.name = " ".join(bare(name).split())
        self.question, self.answers = self._braces(rest)
        ids = [found[1] for one in block.comments if (found := _ID.search(one))]
        self.idnumber = re.sub(r"\\(.)", r"\1", ids[-1]) if ids else ""
        self.where = printable(self.name or self.idnumber or f"({block.line})", 60)
        found = _FORMAT.match(self.question)
        self.format = found[1] if found else "moodle"

    def broken(self, sentence: Text) -> UsageProblem:
        """Return the problem `sentence`, with the line where the question begins."""
        return UsageProblem(text("Line {line}: {problem}", line=self.block.line, problem=sentence))

    def _title(self, body: str) -> tuple[str, str]:
        if not body.startswith("::"):
            return "", body
        parts = cut(body[2:], "::", 2)
        if len(parts) < 2:
            raise self.broken(text("the title has no second ::."))
        return parts[0], parts[1].strip()

    def _braces(self, body: str) -> tuple[str, str | None]:
        """Return the question's text and what is in the braces, or None if there are none."""
        found = list(signs(body, "[{}]"))
        if not found:
            return body, None
        if found[0][0] == "}":
            raise self.broken(text("a closing brace comes before any opening one."))
        close = next((one for one in found if one[0] == "}"), None)
        if close is None:
            raise self.broken(text("a brace is opened and not closed before the next blank line."))
        before, after = body[: found[0].start()], body[close.end() :].strip()
        inside = body[found[0].end() : close.start()].strip()
        question = f"{before.rstrip()} _____ {after}" if after else before.strip()
        return question, inside

    def content(self, words: str) -> str:
        """Return a text of the block in the course's markup."""
        shown = words.strip()
        found = _FORMAT.match(shown)
        format_ = found[1] if found else self.format
        shown = bare(shown[found.end() :] if found else shown).strip()
        if format_ in ("plain", "markdown"):
            return plain_text(shown)
        if format_ == "moodle":  # HTML where line breaks count
            shown = shown.replace("\n", "<br>")
        return markup(shown, self.where, self.draft.notes)

    def found(self, explanation: str) -> Found:
        """Return what all kinds of questions have."""
        tags = [tag for one in self.block.comments for tag in _TAG.findall(one)]
        return Found(
            name=self.name,
            idnumber=self.idnumber,
            question=self.content(self.question),
            explanation=self.content(explanation) if explanation else "",
            points=1.0,
            tags=[re.sub(r"\\([\[\]])", r"\1", tag) for tag in tags],
        )

    def left_out(self, reason: Text) -> None:
        """Note that the question could not be carried over."""
        self.draft.notes.add(text("{name} was left out: {reason}.", name=self.where, reason=reason))


# --- kinds ----------------------------------------------------------------------------------------


def _question(draft: Draft, block: Block) -> None:
    if block.body.startswith("$CATEGORY:"):
        block = _category(draft, block)
    if not block.body:
        return
    if len(block.body) > LONGEST_BLOCK:
        count = len(block.body)
        raise UsageProblem(
            text("Line {line}: a question of {count} characters.", line=block.line, count=count)
        )
    reader = _Reader(draft, block)
    if reader.answers is None:
        reader.left_out(text("it has no braces, so it asks nothing"))
        return
    answers, explanation = _general(reader.answers)
    if not answers:
        found = reader.found(explanation)
        model, rubric, mistakes = _model(reader)
        if not add_formula(draft, found, model, mistakes):
            add_short_text(draft, found, model, rubric)
    elif answers.startswith("#"):
        _numeric(reader, answers[1:], explanation)
    elif cut(answers, "#", 2)[0].strip() in _TRUTHS:
        _truth(reader, answers, explanation)
    else:
        _answers(reader, answers, explanation)


def _category(draft: Draft, block: Block) -> Block:
    """Take the first category as the title; return what follows it without a blank line."""
    line, _, rest = block.body.partition("\n")
    path = bare(line.removeprefix("$CATEGORY:")).strip().replace("//", "\0")
    name = plain_text(path.rsplit("/", 1)[-1].replace("\0", "/"))
    if not draft.title:
        draft.title = name
    elif name != draft.title:
        shown = repr(printable(name, 60))
        draft.notes.add(text("The category {name} was left out.", name=shown))
    return block._replace(line=block.line + 1, body=rest)


def _general(answers: str) -> tuple[str, str]:
    """Cut off the general feedback: what follows the last ``####``."""
    found = list(signs(answers, "####"))
    if not found:
        return answers, ""
    last = found[-1]
    return answers[: last.start()].strip(), answers[last.end() :]


def _model(reader: _Reader) -> tuple[str, list[tuple[float, str]], list[str]]:
    """Return the model, the rubric and the mistakes that our own exports put into comments."""
    model, rubric, mistakes = "", [], []
    for one in reader.block.comments:
        if found := _MODEL.fullmatch(one):
            model = reader.content(f"[html]{found[1]}")
        elif (found := _RUBRIC.fullmatch(one)) and float(found[1]) > 0:
            rubric.append((float(found[1]), reader.content(f"[html]{found[2]}")))
        elif found := _MISTAKE.fullmatch(one):
            mistakes.append(reader.content(f"[html]{found[1]}"))
    return model, rubric, mistakes


def _truth(reader: _Reader, answers: str, explanation: str) -> None:
    word, *said = cut(answers, "#", 3)
    told = [reader.content(one) for one in said]
    add_truth(reader.draft, reader.found(explanation), answer=_TRUTHS[word.strip()], said=told)


def _weighted(part: str, default: float) -> tuple[float, str]:
    """Return an answer's percentage and the rest of it."""
    if found := _WEIGHT.match(part):
        return float(found[1]), part[found.end() :]
    return default, part


def _parts(answers: str) -> list[tuple[str, str]]:
    """Return each answer with the sign before it."""
    found = list(signs(answers, "[~=]"))
    if not found:
        return []
    ends = [*(one.start() for one in found[1:]), len(answers)]
    parts = [
        (one[0], answers[one.end() : end].strip()) for one, end in zip(found, ends, strict=True)
    ]
    return [(sign, part) for sign, part in parts if part]


def _answers(reader: _Reader, answers: str, explanation: str) -> None:
    parts = _parts(answers)
    if not parts:
        raise reader.broken(text("the braces hold no answer that begins with = or ~."))
    if not any(sign == "~" for sign, _ in parts):
        _words(reader, [part for _, part in parts], explanation)
        return
    given = []
    for sign, part in parts:
        weight, rest = _weighted(part, 100.0 if sign == "=" else 0.0)
        words, *said = cut(rest, "#", 2)
        given.append(Given(reader.content(words), weight, "".join(map(reader.content, said))))
    single = any(sign == "=" for sign, _ in parts)
    add_choice(reader.draft, reader.found(explanation), given, single=single)


def _words(reader: _Reader, parts: Sequence[str], explanation: str) -> None:
    """Words that a machine compares are judged by a human here; pairs cannot be carried over."""
    if all("->" in part for part in parts):
        reader.left_out(text("pairs to match have no kind here"))
        return
    where = reader.where
    reader.draft.notes.add(
        text("{question} compares words: here it is a short text.", question=where)
    )
    right = [cut(_weighted(part, 100.0)[1], "#", 2)[0] for part in parts]
    model = "\n".join(map(reader.content, right))
    add_short_text(reader.draft, reader.found(explanation), model, [])


def _numeric(reader: _Reader, answers: str, explanation: str) -> None:
    numbers, *other = cut(answers, "~", 2)
    if other:
        where = reader.where
        reader.draft.notes.add(
            text("{question}: what is said of any other number was left out.", question=where)
        )
    parts = [part for _, part in _parts(numbers)] or [numbers]
    found: list[tuple[float | str, Given]] = []
    for part in parts:
        weight, rest = _weighted(part.strip(), 100.0)
        words, *said = cut(rest, "#", 2)
        value, tolerance = _interval(reader, words.strip())
        given = Given("", weight, "".join(map(reader.content, said)), tolerance)
        found.append((value, given))
    add_numeric(reader.draft, reader.found(explanation), found)


def _interval(reader: _Reader, words: str) -> tuple[float, float]:
    """Return the middle and the tolerance of ``3.5:0.1``, ``3.4..3.6`` or ``3.5``."""
    low, dots, high = words.partition("..")
    if dots:
        ends = number(low), number(high)
        if ends[0] is not None and ends[1] is not None and ends[0] <= ends[1]:
            middle = (ends[0] + ends[1]) / 2
            return middle, ends[1] - middle
    else:
        value, _, tolerance = words.partition(":")
        pair = number(value), number(tolerance or "0")
        if pair[0] is not None and pair[1] is not None and pair[1] >= 0:
            return pair[0], pair[1]
    shown = repr(printable(words, 40))
    raise reader.broken(text("{words} is no number with a tolerance.", words=shown))
