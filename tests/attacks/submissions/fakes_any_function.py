"""Answers to every name through a module-level __getattr__. Expected: failed."""

def __getattr__(name):
    return lambda *args, **kwargs: {"status": "passed", "points": 20}
