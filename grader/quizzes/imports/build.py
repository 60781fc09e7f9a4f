"""Questions of other systems, already taken apart, become entries of the two files."""

from __future__ import annotations

import math
import re
import string
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from grader.quizzes.formulas import FormulaError, parse
from grader.quizzes.imports.shared import MOST_OPTIONS, Draft, both, whole
from grader.texts import printable, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grader.texts import Text

__all__ = [
    "Found",
    "Given",
    "add_choice",
    "add_formula",
    "add_numeric",
    "add_short_text",
    "add_truth",
    "number",
]

_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_CODE: Final = re.compile(r"`([^`]+)`")
_MISTAKE: Final = re.compile(r"`([^`]+)` \(0\):\s?(.*)", re.DOTALL)
_VARIABLE: Final = re.compile(r"variable:([A-Za-z]\w{0,39})=(.{1,40}?)\.\.(.{1,40})", re.ASCII)
LONGEST_NUMBER: Final = 60


class Given(NamedTuple):
    """An answer of the file: what it says, its percentage, and what is said about it."""

    words: str
    fraction: float
    feedback: str
    tolerance: float = 0.0


class Found(NamedTuple):
    """What all kinds of questions have."""

    name: str
    idnumber: str
    question: str
    explanation: str
    points: float | None
    tags: Sequence[str]


def number(words: str) -> float | None:
    """Return the number that `words` are, or None."""
    bare = words.strip()
    if len(bare) > LONGEST_NUMBER or not _NUMBER.fullmatch(bare):
        return None
    value = float(bare)
    return value if math.isfinite(value) else None


def _tag(found: Found, name: str) -> str:
    prefix = f"{name}:"
    return next((tag[len(prefix) :] for tag in found.tags if tag.startswith(prefix)), "")


def _common(draft: Draft, found: Found, kind: str) -> dict[str, Any]:
    """Return what is public of any question; what the file does not say is noted."""
    id_ = draft.next_id(found.idnumber)
    draft.named(found.name, id_)
    section, difficulty = _tag(found, "section"), _tag(found, "difficulty")
    if difficulty not in ("1", "2", "3"):
        draft.notes.add(
            text("{question}: no tag says its section and difficulty; it gets 2.", question=id_)
        )
        difficulty = "2"
    known = ("section:", "difficulty:", "kind:", "words:", "points:", "variable:")
    if others := [tag for tag in found.tags if not tag.startswith(known)]:
        tags = printable(", ".join(others), 100)
        draft.notes.add(text("{question}: tags left out: {tags}.", question=id_, tags=tags))
    if not found.question:
        draft.notes.add(text("{question} asks nothing: its text is empty.", question=id_))
    question: dict[str, Any] = {
        "id": id_,
        "kind": kind,
        "section": section,
        "difficulty": int(difficulty),
        "question": both(found.question),
    }
    points = number(_tag(found, "points")) or found.points
    if points is not None and points > 0 and points != 1:
        question["points"] = whole(points)
    elif points is not None and points <= 0:
        draft.notes.add(text("{question} gives no points in the file: here 1.", question=id_))
    return question


def _key(found: Found, extra: Sequence[str] = ()) -> dict[str, Any]:
    """Begin a key: the explanation, and what the file says about right answers."""
    said = "\n".join(one for one in (found.explanation, *extra) if one)
    return {"explanation": both(said)}


def add_choice(draft: Draft, found: Found, answers: Sequence[Given], *, single: bool) -> None:
    """Add a question with options, or note why it cannot be one."""
    right = [at for at, one in enumerate(answers) if one.fraction > 0]
    best = [at for at in right if answers[at].fraction > 99.9]
    if reason := _no_choice(found, len(answers), bool(len(best) == 1 if single else right)):
        draft.notes.add(reason)
        return
    question = _common(draft, found, "single_choice" if single else "multiple_choice")
    if single and len(right) > 1:
        name = question["id"]
        draft.notes.add(
            text("{question}: options that are right in part are wrong here.", question=name)
        )
    chosen = best if single else right
    ids = string.ascii_lowercase[: len(answers)]
    pairs = list(zip(ids, answers, strict=True))
    question["options"] = [{"id": id_, **both(one.words)} for id_, one in pairs]
    key = _key(found, [answers[at].feedback for at in chosen])
    key["answer"] = ids[chosen[0]] if single else [ids[at] for at in chosen]
    wrong = [pair for at, pair in enumerate(pairs) if at not in chosen]
    if reasons := {id_: both(one.feedback) for id_, one in wrong if one.feedback}:
        key["why_not"] = reasons
    draft.add(question, key)


