"""`make demo`: three submissions graded for real, with the feedback that a student would see."""

import os

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
