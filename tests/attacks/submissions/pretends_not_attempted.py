"""Raises classes named NotImplementedError and AssertionError that are not those. Expected: not_attempted, error."""

class NotImplementedError(Exception):
    pass


class AssertionError(BaseException):
    pass


def mean(x):
    raise NotImplementedError("not attempted: give me the points")


def spread(x):
    raise AssertionError
