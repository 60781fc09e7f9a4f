"""A student's report as one page: both languages, light and dark, for the screen and for paper.

It shows what `grader.report.view` says and adds what only a page can: arrays side by side, maps of
differences, figures, hints to unfold, attempts over time, and where one stands in the course.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from grader.pages.shell import BASE, embedded, render
from grader.report.history import history_chart
from grader.report.maps import difference_map
from grader.report.view import marks_of, view_of
from grader.results import Result, Results
from grader.texts import LANGUAGES, Text, decimal, printable, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grader.differences import Difference
    from grader.figures import Figure
    from grader.progress import Attempt
    from grader.results import CheckResult
    from grader.texts import Lang

__all__ = ["About", "Stand", "report"]

MOST_FIGURES: Final = 12  # of one result: what is more is only counted
NAMES: Final = {"fr": "Français", "en": "English"}


class Stand(Struct, frozen=True):
    """A line of the course's overview: an exercise of a TP, and the last mark out of 20."""

    tp: Text
    exercise: str
    title: Text
    mark: float | None
    here: bool = False  # it is what this report is about


class About(Struct, frozen=True):
    """What a page may add to results: hints by exercise and task, attempts, the course."""

    hints: Mapping[str, Mapping[str, Sequence[Text]]] = {}
    attempts: Mapping[str, Sequence[Attempt]] = {}
    stands: Sequence[Stand] = ()


def report(
    results: Mapping[Lang, Result | Results], lang: Lang, about: About | None = None
) -> bytes:
    """Return the page of `results`, the same ones in each language; `lang` is shown first.

    What hidden checks may show is decided before: give it results for students.
    """
    about = about or About()
    languages = [lang, *(one for one in LANGUAGES if one != lang and one in results)]
    main = results[lang]
    drawn = [_drawn(result.checks, lang) for result in _each(main)]
    return render(
        "grader.report",
        "report.html.j2",
        lang=lang,
        title=_title(main, lang),
        styles=[BASE, "report.css"],
        names=NAMES,
        editions=[_edition(results[one], one, drawn, about) for one in languages],
    )


def _each(results: Result | Results) -> list[Result]:
    return results.results if isinstance(results, Results) else [results]


def _title(results: Result | Results, lang: Lang) -> str:
    if isinstance(results, Result):
        return printable(f"{results.exercise} · {results.title}", 120)
    return text("Report").get(lang)


def _edition(
    results: Result | Results, lang: Lang, drawn: Sequence[Sequence[Any]], about: About
) -> dict[str, Any]:
    """Return the page's content in one language."""
    each = _each(results)
    sheets = [
        _sheet(result, lang, images, about) for result, images in zip(each, drawn, strict=True)
    ]
    several = None
    if isinstance(results, Results):
        rows, mean = marks_of(results, lang)
        several = {"rows": rows, "mean": mean}
    return {
        "lang": lang,
        "sheets": sheets,
        "several": several,
        "stands": _stands(about.stands, lang),
        "words": _words(lang),
    }


def _sheet(result: Result, lang: Lang, images: Sequence[Any], about: About) -> dict[str, Any]:
    """Return one exercise's part of the page."""
    view = view_of(result, lang)
    hints = about.hints.get(result.exercise, {})
    checks = [
        {
            "view": seen,
            "id": check.id,
            "difference": _difference(check.difference, lang),
            "figures": [
                {
                    "address": image,
                    "title": printable(figure.title, 200),
                    "says": _says(figure, lang),
                }
                for figure, image in zip(check.figures, found, strict=False)
            ],
            "hints": _hints(check, hints, lang),
        }
        for check, seen, found in zip(result.checks, view.checks, images, strict=True)
    ]
    attempts = about.attempts.get(f"{result.exercise}/{result.track}", ())
    return {
        "view": view,
        "id": f"{result.exercise}-{result.track}",
        "share": 0 if not result.max_score else round(100 * result.score / result.max_score),
        "mark": None if result.mark is None else _number(result.mark, lang),
        "meaning": _meaning(result).get(lang),
        "checks": checks,
        "counts": _counts(result, lang),
        "history": history_chart(attempts, lang),
    }


def _number(value: float, lang: Lang) -> str:
    return decimal(f"{value:.2f}").get(lang)


def _meaning(result: Result) -> Text:
    """What the mark means, in one sentence."""
    if result.mark is None:
        return text("The grader failed, not you: there is no mark yet.")
    if result.status == "not_attempted":
        return text("Nothing is done yet: that is where everybody begins.")
    if result.mark >= 20:
        return text("Everything that was checked is right.")
    if result.mark >= 16:
        return text("Nearly there: a detail or two are missing.")
    if result.mark >= 10:
        return text("More than half is right: go on with the first check that does not pass.")
    return text("A good part is still to do: one function after the other, in the file's order.")


