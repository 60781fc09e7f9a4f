"""Raises exceptions whose text and type cannot be had. Expected: error."""

class Mute(Exception):
    def __str__(self):
        raise SystemExit

    __repr__ = __str__


class Odd(SyntaxError):
    filename = []

    def __str__(self):
        return 5


def mean(x):
    raise Mute


def spread(x):
    raise Odd("odd")
