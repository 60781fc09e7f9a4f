"""The report in Markdown: what it says, and that no student's text ever means anything in it."""

import html
import itertools
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from grader.report.markdown import BREAK, LIMIT, inline, render
from grader.results import (
    CheckResult,
    Diagnosis,
    Environment,
    Result,
    Results,
    SubmissionInfo,
)
from grader.texts import printable

OURS = re.compile(
    r"<details(?: open)?><summary>[^<>`]*</summary>|</details>|<sub>|</sub>", re.DOTALL
)
# What GitHub and GitLab look for in text that is not code, once Markdown is read.
MEANINGS = re.compile(
    r"@[\w/]|\b\w+://|www\.|[#!$%&~^][\w\"`]|:\w+:|\bGH-\d|\[\[|\[\w|\b[0-9a-f]*[a-f][0-9a-f]{6,39}\b",
    re.ASCII,
)
PIECES = [
    "@team",
    "@org/all",
    "[a](http://x.example)",
    "![i](http://x.example/p.png)",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "</details>",
    "</summary>",
    "<!--",
    "]]>",
    "https://x.example",
    "www.example.org",
    "me@example.org",
    "mailto:me@example.org",
    "<http://x.example>",
    "#12",
    "!34",
    "$5$",
    "$`x`$",
    "~bug",
    "%1",
    "&9",
    "GH-3",
    "org/repo#4",
    "0123456789abcdef0123456789abcdef01234567",
    ":tada:",
    "[x]: http://x.example",
    "[^1]",
    "[[wiki]]",
    "[_TOC_]",
    "|",
    "\\|",
    "\\",
    "`",
    "```",
    "````\n",
    "~~~",
    "$$",
    "\n",
    "\n\n",
    "\n/close\n",
    "/assign me",
    "\n---\n",
    "\n# head\n",
    "- item",
    "+ item",
    "12) item",
    "1. item",
    "===",
    "> quote",
    "**b**",
    "_i_",
    "~~s~~",
    "&lt;b&gt;",
    "&#64;team",
    "\t",
    "    four",
    "\x1b[31m",
    "\u202e",
    "\u200b",
    "é",
    "深",
    " ",
]


def check(id_="a", status="failed", **fields):
    shown = {"title": f"Title of {id_}.", "points": 0.0, "max_points": 1.0} | fields
    return CheckResult(id=id_, status=status, **shown)


