# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Commands and signals that come while something else is going on."""

import os
import signal
import time

import proc
import pytest
from kid_backend import READY, add_kid, ask, assert_nothing_runs, journal
from processes import PATIENCE

pytestmark = pytest.mark.usefixtures("warnings_expected")

ON_STATUS = {"on": "status"}
SLOW_END = f"drain TERM 700 0 print {READY} wait"
DEAF = f"ignore TERM daemon [ ignore TERM wait ] print {READY} wait"


def end_of(command):
    return command.wait(PATIENCE)


def starts(perch):
    """How often the backend was started, by the log, which is complete when Perch has ended."""
    perch.quit()
    return journal(perch).count(b"main: running")


def test_start_while_running_is_done_at_once(perch):
    add_kid(perch, f"print {READY} wait", ready=ON_STATUS)
    perch.launch()
    pid = perch.start()["pid"]
    assert perch.start()["pid"] == pid


def test_start_while_stopping(perch):
    add_kid(perch, SLOW_END, ready=ON_STATUS)
    perch.launch()
    pid = perch.start()["pid"]
    stop = perch.begin("stop")
    perch.until_state("stopping")
    backend = perch.start()
    assert end_of(stop) == 0
    assert backend["pid"] != pid
    assert backend["restarts"] == 0
    assert starts(perch) == 2


def test_stop_while_stopping(perch):
    add_kid(perch, SLOW_END, ready=ON_STATUS)
    perch.launch()
    perch.start()
    stops = [perch.begin("stop") for _ in range(3)]
    assert [end_of(stop) for stop in stops] == [0, 0, 0]
    backend = perch.backend()
    # A second SIGTERM would have made it exit with 99.
    assert (backend["state"], backend["exit"]["code"]) == ("stopped", 0)
    assert_nothing_runs(perch)


@pytest.mark.parametrize("ready", [ON_STATUS, {"on": "log", "pattern": "never"}])
def test_stop_while_starting(perch, ready):
    add_kid(perch, "daemon [ ignore TERM wait ] wait", ready=ready)
    perch.launch()
    start = perch.begin("start")
    perch.until_state("starting")
    perch.run("stop")
    assert end_of(start) == 1
    assert "It was stopped before it had started" in perch.story()
    backend = perch.backend()
    assert (backend["state"], backend["problem"]) == ("stopped", None)
    assert_nothing_runs(perch)


def test_stop_while_backing_off(perch):
    """The other backend is the clock: when it is on its third run, the timer of the one that was
    stopped would long have struck."""
    for name in ("main", "clock"):
        add_kid(perch, "exit 1", name=name)
    perch.launch()
    ask(perch, "start", "main")
    perch.until_state("backoff")
    ask(perch, "start", "clock")
    perch.run("stop", "main")
    backend = perch.backend()
    assert (backend["state"], backend["problem"]) == ("stopped", None)
    proc.until(lambda: perch.backend("clock")["restarts"] == 2, perch.story)
    backend = perch.backend()
    assert (backend["state"], backend["restarts"]) == ("stopped", 0)


def test_start_while_backing_off_does_not_wait(perch):
    flag = os.path.join(perch.home, "well")
    program = os.path.join(perch.service_dir, "moody")
    with open(program, "w", encoding="ascii") as file:
        file.write(f"#!/bin/sh\ntest -e {flag} || exit 1\necho '{READY}'\nexec sleep 60\n")
    os.chmod(program, 0o700)
    perch.profile("main", executable=program)
    perch.launch()
    ask(perch, "start")
    proc.until(lambda: perch.backend()["restarts"] == 2, perch.story)
    perch.until_state("backoff")
    with open(flag, "w", encoding="ascii"):
        pass
    begin = time.monotonic()
    assert perch.start()["restarts"] == 0
    assert time.monotonic() - begin < 3


