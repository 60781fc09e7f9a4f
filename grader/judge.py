"""One check on one subject: its status, its points, and what to tell the student.

What the student's code can cause is the student's. A failure counts only after the solution, put
in the student's place, has passed the same check with the same inputs: where it fails too, the
fault is ours (`grader_error`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from grader.checks.collect import Check, Checks
from grader.checks.ends import Awarded, CheckFailed, TooSlow
from grader.checks.figures import Kept, collecting
from grader.checks.kinds import speaking_of_tensors
from grader.checks.show import show_call
from grader.problems import Problem, nearest
from grader.references import References
from grader.sandbox import wire
from grader.session import StudentFault
from grader.subjects import Exchange, Raised, Subject
from grader.suspects import recognised
from grader.texts import Text, joined, printable, text, verbatim

if TYPE_CHECKING:
    from grader.checks.evidence import Diagnosis
    from grader.differences import Difference

MOST_ARRAY_VALUES = 100_000  # of one answer that is searched for a diagnosis


class Diagnosed(NamedTuple):
    """What the mistake is: its kind, its id, and the words."""

    kind: Literal["named", "structural"]
    id: str
    text: Text
    see: str


class Verdict(NamedTuple):
    """What became of one check. `fraction` of the points is earned."""

    check: Check
    status: str
    fraction: float = 0.0
    message: Text | None = None
    called: str | None = None
    expected: str | None = None
    actual: str | None = None
    diagnosis: Diagnosed | None = None
    prints: str = ""
    slow: bool = False  # by the clock, which is not to be believed the first time
    figures: tuple[Kept, ...] = ()
    difference: Difference | None = None
    duration_s: float = 0.0


def judge(
    checks: Checks,
    check: Check,
    student: Subject,
    references: References,
    seed: int,
    *,
    explain: bool = True,
    so_far: Mapping[str, str] | None = None,
) -> Verdict:
    """Run the check; where it does not pass, find out whose fault it is and what the mistake is.

    Without `explain`, a failure is taken as it is. `so_far`: how the checks before this one
    ended, by their ids; by default those that this one needs count as passed.
    """
    started = time.monotonic()
    tensors = student.device is not None
    with collecting(wanted=explain) as sheet, speaking_of_tensors(tensors):
        raised = checks.run(check, student, references.reference(check.id), seed)
    log = list(student.log)
    verdict = _verdict(check, raised, log, student.asked)
    if explain and verdict.status in ("failed", "error") and verdict.fraction == 0.0:
        reference = references.reference(check.id)
        trouble = checks.run(check, references.solution(check.id), reference, seed)
        if trouble is not None:
            verdict = _our_fault(check, trouble)
        else:
            wrong = recognised(checks, check, log, reference.log, references, seed, so_far)
            named = wrong and Diagnosed("named", wrong.id, wrong.text, wrong.see)
            found = named or _structural(raised, log) or _diverging(log, reference.log)
            verdict = verdict._replace(diagnosis=found, difference=_difference(raised))
    return verdict._replace(duration_s=time.monotonic() - started, figures=sheet.figures)


# --- from an exception to a verdict -----------------------------------------------------------------


def _verdict(
    check: Check, raised: Exception | None, log: list[Exchange], asked: Exchange | None
) -> Verdict:
    if raised is None:
        return Verdict(check, "passed", 1.0)
    called = _called(log)
    if isinstance(raised, Awarded):
        status = "passed" if raised.fraction == 1 else "failed"
        return Verdict(check, status, raised.fraction, raised.reason, called)
    if isinstance(raised, CheckFailed):
        mismatch = raised.mismatch
        expected = mismatch.expected if mismatch else None
        actual = mismatch.actual if mismatch else None
        verdict = Verdict(check, "failed", 0.0, raised.message, called, expected, actual)
        return verdict._replace(slow=isinstance(raised, TooSlow))
    if isinstance(raised, StudentFault):
        # What was asked last got no answer: that is the call to look at.
        unanswered = log if asked is None else [*log, asked]
        return Verdict(check, raised.status, 0.0, raised.message, _called(unanswered))
    if isinstance(raised, Raised) and log and raised.exchange is log[-1]:
        status, message = explain_raised(raised)
        return Verdict(check, status, 0.0, message, called)
    if isinstance(raised, AssertionError) and raised.args:
        return Verdict(check, "failed", 0.0, verbatim(str(raised.args[0])), called)
    # Whose fault anything else is, the solution in the student's place will tell.
    return Verdict(
        check,
        "failed",
        0.0,
        text(
            "What your function returned can't be used here: it is not the kind of value that the "
            "statement asks for."
        ),
        called,
        actual=_last_value(log),
    )


def _our_fault(check: Check, raised: Exception) -> Verdict:
    why = raised.text if isinstance(raised, Problem) else verbatim(_described(raised))
    message = text(
        "This is the grader's fault, not yours: the reference itself does not pass this check "
        "({why}). Nothing is held against you; please tell your instructor.",
        why=why,
    )
    return Verdict(check, "grader_error", 0.0, message)


def _described(raised: Exception) -> str:
    if isinstance(raised, CheckFailed):
        return raised.message.en
    return f"{type(raised).__name__}: {raised}"


def explain_raised(raised: Raised) -> tuple[str, Text]:
    """The status and the sentence for an exception of the student's code."""
    outcome = raised.exchange.outcome
    kind, said = outcome.raised or "", printable(outcome.message, 300)
    if kind == wire.NOT_WRITTEN:
        return "not_attempted", text("Not written yet.")
    if kind == "_Missing":
        return "error", _missing(outcome.message.split("\n"))
    if kind == "MemoryError":
        return "memory", text(
            "Your code asked for more memory than it may use ({said}).", said=said
        )
    if kind == "OutOfMemoryError":
        return "memory", _gpu_is_full(outcome.message)
    if kind in ("SystemExit", "KeyboardInterrupt"):
        return "error", text(
            "Your code stops the whole program ({kind}) instead of returning a value.", kind=kind
        )
    where = _where(outcome.lines)
    if kind in _LIMITS_OF_WORKERS:
        return "error", text("{why}{where}.", why=_LIMITS_OF_WORKERS[kind], where=where)
    if kind == "TypeError" and not outcome.lines and said.endswith("object is not callable"):
        return "error", text(
            "{name} is not a function: your file gives that name to something else.",
            name=printable(raised.exchange.name or "?", 100),
        )
    if kind == "TypeError" and not outcome.lines:
        return "error", text(
            "The call did not fit your function's parameters: {said}. Keep the parameters of the "
            "skeleton.",
            said=said,
        )
    wanted = raised.wanted and text("Here the exception has to be {name}.", name=raised.wanted)
    told = text("Your code raised {what}{where}.", what=_what(kind, said), where=where)
    return "error", joined(told, wanted or None)


