"""What the gate knows from before: only for the same content, never from the clock's word."""

import hashlib
import shutil
from pathlib import Path

import msgspec
import pytest

from grader.authors import content, desk, examine, plan
from grader.authors.cache import Cache, cache_path
from grader.authors.check_gates import nothing_passes_on_nothing
from grader.authors.content import digest_of_parts, everything_there, kind_of, surroundings
from grader.authors.examine import Wanted
from grader.authors.gates import solution_has_full_marks
from grader.authors.mutation import known_mutants
from grader.authors.paper import points_add_up, statements_match
from grader.problems import GraderFault
from grader.texts import text

CLIP = "solutions/ex02_clip/clip.py"
CHECKS = "exercises/ex02_clip/checks.py"
GATES = (statements_match, solution_has_full_marks, nothing_passes_on_nothing)


GRADER_FILES = content._grader_files


@pytest.fixture(autouse=True)
def grader_stands_still(monkeypatch):
    """Whoever edits the grader while the tests run changes no key."""
    monkeypatch.setattr(content, "_grader_files", lambda: iter(()))


class Result(msgspec.Struct):
    value: int


# --- the file ---------------------------------------------------------------------------------------


def test_what_is_put_is_found_again(tmp_path):
    """A result is there at once, and for the next process; without a path nothing is kept."""
    path = str(tmp_path / "a" / "b.txt")
    cache = Cache(path)
    assert cache.get("k", Result) is None
    cache.put("k", Result(1))
    cache.put("k", Result(2))
    assert cache.get("k", Result) == Cache(path).get("k", Result) == Result(2)
    nothing = Cache(None)
    nothing.put("k", Result(1))
    assert nothing.get("k", Result) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"garbage",
        lambda data: b"",
        lambda data: data[:-9],
        lambda data: data.replace(b"7", b"8"),
        lambda data: b"x" + data,
        lambda data: bytes(range(256)) * 10,
    ],
)
def test_a_damaged_file_is_a_miss_and_goes_on(tmp_path, damage):
    """What was cut short or changed is no result, and what is put after it is one."""
    path = tmp_path / "c.txt"
    Cache(str(path)).put("k", Result(777))
    path.write_bytes(damage(path.read_bytes()))
    cache = Cache(str(path))
    assert cache.get("k", Result) is None
    cache.put("l", Result(3))
    assert Cache(str(path)).get("l", Result) == Result(3)


def test_a_result_of_another_form_is_a_miss(tmp_path):
    """A key that holds something else, as of another version, is as good as none."""
    cache = Cache(str(tmp_path / "c.txt"))
    cache.put("k", {"other": 1})
    assert cache.get("k", Result) is None


def test_a_folder_that_cannot_be_written_to_fails_nothing(tmp_path):
    """A cache that is a folder, or below a file, keeps nothing beyond the run."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"")
    for path in (tmp_path / "folder", tmp_path / "file" / "c.txt"):
        cache = Cache(str(path))
        cache.put("k", Result(1))
        assert cache.get("k", Result) == Result(1)
        assert Cache(str(path)).get("k", Result) is None


def test_two_writers_lose_nothing(tmp_path):
    """Both append: what one put, the other's lines stand beside."""
    path = str(tmp_path / "c.txt")
    one, other = Cache(path), Cache(path)
    for number in range(50):
        one.put(f"a{number}", Result(number))
        other.put(f"b{number}", Result(number))
    known = Cache(path)
    assert all(known.get(f"{who}{n}", Result) == Result(n) for who in "ab" for n in range(50))


def test_a_file_does_not_grow_for_ever(tmp_path, monkeypatch):
    """Beyond its limit the older half goes."""
    monkeypatch.setattr("grader.authors.cache.MOST_BYTES", 1000)
    path = tmp_path / "c.txt"
    cache = Cache(str(path))
    for number in range(40):
        cache.put(f"k{number}", Result(number))
    size = path.stat().st_size
    known = Cache(str(path))
    assert path.stat().st_size < 0.6 * size
    assert known.get("k0", Result) is None
    assert known.get("k39", Result) == Result(39)
    assert [file.name for file in tmp_path.iterdir()] == ["c.txt"]


# --- the keys ---------------------------------------------------------------------------------------


def test_borders_count():
    """The same bytes, split elsewhere, are other content."""
    assert digest_of_parts([b"ab", b"c"]) != digest_of_parts([b"a", b"bc"])


