"""Item analysis: known statistics, and a planted bad item that must be found."""

import numpy as np
import pytest

from grader.quizzes.analysis import analyse
from grader.quizzes.analysis_page import page
from grader.quizzes.answers import Answers
from grader.quizzes.content import load_keys, load_quiz
from grader.quizzes.draws import drawn
from grader.quizzes.marking import Marker
from grader.quizzes.scoring import Scheme


@pytest.fixture
def marker(tiny_course):
    quiz = load_quiz(tiny_course.course, "tiny")
    return Marker(quiz, load_keys(tiny_course.course, quiz), Scheme())


def klass(marker, people, bad=None):
    """Simulated people: who knows more answers more rightly; on `bad` it is the other way round."""
    rng = np.random.default_rng(5)
    quiz = marker.quiz
    answers = []
    for seed in range(people):
        knows = rng.beta(3, 2)
        value = 100 * drawn(quiz.question("q05"), seed)["n"] / 40
        choices = {
            "q01": ("b", "a"),
            "q02": (["a", "c"], ["a", "b"]),
            "q03": (False, True),
            "q04": ("1.25", "2"),
            "q05": (f"{value}", f"{value + 3}"),
            "q06": ("p - y", "p + y"),
        }
        given = {}
        for name, (right, wrong) in choices.items():
            chance = 1 - knows if name == bad else knows
            given[name] = right if rng.random() < chance else wrong
        answers.append(Answers("tiny", 1, given, seed, f"s{seed}"))
    marker.prepare(answers)
    return [marker.mark(one) for one in answers]


def test_the_planted_bad_item_is_found(marker):
    """Of a class of 300 the item that works against the others is flagged, and no other."""
    analysis = analyse(marker, klass(marker, 300, bad="q01"))
    worst = {
        item.question.id for item in analysis.items if any(f.severity == 2 for f in item.flags)
    }
    assert worst == {"q01"}
    flags = {
        flag.kind for item in analysis.items if item.question.id == "q01" for flag in item.flags
    }
    assert {"negative", "wrong_key"} <= flags


def test_a_good_quiz_has_nothing_to_mend(marker):
    """Without a planted item nothing is to be mended."""
    analysis = analyse(marker, klass(marker, 300))
    assert not [f for item in analysis.items for f in item.flags if f.severity == 2]


def test_the_statistics_are_those_of_the_textbooks(marker):
    """Difficulty, point-biserial against the rest, and alpha, computed another way."""
    several = klass(marker, 60)
    shares = np.array([[item.scored.score for item in one.items] for one in several])
    analysis = analyse(marker, several)
    total = shares.sum(axis=1)
    count = shares.shape[1]
    alpha = count / (count - 1) * (1 - shares.var(axis=0, ddof=1).sum() / total.var(ddof=1))
    assert analysis.alpha == pytest.approx(alpha)
    first = analysis.items[0]
    assert first.difficulty == pytest.approx(shares[:, 0].mean())
    right, wrong = total[shares[:, 0] == 1] - 1, total[shares[:, 0] == 0]
    part = shares[:, 0].mean()
    spread = (total - shares[:, 0]).std()
    biserial = (right.mean() - wrong.mean()) / spread * np.sqrt(part * (1 - part))
    assert first.discrimination == pytest.approx(biserial)
    assert sum(option.chosen for option in first.options) == 60


def test_few_or_equal_answers_have_no_statistics(marker):
    """One person, or all the same: what is undefined is None, and nothing is flagged."""
    one = marker.mark(Answers("tiny", 1, {"q01": "b"}, 1))
    for several in ([one], [one] * 5):
        analysis = analyse(marker, several)
        assert analysis.alpha is None
        assert all(item.discrimination is None and not item.flags for item in analysis.items)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_is_whole_and_safe(marker, language):
    """One file without scripts or addresses, all texts escaped, the bad item named."""
    analysis = analyse(marker, klass(marker, 40, bad="q01"))
    shown = page(marker.quiz, analysis, language).decode()
    assert "Content-Security-Policy" in shown
    assert "<script" not in shown
    assert "http://" not in shown.replace("http://www.w3.org/1998/Math/MathML", "")
    assert 'href="#q01"' in shown
    assert "<math" in shown
