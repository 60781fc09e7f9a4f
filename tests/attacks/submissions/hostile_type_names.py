"""Returns objects whose types have names full of control characters and of 100 000 letters. Expected: failed."""



def mean(x):
    name = "\x1b[2J\x1b]0;owned\x07\u202e" + "A" * 100_000
    return type(name, (), {"__iter__": lambda self: iter([])})()


spread = mean
