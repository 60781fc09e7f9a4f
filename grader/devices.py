"""Which device an exercise is graded on: the processor everywhere, a GPU where one is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from grader.problems import UsageProblem
from grader.sandbox.devices import gpu_nodes
from grader.texts import text

if TYPE_CHECKING:
    from grader.course import Track

__all__ = ["DEVICES", "device_for"]

DEVICES: Final = ("cpu", "cuda")


def device_for(track: Track, wanted: str | None) -> str:
    """Return the device of a track: the `wanted` one, or the GPU where the track has a GPU part.

    A track without tensors is always graded on the processor. A GPU that is wanted and not there
    is a `UsageProblem`; one that is not wanted is not missed: its checks are unavailable.
    """
    if wanted == "cuda" and not gpu_nodes():
        raise UsageProblem(
            text(
                "This machine shows no GPU (grade doctor says more): leave --device out, and the "
                "checks that need one will be unavailable."
            )
        )
    if not track.tensors:
        return "cpu"
    if wanted is not None:
        return wanted
    return "cuda" if track.gpu and gpu_nodes() else "cpu"
