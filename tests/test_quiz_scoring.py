"""Schemes: what an answer is worth, on examples worked by hand and for any answer at all."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.quizzes.judging import Judgement
from grader.quizzes.scoring import SCHEMES, Scheme, Scored, credit, scheme_of, sum_up


def several(hits, slips, right=2, wrong=3):
    state = "right" if (hits, slips) == (right, 0) else "partly" if hits else "wrong"
    return Judgement(state, hits, slips, right, wrong)


EXAMPLES = [
    # of five options two are right; (hits, slips), then what each scheme gives
    ((2, 0), (1.0, 1.0, 1.0)),
    ((1, 0), (0.0, 0.5, 0.5)),
    ((2, 1), (0.0, 2 / 3, 2 / 3)),
    ((1, 1), (0.0, 1 / 6, 1 / 6)),
    ((2, 3), (0.0, 0.0, 0.0)),
    ((0, 2), (0.0, 0.0, -2 / 3)),
    ((0, 3), (0.0, 0.0, -1.0)),
]


@pytest.mark.parametrize(("ticked", "gives"), EXAMPLES)
def test_several_answers(ticked, gives):
    """The documented examples for two right options of five."""
    judged = several(*ticked)
    for kind, value in zip(("all_or_nothing", "partial", "negative"), gives, strict=True):
        assert credit("multiple_choice", judged, Scheme(kind)) == pytest.approx(value)


def test_one_answer():
    """Wrong among four: 0, or a third away when balanced, or the penalty that the quiz sets."""
    wrong = Judgement("wrong", 0, 1, 1, 3)
    assert credit("single_choice", wrong, Scheme("partial")) == 0
    assert credit("single_choice", wrong, Scheme("negative")) == pytest.approx(-1 / 3)
    assert credit("single_choice", wrong, Scheme("negative", penalty=0.25)) == -0.25
    assert credit("true_false", Judgement("wrong", 0, 1, 1, 1), Scheme("negative")) == -1
    assert credit("numeric", Judgement("wrong"), Scheme("negative")) == 0


def test_dont_know():
    """'I don't know' gives what the quiz sets under its scheme, and 0 under the others."""
    unsure = Judgement("dont_know", wrong=3)
    assert credit("single_choice", unsure, Scheme("dont_know", dont_know=0.2)) == 0.2
    assert credit("single_choice", unsure, Scheme("negative")) == 0


def test_guessing_gives_nothing_on_average():
    """Balanced: one of k options at random, or any set of options at random, gives 0 on average."""
    scheme = Scheme("negative")
    right, wrong = Judgement("right", 1, 0, 1, 3), Judgement("wrong", 0, 1, 1, 3)
    mean = (credit("single_choice", right, scheme) + 3 * credit("single_choice", wrong, scheme)) / 4
    assert mean == pytest.approx(0)
    every = [several((mask & 0b11).bit_count(), (mask >> 2).bit_count()) for mask in range(32)]
    assert sum(credit("multiple_choice", one, scheme) for one in every) == pytest.approx(0)


judgements = st.builds(
    lambda right, wrong, hits, slips: several(min(hits, right), min(slips, wrong), right, wrong),
    *(st.integers(1, 6), st.integers(1, 6), st.integers(0, 6), st.integers(0, 6)),
)
schemes = st.builds(
    Scheme,
    st.sampled_from(SCHEMES),
    st.one_of(st.just("balanced"), st.floats(0, 1)),
    st.floats(0, 1),
    st.floats(-1, 0),
)


@given(judgements, schemes)
def test_credit_stays_in_its_bounds(judged, scheme):
    """Never above 1, never below -1, below 0 only where the scheme takes points away."""
    value = credit("multiple_choice", judged, scheme)
    assert -1 <= value <= 1
    assert value >= 0 or scheme.kind in ("negative", "dont_know")
    assert (value == 1) == (judged.state == "right")


@given(judgements, schemes)
def test_a_better_answer_is_never_worth_less(judged, scheme):
    """One more right option ticked, or one wrong one less, never costs points."""
    value = credit("multiple_choice", judged, scheme)
    if judged.hits < judged.right:
        more = several(judged.hits + 1, judged.slips, judged.right, judged.wrong)
        assert credit("multiple_choice", more, scheme) >= value - 1e-12
    if judged.slips:
        fewer = several(judged.hits, judged.slips - 1, judged.right, judged.wrong)
        assert credit("multiple_choice", fewer, scheme) >= value - 1e-12


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(0.1, 10)), max_size=20), schemes)
def test_the_sum_respects_the_floor(parts, scheme):
    """The score is never below the floor, the mark is within 0 and 20."""
    scored = [Scored(round(part * points, 6), round(points, 6)) for part, points in parts]
    found = sum_up(scored, scheme)
    assert found.score >= scheme.floor * found.max_score - 1e-9
    assert 0 <= found.mark <= 20


def test_schemes_are_read_from_yaml():
    """A name alone, or a mapping; what is unknown is refused."""
    assert scheme_of("partial") == Scheme("partial")
    assert scheme_of({"kind": "negative", "penalty": 0.5}).penalty == 0.5
    for bad in ("generous", {"kind": "negative", "penalty": 2}, {"kind": "partial", "x": 1}, 3):
        with pytest.raises(msgspec.ValidationError):
            scheme_of(bad)
