"""The dashboard: right numbers from every layout of results, nothing hostile, nobody named."""

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import html5lib
import pytest
from msgspec.structs import replace

from grader.dashboard.classview import ClassView
from grader.dashboard.gather import Settings, gather
from grader.dashboard.people import pseudonym, shown
from grader.dashboard.plots import bins_of
from grader.dashboard.read import Found, Unreadable, results_in
from grader.dashboard.roster import Person, read_roster
from grader.dashboard.site import pages_of, write_site
from grader.problems import UsageProblem
from grader.results import Diagnosis, Environment, Result, SubmissionInfo, to_json
from grader.texts import verbatim
from tests.test_reports import check

KEY = b"a key of the tests, long enough"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"
NAMED = {"kind": "named", "id": "no-bias", "text": "The bias is missing.", "see": "1.2"}
# All that our pages are made of.
TAGS = """
a article body caption circle code dd details div dl dt fieldset form h1 h2 h3 h4 head header html
img input label legend li line main meta nav ol output p picture polyline pre rect script section
small source span strong style summary svg table tbody td th thead title tr ul
"""
OURS = set(TAGS.split())


def result(mark=10.0, exercise="ex01", *, track="numpy", checks=None, **more):
    done = {"status": "graded", "mode": "official", "started": "2026-09-20T10:00:00Z", **more}
    return Result(
        exercise=exercise,
        title=f"Title of {exercise}",
        track=track,
        submission=SubmissionInfo(path="mean.py", digest="sha256:0"),
        seed=77123,
        duration_s=0.1,
        score=mark or 0.0,
        max_score=20.0,
        mark=mark,
        checks=checks if checks is not None else [check("a", points=1.0)],
        environment=Environment(grader="0", python="3", platform="L", isolation="landlock"),
        **done,
    )


def failed(id_="a", **more):
    return check(id_, "failed", **more)


def diagnosed(id_="a", **more):
    return failed(id_, diagnosis=Diagnosis(**{**NAMED, **more}))


def put(folder: Path, student: str, one: Result, name: str = "") -> None:
    place = folder / student
    place.mkdir(parents=True, exist_ok=True)
    (place / (name or f"{one.exercise}_{one.track}.json")).write_bytes(to_json(one))


def view_of(results, **settings) -> ClassView:
    found = [Found(student, one) for student, one in results]
    return gather(found, Settings(**{"lang": "en", **settings}))[0]


def view_in(folder: Path, **settings) -> ClassView:
    wanted = Settings(**{"lang": "en", **settings})
    return gather(results_in(str(folder), staff=wanted.staff), wanted)[0]


def pages(view: ClassView, lang="en") -> dict[str, str]:
    return {name: content.decode() for name, content in pages_of(view, lang)}


def parsed(page: str):
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)


def elements(page: str) -> set[str]:
    return {
        str(one.tag).rpartition("}")[2] for one in parsed(page).iter() if "ROOT" not in str(one)
    }


def words_in(page: str) -> str:
    return " ".join(" ".join(parsed(page).itertext()).split())


def marks_of(view: ClassView) -> dict[str, list[float | None]]:
    return {
        one.id: [
            one.entries[at].mark if at in one.entries else None for at in range(len(view.columns))
        ]
        for one in view.students
    }


# --- reading --------------------------------------------------------------------------------------


def test_one_batch_and_several_below_a_folder_are_read(tmp_path):
    """The folder of a batch itself, and a folder of batches, give the same kind of view."""
    put(tmp_path / "tp1", "alice", result(12.0))
    put(tmp_path / "tp2", "alice", result(8.0, "ex02"))
    put(tmp_path / "tp2", "bob", result(20.0, "ex10"))
    assert marks_of(view_in(tmp_path / "tp1")) == {"alice": [12.0]}
    both = view_in(tmp_path)
    assert [column.name for column in both.columns] == ["ex01", "ex02", "ex10"]
    assert marks_of(both) == {"alice": [12.0, 8.0, None], "bob": [None, None, 20.0]}


def test_two_tracks_are_two_columns():
    """The same exercise in NumPy and PyTorch has two columns that say which."""
    view = view_of([("a", result(12.0)), ("a", result(14.0, track="torch"))])
    assert [column.name for column in view.columns] == ["ex01 numpy", "ex01 torch"]


