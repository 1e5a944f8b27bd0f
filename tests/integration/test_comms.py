# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The log of requests, and how long they took: GET /api/comms and /api/performance."""

import os

import pytest
from perch_home import PerchHome

TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def home():
    home = PerchHome()
    home.configure("hook", port=0)
    home.run("--enable-test-hooks")
    yield home
    home.close()


def comms(home, query=""):
    return home.get_port("hooks", "/api/comms" + query)[1]["requests"]


def test_comms(home):
    """All surfaces are in it, in the order of the answers, and nothing of what was in them."""
    home.get_port("bridge", "/api/backends?secret=hush",
                  traceparent=f"00-{TRACE}-b7ad6b7169203331-01")
    home.get_port("bridge", "/nowhere/hush2")
    requests = comms(home)
    assert "secret" not in str(requests)
    bridge = [request for request in requests if request["surface"] == "bridge"]
    first, second = bridge
    assert (first["method"], first["path"], first["status"]) == ("GET", "/api/backends", 200)
    assert (first["route"], first["trace_id"]) == ("/api/backends", TRACE)
    assert first["bytes_sent"] > 0 and first["bytes_received"] == 0 and first["duration_ms"] >= 0
    assert (second["route"], second["status"], second["path"]) == (None, 404, "/nowhere/hush2")
    control = [request for request in requests if request["surface"] == "control"]
    assert control and all(request["pid"] > 0 for request in control)
    assert len(comms(home, "?tail=1")) == 1
    assert home.get_port("hooks", "/api/comms?tail=501")[0] == 400


def test_own_program_is_named(home):
    """This test asks by itself at the control socket, and is told apart from all others."""
    assert home.answers()
    mine = [request for request in comms(home) if request.get("pid") == os.getpid()]
    assert mine and mine[0]["program"] == os.path.realpath("/proc/self/exe")


def test_performance(home):
    for _ in range(5):
        home.get_port("bridge", "/status")
    status, reply = home.get_port("hooks", "/api/performance")
    assert status == 200
    bridge = reply["requests"]["bridge"]
    assert bridge["count"] == 5
    assert 0 <= bridge["p50_ms"] <= bridge["p95_ms"] <= bridge["p99_ms"] <= bridge["max_ms"]
    assert reply["frames"]["count"] == 0
    assert reply["loop"]["count"] > 5 and reply["loop"]["max_ms"] >= reply["loop"]["p50_ms"]
    assert reply["process"]["memory_bytes"] > 0 and reply["process"]["open_files"] > 0
    assert reply["process"]["cpu_seconds"] >= 0 and reply["process"]["cpu_percent"] >= 0
