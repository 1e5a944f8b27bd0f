# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""A machine that is full, closed, read-only or otherwise not what Perch would like."""

import contextlib
import os
import resource
import signal
import subprocess
import sys
import time

import proc
import pytest
from kid_backend import (KID, READY, add_kid, ask, assert_nothing_runs, journal, needs_root,
                         without_powers)
from perch_harness import Perch

pytestmark = pytest.mark.usefixtures("warnings_expected")

ON_STATUS = {"on": "status"}
TALKATIVE = f"print {READY} repeat 20000 {'z' * 200} wait"
NOBODY = 61234


@contextlib.contextmanager
def mounted(path, options):
    """A file system of its own at `path`, where this machine lets us mount one."""
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=700," + options, "perch", path],
                           capture_output=True, text=True)
    if mount.returncode != 0:
        pytest.skip(f"no mount here: {mount.stderr}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", path], check=True)


def assert_works(perch, name="main"):
    """Starts, stops and shows a backend as if nothing were the matter."""
    backend = perch.start(name)
    assert backend["problem"] is None
    perch.run("stop", name)
    assert perch.backend(name)["state"] == "stopped"
    assert_nothing_runs(perch)


def assert_problem(perch, *words):
    def told():
        return [text for text in perch.status()["problems"] if all(word in text for word in words)]

    return proc.until(told, lambda: f"{words}; {perch.status()['problems']} {perch.story()}")


@needs_root
def test_disk_full_for_the_log(perch):
    """What it can't write Perch says, does without, and writes again when there is room."""
    # Lines that differ: of those that repeat themselves few are written.
    script = f"echo '{READY}'; seq -f 'line %0200g' 20000; exec sleep 1000"
    perch.profile("main", executable="/bin/sh", args=["-c", script], ready=ON_STATUS)
    state = perch.env["XDG_STATE_HOME"]
    with mounted(state, "size=256k"):
        filler = os.path.join(state, "filler")
        with open(filler, "wb") as file:
            file.write(b"x" * 100_000)
        perch.launch()
        perch.start()
        assert_problem(perch, "perch-log", "No space left on device")
        perch.run("restart")
        perch.run("stop")
        assert_nothing_runs(perch)
        subprocess.run(["mount", "-o", "remount,size=64m", state], check=True)
        perch.start()
        proc.until(lambda: perch.status()["problems"] == [], perch.story)
        perch.quit()
        assert journal(perch).count(b"main: running") == 3


@needs_root
def test_state_directory_that_can_not_be_written(perch):
    perch.prefix = without_powers()
    add_kid(perch, TALKATIVE, ready=ON_STATUS)
    os.chmod(perch.env["XDG_STATE_HOME"], 0o500)
    perch.launch()
    assert_problem(perch, perch.env["XDG_STATE_HOME"], "Permission denied")
    assert_works(perch)


def test_state_directory_that_is_a_file(perch):
    add_kid(perch, TALKATIVE, ready=ON_STATUS)
    with open(os.path.join(perch.env["XDG_STATE_HOME"], "perch"), "wb"):
        pass
    perch.launch()
    assert_problem(perch, os.path.join(perch.env["XDG_STATE_HOME"], "perch"))
    assert_works(perch)


@needs_root
def test_read_only_home(perch):
    """Nothing can be kept and nothing be run, but Perch says so, and talks."""
    perch.prefix = without_powers()
    add_kid(perch, f"print {READY} wait", ready=ON_STATUS)
    names = ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
    folders = [perch.env[name] for name in names] + [perch.env["XDG_CONFIG_HOME"] + "/perch"]
    for folder in folders:
        os.chmod(folder, 0o500)
    perch.launch()
    for name in names[:3]:
        assert_problem(perch, perch.env[name])
    start = ask(perch, "start")
    assert start.returncode == 1
    assert perch.run_base in start.stderr
    assert "No temporary directory" in perch.backend()["problem"]
    os.chmod(perch.env["XDG_CACHE_HOME"], 0o700)
    assert_works(perch)


@needs_root
@pytest.mark.parametrize(
    "options, words",
    [
        ("ro", "Read-only file system"),
        ("noexec", "noexec"),
        ("size=16k", "not twice the size of the program free"),
        ("nr_inodes=2", "it is full"),
    ],
)
def test_cache_on_a_bad_file_system(perch, options, words):
    add_kid(perch, f"print {READY} wait", ready=ON_STATUS)
    with mounted(perch.env["XDG_CACHE_HOME"], options):
        perch.launch()
        start = ask(perch, "start")
        assert start.returncode == 1
        assert words in start.stderr
        assert perch.run_base in start.stderr
        backend = perch.backend()
        assert (backend["state"], backend["restarts"]) == ("failed", 0)
        assert perch.run_dirs() == []
        perch.quit()