def test_what_is_no_result_is_said_and_counted(tmp_path):
    """Each bad file has a sentence; the others are read."""
    put(tmp_path, "alice", result(12.0))
    bad = {
        "broken.json": b"{",
        "list.json": b"[]",
        "mark.json": to_json(result(25.0)),
        "version.json": to_json(replace(result(), schema_version=9)),
        "latin.json": b'{"exercise": "\xe9"}',
        "deep.json": b"[" * 200_000,
    }
    for name, content in bad.items():
        (tmp_path / "alice" / name).write_bytes(content)
    (tmp_path / "alice" / "folder.json").mkdir()
    (tmp_path / "loose.json").write_bytes(to_json(result()))
    found = list(results_in(str(tmp_path), staff=True))
    told = [one.says.en for one in found if isinstance(one, Unreadable)]
    assert len(told) == len(bad) + 1
    assert all(any(name in line for line in told) for name in [*bad, "loose.json"])
    view = view_in(tmp_path)
    assert marks_of(view) == {"alice": [12.0]}
    assert "7 files could not be read." in pages(view)["index.html"]


def test_figures_are_not_kept(tmp_path):
    """What a page never shows is not decoded: figures stay the bytes that they are."""
    put(tmp_path, "alice", result())
    text = (tmp_path / "alice/ex01_numpy.json").read_text()
    text = text.replace('"figures": []', '"figures": [{"anything": 1}]')
    (tmp_path / "alice/ex01_numpy.json").write_text(text)
    assert marks_of(view_in(tmp_path)) == {"alice": [10.0]}


# --- numbers --------------------------------------------------------------------------------------


def test_the_mean_is_weighted_missing_is_zero_and_our_fault_leaves_none():
    """Three students by hand: 3:1 weights, nothing handed in, and a grader that failed."""
    view = view_of(
        [
            ("a", result(16.0)),
            ("a", result(8.0, "ex02")),
            ("b", result(16.0)),
            ("c", result(None, status="grader_error")),
            ("c", result(10.0, "ex02")),
        ],
        weights={("ex01", "numpy"): 3.0},
    )
    assert [one.mean for one in view.students] == [14.0, 12.0, None]
    assert (view.marks.mean, view.marks.median, view.marks.count) == (13.0, 13.0, 2)
    assert [column.faults for column in view.columns] == [[2], []]
    assert [column.missing for column in view.columns] == [[], [1]]
    page = pages(view)["index.html"]
    assert "One result failed through our fault" in page
    assert page.index("One result failed") < page.index('id="matrix"')


def test_the_later_official_result_counts_and_all_are_attempts():
    """Of several results of one exercise the last counts; practice never before official."""
    view = view_of(
        [
            ("a", result(5.0, started="2026-09-01T00:00:00Z")),
            ("a", result(15.0, started="2026-09-09T00:00:00Z")),
            ("a", result(9.0, started="2026-09-05T00:00:00Z")),
            (
                "a",
                result(20.0, mode="practice", status="provisional", started="2026-09-30T00:00:00Z"),
            ),
        ]
    )
    entry = view.students[0].entries[0]
    assert entry.mark == 15.0
    assert [one.mark for one in entry.attempts] == [20.0, 5.0, 9.0, 15.0]
    assert "Attempts, the one that counts last" in pages(view)["students/a.html"]


def test_late_is_what_was_graded_after_the_deadline(tmp_path):
    """Only with a deadline, and only after it."""
    results = [
        ("a", result(started="2026-09-20T10:00:00Z")),
        ("b", result(started="2026-09-20T10:00:01Z")),
    ]
    assert view_of(results).columns[0].late == []
    view = view_of(results, deadline=datetime(2026, 9, 20, 10, tzinfo=UTC))
    assert view.columns[0].late == [1]
    assert 'data-kinds="late"' in pages(view)["index.html"]


def test_misconceptions_count_students_once_and_the_commonest_is_first():
    """Two checks with one mistake are one student; who shares it is linked."""
    sign = {"id": "sign", "text": "Uphill.", "see": "4.3"}
    view = view_of(
        [
            ("a", result(checks=[diagnosed("a", **sign), diagnosed("b")])),
            ("b", result(checks=[diagnosed("a"), diagnosed("b")])),
            ("c", result(checks=[diagnosed("a"), check("b", points=1.0)])),
            ("d", result(checks=[check("a", points=1.0), check("b", points=1.0)])),
        ]
    )
    assert [(one.id, one.students, one.of) for one in view.misconceptions] == [
        ("no-bias", [0, 1, 2], 4),
        ("sign", [0], 4),
    ]
    page = pages(view)["misconceptions.html"]
    assert "Read again: section 1.2" in page
    assert page.index("The bias is missing.") < page.index("Uphill.")
    first = page[: page.index("Uphill.")]
    assert re.findall(r'href="students/(\w+)\.html"', first) == ["a", "b", "c"]


