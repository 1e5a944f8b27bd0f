# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""A backend that is ready late, never, or only seems to be; and one whose health comes and goes."""

import contextlib
import http.server
import os
import signal
import socket
import threading

import proc
import pytest
from kid_backend import READY, add_kid, ask, assert_nothing_runs
from processes import PATIENCE

pytestmark = pytest.mark.usefixtures("warnings_expected")

# Answers with the status that is written in the file, as soon as there is one.
SERVER = """#!/usr/bin/python3
import http.server, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with open("answer") as file:
            self.send_response(int(file.read()))
        self.end_headers()
    def log_message(self, *_):
        pass
os.chdir(os.environ["SERVICE_DIR"])
print("trouble", file=sys.stderr, flush=True)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def add_server(perch, **fields):
    program = os.path.join(perch.service_dir, "server")
    with open(program, "w", encoding="utf-8") as file:
        file.write(SERVER)
    os.chmod(program, 0o700)
    port = free_port()
    perch.profile("main", executable=program, args=[str(port)], port=port, **fields)


def answer(perch, status):
    draft = os.path.join(perch.service_dir, "draft")
    with open(draft, "w", encoding="ascii") as file:
        file.write(str(status))
    os.rename(draft, os.path.join(perch.service_dir, "answer"))


@pytest.mark.parametrize(
    "ready, word",
    [
        ({"on": "status"}, READY),
        ({"on": "status"}, '{"status":"started"}'),
        ({"on": "status"}, '{"message":"x","status":"running"}'),
        ({"on": "log", "pattern": "^listening on [0-9]+$"}, "listening on 80"),
    ],
)
def test_ready_when_it_says_so(perch, ready, word):
    add_kid(perch, ["print", "nearly", "eof"], ready=ready)
    add_kid(perch, ["print", word, "wait"], name="says-so", ready=ready)
    perch.launch()
    perch.start("says-so")
    start = perch.begin("start", "main")
    backend = perch.until_state("starting")
    assert not backend["ready"]
    perch.run("stop")
    start.wait(PATIENCE)


@pytest.mark.parametrize(
    "ready",
    [
        {"on": "status"},
        {"on": "log", "pattern": "listening"},
        {"on": "http", "path": "/health"},
    ],
    ids=lambda ready: ready["on"],
)
def test_not_ready_in_time(perch, ready):
    script = "ignore TERM daemon [ ignore TERM wait ] error can-not-bind error giving-up wait"
    add_kid(perch, script, ready={**ready, "timeout_ms": 400}, restart="never", port=free_port(),
            stop_timeout_ms=200)
    perch.launch()
    start = ask(perch, "start")
    assert start.returncode == 1
    for words in ("not ready within 0.4 s", "can-not-bind", "giving-up"):
        assert words in start.stderr
    backend = perch.backend()
    assert backend["state"] == "failed"
    assert "not ready within 0.4 s" in backend["problem"]
    assert backend["last_error"] == ["can-not-bind", "giving-up"]
    assert_nothing_runs(perch)


def test_not_ready_is_tried_again(perch):
    add_kid(perch, "wait", ready={"on": "status", "timeout_ms": 100})
    perch.launch()
    assert ask(perch, "start").returncode == 1
    assert "not ready within 0.1 s" in perch.until_state("backoff")["problem"]


def test_ready_over_http(perch):
    answer(perch, 503)
    add_server(perch, ready={"on": "http", "path": "/health"})
    perch.launch()
    start = perch.begin("start")
    proc.until(lambda: "503" in (perch.backend()["problem"] or ""), perch.story)
    assert not perch.backend()["ready"]
    answer(perch, 200)
    assert start.wait(PATIENCE) == 0
    backend = perch.backend()
    assert (backend["state"], backend["problem"]) == ("running", None)


class Yes(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def stranger():
    """A server that is none of Perch's business, and says yes to everything."""
    with http.server.HTTPServer(("127.0.0.1", 0), Yes) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def test_somebody_else_answers_on_the_port(perch):
    with stranger() as port:
        add_kid(perch, "wait", ready={"on": "http", "path": "/health", "timeout_ms": 1500},
                restart="never", port=port)
        perch.launch()
        start = ask(perch, "start")
        assert start.returncode == 1
        backend = perch.backend()
        assert backend["state"] == "failed"
        for text in (start.stderr, backend["problem"]):
            assert "not ready within 1.5 s" in text
            assert str(port) in text
            assert "another" in text


def test_health_comes_and_goes(perch):
    answer(perch, 200)
    add_server(perch, ready={"on": "http", "path": "/health"},
               health={"path": "/health", "interval_ms": 1000, "failures": 1})
    perch.launch()
    pid = perch.start()["pid"]
    answer(perch, 500)
    backend = perch.until_state("unhealthy")
    assert "500" in backend["problem"]
    assert (backend["pid"], backend["ready"]) == (pid, True)
    answer(perch, 200)
    backend = perch.until_state("running")
    assert (backend["pid"], backend["problem"], backend["restarts"]) == (pid, None, 0)


def test_unhealthy_is_restarted_where_the_profile_wants_it(perch):
    answer(perch, 200)
    add_server(perch, ready={"on": "http", "path": "/health", "timeout_ms": 20000},
               health={"path": "/health", "interval_ms": 1000, "failures": 2, "restart": True})
    perch.launch()
    pid = perch.start()["pid"]
    answer(perch, 500)
    backend = perch.until_state("backoff")
    assert "2 health checks" in backend["problem"]
    assert backend["last_error"] == ["trouble"]
    assert not proc.is_alive(pid)
    answer(perch, 200)
    backend = perch.until_state("running")
    assert (backend["restarts"], backend["problem"]) == (1, None)
    assert backend["pid"] != pid


def test_health_of_a_frozen_backend(perch):
    """It accepts connections by its backlog, and answers none."""
    answer(perch, 200)
    add_server(perch, ready={"on": "http", "path": "/health"}, stop_timeout_ms=500,
               health={"path": "/health", "interval_ms": 1000, "failures": 1})
    perch.launch()
    pid = perch.start()["pid"]
    os.kill(pid, signal.SIGSTOP)
    perch.until_state("unhealthy")
    perch.run("stop")
    assert_nothing_runs(perch)
