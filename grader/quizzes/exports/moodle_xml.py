"""Moodle XML: what a teacher imports into a question bank of Moodle, 3.9 or later.

=====================  ==========================================================================
single, several        ``multichoice`` with standard fractions (see `fractions`), shuffled
true or false          ``truefalse``
number                 ``numerical`` with tolerance and unit; known mistakes as answers worth 0
number, parametrised   ``calculated``: formulas, and up to 100 draws of the numbers
formula, short text    ``essay``: a human judges, with what is right in the grader's information
=====================  ==========================================================================

The explanation is the general feedback, the section and difficulty are tags. One language a file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from xml.sax.saxutils import unescape

from grader.quizzes.content import (
    Choice,
    ChoiceKey,
    FormulaKey,
    Numeric,
    NumericKey,
    ShortTextKey,
    SingleChoice,
    TrueFalseKey,
)
from grader.quizzes.exports.calculated import DECIMALS_SHOWN, add_datasets, moodle_formula
from grader.quizzes.exports.fractions import fraction_text, fractions
from grader.quizzes.exports.notes import moodle_notes, words_html
from grader.quizzes.exports.shared import (
    clean,
    escaped,
    inline_html,
    key_of,
    name_of,
    plain_number,
    refuse_no_right_option,
    tags_of,
    title_of,
    unit_of,
)
from grader.quizzes.judging import right_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from grader.quizzes.content import Formula, Key, Question, Quiz
    from grader.quizzes.scoring import Scheme
    from grader.texts import Lang

__all__ = ["write"]

_TYPES: Final = {
    "single_choice": "multichoice",
    "multiple_choice": "multichoice",
    "true_false": "truefalse",
    "numeric": "numerical",
    "formula": "essay",
    "short_text": "essay",
}
_ESCAPED: Final = re.compile(r"<text>([^<]*&[^<]*)</text>")
NOMINAL: Final = "2"  # Moodle's number for an absolute tolerance
AS_DECIMALS: Final = "1"
UNIT_OPTIONAL, NO_UNIT = "0", "3"


def write(quiz: Quiz, keys: Mapping[str, Key], lang: Lang, scheme: Scheme) -> bytes:
    """Return `quiz` with its keys as a Moodle XML file in one language."""
    refuse_no_right_option(quiz, keys)
    root = Element("quiz")
    _category(root, quiz, lang, scheme)
    for question in quiz.questions:
        _question(root, quiz, question, keys, lang, scheme)
    indent(root)
    document: str = tostring(root, "unicode", short_empty_elements=False)
    document = _ESCAPED.sub(_cdata, document)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{document}\n'.encode()


def _cdata(found: re.Match[str]) -> str:
    """Write HTML unescaped, as Moodle does: some readers of its files expect that."""
    words = unescape(found[1]).replace("]]>", "]]]]><![CDATA[>")
    return f"<text><![CDATA[{words}]]></text>"


def _category(root: Element, quiz: Quiz, lang: Lang, scheme: Scheme) -> None:
    """Begin with the category that the questions go to; its description says what differs."""
    element = SubElement(root, "question", type="category")
    title = title_of(quiz, lang).replace("/", "//")  # a single one begins a subcategory
    _text(SubElement(element, "category"), f"$course$/top/{title}")
    notes = "".join(f"<p>{escaped(one.get(lang))}</p>" for one in moodle_notes(quiz, scheme))
    _html(element, "info", notes)
    SubElement(element, "idnumber").text = quiz.name


def _question(
    root: Element,
    quiz: Quiz,
    question: Question,
    keys: Mapping[str, Key],
    lang: Lang,
    scheme: Scheme,
) -> None:
    drawn = isinstance(question, Numeric) and bool(question.parameters)
    element = SubElement(root, "question", type="calculated" if drawn else _TYPES[question.kind])
    _text(SubElement(element, "name"), name_of(question, lang))
    writer = _Writer(element, lang)
    key = keys[question.id]
    writer.header(quiz, question, key)
    if isinstance(question, Choice):
        writer.choice(question, key_of(keys, question, ChoiceKey), scheme)
    elif isinstance(question, Numeric):
        writer.numeric(question, key_of(keys, question, NumericKey))
    elif isinstance(key, TrueFalseKey):
        writer.truth(key)
    elif isinstance(key, FormulaKey):
        writer.formula(question, key)  # type: ignore[arg-type]  # the key says what it is
    elif isinstance(key, ShortTextKey):
        writer.essay(key)
    tags = SubElement(element, "tags")
    for tag in tags_of(question):
        _text(SubElement(tags, "tag"), tag)


def _text(parent: Element, words: str) -> None:
    SubElement(parent, "text").text = words


def _html(parent: Element, tag: str, content: str) -> None:
    _text(SubElement(parent, tag, format="html"), content)


def _fields(parent: Element, fields: Mapping[str, str]) -> None:
    for tag, value in fields.items():
        SubElement(parent, tag).text = value


class _Writer:
    """Writes one question's parts into its element, in the order of Moodle's own exports."""

    def __init__(self, element: Element, lang: Lang) -> None:
        self.element, self.lang = element, lang
        self.wildcards: dict[str, str] = {}  # what stands for [[w]] in the texts of this question

    def html(self, sentence: Any) -> str:
        """Return a Text as HTML; where numbers are drawn, other braces are kept from Moodle."""
        found = inline_html(sentence.get(self.lang))
        if self.wildcards:
            found = found.replace("{", "&#123;").replace("}", "&#125;")
        for name, wildcard in self.wildcards.items():
            found = found.replace(f"[[{name}]]", wildcard)
        return found

    def header(self, quiz: Quiz, question: Question, key: Key) -> None:
        if isinstance(question, Numeric) and isinstance(key, NumericKey) and question.parameters:
            self.wildcards = {name: f"{{{name}}}" for name in question.parameters}
            right = moodle_formula(key.answer, question)
            self.wildcards["answer"] = f"{{=round({right},{DECIMALS_SHOWN})}}"
        asked = f"<p>{self.html(question.question)}</p>{words_html(question, self.lang)}"
        _html(self.element, "questiontext", asked)
        _html(self.element, "generalfeedback", f"<p>{self.html(key.explanation)}</p>")
        _fields(
            self.element,
            {
                "defaultgrade": plain_number(question.points),
                "penalty": "0.3333333",
                "hidden": "0",
                "idnumber": f"{quiz.name}-{question.id}",
            },
        )

    def answer(self, words: str, fraction: float, feedback: str, format_: str = "") -> Element:
        element = SubElement(self.element, "answer", fraction=fraction_text(fraction))
        if format_:
            element.set("format", format_)
        _text(element, words)
        _html(element, "feedback", feedback)
        return element

    # --- kinds --------------------------------------------------------------------------------

    def choice(self, question: Choice, key: ChoiceKey, scheme: Scheme) -> None:
        """An option that stays last cannot be asked of Moodle: then none is shuffled."""
        fixed = any(option.last for option in question.options)
        single = isinstance(question, SingleChoice)
        _fields(
            self.element,
            {
                "single": "true" if single else "false",
                "shuffleanswers": "false" if fixed else "true",
                "answernumbering": "ABCD",
            },
        )
        parts = fractions(question, key, scheme)
        for option in question.options:
            why = key.why_not.get(option.id)
            feedback = "" if why is None else self.html(why)
            self.answer(self.html(option.text), parts[option.id], feedback, "html")

    def truth(self, key: TrueFalseKey) -> None:
        for value, word in ((True, "true"), (False, "false")):
            self.answer(word, 100 if key.answer is value else 0, "", "moodle_auto_format")

    def numeric(self, question: Numeric, key: NumericKey) -> None:
        """The right number first: Moodle takes the first answer that fits."""
        if question.parameters:
            self.calculated_options()
        known: list[tuple[float | str, float, str]] = [(key.answer, 100, "")]
        known += [(one.answer, 0, self.html(one.text)) for one in key.mistakes]
        for value, fraction, feedback in known:
            if question.parameters:
                written = moodle_formula(value, question)
            else:
                written = plain_number(_value(question, key, value))
            element = self.answer(written, fraction, feedback)
            SubElement(element, "tolerance").text = plain_number(key.tolerance)
            if question.parameters:
                self.calculated_answer(element)
        self.units(unit_of(question, self.lang))
        if question.parameters:
            add_datasets(self.element, question)

    def calculated_options(self) -> None:
        _fields(
            self.element,
            {"synchronize": "0", "single": "0", "answernumbering": "abc", "shuffleanswers": "0"},
        )
        for tag in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
            _html(self.element, tag, "")

    def calculated_answer(self, element: Element) -> None:
        _fields(
            element,
            {
                "tolerancetype": NOMINAL,
                "correctanswerformat": AS_DECIMALS,
                "correctanswerlength": str(DECIMALS_SHOWN),
            },
        )

    def units(self, unit: str) -> None:
        if unit:
            element = SubElement(SubElement(self.element, "units"), "unit")
            _fields(element, {"multiplier": "1", "unit_name": unit})
        _fields(
            self.element,
            {
                "unitgradingtype": "0",
                "unitpenalty": "0.1",
                "showunits": UNIT_OPTIONAL if unit else NO_UNIT,
                "unitsleft": "0",
            },
        )

    def essay(self, key: ShortTextKey) -> None:
        points = [f"{plain_number(one.points)}: {self.html(one.text)}" for one in key.rubric]
        self.written(f"<p>{self.html(key.model)}</p>{_list(points)}", lines="10")

    def formula(self, question: Formula, key: FormulaKey) -> None:
        """Moodle's core has no formulas: a human compares with this one."""
        known = [f"<code>{escaped(clean(key.answer))}</code>"]
        known += [
            f"<code>{escaped(clean(str(one.answer)))}</code> (0): {self.html(one.text)}"
            for one in key.mistakes
        ]
        names = ", ".join(question.variables)
        self.written(f"<p>{known[0]} ({escaped(names)})</p>{_list(known[1:])}", lines="3")

    def written(self, information: str, lines: str) -> None:
        _fields(
            self.element,
            {
                "responseformat": "editor",
                "responserequired": "1",
                "responsefieldlines": lines,
                "attachments": "0",
                "attachmentsrequired": "0",
            },
        )
        _html(self.element, "graderinfo", information)
        _html(self.element, "responsetemplate", "")


def _list(items: Iterable[str]) -> str:
    lines = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul>{lines}</ul>" if lines else ""


def _value(question: Numeric, key: NumericKey, answer: float | str) -> float:
    """Return a key's number where nothing is drawn; it may be written as a formula: ``2**10``."""
    return right_number(
        question, NumericKey(explanation=key.explanation, answer=answer, tolerance=0), 0
    )
