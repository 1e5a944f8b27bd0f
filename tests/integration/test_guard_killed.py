# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Guards and the process that started them are killed, in every combination."""

import contextlib
import json
import os
import signal
import socket

import pytest

import processes
from processes import Guard, state, sweep, wait_for_pidfd, wait_until

HORRORS = ("ignore TERM session [ ignore TERM wait ] daemon [ ignore TERM wait ] "
           "group [ ignore TERM wait ]")
SCRIPTS = {
    "polite": "boot 0 0 0 [ exit-on TERM 0 print ready wait ]",
    "deaf": "boot 0 0 0 [ ignore TERM print ready wait ]",
    "horrors": f"boot 0 0 0 [ {HORRORS} print ready wait ]",
    "stopped": "boot 0 0 0 [ print ready stop wait ]",
    "extracting": "boot 50000 0 0 [ wait ]",
}
scripts = pytest.mark.parametrize("name", SCRIPTS)


class Starter:
    """A process that stands for Perch: it starts a guard, says so and stays."""

    def __init__(self, base, script, options=(), lend=None):
        report, theirs = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            self._be(base, script, options, lend, theirs)
        os.close(theirs)
        self.pidfd = os.pidfd_open(self.pid)
        with open(report) as stream:
            facts = json.loads(stream.readline())
        self.mark, self.outer, self.inner, self.main = (
            facts[key] for key in ("mark", "outer", "inner", "main"))
        self.base = base
        self.outer_pidfd = os.pidfd_open(self.outer)

    @staticmethod
    def _be(base, script, options, lend, report):
        try:
            processes.become_subreaper()
            g = Guard(base, script, options=options)
            g.ready("extracting" if "50000" in script else "ready")
            if lend is not None:
                socket.send_fds(lend, [b"socket"], [g.socket.fileno()])
            facts = {"mark": g.mark, "outer": g.outer, "inner": g.inner, "main": g.main}
            os.write(report, json.dumps(facts).encode() + b"\n")
            while True:
                signal.pause()
        finally:
            os._exit(1)

    def kill(self, number=signal.SIGKILL):
        signal.pidfd_send_signal(self.pidfd, number)
        os.waitpid(self.pid, 0)

    def assert_clean_after_guard(self):
        """The outer guard is our child now, or was reaped by the inner one's adopter: us."""
        wait_for_pidfd(self.outer_pidfd)
        _, status = os.waitpid(self.outer, 0)
        assert status == 0
        self.assert_nothing_left()

    def assert_nothing_left(self):
        processes.reap_adopted()
        assert processes.marked(self.mark) == []
        assert processes.children() == []
        assert list(self.base.iterdir()) == []

    def close(self):
        with contextlib.suppress(OSError):
            self.kill()
        for pidfd in (self.pidfd, self.outer_pidfd):
            os.close(pidfd)
        for _ in range(100):
            victims = processes.marked(self.mark)
            for pid in victims:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            processes.reap_adopted()
            if not victims:
                break


@pytest.fixture
def starter(base):
    starters = []

    def start(script, **options):
        starters.append(Starter(base, script, **options))
        return starters[-1]

    yield start
    for each in starters:
        each.close()


def kill_together(*pids):
    """Frozen first, so that none can react to the end of another."""
    pidfds = [os.pidfd_open(pid) for pid in pids]
    for number in (signal.SIGSTOP, signal.SIGKILL):
        for pidfd in pidfds:
            signal.pidfd_send_signal(pidfd, number)
    for pidfd in pidfds:
        wait_for_pidfd(pidfd)  # only then is the lock free
        os.close(pidfd)


@scripts
def test_starter_killed(starter, name):
    s = starter(SCRIPTS[name], options=["--orphan-grace", "200"])
    s.kill()
    s.assert_clean_after_guard()


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGTERM, signal.SIGABRT])
def test_starter_ends_in_other_ways(starter, number):
    s = starter(SCRIPTS["horrors"], options=["--orphan-grace", "100"])
    s.kill(number)
    s.assert_clean_after_guard()


