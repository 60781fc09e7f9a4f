"""Raises texts with format fields that would read attributes. Expected: error."""



def mean(x):
    raise ValueError("{file.__class__.__init__.__globals__} {0} {} %s %(key)s {{")


spread = mean
