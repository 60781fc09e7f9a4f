"""The GPU of this machine, as files: what a worker needs to reach it, and nothing more.

A worker on a GPU runs at the level `landlock`, where paths keep their names: the driver looks for
its device files, its libraries and what the kernel says of the machine under fixed ones.
"""

from __future__ import annotations

import glob
import os

__all__ = ["driver_files", "gpu_nodes"]

_CARDS = "/dev/nvidia[0-9]*"
_CONTROLS = ("/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools")
_FOLDERS = ("/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/local/nvidia/lib64")
_LIBRARIES = ("libcuda.so*", "libnvidia-*.so*", "libcudadebugger.so*")
# What the driver reads about the machine when it starts.
_FACTS = (
    *("/proc/driver/nvidia", "/proc/devices", "/proc/meminfo", "/proc/cpuinfo"),
    *("/sys/devices/system/cpu", "/sys/devices/system/node", "/sys/bus/pci/devices"),
)


def gpu_nodes() -> list[str]:
    """The device files of NVIDIA's GPUs here; none where there is no GPU."""
    cards = sorted(glob.glob(_CARDS))
    return [*cards, *filter(os.path.exists, _CONTROLS)] if cards else []


def driver_files() -> list[str]:
    """The driver's libraries and what it reads about the machine, as far as they are here."""
    patterns = [os.path.join(folder, name) for folder in _FOLDERS for name in _LIBRARIES]
    libraries = sorted({os.path.realpath(path) for each in patterns for path in glob.glob(each)})
    links = sorted(path for each in patterns for path in glob.glob(each) if os.path.islink(path))
    return [*libraries, *links, *filter(os.path.exists, _FACTS)]
