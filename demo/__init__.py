"""`make demo`: three submissions graded for real, with the feedback that a student would see."""
