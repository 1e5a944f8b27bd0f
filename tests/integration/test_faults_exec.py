# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What can't be executed, in every way: each with its reason, and never run by a shell."""

import os
import shutil

import processes
import pytest
from processes import KID, PATIENCE, READY, SOMEBODY, needs_root


def write(path, content, mode=0o700):
    with open(path, "wb") as file:
        file.write(content)
    os.chmod(path, mode)


def make_foreign(path):
    write(path, b"#!/bin/sh\n")
    os.chown(path, SOMEBODY, SOMEBODY)


def make_link_loop(path):
    os.symlink(path, path)


def read_kid():
    with open(KID, "rb") as file:
        return file.read()


# How to make it, the state that follows, and what the reason says. "ran" shows what a shell ran.
FAULTS = {
    "missing": (lambda path: None, "not-found", "there is no such file"),
    "dangling": (lambda path: os.symlink("nowhere", path), "not-found", "there is no such file"),
    "link-loop": (make_link_loop, "failed", "Too many levels of symbolic links"),
    "not-executable": (lambda path: write(path, b"#!/bin/sh\n", 0o600), "failed", "chmod +x"),
    "directory": (os.mkdir, "failed", "it is a directory"),
    "fifo": (lambda path: os.mkfifo(path, 0o700), "failed", "not a regular file"),
    "empty": (lambda path: write(path, b""), "failed", "it is empty"),
    "garbage": (lambda path: write(path, b"\x01\x02 touch ran\n" * 99), "failed", "neither"),
    "text": (lambda path: write(path, b"touch ran\n"), "failed", "starts with #!"),
    "no-interpreter": (lambda path: write(path, b"#!\ntouch ran\n"), "failed", "no interpreter"),
    "missing-interpreter": (
        lambda path: write(path, b"#!/no/such/thing -x\n"),
        "not-found",
        "/no/such/thing",
    ),
    "windows-script": (
        lambda path: write(path, b"#!/bin/sh\r\ntouch ran\r\n"),
        "not-found",
        "Windows line ends",
    ),
    "cut-off": (lambda path: write(path, read_kid()[:30]), "failed", "cut off"),
    "wrong-machine": (
        lambda path: write(path, read_kid()[:18] + b"\xf7\x00" + read_kid()[20:]),
        "failed",
        "Exec format error",
    ),
    "writable-by-all": (lambda path: write(path, b"#!/bin/sh\n", 0o777), "failed", "chmod o-w"),
    "foreign": pytest.param(make_foreign, "failed", "another user", marks=needs_root),
}


@pytest.mark.parametrize("make, state, reason", FAULTS.values(), ids=FAULTS)
def test_exec_fails(home, make, state, reason):
    path = os.path.join(home.service, "backend")
    make(path)
    home.add_profile("main", executable=path)
    home.run()
    start = home.perch("start", status=None)
    assert start.returncode == 1
    backend = home.backend()
    for text in (start.stderr, backend["problem"]):
        assert reason in text
        assert path in text
    # Nothing of this heals by itself.
    assert (backend["state"], backend["restarts"]) == (state, 0)
    assert backend["exit"] is None
    assert not os.path.exists(os.path.join(home.service, "ran"))
    home.assert_nothing_runs()


def test_half_a_program(home):
    """A download that was cut off looks like a program until it runs."""
    path = os.path.join(home.service, "backend")
    write(path, read_kid()[:8192])
    home.add_profile("main", executable=path, restart="never")
    home.run()
    assert home.perch("start", status=None).returncode == 1
    backend = home.backend()
    assert backend["state"] == "failed"
    assert backend["problem"] is not None
    home.assert_nothing_runs()


def test_missing_folder_to_run_in(home):
    home.add_backend("main", "wait", cwd="/no/such/folder")
    home.run()
    start = home.perch("start", status=None)
    assert start.returncode == 1
    assert "/no/such/folder" in start.stderr
    assert home.backend()["state"] == "failed"
    home.assert_nothing_runs()


def test_busy_program_is_tried_again(home):
    """It is being written, by an update, say."""
    path = os.path.join(home.service, "backend")
    write(path, read_kid())
    home.add_profile("main", executable=path, args=["print", READY, "wait"])
    home.run()
    with open(path, "r+b"):
        start = home.begin("start")
        home.until_problem("Text file busy")
    # Whether it was closed in time for this start, or for the next one.
    assert start.wait(PATIENCE) in (0, 1)
    assert home.until_state("running")["problem"] is None


def test_program_that_stays_busy(home):
    path = os.path.join(home.service, "backend")
    write(path, read_kid())
    home.add_profile("main", executable=path, args=["print", READY, "wait"])
    home.run()
    with open(path, "r+b"):
        start = home.perch("start", status=None)
        assert start.returncode == 1
        assert "Text file busy" in start.stderr
        assert "Text file busy" in home.changes("backoff")[-1]["problem"]
    assert home.until_state("running")["restarts"] >= 1


def test_replaced_while_it_runs(home):
    path = os.path.join(home.service, "backend")
    shutil.copy(KID, path)
    home.add_profile("main", executable=path, args=["print", READY, "wait"])
    home.run()
    pid = home.start()["pid"]
    draft = path + ".new"
    write(draft, b"#!/bin/sh\necho '{\"status\":\"ready\"}'\nexec sleep 60\n")
    os.rename(draft, path)
    processes.wait_until(lambda: home.backend()["uptime_seconds"] >= 1, home.story)
    assert home.backend()["pid"] == pid
    home.perch("restart")
    backend = home.backend()
    assert backend["pid"] != pid
    assert processes.program(backend["pid"]) == "sleep"


def test_removed_while_it_runs(home):
    path = os.path.join(home.service, "backend")
    shutil.copy(KID, path)
    home.add_profile("main", executable=path, args=["print", READY, "wait"])
    home.run()
    home.start()
    os.remove(path)
    restart = home.perch("restart", status=None)
    assert restart.returncode == 1
    assert path in restart.stderr
    assert home.backend()["state"] == "not-found"
    home.assert_nothing_runs()
    shutil.copy(KID, path)
    home.start()
