"""Exports of quizzes: what they say, that foreign parsers read them, and that nothing breaks them.

Foreign parsers: Moodle XML by amc2moodle (another project's reader), GIFT by gift-pegjs (npm,
looked for next to the virtual environment: ``npm install --prefix .venv gift-pegjs@2.0.0-beta.1``),
QTI by pyslet, which also runs the items, CSV by numpy, HTML by html5lib.
"""

import base64
import csv
import hashlib
import html
import io
import itertools
import json
import math
import re
import shutil
import subprocess
import sys
import types
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.course import load_course
from grader.problems import UsageProblem
from grader.quizzes.content import (
    ChoiceKey,
    MultipleChoice,
    Numeric,
    NumericKey,
    Quiz,
    SingleChoice,
    load_keys,
    load_quiz,
    quiz_names,
)
from grader.quizzes.draws import drawn, options_in_order, parameter_values
from grader.quizzes.exports import FORMATS, SUFFIXES, calculated, csv_table, paper
from grader.quizzes.exports.fractions import STANDARD, fractions
from grader.quizzes.exports.shared import clean, inline_html, plain_number
from grader.quizzes.formulas import FUNCTIONS, compute, parse
from grader.quizzes.judging import judge
from grader.quizzes.scoring import SCHEMES, Scheme, credit
from grader.texts import Text

ROOT = Path(__file__).parent.parent
TINY = Path(__file__).parent / "course"
# Every quiz of the course, and the one of the tests that has each kind once.
NAMES = quiz_names(load_course(str(ROOT)))
KNOWN = [name for name in NAMES if (ROOT / "solutions" / "quizzes" / f"{name}.yaml").is_file()]
QUIZZES = [("tests", "tiny"), *(("course", name) for name in KNOWN)]
every_quiz = pytest.mark.parametrize(("where", "name"), QUIZZES)
every_scheme = pytest.mark.parametrize("kind", SCHEMES)


def loaded(where, name):
    course = load_course(str(TINY if where == "tests" else ROOT))
    quiz = load_quiz(course, name)
    return quiz, load_keys(course, quiz)


def exported(format_, where="tests", name="tiny", lang="fr", scheme="negative"):
    quiz, keys = loaded(where, name)
    return FORMATS[format_](quiz, keys, lang, Scheme(scheme))


def question(quiz, name):
    return quiz.question(name)


# --- Moodle's fractions ---------------------------------------------------------------------------


def choice(right, wrong, *, single=False):
    ids = [f"o{at}" for at in range(right + wrong)]
    options = [{"id": one, "fr": one, "en": one} for one in ids]
    kind = SingleChoice if single else MultipleChoice
    data = {"id": "q", "question": {"fr": "", "en": ""}, "section": "", "difficulty": 1}
    asked = msgspec.convert({**data, "options": options, "kind": kind.__struct_config__.tag}, kind)
    answer = ids[0] if single else ids[:right]
    return asked, ChoiceKey(answer=answer, explanation=Text("", ""))


@every_scheme
@pytest.mark.parametrize("penalty", ["balanced", 0.25, 0.07, 1.0, 0.0])
def test_only_standard_fractions_and_the_right_ones_add_up_to_100(kind, penalty):
    scheme = Scheme(kind, penalty=penalty)
    for right, wrong in itertools.product(range(1, 13), range(12)):
        if right + wrong not in range(2, 13):
            continue
        for single in (False, True)[: 1 + (right == 1)]:
            asked, key = choice(right, wrong, single=single)
            found = fractions(asked, key, scheme)
            assert {abs(one) for one in found.values()} <= set(STANDARD)
            assert sum(one for one in found.values() if one > 0) == pytest.approx(100, abs=1e-4)
            assert all(found[one] <= 0 for one in found if one not in key.right)


