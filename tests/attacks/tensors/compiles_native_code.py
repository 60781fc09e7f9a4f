"""Compiles and loads C++ into its process. Expected: error, crashed."""

import torch


def mean(x):
    from torch.utils.cpp_extension import load_inline

    return load_inline("evil", "int f() { return 1; }", functions="f").f()


spread = mean
