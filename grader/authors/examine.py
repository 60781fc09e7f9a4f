"""All gates over one exercise: what `grade check-course` shows and the tests assert."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from grader.authors.bench import Bench
from grader.authors.equivalents import load_equivalents, mutant_findings
from grader.authors.figures import figures_are_kept
from grader.authors.gates import RUNNING_GATES, Gate
from grader.authors.mutation import SURVIVED, Progress, known_mutants, run_mutants, sample
from grader.authors.paper import PAPER_GATES, course_is_tidy, files_are_known
from grader.problems import Problem
from grader.texts import Text

if TYPE_CHECKING:
    from grader.course import Course, Exercise, Track

__all__ = ["GATES", "Mutants", "Report", "examine", "examine_course"]

GATES: Final[tuple[Gate, ...]] = (*PAPER_GATES, *RUNNING_GATES, figures_are_kept)
SAMPLE: Final = 30

Mutants = Literal["all", "sample", "none"]


class Report(NamedTuple):
    """What was found out about one exercise and track. `mutants` counts those that were run."""

    exercise: str
    track: str
    points: float = 0.0
    public: int = 0
    hidden: int = 0
    misconceptions: int = 0
    killed: int = 0
    mutants: int = 0
    findings: tuple[Text, ...] = ()


def examine_course(course: Course) -> list[Text]:
    """Return what is wrong with the course beside its exercises."""
    return _collected(course_is_tidy(course))


def examine(
    course: Course,
    exercise: Exercise,
    track: Track,
    *,
    mutants: Mutants = "all",
    jobs: int = 1,
    progress: Progress = lambda done, total: None,
    gates: Sequence[Gate] = GATES,
) -> Report:
    """Hold one exercise and track against all gates; `mutants` says how many of these to run.

    Whatever is wrong with the course becomes a finding, so that one run shows all of it.
    """
    findings = _collected(files_are_known(exercise))
    report = Report(exercise.id, track.name)
    bench = Bench(course, exercise, track, thorough=mutants == "all")
    try:
        report = _counted(bench, report)
        for gate in gates:
            findings += _collected(gate(bench))
    except Problem as problem:  # solution or checks can't be used: the gates have nothing to judge
        findings.append(problem.text)
    else:
        if mutants != "none":
            report, more = _mutated(bench, report, mutants, jobs, progress)
            findings += more
    finally:
        bench.close()
    return report._replace(findings=tuple(dict.fromkeys(findings)))


def _counted(bench: Bench, report: Report) -> Report:
    public = [check for check in bench.checks if check.visibility == "public"]
    return report._replace(
        points=bench.exercise.points,
        public=len(public),
        hidden=len(bench.checks) - len(public),
        misconceptions=len(bench.misconceptions),
    )


def _mutated(
    bench: Bench, report: Report, mutants: Mutants, jobs: int, progress: Progress
) -> tuple[Report, list[Text]]:
    try:
        everything = known_mutants(bench.exercise, bench.track)
        chosen = everything if mutants == "all" else sample(everything, SAMPLE)
        outcomes = run_mutants(bench.exercise, bench.track, chosen, jobs=jobs, progress=progress)
        listed = load_equivalents(bench.solution_folder, bench.track)
    except Problem as problem:
        return report, [problem.text]
    killed = sum(killer != SURVIVED for killer in outcomes.values())
    found = list(mutant_findings(everything, outcomes, listed))
    return report._replace(killed=killed, mutants=len(outcomes)), found


def _collected(findings: Iterator[Text]) -> list[Text]:
    """What a gate yields, the problem that ends it included."""
    found: list[Text] = []
    try:
        found.extend(findings)
    except Problem as problem:
        found.append(problem.text)
    return found
