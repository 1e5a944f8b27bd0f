#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What a line of a backend costs, beside other ways to read one.

Perch takes each line through reader, scanner and ring into both logs, written to real files; the
others only read and parse it. All run in turn, several rounds, and the medians count: of the lines
a second; of the CPU time a line, of all threads, since wall time says little on a busy machine; and
of the ratios to Perch in the same round, since all depends on what else the machine does. Perch
writes its logs in a thread, so its share of lines a second is larger than that of CPU time.
Prints a table and exits with 1 when a goal is missed.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

NODE_READER = """
const lines = require('readline').createInterface({ input: process.stdin });
lines.on('line', (line) => JSON.parse(line));
"""

PYTHON_READER = """
import json, sys
for line in sys.stdin:
    json.loads(line)
"""

PYTHON_WRITER = """
import json, sys
for i in range(int(sys.argv[1])):
    sys.stdout.write(json.dumps({"level": "info", "message": f"processed item {i}",
                                 "logger": "worker.queue", "item": i, "took_ms": 12.5}) + "\\n")
    sys.stdout.flush()
"""

PYTHON = "/usr/bin/python3"


class Result(NamedTuple):
    cpu: float  # nanoseconds a line
    wall: float  # the same, of time that passed
    dropped: float  # share of the lines


class Reader:
    """A program that reads lines from its standard input."""

    def __init__(self, name, command, prints_dropped=False):
        self.name = name
        self.command = command
        self.prints_dropped = prints_dropped

    def run(self, writer, scratch):
        """Lets the reader read what writer writes.

        Returns its CPU seconds, the seconds that passed, and how many lines it dropped."""
        begin = time.monotonic()
        command = [scratch if word == "SCRATCH" else word for word in self.command]
        with subprocess.Popen(writer, stdout=subprocess.PIPE) as child:
            reader = subprocess.Popen(command, stdin=child.stdout, stdout=subprocess.PIPE)
            child.stdout.close()
            output = reader.stdout.read()
            reader.stdout.close()
            _, status, usage = os.wait4(reader.pid, 0)
            reader.returncode = os.waitstatus_to_exitcode(status)
        if reader.returncode != 0 or child.returncode != 0:
            raise SystemExit(f"{self.name} failed: {reader.returncode}, writer {child.returncode}")
        dropped = json.loads(output)["dropped"] if self.prints_dropped else 0
        return usage.ru_utime + usage.ru_stime, time.monotonic() - begin, dropped


def find_readers(build_dir):
    readers = [
        Reader("Perch, into ring and logs", [str(build_dir / "line-bench"), "SCRATCH"], True),
        Reader("cat", ["sh", "-c", "exec cat >/dev/null"]),
        Reader("Python json.loads", [PYTHON, "-c", PYTHON_READER]),
    ]
    node = shutil.which("node")
    if node:
        readers.append(Reader("Node readline + JSON.parse", [node, "-e", NODE_READER]))
    else:
        print("node is not installed: its rows are left out, and its goals are not checked\n")
    return readers


def measure(readers, writers, rounds):
    """Runs every reader on every writer, the order turned round each time."""
    results = {}
    for number in range(rounds):
        cases = [(kind, reader) for kind in writers for reader in readers]
        for kind, reader in cases if number % 2 == 0 else reversed(cases):
            command, count = writers[kind]
            with tempfile.TemporaryDirectory(prefix="perch-bench-") as scratch:
                cpu, passed, dropped = reader.run(command, scratch)
            # Only lines that were taken count: dropping some must not look like being fast.
            taken = max(count - dropped, 1)
            results.setdefault((kind, reader.name), []).append(
                Result(cpu / taken * 1e9, passed / taken * 1e9, dropped / count))
    return results


def median(results, kind, reader, value):
    return statistics.median(getattr(result, value) for result in results[kind, reader.name])


def median_ratio(results, kind, reader, perch, value):
    """How many times what Perch takes the reader takes."""
    pairs = zip(results[kind, reader.name], results[kind, perch.name])
    return statistics.median(getattr(a, value) / getattr(b, value) for a, b in pairs)


def print_table(results, readers, writers):
    print("| lines | reader | M lines/s | Perch: faster by | CPU ns/line | Perch: less by | dropped |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    for kind in writers:
        for reader in readers:
            cells = [kind, reader.name]
            for value, text in (("wall", "{:.2f}"), ("cpu", "{:.0f}")):
                ns = median(results, kind, reader, value)
                cells.append(text.format(1e3 / ns if value == "wall" else ns))
                cells.append(f"{median_ratio(results, kind, reader, readers[0], value):.2f} x")
            cells.append(f"{median(results, kind, reader, 'dropped'):.1%}")
            print("| " + " | ".join(cells) + " |")
    print()


def check_goals(results, readers):
    perch = readers[0]
    flushed = 500 / median(results, "Python, flushed", perch, "cpu")
    goals = [("a Python child that flushes each line costs 500 ns of CPU a line at most", flushed)]
    for reader in readers:
        if reader.name.startswith("Node"):
            for kind, value, times, text in (
                ("log", "wall", 3, "log lines a second: 3 x Node's at least"),
                ("log", "cpu", 2, "CPU of a log line: half of Node's at most"),
                ("event", "wall", 1, "event lines a second: Node's at least"),
                ("event", "cpu", 1, "CPU of an event line: Node's at most"),
            ):
                goals.append((text, median_ratio(results, kind, reader, perch, value) / times))
    for text, share in goals:
        print(f"{'met' if share >= 1 else 'MISSED'} ({share:.0%}): {text}")
    return all(share >= 1 for _, share in goals)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=Path, help="build folder of Meson")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--lines", type=int, default=1_000_000)
    arguments = parser.parse_args()

    build_dir = arguments.build / "tests" / "bench" / "lines"
    source = str(build_dir / "line-source")
    few = arguments.lines // 5
    writers = {
        "log": ([source, "log", str(arguments.lines)], arguments.lines),
        "event": ([source, "event", str(arguments.lines)], arguments.lines),
        "Python, flushed": ([PYTHON, "-c", PYTHON_WRITER, str(few)], few),
    }
    readers = find_readers(build_dir)
    results = measure(readers, writers, arguments.rounds)
    print_table(results, readers, writers)
    return 0 if check_goals(results, readers) else 1


if __name__ == "__main__":
    sys.exit(main())
