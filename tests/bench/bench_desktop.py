# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What idle programs cost: memory, threads, wake-ups, CPU, and the time until they are up.

Each is alone on a desktop of its own (Xvfb, session bus, a tray host without a window), one after
the other.
"""

import os
import pathlib
import sys
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "desktop"))

import procfs  # noqa: E402
from desktop_programs import Page, copy_libraries, divide, list_programs  # noqa: E402
from measure import Goals, machine, median, print_table, say_skipped, version_of  # noqa: E402
from session import Session  # noqa: E402

STARTS = 5
SETTLE = 20  # seconds; who asked for the state of a backend counts as looking for 15 of them
IDLE = int(os.environ.get("PERCH_BENCH_IDLE_SECONDS", "60"))


def measure(program, session, libraries):
    """{group: (memory in KiB by kind, processes, threads, CPU seconds, wake-ups)}, start times"""
    starts = []
    for _ in range(STARTS - 1):
        process, took = program.start(session, libraries)
        starts.append(took)
        session.stop(process)
    process, took = program.start(session, libraries)
    starts.append(took)

    time.sleep(SETTLE)
    activity = procfs.watch(process.pid, IDLE, divide)
    groups = {}
    for group, pids in divide(procfs.tree(process.pid)).items():
        if pids:
            groups[group] = (procfs.memory(pids), len(pids), len(procfs.tasks(pids)),
                             *activity[group])
    session.stop(process)
    return groups, starts


def row(name, group, starts):
    memory, processes, threads, cpu, wakeups = group
    return [name, f"{median(starts) * 1000:.0f}" if starts else None,
            *(f"{memory[kind] / 1024:.1f}" for kind in ("Pss", "Rss", "Private")),
            processes, threads, f"{cpu * 1000:.1f}", f"{wakeups / IDLE:.2f}"]


def report(results):
    rows = []
    for name, (groups, starts) in results.items():
        rows.append(row(name, groups["program"], starts))
        rows += [row(f"- its {group}", groups[group], None)
                 for group in ("guard", "backend") if group in groups]
    print_table(f"Idle for {IDLE} s; memory in MiB of all processes together; time until up: "
                f"median of {STARTS}",
                ["", "up after ms", "PSS", "RSS", "private", "processes", "threads", "CPU ms",
                 "wake-ups a second"], rows)


def pss(results, name):
    """MiB of a program and the guards that belong to it; not of its backend."""
    groups, _ = results[name]
    return sum(groups[group][0]["Pss"] for group in ("program", "guard") if group in groups) / 1024


def wakeups(results, name):
    groups, _ = results[name]
    return sum(groups[group][4] for group in ("program", "guard")) / IDLE


def cpu_percent(results, name):
    groups, _ = results[name]
    return sum(groups[group][3] for group in ("program", "guard") if group in groups) / IDLE * 100


def check_tray(goals, results):
    """The time until it is there, and what it takes from those who do not look at it."""
    tray, window = "Perch tray", "Perch tray, window open, backend runs"
    closed, chromium = "Perch tray, window closed again, backend runs", "Chromium app window"
    never = tray + ", backend runs"
    parts = {tray: 1 / 20, never: 1 / 20, window: 1 / 8, closed: 1 / 16}

    if tray in results:
        goals.at_most(f"median of ms until {tray} is up", median(results[tray][1]) * 1000, 70)
    for name, part in parts.items():
        if name in results and name != window:
            goals.at_most(f"CPU % of {name}", cpu_percent(results, name), 0.05)
        if name in results and chromium in results:
            goals.at_most(f"PSS of {name}, to Chromium",
                          pss(results, name) / pss(results, chromium), part)
    if closed in results and never in results:
        # GTK never lets go of a part of what it has made for its first window, nor of what was
        # linked to it: a seventh of the 26 MiB that Perch grows by when it opens.
        goals.at_most("MiB that stay of a window", pss(results, closed) - pss(results, never), 5)


def check_goals(results):
    goals = Goals()
    headless, tray = "Perch headless", "Perch tray"
    chromium, flask = "Chromium app window", "Python AppIndicator + Flask"
    busy = [name for name in (headless + ", backend runs", tray + ", backend runs")
            if name in results]

    for name in busy:
        goals.at_most(f"wake-ups a second of {name}", wakeups(results, name), 1)
    if chromium in results:
        goals.at_most(f"PSS of {headless}, to Chromium",
                      pss(results, headless) / pss(results, chromium), 1 / 50)
    for name in (tray, tray + ", backend runs"):
        if name in results and flask in results:
            goals.at_most(f"PSS of {name}, to Python with Flask",
                          pss(results, name) / pss(results, flask), 1 / 2)
    check_tray(goals, results)
    return goals.finish()


def main():
    print(machine(), version_of("node", "--version") and f"Node {version_of('node', '--version')}",
          version_of("chromium", "--version"), sep="; ")
    results = {}
    with Session() as session:
        # As a person would run them: not the settings of tests. Assistive technology is off for
        # all, since it starts processes that belong to none of them.
        session.env.update(PATH="/usr/local/bin:/usr/bin:/bin", NO_AT_BRIDGE="1")
        for name in ("PERCH_TRAY", "G_DEBUG", "G_MESSAGES_DEBUG"):
            session.env.pop(name, None)
        libraries = copy_libraries(session)
        page = Page()
        for program in list_programs(session, page):
            if program.missing is not None:
                say_skipped(program.name, f"{program.missing} is not installed")
            else:
                print(f"{program.name} ...", file=sys.stderr, flush=True)
                results[program.name] = measure(program, session, libraries)
        page.close()
    report(results)
    return check_goals(results)


sys.exit(main())
