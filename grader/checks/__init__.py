"""Checks: what authors write with (`api`), how values are compared, and how checks are run."""
