"""Writes a file of a terabyte, sparse and not. Expected: error."""



def mean(x):
    with open("/tmp/huge", "wb") as file:
        file.truncate(1 << 40)
        return 0.0


spread = mean
