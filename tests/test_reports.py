"""Reports: the same words as plain text and on a terminal, JUnit for machines, nothing hostile."""

import io
import re
from xml.etree import ElementTree as ET

import pytest
from msgspec.structs import replace
from rich.console import Console

from grader.report import junit, plain
from grader.report.rich_report import print_report
from grader.report.view import view_of
from grader.results import (
    CheckResult,
    Diagnosis,
    Environment,
    Result,
    Results,
    SubmissionInfo,
)

HOSTILE = "\x1b[2J\x1b]0;x\x07 \u202e [bold red]not markup[/] &<x> \ud800"


def check(id_, status="passed", points=0.0, max_points=1.0, **more):
    fields = {"title": f"Titre de {id_}.", "task": "f", **more}
    return CheckResult(id=id_, status=status, points=points, max_points=max_points, **fields)


WRONG = check(
    "rows",
    "failed",
    max_points=2,
    title="Softmax : chaque ligne somme à 1.",
    called="softmax(array([[1., 2.]]))",
    expected="array([[0.2, 0.8],\n       [0.2, 0.8]])",
    actual="array([[0.1, 0.1]])",
    message="Les valeurs diffèrent.",
    diagnosis=Diagnosis("named", "axis0", "La somme est prise sur l'axe 0.", "3.2.6"),
    prints="z = 3\nfini\n",
)
CHECKS = [
    check("values", points=1),
    WRONG,
    check("big", "timeout", message="Trop long."),
    check("relu", "not_attempted", message="Pas encore écrit."),
    check("both", "blocked", message="Non lancé : valeurs."),
    check("more", "blocked", message="Non lancé : valeurs."),
    check("part", "failed", points=0.5, message="La moitié."),
]


def a_result(checks=CHECKS, **changes):
    fields = {
        "exercise": "ex02",
        "title": "Fonctions d'activation",
        "track": "numpy",
        "mode": "practice",
        "submission": SubmissionInfo(path="ex02_a/a.py", digest="sha256:" + "ab" * 32),
        "seed": 42,
        "started": "2026-09-01T08:30:00Z",
        "duration_s": 0.25,
        "score": 12.5,
        "max_score": 20,
        "mark": 12.5,
        "status": "provisional",
        "checks": checks,
        "environment": Environment(
            grader="0.1.0", python="3.11.7", platform="linux", isolation="namespaces"
        ),
    }
    return Result(**{**fields, **changes})


def on_terminal(results, lang, width):
    out = io.StringIO()
    print_report(Console(file=out, width=width, force_terminal=True), results, lang)
    return out.getvalue()


def words(shown):
    return re.sub(r"\x1b\[[0-9;]*m", "", shown).split()


def test_head():
    """Exercise, track, mode, file and digest, commit, isolation."""
    submission = SubmissionInfo(
        path="ex02_a/a.py", digest="sha256:" + "ab" * 32, commit="0123456789", modified=True
    )
    head = plain.render(a_result(submission=submission), "fr").split("\n\n")[0].splitlines()
    assert head == [
        "ex02 · Fonctions d'activation · numpy · entraînement",
        "  Fichier    ex02_a/a.py (abababababab)",
        "  Commit     0123456789\u00a0: le fichier a changé depuis",
        "  Isolation  namespaces",
    ]


def test_isolation_none_is_explained():
    """What level none protects from is said where it was used."""
    weak = Environment(grader="0", python="3", platform="x", isolation="none")
    assert "for your own code" in plain.render(a_result(environment=weak), "en")


def test_checks_in_order_of_reading():
    """Of a failed check first the named mistake, then call, expected, got, detail, prints."""
    shown = plain.render(a_result(), "fr")
    lines = shown.splitlines()
    at = next(i for i, line in enumerate(lines) if "Softmax" in line)
    assert lines[at - 1 : at + 12] == [
        "  ✓ réussi       1/1  Titre de values.",
        "  ✗ échoué       0/2  Softmax : chaque ligne somme à 1.",
        "",
        "      Diagnostic  La somme est prise sur l'axe 0. (Cours\u00a0: 3.2.6.)",
        "      Appel       softmax(array([[1., 2.]]))",
        "      Attendu     array([[0.2, 0.8],",
        "                         [0.2, 0.8]])",
        "      Obtenu      array([[0.1, 0.1]])",
        "      Détail      Les valeurs diffèrent.",
        "      Affiché     z = 3",
        "                  fini",
        "",
        "  ✗ trop long    0/1  Titre de big.",
    ]
    assert [check.first for check in view_of(a_result(), "fr").checks] == [False, True] + 5 * [
        False
    ]


