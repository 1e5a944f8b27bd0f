# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Perch and its guards are killed, alone and together, and somebody starts Perch again."""

import os
import signal
import socket

import processes
import pytest
from processes import PATIENCE, READY

POLITE = f"daemon [ wait ] print {READY} wait"
DEAF = f"mei ignore TERM daemon [ ignore TERM wait ] session [ ignore TERM wait ] print {READY} wait"
VICTIMS = {
    "perch": lambda perch, outer, inner: [perch],
    "inner": lambda perch, outer, inner: [inner],
    "outer": lambda perch, outer, inner: [outer],
    "guards": lambda perch, outer, inner: [outer, inner],
    "perch-inner": lambda perch, outer, inner: [perch, inner],
    "perch-outer": lambda perch, outer, inner: [perch, outer],
    "all": lambda perch, outer, inner: [perch, outer, inner],
}


def launch(home, script, **fields):
    fields = {"stop_timeout_ms": 300, **fields}
    home.add_backend("main", script, ready={"on": "status"}, restart="never", **fields)
    home.run()
    return home.start()


def kill(home, who):
    victims = VICTIMS[who](home.process.pid, *home.guards())
    processes.kill(*victims)
    if home.process.pid in victims:
        home.forget()
        assert home.perch("status", status=None).returncode == 3
        return False
    return True


def assert_swept_by_the_next(home):
    """A new Perch comes up in spite of the old one's socket, and ends what that one left."""
    home.run()
    home.until_backend_is_gone()
    backend = home.start()
    assert len(home.run_dirs()) == 1
    assert backend["restarts"] == 0
    home.perch("stop")
    home.assert_nothing_runs()


@pytest.mark.parametrize("script", [POLITE, DEAF], ids=["polite", "deaf"])
@pytest.mark.parametrize("who", VICTIMS)
def test_killed_while_running(home, who, script):
    first = launch(home, script)["pid"]
    alive = kill(home, who)
    if alive and who == "outer":
        # The inner guard goes on by itself.
        assert (home.backend()["state"], home.backend()["pid"]) == ("running", first)
        home.perch("restart")
        assert not processes.is_alive(first)
        assert len(home.run_dirs()) == 1
    elif alive:
        backend = home.until_state("failed")
        assert backend["exit"] is not None
        assert backend["problem"] == backend["exit"]["reason"]
        home.assert_nothing_runs()
        home.start()
    elif who != "all":
        home.until_backend_is_gone()
        home.until_nothing_is_left()
    if alive:
        home.perch("stop")
        home.assert_nothing_runs()
    else:
        assert_swept_by_the_next(home)


@pytest.mark.parametrize("who", VICTIMS)
def test_killed_while_stopping(home, who):
    launch(home, f"{home.linger()} daemon [ ignore TERM wait ] print {READY} wait",
           stop_timeout_ms=60000)
    stop = home.begin("stop")
    home.until_state("stopping")
    alive = kill(home, who)
    home.let_go()
    if not alive:
        assert stop.wait(PATIENCE) != 0
        assert_swept_by_the_next(home)
        return
    assert stop.wait(PATIENCE) == 0
    assert home.backend()["state"] == "stopped"
    home.assert_nothing_runs()


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGQUIT])
def test_perch_crashes(home, number):
    launch(home, DEAF)
    os.kill(home.process.pid, number)
    home.forget()
    home.until_nothing_is_left()
    assert home.run_dirs() == []
    assert_swept_by_the_next(home)


def test_killed_backend_comes_back_when_its_guards_were_killed(home):
    home.add_backend("main", DEAF, ready={"on": "status"})
    home.run()
    first = home.start()["pid"]
    kill(home, "guards")
    processes.wait_until(lambda: home.backend()["restarts"] == 1, home.story)
    backend = home.until_state("running")
    assert backend["pid"] != first
    assert not processes.is_alive(first)
    assert len(home.run_dirs()) == 1


def test_second_perch_talks_to_the_first(home):
    backend = launch(home, POLITE)
    second = home.perch("run", "--headless", status=None)
    assert second.returncode == 0
    assert f"already running without a display (pid {home.process.pid})" in second.stderr
    assert home.backend()["pid"] == backend["pid"]


def test_many_at_once_are_one(home):
    home.add_backend("main", POLITE, ready={"on": "status"})
    commands = [home.begin("start") for _ in range(5)]
    assert [command.wait(PATIENCE) for command in commands] == [0] * 5
    # One that came too late to be it may still be ending.
    processes.wait_until(lambda: [pid for pid in home.survivors()
                                  if processes.program(pid) == "perch"] == [home.pid()], home.story)
    assert len(home.run_dirs()) == 1
    home.perch("quit")
    home.until_nothing_is_left()


def test_start_brings_up_perch_beside_a_stale_socket(home):
    home.add_backend("main", POLITE, ready={"on": "status"})
    folder = os.path.join(home.env["XDG_RUNTIME_DIR"], "perch")
    os.mkdir(folder, 0o700)
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(os.path.join(folder, "control.sock"))
    assert home.perch("status", status=None).returncode == 3
    home.perch("start")
    assert home.backend()["state"] == "running"
    assert home.status()["mode"] == "headless"
    home.perch("quit")
    home.until_nothing_is_left()


def test_frozen_perch_is_no_harm(home):
    """Its backend runs on, commands end with a time-out, and all is well when it thaws."""
    pid = launch(home, f"print {READY} flood")["pid"]
    os.kill(home.process.pid, signal.SIGSTOP)
    try:
        stop = home.perch("stop", "main", "--timeout", "1", status=None)
        assert stop.returncode == 5
        assert "did not answer in time" in stop.stderr
        assert processes.is_alive(pid)
    finally:
        os.kill(home.process.pid, signal.SIGCONT)
    home.until_state("stopped")
    home.assert_nothing_runs()
