# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Perch and its guards are killed, alone and together, and somebody starts Perch again."""

import os
import signal
import socket

import proc
import pytest
from kid_backend import READY, add_kid, ask, assert_nothing_runs
from processes import PATIENCE

pytestmark = pytest.mark.usefixtures("warnings_expected")

POLITE = f"daemon [ wait ] print {READY} wait"
DEAF = f"mei ignore TERM daemon [ ignore TERM wait ] session [ ignore TERM wait ] print {READY} wait"
SLOW = f"drain TERM 3000 0 daemon [ ignore TERM wait ] print {READY} wait"
VICTIMS = {
    "perch": lambda perch, outer, inner: [perch],
    "inner": lambda perch, outer, inner: [inner],
    "outer": lambda perch, outer, inner: [outer],
    "guards": lambda perch, outer, inner: [outer, inner],
    "perch-inner": lambda perch, outer, inner: [perch, inner],
    "perch-outer": lambda perch, outer, inner: [perch, outer],
    "all": lambda perch, outer, inner: [perch, outer, inner],
}


def launch(perch, script, **fields):
    fields = {"stop_timeout_ms": 300, **fields}
    add_kid(perch, script, ready={"on": "status"}, restart="never", **fields)
    perch.launch()
    return perch.start()


def kill(perch, who):
    victims = VICTIMS[who](perch.pid, *perch.guards())
    proc.kill(*victims)
    if perch.pid in victims:
        perch.forget()
        assert ask(perch, "status").returncode == 3
        return False
    return True


def assert_swept_by_the_next(perch):
    """A new Perch comes up in spite of the old one's socket, and ends what that one left."""
    perch.launch()
    perch.until_backend_is_gone()
    backend = perch.start()
    assert len(perch.run_dirs()) == 1
    assert backend["restarts"] == 0
    perch.run("stop")
    assert_nothing_runs(perch)


@pytest.mark.parametrize("script", [POLITE, DEAF], ids=["polite", "deaf"])
@pytest.mark.parametrize("who", VICTIMS)
def test_killed_while_running(perch, who, script):
    first = launch(perch, script)["pid"]
    alive = kill(perch, who)
    if alive and who == "outer":
        # The inner guard goes on by itself.
        assert (perch.backend()["state"], perch.backend()["pid"]) == ("running", first)
        perch.run("restart")
        assert not proc.is_alive(first)
        assert len(perch.run_dirs()) == 1
    elif alive:
        backend = perch.until_state("failed")
        assert backend["exit"] is not None
        assert backend["problem"] == backend["exit"]["reason"]
        assert_nothing_runs(perch)
        perch.start()
    elif who != "all":
        perch.until_backend_is_gone()
        perch.until_nothing_is_left()
    if alive:
        perch.run("stop")
        assert_nothing_runs(perch)
    else:
        assert_swept_by_the_next(perch)


@pytest.mark.parametrize("who", VICTIMS)
def test_killed_while_stopping(perch, who):
    launch(perch, SLOW, stop_timeout_ms=30000)
    stop = perch.begin("stop")
    perch.until_state("stopping")
    alive = kill(perch, who)
    if not alive:
        assert stop.wait(PATIENCE) != 0
        assert_swept_by_the_next(perch)
        return
    assert stop.wait(PATIENCE) == 0
    assert perch.backend()["state"] == "stopped"
    assert_nothing_runs(perch)


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGQUIT])
def test_perch_crashes(perch, number):
    launch(perch, DEAF)
    os.kill(perch.pid, number)
    perch.forget()
    perch.until_nothing_is_left()
    assert perch.run_dirs() == []
    assert_swept_by_the_next(perch)


def test_killed_backend_comes_back_when_its_guards_were_killed(perch):
    add_kid(perch, DEAF, ready={"on": "status"})
    perch.launch()
    first = perch.start()["pid"]
    kill(perch, "guards")
    proc.until(lambda: perch.backend()["restarts"] == 1, perch.story)
    backend = perch.until_state("running")
    assert backend["pid"] != first
    assert not proc.is_alive(first)
    assert len(perch.run_dirs()) == 1


def test_second_perch_talks_to_the_first(perch):
    backend = launch(perch, POLITE)
    second = ask(perch, "run", "--headless")
    assert second.returncode == 0
    assert f"already running without a display (pid {perch.pid})" in second.stderr
    assert perch.backend()["pid"] == backend["pid"]


def test_many_at_once_are_one(perch):
    add_kid(perch, POLITE, ready={"on": "status"})
    commands = [perch.begin("start") for _ in range(5)]
    assert [command.wait(PATIENCE) for command in commands] == [0] * 5
    running = [pid for pid in perch.processes() if proc.program(pid) == "perch"]
    assert running == [perch.status()["pid"]]
    assert len(perch.run_dirs()) == 1
    perch.run("quit")
    perch.until_nothing_is_left()


def test_start_brings_up_perch_beside_a_stale_socket(perch):
    add_kid(perch, POLITE, ready={"on": "status"})
    folder = os.path.join(perch.env["XDG_RUNTIME_DIR"], "perch")
    os.mkdir(folder, 0o700)
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(os.path.join(folder, "control.sock"))
    assert ask(perch, "status").returncode == 3
    perch.run("start")
    assert perch.backend()["state"] == "running"
    assert perch.status()["mode"] == "headless"
    perch.run("quit")
    perch.until_nothing_is_left()


def test_frozen_perch_is_no_harm(perch):
    """Its backend runs on, commands end with a time-out, and all is well when it thaws."""
    pid = launch(perch, f"print {READY} flood")["pid"]
    os.kill(perch.pid, signal.SIGSTOP)
    try:
        stop = ask(perch, "stop", "main", "--timeout", "1")
        assert stop.returncode == 5
        assert "did not answer in time" in stop.stderr
        assert proc.is_alive(pid)
    finally:
        os.kill(perch.pid, signal.SIGCONT)
    perch.until_state("stopped")
    assert_nothing_runs(perch)
