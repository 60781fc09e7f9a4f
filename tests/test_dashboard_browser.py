"""The dashboard in Chromium: sorted, filtered and read by keyboard alone, in both looks."""

import pytest

from grader.dashboard.site import write_site
from tests.browser import LAPTOP, PHONE, launched, visiting
from tests.test_dashboard import KEY, diagnosed, failed, hostile_view, result, view_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser():
    with launched() as found:
        yield found


def a_class():
    """Twelve students, two exercises; the second has missing work and a fault of ours."""
    results = []
    for number in range(12):
        student = f"s{number:02}"
        checks = [diagnosed(), failed("b", visibility="hidden", message="why")]
        results.append((student, result(float(number * 7 % 20), checks=checks)))
        if number % 3:
            results.append((student, result(10.0 + number / 2, "ex02")))
    results.append(("s03", result(None, "ex02", status="grader_error")))
    results.append(("s01", result(2.0, started="2026-09-01T00:00:00Z")))
    return view_of(results)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    out = tmp_path_factory.mktemp("pages")
    write_site(a_class(), "en", str(out))
    return out


@pytest.fixture
def visit(browser, request):
    with visiting(browser, **getattr(request, "param", {})) as found:
        yield found
        assert found.complaints == []  # nothing that the policy had to block, no script failed
        assert all(one.startswith(("file:", "data:")) for one in found.asked)


def shown(page, at=None):
    """The students of the rows that are shown, or the text of their cell number `at`."""
    rows = page.locator("#matrix tr:visible")
    cells = rows.locator("th a" if at is None else f"td:nth-child({at})")
    return cells.all_inner_texts()


def press_until(page, key, wanted):
    """Press a key until what has the focus matches a selector."""
    for _ in range(60):
        page.keyboard.press(key)
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} cannot be reached")


def test_sorting_by_keyboard(site, visit):
    """A header's button sorts up and down, says so, and what has no mark stays last."""
    page = visit.open(site / "index.html")
    press_until(page, "Tab", ".matrix th:nth-child(4) button")
    page.keyboard.press("Enter")
    head = page.locator(".matrix th:nth-child(4)")
    assert head.get_attribute("aria-sort") == "ascending"
    assert page.locator("main > [role=status]").inner_text() == "Sorted by ex02, ascending"
    up = shown(page, 4)
    page.keyboard.press("Space")
    assert head.get_attribute("aria-sort") == "descending"
    down = shown(page, 4)
    assert up[:8] == down[:8][::-1] == sorted(up[:8], key=float)
    assert len(up) == 12
    assert not any(one[0].isdigit() for one in up[8:] + down[8:])
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    marks = [float(one) for one in shown(page, 3)]
    assert marks == sorted(marks)
    assert head.get_attribute("aria-sort") == "none"


def test_filtering_by_keyboard(site, visit):
    """By words and by kinds; the live region counts what is shown."""
    page = visit.open(site / "index.html")
    output = page.locator("form.filters output")
    assert output.inner_text() == "12 of 12 rows shown"
    press_until(page, "Tab", "input[type=search]")
    page.keyboard.type("S1")
    assert shown(page) == ["s10", "s11"]
    assert output.inner_text() == "2 of 12 rows shown"
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    press_until(page, "Tab", "input[value=fault]")
    page.keyboard.press("Space")
    assert shown(page) == ["s03"]
    page.keyboard.press("Space")
    press_until(page, "Shift+Tab", "input[value=missing]")
    page.keyboard.press("Space")
    assert shown(page) == ["s00", "s06", "s09"]
    assert output.inner_text() == "3 of 12 rows shown"


def test_header_and_names_stay_in_sight(site, visit):
    """Scrolled to the end, the header and the first column are where they were."""
    page = visit.open(site / "index.html")
    page.set_viewport_size({"width": 320, "height": 420})
    page.evaluate("document.querySelector('.scroll.tall').scrollIntoView()")
    place = "selector => { const r = document.querySelector(selector).getBoundingClientRect(); return [r.x, r.y]; }"
    before = page.evaluate(place, ".matrix thead th")
    moved = page.evaluate(
        "() => { const b = document.querySelector('.scroll.tall'); b.scrollBy(40, 60); return [b.scrollLeft, b.scrollTop]; }"
    )
    assert moved == [40, 60]
    assert page.evaluate(place, ".matrix thead th") == before
    assert page.evaluate(place, "#matrix tr:last-child th")[0] == before[0]


def test_the_links_lead_through_the_pages(site, visit):
    """From the class to a student, to the next one, and to the lecture's page."""
    page = visit.open(site / "index.html")
    page.get_by_role("link", name="s01").first.press("Enter")
    assert page.locator("h1").inner_text() == "s01"
    assert page.locator(".spark circle").count() == 2
    summary = page.locator("article summary").last
    assert not page.get_by_text("for staff only").first.is_visible()
    summary.press("Enter")
    assert page.get_by_text("for staff only").last.is_visible()
    page.get_by_role("link", name="next →").press("Enter")
    assert page.locator("h1").inner_text() == "s02"
    page.get_by_role("link", name="For the next lecture").press("Enter")
    page.locator("summary").first.press("Enter")
    assert page.locator("#cards .people li:visible").count() == 12


def test_everything_is_there_without_scripts(browser, site):
    """Without the script there is nothing to press, and all rows."""
    with visiting(browser, java_script_enabled=False) as visit:
        page = visit.open(site / "index.html")
        assert page.locator("#matrix tr").count() == 12
        assert not page.locator("form.filters").is_visible()
        assert page.locator("button").count() == 0


@pytest.mark.parametrize("visit", [{"viewport": LAPTOP}, {"viewport": PHONE}], indirect=True)
def test_for_everybody_in_both_looks(site, visit):
    """axe-core finds nothing, and nobody has to scroll sideways."""
    for name in ("index", "misconceptions", "students/s01", "students/s03"):
        visit.open(site / f"{name}.html")
        for _ in visit.in_both_schemes():
            assert visit.violations() == []
            assert not visit.too_wide()


@pytest.mark.parametrize("settings", [{}, {"key": KEY}])
def test_a_browser_runs_nothing_that_is_not_ours(browser, tmp_path, settings):
    """Hostile texts everywhere: no dialogue, no element, nothing loaded."""
    write_site(hostile_view(**settings), "en", str(tmp_path / "out"))
    for file in sorted((tmp_path / "out").rglob("*.html")):
        with visiting(browser) as visit:
            visit.page.on("dialog", lambda dialog: visit.complaints.append(dialog.message))
            page = visit.open(file)
            assert page.locator("img[src=x], [onerror], body script ~ script").count() == 0
            assert page.locator("script").count() == 1
            assert visit.complaints == []
            assert not visit.too_wide()
