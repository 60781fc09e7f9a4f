"""Reports: the same words as plain text and on a terminal, JUnit for machines, nothing hostile."""

import io
import re
from xml.etree import ElementTree as ET

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
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


def on_terminal(results, lang, width, show_all=False, **settings):
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=True, **settings)
    print_report(console, results, lang, show_all)
    return out.getvalue()


def uncoloured(shown):
    """The text without the colours and weights that are ours: any other sequence stays."""
    return re.sub(r"\x1b\[[0-9;]*m", "", shown)


def widest(shown):
    """The columns of the longest line: some characters take two, some none."""
    return max(cell_len(line) for line in uncoloured(shown).splitlines())


def words(shown):
    return [word for word in uncoloured(shown).split() if word != "▌"]


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
    shown = plain.render(a_result(), "fr", show_all=True)
    assert "Pas encore écrit" not in shown
    assert shown.count("Non lancé : valeurs.") == 1


def test_partial_credit_is_said():
    """A check that earned a part of its points is neither passed nor failed to the reader."""
    assert "◐ en partie  0,5/1  Titre de part." in plain.render(a_result(), "fr")


def test_prints_of_a_passed_check():
    """Prints are shown below the check that caused them, a passed one too."""
    shown = plain.render(a_result([check("values", points=1, prints="debug 1\n")]), "en", True)
    assert "Titre de values.\n      Printed  debug 1\n" in shown


