"""Imports of quizzes: the way there and back, files by others, and files that mean harm."""

import re
import time
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grader.course import load_course
from grader.problems import UsageProblem
from grader.quizzes.content import (
    ChoiceKey,
    Criterion,
    Mistake,
    MultipleChoice,
    Numeric,
    NumericKey,
    Quiz,
    ShortText,
    ShortTextKey,
    SingleChoice,
    TrueFalse,
    TrueFalseKey,
    load_keys,
    load_quiz,
)
from grader.quizzes.content import Option as QuizOption
from grader.quizzes.draws import parameter_values
from grader.quizzes.exports import FORMATS as EXPORTS
from grader.quizzes.exports.shared import clean
from grader.quizzes.formulas import compute, parse
from grader.quizzes.imports import FORMATS, format_of, read_file, to_yaml, write_quiz
from grader.quizzes.markup import segments
from grader.quizzes.scoring import SCHEMES, Scheme
from grader.texts import Text

both_formats = pytest.mark.parametrize("format_", ["moodle", "gift"])


def tiny():
    course = load_course(str(Path(__file__).parent / "course"))
    quiz = load_quiz(course, "tiny")
    return quiz, load_keys(course, quiz)


def back(format_, quiz, keys, scheme="negative", lang="fr"):
    return FORMATS[format_](EXPORTS[format_](quiz, keys, lang, Scheme(scheme)))


# --- there and back -------------------------------------------------------------------------------


def canon(sentence):
    """Return what a reader sees of a text: its pieces, spaces joined, the ends trimmed."""
    shown = ""
    for piece in segments(clean(sentence)):
        flat = " ".join(re.split("[ \t\n]+", piece.content))
        if piece.kind == "code" and flat.strip(" "):
            shown += f"⟪{flat}⟫"
        elif piece.kind == "math" and flat.strip() and not re.search(r"\\[()\[\]]", flat):
            shown += f"⟦{' '.join(piece.content.split())}⟧"
        elif piece.kind == "math":
            shown += f"${piece.content}$"
        else:
            shown += piece.content
    shown = shown.replace("⟫⟪", "")
    # A space beside French signs does not break where the sign is in the same piece.
    shown = re.sub("\u00a0(?=[:;?!»%])|(?<=«)\u00a0", " ", shown)
    return re.sub(r" *\n[ \n]*", "\n", re.sub("[ \t]+", " ", shown)).strip()


def same_text(found, sentence):
    assert found["fr"] == found["en"]
    assert canon(found["fr"]) == canon(sentence.fr)


def same_question(found, key_found, asked, key):
    assert (found["id"], found["difficulty"]) == (asked.id, asked.difficulty)
    assert found.get("points", 1) == asked.points
    same_text(found["question"], asked.question)
    same_text(key_found["explanation"], key.explanation)
    if isinstance(asked, SingleChoice | MultipleChoice):
        assert found["kind"] == asked.kind
        ids = dict(
            zip([o.id for o in asked.options], [o["id"] for o in found["options"]], strict=True)
        )
        for option, one in zip(asked.options, found["options"], strict=True):
            same_text(one, option.text)
        answer = key_found["answer"]
        assert isinstance(answer, str) == isinstance(asked, SingleChoice)
        assert set([answer] if isinstance(answer, str) else answer) == {ids[o] for o in key.right}
        said = {ids[o]: why for o, why in key.why_not.items() if canon(why.fr)}
        assert set(key_found.get("why_not", {})) == set(said)
        for one, why in said.items():
            same_text(key_found["why_not"][one], why)
    elif isinstance(key, TrueFalseKey):
        assert (found["kind"], key_found["answer"]) == ("true_false", key.answer)
    elif isinstance(key, NumericKey) and not asked.parameters:
        assert (found["kind"], key_found["answer"]) == ("numeric", key.answer)
        assert key_found["tolerance"] == key.tolerance
        for one, mistake in zip(key_found.get("mistakes", []), key.mistakes, strict=True):
            assert one["answer"] == mistake.answer
            same_text({"fr": one["fr"], "en": one["en"]}, mistake.text)
    elif isinstance(key, ShortTextKey):
        assert (found["kind"], found["words"]) == ("short_text", asked.words)
        same_text(key_found["model"], key.model)
        for one, criterion in zip(key_found["rubric"], key.rubric, strict=True):
            assert one["points"] == criterion.points
            same_text({"fr": one["fr"], "en": one["en"]}, criterion.text)


