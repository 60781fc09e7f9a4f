"""The policy of a track: breaches are found with their line, and the innocent are let alone."""

import sys
import textwrap
import time

import pytest

from grader.authors import gates
from grader.authors.bench import Bench
from grader.course import Policy
from grader.grade import Grader
from grader.policy import MOST_BREACHES, breaches, explain
from grader.problems import CourseProblem
from grader.results import for_student
from grader.sandbox.launch import BestSandbox
from grader.sandbox.names import uses
from grader.submission import Submission

POLICY = Policy(
    imports=["torch", "scipy", "sklearn"],
    calls=["numpy.convolve", "numpy.fft", "numpy.linalg.lstsq"],
    allowed=["scipy.special.erf"],
)


def found(source, policy=POLICY):
    return breaches({"work.py": textwrap.dedent(source).encode()}, policy, uses)


def lines(source, policy=POLICY):
    return [breach.line for breach in found(source, policy)]


BREACHES = [
    # imports, in every form
    ("import torch", [1], "torch"),
    ("import math, torch", [1], "torch"),
    ("\nimport torch.nn as nn", [2], "torch.nn"),
    ("from torch import nn", [1], "torch.nn"),
    ("from torch.nn import *", [1], "torch.nn"),
    ("try:\n    import torch\nexcept ImportError:\n    torch = None", [2], "torch"),
    ("def f():\n    import torch\n    return torch.zeros(2)", [2], "torch"),
    ("import importlib\nt = importlib.import_module('torch')", [2], "torch"),
    ("import importlib as il\nt = il.import_module(name='torch.nn')", [2], "torch.nn"),
    ("from importlib import import_module as im\nim('sklearn.svm')", [2], "sklearn.svm"),
    ("t = __import__('torch.nn')", [1], "torch"),
    ("print('torch'); __import__('torch').zeros(2)", [1], "torch"),
    ("import torch\nx = torch.zeros(2)\ny = torch.ones(2)", [1], "torch"),
    # uses, through every alias
    ("import numpy\nnumpy.convolve(a, b)", [2], "numpy.convolve"),
    ("import numpy as np\n\nnp.convolve(a, b)", [3], "numpy.convolve"),
    ("import numpy as np\nx = [np.fft.rfft(v) for v in a]", [2], "numpy.fft.rfft"),
    ("from numpy import convolve as c\nc(a, b)", [1], "numpy.convolve"),
    ("from numpy import fft\nfft.rfft(a)", [1], "numpy.fft"),
    ("import numpy.fft as f\nf.rfft(a)", [1], "numpy.fft"),
    ("import numpy.fft\nnumpy.fft.rfft(a)", [1, 2], "numpy.fft"),
    ("import numpy.fft._pocketfft", [1], "numpy.fft._pocketfft"),
    ("import numpy as np\nconv = np.convolve\nconv(a, b)", [2], "numpy.convolve"),
    ("import numpy as np\nn = np\ndef f():\n    return n.convolve(a, b)", [4], "numpy.convolve"),
    ("import numpy as np\nl = np.linalg\nl.lstsq(a, b)", [3], "numpy.linalg.lstsq"),
    ("from numpy import linalg as la\nla.norm(a)\nla.lstsq(a, b)", [3], "numpy.linalg.lstsq"),
    ("import numpy as np\ngetattr(np, 'convolve')(a, b)", [2], "numpy.convolve"),
    ("import numpy as np\ngetattr(getattr(np, 'fft'), 'rfft')", [2], "numpy.fft"),
    ("import numpy as np\ngetattr(np, 'fft', None).rfft(a)", [2], "numpy.fft"),
    ("from numpy import *\nx = convolve(a, b)", [2], "numpy.convolve"),
    ("from numpy import *\nx = fft.rfft(a)", [2], "numpy.fft"),
    ("from math import *\nfrom numpy import *\nconvolve(a, b)", [3], "numpy.convolve"),
    ("from numpy.fft import *", [1], "numpy.fft"),
    ("import numpy as np\nf = lambda a: (n := np).convolve(a, a)", [2], "numpy.convolve"),
    (
        "import numpy as np\nclass A:\n    def f(self, x=np.fft):\n        return x",
        [3],
        "numpy.fft",
    ),
    ("import numpy as np\n@np.convolve\ndef f(): pass", [2], "numpy.convolve"),
    ("def f():\n    global np\n    import numpy as np\ndef g(): np.fft", [4], "numpy.fft"),
    ("import numpy as np\ndef fft(x):\n    return np.fft.fft(x)", [3], "numpy.fft.fft"),
    ("import numpy as np\nnp \\\n  .convolve(a)", [2], "numpy.convolve"),
    ("import numpy as np\nx: 'int' = np.convolve(a)", [2], "numpy.convolve"),
    ("import numpy as np\nmatch x:\n    case [a]:\n        np.convolve(a)", [4], "numpy.convolve"),
    # the exceptions let nothing else through
    ("import scipy\nscipy.optimize.minimize(f)", [2], "scipy.optimize.minimize"),
    ("from scipy import special\nspecial.gamma(x)", [2], "scipy.special.gamma"),
    ("from scipy.special import erf, gamma", [1], "scipy.special.gamma"),
    ("from scipy.special import *\nerf(x)", [1], "scipy.special"),
    ("import scipy.optimize", [1], "scipy.optimize"),
    ("import scipy.special as s\nf = s.erfc", [2], "scipy.special.erfc"),
    # identifiers are read as Python reads them
    ("import ｔｏｒｃｈ", [1], "torch"),
    # a file that changes its own __name__ runs what is guarded
    ("__name__ = '__main__'\nif __name__ == '__main__':\n    import torch", [3], "torch"),
]