def test_restart_is_stop_proof_and_start(perch):
    add_kid(perch, SLOW_END, ready=ON_STATUS, stop_timeout_ms=1000)
    perch.launch()
    first = perch.start()["pid"]
    perch.run("restart")
    backend = perch.backend()
    assert (backend["state"], backend["exit"]["code"]) == ("running", 0)
    assert backend["pid"] != first
    assert not proc.is_alive(first)
    assert len(perch.run_dirs()) == 1
    # A timer of the old run, were it alive, would by now have ended the new one.
    proc.until(lambda: perch.backend()["uptime_seconds"] >= 2, perch.story)
    assert perch.backend()["pid"] == backend["pid"]


def test_restart_twice_is_once(perch):
    add_kid(perch, SLOW_END, ready=ON_STATUS)
    perch.launch()
    perch.start()
    first = perch.begin("restart")
    perch.until_state("stopping")
    second = perch.begin("restart")
    assert (end_of(first), end_of(second)) == (0, 0)
    assert perch.backend()["state"] == "running"
    assert perch.backend()["exit"]["code"] == 0
    assert starts(perch) == 2


def test_stop_beats_the_restart_under_way(perch):
    add_kid(perch, SLOW_END, ready=ON_STATUS)
    perch.launch()
    perch.start()
    restart = perch.begin("restart")
    perch.until_state("stopping")
    perch.run("stop")
    assert end_of(restart) == 1
    assert perch.backend()["state"] == "stopped"
    assert_nothing_runs(perch)


def test_many_commands_at_once(perch):
    """Whatever the order: nothing is doubled, nobody hangs, and the last word is obeyed."""
    add_kid(perch, f"drain TERM 20 0 print {READY} wait", ready=ON_STATUS)
    perch.launch()
    commands = [perch.begin(("start", "stop", "restart")[i % 3]) for i in range(18)]
    assert {end_of(command) for command in commands} <= {0, 1}
    perch.start()
    assert len(perch.run_dirs()) == 1
    perch.run("stop")
    assert_nothing_runs(perch)


def bring_to(perch, state):
    script = {"starting": "ignore TERM wait", "backoff": "exit 1"}.get(state, SLOW_END)
    add_kid(perch, script, ready=ON_STATUS, stop_timeout_ms=800)
    perch.launch()
    if state == "backoff":
        ask(perch, "start")
        return None
    if state == "starting":
        command = perch.begin("start")
    else:
        perch.start()
        command = perch.begin("stop") if state == "stopping" else None
    perch.until_state(state)
    return command


@pytest.mark.parametrize("state", ["starting", "running", "backoff", "stopping"])
@pytest.mark.parametrize("how", ["SIGTERM", "SIGINT", "SIGHUP", "quit"])
def test_quit(perch, state, how):
    command = bring_to(perch, state)
    if how == "quit":
        perch.run("quit")
        perch.until_ended()
    else:
        perch.quit(getattr(signal, how))
    if command is not None:
        end_of(command)
    assert_nothing_runs(perch)
    perch.until_nothing_is_left()
    assert ask(perch, "status").returncode == 3


def test_second_signal_means_now(perch):
    add_kid(perch, DEAF, ready=ON_STATUS, stop_timeout_ms=60000)
    perch.launch()
    perch.start()
    os.kill(perch.pid, signal.SIGTERM)
    perch.until_state("stopping")
    begin = time.monotonic()
    perch.quit(signal.SIGINT)
    assert time.monotonic() - begin < 5
    assert_nothing_runs(perch)


def test_quit_does_not_wait_for_ever(perch):
    """Perch leaves, and the guard ends what is left by itself."""
    add_kid(perch, DEAF, ready=ON_STATUS, stop_timeout_ms=60000)
    perch.launch()
    perch.start()
    begin = time.monotonic()
    perch.quit()
    assert 8 < time.monotonic() - begin < 20
    perch.until_nothing_is_left()
    assert perch.run_dirs() == []
