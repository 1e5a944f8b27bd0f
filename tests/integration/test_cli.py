# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Every command of the real perch, with real backends."""

import contextlib
import json
import os
import resource
import signal
import subprocess

import processes
import pytest
from perch_home import PERCH, PATIENCE, PerchHome, open_files

BACKEND_KEYS = {"name", "label", "kind", "state", "pid", "uptime_seconds", "executable", "ready",
                "cpu_percent", "memory_bytes", "processes", "restarts", "exit", "last_error"}
NOT_READY = {"ready": {"on": "status"}, "restart": "never"}


@pytest.fixture
def home():
    home = PerchHome()
    yield home
    home.close()


@pytest.fixture
def main(home):
    """A home with one backend."""
    home.add_backend("main", "print hello wait")
    return home


def test_help(home):
    text = home.perch().stdout
    assert text == home.perch("help").stdout == home.perch("--help").stdout
    commands = [line.split()[0] for line in text.splitlines() if line.startswith("  ")]
    assert "status" in commands
    for command in commands:
        assert f"perch {command} [OPTION" in home.perch("help", command).stdout
    assert home.perch("--version").stdout.startswith("perch ")


@pytest.mark.parametrize("args, word", [
    (["statsu"], 'did you mean "status"'),
    (["\x1b[2J"], "no command"),
    ([b"\xff\xfe"], "no command"),
    (["status", "--what"], "--what"),
    (["status", "x"], '"x" is one argument too many'),
    (["start", "--timeout=soon"], "soon"),
    (["logs", "-n", "-1"], "negative"),
    (["logs", "--since", "soon"], "soon"),
    (["logs", "--grep", "("], "regular expression"),
    (["config"], "say get, set, path or validate"),
    (["help", "nothing"], "no such command"),
])
def test_wrong_use(home, args, word):
    done = home.perch(*args, status=2)
    assert word in done.stderr
    assert "\x1b" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("command", ["status", "list backends", "stop", "restart", "show", "quit"])
def test_not_running(home, command):
    assert home.perch(*command.split(), status=3).stderr == "perch: Perch is not running\n"
    reply = home.ask(*command.split(), status=3)
    assert reply["status"] == "error"
    assert reply["error"]["code"] == "not_running"
    assert not home.socket_path.exists()


def test_life(main):
    """start brings up a headless Perch; what each command says has happened when it returns."""
    started = main.ask("start")["backend"]
    assert started["state"] == "running"
    status = main.ask("status")
    assert {"version", "pid", "uptime_seconds", "mode", "backends", "surfaces"} <= status.keys()
    assert status["mode"] == "headless"
    assert status["surfaces"]["control"]["state"] == "listening"
    assert os.getsid(status["pid"]) == status["pid"], "it outlives this terminal"
    [backend] = status["backends"]
    assert BACKEND_KEYS <= backend.keys()
    assert backend["pid"] == started["pid"]
    assert os.readlink(f"/proc/{backend['pid']}/exe") == str(processes.KID)

    assert main.perch("restart").stdout.startswith("main: running (pid ")
    restarted = main.ask("status")["backends"][0]
    assert restarted["pid"] != started["pid"]
    assert processes.state(started["pid"]) is None

    assert main.perch("stop").stdout == "main: stopped\n"
    stopped = main.ask("status")["backends"][0]
    assert stopped["pid"] is None and stopped["uptime_seconds"] is None
    assert processes.state(restarted["pid"]) is None

    main.perch("start", "main")
    main.perch("quit")
    assert main.survivors() == []
    assert not main.socket_path.exists()
    main.perch("status", status=3)


def test_detached_from_terminal(main):
    main.perch("start")
    null = os.stat("/dev/null").st_rdev
    for fd in (0, 1, 2):
        assert os.stat(f"/proc/{main.pid()}/fd/{fd}").st_rdev == null


def test_tables(main):
    main.perch("start")
    lines = main.perch("status").stdout.splitlines()
    assert lines[0].startswith("Perch ") and ", headless, pid " in lines[0]
    assert lines[2].split() == ["NAME", "KIND", "STATE", "PID", "UPTIME", "CPU", "MEMORY",
                                "EXECUTABLE"]
    assert lines[3].split()[:3] == ["main", "stdio", "running"]
    assert "\x1b" not in "".join(lines), "no colour into a pipe"
    assert main.perch("list").stdout.splitlines()[1].split() == [
        "main", "main", "stdio", str(processes.KID)]
    [listed] = main.ask("list")["backends"]
    assert listed["name"] == "main"


