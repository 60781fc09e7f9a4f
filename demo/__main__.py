"""Grade a right, a wrong and a hostile submission of ex02, and show what their authors see.

The report of the wrong one is also written as a page: report.html in the current folder.

The students' folders are made in a temporary folder from fixtures of the course; the command that
runs is the one that an instructor runs. `--picture FILE` writes the feedback on the wrong one as
the picture of the README.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile

from demo import HERE, ROOT
from demo.classroom import FIXTURES

REPORT = "report.html"
CLASS = (
    ("alice", os.path.join(FIXTURES, "right_masks.py"), "a right submission, in her own style"),
    ("bob", os.path.join(FIXTURES, "wrong_course_slips.py"), "three classic mistakes"),
    ("mallory", os.path.join(HERE, "hostile.py"), "wants points without work"),
)


def main() -> int:
    """Grade all three officially, as each student would see it."""
    parser = argparse.ArgumentParser(prog="python -m demo")
    parser.add_argument("--picture", metavar="FILE")
    parser.add_argument("--lang", choices=("fr", "en"), default=None)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for student, source, _ in CLASS:
            _hand_in(os.path.join(folder, student), source)
        if options.picture:
            return _picture(os.path.join(folder, "bob"), options.picture, options.lang or "en")
        for student, _, about in CLASS:
            print(f"\n━━━ {student}: {about} ━━━\n", flush=True)
            page = REPORT if student == "bob" else None
            _grade(os.path.join(folder, student), options.lang, page)
    print(f"\nThe report of the second as a page, in French and English: {os.path.abspath(REPORT)}")
    return 0


def _hand_in(folder: str, source: str) -> None:
    work = os.path.join(folder, "ex02_activations")
    os.makedirs(work)
    with open(source, encoding="utf-8") as file, open(f"{work}/activations.py", "w") as handed_in:
        handed_in.write(file.read())


def _grade(folder: str, language: str | None, page: str | None) -> None:
    command = [sys.executable, "-m", "grader", "ex02", "--submission", folder]
    command += ["--course", ROOT, "--official", "--as", "student"]
    command += ["--lang", language] if language else []
    command += ["--html", os.path.abspath(page)] if page else []
    subprocess.run(command, cwd=ROOT, env={**os.environ, "GRADE_KEY": "demo " * 8}, check=False)


def _picture(folder: str, path: str, language: str) -> int:
    """The wrong submission's feedback, in practice, as the program itself shows it, in SVG."""
    from rich.console import Console

    from grader.course import load_course
    from grader.grade import Grader
    from grader.report.rich_report import print_report
    from grader.sandbox.launch import BestSandbox
    from grader.submission import read_submission

    course = load_course(ROOT)
    exercise = course.exercise("ex02")
    track = exercise.default_track
    sandbox = BestSandbox(track.packages)
    grader = Grader(course, exercise, track, sandbox, language=language)  # type: ignore[arg-type]
    path = os.path.abspath(path)
    os.chdir(folder)  # the picture shows the path that a student would see
    result = grader.grade(read_submission(".", exercise, track))
    grader.close()
    sandbox.close()
    with open(os.devnull, "w") as nowhere:
        console = Console(record=True, width=104, file=nowhere, force_terminal=True)
        print_report(console, result, language)
        console.save_svg(path, title="grade ex02")
    return 0


if __name__ == "__main__":
    sys.exit(main())
