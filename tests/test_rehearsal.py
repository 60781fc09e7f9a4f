"""Misconceptions rehearsed without a worker get the verdicts that a worker's code gets."""

from grader.authors.sandboxes import Sandboxes
from grader.sandbox.process import Limits


def gist(verdicts):
    """What must be the same: only a worker knows the lines of an error."""
    return [(v.check.id, v.status, v.fraction, v.expected, v.actual, v.diagnosis) for v in verdicts]


def test_a_rehearsal_gives_what_an_official_run_gives(bench):
    """Status, points, values and diagnosis of every check, on an official seed."""
    seed = bench.official_seed
    assert bench.misconceptions
    for wrong in bench.misconceptions:
        official = bench.grade(wrong.source, seed, trainings=False)
        assert gist(bench.rehearse(wrong, seed)) == gist(official)


def test_a_rehearsal_from_the_recording_gives_what_practice_gives(bench):
    """The same in practice, from the recorded references."""
    for wrong in bench.misconceptions:
        assert gist(bench.rehearse_recorded(wrong)) == gist(bench.practise_recorded(wrong.source))


def test_what_a_rehearsal_does_not_show_is_run(bench, monkeypatch):
    """A misconception that is not named in its rehearsal is run in a worker before it is judged."""
    from grader.authors.gates import misconceptions_are_named

    unnamed = [v._replace(diagnosis=None) for v in bench.rehearse(bench.misconceptions[0], 7)]
    monkeypatch.setattr(bench, "rehearse", lambda wrong, seed: unnamed)
    run = []
    grade = bench.grade
    monkeypatch.setattr(
        bench,
        "grade",
        lambda source, seed, trainings=True: (
            run.append(source) or grade(source, seed, trainings=trainings)
        ),
    )
    assert list(misconceptions_are_named(bench)) == []
    expected = {wrong.source for wrong in bench.misconceptions}
    assert expected <= set(run)


def test_counting_starts_no_worker(bench):
    """What is only counted needs no sandbox: starting PyTorch for it took most of the time."""
    assert bench.checks
    assert not bench._sandbox.started


def test_sandboxes_are_shared_by_tracks_with_the_same_packages():
    """The two that were used last are kept; asked for again after its end, one starts anew."""
    sandboxes = Sandboxes()
    first = sandboxes.of(["numpy"])
    assert sandboxes.of(("numpy",)) is first
    first.spawn(Limits()).close()
    assert first.started
    sandboxes.of(["numpy", "scipy"])
    assert first.started
    sandboxes.of(["numpy", "sklearn"])
    assert not first.started
    assert sandboxes.of(["numpy"]) is not first
    sandboxes.close()
