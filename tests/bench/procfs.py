# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What a tree of processes uses, read from /proc."""

import contextlib
import os
import pathlib
import re
import time

PROC = pathlib.Path("/proc")
GONE = (FileNotFoundError, ProcessLookupError)


def tree(root):
    """The pids of a process and all its descendants."""
    pids = [root]
    for pid in pids:
        with contextlib.suppress(*GONE):
            for task in (PROC / str(pid) / "task").iterdir():
                with contextlib.suppress(*GONE):
                    pids += [int(child) for child in (task / "children").read_text().split()]
    return pids


def program(pid):
    """File name of what a process runs, or "" when it is gone."""
    try:
        return os.path.basename(os.readlink(PROC / str(pid) / "exe"))
    except (*GONE, PermissionError):
        return ""


def memory(pids):
    """KiB of all these processes by kind: Pss, Rss and Private (given back when they end)."""
    sums = {"Pss": 0, "Rss": 0, "Private": 0}
    for pid in pids:
        with contextlib.suppress(*GONE):
            text = (PROC / str(pid) / "smaps_rollup").read_text()
            for name, size in re.findall(r"^(Pss|Rss|Private)(?:(?<=Private)_\w+)?: +(\d+) kB$", text,
                                         re.MULTILINE):
                sums[name] += int(size)
    return sums


def filled(pid):
    """Bytes of memory that a process has filled itself; what is read from files comes and goes."""
    status = (PROC / str(pid) / "status").read_text()
    sizes = re.findall(r"^Rss(?:Anon|Shmem):\s+(\d+) kB$", status, re.MULTILINE)
    return sum(int(size) << 10 for size in sizes)


def tasks(pids):
    """(pid, tid) of all their threads: (nanoseconds of CPU time, times it was woken up)."""
    found = {}
    for pid in pids:
        with contextlib.suppress(*GONE):
            for task in (PROC / str(pid) / "task").iterdir():
                with contextlib.suppress(*GONE):
                    used = int((task / "schedstat").read_text().split()[0])
                    status = (task / "status").read_text()
                    waits = re.search(r"^voluntary_ctxt_switches:\s+(\d+)$", status, re.MULTILINE)
                    found[pid, int(task.name)] = (used, int(waits.group(1)))
    return found


def watch(root, seconds, choose):
    """Watches a tree for some seconds: {group: (CPU seconds, wake-ups)}.

    `choose(pids)` divides the pids into named groups. Threads come and go, so it looks each half
    second; what a thread did after the last look at it is missed.
    """
    start = time.monotonic()
    begun, sums = None, {}
    while True:
        seen = {group: tasks(pids) for group, pids in choose(tree(root)).items()}
        if begun is None:
            begun = {key: value for group in seen.values() for key, value in group.items()}
        for group, threads in seen.items():
            for key, value in threads.items():
                first = begun.get(key, (0, 0))
                sums.setdefault(group, {})[key] = (value[0] - first[0], value[1] - first[1])
        left = start + seconds - time.monotonic()
        if left <= 0:
            break
        time.sleep(min(0.5, left))
    return {group: (sum(used for used, _ in threads.values()) / 1e9,
                    sum(waits for _, waits in threads.values()))
            for group, threads in sums.items()}
