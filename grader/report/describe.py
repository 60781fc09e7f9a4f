"""A figure in words, computed from its data: what somebody reads who does not see the drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from grader.figures import Boundary, Curve, Images, Matrix, Scatter
from grader.texts import Text, joined, plural, printable, text, verbatim

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from grader.figures import Figure, Series

__all__ = ["describe", "finite"]

MOST_CLASSES: Final = 12  # named one by one
MOST_CELLS: Final = 36  # of a matrix that is read out


def describe(figure: Figure) -> Text:
    """What the figure shows, in a few sentences of both languages."""
    if isinstance(figure, Curve):
        parts = [_line(each, figure) for each in figure.series]
    elif isinstance(figure, Boundary):
        parts = _regions(figure)
    elif isinstance(figure, Scatter):
        parts = _cloud(figure)
    elif isinstance(figure, Images):
        parts = _stack(figure)
    else:
        parts = _table(figure)
    if figure.sampled:
        parts.append(text("Only a part of the values is kept."))
    return joined(*parts)


def finite(values: Iterable[float | None]) -> list[float]:
    """The values that are numbers."""
    return [value for value in values if value is not None]


def _shown(value: float) -> str:
    return f"{value:.3g}"


# --- lines ----------------------------------------------------------------------------------------


def _line(series: Series, curve: Curve) -> Text:
    known = finite(series.values)
    name = printable(series.name, 100)
    if not known:
        return text("{name}: no value is a finite number.", name=name)
    unit = text(" ({unit})", unit=printable(curve.x, 100)) if curve.x else verbatim("")
    word = plural(series.length, text("value"), text("values"))
    sentence = text(
        "{name} {goes} over {count} {word}{unit}; the least is {least}, the largest {most}.",
        name=name,
        goes=_course_of(known[0], known[-1]),
        count=series.length,
        word=word,
        unit=unit,
        least=_shown(min(known)),
        most=_shown(max(known)),
    )
    lost = len(series.values) - len(known)
    if not lost:
        return sentence
    gaps = plural(
        lost,
        text("One value is no finite number."),
        text("{count} values are no finite numbers.", count=lost),
    )
    return joined(sentence, gaps)


def _course_of(start: float, end: float) -> Text:
    first, last = _shown(start), _shown(end)
    if first == last:
        return text("begins and ends at {value}", value=first)
    if end < start:
        return text("falls from {first} to {last}", first=first, last=last)
    return text("rises from {first} to {last}", first=first, last=last)


# --- regions --------------------------------------------------------------------------------------


def _regions(figure: Boundary) -> list[Text]:
    cells = [each for row in figure.classes for each in row if each is not None]
    shares = [
        f"{each} ({100 * cells.count(each) / len(cells):.0f} %)"
        for each in sorted(set(cells))[:MOST_CLASSES]
    ]
    parts = [
        text(
            "The plane for x {across} and y {up}, by the class that each point gets: {shares}.",
            across=_range(figure.x),
            up=_range(figure.y),
            shares=", ".join(shares) or "-",
        )
    ]
    if figure.labels:
        right = sum(
            label == _class_at(figure, *point)
            for point, label in zip(figure.points, figure.labels, strict=True)
        )
        parts.append(
            text(
                "{right} of {count} points lie where the class is their own.",
                right=right,
                count=len(figure.points),
            )
        )
    elif figure.points:
        parts.append(text("{count} points are shown.", count=len(figure.points)))
    return parts


def _cloud(figure: Scatter) -> list[Text]:
    names = [printable(name, 100) or letter for name, letter in ((figure.x, "x"), (figure.y, "y"))]
    parts = [
        text(
            "{count} points, {x} {across}, {y} {up}.",
            count=len(figure.points),
            x=names[0],
            across=_range([point[0] for point in figure.points]),
            y=names[1],
            up=_range([point[1] for point in figure.points]),
        )
    ]
    if figure.labels:
        each = sorted(set(figure.labels))[:MOST_CLASSES]
        counts = ", ".join(f"{label} ({figure.labels.count(label)})" for label in each)
        parts.append(text("Their classes, with how many are of each: {counts}.", counts=counts))
    pairs = zip(figure.points, figure.targets, strict=False)
    lengths = [_distance(point, target) for point, target in pairs]
    known = finite(lengths)
    if known:
        parts.append(
            text(
                "Arrows show how far each is from its target: {mean} on average, {most} at most.",
                mean=_shown(sum(known) / len(known)),
                most=_shown(max(known)),
            )
        )
    return parts


def _distance(point: Sequence[float | None], target: Sequence[float | None]) -> float | None:
    steps = [a - b for a, b in zip(point, target, strict=True) if a is not None and b is not None]
    return sum(step * step for step in steps) ** 0.5 if len(steps) == len(point) else None


def _range(values: Sequence[float | None]) -> Text:
    known = finite(values)
    if not known:
        return text("unknown")
    return text("from {least} to {most}", least=_shown(min(known)), most=_shown(max(known)))


def _class_at(figure: Boundary, x: float | None, y: float | None) -> int | None:
    """The class of the grid's point that is nearest to (x, y)."""
    if x is None or y is None or not finite(figure.x) or not finite(figure.y):
        return None
    return figure.classes[_nearest(figure.y, y)][_nearest(figure.x, x)]


def _nearest(places: Sequence[float | None], value: float) -> int:
    distances = [(abs(p - value), i) for i, p in enumerate(places) if p is not None]
    return min(distances)[1]


# --- images and tables ----------------------------------------------------------------------------


def _stack(figure: Images) -> list[Text]:
    known = finite(value for image in figure.images for row in image for value in row)
    count = len(figure.images)
    word = plural(count, text("image"), text("images"))
    parts = [
        text(
            "{count} {word} of {height} × {width} values {extent}.",
            count=count,
            word=word,
            height=len(figure.images[0]),
            width=len(figure.images[0][0]),
            extent=_range(known),
        )
    ]
    if figure.titles:
        titles = ", ".join(printable(title, 100) for title in figure.titles)
        parts.append(text("In order: {titles}.", titles=titles))
    return parts


def _table(figure: Matrix) -> list[Text]:
    high, wide = len(figure.values), len(figure.values[0])
    known = finite(value for row in figure.values for value in row)
    rows, columns = text("rows"), text("columns")
    parts = [
        text(
            "A table of {rows} and {columns}, its values {extent}.",
            rows=_side(high, rows, figure.rows),
            columns=_side(wide, columns, figure.columns),
            extent=_range(known),
        )
    ]
    if high == wide and known and min(known) >= 0 and 0 < sum(known) < float("inf"):
        diagonal = finite(row[i] for i, row in enumerate(figure.values))
        share = f"{100 * sum(diagonal) / sum(known):.0f}"
        parts.append(text("{share} % of their sum is on the diagonal.", share=share))
    if high * wide <= MOST_CELLS:
        cells = (", ".join("-" if v is None else _shown(v) for v in row) for row in figure.values)
        parts.append(text("Row by row: {rows}.", rows="; ".join(cells)))
    return parts


def _side(count: int, word: Text, name: str) -> Text:
    shown = text(" ({unit})", unit=printable(name, 100)) if name else verbatim("")
    return text("{count} {word}{unit}", count=count, word=word, unit=shown)
