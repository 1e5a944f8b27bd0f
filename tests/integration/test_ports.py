# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Which TCP ports the real perch listens at, and what it says when it can't."""

import json
import os
import socket

import processes
import pytest
from surface_ports import Port, request
from websocket import WebSocket


@pytest.fixture
def home(home):
    home.add_backend("main", "wait")
    return home


def test_ipv6(home):
    home.configure("bridge", port=0, host="::1")
    home.run()
    port = Port(home, "bridge", "::1")
    assert port.address.startswith("[::1]:")
    for host in ("[::1]:PORT", "localhost:PORT"):
        assert port.status(request(host=host)) == 200


def test_disabled(home):
    home.configure("web-listener", enabled=False)
    home.run()
    status = home.ask("status")
    assert status["surfaces"]["listener"] == {"state": "closed"}
    assert status["problems"] == []


@pytest.mark.parametrize("fields, place", [
    ({"port": "5001"}, "/port: expected an integer"),
    ({"host": "0.0.0.0"}, "/host: expected one of"),
    ({"allowed_origins": ["*"]}, "/allowed_origins/0: expected an origin"),
    ({"limits": {"max_connections": 0}}, "/limits/max_connections"),
])
def test_bad_settings(home, fields, place):
    """The surface stays closed and says why; the rest works, and the file is as it was."""
    home.configure("bridge", **fields)
    home.run()
    status = home.ask("status")
    problem = status["surfaces"]["bridge"]["error"]
    assert place in problem and "bridge-settings.json" in problem
    assert problem in status["problems"]
    assert Port(home, "listener").status(request(path="/ping")) == 200
    assert place in home.perch("status").stdout
    assert json.loads((home.settings / "bridge-settings.json").read_text()) == fields


def wait_for_problem(home, *words):
    def said():
        return [text for text in home.ask("status")["problems"] if all(w in text for w in words)]

    processes.wait_until(said, f"a problem with {words}")


def test_port_taken(home):
    """Perch says who has it, and works on without."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        number = other.getsockname()[1]
        home.configure("bridge", port=number)
        home.run()
        with WebSocket(home.connect(), "/events/ws") as client:
            client.send(json.dumps({"since": 0}))
            warning, = client.events("runtime_warning", 1)
        told = warning["payload"]
        assert (told["code"], told["surface"], told["port"]) == ("port_conflict", "bridge", number)
        assert told["pid"] == os.getpid() and told["program"]
        assert told["message"] in home.ask("status")["problems"]
        wait_for_problem(home, f"port {number} is taken by pid ", "choose another")
        assert Port(home, "listener").status(request(path="/ping")) == 200
        assert home.ask("status")["surfaces"]["bridge"]["state"] == "error"
        home.perch("start")
