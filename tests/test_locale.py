"""The French catalogue: complete, with the same fields, and compiled from what is in it."""

import ast
import os
import string

import pytest

from grader import texts
from grader.locale import update


@pytest.fixture(scope="module")
def sentences():
    return update.extracted()


@pytest.fixture(scope="module")
def french():
    return update.known_french()


def fields(message):
    return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}


def test_every_sentence_has_its_french(sentences, french):
    """No reader meets an English sentence in a French report."""
    assert sorted(message for message in sentences if not french.get(message, "").strip()) == []


def test_nothing_is_left_over(sentences, french):
    """The catalogue holds no sentence that nobody says any more."""
    assert sorted(set(french) - set(sentences)) == []


def test_same_fields_in_both_languages(french):
    """A translation fills the same fields, or a value would be lost or missing."""
    assert [(m, f) for m, f in french.items() if fields(m) != fields(f)] == []


def test_fields_are_names(sentences):
    """Fields are plain names: no attribute of an argument is ever reached."""
    assert [m for m in sentences if not all(f.isidentifier() for f in fields(m))] == []


def test_compiled_catalogue_is_current(sentences, french):
    """`make texts` was run: .po and .mo are what the source and the translations give."""
    po = update.po_bytes(update.updated(french, sentences))
    with open(update.PO, "rb") as file:
        assert file.read() == po
    # By what it says: other versions of Babel write another header.
    assert texts._read_mo(update.MO) == {m: f for m, f in french.items() if f}


def test_every_call_is_collected(sentences):
    """text() is called with one literal, outside of f-strings: else it would not be translated."""
    said = set()
    for folder, _, names in os.walk(update.PACKAGE):
        for name in names:
            if name.endswith(".py"):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    said |= set(calls(ast.parse(file.read()), name))
    assert said == set(sentences)


def calls(tree, name):
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "text"
        ):
            first = node.args[0] if node.args else None
            assert isinstance(first, ast.Constant), f"{name}:{node.lineno}: not a literal"
            yield first.value


def test_update_says_what_is_missing(tmp_path, monkeypatch, capsys):
    """A new sentence is added with an empty translation, named, and remembered as missing."""
    monkeypatch.setattr(update, "PO", str(tmp_path / "grader.po"))
    monkeypatch.setattr(update, "MO", str(tmp_path / "grader.mo"))
    monkeypatch.setattr(update, "known_french", dict)
    monkeypatch.setattr(update, "extracted", lambda: {"A new {thing}.": ["grader/new.py"]})
    assert update.main(["--check"]) == 1
    assert not os.path.exists(update.PO)
    assert update.main([]) == 1
    assert "no French yet: 'A new {thing}.' (grader/new.py)" in capsys.readouterr().out
    with open(update.PO, encoding="utf-8") as file:
        assert 'msgid "A new {thing}."\nmsgstr ""\n' in file.read()
