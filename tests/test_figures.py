"""Figures: what is kept as data, what is dropped, what nobody but the staff may see, and drawings."""

import json
import re
import subprocess
import sys
from xml.etree import ElementTree

import msgspec
import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from grader.authors.bench import Bench
from grader.authors.figures import figures_are_kept
from grader.checks import figures as sketch
from grader.checks.figures import MOST_FIGURES, MOST_NUMBERS, collecting, in_language
from grader.cli.group import cli
from grader.figures import Boundary, Curve, Images, Matrix, Scatter, Series
from grader.grade import Grader
from grader.report.describe import describe
from grader.report.figures import draw
from grader.results import for_student, from_json, to_json
from grader.sandbox.launch import BestSandbox
from grader.submission import Submission
from grader.texts import Text

SVG = "{http://www.w3.org/2000/svg}"
WORDS = {"fr": "Titre", "en": "Title"}


def kept(function, language="en", **data):
    """The figure that one call keeps, None where it is dropped."""
    with collecting() as sheet:
        function(**{**WORDS, **data})
    assert len(sheet.figures) + len(sheet.dropped) == 1
    return in_language(sheet.figures[0], language) if sheet.figures else None


def numbers(figure):
    """How many numbers a figure holds."""
    found = json.loads(msgspec.json.encode(figure))

    def count(value):
        if isinstance(value, dict):
            return sum(map(count, value.values()))
        if isinstance(value, list):
            return sum(map(count, value))
        return isinstance(value, (int, float)) or value is None

    return count({key: value for key, value in found.items() if isinstance(value, list)})


# --- what is kept ---------------------------------------------------------------------------------


def test_a_curve_keeps_its_values_rounded():
    """Six digits, null for what is no finite number, words in the reader's language."""
    values = [1 / 3, np.nan, np.inf, -np.inf, 12345678.0]
    figure = kept(
        sketch.curve, "fr", series={"loss": np.array(values)}, x=Text("époque", "epoch"), y="loss"
    )
    assert figure == Curve(
        title="Titre",
        series=[Series(name="loss", values=[0.333333, None, None, None, 12345700.0], length=5)],
        x="époque",
        y="loss",
    )


def test_the_other_kinds_keep_theirs():
    """Grids, points, images and tables; integers and booleans are numbers."""
    grid = kept(
        sketch.boundary,
        x=np.array([0.0, 1.0]),
        y=[0.0, 1.0, 2.0],
        classes=np.array([[0, 1], [1, 1], [0, 2]]),
        points=np.array([[0.5, 0.25]]),
        labels=np.array([1]),
    )
    assert grid.classes == [[0, 1], [1, 1], [0, 2]]
    assert (grid.points, grid.labels) == ([[0.5, 0.25]], [1])
    stack = kept(sketch.images, images=np.ones((2, 3, 4), dtype=np.float32), titles=["a", "b"])
    assert (len(stack.images), len(stack.images[0]), len(stack.images[0][0])) == (2, 3, 4)
    assert kept(sketch.matrix, values=[[1, 2], [True, 4]], rows="true").values == [[1, 2], [1, 4]]


def test_what_is_kept_is_a_copy():
    values = np.array([1.0, 2.0])
    with collecting() as sheet:
        sketch.curve(**WORDS, series={"loss": values})
        values[:] = 9
    assert sheet.figures[0].figure.series[0].values == [1.0, 2.0]


UNFIT = [
    (sketch.curve, {"series": {"loss": None}}),
    (sketch.curve, {"series": {"loss": 3.0}}),
    (sketch.curve, {"series": {"loss": []}}),
    (sketch.curve, {"series": {"loss": ["a", "b"]}}),
    (sketch.curve, {"series": {"loss": np.ones((2, 2))}}),
    (sketch.curve, {"series": {"loss": [1j]}}),
    (sketch.curve, {"series": {"loss": [1, [2, 3]]}}),
    (sketch.curve, {"series": {"loss": [10**400]}}),
    (sketch.curve, {"series": {"loss": [object()]}}),
    (sketch.curve, {"series": {"loss": b"bytes"}}),
    (sketch.curve, {"series": {}}),
    (sketch.curve, {"series": 3}),
    (sketch.boundary, {"x": [1.0], "y": [1.0], "classes": np.ones((2, 2))}),
    (sketch.boundary, {"x": [1.0], "y": [1.0], "classes": [[1]], "points": np.ones((3, 3))}),
    (
        sketch.boundary,
        {"x": [1.0], "y": [1.0], "classes": [[1]], "points": [[1, 2]], "labels": [1, 2]},
    ),
    (
        sketch.boundary,
        {"x": [1.0], "y": [1.0], "classes": [[1]], "points": [[1, 2]], "labels": [np.nan]},
    ),
    (sketch.images, {"images": np.ones((3, 3))}),
    (sketch.images, {"images": np.ones((0, 3, 3))}),
    (sketch.images, {"images": np.ones((2, 3, 3)), "titles": ["one"]}),
    (sketch.matrix, {"values": np.ones(3)}),
    (sketch.matrix, {"values": {}}),
]


