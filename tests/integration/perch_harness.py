# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""A Perch of its own for a test: own home, own runtime directory, no display, no bus.

    def test_something(perch):
        perch.profile("main", executable="/path")
        perch.launch()
        perch.run("start", "main")

`perch` is a fixture of conftest.py. After each test it quits Perch and asserts that no process that
was started in that home is left, and no run directory.
"""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import urllib.error
import urllib.request

import proc
from frozen import BUILD
from processes import PATIENCE, reap_adopted

PROGRAM = os.path.join(BUILD, "app", "perch")
KEPT = ("PATH", "LANG", "LC_ALL", "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "G_DEBUG")


class Perch:
    """`name` is that of the home's folder; `prefix`, to be set before the launch, is a command that
    executes Perch and each command of the CLI."""

    def __init__(self, name="home"):
        # Short, because the name of a Unix socket below it may have 107 bytes at most.
        self._top = tempfile.mkdtemp(prefix="perch-", dir="/tmp")
        self.home = os.path.join(self._top, name)
        os.mkdir(self.home, 0o700)
        self.prefix = []
        self.service_dir = self._folder("service")
        self.run_base = os.path.join(self.home, "cache", "perch", "run")
        self.env = {name: os.environ[name] for name in KEPT if name in os.environ}
        self.env.update(
            HOME=self.home,
            XDG_CONFIG_HOME=self._folder("config"),
            XDG_STATE_HOME=self._folder("state"),
            XDG_DATA_HOME=self._folder("data"),
            XDG_CACHE_HOME=self._folder("cache"),
            XDG_RUNTIME_DIR=self._folder("runtime"),
            TMPDIR=self._folder("tmp"),
            DBUS_SESSION_BUS_ADDRESS="disabled:",
            GSETTINGS_BACKEND="memory",
            PERCH_TRAY="null",
        )
        self._process = None
        self._output = open(os.path.join(self.home, "output.txt"), "ab")

        # Any free ports, so that the usual ones may be in use.
        settings = os.path.join(self._folder(os.path.join("config", "perch")), "%s-settings.json")
        for surface in ("bridge", "web-listener"):
            with open(settings % surface, "w", encoding="utf-8") as file:
                json.dump({"port": 0}, file)

    def _folder(self, name):
        path = os.path.join(self.home, name)
        os.mkdir(path, 0o700)
        return path

    # Perch itself

    def profile(self, name, **fields):
        """Writes the profile of a backend, which finds its files in `service_dir`."""
        folder = os.path.join(self.home, "config", "perch", "backends")
        os.makedirs(folder, exist_ok=True)
        env = {"SERVICE_DIR": self.service_dir, **fields.pop("env", {})}
        body = {"name": name, "env": env, "ready": {"on": "status"}, **fields}
        with open(os.path.join(folder, name + ".json"), "w", encoding="utf-8") as file:
            json.dump(body, file)

    def launch(self, *arguments):
        """Starts Perch without a display, and waits until it answers."""
        self._process = subprocess.Popen(
            [*self.prefix, PROGRAM, "run", "--headless", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=self._output,
            cwd=self.home,
            env=self.env,
        )
        proc.until(lambda: self._call("status").returncode == 0, self.story)
        assert self.status()["pid"] == self.pid

    @property
    def pid(self):
        return self._process.pid

    def _call(self, *arguments):
        return subprocess.run(
            [*self.prefix, PROGRAM, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd=self.home,
            env=self.env,
            timeout=PATIENCE,
        )

    def run(self, *arguments, status=0):
        """Runs a command of the CLI, asserts its exit status and returns its stdout."""
        done = self._call(*arguments)
        if done.returncode != status:
            said = f"perch {arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
            raise AssertionError(f"{said}\n{self.story()}")
        return done.stdout

    def begin(self, *arguments):
        """Runs a command of the CLI in the background."""
        return subprocess.Popen(
            [*self.prefix, PROGRAM, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=self._output,
            cwd=self.home,
            env=self.env,
        )

    def status(self):
        return json.loads(self.run("status", "--json"))

    def backend(self, name="main"):
        for backend in self.status()["backends"]:
            if backend["name"] == name:
                return backend
        raise AssertionError(f"no backend {name}; {self.story()}")

    def until_state(self, *states, name="main"):
        def reached():
            backend = self.backend(name)
            return backend if backend["state"] in states else None

        return proc.until(reached, lambda: f"{states}: {self.backend(name)}; {self.story()}")

    def start(self, name="main"):
        """Starts a backend, and returns its part of the status when it is ready."""
        self.run("start", name)
        backend = self.backend(name)
        assert (backend["state"], backend["ready"]) == ("running", True), backend
        return backend

    def forget(self):
        """Perch was killed by the test: takes its exit status."""
        self._process.wait(PATIENCE)
        self._process = None

    def quit(self, number=signal.SIGTERM):
        self._process.send_signal(number)
        self.until_ended()

    def until_ended(self):
        """Perch was told to end: waits until it has, and has done so well."""
        status = self._process.wait(PATIENCE)
        assert status == 0, f"exit status {status}; {self.story()}"
        self._process = None

    # What is there

    def processes(self):
        """All living processes that were started in this home, Perch among them."""
        reap_adopted()
        return proc.with_environment("HOME", self.home)

    def backend_processes(self):
        guards = ("perch", "perch-guard", "")  # without a name it is ending this very moment
        return [pid for pid in self.processes() if proc.program(pid) not in guards]

    def guards(self):
        """The outer and the inner guard of the one backend that runs."""
        outer = [p for p in proc.children(self.pid) if proc.program(p) == "perch-guard"]
        assert len(outer) == 1, list(map(proc.describe, self.processes()))
        inner = proc.children(outer[0])
        assert len(inner) == 1, list(map(proc.describe, self.processes()))
        return outer[0], inner[0]

    def guards_that_stay(self):
        """What is left after Perch; a guard that has said its last word may still be on its way."""
        try:
            self.until_nothing_is_left(5)
        except AssertionError:
            pass
        return self.processes()

    def run_dirs(self):
        return os.listdir(self.run_base) if os.path.isdir(self.run_base) else []

    def noted(self, name):
        """The lines that a backend has written into a file of `service_dir`."""
        path = os.path.join(self.service_dir, name)
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8") as file:
            return file.read().splitlines()

    def until_backend_is_gone(self):
        """No process of a backend and no run directory are left."""
        proc.until(
            lambda: not self.backend_processes() and not self.run_dirs(),
            lambda: f"empty run folder; {self.run_dirs()}, {self.story()}",
        )

    def until_nothing_is_left(self, patience=PATIENCE):
        proc.until(lambda: not self.processes(), lambda: f"end of all; {self.story()}", patience)

    def story(self):
        """For the message of a test that fails."""
        with open(
            os.path.join(self.home, "output.txt"), encoding="utf-8", errors="replace"
        ) as file:
            output = file.read()[-4000:]
        running = "\n".join(map(proc.describe, self.processes()))
        return f"processes:\n{running}\noutput of Perch:\n{output}"

    def finish(self):
        """Ends what is left, removes the home and returns what should not have been there."""
        wrong = []
        if self._process is not None:
            try:
                self.quit()
            except (AssertionError, subprocess.TimeoutExpired) as error:
                wrong.append(f"Perch did not quit: {error}")
        left = self.backend_processes() or self.guards_that_stay()
        wrong += [f"left: {proc.describe(pid)}" for pid in left]
        wrong += [f"left: {name}" for name in self.run_dirs() + os.listdir(self.home + "/tmp")]
        proc.kill(*self.processes())
        if self._process is not None:
            self._process.wait()
        self._output.close()
        shutil.rmtree(self._top, ignore_errors=True)
        return wrong


def fetch(port, path):
    """The body of a GET, or None while nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as response:
            return json.load(response)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return None
