"""Leaves politely with status 0 at import. Expected: error."""

import sys

sys.exit(0)


def mean(x):
    return 0.0


def spread(x):
    return 0.0
