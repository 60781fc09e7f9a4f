"""The gate for figures: all that the solution's checks draw is kept, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.checks.figures import collecting
from grader.texts import Text, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.authors.bench import Bench

__all__ = ["figures_are_kept"]


def figures_are_kept(bench: Bench) -> Iterator[Text]:
    """With the solution in the student's place, no figure is dropped, and each has its titles."""
    for checks, check in bench.running():
        with collecting() as sheet:
            bench.solve(checks, check, bench.course.seed)
        for why in sheet.dropped:
            yield text("{check}: a figure is dropped ({why}).", check=check.id, why=why)
        for kept in sheet.figures:
            title = kept.words["title"]
            if not title.fr.strip() or not title.en.strip():
                yield text("{check}: a figure has no title in one language.", check=check.id)
