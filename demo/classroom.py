"""A class for `grade batch`: `python -m demo.classroom DIR [--size 200]`.

One folder per student with ex02's work: right ones and wrong ones from the course's fixtures,
hostile ones, empty files and empty folders, in turn. Every work differs from all others.
"""

from __future__ import annotations

import argparse
import os
from itertools import cycle

from demo import HERE, ROOT

FIXTURES = os.path.join(ROOT, "solutions", "ex02_activations", "submissions")
HOSTILE = (
    "import os\nos._exit(0)\n",
    "while True:\n    pass\n",
    "def sigmoid(x):\n    return bytearray(1 << 40)\n",
    "import os\nos.write(3, b'garbage' * 1000)\n",
    "print('x' * 1_000_000)\nimport ctypes\nctypes.string_at(0)\n",
)


def main() -> None:
    """Write the class."""
    parser = argparse.ArgumentParser(prog="python -m demo.classroom")
    parser.add_argument("folder")
    parser.add_argument("--size", type=int, default=200)
    options = parser.parse_args()
    for number, source in zip(range(options.size), cycle(_works()), strict=False):
        work = os.path.join(options.folder, f"student{number:03d}", "ex02_activations")
        os.makedirs(work)
        if source is not None:
            with open(os.path.join(work, "activations.py"), "w", encoding="utf-8") as file:
                file.write(f"{source}# {number}\n" if source else "")


def _works() -> list[str | None]:
    """Sources in turn; "" is an empty file, None no file at all."""
    fixtures = [os.path.join(FIXTURES, name) for name in sorted(os.listdir(FIXTURES))]
    sources: list[str | None] = [_read(path) for path in fixtures if path.endswith(".py")]
    return [*sources, *HOSTILE, _read(os.path.join(HERE, "hostile.py")), "", None]


def _read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()


if __name__ == "__main__":
    main()
