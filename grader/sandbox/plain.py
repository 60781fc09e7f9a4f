"""The worker program of level `none`: a plain process, for a student's own code on their machine.

Started as `python -P -s plain.py PACKAGE...`; requests come on standard input, replies leave on what
was standard output, and prints go to standard error's pipe. It has time and memory limits where
the system offers them, and no isolation.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

if __name__ == "__main__":
    _HOME = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    sys.path.insert(0, _HOME)

from grader.sandbox import wire, worker


def _limit(limits: Mapping[str, Any]) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    wanted = {resource.RLIMIT_CPU: limits["cpu_s"], resource.RLIMIT_CORE: 0}
    if sys.platform == "linux":
        with open("/proc/self/statm") as file:
            size = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        wanted[resource.RLIMIT_AS] = size + limits["memory_bytes"]
    for which, value in wanted.items():
        resource.setrlimit(which, (value, value))


def main() -> None:
    """Load the packages, then serve."""
    for name in sys.argv[1:]:
        __import__(name)
    sys.path.remove(_HOME)
    worker.prepare_interpreter()
    requests, replies = os.dup(0), os.dup(1)
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    worker.redirect_prints(2)
    worker.Worker(worker.Channel(requests, replies, wire.Caps()), _limit).serve()


if __name__ == "__main__":
    main()
