#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What is left of a poll: GET /api/status/health by curl, a process and a connection each.

100 a second, for PERCH_BENCH_SECONDS (30). Descriptors must stay as they are, and memory too; CPU
time a poll is shown beside it. Prints a table and exits with 1 when a goal is missed.
"""

import contextlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

import procfs
from http_servers import PATH, list_rivals
from measure import Goals, machine, print_table, say_skipped, version_of
from perch_server import running_perch

SECONDS = int(os.environ.get("PERCH_BENCH_SECONDS", "30"))
RIVAL_SECONDS = min(SECONDS, 5)
RATE = 100
WARM_UP = 500
MOST_AT_ONCE = 50  # where the machine is too slow for the rate


class Poller:
    """Starts a curl each time, and knows whether all of them got their answer."""

    def __init__(self, port):
        self.command = ["curl", "--silent", "--fail", "--max-time", "30", "--output", os.devnull,
                        f"http://127.0.0.1:{port}{PATH}"]
        self.running, self.failed = [], 0

    def reap(self, most):
        while len(self.running) > most:
            for process in self.running[:]:
                if process.poll() is not None:
                    self.running.remove(process)
                    self.failed += process.returncode != 0
            time.sleep(0.001)

    def poll(self, times, interval):
        """Returns how many a second it were."""
        begin = time.monotonic()
        for number in range(times):
            time.sleep(max(0, begin + number * interval - time.monotonic()))
            self.reap(MOST_AT_ONCE)
            self.running.append(subprocess.Popen(self.command, stdin=subprocess.DEVNULL))
        self.reap(0)
        return times / (time.monotonic() - begin)


def look(pid):
    """Descriptors, bytes of memory that it has filled itself, seconds of CPU."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    size = int(re.search(r"^RssAnon:\s+(\d+) kB$", status, re.MULTILINE).group(1)) * 1024
    return (len(os.listdir(f"/proc/{pid}/fd")), size,
            sum(used for used, _ in procfs.tasks([pid]).values()) / 1e9)


def look_when_quiet(pid, most):
    """The same once no more than so many descriptors are open, or after two seconds."""
    end = time.monotonic() + 2
    while len(os.listdir(f"/proc/{pid}/fd")) > most and time.monotonic() < end:
        time.sleep(0.02)
    return look(pid)


def measure(server, seconds):
    """polls, polls a second, descriptors more, bytes more a poll, microseconds of CPU a poll"""
    poller = Poller(server.port)
    poller.poll(WARM_UP, 0)
    time.sleep(0.5)  # until the last of these connections is gone
    before = look(server.pid)
    polls = RATE * seconds
    rate = poller.poll(polls, 1 / RATE)
    after = look_when_quiet(server.pid, before[0])
    if poller.failed:
        raise SystemExit(f"{server.name}: {poller.failed} polls failed")
    return (polls, rate, after[0] - before[0], (after[1] - before[1]) / polls,
            (after[2] - before[2]) / polls * 1e6)


def main():
    if not shutil.which("curl"):
        raise SystemExit("curl is not installed")
    print(machine(), version_of("curl", "--version"), sep="; ")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="perch-bench-"))
    results = {}
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder)
        perch = stack.enter_context(running_perch())
        perch.name = "Perch, all checks"
        results[perch.name] = measure(perch, SECONDS)
        with urllib.request.urlopen(f"http://127.0.0.1:{perch.port}{PATH}") as reply:
            body = reply.read()
        for rival in list_rivals():
            if rival.missing is not None:
                say_skipped(rival.name, rival.missing)
                continue
            rival.start(folder, body)
            stack.callback(rival.stop)
            # nginx serves in a child of its own.
            rival.pid = procfs.tree(rival.pid)[-1]
            results[rival.name] = measure(rival, RIVAL_SECONDS)
    print_table("Polled by curl", ["", "polls", "a second", "descriptors more",
                                   "bytes more a poll", "CPU us a poll"],
                [[name, polls, f"{rate:.0f}", files, f"{size:.1f}", f"{cpu:.0f}"]
                 for name, (polls, rate, files, size, cpu) in results.items()])
    goals = Goals()
    _, _, files, size, _ = results["Perch, all checks"]
    goals.at_most("descriptors that Perch has more afterwards", files, 0)
    goals.at_most("bytes that Perch has more, a poll", size, 50)
    return goals.finish()


sys.exit(main())
