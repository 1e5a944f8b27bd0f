# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What a running Perch puts up with at its TCP ports: clients that dawdle, and too many of them."""

import contextlib
import os
import resource
import socket

import processes
import pytest
from perch_home import PATIENCE, PerchHome, count_sockets, is_sanitized, read_all, resident

CALLS = 2000
BYTES_A_CALL = 50
SURFACES = {"bridge": "bridge", "listener": "web-listener"}
SHORT = {"header_timeout_ms": 2000, "body_timeout_ms": 2000, "idle_timeout_s": 1}


@pytest.fixture(params=SURFACES)
def port(request):
    home = PerchHome()
    for name in SURFACES.values():
        home.configure(name, port=0, limits=SHORT)
    yield Port(home, request.param)
    home.close()


class Port:
    """A surface of a Perch that open() starts."""

    def __init__(self, home, name):
        self.home, self.name = home, name

    def open(self, **options):
        self.process = self.home.run(**options)
        address = self.home.ask("status")["surfaces"][self.name]["address"]
        self.number = int(address.rpartition(":")[2])
        path = "/api/status/health" if self.name == "bridge" else "/ping"
        self.request = f"GET {path} HTTP/1.1\r\nHost: localhost:{self.number}\r\n\r\n".encode()
        assert self.answers()
        self.usual = count_sockets(self.process.pid)

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.number), PATIENCE)

    def answers(self):
        with self.connect() as client:
            client.sendall(self.request)
            return read_all(client).startswith(b"HTTP/1.1 200 ")

    def is_quiet(self):
        return count_sockets(self.process.pid) <= self.usual

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


def read_to_end(client):
    """What came until the connection was closed, in whatever way."""
    try:
        return read_all(client)
    except ConnectionResetError:
        return b""


@pytest.mark.parametrize("length", [0, 1, 20, -2], ids=["idle", "byte", "half", "almost"])
def test_slow_header(port, length):
    """Who does not come to the point is cut off, and others are served meanwhile."""
    port.open()
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(port.connect()) for _ in range(20)]
        for client in clients:
            client.sendall(port.request[:length])
        assert port.answers()
        for client in clients:
            assert b" 200 " not in read_to_end(client)
        processes.wait_until(port.is_quiet, "their connections are closed")
    assert port.answers()


@pytest.mark.parametrize("body", [b"", b"{", b'{"url": "htt'])
def test_half_body(port, body):
    """The same for a body that was announced and does not come."""
    path = "/api/backends/main/call" if port.name == "bridge" else "/tab-info"
    port.open()
    head = (f"POST {path} HTTP/1.1\r\nHost: localhost:{port.number}\r\n"
            "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n").encode()
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(port.connect()) for _ in range(20)]
        for client in clients:
            client.sendall(head + body)
        assert port.answers()
        for client in clients:
            assert b" 200 " not in read_to_end(client)
        processes.wait_until(port.is_quiet, "their connections are closed")
    assert port.answers()


def test_client_that_stays(port):
    """After its answer nothing keeps a connection open, whatever the client does with its end."""
    port.open()
    with contextlib.ExitStack() as stack:
        for _ in range(50):
            client = stack.enter_context(port.connect())
            client.sendall(port.request)
            assert read_all(client).startswith(b"HTTP/1.1 200 ")
        processes.wait_until(port.is_quiet, "their connections are closed")


def test_out_of_descriptors(port):
    """More clients than descriptors: they wait, and Perch is there again when they are gone."""
    limit = 48

    def few_descriptors():
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))

    port.home.configure(SURFACES[port.name], port=0)  # not to be saved by short patience
    port.open(preexec_fn=few_descriptors)
    with contextlib.ExitStack() as stack:
        idle = [stack.enter_context(port.connect()) for _ in range(2 * limit)]
        processes.wait_until(lambda: port.descriptors() >= limit - 1, "it is full")
        for client in idle:
            client.sendall(port.request)
        for client in idle:
            assert b'"status":"ok"' in read_all(client)
    assert port.answers()


def test_polling_leaves_nothing(port):
    """One connection in ten is given up, at some point of its request."""
    port.home.configure(SURFACES[port.name], port=0)  # none of them is cut off for being slow
    port.open()

    def poll(times):
        for number in range(times):
            if number % 10 == 9:
                with port.connect() as client:
                    client.sendall(port.request[:number % len(port.request)])
            else:
                assert port.answers()

    poll(500)
    processes.wait_until(port.is_quiet, "its connections are closed")
    memory = resident(port.process.pid)
    poll(CALLS)
    processes.wait_until(port.is_quiet, "its connections are closed")
    if not is_sanitized():
        assert resident(port.process.pid) - memory < 256 * 1024 + CALLS * BYTES_A_CALL
