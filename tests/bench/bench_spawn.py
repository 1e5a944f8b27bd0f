# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Starts and stops a tiny program: Perch with its guard beside GSubprocess and Node."""

import json
import os
import shutil
import sys
import tempfile

from measure import (BUILD, GUARD, Goals, alternate, machine, median, percentile, print_table,
                     run_and_bill, say_skipped, version_of)

ROUNDS = int(os.environ.get("PERCH_BENCH_ROUNDS", "5"))
TURNS = 40
SIZES = (0, 200)  # megabytes of the process that starts the program
RIVALS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "rivals")
FOLDER = BUILD / "tests" / "bench" / "spawn"
NAMES = {"perch": "Perch, guard and reader", "gsubprocess": "g_subprocess_newv",
         "node": "Node child_process"}


def command(name, turns, megabytes, run_dir):
    if name == "node":
        return ["node", f"{RIVALS}/spawn.js", turns, megabytes, FOLDER / "spawn-child"]
    return [FOLDER / "spawn-bench", name, turns, megabytes, FOLDER / "spawn-child", GUARD, run_dir]


def measure(names, run_dir):
    """{(name, megabytes): all turns as dicts}, {the same: CPU microseconds a turn, of each round}"""
    turns, bills = {}, {}
    for name, size in alternate([(name, size) for name in names for size in SIZES], ROUNDS):
        # Starting up is not starting a program: a run without turns tells what that costs.
        _, idle = run_and_bill(command(name, 0, size, run_dir))
        output, busy = run_and_bill(command(name, TURNS, size, run_dir))
        turns.setdefault((name, size), []).extend(json.loads(line) for line in output.splitlines())
        bills.setdefault((name, size), []).append((busy - idle) / TURNS * 1e6)
    return turns, bills


def pair(turns, key):
    values = [turn[key] for turn in turns if turn[key] is not None]
    return f"{median(values):.0f} / {percentile(values, 95):.0f}" if values else None


def middle(turns, key):
    return median([turn[key] for turn in turns])


def report(names, turns, bills):
    rows = [[NAMES[name], size, *(pair(turns[name, size], key)
                                  for key in ("call", "first", "stop", "proof")),
             f"{median(bills[name, size]):.0f}",
             f"{middle(turns[name, size], 'call') / middle(turns['perch', size], 'call'):.2f}"]
            for size in SIZES for name in names]
    print_table(f"Starting and stopping, {ROUNDS} x {TURNS} times each; microseconds, "
                "median / 95th percentile",
                ["", "parent MB", "main loop blocked", "first byte", "end known",
                 "nothing is left", "CPU", "blocked, to Perch's"], rows)


def main():
    names = ["perch", "gsubprocess"]
    node = version_of("node", "--version")
    if node is None:
        say_skipped("Node child_process", "there is no node")
    else:
        names.append("node")
    print(machine(), f"Node {node}", sep="; ")

    run_dir = tempfile.mkdtemp(prefix="perch-bench-")
    try:
        turns, bills = measure(names, run_dir)
        left = os.listdir(run_dir)
    finally:
        shutil.rmtree(run_dir)
    report(names, turns, bills)

    goals = Goals()
    goals.at_most("run directories left behind", len(left), 0)
    for name in names[1:]:
        large = middle(turns["perch", 200], "call") / middle(turns[name, 200], "call")
        goals.at_most(f"main loop blocked at 200 MB, to {NAMES[name]}", large, 1 / 10)
        first = middle(turns["perch", 200], "first") / middle(turns[name, 200], "first")
        goals.at_most(f"first byte at 200 MB, to {NAMES[name]}", first, 1)
    return goals.finish()


sys.exit(main())
