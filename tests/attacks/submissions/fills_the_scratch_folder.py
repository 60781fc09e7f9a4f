"""Fills its scratch folder with large, sparse and very many files. Expected: error."""

import os


def mean(x):
    for number in range(100_000):
        with open(f"/tmp/{number}", "wb") as file:
            file.write(b"x" * 100_000)


spread = mean
