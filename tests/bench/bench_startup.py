# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""How long `perch status` takes, from exec to exit, beside programs that do nothing at all."""

import os
import shutil
import sys
import time

from measure import (PERCH, Goals, alternate, machine, median, percentile, print_table,
                     say_skipped, version_of)
from perch_server import running_perch

RUNS = 50
LIMIT_MS = 15
NULL = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in range(3)]


def run(command, env):
    """Milliseconds from start to end, milliseconds of CPU, exit status."""
    begin = time.monotonic()
    pid = os.posix_spawnp(command[0], command, env, file_actions=NULL)
    _, status, usage = os.wait4(pid, 0)
    took = time.monotonic() - begin
    return took * 1e3, (usage.ru_utime + usage.ru_stime) * 1e3, os.waitstatus_to_exitcode(status)


def main():
    commands = {"perch status": [str(PERCH), "status"],
                "perch status --json": [str(PERCH), "status", "--json"],
                "perch --version": [str(PERCH), "--version"],
                "python3 -c pass": ["/usr/bin/python3", "-c", "pass"]}
    if shutil.which("node"):
        commands["node -e 0"] = ["node", "-e", "0"]
    else:
        say_skipped("node -e 0", "there is no node")
    print(machine(), version_of("/usr/bin/python3", "--version"), version_of(PERCH, "--version"),
          sep="; ")

    results = {}
    with running_perch() as perch:
        for name in alternate(list(commands), RUNS):
            took, cpu, status = run(commands[name], perch.env)
            assert status == 0, f"{name} ended with {status}"
            results.setdefault(name, []).append((took, cpu))

    print_table(f"From start to end, {RUNS} times each, milliseconds",
                ["", "median", "95th percentile", "CPU"],
                [[name, f"{median([took for took, _ in runs]):.1f}",
                  f"{percentile([took for took, _ in runs], 95):.1f}",
                  f"{median([cpu for _, cpu in runs]):.1f}"] for name, runs in results.items()])
    goals = Goals()
    goals.at_most("perch status, median in ms", median([took for took, _ in results["perch status"]]),
                  LIMIT_MS)
    return goals.finish()


sys.exit(main())
