"""One question as an item of QTI 2.1: what is asked, how it is scored, what is said then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import quoteattr

from grader.quizzes.content import (
    Choice,
    ChoiceKey,
    FormulaKey,
    MultipleChoice,
    Numeric,
    NumericKey,
    ShortText,
    ShortTextKey,
    TrueFalseKey,
)
from grader.quizzes.exports.fractions import takes_away
from grader.quizzes.exports.notes import words_note
from grader.quizzes.exports.shared import (
    Variant,
    clean,
    escaped,
    name_of,
    plain_number,
    said,
    unit_of,
)
from grader.quizzes.judging import right_number
from grader.quizzes.marking import expected_answer
from grader.quizzes.markup import in_html
from grader.texts import Text, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.quizzes.content import Key, Quiz
    from grader.quizzes.scoring import Scheme
    from grader.texts import Lang

__all__ = ["NAMESPACE", "Item", "xml_file"]

_QTI: Final = "http://www.imsglobal.org/xsd/imsqti_v2p1"
NAMESPACE: Final = (
    f'xmlns="{_QTI}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    f'xsi:schemaLocation="{_QTI} http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"'
)
# No option can be called so: ids have no dots.
_EXPLANATION: Final = "said.explanation"
_RESPONSE: Final = '<variable identifier="RESPONSE"/>'
_CORRECT: Final = f'<match>{_RESPONSE}<correct identifier="RESPONSE"/></match>'


def xml_file(root: str) -> bytes:
    """Return an XML document with the element `root`."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n'.encode()


def _set(name: str, type_: str, value: str) -> str:
    content = f'<baseValue baseType="{type_}">{value}</baseValue>'
    if name == "FEEDBACK":
        content = f'<multiple><variable identifier="FEEDBACK"/>{content}</multiple>'
    return f'<setOutcomeValue identifier="{name}">{content}</setOutcomeValue>'


def _feedback(identifier: str, content: str) -> str:
    return (
        f'<modalFeedback outcomeIdentifier="FEEDBACK" identifier="{identifier}" showHide="show">'
        f"<p>{content}</p></modalFeedback>\n"
    )


