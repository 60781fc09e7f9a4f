"""A student's report as a page: what it shows, in both languages, and that nothing gets out of it."""

import html5lib
import numpy as np
import pytest
from msgspec.structs import replace

from grader.checks.compare import compare
from grader.checks.difference import difference_of
from grader.figures import Curve, Series
from grader.grade import Grader
from grader.progress import Attempt, remember, standings
from grader.report.html import About, Stand, report
from grader.results import Diagnosis, Results, for_student
from grader.sandbox.launch import BestSandbox
from grader.submission import read_submission
from grader.texts import Text
from tests.browser import LAPTOP, PHONE, launched, visiting
from tests.test_reports import a_result, check

XSS = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'`${7*7}{{7*7}}\x1b[2J\u202e"


def differing(shape, *, one=False):
    """Where two random arrays of `shape` differ: in one place, or in all."""
    rng = np.random.default_rng(3)
    expected = rng.normal(size=shape)
    actual = expected.copy()
    if one:
        actual.flat[1] += 1
    else:
        actual += rng.normal(size=shape)
    return difference_of(compare(actual, expected))


def both(result, english=None):
    return {"fr": result, "en": english or replace(result, title="Activation functions")}


def parsed(page):
    """The page as an HTML5 parser reads it; anything that is not valid is an error."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)


WRONG = check(
    "rows",
    "failed",
    max_points=2,
    task="softmax",
    called="softmax(z)",
    expected="array(...)",
    actual="array(...)",
    diagnosis=Diagnosis("named", "axis0", "La somme est prise sur l'axe 0.", "3.2.6"),
    difference=differing((2, 3), one=True),
)


FIGURE = Curve(
    title="Perte",
    x="époque",
    y="perte",
    series=[Series(name="perte", values=[3.0, 2.0, 1.5], length=3)],
)


# --- content --------------------------------------------------------------------------------------


def test_the_page_says_what_the_report_says():
    """Mark and meaning, next step, each check, its diagnosis, hints, attempts, the course."""
    about = About(
        hints={"ex02": {"softmax": [Text("Un coup de pouce.", "A nudge.")]}},
        attempts={"ex02/numpy": [Attempt("2026-09-01T08:00:00Z", 5.0), Attempt("", 12.5)]},
        stands=[
            Stand(Text("TP un", "Lab one"), "ex02", Text("Activations", "Activations"), 12.5, True)
        ],
    )
    tree = parsed(report(both(a_result([check("values", points=1), WRONG])), "fr", about))
    words = " ".join("".join(tree.itertext()).split())
    for said in (
        "12,50",
        "12.50",
        "softmax(z)",
        "l'axe 0",
        "Un coup de pouce.",
        "A nudge.",
        "TP un",
        "Lab one",
    ):
        assert said in words, said
    assert [one.get("lang") for one in tree.iter("div") if "edition" in one.get("class", "")] == [
        "fr",
        "en",
    ]
    assert (
        len([one for one in tree.iter("details") if "open" in one.attrib]) == 2
    )  # the first to mend


def test_small_arrays_are_tables_with_the_wrong_cells_marked():
    """Both arrays side by side; exactly the differing cell is marked, for screen readers too."""
    tree = parsed(report({"fr": a_result([WRONG])}, "fr"))
    tables = [one for one in tree.iter("table") if one.get("class") == "array"]
    assert [len(list(table.iter("td"))) for table in tables] == [6, 6]
    marked = [at for at, cell in enumerate(tables[1].iter("td")) if cell.get("class") == "bad"]
    assert marked == [1]
    assert not [cell for cell in tables[0].iter("td") if cell.get("class")]


def test_large_arrays_are_a_map_with_the_worst_places():
    """A picture with an alternative text, and a table of the worst five."""
    large = replace(WRONG, difference=differing((200, 90)))
    tree = parsed(report({"fr": a_result([large])}, "fr"))
    image = next(one for one in tree.iter("img") if one.get("class") == "map")
    assert image.get("src").startswith("data:image/svg+xml;base64,")
    assert image.get("alt")
    worst = next(one for one in tree.iter("table") if one.get("class") == "worst")
    assert len(list(worst.iter("tr"))) == 6


@pytest.mark.parametrize(
    "shape", [(2,), (3, 4), (2, 2, 3), (64,), (65,), (1000,), (300, 500), (2, 1, 40, 40)]
)
def test_differences_of_any_shape(shape):
    """Counts, the worst place and the sizes of tables and maps are right whatever the shape."""
    found = differing(shape)
    assert found.count == found.size == int(np.prod(shape))
    assert len(found.worst[0].index) == len(shape)
    if found.map:
        assert max(len(found.map), *map(len, found.map)) <= 32
        assert max(map(max, found.map)) == 1
    else:
        assert sum(map(len, found.expected)) == found.size
    assert differing(shape, one=True).count == 1


def test_differences_of_values_that_are_not_finite():
    """NaN and infinities in the answer are wrong places; where they are expected they are not."""
    expected = np.array([[1.0, np.nan], [np.inf, 4.0]])
    actual = np.array([[np.nan, np.nan], [np.inf, 5.0]])
    found = difference_of(compare(actual, expected))
    assert found.wrong == [[True, False], [False, True]]
    assert difference_of(compare(actual, np.zeros((3, 3)))) is None  # another shape
    assert difference_of(compare("text", expected)) is None


def test_figures_are_drawn_once_for_both_languages():
    """A figure stands in both editions, with its own words beside it."""
    shown = report(both(a_result([replace(WRONG, figures=[FIGURE])])), "fr").decode()
    images = [part.split('"')[0] for part in shown.split('<figure><img src="')[1:]]
    assert len(images) == 2
    assert images[0] == images[1]


def test_several_exercises_have_a_summary():
    """A TP's page begins with the marks and their mean."""
    results = Results(mark=11.0, results=[a_result([WRONG]), a_result([WRONG], exercise="ex03")])
    tree = parsed(report({"en": results}, "en"))
    assert "11.00/20" in "".join(tree.itertext())
    assert len(list(tree.iter("article"))) == 2


