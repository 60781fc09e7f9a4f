"""The student's side of the boundary: loads a submission and answers calls.

Everything here runs in a process that the student's code can change at will, so nothing here is
trusted and nothing here is secret: it turns results into plain data, names the objects that stay
here by handles, and says as well as it can what went wrong. The judging is done elsewhere.

Verbs: `limits`, `uses`, `load`, `call`, `keep`, `attribute`, `iterate`, `vjp`, `state`, `free`, and
`seeded` (one of them with the seed of a new check). A request is `(verb, *arguments)`; a reply `("ok", value, facts)`,
`("raised", type, message, lines, bases)`, `("unsendable", why)`, or, while a call is on,
`("callback", id, arguments)`, which the grader answers with `("value", value)` or
`("refused", why)`.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib.abc
import importlib.machinery
import linecache
import opcode
import os
import random
import sys
import types
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.random  # else NumPy loads it at its first use: 9 ms in every single child

from grader.sandbox import arguments, names, tensors, wire

_MESSAGE = 2000  # characters of an exception's text that are sent
_PIECE = 1 << 16
_TRUSTED = wire.Caps(1 << 31, 1 << 31)  # of messages from the grader
_WARNINGS = 5  # of one call that are sent
_NAME = 200  # characters of the name of an exception that are sent
_BASES = 12  # classes that an exception is derived from that are sent
_RAISE = opcode.opmap["RAISE_VARARGS"]
_FRAMES = 12  # frames of the student's files that are sent


class Channel:
    """Framed messages over two file descriptors."""

    def __init__(self, read_fd: int, write_fd: int, caps: wire.Caps) -> None:
        self.read_fd, self.write_fd, self.caps = read_fd, write_fd, caps

    def receive(self) -> Any:
        """The next message; the grader sends one at a time."""
        data = bytearray()
        missing = 4
        while missing > 0:
            piece = os.read(self.read_fd, max(missing, _PIECE))
            if not piece:
                os._exit(0)  # the grader is gone
            data += piece
            if len(data) >= 4:
                missing = 4 + int.from_bytes(data[:4], "little") - len(data)
        return wire.decode(bytes(data[4:]), _TRUSTED)

    def send(self, payload: bytes) -> None:
        """Write one message, whole."""
        view = memoryview(wire.frame(payload))
        while view:
            view = view[os.write(self.write_fd, view) :]


class _Sources(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the submission's files and `support` from memory: nothing is written to disk."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = {name.removesuffix(".py"): (name, code) for name, code in files.items()}

    def find_spec(
        self, fullname: str, path: Any = None, target: Any = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in self.files:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, origin=self.files[fullname][0])

    def exec_module(self, module: types.ModuleType) -> None:
        name, source = self.files[module.__name__]
        module.__file__ = name
        text = source.decode("utf-8-sig")
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        exec(compile(text, name, "exec", dont_inherit=True), module.__dict__)


class Worker:
    """One submission, its objects, and the loop that serves the grader."""

    def __init__(self, channel: Channel, apply_limits: Callable[[Mapping[str, Any]], None]) -> None:
        self.channel = channel
        self.apply_limits = apply_limits
        self.module: types.ModuleType | None = None
        self.files: set[str] = set()
        self.objects: dict[int, Any] = {}
        self.warned: list[str] = []
        self.next_id = 1

    def serve(self) -> None:
        """Answer requests until the grader closes the channel."""
        while True:
            request = self.channel.receive()
            try:
                reply = self._answer(*request)
            except BaseException as error:
                reply = self._raised(error)
            _flush()
            self.channel.send(self._encoded(reply))

    def _answer(self, verb: str, *arguments: Any) -> tuple[Any, ...]:
        reply: tuple[Any, ...] = getattr(self, "verb_" + verb)(*arguments)
        return reply

    def _encoded(self, reply: tuple[Any, ...]) -> bytes:
        try:
            return wire.encode(reply, self._keep, self.channel.caps)
        except wire.Unsendable as why:
            return wire.encode(("unsendable", str(why)))
        except BaseException as error:
            return wire.encode(self._raised(error))

    def _keep(self, value: Any) -> wire.Handle | tensors.Tensor:
        """What crosses in the place of a value that is no plain data."""
        return tensors.from_torch(value) if tensors.is_tensor(value) else self._handle(value)

    def _handle(self, value: Any) -> wire.Handle:
        """The name of an object that stays here."""
        traits = ("c" if callable(value) else "") + ("i" if hasattr(value, "__iter__") else "")
        key, self.next_id = self.next_id, self.next_id + 1
        self.objects[key] = value
        name = type(value).__name__
        if isinstance(value, np.ndarray):
            name = f"ndarray of {value.dtype}"
        return wire.Handle(key, name, traits)

    def _raised(self, error: BaseException) -> tuple[Any, ...]:
        try:
            return self._described(error)
        except BaseException:  # an exception that raises when it is looked at
            return ("raised", "Exception", "", [], [])

    def _described(self, error: BaseException) -> tuple[Any, ...]:
        lines = []
        trace = last = error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            if code.co_filename in self.files:
                lines.append((code.co_filename, trace.tb_lineno, code.co_name))
            last, trace = trace, trace.tb_next
        if isinstance(error, SyntaxError) and error.filename in self.files:
            text = (error.text or "")[:_MESSAGE]
            lines = [(error.filename, error.lineno or 0, text), *lines]
        todo = isinstance(error, NotImplementedError) and self._raises(last)
        name = wire.NOT_WRITTEN if todo else type(error).__name__[:_NAME]
        bases = [base.__name__[:_NAME] for base in type(error).__mro__[1:_BASES]]
        return ("raised", name, _message(error), lines[-_FRAMES:], bases)

    def _raises(self, last: types.TracebackType | None) -> bool:
        """Whether a `raise` of the student's files is where it began: libraries raise this too."""
        if last is None or (code := last.tb_frame.f_code).co_filename not in self.files:
            return False
        return code.co_code[last.tb_lasti] == _RAISE

    # --- verbs ------------------------------------------------------------------------------------

    def verb_limits(self, limits: Mapping[str, Any]) -> tuple[Any, ...]:
        """Limit this process, once, before anything is loaded."""
        self.channel.caps = wire.Caps(limits["message_bytes"], limits["items"])
        self.apply_limits(limits)
        return ("ok", None, {})

    def verb_load(
        self, files: Mapping[str, bytes], main: str, support: bytes | None
    ) -> tuple[Any, ...]:
        """Import the submission's main file; the others and `support` are there to be imported."""
        self.files = set(files)
        sources = dict(files) if support is None else {**files, "support.py": support}
        sys.meta_path.insert(0, _Sources(sources))
        self._note_warnings()
        tensors.explain_limits(_NoProcesses, _NoCompiler)
        _seed(0)
        name = main.removesuffix(".py")
        sys.modules.pop(name, None)
        self.module = __import__(name)
        return ("ok", None, {})

    def verb_uses(self, source: str) -> tuple[Any, ...]:
        """The uses of imported names in a source: parsed here, where nothing of it has run."""
        return ("ok", [tuple(use) for use in names.uses(source)], {})

    def _note_warnings(self) -> None:
        """The first warnings of each call are shown and remembered for its reply."""
        show = warnings.showwarning

        def note(message: Any, category: Any, *where: Any, **more: Any) -> None:
            if len(self.warned) < _WARNINGS:
                self.warned.append(f"{category.__name__}: {message}"[:200])
                show(message, category, *where, **more)

        warnings.showwarning = note
        warnings.simplefilter("always")
        # Of lanes that a mask leaves out: no news for the one who wrote the mask.
        warnings.filterwarnings("ignore", module=r"triton\.")
        # float(loss) is as good as loss.item(), whatever PyTorch thinks of it.
        warnings.filterwarnings("ignore", message="Converting a tensor with requires_grad=True")

    def verb_seeded(self, seed: int, verb: str, *arguments: Any) -> tuple[Any, ...]:
        """The first request of a check: seed the random generators, then do it.

        The objects of the check before are forgotten, and handles numbered from 1 again: in every
        check, and in a stand-in, the first object is number 1.
        """
        _seed(seed)
        self.objects.clear()
        self.next_id = 1
        return self._answer(verb, *arguments)

    def verb_call(
        self, target: wire.Handle | None, name: str, args: list[Any], kwargs: dict[str, Any]
    ) -> tuple[Any, ...]:
        """Call a function; say which array arguments it changed and which warnings it issued."""
        function = self._function(target, name)
        given = [self._resolve(arg) for arg in args]
        named = {key: self._resolve(arg) for key, arg in kwargs.items()}
        # Objects that stayed here are the student's own: what a call does to them is its affair.
        before = [
            None if isinstance(arg, wire.Handle) else arguments.snapshot(value)
            for arg, value in zip(args, given, strict=True)
        ]
        self.warned.clear()
        value = function(*given, **named)
        warned = list(self.warned)
        changed = [n for n, old in enumerate(before) if arguments.changed(old, given[n])]
        stated = {"changed": changed, "warned": warned}
        return ("ok", value, {name: facts for name, facts in stated.items() if facts})

    def verb_keep(
        self, target: wire.Handle | None, name: str, args: list[Any], kwargs: dict[str, Any]
    ) -> tuple[Any, ...]:
        """Call a function whose result stays here, whatever it is."""
        ok, value, stated = self.verb_call(target, name, args, kwargs)
        return (ok, self._handle(value), stated)

    def verb_attribute(self, target: wire.Handle | None, name: str) -> tuple[Any, ...]:
        """The value of a name of the module or of an object."""
        return ("ok", self._find(target, name), {})

    def verb_iterate(self, target: wire.Handle, count: int) -> tuple[Any, ...]:
        """Up to `count` next items, and whether it has ended."""
        key = target.id
        if not isinstance(self.objects[key], Iterator):
            self.objects[key] = iter(self.objects[key])
        items = []
        for _ in range(count):
            try:
                items.append(next(self.objects[key]))
            except StopIteration:
                return ("ok", (items, True), {})
        return ("ok", (items, False), {})

    def verb_vjp(
        self,
        target: wire.Handle | None,
        name: str,
        args: list[Any],
        kwargs: dict[str, Any],
        wrt: list[int],
        cotangent: Any,
    ) -> tuple[Any, ...]:
        """The gradients that flow through a function of tensors: see `tensors.pull_back`."""
        function = self._function(target, name)
        given = [self._resolve(arg) for arg in args]
        named = {key: self._resolve(arg) for key, arg in kwargs.items()}
        pulled = tensors.pull_back(function, given, named, wrt, self._resolve(cotangent))
        return ("ok", pulled, {})

    def verb_state(self, target: wire.Handle) -> tuple[Any, ...]:
        """The named arrays, tensors and numbers that an object holds."""
        owner = self.objects[target.id]
        held = tensors.held(owner)
        return ("ok", _plain(vars(owner)) if held is None else held, {})

    def verb_free(self, target: wire.Handle) -> tuple[Any, ...]:
        """Forget an object."""
        self.objects.pop(target.id, None)
        return ("ok", None, {})

    # --- names and arguments ----------------------------------------------------------------------

    def _find(self, target: wire.Handle | None, name: str) -> Any:
        """The object behind a handle, or a name of it, or a name of the submission's module."""
        owner = self.module if target is None else self.objects[target.id]
        if not name:
            return owner
        try:
            return getattr(owner, name)
        except AttributeError:
            if target is None:
                raise _Missing(name, _public_names(owner)) from None
            raise

    def _function(self, target: wire.Handle | None, name: str) -> Any:
        """What is to be called; a method that is not there is told as a missing function is."""
        try:
            return self._find(target, name)
        except AttributeError:
            owner = type(self._find(target, ""))
            raise _Missing(f"{owner.__name__}.{name}", _public_names(owner)) from None

    def _resolve(self, value: Any) -> Any:
        """Handles, call-backs and support names in arguments become what they stand for."""
        if isinstance(value, tensors.Tensor):
            return tensors.to_torch(value)
        if isinstance(value, wire.Handle):
            return self.objects[value.id]
        if isinstance(value, wire.Callback):
            return self._callback(value)
        if isinstance(value, wire.SupportName):
            return getattr(__import__("support"), value.name)
        if type(value) in (list, tuple):
            return type(value)(self._resolve(item) for item in value)
        if type(value) is dict:
            return {key: self._resolve(item) for key, item in value.items()}
        return value

    def _callback(self, reference: wire.Callback) -> Callable[..., Any]:
        def function(*args: Any) -> Any:
            self.channel.send(
                wire.encode(("callback", reference.id, args), _sent, self.channel.caps)
            )
            kind, value = self.channel.receive()
            if kind == "refused":
                raise ValueError(value)
            return self._resolve(value)

        function.__name__ = function.__qualname__ = reference.name
        return function


