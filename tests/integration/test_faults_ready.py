# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""A backend that is ready late, never, or only seems to be; and one whose health comes and goes."""

import contextlib
import http.server
import os
import signal
import threading
from pathlib import Path

import processes
import pytest
from ports import free_port
from processes import PATIENCE, READY

ANSWERS = Path(__file__).parents[1] / "fixtures" / "python" / "answers.py"

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


def add_server(home, **fields):
    program = os.path.join(home.service, "server")
    with open(program, "w", encoding="utf-8") as file:
        file.write(SERVER)
    os.chmod(program, 0o700)
    port = free_port()
    home.add_profile("main", executable=program, args=[str(port)], port=port, **fields)


def answer(home, status):
    draft = os.path.join(home.service, "draft")
    with open(draft, "w", encoding="ascii") as file:
        file.write(str(status))
    os.rename(draft, os.path.join(home.service, "answer"))


@pytest.mark.parametrize(
    "ready, word",
    [
        ({"on": "status"}, READY),
        ({"on": "status"}, '{"status":"started"}'),
        ({"on": "status"}, '{"message":"x","status":"running"}'),
        ({"on": "log", "pattern": "^listening on [0-9]+$"}, "listening on 80"),
    ],
)
def test_ready_when_it_says_so(home, ready, word):
    home.add_backend("main", ["print", "nearly", "eof"], ready=ready)
    home.add_backend("says-so", ["print", word, "wait"], ready=ready)
    home.run()
    home.start("says-so")
    start = home.begin("start", "main")
    backend = home.until_state("starting")
    assert not backend["ready"]
    home.perch("stop")
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
def test_not_ready_in_time(home, ready):
    script = "ignore TERM daemon [ ignore TERM wait ] error can-not-bind error giving-up wait"
    home.add_backend("main", script, ready={**ready, "timeout_ms": 5000}, restart="never",
                     port=free_port(), stop_timeout_ms=200)
    home.run()
    start = home.perch("start", status=None)
    assert start.returncode == 1
    for words in ("not ready within 5 s", "can-not-bind", "giving-up"):
        assert words in start.stderr
    backend = home.backend()
    assert backend["state"] == "failed"
    assert "not ready within 5 s" in backend["problem"]
    assert backend["problem"].endswith("; it said: can-not-bind / giving-up")
    assert backend["last_error"] == ["can-not-bind", "giving-up"]
    home.assert_nothing_runs()


def test_not_ready_is_tried_again(home):
    home.add_backend("main", "wait", ready={"on": "status", "timeout_ms": 100})
    home.run()
    assert home.perch("start", status=None).returncode == 1
    assert "not ready within 0.1 s" in home.changes("backoff")[-1]["problem"]


def test_ready_over_http(home):
    answer(home, 503)
    add_server(home, ready={"on": "http", "path": "/health"})
    home.run()
    start = home.begin("start")
    processes.wait_until(lambda: "503" in (home.backend()["problem"] or ""), home.story)
    assert not home.backend()["ready"]
    answer(home, 200)
    assert start.wait(PATIENCE) == 0
    backend = home.backend()
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


def test_somebody_else_answers_on_the_port(home):
    with stranger() as port:
        home.add_backend("main", "wait", ready={"on": "http", "path": "/health", "timeout_ms": 5000},
                         restart="never", port=port)
        home.run()
        start = home.perch("start", status=None)
        assert start.returncode == 1
        backend = home.backend()
        assert backend["state"] == "failed"
        for text in (start.stderr, backend["problem"]):
            assert "not ready within 5 s" in text
            assert str(port) in text
            assert "another" in text


def test_health_comes_and_goes(home):
    answer(home, 200)
    add_server(home, ready={"on": "http", "path": "/health"},
               health={"path": "/health", "interval_ms": 1000, "failures": 1})
    home.run()
    pid = home.start()["pid"]
    answer(home, 500)
    # On a busy machine it may be unhealthy before, for want of an answer.
    backend = home.until_problem("500")
    assert (backend["state"], backend["pid"], backend["ready"]) == ("unhealthy", pid, True)
    answer(home, 200)
    backend = home.until_state("running")
    assert (backend["pid"], backend["problem"], backend["restarts"]) == (pid, None, 0)


def test_unhealthy_is_restarted_where_the_profile_wants_it(home):
    answer(home, 200)
    add_server(home, ready={"on": "http", "path": "/health", "timeout_ms": 60000},
               health={"path": "/health", "interval_ms": 1000, "failures": 2, "restart": True})
    home.run()
    pid = home.start()["pid"]
    answer(home, 500)
    assert "2 health checks" in home.changes("backoff")[-1]["problem"]
    processes.wait_until(lambda: home.backend()["last_error"] == ["trouble"], home.story)
    assert not processes.is_alive(pid)
    answer(home, 200)
    backend = home.until_state("running")
    assert (backend["restarts"], backend["problem"]) == (1, None)
    assert backend["pid"] != pid


def test_health_on_stdin(home):
    """What has no port is asked on its stdin; that it knows no such method is an answer, too."""
    home.add_profile("main", executable=str(ANSWERS), health={"interval_ms": 1000, "failures": 1})
    home.run()
    pid = home.start()["pid"]
    os.kill(pid, signal.SIGSTOP)
    assert "it gave no answer" in home.until_state("unhealthy")["problem"]
    os.kill(pid, signal.SIGCONT)
    assert home.until_state("running")["pid"] == pid


def test_health_of_a_frozen_backend(home):
    """It accepts connections by its backlog, and answers none."""
    answer(home, 200)
    add_server(home, ready={"on": "http", "path": "/health"}, stop_timeout_ms=500,
               health={"path": "/health", "interval_ms": 1000, "failures": 1})
    home.run()
    pid = home.start()["pid"]
    os.kill(pid, signal.SIGSTOP)
    home.until_state("unhealthy")
    home.perch("stop")
    home.assert_nothing_runs()