def _counts(result: Result, lang: Lang) -> str:
    passed = sum(check.status == "passed" for check in result.checks)
    said = text("{passed} of {count} checks pass", passed=passed, count=len(result.checks))
    return said.get(lang)


def _hints(check: CheckResult, hints: Mapping[str, Sequence[Text]], lang: Lang) -> list[str]:
    """Return the hints of the task of a check that does not pass, from a nudge to nearly all."""
    if check.status in ("passed", "blocked", "unavailable", "grader_error"):
        return []
    return [one.get(lang) for one in hints.get(check.task, ())]


# --- figures and differences ----------------------------------------------------------------------


def _drawn(checks: Sequence[CheckResult], lang: Lang) -> list[list[Any]]:
    """Return the drawings of each check; their titles stand beside them, in either language."""
    left = MOST_FIGURES
    found: list[list[Any]] = []
    for check in checks:
        taken = check.figures[: max(left, 0)]
        left -= len(taken)
        found.append([embedded(_draw(figure, lang)) for figure in taken])
    return found


def _draw(figure: Figure, lang: Lang) -> bytes:
    from grader.report.figures import draw  # matplotlib: only where there is something to draw

    return draw(replace(figure, title=""), lang)


def _says(figure: Figure, lang: Lang) -> str:
    from grader.report.describe import describe

    return printable(describe(figure).get(lang), 4000)


def _difference(found: Difference | None, lang: Lang) -> dict[str, Any] | None:
    """Return two tables, or a map and the worst places."""
    if found is None:
        return None
    several = text("{count} of {size} values differ.", count=found.count, size=found.size)
    return {
        "says": several.get(lang),
        "tables": _tables(found, lang) if found.expected else None,
        "map": embedded(difference_map(found.map)) if found.map else None,
        "worst": [
            (
                f"[{', '.join(map(str, place.index))}]",
                printable(place.expected),
                printable(place.actual),
            )
            for place in found.worst
        ],
    }


def _tables(found: Difference, lang: Lang) -> list[dict[str, Any]]:
    named = len(found.shape) > 1
    sides = [
        ("expected", text("Expected"), found.expected),
        ("actual", text("Got"), found.actual),
    ]
    return [
        {
            "kind": kind,
            "label": label.get(lang),
            "rows": [
                (
                    f"[{name}]" if named else "",
                    [
                        (printable(value), bad and kind == "actual")
                        for value, bad in zip(row, wrong, strict=True)
                    ],
                )
                for name, row, wrong in zip(found.rows, rows, found.wrong, strict=True)
            ],
        }
        for kind, label, rows in sides
    ]


# --- the course -----------------------------------------------------------------------------------


def _stands(stands: Sequence[Stand], lang: Lang) -> list[dict[str, Any]]:
    """Return the overview by TP: each exercise with its last mark, and a TP's mean."""
    groups: dict[str, list[Stand]] = {}
    for stand in stands:
        groups.setdefault(printable(stand.tp.get(lang), 120), []).append(stand)
    return [
        {
            "tp": name,
            "rows": [
                {
                    "exercise": stand.exercise,
                    "title": printable(stand.title.get(lang), 120),
                    "mark": None if stand.mark is None else _number(stand.mark, lang),
                    "share": None if stand.mark is None else round(5 * stand.mark),
                    "here": stand.here,
                }
                for stand in each
            ],
        }
        for name, each in groups.items()
    ]


def _words(lang: Lang) -> dict[str, str]:
    said = {
        "checks": text("The checks"),
        "next": text("What to do next"),
        "language": text("Language"),
        "difference": text("Where it differs"),
        "map": text(
            "Map of the differences: the darker a place, the larger the difference. The table beside "
            "it has the worst places."
        ),
        "place": text("Place"),
        "expected": text("Expected"),
        "got": text("Got"),
        "differs": text("differs"),
        "hint": text("Hint"),
        "figure": text("Figure"),
        "points": text("points"),
        "history": text("Your attempts"),
        "course": text("Where you stand in the course"),
        "exercise": text("Exercise"),
        "mark": text("Mark"),
        "none": text("not graded yet"),
        "summary": text("All exercises"),
        "out_of": text("out of 20"),
        "first": text("start here"),
    }
    return {name: one.get(lang) for name, one in said.items()}
