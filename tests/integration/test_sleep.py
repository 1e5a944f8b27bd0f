# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The machine sleeps and wakes: nothing is late or unhealthy just because of that.

The clocks of Perch are those of a machine that has slept (tests/fixtures/sleepy.c), and logind is
played by a script on a bus of the test.
"""

import concurrent.futures
import os
import subprocess

import processes
import pytest
from perch_home import PerchHome, is_sanitized
from ports import free_port

# Answers with the statuses in the file "answer", one after the other and the last one for ever,
# and notes them.
SERVER = """#!/usr/bin/python3
import http.server, os, sys
text, left = None, []
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        global text, left
        with open("answer") as file, open("probes", "a") as probes:
            before, text = text, file.read()
            left = text.split() if text != before else left[1:] or left
            status = left[0]
            probes.write(status + "\\n")
        self.send_response(int(status))
        self.end_headers()
    def log_message(self, *_):
        pass
os.chdir(os.environ["SERVICE_DIR"])
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""

# Answers "keep" when it is asked for "release", and "mute" never; notes all of it.
ANSWERS = """#!/usr/bin/python3
import json, os, sys
def answer(request):
    print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": None}), flush=True)
print('{"status":"ready"}', flush=True)
for line in sys.stdin:
    request = json.loads(line)
    with open(os.environ["SERVICE_DIR"] + "/asked", "a") as asked:
        asked.write(request["method"] + "\\n")
    if request["method"] == "keep":
        kept = request
    elif request["method"] == "release":
        answer(kept)
        answer(request)
"""

# Tells for each line whether the machine sleeps or wakes, as logind does.
LOGIND = """
import sys
from gi.repository import Gio, GLib
bus = Gio.bus_get_sync(Gio.BusType.SYSTEM)
bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
              "RequestName", GLib.Variant("(su)", ("org.freedesktop.login1", 4)), None, 0, -1, None)
for line in sys.stdin:
    bus.emit_signal(None, "/org/freedesktop/login1", "org.freedesktop.login1.Manager",
                    "PrepareForSleep", GLib.Variant("(b)", (line == "sleep\\n",)))
    bus.flush_sync()
"""


class SleepyHome(PerchHome):
    """A home on a machine that may sleep."""

    def __init__(self):
        super().__init__()
        self.slept = self.service / "slept"
        self.slept.touch()
        self.env["SLEEPY_FILE"] = str(self.slept)
        self.env["LD_PRELOAD"] = str(processes.BUILD / "tests" / "fixtures" / "sleepy.so")
        if is_sanitized():
            self.env["ASAN_OPTIONS"] += ":verify_asan_link_order=0"

    def sleep(self, seconds=3600):
        with self.slept.open("ab") as file:
            file.write(bytes(seconds))

    def add_server(self, **fields):
        program = self.service / "server"
        program.write_text(SERVER)
        program.chmod(0o700)
        port = free_port()
        self.add_profile("main", executable=program, args=[str(port)], port=port,
                         ready={"on": "http", "path": "/health"},
                         health={"path": "/health", "interval_ms": 1000, **fields})

    def answer(self, *statuses):
        self.write(self.service / "answer", " ".join(map(str, statuses)))

    def until(self, condition):
        processes.wait_until(condition, self.story)


@pytest.fixture
def home():
    home = SleepyHome()
    yield home
    home.close()


@pytest.fixture
def system_bus(home):
    """A system bus, which Perch takes for that of the machine."""
    address = f"unix:path={home.folder}/system-bus"
    bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", f"--address={address}"])
    home.until((home.folder / "system-bus").exists)
    home.env["DBUS_SYSTEM_BUS_ADDRESS"] = address
    yield bus
    bus.terminate()
    bus.wait()


@pytest.fixture
def logind(home, system_bus):
    """Says "sleep" and "wake", without a process to be started first."""
    env = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": home.env["DBUS_SYSTEM_BUS_ADDRESS"]}
    with subprocess.Popen(["/usr/bin/python3", "-c", LOGIND], env=env, stdin=subprocess.PIPE,
                          text=True) as process:
        yield lambda word: print(word, file=process.stdin, flush=True)
        process.kill()  # it may be without a bus by now