@both_formats
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_tiny_quiz_comes_back(format_, scheme, lang):
    quiz, keys = tiny()
    found, found_keys, notes = back(format_, quiz, keys, scheme, lang)
    assert found["title"]["fr"] == quiz.title.get(lang)
    by_id = {one["id"]: one for one in found["questions"]}
    for asked in quiz.questions:
        if lang == "fr" and not (
            format_ == "gift" and isinstance(asked, Numeric) and asked.parameters
        ):
            same_question(by_id[asked.id], found_keys["questions"][asked.id], asked, keys[asked.id])
    assert any("one language" in one.en for one in notes)


def test_a_formula_comes_back_as_a_formula_of_the_same_meaning():
    quiz, keys = tiny()
    for format_ in ("moodle", "gift"):
        found, found_keys, _ = back(format_, quiz, keys)
        asked = next(one for one in found["questions"] if one["id"] == "q06")
        assert asked["kind"] == "formula"
        assert asked["variables"] == {"p": {"low": 0.05, "high": 0.95}, "y": {"low": 0, "high": 1}}
        key = found_keys["questions"]["q06"]
        assert key["answer"] == "p - y"
        assert key["mistakes"] == [
            {"answer": "y - p", "fr": "Le signe est inversé.", "en": "Le signe est inversé."}
        ]


def test_drawn_numbers_come_back_from_moodle():
    quiz, keys = tiny()
    found, found_keys, _ = back("moodle", quiz, keys)
    asked, key = found["questions"][4], found_keys["questions"]["q05"]
    assert asked["parameters"] == {"n": {"low": 10, "high": 38, "step": 2}}
    assert asked["unit"] == "%"
    assert "[[n]]" in asked["question"]["fr"]
    assert key["explanation"]["fr"] == keys["q05"].explanation.fr
    for written, mine in zip(
        [key["answer"], *(one["answer"] for one in key["mistakes"])],
        [keys["q05"].answer, *(one.answer for one in keys["q05"].mistakes)],
        strict=True,
    ):
        for n in parameter_values(quiz.questions[4].parameters["n"]):
            assert compute(parse(written, {"n"}), {"n": n}) == pytest.approx(
                compute(parse(mine, {"n"}), {"n": n})
            )


def test_drawn_numbers_come_back_from_gift_as_variants():
    quiz, keys = tiny()
    found, found_keys, _ = back("gift", quiz, keys)
    ids = [one["id"] for one in found["questions"]]
    assert ids[4:9] == ["q05_1", "q05_2", "q05_3", "q05_4", "q05_5"]
    for id_ in ids[4:9]:
        asked = next(one for one in found["questions"] if one["id"] == id_)
        drawn = int(re.search(r"exemples, (\d+) sont", asked["question"]["fr"])[1])
        assert found_keys["questions"][id_]["answer"] == pytest.approx(100 * drawn / 40)


SNIPPETS = st.sampled_from(
    [
        *("a", "B c", " ", "\n", "é", "\u00a0", "T", "T#", "0", "1: x", "'", '"', "]]>", "-->"),
        *("$x$", r"$\frac{1}{N}$", r"$a\ $", "$x<y$", "$ $", "$a$$b$", r"$a\)b$", r"\$", "$"),
        *("`x = 1`", "`<i>`", "` `", "`a``b`", "`", "`$`", "`a\nb`"),
        *("<b>", "</p>", "&amp;", "&lt;", "<!--", "<script>", "<ul><li>1: y</li></ul>", "<br />"),
        *("{", "}", "{x}", "~", "=", "#", ":", "::", "####", "->", "//", "%50%", "[html]", "["),
        *("\\", "\\\\", r"\n", r"\(", r"\)", r"\[", r"\(x\)", "$$", "&&058;", "\x00", "\ud800"),
    ]
)
TEXTS = st.lists(st.one_of(SNIPPETS, SNIPPETS, st.text(max_size=3)), max_size=7).map("".join)
NUMBERS = st.one_of(
    st.integers(-(10**6), 10**6).map(float), st.floats(-1e9, 1e9).map(lambda x: round(x, 6))
)
POINTS = st.sampled_from([0.5, 1.0, 2.0, 1.25])


def one_language(words):
    # A formula that cannot be one is shown as words; with a backquote in it they could be code.
    odd = [
        p
        for p in segments(clean(words))
        if p.kind == "math" and re.search(r"\\[()\[\]]", p.content)
    ]
    assume(not (odd and "`" in words))
    return Text(words, "-")