@pytest.mark.parametrize(("source", "expected", "name"), BREACHES)
def test_breaches_are_found(source, expected, name):
    """Each with its line and the full name of what is used."""
    assert lines(source) == expected
    assert found(source)[0].name == name


INNOCENTS = [
    "import numpy as np\nx = np.dot(a, b)",
    "# import torch\nx = 'import torch'\n'''np.convolve'''",
    '"""Without torch, without numpy.convolve."""\nimport numpy as np',
    "def convolve(a, b):\n    return a\nconvolve(1, 2)",
    "from numpy import *\ndef convolve(a, b):\n    return a\nconvolve(1, 2)",
    "from numpy import *\ndef f(convolve):\n    return convolve(1)",
    "from numpy import *\nfrom support import *\nconvolve(1)",
    "from numpy import *\nfor convolve in range(3):\n    print(convolve)",
    "import numpy as np\ndef f(np):\n    return np.convolve(1)",
    "import numpy as np\ndef f(x):\n    np = Mine()\n    return np.convolve(x)",
    "import numpy as np\nnp = Mine()\nnp.convolve(x)",
    "try:\n    import numpy as np\nexcept ImportError:\n    np = Mine()\nnp.convolve(x)",
    "import numpy as np\nwith Mine() as np:\n    np.convolve(x)",
    "import numpy as np\n[np.convolve(1) for np in mine]",
    "import numpy as np\nf = lambda np: np.convolve(1)",
    "import numpy as np\ntry:\n    pass\nexcept E as np:\n    np.convolve(1)",
    "import numpy as np\nmatch x:\n    case {'a': np}:\n        np.convolve(1)",
    "import numpy as np\nmatch x:\n    case [*np]:\n        np.convolve(1)",
    "import numpy as np\nmatch x:\n    case {**np}:\n        np.convolve(1)",
    "import numpy as np\ndef f():\n    global np\n    np = Mine()\nnp.convolve(1)",
    "def f():\n  import numpy as np\n  def g():\n    nonlocal np\n    np = Mine()\n  np.convolve(1)",
    "def f():\n    import numpy as np\ndef g():\n    return np.convolve(1)",
    "class A:\n    import numpy as np\n    def f(self):\n        return np.convolve(1)",
    "import numpy as np\ndel np\nnp.convolve(1)",
    "class Net:\n  def convolve(self, x):\n    return self.fft(x)\nNet().convolve(1)",
    "fft = 3\nprint(fft)",
    "torch = 3\ntorch.real",
    "def torch(x): return x\ntorch(1)",
    "from . import torch\nfrom .torch import nn\ntorch.zeros(2)",
    "from torchlike import nn\nimport torch_like",
    "import numpy.linalg\nnumpy.linalg.norm(a)",
    "import numpy as np\nnp.linalg.lstsq_like",
    "import numpy as np\nnp.convolver(a)",
    "import mine\nmine.numpy.convolve(a)",
    "getattr(x, 'convolve')(1)\nx.convolve(1)",
    "import numpy as np\ndef getattr(a, b): return a\ngetattr(np, 'convolve')",
    "def __import__(x): return x\n__import__('torch')",
    "def import_module(x): return x\nimport_module('torch')\nmine.import_module('torch')",
    "import importlib\nname = 'tor' + 'ch'\nimportlib.import_module('.torch', 'mine')",
    "if __name__ == '__main__':\n    import torch\n    import numpy as np\n    np.convolve(a, b)",
    "if '__main__' == __name__:\n    import torch\nelse:\n    pass",
    # the exceptions
    "from scipy.special import erf\nerf(1)",
    "from scipy.special import erf as e\ne(1)",
    "import scipy.special\nscipy.special.erf(1)",
    "import scipy\nscipy.special.erf(1)",
    "from scipy import special\nspecial.erf(1)",
    "import scipy.special as sp\nf = sp.erf",
    "import importlib\nimportlib.import_module('scipy.special').erf(1)",
    # not Python: told when it is loaded
    "import torch\ndef f(:",
    "import torch\n  return",
    "import torch\x00",
    "",
]


