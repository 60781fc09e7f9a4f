"""Recurses without end. Expected: error."""



def mean(x):
    return mean(x)


spread = mean
