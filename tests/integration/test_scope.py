# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Backends in scopes of a real `systemd --user`; run it by in-user-manager.py."""

import contextlib
import os
import pathlib
import signal
import subprocess
import time

import pytest

import processes
from processes import wait_until

RUN_BACKEND = processes.BUILD / "tests" / "integration" / "run-backend"


def get_group(pid):
    """The name of the control group that a process is in; None when there is no such process."""
    try:
        text = pathlib.Path(f"/proc/{pid}/cgroup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    (path,) = [line[3:] for line in text.splitlines() if line.startswith("0::")]
    return os.path.basename(path)


def is_alive(pid):
    return processes.state(pid) not in (None, "Z")


def get_parent(pid):
    return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def get_children(pid):
    return [int(n) for n in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def show(unit, *names):
    command = ["systemctl", "--user", "show", unit, *[f"--property={name}" for name in names]]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return dict(line.split("=", 1) for line in shown.splitlines())


def is_loaded(unit):
    return show(unit, "LoadState")["LoadState"] == "loaded"


class Perch:
    """What runs one backend, in a scope of its own as a desktop gives one to each program."""

    def __init__(self, name, script):
        self.unit = f"{name}.scope"
        self.process = subprocess.Popen(
            ["systemd-run", "--user", "--scope", "--quiet", f"--unit={name}", RUN_BACKEND, script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def read_backend(self):
        line = "#"
        while line.startswith("#"):  # what the fixture says about the backend's states
            line = self.process.stdout.readline()
        backend, guard = line.split()
        self.backend = int(backend)
        self.guard = int(guard)
        self.scope = f"perch-backend-main-{self.backend}.scope"

    def wait_for_scope(self):
        wait_until(lambda: get_group(self.backend) == self.scope, "the backend in its scope")

    def quit(self):
        self.process.stdin.close()
        assert self.process.wait(processes.PATIENCE) == 0

    def clean_up(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        wait_until(lambda: not is_loaded(self.scope), "the end of the scope")


@pytest.fixture
def run(request):
    running = []

    def start(script):
        name = request.node.name.replace("_", "-")
        running.append(Perch(name, script))
        return running[-1]

    yield start
    for perch in running:
        perch.clean_up()


def test_backend_has_a_scope(run):
    perch = run("wait")
    perch.read_backend()
    perch.wait_for_scope()
    assert get_group(perch.guard) == perch.unit
    assert get_group(get_parent(perch.guard)) == perch.unit

    names = ["BindsTo", "KillSignal", "TimeoutStopUSec", "CollectMode", "Description", "After"]
    shown = show(perch.scope, *names)
    assert perch.unit not in shown.pop("After").split()
    assert shown == {
        "BindsTo": perch.unit,
        "KillSignal": str(int(signal.SIGCONT)),
        "TimeoutStopUSec": "10s",
        "CollectMode": "inactive-or-failed",
        "Description": "Perch backend main",
    }
    perch.quit()
    wait_until(lambda: not is_loaded(perch.scope), "the end of the scope")


def test_children_born_before_the_scope(run):
    bus = int(show("dbus.service", "MainPID")["MainPID"])
    os.kill(bus, signal.SIGSTOP)
    try:
        perch = run("child [ wait ] wait")
        perch.read_backend()
        wait_until(lambda: get_children(perch.backend), "the child")
        (child,) = get_children(perch.backend)
        assert get_group(child) == perch.unit
    finally:
        os.kill(bus, signal.SIGCONT)
    perch.wait_for_scope()
    wait_until(lambda: get_group(child) == perch.scope, "the child in the scope")
    perch.quit()
    assert not is_alive(child)


def test_stop_of_perch_is_one_signal(run, tmp_path):
    """As at log-out. systemd signals Perch and its guard, and only the guard the backend."""
    counted, counts = tmp_path / "counted", tmp_path / "counts"
    perch = run(f"count TERM {counted} touch {counts} wait")
    perch.read_backend()
    perch.wait_for_scope()
    wait_until(counts.exists, "the backend counts")
    begin = time.monotonic()
    subprocess.run(["systemctl", "--user", "stop", perch.unit], check=True)
    wait_until(lambda: not is_alive(perch.backend), "the end of the backend")
    assert time.monotonic() - begin < 8, "the guard should have ended it, not systemd"
    assert len(counted.read_text().splitlines()) == 1
    wait_until(lambda: not is_loaded(perch.scope), "the end of the scope")


def test_nobody_left_to_stop_it(run):
    """Perch and both guards are killed at once, and the backend ignores all that is polite."""
    perch = run("ignore TERM wait")
    perch.read_backend()
    perch.wait_for_scope()
    keepers = [perch.process.pid, get_parent(perch.guard), perch.guard]
    for pid in keepers:
        os.kill(pid, signal.SIGSTOP)
    for pid in keepers:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not is_alive(perch.backend), "the end of the backend")
    wait_until(lambda: not is_loaded(perch.scope), "the end of the scope")