@pytest.mark.parametrize("source", INNOCENTS)
def test_innocents_are_let_alone(source):
    """A comment, a string, a namesake, an exception: none is a breach."""
    assert found(source) == []


def test_without_rules_nothing_is_read():
    assert found("import torch", Policy()) == []


def test_only_the_first_ones_are_told():
    """In order of lines, one of each line, few enough to read."""
    source = "import numpy as np\n" + "np.convolve(a); np.fft\n" * 20
    assert lines(source) == list(range(2, 2 + MOST_BREACHES))


def test_the_words_say_line_name_and_what_is_allowed():
    """Where, what, why, where else, and the exception; in both languages."""
    source = "import scipy.optimize\nimport numpy as np\nnp.convolve(a, b)"
    said = explain(found(source), POLICY)
    for words in (said.fr, said.en):
        assert all(each in words for each in ("work.py", "1", "scipy.optimize"))
        assert all(each in words for each in ("3 (numpy.convolve)", "scipy.special.erf"))
    assert said.fr != said.en
    assert "scipy" not in explain(found("\nimport torch"), POLICY).en


def test_a_byte_order_mark_and_a_cookie_change_nothing():
    """The source is read as the worker reads it: as UTF-8, whatever it says of itself."""
    for head in (b"\xef\xbb\xbf", b"# -*- coding: latin-1 -*-\n"):
        assert len(breaches({"work.py": head + "é = 1\nimport torch".encode()}, POLICY, uses)) == 1


