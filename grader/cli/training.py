"""The line on the terminal that says how far a training is, while it is on."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final

from grader.texts import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress, TaskID

    from grader.checks.progress import Epoch
    from grader.texts import Lang

__all__ = ["shown_training"]

PATIENCE_S: Final = 1.0  # a line that is gone at once only flickers


@contextmanager
def shown_training(language: Lang) -> Iterator[None]:
    """Show the epochs of trainings on a terminal's standard error; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield
        return
    from grader.checks.progress import following

    with ExitStack() as stack, following(_Line(stack, language)):
        yield


class _Line:
    """A bar that appears once the grading has lasted a while."""

    def __init__(self, stack: ExitStack, language: Lang) -> None:
        self._stack, self._language = stack, language
        self._started = time.monotonic()
        self._bar: tuple[Progress, TaskID] | None = None

    def __call__(self, epoch: Epoch) -> None:
        if self._bar is None and time.monotonic() - self._started < PATIENCE_S:
            return
        progress, task = self._bar = self._bar or self._begun()
        said = text("Epoch {number}, loss {loss:.4g}", number=epoch.number, loss=epoch.loss)
        progress.update(
            task,
            completed=min(epoch.number, epoch.total or epoch.number),
            total=epoch.total,
            description=said.get(self._language),
        )

    def _begun(self) -> tuple[Progress, TaskID]:
        from rich.console import Console
        from rich.progress import Progress

        progress = Progress(console=Console(stderr=True), transient=True)
        self._stack.enter_context(progress)
        return progress, progress.add_task("", total=None)
