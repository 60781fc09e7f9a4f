"""The baseline of a PyTorch submission: one Python that loads everything and runs the checks itself.

No isolation, no protocol: the solution runs in this process, as a student's file would. Run as
`python -m benchmarks.fresh_torch`; it fails when a check does.
"""

from __future__ import annotations

import sys

from benchmarks.speed import setting
from grader.checks.collect import Checks
from grader.references import LiveReferences


def main() -> int:
    """Run the public and the hidden checks of ex02 on its solution; 1 when one fails."""
    on = setting("torch")
    live = LiveReferences(on.exercise, on.track)
    for folder, visibility in (
        (on.exercise.folder, "public"),
        (on.exercise.solution_folder or "", "hidden"),
    ):
        checks = Checks(folder, on.track, visibility)
        for check in checks.checks:
            if checks.run(check, live.solution(check.id), live.reference(check.id), 42):
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
