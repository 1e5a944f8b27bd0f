# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""libperch-client as other programs use it: the examples, linked with the shared library."""

import json
import subprocess

import processes
import pytest
from perch_home import PATIENCE, PerchHome

EXAMPLES = processes.BUILD / "client" / "examples"


@pytest.fixture
def home():
    home = PerchHome()
    home.add_backend("main", "wait")
    yield home
    home.close()


def run(home, *args, example="restart-watch"):
    return subprocess.run([EXAMPLES / example, *args], env=home.env, capture_output=True, text=True,
                          timeout=PATIENCE)


def pending(home):
    return home.ask("ask", "--list")["pending"]


def answer(home, how):
    """What a person does in another terminal who is asked something."""
    processes.wait_until(lambda: pending(home), "the question is there")
    home.perch("ask", how, pending(home)[0]["id"])


def test_restart_and_events(home):
    home.run()
    home.perch("start")
    first = home.ask("status")["backends"][0]["pid"]
    done = run(home)
    assert done.returncode == 0, done.stderr
    *events, last = done.stdout.splitlines()
    assert last == "main has been restarted"
    states = [event["payload"]["state"] for event in map(json.loads, events)
              if event["event"] == "backend_state"]
    assert "stopping" in states
    assert home.ask("status")["backends"][0]["pid"] not in (None, first)


def test_errors(home):
    done = run(home)
    assert (done.returncode, done.stderr) == (1, "restart-watch: Perch is not running\n")
    home.run()
    done = run(home, "nobody")
    assert done.returncode == 1 and "nobody" in done.stderr, done


@pytest.mark.parametrize("how, after", [("--approve", True), ("--reject", False)])
def test_permit(home, how, after):
    """At the port for scripts, with the token: a question, a field that is set, and its value."""
    home.configure("hook", port=0, require_token=True)
    home.run("--enable-test-hooks")
    home.env["PERCH_TOKEN"] = home.perch("token").stdout.strip()
    port = home.ask("status")["surfaces"]["hooks"]["address"].rpartition(":")[2]
    assert pending(home) == []  # from now on there is somebody to ask
    asks = subprocess.Popen([EXAMPLES / "permit", port, "autostart", "true"], env=home.env,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    answer(home, how)
    stdout, stderr = asks.communicate(timeout=PATIENCE)
    assert stdout == "autostart was false\n"
    if after:
        assert (asks.returncode, stderr) == (0, "")
        profile = home.profiles / "main.json"
        processes.wait_until(lambda: json.loads(profile.read_text()).get("autostart"), "it is set")
    else:
        assert (asks.returncode, stderr) == (1, "permit: the person did not allow it\n")


def test_permit_refused(home):
    home.configure("hook", port=0)
    home.run("--enable-test-hooks")
    port = home.ask("status")["surfaces"]["hooks"]["address"].rpartition(":")[2]
    done = run(home, port, "autostrat", "true", example="permit")
    assert done.returncode == 1 and "autostart" in done.stderr, done
