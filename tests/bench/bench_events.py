#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What it costs to pass an event on: from a line of a backend to all who listen.

The same lines come at the same rate to Perch, to two others that only pass them on, and to a C
program that does the least that is possible. CPU time a delivery counts, of the process that
sends. Prints a table and exits with 1 when a goal is missed.
"""

import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "integration"))

import procfs  # noqa: E402
from http_servers import PATIENCE, PYTHON, RIVALS, free_port, has_module  # noqa: E402
from measure import (BUILD, MIB, Goals, alternate, machine, median, percentile,  # noqa: E402
                     print_table, say_skipped, version_of)
from perch_server import running_perch  # noqa: E402
from websocket import WebSocket  # noqa: E402

ROUNDS = int(os.environ.get("PERCH_BENCH_ROUNDS", "3"))
SECONDS = 2
RATES = {1: 2000, 50: 200, 500: 20}  # events a second, by clients
# At full speed: so many at a time, so often, and so many on their way, which fit into a pipe.
BURST, BURSTS, ON_THE_WAY = 64, {1: 1000, 50: 50, 500: 10}, 256
MARK = b'"marked"'  # once in each line
LAST = b'"marked":-1,'  # in the last one before something is measured
PERCH_NAME, BATCHED, RAW = "Perch", "Perch, up to 64 a frame", "raw C"
NODE, PYTHON_NAME = "Node ws", "Python websockets"
EVENT = '{"event":"tick","marked":%d,"text":"' + "x" * 150 + '"}\n'
BIG = '{"event":"tick","marked":%d,"text":"' + "x" * 16000 + '"}\n'
# So many fill all buffers of the kernel, and then some of the sender's.
BIG_EVENTS = 1500
NODE_MODULES = pathlib.Path("/usr/share/nodejs")  # Debian's
# Perch runs this as a backend; what it prints comes through a named pipe.
BACKEND = "#!/bin/sh\nexec cat %s\n"


class Ear:
    """A client that counts what it hears, and looks at nothing."""

    def __init__(self, sock, rest=b""):
        self.sock, self.heard, self.heard_last, self.tail = sock, 0, False, b""
        self.take(rest)

    def take(self, data):
        text = self.tail + data
        self.heard += text.count(MARK) - self.tail.count(MARK)
        self.heard_last |= LAST in text
        self.tail = text[-len(LAST) + 1:]

    def hear(self):
        """Takes what there is; waits for it if the socket blocks."""
        data = self.sock.recv(1 << 20)
        if not data:
            raise SystemExit("a client was sent away")
        self.take(data)

    def drain(self):
        with contextlib.suppress(BlockingIOError):
            while True:
                self.hear()


class Sender:
    """A program that passes on the lines of its standard input, or of a backend's."""

    def __init__(self, name, pid, port, lines, hello=None, has_handshake=True):
        self.name, self.pid, self.port, self.lines = name, pid, port, lines
        self.hello, self.has_handshake = hello, has_handshake

    def connect(self):
        end = time.monotonic() + PATIENCE
        while True:
            try:
                sock = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
                break
            except ConnectionRefusedError:
                if time.monotonic() > end:
                    raise SystemExit(f"{self.name} does not come up") from None
                time.sleep(0.02)
        rest = b""
        if self.has_handshake:
            client = WebSocket(sock, "/events/ws", f"127.0.0.1:{self.port}")
            if self.hello is not None:
                client.send(json.dumps(self.hello))
            rest = client.buffer
        sock.setblocking(False)
        return Ear(sock, rest)

    def say(self, number, event=EVENT):
        self.say_all([number], event)

    def say_all(self, numbers, event=EVENT):
        self.lines.write("".join(event % number for number in numbers).encode())
        self.lines.flush()


def cpu_seconds(pid):
    return sum(used for used, _ in procfs.tasks([pid]).values()) / 1e9


def wait_until_heard(sender, ears, number):
    end = time.monotonic() + PATIENCE
    while min(ear.heard for ear in ears) < number:
        for ear in ears:
            ear.drain()
        if time.monotonic() > end:
            raise SystemExit(f"{sender.name}: a client has heard {min(e.heard for e in ears)} of "
                             f"{number} events")
        time.sleep(0.001)


def count_descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def wait_until_noticed(sender, usual):
    """Until the sender has closed its ends of what clients have closed."""
    end = time.monotonic() + PATIENCE
    # A few are others: logs, for instance, are opened when there is something to write.
    while count_descriptors(sender.pid) > usual + 8 and time.monotonic() < end:
        sender.say(0)
        time.sleep(0.05)


