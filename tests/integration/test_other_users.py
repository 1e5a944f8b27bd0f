# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Other users of the machine at the TCP ports of the real perch, and crowds of connections."""

import contextlib
import os
import socket
import subprocess

import processes
import pytest
from perch_home import PATIENCE, PERCH, PerchHome, read_all
from surface_ports import LISTED, Port, open_bridge, request

SOMEBODY = processes.SOMEBODY


@pytest.fixture
def home(home):
    home.add_backend("main", "wait")
    return home


@pytest.fixture
def bridge(home):
    return open_bridge(home)


CLIENT = """
import socket, sys
with socket.create_connection(("127.0.0.1", int(sys.argv[1])), 20) as client:
    client.sendall(sys.argv[2].encode())
    if sys.argv[3] == "hang-up":
        sys.exit()
    while chunk := client.recv(65536):
        sys.stdout.buffer.write(chunk)
"""


def ask_as_somebody(port, text, then="read"):
    done = subprocess.run(["/usr/bin/setpriv", f"--reuid={SOMEBODY}", f"--regid={SOMEBODY}",
                           "--clear-groups", "/usr/bin/python3", "-c", CLIENT, str(port.number),
                           text.replace("PORT", str(port.number)), then],
                          cwd="/", capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done
    return done.stdout


@processes.needs_root
def test_other_user(home, bridge):
    """Another user of the machine is refused, the token in hand or not."""
    token = home.perch("token").stdout.strip()
    for text in (request(), request(token=token), request(origin=LISTED, token=token),
                 request("POST", "/api/backends/main/stop", token=token)):
        reply = ask_as_somebody(bridge, text)
        assert reply.startswith("HTTP/1.1 403 "), reply
        assert "other_user" in reply
    assert home.ask("status")["backends"][0]["state"] == "running"


@processes.needs_root
def test_other_user_hangs_up(home, bridge):
    """Who has sent a request and is gone looks like root to the kernel: that opens nothing."""
    for _ in range(50):
        ask_as_somebody(bridge, request("POST", "/api/backends/main/stop"), "hang-up")
    assert bridge.status(request()) == 200
    assert home.ask("status")["backends"][0]["state"] == "running"


CROWD = """
import select, socket, sys
clients = [socket.create_connection(("127.0.0.1", int(sys.argv[1])), 20) for _ in range(40)]
left = set(clients)
while len(left) > int(sys.argv[2]):
    closed, _, _ = select.select(left, [], [], 20)
    assert closed, len(left)
    left -= set(closed)
print("full", flush=True)
sys.stdin.read()
"""


@processes.needs_root
def test_crowd_of_another_user(home):
    """Strangers have a quarter of the connections, so that the rest is for our programs."""
    home.configure("bridge", port=0, limits={"max_connections": 20, "header_timeout_ms": 60000,
                                             "idle_timeout_s": 3600})
    home.run()
    port = Port(home, "bridge")
    crowd = subprocess.Popen(["/usr/bin/setpriv", f"--reuid={SOMEBODY}", f"--regid={SOMEBODY}",
                              "--clear-groups", "/usr/bin/python3", "-c", CROWD, str(port.number),
                              "5"], cwd="/", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with crowd:
        assert crowd.stdout.readline() == b"full\n"
        with contextlib.ExitStack() as stack:
            for _ in range(14):
                stack.enter_context(socket.create_connection(("127.0.0.1", port.number), PATIENCE))
            assert port.status(request()) == 200
    assert crowd.returncode == 0


def test_crowd_of_our_own(home):
    """Who has as many connections as the settings allow gets no more, until one is closed."""
    home.configure("bridge", port=0, limits={"max_connections_per_peer": 3,
                                             "header_timeout_ms": 60000, "idle_timeout_s": 3600})
    home.run()
    port = Port(home, "bridge")
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(socket.create_connection(("127.0.0.1", port.number),
                                                                PATIENCE)) for _ in range(3)]
        with socket.create_connection(("127.0.0.1", port.number), PATIENCE) as extra:
            assert extra.recv(1) == b""
        clients[0].close()

        def is_served():
            with contextlib.suppress(ConnectionError):
                return port.status(request()) == 200

        processes.wait_until(is_served, "there is room again")


def test_crowd_that_is_to_shrink(home, bridge):
    """A lower limit holds as soon as the settings say so."""
    home.perch("config", "set", "bridge.limits",
               '{"max_connections_per_peer": 3, "header_timeout_ms": 60000, "idle_timeout_s": 3600}')
    with contextlib.ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(socket.create_connection(("127.0.0.1", bridge.number), PATIENCE))
        with contextlib.suppress(ConnectionError):
            assert bridge.status(request()) is None


@processes.needs_somebody
def test_two_users(home):
    """The second user's Perch finds the port of the first one's taken, and says so."""
    home.run()
    number = Port(home, "bridge").number
    second = PerchHome()
    try:
        second.configure("bridge", port=number)
        for path in [second.folder, *second.folder.rglob("*")]:
            os.chown(path, SOMEBODY, SOMEBODY)
        user = {"user": SOMEBODY, "group": SOMEBODY, "extra_groups": [], "cwd": second.folder,
                "env": second.env, "stdin": subprocess.DEVNULL, "text": True}
        process = subprocess.Popen([PERCH, "run", "--headless"], stderr=subprocess.PIPE, **user)
        second.started.append(process)

        def says_so():
            status = subprocess.run([PERCH, "status"], capture_output=True, **user).stdout
            return f"port {number} is taken by a program of another user" in status

        processes.wait_until(says_so, "the second Perch says who has the port")
        assert Port(home, "bridge").status(request()) == 200
    finally:
        second.close()


def test_many_connections(home, bridge):
    """200 at a time are all served, and idle ones hold up nobody."""
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(socket.create_connection(("127.0.0.1", bridge.number),
                                                                PATIENCE)) for _ in range(200)]
        assert bridge.status(request()) == 200
        for client in clients:
            client.sendall(request().replace("PORT", str(bridge.number)).encode())
        for client in clients:
            assert read_all(client).startswith(b"HTTP/1.1 200 ")
