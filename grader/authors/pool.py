"""Pieces of work on several processes, in the order in which they are given."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

__all__ = ["Piece", "done"]


class Piece(NamedTuple):
    """A call of a module's function with plain arguments, and what it is for."""

    purpose: Any
    function: Callable[..., Any]
    args: tuple[Any, ...]


def done(
    pieces: Sequence[Piece], jobs: int, end: Callable[[], None]
) -> Iterator[tuple[Piece, Any]]:
    """Yield each piece with its result as it is done.

    `end` clears up what the pieces left in this process.
    """
    if jobs <= 1 or len(pieces) < 2:
        try:
            yield from ((piece, piece.function(*piece.args)) for piece in pieces)
        finally:
            end()
        return
    yield from _in_parallel(pieces, jobs)
    # The pool's semaphores hang in cycles; the program ends without taking itself apart, and
    # multiprocessing would complain of them.
    gc.collect()


def _in_parallel(pieces: Sequence[Piece], jobs: int) -> Iterator[tuple[Piece, Any]]:
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from multiprocessing import get_context

    # Read where NumPy is loaded: what is spawned from here computes with one thread each.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with ProcessPoolExecutor(jobs, get_context("spawn"), _prepare) as pool:
        waiting = {pool.submit(piece.function, *piece.args): piece for piece in pieces}
        try:
            for future in as_completed(waiting):
                yield waiting[future], future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _prepare() -> None:
    """Begin a process of the pool. Its sandbox ends with it: the zygote sees its socket close."""
    from grader.engine import settle

    settle()
