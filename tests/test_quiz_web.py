"""The page of a quiz without a browser: who is served, what is refused, what is shown and saved."""

from __future__ import annotations

import json
import re
import shutil
import threading
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course import QuizPlan, load_course
from grader.quizzes.answers import read_answers
from grader.quizzes.content import load_keys, load_quiz
from grader.quizzes.formulas import FormulaError, parse
from grader.quizzes.sitting import open_sitting
from grader.quizzes.web import server as server_module
from grader.quizzes.web.app import App
from grader.quizzes.web.forms import TooLong, answer_from, chosen, written
from grader.quizzes.web.formula_view import _latex, formula_html
from grader.quizzes.web.guard import Guard
from grader.quizzes.web.messages import MOST_BYTES
from grader.quizzes.web.sentences import words
from grader.quizzes.web.server import QuizServer, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.quizzes.sitting import Sitting

COURSE = Path(__file__).parent / "course"
SEED = 7
RIGHT = {
    "q01": ["b"],
    "q02": ["a", "c"],
    "q03": ["false"],
    "q04": ["1,25"],
    "q05": ["95 %"],  # 38 of 40 with this seed
    "q06": ["-(y - p)"],
    "q07": ["Pour mesurer la généralisation."],
}


# --- a sitting, and somebody who visits it ------------------------------------------------------------


def sitting_in(
    root: Path, mode: str = "practice", scheme: str = "all_or_nothing", name: str = "tiny"
) -> Sitting:
    """A new sitting of the tiny quiz, or the one to go on with."""
    if not (root / "course.yaml").exists():
        shutil.copytree(COURSE, root, ignore=shutil.ignore_patterns(".grade"))
    course = load_course(str(root))
    quiz = load_quiz(course, name)
    practice = mode == "practice"
    return open_sitting(
        course,
        quiz,
        QuizPlan(mode=mode, scheme=scheme),  # type: ignore[arg-type]
        load_keys(course, quiz),
        student=None if practice else "ada",
        seed=SEED if practice else None,
        key=None if practice else b"k" * 32,
        language="en",
    )


class Visitor:
    """A client that sends just what it is told, and keeps the cookie it was given."""

    def __init__(self, server: QuizServer) -> None:
        self.server = server
        self.guard = server.app.guard
        self.cookie = ""

    def send(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, Any, str]:
        given = {name.replace("_", "-"): value for name, value in headers.items() if value}
        if self.cookie:
            given.setdefault("Cookie", self.cookie)
        connection = HTTPConnection("127.0.0.1", self.server.server_port, timeout=30)
        try:
            connection.request(method, path, body, given)
            response = connection.getresponse()
            return response.status, response.headers, response.read().decode()
        finally:
            connection.close()

    def enter(self) -> Visitor:
        status, headers, _ = self.send(
            "GET", urlsplit(self.guard.address)._replace(netloc="", scheme="").geturl()
        )
        assert status == 200
        self.cookie = headers["Set-Cookie"].split(";")[0]
        return self

    def get(self, path: str) -> str:
        status, _, body = self.send("GET", path)
        assert status == 200, (path, status)
        return body

    def post(self, path: str, /, **fields: Any) -> tuple[int, Any, str]:
        """A form, as our page sends it; `by_script` and `origin` are no fields of it."""
        origin = fields.pop("origin", self.guard.origin)
        accept = "application/json" if fields.pop("by_script", False) else ""
        form = urlencode({"csrf": self.guard.csrf, **fields}, doseq=True).encode()
        kind = "application/x-www-form-urlencoded"
        return self.send("POST", path, form, Content_Type=kind, Origin=origin, Accept=accept)

    def ask(self, path: str, /, **fields: Any) -> dict[str, Any]:
        status, _, body = self.post(path, by_script=True, **fields)
        assert status == 200, body
        found: dict[str, Any] = json.loads(body)
        return found

    def go(self, path: str, /, **fields: Any) -> str:
        """Where a form leads a browser without scripts."""
        status, headers, body = self.post(path, **fields)
        assert status == 303, (status, body)
        where: str = headers["Location"]
        return where

    def answer_all(self) -> None:
        for name, answer in RIGHT.items():
            self.go(f"/questions/{name}", answer=answer, go="next")