@st.composite
def questions(draw, name):
    """Return a question with its key, of any kind that both formats have."""

    def words():
        return one_language(draw(TEXTS))

    common = {"id": name, "question": words(), "section": "3.4"}
    common |= {"difficulty": draw(st.sampled_from([1, 2, 3])), "points": draw(POINTS)}
    explanation = words()
    kind = draw(st.sampled_from(["single", "several", "truth", "number", "written"]))
    if kind in ("single", "several"):
        ids = [f"o{at}" for at in range(draw(st.integers(2, 6)))]
        options = [QuizOption(id=one, fr=words().fr + "z", en="-") for one in ids]
        right = draw(st.permutations(ids))[
            : 1 if kind == "single" else draw(st.integers(1, len(ids)))
        ]
        why = {one: words() for one in ids if one not in right and draw(st.booleans())}
        type_ = SingleChoice if kind == "single" else MultipleChoice
        answer = right[0] if kind == "single" else sorted(right)
        key = ChoiceKey(answer=answer, explanation=explanation, why_not=why)
        return type_(**common, options=options), key
    if kind == "truth":
        return TrueFalse(**common), TrueFalseKey(
            answer=draw(st.booleans()), explanation=explanation
        )
    if kind == "number":
        mistakes = [
            Mistake(answer=draw(NUMBERS), fr=words().fr, en="-")
            for _ in range(draw(st.integers(0, 2)))
        ]
        tolerance = abs(draw(NUMBERS))
        key = NumericKey(
            answer=draw(NUMBERS), tolerance=tolerance, mistakes=mistakes, explanation=explanation
        )
        return Numeric(**common), key
    rubric = [
        Criterion(points=draw(POINTS), fr=words().fr + "z", en="-")
        for _ in range(draw(st.integers(1, 3)))
    ]
    asked = ShortText(**common, words=draw(st.integers(1, 500)))
    return asked, ShortTextKey(model=words(), rubric=rubric, explanation=explanation)


@both_formats
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_any_quiz_comes_back(format_, data):
    """The same questions, options and keys, whatever the texts hold."""
    asked = [data.draw(questions(f"q{at}")) for at in range(1, data.draw(st.integers(1, 3)) + 1)]
    quiz = Quiz(name="any", title=Text("Titre", "Title"), questions=[one for one, _ in asked])
    keys = {one.id: key for one, key in asked}
    scheme = data.draw(st.sampled_from(SCHEMES))
    found, found_keys, _ = back(format_, quiz, keys, scheme)
    assert len(found["questions"]) == len(asked)
    for one, (question, key) in zip(found["questions"], asked, strict=True):
        same_question(one, found_keys["questions"][question.id], question, key)
    msgspec.convert({**yaml.safe_load(to_yaml(found)), "name": "any"}, Quiz)


# --- files by others ------------------------------------------------------------------------------


def moodle(*questions):
    return ("<?xml version='1.0'?><quiz>" + "".join(questions) + "</quiz>").encode()


def multichoice(name="One", text="What?", extra="", fractions=(100, 0)):
    answers = "".join(
        f"<answer fraction='{one}'><text>option {at}</text></answer>"
        for at, one in enumerate(fractions)
    )
    return (
        f"<question type='multichoice'><name><text>{name}</text></name><questiontext format='html'>"
        f"<text>{text}</text></questiontext><single>true</single>{answers}{extra}</question>"
    )


def said(notes):
    return "\n".join(one.en for one in notes)


def test_what_cannot_be_carried_over_is_named():
    data = moodle(
        multichoice("Fine"),
        *(
            f"<question type='{one}'><name><text>A {one}</text></name></question>"
            for one in ("cloze", "matching", "ddimageortext", "stack", "<".replace("<", "x"))
        ),
        multichoice("Partly", fractions=(100, 50, 0)),
        multichoice("None right", fractions=(0, 0)),
        multichoice("Many", fractions=(100, *[0] * 12)),
        multichoice("Picture", "a &lt;img src='x'&gt; b &lt;table&gt;&lt;/table&gt;"),
        multichoice(
            "Hints", extra="<hint><text>h</text></hint><tags><tag><text>own</text></tag></tags>"
        ),
        multichoice("Fine"),
    )
    quiz, keys, notes = FORMATS["moodle"](data)
    assert len(quiz["questions"]) == len(keys["questions"]) == 5
    found = said(notes)
    for one in ("cloze", "matching", "ddimageortext", "stack"):
        assert f"A {one} was left out: questions of the type '{one}' cannot be read." in found
    assert "options that are right in part are wrong here" in found
    assert "None right was left out: no option is the right one" in found
    assert "Many was left out: it has 13 options" in found
    assert "Picture: left out of a text: img, table." in found
    assert "Hints: hints were left out" in found
    assert "tags left out: own" in found
    assert "another question is called 'Fine' too" in found
    assert "q01 has no explanation" in found