def test_what_was_not_run_is_short():
    """Nothing under a function still to do; a shared reason is given once."""
    shown = plain.render(a_result(), "fr")
    assert "Pas encore écrit" not in shown
    assert shown.count("Non lancé : valeurs.") == 1


def test_partial_credit_is_said():
    """A check that earned a part of its points is neither passed nor failed to the reader."""
    assert "◐ en partie  0.5/1  Titre de part." in plain.render(a_result(), "fr")


def test_prints_of_a_passed_check():
    """Prints are shown below the check that caused them, a passed one too."""
    shown = plain.render(a_result([check("values", points=1, prints="debug 1\n")]), "en")
    assert "Titre de values.\n      Printed  debug 1\n" in shown


@pytest.mark.parametrize(
    ("changes", "fr", "en"),
    [
        ({}, "12.50/20 (provisoire : vérifications publiques", "(provisional: public checks only)"),
        ({"mode": "official", "status": "graded"}, "Note : 12.50/20\n", "Mark: 12.50/20\n"),
        (
            {"mark": None, "status": "grader_error"},
            "Note : aucune (c’est le correcteur",
            "This is our fault, not yours",
        ),
        (
            {"checks": [check("a", points=1)], "mark": 20.0},
            "Bravo !",
            "The final mark also counts hidden checks.",
        ),
        (
            {"checks": [check("a", points=1)], "mark": 20.0, "mode": "official"},
            "Tout passe. Bravo !",
            "Everything passes. Well done!",
        ),
        (
            {"checks": [check("a", "not_attempted")], "mark": 0.0, "status": "not_attempted"},
            "Rien n’est encore fait",
            "For a hint: grade hint ex02",
        ),
        (
            {"checks": [check("a", points=1), check("b", "not_attempted")]},
            "Ensuite : ce qui reste à faire.",
            "Next: what is still to do.",
        ),
        (
            {"checks": [check("a", "unavailable")], "mode": "official"},
            "indisponible ici",
            "1 point needs a GPU",
        ),
        ({}, "commencez par « Softmax", "start with “Softmax : chaque ligne somme à 1”."),
    ],
)
def test_mark_and_what_to_do_next(changes, fr, en):
    """The mark says what it counts, and the last line what to do."""
    shown = plain.render(a_result(**changes), "fr").replace("\u00a0", " ").replace("\u202f", " ")
    assert fr in shown
    assert en in plain.render(a_result(**changes), "en")


def test_file_that_could_not_be_read():
    """What concerns the whole file is said once, and no hint is offered for it."""
    trouble = "a.py is empty."
    for checks in ([], [check("load", "error", max_points=0, message=trouble)]):
        result = a_result([*checks, check("a", "blocked")], message=trouble, mark=0.0)
        shown = plain.render(result, "en")
        assert shown.count(trouble) == 1
        assert "Then grade again: grade ex02" in shown
        assert "0/0" not in shown


def test_hidden_checks_are_labelled():
    """A hidden check is called so; that its values are not shown is said once."""
    hidden = [check(name, "failed", visibility="hidden", declared=True) for name in ("p", "q")]
    shown = plain.render(a_result(hidden, mode="official"), "en")
    assert "Titre de p. [hidden, declared]" in shown
    assert "2 checks that did not pass are hidden" in shown
    assert "One check" in plain.render(a_result(hidden[:1], mode="official"), "en")


