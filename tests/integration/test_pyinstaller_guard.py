# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Real PyInstaller programs under perch-guard alone: whoever dies, nobody and nothing is left."""

import os
import signal

import frozen
import processes
import pytest

READY = '{"status":"ready"}'


@pytest.fixture
def run(guard, tmp_path):
    """Starts a packed program under a guard, and waits until it is ready. Python takes its time to
    end: there is more of it than usual, so that only the deaf are killed."""

    def start(program, *arguments):
        env = {"SERVICE_DIR": str(tmp_path)}
        graces = ["--orphan-grace", "30000", "--cleanup-grace", "30000"]
        started = guard(arguments, program=program, env=env, options=graces)
        started.ready(READY)
        return started

    return start


@pytest.fixture(params=["onefile", "onedir"])
def service(request):
    return frozen.program("service", request.param)


@pytest.fixture
def noted(tmp_path):
    """The lines of a file that the program has written."""

    def read(name):
        path = tmp_path / name
        return path.read_text().splitlines() if path.exists() else []

    return read


def vanish(guard):
    """Perch is gone: both ends that it held close."""
    guard.socket.close()
    guard.process.stdin.close()


def until_empty(guard):
    processes.wait_until(
        lambda: not guard.survivors(),
        lambda: f"end of {list(map(processes.describe, guard.survivors()))}",
    )


def test_stop(run, service, noted):
    guard = run(service)
    folder = noted("started")[0].split(" ", 1)[1]
    assert os.path.isdir(folder)
    guard.tell("T 5000")
    guard.done((0, 0))
    assert len(noted("stopped")) == 1
    assert os.path.isdir(folder) == ("_MEI" not in folder)


@pytest.mark.parametrize("again", ["T 5000", "T 4000"])
def test_sigterm_comes_exactly_once(run, noted, again):
    guard = run(frozen.program("zoo", "onefile"), "plain")
    for order in ("T 5000", again, again):
        guard.tell(order)
    guard.done((0, 0))
    assert noted("signals") == [str(int(signal.SIGTERM))]


def test_a_program_that_is_deaf(run, noted):
    """Only Python is killed at first: the bootloader then tidies up by itself and ends with 9."""
    guard = run(frozen.program("zoo", "onefile"), "deaf")
    guard.tell("T 300")
    guard.done((-1, int(signal.SIGKILL)))
    assert noted("signals") == [str(int(signal.SIGTERM))]


VICTIMS = {
    "main": lambda guard: [guard.main],
    "python": lambda guard: processes.children(guard.main) or [guard.main],
    "inner": lambda guard: [guard.inner],
    "outer": lambda guard: [guard.outer],
    "inner-and-main": lambda guard: [guard.inner, guard.main],
    "outer-and-main": lambda guard: [guard.outer, guard.main],
}


@pytest.mark.parametrize("who", VICTIMS)
def test_killed_while_running(run, service, who):
    guard = run(service)
    processes.kill(*VICTIMS[who](guard))
    if who.startswith("outer"):
        vanish(guard)  # Perch sees its child die, and lets go of the run
    until_empty(guard)
    guard.assert_nothing_left()


def test_perch_is_gone(run, service, noted):
    guard = run(service)
    vanish(guard)
    until_empty(guard)
    guard.assert_nothing_left()
    assert len(noted("stopped")) == 1


def test_perch_and_both_guards_are_gone(run, service, noted):
    """Only the end of stdin is left to tell the program; the next start removes the directory."""
    guard = run(service)
    processes.kill(guard.outer, guard.inner)
    vanish(guard)
    until_empty(guard)
    assert len(noted("stopped")) == 1
    assert len(guard.run_dirs()) == 1
    processes.sweep(guard.base)
    assert guard.run_dirs() == []


@pytest.mark.parametrize("kind", ["daemon", "deaf"])
def test_the_sweep_ends_what_was_left_alone(run, kind):
    """As before, with programs that do not look at stdin: they run on until the next start."""
    guard = run(frozen.program("zoo", "onefile"), kind)
    assert processes.descendants(guard.main)
    processes.kill(guard.outer, guard.inner)
    assert guard.survivors()
    processes.sweep(guard.base)
    until_empty(guard)
    guard.assert_nothing_left()