def test_moodles_html_becomes_the_markup_of_the_course():
    html = (
        "&lt;p&gt;Let \\(x &amp;lt; 1\\) and \\[\\frac{a}{b}\\] or $$y$$ cost 5 $ &amp;amp; "
        "&lt;code&gt;f(x)&lt;/code&gt;&lt;/p&gt;&lt;p&gt;&lt;strong&gt;Why?&lt;/strong&gt;"
        "&lt;script&gt;alert(1)&lt;/script&gt;&lt;/p&gt;"
    )
    quiz, _, _ = FORMATS["moodle"](moodle(multichoice(text=html)))
    assert quiz["questions"][0]["question"]["en"] == (
        "Let $x < 1$ and $\\frac{a}{b}$ or $y$ cost 5 \\$ & `f(x)`\nWhy?"
    )


@both_formats
def test_the_same_id_twice_gets_another_one(format_):
    if format_ == "moodle":
        twice = [multichoice(f"N{n}", extra="<idnumber>x-q07</idnumber>") for n in range(3)]
        quiz, keys, _ = FORMATS["moodle"](moodle(*twice))
    else:
        block = "// [id:x-q07]\n::N::What?{=a ~b}"
        quiz, keys, _ = FORMATS["gift"]("\n\n".join([block] * 3).encode())
    ids = [one["id"] for one in quiz["questions"]]
    assert len(set(ids)) == 3
    assert ids[0] == "q07"
    assert list(keys["questions"]) == ids


GIFT = r"""
// a comment
$CATEGORY: tests/Networks

::Sun:: Which star is nearest? {
  =the Sun # yes
  ~%-50%Sirius # much farther
  ~Vega
  #### Astronomy\: a \{small\} quiz
}

A bias is a weight.{F#no#right####It is added.}

::tol:: How many?{#3.5:0.1}

::range:: Between {#1..2} and more

Which are prime?{~%50%2 ~%50%3 ~%-100%4 ~%0%6}

Write \\(\\nabla f\\) in words.{}

::pairs:: Match {=a -> b =c -> d}

::word:: The capital?{=Paris =%50%Lutèce}

Just a description of what follows.
"""


def test_gift_as_others_write_it():
    quiz, keys, notes = FORMATS["gift"](GIFT.encode())
    kinds = [one["kind"] for one in quiz["questions"]]
    assert kinds == [
        *("single_choice", "true_false", "numeric", "numeric", "multiple_choice", "short_text"),
        "short_text",
    ]
    assert quiz["title"]["fr"] == "Networks"
    first, answers = quiz["questions"][0], keys["questions"]
    assert [one["en"] for one in first["options"]] == ["the Sun", "Sirius", "Vega"]
    assert answers["q01"]["answer"] == "a"
    assert answers["q01"]["explanation"]["en"] == "Astronomy: a {small} quiz\nyes"
    assert answers["q01"]["why_not"] == {"b": {"fr": "much farther", "en": "much farther"}}
    assert answers["q02"]["answer"] is False
    assert (answers["q03"]["answer"], answers["q03"]["tolerance"]) == (3.5, 0.1)
    assert (answers["q04"]["answer"], answers["q04"]["tolerance"]) == (1.5, 0.5)
    assert quiz["questions"][3]["question"]["en"] == "Between _____ and more"
    assert answers["q05"]["answer"] == ["a", "b"]
    assert quiz["questions"][5]["question"]["en"] == r"Write $\nabla f$ in words."
    found = said(notes)
    assert "pairs was left out: pairs to match have no kind here" in found
    assert "word compares words: here it is a short text" in found
    assert "it has no braces, so it asks nothing" in found


def test_windows_line_ends_and_a_byte_order_mark():
    data = b"\xef\xbb\xbf" + GIFT.replace("\n", "\r\n").encode()
    assert FORMATS["gift"](data)[0] == FORMATS["gift"](GIFT.encode())[0]


