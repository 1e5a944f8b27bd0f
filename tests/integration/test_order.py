# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Backends that need others: the order in which they start and stop."""

import json
import signal
from pathlib import Path

import processes
import pytest
from perch_home import PerchHome

BACKEND = Path(__file__).parents[1] / "fixtures" / "python" / "http_backend.py"


@pytest.fixture
def home():
    home = PerchHome()
    yield home
    home.close()


def add(home, name, *after, **fields):
    fields = {"kind": "http", "executable": str(BACKEND), "restart": "never", "after": after,
              "env": {"NAME": name}, "ready": {"timeout_ms": 60000}, **fields}
    home.profiles.mkdir(parents=True, exist_ok=True)
    home.write(home.profiles / f"{name}.json", json.dumps(fields))


def set_health(home, name, status):
    home.write(home.service / f"health-{name}", str(status))


def states(home):
    return {each["name"]: each["state"] for each in home.status()["backends"]}


def test_start_and_stop(home):
    """The name of the file says nothing: web comes first in it, and last by what it needs."""
    add(home, "a-web", "db", "queue")
    add(home, "db")
    add(home, "queue", "db")
    home.run()
    home.start("a-web")
    assert home.noted("started") == ["db", "queue", "a-web"]
    assert set(states(home).values()) == {"running"}
    home.quit()
    assert home.noted("ended") == ["a-web", "queue", "db"]


def test_autostart(home):
    add(home, "db")
    add(home, "web", "db", autostart=True)
    home.run()
    home.until_state("running", name="web")
    assert home.noted("started") == ["db", "web"]


def test_waits_until_ready(home):
    set_health(home, "db", 503)
    add(home, "db")
    add(home, "web", "db")
    home.run()
    start = home.begin("start", "web")
    processes.wait_until(lambda: home.backend("web")["problem"] == "Waits for db", home.story)
    processes.wait_until(lambda: home.noted("started") == ["db"], home.story)
    assert states(home) == {"db": "starting", "web": "starting"}
    set_health(home, "db", 200)
    assert start.wait(processes.PATIENCE) == 0
    backend = home.backend("web")
    assert (backend["state"], backend["problem"]) == ("running", None)


def test_stop_while_it_waits(home):
    set_health(home, "db", 503)
    add(home, "db")
    add(home, "web", "db")
    home.run()
    start = home.begin("start", "web")
    home.until_state("starting", name="web")
    home.perch("stop", "web")
    assert start.wait(processes.PATIENCE) == 1
    assert states(home) == {"db": "starting", "web": "stopped"}
    set_health(home, "db", 200)
    home.until_state("running", name="db")
    assert (states(home)["web"], home.noted("started")) == ("stopped", ["db"])


def test_what_it_needs_fails(home):
    add(home, "db", executable=str(processes.KID), args=["error", "no disk", "exit", "3"])
    add(home, "web", "db")
    home.run()
    start = home.perch("start", "web", status=1)
    assert "It starts after db, which is failed: exited with status 3" in start.stderr
    assert states(home) == {"db": "failed", "web": "failed"}
    assert home.noted("started") == []


def test_what_it_needs_comes_right(home):
    """As long as Perch tries again, there is hope."""
    once = home.service / "once"
    script = home.service / "db"
    script.write_text(f"#!/bin/sh\ntest -e {once} && exec {BACKEND}\ntouch {once}\nexit 3\n")
    script.chmod(0o700)
    add(home, "db", executable=str(script), restart="on-failure")
    add(home, "web", "db")
    home.run()
    home.start("web")
    assert home.backend("db")["restarts"] == 1


def test_restart_leaves_the_others_alone(home):
    add(home, "db")
    add(home, "web", "db")
    home.run()
    home.start("web")
    pids = {each["name"]: each["pid"] for each in home.status()["backends"]}
    home.perch("restart", "web")
    assert home.backend("db")["pid"] == pids["db"]
    assert home.backend("web")["pid"] != pids["web"]


def test_impossible_orders(home):
    add(home, "alone", "nobody")
    add(home, "egg", "hen")
    add(home, "hen", "farm", "egg")
    add(home, "farm")
    add(home, "self", "self")
    home.run()
    problems = "\n".join(home.status()["problems"])
    for words in ("alone.json: /after: expected names of backends, found “nobody”",
                  "egg.json: /after: goes in a circle, in which nothing can be the first: "
                  "egg after hen after egg",
                  "hen.json: /after: goes in a circle, in which nothing can be the first: "
                  "hen after egg after hen",
                  "self.json: /after: goes in a circle, in which nothing can be the first: "
                  "self after self"):
        assert words in problems
    assert "farm.json" not in problems
    for name in ("alone", "egg", "hen", "self"):
        assert "/after: " in home.perch("start", name, status=1).stderr
    home.start("farm")
    assert home.noted("started") == ["farm"]
    # Repaired while Perch runs.
    add(home, "alone", "farm")
    processes.wait_until(lambda: "alone" not in "".join(home.status()["problems"]), home.story)
    home.start("alone")


def test_second_signal_waits_for_nobody(home):
    """What is needed is ended as well when what needs it takes too long."""
    # Deaf before they are ready, so that no signal comes in time.
    deaf = {"stop_timeout_ms": 600000, "ready": {"on": "log", "pattern": "^deaf$"}}
    home.add_backend("db", "ignore TERM print deaf wait", **deaf)
    home.add_backend("web", "ignore TERM print deaf wait", after=["db"], **deaf)
    home.run()
    home.start("web")
    home.process.send_signal(signal.SIGTERM)
    home.changes("stopping", name="web")
    assert states(home)["db"] == "running"
    home.quit()
    home.assert_nothing_runs()
