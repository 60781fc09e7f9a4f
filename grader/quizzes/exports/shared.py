"""What several formats need: texts as HTML, numbers, names, drawn variants of a question."""

from __future__ import annotations

import html
import re
from decimal import Decimal
from itertools import count, islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from grader.problems import UsageProblem
from grader.quizzes.content import Choice, ChoiceKey, Formula, Numeric, ShortText
from grader.quizzes.draws import drawn, filled
from grader.quizzes.markup import in_terminal, segments
from grader.texts import Text, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from grader.quizzes.content import Key, Question, Quiz
    from grader.texts import Lang

__all__ = [
    "NOTE_CLASS",
    "Variant",
    "clean",
    "escaped",
    "inline_html",
    "key_of",
    "name_of",
    "plain_number",
    "refuse_no_right_option",
    "said",
    "tags_of",
    "title_of",
    "unit_of",
    "variants",
]

# Marks what an export adds for the reader to a question's text: an import leaves it out.
NOTE_CLASS: Final = "grader-note"
LONGEST_NAME: Final = 70
MOST_TRIES: Final = 300  # seeds looked at for draws that differ
T = TypeVar("T")

# What XML 1.0 may not hold at all, not even as an entity (control characters, lone surrogates),
# and the delete sign.
_FORBIDDEN: Final = re.compile(
    "[^\t\n\r\u0020-\u007e\u0080-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
# MathJax would read a formula where the course's text has none; a tag between two signs hides it.
_DELIMITERS: Final = re.compile(r"\\(?=[(\[])|\$(?=\$)")
_DRAWN: Final = re.compile(r"\[\[\w+\]\]")
_IN_FORMULA: Final = re.compile(r"\\[()\[\]]")


def clean(words: str) -> str:
    """Return `words` without what no XML file may hold, and with one kind of line break."""
    return _FORBIDDEN.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


def escaped(words: str) -> str:
    """Return plain `words` as HTML or XML text."""
    return html.escape(words, quote=False)


def inline_html(sentence: str) -> str:
    r"""Return `sentence` as HTML for a site with MathJax: formulas stay LaTeX, in ``\( \)``."""
    return "".join(map(_html, segments(clean(sentence)))).replace("\n", "<br />")


def _html(piece: Any) -> str:
    words = escaped(piece.content)
    if piece.kind == "code" and words.strip():
        return f"<code>{words}</code>".replace("\n", " ")
    if piece.kind == "math" and words.strip() and not _IN_FORMULA.search(piece.content):
        return rf"\({words}\)".replace("\n", " ")
    if piece.kind == "math":  # a formula cannot hold its own brackets: shown as it is written
        words = f"${words}$"
    return _DELIMITERS.sub(r"<span>\g<0></span>", words)


def plain_number(value: float) -> str:
    """Return `value` exactly and, unless it is extreme, without an exponent: ``0.00001``."""
    shortest = repr(float(value)).removesuffix(".0")
    if "e" not in shortest or not 1e-15 <= abs(value) <= 1e15:
        return shortest
    return format(Decimal(shortest), "f")


def name_of(question: Question, lang: Lang) -> str:
    """Return a line by which a teacher finds `question` in a list: its id and its first words."""
    asked = _DRAWN.sub("…", question.question.get(lang))
    words = " ".join(clean(in_terminal(asked)).split())
    if len(words) > LONGEST_NAME:
        words = words[:LONGEST_NAME].rsplit(" ", 1)[0] + " …"
    return f"{question.id} {words}".strip()


def title_of(quiz: Quiz, lang: Lang) -> str:
    """Return the title on one line, where there is neither LaTeX nor HTML."""
    return " ".join(clean(in_terminal(quiz.title.get(lang))).split()) or quiz.name


def tags_of(question: Question) -> list[str]:
    """Return what other systems can only keep as tags; the imports read them again."""
    tags = [
        f"section:{' '.join(clean(question.section).split())}",
        f"difficulty:{question.difficulty}",
        f"kind:{question.kind}",
    ]
    if isinstance(question, ShortText):
        tags.append(f"words:{question.words}")
    if isinstance(question, Formula):
        tags += [
            f"variable:{name}={plain_number(one.low)}..{plain_number(one.high)}"
            for name, one in question.variables.items()
        ]
    return tags


def unit_of(question: Numeric, lang: Lang) -> str:
    """Return the unit in one language, or nothing."""
    unit = question.unit or ""
    return clean(unit if isinstance(unit, str) else unit.get(lang))


def key_of(keys: Mapping[str, Key], question: Question, kind: type[T]) -> T:
    """Return the key of `question`, that is a `kind` by what `load_keys` checks."""
    key = keys[question.id]
    if not isinstance(key, kind):
        raise TypeError(f"{question.id} has a {type(key).__name__}")
    return key


def refuse_no_right_option(quiz: Quiz, keys: Mapping[str, Key]) -> None:
    """Refuse a quiz where nothing is right in a question: Moodle has no such questions."""
    for question in quiz.questions:
        key = keys[question.id]
        if isinstance(question, Choice) and isinstance(key, ChoiceKey) and not key.right:
            raise UsageProblem(
                text("{question} has no right option: this format needs one.", question=question.id)
            )


# --- numbers drawn --------------------------------------------------------------------------------


class Variant(NamedTuple):
    """A question as one student sees it: `number` counts from 1, and is 0 where nothing is drawn."""

    question: Question
    seed: int
    number: int
    values: dict[str, float]

    @property
    def id(self) -> str:
        """The question's id, with the variant's number where there are several."""
        return f"{self.question.id}_{self.number}" if self.number else self.question.id


def variants(question: Question, most: int) -> list[Variant]:
    """Return `question` with at most `most` different draws of its numbers."""
    if not isinstance(question, Numeric) or not question.parameters:
        return [Variant(question, 0, 0, {})]
    return list(islice(_different(question), most))


def _different(question: Numeric) -> Iterator[Variant]:
    seen: set[tuple[float, ...]] = set()
    number = count(1)
    for seed in range(MOST_TRIES):
        values = drawn(question, seed)
        if tuple(values.values()) not in seen:
            seen.add(tuple(values.values()))
            yield Variant(question, seed, next(number), values)


def said(
    sentence: Text, variant: Variant, lang: Lang, facts: Mapping[str, str] | None = None
) -> str:
    """Return `sentence` in one language, the variant's numbers filled in."""
    return filled(sentence, {**variant.values, **(facts or {})}).get(lang)
