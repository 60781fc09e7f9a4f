"""A simulated class for the dashboard: ``python -m demo.dashboard_class DIR [STUDENTS]``.

Writes ``DIR/results`` as `grade batch` does, for the 17 exercises of the course, and
``DIR/roster.csv``. Who knows more passes more checks; who fails one may share a mistake with
others. Some hand nothing in, some twice; a few results failed through the grader. The same seed
gives the same class. Titles and mistakes are made up: the real ones are the instructors'.
"""

from __future__ import annotations

import os
import random
import sys

from demo import ROOT
from grader.course import load_course
from grader.marks import mark_out_of_20, total
from grader.results import (
    CheckResult,
    Diagnosis,
    Environment,
    Result,
    SubmissionInfo,
    timestamp,
    to_json,
)

START = 1_790_000_000
DAY = 86_400
FIRST = [
    "Alice",
    "Bilal",
    "Chloé",
    "David",
    "Emma",
    "Farid",
    "Gaëlle",
    "Hugo",
    "Inès",
    "Jules",
    "Karim",
    "Léa",
    "Maïa",
    "Noé",
    "Olga",
    "Paul",
]
LAST = [
    "Arnaud",
    "Bernard",
    "Caron",
    "Dupont",
    "Étienne",
    "Fabre",
    "Garcia",
    "Haddad",
    "Imbert",
    "Jacquet",
    "Kone",
    "Lefèvre",
]
CHECKS = (
    "La forme du résultat est celle de l'entrée.",
    "Les valeurs sont justes sur un petit exemple.",
    "Les valeurs sont justes sur cent exemples tirés au hasard.",
    "Le calcul reste fini pour de grandes valeurs.",
    "Le gradient est celui des différences finies.",
    "L'entrée n'est pas modifiée.",
    "Un lot d'un seul exemple est accepté.",
    "Le lot est traité sans boucle Python.",
    "Le coût baisse à chaque époque.",
    "Deux appels avec la même graine donnent le même résultat.",
    "Le modèle entraîné se trompe peu sur des données nouvelles.",
    "Les biais sont mis à jour.",
)
MISTAKES = (
    ("not-averaged", "Il manque le 1/n : le gradient est une somme sur les exemples.", "4.3"),
    ("unshifted", "L'exponentielle déborde : retranchez d'abord le maximum.", "2.4"),
    ("wrong-axis", "La somme est prise sur les exemples au lieu des classes.", "3.2"),
    ("sign", "Vous montez la pente au lieu de la descendre.", "4.3.2"),
    ("transpose", "La matrice des poids est transposée.", "3.1"),
    ("no-bias", "Le biais n'entre pas dans la somme.", "1.2"),
    ("log-base", "Le logarithme est en base 2 ou 10, et non népérien.", "3.4"),
    ("in-place", "L'argument est modifié sur place.", "1.5"),
)
ENVIRONMENT = Environment(
    grader="0.1.0",
    python="3.11.7",
    numpy="2.2.0",
    platform="Linux x86_64",
    isolation="namespaces",
)


def main(folder: str, students: int = 120) -> None:
    """Write the class."""
    rng = random.Random(11)  # noqa: S311
    exercises = load_course(ROOT).exercises()
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "roster.csv"), "w", encoding="utf-8") as roster:
        roster.write("id,first_name,last_name,email\n")
        for number in range(students):
            student, knows = f"e{21_000 + number}", rng.betavariate(5, 2.6)
            first, last = rng.choice(FIRST), rng.choice(LAST)
            roster.write(f"{student},{first},{last},{first.lower()}.{student}@example.org\n")
            for week, exercise in enumerate(exercises):
                track = exercise.default_track.name
                made = (exercise.id, exercise.title.fr, track, START + 7 * DAY * week)
                write_work(os.path.join(folder, "results"), student, made, knows, rng)
        roster.write("e29999,Zoé,Absente,zoe@example.org\n")


def write_work(folder, student, made, knows, rng) -> None:
    """Write what one student has of one exercise: often one result, some two, some none."""
    exercise, title, track, when = made
    chance = rng.random()
    if chance < 0.02:
        return
    name = f"{exercise}_{track}.json"
    tries = [knows * 0.6, knows] if chance > 0.94 else [knows]
    for at, level in enumerate(tries):
        batch = f"tp{1 + (when - START) // (28 * DAY)}{'-again' * at}"
        moment = when + 3 * DAY * at + rng.randrange(2 * DAY)
        path = os.path.join(folder, batch, student, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        kind = "missing" if chance < 0.05 else "fault" if chance < 0.052 else "done"
        with open(path, "wb") as file:
            file.write(to_json(result(exercise, title, track, moment, kind, level, rng)))


def result(exercise, title, track, moment, kind, knows, rng) -> Result:
    """One result; `kind` is done, missing or fault."""
    number = int(exercise[2:])
    own = random.Random(number)  # noqa: S311  # what is hard is the same for all
    checks = [
        check(f"test_{exercise}_{at}", words, own.random(), own.choice(MISTAKES), at, knows, rng)
        if kind == "done"
        else unreached(f"test_{exercise}_{at}", words, at, kind)
        for at, words in enumerate(CHECKS)
    ]
    score = total(one.points for one in checks)
    most = total(one.max_points for one in checks)
    return Result(
        exercise=exercise,
        title=title,
        track=track,
        again=exercise,
        mode="official",
        submission=SubmissionInfo(path=f"{exercise}.py", digest="sha256:" + "0" * 64),
        seed=rng.getrandbits(32),
        started=timestamp(moment),
        duration_s=0.4,
        score=score,
        max_score=most,
        mark=None if kind == "fault" else mark_out_of_20(score, most),
        status={"fault": "grader_error", "missing": "not_attempted"}.get(kind, "graded"),
        checks=checks,
        environment=ENVIRONMENT,
    )


def check(name, words, hard, mistake, at, knows, rng) -> CheckResult:
    """A check that ran: passed by who knows enough for how hard it is."""
    points = 1.0 + at % 3
    hidden = at % 4 == 3
    values = {
        "called": f"f(array([[{rng.random():.4f}, {rng.random():.4f}]]))",
        "expected": f"array([[{rng.random():.6f}, {rng.random():.6f}]])  float64 (1, 2)",
        "actual": f"array([[{rng.random():.6f}, {rng.random():.6f}]])  float64 (1, 2)",
        "message": "2 valeurs sur 2 diffèrent ; le plus grand écart est 0.31 en [0, 1].",
    }
    common = {
        "id": name,
        "title": words,
        "max_points": points,
        "visibility": "hidden" if hidden else "public",
    }
    if rng.random() < knows * (1.25 - 0.6 * hard):
        return CheckResult(status="passed", points=points, **common)
    chance = rng.random()
    if chance < 0.12:
        values = {"message": "TypeError: unsupported operand type(s) for *: 'NoneType' and 'int'"}
        return CheckResult(status="error", points=0.0, **common, **values)
    found = None
    if chance < 0.75:
        found = Diagnosis(kind="named", id=mistake[0], text=mistake[1], see=mistake[2])
    return CheckResult(status="failed", points=0.0, diagnosis=found, **common, **values)


def unreached(name, words, at, kind) -> CheckResult:
    """A check of a result without any: nothing handed in, or our fault."""
    status = "grader_error" if kind == "fault" else "not_attempted"
    points = 1.0 + at % 3
    return CheckResult(id=name, title=words, status=status, points=0.0, max_points=points)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 120)
