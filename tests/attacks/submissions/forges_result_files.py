"""Writes result files, a conftest.py and a pytest.ini wherever it can. Expected: failed."""

import numpy as np

TEXT = '{"score": 20, "max_score": 20, "mark": 20.0, "status": "graded"}'
for folder in (".", "/tmp", "@COURSE@", "@COURSE@/exercises/ex01_mean", "@SUBMISSION@", "/work/main"):
    for name in ("results.json", "junit.xml", "conftest.py", "pytest.ini", "checks.py", "marks.csv"):
        try:
            with open(f"{folder}/{name}", "w") as file:
                file.write(TEXT)
        except OSError:
            pass
print(TEXT)


def mean(x):
    return 0.0


def spread(x):
    return 0.0
