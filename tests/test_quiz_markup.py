"""Formulas in texts: one line of Unicode for terminals, MathML for pages, all else escaped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.quizzes.markup import in_html, in_terminal, segments, unicode_math

SHOWN = [
    (r"\frac{1}{N}\sum_{i=1}^{N} (y_i - \hat{y}_i)^2", "1/N ∑ᵢ₌₁ᴺ (yᵢ − ŷᵢ)²"),
    (r"w_{ij}^{(l)}", "wᵢⱼ⁽ˡ⁾"),
    (r"\frac{\partial J}{\partial w_2}", "(∂J)/(∂w₂)"),
    (r"e^{-z}", "e⁻ᶻ"),
    (r"\mathbb{R}^{n_x \times n_h}", "ℝ^(nₓ × nₕ)"),
    (r"\sqrt{2\pi}", "√(2π)"),
    (r"\max(0, x)", "max(0, x)"),
    (r"10^{-5}", "10⁻⁵"),
    (r"\lVert w \rVert_2^2", "‖ w ‖₂²"),
    (r"-\sum_k y_k \log \hat{y}_k", "−∑ₖ yₖ log ŷₖ"),
    (r"\lfloor \frac{W - k + 2p}{s} \rfloor + 1", "⌊ (W − k + 2p)/s ⌋ + 1"),
]


@pytest.mark.parametrize(("latex", "shown"), SHOWN)
def test_formulas_on_one_line(latex, shown):
    """Indices and exponents where Unicode has them, brackets where it has not."""
    assert unicode_math(latex) == shown


def test_pages_get_mathml_and_nothing_else_unescaped():
    """Formulas become MathML, code is marked, and what looks like HTML stays text."""
    shown = in_html(r"<b> & `a<b` et $x < \frac{1}{2}$ \$5")
    assert shown.startswith("&lt;b&gt; &amp; <code>a&lt;b</code> et <math")
    assert shown.endswith("</math> $5")


@given(st.text(max_size=60))
def test_any_text_can_be_shown(text):
    """No text stops a page or a terminal, and no tag gets through."""
    in_terminal(text)
    shown = in_html(text)
    for tag in ("<script", "<img", "<b>"):
        assert tag not in shown.replace("<mi", "")
    assert "".join(piece.content for piece in segments("plain")) == "plain"


def test_french_signs_stay_with_their_words():
    """Before : ; ? ! and within quotation marks there is a space where no line breaks."""
    assert in_terminal("« a » : b ?") == "«\u00a0a\u00a0»\u00a0: b\u00a0?"
