# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What all benchmarks need: middle values, tables to paste into docs/benchmarks.md, and goals."""

import os
import pathlib
import platform
import resource
import statistics
import subprocess
import sys

BUILD = pathlib.Path(os.environ.get("PERCH_TOP_BUILDDIR", "build-bench")).resolve()
PERCH = BUILD / "app" / "perch"
TRAY = BUILD / "app" / "perch-tray"
GUARD = BUILD / "backend-manager" / "guard" / "perch-guard"
MIB = 1024 * 1024


def median(values):
    return statistics.median(values)


def percentile(values, percent):
    """The smallest value that so many percent of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def alternate(things, rounds):
    """Each thing once a round, in turns forwards and backwards, so that noise hits all alike."""
    for number in range(rounds):
        yield from things if number % 2 == 0 else reversed(things)


def run_and_bill(command, **options):
    """Runs a program to its end. Returns its output and the CPU seconds of it and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, check=True, **options)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.stdout, (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def version_of(*command):
    """The first line that a program prints about its version, or None when it is not there."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    lines = (done.stdout or done.stderr).splitlines()
    return lines[0].strip() if lines else None


def machine():
    """A line about the machine, for the head of a report."""
    model = next((line.partition(":")[2].strip()
                  for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} x {model}, Linux {platform.release()}, load {load:.1f}"


def print_table(title, header, rows):
    """Prints a Markdown table; None is shown as a dash."""
    cells = [[str(cell) if cell is not None else "-" for cell in row] for row in [header, *rows]]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |"
             for row in cells]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    print(f"\n{title}\n", *lines, sep="\n", flush=True)


def say_skipped(what, why):
    print(f"\nSKIPPED: {what}: {why}", file=sys.stderr, flush=True)


class Goals:
    """What has to be reached; finish() is the exit status of the benchmark."""

    def __init__(self):
        self.missed = 0
        print("\nGoals\n")

    def at_most(self, what, value, limit):
        reached = value <= limit
        self.missed += not reached
        print(f"{'reached' if reached else 'MISSED '}  {what}: {value:.4g}, at most {limit:.4g}",
              flush=True)

    def at_least(self, what, value, limit):
        reached = value >= limit
        self.missed += not reached
        print(f"{'reached' if reached else 'MISSED '}  {what}: {value:.4g}, at least {limit:.4g}",
              flush=True)

    def finish(self):
        if self.missed:
            print(f"\n{self.missed} goals missed")
        return 1 if self.missed else 0
