# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What a running Perch puts up with on its control socket."""

import contextlib
import resource
import signal
import socket
import subprocess
import time

import processes
import pytest
from perch_home import (GET_STATUS, PATIENCE, PerchHome, is_sanitized, open_files, read_all,
                        resident)

CALLS = 10_000
BYTES_A_CALL = 50


@pytest.fixture
def home():
    home = PerchHome()
    home.add_backend("main", "wait")
    yield home
    home.close()


def test_calls_leave_nothing(home):
    """10,000 calls, 50 of them by the real command line, and one connection in ten given up."""
    pid = home.run().pid

    def call(times):
        for n in range(times):
            if n % 10 == 9:
                home.connect().close()
            else:
                assert home.exchange(GET_STATUS).startswith(b"HTTP/1.1 200 ")

    call(1000)
    home.perch("status")
    processes.wait_until(lambda: sum("perch-log" in name for name in open_files(pid)) == 2,
                         "both logs are open")
    processes.wait_until(lambda: connections(pid) == 0, "connections are closed")
    files, memory = len(open_files(pid)), resident(pid)
    call(CALLS - 50)
    for _ in range(50):
        home.perch("status")
    processes.wait_until(lambda: len(open_files(pid)) <= files, "connections are closed")
    if not is_sanitized():
        assert resident(pid) - memory < CALLS * BYTES_A_CALL


def connections(pid):
    """Its Unix sockets that are connected, by the kernel's table: state 3."""
    names = open_files(pid)
    with open("/proc/net/unix", encoding="utf-8", errors="replace") as table:
        rows = [line.split() for line in list(table)[1:]]
    return sum(row[5] == "03" and f"socket:[{row[6]}]" in names for row in rows)


def test_out_of_descriptors(home):
    """More clients than descriptors: some wait, and all are served in the end."""
    limit = 48

    def few_descriptors():
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))

    process = home.run(preexec_fn=few_descriptors)
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(home.connect()) for _ in range(2 * limit)]
        for client in clients:
            client.sendall(GET_STATUS)
        for client in clients:
            assert b'"status":"ok"' in read_all(client)
    with contextlib.ExitStack() as stack:
        idle = [stack.enter_context(home.connect()) for _ in range(2 * limit)]
        processes.wait_until(lambda: len(open_files(process.pid)) >= limit - 2, "it is full")
        idle.clear()
    assert home.exchange(GET_STATUS).startswith(b"HTTP/1.1 200 ")


def test_slow_clients(home):
    """A client that does not come to the point is cut off, after about five seconds."""
    home.run()
    began = time.monotonic()
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(home.connect()) for _ in range(20)]
        for n, client in enumerate(clients):
            client.sendall(GET_STATUS[:n])
        for client in clients:
            assert b" 200 " not in read_all(client)
    assert time.monotonic() - began > 4
    assert home.answers()


def test_a_byte_at_a_time(home):
    home.run()
    with home.connect() as client:
        for byte in GET_STATUS:
            client.sendall(bytes([byte]))
        assert b'"status":"ok"' in read_all(client)


@pytest.mark.parametrize("path, status", [
    ("/", 404),
    ("/statusx", 404),
    ("/status/", 404),
    ("//status", 404),
    ("/../../etc/passwd", 404),
    ("/api/backends/..%2f..%2fstatus", 400),
    ("/api/backends/%2e%2e/x", 404),
    ("/api/backends/main%00", 400),
    ("/api/backends/main%0d%0aX:%20y", 400),
    ("/api/backends/..%5cmain", 400),
    ("/api/backends/%ff", 400),
    ("/api/backends/%", 400),
    ("/api/backends/" + "x" * 60000, 404),
    ("/" + "a/" * 30000, 404),
], ids=lambda value: str(value)[:32])
def test_hostile_paths(home, path, status):
    home.run()
    reply = home.exchange(f"GET {path} HTTP/1.1\r\nHost: perch\r\n\r\n".encode())
    assert reply.startswith(f"HTTP/1.1 {status} ".encode())
    assert home.answers()


def test_large_header(home):
    """libsoup hangs up on a header of more than 64 KiB."""
    pid = home.run().pid
    reply = b""
    with home.connect() as client, contextlib.suppress(ConnectionError):
        client.sendall(b"GET /status HTTP/1.1\r\nHost: perch\r\n")
        for _ in range(1000):
            client.sendall(b"X-Long: " + b"x" * 1000 + b"\r\n")
        client.sendall(b"\r\n")
        reply = read_all(client)
    assert b" 200 " not in reply
    assert home.pid() == pid


def test_large_bodies(home):
    """Refused by the header: the answer comes before a byte of the body."""
    home.run()
    for extra in (b"", b"Expect: 100-continue\r\n"):
        reply = home.exchange(b"POST /api/app/show HTTP/1.1\r\nHost: perch\r\n"
                              b"Content-Type: application/json\r\n" + extra +
                              b"Content-Length: 104857600\r\n\r\n")
        assert reply.startswith(b"HTTP/1.1 413 ")
    with home.connect() as client:
        client.sendall(b"POST /api/app/show HTTP/1.1\r\nHost: perch\r\n"
                       b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        with contextlib.suppress(OSError):
            for _ in range(64):
                client.sendall(chunk)
        assert client.recv(65536).startswith(b"HTTP/1.1 413 ")


@processes.needs_root
def test_other_user(home):
    """Another user can't even reach the socket; what the kernel says of a peer is tried in C."""
    home.run()
    for folder in (home.folder, home.runtime):
        folder.chmod(0o755)
    script = ("import socket, sys\n"
              "try: socket.socket(socket.AF_UNIX).connect(sys.argv[1])\n"
              "except PermissionError: sys.exit(42)\n")
    done = subprocess.run(["/usr/bin/python3", "-c", script, home.socket_path], user=65534,
                          group=65534, extra_groups=[])
    assert done.returncode == 42


def test_quit_answers(home):
    """The answer to quit comes before the end does."""
    process = home.run()
    home.perch("start")
    reply = home.exchange(b"POST /api/app/quit HTTP/1.1\r\nHost: perch\r\n\r\n")
    assert reply.startswith(b"HTTP/1.1 200 ")
    assert process.wait(PATIENCE) == 0
    assert home.survivors() == []


def test_start_is_not_undone(home):
    """Who goes away while a backend starts does not take the start along."""
    home.add_backend("slow", "sleep 300 print {\"status\":\"ready\"} wait", ready={"on": "status"})
    home.run()
    client = home.connect()
    client.sendall(b"POST /api/backends/slow/start HTTP/1.1\r\nHost: perch\r\n\r\n")
    client.close()

    def runs():
        states = {each["name"]: each["state"] for each in home.ask("status")["backends"]}
        return states["slow"] == "running"

    processes.wait_until(runs, "the backend runs")


def test_stopped_client(home):
    """A client that never reads holds up nobody."""
    process = home.run()
    with home.connect() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.sendall(GET_STATUS)
        for _ in range(20):
            assert home.answers()
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0
