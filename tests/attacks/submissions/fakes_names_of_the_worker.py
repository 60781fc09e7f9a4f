"""Answers to the names that the worker itself looks up. Expected: failed."""

__file__ = __name__ = __spec__ = None


def __getattr__(name):
    return lambda *args, **kwargs: ("ok", True, {"passed": True})


__path__ = []