@pytest.mark.parametrize("width", [30, 80, 200])
def test_terminal_says_what_plain_says(width):
    """Rich shows the same words as plain text, within the width, and only there with colours."""
    for results in (a_result(), Results(mark=12.5, results=[a_result(), a_result()])):
        shown = on_terminal(results, "fr", width)
        assert "\x1b[" in shown
        assert max(len(line) for line in re.sub(r"\x1b\[[0-9;]*m", "", shown).splitlines()) <= width
        if width == 200:
            assert words(shown) == words(plain.render(results, "fr"))
        assert "\x1b" not in plain.render(results, "fr")


def test_several_results():
    """A TP ends with the mark of each exercise and the weighted mean."""
    results = Results(mark=None, results=[a_result(), a_result(mark=None, exercise="ex03")])
    assert plain.render(results, "en").splitlines()[-3:] == [
        "  ex02 Fonctions d'activation (numpy)  12.50/20",
        "  ex03 Fonctions d'activation (numpy)   no mark",
        "Mark: no mark",
    ]


@pytest.mark.attack
def test_hostile_text_is_harmless_everywhere():
    """Escapes, bidi, markup, surrogates: shown as what they are, in every report."""
    hostile = check(
        "a",
        "failed",
        title=HOSTILE,
        message=HOSTILE,
        called=HOSTILE,
        expected=HOSTILE,
        actual=HOSTILE,
        prints=HOSTILE * 10_000,
        diagnosis=Diagnosis("structural", "x", HOSTILE),
    )
    submission = SubmissionInfo(path=HOSTILE, digest="sha256:00")
    result = a_result([hostile], title=HOSTILE, message=HOSTILE, submission=submission)
    shown = plain.render(result, "fr")
    assert not set("\x1b\x07\u202e\ud800") & set(shown)
    assert len(shown) < 20_000
    terminal = re.sub(r"\x1b\[[0-9;]*m", "", on_terminal(result, "fr", 500))
    assert not set("\x1b\x07\u202e\ud800") & set(terminal)
    assert "[bold red]not markup[/]" in terminal
    document = ET.fromstring(junit.render(result, "fr"))
    assert "\\x1b[2J" in document[0][0].attrib["name"]


def test_junit():
    """One suite an exercise, one case a check, with the class name that GitLab shows."""
    results = Results(mark=12.5, results=[a_result(), a_result(track="torch")])
    root = ET.fromstring(junit.render(results, "fr"))
    first, second = root
    assert first.attrib == {
        "name": "ex02 numpy",
        "tests": "7",
        "failures": "2",
        "errors": "1",
        "skipped": "3",
        "time": "0.250",
        "timestamp": "2026-09-01T08:30:00",
    }
    assert [case.attrib["classname"] for case in first] == ["ex02 numpy"] * 7
    names = [(c.attrib["classname"], c.attrib["name"]) for suite in root for c in suite]
    assert len(set(names)) == 14
    assert second[0].attrib["name"] == "values: Titre de values."
    failure = first[1][0]
    assert (failure.tag, failure.attrib["message"]) == (
        "failure",
        "La somme est prise sur l'axe 0.",
    )
    assert "softmax(array([[1., 2.]]))" in failure.text
    assert [case[0].tag for case in first[2:]] == ["error", *3 * ["skipped"], "failure"]


def test_junit_of_a_file_without_checks():
    """A result without checks is one error, or nothing would be shown."""
    root = ET.fromstring(junit.render(a_result([], message="a.py est vide."), "fr"))
    assert root[0].attrib["tests"] == root[0].attrib["errors"] == "1"
    assert root[0][0][0].attrib["message"] == "a.py est vide."


def test_reports_do_not_change_the_result():
    """A report is a view: the same result gives the same text, whatever its durations."""
    later = replace(a_result(), duration_s=9.0, started="2027-01-01T00:00:00Z")
    assert plain.render(later, "fr") == plain.render(a_result(), "fr")


def test_a_flood_of_prints_is_cut_after_some_lines():
    """A print in a loop does not bury what is said about the check."""
    flood = "".join(f"step {n}\n" for n in range(400))
    shown = plain.render(a_result([check("values", points=0, prints=flood)]), "en")
    assert "step 19\n" in shown
    assert "step 20" not in shown
    assert "380 more lines" in shown
