"""From an answer file to a result: the tiny quiz, right, wrong and malformed answers."""

import json
from pathlib import Path

import msgspec
import pytest
import yaml

from grader.course import load_course
from grader.problems import CourseProblem, UsageProblem
from grader.quizzes.answers import Answers, fits, read_answers, to_json
from grader.quizzes.content import Numeric, load_keys, load_quiz, quiz_names
from grader.quizzes.draws import drawn, filled, options_in_order, salt_of, seed_of
from grader.quizzes.judging import number, right_number
from grader.quizzes.marking import Marker, result_of
from grader.quizzes.scoring import SCHEMES, Scheme
from grader.texts import Text

RIGHT = {"q01": "b", "q02": ["c", "a"], "q03": False, "q04": "1,25", "q06": "-(y-p)"}


@pytest.fixture
def tiny(tiny_course):
    """The tiny quiz, its keys, and a way to mark answers to it."""
    quiz = load_quiz(tiny_course.course, "tiny")
    keys = load_keys(tiny_course.course, quiz)

    def mark(answers, seed=1, scheme="all_or_nothing", **more):
        marker = Marker(quiz, keys, Scheme(scheme))
        return marker, marker.mark(Answers("tiny", quiz.version, answers, seed, "s1"), **more)

    return quiz, keys, mark


def states(marked):
    return {item.question.id: item.judged.state for item in marked.items}


def test_right_answers_have_full_marks(tiny):
    """Each kind, in more than one way to write it; sentences wait for a human."""
    quiz, keys, mark = tiny
    question = quiz.question("q05")
    right = f"{right_number(question, keys['q05'], 1):g} %".replace(".", ",")
    _, marked = mark({**RIGHT, "q05": right, "q07": "Parce que…"})
    assert set(states(marked).values()) == {"right", "pending"}
    assert marked.total.score == 7
    assert marked.total.pending == 2


@pytest.mark.parametrize("scheme", ["all_or_nothing", "partial", "negative", "dont_know"])
def test_known_partial_marks(tiny, scheme):
    """Half of a question of two points, one wrong choice, one 'I don't know', under each scheme."""
    _, _, mark = tiny
    _, marked = mark({"q01": "a", "q02": ["a"], "q03": "?", "q04": 1.25}, scheme=scheme)
    expected = {
        "all_or_nothing": 1,
        "partial": 2,
        "negative": 2 - 1 / 3,
        "dont_know": 2 - 1 / 3 + 0.1,
    }
    assert marked.total.score == pytest.approx(expected[scheme])


def test_a_human_gives_points(tiny):
    """Points for sentences are taken over, never more than the question has."""
    _, _, mark = tiny
    _, marked = mark({"q07": "…"}, judged_by_hand={"q07": 1.5})
    assert (marked.total.score, marked.total.pending) == (1.5, 0)
    _, marked = mark({"q07": "…"}, judged_by_hand={"q07": 99})
    assert marked.total.score == 2


BAD = {
    "q01": [("e", "unknown_option"), (["a", "b"], "several_answers"), (3, "unknown_option")],
    "q02": [(["a", "zz"], "unknown_option")],
    "q03": [("peut-être", "no_truth_value"), (1, "no_truth_value")],
    "q04": [
        ("une dizaine", "no_number"),
        ("1,2,3", "no_number"),
        ("nan", "no_number"),
        ("1e999", "no_number"),
        (True, "no_number"),
    ],
    "q06": [("__import__('os')", "no_formula"), ("(" * 5000, "no_formula"), ("q", "no_formula")],
}


@pytest.mark.parametrize(
    ("question", "answer", "reason"),
    [(name, answer, reason) for name, several in BAD.items() for answer, reason in several],
)
def test_malformed_answers_give_nothing_and_say_why(tiny, question, answer, reason):
    """0 points whatever the scheme, a sentence in both languages, and the others are marked."""
    _quiz, _, mark = tiny
    marker, marked = mark(
        {question: answer, "q01": answer if question == "q01" else "b"}, scheme="negative"
    )
    item = next(item for item in marked.items if item.question.id == question)
    assert (item.judged.state, item.judged.reason, item.scored.score) == ("invalid", reason, 0)
    for language in ("fr", "en"):
        result = result_of(marker, marked, "practice", language, keys=True)
        assert next(one for one in result.questions if one.id == question).message