def test_hardest_checks_by_points_lost_and_pass_rate_of_those_that_ran():
    """A check that was blocked loses points and has no part in the rate."""
    view = view_of(
        [
            ("a", result(checks=[failed("x", max_points=2.0), check("y", "blocked")])),
            ("b", result(checks=[check("x", points=2.0, max_points=2.0), check("y", points=1.0)])),
            ("c", result(status="not_attempted", checks=[check("x", "not_attempted")])),
        ]
    )
    found = [(one.id, one.seen, one.ran, one.passed, one.lost) for one in view.checks]
    assert found == [("x", 2, 2, 1, 2.0), ("y", 2, 1, 1, 1.0)]


@pytest.mark.parametrize(
    ("marks", "counts"),
    [([], [0] * 10), ([0.0, 1.99, 2.0, 19.0, 20.0], [2, 1, 0, 0, 0, 0, 0, 0, 0, 2])],
)
def test_bins_of_two_marks(marks, counts):
    """The last bin holds 20 as well."""
    assert bins_of(marks) == counts


# --- the class list -------------------------------------------------------------------------------


def test_the_class_list_names_and_finds_who_is_missing(tmp_path):
    """Names from the list, missing students shown, strangers counted; accents and semicolons."""
    file = tmp_path / "roster.csv"
    file.write_bytes(
        "id;first_name;last_name;email\r\na;Éva;Noël;e@x\r\nz;Zoé;Abel;\r\n".encode("cp1252")
    )
    roster = read_roster(str(file))
    assert roster == {"a": Person("Éva", "Noël"), "z": Person("Zoé", "Abel")}
    view = view_of([("a", result()), ("q", result())], roster=roster)
    assert [(one.name, bool(one.entries)) for one in view.students] == [
        ("Abel Zoé", False),
        ("Noël Éva", True),
        ("q", True),
    ]
    assert (view.strangers, view.columns[0].missing) == (1, [0])
    assert "There is no result yet." not in pages(view)["students/z.html"]
    assert "One student with results is not on the class list." in pages(view)["index.html"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("name\nx\n", "one of them id"),
        ("", "one of them id"),
        ("id,first_name\na,x\na,y\n", "there twice"),
        ("id,first_name\n,x\n", "line 2 has no id"),
    ],
)
def test_a_bad_class_list_is_refused_with_why(tmp_path, content, why):
    """Nothing is guessed about who is in the class."""
    file = tmp_path / "roster.csv"
    file.write_text(content)
    with pytest.raises(UsageProblem, match=why):
        read_roster(str(file))


# --- untrusted text -------------------------------------------------------------------------------


def hostile_view(**settings) -> ClassView:
    values = {
        "title": SCRIPT,
        "message": f"Error: {SCRIPT}\x1b[2J",
        "called": SCRIPT,
        "expected": SCRIPT,
        "actual": f"{SCRIPT}\u202e\ud800",
        "prints": f"</pre>{SCRIPT}]]>",
    }
    broken = diagnosed(f"a{SCRIPT}", text=SCRIPT, see=SCRIPT)
    broken = replace(broken, **values)
    work = result(0.0, f"ex01{SCRIPT}", track=SCRIPT, checks=[broken], message=SCRIPT)
    roster = {f"../{SCRIPT}": Person(SCRIPT, f"Z{SCRIPT}")}
    bad = Unreadable(says=verbatim(SCRIPT))
    found = [Found(f"../{SCRIPT}", work), Found("\udcff", replace(work, title=SCRIPT)), bad]
    return gather(found, Settings(lang="en", roster=roster, **settings))[0]


@pytest.mark.parametrize("settings", [{}, {"key": KEY}, {"staff": False}])
def test_hostile_texts_stay_text(settings, tmp_path):
    """No element, attribute or file that is not ours, whatever a text holds; strict HTML."""
    view = hostile_view(**settings)
    write_site(view, "en", str(tmp_path / "out"))
    files = sorted((tmp_path / "out").rglob("*.html"))
    assert len(files) == 4
    for file in files:
        page = file.read_text(encoding="utf-8")
        assert elements(page) <= OURS
        tree = parsed(page)
        assert len(tree.findall(".//script")) == 1
        assert not [one for one in tree.iter() for name in one.attrib if str(name).startswith("on")]
        assert not set(page) & {"\x1b", "\u202e", "\ud800"}
        sources = [one.get("src") for one in tree.iter("img")]
        assert all(source.startswith("data:image/svg+xml;base64,") for source in sources)
    if not settings:
        assert "<script>alert(1)</script>" in words_in(files[-1].read_text())


