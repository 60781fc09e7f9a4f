"""What the kernel is asked for: namespaces, Landlock, seccomp, limits (Linux, through libc).

Every function raises OSError when the kernel refuses; nothing is half done silently.
"""

from __future__ import annotations

import ctypes
import os
import resource
import struct
from collections.abc import Iterable

_libc = ctypes.CDLL(None, use_errno=True)

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18
_MNT_DETACH = 2
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 1, 4, 38, 22
_SYS_PIVOT_ROOT, _SYS_CAPSET = 155, 126
_SYS_LANDLOCK_CREATE, _SYS_LANDLOCK_ADD, _SYS_LANDLOCK_RESTRICT = 444, 445, 446


def _checked(result: int, what: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def _syscall(number: int, what: str, *args: object) -> int:
    return _checked(_libc.syscall(ctypes.c_long(number), *args), what)


def unshare(flags: int) -> None:
    """Leave the namespaces named by `flags` for new ones."""
    _checked(_libc.unshare(flags), "unshare")


def join_namespace(fd: int, kind: int) -> None:
    """Enter the namespace behind a file descriptor of /proc/PID/ns."""
    _checked(_libc.setns(fd, kind), "setns")


def mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    """Mount a file system; the parameters are those of the system call."""
    _checked(
        _libc.mount(source.encode(), target.encode(), kind.encode(), flags, data.encode()),
        f"mount {target}",
    )


def _prctl(option: int, value: int, what: str) -> None:
    _checked(_libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0), what)


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends."""
    _prctl(_PR_SET_PDEATHSIG, 9, "PR_SET_PDEATHSIG")


def become(uid: int) -> None:
    """Give up root for another user; keep /proc/self writable for the user namespace."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    _prctl(_PR_SET_DUMPABLE, 1, "PR_SET_DUMPABLE")


def drop_capabilities() -> None:
    """Empty the effective, permitted and inheritable sets; they can't come back."""
    header = struct.pack("=Ii", 0x20080522, 0)
    _syscall(_SYS_CAPSET, "capset", header, bytes(24))


def no_new_privileges() -> None:
    """No program run from here on gains privileges (needed by Landlock and seccomp)."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1, "PR_SET_NO_NEW_PRIVS")


def enter_user_namespace(proc: int, flags: int) -> None:
    """A new user namespace in which this user is itself, plus the namespaces of `flags`.

    `proc` is a descriptor of /proc/self: the root may have none any more.
    """
    uid, gid = os.getuid(), os.getgid()
    unshare(CLONE_NEWUSER | flags)
    for name, content in (
        ("setgroups", "deny"),
        ("uid_map", f"{uid} {uid} 1"),
        ("gid_map", f"{gid} {gid} 1"),
    ):
        fd = os.open(name, os.O_WRONLY | os.O_CLOEXEC, dir_fd=proc)
        try:
            os.write(fd, content.encode())
        finally:
            os.close(fd)


# --- the root that a worker sees ----------------------------------------------------------------


def build_root(binds: Iterable[str], masks: Iterable[str], scratch: str) -> None:
    """Replace `/` by a read-only tree that holds `binds` at their own paths and nothing else.

    `masks` are folders inside `binds` that are hidden behind empty ones before the rest of the
    binds is laid over them (the standard library without its site-packages).
    """
    mount("none", "/", "", MS_REC | MS_PRIVATE)
    new = "/proc"  # always there, and holds nothing that is bound below
    mount("tmpfs", new, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=1m")
    masked = list(masks)
    for path in binds:
        _bind(path, new + path)
        for mask in (m for m in masked if m.startswith(path + "/")):
            mount("tmpfs", new + mask, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=1m")
    os.makedirs(new + scratch, exist_ok=True)
    for made in (*(new + mask for mask in masked), new):
        _read_only(made)
    os.chdir(new)
    _syscall(_SYS_PIVOT_ROOT, "pivot_root", b".", b".")
    _checked(_libc.umount2(b".", _MNT_DETACH), "umount2")
    os.chdir("/")


def _bind(path: str, target: str) -> None:
    if os.path.isdir(path):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w"):
            pass
    mount(path, target, "", MS_BIND | MS_REC)
    _read_only(target)


def _read_only(target: str) -> None:
    """Make one mount read-only, keeping the flags that this user may not clear."""
    kept = os.statvfs(target).f_flag & (MS_NOSUID | MS_NODEV | MS_NOEXEC)
    flags = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | kept
    mount("none", target, "", flags)


def private_scratch(scratch: str, size_mb: int) -> None:
    """A mount namespace of one's own with a small, empty, writable folder at `scratch`."""
    unshare(CLONE_NEWNS)
    mount(
        "tmpfs",
        scratch,
        "tmpfs",
        MS_NOSUID | MS_NODEV | MS_NOEXEC,
        f"mode=0700,size={size_mb}m,nr_inodes=256",
    )
    os.chdir(scratch)


