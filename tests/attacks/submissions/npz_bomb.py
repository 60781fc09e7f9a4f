"""Opens a small archive that unfolds to gigabytes. Expected: memory."""

import io
import struct
import zipfile
import zlib

import numpy as np


def bomb():
    head = b"\x93NUMPY\x01\x00" + struct.pack("<H", 118) + b"{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000,), }".ljust(117) + b"\n"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.npy", head + bytes(1 << 20))
    return io.BytesIO(out.getvalue())


def mean(x):
    return np.load(bomb())["a"]


spread = mean
