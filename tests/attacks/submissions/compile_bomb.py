"""Compiles a small text that becomes gigabytes of code. Expected: memory, timeout, error."""



def mean(x):
    return eval("(" * 80 + "1" + ",)" * 80 + "*1000" * 3) if False else exec("x = " + "(1," * 50 + ")" * 50) or [0] * 10**12


spread = mean
