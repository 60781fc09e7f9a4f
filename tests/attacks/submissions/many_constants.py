"""Has one line of 80 000 constants. Expected: failed."""

x = ["@80000*1,@"]


def mean(x):
    return 0.0


def spread(x):
    return 0.0
