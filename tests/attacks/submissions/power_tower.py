"""Computes powers that take for ever. Expected: timeout, memory."""



def mean(x):
    return 9 ** 9 ** 9


spread = mean