class _NoProcesses(Exception):
    """A worker can't start processes, which a DataLoader was asked to do."""


class _NoCompiler(Exception):
    """A worker has no compiler, which torch.compile needs."""


class _Missing(Exception):
    """The submission has no such function; the arguments are its name and the names there are."""


def _sent(value: Any) -> tensors.Tensor:
    """A tensor in the arguments of a call-back; objects can't leave."""
    if not tensors.is_tensor(value):
        raise wire.Unsendable(f"an object of type {type(value).__name__}")
    return tensors.from_torch(value)


def _public_names(module: Any) -> list[str]:
    return [name for name in vars(module) if isinstance(name, str) and name[:1] != "_"][:200]


def _message(error: BaseException) -> str:
    if isinstance(error, _Missing):
        return "\n".join([error.args[0], *error.args[1]])[:_MESSAGE]
    if isinstance(error, SyntaxError):
        return str(error.msg)[:_MESSAGE]
    try:
        return str(error)[:_MESSAGE]
    except BaseException:
        return ""  # an exception whose text can't be had


def _plain(held: dict[str, Any]) -> dict[str, Any]:
    """What of the attributes of an object is plain data or a tensor."""
    plain = (np.ndarray, np.generic, bool, int, float, complex, str)
    return {
        name: item
        for name, item in held.items()
        if isinstance(item, plain) or tensors.is_tensor(item)
    }


def _seed(seed: int) -> None:
    """The global generators; the same submission then draws the same numbers."""
    random.seed(seed)
    np.random.seed(seed)
    tensors.seed(seed)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(BaseException):  # the student may have closed or replaced it
            stream.flush()


def prepare_interpreter() -> None:
    """What a student's file expects to find, and no trace of how this process was started."""
    import _sitebuiltins

    builtins.exit = _sitebuiltins.Quitter("exit", "Ctrl-D")
    builtins.quit = _sitebuiltins.Quitter("quit", "Ctrl-D")
    sys.argv = [""]
    sys.orig_argv[:] = [""]


def redirect_prints(fd: int) -> None:
    """Python's standard output and error go, line by line, to one pipe."""
    os.dup2(fd, 1)
    os.dup2(fd, 2)
    for name in ("stdout", "stderr"):
        stream = open(1, "w", encoding="utf-8", errors="replace", closefd=False, buffering=1)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
