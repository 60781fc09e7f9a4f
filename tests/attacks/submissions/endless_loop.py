"""Computes without end. Expected: timeout."""



def mean(x):
    while True:
        pass


spread = mean
