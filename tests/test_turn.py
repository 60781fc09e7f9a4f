"""Processes of the gate take turns: who is alone is, and nobody waits for ever."""

import multiprocessing
import time

from grader.authors.turn import Turn


def beside(folder, beats, ended):
    """Another process: it notes each time that it worked."""
    turn = Turn(folder)
    while not ended.is_set():
        with turn.shared():
            with beats.get_lock():
                beats.value += 1
            time.sleep(0.001)


def test_others_pause_while_one_is_alone(tmp_path):
    """Nothing is done beside, and all go on afterwards; they don't keep the one from its turn."""
    context = multiprocessing.get_context("spawn")
    beats, ended = context.Value("i", 0), context.Event()
    others = [context.Process(target=beside, args=(str(tmp_path), beats, ended)) for _ in range(2)]
    for other in others:
        other.start()
    try:
        turn = Turn(str(tmp_path))
        for _ in range(3):
            before = beats.value
            while beats.value == before:
                time.sleep(0.001)
            with turn.shared(), turn.alone():
                counted = beats.value
                time.sleep(0.05)
                assert beats.value == counted
        turn.close()
    finally:
        ended.set()
        for other in others:
            other.join()


def test_one_process_waits_for_nobody():
    """Without a folder there is nothing to wait for."""
    turn = Turn(None)
    with turn.shared(), turn.alone():
        pass
    turn.close()
