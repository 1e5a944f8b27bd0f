# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Commands and signals that come while something else is going on."""

import os
import signal

import processes
import pytest
from perch_home import read_all
from processes import PATIENCE, READY

ON_STATUS = {"on": "status"}
DEAF = f"ignore TERM daemon [ ignore TERM wait ] print {READY} wait"


def end_of(command):
    return command.wait(PATIENCE)


def add_slow_to_go(home):
    """A backend that ends when let_go() has been called."""
    home.add_backend("main", f"{home.linger()} print {READY} wait", ready=ON_STATUS,
                     stop_timeout_ms=60000)


def send_order(home, order):
    """Perch has heard it when this returns; the answer comes on the connection."""
    connection = home.connect()
    connection.sendall(f"POST /api/{order} HTTP/1.1\r\nHost: perch\r\n"
                       "Content-Length: 0\r\n\r\n".encode())
    home.until_heard()
    return connection


def assert_done(connection):
    with connection:
        assert read_all(connection).startswith(b"HTTP/1.1 200 ")


def starts(home):
    """How often the backend was started, by the log, which is complete when Perch has ended."""
    home.quit()
    return home.journal().count(b"main: running")


def test_start_while_running_is_done_at_once(home):
    home.add_backend("main", f"print {READY} wait", ready=ON_STATUS)
    home.run()
    pid = home.start()["pid"]
    assert home.start()["pid"] == pid


def test_start_while_stopping(home):
    add_slow_to_go(home)
    home.run()
    pid = home.start()["pid"]
    stop = home.begin("stop")
    home.until_state("stopping")
    start = send_order(home, "backends/main/start")
    home.let_go()
    assert_done(start)
    assert end_of(stop) == 0
    backend = home.backend()
    assert backend["state"] == "running"
    assert backend["pid"] != pid
    assert backend["restarts"] == 0
    assert starts(home) == 2


def test_stop_while_stopping(home):
    add_slow_to_go(home)
    home.run()
    home.start()
    stops = [send_order(home, "backends/main/stop") for _ in range(3)]
    assert home.backend()["state"] == "stopping"
    home.let_go()
    for stop in stops:
        assert_done(stop)
    backend = home.backend()
    # A second SIGTERM would have made it exit with 99.
    assert (backend["state"], backend["exit"]["code"]) == ("stopped", 0)
    home.assert_nothing_runs()


@pytest.mark.parametrize("ready", [ON_STATUS, {"on": "log", "pattern": "never"}])
def test_stop_while_starting(home, ready):
    home.add_backend("main", "daemon [ ignore TERM wait ] wait", ready=ready)
    home.run()
    start = home.begin("start")
    home.until_state("starting")
    home.perch("stop")
    assert end_of(start) == 1
    assert "It was stopped before it had started" in home.story()
    backend = home.backend()
    assert (backend["state"], backend["problem"]) == ("stopped", None)
    home.assert_nothing_runs()


def test_stop_while_backing_off(home):
    """The other backend is the clock: when it is on its fourth run, the timer of the one that was
    stopped would long have struck."""
    for name in ("main", "clock"):
        home.add_backend(name, "exit 1")
    home.run()
    home.perch("start", "main", status=None)
    processes.wait_until(lambda: home.backend()["restarts"] > 0, home.story)
    home.until_state("backoff")
    home.perch("stop", "main")
    stopped = home.backend()
    assert (stopped["state"], stopped["problem"]) == ("stopped", None)
    home.perch("start", "clock", status=None)
    processes.wait_until(lambda: home.backend("clock")["restarts"] >= 3, home.story)
    backend = home.backend()
    assert (backend["state"], backend["restarts"]) == ("stopped", stopped["restarts"])


def test_start_while_backing_off_does_not_wait(home):
    flag = os.path.join(home.folder, "well")
    program = os.path.join(home.service, "moody")
    with open(program, "w", encoding="ascii") as file:
        file.write(f"#!/bin/sh\ntest -e {flag} || exit 1\necho '{READY}'\nexec sleep 60\n")
    os.chmod(program, 0o700)
    home.add_profile("main", executable=program)
    home.run()
    home.perch("start", status=None)
    processes.wait_until(lambda: home.backend()["restarts"] == 3, home.story)
    home.until_state("backoff")  # for eight seconds
    with open(flag, "w", encoding="ascii"):
        pass
    assert home.start()["restarts"] == 0


