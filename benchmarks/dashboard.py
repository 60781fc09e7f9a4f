"""What the dashboard of a class costs: linear in students, and pages that a browser bears."""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile

from benchmarks.bench import Row, seconds
from demo.dashboard_class import main as simulate
from grader.dashboard.gather import Settings, gather
from grader.dashboard.read import results_in
from grader.dashboard.roster import read_roster
from grader.dashboard.site import write_site

SIZES = (125, 250, 500)
MARGIN = 1.3  # on top of linear
MOST_MB = 1.5


def rows(runs: int) -> list[Row]:
    """All of this module's: time at 500 against 125 and 250 students, and the largest page."""
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            simulate(os.path.join(folder, str(size)), size)
        build(os.path.join(folder, str(SIZES[0])))  # what is imported once is no part of it
        times = {size: [] for size in SIZES}
        for _ in range(max(3, runs // 5)):
            for size in SIZES:
                times[size].append(
                    seconds(lambda size=size: build(os.path.join(folder, str(size))))
                )
        medians = {size: statistics.median(several) for size, several in times.items()}
        largest = biggest(os.path.join(folder, str(SIZES[-1]), "pages"))
    return [*(growth(size, medians) for size in SIZES[:-1]), page(largest)]


def build(folder: str) -> None:
    """What `grade dashboard` does, into an empty folder."""
    out = os.path.join(folder, "pages")
    shutil.rmtree(out, ignore_errors=True)
    roster = read_roster(os.path.join(folder, "roster.csv"))
    found = results_in(os.path.join(folder, "results"), staff=True)
    view, _ = gather(found, Settings(lang="fr", roster=roster))
    write_site(view, "fr", out)


def growth(size: int, medians: dict[int, float]) -> Row:
    """How much longer the largest class takes than one of `size`."""
    most = SIZES[-1]
    return Row(
        f"dashboard of {most} students x 17 exercises / of {size}",
        f"{medians[most]:.2f} s",
        f"{medians[size]:.2f} s",
        medians[most] / medians[size],
        MARGIN * most / size,
    )


def biggest(folder: str) -> float:
    """The size of the largest page, in MB."""
    sizes = [
        os.path.getsize(os.path.join(parent, name))
        for parent, _, names in os.walk(folder)
        for name in names
    ]
    return max(sizes) / 1e6


def page(largest: float) -> Row:
    """The largest page against what it may be."""
    what = f"largest page of the dashboard of {SIZES[-1]} students, in MB"
    return Row(what, f"{largest:.2f} MB", "–", largest, MOST_MB)


if __name__ == "__main__":
    from benchmarks.bench import table

    print(table(rows(15)))