def test_missing_answers_are_said(tiny):
    """What is missing counts 0 and is named; an answer to nothing is named too."""
    _, _, mark = tiny
    marker, marked = mark({"q01": "b", "q02": [], "q03": "  ", "q99": "a"})
    result = result_of(marker, marked, "practice", "en", keys=True)
    assert result.score == 1
    assert "q02, q03, q04" in result.messages[0]
    assert "q99" in result.messages[1]


def test_keys_are_shown_only_where_they_may_be(tiny):
    """Without keys no right answer, explanation or reason is anywhere in the result."""
    _, keys, mark = tiny
    marker, marked = mark({"q01": "a", "q06": "y - p"})
    hidden = json.dumps(msgspec_of(result_of(marker, marked, "graded", "en", keys=False)))
    shown = json.dumps(msgspec_of(result_of(marker, marked, "graded", "en", keys=True)))
    for secret in ("median", "inverted", keys["q01"].explanation.en):
        assert secret not in hidden
        assert secret in shown


def msgspec_of(result):
    return msgspec.to_builtins(result)


def test_mistakes_are_named(tiny):
    """A known wrong number or formula is recognised, with this student's numbers."""
    quiz, _, mark = tiny
    value = drawn(quiz.question("q05"), 3)["n"] / 40
    marker, marked = mark({"q05": str(value), "q06": "y-p"}, seed=3)
    result = result_of(marker, marked, "practice", "en", keys=True)
    said = {one.id: one.mistake for one in result.questions}
    assert said["q05"] == "This is a part of 1, not a percentage."
    assert said["q06"] == "The sign is inverted."


@pytest.mark.parametrize(
    ("written", "units", "value"),
    [
        ("-0,5", [], -0.5),
        ("1 234.5", [], 1234.5),
        ("1\u202f234,5", [], 1234.5),
        ("12 %", ["%"], 12),
        ("3e-4", [], 3e-4),
        ("−2", [], -2),
        (".5", [], 0.5),
        ("12 m", ["%"], None),
        ("1/2", [], None),
        ("0x10", [], None),
        ("١٢", [], None),
        ("9" * 400, [], None),
    ],
)
def test_numbers_as_people_write_them(written, units, value):
    """A decimal comma, spaces between thousands, units; anything else is no number."""
    assert number(written, units) == value


# --- draws ----------------------------------------------------------------------------------------


def test_neighbours_have_other_numbers_and_orders(tiny_course):
    """Numbers and orders follow from the course's key and the roster id, and from nothing else."""
    course = tiny_course.course
    quiz = load_quiz(course, "tiny")
    salt = salt_of(course, "tiny", b"k" * 32)
    seeds = {name: seed_of(salt, name) for name in ("s1", "s2", "s3", "s4", "s5", "s6")}
    numbers = {drawn(quiz.question("q05"), seed)["n"] for seed in seeds.values()}
    orders = {
        tuple(o.id for o in options_in_order(quiz.question("q01"), s)) for s in seeds.values()
    }
    assert len(numbers) > 2
    assert len(orders) > 1
    assert all(order[-1] == "d" for order in orders)  # marked `last`
    assert salt_of(course, "tiny", b"other" * 8) != salt
    assert salt_of(course, "other", b"k" * 32) != salt
    assert seed_of(salt, "s1") == seeds["s1"]


def test_numbers_are_filled_in_as_each_language_writes_them():
    """A decimal comma in French, a point in English; other brackets stay."""
    text = filled(Text("a = [[a]], [b]", "a = [[a]], [b]"), {"a": 0.5})
    assert (text.fr, text.en) == ("a = 0,5, [b]", "a = 0.5, [b]")


# --- files ----------------------------------------------------------------------------------------


def test_answer_files_are_json_and_yaml(tmp_path):
    """What is written is read back, as JSON and as the YAML that it also is."""
    answers = Answers("tiny", 1, {"q01": "b", "q02": ["a"], "q03": False}, 7, "élève")
    path = tmp_path / "a.yaml"
    path.write_bytes(to_json(answers))
    assert read_answers(str(path)) == answers
    path.write_text(yaml.safe_dump(yaml.safe_load(to_json(answers))), encoding="utf-8")
    assert read_answers(str(path)) == answers


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("quiz: tiny\nversion: 1\nanswers: {q01: b", "line"),
        ("quiz: tiny\nversion: 1\n", "answers"),
        ("quiz: tiny\nversion: one\nanswers: {}", "version"),
        ("quiz: tiny\nversion: 1\nanswers: {q01: {a: 1}}", "answers"),
        ("quiz: tiny\nversion: 1\nanswers: {}\ncheat: 1", "cheat"),
        ("- 1", "mapping"),
        ("x" * 600_000, "large"),
    ],
    ids=range(7),
)
def test_malformed_answer_files_are_refused(tmp_path, content, says):
    """One sentence says what is wrong and where."""
    path = tmp_path / "a.yaml"
    path.write_text(content)
    with pytest.raises(UsageProblem) as refused:
        read_answers(str(path))
    assert says in refused.value.text.en


