"""Collect checks once and run each of them on any subject: pytest without its surroundings.

This is the only module that knows pytest's private parts; hence the pin on its minor version.
Nothing outside the named file counts: own configuration, no conftest, no plugins of the machine,
no `PYTEST_*` variables. Checks are in `checks.py` of an exercise (public) and of its solution
(hidden).
"""

from __future__ import annotations

import ast
import os
import sys
import zlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest
from _pytest.config import Config, _prepareconfig
from _pytest.main import Session
from _pytest.reports import TestReport
from _pytest.runner import CallInfo, runtestprotocol

from grader.course import own_file
from grader.problems import CourseProblem
from grader.subjects import Proxy, Subject
from grader.texts import Text, text

if TYPE_CHECKING:
    from grader.course import Track

_UNUSED_PLUGINS = (
    *("assertion", "cacheprovider", "capture", "debugging", "doctest", "faulthandler"),
    *("junitxml", "legacypath", "logging", "monkeypatch", "pastebin", "recwarn", "reports"),
    *("setuponly", "setupplan", "skipping", "stepwise", "subtests", "terminal"),
    *("threadexception", "tmpdir", "unittest", "unraisableexception", "warnings"),
)
_INI = os.path.join(os.path.dirname(__file__), "pytest.ini")
_FIXTURES = frozenset({"student", "reference", "rng"})
_FIELDS = {"points", "task", "needs", "declared", "gpu", "seeds"}


class Check(NamedTuple):
    """One check as its author declared it, and the pytest item behind it."""

    id: str
    title: Text
    task: str
    points: float
    needs: tuple[str, ...]
    declared: bool
    gpu: bool
    seeds: int  # of a training check: on how many the solution's first try is proven
    visibility: str
    item: Any  # pytest's; None for the one that no file holds: "your file loads"


class _Plugin:
    """The fixtures of a check, and a report that keeps the exception instead of its traceback."""

    def __init__(self) -> None:
        self.proxies: tuple[Proxy, Proxy] | None = None
        self.seed: list[int] = []
        self.raised: BaseException | None = None
        self.trouble: list[str] = []

    @pytest.fixture
    def student(self) -> Proxy:
        return self._proxies()[0]

    @pytest.fixture
    def reference(self) -> Proxy:
        return self._proxies()[1]

    @pytest.fixture
    def rng(self) -> np.random.Generator:
        return np.random.default_rng(self.seed)

    def _proxies(self) -> tuple[Proxy, Proxy]:
        if self.proxies is None:
            raise RuntimeError("a check's fixtures exist only while it runs")
        return self.proxies

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: CallInfo[None]
    ) -> TestReport | None:
        if call.excinfo is not None and self.raised is None:
            self.raised = call.excinfo.value
        outcome: Any = "passed" if call.excinfo is None else "failed"
        when: Any = call.when
        return TestReport(item.nodeid, item.location, {}, outcome, None, when)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.trouble.append(str(report.longrepr))


class Checks:
    """The checks of one folder and track, collected once; `run` runs one of them on two subjects.

    A track of its own has them in `checks_TRACK.py`, whose `SHARED = {id: points}` names those of
    `checks.py` that count there too, before its own.
    """

    def __init__(self, folder: str, track: Track, visibility: str) -> None:
        self._plugin = _Plugin()
        path = own_file(folder, "checks.py", track)
        shared = _shared(path)
        paths = [os.path.join(folder, "checks.py"), path] if shared else [path]
        try:
            self._config = _configure(paths, self._plugin)
            session: Session = Session.from_config(self._config)
            self._config.hook.pytest_sessionstart(session=session)
            items = session.perform_collect()
        except (pytest.UsageError, Session.Failed, Session.Interrupted) as error:
            raise _unusable(path, str(error)) from None
        finally:
            # Every file is called checks.py: pytest would take the first one, whole or broken,
            # for all that follow.
            for each in paths:
                sys.modules.pop(os.path.splitext(os.path.basename(each))[0], None)
        if self._plugin.trouble:
            raise _unusable(path, self._plugin.trouble[0])
        if shared:
            items = _chosen(items, shared, path)
        self.checks = [_check(item, path, visibility, shared) for item in items]
        # A lone item has no neighbour: naming itself would keep its fixtures for the next run.
        following = [*items[1:], items[0]] if len(items) > 1 else [None] * len(items)
        self._next = dict(zip(items, following, strict=True))

    def run(
        self, check: Check, student: Subject, reference: Subject, seed: int
    ) -> Exception | None:
        """Run one check; what it raised, or None when it passed.

        `seed` and the check's id give the numbers that `rng` draws. A check whose only fixtures
        are the three of ours is called as it is: pytest's protocol around it would take longer
        than most checks. Any other goes through that protocol.
        """
        proxies = (Proxy(student), Proxy(reference))
        names = check.item.fixturenames
        with np.errstate(all="ignore"):
            if not _FIXTURES.issuperset(names):
                return self._through_pytest(check, proxies, seeds(check.id, seed))
            rng = np.random.default_rng(seeds(check.id, seed)) if "rng" in names else None
            given = {"student": proxies[0], "reference": proxies[1], "rng": rng}
            try:
                check.item.obj(**{name: given[name] for name in names})
            except Exception as raised:  # noqa: BLE001  # whatever it is, it says how it ended
                return raised
        return None

    def _through_pytest(
        self, check: Check, proxies: tuple[Proxy, Proxy], seed: list[int]
    ) -> Exception | None:
        plugin = self._plugin
        plugin.proxies, plugin.seed, plugin.raised = proxies, seed, None
        # Naming a neighbour as the next item keeps the module set up; a function's own fixtures
        # end all the same.
        runtestprotocol(check.item, log=False, nextitem=self._next[check.item])
        plugin.proxies = None
        return _ordinary(plugin.raised)

    def close(self) -> None:
        """Let pytest end its session."""
        self._config._ensure_unconfigure()


