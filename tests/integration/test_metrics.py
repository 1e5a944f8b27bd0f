# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""GET /metrics of the real perch: what Prometheus's own checker says, and whether it is true."""

import contextlib
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
from pathlib import Path

import processes
import pytest
from perch_home import PATIENCE, PerchHome
from websocket import WebSocket

PROMTOOL = shutil.which("promtool", path=os.pathsep.join(
    [str(Path(__file__).parents[2] / ".tools"), os.environ["PATH"]]))
SAMPLE = re.compile(r'^(\w+)(?:{(.*)})? (\S+)$')
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


@pytest.fixture
def home():
    home = PerchHome()
    home.add_backend("main", "print {\"event\":\"hello\"} wait")
    with contextlib.closing(home):
        home.run()
        home.address = home.ask("status")["surfaces"]["bridge"]["address"]
        yield home


def ask(home, method, path):
    with contextlib.closing(http.client.HTTPConnection(home.address, timeout=PATIENCE)) as client:
        client.request(method, path)
        reply = client.getresponse()
        return reply.status, reply.read().decode()


class Metrics:
    """What /metrics says now."""

    def __init__(self, home):
        status, self.text = ask(home, "GET", "/metrics")
        assert status == 200
        self.samples = {}
        for line in self.text.splitlines():
            if not line.startswith("#"):
                name, labels, value = SAMPLE.match(line).groups()
                key = name, frozenset(LABEL.findall(labels or ""))
                assert key not in self.samples, line
                self.samples[key] = float(value)

    def get(self, name, **labels):
        return self.samples.get((f"perch_{name}", frozenset(labels.items())))

    def requests(self, route, code, method="GET"):
        return self.get("http_requests_total", surface="bridge", method=method, route=route,
                        code=str(code))


def test_promtool(home):
    if PROMTOOL is None:
        pytest.skip("needs promtool, which ./dev test takes out of Debian's package prometheus")
    home.perch("start")
    ask(home, "GET", "/none")
    checked = subprocess.run([PROMTOOL, "check", "metrics"], input=Metrics(home).text, text=True,
                             capture_output=True, timeout=PATIENCE)
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")


def test_requests_are_counted(home):
    before = Metrics(home)
    assert before.requests("/status", 200) == 0
    for _ in range(5):
        ask(home, "GET", "/status")
    ask(home, "HEAD", "/status")
    ask(home, "POST", "/api/backends/main/start")
    ask(home, "GET", "/api/backends/none")
    ask(home, "DELETE", "/status")
    ask(home, "GET", "/none")
    after = Metrics(home)
    assert after.requests("/status", 200) == 6
    assert after.requests("/api/backends/{name}/start", 200, "POST") == 1
    assert after.requests("/api/backends/{name}", 404) == 1
    assert after.requests("", 405, "") == 1
    assert after.requests("", 404, "") == 1
    assert after.requests("/metrics", 200) == before.requests("/metrics", 200) + 1


def test_client_that_leaves(home):
    """Whoever does not wait for the answer is counted too, as 499."""
    home.perch("start")
    host, _, port = home.address.rpartition(":")
    body = json.dumps({"method": "never"})
    with socket.create_connection((host, int(port)), PATIENCE) as client:
        client.sendall((f"POST /api/backends/main/call HTTP/1.1\r\nHost: {home.address}\r\n"
                        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
                        f"{body}").encode())
        # Who leaves before Perch has looked whose connection it is, is refused.
        processes.wait_until(lambda: Metrics(home).get("connections", surface="bridge") == 2,
                             "it is accepted")
    processes.wait_until(
        lambda: Metrics(home).requests("/api/backends/{name}/call", 499, "POST") == 1,
        "the request is counted")


def test_backend_and_events(home):
    before = Metrics(home)
    assert before.get("backend_state", backend="main", state="stopped") == 1
    assert before.get("backend_pid", backend="main") is None
    backend = home.ask("start")["backend"]
    running = Metrics(home)
    assert running.get("backend_state", backend="main", state="running") == 1
    assert running.get("backend_pid", backend="main") == backend["pid"]
    assert running.get("log_lines_total") > 0
    assert running.get("process_memory_bytes") > 1 << 20
    assert running.get("process_open_fds") > 5
    processes.wait_until(lambda: Metrics(home).get("events_published_total") > 2, "it has published")


def test_websocket_clients(home):
    assert Metrics(home).get("websocket_clients") == 0
    host, _, port = home.address.rpartition(":")
    token = home.perch("token").stdout.strip()
    with socket.create_connection((host, int(port)), PATIENCE) as connection:
        with WebSocket(connection, "/events/ws", home.address) as client:
            client.send(json.dumps({"token": token, "since": 0}))
            processes.wait_until(lambda: Metrics(home).get("websocket_clients") == 1, "it counts")
            assert Metrics(home).requests("/events/ws", 101) == 1
    processes.wait_until(lambda: Metrics(home).get("websocket_clients") == 0, "it has left")
    assert Metrics(home).requests("/events/ws", 101) == 1
