"""The pages of one sitting: each request becomes a response, whoever carries them."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Any, Final

from grader.problems import Problem
from grader.quizzes.answers import is_given
from grader.quizzes.web.forms import TooLong, answer_from, written
from grader.quizzes.web.messages import Response, as_json, as_page, redirect
from grader.quizzes.web.outcome import feedback_view, option_marks, result_view
from grader.quizzes.web.rendering import asset, render
from grader.quizzes.web.sentences import scheme_words, words
from grader.quizzes.web.view import (
    chips,
    note_of,
    progress_text,
    question_view,
    unreadable,
    word_count_text,
)
from grader.texts import Text, printable, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.quizzes.answers import Answer
    from grader.quizzes.content import Question
    from grader.quizzes.sitting import Sitting
    from grader.quizzes.web.guard import Guard
    from grader.quizzes.web.messages import Request
    from grader.texts import Lang

__all__ = ["App"]

QUESTIONS: Final = "/questions/"
REVIEW: Final = "/review"
RESULT: Final = "/result"


class App:
    """Answers requests; `guard` says whose. One lock: a sitting is written by one at a time."""

    def __init__(self, sitting: Sitting, language: Lang, guard: Guard) -> None:
        self.sitting, self.language, self.guard = sitting, language, guard
        self._checked: set[str] = set()  # the questions whose feedback is shown
        self._lock = RLock()

    @property
    def locked(self) -> bool:
        """Whether the answers are final: submitted, and not for practice."""
        return self.sitting.answers.submitted and self.sitting.keys is None

    def handle(self, request: Request) -> Response:
        """Return what `request` gets, with nothing of the quiz for strangers."""
        if not self.guard.admits_host(request):
            return self._refusal(request, 421, _foreign_host())
        if request.path.startswith("/static/"):
            return asset(request.path.removeprefix("/static/")) or self._lost(request)
        if request.path == "/start":
            return self._start(request)
        if not self.guard.knows(request):
            return self._refusal(request, 403, _unknown_browser())
        try:
            return self._served(request)
        except Problem as problem:
            return self._refusal(request, 500, problem.text)
        except TooLong:
            return self._refusal(request, 413, text("This answer is too long: it is not saved."))

    def _start(self, request: Request) -> Response:
        """Exchange the token for a cookie, once; a browser that only looks ahead gets nothing."""
        if self.guard.knows(request):
            return redirect("/")
        ahead = "prefetch" in request.headers.get("sec-purpose", "")
        token = request.query.get("token", [""])[-1]
        cookie = None
        if request.method == "GET" and not ahead:
            cookie = self.guard.exchange(token)
        if cookie is None:
            return self._refusal(request, 403, _unknown_browser())
        # Not a redirect: whoever follows a link from elsewhere would arrive without the cookie.
        page = as_page(render("start", lang=self.language, w=words(self.language)))
        return page._replace(headers={**page.headers, "Set-Cookie": cookie})

    def _served(self, request: Request) -> Response:
        question = self._question_at(request.path)
        if question is None and request.path not in ("/", REVIEW, RESULT):
            return self._lost(request)
        if request.method == "GET":
            return self._shown(request.path, question)
        if not self.guard.from_our_page(request):
            return self._refusal(request, 403, _foreign_page())
        with self._lock:
            return self._done(request, question)

    def _question_at(self, path: str) -> Question | None:
        if not path.startswith(QUESTIONS):
            return None
        return self.sitting.quiz.question(path.removeprefix(QUESTIONS))

    # --- what is shown ------------------------------------------------------------------------

    def _shown(self, path: str, question: Question | None) -> Response:
        if path == "/":
            return redirect(self._first())
        if self.locked and path != RESULT:
            return redirect(RESULT)
        if path == RESULT and not self.sitting.answers.submitted:
            return redirect(REVIEW)
        if question is not None:
            return as_page(self._question_page(question))
        return as_page(self._review_page() if path == REVIEW else self._result_page())

    def _first(self) -> str:
        """Where one goes on: the first question without an answer, or the end."""
        if self.sitting.answers.submitted:
            return RESULT
        for question in self.sitting.quiz.questions:
            if not is_given(self.sitting.answer_to(question)):
                return QUESTIONS + question.id
        return REVIEW

    def _frame(self, path: str, current: Question | None = None) -> dict[str, Any]:
        """Return what every page needs."""
        sitting, lang = self.sitting, self.language
        return {
            "lang": lang,
            "w": words(lang),
            "title": sitting.quiz.title.get(lang),
            "path": path,
            "csrf": self.guard.csrf,
            "chips": chips(sitting, current, lang),
            "count": sitting.answered,
            "total": len(sitting.quiz.questions),
            "progress": progress_text(sitting, lang),
            "explains": sitting.keys is not None,
            "submitted": sitting.answers.submitted,
            "scheme": scheme_words(sitting.scheme).get(lang),
        }

    def _question_page(self, question: Question) -> str:
        sitting, lang = self.sitting, self.language
        feedback = None
        if question.id in self._checked:
            feedback = feedback_view(sitting, question, lang)
        return render(
            "question",
            **self._frame(QUESTIONS + question.id, question),
            q=question_view(sitting, question, lang),
            marks=option_marks(sitting, question) if feedback else {},
            feedback=feedback,
        )

    def _review_page(self) -> str:
        sitting = self.sitting
        missing = [one for one in sitting.quiz.questions if not is_given(sitting.answer_to(one))]
        shown = {
            "missing": [question_view(sitting, one, self.language) for one in missing],
            "unreadable": [
                question_view(sitting, one, self.language) for one in unreadable(sitting)
            ],
        }
        return render("review", **self._frame(REVIEW), **shown)

    def _result_page(self) -> str:
        result = result_view(self.sitting, self.language)
        return render("result", **self._frame(RESULT), result=result, where=self._where())

    def _where(self) -> str:
        file = printable(self.sitting.path)
        return text("Your answers are saved in {file}.", file=file).get(self.language)

    # --- what is done -------------------------------------------------------------------------

    def _done(self, request: Request, question: Question | None) -> Response:
        """Note what the form says, then go where it wants to."""
        go = request.field("go")
        if go in ("lang:fr", "lang:en"):
            self.language = "fr" if go == "lang:fr" else "en"
        elif self.locked and go != "finish":
            return self._refusal(request, 409, _locked())
        fresh = False
        if question is not None and not self.locked:
            given = None if go == "clear" else answer_from(question, request.fields)
            fresh = self._noted(question, given)
        if go == "finish" and self.sitting.answers.submitted:
            return self._finished()
        if go == "submit" and request.path == REVIEW:
            self.sitting.submit()
        return self._answered(request, question, self._next(go, request.path, question, fresh))

    def _noted(self, question: Question, given: Answer) -> bool:
        """Save what changed; the feedback on an earlier answer is not shown any more."""
        if given == self.sitting.answer_to(question):
            return False
        self.sitting.answer(question, given)
        self._checked.discard(question.id)
        return True

    def _next(self, go: str, path: str, question: Question | None, fresh: bool) -> str:
        """Return the page where `go` leads from `path`."""
        if go == "submit" or (go == "result" and self.sitting.answers.submitted):
            return RESULT
        if go == "review":
            return REVIEW
        if go.startswith("to:") and self.sitting.quiz.question(go[3:]) is not None:
            return QUESTIONS + go[3:]
        if question is None:
            return path
        if go == "enter":
            go = "check" if self._to_check(question, fresh) else "next"
        if go == "check" and self.sitting.keys and is_given(self.sitting.answer_to(question)):
            self._checked.add(question.id)
        step = {"next": 1, "previous": -1}.get(go, 0)
        at = self.sitting.quiz.questions.index(question) + step
        if at >= len(self.sitting.quiz.questions):
            return REVIEW
        return QUESTIONS + self.sitting.quiz.questions[max(at, 0)].id

    def _to_check(self, question: Question, fresh: bool) -> bool:
        """Whether the Enter key asks for feedback: there is some that is not shown yet."""
        given = is_given(self.sitting.answer_to(question))
        shown = question.id in self._checked and not fresh
        return self.sitting.keys is not None and given and not shown

    def _answered(self, request: Request, question: Question | None, path: str) -> Response:
        turned = request.field("go").startswith("lang:")
        if question is None or path != request.path or turned:
            return as_json({"location": path}) if request.by_script else redirect(path)
        if request.by_script:
            return as_json(self._state(question))
        return redirect(path + ("#feedback" if question.id in self._checked else ""))

    def _state(self, question: Question) -> Mapping[str, object]:
        """Return what the page's script brings up to date."""
        sitting, lang = self.sitting, self.language
        answer = sitting.answer_to(question)
        feedback = None
        if question.id in self._checked:
            feedback = feedback_view(sitting, question, lang)
        shown = {"f": feedback, "w": words(lang), "heading": "h2"}
        return {
            "answered": is_given(answer),
            "label": next(one.label for one in chips(sitting, question, lang) if one.current),
            "count": sitting.answered,
            "progress": progress_text(sitting, lang),
            "note": render("note", note=note_of(question, answer, lang), w=words(lang)),
            "bad": note_of(question, answer, lang).bad,
            "words": word_count_text(question, written(answer), lang),
            "feedback": render("feedback", **shown) if feedback else "",
            "marks": option_marks(sitting, question) if feedback else {},
        }

    def _finished(self) -> Response:
        page = render("closed", lang=self.language, w=words(self.language), where=self._where())
        return as_page(page, last=True)

    # --- what is refused ----------------------------------------------------------------------

    def _lost(self, request: Request) -> Response:
        return self._refusal(request, 404, text("There is no such page."))

    def _refusal(self, request: Request, status: int, reason: Text) -> Response:
        """Say why nothing was done; never anything of the quiz."""
        said = reason.get(self.language)
        if request.by_script:
            return as_json({"problem": said}, status)
        return as_page(
            render("problem", lang=self.language, w=words(self.language), said=said), status
        )


def _foreign_host() -> Text:
    return text("This page is only served under the address that the terminal shows.")


def _unknown_browser() -> Text:
    return text(
        "The address from the terminal works once, and only in the browser that opened it first. "
        "To go on here: stop the grader with Ctrl-C and start it again. Your answers are saved."
    )


def _foreign_page() -> Text:
    return text("This did not come from the quiz's own page: nothing was changed. Reload the page.")


def _locked() -> Text:
    return text("The answers are submitted and stay as they are.")