@pytest.fixture
def sitting(tmp_path: Path) -> Sitting:
    return sitting_in(tmp_path / "course")


@pytest.fixture
def graded(tmp_path: Path) -> Sitting:
    return sitting_in(tmp_path / "graded", "graded")


def served(sitting: Sitting) -> Iterator[Visitor]:
    with QuizServer(sitting, "en") as server:
        yield Visitor(server)
    assert server.faults == []


@pytest.fixture
def stranger(sitting: Sitting) -> Iterator[Visitor]:
    yield from served(sitting)


@pytest.fixture
def visitor(stranger: Visitor) -> Visitor:
    return stranger.enter()


@pytest.fixture
def examinee(graded: Sitting) -> Iterator[Visitor]:
    for visitor in served(graded):
        yield visitor.enter()


# --- who is served ------------------------------------------------------------------------------------


def test_only_this_machine_can_connect(stranger: Visitor) -> None:
    assert stranger.server.server_address[0] == "127.0.0.1"
    assert stranger.server.socket.getsockname()[0] == "127.0.0.1"


def test_the_address_works_once(stranger: Visitor) -> None:
    token = parse_qs(urlsplit(stranger.guard.address).query)["token"][0]
    assert len(token) >= 32
    status, headers, _ = stranger.send("GET", f"/start?token={token}")
    assert status == 200
    assert headers["Set-Cookie"].endswith("; Path=/; HttpOnly; SameSite=Strict")
    status, headers, body = stranger.send("GET", f"/start?token={token}")
    assert (status, headers["Set-Cookie"]) == (403, None)
    assert "works once" in body
    assert token not in stranger.guard.address  # nobody is told a used one


@pytest.mark.parametrize("token", ["", "x", "é", "None", "%00"])
def test_a_wrong_token_opens_nothing_and_uses_nothing_up(stranger: Visitor, token: str) -> None:
    assert stranger.send("GET", f"/start?{urlencode({'token': token})}")[0] == 403
    assert stranger.send("GET", "/start")[0] == 403
    stranger.enter()


def test_a_browser_that_looks_ahead_does_not_use_the_token_up(stranger: Visitor) -> None:
    path = stranger.guard.address.removeprefix(stranger.guard.origin)
    assert stranger.send("GET", path, Sec_Purpose="prefetch;prerender")[0] == 403
    assert stranger.send("POST", path, b"")[0] == 403
    stranger.enter()


def test_who_has_the_cookie_may_open_the_address_again(visitor: Visitor) -> None:
    status, headers, _ = visitor.send("GET", "/start?token=used")
    assert (status, headers["Location"]) == (303, "/")


PAGES = ("/", "/questions/q01", "/review", "/result")


@pytest.mark.parametrize(
    "cookie", ["", "grade_quiz_1=x", "{name}=", "{name}=x", "{name}=é", ";;=", "{"]
)
@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_sees_nothing_of_the_quiz(stranger: Visitor, path: str, cookie: str) -> None:
    sent = cookie.replace("{name}", stranger.guard.cookie).encode().decode("latin-1")
    for method in ("GET", "POST"):
        status, _, body = stranger.send(
            method, path, b"" if method == "POST" else None, Cookie=sent
        )
        assert status == 403
        assert "Tiny" not in body
        assert stranger.guard.csrf not in body


@pytest.mark.parametrize(
    "host",
    [
        "localhost:{port}",
        "evil.example:{port}",
        "evil.example",
        "127.0.0.1",
        "127.0.0.1:1",
        "[::1]:{port}",
    ],
)
def test_a_foreign_name_for_this_machine_is_not_served(visitor: Visitor, host: str) -> None:
    """DNS rebinding: the name of an attacker's page, pointed to 127.0.0.1."""
    sent = host.replace("{port}", str(visitor.server.server_port))
    for path in (*PAGES, "/start", "/static/quiz.css"):
        status, _, body = visitor.send("GET", path, Host=sent)
        assert status == 421
        assert "Tiny" not in body