def test_fractions_of_the_schemes():
    several, key = choice(2, 3)
    assert list(fractions(several, key, Scheme("partial")).values()) == [50, 50, *[-33.33333] * 3]
    assert list(fractions(several, key, Scheme()).values()) == [50, 50, -100, -100, -100]
    one, key = choice(1, 3, single=True)
    assert list(fractions(one, key, Scheme()).values()) == [100, 0, 0, 0]
    assert list(fractions(one, key, Scheme("negative")).values()) == [100, *[-33.33333] * 3]
    assert list(fractions(one, key, Scheme("negative", penalty=0.5)).values()) == [100, *[-50] * 3]


@every_quiz
@every_scheme
def test_moodle_files_hold_standard_fractions_only(where, name, kind):
    root = ET.fromstring(exported("moodle", where, name, scheme=kind))
    written = {answer.get("fraction") for answer in root.iter("answer")}
    assert written <= {f"{sign}{one:.7g}" for sign in ("", "-") for one in STANDARD}


# --- Moodle XML -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def amc2moodle():
    """The reader of another project; it needs ImageMagick only for pictures."""
    pytest.importorskip("lxml")
    stub = types.ModuleType("wand.image")
    stub.Image = None
    sys.modules.setdefault("wand.image", stub)
    try:
        return pytest.importorskip("amc2moodle.moodle2amc._questions")
    finally:
        if sys.modules.get("wand.image") is stub:
            del sys.modules["wand.image"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
@every_quiz
def test_moodle_xml_is_read_by_a_foreign_reader(where, name, amc2moodle):
    from lxml import etree

    quiz, keys = loaded(where, name)
    parser = etree.XMLParser(strip_cdata=False)
    root = etree.fromstring(exported("moodle", where, name), parser)
    elements = [one for one in root.findall("question") if one.get("type") != "category"]
    assert len(elements) == len(quiz.questions)
    read = 0
    for asked, element in zip(quiz.questions, elements, strict=True):
        key = keys[asked.id]
        zero = isinstance(key, NumericKey) and key.answer == 0  # of which it takes a logarithm
        if element.get("type") not in amc2moodle.SUPPORTED_QUESTION_TYPE or zero:
            continue
        reader = amc2moodle.CreateQuestion(element.get("type"), element)
        answers = reader.answers()
        read += 1
        if isinstance(asked, SingleChoice | MultipleChoice):
            right = [option.id in key.right for option in asked.options]
            assert [one.tag == "correctchoice" for one in answers] == right
            several = isinstance(asked, MultipleChoice)
            assert reader.gettype() == ("questionmult" if several else "question")
        elif isinstance(asked, Numeric):
            assert float(answers.get("target")) == pytest.approx(key.answer)
        text = etree.tostring(reader.question(), encoding="unicode", method="text")
        assert "&lt;" not in text
        assert "<p>" not in text
    assert read


def test_each_kind_becomes_its_type_in_moodle():
    root = ET.fromstring(exported("moodle"))
    assert [one.get("type") for one in root] == [
        *("category", "multichoice", "multichoice", "truefalse", "numerical", "calculated"),
        *("essay", "essay"),
    ]
    first = root[1]
    assert first.findtext("idnumber") == "tiny-q01"
    assert first.findtext("shuffleanswers") == "false"  # one option stays last
    assert root[2].findtext("shuffleanswers") == "true"
    assert r"\(\frac{1}{N}\sum_{i=1}^{N} x_i\)" in first.findtext("questiontext/text")
    assert "<code>[1, 2, 6]</code>" in first.findtext("questiontext/text")
    assert first.findall("answer")[2].findtext("feedback/text").startswith("Il reste à diviser")
    assert "la moyenne vaut" in first.findtext("generalfeedback/text")
    tags = [tag.findtext("text") for tag in first.find("tags")]
    assert tags == ["section:1.1", "difficulty:1", "kind:single_choice"]
    assert root[3].find("answer[@fraction='100']").findtext("text") == "false"
    assert root[4].find("answer").findtext("tolerance") == "0.006"
    assert root[5].findtext("units/unit/unit_name") == "%"
    assert "<code>p - y</code>" in root[6].findtext("graderinfo/text")
    assert "<li>1: nomme le surapprentissage</li>" in root[7].findtext("graderinfo/text")


def test_all_or_nothing_says_in_the_file_that_moodle_has_none():
    note = ET.fromstring(exported("moodle", lang="en", scheme="all_or_nothing")).findtext(
        "question/info/text"
    )
    assert "Moodle has no all-or-nothing" in note


def as_moodle_computes(formula, values):
    """Evaluate a formula of a Moodle file, whose functions are PHP's."""
    for name, value in values.items():
        formula = formula.replace(f"{{{name}}}", f"({value})")
    names = {"pow": math.pow, "abs": abs, "max": max, "min": min, "pi": lambda: math.pi}
    names |= {one: getattr(math, one) for one in FUNCTIONS if hasattr(math, one)}
    assert re.fullmatch(r"[a-z0-9+\-*/().,]*", formula)
    return eval(formula, {"__builtins__": {}}, names)  # noqa: S307  # letters, digits and signs


@every_quiz
def test_calculated_questions_are_exact(where, name):
    quiz, keys = loaded(where, name)
    for asked in quiz.questions:
        if isinstance(asked, Numeric) and asked.parameters:
            assert_exact(asked, keys[asked.id])


def assert_exact(asked, key):
    """Every row of the table has values of the quiz, and gives the quiz's answer."""
    table = calculated.table(asked)
    rows = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
    assert 0 < len(rows) <= calculated.MOST_ROWS
    for name, parameter in asked.parameters.items():
        allowed = parameter_values(parameter)
        assert set(table[name]) <= set(allowed)
        assert len(allowed) > calculated.MOST_ROWS or set(table[name]) == set(allowed)
    for written in (key.answer, *(one.answer for one in key.mistakes)):
        formula = calculated.moodle_formula(written, asked)
        for row in rows:
            shown = {one: plain_number(value) for one, value in row.items()}
            wanted = compute(parse(str(written), asked.parameters), row)
            assert as_moodle_computes(formula, shown) == pytest.approx(wanted, rel=1e-12, abs=1e-12)


def test_every_function_of_formulas_has_a_form_in_moodle():
    asked = question(loaded("tests", "tiny")[0], "q05")
    for written in ("sigmoid(n/9)", "n**2 + e - pi", "max(n, 3, 4)", "ln(n) + floor(n/4)", "-n"):
        found = as_moodle_computes(calculated.moodle_formula(written, asked), {"n": "12"})
        assert found == pytest.approx(compute(parse(written, {"n"}), {"n": 12.0}))


def test_literal_braces_are_no_wildcards_in_calculated_questions(tiny_course):
    tiny_course.replace("quizzes/tiny.yaml", "Sur 40 exemples", r"Sur $\frac{n}{n}$ `{n}` exemples")
    quiz = load_quiz(tiny_course.course, "tiny")
    root = ET.fromstring(
        FORMATS["moodle"](quiz, load_keys(tiny_course.course, quiz), "fr", Scheme())
    )
    asked = root.find("question[@type='calculated']").findtext("questiontext/text")
    assert asked.count("{") == asked.count("{n}") == 1


# --- GIFT -----------------------------------------------------------------------------------------


_PEGJS = """
const {parse} = require('gift-pegjs');
const files = JSON.parse(require('fs').readFileSync(0, 'utf8'));
console.log(JSON.stringify(files.map(one => parse(one))));
"""


@pytest.fixture(scope="module")
def gift_pegjs():
    """Parse GIFT files by gift-pegjs, all in one process."""
    modules = Path(sys.prefix) / "node_modules"
    if shutil.which("node") is None or not (modules / "gift-pegjs").is_dir():
        pytest.skip("npm's gift-pegjs is not installed")

    def parsed(files):
        done = subprocess.run(
            ["node", "-e", _PEGJS],
            input=json.dumps([one.decode() for one in files]).encode(),
            capture_output=True,
            env={"NODE_PATH": str(modules), "PATH": "/usr/local/bin:/usr/bin:/bin"},
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()[-1000:]
        return json.loads(done.stdout)

    return parsed


def test_every_quiz_as_gift_is_read_by_a_foreign_parser(gift_pegjs):
    files = [exported("gift", where, name, scheme="partial") for where, name in QUIZZES]
    types_of = {"single_choice": "MC", "multiple_choice": "MC", "true_false": "TF"}
    types_of |= {"numeric": "Numerical", "formula": "Essay", "short_text": "Essay"}
    for (where, name), found in zip(QUIZZES, gift_pegjs(files), strict=True):
        quiz, keys = loaded(where, name)
        by_id = {one["id"]: one for one in found if one["type"] != "Category"}
        for asked in quiz.questions:
            drawn_ones = isinstance(asked, Numeric) and asked.parameters
            one = by_id[f"{name}-{asked.id}" + ("_1" if drawn_ones else "")]
            assert one["type"] == types_of[asked.kind]
            assert f"section:{asked.section}" in one["tags"]
            if not drawn_ones:
                assert one["formattedStem"]["text"].startswith(inline_html(asked.question.fr))
            if isinstance(asked, SingleChoice | MultipleChoice):
                said = [choice["formattedText"]["text"] for choice in one["choices"]]
                assert said == [inline_html(option.fr) for option in asked.options]
                weights = [choice.get("weight") or 0 for choice in one["choices"]]
                right = [option.id in keys[asked.id].right for option in asked.options]
                marks = [choice["isCorrect"] for choice in one["choices"]]
                single = isinstance(asked, SingleChoice)
                assert (marks if single else [weight > 0 for weight in weights]) == right


def test_gift_escapes_what_it_reads_as_signs(tiny_course, gift_pegjs):
    hostile = r"a ~ = # { }: \\ \n a:: #### [b] // -> %50% T"
    tiny_course.replace("quizzes/tiny.yaml", "None of these values", hostile.replace("\\", "\\\\"))
    quiz = load_quiz(tiny_course.course, "tiny")
    data = FORMATS["gift"](quiz, load_keys(tiny_course.course, quiz), "en", Scheme())
    (found,) = gift_pegjs([data])
    said = found[1]["choices"][3]["formattedText"]["text"]
    assert said == inline_html(hostile)
    line = next(one for one in data.decode().split("\n") if "a \\~" in one)
    assert r"a \~ \= \# \{ \}\: \\\\ \\n a\:\: \#\#\#\# [b] // -&gt; %50% T" in line


def test_blank_lines_are_between_questions_and_none_inside():
    for block in exported("gift").decode().strip().split("\n\n"):
        assert block.startswith(("//", "$CATEGORY: $course$/top/", "::"))
        assert block.strip() == block


# --- QTI ------------------------------------------------------------------------------------------


def package(where="tests", name="tiny", lang="fr", scheme=None):
    quiz, keys = loaded(where, name)
    return zipfile.ZipFile(io.BytesIO(FORMATS["qti"](quiz, keys, lang, scheme or Scheme())))


_PYSLET = ("ignore::DeprecationWarning", "ignore::SyntaxWarning", "ignore::ResourceWarning")


def item(data):
    """Read an item by pyslet; it forgets to cut the list of tolerances at its space."""
    xml = pytest.importorskip("pyslet.qtiv2.xml")
    document = xml.QTIDocument()
    document.read(src=io.BytesIO(data))
    for one in document.root.find_children_depth_first(object):
        if type(one).__name__ == "Equal":
            one.tolerance = one.tolerance.split()
    return document.root


def run_item(root, response):
    """Let pyslet process a response, and return its score and what is fed back."""
    variables = pytest.importorskip("pyslet.qtiv2.variables")
    state = variables.ItemSessionState(root)
    state.begin_session()
    state["RESPONSE"].set_value(response)
    state.end_attempt()
    return state["SCORE"].value, set(state["FEEDBACK"].value)


@pytest.mark.filterwarnings(*_PYSLET)
@every_quiz
def test_qti_is_read_by_a_foreign_parser(where, name):
    quiz, _ = loaded(where, name)
    with package(where, name) as found:
        manifest = ET.fromstring(found.read("imsmanifest.xml"))
        imscp = "{http://www.imsglobal.org/xsd/imscp_v1p1}"
        files = [one.get("href") for one in manifest.iter(f"{imscp}file")]
        assert sorted([*files, "imsmanifest.xml"]) == sorted(found.namelist())
        names = {one.get("identifier") for one in manifest.iter(f"{imscp}resource")}
        needed = {one.get("identifierref") for one in manifest.iter(f"{imscp}dependency")}
        assert needed == names - {f"test-{name}"}
        test = item(found.read("test.xml"))
        assert type(test).__name__ == "AssessmentTest"
        for path in files[1:]:
            assert type(item(found.read(path))).__name__ == "AssessmentItem", path
            assert path.removeprefix("items/").split("_")[0].removesuffix(".xml") in {
                one.id for one in quiz.questions
            }


@pytest.mark.filterwarnings(*_PYSLET)
@every_scheme
@pytest.mark.parametrize("penalty", ["balanced", 0.25])
def test_qti_gives_the_points_of_the_scheme(kind, penalty):
    """A foreign engine runs the items: its points are ours, for every set of ticked options."""
    scheme = Scheme(kind, penalty=penalty)
    quiz, keys = loaded("tests", "tiny")
    with package(scheme=scheme) as found:
        for name, possible in (
            ("q01", ["a", "b", "c", "d"]),
            ("q02", [[*some] for n in range(5) for some in itertools.combinations("abcd", n)]),
            ("q03", ["true", "false"]),
        ):
            asked, root = question(quiz, name), item(found.read(f"items/{name}.xml"))
            for response in possible:
                judged = judge(asked, keys[name], response, 0)
                score, fed = run_item(root, response)
                wanted = credit(asked.kind, judged, scheme) * asked.points
                assert score == pytest.approx(wanted), (name, response)
                assert "said.explanation" in fed
            assert run_item(root, [] if name == "q02" else None)[0] == 0


@pytest.mark.filterwarnings(*_PYSLET)
def test_qti_numbers_have_their_tolerance_and_known_mistakes():
    with package() as found:
        root = item(found.read("items/q04.xml"))
    assert run_item(root, 1.25) == (1, {"said.explanation"})
    assert run_item(root, 1.256) == (1, {"said.explanation"})
    assert run_item(root, 1.2439)[0] == 0
    assert run_item(root, 0.0) == (0, {"said.explanation", "said.mistake1"})
    assert run_item(root, None)[0] == 0


def test_drawn_numbers_are_a_section_of_variants_of_which_one_is_chosen():
    with package() as found:
        test = found.read("test.xml").decode()
        texts = {found.read(f"items/q05_{n}.xml") for n in range(1, 11)}
    assert test.count('<selection select="1"/>') == 1
    assert len(texts) == 10
    assert not any(b"[[" in one for one in texts)


def test_qti_holds_mathml_and_the_model_only_for_scorers():
    with package() as found:
        assert b'<math xmlns="http://www.w3.org/1998/Math/MathML"' in found.read("items/q01.xml")
        written = found.read("items/q07.xml").decode()
    assert re.search(
        r'<rubricBlock view="scorer">.*nomme le surapprentissage.*</rubricBlock>', written
    )


# --- CSV ------------------------------------------------------------------------------------------


def rows_of(data):
    assert data.startswith(b"\xef\xbb\xbf")
    text = data.decode("utf-8-sig")
    assert text.endswith("\r\n")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


@every_quiz
def test_csv_is_read_by_two_readers(where, name):
    quiz, _ = loaded(where, name)
    data = exported("csv", where, name)
    rows = rows_of(data)
    assert rows[0] == csv_table.columns(quiz)
    assert [row[2] for row in rows[1:]] == [one.id for one in quiz.questions]
    other = np.loadtxt(
        io.StringIO(data.decode("utf-8-sig")),
        dtype=object,
        delimiter=",",
        quotechar='"',
        comments=None,
        ndmin=2,
    )
    assert other.tolist() == [[cell.replace("\r\n", "\n") for cell in row] for row in rows]


def test_csv_names_right_options_by_their_number():
    header, *rows = rows_of(exported("csv", lang="en"))
    by_id = {row[2]: dict(zip(header, row, strict=True)) for row in rows}
    assert by_id["q01"]["answer"] == "2"
    assert by_id["q02"]["answer"] == "1;3"
    assert by_id["q03"]["answer"] == "false"
    assert by_id["q05"]["parameters"].startswith("n=10|12|14|")
    assert by_id["q06"]["parameters"] == "p=0.05..0.95; y=0..1"
    assert by_id["q06"]["mistakes"] == "y - p: The sign is inverted."
    assert by_id["q07"]["rubric"].split("\n")[0] == "1: names overfitting"


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "\n=cmd|' /C calc'!A0",
        "＝1",
        "- x",
    ],
)
def test_no_cell_runs_in_a_spreadsheet(cell, tiny_course):
    quiz = load_quiz(tiny_course.course, "tiny")
    changed = msgspec.structs.replace(quiz.questions[2], question=Text(cell, cell))
    hostile = msgspec.structs.replace(quiz, questions=[changed])
    keys = load_keys(tiny_course.course, quiz)
    (row,) = rows_of(FORMATS["csv"](hostile, keys, "fr", Scheme()))[1:]
    assert row[7].startswith("'")
    assert row[7][1:].strip() == clean(cell).strip()


