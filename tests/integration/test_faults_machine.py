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

import processes
import pytest
from perch_home import without_powers
from processes import KID, READY, SOMEBODY, needs_root, needs_somebody

ON_STATUS = {"on": "status"}
TALKATIVE = f"print {READY} repeat 20000 {'z' * 200} wait"


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


def assert_works(home, name="main"):
    """Starts, stops and shows a backend as if nothing were the matter."""
    backend = home.start(name)
    assert backend["problem"] is None
    home.perch("stop", name)
    assert home.backend(name)["state"] == "stopped"
    home.assert_nothing_runs()


def assert_problem(home, *words):
    def told():
        return [text for text in home.status()["problems"] if all(word in text for word in words)]

    return processes.wait_until(told, lambda: f"{words}; {home.status()['problems']} {home.story()}")


@needs_root
def test_disk_full_for_the_log(home):
    """What it can't write Perch says, does without, and writes again when there is room."""
    # Lines that differ: of those that repeat themselves few are written.
    script = f"echo '{READY}'; seq -f 'line %0200g' 20000; exec sleep 1000"
    home.add_profile("main", executable="/bin/sh", args=["-c", script], ready=ON_STATUS)
    state = home.env["XDG_STATE_HOME"]
    with mounted(state, "size=256k"):
        filler = os.path.join(state, "filler")
        with open(filler, "wb") as file:
            file.write(b"x" * 100_000)
        home.run()
        home.start()
        assert_problem(home, "perch-log", "No space left on device")
        home.perch("restart")
        home.perch("stop")
        home.assert_nothing_runs()
        subprocess.run(["mount", "-o", "remount,size=64m", state], check=True)
        home.start()
        processes.wait_until(lambda: home.status()["problems"] == [], home.story)
        home.quit()
        assert home.journal().count(b"main: running") == 3


@needs_root
def test_state_directory_that_can_not_be_written(home):
    home.prefix = without_powers()
    home.add_backend("main", TALKATIVE, ready=ON_STATUS)
    os.chmod(home.env["XDG_STATE_HOME"], 0o500)
    home.run()
    assert_problem(home, home.env["XDG_STATE_HOME"], "Permission denied")
    assert_works(home)


def test_state_directory_that_is_a_file(home):
    home.add_backend("main", TALKATIVE, ready=ON_STATUS)
    with open(os.path.join(home.env["XDG_STATE_HOME"], "perch"), "wb"):
        pass
    home.run()
    assert_problem(home, os.path.join(home.env["XDG_STATE_HOME"], "perch"))
    assert_works(home)


@needs_root
def test_read_only_home(home):
    """Nothing can be kept and nothing be run, but Perch says so, and talks."""
    home.prefix = without_powers()
    home.add_backend("main", f"print {READY} wait", ready=ON_STATUS)
    names = ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
    folders = [home.env[name] for name in names] + [home.env["XDG_CONFIG_HOME"] + "/perch"]
    for folder in folders:
        os.chmod(folder, 0o500)
    home.run()
    for name in ("XDG_STATE_HOME", "XDG_DATA_HOME"):
        assert_problem(home, home.env[name])
    # No problem, since the settings that could not be written are in force.
    assert home.env["XDG_CONFIG_HOME"] in home.story()
    start = home.perch("start", status=None)
    assert start.returncode == 1
    assert home.run_base in start.stderr
    assert "No temporary directory" in home.backend()["problem"]
    os.chmod(home.env["XDG_CACHE_HOME"], 0o700)
    assert_works(home)


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
def test_cache_on_a_bad_file_system(home, options, words):
    home.add_backend("main", f"print {READY} wait", ready=ON_STATUS)
    with mounted(home.env["XDG_CACHE_HOME"], options):
        home.run()
        start = home.perch("start", status=None)
        assert start.returncode == 1
        assert words in start.stderr
        assert home.run_base in start.stderr
        backend = home.backend()
        assert (backend["state"], backend["restarts"]) == ("failed", 0)
        assert home.run_dirs() == []
        home.quit()


@pytest.fixture
def stranger(make_home):
    """A Perch of a user who is not root, nor anybody else's."""
    home = make_home()
    for folder in [home.folder, *home.folder.iterdir()]:
        os.chown(folder, SOMEBODY, SOMEBODY)
    home.prefix = ["setpriv", f"--reuid={SOMEBODY}", f"--regid={SOMEBODY}", "--clear-groups"]
    yield home
    home.leave()
    fallback = f"/tmp/perch-{SOMEBODY}"
    if os.path.isdir(fallback):
        assert set(os.listdir(fallback)) <= {"lock"}
        for name in os.listdir(fallback):
            os.remove(os.path.join(fallback, name))
        os.rmdir(fallback)


def remove_runtime_dir(home):
    del home.env["XDG_RUNTIME_DIR"]


def name_missing_runtime_dir(home):
    home.env["XDG_RUNTIME_DIR"] += "/gone"


def name_foreign_runtime_dir(home):
    os.chown(home.env["XDG_RUNTIME_DIR"], 0, 0)
    os.chmod(home.env["XDG_RUNTIME_DIR"], 0o777)


def name_long_runtime_dir(home):
    home.env["XDG_RUNTIME_DIR"] += "/" + "d" * 100
    os.mkdir(home.env["XDG_RUNTIME_DIR"], 0o700)
    os.chown(home.env["XDG_RUNTIME_DIR"], SOMEBODY, SOMEBODY)


@needs_somebody
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
    stranger.add_backend("main", f"print {READY} wait", ready=ON_STATUS)
    spoil(stranger)
    stranger.run()
    assert os.stat(f"/tmp/perch-{SOMEBODY}").st_mode & 0o777 == 0o700
    assert_works(stranger)