SIZE = 250_000
HOSTILE = {
    "brackets": "(" * SIZE,
    "minus": "-" * SIZE + "1",
    "sums": "1+" * (SIZE // 2) + "1",
    "attributes": "import numpy as np\nnp" + ".a" * (SIZE // 2),
    "calls": "import numpy as np\nnp" + ".a('b')" * (SIZE // 8),
    "lambdas": "lambda:" * (SIZE // 7) + "1",
    "ternaries": "a if b else " * (SIZE // 12) + "c",
    "elifs": "if a:\n x\n" + "elif b:\n x\n" * (SIZE // 11),
    "targets": "a=" * (SIZE // 2) + "1",
    "aliases": "import numpy as a0\n"
    + "".join(f"a{n}=a{n - 1}\n" for n in range(1, SIZE // 14))
    + "a9999.convolve",
    "backwards": "".join(f"a{n}=a{n + 1}\n" for n in range(SIZE // 14)),
    "long module": f"from {'m' * (SIZE // 2)} import " + ",".join(["a"] * (SIZE // 8)),
    "long alias": f"import numpy\nb=numpy.{'x' * (SIZE // 2)}\n" + "b.c\n" * (SIZE // 16),
    "long star": f"from {'m' * (SIZE // 2)} import *\n" + "b\n" * (SIZE // 4),
    "nested scopes": "(lambda:" * 180 + "(" + "a.b," * (SIZE // 5) + ")" + ")" * 180,
    "star names": "from numpy import *\n" + "f(x)\n" * (SIZE // 5),
    "tuples": "x = " + "a," * (SIZE // 2),
    "strings": "f('a')\n" * (SIZE // 8),
    "many breaches": "import torch\n" * (SIZE // 13),
    "globals": "def f():\n global " + ",".join(f"a{n}" for n in range(SIZE // 9)),
    "comprehensions": "[" * 90 + "a" + " for a in b]" * 90,
    "f-strings": "f'{a.b}'\n" * (SIZE // 9),
    "escapes": r"'\d'" * (SIZE // 4),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_sources_take_neither_time_nor_the_grader(name):
    """The largest source that is accepted, of any shape: an answer, soon, and never an error."""
    source = f"# torch\n{HOSTILE[name]}\n"
    started = time.process_time()
    breaches({"work.py": source.encode()}, POLICY, uses)
    assert time.process_time() - started < 10


def test_the_time_is_linear():
    """Twice the source takes about twice the time."""

    def seconds(source):
        started = time.process_time()
        uses(source)
        return time.process_time() - started

    part = "import numpy as np\ndef f(a, b):\n    c = np.fft.rfft(a) + np.sum(b)\n    return c\n"
    least = [min(seconds(part * count) for _ in range(3)) for count in (300, 1200)]
    assert least[1] < 12 * least[0]


def test_deep_sources_need_no_deep_stack():
    """Where Python itself can read a long sum or chain, a breach in it is found."""
    long = "import numpy as np\nx = " + "1 + " * 800 + "np.convolve(a, b)"
    assert lines(long) == [2]
    assert sys.getrecursionlimit() <= 1000 or lines(long)


# --- end to end -----------------------------------------------------------------------------------

WITH_POLICY = """packages: [numpy]
    policy:
      imports: [torch]
      calls: [numpy.std]
"""


@pytest.fixture(scope="module")
def sandbox():
    sandbox = BestSandbox(["numpy"])
    yield sandbox
    sandbox.close()


@pytest.fixture
def strict(tiny_course):
    """The tiny course with a policy in ex01."""
    tiny_course.replace("exercises/ex01_mean/exercise.yaml", "packages: [numpy]\n", WITH_POLICY)
    return tiny_course


def graded(sandbox, course, source, key=None):
    exercise = course.course.exercise("ex01")
    track = exercise.default_track
    grader = Grader(course.course, exercise, track, sandbox, key=key, language="en")
    files = {track.file: source.encode()}
    try:
        return grader.grade(Submission(path="mean.py", files=files, digest="sha256:0"))
    finally:
        grader.close()


METHODS = Policy(calls=["torch.softmax"], methods=["softmax"])


@pytest.mark.parametrize(
    "call",
    ["x.softmax(-1)", "(x - 1).softmax(dim=0)", "x.exp().softmax(0)", "getx().softmax(1)"],
)
def test_a_method_that_has_the_answer_is_found(call):
    """A forbidden method is found whatever it is called on, and told by its name."""
    (breach,) = found(f"def f(x):\n    return {call}", METHODS)
    assert (breach.line, breach.name) == (2, ".softmax")
    assert "uses .softmax" in explain([breach], METHODS).en


@pytest.mark.parametrize(
    "source",
    [
        "class A:\n    def softmax(self): return 1\n    def f(self): return self.softmax()",
        "def f(x):\n    return x.softmax",
        "def softmax(x): return x\ndef f(x): return softmax(x)",
        "def f(x):\n    return x.log_softmax(0)",
        "import scipy\ndef f(x):\n    return scipy.softmax(x)",
    ],
)
def test_a_method_of_ones_own_is_let_alone(source):
    """One's own method, an attribute that is not called and other names are no breach."""
    assert found(source, METHODS) == []


@pytest.mark.parametrize("key", [None, b"a key of some length"])
def test_nothing_runs_where_the_policy_is_broken(sandbox, strict, key):
    """One failed check that says the line; everything else is blocked; nothing was printed."""
    source = strict.read("solutions/ex01_mean/mean.py") + "\nprint('ran')\nimport torch\n"
    result = graded(sandbox, strict, source, key)
    first, *others = result.checks
    assert (first.id, first.status, first.max_points) == ("policy", "failed", 0.0)
    assert "line" in first.message
    assert "torch" in first.message
    assert {check.status for check in others} == {"blocked"}
    assert all("keeps to the rules" in check.message for check in others)
    assert {check.visibility for check in others} == ({"public", "hidden"} if key else {"public"})
    assert not any(check.prints for check in result.checks)
    assert result.mark == 0.0
    shown = for_student(result)
    assert shown.checks[0].message == first.message


def test_a_file_that_keeps_the_policy_is_graded(sandbox, strict):
    source = strict.read("solutions/ex01_mean/mean.py") + "\n# import torch, np.std\n"
    assert graded(sandbox, strict, source).mark == 20.0


def test_a_solution_that_breaks_the_policy_is_found(strict):
    """Nothing of its own: the solution no longer has full marks."""
    strict.replace("exercises/ex01_mean/exercise.yaml", "numpy.std", "numpy.sqrt")
    course = strict.course
    exercise = course.exercise("ex01")
    bench = Bench(course, exercise, exercise.default_track)
    try:
        findings = [finding.en for finding in gates.solution_has_full_marks(bench)]
    finally:
        bench.close()
    assert any("numpy.sqrt" in finding for finding in findings)


@pytest.mark.parametrize("policy", ["{imports: torch}", "{calls: [np.]}", "{forbid: [torch]}"])
def test_a_malformed_policy_is_refused(tiny_course, policy):
    """With the file and the field, when the exercise is read."""
    tiny_course.replace(
        "exercises/ex01_mean/exercise.yaml",
        "packages: [numpy]\n",
        f"packages: [numpy]\n    policy: {policy}\n",
    )
    with pytest.raises(CourseProblem, match=r"exercise\.yaml: the field tracks"):
        tiny_course.course.exercise("ex01")


def test_a_package_that_is_not_installed_may_be_optional(tiny_course):
    """``name?``: importable where it is installed, an ImportError like any other elsewhere."""
    source = tiny_course.read("solutions/ex01_mean/mean.py")
    optional = BestSandbox(["numpy", "no_such_package?"])
    try:
        assert graded(optional, tiny_course, source).mark == 20.0
        result = graded(optional, tiny_course, f"{source}\nimport no_such_package\n")
    finally:
        optional.close()
    assert (result.checks[0].id, result.checks[0].status) == ("load", "error")
    assert "no_such_package" in result.checks[0].message
