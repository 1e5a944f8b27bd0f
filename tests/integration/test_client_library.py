# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""libperch-client as other programs use it: the example, linked with the shared library."""

import json
import subprocess

import processes
import pytest
from perch_home import PATIENCE, PerchHome

EXAMPLE = processes.BUILD / "client" / "examples" / "restart-watch"


@pytest.fixture
def home():
    home = PerchHome()
    home.add_backend("main", "wait")
    yield home
    home.close()


def run(home, *args):
    return subprocess.run([EXAMPLE, *args], env=home.env, capture_output=True, text=True,
                          timeout=PATIENCE)


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