@pytest.mark.parametrize(("function", "data"), UNFIT)
def test_what_cannot_be_drawn_is_dropped(function, data):
    """Whatever a student's code returned: no figure, and no exception."""
    assert kept(function, **data) is None


def test_outside_a_students_run_nothing_is_looked_at():
    """The solution's and the mutants' runs cost nothing, whatever the data."""
    sketch.curve(**WORDS, series={"loss": object()})
    with collecting(wanted=False) as sheet:
        sketch.curve(**WORDS, series={"loss": [1.0]})
    assert not sheet.figures
    assert not sheet.dropped


def test_of_a_title_the_last_and_of_titles_the_first():
    """A training that is tried again shows its last try; a loop does not fill the results."""
    with collecting() as sheet:
        for number in range(3 * MOST_FIGURES):
            name = f"figure {number % (MOST_FIGURES + 1)}"
            sketch.curve(fr=name, en=name, series={"loss": [float(number)]})
    titles = [each.words["title"].en for each in sheet.figures]
    assert titles == [f"figure {number}" for number in range(MOST_FIGURES)]
    assert sheet.figures[0].figure.series[0].values == [2.0 * (MOST_FIGURES + 1)]
    assert sheet.dropped


LARGE = [
    (sketch.curve, {"series": {"a": np.arange(100_000.0), "b": np.arange(10.0)}}),
    (sketch.curve, {"series": {f"{n}": np.arange(5000.0) for n in range(50)}}),
    (
        sketch.boundary,
        {
            "x": np.arange(300.0),
            "y": np.arange(200.0),
            "classes": np.zeros((200, 300)),
            "points": np.ones((5000, 2)),
            "labels": np.zeros(5000),
        },
    ),
    (sketch.boundary, {"x": np.arange(9000.0), "y": [0.0], "classes": np.zeros((1, 9000))}),
    (sketch.images, {"images": np.zeros((16, 28, 28))}),
    (sketch.images, {"images": np.zeros((1, 500, 300)), "titles": ["a"]}),
    (sketch.images, {"images": np.zeros((2000, 8, 8))}),
    (sketch.images, {"images": np.zeros((64, 1, 3000)), "titles": ["a"] * 64}),
    (sketch.matrix, {"values": np.zeros((1000, 100))}),
    (sketch.matrix, {"values": np.zeros((1, 100_000))}),
    (sketch.matrix, {"values": np.zeros((100_000, 1))}),
]


@pytest.mark.parametrize(("function", "data"), LARGE)
def test_large_data_is_sampled(function, data):
    """It fits, says that it is a part, keeps both ends, and can be drawn."""
    figure = kept(function, **data)
    lengths = len(figure.series) if isinstance(figure, Curve) else 0
    assert numbers(figure) <= MOST_NUMBERS + lengths
    assert figure.sampled
    if isinstance(figure, Curve):
        first = figure.series[0]
        assert (first.values[0], first.values[-1]) == (0.0, first.length - 1.0)
    assert "part of the values" in describe(figure).en
    ElementTree.fromstring(draw(figure, "en"))


def test_small_data_is_whole():
    assert not kept(sketch.images, images=np.zeros((64, 8, 8))).sampled
    assert not kept(sketch.matrix, values=np.zeros((64, 64))).sampled


# --- drawings -------------------------------------------------------------------------------------

HOSTILE = [
    "$x^2$",
    "$\\frac{1}{",
    "<script>alert(1)</script>",
    "a & b",
    "]]>",
    "-->",
    '" onload="x" id="y"',
    "url(#m1) #m1",
    "_hidden",
    "",
    " ",
    "tab\tand\nline",
    "\x00\x1b[31m\x7f",
    "\u202eright to left",
    "\ud800",
    "\ufffe",
    "漢字 😀",
    "n" * 10_000,
    "&lt;b&gt; &amp; &#x41;",
    "\\n \\alpha %s {0}",
]