def test_names_of_pages_are_safe_and_differ():
    """Neither folders upward, nor two files that some systems take for one."""
    names = ["../../etc/passwd", "Alice", "alice", "ALICE", "é", "è", "a" * 300, ""]
    found = [one.page for one in shown(names, {}, None).values()]
    assert len({page.lower() for page in found}) == len(names)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,60}", page) for page in found)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_page_is_valid_and_allows_only_itself(lang):
    """html5lib's strict parser takes every page, and its policy names no source but hashes."""
    view = view_of(
        [("a", result(checks=[diagnosed()])), ("b", result(None, status="grader_error"))]
    )
    for page in pages(view, lang).values():
        parsed(page)
        assert f'<html lang="{lang}">' in page
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
        assert policy.startswith("default-src &#39;none&#39;; img-src data:")
        assert "unsafe" not in policy
        assert "http" not in policy
        assert not re.findall(r'(?:src|href)="(?!data:|[\w./#-]*")', page)


def test_a_flood_of_prints_does_not_make_a_page_too_large():
    """Even where every value is as long as may be and grows when escaped."""
    flood = "<" * 100_000
    checks = [
        failed(f"c{at}", message=flood, called=flood, expected=flood, actual=flood, prints=flood)
        for at in range(60)
    ]
    results = [("a", result(exercise=f"ex{at:02}", checks=checks)) for at in range(6)]
    page = pages(view_of(results))["students/a.html"]
    assert len(page.encode()) < 1_500_000
    assert "Some values are left out" in page


# --- what stays hidden ----------------------------------------------------------------------------


def hidden(**more):
    values = {
        "message": "SECRET1",
        "called": "f(SECRET2)",
        "expected": "SECRET3",
        "actual": "SECRET4",
    }
    return failed("h", visibility="hidden", prints="SECRET5", **values, **more)


def test_values_of_hidden_checks_are_marked_for_staff():
    """On a page for staff they are there, under a line that says so."""
    page = pages(view_of([("a", result(checks=[hidden()]))]))["students/a.html"]
    assert "for staff only" in page
    assert page.index("for staff only") < page.index("SECRET2")
    assert "77123" not in page


def test_pages_for_students_hold_no_hidden_value_and_lead_to_nobody_else(tmp_path):
    """With --as student nothing secret is in any page, and no other student is named."""
    put(tmp_path, "alice", result(checks=[hidden()]))
    put(tmp_path, "bob", result(checks=[failed("p", message="PUBLIC")]))
    found = pages(view_in(tmp_path, staff=False))
    assert not [name for name, page in found.items() if "SECRET" in page or "77123" in page]
    assert "PUBLIC" in found["students/bob.html"]
    assert "alice" not in found["students/bob.html"]
    assert 'href="' not in re.sub(r'href="#\w+"', "", found["students/alice.html"])


# --- anonymous ------------------------------------------------------------------------------------


def test_pseudonyms_are_stable_and_need_the_key():
    """The same key and name give the same; another key others; names and order don't show."""
    assert pseudonym("alice", KEY) == pseudonym("alice", KEY)
    assert len({pseudonym(f"s{n}", KEY) for n in range(2000)}) == 2000
    assert pseudonym("alice", KEY) != pseudonym("alice", KEY + b"2")
    people = shown([f"s{n:03}" for n in range(50)], {}, KEY)
    assert [one.name for one in people.values()] == sorted(one.name for one in people.values())
    assert [*people] != sorted(people)


def test_anonymous_pages_name_nobody(tmp_path):
    """No id, name or address, nor what a student's code wrote, in page, file name or comment."""
    said = "I am Alice Martin"
    own = failed("p", message=said, called=f"f({said})", actual=said, prints=said)
    put(tmp_path / "in", "amartin", result(checks=[own, diagnosed("q")], message=said))
    put(tmp_path / "in", "bnoel", result(started="2026-09-20T10:11:12Z"))
    (tmp_path / "in/amartin/bad.json").write_text("{")
    roster = {"amartin": Person("Alice", "Martin"), "bnoel": Person("Bob", "Noël")}
    out = tmp_path / "out"
    write_site(view_in(tmp_path / "in", roster=roster, key=KEY), "en", str(out))
    told = "\n".join(
        f"{file.relative_to(out)}\n{file.read_text(encoding='utf-8')}"
        for file in out.rglob("*")
        if file.is_file()
    ).lower()
    for word in ("alice", "martin", "bnoel", "bob", "noël", "10:11"):
        assert word not in told
    assert pseudonym("amartin", KEY) in told
    assert "the bias is missing." in told


