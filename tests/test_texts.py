"""Sentences in two languages, and what is left of a student's text when it is shown."""

import time

import pytest

from grader import texts
from grader.texts import Text, choose_language, plural, printable, text, verbatim


def test_text_has_both_languages():
    """The French comes from the catalogue, and the fields are filled in both."""
    said = text("Mark: {mark}", mark="12.50/20")
    assert said.en == "Mark: 12.50/20"
    assert said.fr == "Note\u00a0: 12.50/20"
    assert (said.get("fr"), said.get("en"), said.get("de")) == (said.fr, said.en, said.en)


def test_text_without_translation_falls_back():
    """A sentence that the catalogue lacks is said in English rather than not at all."""
    unknown = "Not in any catalogue: " + "{x:.1f}"
    assert text(unknown, x=2) == Text("Not in any catalogue: 2.0", "Not in any catalogue: 2.0")


def test_text_in_a_text():
    """A sentence inside a sentence is resolved in the language around it."""
    said = text("Mark: {mark}", mark=Text("zéro", "zero"))
    assert (said.fr, said.en) == ("Note\u00a0: zéro", "Mark: zero")


def test_parameters_are_not_formats():
    """Braces in a student's text are text: they can reach no attribute."""
    said = text("Mark: {mark}", mark="{mark.__class__} {0}")
    assert said.en == "Mark: {mark.__class__} {0}"


def test_missing_parameter_is_an_error():
    """A sentence with a hole in it is a mistake of ours that tests must see."""
    with pytest.raises(KeyError):
        text("Mark: {mark}", grade=1)


def test_missing_catalogue_is_empty(tmp_path):
    """Without a compiled catalogue the grader speaks English."""
    assert texts._read_mo(str(tmp_path / "none.mo")) == {}


def test_catalogue_loads_fast():
    """Reading the catalogue stays far below what a start may cost (2 ms)."""

    def once() -> float:
        begun = time.perf_counter()
        assert texts._read_mo(texts.CATALOGUE)
        return time.perf_counter() - begun

    assert min(once() for _ in range(7)) < 0.002


@pytest.mark.parametrize(
    ("count", "fr", "en"), [(0, "un", "many"), (1, "un", "one"), (2, "des", "many")]
)
def test_plural_follows_each_language(count, fr, en):
    """Zero is singular in French and plural in English."""
    assert plural(count, Text("un", "one"), Text("des", "many")) == Text(fr, en)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("ok é\u00a0: «\u202fa\u202f»\n\tb", "ok é\u00a0: «\u202fa\u202f»\n\tb"),
        ("\x1b[2J\x1b]0;owned\x07", "\\x1b[2J\\x1b]0;owned\\x07"),
        ("a\rb\x08\x7f\x9b31m", "a\\rb\\x08\\x7f\\x9b31m"),
        ("line\r\nline", "line\nline"),
        ("\u202eabc\u2066\u200b\ufeff", "\\u202eabc\\u2066\\u200b\\ufeff"),
        ("\u2028\ud800\ue000\U000e0041", "\\u2028\\ud800\\ue000\\U000e0041"),
        ("\u3164\ufe0f\u034f", "\\u3164\\ufe0f\\u034f"),
        ("<F object at 0x7f3bA1>", "<F object at 0x...>"),
        ("id 0x55d0c0ffee00", "id 0x..."),
        ("mask 0xff 0xdeadbeef", "mask 0xff 0xdeadbeef"),
        ("", ""),
    ],
)
def test_printable_neutralises(value, shown):
    """Nothing shown can steer a terminal, hide, or change from run to run; the rest stays."""
    assert printable(value) == shown
    shown.encode("utf-8")


def test_printable_is_cut_with_a_note():
    """A long text is cut, and says how much is gone; escapes do not make it longer unseen."""
    assert printable("x" * 510, 500) == "x" * 500 + " […+10]"
    assert printable("x" * 500, 500) == "x" * 500
    assert printable("\x00" * 20, 3) == "\\x00" * 3 + " […+17]"


@pytest.mark.parametrize(
    ("option", "environ", "course", "chosen"),
    [
        ("en", {"GRADE_LANG": "fr", "LANG": "fr_FR.UTF-8"}, "fr", "en"),
        (None, {"GRADE_LANG": "fr", "LANG": "en_US.UTF-8"}, "en", "fr"),
        (None, {"GRADE_LANG": "", "LC_ALL": "en_GB", "LANG": "fr_FR"}, "fr", "en"),
        (None, {"LC_MESSAGES": "fr", "LANG": "en_US"}, "en", "fr"),
        (None, {"LANG": "C.UTF-8"}, "en", "en"),
        (None, {"LANG": "de_DE.UTF-8", "GRADE_LANG": "xx"}, "fr", "fr"),
        (None, {}, "nl", "fr"),
    ],
)
def test_language(option, environ, course, chosen):
    """--lang, GRADE_LANG, a French or English locale, the course: in this order."""
    assert choose_language(option, environ, course) == chosen


def test_verbatim_is_the_same_in_both():
    """Names and code are not translated."""
    assert verbatim("np.exp") == Text("np.exp", "np.exp")