def test_starter_killed_while_its_socket_lives_on(starter):
    """As if it had leaked into another child of Perch: then only the pidfd tells."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        s = starter(SCRIPTS["horrors"], options=["--orphan-grace", "100"], lend=theirs)
        _, (lifeline,), _, _ = socket.recv_fds(ours, 64, 1)
    with socket.socket(fileno=lifeline):
        s.kill()
        s.assert_clean_after_guard()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize("which", ["outer", "inner"])
def test_guard_told_to_end(guard, number, which):
    g = guard("ignore TERM print ready wait", options=["--orphan-grace", "50"])
    g.ready()
    os.kill(getattr(g, which), number)
    g.done((-1, 9))


@scripts
def test_inner_killed(guard, name):
    g = guard(SCRIPTS[name])
    g.ready("extracting" if name == "extracting" else "ready")
    os.kill(g.inner, signal.SIGKILL)
    assert g.receive() == []
    assert g.process.wait(processes.PATIENCE) == 0
    g.assert_nothing_left()
    if name == "polite":
        assert "cleaned" in g.rest_of_output()


@scripts
def test_outer_killed(guard, name):
    g = guard(SCRIPTS[name])
    g.ready("extracting" if name == "extracting" else "ready")
    os.kill(g.outer, signal.SIGKILL)
    assert g.process.wait(processes.PATIENCE) == -signal.SIGKILL
    assert state(g.main) is not None
    g.tell("T 100")
    g.expect("X")
    assert g.expect("Z") == ["1", "0"]
    os.waitpid(g.inner, 0)
    g.assert_nothing_left()


@scripts
def test_outer_and_starter_killed(starter, name):
    s = starter(SCRIPTS[name], options=["--orphan-grace", "100"])
    inner = os.pidfd_open(s.inner)
    kill_together(s.pid, s.outer)
    wait_for_pidfd(inner)
    os.close(inner)
    s.assert_nothing_left()


@scripts
def test_inner_and_starter_killed(starter, name):
    s = starter(SCRIPTS[name])
    kill_together(s.pid, s.inner)
    os.waitpid(s.pid, 0)
    s.assert_clean_after_guard()


@scripts
def test_both_guards_killed_and_swept(guard, base, name):
    g = guard(SCRIPTS[name])
    g.ready("extracting" if name == "extracting" else "ready")
    kill_together(g.outer, g.inner)
    g.process.wait(processes.PATIENCE)
    assert g.receive() == []
    lines = sweep(base)
    assert any(line.startswith("removed directory of run ") for line in lines)
    processes.reap_adopted()
    g.assert_nothing_left()
    assert sweep(base) == []


@scripts
def test_all_killed_and_the_next_start_sweeps(starter, guard, base, name):
    s = starter(SCRIPTS[name])
    kill_together(s.pid, s.outer, s.inner)
    os.waitpid(s.pid, 0)
    g = guard("print ready wait")
    g.ready()
    processes.reap_adopted()
    assert processes.marked(s.mark) == []
    assert len(g.run_dirs()) == 1
    g.tell("T 5000")
    g.done((-1, 15))


def test_frozen_inner_is_woken(guard):
    g = guard("exit-on TERM 2 print ready wait")
    g.ready()
    os.kill(g.inner, signal.SIGSTOP)
    g.tell("T 5000")
    g.done((2, 0))


def test_frozen_outer_is_woken(guard):
    g = guard("exit-on TERM 2 print ready wait")
    g.ready()
    os.kill(g.outer, signal.SIGSTOP)
    wait_until(lambda: state(g.outer) == "T", "SIGSTOP")
    g.tell("T 5000")
    g.done((2, 0))


def test_kill_while_stopping(guard):
    g = guard(SCRIPTS["horrors"])
    g.ready()
    g.tell("T 60000")
    os.kill(g.inner, signal.SIGKILL)
    assert g.process.wait(processes.PATIENCE) == 0
    g.assert_nothing_left()


def test_two_runs_do_not_touch_each_other(guard):
    first = guard("exit-on TERM 1 print ready wait")
    first.ready()
    second = guard("exit-on TERM 2 print ready wait")
    second.ready()
    assert len(first.run_dirs()) == 2
    assert sweep(first.base) == []
    os.kill(first.inner, signal.SIGKILL)
    assert first.process.wait(processes.PATIENCE) == 0
    assert processes.marked(first.mark) == []
    assert len(first.run_dirs()) == 1
    second.tell("T 5000")
    second.done((2, 0))
