"""Pages that are one file: a shell with a strict policy, styles and scripts inside."""
