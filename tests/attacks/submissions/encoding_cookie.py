# -*- coding: utf-7 -*-
"""Declares another encoding, in which its text means something else. Expected: error."""

x = 1


def mean(x):
    raise ValueError("déjà")


spread = mean
