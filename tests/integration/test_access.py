# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Who gets in at the TCP ports of the real perch."""

import itertools
import json
import subprocess

import pytest
from perch_home import PERCH
from surface_ports import LISTED, Port, open_bridge, request


@pytest.fixture
def home(home):
    home.add_backend("main", "wait")
    return home


@pytest.fixture
def bridge(home):
    return open_bridge(home)


HOSTS = {"localhost:PORT": True, "127.0.0.1:PORT": True, "[::1]:PORT": True,
         "localhost.:PORT": True, "LOCALHOST:PORT": True, "evil.example:PORT": False,
         "localhost:1": False, "localhost": False, "": False}

ORIGINS = {None: True, LISTED: True, "http://localhost:PORT": "own", "null": False,
           "https://evil.example": False, "http://localhost:1": False, "": False}

TOKENS = ("right", "wrong", None)

METHODS = ("GET", "POST", "PUT", "DELETE", "OPTIONS")

TYPES = (None, "application/json", "text/plain", "application/x-www-form-urlencoded")


def expected(host, origin, token, method, content_type):
    if not HOSTS[host]:
        return 421
    allowed = ORIGINS[origin]
    if allowed == "own":
        allowed = host == "localhost:PORT"
    if not allowed:
        return 403
    if content_type not in (None, "application/json"):
        return 415
    if origin is not None and token != "right":
        return 401
    return 200 if method == "GET" else 405


def test_whole_table(home, bridge):
    """Host x Origin x token x method x Content-Type. Wrong tokens last: they are slowed down."""
    right = home.perch("token").stdout.strip()
    tokens = {"right": right, "wrong": right[::-1], None: None}
    tried = refused = 0
    for host, origin, method, content_type in itertools.product(HOSTS, ORIGINS, METHODS, TYPES):
        for token in TOKENS:
            case = (host, origin, token, method, content_type)
            status = expected(*case)
            if status == 401:
                refused += 1
                if refused > 9:
                    continue
            assert bridge.status(request(method, "/status", host, origin, tokens[token],
                                         content_type)) == status, case
            tried += 1
    assert tried > 3000


def test_odd_hosts(home, bridge):
    """Whatever stands there, it is refused, and Perch is there for the next one."""
    for lines in ("", "Host: localhost:PORT\r\nHost: localhost:PORT\r\n", "Host: a/b\r\n",
                  "Host: [::1\r\n", "Host: []\r\n", "Host: :\r\n", "Host: @\r\n", "Host: %00\r\n",
                  "Host: localhost:PORT\r\nHost: evil.example\r\n", "Host: \xff\xfe\r\n",
                  "Host: localhost:99999999999\r\n", "Host: " + "x" * 60000 + "\r\n",
                  "Host: localhost\0:PORT\r\n", "Host : localhost:PORT\r\n",
                  " Host: localhost:PORT\r\n"):
        for version in ("1.0", "1.1"):
            status = bridge.status(f"GET /status HTTP/{version}\r\n{lines}\r\n")
            assert status in (400, 421, None), (lines[:60], version, status)
            assert bridge.status(request()) == 200


def test_rebinding(home, bridge):
    """A page of a name that points here is same-origin for its browser: no Origin, other Host."""
    for path in ("/status", "/api/status/health", "/api/backends", "/none"):
        reply = bridge.exchange(request(path=path, host="evil.example:PORT",
                                        extra="Sec-Fetch-Site: same-origin\r\n"))
        assert reply.startswith("HTTP/1.1 421 ")
        assert "Access-Control" not in reply
    assert bridge.status(request("POST", "/api/backends/main/stop", "evil.example:PORT")) == 421
    assert home.ask("status")["backends"][0]["state"] == "running"


def test_requests_of_pages(home, bridge):
    """What a page can send without asking first changes nothing."""
    stop = "/api/backends/main/stop"
    for origin in ("https://evil.example", "null"):
        assert bridge.status(request("POST", stop, origin=origin)) == 403
        assert bridge.status(request("POST", stop, origin=origin, content_type="text/plain")) == 403
    assert bridge.status(request("POST", stop, content_type="text/plain")) == 415
    assert bridge.status(request("POST", stop, extra="Sec-Fetch-Site: cross-site\r\n")) == 403
    assert bridge.status(request(extra="Sec-Fetch-Site: cross-site\r\n")) == 403
    assert home.ask("status")["backends"][0]["state"] == "running"
    assert bridge.status(request("POST", stop)) == 200
    assert home.ask("status")["backends"][0]["state"] == "stopped"


def test_listener(home):
    """Extensions get in by default, pages don't; the bridge's routes are not there."""
    home.run()
    port = Port(home, "listener")
    assert port.status(request(path="/ping")) == 200
    assert port.status(request(path="/ping", origin="https://evil.example")) == 403
    assert port.status(request(path="/ping", origin="http://localhost:PORT")) == 401
    reply = port.exchange(request(path="/ping", origin=LISTED))
    assert reply.startswith("HTTP/1.1 200 ")
    assert f"\r\nAccess-Control-Allow-Origin: {LISTED}\r\n" in reply
    assert port.status(request(path="/api/backends")) == 404
    preflight = port.exchange(request("OPTIONS", "/ping", origin=LISTED,
                                      extra="Access-Control-Request-Method: GET\r\n"
                                            "Access-Control-Request-Private-Network: true\r\n"))
    assert preflight.startswith("HTTP/1.1 200 ")
    assert "\r\nAccess-Control-Allow-Private-Network: true\r\n" in preflight


def test_control_only(home, bridge):
    """Neither the token nor the end of Perch can be had at a port."""
    token = home.perch("token").stdout.strip()
    assert bridge.status(request(path="/api/app/token", token=token)) == 404
    assert bridge.status(request("POST", "/api/app/quit", token=token)) == 404


def test_health(home, bridge):
    reply = bridge.exchange(request(path="/api/status/health"))
    health = json.loads(reply.partition("\r\n\r\n")[2])
    version = subprocess.run([PERCH, "--version"], capture_output=True, text=True).stdout.split()[1]
    assert health["version"] == version
    assert health["modules"]["surfaces"] == {"control": "listening", "bridge": "listening",
                                             "listener": "listening"}
    assert health["modules"]["backends"] == {"main": "running"}
    assert health["ready"] is True
    assert health["build_hash"]
