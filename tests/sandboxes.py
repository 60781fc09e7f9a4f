"""Sandboxes for tests: one at a level, or a skip that says why there is none here."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from grader.sandbox.launch import Sandbox, SandboxFault, open_sandbox
from grader.sandbox.process import Limits, Process

if TYPE_CHECKING:
    from collections.abc import Callable

LEVELS = ("namespaces", "landlock", "none")


def sandbox_or_skip(level: str) -> Sandbox:
    """A sandbox that has shown that it works."""
    sandbox = open_sandbox(level, ["numpy"])
    try:
        sandbox.spawn(Limits()).close()
    except SandboxFault as fault:
        sandbox.close()
        pytest.skip(f"level {level} does not work on this machine: {fault}")
    return sandbox


def loaded(sandbox: Sandbox, source: str, limits: Limits | None = None) -> Process:
    """A worker that has imported `source` as work.py."""
    process = sandbox.spawn(limits or Limits())
    reply = process.request(("load", {"work.py": source.encode()}, "work.py", None), 5.0)
    assert reply[0] == "ok", reply
    return process


def call(process: Process, name: str, *args: Any, seconds: float = 5.0) -> Any:
    """The reply to a call of a function of the work."""
    return process.request(("call", None, name, list(args), {}), seconds)


def descendants(pid: int) -> list[int]:
    """All living processes below `pid`."""
    children: list[int] = []
    try:
        for listing in Path(f"/proc/{pid}/task").glob("*/children"):
            children += map(int, listing.read_text().split())
    except OSError:
        pass  # it has ended meanwhile
    below = [one for child in children for one in descendants(child)]
    return [child for child in children if lives(child)] + below


def lives(pid: int) -> bool:
    """Whether a process is there and is no zombie: the zygote reaps when it forks again."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether the condition came to hold in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True
