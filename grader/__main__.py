"""The program `grade`: make the process safe to import in, then hand over to `grader.cli`.

Only `os` and `sys` are imported here at the top: a `numpy.py` or `click.py` in the folder where a
student works must not be taken for the library.
"""

from __future__ import annotations

import os
import sys

_THREADS = tuple(f"{name}_NUM_THREADS" for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR"))


def main() -> None:
    """Run the command line and end the process with its exit code."""
    forget_current_folder()
    for name in _THREADS:  # read by NumPy when it is first imported
        os.environ[name] = "1"
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        # A terminal that cannot write "✓" shows "?" and no traceback.
        getattr(sys, name).reconfigure(errors="replace")
    code = _run()
    _leave(code)


def forget_current_folder() -> None:
    """Take the current folder, relative paths included, off the list to import from.

    Where the package itself lies in it (a checkout), it stays, but behind all libraries: the jobs
    of a batch import it anew.
    """
    try:
        here = os.path.realpath(os.getcwd())
    except OSError:  # the folder is gone: nothing can be imported from it
        here = None
    sys.path[:] = [
        entry for entry in sys.path if os.path.isabs(entry) and os.path.realpath(entry) != here
    ]
    home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if home not in sys.path:
        sys.path.append(home)


def _run() -> int:
    import gc

    gc.disable()  # imports make much that lives on; the grading enables it again
    try:
        from grader.cli.group import cli

        cli.main(prog_name="grade")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except KeyboardInterrupt:
        return 130
    except BaseException as error:  # noqa: BLE001  # whatever it is, the user reads a sentence
        return _broken(error)


def _broken(error: BaseException) -> int:
    """Say that the grader cannot even start: a broken installation, in both languages."""
    sys.stderr.write(
        f"Le correcteur ne démarre pas (réinstallez-le). "
        f"The grader does not start (install it again): {type(error).__name__}: {error}\n"
    )
    if "--debug" in sys.argv:
        raise error
    return 3


def _leave(code: int) -> None:
    """End at once: taking NumPy and pytest apart would cost a student 20 ms and change nothing."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # the reader of a pipe went away
        code = code or 1
    os._exit(code)


if __name__ == "__main__":
    main()
