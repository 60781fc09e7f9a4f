def mean(x):
    raise NotImplementedError()


def spread(x):
    return x.std(axis=-1)
