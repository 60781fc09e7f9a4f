"""Moodle XML as a quiz of the course.

Kinds that are read: ``multichoice``, ``truefalse``, ``numerical``, ``calculated``, ``essay`` and
``shortanswer`` (as a short text). All others are named and left out. Entities, external files and
document types are refused by defusedxml.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

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
from grader.quizzes.imports.calculated import formula_of, parameters_of, texts_of
from grader.quizzes.imports.moodle_tree import parsed
from grader.quizzes.imports.shared import (
    Draft,
    Imported,
    Notes,
    markup,
    plain_text,
)
from grader.texts import printable, text

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

__all__ = ["read"]

_LIST: Final = re.compile(r"(.*)<ul>(.*)</ul>", re.DOTALL)
_RUBRIC: Final = re.compile(r"(\d{1,6}(?:\.\d{1,6})?):\s(.+)", re.DOTALL)


def read(data: bytes) -> Imported:
    """Return the quiz and the keys in `data`, and what could not be carried over."""
    root = parsed(data)
    draft = Draft(Notes())
    for element in root.findall("question"):
        _question(draft, element)
    return draft.finished()


# --- parts of a question --------------------------------------------------------------------------


def _string(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _content(draft: Draft, element: Element | None, where: str) -> str:
    """Return the text of an element such as ``questiontext``, in the course's markup."""
    if element is None:
        return ""
    words = _string(element, "text")
    if element.find("file") is not None:
        draft.notes.add(text("{question}: attached files were left out.", question=where))
    format_ = element.get("format", "html")
    if format_ in ("plain_text", "markdown"):
        return plain_text(words)
    return markup(words, where, draft.notes)


def _found(draft: Draft, element: Element) -> Found:
    where = _where(element)
    if element.find("hint") is not None:
        draft.notes.add(text("{question}: hints were left out.", question=where))
    return Found(
        name=_string(element, "name/text"),
        idnumber=_string(element, "idnumber"),
        question=_content(draft, element.find("questiontext"), where),
        explanation=_content(draft, element.find("generalfeedback"), where),
        points=number(_string(element, "defaultgrade") or "1"),
        tags=[_string(tag, "text") for tag in element.findall("tags/tag")],
    )


def _where(element: Element) -> str:
    return printable(_string(element, "name/text") or _string(element, "idnumber") or "?", 60)


def _given(draft: Draft, element: Element) -> list[Given]:
    where = _where(element)
    found = []
    for answer in element.findall("answer"):
        feedback = _content(draft, answer.find("feedback"), where)
        fraction = number(answer.get("fraction", "0")) or 0.0
        tolerance = number(_string(answer, "tolerance") or "0") or 0.0
        words = _content(draft, answer, where)
        found.append(Given(words, fraction, feedback, max(tolerance, 0.0)))
    return found


# --- kinds ----------------------------------------------------------------------------------------


def _question(draft: Draft, element: Element) -> None:
    type_ = element.get("type", "")
    if type_ == "category":
        _category(draft, element)
    elif reader := _KINDS.get(type_):
        reader(draft, element)
    else:
        draft.notes.add(
            text(
                "{name} was left out: questions of the type {type} cannot be read.",
                name=_where(element),
                type=repr(printable(type_, 40)),
            )
        )


def _category(draft: Draft, element: Element) -> None:
    """Take the first category as the title; others are noted."""
    path = _string(element, "category/text").replace("//", "\0")
    name = plain_text(path.rsplit("/", 1)[-1].replace("\0", "/"))
    if not draft.title:
        draft.title = name
    elif name != draft.title:
        draft.notes.add(text("The category {name} was left out.", name=repr(printable(name, 60))))


def _multichoice(draft: Draft, element: Element) -> None:
    single = _string(element, "single").lower() not in ("false", "0")
    add_choice(draft, _found(draft, element), _given(draft, element), single=single)


def _truefalse(draft: Draft, element: Element) -> None:
    """Answers are called true and false; in old files the first one is true."""
    answers = _given(draft, element)
    if len(answers) != 2:
        name = _where(element)
        draft.notes.add(text("{name} was left out: no option is the right one.", name=name))
        return
    first = answers[0].words != "false"
    answer = first is (answers[0].fraction > 99.9)
    said = [one.feedback for one in answers]
    add_truth(draft, _found(draft, element), answer=answer, said=said)


def _numerical(draft: Draft, element: Element) -> None:
    answers: list[tuple[float | str, Given]] = []
    for raw, given in zip(element.findall("answer"), _given(draft, element), strict=True):
        value = number(_string(raw, "text"))
        if value is None:
            shown = repr(printable(_string(raw, "text"), 30))
            draft.notes.add(
                text(
                    "{question}: the answer {answer} is no number and was left out.",
                    question=_where(element),
                    answer=shown,
                )
            )
        else:
            answers.append((value, given))
    add_numeric(draft, _found(draft, element), answers, _unit(draft, element))


def _unit(draft: Draft, element: Element) -> str:
    units = [_string(unit, "unit_name") for unit in element.findall("units/unit")]
    if len(units) > 1:
        draft.notes.add(text("{question}: only the first unit was kept.", question=_where(element)))
    return units[0] if units else ""


def _calculated(draft: Draft, element: Element) -> None:
    """A formula that the grader does not know leaves the whole question out."""
    where = _where(element)
    parameters = parameters_of(element)
    answers: list[tuple[float | str, Given]] = []
    for raw in element.findall("answer"):
        formula = formula_of(_string(raw, "text"), parameters)
        if formula is None:
            shown = repr(printable(_string(raw, "text"), 60))
            draft.notes.add(
                text(
                    "{name} was left out: its formula {formula} cannot be read.",
                    name=where,
                    formula=shown,
                )
            )
            return
        if _string(raw, "tolerancetype") not in ("", "2"):
            draft.notes.add(
                text("{question}: its tolerance was not absolute; set it anew.", question=where)
            )
        answers.append((formula, Given("", 0, "")))
    texts_of(element, parameters)
    given = [
        (formula, one) for (formula, _), one in zip(answers, _given(draft, element), strict=True)
    ]
    add_numeric(draft, _found(draft, element), given, _unit(draft, element), parameters)


def _essay(draft: Draft, element: Element) -> None:
    """Our own exports end the information for graders with a list: the rubric."""
    information, where = element.find("graderinfo"), _where(element)
    words = "" if information is None else _string(information, "text")
    items: list[str] = []
    if listed := _LIST.fullmatch(words):
        items = [markup(item, where, draft.notes) for item in listed[2].split("</li>") if item]
    found = _found(draft, element)
    before = markup(listed[1] if listed else words, where, draft.notes)
    if add_formula(draft, found, before, items):
        return
    lines = [line for item in items if (line := _RUBRIC.fullmatch(item))]
    rubric = [(float(line[1]), line[2]) for line in lines if float(line[1]) > 0]
    complete = len(lines) == len(items)
    model = before if complete else markup(words, where, draft.notes)
    add_short_text(draft, found, model, rubric if complete else [])


def _shortanswer(draft: Draft, element: Element) -> None:
    """Words that a machine compares are judged by a human here."""
    answers = [one for one in _given(draft, element) if one.fraction > 0]
    draft.notes.add(
        text("{question} compares words: here it is a short text.", question=_where(element))
    )
    model = "\n".join(one.words for one in answers)
    add_short_text(draft, _found(draft, element), model, [])


_KINDS: Final[dict[str, Callable[[Draft, Element], None]]] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "numerical": _numerical,
    "calculated": _calculated,
    "calculatedsimple": _calculated,
    "essay": _essay,
    "shortanswer": _shortanswer,
}