def all_kinds(name):
    """A figure of each kind with one text wherever a text can be."""
    return [
        Curve(
            title=name,
            series=[Series(name=name, values=[1.0, None, 0.5], length=3)] * 2,
            x=name,
            y=name,
        ),
        Boundary(title=name, x=[0.0, 1.0], y=[0.0, 1.0], classes=[[0, 1], [None, 1]]),
        Images(title=name, images=[[[0.0, 1.0]], [[0.5, None]]], titles=[name, name]),
        Matrix(title=name, values=[[1.0, 0.0], [None, 2.0]], rows=name, columns=name),
        Scatter(
            title=name,
            points=[[0.0, 1.0], [None, 0.5]],
            labels=[3, 1],
            targets=[[0.5, 1.0], [0.5, 0.5]],
            x=name,
            y=name,
        ),
    ]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_stay_text(name):
    """Neither formula nor markup: the XML has matplotlib's elements, ours, and nothing more."""
    plain = {element.tag for figure in all_kinds("name") for element in parsed(figure).iter()}
    for figure in all_kinds(name):
        root = parsed(figure)
        assert {element.tag for element in root.iter()} <= plain
        assert not any("onload" in element.attrib for element in root.iter())
        names = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(names) == len(set(names))


def parsed(figure, language="en"):
    return ElementTree.fromstring(draw(figure, language))


def test_a_dollar_is_a_dollar():
    texts = [each.text for each in parsed(all_kinds("$x^2$")[0]).iter(f"{SVG}text")]
    assert texts.count("$x^2$") == 5


def test_a_drawing_is_told_in_words():
    """Title and description, in the language of the figure, found by a screen reader."""
    root = parsed(kept(sketch.curve, series={"loss": [0.6931, 0.5, 0.031]}, x="epoch"))
    assert root.get("role") == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("aria-labelledby").split() == [title.get("id"), description.get("id")]
    assert title.text == "Title"
    assert "loss falls from 0.693 to 0.031 over 3 values (epoch)" in description.text
    french = parsed(kept(sketch.curve, series={"loss": [0.6931, 0.031]}), "fr")
    assert "descend de 0.693 à 0.031" in french.find(f"{SVG}desc").text


SAID = [
    (sketch.curve, {"series": {"loss": [1.0, 2.0]}}, "rises from 1 to 2"),
    (sketch.curve, {"series": {"loss": [2.0]}}, "begins and ends at 2"),
    (sketch.curve, {"series": {"loss": [1.0, np.nan]}}, "One value is no finite number"),
    (sketch.curve, {"series": {"loss": [np.nan]}}, "no value is a finite number"),
    (sketch.matrix, {"values": [[3, 1], [0, 4]]}, "88 % of their sum is on the diagonal"),
    (sketch.matrix, {"values": [[3, 1], [0, 4]]}, "Row by row: 3, 1; 0, 4."),
    (
        sketch.scatter,
        {"points": [[0.0, 1.0], [2.0, 3.0]], "labels": [4, 4], "x": "z1"},
        "2 points, z1 from 0 to 2, y from 1 to 3. Their classes, with how many are of each: 4 (2).",
    ),
    (
        sketch.scatter,
        {"points": [[0.0, 0.0], [0.0, 1.0]], "targets": [[3.0, 4.0], [0.0, 1.0]]},
        "Arrows show how far each is from its target: 2.5 on average, 5 at most.",
    ),
    (sketch.images, {"images": np.eye(4)[None]}, "1 image of 4 × 4 values from 0 to 1"),
    (
        sketch.boundary,
        {
            "x": [0.0, 1.0],
            "y": [0.0, 1.0],
            "classes": [[0, 1], [0, 1]],
            "points": [[0.1, 0], [0.9, 1], [0.2, 0.3]],
            "labels": [0, 1, 1],
        },
        "2 of 3 points lie where the class is their own",
    ),
]


@pytest.mark.parametrize(("function", "data", "sentence"), SAID)
def test_words_for_each_kind(function, data, sentence):
    said = describe(kept(function, **data))
    assert sentence in said.en
    assert said.fr != said.en


def test_the_same_data_gives_the_same_bytes(tmp_path):
    """In this process, and in one with other settings of matplotlib."""
    (tmp_path / "matplotlibrc").write_text("axes.facecolor: red\nfont.size: 30\ntext.parse_math: 1")
    (tmp_path / "data.json").write_bytes(msgspec.json.encode(all_kinds("name")))
    program = (
        "import sys, msgspec\n"
        "from grader.figures import Figure\n"
        "from grader.report.figures import draw\n"
        "figures = msgspec.json.decode(open('data.json').read(), type=list[Figure])\n"
        "sys.stdout.buffer.write(b''.join(draw(each, 'en') for each in figures))\n"
    )
    other = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, check=True
    )
    assert other.stdout == b"".join(draw(figure, "en") for figure in all_kinds("name"))
    assert other.stderr == b""


