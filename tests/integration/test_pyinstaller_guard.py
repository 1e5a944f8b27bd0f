# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Real PyInstaller programs under perch-guard alone: whoever dies, nobody and nothing is left."""

import os
import signal
import uuid

import frozen
import processes
import pytest
from guard_harness import GUARD, Guard

MARK = "PERCH_TEST_MARK"


@pytest.fixture(scope="module", autouse=True)
def subreaper():
    processes.become_subreaper()


@pytest.fixture
def world(tmp_path):
    """Starts guards; afterwards no process may be left, and no directory."""
    mark = uuid.uuid4().hex
    guards = []

    class World:
        base = tmp_path / "run"
        folder = tmp_path

        def start(self, *argv):
            env = {**os.environ, MARK: mark, "SERVICE_DIR": str(tmp_path)}
            guards.append(Guard(self.base, *argv, env=env))
            guards[-1].until_ready()
            return guards[-1]

        def survivors(self):
            processes.reap()
            return processes.with_environment(MARK, mark)

        def until_empty(self):
            processes.until(
                lambda: not self.survivors(),
                lambda: "empty; left: " + ", ".join(map(processes.describe, self.survivors())),
            )

        def leftovers(self):
            return os.listdir(self.base)

        def noted(self, name):
            path = tmp_path / name
            return path.read_text().split("\n")[:-1] if path.exists() else []

    world = World()
    yield world
    survivors = world.survivors()
    for pid in survivors:
        processes.kill(pid)
    for guard in guards:
        guard.wait()
    assert [processes.describe(pid) for pid in survivors] == []


@pytest.fixture(params=["onefile", "onedir"])
def service(request):
    return frozen.program("service", request.param)


def unpacked(world):
    """The folder where PyInstaller unpacked the program that has started last."""
    return world.noted("started")[-1].split(" ", 1)[1]


def test_stop(world, service):
    guard = world.start(service)
    folder = unpacked(world)
    assert os.path.isdir(folder)
    guard.say("T 5000")
    assert guard.message("X") == [0, 0]
    assert guard.message("Z") == [1, 0]
    assert guard.wait() == 0
    assert len(world.noted("stopped")) == 1
    assert os.path.isdir(folder) == ("_MEI" not in folder)
    assert world.leftovers() == []
    world.until_empty()


@pytest.mark.parametrize("again", ["T 5000", "T 4000"])
def test_sigterm_comes_exactly_once(world, again):
    guard = world.start(frozen.program("zoo", "onefile"), "plain")
    for message in ("T 5000", again, again):
        guard.say(message)
    assert guard.message("X") == [0, 0]
    assert guard.wait() == 0
    assert world.noted("signals") == [str(int(signal.SIGTERM))]


def test_a_program_that_is_deaf(world):
    """Only Python is killed at first: the bootloader then tidies up by itself and ends with 9."""
    guard = world.start(frozen.program("zoo", "onefile"), "deaf")
    guard.say("T 300")
    assert guard.message("X") == [-1, signal.SIGKILL]
    assert guard.message("Z") == [1, 0]
    assert guard.wait() == 0
    assert world.noted("signals") == [str(int(signal.SIGTERM))]
    assert world.leftovers() == []


def killers():
    """Who is killed, by name; together if there are several."""
    return {
        "main": lambda guard: [guard.main],
        "python": lambda guard: processes.children(guard.main) or [guard.main],
        "inner": lambda guard: [guard.inner],
        "outer": lambda guard: [guard.outer],
        "inner-and-main": lambda guard: [guard.inner, guard.main],
        "outer-and-main": lambda guard: [guard.outer, guard.main],
    }


@pytest.mark.parametrize("victims", killers())
def test_killed_while_running(world, service, victims):
    guard = world.start(service)
    processes.kill_together(killers()[victims](guard))
    if victims.startswith("outer"):
        guard.vanish()  # Perch sees its child die, and lets go of the run
    world.until_empty()
    guard.wait()
    assert world.leftovers() == []


def test_perch_is_gone(world, service):
    guard = world.start(service)
    guard.vanish()
    assert guard.wait() == 0
    assert len(world.noted("stopped")) == 1
    assert world.leftovers() == []


def test_perch_and_both_guards_are_gone(world, service):
    """Only the end of stdin is left to tell the program; the next start removes the directory."""
    guard = world.start(service)
    processes.kill_together([guard.outer, guard.inner])
    guard.vanish()
    world.until_empty()
    assert len(world.noted("stopped")) == 1
    assert len(world.leftovers()) == 1
    assert os.spawnl(os.P_WAIT, GUARD, GUARD, "--sweep", str(world.base)) == 0
    assert world.leftovers() == []


@pytest.mark.parametrize("deaf", [False, True])
def test_the_sweep_ends_what_was_left_alone(world, deaf):
    """As before, with a program that does not look at stdin; it runs on until the next start."""
    guard = world.start(frozen.program("zoo", "onefile"), "deaf" if deaf else "daemon")
    left = processes.descendants(guard.main)
    processes.kill_together([guard.outer, guard.inner])
    assert left
    assert os.spawnl(os.P_WAIT, GUARD, GUARD, "--sweep", str(world.base)) == 0
    guard.vanish()
    world.until_empty()
    assert world.leftovers() == []