@pytest.mark.parametrize(
    ("changes", "fr", "en"),
    [
        ({}, "12,50/20 (provisoire : vérifications publiques", "(provisional: public checks only)"),
        ({"mode": "official", "status": "graded"}, "Note : 12,50/20\n", "Mark: 12.50/20\n"),
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
        for show_all in (False, True):
            shown = on_terminal(results, "fr", width, show_all)
            assert "\x1b[" in shown
            assert widest(shown) <= width
            if width == 200:
                assert words(shown) == words(plain.render(results, "fr", show_all))
            assert "\x1b" not in plain.render(results, "fr", show_all)


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
    shown = plain.render(a_result([check("values", points=0, prints=flood)]), "en", True)
    assert "step 19\n" in shown
    assert "step 20" not in shown
    assert "380 more lines" in shown


# --- the short report, and the whole one ----------------------------------------------------------

SECOND = check("second", "failed", message="Un autre détail.", called="g(2)", prints="ici\n")
MIXED = [*(check(f"ok{n}", points=1) for n in range(5)), WRONG, SECOND]
RENDERERS = [
    lambda result, show_all: plain.render(result, "en", show_all),
    lambda result, show_all: uncoloured(on_terminal(result, "en", 120, show_all)),
]


def lines_of(shown):
    return [line.rstrip() for line in shown.splitlines()]


@pytest.mark.parametrize("shown_by", RENDERERS, ids=["plain", "terminal"])
def test_the_first_failure_in_full_the_others_in_a_line(shown_by):
    """Of the first: diagnosis, call, both values, detail, prints; of the others the line."""
    lines = lines_of(shown_by(a_result(MIXED), False))
    at = next(i for i, line in enumerate(lines) if "Softmax" in line)
    labels = [line.split()[0] for line in lines[at + 2 : at + 10] if line.split()]
    assert labels[:2] == ["Diagnosis", "Call"]
    assert [label for label in labels if label in ("Expected", "Got", "Detail", "Printed")] == [
        "Expected",
        "Got",
        "Detail",
        "Printed",
    ]
    assert "  ✗ failed  0/1  Titre de second." in lines
    shown = "\n".join(lines)
    assert "Un autre détail." not in shown
    assert "g(2)" not in shown
    assert "Details of one more check: grade ex02 --all" in shown


@pytest.mark.parametrize("shown_by", RENDERERS, ids=["plain", "terminal"])
def test_all_shows_everything(shown_by):
    """With show_all nothing is left out, and nothing says that something is."""
    shown = shown_by(a_result(MIXED), True)
    assert all(f"Titre de ok{n}." in shown for n in range(5))
    assert "Un autre détail." in shown
    assert "--all" not in shown


def test_many_passed_checks_are_one_line():
    """On a terminal many passed checks are summed up, a few are listed; a pipe lists them all."""
    shown = on_terminal(a_result(MIXED), "en", 80)
    assert "  ✓ passed  5/5  5 checks" in lines_of(uncoloured(shown))
    assert "Titre de ok3." not in shown
    few = on_terminal(a_result([*MIXED[:2], WRONG]), "en", 80)
    assert "Titre de ok0." in few
    assert "2 checks" not in few
    assert plain.render(a_result(MIXED), "en").count("✓ passed") == 5
    halves = [check(str(n), points=0.75, max_points=0.75) for n in range(5)]
    assert "3,75/3,75  5" in on_terminal(a_result(halves), "fr", 80, no_color=True).replace(
        "\x1b[2m", ""
    ).replace("\x1b[0m", "")


@pytest.mark.parametrize("shown_by", RENDERERS, ids=["plain", "terminal"])
def test_hidden_checks_stand_together(shown_by):
    """Hidden checks come below the public ones, under a heading; without any there is none."""
    secret = [check(f"s{n}", points=1, visibility="hidden") for n in range(5)]
    lines = lines_of(shown_by(a_result([*secret, *MIXED], mode="official"), False))
    heading = lines.index("  Hidden checks")
    assert heading > next(i for i, line in enumerate(lines) if "Titre de second." in line)
    assert lines[heading + 1].startswith("  ✓ passed  ")
    assert "Hidden checks" not in shown_by(a_result(MIXED), False)


WIDE = (
    "深層学習の勾配 🧮 vérifie_une_fonction_au_nom_interminable_" + "x" * 150 + " fin\n\t" + HOSTILE
)


def wide_result():
    mine = check("w", "failed", max_points=1.25, **dict.fromkeys(("title", "message"), WIDE))
    mine = replace(mine, called=WIDE, expected=WIDE, actual=WIDE, prints=WIDE * 3)
    submission = SubmissionInfo(path="dossier/" * 30 + "a.py", digest="sha256:00")
    checks = [*(check(f"ok{n}", points=1, title=WIDE) for n in range(2)), mine, SECOND]
    return a_result(checks, title=WIDE, message=WIDE, submission=submission)


@pytest.mark.parametrize("width", [60, 80, 120, 140])
@pytest.mark.parametrize("show_all", [False, True])
def test_nothing_overflows(width, show_all):
    """Wide characters, endless words, long paths: no line is longer than the terminal."""
    several = Results(mark=1.0, results=[wide_result(), a_result()])
    for results in (wide_result(), several):
        for lang in ("fr", "en"):
            shown = on_terminal(results, lang, width, show_all)
            assert widest(shown) <= width
            assert "fin" in shown  # folded, not cut off
        assert "fin" in uncoloured(shown).rpartition("▌")[2] or results is not several


@pytest.mark.parametrize("width", [60, 80])
def test_titles_hang(width):
    """A long title goes on below where it begins, on every line."""
    long = check("long", "failed", title="des mots qui se suivent " * 8)
    lines = lines_of(uncoloured(on_terminal(a_result([WRONG, long]), "en", width)))
    start = next(i for i, line in enumerate(lines) if "des mots" in line and "✗" in line)
    column = lines[start].index("des mots")
    following = [line for line in lines[start + 1 : lines.index("", start)] if line]
    assert len(following) >= 2
    assert {len(line) - len(line.lstrip()) for line in following} == {column}


def test_little_room_puts_titles_below():
    """Where a title would have no room beside word and points, it goes below them."""
    narrow = lines_of(uncoloured(on_terminal(a_result(MIXED), "en", 38)))
    at = narrow.index("  ✗ failed  0/1")
    assert narrow[at + 1] == "    Titre de second."
    endless = on_terminal(a_result([WRONG, check("w", "failed", title="深" * 90)]), "en", 38)
    assert endless.count("深") == 90
    assert "  ✗ failed  0/1  Titre de second." in lines_of(
        uncoloured(on_terminal(a_result(MIXED), "en", 60))
    )


@pytest.mark.attack
def test_no_escape_sequence_but_ours():
    """Colours and weights only, whatever a student's text holds; without colours, weights only."""
    shown = on_terminal(wide_result(), "fr", 80, True)
    assert "\x1b[" in shown
    assert not set("\x1b\x07\u202e\ud800") & set(uncoloured(shown))
    codes = re.findall(
        r"\x1b\[([0-9;]*)m", on_terminal(wide_result(), "fr", 80, True, no_color=True)
    )
    assert {code for each in codes for code in each.split(";")} <= {"", "0", "1", "2"}


def test_no_color_is_respected(monkeypatch):
    """NO_COLOR of the environment takes the colours and leaves bold."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    shown = on_terminal(a_result(), "en", 80)
    assert "\x1b[1m" in shown
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", shown)


def test_mark_and_next_step_stand_out():
    """Both are bold behind an edge in the mark's colour, at the very end."""
    shown = on_terminal(a_result(mode="official"), "en", 60).splitlines()
    end = [line for line in shown if "▌" in line]
    assert shown[-len(end) :] == end
    assert "\x1b[1;31mMark: 12.50/20" in end[0]
    assert len(end) > 3
    assert all("\x1b[31m  ▌ " in line for line in end)