def a_result(checks, **changes):
    fields = {
        "exercise": "ex02",
        "title": "Activation functions",
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


def hostile_result(said):
    """`said` wherever a student's text may stand."""
    fields = dict.fromkeys(("title", "message", "called", "expected", "actual", "prints"), said)
    named = check("a", diagnosis=Diagnosis("named", "x", said, said), **fields)
    checks = [check("p", "passed", points=1.0), named, check("b", **fields)]
    about = SubmissionInfo(path=said, digest="sha256:00", commit=said)
    return a_result(checks, message=f"{said}!", title=said, submission=about)


def tokens_of(document):
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    found = []
    for token in parser.parse(document):
        found.append(token)
        found += token.children or []
    return found


def assert_neutral(document, details):
    """Nothing but our own markup, and no text that a platform would make something of."""
    found = tokens_of(document)
    kinds = {token.type for token in found}
    assert not kinds & {"link_open", "image", "code_block", "s_open", "hr"}
    assert not kinds & {"bullet_list_open", "ordered_list_open"}
    markup = "".join(t.content for t in found if t.type in ("html_block", "html_inline"))
    assert not OURS.sub("", markup).strip()
    assert markup.count("<details") == markup.count("</details>") == details
    summaries = re.findall("<summary>(.*?)</summary>", markup, re.DOTALL)
    said = [t.content for t in found if t.type == "text"] + [html.unescape(s) for s in summaries]
    for words in said:
        assert not MEANINGS.search(words), words
    assert not [line for line in document.splitlines() if line.startswith("/")]
    assert not set("\x1b\u202e\ud800") & set(document)


def rows_of(document):
    found = tokens_of(document)
    rows, row = [], []
    for before, token in itertools.pairwise(found):
        if before.type in ("td_open", "th_open"):
            row.append(token.content)
        if token.type == "tr_close":
            rows.append(row)
            row = []
    return rows


# --- what it says ---------------------------------------------------------------------------------

WRONG = check(
    "rows",
    title="Softmax: rows sum to 1.",
    called="softmax(z)",
    expected="array([[0.2, 0.8],\n       [0.2, 0.8]])",
    actual="array([0.1])",
    message="Wrong values.",
    diagnosis=Diagnosis("named", "axis0", "The sum runs over axis 0.", "3.2.6"),
    prints="z = 3\n",
)
CHECKS = [check("ok", "passed", points=1.0), WRONG, check("late", "timeout", message="Too long.")]


def test_mark_next_step_table_details():
    """In this order; each check is a row, each failure is to unfold, the first is unfolded."""
    document = render(a_result(CHECKS), "en")
    found = tokens_of(document)
    lines = document.splitlines()
    assert html.unescape(lines[0]) == "### ex02 · Activation functions · numpy · practice"
    assert html.unescape(lines[2]) == "**Mark: 12.50/20 (provisional: public checks only)**"
    assert lines[4].startswith("Next: start with “Softmax: rows sum to 1”.")
    assert [[html.unescape(cell) for cell in row] for row in rows_of(document)] == [
        ["Status", "Points", "Check"],
        ["✓\xa0passed", "1/1", "Title of ok."],
        ["✗\xa0failed", "0/1", "Softmax: rows sum to 1."],
        ["✗\xa0too long", "0/1", "Title of late."],
    ]
    opened = re.findall(r"<details( open)?><summary>✗ (.*?) ·", document)
    assert opened == [(" open", "failed"), ("", "too long")]
    blocks = [token.content for token in found if token.type == "fence"]
    assert blocks == [
        "softmax(z)\n",
        "array([[0.2, 0.8],\n       [0.2, 0.8]])\n",
        "array([0.1])\n",
        "z = 3\n",
    ]
    assert document.index("The sum runs over axis 0.") < document.index("softmax(z)")


def test_hidden_checks_and_notes():
    """Hidden checks have a row above them that says so; notes are quoted."""
    hidden = [check("s", visibility="hidden"), check("t", "passed", points=1.0)]
    document = render(a_result(hidden, mode="official"), "en")
    assert rows_of(document)[2] == ["", "", "**Hidden checks**"]
    assert "blockquote_open" in [token.type for token in tokens_of(document)]
    assert "<details" not in document


def test_file_without_checks():
    """A file that could not be read: what is wrong with it, and no empty table."""
    document = render(a_result([], message="a.py is empty.", mark=0.0), "en")
    assert "&#62;" not in document
    assert "> a.py is empty." in document
    assert not rows_of(document)


def test_several_results():
    """The mean and each mark come first."""
    results = Results(mark=None, results=[a_result(CHECKS), a_result([], mark=None, exercise="x")])
    document = render(results, "en")
    assert document.startswith("## Mark: no mark\n")
    assert rows_of(document)[:3] == [
        ["Exercise", "Mark"],
        ["ex02 Activation functions (numpy)", "12.50/20"],
        ["x Activation functions (numpy)", "no mark"],
    ]


# --- what it never does ---------------------------------------------------------------------------


@pytest.mark.attack
@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_no_text_means_anything(piece):
    """Alone, at the start of a line, within words: never a link, image, tag, mention, order."""
    for said in (piece, f"{piece}x", f"see {piece} here", f"a\n{piece}\nb", f"{piece}{piece}"):
        document = render(hostile_result(said), "fr")
        assert_neutral(document, 2)
        assert {len(row) for row in rows_of(document)} == {3}
        assert len(rows_of(document)) == 4


@pytest.mark.attack
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=8))
def test_no_mixture_means_anything(pieces):
    """The same of anything put together from them."""
    said = "".join(pieces)
    document = render(hostile_result(said), "en")
    assert_neutral(document, 2 if said else 0)
    assert len(rows_of(document)) == 4


@pytest.mark.parametrize("body", ["```\n</details>", "a\n````\n`````x", "~~~\n# x", "/close\n/x"])
def test_blocks_are_what_was_printed(body):
    """A fence longer than any inside; the space before each line is not shown."""
    document = render(a_result([check(prints=body)]), "en")
    blocks = [token.content for token in tokens_of(document) if token.type == "fence"]
    assert blocks == [f"{printable(body)}\n"]


def test_inline_reads_as_it_was():
    """What was neutralised still reads the same; calm text is left as it is."""
    said = "@team <b> a|b `c` https://x.example 1/2 :tada: [x](y) 3 % 4"
    assert html.unescape(inline(said)).replace(BREAK, "") == said
    calm = "Softmax : valeurs de l'énoncé, (lot) ; 1/2 - 0.25 = +0,25 ?"
    assert inline(calm) == calm


# --- how long it may be ---------------------------------------------------------------------------


def test_too_long_is_cut_between_blocks():
    """At most the limit in bytes, whole blocks only, and a note; what fits has no note."""
    long = [check(str(n), prints="é深🧮`|\n" * 600, message="<&>" * 500) for n in range(400)]
    document = render(a_result(long), "fr")
    assert LIMIT - 40_000 < len(document.encode()) <= LIMIT
    assert document.count("<details") == document.count("</details>") > 50
    assert document.rstrip().splitlines()[-1].startswith("_Ce rapport est trop long")
    assert "too long" not in render(a_result(CHECKS), "en").splitlines()[-1]


@pytest.mark.parametrize("limit", [300, 700, 1200])
def test_small_limits_are_kept(limit):
    """However little room: never more, never half a block, never a note in another."""
    document = render(hostile_result("@a <b> `"), "en", limit)
    assert len(document.encode()) <= limit
    assert_neutral(document, document.count("<details"))
    assert "This report is too long" in document
