"""The page of a quiz in Chromium: by keyboard alone, to look at, and for a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from grader.quizzes.answers import read_answers
from grader.quizzes.web.server import QuizServer
from tests.browser import LAPTOP, PHONE, launched, visiting
from tests.test_quiz_web import RIGHT, sitting_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as found:
        yield found


class Taking:
    """A quiz being taken: the server, the sitting, and the page at its first question."""

    def __init__(self, server: QuizServer, visit: Any) -> None:
        self.server, self.visit, self.page = server, visit, visit.page
        self.sitting = server.app.sitting
        self.origin = server.app.guard.origin
        visit.open(server.app.guard.address)
        self.page.wait_for_url("**/questions/q01")

    def at(self, name: str) -> None:
        """Wait until the page of a question is there and its script has begun."""
        self.page.wait_for_url(f"**/questions/{name}")
        self.page.wait_for_selector("html.js")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def saved(self) -> None:
        self.page.wait_for_selector("#saved:not(.waiting):not(.lost):not(:empty)")

    def option(self, value: str) -> None:
        """Go to an option with the arrow keys, from the first one."""
        values = [
            one.get_attribute("value") for one in self.page.query_selector_all(".option input")
        ]
        self.press("Space", *["ArrowDown"] * values.index(value))


@pytest.fixture
def taking(browser: Any, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Taking]:
    """A quiz in the browser; ``mode``, ``scheme`` and ``settings`` may be given as a parameter."""
    wanted = {"mode": "practice", "scheme": "all_or_nothing", **getattr(request, "param", {})}
    settings = wanted.pop("settings", {})
    with QuizServer(sitting_in(tmp_path / "course", **wanted), "en") as server:
        with visiting(browser, **settings) as visit:
            yield Taking(server, visit)
            assert visit.complaints == []  # nothing that the policy had to block, no script failed
            foreign = [one for one in visit.asked if not one.startswith(server.app.guard.origin)]
            assert foreign == []
    assert server.faults == []


# --- by keyboard --------------------------------------------------------------------------------------


def test_a_whole_quiz_by_keyboard_alone(taking: Taking) -> None:
    """Every kind of question, feedback, back and forth, the review, the mark: no mouse."""
    page = taking.page
    taking.at("q01")
    taking.option("b")
    taking.saved()
    taking.press("Enter")  # checks
    page.wait_for_selector("#feedback .feedback.right")
    assert page.locator(".option[data-mark=right]").inner_text().endswith("right answer")
    taking.press("Enter")  # goes on
    taking.at("q02")
    several_by_keyboard(taking)
    taking.press("n")
    taking.at("q03")
    taking.option("false")
    taking.press("p")
    taking.at("q02")
    assert page.locator(".option input:checked").count() == 2
    taking.press("n")
    taking.at("q03")
    assert page.locator(".option input:checked").get_attribute("value") == "false"
    taking.press("Alt+ArrowRight")
    for name, following in (("q04", "q05"), ("q05", "q06"), ("q06", "q07")):
        taking.at(name)
        page.keyboard.type(RIGHT[name][0])
        taking.press("Alt+ArrowRight")
        taking.at(following)
    page.keyboard.type(RIGHT["q07"][0])
    taking.saved()
    assert page.inner_text("#words") == "4 of about 20 words"
    taking.press("Tab", "Tab", "Tab", "Tab", "Enter")  # undo, previous, check, next
    page.wait_for_url("**/review")
    assert "Every question has an answer." in page.inner_text("main")
    taking.press("Tab", "Tab", "Enter")
    finish_by_keyboard(taking)


def several_by_keyboard(taking: Taking) -> None:
    """Tick the two right options among those in their drawn order."""
    for box in taking.page.query_selector_all(".option input"):
        if box.get_attribute("value") in RIGHT["q02"]:
            taking.press("Space")
        taking.press("Tab")
    taking.saved()


def finish_by_keyboard(taking: Taking) -> None:
    page = taking.page
    page.wait_for_url("**/result")
    assert page.inner_text(".grade .figure") == "15.56"
    found = read_answers(taking.sitting.path)
    assert found.submitted
    assert found.answers == {
        "q01": "b",
        "q02": ["a", "c"],
        "q03": False,
        "q04": "1,25",
        "q05": "95 %",
        "q06": "-(y - p)",
        "q07": "Pour mesurer la généralisation.",
    }
    taking.press("Tab", "Tab", "Enter")
    page.wait_for_selector(".alone")
    assert "You may close this tab" in page.inner_text("main")
    assert taking.server.over.wait(30)


def test_letters_are_letters_in_a_text_and_can_be_turned_off(taking: Taking) -> None:
    page = taking.page
    taking.at("q01")
    page.click("footer summary")
    page.uncheck("#single-keys")
    page.focus(".option input")
    taking.press("n")
    page.click("button.chip >> text=4")
    taking.at("q04")
    page.keyboard.type("nnpp")
    assert page.input_value("#answer") == "nnpp"
    taking.saved()
    taking.press("Alt+ArrowLeft")
    taking.at("q03")
    taking.press("n")  # still off
    page.click("footer summary")
    page.check("#single-keys")
    page.focus(".option input")
    taking.press("n")
    taking.at("q04")


def test_the_focus_is_at_the_question_and_can_be_seen(taking: Taking) -> None:
    page = taking.page
    taking.at("q01")
    assert page.evaluate("document.activeElement.name") == "answer"
    taking.press("Tab", "Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.evaluate("document.activeElement.blur()")
    for _ in range(2):
        taking.press("Shift+Tab")
    assert page.evaluate("document.activeElement.tagName") in ("BUTTON", "A", "SUMMARY", "INPUT")


# --- saving -------------------------------------------------------------------------------------------


def test_an_answer_that_cannot_be_sent_stays_and_is_sent_again(taking: Taking) -> None:
    page = taking.page
    taking.at("q01")
    page.click("button.chip >> text=7")
    taking.at("q07")
    taking.visit.context.set_offline(True)
    page.keyboard.type("Kept.")
    page.wait_for_selector("#saved.lost")
    assert "is kept on this page" in page.inner_text("#saved")
    page.click("button.main")  # does not leave the page
    page.wait_for_selector("#saved.lost")
    assert page.input_value("#answer") == "Kept."
    assert taking.sitting.answers.answers == {}
    taking.visit.context.set_offline(False)
    taking.saved()
    assert read_answers(taking.sitting.path).answers == {"q07": "Kept."}
    taking.visit.complaints.clear()  # Chromium's own words for what was not sent


def test_what_is_typed_is_read_at_once(taking: Taking) -> None:
    page = taking.page
    taking.at("q01")
    page.click("button.chip >> text=6")
    taking.at("q06")
    page.keyboard.type("2p")
    page.wait_for_selector("#answer[aria-invalid=true]")
    assert "every product with *" in page.inner_text("#note")
    page.fill("#answer", "2*p^2")
    page.wait_for_selector("#note math msup")
    assert page.get_attribute("#answer", "aria-invalid") is None
    page.click("#clear")
    page.wait_for_selector("#clear", state="hidden")
    assert page.input_value("#answer") == ""
    assert taking.sitting.answers.answers == {}


@pytest.mark.parametrize("taking", [{"scheme": "dont_know"}], indirect=True)
def test_not_knowing_and_an_answer_exclude_each_other(taking: Taking) -> None:
    page = taking.page
    taking.at("q01")
    page.click("button.chip >> text=2")
    taking.at("q02")
    page.check("input[value=a]")
    page.check("input[value='?']")
    assert page.locator(".option input:checked").count() == 1
    taking.saved()
    assert taking.sitting.answers.answers == {"q02": "?"}
    page.click("button.chip >> text=4")
    taking.at("q04")
    page.fill("#answer", "3")
    page.check("[name=dont_know]")
    assert page.input_value("#answer") == ""
    page.uncheck("[name=dont_know]")
    assert page.input_value("#answer") == "3"
    taking.saved()


@pytest.mark.parametrize("taking", [{"settings": {"java_script_enabled": False}}], indirect=True)
def test_without_javascript(taking: Taking) -> None:
    page = taking.page
    page.check("input[value=c]")
    page.click("text=Check my answer")
    page.wait_for_selector("#feedback .feedback.wrong")
    page.click("button.main")
    page.wait_for_url("**/questions/q02")
    page.check("input[value=a]")
    page.click("text=Français")
    page.wait_for_selector("html[lang=fr]")
    assert page.is_checked("input[value=a]")
    page.click("button.chip.wide")
    page.wait_for_url("**/review")
    page.click("#submit")
    page.wait_for_url("**/result")
    assert page.inner_text(".grade .figure") == "0"
    assert read_answers(taking.sitting.path).answers == {"q01": "c", "q02": ["a"]}


def test_another_browser_is_refused(taking: Taking, browser: Any) -> None:
    with visiting(browser) as other:
        for path in ("/", "/questions/q01", "/start?token=x"):
            other.open(taking.origin + path)
            assert "works once" in other.page.inner_text("main")
        assert other.violations() == []


# --- to look at, and for a screen reader --------------------------------------------------------------


def looked_at(taking: Taking, name: str, pictures: Path) -> None:
    """No violation in light and dark, no sideways scrolling on a phone; a picture of each."""
    visit = taking.visit
    for scheme in visit.in_both_schemes():
        for size in (PHONE, LAPTOP):
            visit.page.set_viewport_size(size)
            assert not visit.too_wide(), (name, scheme, size)
            picture = visit.picture(pictures / f"{name}-{scheme}-{size['width']}.png")
            assert picture.stat().st_size > 5000
        assert visit.violations() == [], (name, scheme)


@pytest.mark.parametrize("taking", [{"scheme": "dont_know"}], indirect=True)
def test_each_page_of_practice_is_accessible(taking: Taking, tmp_path: Path) -> None:
    page = taking.page
    given = {**RIGHT, "q01": ["c"], "q02": ["a"], "q06": ["2p"]}
    for at, (name, answer) in enumerate(given.items(), start=1):
        page.goto(f"{taking.origin}/questions/{name}")
        taking.at(name)
        looked_at(taking, name, tmp_path)
        if page.locator(".option:not(.unknown)").count():
            for value in answer:
                page.check(f"input[value={value}]")
        else:
            page.fill("#answer", answer[0])
        page.click("text=Check my answer")
        page.wait_for_selector("#feedback .feedback")
        page.click("footer summary")
        looked_at(taking, f"{name}-checked", tmp_path)
        assert page.title().startswith(f"{at}/7")
    page.click("button.chip.wide")
    page.wait_for_url("**/review")
    looked_at(taking, "review", tmp_path)
    page.click("#submit")
    page.wait_for_url("**/result")
    for item in page.locator(".item summary").all():
        item.click()
    looked_at(taking, "result", tmp_path)
    page.click("#finish")
    page.wait_for_selector(".alone")
    looked_at(taking, "closed", tmp_path)


@pytest.mark.parametrize("taking", [{"mode": "graded"}], indirect=True)
def test_a_graded_quiz_in_the_browser(taking: Taking, tmp_path: Path) -> None:
    page = taking.page
    taking.at("q01")
    assert page.locator("text=Check my answer").count() == 0
    page.click("text=Français")
    page.wait_for_selector("html[lang=fr]")
    looked_at(taking, "graded", tmp_path)
    taking.option("a")
    taking.saved()
    taking.press("Enter")
    taking.at("q02")
    page.click("button.chip.wide")
    page.wait_for_url("**/review")
    looked_at(taking, "graded-review", tmp_path)
    page.click("#submit")
    page.wait_for_url("**/result")
    assert taking.sitting.path in page.inner_text("main")
    assert page.locator(".grade").count() == 0
    looked_at(taking, "graded-result", tmp_path)


def test_what_a_screen_reader_is_told(taking: Taking) -> None:
    """The tree of roles and names that Chromium gives to assistive technology."""
    page = taking.page
    taking.at("q01")
    main = page.locator("main").aria_snapshot()
    assert '- heading "Question 1" [level=1]' in main
    assert "- group" in main
    assert main.count("- radio") == 4
    top = page.locator("nav").aria_snapshot()
    assert '- navigation "Overview of the questions"' in top
    assert '- progressbar "0 of 7 answered"' in top
    assert '- button "Question 1, not answered"' in top
    page.check("input[value=b]")
    taking.saved()
    top = page.locator("nav").aria_snapshot()
    assert '- progressbar "1 of 7 answered"' in top
    assert '- button "Question 1, answered"' in top
    assert "- status: Saved" in top
