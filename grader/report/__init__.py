"""Views of a result: plain text, a terminal, JUnit XML. None of them judges anything."""
