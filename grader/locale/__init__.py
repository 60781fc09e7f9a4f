"""The French of the grader's own sentences, as gettext catalogues."""