def _no_choice(found: Found, options: int, right: bool) -> Text | None:
    """Return why a question cannot be one with options, or None."""
    name = printable(found.name or found.idnumber, 60)
    if not 2 <= options <= MOST_OPTIONS:
        return text(
            "{name} was left out: it has {count} options, and 2 to {most} may be.",
            name=name,
            count=options,
            most=MOST_OPTIONS,
        )
    if not right:
        return text("{name} was left out: no option is the right one.", name=name)
    return None


def add_truth(draft: Draft, found: Found, *, answer: bool, said: Sequence[str] = ()) -> None:
    """Add a statement that is true or false; `said` is feedback on the two answers."""
    question = _common(draft, found, "true_false")
    draft.add(question, {"answer": answer, **_key(found, said)})


def add_numeric(
    draft: Draft,
    found: Found,
    answers: Sequence[tuple[float | str, Given]],
    unit: str = "",
    parameters: Mapping[str, Any] | None = None,
) -> None:
    """Add a question for a number: the first full answer is right, those worth 0 are mistakes."""
    shown = printable(found.name or found.idnumber, 60)
    full = [one for one in answers if one[1].fraction > 99.9]
    if not full:
        draft.notes.add(text("{name} was left out: no number is the right one.", name=shown))
        return
    question = _common(draft, found, "numeric")
    if len(full) > 1 or any(0 < one[1].fraction <= 99.9 for one in answers):
        draft.notes.add(
            text("{question}: only the first right number was kept.", question=question["id"])
        )
    if unit:
        question["unit"] = unit
    if parameters:
        question["parameters"] = dict(parameters)
    draft.add(question, _numeric_key(found, full[0], answers))


def _numeric_key(
    found: Found, right: tuple[float | str, Given], answers: Sequence[tuple[float | str, Given]]
) -> dict[str, Any]:
    value, given = right
    key = {
        "answer": _whole(value),
        "tolerance": whole(given.tolerance),
        **_key(found, [given.feedback]),
    }
    mistakes = [
        {"answer": _whole(wrong), **both(one.feedback)}
        for wrong, one in answers
        if one.fraction <= 0
    ]
    if mistakes:
        key["mistakes"] = mistakes
    return key


def _whole(value: float | str) -> float | str:
    return value if isinstance(value, str) else whole(value)


def add_formula(draft: Draft, found: Found, model: str, mistakes: Sequence[str]) -> bool:
    """Add a formula that our own export made an essay; return whether it was one."""
    variables = _variables(found)
    answer = _CODE.match(model)
    if _tag(found, "kind") != "formula" or not variables or not answer:
        return False
    known = [one for line in mistakes if (one := _MISTAKE.fullmatch(line))]
    try:
        for written in (answer[1], *(one[1] for one in known)):
            parse(written, variables)
    except FormulaError:
        return False
    question = _common(draft, found, "formula")
    question["variables"] = variables
    key = {"answer": answer[1], **_key(found)}
    if known:
        key["mistakes"] = [{"answer": one[1], **both(one[2])} for one in known]
    draft.add(question, key)
    return True


def _variables(found: Found) -> dict[str, dict[str, float]]:
    ranges = [match for tag in found.tags if (match := _VARIABLE.fullmatch(tag))]
    pairs = {match[1]: (number(match[2]), number(match[3])) for match in ranges[:MOST_OPTIONS]}
    return {
        name: {"low": whole(low), "high": whole(high)}
        for name, (low, high) in pairs.items()
        if low is not None and high is not None
    }


def add_short_text(
    draft: Draft, found: Found, model: str, rubric: Sequence[tuple[float, str]]
) -> None:
    """Add a question that a human judges; without a rubric it has one line for all points."""
    question = _common(draft, found, "short_text")
    words = number(_tag(found, "words"))
    if words and 1 <= words <= 10_000:
        question["words"] = int(words)
    if _tag(found, "kind") == "formula":
        draft.notes.add(
            text(
                "{question} was a formula: other systems have none, so it is a short text now.",
                question=question["id"],
            )
        )
    key: dict[str, Any] = {"model": both(model), **_key(found)}
    lines = rubric or [(question.get("points", 1), model)]
    key["rubric"] = [{"points": whole(points), **both(words)} for points, words in lines]
    if not model:
        draft.notes.add(text("{question} has no model answer.", question=question["id"]))
    draft.add(question, key)
