"""Prints and raises lone surrogates and bytes that are no UTF-8. Expected: error."""

import os


def mean(x):
    os.write(1, b"\xff\xfe\x80 \xc0\xaf")
    print("\ud800")
    raise ValueError("\udcff \ud800")


spread = mean