def fall_asleep(home, logind):
    """Said until Perch listens."""
    home.until(lambda: logind("sleep") or b"goes to sleep" in home.journal())


def bad_probes(home):
    return home.noted("probes").count("503")


def test_awake_again(home):
    """Who has answered once after the sleep is awake, and has no excuse any more."""
    home.answer(200)
    home.add_server(failures=1, interval_ms=5000)
    home.run()
    home.start()
    home.sleep()
    seen = len(home.noted("probes"))
    home.until(lambda: len(home.noted("probes")) >= seen + 2)
    before = bad_probes(home)
    home.answer(503)
    assert home.until_problem("503")["state"] == "unhealthy"
    assert bad_probes(home) == before + 1


def test_no_restart(home):
    """Two failures after a sleep are none, and one more is not enough."""
    home.answer(200)
    home.add_server(failures=2, restart=True)
    home.run()
    pid = home.start()["pid"]
    # In this order: no good answer can come after the sleep, and end the excuse.
    home.answer(503, 503, 503, 200)
    home.sleep()
    home.until(lambda: bad_probes(home) == 3 and home.noted("probes")[-1] == "200")
    backend = home.backend()
    assert (backend["pid"], backend["restarts"]) == (pid, 0)


def test_readiness(home):
    """It was not ready in time, but in the time that it gets once more."""
    # Two clocks race here, both of them long: the commands in between take their time.
    ready = {"on": "status", "timeout_ms": 15000}
    home.add_profile("late", executable="/bin/sh", restart="never",
                     args=["-c", f"cat {home.service}/ready; exec sleep 1000"],
                     ready=ready)
    os.mkfifo(home.service / "ready")
    home.add_profile("never", executable="/bin/sleep", args=["1000"], restart="never",
                     ready=ready)
    home.run()
    start = home.begin("start", "late")
    home.until(lambda: home.backend("late")["pid"])  # from then on it is waited for
    home.sleep()
    # This one begins after the sleep, and so is given up when its time is over.
    assert home.perch("start", "never", status=None).returncode == 1
    assert home.backend("late")["state"] == "starting"
    with open(home.service / "ready", "w", encoding="ascii") as fifo:
        fifo.write('{"status":"ready"}\n')
    assert start.wait(processes.PATIENCE) == 0


def test_call(home):
    program = home.service / "answers"
    program.write_text(ANSWERS)
    program.chmod(0o700)
    home.add_profile("main", executable=program)
    home.run()
    home.start()

    def call(method):
        # By no command, which would wait a while longer by a clock of its own, and then give up.
        return home.exchange_json("POST", "/api/backends/main/call",
                                  {"method": method, "params": {}, "timeout_ms": 10000})

    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        kept = pool.submit(call, "keep")
        home.until(lambda: home.noted("asked") == ["keep"])
        home.sleep()
        # This one begins after the sleep.
        status, reply = call("mute")
        assert status == 504 and "in time" in reply["error"]["message"], reply
        assert call("release")[0] == 200
        assert kept.result()[0] == 200


def test_logind(home, logind):
    """What the machine says is heard, and may be said where the clock knows of nothing."""
    home.answer(200)
    home.add_server(failures=2, interval_ms=2000)
    home.run()
    home.start()
    fall_asleep(home, logind)
    home.answer(503)
    logind("wake")
    home.until(lambda: b"The machine woke up after " in home.journal())
    # Two failures in a row are too many, but the first two after a sleep are none.
    home.until(lambda: bad_probes(home) >= 3 or home.backend()["state"] != "running")
    assert bad_probes(home) >= 3
    home.until_state("unhealthy")
    assert bad_probes(home) >= 4


def test_system_bus_lost(home, system_bus, logind):
    home.add_backend("main", "wait")
    home.run()
    pid = home.start()["pid"]
    fall_asleep(home, logind)
    system_bus.terminate()
    system_bus.wait()
    assert home.backend()["pid"] == pid
    home.leave()