FOREIGN = [
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": "http://localhost:{port}"},
    {"Origin": "https://127.0.0.1:{port}"},
    {"Origin": "{ours}", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "{ours}", "Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {},
]


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_page_changes_nothing(
    visitor: Visitor, sitting: Sitting, origin: dict[str, str]
) -> None:
    port = str(visitor.server.server_port)
    sent = {
        name: value.replace("{ours}", visitor.guard.origin).replace("{port}", port)
        for name, value in origin.items()
    }
    form = urlencode({"csrf": visitor.guard.csrf, "answer": "b"}).encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert visitor.send("POST", "/questions/q01", form, **kind, **sent)[0] == 403
    assert sitting.answers.answers == {}


@pytest.mark.parametrize("csrf", ["", "x", "é"])
def test_a_form_without_our_token_changes_nothing(
    visitor: Visitor, sitting: Sitting, csrf: str
) -> None:
    for path, fields in (("/questions/q01", {"answer": "b"}), ("/review", {"go": "submit"})):
        assert visitor.post(path, csrf=csrf, **fields)[0] == 403
    assert sitting.answers.answers == {}
    assert not sitting.answers.submitted


def test_only_a_form_is_read(visitor: Visitor, sitting: Sitting) -> None:
    """What another site may send without asking, such as plain text, has no fields."""
    form = urlencode({"csrf": visitor.guard.csrf, "answer": "b"}).encode()
    sent = {"Origin": visitor.guard.origin, "Content-Type": "text/plain"}
    assert visitor.send("POST", "/questions/q01", form, **sent)[0] == 403
    assert sitting.answers.answers == {}


# --- what every response says -------------------------------------------------------------------------


def test_every_response_is_fenced_in(visitor: Visitor) -> None:
    asked = [("GET", path) for path in (*PAGES, "/static/quiz.js", "/lost", "/start")]
    asked += [("POST", "/questions/q01"), ("PUT", "/"), ("HEAD", "/")]
    for method, path in asked:
        status, headers, _ = visitor.send(method, path, b"" if method == "POST" else None)
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, (method, path, status)
        assert "frame-ancestors 'none'" in policy
        assert "base-uri 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Python" not in headers["Server"]
        if not path.startswith("/static/"):
            assert headers["Cache-Control"] == "no-store", (method, path, status)


class Inline(HTMLParser):
    """Finds what a strict policy forbids, and addresses of other machines."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        if (tag == "script" and not given.get("src")) or tag == "style":
            self.found.append(tag)
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.found.append(f"{tag} {name}")
            if name in ("src", "href", "action") and not (value or "").startswith(("/", "#")):
                self.found.append(f"{tag} {name}={value}")


def test_pages_have_no_inline_script_or_style_and_no_foreign_address(visitor: Visitor) -> None:
    visitor.answer_all()
    for name in RIGHT:
        visitor.go(f"/questions/{name}", answer=RIGHT[name], go="check")
    pages = [visitor.get(f"/questions/{name}") for name in RIGHT] + [visitor.get("/review")]
    visitor.go("/review", go="submit")
    pages += [visitor.get("/result"), visitor.send("GET", "/lost")[2]]
    for page in pages:
        parser = Inline()
        parser.feed(page)
        assert parser.found == []


# --- limits -------------------------------------------------------------------------------------------


def test_what_is_too_much_is_refused_unread(visitor: Visitor, sitting: Sitting) -> None:
    for length, status in (
        (str(MOST_BYTES + 1), 413),
        ("9" * 30, 413),
        ("-1", 411),
        ("x", 411),
        ("²", 411),
    ):
        sent = {"Content-Length": length.encode().decode("latin-1"), "Origin": visitor.guard.origin}
        assert visitor.send("POST", "/questions/q07", **sent)[0] == status, length
    assert (
        visitor.send(
            "POST",
            "/questions/q07",
            b"&".join([b"a=b"] * 500),
            Content_Type="application/x-www-form-urlencoded",
        )[0]
        == 400
    )
    assert sitting.answers.answers == {}


@pytest.mark.parametrize(("name", "most"), [("q04", 60), ("q06", 300), ("q07", 10_000)])
def test_a_text_that_is_too_long_is_refused_and_said(
    visitor: Visitor, sitting: Sitting, name: str, most: int
) -> None:
    status, _, body = visitor.post(f"/questions/{name}", answer="1" * (most + 1), by_script=True)
    assert status == 413
    assert "too long" in json.loads(body)["problem"]
    assert sitting.answers.answers == {}
    visitor.ask(f"/questions/{name}", answer="1" * most)
    assert sitting.answers.answers == {name: "1" * most}


@pytest.mark.parametrize(
    "path",
    [
        "/static/../server.py",
        "/static/%2e%2e/server.py",
        "/static//etc/passwd",
        "/static/",
        "/questions/q99",
        "/questions/",
        "/questions/../review",
        "//evil.example",
        "/x" * 2000,
    ],
)
def test_what_is_not_there_is_not_found(visitor: Visitor, path: str) -> None:
    assert visitor.send("GET", path)[0] == 404


# --- keys ---------------------------------------------------------------------------------------------


def secrets_of(name: str) -> list[str]:
    """Words of the keys of a question, as they would be in a page."""
    keys = {
        "q01": ["The sum is", "median", "yet to be divided", "right value is there"],
        "q02": ["Their derivatives", "decreases", "oscillates"],
        "q03": ["mean of squares"],
        "q04": ["value for", "sign of"],
        "q05": ["The accuracy is the part", "part of 1", "error rate"],
        "q06": ["The square gives", "inverted"],
        "q07": ["by heart", "overfitting", "flatters", "learnt from"],
    }
    return keys[name]


def everything(visitor: Visitor) -> str:
    """All pages before the result."""
    pages = [visitor.get(f"/questions/{name}") for name in RIGHT]
    pages.append(visitor.get("/review"))
    return "".join(pages)


def test_a_graded_quiz_never_shows_a_key(examinee: Visitor) -> None:
    seen = []
    for name, answer in RIGHT.items():
        for go in ("", "check", "enter", "check"):
            found = examinee.ask(f"/questions/{name}", answer=answer, go=go)
            seen.append(json.dumps(found))
            assert not found.get("feedback")
            assert not found.get("marks")
    seen.append(everything(examinee))
    assert "Check my answer" not in seen[-1]
    examinee.go("/review", go="submit")
    seen.append(examinee.get("/result"))
    whole = "".join(seen)
    for name in RIGHT:
        assert not [one for one in secrets_of(name) if one in whole]
    assert "right answer" not in "".join(re.findall(r'<span class="mark">.*?</span>', whole))
    assert "/ 20" not in seen[-1]
    assert "Your answers are saved in" in seen[-1]


def test_practice_shows_a_key_only_once_its_question_is_answered_and_checked(
    visitor: Visitor,
) -> None:
    visitor.answer_all()
    visitor.go("/questions/q02", answer=[], go="clear")
    assert visitor.ask("/questions/q02", go="check")["feedback"] == ""  # nothing was answered
    checked = visitor.ask("/questions/q01", answer="c", go="check")
    assert "yet to be divided" in checked["feedback"]
    assert "The sum is" in checked["feedback"]
    assert "median" not in checked["feedback"]  # the reason of an option not chosen
    assert checked["marks"] == {"b": "right", "c": "wrong"}
    whole = everything(visitor)
    for name in list(RIGHT)[1:]:
        assert not [one for one in secrets_of(name) if one in whole]
    assert "The sum is" in visitor.get("/questions/q01")
    changed = visitor.ask("/questions/q01", answer="a")  # a new answer is judged when asked for
    assert changed["feedback"] == ""
    assert changed["marks"] == {}
    assert "The sum is" not in visitor.get("/questions/q01")


# --- what is shown is escaped -------------------------------------------------------------------------

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{ 7777*7777 }}"


def infested(content: str) -> str:
    """A quiz or its keys with an attack in place of nearly every text."""
    attack = json.dumps(EVIL)
    content = re.sub(r'(fr|en): "[^"]*"', lambda found: f"{found[1]}: {attack}", content)
    plain = r"(?m)^(\s+(?:fr|en)): (?![\"{>]).*$"
    content = re.sub(plain, lambda found: f"{found[1]}: {attack}", content)
    content = content.replace('unit: "%"', f"unit: {attack}")
    return content.replace('section: "1.1"', f"section: {attack}")


def test_everything_is_escaped(tmp_path: Path) -> None:
    root = tmp_path / "course"
    shutil.copytree(COURSE, root)
    for folder in ("quizzes", "solutions/quizzes"):
        path = root / folder / "tiny.yaml"
        path.write_text(infested(path.read_text(encoding="utf-8")), encoding="utf-8")
    with QuizServer(sitting_in(root), "en") as server:
        visitor = Visitor(server).enter()
        for name in RIGHT:
            given = ["a"] if name in ("q01", "q02") else ["true"] if name == "q03" else [EVIL[:60]]
            state = visitor.ask(f"/questions/{name}", answer=given, go="check")
            assert "<script" not in state["feedback"] + state["note"]
            assert "<img" not in state["feedback"] + state["note"]
        pages = [visitor.get(f"/questions/{name}") for name in RIGHT] + [visitor.get("/review")]
        visitor.go("/review", go="submit")
        for page in [*pages, visitor.get("/result")]:
            parser = Inline()
            parser.feed(page)
            assert parser.found == []
            assert "img" not in parser.tags
            assert parser.tags.count("script") <= 1
            assert "alert(1)" in page  # it is there, as words
            assert str(7777 * 7777) not in page
    assert server.faults == []


# --- answers ------------------------------------------------------------------------------------------


def test_a_whole_quiz_by_plain_forms(visitor: Visitor, sitting: Sitting) -> None:
    """As a browser without JavaScript does it: every page leads to the next."""
    status, headers, _ = visitor.send("GET", "/")
    assert (status, headers["Location"]) == (303, "/questions/q01")
    names = [*RIGHT, None]
    for name, following in zip(RIGHT, names[1:], strict=True):
        page = visitor.get(f"/questions/{name}")
        assert f'action="/questions/{name}"' in page
        where = visitor.go(f"/questions/{name}", answer=RIGHT[name], go="check")
        assert where == f"/questions/{name}#feedback"
        assert 'class="feedback' in visitor.get(f"/questions/{name}")
        where = visitor.go(f"/questions/{name}", answer=RIGHT[name], go="next")
        assert where == ("/review" if following is None else f"/questions/{following}")
    assert "Every question has an answer." in visitor.get("/review")
    assert visitor.go("/review", go="submit") == "/result"
    page = visitor.get("/result")
    assert '<span class="figure">15.56</span>' in page  # 7 points of 9, two are a human's
    assert "provisional" in page
    found = read_answers(sitting.path)
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
    status, _, body = visitor.post("/result", go="finish")
    assert status == 200
    assert "You may close this tab" in body
    assert visitor.server.over.wait(30)


def test_each_change_is_on_the_disk_before_it_is_said(visitor: Visitor, sitting: Sitting) -> None:
    state = visitor.ask("/questions/q02", answer=["c", "a", "nonsense"])
    assert read_answers(sitting.path).answers == {"q02": ["a", "c"]}
    assert (state["answered"], state["count"]) == (True, 1)
    assert state["progress"] == "1 of 7 answered"
    assert state["label"] == "Question 2, answered"
    state = visitor.ask("/questions/q02")  # all boxes unticked
    assert read_answers(sitting.path).answers == {}
    assert not state["answered"]
    visitor.ask("/questions/q04", answer="2")
    visitor.ask("/questions/q04", answer="2", go="clear")
    assert read_answers(sitting.path).answers == {}


@pytest.mark.parametrize(
    ("name", "given", "bad", "said"),
    [
        ("q04", "1,25", False, "1.25"),
        ("q04", "one", True, "'one' is not a number"),
        ("q05", "95 %", False, "95 %"),
        ("q05", "-9,5e1", False, "−95 %"),
        ("q06", "p - y", False, "<math"),
        ("q06", "2p", True, "every product with *"),
        ("q06", "q", True, "the names for this answer are: p, y"),
        ("q06", "__import__('os')", True, "The formula cannot be used"),
        ("q06", "(" * 200, True, "brackets"),
        ("q07", "2 < 3", False, ""),
    ],
)
def test_what_is_typed_is_read_back(
    visitor: Visitor, name: str, given: str, bad: bool, said: str
) -> None:
    state = visitor.ask(f"/questions/{name}", answer=given)
    assert state["bad"] is bad
    assert said in state["note"].replace("&#39;", "'")
    page = visitor.get(f"/questions/{name}")
    assert ('aria-invalid="true"' in page) is bad
    review = visitor.get("/review")
    assert ("cannot be read" in review) is bad
    assert visitor.ask(f"/questions/{name}", answer=given)["answered"]  # kept all the same


def test_words_are_counted(visitor: Visitor) -> None:
    state = visitor.ask("/questions/q07", answer=" a few\r\nwords\r\n")
    assert state["words"] == "3 of about 20 words"
    assert visitor.server.app.sitting.answers.answers["q07"] == "a few\nwords"
    assert "3 of about 20 words" in visitor.get("/questions/q07")


def test_i_dont_know_is_offered_where_the_scheme_has_it(tmp_path: Path, visitor: Visitor) -> None:
    assert "I don&#39;t know" not in visitor.get("/questions/q01")
    sitting = sitting_in(tmp_path / "other", scheme="dont_know")
    with QuizServer(sitting, "en") as server:
        other = Visitor(server).enter()
        for name in RIGHT:
            assert "I don&#39;t know" in other.get(f"/questions/{name}")
            choice = name in ("q01", "q02", "q03")
            fields: dict[str, Any] = (
                {"answer": "?"} if choice else {"dont_know": "yes", "answer": ""}
            )
            state = other.ask(f"/questions/{name}", **fields, go="check")
            assert "You did not know" in state["feedback"]
            assert "checked" in other.get(f"/questions/{name}")
    assert set(sitting.answers.answers.values()) == {"?"}


def test_the_language_changes_and_the_place_and_the_answer_stay(
    visitor: Visitor, sitting: Sitting
) -> None:
    assert '<html lang="en">' in visitor.get("/questions/q07")
    assert visitor.go("/questions/q07", answer="typed", go="lang:fr") == "/questions/q07"
    page = visitor.get("/questions/q07")
    assert '<html lang="fr">' in page
    assert "Expliquez pourquoi" in page
    assert ">\ntyped</textarea>" in page
    assert sitting.answers.answers == {"q07": "typed"}
    assert visitor.ask("/review", go="lang:en") == {"location": "/review"}
    assert '<html lang="en">' in visitor.get("/review")


def test_the_enter_key_checks_and_then_goes_on(visitor: Visitor, examinee: Visitor) -> None:
    first = visitor.ask("/questions/q01", answer="b", go="enter")
    assert "Right" in first["feedback"]
    assert visitor.ask("/questions/q01", answer="b", go="enter") == {"location": "/questions/q02"}
    assert visitor.ask("/questions/q02", go="enter") == {"location": "/questions/q03"}
    assert examinee.ask("/questions/q01", answer="b", go="enter") == {"location": "/questions/q02"}


def test_a_submitted_graded_quiz_stays_as_it_is(examinee: Visitor, graded: Sitting) -> None:
    examinee.ask("/questions/q01", answer="a")
    assert "cannot be changed" in examinee.get("/review")
    examinee.ask("/review", go="submit")
    before = Path(graded.path).read_bytes()
    for path in ("/questions/q01", "/review"):
        status, _, body = examinee.post(path, answer="b", go="next", by_script=True)
        assert status == 409
        assert "stay as they are" in json.loads(body)["problem"]
        assert examinee.send("GET", path)[1]["Location"] == "/result"
    assert examinee.ask("/result", go="lang:fr") == {"location": "/result"}
    assert Path(graded.path).read_bytes() == before
    assert not examinee.server.over.is_set()
    assert examinee.post("/result", go="finish")[0] == 200


def test_nobody_finishes_before_submitting(visitor: Visitor) -> None:
    visitor.post("/result", go="finish")
    visitor.post("/questions/q01", go="finish")
    assert not visitor.server.over.is_set()
    assert visitor.send("GET", "/result")[1]["Location"] == "/review"


def test_practice_may_go_on_after_the_result(visitor: Visitor, sitting: Sitting) -> None:
    visitor.answer_all()
    visitor.go("/review", go="submit")
    visitor.go("/questions/q01", answer="a", go="to:q05")
    assert sitting.answers.answers["q01"] == "a"
    assert '<span class="figure">13.33</span>' in visitor.get("/result")


def test_what_cannot_be_saved_is_said(visitor: Visitor, sitting: Sitting) -> None:
    Path(sitting.path).parent.write_text("a file where the folder should be")
    status, _, body = visitor.post("/questions/q01", answer="b", by_script=True)
    assert status == 500
    assert "cannot be written" in json.loads(body)["problem"]
    status, _, body = visitor.post("/questions/q01", answer="b")
    assert status == 500
    assert "cannot be written" in body


# --- forms, without a server --------------------------------------------------------------------------


def question(name: str) -> Any:
    return load_quiz(load_course(str(COURSE)), "tiny").question(name)


@pytest.mark.parametrize(
    ("name", "fields", "answer"),
    [
        ("q01", {"answer": ["b"]}, "b"),
        ("q01", {"answer": ["z"]}, None),
        ("q01", {"answer": ["?"]}, "?"),
        ("q01", {}, None),
        ("q02", {"answer": ["c", "a", "?"]}, ["a", "c"]),
        ("q02", {"answer": ["?"]}, "?"),
        ("q03", {"answer": ["true"]}, True),
        ("q03", {"answer": ["false"]}, False),
        ("q03", {"answer": ["maybe"]}, None),
        ("q04", {"answer": ["  "]}, None),
        ("q04", {"answer": [" 1,5 "], "dont_know": ["yes"]}, "1,5"),
        ("q04", {"answer": [""], "dont_know": ["yes"]}, "?"),
    ],
)
def test_a_form_is_an_answer(name: str, fields: dict[str, list[str]], answer: Any) -> None:
    assert answer_from(question(name), fields) == answer


def test_a_form_that_is_too_long_is_none() -> None:
    with pytest.raises(TooLong):
        answer_from(question("q07"), {"answer": ["x" * 10_001]})


def test_answers_written_by_hand_are_shown() -> None:
    """An answer file may say the same in other ways."""
    assert chosen(question("q03"), "Vrai") == {"true"}
    assert chosen(question("q03"), False) == {"false"}
    assert chosen(question("q01"), ["a", "b"]) == {"a", "b"}
    assert written(0.5) == "0.5"
    assert written(12) == "12"
    assert written(["a"]) == ""


# --- formulas -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("p-y", "p - y"),
        ("a-(b-c)", "a - ( b - c )"),
        ("a-(b+c)", "a - ( b + c )"),
        ("a+(b-c)", "a + b - c"),
        ("(a+b)*c", r"( a + b ) \cdot c"),
        ("a*(-b)", r"a \cdot (  - b )"),
        ("a/b/c", r"\frac{\frac{a}{b}}{c}"),
        ("(a/b)**2", r"{\left( \frac{a}{b} \right)}^{2}"),
        ("-a**2", " - {a}^{2}"),
        ("(-a)^2", "{(  - a )}^{2}"),
        ("2e-9*a", r"2 \cdot 10^{-9} \cdot a"),
        ("sqrt(a)+abs(b)", r"\sqrt{a} + \left| b \right|"),
        ("sigmoid(x1)", r"\sigma ( x_{1} )"),
        ("y_hat+lambda_1", r"\hat{y} + \lambda_{1}"),
    ],
)
def test_a_formula_is_shown_as_it_was_understood(typed: str, read: str) -> None:
    names = {"p", "y", "a", "b", "c", "x1", "y_hat", "lambda_1"}
    assert _latex(parse(typed, names), ".") == read


@given(st.text(alphabet="abx12.,+-*/^() expsqrtmaxlogfloor_", max_size=30))
def test_any_formula_that_is_read_can_be_shown(typed: str) -> None:
    try:
        node = parse(typed, {"a", "b", "x", "x_1"})
    except FormulaError:
        return
    shown = formula_html(node, "fr")
    assert shown.startswith("<math")
    assert "style=" not in shown


# --- serving, from beginning to end -------------------------------------------------------------------


class Terminal:
    """Runs `serve` in a thread of its own, and gives the address that it says."""

    def __init__(self, sitting: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
        self.said: list[str] = []
        self.opened: list[str] = []
        self.codes: list[int] = []
        self._told = threading.Event()
        monkeypatch.setattr(server_module.webbrowser, "open", self._open)
        self.thread = threading.Thread(target=self._run, args=(sitting,))
        self.thread.start()
        assert self._told.wait(30)

    def _open(self, address: str) -> bool:
        self.opened.append(address)
        self._told.set()
        return False

    def _run(self, sitting: Sitting) -> None:
        self.codes.append(serve(sitting, "en", open_browser=True, say=self.said.append))


def test_it_serves_until_the_quiz_is_submitted_and_left(
    sitting: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers: list[QuizServer] = []
    made = QuizServer.__init__
    monkeypatch.setattr(
        QuizServer, "__init__", lambda self, *args: (servers.append(self), made(self, *args))[1]
    )
    terminal = Terminal(sitting, monkeypatch)
    assert terminal.opened == [next(one for one in terminal.said if one.startswith("http"))]
    visitor = Visitor(servers[0]).enter()
    visitor.go("/review", go="submit")
    assert visitor.post("/result", go="finish")[0] == 200
    terminal.thread.join(30)
    assert terminal.codes == [0]
    assert any("No browser could be opened" in one for one in terminal.said)
    assert terminal.said[-1] == f"Your answers are saved in {sitting.path}."
    with pytest.raises(ConnectionRefusedError):
        visitor.send("GET", "/")


def test_ctrl_c_says_how_to_go_on(sitting: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: threading.Event, timeout: float | None = None) -> bool:
        raise KeyboardInterrupt

    said: list[str] = []
    monkeypatch.setattr(
        server_module, "Event", type("Event", (threading.Event,), {"wait": interrupted})
    )
    assert serve(sitting, "en", open_browser=False, say=said.append) == 0
    assert said[-1] == "Stopped. Nothing was answered yet."
    sitting.answer(question("q03"), True)
    assert serve(sitting, "en", open_browser=False, say=said.append) == 0
    assert "grade quiz tiny --web" in said[-1]
    assert sitting.path in said[-1]


def test_a_fault_of_ours_ends_one_request_and_is_told_at_the_end(
    sitting: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: App, question: object) -> str:
        raise ZeroDivisionError("in here")

    monkeypatch.setattr(App, "_question_page", broken)
    with QuizServer(sitting, "en") as server:
        visitor = Visitor(server).enter()
        status, _, body = visitor.send("GET", "/questions/q01")
        assert status == 500
        assert "in here" not in body
        assert "saved" in body
        assert "Before you submit" in visitor.get("/review")
    assert [type(fault) for fault in server.faults] == [ZeroDivisionError]


def test_a_connection_that_says_nothing_does_not_keep_the_server(sitting: Sitting) -> None:
    with QuizServer(sitting, "en") as server:
        idle = HTTPConnection("127.0.0.1", server.server_port)
        idle.connect()
        Visitor(server).enter()
    idle.close()


def test_two_quizzes_have_two_cookies() -> None:
    assert Guard(1).cookie != Guard(2).cookie
    assert Guard(1).csrf != Guard(1).csrf


def test_the_templates_use_no_name_that_a_mapping_has() -> None:
    """In a template, `w.clear` would be the method of a dict."""
    assert not set(words("en")) & set(dir(dict))
