"""Where a student stands is a convenience: nothing about it may fail a grading."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from grader.progress import hints_read, note_hint, standings

if TYPE_CHECKING:
    from pathlib import Path


def test_hints_are_kept_by_task(tmp_path: Path) -> None:
    """How many hints were read is kept for each exercise and task."""
    assert hints_read(str(tmp_path), "ex01") == {}
    assert note_hint(str(tmp_path), "ex01", "mean", 1)
    assert note_hint(str(tmp_path), "ex01", "spread", 2)
    assert hints_read(str(tmp_path), "ex01") == {"mean": 1, "spread": 2}
    assert hints_read(str(tmp_path), "ex02") == {}


@pytest.mark.parametrize("content", [b"", b"{", b'{"standings": 3}', b"\xff\xfe", b"[]"])
def test_broken_file_counts_as_empty(tmp_path: Path, content: bytes) -> None:
    """A file that was damaged is as good as none."""
    (tmp_path / ".grade").mkdir()
    (tmp_path / ".grade/progress.json").write_bytes(content)
    assert standings(str(tmp_path)) == {}


def test_unwritable_is_not_kept(tmp_path: Path) -> None:
    """Where the folder cannot be made, nothing is kept and nothing is raised."""
    (tmp_path / ".grade").write_text("in the way")
    assert not note_hint(str(tmp_path), "ex01", "mean", 1)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """A .grade that leads elsewhere is not written through."""
    outside = tmp_path / "outside"
    outside.mkdir()
    course = tmp_path / "course"
    course.mkdir()
    (course / ".grade").symlink_to(outside)
    assert not note_hint(str(course), "ex01", "mean", 1)
    assert os.listdir(outside) == []
