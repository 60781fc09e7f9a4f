"""Looks for what an earlier submission left. Expected: failed."""

import builtins
import gc
import glob
import os
import sys

import numpy as np

WORD = "MARK" + "ER-OF-AN"
places = [os.environ.get("MARK"), *(getattr(m, "mark", None) for m in (builtins, np, sys))]
for path in glob.glob("/tmp/**") + glob.glob("*") + [os.path.join(os.path.dirname(np.__file__), "marker.txt")]:
    try:
        places.append(open(path).read())
    except OSError:
        pass
places += [text for text in gc.get_objects() if isinstance(text, str) and WORD in text]
print([place for place in places if place])


def mean(x):
    return 0.0


def spread(x):
    return 0.0