@contextlib.contextmanager
def listening(sender, clients):
    usual = count_descriptors(sender.pid)
    with contextlib.ExitStack() as stack:
        ears = [sender.connect() for _ in range(clients)]
        for ear in ears:
            stack.callback(ear.sock.close)
        wait_until_all_listen(sender, ears)
        yield ears
    wait_until_noticed(sender, usual)


def wait_until_all_listen(sender, ears):
    """What is said before a client is known is not for it; which of these each gets is no matter, but
    for the last one: after it nothing is on its way."""
    for ear in ears:
        ear.sock.setblocking(False)
    end = time.monotonic() + PATIENCE
    while any(ear.heard == 0 for ear in ears):
        sender.say(0)
        time.sleep(0.02)
        for ear in ears:
            ear.drain()
        if time.monotonic() > end:
            raise SystemExit(f"{sender.name}: a client hears nothing")
    sender.say(-1)
    while not all(ear.heard_last for ear in ears):
        for ear in ears:
            ear.drain()
        if time.monotonic() > end:
            raise SystemExit(f"{sender.name}: a client does not hear the last event")
        time.sleep(0.001)
    for ear in ears:
        ear.heard, ear.heard_last = 0, False


def send_at_a_rate(sender, clients):
    """Microseconds of CPU a delivery, of events that come at a rate."""
    with listening(sender, clients) as ears:
        events = RATES[clients] * SECONDS
        before, begin = cpu_seconds(sender.pid), time.monotonic()
        for number in range(events):
            time.sleep(max(0, begin + number / RATES[clients] - time.monotonic()))
            sender.say(number)
            for ear in ears if number % 20 == 0 else ():
                ear.drain()
        wait_until_heard(sender, ears, events)
        return (cpu_seconds(sender.pid) - before) / events / clients * 1e6


def send_at_full_speed(sender, clients):
    """The same of events that come as fast as all take them: some are always on their way."""
    with listening(sender, clients) as ears:
        before, said = cpu_seconds(sender.pid), 0
        for _ in range(BURSTS[clients]):
            wait_until_heard(sender, ears, said + BURST - ON_THE_WAY)
            sender.say_all(range(said, said + BURST))
            said += BURST
        wait_until_heard(sender, ears, said)
        return (cpu_seconds(sender.pid) - before) / said / clients * 1e6


def time_events(sender, ear, count):
    """Milliseconds from a line of the backend to a client that waits, many times."""
    times = []
    ear.sock.settimeout(PATIENCE)
    for number in range(ear.heard + 1, ear.heard + count + 1):
        begin = time.monotonic()
        sender.say(number)
        while ear.heard < number:
            ear.hear()
        times.append((time.monotonic() - begin) * 1e3)
        time.sleep(0.01)
    return times


def measure_latency(sender):
    ear = sender.connect()
    with ear.sock:
        wait_until_all_listen(sender, [ear])
        return time_events(sender, ear, 200)


def flood(sender, ear):
    ear.sock.settimeout(PATIENCE)
    for number in range(ear.heard + 1, ear.heard + BIG_EVENTS + 1):
        sender.say(number, BIG)
        while ear.heard < number:
            ear.hear()


def measure_stalled(sender):
    """The same alone and beside a client that has stopped reading; and MiB that the latter cost."""
    ear = sender.connect()
    with ear.sock:
        wait_until_all_listen(sender, [ear])
        flood(sender, ear)
        alone = time_events(sender, ear, 500)
        before = procfs.filled(sender.pid)
        stalled = sender.connect()
        with stalled.sock:
            wait_until_all_listen(sender, [ear, stalled])
            flood(sender, ear)
            beside = time_events(sender, ear, 500)
            return alone, beside, (procfs.filled(sender.pid) - before) / MIB


def start_rivals(stack):
    node = shutil.which("node")
    programs = [(RAW, [str(BUILD / "tests" / "bench" / "events" / "raw-sender")], None)]
    programs.append((NODE, [node, str(RIVALS / "ws_broadcast.js")],
                     None if node and (NODE_MODULES / "ws").exists() else "node-ws is missing"))
    programs.append((PYTHON_NAME, [PYTHON, str(RIVALS / "websockets_broadcast.py")],
                     None if has_module(PYTHON, "websockets") else "python3-websockets is missing"))
    for name, command, why_not in programs:
        if why_not is not None:
            say_skipped(name, why_not)
            continue
        port = free_port()
        process = subprocess.Popen([*command, str(port)], stdin=subprocess.PIPE,
                                   env={**os.environ, "NODE_PATH": str(NODE_MODULES)})
        stack.callback(process.wait)
        stack.callback(process.terminate)
        yield Sender(name, process.pid, port, process.stdin, has_handshake=name != RAW)