def test_negative_numbers_stay_numbers(tiny_course):
    tiny_course.replace("solutions/quizzes/tiny.yaml", "answer: 1.25", "answer: -1.25")
    quiz = load_quiz(tiny_course.course, "tiny")
    rows = rows_of(FORMATS["csv"](quiz, load_keys(tiny_course.course, quiz), "fr", Scheme()))
    assert "-1.25" in rows[4]


# --- paper ----------------------------------------------------------------------------------------


def page(where="tests", name="tiny", lang="fr", **options):
    quiz, keys = loaded(where, name)
    return paper.write(quiz, keys, lang, Scheme("negative"), **options).decode()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@every_quiz
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_paper_is_strict_html(where, name, lang):
    html5lib = pytest.importorskip("html5lib")
    html5lib.HTMLParser(strict=True).parse(page(where, name, lang, variants=2))


def test_paper_allows_its_own_style_and_nothing_else():
    found = page()
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', found)[1])
    style = re.search(r"<style>(.*?)</style>", found, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    parts = policy.split("; ")
    assert parts[0] == "default-src 'none'"
    assert [one for one in parts if "script" in one or "style" in one] == [
        f"style-src 'sha256-{digest}'"
    ]
    assert not re.search(
        r"<script|<link|<img|style=|\bon\w+=|url\(|https?://(?!www\.w3\.org/)", found
    )


def sheets_of(found):
    """Return the question sheets of a page: for each question, its options by letter."""
    sheets = []
    for one in re.findall(r'<ol class="questions">.*?\n</ol>\n</section>', found, re.DOTALL):
        items = re.split(r'<div class="asked">', one)[1:]
        option = r'<span class="tick">(\w)</span><span>(.*?)</span></li>'
        sheets.append([dict(re.findall(option, item)) for item in items])
    return sheets


def test_variants_differ_and_the_key_knows_each():
    quiz, keys = loaded("course", "ch3")
    found = page("course", "ch3", variants=3, seed=5)
    sheets = sheets_of(found)
    assert len(sheets) == 3
    assert sheets[0] != sheets[1] != sheets[2]
    table = re.findall(r'<tr><th scope="row">(\d+)</th>(.*?)</tr>', found)
    for number, cells in table:
        asked = quiz.questions[int(number) - 1]
        if not isinstance(asked, SingleChoice):
            continue
        right = next(one for one in asked.options if one.id in keys[asked.id].right)
        letters = re.findall("<td>(.*?)</td>", cells)[:3]
        for sheet, letter in zip(sheets, letters, strict=True):
            assert sheet[int(number) - 1][letter] == str(paper._markup(right.fr))


def test_the_same_seed_prints_the_same_and_parts_can_be_left_out():
    assert page(seed=3) == page(seed=3)
    assert page("course", "ch3", seed=3) != page("course", "ch3", seed=4)
    handed_out = page(parts=("questions", "answers"))
    assert "Il reste à diviser" not in handed_out
    assert "<table>" not in handed_out
    assert "<table>" in page(parts=("key",))


def test_paper_fills_in_the_numbers_of_its_variant():
    quiz, _ = loaded("tests", "tiny")
    asked = question(quiz, "q05")
    found = page(seed=7, variants=2)
    for seed in (7, 8):
        assert f"{drawn(asked, seed)['n']:g} sont bien classés" in found
    assert "[[" not in found


def test_an_option_that_stays_last_is_last_on_paper():
    quiz, _ = loaded("tests", "tiny")
    for seed in range(5):
        assert options_in_order(question(quiz, "q01"), seed)[-1].id == "d"
        assert list(sheets_of(page(seed=seed))[0][0].values())[-1] == "Aucune de ces valeurs"


# --- all formats ----------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_quiz_gives_the_same_bytes(format_):
    assert exported(format_) == exported(format_)
    assert exported(format_, lang="fr") != exported(format_, lang="en")
    assert format_ in SUFFIXES


@pytest.mark.parametrize("format_", ["moodle", "gift", "qti"])
def test_a_question_where_nothing_is_right_is_refused(format_):
    quiz, keys = loaded("tests", "tiny")
    nothing = {**keys, "q02": msgspec.structs.replace(keys["q02"], answer=[])}
    with pytest.raises(UsageProblem, match="q02 has no right option"):
        FORMATS[format_](quiz, nothing, "fr", Scheme())


HOSTILE = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *(
                    "]]>",
                    "<![CDATA[",
                    "&amp;",
                    "<b>",
                    "</text>",
                    "\x00",
                    "\x1b",
                    "\ud800",
                    "\ufffe",
                ),
                *(
                    "{",
                    "}",
                    "~",
                    "=",
                    "#",
                    ":",
                    "\\",
                    r"\n",
                    "\n",
                    "\r",
                    "$",
                    "$x<1$",
                    "`<i>`",
                    "é",
                ),
                *("'", '"', "--", "<!--", "]]", r"\(", r"$\frac{1}{2}$", "$a]]>b$", "{{ 7*7 }}"),
            ]
        ),
        st.text(max_size=4),
    ),
    max_size=8,
).map("".join)