def _shared(path: str) -> dict[str, float]:
    """The checks of `checks.py` that a track's own file counts in, with their points there."""
    try:
        with open(path, encoding="utf-8") as file:
            tree = ast.parse(file.read())
        for node in tree.body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "SHARED":
                return {str(name): float(n) for name, n in ast.literal_eval(node.value).items()}
    except (OSError, SyntaxError):
        pass  # pytest says it better
    except (ValueError, TypeError, AttributeError):
        raise _unusable(path, "SHARED = {id: points} expected, all of it literal") from None
    return {}


def _chosen(items: Sequence[Any], shared: Mapping[str, float], path: str) -> list[Any]:
    """The shared checks in the order of `shared`, then those of the track's own file."""
    own = [item for item in items if str(item.path) == path]
    others = {item.name.removeprefix("test_"): item for item in items if item not in own}
    unknown = [name for name in shared if name not in others]
    if unknown:
        raise _unusable(path, f"SHARED: checks.py has no check {', '.join(unknown)}")
    return [*(others[name] for name in shared), *own]


def _ordinary(raised: BaseException | None) -> Exception | None:
    """What a check may raise; Ctrl-C and the like go on up."""
    if raised is None or isinstance(raised, Exception):
        return raised
    raise raised


def seeds(check_id: str, seed: int) -> list[int]:
    """The seed of one check: the run's seed and the check's id."""
    return [seed, zlib.crc32(check_id.encode())]


def _configure(paths: Sequence[str], plugin: _Plugin) -> Config:
    for name in [name for name in os.environ if name.startswith("PYTEST_")]:
        del os.environ[name]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    folder = os.path.dirname(paths[0])
    arguments = [argument for name in _UNUSED_PLUGINS for argument in ("-p", f"no:{name}")]
    arguments += ["-c", _INI, "--rootdir", folder, "--confcutdir", folder, "--noconftest"]
    arguments += ["--strict-markers", "--import-mode=importlib", *paths]
    config = _prepareconfig(arguments, [plugin])
    config._do_configure()
    return config


def _check(item: pytest.Item, path: str, visibility: str, shared: Mapping[str, float]) -> Check:
    name = item.name.removeprefix("test_")
    mark = item.get_closest_marker("check")
    if mark is None or mark.args or not {"points", "task"} <= mark.kwargs.keys() <= _FIELDS:
        raise _unusable(path, f"{item.name}: @pytest.mark.check(points=..., task=...) expected")
    function: Any = item.function  # type: ignore[attr-defined]  # every check is a function
    french, separator, english = (function.__doc__ or "").partition("\n    --\n")
    if not separator:
        raise _unusable(path, f"{item.name}: its docstring needs French, a line --, English")
    fields = mark.kwargs
    return Check(
        id=name,
        title=Text(_one_line(french), _one_line(english)),
        task=fields["task"],
        points=float(fields["points"] if str(item.path) == path else shared[name]),
        needs=tuple(fields.get("needs", ())),
        declared=bool(fields.get("declared", False)),
        gpu=bool(fields.get("gpu", False)),
        seeds=int(fields.get("seeds", 0)),
        visibility=visibility,
        item=item,
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _unusable(path: str, why: str) -> CourseProblem:
    return CourseProblem(text("The checks in {file} can't be used: {why}", file=path, why=why))
