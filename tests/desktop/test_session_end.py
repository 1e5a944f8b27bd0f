# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The session ends: backends are stopped in time, and nobody waits for Perch."""

import json
import os
import signal

import pytest

from desktop import BUILD
from session import wait_for
from session_manager import SLOW_TO_GO, SessionManager, let_go

RUNS = """echo '{"status": "ready"}'
exec sleep 1000"""


@pytest.fixture(params=["gnome", "xfce"])
def manager(desktop, request):
    manager = SessionManager(desktop, request.param)
    yield manager
    manager.close()


def run_backend(desktop, script=RUNS, **profile):
    """Perch with a backend that runs; returns the backend's path and PID."""
    path = desktop.add_backend("main", script, autostart=True, ready={"on": "status"}, **profile)
    desktop.start_perch()
    desktop.wait_for_state("running")
    return path, desktop.backend()["pid"]


def run_told(desktop, manager, **profile):
    """The same with a backend that is slow to go, and has been told that the session ends."""
    path, pid = run_backend(desktop, SLOW_TO_GO, **profile)
    wait_for(lambda: manager.clients, "Perch to be a client")
    manager.tell("EndSession")
    wait_for(path.with_name("main.going").exists, "the backend to be told")
    return path, pid


def until_gone(desktop, pid):
    assert desktop.wait_for_end() == 0
    assert not os.path.exists(f"/proc/{pid}")
    assert desktop.stderr.read_text() == ""


def test_registers(desktop, manager):
    """It is known by its desktop file, and as the one that was started."""
    desktop.env["DESKTOP_AUTOSTART_ID"] = "start-7"
    run_backend(desktop)
    wait_for(lambda: manager.clients, "Perch to be a client")
    assert manager.clients == [("org.perch.Perch", "start-7")]


def test_logout(desktop, manager):
    """First everybody is asked, then everybody is told; the last word comes when all is stopped."""
    path, pid = run_backend(desktop, SLOW_TO_GO)
    wait_for(lambda: manager.clients, "Perch to be a client")
    manager.tell("QueryEndSession")
    wait_for(lambda: manager.answers == [(True, "")], "an answer at once")
    assert desktop.backend()["pid"] == pid

    manager.tell("EndSession")
    wait_for(path.with_name("main.going").exists, "the backend to be told")
    assert len(manager.answers) == 1
    let_go(path)
    wait_for(lambda: manager.answers == [(True, "")] * 2, "the last answer")
    until_gone(desktop, pid)


def test_cancelled(desktop, manager):
    """Somebody else would not let the session end."""
    _, pid = run_backend(desktop)
    wait_for(lambda: manager.clients, "Perch to be a client")
    manager.tell("QueryEndSession")
    wait_for(lambda: manager.answers, "an answer at once")
    manager.tell("CancelEndSession")
    manager.tell("QueryEndSession")
    wait_for(lambda: len(manager.answers) == 2, "an answer to the next question")
    assert desktop.backend()["pid"] == pid


def test_told_twice(desktop, manager):
    """A second word of the session manager is no second wish of the person: nothing is killed."""
    path, pid = run_told(desktop, manager)
    manager.tell("EndSession")
    manager.tell("Stop")
    manager.tell("QueryEndSession")
    wait_for(lambda: manager.answers, "an answer to the question after them")
    assert os.path.exists(f"/proc/{pid}")
    let_go(path)
    until_gone(desktop, pid)


def test_signal_after_it(desktop, manager):
    """What comes when the session has ended, such as SIGTERM from its display, hurries nobody; the
    second signal does."""
    path, pid = run_told(desktop, manager)
    desktop.tray.send_signal(signal.SIGTERM)
    manager.tell("QueryEndSession")
    wait_for(lambda: manager.answers, "an answer to the question after it")
    assert os.path.exists(f"/proc/{pid}")
    let_go(path)
    until_gone(desktop, pid)


def test_second_signal_after_it(desktop, manager):
    _, pid = run_told(desktop, manager, stop_timeout_ms=600000)
    desktop.tray.send_signal(signal.SIGTERM)
    desktop.tray.send_signal(signal.SIGINT)
    until_gone(desktop, pid)  # nothing on stderr: all had ended before Perch did


def test_stop(desktop, manager):
    """The session manager may leave the ceremony out."""
    _, pid = run_backend(desktop)
    wait_for(lambda: manager.clients, "Perch to be a client")
    manager.tell("Stop")
    until_gone(desktop, pid)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signal(desktop, number):
    """Where there is no session manager that one could talk to: Plasma, LXQt, a plain systemd."""
    _, pid = run_backend(desktop)
    desktop.tray.send_signal(number)
    until_gone(desktop, pid)


def test_bus_lost(desktop):
    """The session bus goes first."""
    _, pid = run_backend(desktop)
    desktop.stop(desktop.bus_daemon)
    desktop.wait_for_end()
    wait_for(lambda: not os.path.exists(f"/proc/{pid}"), "the backend to be gone")


def test_headless_is_no_part_of_it(desktop, manager):
    """A Perch without a display serves programs that have nothing to do with the session."""
    process = desktop.start(BUILD / "app/perch", "run", "--headless")
    wait_for(desktop.status, "Perch to answer")
    assert json.loads(desktop.run(BUILD / "app/perch", "status", "--json"))["mode"] == "headless"
    assert manager.clients == []
    desktop.stop(process)
