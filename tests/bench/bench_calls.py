# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Calls to Python servers of the kinds http, pipe and rpc: Perch's clients beside requests, raw
sockets and grpcio, all on the same server in the same run; and a million floats beside a bare copy
through a socket.

The server is Python and takes most of the time, whoever asks; so the clients' own CPU time is shown,
too.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from array import array
from pathlib import Path

from measure import BUILD, Goals, alternate, machine, median, print_table, say_skipped

PYTHON = "/usr/bin/python3"
HERE = Path(__file__).parent
SERVERS = HERE.parent.parent / "resources" / "python"
RIVALS = {"http": "requests", "pipe": "raw socket", "rpc": "grpcio"}
ROUNDS = int(os.environ.get("PERCH_BENCH_ROUNDS", "5"))
CALLS = int(os.environ.get("PERCH_BENCH_CALLS", "3000"))
FLOATS = 1_000_000
COPIES = 40
SECRET = "only for this benchmark"
EVAL = {"expression": "6 * 7"}


@contextlib.contextmanager
def server(kind, folder):
    """Yields its address."""
    secret = folder / "secret"
    secret.touch(mode=0o600)
    secret.write_text(SECRET)
    where = ["--socket", folder / "socket"] if kind == "pipe" else ["--port", "0"]
    process = subprocess.Popen(
        [PYTHON, "-B", SERVERS / f"{kind}_server.py", *where, "--secret-file", secret],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        line = process.stdout.readline()
        if not line:
            raise SystemExit(f"the {kind} server ended with {process.wait()}")
        yield str(folder / "socket") if kind == "pipe" else str(json.loads(line)["port"])
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


class Perch:
    """ask-backend, which has the very clients that Perch has."""

    def __init__(self, kind, address):
        self.process = subprocess.Popen(
            [BUILD / "tests" / "integration" / "ask-backend", kind, address, SECRET],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def ask(self, *words):
        self.process.stdin.write("\t".join(["id", *map(str, words)]) + "\n")
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise SystemExit(f"Perch: {answer['error']['message']}")
        return answer["result"]

    def cpu_us(self):
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e3

    def measure(self, *words):
        used = self.cpu_us()
        result = self.ask(*words)
        return {**result, "cpu_us": self.cpu_us() - used}

    def calls(self, at_once):
        self.ask("call", "eval", 10000, json.dumps(EVAL))
        return self.measure("repeat", "eval", CALLS, at_once, json.dumps(EVAL))

    def floats(self):
        make = {"expression": f"__import__('numpy').arange({FLOATS}.0)"}
        handle = self.ask("call", "eval", 10000, json.dumps(make))["handleId"]
        self.ask("floats", handle, 1, 10000)
        return self.measure("repeat-floats", handle, COPIES)

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


class Rival:
    def __init__(self, kind, address):
        self.command = [PYTHON, "-B", HERE / "rivals" / "object_client.py", kind, address, SECRET]

    def run(self, *words):
        output = subprocess.run([*self.command, *map(str, words)], capture_output=True, check=True)
        return json.loads(output.stdout)

    def calls(self, at_once):
        return self.run("eval", CALLS, at_once)

    def floats(self):
        return self.run("floats", COPIES, FLOATS)

    def close(self):
        pass


def copy_bytes(family):
    """Milliseconds for as many bytes through a socket, from one process to another, at a word. Both
    ends use the same memory each time, as the allocators of the others do."""
    listener = socket.socket(family)
    with tempfile.TemporaryDirectory(prefix="perch-bench-") as folder:
        listener.bind(f"{folder}/s" if family == socket.AF_UNIX else ("127.0.0.1", 0))
        listener.listen(1)
        child = os.fork()
        if child == 0:
            with contextlib.suppress(OSError):
                connection, _ = listener.accept()
                # Not zeros that nobody has written: all of those are one page in the kernel, which
                # never leaves the cache.
                values = array("d", range(FLOATS))
                while connection.recv(1):
                    connection.sendall(values)
            os._exit(0)
        client = socket.socket(family)
        client.connect(listener.getsockname())
        listener.close()
    took = []
    place = memoryview(bytearray(8 * FLOATS))
    for _ in range(COPIES):
        begin, n = time.perf_counter(), 0
        client.sendall(b"?")
        while n < len(place):
            n += client.recv_into(place[n:])
        took.append((time.perf_counter() - begin) * 1e3)
    client.close()
    os.waitpid(child, 0)
    return median(took)


def measure_calls(kind, address, at_once):
    clients = {"Perch": Perch(kind, address), RIVALS[kind]: Rival(kind, address)}
    results = {name: [] for name in clients}
    for name, client in alternate(list(clients.items()), ROUNDS):
        result = client.calls(at_once)
        if result["errors"]:
            raise SystemExit(f"{name}, {kind}: {result['errors']} calls went wrong")
        results[name].append(result)
    clients["Perch"].close()
    return results


def middle(results, value):
    return median([result[value] for result in results])


def measure_floats(kind, address):
    """Milliseconds of each way, medians."""
    clients = {"Perch": Perch(kind, address), RIVALS[kind]: Rival(kind, address)}
    family = socket.AF_UNIX if kind == "pipe" else socket.AF_INET
    results = {name: [] for name in [*clients, "bare copy"]}
    for _ in range(ROUNDS):
        for name, client in clients.items():
            results[name].append(client.floats()["p50_us"] / 1e3)
        results["bare copy"].append(copy_bytes(family))
    clients["Perch"].close()
    return {name: median(values) for name, values in results.items()}


def main():
    if threading.active_count() > 1:
        raise SystemExit("copy_bytes() forks, which threads don't survive")
    print(machine())
    calls, floats = {}, {}
    for kind in RIVALS:
        with tempfile.TemporaryDirectory(prefix="perch-bench-") as folder:
            with server(kind, Path(folder)) as address:
                for at_once in (1, 8):
                    calls[kind, at_once] = measure_calls(kind, address, at_once)
                floats[kind] = measure_floats(kind, address)

    print_table(f"{CALLS} calls of eval, medians of {ROUNDS}",
                ["kind", "at once", "client", "calls/s", "p50 us", "p99 us", "client's CPU us/call"],
                [[kind, at_once, name, f"{CALLS / middle(results, 'all_us') * 1e6:.0f}",
                  f"{middle(results, 'p50_us'):.0f}", f"{middle(results, 'p99_us'):.0f}",
                  f"{middle(results, 'cpu_us') / CALLS:.0f}"]
                 for (kind, at_once), clients in calls.items()
                 for name, results in clients.items()])
    print_table(f"{FLOATS} floats, medians of {ROUNDS}", ["kind", "client", "ms", "bare copies"],
                [[kind, name, f"{ms:.1f}", f"{ms / ways['bare copy']:.2f}"]
                 for kind, ways in floats.items() for name, ms in ways.items()])

    goals = Goals()
    for (kind, at_once), clients in calls.items():
        perch, rival = clients["Perch"], clients[RIVALS[kind]]
        goals.at_least(f"calls/s over {kind}, {at_once} at once, beside {RIVALS[kind]}",
                       middle(rival, "all_us") / middle(perch, "all_us"), 1)
        goals.at_most(f"its p99 beside {RIVALS[kind]}",
                      middle(perch, "p99_us") / middle(rival, "p99_us"), 1)
    for kind in ("pipe", "rpc"):
        goals.at_most(f"{FLOATS} floats over {kind}, in bare copies",
                      floats[kind]["Perch"] / floats[kind]["bare copy"], 2)
    return goals.finish()


if __name__ == "__main__":
    for module in ("fastapi", "grpc", "numpy", "requests", "uvicorn"):
        if subprocess.run([PYTHON, "-c", f"import {module}"], stderr=subprocess.DEVNULL).returncode:
            say_skipped("all", f"Python's {module} is not installed")
            sys.exit(0)
    sys.exit(main())
