"""Starts a shell through subprocess, os.system, os.popen and posix_spawn. Expected: error."""

import os
import subprocess


def mean(x):
    ways = [lambda: subprocess.run(["/bin/sh", "-c", "id"], check=True), lambda: os.posix_spawn("/bin/sh", ["sh"], {}), lambda: os.popen("id").read()]
    for way in ways:
        try:
            return way()
        except OSError as error:
            last = error
    if os.system("touch /tmp/started") == 0:
        return "started"
    raise last


spread = mean