# --- Landlock -----------------------------------------------------------------------------------

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_ABOVE_READING = sum(1 << bit for bit in range(4, 13))
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_MAKE_SPECIAL = sum(1 << bit for bit in (6, 9, 10, 11, 12))  # devices, sockets, fifos, links
_RULE_PATH_BENEATH = 1


def landlock_abi() -> int:
    """The kernel's Landlock version, 0 when it has none."""
    return max(0, int(_libc.syscall(ctypes.c_long(_SYS_LANDLOCK_CREATE), None, 0, 1)))


def landlock(readable: Iterable[str], writable: Iterable[str], devices: Iterable[str] = ()) -> None:
    """From here on only `readable` can be read and `writable` changed; no TCP, no signals out.

    `devices` are files of devices that may be read, written and controlled.
    """
    abi = landlock_abi()
    handled = _EXECUTE | _WRITE_FILE | _READ_FILE | _READ_DIR | _ABOVE_READING
    handled |= (_REFER if abi >= 2 else 0) | (_TRUNCATE if abi >= 3 else 0)
    handled |= _IOCTL_DEV if abi >= 5 else 0
    network = 3 if abi >= 4 else 0  # bind and connect
    scoped = 3 if abi >= 6 else 0  # abstract sockets, signals
    attributes = struct.pack("=QQQ", handled, network, scoped)[: 24 if abi >= 6 else 16]
    attributes = attributes if abi >= 4 else attributes[:8]
    ruleset = _syscall(
        _SYS_LANDLOCK_CREATE, "landlock", attributes, ctypes.c_size_t(len(attributes)), 0
    )
    try:
        for path in readable:
            _allow(ruleset, path, _READ_FILE | _READ_DIR)
        for path in writable:
            _allow(ruleset, path, handled & ~(_EXECUTE | _MAKE_SPECIAL | _IOCTL_DEV))
        for path in devices:
            _allow(ruleset, path, handled & (_READ_FILE | _WRITE_FILE | _IOCTL_DEV))
        _syscall(_SYS_LANDLOCK_RESTRICT, "landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, access: int) -> None:
    fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not os.path.isdir(path):
            access &= _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
        rule = struct.pack("=Qi", access, fd)
        _syscall(_SYS_LANDLOCK_ADD, f"landlock {path}", ruleset, _RULE_PATH_BENEATH, rule, 0)
    finally:
        os.close(fd)


# --- seccomp (x86-64) ---------------------------------------------------------------------------

_ARCH_X86_64 = 0xC000003E
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_REFUSE = 0x00050000  # + errno
_EPERM, _ENOSYS = 1, 38
# Numbers of asm/unistd_64.h, hot ones first. No processes, no sockets, no other process's
# limits, times or signals; no change of modes or times of files.
_ALLOWED = (
    *(0, 1, 202, 228, 9, 11, 10, 12, 28, 25),  # read write futex clock_gettime mmap ...
    *(257, 262, 3, 5, 8, 2, 4, 6, 17, 18, 19, 20),  # openat newfstatat close fstat lseek ...
    *(7, 271, 23, 270, 213, 291, 232, 281, 233),  # poll select epoll
    *(13, 14, 15, 131),  # rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack
    *(22, 293, 32, 33, 292, 73),  # pipe pipe2 dup dup2 dup3 flock
    *(24, 35, 230, 34, 96, 201, 229),  # sched_yield nanosleep clock_nanosleep pause time
    *(39, 186, 110, 102, 104, 107, 108, 118, 120, 115, 63),  # getpid gettid ... getuid uname
    *(21, 269, 439, 89, 267, 79, 78, 217, 332),  # access readlink getcwd getdents statx
    *(74, 75, 76, 77, 82, 264, 316, 83, 258, 84, 87, 263, 80, 81),  # fsync truncate rename mkdir
    *(204, 273, 274, 218, 334, 324),  # sched_getaffinity robust lists tid rseq membarrier
    *(318, 98, 99, 100, 97, 60, 231, 219, 95),  # getrandom rusage sysinfo times exit restart
    *(137, 138, 285, 26, 27, 149, 150),  # statfs fallocate msync mincore mlock munlock
)
_CLONE, _CLONE3, _IOCTL, _PRLIMIT, _TGKILL, _FCNTL = 56, 435, 16, 302, 234, 72
_CLONE_THREAD = 0x10000
# Duplicate, flags, locks, size of a pipe. Not F_SETOWN: it sends signals to other processes; nor
# F_SETLEASE: it keeps others from opening a file.
_FCNTLS = (0, 1, 2, 3, 4, 5, 6, 7, 1030, 1032)
_IOCTLS = (0x5401, 0x5451, 0x541B, 0x5421)  # TCGETS FIOCLEX FIONREAD FIONBIO
# What a GPU's driver needs besides: memory policies, event counters, shared memory of its own.
_FOR_DEVICES = (237, 238, 239, 290, 319)  # mbind, [sg]et_mempolicy, eventfd2, memfd_create


def _statement(code: int, k: int, jump_true: int = 0, jump_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, jump_true, jump_false, k)


def _load(offset: int) -> bytes:
    return _statement(0x20, offset)


def _return(action: int) -> bytes:
    return _statement(0x06, action)


def _if_equal(value: int, then: bytes) -> bytes:
    """`then` (which must return) where the loaded word is `value`."""
    return _statement(0x15, value, 0, len(then) // 8) + then


def _search(rules: list[tuple[int, bytes]], otherwise: bytes) -> bytes:
    """The rule for the loaded number, by binary search.

    The kernel runs a new filter once for each system call there is: a list that is gone through
    from its beginning costs it half a millisecond in every child.
    """
    if len(rules) <= 2:
        return b"".join(_if_equal(number, rule) for number, rule in rules) + otherwise
    middle = len(rules) // 2
    below, rest = _search(rules[:middle], otherwise), _search(rules[middle:], otherwise)
    return _statement(0x35, rules[middle][0], len(below) // 8, 0) + below + rest


def seccomp_program(pid: int, devices: bool = False) -> bytes:
    """The filter as BPF instructions; `pid` is the only process that may be signalled.

    With `devices` any control of a device is let through: Landlock says of which.
    """
    allow, refuse = _return(_ALLOW), _return(_REFUSE | _EPERM)
    argument = [16 + 8 * n for n in range(6)]  # offset of the low half of each argument

    def among(values: Iterable[int], position: int) -> bytes:
        known = b"".join(_if_equal(value, allow) for value in values)
        return _load(argument[position]) + known + refuse

    rules = dict.fromkeys(_ALLOWED, allow)
    threads_only = _statement(0x45, _CLONE_THREAD, 0, 1) + allow + refuse
    rules[_CLONE] = _load(argument[0]) + threads_only
    rules[_CLONE3] = _return(_REFUSE | _ENOSYS)  # libc then falls back to clone
    rules[_IOCTL] = among(_IOCTLS, 1)
    if devices:
        rules.update(dict.fromkeys((_IOCTL, *_FOR_DEVICES), allow))
    rules[_FCNTL] = among(_FCNTLS, 1)
    rules[_PRLIMIT] = among([0], 0)
    rules[_TGKILL] = among([pid], 0)
    architecture = _load(4) + _statement(0x15, _ARCH_X86_64, 1, 0) + _return(_KILL)
    return architecture + _load(0) + _search(sorted(rules.items()), refuse)


def seccomp(program: bytes) -> None:
    """Allow-list of system calls from here on; every other one answers EPERM."""
    buffer = ctypes.create_string_buffer(program, len(program))
    head = struct.pack("=HxxxxxxQ", len(program) // 8, ctypes.addressof(buffer))
    _checked(_libc.prctl(_PR_SET_SECCOMP, 2, head, 0, 0), "seccomp")


# --- limits ---------------------------------------------------------------------------------------


def address_space() -> int:
    """The bytes of address space that this process has now."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def limit_resources(
    address_space_bytes: int | None, cpu_s: int, file_mb: int, threads: int
) -> None:
    """Hard limits of this process; soft ones equal them, so that none can be raised.

    Without a limit of address space, as on a GPU, there may be more open files: the driver's.
    """
    limits = {
        resource.RLIMIT_CPU: cpu_s,
        resource.RLIMIT_FSIZE: file_mb << 20,
        resource.RLIMIT_NOFILE: 64 if address_space_bytes else 1024,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
    }
    if address_space_bytes:
        limits[resource.RLIMIT_AS] = address_space_bytes
    if threads:
        limits[resource.RLIMIT_NPROC] = threads
    for which, value in limits.items():
        hard = resource.getrlimit(which)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (value, value))