def start_perch(stack, folder):
    """Perch twice, once for clients that take several events in a frame."""
    pipe, backend = folder / "lines", folder / "backend"
    os.mkfifo(pipe)
    backend.write_text(BACKEND % pipe)
    backend.chmod(0o755)
    perch = stack.enter_context(running_perch(
        lambda perch: perch.write("backends/main.json", name="main", executable=str(backend))))
    perch.run("start")
    lines = stack.enter_context(open(pipe, "wb"))
    token = perch.run("token").strip()
    return [Sender(PERCH_NAME, perch.pid, perch.port, lines, {"token": token}),
            Sender(BATCHED, perch.pid, perch.port, lines, {"token": token, "batch": 64})]


def settle(senders):
    """Each sender on a processor of its own, and what drives it on another: else it is luck which of
    them share one, and what a sender finds in its caches when it is woken up."""
    processors = sorted(os.sched_getaffinity(0))
    if len(processors) < 2:
        return
    os.sched_setaffinity(0, processors[:1])
    for sender in senders:
        for thread in os.listdir(f"/proc/{sender.pid}/task"):
            os.sched_setaffinity(int(thread), processors[1:2])


def main():
    print(machine(), f"Node {version_of('node', '--version')}", sep="; ")
    slow, fast = {}, {}
    folder = pathlib.Path(tempfile.mkdtemp(prefix="perch-bench-"))
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder)
        senders = [*start_perch(stack, folder), *start_rivals(stack)]
        settle(senders)
        cases = [(clients, sender) for clients in RATES for sender in senders]
        for clients, sender in alternate(cases, ROUNDS):
            slow.setdefault((clients, sender.name), []).append(send_at_a_rate(sender, clients))
            fast.setdefault((clients, sender.name), []).append(send_at_full_speed(sender, clients))
        latency = {sender.name: measure_latency(sender) for sender in senders}
        # The C program does without what a stalled reader takes: it waits for it.
        stalled = {sender.name: measure_stalled(sender) for sender in senders if sender.name != RAW}

    def ratio(costs, clients, name):
        pairs = zip(costs[clients, name], costs[clients, PERCH_NAME])
        return median([theirs / ours for theirs, ours in pairs])

    names = [sender.name for sender in senders]
    print_table(f"An event of 200 bytes from a backend to its clients, median of {ROUNDS} rounds: "
                "CPU us a delivery",
                ["clients", "", "full speed", "to Perch's", "events a second", "at that rate",
                 "to Perch's"],
                [[clients, name, f"{median(fast[clients, name]):.1f}",
                  f"{ratio(fast, clients, name):.2f}", RATES[clients],
                  f"{median(slow[clients, name]):.1f}", f"{ratio(slow, clients, name):.2f}"]
                 for clients in RATES for name in names])
    print_table("From the backend's write to one client that waits, ms",
                ["", "median", "99th percentile"],
                [[name, f"{median(times):.2f}", f"{percentile(times, 99):.2f}"]
                 for name, times in latency.items()])
    print_table(f"Beside a client that stops reading, after {BIG_EVENTS} events of 16 kB",
                ["", "alone p99 ms", "beside p99 ms", "memory it took, MiB"],
                [[name, f"{percentile(alone, 99):.2f}", f"{percentile(beside, 99):.2f}",
                  f"{grown:.1f}"] for name, (alone, beside, grown) in stalled.items()])
    goals = Goals()
    alone, beside, grown = stalled[PERCH_NAME]
    goals.at_most("99th percentile beside a stalled client, to that without",
                  percentile(beside, 99) / percentile(alone, 99), 1.5)
    goals.at_most("memory that a stalled client takes, MiB", grown, 4)
    goals.at_most("an event's way to an idle client, median in ms", median(latency[PERCH_NAME]), 5)
    for clients in RATES:
        for way, costs in (("at full speed", fast), ("at a rate", slow)):
            goals.at_least(f"{clients} clients, {way}: CPU of {RAW}, to Perch's",
                           ratio(costs, clients, RAW), 1 / 1.5)
            for name in (NODE, PYTHON_NAME):
                if name in names:
                    goals.at_least(f"{clients} clients, {way}: CPU of {name}, to Perch's",
                                   ratio(costs, clients, name), 1)
    return goals.finish()


sys.exit(main())
