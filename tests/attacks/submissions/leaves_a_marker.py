"""Leaves a marker in every place that a later submission could look at. Expected: failed."""

import builtins
import os
import sys

import numpy as np

MARK = "MARK" + "ER-OF-AN-EARLIER-ONE"
os.environ["MARK"] = builtins.mark = np.mark = sys.mark = MARK
for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run", ".", os.path.dirname(np.__file__), os.path.expanduser("~")):
    try:
        with open(os.path.join(folder, "marker.txt"), "w") as file:
            file.write(MARK)
    except OSError:
        pass


def mean(x):
    return 0.0


def spread(x):
    return 0.0