class Item:
    """A question, in one of its variants, with its key."""

    def __init__(self, quiz: Quiz, variant: Variant, key: Key, lang: Lang, scheme: Scheme) -> None:
        self.quiz, self.variant, self.key = quiz, variant, key
        self.lang, self.scheme, self.question = lang, scheme, variant.question
        self.points = self.question.points
        self.name = f"item-{quiz.name}-{variant.id}"
        self.path = f"items/{variant.id}.xml"

    def document(self) -> bytes:
        """Return the item as a file."""
        title = quoteattr(name_of(self.question, self.lang))
        declared, body, processed, told = self._parts()
        facts = {"answer": expected_answer(self.question, self.key, self.variant.seed)}
        explanation = self._said(self.key.explanation, facts["answer"].get(self.lang))
        return xml_file(
            f"""<assessmentItem {NAMESPACE} identifier="{self.name}" title={title}
 adaptive="false" timeDependent="false" xml:lang="{self.lang}">
{declared}
<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"
 normalMaximum="{plain_number(self.points)}"><defaultValue><value>0</value></defaultValue>
</outcomeDeclaration>
<outcomeDeclaration identifier="FEEDBACK" cardinality="multiple" baseType="identifier"/>
<itemBody>
<p>{self._said(self.question.question)}</p>
{body}
</itemBody>
<responseProcessing>
{processed}
{_set("FEEDBACK", "identifier", _EXPLANATION)}
</responseProcessing>
{told}{_feedback(_EXPLANATION, explanation)}</assessmentItem>"""
        )

    def _said(self, sentence: Text, answer: str = "") -> str:
        facts = {"answer": answer} if answer else {}
        return _html(said(sentence, self.variant, self.lang, facts))

    def _parts(self) -> tuple[str, str, str, str]:
        """Return what is declared, shown, processed, and the feedback on single answers."""
        question, key = self.question, self.key
        if isinstance(question, Choice) and isinstance(key, ChoiceKey):
            return self._choice(question, key)
        if isinstance(key, TrueFalseKey):
            return self._truth(key)
        if isinstance(question, Numeric) and isinstance(key, NumericKey):
            return self._number(question, key)
        return self._written()

    # --- choices ------------------------------------------------------------------------------

    def _choice(self, question: Choice, key: ChoiceKey) -> tuple[str, str, str, str]:
        several = isinstance(question, MultipleChoice)
        options = "\n".join(
            f'<simpleChoice identifier="{one.id}"{_fixed(one.last)}>'
            f"<p>{self._said(one.text)}</p></simpleChoice>"
            for one in question.options
        )
        body = (
            f'<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" '
            f'maxChoices="{0 if several else 1}">\n{options}\n</choiceInteraction>'
        )
        right = [one.id for one in question.options if one.id in key.right]
        wrong = [one.id for one in question.options if one.id not in key.right]
        mapping = ""
        if several and self.scheme.kind != "all_or_nothing":
            mapping = self._mapping(right, wrong)
            processed = (
                '<setOutcomeValue identifier="SCORE"><mapResponse identifier="RESPONSE"/>'
                "</setOutcomeValue>"
            )
        else:
            processed = self._right_or_wrong(1 / max(len(wrong), 1), takes=not several)
        told = "".join(_feedback(one, self._said(why)) for one, why in key.why_not.items())
        declared = _declared("multiple" if several else "single", "identifier", right, mapping)
        tell = f"<multiple>{_RESPONSE}</multiple>"
        processed += f'\n<setOutcomeValue identifier="FEEDBACK">{tell}</setOutcomeValue>'
        return declared, body, processed, told

    def _mapping(self, right: Sequence[str], wrong: Sequence[str]) -> str:
        """Points for each option; the sum stays between what the scheme may take and the points."""
        lowest = 0.0
        if takes_away(self.scheme):
            lowest = -1.0 if self.scheme.penalty == "balanced" else -self.scheme.penalty
        entries = [(one, self.points / len(right)) for one in right]
        entries += [(one, -self.points / len(wrong)) for one in wrong]
        lines = "".join(
            f'<mapEntry mapKey="{one}" mappedValue="{plain_number(value)}"/>'
            for one, value in entries
        )
        bounds = (
            f'lowerBound="{plain_number(lowest * self.points)}" '
            f'upperBound="{plain_number(self.points)}" defaultValue="0"'
        )
        return f"<mapping {bounds}>{lines}</mapping>"

    def _right_or_wrong(self, balanced: float, *, takes: bool = True) -> str:
        """No answer gives 0, the right one the points, any other one takes the penalty."""
        penalty = 0.0
        if takes and takes_away(self.scheme):
            penalty = balanced if self.scheme.penalty == "balanced" else self.scheme.penalty
        lost = plain_number(-penalty * self.points if penalty else 0.0)
        points = plain_number(self.points)
        return (
            f"<responseCondition>\n<responseIf><isNull>{_RESPONSE}</isNull>"
            f"{_set('SCORE', 'float', '0')}</responseIf>\n"
            f"<responseElseIf>{_CORRECT}{_set('SCORE', 'float', points)}</responseElseIf>\n"
            f"<responseElse>{_set('SCORE', 'float', lost)}</responseElse>\n</responseCondition>"
        )

    def _truth(self, key: TrueFalseKey) -> tuple[str, str, str, str]:
        words = (("true", text("True")), ("false", text("False")))
        options = "\n".join(
            f'<simpleChoice identifier="{one}"><p>{escaped(word.get(self.lang))}</p></simpleChoice>'
            for one, word in words
        )
        body = (
            '<choiceInteraction responseIdentifier="RESPONSE" shuffle="false" maxChoices="1">\n'
            f"{options}\n</choiceInteraction>"
        )
        declared = _declared("single", "identifier", ["true" if key.answer else "false"])
        return declared, body, self._right_or_wrong(1.0), ""

    # --- numbers and texts --------------------------------------------------------------------

    def _number(self, question: Numeric, key: NumericKey) -> tuple[str, str, str, str]:
        unit = _html(unit_of(question, self.lang))
        body = (
            '<p><textEntryInteraction responseIdentifier="RESPONSE" expectedLength="12"/>'
            f" {unit}</p>"
        )
        tolerance = plain_number(key.tolerance)
        values = [self._value(question, key, one) for one in _answers(key)]
        branches = [
            f"{_near(values[0], tolerance)}{_set('SCORE', 'float', plain_number(self.points))}"
        ]
        branches += [
            f"{_near(value, tolerance)}{_set('FEEDBACK', 'identifier', f'said.mistake{number}')}"
            for number, value in enumerate(values[1:], 1)
        ]
        processed = "".join(
            f"<response{'ElseIf' if at else 'If'}>{branch}</response{'ElseIf' if at else 'If'}>\n"
            for at, branch in enumerate(branches)
        )
        told = "".join(
            _feedback(f"said.mistake{number}", self._said(one.text))
            for number, one in enumerate(key.mistakes, 1)
        )
        declared = _declared("single", "float", [values[0]])
        return declared, body, f"<responseCondition>\n{processed}</responseCondition>", told

    def _value(self, question: Numeric, key: NumericKey, answer: float | str) -> str:
        wanted = NumericKey(explanation=key.explanation, answer=answer, tolerance=0)
        return plain_number(right_number(question, wanted, self.variant.seed))

    def _written(self) -> tuple[str, str, str, str]:
        """What is right is only for who scores; the points are set by hand."""
        key, question = self.key, self.question
        lines, length, right = [], 200, ""
        if isinstance(key, FormulaKey):
            right = f"<code>{escaped(clean(key.answer))}</code>"
            lines = [
                f"<code>{escaped(clean(str(one.answer)))}</code> (0): {self._said(one.text)}"
                for one in key.mistakes
            ]
        if isinstance(key, ShortTextKey) and isinstance(question, ShortText):
            length, right = question.words * 7, self._said(key.model)
            lines = [f"{plain_number(one.points)}: {self._said(one.text)}" for one in key.rubric]
        items = "".join(f"<li>{line}</li>" for line in lines)
        rubric = f"<ul>{items}</ul>" if items else ""
        note = words_note(question).get(self.lang) if isinstance(question, ShortText) else ""
        prompt = f"<prompt>{escaped(note)}</prompt>" if note else ""
        body = (
            f'<rubricBlock view="scorer"><p>{right}</p>{rubric}</rubricBlock>\n'
            f'<extendedTextInteraction responseIdentifier="RESPONSE" expectedLength="{length}">'
            f"{prompt}</extendedTextInteraction>"
        )
        return _declared("single", "string", []), body, "", ""


def _html(sentence: str) -> str:
    return in_html(clean(sentence)).replace("\n", "<br/>")


def _fixed(last: bool) -> str:
    return ' fixed="true"' if last else ""


def _declared(cardinality: str, type_: str, right: Sequence[str], mapping: str = "") -> str:
    values = "".join(f"<value>{one}</value>" for one in right)
    correct = f"<correctResponse>{values}</correctResponse>" if right else ""
    return (
        f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" '
        f'baseType="{type_}">{correct}{mapping}</responseDeclaration>'
    )


def _answers(key: NumericKey) -> list[float | str]:
    return [key.answer, *(one.answer for one in key.mistakes)]


def _near(value: str, tolerance: str) -> str:
    """Return the condition that the response is `value`, both ends of the tolerance included."""
    return (
        f'<equal toleranceMode="absolute" tolerance="{tolerance} {tolerance}">{_RESPONSE}'
        f'<baseValue baseType="float">{value}</baseValue></equal>'
    )