def test_restart_is_stop_proof_and_start(home):
    home.add_backend("main", f"drain TERM 100 0 print {READY} wait", ready=ON_STATUS,
                     stop_timeout_ms=5000)
    home.run()
    first = home.start()["pid"]
    home.perch("restart")
    backend = home.backend()
    assert (backend["state"], backend["exit"]["code"]) == ("running", 0)
    assert backend["pid"] != first
    assert not processes.is_alive(first)
    assert len(home.run_dirs()) == 1
    # A timer of the old run, were it alive, would by now have ended the new one.
    processes.wait_until(lambda: home.backend()["uptime_seconds"] >= 6, home.story)
    assert home.backend()["pid"] == backend["pid"]


def test_restart_twice_is_once(home):
    add_slow_to_go(home)
    home.run()
    home.start()
    first = home.begin("restart")
    home.until_state("stopping")
    second = send_order(home, "backends/main/restart")
    home.let_go()
    assert_done(second)
    assert end_of(first) == 0
    assert home.backend()["state"] == "running"
    assert home.backend()["exit"]["code"] == 0
    assert starts(home) == 2


def test_stop_beats_the_restart_under_way(home):
    add_slow_to_go(home)
    home.run()
    home.start()
    restart = home.begin("restart")
    home.until_state("stopping")
    stop = send_order(home, "backends/main/stop")
    assert end_of(restart) == 1
    home.let_go()
    assert_done(stop)
    assert home.backend()["state"] == "stopped"
    home.assert_nothing_runs()


def test_many_commands_at_once(home):
    """Whatever the order: nothing is doubled, nobody hangs, and the last word is obeyed."""
    home.add_backend("main", f"drain TERM 20 0 print {READY} wait", ready=ON_STATUS)
    home.run()
    commands = [home.begin(("start", "stop", "restart")[i % 3]) for i in range(18)]
    assert {end_of(command) for command in commands} <= {0, 1}
    home.start()
    assert len(home.run_dirs()) == 1
    home.perch("stop")
    home.assert_nothing_runs()


def bring_to(home, state):
    if state in ("starting", "backoff"):
        script = {"starting": "ignore TERM wait", "backoff": "exit 1"}[state]
        home.add_backend("main", script, ready=ON_STATUS, stop_timeout_ms=800)
    else:
        add_slow_to_go(home)
    home.run()
    if state == "backoff":
        home.perch("start", status=None)
        return None
    if state == "starting":
        command = home.begin("start")
    else:
        home.start()
        command = home.begin("stop") if state == "stopping" else None
    home.until_state(state)
    return command


@pytest.mark.parametrize("state", ["starting", "running", "backoff", "stopping"])
@pytest.mark.parametrize("how", ["SIGTERM", "SIGINT", "SIGHUP", "quit"])
def test_quit(home, state, how):
    command = bring_to(home, state)
    if how == "quit":
        assert_done(send_order(home, "app/quit"))
    else:
        home.process.send_signal(getattr(signal, how))
    home.until_heard()
    home.let_go()
    home.until_ended()
    if command is not None:
        end_of(command)
    home.assert_nothing_runs()
    home.until_nothing_is_left()
    assert home.perch("status", status=None).returncode == 3


def test_second_signal_means_now(home):
    home.add_backend("main", DEAF, ready=ON_STATUS, stop_timeout_ms=60000)
    home.run()
    home.start()
    os.kill(home.process.pid, signal.SIGTERM)
    home.changes("stopping")
    home.quit(signal.SIGINT)  # its patience is less than the backend's time-out
    home.assert_nothing_runs()


def test_hangup_hurries_nobody(home):
    """systemd sends it right behind SIGTERM when a session ends."""
    add_slow_to_go(home)
    home.run()
    pid = home.start()["pid"]
    os.kill(home.process.pid, signal.SIGTERM)
    os.kill(home.process.pid, signal.SIGHUP)
    home.changes("stopping")
    home.until_heard()
    assert os.path.exists(f"/proc/{pid}")
    home.let_go()
    home.until_ended()
    home.assert_nothing_runs()


def test_quit_does_not_wait_for_ever(home):
    """Perch leaves, and the guard ends what is left by itself."""
    home.add_backend("main", DEAF, ready=ON_STATUS, stop_timeout_ms=60000)
    home.run()
    home.start()
    home.quit()
    home.until_nothing_is_left()
    assert home.run_dirs() == []