def test_start_fails(home):
    home.add_backend("main", "error boom exit 3", **NOT_READY)
    done = home.perch("start", status=1)
    assert "3" in done.stderr.splitlines()[0]
    assert "  boom" in done.stderr.splitlines()
    failed = home.ask("start", status=1)
    assert failed["error"]["code"] == "exited"
    assert failed["error"]["last_error"] == ["boom"]
    text = home.perch("status").stdout
    assert "main  stdio  failed" in text and "  boom" in text


def test_executable_missing(home):
    home.add_backend("main", "", executable="/nowhere/at/all")
    assert "/nowhere/at/all" in home.perch("start", status=1).stderr
    assert home.ask("status")["backends"][0]["state"] == "not-found"


def test_start_takes_too_long(home):
    home.add_backend("main", "wait", **NOT_READY)
    assert "in time" in home.perch("start", "--timeout=1", status=5).stderr
    assert home.ask("status")["backends"][0]["state"] == "starting"


def test_which_backend(home):
    home.add_backend("one", "wait")
    home.add_backend("two", "wait")
    assert "one, two" in home.perch("start", status=2).stderr
    assert home.ask("start", "two")["backend"]["name"] == "two"
    for name in ("three", "main"):
        assert name in home.perch("stop", name, status=4).stderr
        assert home.ask("stop", name, status=4)["error"]["code"] == "no_such_backend"
    for name in ("a/b", "..", "%00", "a b", b"\xff"):
        home.perch("stop", name, status=4)


def test_perch_cannot_start(main):
    main.socket_path.parent.mkdir(mode=0o755)
    main.socket_path.parent.chmod(0o755)
    done = main.perch("start", status=1)
    assert "could not be started" in done.stderr
    assert "0700" in done.stderr
    assert main.survivors() == []


def test_second_run(main):
    first = main.run()
    done = main.perch("run")
    assert f"already running without a display (pid {first.pid})" in done.stderr
    assert "no window to show" in main.perch("show", status=1).stderr
    assert main.pid() == first.pid


def test_many_at_once(main):
    """However many are started, one runs, and the others are content with it."""
    many = [subprocess.Popen([PERCH, "start"], env=main.env, stdout=subprocess.PIPE, text=True)
            for _ in range(6)]
    outputs = {each.communicate(timeout=PATIENCE)[0] for each in many}
    assert [each.returncode for each in many] == [0] * 6
    assert outputs == {f"main: running (pid {main.ask('status')['backends'][0]['pid']})\n"}
    # One that came too late to be it may still be ending.
    processes.wait_until(lambda: [pid for pid in main.survivors()
                                  if processes.program(pid) == "perch"] == [main.pid()], main.story)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signals(main, number):
    process = main.run()
    main.perch("start")
    process.send_signal(number)
    assert process.wait(PATIENCE) == 0
    assert main.survivors() == []
    assert not main.socket_path.exists()


def test_killed(main):
    """After SIGKILL the backend ends too, and the socket that is left is in nobody's way."""
    process = main.run()
    backend = main.ask("start")["backend"]["pid"]
    process.kill()
    process.wait(PATIENCE)
    assert main.socket_path.exists()
    main.perch("status", status=3)
    processes.wait_until(lambda: processes.state(backend) is None, "the backend ends")
    assert main.ask("start")["backend"]["state"] == "running"


def test_run_says_why(main):
    process = main.run()
    assert process.stderr.readline() == "perch: running without a tray icon, as --headless says\n"
    main.perch("quit")
    process = subprocess.Popen([PERCH, "run"], env=main.env, stderr=subprocess.PIPE, text=True)
    main.started.append(process)
    assert "no display (DISPLAY and WAYLAND_DISPLAY are unset)" in process.stderr.readline()


def test_run_backend(home):
    """--backend names the program, and what stands behind -- is its own, options and all."""
    report = home.folder / "report"
    home.run("--backend", str(processes.KID), "--", "report", str(report), "wait", "--headless")
    [backend] = home.ask("status")["backends"]
    assert backend["executable"] == str(processes.KID)
    home.perch("start")
    processes.wait_until(report.exists, "the backend's report")