def test_two_drawings_on_a_page_share_no_name():
    """Nothing that is referred to, and no style of one that the other would take on."""
    one, two = (
        draw(kept(sketch.curve, series={"loss": [1.0, end]}), "en").decode() for end in (2.0, 3.0)
    )
    ids = [set(re.findall(r'id="([^"]+)"', drawing)) for drawing in (one, two)]
    assert ids[0]
    assert not ids[0] & ids[1]
    assert "<style" not in one


NUMBERS = npst.arrays(
    np.float64,
    npst.array_shapes(min_dims=2, max_dims=2, max_side=5),
    elements=st.floats(allow_nan=True, allow_infinity=True, width=64),
)


@settings(max_examples=25, deadline=None)
@given(NUMBERS, st.sampled_from(["curve", "boundary", "images", "matrix"]))
def test_any_numbers_can_be_drawn(values, kind):
    """Huge, tiny, equal, missing, in any order: a drawing and a description."""
    data = {
        "curve": {"series": {str(n): row for n, row in enumerate(values)}},
        "boundary": {
            "x": values[0],
            "y": values[:, 0],
            "classes": np.sign(values),
            "points": np.ascontiguousarray(np.stack([values[0], values[0]], axis=1)),
        },
        "images": {"images": np.stack([values, -values])},
        "matrix": {"values": values},
    }
    figure = kept(getattr(sketch, kind), **data[kind])
    ElementTree.fromstring(draw(figure, "fr"))
    assert describe(figure).en


# --- end to end -----------------------------------------------------------------------------------

DRAWING = '''

@pytest.mark.check(points={points}, task="mean")
def test_{name}(student, reference, rng):
    """La moyenne de deux nombres, avec une figure.
    --
    The mean of two numbers, with a figure."""
    from grader.checks.figures import curve

    value = student.mean(np.array([[1.0, 2.0]]))
    curve(fr="Une perte", en="A loss", series={{"loss": value}}, x="epoch")
    close(value, np.array([1.5]))
'''


@pytest.fixture
def drawing(tiny_course):
    """The tiny course with a public and a hidden check that keep a figure."""
    for name, path in (("drawn", "exercises"), ("secretly_drawn", "solutions")):
        file = f"{path}/ex01_mean/checks.py"
        extra = DRAWING.format(points=1, name=name)
        tiny_course.write(
            file, tiny_course.read(file) + "\n\nfrom grader.checks.api import close\n" + extra
        )
    return tiny_course


@pytest.fixture(scope="module")
def sandbox():
    sandbox = BestSandbox(["numpy"])
    yield sandbox
    sandbox.close()


def graded(sandbox, course, source, key=None):
    exercise = course.course.exercise("ex01")
    track = exercise.default_track
    grader = Grader(course.course, exercise, track, sandbox, key=key, language="en")
    try:
        files = {track.file: source.encode()}
        return grader.grade(Submission(path="mean.py", files=files, digest="sha256:0"))
    finally:
        grader.close()


def figures_of(result):
    return {check.id: check.figures for check in result.checks if check.figures}


def test_figures_are_kept_with_passed_and_failed_checks(sandbox, drawing):
    """Once each, though a failed check is run again on the solution and on misconceptions."""
    right = drawing.read("solutions/ex01_mean/mean.py")
    wrong = right.replace("np.sum(x, axis=-1)", "3 * np.sum(x, axis=-1)")
    assert wrong != right
    for source, value in ((right, 1.5), (wrong, 4.5)):
        result = graded(sandbox, drawing, source, b"a key of some length")
        found = figures_of(result)
        assert set(found) == {"drawn", "secretly_drawn"}
        assert [figure.series[0].values for figure in found["drawn"]] == [[value]]
        assert found["drawn"][0].title == "A loss"
        again = from_json(to_json(result))
        assert again == result
        assert figures_of(for_student(result)) == {"drawn": found["drawn"]}


def test_a_figure_of_nonsense_leaves_the_verdict_alone(sandbox, drawing):
    source = "def mean(x):\n    return 'a' * 3\n"
    check = next(c for c in graded(sandbox, drawing, source).checks if c.id == "drawn")
    assert check.status == "failed"
    assert check.figures == []


