"""Print the table: `python -m benchmarks [--runs N] [--submissions N]`."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time

from benchmarks import compute, dashboard, memory, quizzes, reports, speed, tensors
from benchmarks.bench import table


def main() -> int:
    """Measure all, print the table and the machine; 1 when a limit is not met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--runs", type=int, default=15, help="pairs per comparison")
    parser.add_argument("--submissions", type=int, default=1000, help="for memory and leaks")
    options = parser.parse_args()
    for name in ("GRADE_LANG", "PYTHONDONTWRITEBYTECODE"):  # both sides as a user has them
        os.environ.pop(name, None)
    on = speed.setting()
    rows = [
        speed.cold(on, options.runs),
        *speed.one_more(on, options.runs),
        speed.isolation(on, options.runs),
        speed.watch(on, options.runs),
        *compute.rows(on, options.runs),
        *tensors.rows(options.runs),
        *quizzes.rows(options.runs),
        *reports.rows(options.runs),
        *dashboard.rows(options.runs),
        memory.worker_uss(on, 40),
        *memory.endurance(on, options.submissions),
    ]
    print(table(rows))
    print(f"\n{machine()}")
    return 0 if all(row.met for row in rows) else 1


def machine() -> str:
    """The machine in words."""
    import numpy as np
    import pytest

    return (
        f"{time.strftime('%Y-%m-%d')}: {os.cpu_count()} cores, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}, NumPy {np.__version__}, "
        f"pytest {pytest.__version__}; medians of paired runs."
    )


if __name__ == "__main__":
    sys.exit(main())