def test_logs(main):
    main.perch("start")
    processes.wait_until(
        lambda: main.perch("logs", "--source=main").stdout.rstrip().endswith("main: hello"),
        "what the backend says is in the log")

    def newest():
        lines = main.perch("logs", "--json", "-n", "1", "--source", "main").stdout.splitlines()
        return [json.loads(line)["message"] for line in lines]

    # Another file, which is written later.
    processes.wait_until(lambda: newest() == ["hello"], "the JSON log has it, too")
    main.perch("quit")
    assert "hello" in main.perch("logs").stdout, "nobody needs to run for that"
    assert main.perch("logs", "-n", "0").stdout == ""

    assert main.perch("logs", "--since", "1h", "--grep", "hel+o").stdout.endswith("main: hello\n")
    assert main.perch("logs", "--grep", "no such thing").stdout == ""
    assert main.perch("logs", "--since", "2999-01-01").stdout == ""
    [line] = main.perch("logs", "--json", "--since", "1970-01-01", "--grep", "hello").stdout.splitlines()
    assert json.loads(line)["message"] == "hello"


@contextlib.contextmanager
def followed_logs(main):
    """What is printed of the backend's lines from now on."""
    follower = subprocess.Popen([PERCH, "logs", "-f", "-n", "0", "--source", "main"], env=main.env,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    main.started.append(follower)
    # Who follows the log waits for changes of files from its end on.
    processes.wait_until(lambda: "anon_inode:inotify" in open_files(follower.pid),
                         "the log is followed")
    yield follower.stdout
    follower.terminate()
    follower.stdout.close()


def test_logs_follow(main):
    log = main.folder / "state" / "perch" / "perch-log.txt"
    main.perch("start")
    processes.wait_until(lambda: log.exists() and "main: hello" in log.read_text(),
                         "the log has a line that is not asked for")
    before = log.read_text()
    with followed_logs(main) as output:
        for _ in range(2):
            main.perch("restart")
            line = output.readline()
            assert line.endswith(" main: hello\n") and line not in before


def test_logs_follow_when_removed(main):
    """Files that were rotated long ago are not taken for new ones when the newest one goes."""
    log = main.folder / "state" / "perch" / "perch-log.txt"
    log.parent.mkdir(parents=True, exist_ok=True)
    for age in range(1, 5):
        log.with_name(f"{log.name}.{age}").write_text(
            f"2026-01-0{5 - age}T00:00:00.000Z info    main: old {age}\n")
    main.perch("start")
    processes.wait_until(lambda: log.exists() and "main: hello" in log.read_text(),
                         "the log has a line")
    with followed_logs(main) as output:
        log.unlink()
        main.perch("restart")
        assert output.readline().endswith(" main: hello\n")


def test_no_logs_yet(home):
    assert home.perch("logs").stdout == ""


def test_doctor(main):
    report = main.ask("doctor")
    assert report["healthy"]
    about = {finding["about"]: finding for finding in report["findings"]}
    assert about["display"]["level"] == "warning" and about["display"]["advice"]
    assert about["perch-guard"]["level"] == "ok"
    assert about["profile"]["text"].endswith("main.json")
    assert about["control socket"]["level"] == "ok"
    assert "Python 3" in about["Python"]["text"]
    text = main.perch("doctor").stdout
    assert all(finding["text"] in text for finding in report["findings"])


def test_doctor_finds(home):
    home.add_backend("bad", "")
    (home.profiles / "bad.json").write_text('{"name": 7}')
    (home.folder / "state").rmdir()
    (home.folder / "state").write_text("")
    home.runtime.chmod(0o700)
    home.socket_path.parent.mkdir(mode=0o700)
    home.socket_path.parent.chmod(0o777)
    report = home.ask("doctor", status=1)
    assert not report["healthy"]
    problems = {finding["about"] for finding in report["findings"] if finding["level"] == "problem"}
    assert problems == {"profile", "logs", "control socket"}


def test_doctor_backend(home):
    home.env["PERCH_BACKEND"] = "/nowhere/at/all"
    report = home.ask("doctor", status=1)
    [finding] = [each for each in report["findings"] if each["about"] == "backend"]
    assert finding["level"] == "problem"
    assert "/nowhere/at/all" in finding["text"] and "PERCH_BACKEND" in finding["text"]


def test_config_path(home):
    places = home.ask("config", "path")
    assert places["backends"] == str(home.profiles)
    assert places["socket"] == str(home.socket_path.parent)
    assert str(home.profiles) in home.perch("config", "path").stdout


def test_quick_and_lean(main):
    """With less than 15 ms of a processor, and without GTK. The sanitizers need more."""
    main.run()
    libraries = subprocess.run(["ldd", PERCH], capture_output=True, text=True, check=True).stdout
    assert "gtk" not in libraries
    limit = 0.150 if "libasan" in libraries else 0.015
    for command in ("--version", "status"):
        took = []
        for _ in range(20):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            main.perch(command)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            took.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        assert min(took) < limit, (command, took)