def test_foreign_calculated_questions():
    def calculated(formula, extra=""):
        return moodle(
            "<question type='calculated'><name><text>C</text></name><questiontext format='html'>"
            "<text>{a} and {b}?</text></questiontext><answer fraction='100'>"
            f"<text>{formula}</text><tolerance>0.1</tolerance><tolerancetype>2</tolerancetype>"
            "</answer><dataset_definitions><dataset_definition><name><text>a</text></name>"
            "<minimum><text>1</text></minimum><maximum><text>2</text></maximum>"
            "<decimals><text>1</text></decimals></dataset_definition></dataset_definitions>"
            f"{extra}</question>{multichoice()}".replace("\n", "")
        )

    quiz, keys, _ = FORMATS["moodle"](calculated("pow({a},2)+pi()*sqrt({a})"))
    assert quiz["questions"][0]["parameters"] == {"a": {"low": 1, "high": 2, "step": 0.1}}
    assert quiz["questions"][0]["question"]["en"] == "[[a]] and {b}?"
    assert keys["questions"]["q01"]["answer"] == "a ** 2 + pi * sqrt(a)"
    for hostile in ("{a}+{b}", "system({a})", "__import__('os')", "(" * 500, "{a}**9**9**9", "a.b"):
        quiz, _, notes = FORMATS["moodle"](calculated(hostile))
        assert len(quiz["questions"]) == 1, hostile
        assert "cannot be read" in said(notes)


def test_the_format_is_recognised():
    assert format_of(b"\xef\xbb\xbf \n<?xml version='1.0'?>") == "moodle"
    assert format_of(b"// gift") == "gift"


# --- files that mean harm, or are broken ----------------------------------------------------------

BOMB = (
    "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>"
    + "".join(f"<!ENTITY {'abcdefgh'[n + 1]} '{f'&{chr(97 + n)};' * 10}'>" for n in range(7))
    + "]><quiz><question type='&h;'/></quiz>"
)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (BOMB.encode(), "declares entities"),
        (b"<!DOCTYPE q SYSTEM 'file:///etc/passwd'><quiz/>", "declares entities"),
        (b"<!DOCTYPE q [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><quiz>&x;</quiz>", "declares"),
        (b"<quiz>\n<question>\n</quiz>", "Line 3, column 3: this is not valid XML"),
        (b"<quiz>\n  <a b=1/></quiz>", "Line 2, column 8: this is not valid XML"),
        (b"", "not valid XML"),
        (b"\xff\xfe\x00", "not valid XML"),
        (b"<?xml version='1.0' encoding='klingon'?><quiz/>", "not valid XML|cannot be read"),
        (b"<html/>", "its root is 'html'"),
        (b"<quiz/>", "No question could be read"),
        (b"<quiz>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</quiz>", "nested too deeply"),
        (b"<quiz>" + b"<question type='x'/>" * 100_000 + b"</quiz>", "more than 1000 questions"),
        (b"<quiz>" + b" " * 10_000_000 + b"</quiz>", "larger than 10 MB"),
        (b"<quiz><question type='multichoice'/></quiz>", "No question could be read"),
        (b"<quiz>\x00</quiz>", "Line 1, column 7: this is not valid XML"),
    ],
)
def test_broken_and_hostile_xml_is_refused_in_one_sentence(data, reason):
    with pytest.raises(UsageProblem, match=reason):
        FORMATS["moodle"](data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"a{=b ~c}\n\n::x::y{=a ~b\n\nmore}", "Line 3: a brace is opened and not closed"),
        (b"\n\nx } y", "Line 3: a closing brace"),
        (b"::never closed{=a}", "Line 1: the title has no second"),
        (b"q{#abc}", "Line 1: 'abc' is no number"),
        (b"q{#1:x}", "Line 1: '1:x' is no number"),
        (b"q{#5..1}", "Line 1"),
        (b"q{#1e999}", "Line 1"),
        (b"q{maybe}", "Line 1: the braces hold no answer"),
        (b"", "No question could be read"),
        (b"// only a comment", "No question could be read"),
        (b"q{=only right}", None),
        (b"\xe9t\xe9{T}", "not UTF-8: byte 1"),
        (b"q{T}\n\n" * 100_000, "more than 1000 questions"),
        (b"a" * 10_000_001, "larger than 10 MB"),
        (b"a" * 300_000 + b"{T}", "a question of 300003 characters"),
    ],
)
def test_broken_and_hostile_gift_is_refused_with_its_line(data, reason):
    if reason is None:
        assert FORMATS["gift"](data)[0]["questions"][0]["kind"] == "short_text"
        return
    with pytest.raises(UsageProblem, match=reason):
        FORMATS["gift"](data)


