# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The backend ends in every way, and Perch follows its restart policy."""

import os
import signal

import processes
import pytest
from processes import READY

# What ends it: words for kid, or a signal from outside; and what Perch says then.
EXITS = {
    "exit-3": ("exit 3", "failed", {"code": 3, "reason": "exited with status 3"}),
    "exit-255": ("exit 255", "failed", {"code": 255, "reason": "exited with status 255"}),
    "exit-0": ("exit 0", "stopped", {"code": 0, "reason": "exited with status 0"}),
}
SIGNALS = {
    "segv": ("segv", "failed", {"signal": 11, "reason": "ended by signal 11 (Segmentation fault)"}),
    "abort": ("abort", "failed", {"signal": 6, "reason": "ended by signal 6 (Aborted)"}),
    "kill": ("kill KILL", "failed", {"signal": 9, "reason": "ended by signal 9 (Killed)"}),
}
ENDS = {**EXITS, **SIGNALS}
LEFT_BEHIND = "daemon [ ignore TERM wait ] session [ ignore TERM wait ] child [ ignore TERM wait ]"


@pytest.mark.parametrize("end, state, how", ENDS.values(), ids=ENDS)
def test_ends_before_it_is_ready(home, end, state, how):
    home.add_backend("main", f"error first error last {end}", restart="never", ready={"on": "status"})
    home.run()
    start = home.perch("start", status=None)
    assert start.returncode == 1
    for words in (how["reason"], "first", "last"):
        assert words in start.stderr
    assert_ended(home, state, how, ["first", "last"])


@pytest.mark.parametrize("code", [0, 3])
def test_exits_while_it_runs(home, code):
    state, how = EXITS[f"exit-{code}"][1:]
    home.add_backend("main", f"{LEFT_BEHIND} exit-on USR1 {code} print ready wait", restart="never",
            ready={"on": "log", "pattern": "^ready$"})
    home.run()
    backend = home.start()
    assert backend["exit"] is None
    os.kill(backend["pid"], signal.SIGUSR1)
    home.until_state(state)
    assert_ended(home, state, how, ["ready"])


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT, signal.SIGTERM])
def test_killed_from_outside_while_it_runs(home, number):
    home.add_backend("main", f"{LEFT_BEHIND} error trouble print {READY} wait", restart="never",
            ready={"on": "status"})
    home.run()
    backend = home.start()
    os.kill(backend["pid"], number)
    home.until_state("failed")
    reason = f"ended by signal {int(number)} ({signal.strsignal(number)})"
    assert_ended(home, "failed", {"signal": int(number), "reason": reason}, ["trouble"])


def assert_ended(home, state, how, last_error):
    backend = home.backend()
    assert (backend["state"], backend["exit"]) == (state, how)
    assert (backend["pid"], backend["uptime_seconds"], backend["ready"]) == (None, None, False)
    assert backend["last_error"] == last_error
    assert backend["problem"] == (how["reason"] if state == "failed" else None)
    home.assert_nothing_runs()


@pytest.mark.parametrize(
    "restart, end, state",
    [
        ("on-failure", "exit 0", "stopped"),
        ("on-failure", "exit 1", "backoff"),
        ("on-failure", "segv", "backoff"),
        ("on-failure", "exit 78", "failed"),
        ("always", "exit 0", "backoff"),
        ("always", "exit 1", "backoff"),
        ("always", "exit 78", "failed"),
        ("never", "exit 0", "stopped"),
        ("never", "exit 1", "failed"),
    ],
)
def test_restart_policy(home, restart, end, state):
    home.add_backend("main", end, restart=restart)
    home.run()
    home.perch("start", status=None)
    changes = home.changes(state)
    assert [change["state"] for change in changes].count("starting") == 1
    if state == "backoff":
        assert changes[-1]["problem"] == changes[-1]["exit_reason"]
        home.changes("backoff", "starting", "backoff")
        assert home.backend()["restarts"] >= 1
    else:
        assert home.until_state(state)["restarts"] == 0
    home.perch("stop")
    assert home.backend()["state"] in ("stopped", "failed")
    home.assert_nothing_runs()


def test_five_failures_are_enough(home):
    home.add_backend("main", "error no-use exit 1")
    home.run()
    home.perch("start", status=None)
    backend = home.until_state("failed")
    assert backend["restarts"] == 4
    assert backend["problem"] == "exited with status 1"
    assert backend["last_error"] == ["no-use"]
    home.perch("start", status=None)
    home.changes("failed", "backoff")
    home.perch("stop")
    backend = home.backend()
    states = [change["state"] for change in home.changes("failed", "backoff", backend["state"])]
    assert backend["restarts"] == states[states.index("failed"):].count("starting") - 1


def test_runs_on_after_a_crash(home):
    """It comes back with a new process, and the story of its end stays to be read."""
    home.add_backend("main", f"error oh print {READY} wait", ready={"on": "status"})
    home.run()
    first = home.start()
    os.kill(first["pid"], signal.SIGKILL)
    processes.wait_until(lambda: home.backend()["restarts"] == 1, home.story)
    second = home.until_state("running")
    assert second["pid"] != first["pid"]
    assert (second["problem"], second["last_error"]) == (None, ["oh"])
    assert second["exit"]["signal"] == signal.SIGKILL
    home.perch("stop")
    home.assert_nothing_runs()