def test_pages_of_an_earlier_dashboard_go_and_other_files_stay(tmp_path):
    """Anonymous pages after named ones leave no name; a folder with other things is refused."""
    out = tmp_path / "out"
    write_site(view_of([("alice", result())]), "en", str(out))
    (out / "students/mine.txt").write_text("kept")
    write_site(view_of([("alice", result())], key=KEY), "en", str(out))
    names = {file.name for file in out.rglob("*") if file.is_file()}
    assert "alice.html" not in names
    assert "mine.txt" in names
    (tmp_path / "other").mkdir()
    (tmp_path / "other/thesis.txt").write_text("x")
    with pytest.raises(UsageProblem, match="new folder"):
        write_site(view_of([("alice", result())]), "en", str(tmp_path / "other"))


def test_a_forged_list_of_pages_removes_nothing_else(tmp_path):
    """The list in the folder is data: nothing outside, nothing that is no page."""
    out = tmp_path / "out"
    out.mkdir()
    for file in (tmp_path / "precious.html", out / "notes.txt"):
        file.write_text("x")
    (out / ".grade-dashboard").write_text(
        "../precious.html\nnotes.txt\nstudents/../../precious.html\n"
    )
    write_site(view_of([("alice", result())]), "en", str(out))
    assert (tmp_path / "precious.html").exists()
    assert (out / "notes.txt").exists()


# --- the command ----------------------------------------------------------------------------------


def run(course: Path, *words: object) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "grader", "dashboard", *map(str, words)]
    more = ["--course", str(course), "--lang", "en"]
    return subprocess.run([*command, *more], capture_output=True, text=True, check=False)


def test_the_command_from_batch_to_pages_with_a_quiz(tiny_course, tmp_path):
    """What `grade batch` writes, answers to a quiz and a class list become pages."""
    from tests.test_batch import RIGHT, WRONG, grade_all, hand_in

    folder, results = tmp_path / "class", tmp_path / "results"
    hand_in(folder, "alice", RIGHT)
    hand_in(folder, "bob", WRONG)
    grade_all(tiny_course.root, folder, results)
    answers = folder / "alice/answers/tiny.yaml"
    answers.parent.mkdir()
    answers.write_text('{"quiz": "tiny", "version": 1, "answers": {"q03": false}, "seed": 3}')
    (answers.parent / "odd.yaml").write_text("quiz: [")
    (tmp_path / "roster.csv").write_text("id,first_name,last_name\nalice,Al,Ice\nzoe,Zo,Ee\n")
    out = tmp_path / "pages"
    more = ["--roster", tmp_path / "roster.csv", "--quizzes", folder, "--deadline", "2020-01-01"]
    done = run(tiny_course.root, results, "--out", out, *more)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"2 results of 3 students: 6 pages in {out}.\n"
    assert "odd.yaml" in done.stderr
    assert {file.stem for file in (out / "students").iterdir()} == {"alice", "bob", "zoe"}
    assert (
        run(tiny_course.root, results, "--out", tmp_path / "s", "--as", "student", *more).returncode
        == 0
    )
    assert not (
        tmp_path / "s/quizzes.html"
    ).exists()  # what it says of questions may give keys away
    index = words_in((out / "index.html").read_text())
    assert "Ice Al" in index
    assert "20.00" in index
    assert "graded after 2020-01-01 23:59" in index
    assert "q03" in words_in((out / "quizzes.html").read_text())


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nowhere", "--out", "o"], "nowhere is not a folder."),
        (["empty", "--out", "o"], "holds no results"),
        (["results", "--out", "o", "--deadline", "soon"], "is no date"),
        (["results", "--out", "o", "--anonymous"], "Pseudonyms need a secret key"),
        (["results", "--out", "o", "--roster", "none.csv"], "cannot be used"),
        (["results", "--out", "results"], "name a new folder"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    tiny_course, tmp_path, words, sentence, monkeypatch
):
    """Exit code 2, one sentence, nothing written."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRADE_KEY", raising=False)
    (tmp_path / "empty").mkdir()
    put(tmp_path / "results", "alice", result())
    done = run(tiny_course.root, *words)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert not (tmp_path / "o").exists()


def test_the_command_keeps_names_out_with_a_key_file(tiny_course, tmp_path):
    """--anonymous with a key of its own: twice the same pages."""
    put(tmp_path / "results", "alice", result())
    (tmp_path / "key").write_bytes(KEY)
    for out in ("one", "two"):
        words = ["--anonymous", "--key-file", tmp_path / "key"]
        assert (
            run(tiny_course.root, tmp_path / "results", "--out", tmp_path / out, *words).returncode
            == 0
        )
    name = f"students/{pseudonym('alice', KEY)}.html"
    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