def hostile_quiz(words, other):
    quiz, keys = loaded("tests", "tiny")
    questions = []
    for one in quiz.questions:
        changed = {"question": Text(words, words), "section": other}
        if isinstance(one, SingleChoice | MultipleChoice):
            options = [msgspec.structs.replace(o, fr=other + o.id, en=words) for o in one.options]
            changed["options"] = options
        questions.append(msgspec.structs.replace(one, **changed))
    said = {
        name: msgspec.structs.replace(key, explanation=Text(other, words))
        for name, key in keys.items()
    }
    return Quiz(name="tiny", title=Text(words, other), questions=questions), said


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@settings(max_examples=60, deadline=None)
@given(words=HOSTILE, other=HOSTILE)
def test_no_text_breaks_a_file(words, other):
    quiz, keys = hostile_quiz(words, other)
    root = ET.fromstring(FORMATS["moodle"](quiz, keys, "fr", Scheme()))
    assert len(root) == 8
    assert root[3].findtext("questiontext/text") == f"<p>{inline_html(words)}</p>"
    with zipfile.ZipFile(io.BytesIO(FORMATS["qti"](quiz, keys, "fr", Scheme()))) as found:
        for name in found.namelist():
            ET.fromstring(found.read(name))
    rows = rows_of(FORMATS["csv"](quiz, keys, "fr", Scheme()))
    assert {len(row) for row in rows} == {len(rows[0])}
    html = paper.write(quiz, keys, "fr", Scheme()).decode()
    assert html.count("<section") == 3
    assert "<b>" not in html.replace("<b>A</b>", "")
    assert len(FORMATS["gift"](quiz, keys, "fr", Scheme()).decode().strip().split("\n\n")) == 2 + 11


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_written_exactly(value):
    assert float(plain_number(value)) == value
    if 1e-15 <= abs(value) <= 1e15:
        assert "e" not in plain_number(value)