@pytest.mark.parametrize(
    "html",
    [
        *("<" * 50_000, "<a " * 15_000, "<!--" * 12_000, "&#" * 25_000, "<code>" * 8_000),
        *("\\(" * 25_000, "$$" * 25_001, "</" * 25_000, "<![CDATA[" * 5_000, "<a b='" * 8_000),
        *("\\" * 50_001, "<script>" + "<a>" * 8_000 + "</b>" * 6_000, "`a" * 25_000),
    ],
)
def test_no_html_takes_long(html):
    escaped = html.replace("&", "&amp;").replace("<", "&lt;")
    begin = time.process_time()
    FORMATS["moodle"](moodle(multichoice(text=escaped)))
    assert time.process_time() - begin < 3


def test_too_many_remarks_are_counted():
    block = "::n{0}::A description, number {0}."
    data = "\n\n".join([block.format(n) for n in range(5000)] + ["x{T}"]).encode()
    notes = FORMATS["gift"](data)[2]
    assert len(notes) == 201
    assert re.fullmatch(r"And \d+ more remarks\.", notes[-1].en)


@both_formats
@settings(max_examples=150, deadline=None)
@given(data=st.one_of(st.binary(max_size=200), TEXTS.map(lambda x: x.encode("utf-8", "replace"))))
def test_any_bytes_are_read_or_refused(format_, data):
    try:
        FORMATS[format_](data)
    except UsageProblem:
        return


@both_formats
@settings(max_examples=150, deadline=None)
@given(at=st.floats(0, 1), garbage=TEXTS)
def test_a_damaged_export_is_read_or_refused(format_, at, garbage):
    quiz, keys = tiny()
    data = EXPORTS[format_](quiz, keys, "en", Scheme())
    cut = int(at * len(data))
    broken = data[:cut] + garbage.encode("utf-8", "replace") + data[cut + 5 :]
    try:
        found, found_keys, _ = FORMATS[format_](broken)
    except UsageProblem:
        return
    assert [one["id"] for one in found["questions"]] == list(found_keys["questions"])
    msgspec.convert({**yaml.safe_load(to_yaml(found)), "name": "any"}, Quiz)


# --- the two files --------------------------------------------------------------------------------


def imported(format_="gift"):
    found, keys, _ = back(format_, *tiny())
    return found, keys


@both_formats
def test_the_files_are_quizzes_of_the_course(format_, tiny_course, tmp_path):
    file = tmp_path / "export"
    file.write_bytes(EXPORTS[format_](*tiny(), "fr", Scheme()))
    found, keys, _ = read_file(str(file))
    paths = write_quiz(tiny_course.course, "again", found, keys)
    assert [path.removeprefix(f"{tiny_course.root}/") for path in paths] == [
        "quizzes/again.yaml",
        "solutions/quizzes/again.yaml",
    ]
    quiz = load_quiz(tiny_course.course, "again")
    assert set(load_keys(tiny_course.course, quiz)) == {one.id for one in quiz.questions}


@pytest.mark.parametrize("taken", ["quizzes", "solutions/quizzes"])
def test_no_file_is_written_over(taken, tiny_course):
    tiny_course.write(f"{taken}/again.yaml", "mine")
    with pytest.raises(UsageProblem, match="exists: nothing was written"):
        write_quiz(tiny_course.course, "again", *imported())
    assert tiny_course.read(f"{taken}/again.yaml") == "mine"
    assert len(list(tiny_course.root.rglob("again.yaml"))) == 1


def test_what_the_course_could_not_read_is_not_kept(tiny_course):
    found, keys = imported()
    found["questions"][0]["question"] = {"fr": "x" * 1_000_001, "en": "x"}
    with pytest.raises(UsageProblem, match="larger than 1 MB"):
        write_quiz(tiny_course.course, "again", found, keys)
    assert not list(tiny_course.root.rglob("again.yaml"))


@pytest.mark.parametrize("name", ["", "../x", "a/b", "a b", ".x", "é", "x\n", "-x"])
def test_a_name_is_no_path(name, tiny_course):
    with pytest.raises(UsageProblem, match="is no name for a quiz"):
        write_quiz(tiny_course.course, name, *imported())


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UsageProblem, match="cannot be read"):
        read_file(str(tmp_path / "none"))
