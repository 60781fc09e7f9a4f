"""Steers the terminal from prints, exceptions and names of functions. Expected: error."""

EVIL = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202e\u2066\x00\r\n[bold red]20/20[/bold red][/]\n</failure><testcase/>"
print(EVIL)
code = "def mean(x):\n    raise ValueError(EVIL)\n"
exec(compile(code, "mean.py", "exec"), globals())
mean.__name__ = mean.__qualname__ = EVIL
mean.__code__ = mean.__code__.replace(co_name=EVIL)
Evil = type(EVIL.replace("\x00", ""), (Exception,), {})


def spread(x):
    print(EVIL)
    raise Evil(EVIL)
