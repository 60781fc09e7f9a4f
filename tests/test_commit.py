"""The commit of a work file, asked of git without trusting the repository."""

import os
import shutil
import subprocess
import time

import pytest

from grader import commit
from grader.commit import CommitLookup, CommitState, committed_state

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


def git(folder, *words):
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    done = subprocess.run(
        ["git", *identity, *words], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture
def work(tmp_path):
    """A repository with one committed file."""
    git(tmp_path, "init", "--quiet")
    path = tmp_path / "ex01_first" / "work.py"
    path.parent.mkdir()
    path.write_bytes(b"x = 1\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "one")
    return path


def test_unchanged_and_changed(work):
    """The last commit, and whether the bytes that were graded are the ones in it."""
    head = git(work.parent, "rev-parse", "HEAD")
    assert committed_state(str(work), b"x = 1\n") == CommitState(head[:10], modified=False)
    assert committed_state(str(work), b"x = 2\n") == CommitState(head[:10], modified=True)


def test_file_that_is_not_committed(work):
    """A file that the commit lacks differs from it."""
    new = work.parent / "new.py"
    new.write_bytes(b"")
    state = committed_state(str(new), b"")
    assert state is not None
    assert state.modified


def test_sha256_repository(tmp_path):
    """Repositories with the longer hash are understood too."""
    git(tmp_path, "init", "--quiet", "--object-format=sha256")
    (tmp_path / "work.py").write_bytes(b"x\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "one")
    state = committed_state(str(tmp_path / "work.py"), b"x\n")
    assert state is not None
    assert not state.modified


def test_nothing_to_know(tmp_path, work, monkeypatch):
    """No repository, no commit, no folder, a strange name, no git: not known, and no error."""
    outside = tmp_path.parent / "outside"
    outside.mkdir(exist_ok=True)
    assert committed_state(str(outside / "work.py"), b"") is None
    assert committed_state(str(tmp_path / "none" / "work.py"), b"") is None
    assert committed_state(str(work.parent / "a b:c.py"), b"") is None
    shutil.rmtree(tmp_path / ".git")
    git(tmp_path, "init", "--quiet")
    assert committed_state(str(work), b"") is None
    monkeypatch.setenv("PATH", str(tmp_path))
    assert committed_state(str(work), b"") is None


def test_environment_of_git_is_clean(work, monkeypatch, tmp_path):
    """A variable that points git elsewhere does not."""
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    assert committed_state(str(work), b"x = 1\n") is not None


@pytest.mark.attack
def test_hostile_configuration_runs_nothing(work, tmp_path):
    """No program named in a hostile .git/config is run, a missing object's fetch included."""
    trap, program = tmp_path / "sprung", tmp_path / "trap"
    program.write_text(f"#!/bin/sh\necho \"$0 $@\" >> '{trap}'\n")
    program.chmod(0o755)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for hook in ("post-checkout", "post-index-change", "pre-auto-gc", "reference-transaction"):
        shutil.copy(program, hooks / hook)
    blob = git(work.parent, "rev-parse", "HEAD:./work.py")
    tree = git(work.parent, "rev-parse", "HEAD:./")
    config = f"""
[core]
    repositoryformatversion = 1
    fsmonitor = {program}
    hooksPath = {hooks}
    pager = {program}
    editor = {program}
    sshCommand = {program}
    askPass = {program}
    gitProxy = {program}
    alternateRefsCommand = {program}
[extensions]
    partialClone = evil
[remote "evil"]
    url = ext::{program}
    promisor = true
    uploadpack = {program}
    vcs = {program}
    proxy = {program}
[protocol]
    allow = always
[protocol "ext"]
    allow = always
[protocol "file"]
    allow = always
[alias]
    rev-parse = !{program}
[credential]
    helper = {program}
[filter "x"]
    clean = {program}
    smudge = {program}
    process = {program}
[diff "x"]
    command = {program}
    textconv = {program}
[pager]
    rev-parse = {program}
[trace2]
    normalTarget = {trap}
[gc]
    auto = 1
"""
    (tmp_path / ".git" / "config").write_text(config)
    (tmp_path / ".gitattributes").write_text("* filter=x diff=x\n")
    committed_state(str(work), b"x = 1\n")
    for missing in (blob, tree):
        (tmp_path / ".git" / "objects" / missing[:2] / missing[2:]).unlink()
        committed_state(str(work), b"x = 1\n")
    assert not trap.exists()


@pytest.mark.attack
def test_git_that_hangs_is_ended(work, tmp_path):
    """A pipe in place of a reference costs the time limit and leaves no process."""
    head = tmp_path / ".git" / "HEAD"
    head.unlink()
    os.mkfifo(head)
    begun = time.monotonic()
    lookup = CommitLookup(str(work))
    process = lookup._process
    assert lookup.collect(b"", timeout=0.3) is None
    assert time.monotonic() - begun < 5
    assert process is not None
    assert process.poll() is not None


def test_cancelled(work):
    """A lookup that nobody collects any more leaves no process."""
    lookup = CommitLookup(str(work))
    process = lookup._process
    lookup.cancel()
    lookup.cancel()
    assert process is not None
    assert process.poll() is not None
    assert lookup.collect(b"") is None


def test_relative_path_entries_are_not_searched(tmp_path, monkeypatch):
    """A program called git in the student's folder is not taken for git."""
    (tmp_path / "git").write_text("#!/bin/sh\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", os.pathsep.join(["", ".", "relative"]))
    assert commit._find_git() is None