@pytest.fixture
def stranger():
    """A Perch of a user who is not root, nor anybody else's."""
    perch = Perch()
    for folder in [os.path.dirname(perch.home), perch.home, *(e.path for e in os.scandir(perch.home))]:
        os.chown(folder, NOBODY, NOBODY)
    perch.prefix = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    yield perch
    assert perch.finish() == []
    fallback = f"/tmp/perch-{NOBODY}"
    if os.path.isdir(fallback):
        assert set(os.listdir(fallback)) <= {"lock"}
        for name in os.listdir(fallback):
            os.remove(os.path.join(fallback, name))
        os.rmdir(fallback)


def remove_runtime_dir(perch):
    del perch.env["XDG_RUNTIME_DIR"]


def name_missing_runtime_dir(perch):
    perch.env["XDG_RUNTIME_DIR"] += "/gone"


def name_foreign_runtime_dir(perch):
    os.chown(perch.env["XDG_RUNTIME_DIR"], 0, 0)
    os.chmod(perch.env["XDG_RUNTIME_DIR"], 0o777)


def name_long_runtime_dir(perch):
    perch.env["XDG_RUNTIME_DIR"] += "/" + "d" * 100
    os.mkdir(perch.env["XDG_RUNTIME_DIR"], 0o700)
    os.chown(perch.env["XDG_RUNTIME_DIR"], NOBODY, NOBODY)


@needs_root
@pytest.mark.parametrize(
    "spoil",
    [
        remove_runtime_dir,
        name_missing_runtime_dir,
        name_foreign_runtime_dir,
        name_long_runtime_dir,
    ],
)
def test_without_a_runtime_directory(stranger, spoil):
    """There is another place, which server and client find without one."""
    add_kid(stranger, f"print {READY} wait", ready=ON_STATUS)
    spoil(stranger)
    stranger.launch()
    assert os.stat(f"/tmp/perch-{NOBODY}").st_mode & 0o777 == 0o700
    assert_works(stranger)


def test_runtime_directory_open_to_others(perch):
    """What others could have prepared is refused, and said to be."""
    folder = os.path.join(perch.env["XDG_RUNTIME_DIR"], "perch")
    os.mkdir(folder)
    os.chmod(folder, 0o755)
    run = ask(perch, "run", "--headless")
    assert run.returncode == 1
    assert folder in run.stderr and "0700" in run.stderr
    start = ask(perch, "start")
    assert start.returncode == 1
    assert folder in start.stderr
    assert perch.processes() == []


@needs_root
def test_runtime_directory_of_somebody_else(perch):
    folder = os.path.join(perch.env["XDG_RUNTIME_DIR"], "perch")
    os.mkdir(folder, 0o700)
    os.chown(folder, NOBODY, NOBODY)
    run = ask(perch, "run", "--headless")
    assert run.returncode == 1
    assert folder in run.stderr and "another user" in run.stderr


def test_descriptors_run_out(perch):
    """A start that needs more than there are fails with that reason, and succeeds later."""
    add_kid(perch, f"print {READY} wait", ready=ON_STATUS)
    perch.launch()
    perch.backend()
    limits = resource.prlimit(perch.pid, resource.RLIMIT_NOFILE)
    used = max(int(name) for name in os.listdir(f"/proc/{perch.pid}/fd"))
    resource.prlimit(perch.pid, resource.RLIMIT_NOFILE, (used + 4, limits[1]))
    start = ask(perch, "start")
    assert start.returncode == 1
    assert "Too many open files" in start.stderr
    assert perch.backend()["state"] in ("backoff", "starting")
    resource.prlimit(perch.pid, resource.RLIMIT_NOFILE, limits)
    perch.until_state("running")
    perch.run("stop")
    assert_works(perch)


@pytest.mark.parametrize("name", ["Jörg Müller's home", "家 🐦", "a\\b $(touch ran) `x` ;&|<>*?"])
def test_odd_home(name):
    perch = Perch(name)
    try:
        add_kid(perch, f"mei print {READY} wait", ready=ON_STATUS)
        script = os.path.join(perch.service_dir, "with space.sh")
        with open(script, "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\necho '{READY}'\nexec sleep 60\n")
        os.chmod(script, 0o700)
        perch.profile("script", executable=script)
        perch.launch()
        assert_works(perch)
        assert_works(perch, "script")
        assert perch.status()["problems"] == []
        assert perch.backend("script")["executable"] == script
    finally:
        wrong = perch.finish()
    assert wrong == []


