"""Grade deep-learning exercises, the student's code in a process of its own."""

__version__ = "0.1.0"
