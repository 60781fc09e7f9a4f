"""Imports scipy, then torch, by assembled names inside the call. Expected: error."""



def mean(x):
    for name in ("sci" + "py", "tor" + "ch", "ms" + "gspec", "ya" + "ml"):
        try:
            return __import__(name)
        except ModuleNotFoundError as error:
            last = error
    raise last


spread = mean
