# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Uploads 100 MiB of JSON through Perch to a backend, beside Node and Flask; and too much of it.

How long others wait meanwhile is taken from a second client that asks for something small all the
time. On a busy machine it waits for a processor, too; what its server is to blame for is the CPU
time that the thread which answers has used up while it waited.
"""

import contextlib
import os
import socket
import sys
import threading
import time
from pathlib import Path
from typing import NamedTuple

import procfs
from measure import (MIB, PERCH, Goals, alternate, machine, median, print_table, say_skipped,
                     version_of)
from upload_servers import PERCH_NAME, find_servers

ROUNDS = int(os.environ.get("PERCH_BENCH_ROUNDS", "5"))
REFUSALS = 20
LIMIT = 100 * MIB
BODY = b'{"fragments": [{"type": "text", "content": "'
BODY += b"x" * (LIMIT - len(BODY) - 4) + b'"}]}'
PIECE = 256 * 1024


class Upload(NamedTuple):
    took: float  # milliseconds
    cpu: float  # milliseconds of the server, without its backend
    peak: float  # memory over that before, in bodies
    kept: float  # the same, when it is over
    wait: float  # milliseconds that somebody else had to wait, at most
    held: float  # the same, of CPU time of the thread that answers


def connect(port):
    client = socket.create_connection(("127.0.0.1", port), 60)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client


def read_all(client):
    reply = b""
    while chunk := client.recv(65536):
        reply += chunk
    return reply


def head(port, length, extra=""):
    return (f"POST /clipboard HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
            f"Content-Type: application/json\r\n{extra}Content-Length: {length}\r\n\r\n").encode()


def main_thread_ms(pid):
    return int(Path(f"/proc/{pid}/task/{pid}/schedstat").read_text().split()[0]) / 1e6


def process_ms(pid):
    ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(ticks[11]) + int(ticks[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def memory(pid, name):
    return int(Path(f"/proc/{pid}/status").read_text().partition(name)[2].split()[1]) * 1024


class Bystander(threading.Thread):
    """A client that asks for something small, again and again, until told to stop."""

    def __init__(self, pid, port):
        super().__init__()
        self.pid, self.port = pid, port
        self.stopped = False
        self.wait = self.held = 0.0

    def run(self):
        request = f"GET /status HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n" \
                  "Connection: close\r\n\r\n"
        while not self.stopped:
            with connect(self.port) as client:
                used, begin = main_thread_ms(self.pid), time.monotonic()
                client.sendall(request.encode())
                client.recv(1)
                self.wait = max(self.wait, (time.monotonic() - begin) * 1e3)
                self.held = max(self.held, main_thread_ms(self.pid) - used)
            time.sleep(0.001)

    def stop(self):
        self.stopped = True
        self.join()


def upload(pid, port):
    """One upload on a server that has had none yet."""
    read_all_of_small(port)
    before, filled, used = memory(pid, "VmRSS"), procfs.filled(pid), process_ms(pid)
    bystander = Bystander(pid, port)
    bystander.start()
    begin = time.monotonic()
    with connect(port) as client:
        client.sendall(head(port, LIMIT))
        client.sendall(BODY)
        reply = read_all(client)
    took = time.monotonic() - begin
    bystander.stop()
    assert b" 200 " in reply[:20] and b'"result":' in reply, reply[:500]
    return Upload(took * 1e3, process_ms(pid) - used, (memory(pid, "VmHWM") - before) / LIMIT,
                  max(procfs.filled(pid) - filled, 0) / LIMIT, bystander.wait, bystander.held)


def read_all_of_small(port):
    """A first, small upload: what a server loads once is no matter of size."""
    body = b'{"fragments": [{"type": "text", "content": "x"}]}'
    with connect(port) as client:
        client.sendall(head(port, len(body)) + body)
        assert b" 200 " in read_all(client)[:20]


def refuse(port, extra=""):
    """Milliseconds until the answer to an upload that is one byte too large, and bytes sent.

    A client that says Expect sends its body only when it is told to go on."""
    reply, sent = b"", 0
    with connect(port) as client:
        begin = time.monotonic()
        client.sendall(head(port, LIMIT + 1, extra))
        client.setblocking(False)
        while b" 413 " not in reply:
            with contextlib.suppress(BlockingIOError):
                reply += client.recv(65536)
            if (not extra or b" 100 " in reply) and sent < LIMIT:
                with contextlib.suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
                    sent += client.send(BODY[:PIECE])
        return (time.monotonic() - begin) * 1e3, sent


def show_uploads(uploads):
    print_table(f"100 MiB of JSON to a backend, medians of {ROUNDS}",
                ["", "ms", "CPU ms", "peak, bodies", "kept, bodies", "others wait ms, worst",
                 "of which held, CPU ms"],
                [[name, *(f"{median([getattr(run, value) for run in runs]):.{digits}f}"
                          for value, digits in (("took", 0), ("cpu", 0), ("peak", 2), ("kept", 2),
                                                ("wait", 1), ("held", 1)))]
                 for name, runs in uploads.items()])


def show_refusals(refusals):
    print_table(f"One byte too much, {REFUSALS} times each, median ms until 413 (MiB sent)",
                ["", "no Expect", "Expect: 100-continue"],
                [[name, *(f"{median([took for took, _ in runs[kind]]):.1f} "
                          f"({median([sent for _, sent in runs[kind]]) / MIB:.1f})"
                          for kind in ("plain", "expect"))] for name, runs in refusals.items()])


def main():
    servers, missing = find_servers()
    print(machine(), version_of("/usr/bin/python3", "--version"), version_of("node", "--version"),
          version_of(PERCH, "--version"), sep="; ")
    uploads, refusals = {name: [] for name in servers}, {}
    for name in alternate(list(servers), ROUNDS):
        with servers[name]() as (pid, port):
            uploads[name].append(upload(pid, port))
    for name, running in servers.items():
        with running() as (_, port):
            refusals[name] = {
                "plain": [refuse(port) for _ in range(REFUSALS)],
                "expect": [refuse(port, "Expect: 100-continue\r\n") for _ in range(REFUSALS)]}
    show_uploads(uploads)
    show_refusals(refusals)
    for what, why in missing:
        say_skipped(what, why)

    goals, perch = Goals(), uploads[PERCH_NAME]
    goals.at_most("peak memory of an upload, in bodies", median([run.peak for run in perch]), 2.5)
    goals.at_most("memory kept of it, in bodies", median([run.kept for run in perch]), 0.05)
    goals.at_most("main loop held by it, CPU ms", median([run.held for run in perch]), 10)
    goals.at_most("413 without Expect, ms",
                  median([took for took, _ in refusals[PERCH_NAME]["plain"]]), 5)
    return goals.finish()


if __name__ == "__main__":
    sys.exit(main())