def test_answers_to_something_else_are_refused(tiny_course):
    """Another quiz, or another version of this one."""
    quiz = load_quiz(tiny_course.course, "tiny")
    for answers in (Answers("ch3", 1, {}), Answers("tiny", 2, {})):
        with pytest.raises(UsageProblem):
            fits(answers, quiz, "a.yaml")


CONTENT = [
    ("quizzes/tiny.yaml", "id: q02", "id: q01", "twice"),
    ("quizzes/tiny.yaml", '{id: b, fr: "$3$', '{id: a, fr: "$3$', "twice"),
    ("quizzes/tiny.yaml", "kind: numeric", "kind: guess", "kind"),
    ("quizzes/tiny.yaml", "difficulty: 1", "difficulty: 9", "difficulty"),
    ("quizzes/tiny.yaml", "title:", "titel:", "titel"),
    ("solutions/quizzes/tiny.yaml", "  q03:", "  q33:", "q03"),
    ("solutions/quizzes/tiny.yaml", "answer: b", "answer: z", "option z"),
    ("solutions/quizzes/tiny.yaml", "answer: b", "answer: [b]", "one id"),
    ("solutions/quizzes/tiny.yaml", "answer: [a, c]", "answer: a", "list"),
    ("solutions/quizzes/tiny.yaml", "tolerance: 0.006", "tolerance: -1", "tolerance"),
    ("solutions/quizzes/tiny.yaml", "questions:", "questions: [", "line"),
]


@pytest.mark.parametrize(("path", "old", "new", "says"), CONTENT, ids=range(len(CONTENT)))
def test_malformed_quizzes_are_refused(tiny_course, path, old, new, says):
    """Duplicated ids, keys that are missing or point nowhere, unknown fields, broken YAML."""
    tiny_course.replace(path, old, new)
    with pytest.raises(CourseProblem) as refused:
        load_keys(tiny_course.course, load_quiz(tiny_course.course, "tiny"))
    assert says in refused.value.text.en


def test_the_real_quizzes_load():
    """All quizzes of the course, with as many keys as questions; 42 of chapters 2, 3 and 4."""
    course = load_course(str(Path(__file__).parent.parent))
    counts = {}
    for name in quiz_names(course):
        quiz = load_quiz(course, name)
        assert load_keys(course, quiz)
        counts[name] = len(quiz.questions)
    assert (counts["ch2"], counts["ch3"], counts["ch4"]) == (11, 15, 16)
    assert len(counts) == 10
    assert all(8 <= count <= 20 for count in counts.values())


PARTIAL = {
    # Of each four questions in turn: one wrong, one "I don't know", one right, one missing.
    "ch2": (5.45, 5.45, 3.64, 4.18),
    "ch3": (5.33, 5.33, 4.0, 4.53),
    "ch4": (5.0, 5.0, 3.33, 3.83),
    "theory": (5.0, 5.5, 4.17, 4.67),
}


@pytest.mark.parametrize("name", PARTIAL)
def test_answers_to_real_quizzes(name):
    """The course's model answers have full marks, its partial ones the marks found on paper."""
    root = Path(__file__).parent.parent
    course = load_course(str(root))
    quiz = load_quiz(course, name)
    keys = load_keys(course, quiz)
    full = read_answers(str(root / "solutions" / "answers" / f"{name}.yaml"))
    partial = read_answers(str(root / "solutions" / "answers" / "partial" / f"{name}.yaml"))
    for scheme, mark in zip(SCHEMES, PARTIAL[name], strict=True):
        marker = Marker(quiz, keys, Scheme(scheme))
        total = marker.mark(full).total
        assert total.score + total.pending == total.max_score
        assert marker.mark(partial).total.mark == mark


def test_a_numeric_question_knows_its_units(tiny):
    """The unit may be written or left out."""
    quiz, keys, mark = tiny
    assert isinstance(quiz.question("q05"), Numeric)
    right = right_number(quiz.question("q05"), keys["q05"], 1)
    for written in (f"{right}", f"{right}%", f" {right} % "):
        _, marked = mark({"q05": written})
        assert states(marked)["q05"] == "right"
