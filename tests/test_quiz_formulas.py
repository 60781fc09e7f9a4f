"""Formulas that people type: read safely, compared by what they mean, never run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.quizzes.equivalence import verdicts
from grader.quizzes.formulas import FormulaError, compute, parse

NAMES = ("p", "y", "z")
RANGES = (("p", 0.05, 0.95), ("y", 0.0, 1.0), ("z", -2.0, 2.0))
HOSTILE = [
    "__import__('os').system('touch /tmp/quiz')",
    "().__class__.__bases__",
    "(" * 5000 + "1" + ")" * 5000,
    "(" * 60 + "1" + ")" * 60,
    "-" * 250 + "1",
    "9**9**9**9",
    "z**1000",
    "2**(10**10)",
    "1e400",
    "1" * 400,
    "lambda: 1",
    "[1 for _ in 'a']",
    "p if y else z",
    "p.real",
    "p[0]",
    "f'{p}'",
    "'a' * 10",
    "True",
    "1j",
    "...",
    "p := 3",
    "max(*[1, 2])",
    "exp(z, base=2)",
    "eval(z)",
    "p(y)",
    "q + 1",
    "2 p",
    "",
    "p\ny",
    "p; y",
    "\0",
    "﹢1",
]


@pytest.mark.parametrize("written", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_no_formula_is_refused(written):
    """Code, huge numbers, deep brackets, other names: a sentence says why, and nothing is run."""
    with pytest.raises(FormulaError) as refused:
        parse(written, NAMES)
    assert refused.value.text.fr
    assert refused.value.text.en


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(written):
    """Whatever is typed gives a tree or a FormulaError."""
    try:
        node = parse(written, NAMES)
        compute(node, dict.fromkeys(NAMES, 0.5))
    except (FormulaError, ArithmeticError, ValueError):
        pass


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2^3 - 1", 7.0),
        ("−p × 2", -1.0),
        ("0,5 * p", 0.25),
        ("max(1, 2, z)", 2.0),
        ("ln(e)", 1.0),
        ("sigmoid(0)", 0.5),
        ("floor((9 - 3) / 2) + 1", 4.0),
        ("p²", 0.25),
    ],
)
def test_what_people_write_is_understood(written, value):
    """Powers as ^, typographic signs, a decimal comma, and the functions of the course."""
    assert compute(parse(written, NAMES), {"p": 0.5, "y": 1.0, "z": -1.0}) == pytest.approx(value)


SAME = [
    ("p - y", "-(y - p)"),
    ("(p - y)^2", "p*p - 2*p*y + y*y"),
    ("exp(z)/(1 + exp(z))", "sigmoid(z)"),
    ("log(1/(1 - p))", "-log(1 - p)"),
    ("(z + abs(z))/2", "max(0, z)"),
    ("0.1*z", "z/10"),
    ("tanh(z)", "2*sigmoid(2*z) - 1"),
]
OTHER = [
    ("p - y", "y - p"),
    ("z", "z + 1e-9"),
    ("max(0, z)", "z"),
    ("p**2", "p*2"),
    ("log(p)", "p"),
]


def test_formulas_are_compared_by_meaning():
    """Other ways to write the same are right, other values are wrong, however near."""
    pairs = [(parse(one, NAMES), parse(other, NAMES), RANGES) for one, other in SAME + OTHER]
    found = verdicts(pairs)
    assert set(found[: len(SAME)]) <= {"proven", "agrees"}
    assert found[len(SAME) :] == ["differs"] * len(OTHER)


def test_what_cannot_be_decided_is_unknown():
    """Towers of exponentials and values that are not real end in time, without a verdict."""
    tower = parse("exp(" * 7 + "z" + ")" * 7, NAMES)
    nowhere = parse("log(-1 - p)", NAMES)
    found = verdicts([(tower, parse("z", NAMES), RANGES), (nowhere, nowhere, RANGES)])
    assert found == ["unknown", "unknown"]
