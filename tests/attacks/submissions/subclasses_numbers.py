"""Returns float, int and str subclasses that equal everything. Expected: failed."""

def yes(*args):
    return True


class Float(float):
    __eq__ = __le__ = __ge__ = __lt__ = __gt__ = yes
    __hash__ = float.__hash__
    __sub__ = __rsub__ = lambda self, other: 0.0


class Text(str):
    __eq__ = yes
    __hash__ = str.__hash__


def mean(x):
    return Float(1e9)


def spread(x):
    return Text("2.9")
