# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What runs on this machine, read from /proc; for tests of the whole Perch."""

import contextlib
import os
import signal
import time

from processes import PATIENCE, state


def _read(pid, name):
    try:
        with open(f"/proc/{pid}/{name}", "rb") as file:
            return file.read()
    except OSError:
        return b""


def _stat(pid):
    """The fields behind the name: state, ppid, ..., starttime; empty when there is no process."""
    return _read(pid, "stat").rpartition(b")")[2].split()


def is_alive(pid):
    return state(pid) not in (None, "Z", "X")


def all_pids():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def children(pid):
    found = []
    for other in all_pids():
        stat = _stat(other)
        if len(stat) > 1 and int(stat[1]) == pid and stat[0] not in (b"Z", b"X"):
            found.append(other)
    return found


def descendants(pid):
    found = []
    for child in children(pid):
        found += [child, *descendants(child)]
    return found


def environ(pid):
    pairs = (item.partition(b"=") for item in _read(pid, "environ").split(b"\0") if item)
    return {os.fsdecode(name): os.fsdecode(value) for name, _, value in pairs}


def program(pid):
    """Base name of what it executes; the file itself may be gone."""
    try:
        return os.path.basename(os.readlink(f"/proc/{pid}/exe")).replace(" (deleted)", "")
    except OSError:
        return ""


def arguments(pid):
    return [os.fsdecode(word) for word in _read(pid, "cmdline").split(b"\0")[:-1]]


def describe(pid):
    return f"{pid} ({_stat(pid)[:2]}): {' '.join(arguments(pid))}"


def with_environment(name, value):
    """All living processes that were started with NAME=VALUE."""
    return [pid for pid in all_pids() if is_alive(pid) and environ(pid).get(name) == value]


def kill(*pids):
    """Kills them, all of them stopped first so that none sees another one die, and waits for it."""
    for number in (signal.SIGSTOP, signal.SIGKILL):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
    until(lambda: not any(map(is_alive, pids)), f"end of {pids}")


def until(condition, what, timeout=PATIENCE):
    """Returns the first true result of `condition()`. It looks often at first, then less so."""
    deadline = time.monotonic() + timeout
    pause = 0.005
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout:g} s: {what() if callable(what) else what}")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)
