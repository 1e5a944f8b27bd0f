# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""POST /tab-info at the listener of the real perch, and who may use it."""

import contextlib
import http.client
import json
import socket
from pathlib import Path

import processes
import pytest
from perch_home import PATIENCE, PerchHome
from websocket import WebSocket

FIXTURES = Path(__file__).parents[1] / "fixtures" / "python"
EXTENSION = "chrome-extension://abcdefghijklmnopabcdefghijklmnop"
TRACE = "0af7651916cd43dd8448eb211c80319c"
TAB = {"url": "https://example.org/a?b#c", "title": "Ä page", "tab_id": 7, "window_id": 3,
       "timestamp": "2026-01-31T12:34:56.789Z", "favicon": "data:,", "more": [None, 1.5]}


@pytest.fixture
def home():
    with contextlib.closing(PerchHome()) as home:
        yield home


def run(home, script):
    home.add_backend("main", "", executable=str(FIXTURES / script), args=[], restart="never",
                     ready={"on": "status"})
    home.run()


def ask(home, method="POST", tab=None, origin=EXTENSION, path="/tab-info", **headers):
    """Status, headers and JSON of the listener's answer."""
    port = int(home.ask("status")["surfaces"]["listener"]["address"].rpartition(":")[2])
    body = None if method != "POST" else json.dumps(TAB if tab is None else tab)
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, PATIENCE)) as client:
        client.request(method, path, body, {"Content-Type": "application/json", "Origin": origin,
                                            **headers})
        reply = client.getresponse()
        return reply.status, reply.headers, json.loads(reply.read())


def test_arrives(home):
    """At the backend and at who listens, under the trace id that it came with."""
    run(home, "tabs.py")
    home.perch("start")
    with WebSocket(home.connect(), "/events/ws") as client:
        client.send('{"since": 0}')
        status, headers, reply = ask(home, traceparent=f"00-{TRACE}-b7ad6b7169203331-01")
        assert (status, reply) == (200, {"status": "ok", "delivered": True, "backend": "main",
                                         "trace_id": TRACE})
        assert headers["Access-Control-Allow-Origin"] == EXTENSION
        info, = client.events("tab_info", 1)
        seen, = client.events("tab_seen", 1)
    assert info["payload"] == TAB and seen["payload"]["tab"] == TAB
    assert info["source"] == "perch" and info["trace_id"] == seen["trace_id"] == TRACE
    processes.wait_until(lambda: any(TRACE in line and "tab.info to main: answered" in line
                                     for line in home.perch("logs").stdout.splitlines()),
                         "the log tells")


@pytest.mark.parametrize("script, reason", [
    (None, "No backend is running"),
    ("answers.py", "no tab.info here"),
])
def test_not_delivered(home, script, reason):
    """Nobody wants it: an event it is all the same, and the browser is told."""
    run(home, script or "answers.py")
    if script:
        home.perch("start")
    with WebSocket(home.connect(), "/events/ws") as client:
        client.send('{"since": 0}')
        status, _, reply = ask(home)
        assert (status, reply["delivered"]) == (202, False)
        assert reason in reply["reason"]
        assert client.events("tab_info", 1)[0]["payload"] == TAB


def test_passwords_stay_out_of_the_log(home):
    run(home, "tabs.py")
    home.perch("start")
    assert ask(home, tab={"url": "https://me:verysecret@example.org/"})[0] == 200
    home.perch("quit")
    logs = [path.read_text() for path in (home.folder / "state" / "perch").iterdir()
            if path.is_file()]
    assert any("https://me:***@example.org/" in log for log in logs)
    assert not any("verysecret" in log for log in logs)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_pages(home, origin):
    """They can't send, and a browser won't let them try."""
    run(home, "tabs.py")
    status, headers, _ = ask(home, origin=origin)
    assert status == 403
    asked = {"Access-Control-Request-Method": "POST",
             "Access-Control-Request-Private-Network": "true"}
    preflight = ask(home, "OPTIONS", origin=origin, **asked)
    assert preflight[0] == 403
    assert not any(name.startswith("Access-Control") for name in [*headers, *preflight[1]])
    status, headers, _ = ask(home, "OPTIONS", **asked)
    assert (status, headers["Access-Control-Allow-Origin"]) == (200, EXTENSION)
    assert headers["Access-Control-Allow-Private-Network"] == "true"


def test_token_when_required(home):
    home.configure("web-listener", port=0, require_token=True)
    run(home, "tabs.py")
    token = home.perch("token").stdout.strip()
    assert ask(home)[0] == 401
    assert ask(home, Authorization=f"Bearer {token}")[0] == 202


def test_half_a_request(home):
    """Who leaves in the middle of it has told nothing."""
    run(home, "tabs.py")
    home.perch("start")
    address, _, port = home.ask("status")["surfaces"]["listener"]["address"].rpartition(":")
    with WebSocket(home.connect(), "/events/ws") as client:
        client.send('{"since": 0}')
        with socket.create_connection((address, int(port)), PATIENCE) as half:
            half.sendall(f"POST /tab-info HTTP/1.1\r\nHost: {address}:{port}\r\n"
                         "Content-Type: application/json\r\nContent-Length: 99\r\n\r\n"
                         '{"url": "http://half/"'.encode())
        assert ask(home)[0] == 200
        assert client.events("tab_info", 1)[0]["payload"]["url"] == TAB["url"]