def test_another_version_or_grader_is_other_surroundings(tmp_path, monkeypatch):
    """A changed file of the grader, or another NumPy, misses; a changed report or command hits."""
    monkeypatch.setattr(content, "_grader_files", GRADER_FILES)
    copied = tmp_path / "grader"
    shutil.copytree(content.PACKAGE, copied, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(content, "PACKAGE", str(copied))
    before = surroundings()
    (copied / "cli" / "authors.py").write_text("", encoding="utf-8")
    assert surroundings() == before
    for name in ("judge.py", "checks/api.py", "checks/pytest.ini", "sandbox/wire.py"):
        file = copied / name
        old = file.read_bytes()
        file.write_bytes(old + b"\n")
        assert surroundings() != before, name
        file.write_bytes(old)
    assert surroundings() == before
    monkeypatch.setattr(content, "version", lambda name: "99")
    assert surroundings() != before


TORCH = "  torch:\n    file: mean_torch.py\n    packages: [torch]\nlimits:\n"


def test_a_track_has_files_of_its_own(tiny_course):
    """The files of another track are none of a track's content; shared and unknown ones are."""
    tiny_course.replace("exercises/ex01_mean/exercise.yaml", "limits:\n", TORCH)
    exercise = tiny_course.course.exercise("ex01")
    kinds = {
        "checks.py": ("code", "code"),
        "checks_torch.py": (None, "code"),
        "mean.py": ("code", None),
        "mean_torch.py": (None, "code"),
        "support.py": ("code", "code"),
        "notes.txt": ("code", "code"),
        "data/mean.py": ("code", None),
        "misconceptions.py": ("misconceptions", "misconceptions"),
        "misconceptions_torch.py": (None, "misconceptions"),
        "equivalent.yaml": ("equivalent", "equivalent"),
        "recorded_numpy.bin": ("recorded", None),
        "recorded_torch.bin": (None, "recorded"),
        "README.en.md": ("statement", "statement"),
        "submissions/right_loops.py": ("submissions", None),
        "submissions/right_loops_torch.py": (None, "submissions"),
    }
    for name, expected in kinds.items():
        found = tuple(kind_of(name, exercise, exercise.track(t)) for t in ("numpy", "torch"))
        assert found == expected, name


def test_content_is_names_and_bytes(tiny_course):
    """A changed, a new and a renamed file are other content; what is compiled is none."""

    def digest():
        return digest_of_parts(everything_there(*ids_of(tiny_course)))

    seen = {digest()}
    tiny_course.write("exercises/ex02_clip/__pycache__/checks.pyc", "x")
    assert digest() in seen
    tiny_course.replace(CHECKS, "-3, 0", "-3, 1")
    seen.add(digest())
    tiny_course.write("solutions/ex02_clip/a.txt", "")
    seen.add(digest())
    (tiny_course.root / "solutions/ex02_clip/a.txt").rename(
        tiny_course.root / "solutions/ex02_clip/b.txt"
    )
    seen.add(digest())
    assert len(seen) == 4


# --- what is run again ------------------------------------------------------------------------------


def ids_of(tiny):
    exercise = tiny.course.exercise("ex02")
    return exercise, exercise.track()


THOROUGH = Wanted("all", GATES)


def look(tiny, wanted=THOROUGH):
    """The report on ex02, and how many of its results were run."""
    report = examine.examine(tiny.course, *ids_of(tiny), wanted)
    return report, report.results - report.cached


@pytest.fixture
def known(tiny_course):
    """The tiny course, ex02 looked at once: 3 gates and 4 mutants."""
    report, run = look(tiny_course)
    assert (report.findings, run, report.mutants) == ((), 7, 4)
    return tiny_course


def test_a_second_run_does_nothing(known, monkeypatch):
    """All is known: no check is even collected, and the report is the same."""
    first, _ = look(known)

    def forbidden(*args, **kwargs):
        raise AssertionError("run again")

    for name in ("Bench", "Runner"):
        monkeypatch.setattr(desk, name, forbidden)
    second, run = look(known)
    assert run == 0
    assert second._replace(seconds=first.seconds) == first


@pytest.mark.parametrize(
    ("path", "old", "new", "run"),
    [
        (CHECKS, "-3, 0", "-3, 0 ", 7),
        ("solutions/ex02_clip/checks.py", '"""Hidden', '"""The hidden', 7),
        (CLIP, "import numpy", "import  numpy", 7),
        ("exercises/ex02_clip/exercise.yaml", "limits:", "# limits\nlimits:", 7),
        ("exercises/ex02_clip/README.md", "#", "# ", 1),
        ("solutions/ex02_clip/misconceptions.py", '"""', '""" ', 1),
        ("solutions/ex02_clip/submissions/right_where.py", "import", "#\nimport", 1),
        ("solutions/ex02_clip/equivalent.yaml", "", "# nothing\n", 1),
        ("course.yaml", "seed: ", "seed: 1", 7),
    ],
)
def test_a_change_runs_what_it_may_change(known, path, old, new, run):
    """Code runs everything again, a statement the one gate that reads it; a revert nothing."""
    content = known.read(path)
    known.replace(path, old, new)
    assert look(known)[1] == run
    known.write(path, content)
    assert look(known)[1] == 0


def test_a_changed_grader_runs_everything(known, monkeypatch):
    """Another grader, or another version of Python or a package, knows nothing."""
    monkeypatch.setattr(plan, "surroundings", lambda: "another")
    assert look(known)[1] == 7


def test_without_the_cache_everything_runs(known):
    """`cached=False` neither reads nor writes."""
    path = Path(cache_path(*ids_of(known)))
    before = hashlib.sha256(path.read_bytes()).digest()
    assert look(known, Wanted("all", GATES, cached=False))[1] == 7
    assert hashlib.sha256(path.read_bytes()).digest() == before


def test_a_thorough_look_serves_a_quick_one_only(known):
    """What all seeds showed need not be looked at on a few; the other way round it must."""
    assert look(known, Wanted("sample", GATES))[1] == 0
    shutil.rmtree(known.root / ".grade")
    assert look(known, Wanted("sample", GATES))[1] == 7
    assert look(known)[1] == 3


def test_findings_are_known_too_in_the_words_of_today(known, monkeypatch):
    """A finding is found again unrun; with another catalogue it is made anew."""
    known.replace("solutions/ex02_clip/checks.py", "points=4", "points=5")
    wanted = Wanted("none", (points_add_up,))
    first, run = look(known, wanted)
    assert (run, len(first.findings)) == (1, 1)
    assert look(known, wanted)[0].findings == first.findings
    assert look(known, wanted)[1] == 0
    monkeypatch.setattr(examine, "_digest_of", lambda path: "another")
    assert look(known, wanted)[1] == 1


def our_fault(bench):
    """A gate that ends by a fault of the grader."""
    yield text("{n} finding.", n=1)
    raise GraderFault(text("The gate is passed: nothing was found."))


def the_clock(bench):
    """A gate in which the clock had a part."""
    bench.unsure = True
    yield text("{n} finding.", n=2)


def the_clock_in_vain(bench):
    """The same, without a finding."""
    bench.unsure = True
    yield from ()


def test_faults_of_ours_and_of_the_clock_are_not_kept(tiny_course):
    """They are found, and looked for again."""
    wanted = Wanted("none", (our_fault, the_clock, the_clock_in_vain))
    for expected in (3, 2):
        report, run = look(tiny_course, wanted)
        assert run == expected
        assert [finding.en for finding in report.findings][1:] == [
            "The gate is passed: nothing was found.",
            "2 finding.",
        ]


def test_a_mutant_that_ran_out_of_time_is_run_again(tiny_course):
    """Of a time-out the clock says what it is, so it is not kept."""
    tiny_course.replace(
        CLIP, "    return np.max", "    n = 0\n    while n < 3:\n        n += 1\n    return np.max"
    )
    wanted = Wanted("all", ())
    assert look(tiny_course, wanted)[1] == len(known_mutants(*ids_of(tiny_course)))
    report, run = look(tiny_course, wanted)
    assert 0 < run < report.mutants


def test_what_changes_while_it_is_looked_at_is_not_kept(tiny_course):
    """Who knows which content the findings are of."""

    def changing(bench):
        tiny_course.write("solutions/ex02_clip/note.txt", "")
        yield from ()

    look(tiny_course, Wanted("none", (changing,)))
    tiny_course.remove("solutions/ex02_clip/note.txt")
    assert look(tiny_course, Wanted("none", (changing,)))[1] == 1


@pytest.mark.slow
def test_several_processes_find_the_same(tiny_course):
    """All exercises in one pool, in any order: the same reports, and progress up to the end."""
    course = tiny_course.course
    works = course.selection("all")
    wanted = Wanted(cached=False)
    seen = []
    alone = {r.exercise: r for r in examine.examine_all(course, works, wanted)}
    reports = examine.examine_all(course, works, wanted, 2, lambda n, of: seen.append((n, of)))
    together = {report.exercise: report._replace(seconds=0.0) for report in reports}
    assert together == {name: report._replace(seconds=0.0) for name, report in alone.items()}
    assert seen[0][0] == 0
    assert seen[-1][0] == seen[-1][1] > 0
    assert seen == sorted(seen)
