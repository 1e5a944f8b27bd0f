#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What a request costs: GET /api/status/health at Perch's bridge, with all checks of who asks.

The rivals check nothing and say the same bytes. All run at the same time and are asked in turn, so
that the noise of the machine hits all alike; what is compared is the CPU time of a request and its
ratio to Perch's in the same round. Prints tables and exits with 1 when a goal is missed.
"""

import contextlib
import os
import pathlib
import re
import selectors
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from typing import NamedTuple

import procfs
from http_servers import PATH, list_rivals
from measure import Goals, alternate, machine, median, print_table, say_skipped, version_of
from perch_server import running_perch
from ui_load import measure_busy_ui

ROUNDS = int(os.environ.get("PERCH_BENCH_ROUNDS", "5"))
SECONDS = 1
CONNECTIONS = (1, 16, 64)
BURST = 100
BURSTS = 15
HOPELESS_MS = 900
PERCH_NAME = "Perch, all checks"
BARE = "bare libsoup, accepting as Perch"
WAITRESS = "Flask + waitress"
CLOSES, KEEPS = "one request a connection", "keep-alive"
UNITS = {"us": 1, "ms": 1e3, "s": 1e6}


class Result(NamedTuple):
    cpu: float  # microseconds of CPU a request
    rate: float  # requests a second
    p50: float  # microseconds
    p99: float


def run_wrk(port, connections, mode, seconds=SECONDS):
    """Asks as fast as it can: requests, requests a second, median and 99th percentile in us."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency",
               f"http://127.0.0.1:{port}{PATH}"]
    if mode == CLOSES:
        command += ["-H", "Connection: close"]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in output:
        raise SystemExit(f"port {port} refuses: {output}")

    def latency(percent):
        number, unit = re.search(rf"^\s+{percent}%\s+([\d.]+)(\w+)$", output, re.MULTILINE).groups()
        return float(number) * UNITS[unit]

    requests = int(re.search(r"(\d+) requests in", output).group(1))
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))
    return requests, rate, latency(50), latency(99)


def cpu_seconds(pid):
    return sum(used for used, _ in procfs.tasks(procfs.tree(pid)).values()) / 1e9


def measure(servers):
    """{(mode, connections, name): a Result each round}"""
    cases = [(mode, connections, server) for mode in (CLOSES, KEEPS) for connections in CONNECTIONS
             for server in servers]
    results = {}
    for mode, connections, server in alternate(cases, ROUNDS):
        before = cpu_seconds(server.pid)
        requests, *rest = run_wrk(server.port, connections, mode)
        cpu = (cpu_seconds(server.pid) - before) / requests * 1e6
        results.setdefault((mode, connections, server.name), []).append(Result(cpu, *rest))
    return results


def ratio(results, mode, connections, name, perch_mode=None):
    """How many times the CPU of Perch's request in the same round."""
    theirs = results[mode, connections, name]
    ours = results[perch_mode or mode, connections, PERCH_NAME]
    return median([their.cpu / our.cpu for their, our in zip(theirs, ours)])


def report(results, names):
    for mode in (CLOSES, KEEPS):
        rows = []
        for connections in CONNECTIONS:
            for name in names:
                found = results[mode, connections, name]
                rows.append([connections, name, f"{median([r.cpu for r in found]):.1f}",
                             f"{ratio(results, mode, connections, name):.2f}",
                             *(f"{median([getattr(r, field) for r in found]):.0f}"
                               for field in ("rate", "p50", "p99"))])
        print_table(f"{mode.capitalize()}: median of {ROUNDS} rounds", [
            "connections", "", "CPU us", "CPU, to Perch's", "requests a second", "p50 us",
            "p99 us"], rows)


def burst(port):
    """Opens many connections at once, a request on each: the slowest one's time in ms."""
    request = f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode()
    with selectors.DefaultSelector() as selector, contextlib.ExitStack() as stack:
        begin = time.monotonic()
        for _ in range(BURST):
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(("127.0.0.1", port))
            selector.register(client, selectors.EVENT_WRITE)
        left = BURST
        while left > 0:
            for key, _ in selector.select():
                if key.events == selectors.EVENT_WRITE:
                    key.fileobj.send(request)
                    selector.modify(key.fileobj, selectors.EVENT_READ)
                elif not key.fileobj.recv(65536):
                    selector.unregister(key.fileobj)
                    left -= 1
        return (time.monotonic() - begin) * 1e3


def report_bursts(servers):
    """{name: the slowest of each burst in ms}"""
    worst = {}
    for server in alternate(servers, BURSTS):
        times = worst.setdefault(server.name, [])
        # One that takes seconds, since the kernel turns connections away, has shown what it does.
        if not times or median(times) < HOPELESS_MS:
            times.append(burst(server.port))
    print_table(f"{BURST} connections at once, the slowest one's time in ms; {BURSTS} times at most",
                ["", "best", "median", "worst"],
                [[name, *(f"{value:.1f}" for value in (min(times), median(times), max(times)))]
                 for name, times in worst.items()])
    return worst


def report_busy_ui():
    idle, busy, why_not = measure_busy_ui(lambda port: run_wrk(port, 1, CLOSES, 5))
    if why_not is not None:
        say_skipped("the window that is busy", why_not)
        return
    print_table("perch-tray with its status window open, 1 connection: microseconds",
                ["", "requests a second", "p50", "p99"],
                [[name, f"{rate:.0f}", f"{p50:.0f}", f"{p99:.0f}"]
                 for name, (_, rate, p50, p99) in (("nothing happens", idle),
                                                   ("20,000 lines a second come in", busy))])


def check_goals(results, names, worst):
    goals = Goals()
    for connections in CONNECTIONS:
        goals.at_least(f"{connections} connections: CPU of {BARE}, to Perch's",
                       ratio(results, CLOSES, connections, BARE), 0.9)
        if WAITRESS in names:
            goals.at_least(f"{connections} connections: CPU of {WAITRESS}, to Perch's",
                           ratio(results, CLOSES, connections, WAITRESS), 2)
            goals.at_least(f"{connections} connections: CPU of {WAITRESS} with keep-alive, to "
                           "Perch's", ratio(results, KEEPS, connections, WAITRESS, CLOSES), 2)
    goals.at_most(f"slowest of {BURST} connections at once in ms, in any of the tries",
                  max(worst[PERCH_NAME]), 50)
    return goals.finish()


def main():
    if not shutil.which("wrk"):
        raise SystemExit("wrk is not installed")
    print(machine(), f"Node {version_of('node', '--version')}", sep="; ")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="perch-bench-"))
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder)
        perch = stack.enter_context(running_perch())
        perch.name = PERCH_NAME
        with urllib.request.urlopen(f"http://127.0.0.1:{perch.port}{PATH}") as reply:
            body = reply.read()
        servers = [perch]
        for rival in list_rivals():
            if rival.missing is not None:
                say_skipped(rival.name, rival.missing)
                continue
            rival.start(folder, body)
            stack.callback(rival.stop)
            servers.append(rival)
        names = [server.name for server in servers]
        results = measure(servers)
        worst = report_bursts(servers)
    report(results, names)
    report_busy_ui()
    return check_goals(results, names, worst)


sys.exit(main())
