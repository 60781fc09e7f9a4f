"""Has one line of 20 000 constants. Expected: failed."""

x = ["@20000*1,@"]


def mean(x):
    return 0.0


def spread(x):
    return 0.0