_LIMITS_OF_WORKERS = {
    "_NoProcesses": text(
        "Your DataLoader asks for other processes (num_workers above 0), and your code runs in one "
        "that may start none: leave num_workers at 0. The data are the same"
    ),
    "_NoCompiler": text(
        "torch.compile needs a compiler, and your code runs where there is none: call the model "
        "as it is. The results are the same"
    ),
}


def _gpu_is_full(said: str) -> Text:
    """What PyTorch says of a full GPU, in its own numbers where they are to be found."""
    asked = re.search(r"Tried to allocate ([\d.]+ \w+)", said)
    there = re.search(r"total capacity of ([\d.]+ \w+)", said)
    if asked is None or there is None:
        return text("The GPU has no memory left ({said}).", said=printable(said, 300))
    return text(
        "The GPU has no memory left: your code asked for {asked} more, of {there} in all. Smaller "
        "batches, fewer tensors kept from step to step (.item() or .detach() on losses that are "
        "only shown) and torch.no_grad() in evaluations take less.",
        asked=asked[1],
        there=there[1],
    )


def _what(kind: str, said: str) -> Text:
    name = printable(kind, 100)
    return verbatim(f"{name}: {said}" if said else name)


def _where(lines: tuple[tuple[str, int, str], ...]) -> Text:
    if not lines:
        return verbatim("")
    file, line, function = lines[-1]
    return text(
        " ({file}, line {line}, in {function})",
        file=printable(file, 100),
        line=line,
        function=printable(function, 100),
    )


def _missing(names: list[str]) -> Text:
    """What is not there, and the name that may have been meant for it, as the worker tells them."""
    wanted, *there = names
    owner, _, name = wanted.rpartition(".")
    shown = printable(name, 100)
    if owner:
        lack = text("Your {owner} has no method {name}.", owner=printable(owner, 100), name=shown)
    else:
        lack = text("Your file has no function {name}.", name=shown)
    close = nearest(name, there)
    if close is None:
        return lack
    return text(
        "{lack} Is it what you called {close}? Then give it the name {name}.",
        lack=lack,
        close=printable(close, 100),
        name=shown,
    )


def _called(log: list[Exchange]) -> str | None:
    calls = [exchange for exchange in log if exchange.verb in ("call", "keep", "vjp", "clock")]
    if not calls:
        return None
    last = calls[-1]
    kwargs = last.kwargs["kwargs"] if last.verb == "vjp" else last.kwargs
    return show_call(last.called, last.args, kwargs)


def _last_value(log: list[Exchange]) -> str | None:
    from grader.checks.show import show

    return show(log[-1].outcome.value) if log and log[-1].outcome.raised is None else None


# --- what the mistake is ----------------------------------------------------------------------------


def _taken_over(found: Diagnosis | None) -> Diagnosed | None:
    return None if found is None else Diagnosed("structural", found.id, found.text, found.see)


def _difference(raised: Exception | None) -> Difference | None:
    """Where the arrays differ that made a check fail, if it compared two."""
    if not isinstance(raised, CheckFailed) or raised.mismatch is None:
        return None
    from grader.checks.difference import difference_of  # only a failure needs it

    return difference_of(raised.mismatch)


def _structural(raised: Exception | None, log: list[Exchange]) -> Diagnosed | None:
    if not isinstance(raised, CheckFailed) or raised.mismatch is None or not log:
        return None
    actual, expected = raised.mismatch.actual_value, raised.mismatch.expected_value
    size = getattr(actual, "size", 1)  # of an object that stayed in the worker: a function
    if not isinstance(size, int) or size > MOST_ARRAY_VALUES:
        return None
    from grader.checks.structural import structural  # only a failure needs it

    last = log[-1]
    found = structural(actual, expected, [*last.args, *last.kwargs.values()])
    return _taken_over(found)


def _diverging(log: list[Exchange], reference: list[Exchange]) -> Diagnosed | None:
    """A history of the last answer that runs away, where none of the reference's does."""
    if not log or log[-1].outcome.raised is not None:
        return None
    from grader.checks.series import diverging  # only a failure needs it

    right = [exchange.outcome.value for exchange in reference]
    found = diverging(log[-1].outcome.value, right)
    return _taken_over(found)
