"""The probe and `grade doctor`: what a level promises is tried for real."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from grader.cli.doctor import PYTEST, PYTHON
from grader.cli.group import cli
from grader.sandbox import launch, probe
from grader.sandbox.probe import CANARIES, Probed, best_level

PROJECT = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())["project"]


def test_none_promises_memory_only() -> None:
    """A plain process reads files and opens sockets, and is held by its memory limit."""
    found = probe.probe("none")
    assert found.works
    assert found.stopped["memory"]
    assert not found.stopped["read"]


@pytest.mark.parametrize("level", ["namespaces", "landlock"])
def test_isolation_stops_every_canary(level: str) -> None:
    """Where a level works here, none of the canaries gets through."""
    found = probe.probe(level)
    if found.refused:
        pytest.skip(found.refused)
    assert found.stopped == dict.fromkeys(CANARIES, True)


def test_refusal_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system answers is kept, and the next level is used."""

    def refuse(*_: Any) -> Any:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(launch, "ZygoteSandbox", refuse)
    found = probe.probe_all()
    assert [each.works for each in found] == [False, False, True]
    assert "Operation not permitted" in found[0].refused
    assert best_level(found) == "none"
    result = CliRunner().invoke(cli, ["doctor", "--lang", "en"])
    assert result.exit_code == 1
    assert "Operation not permitted" in result.stdout
    assert "Used here: none" in result.stdout


def test_missing_package_is_told() -> None:
    """A package that is not installed is a reason, not a traceback."""
    assert "no_such_package" in probe.probe("landlock", ["no_such_package"]).refused


def test_a_leak_disqualifies() -> None:
    """A level that lets one canary through does not count as isolation."""
    leaky = Probed("namespaces", "", {**dict.fromkeys(CANARIES, True), "network": False})
    assert not leaky.works
    assert best_level([leaky]) is None


@pytest.mark.parametrize("language", ["fr", "en"])
def test_doctor_in_plain_words(language: str) -> None:
    """`grade doctor` names levels, versions and hardware."""
    result = CliRunner().invoke(cli, ["doctor", "--lang", language])
    assert result.exit_code in (0, 1)
    for word in ("namespaces", "landlock", "none", "Python", "NumPy", "pytest", "PyTorch", "git"):
        assert word in result.stdout


def test_versions_agree_with_the_project() -> None:
    """The versions that the doctor wants are those of pyproject.toml."""
    assert PROJECT["requires-python"] == f">={PYTHON[0]}.{PYTHON[1]}"
    assert f"pytest~={PYTEST[0]}.{PYTEST[1]}.0" in PROJECT["dependencies"]