# --- safety ---------------------------------------------------------------------------------------


def test_whatever_a_student_writes_stays_text():
    """Scripts in a print, an exception, a file's name, values, a title: no element, no address."""
    hostile = check(
        "x",
        "failed",
        title=XSS,
        called=XSS,
        expected=XSS,
        actual=XSS,
        message=XSS,
        prints=XSS,
        diagnosis=Diagnosis("structural", "y", XSS),
        difference=replace(WRONG.difference, actual=[[XSS] * 3] * 2),
    )
    result = a_result([hostile], title=XSS, message=XSS)
    result = replace(result, submission=replace(result.submission, path=XSS))
    page = report(both(result), "fr")
    tree = parsed(page)
    assert not list(tree.iter("script"))
    assert {one.get("src", "")[:5] for one in tree.iter("img")} <= {"data:"}
    assert not [one for one in tree.iter() for name in one.attrib if name.startswith("on")]
    assert b"\x1b" not in page
    assert "\u202e" not in page.decode()


def test_hidden_checks_leak_nothing():
    """Of a hidden check no value, place or map is in a student's page."""
    hidden = replace(WRONG, visibility="hidden", called="softmax(SECRET)", message="SECRET")
    result = a_result([hidden], mode="official")
    shown = report({"fr": for_student(result)}, "fr").decode()
    assert "SECRET" not in shown
    assert hidden.difference.worst[0].actual not in shown
    assert 'class="array"' not in shown


def test_the_policy_lets_nothing_else_in():
    """The page's policy names its own styles by hash, and no script at all."""
    page = report({"fr": a_result([WRONG])}, "fr").decode()
    policy = page.split('http-equiv="Content-Security-Policy" content="')[1].split('"')[0]
    assert policy.startswith("default-src &#39;none&#39;")
    assert "unsafe" not in policy
    assert "script-src" not in policy


# --- from a grading -------------------------------------------------------------------------------


def test_a_grading_is_told_in_both_languages(tiny_course):
    """The same verdicts in the other language: titles, messages, and nothing else differs."""
    course = tiny_course.course
    exercise = course.exercise("ex01")
    tiny_course.write("ex01_mean/mean.py", "def mean(x):\n    return 0.0\n")
    sandbox = BestSandbox(["numpy"])
    grader = Grader(course, exercise, exercise.default_track, sandbox, language="fr")
    try:
        french = grader.grade(
            read_submission(str(tiny_course.root), exercise, exercise.default_track)
        )
        english = grader.in_language("en")
    finally:
        grader.close()
        sandbox.close()
    assert french.mark == english.mark
    assert [one.status for one in french.checks] == [one.status for one in english.checks]
    assert [one.title for one in french.checks] != [one.title for one in english.checks]


def test_attempts_are_kept(tmp_path):
    """Each practice grading is an attempt; the oldest of very many go."""
    for mark in range(105):
        remember(str(tmp_path), "ex02", "numpy", a_result(mark=mark / 10))
    attempts = standings(str(tmp_path))["ex02/numpy"].attempts
    assert len(attempts) == 100
    assert attempts[-1].mark == 10.4


# --- in a browser ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser():
    with launched() as found:
        yield found


PAGES = {
    "right": a_result([check("values", points=1)], mark=20.0, score=1, max_score=1),
    "wrong": a_result(
        [check("values", points=1), WRONG, replace(WRONG, id="b", difference=differing((90, 70)))]
    ),
    "hostile": a_result([check("x", "crashed", title=XSS, message=XSS, prints=XSS * 20)]),
    "unfinished": a_result(
        [check("f", "not_attempted"), check("g", "blocked")], mark=0.0, status="not_attempted"
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_pages_are_accessible(browser, tmp_path, name):
    """axe-core finds nothing, in light and dark, on a phone and a laptop; nothing is too wide."""
    path = tmp_path / f"{name}.html"
    path.write_bytes(report(both(PAGES[name]), "fr"))
    for viewport in (LAPTOP, PHONE):
        with visiting(browser, viewport=viewport) as visit:
            visit.open(path)
            for scheme in visit.in_both_schemes():
                assert visit.violations() == [], scheme
                assert not visit.too_wide()
            assert visit.complaints == []
            assert visit.asked == [path.as_uri()]


@pytest.mark.slow
def test_by_keyboard(browser, tmp_path):
    """Switch the language, open a check and a hint, with keys alone."""
    about = About(hints={"ex02": {"softmax": [Text("Un coup de pouce.", "A nudge.")]}})
    path = tmp_path / "r.html"
    path.write_bytes(report(both(PAGES["wrong"]), "fr", about))
    with visiting(browser) as visit:
        page = visit.open(path)
        press = page.keyboard.press
        assert page.locator(".in-fr").is_visible()
        press("Tab")
        press("ArrowRight")
        assert page.locator(".in-en").is_visible()
        assert not page.locator(".in-fr").is_visible()
        first = page.locator(".in-en details.check").first
        assert not first.evaluate("one => one.open")
        press("Tab")
        press("Enter")
        assert first.evaluate("one => one.open")
        hint = page.locator(".in-en details.hint").first
        hint.locator("summary").focus()
        press("Enter")
        assert page.get_by_text("A nudge.").first.is_visible()
