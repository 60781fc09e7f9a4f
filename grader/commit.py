"""Which commit a work file belongs to, and whether it has changed since.

The repository may be a stranger's. Git reads its configuration, in which much can name a program
to run; so one plumbing command is run that never needs any, with everything that could start one
switched off, and whatever goes wrong means only that the commit is not known.
"""

from __future__ import annotations

import os
import re
from hashlib import new as new_hash
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from subprocess import Popen

__all__ = ["CommitLookup", "CommitState", "committed_state"]

SHORT: Final = 10
TIMEOUT_S: Final = 2.0
_HASH: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_OPTIONS: Final = (
    "--no-pager",
    "--no-replace-objects",
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "core.sshCommand=false",
    "-c", "core.pager=cat",
    "-c", "credential.helper=",
    "-c", "protocol.allow=never",
)  # fmt: skip
_ENVIRONMENT: Final = {
    "GIT_ALLOW_PROTOCOL": "none",  # stronger than a repository's own protocol.NAME.allow
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


class CommitState(Struct, frozen=True):
    """The last commit (short hash), and whether the graded bytes differ from what it holds."""

    commit: str
    modified: bool


class CommitLookup:
    """Asks git in the background: start it early, collect it when the work is done."""

    def __init__(self, path: str) -> None:
        """Start git for the file at `path`; never raises."""
        self._process: Popen[bytes] | None = None
        folder, name = os.path.split(os.path.abspath(path))
        git = _find_git()
        # A name that git would read as more than a name is nobody's work file.
        if git is None or not re.fullmatch(r"[\w.-]+", name) or not os.path.isdir(folder):
            return
        import subprocess

        try:
            self._process = subprocess.Popen(
                [git, *_OPTIONS, "rev-parse", "HEAD", f"HEAD:./{name}"],
                cwd=folder,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except (OSError, ValueError):
            return

    def collect(self, content: bytes, timeout: float = TIMEOUT_S) -> CommitState | None:
        """Return the state of a file that holds `content`; None where git is absent or refuses."""
        if self._process is None:
            return None
        import subprocess

        process, self._process = self._process, None
        try:
            output, _ = process.communicate(timeout=timeout)
        except (subprocess.TimeoutExpired, OSError):
            process.kill()
            process.communicate()
            return None
        return _state(output, content)

    def cancel(self) -> None:
        """End git if its answer is not wanted any more."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def committed_state(path: str, content: bytes) -> CommitState | None:
    """Return commit and state of the file at `path` that holds `content`, waiting for git."""
    return CommitLookup(path).collect(content)


def _state(output: bytes, content: bytes) -> CommitState | None:
    lines = output.decode("ascii", "replace").split("\n")
    if not _HASH.fullmatch(lines[0]):
        return None  # no repository, no commit yet, or not one of ours to read
    blob = lines[1] if len(lines) > 1 else ""
    return CommitState(lines[0][:SHORT], modified=blob != _blob(content, len(lines[0])))


def _blob(content: bytes, digits: int) -> str:
    """Return git's own name for `content`: SHA-1, or SHA-256 in repositories that use it."""
    # The repository chose the hash; nothing here rests on its strength.
    digest = new_hash("sha1" if digits == 40 else "sha256", usedforsecurity=False)
    digest.update(b"blob %d\0" % len(content))
    digest.update(content)
    return digest.hexdigest()


def _find_git() -> str | None:
    """Return git's absolute path: a bare name could be looked up in the student's folder."""
    for folder in os.get_exec_path():
        git = os.path.join(folder, "git.exe" if os.name == "nt" else "git")
        if os.path.isabs(git) and os.access(git, os.X_OK) and not os.path.isdir(git):
            return git
    return None


def _environment() -> dict[str, str]:
    """Return a clean environment: the user's own configuration counts, no variable of git's."""
    kept = {name: os.environ[name] for name in ("HOME", "PATH", "SYSTEMROOT") if name in os.environ}
    return {**kept, **_ENVIRONMENT}
