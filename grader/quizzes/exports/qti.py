"""QTI 2.1: a zip with a manifest, a test, and an item for each question. Formulas are MathML.

The schemes are carried over exactly, for QTI can compute: points for single answers by
conditions, for several answers by a mapping with bounds. Numbers need a point and no unit (QTI
reads numbers by its own rules). A question with drawn numbers is a section of several variants,
of which a student gets one. Formulas and short texts are judged by a human, with what is right in
a block for scorers.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import quoteattr

from grader.quizzes.exports.qti_item import NAMESPACE, Item, xml_file
from grader.quizzes.exports.shared import name_of, plain_number, refuse_no_right_option, title_of
from grader.quizzes.exports.shared import variants as variants_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grader.quizzes.content import Key, Quiz
    from grader.quizzes.scoring import Scheme
    from grader.texts import Lang

__all__ = ["VARIANTS", "write"]

VARIANTS: Final = 10  # of a question with drawn numbers
# The same quiz gives the same bytes: no file in the zip has a time of its own.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_PACKAGE: Final = "http://www.imsglobal.org/xsd/imscp_v1p1"


def write(quiz: Quiz, keys: Mapping[str, Key], lang: Lang, scheme: Scheme) -> bytes:
    """Return `quiz` with its keys as a QTI 2.1 package in one language."""
    refuse_no_right_option(quiz, keys)
    sections = []
    for question in quiz.questions:
        key = keys[question.id]
        shown = variants_of(question, VARIANTS)
        sections.append([Item(quiz, variant, key, lang, scheme) for variant in shown])
    items = [item for section in sections for item in section]
    files = {
        "imsmanifest.xml": _manifest(quiz, items),
        "test.xml": _test(quiz, sections, lang, scheme),
        **{item.path: item.document() for item in items},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for path, content in files.items():
            package.writestr(zipfile.ZipInfo(path, _NO_TIME), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _manifest(quiz: Quiz, items: Sequence[Item]) -> bytes:
    dependencies = "".join(f'\n<dependency identifierref="{item.name}"/>' for item in items)
    resources = "\n".join(
        f'<resource identifier="{item.name}" type="imsqti_item_xmlv2p1" href="{item.path}">'
        f'\n<file href="{item.path}"/>\n</resource>'
        for item in items
    )
    return xml_file(
        f"""<manifest xmlns="{_PACKAGE}" identifier="manifest-{quiz.name}">
<metadata>
<schema>QTIv2.1 Package</schema>
<schemaversion>1.0.0</schemaversion>
</metadata>
<organizations/>
<resources>
<resource identifier="test-{quiz.name}" type="imsqti_test_xmlv2p1" href="test.xml">
<file href="test.xml"/>{dependencies}
</resource>
{resources}
</resources>
</manifest>"""
    )


def _test(quiz: Quiz, sections: Sequence[Sequence[Item]], lang: Lang, scheme: Scheme) -> bytes:
    """One part, all questions in their order; the sum of points, never below the floor."""
    title = quoteattr(title_of(quiz, lang))
    floor = plain_number(scheme.floor * quiz.points)
    return xml_file(
        f"""<assessmentTest {NAMESPACE} identifier="test-{quiz.name}" title={title}>
<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float">
<defaultValue><value>0</value></defaultValue>
</outcomeDeclaration>
<testPart identifier="part" navigationMode="nonlinear" submissionMode="simultaneous">
<assessmentSection identifier="questions" title={title} visible="true">
{"".join(_section(section, lang) for section in sections)}</assessmentSection>
</testPart>
<outcomeProcessing>
<setOutcomeValue identifier="SCORE">
<max>
<sum><testVariables variableIdentifier="SCORE"/></sum>
<baseValue baseType="float">{floor}</baseValue>
</max>
</setOutcomeValue>
</outcomeProcessing>
</assessmentTest>"""
    )


def _section(items: Sequence[Item], lang: Lang) -> str:
    references = "".join(
        f'<assessmentItemRef identifier="{item.variant.id}" href="{item.path}"/>\n'
        for item in items
    )
    if len(items) == 1:
        return references
    question = items[0].variant.question
    title = quoteattr(name_of(question, lang))
    return (
        f'<assessmentSection identifier="{question.id}" title={title} visible="false">\n'
        f'<selection select="1"/>\n{references}</assessmentSection>\n'
    )