def test_authors_are_told_of_a_figure_that_is_dropped(drawing):
    """The gate looks at what the solution's checks draw."""

    def findings():
        course = drawing.course
        exercise = course.exercise("ex01")
        bench = Bench(course, exercise, exercise.default_track)
        try:
            return [finding.en for finding in figures_are_kept(bench)]
        finally:
            bench.close()

    assert findings() == []
    checks = "exercises/ex01_mean/checks.py"
    drawing.replace(checks, 'series={"loss": value}', 'series={"loss": 3}')
    assert ["drawn" in finding and "dropped" in finding for finding in findings()] == [True]
    drawing.replace(checks, 'series={"loss": 3}', 'series={"loss": value}')
    drawing.replace(checks, 'fr="Une perte"', 'fr=""')
    assert ["no title" in finding for finding in findings()] == [True]


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture
def grade(drawing, tmp_path):
    def run(*words):
        drawing.write("work/ex01_mean/mean.py", drawing.read("solutions/ex01_mean/mean.py"))
        where = ["--course", str(drawing.root), "--submission", str(drawing.root / "work")]
        return CliRunner().invoke(cli, ["ex01", *where, "--lang", "en", *words])

    return run


def test_the_command_draws_one_file_for_each_figure(grade, tmp_path):
    """Named by exercise, track, check and number; the folder is made; the same bytes each time."""
    folder = tmp_path / "to" / "figures"
    first = grade("--figures", str(folder))
    assert first.exit_code == 0, first.output
    assert [file.name for file in folder.iterdir()] == ["ex01_numpy_drawn_1.svg"]
    data = (folder / "ex01_numpy_drawn_1.svg").read_bytes()
    assert ElementTree.fromstring(data).find(f"{SVG}title").text == "A loss"
    assert "One figure is in" in first.output
    grade("--figures", str(folder))
    assert (folder / "ex01_numpy_drawn_1.svg").read_bytes() == data


def test_of_an_official_run_a_student_gets_the_public_figures(grade, drawing, tmp_path):
    """The staff gets those of hidden checks, too."""
    key = tmp_path / "key"
    key.write_text("a key of more than thirty-two characters in all\n")
    key.chmod(0o600)
    for words, expected in (
        (["--as", "student"], {"ex01_numpy_drawn_1.svg"}),
        ([], {"ex01_numpy_drawn_1.svg", "ex01_numpy_secretly_drawn_1.svg"}),
    ):
        folder = tmp_path / f"figures{len(words)}"
        done = grade("--official", "--key-file", str(key), "--figures", str(folder), *words)
        assert {file.name for file in folder.iterdir()} == expected, done.output


def test_nothing_is_written_through_a_link(grade, tmp_path):
    """A link that lies in the folder leads nowhere; the mark is shown all the same."""
    folder = tmp_path / "figures"
    folder.mkdir()
    (folder / "ex01_numpy_drawn_1.svg").symlink_to(tmp_path / "elsewhere")
    done = grade("--figures", str(folder))
    assert done.exit_code == 2
    assert "not an ordinary file" in done.output
    assert "20.00/20" in done.output
    assert not (tmp_path / "elsewhere").exists()


def test_without_figures_it_is_said(grade, drawing, tmp_path):
    """And no folder is made; a file in the folder's place is refused before anything runs."""
    checks = "exercises/ex01_mean/checks.py"
    drawing.replace(checks, 'series={"loss": value}', "series={}")
    done = grade("--figures", str(tmp_path / "figures"))
    assert done.exit_code == 0
    assert "nothing was drawn" in done.output
    assert not (tmp_path / "figures").exists()
    (tmp_path / "file").write_text("")
    for place in (str(tmp_path / "file"), "-"):
        refused = grade("--figures", place)
        assert refused.exit_code == 2
        assert "takes a folder" in refused.output
        assert "20" not in refused.output.replace(str(tmp_path), "")


def test_matplotlib_is_imported_only_to_draw(drawing, tmp_path):
    """Grading, keeping figures and the report in words do without it."""
    program = (
        "import sys\n"
        "from grader.cli.group import cli\n"
        "cli(sys.argv[1:], standalone_mode=False)\n"
        "assert not {'matplotlib', 'sklearn', 'xml.etree'} & set(sys.modules), 'imported'\n"
    )
    words = ["ex01", "--course", str(drawing.root), "--submission", str(drawing.root / "solutions")]
    words += ["--json", str(tmp_path / "results.json")]
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        capture_output=True,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert "curve" in (tmp_path / "results.json").read_text()