def report(perch):
    """What the backend was started with: the lines of kid's report."""
    path = os.path.join(perch.service_dir, "report")
    add_kid(perch, ["report", path, "print", READY, "wait"], ready=ON_STATUS)
    perch.launch()
    perch.start()
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        return file.read().splitlines()


def test_poisoned_environment(perch):
    poison = {
        "LD_LIBRARY_PATH": "/tmp/_MEIgone",
        "LD_LIBRARY_PATH_ORIG": "/tmp/gone",
        "PYTHONHOME": "/gone",
        "PYTHONPATH": "/gone",
        "PYTHONSTARTUP": "/gone",
        "_MEIPASS2": "/tmp/_MEIgone",
        "_PYI_APPLICATION_HOME_DIR": "/tmp/_MEIgone",
        "_PYI_ARCHIVE_FILE": KID,
        "_PYI_PARENT_PROCESS_LEVEL": "1",
        "_PYI_SPLASH_IPC": "1",
        "NOTIFY_SOCKET": "/gone",
        "LISTEN_FDS": "3",
        "LISTEN_PID": "1",
        "TMPDIR": "/gone",
        "DESKTOP_STARTUP_ID": "x",
    }
    perch.env.update(poison)
    lines = report(perch)
    names = {line.split(" ", 1)[1].partition("=")[0] for line in lines if line.startswith("env ")}
    assert names & set(poison) == {"TMPDIR"}
    assert f"env TMPDIR={perch.run_base}/" in "\n".join(lines)
    assert "env PYINSTALLER_RESET_ENVIRONMENT=1" in lines
    perch.env["TMPDIR"] = perch.home + "/tmp"


def started_by(preparation):
    """A prefix: a process with odd habits, which Perch inherits from it."""
    lines = [
        "import os, signal, sys",
        f"if sys.argv[2] == 'run': {preparation}",
        "os.execv(sys.argv[1], sys.argv[1:])",
    ]
    return [sys.executable, "-c", "\n".join(lines)]


INHERITED = {
    "child-ignored": "signal.signal(signal.SIGCHLD, signal.SIG_IGN)",
    "all-blocked": "signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())",
    "hangup-ignored": "signal.signal(signal.SIGHUP, signal.SIG_IGN)",
    "pipe-and-users-ignored": "[signal.signal(n, signal.SIG_IGN) for n in (10, 12, 13)]",
    "stdin-closed": "os.close(0)",
    "stdin-and-stdout-closed": "os.close(0); os.close(1)",
    "all-closed": "os.close(0); os.close(1); os.close(2)",
    "leaked": "[os.set_inheritable(os.open('/dev/null', 0), True) for _ in range(50)]",
}


@pytest.mark.parametrize("preparation", INHERITED.values(), ids=INHERITED)
def test_what_perch_inherits(perch, preparation):
    perch.prefix = started_by(preparation)
    add_kid(perch, "child [ exit 3 ] ignore TERM mei wait", name="deaf", stop_timeout_ms=100)
    lines = report(perch)
    assert [line for line in lines if line.startswith("status SigBlk:\t0000000000000000")]
    fds = [line.split()[1] for line in lines if line.startswith("fd ")]
    assert fds == ["0", "1", "2"]
    targets = os.readlink(f"/proc/{perch.pid}/fd/0"), os.readlink(f"/proc/{perch.pid}/fd/2")
    assert not [target for target in targets if target.startswith(("socket", "anon_inode"))]
    perch.run("start", "deaf")
    os.kill(perch.backend()["pid"], signal.SIGSEGV)
    assert perch.until_state("backoff")["exit"]["signal"] == signal.SIGSEGV
    perch.run("stop", "deaf")
    assert perch.backend("deaf")["exit"]["signal"] == signal.SIGKILL
    perch.quit()


def test_uptime_is_the_kernels(perch):
    """It is the time since the process was made, by a clock that nobody sets and that never stands
    still."""
    add_kid(perch, f"print {READY} wait", ready=ON_STATUS)
    perch.launch()
    pid = perch.start()["pid"]
    proc.until(lambda: perch.backend()["uptime_seconds"] >= 1, perch.story)
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        began = int(file.read().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
    earliest = time.clock_gettime(time.CLOCK_BOOTTIME) - began
    uptime = perch.backend()["uptime_seconds"]
    latest = time.clock_gettime(time.CLOCK_BOOTTIME) - began
    assert earliest - 1.5 <= uptime <= latest