def test_runtime_directory_open_to_others(home):
    """What others could have prepared is refused, and said to be."""
    folder = os.path.join(home.env["XDG_RUNTIME_DIR"], "perch")
    os.mkdir(folder)
    os.chmod(folder, 0o755)
    run = home.perch("run", "--headless", status=None)
    assert run.returncode == 1
    assert folder in run.stderr and "0700" in run.stderr
    start = home.perch("start", status=None)
    assert start.returncode == 1
    assert folder in start.stderr
    assert home.survivors() == []


@needs_root
def test_runtime_directory_of_somebody_else(home):
    folder = os.path.join(home.env["XDG_RUNTIME_DIR"], "perch")
    os.mkdir(folder, 0o700)
    os.chown(folder, SOMEBODY, SOMEBODY)
    run = home.perch("run", "--headless", status=None)
    assert run.returncode == 1
    assert folder in run.stderr and "another user" in run.stderr


def test_descriptors_run_out(home):
    """A start that needs more than there are fails with that reason, and succeeds later."""
    home.add_backend("main", f"print {READY} wait", ready=ON_STATUS)
    home.run()
    home.backend()
    limits = resource.prlimit(home.process.pid, resource.RLIMIT_NOFILE)
    used = max(int(name) for name in os.listdir(f"/proc/{home.process.pid}/fd"))
    resource.prlimit(home.process.pid, resource.RLIMIT_NOFILE, (used + 4, limits[1]))
    start = home.perch("start", status=None)
    assert start.returncode == 1
    assert "Too many open files" in start.stderr
    assert home.backend()["state"] in ("backoff", "starting")
    resource.prlimit(home.process.pid, resource.RLIMIT_NOFILE, limits)
    home.until_state("running")
    home.perch("stop")
    assert_works(home)


@pytest.mark.parametrize("name", ["Jörg Müller's home", "家 🐦", "a\\b $(touch ran) `x` ;&|<>*?"])
def test_odd_home(make_home, name):
    home = make_home(name)
    home.add_backend("main", f"mei print {READY} wait", ready=ON_STATUS)
    script = home.service / "with space.sh"
    script.write_text(f"#!/bin/sh\necho '{READY}'\nexec sleep 60\n")
    script.chmod(0o700)
    home.add_profile("script", executable=script)
    home.run()
    assert_works(home)
    assert_works(home, "script")
    assert home.status()["problems"] == []
    assert home.backend("script")["executable"] == str(script)


def report(home):
    """What the backend was started with: the lines of kid's report."""
    path = os.path.join(home.service, "report")
    home.add_backend("main", ["report", path, "print", READY, "wait"], ready=ON_STATUS)
    home.run()
    home.start()
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        return file.read().splitlines()


def test_poisoned_environment(home):
    poison = {
        "LD_LIBRARY_PATH": "/tmp/_MEIgone",
        "LD_LIBRARY_PATH_ORIG": "/tmp/gone",
        "PYTHONHOME": "/gone",
        "PYTHONPATH": "/gone",
        "PYTHONSTARTUP": "/gone",
        "_MEIPASS2": "/tmp/_MEIgone",
        "_PYI_APPLICATION_HOME_DIR": "/tmp/_MEIgone",
        "_PYI_ARCHIVE_FILE": str(KID),
        "_PYI_PARENT_PROCESS_LEVEL": "1",
        "_PYI_SPLASH_IPC": "1",
        "NOTIFY_SOCKET": "/gone",
        "LISTEN_FDS": "3",
        "LISTEN_PID": "1",
        "TMPDIR": "/gone",
        "DESKTOP_STARTUP_ID": "x",
    }
    home.env.update(poison)
    lines = report(home)
    names = {line.split(" ", 1)[1].partition("=")[0] for line in lines if line.startswith("env ")}
    assert names & set(poison) == {"TMPDIR"}
    assert f"env TMPDIR={home.run_base}/" in "\n".join(lines)
    assert "env PYINSTALLER_RESET_ENVIRONMENT=1" in lines
    home.env["TMPDIR"] = str(home.folder / "tmp")


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
def test_what_perch_inherits(home, preparation):
    home.prefix = started_by(preparation)
    home.add_backend("deaf", f"child [ exit 3 ] ignore TERM mei print {READY} wait",
                     ready=ON_STATUS, stop_timeout_ms=100)
    lines = report(home)
    assert [line for line in lines if line.startswith("status SigBlk:\t0000000000000000")]
    fds = [line.split()[1] for line in lines if line.startswith("fd ")]
    assert fds == ["0", "1", "2"]
    targets = os.readlink(f"/proc/{home.process.pid}/fd/0"), os.readlink(f"/proc/{home.process.pid}/fd/2")
    assert not [target for target in targets if target.startswith(("socket", "anon_inode"))]
    home.perch("start", "deaf")
    os.kill(home.backend()["pid"], signal.SIGSEGV)
    assert "signal 11" in home.changes("backoff")[-1]["exit_reason"]
    home.perch("stop", "deaf")
    assert home.backend("deaf")["exit"]["signal"] == signal.SIGKILL
    home.quit()


def test_uptime_is_the_kernels(home):
    """It is the time since the process was made, by a clock that nobody sets and that never stands
    still."""
    home.add_backend("main", f"print {READY} wait", ready=ON_STATUS)
    home.run()
    pid = home.start()["pid"]
    processes.wait_until(lambda: home.backend()["uptime_seconds"] >= 1, home.story)
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        began = int(file.read().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
    earliest = time.clock_gettime(time.CLOCK_BOOTTIME) - began
    uptime = home.backend()["uptime_seconds"]
    latest = time.clock_gettime(time.CLOCK_BOOTTIME) - began
    assert earliest - 1.5 <= uptime <= latest
