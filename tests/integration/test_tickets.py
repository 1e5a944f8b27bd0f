# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""How far a backend is with its work: the events `ticket` it writes, and what scripts read of it."""

import json
from pathlib import Path

import processes
import pytest
from perch_home import PerchHome

EMITS = Path(__file__).parents[1] / "fixtures" / "python" / "emits.py"


@pytest.fixture
def home():
    home = PerchHome()
    home.add_backend("main", "", executable=str(EMITS), args=[], ready={"on": "status"})
    home.configure("hook", port=0)
    home.run("--enable-test-hooks")
    home.perch("start")
    yield home
    home.close()


def status(home):
    return home.get_port("hooks", "/api/gui/mma_status")[1]


def say(home, **ticket):
    line = json.dumps({"event": "ticket", **ticket})
    home.perch("call", "say", json.dumps({"line": line}))


def until(home, words):
    processes.wait_until(lambda: status(home)["status"] == words, f"the work is {words}")
    return status(home)


def test_tickets(home):
    assert status(home) == {"status": "idle", "progress": 0, "eta_seconds": 0, "tickets": []}
    say(home, id="dig", title="Dig", state="running", progress=0.5)
    say(home, id="fill", title="Fill in", depends_on=["dig"])
    processes.wait_until(lambda: len(status(home)["tickets"]) == 2, "both are known")
    reply = status(home)
    assert (reply["status"], reply["progress"]) == ("running", 0.25)
    assert reply["tickets"][1]["waits_for"] == ["dig"]
    assert reply["eta_seconds"] is None
    say(home, id="fill", progress=0.5)
    processes.wait_until(lambda: status(home)["progress"] == 0.5, "it goes on")
    assert status(home)["eta_seconds"] > 0
    say(home, id="dig", state="done")
    say(home, id="fill", state="failed")
    reply = until(home, "done")
    assert [ticket["state"] for ticket in reply["tickets"]] == ["done", "failed"]
    assert reply["tickets"][1]["waits_for"] == []
    assert (reply["progress"], reply["eta_seconds"]) == (1, 0)


def test_wrong_ticket_is_told_in_the_log(home):
    say(home, id="dig", progress=7)
    processes.wait_until(lambda: "/progress: expected a number from 0 to 1, found 7"
                         in home.perch("logs").stdout, "the log tells")
    assert status(home)["status"] == "idle"


def test_new_run_new_plans(home):
    say(home, id="dig")
    until(home, "running")
    home.perch("stop")
    assert status(home)["status"] == "running"
    home.perch("start")
    assert status(home)["status"] == "idle"
