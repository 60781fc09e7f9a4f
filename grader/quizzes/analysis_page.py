"""The item analysis as one page: numbers, plots and what to look at; self-contained, no script."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from grader.pages.shell import BASE, embedded, render
from grader.quizzes.content import Choice
from grader.quizzes.markup import in_html
from grader.texts import decimal, printable, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.quizzes.analysis import Analysis, ItemAnalysis
    from grader.quizzes.content import Quiz
    from grader.report.canvas import Canvas
    from grader.texts import Lang

__all__ = ["page"]


def page(quiz: Quiz, analysis: Analysis, lang: Lang) -> bytes:
    """Return the page of `analysis`, in one language."""
    words = _words(lang)
    title = printable(quiz.title.get(lang))
    return render(
        "grader.quizzes",
        "analysis.html.j2",
        lang=lang,
        title=f"{words['heading']} · {title}",
        styles=[BASE, "analysis.css"],
        quiz_title=title,
        analysis=analysis,
        items=[_view(item, analysis, lang) for item in analysis.items],
        words=words,
        marks_plot=_drawn(_marks, analysis, lang),
        items_plot=_drawn(_plane, analysis, lang),
        alpha=None if analysis.alpha is None else decimal(f"{analysis.alpha:.2f}").get(lang),
        mean=decimal(f"{sum(analysis.marks) / len(analysis.marks):.2f}").get(lang),
    )


def _view(item: ItemAnalysis, analysis: Analysis, lang: Lang) -> dict[str, Any]:
    """Return one question as the template needs it."""
    question = item.question
    said = {one.id: one.text for one in question.options} if isinstance(question, Choice) else {}
    value = item.discrimination
    return {
        "id": question.id,
        "question": Markup(in_html(question.question.get(lang))),  # noqa: S704  # escaped there
        "difficulty": round(100 * item.difficulty),
        "discrimination": "–" if value is None else decimal(f"{value:.2f}").get(lang),
        "missing": item.missing,
        "options": [
            {
                "id": option.id,
                "says": Markup(in_html(said[option.id].get(lang))),  # noqa: S704  # likewise
                "right": option.right,
                "chosen": option.chosen,
                "part": round(100 * option.chosen / analysis.people),
                "best": round(100 * option.best / analysis.group),
                "weakest": round(100 * option.weakest / analysis.group),
            }
            for option in item.options
        ],
        "flags": [{"says": flag.says.get(lang), "severity": flag.severity} for flag in item.flags],
        "worst": max((flag.severity for flag in item.flags), default=-1),
    }


def _words(lang: Lang) -> dict[str, str]:
    """The page's own words, in one language."""
    said = {
        "heading": text("Item analysis"),
        "people": text("answer files"),
        "mean": text("mean mark, out of 20"),
        "alpha": text("Cronbach's alpha"),
        "alpha_help": text(
            "How well the questions measure one thing: from 0.7 on a mark can be trusted, below "
            "0.5 it is mostly chance. Short quizzes have lower ones."
        ),
        "look": text("What to look at"),
        "nothing": text("Nothing stands out: no question works against the others."),
        "few": text(
            "Fewer than 20 people answered: the numbers say little, and nothing is flagged."
        ),
        "question": text("Question"),
        "difficulty": text("Right, %"),
        "discrimination": text("Discrimination"),
        "missing": text("No answer"),
        "option": text("Option"),
        "all": text("All, %"),
        "best": text("Best 27 %"),
        "weakest": text("Weakest 27 %"),
        "key": text("key"),
        "questions": text("The questions one by one"),
        "table": text("All questions"),
        "plots": text("At a glance"),
        "marks_alt": text("Histogram of the marks; the table below has the numbers."),
        "items_alt": text(
            "Each question by how many know it and how well it discriminates; the table below has "
            "the numbers."
        ),
        "about": text(
            "Discrimination is the correlation of a question with the score on all others: from "
            "0.3 on it is good, below 0.1 the question tells little, below 0 something is wrong."
        ),
    }
    return {name: one.get(lang) for name, one in said.items()}


# --- plots ----------------------------------------------------------------------------------------


def _drawn(draw: Callable[[Analysis, Lang], Canvas], analysis: Analysis, lang: Lang) -> Markup:
    """Return a drawing as an address that holds it whole."""
    from matplotlib import rc_context

    from grader.report.canvas import RULES

    data = io.BytesIO()
    rules: dict[Any, Any] = {**RULES, "svg.hashsalt": "analysis", "svg.fonttype": "path"}
    with rc_context(rules):
        draw(analysis, lang).savefig(data, format="svg", metadata={"Date": None})
    return embedded(data.getvalue())


def _marks(analysis: Analysis, lang: Lang) -> Canvas:
    """The distribution of marks."""
    from matplotlib.ticker import MaxNLocator

    from grader.report.canvas import empty

    canvas = empty(text("Marks").get(lang), 5.2, 3.2)
    axes = canvas.add_subplot()
    axes.hist(analysis.marks, bins=list(range(0, 21, 2)), color="#0072B2", edgecolor="white")
    axes.set_xlabel(text("mark out of 20").get(lang))
    axes.set_ylabel(text("people").get(lang))
    axes.set_xlim(0, 20)
    axes.set_xticks(range(0, 21, 4))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=6, min_n_ticks=1))
    return canvas


def _plane(analysis: Analysis, lang: Lang) -> Canvas:
    """The questions by difficulty and discrimination; what to mend in another colour and shape."""
    from grader.report.canvas import empty

    canvas = empty(text("Questions").get(lang), 5.2, 3.2)
    axes = canvas.add_subplot()
    axes.axhline(0, color="#888888", lw=0.8)
    for item in analysis.items:
        if item.discrimination is None:
            continue
        bad = any(flag.severity == 2 for flag in item.flags)
        place = (100 * item.difficulty, item.discrimination)
        axes.plot(
            *place, ls="", marker="X" if bad else "o", ms=7, color="#D55E00" if bad else "#0072B2"
        )
        axes.annotate(
            item.question.id, place, xytext=(4, 4), textcoords="offset points", fontsize=7
        )
    axes.set_xlim(0, 105)
    axes.set_xlabel(text("right, %").get(lang))
    axes.set_ylabel(text("discrimination").get(lang))
    axes.grid(True)
    return canvas
