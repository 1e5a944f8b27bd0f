# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Fixtures for pytest that bring up a whole Perch, with its windows, for one test.

    # pytest -p perch_pytest

    import pytest

    @pytest.fixture
    def live_gui_backend():
        return "dist/my-backend"

    def test_restart(live_gui):
        live_gui.click("btn_start")
        ...

`live_gui` is an `ApiHookClient` (perch_client.py, which lies beside this file) for a Perch with a
home, an X display and a session bus of its own: nothing of it is seen by, or can harm, the person
who runs the tests. `live_gui_session` is what it lives in, with the command line and the backends'
states. All of it ends with the test, also when the test is killed.

Needs Linux, Xvfb and dbus-daemon (Debian: xvfb, dbus-daemon), and pytest. The program `perch` is
looked for in PATH; the option `--perch` or the variable PERCH_PROGRAM names another one.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import pathlib
import select
import shutil
import signal
import subprocess
import tempfile
import time
from typing import Any, Callable, Iterator

import pytest

from perch_client import ApiHookClient

PATIENCE = 60.0  # seconds; only ever waited for in full when something is broken
PAUSE = 0.05  # seconds between two looks at a thing that tells nobody
HOMES = {"HOME": "home", "XDG_CONFIG_HOME": "config", "XDG_STATE_HOME": "state",
         "XDG_DATA_HOME": "data", "XDG_CACHE_HOME": "cache", "XDG_RUNTIME_DIR": "run"}

# A bus without services to activate, so that none of the machine's joins in.
BUS_CONFIG = """<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


class LiveGuiError(Exception):
    """Perch, or what it needs, could not be started."""


class LiveGui:
    """A home, a display and a bus with a Perch in it. Use it as a context manager."""

    client: ApiHookClient

    def __init__(self, perch: str = "perch", backend: str | os.PathLike[str] | None = None) -> None:
        self.perch_program = perch
        self.backend_program = backend
        # A short path: those of the sockets below it may have 107 bytes at most.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="perch-live-"))
        self.env = self._make_environment()
        self._started: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> LiveGui:
        try:
            self.env["DISPLAY"] = ":" + self._start_helper(
                ["Xvfb", "-screen", "0", "1024x768x24", "-nolisten", "tcp", "-noreset",
                 "-displayfd"])
            config = self.folder / "bus.conf"
            config.write_text(BUS_CONFIG.format(folder=self.env["XDG_RUNTIME_DIR"]))
            self.env["DBUS_SESSION_BUS_ADDRESS"] = self._start_helper(
                ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"], "=")
            self._start_perch()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # What is in it

    def perch(self, *args: str) -> str:
        """Runs a command of Perch's command line, and returns what it printed."""
        done = subprocess.run([self.perch_program, *args], env=self.env, text=True, check=False,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)
        if done.returncode != 0:
            raise LiveGuiError(f"perch {' '.join(args)}: {done.stderr.strip()}")
        return done.stdout

    def get_backend(self, name: str = "main") -> dict[str, Any]:
        """State, pid and so on of a backend."""
        for backend in json.loads(self.perch("status", "--json"))["backends"]:
            if backend["name"] == name:
                return backend
        raise LiveGuiError(f"there is no backend {name}")

    def wait_for_state(self, state: str, name: str = "main") -> dict[str, Any]:
        """Waits until a backend is in a state, and returns what there is to say of it."""
        return _wait_for(lambda: _if_in(state, self.get_backend(name)), f"{name} to be {state}")

    # How it comes and goes

    def _make_environment(self) -> dict[str, str]:
        env = {name: value for name, value in os.environ.items()
               if not name.startswith(("PERCH_", "XDG_")) and name != "WAYLAND_DISPLAY"}
        for name, folder in HOMES.items():
            (self.folder / folder).mkdir(mode=0o700)
            env[name] = str(self.folder / folder)
        env.update(GDK_BACKEND="x11", GSETTINGS_BACKEND="memory", NO_AT_BRIDGE="1")
        settings = self.folder / "config" / "perch"
        settings.mkdir()
        for surface in ("bridge", "web-listener", "hook"):
            # Any free port, so that the usual ones may be in use.
            (settings / f"{surface}-settings.json").write_text('{"port": 0}')
        return env

    def _start(self, command: list[Any], **options: Any) -> subprocess.Popen[bytes]:
        parent = os.getpid()

        def die_with_test() -> None:
            _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:
                os._exit(1)  # the test was killed just before

        with self._errors_of(command[0]).open("wb") as errors:
            try:
                process = subprocess.Popen([str(word) for word in command], env=self.env,
                                           stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                           stderr=errors, preexec_fn=die_with_test, **options)
            except OSError as error:
                raise LiveGuiError(f"{command[0]} can't be run: {error.strerror}") from error
        self._started.append(process)
        return process

    def _start_helper(self, command: list[str], joint: str = "") -> str:
        """Starts a program that takes the number of a file descriptor as last argument, and says
        there what it has made."""
        ready, theirs = os.pipe()
        try:
            last = [command[-1] + joint + str(theirs)] if joint else [command[-1], str(theirs)]
            self._start([*command[:-1], *last], pass_fds=[theirs])
        finally:
            os.close(theirs)
        with open(ready, "rb", buffering=0) as pipe:
            text = b""
            while not text.endswith(b"\n"):
                chunk = pipe.read(4096) if select.select([pipe], [], [], PATIENCE)[0] else b""
                if not chunk:
                    raise LiveGuiError(f"{command[0]} did not start: {self._read_errors(command[0])}")
                text += chunk
        return text.decode().strip()

    def _start_perch(self) -> None:
        own = [] if self.backend_program is None else ["--backend", self.backend_program]
        process = self._start([self.perch_program, "run", "--enable-test-hooks", *own])

        def find_port() -> int | None:
            if process.poll() is not None:
                raise LiveGuiError(f"Perch has ended: {self._read_errors(self.perch_program)}")
            with contextlib.suppress(LiveGuiError):
                hooks = json.loads(self.perch("status", "--json"))["surfaces"]["hooks"]
                return int(hooks["address"].rpartition(":")[2]) if "address" in hooks else None
            return None

        self.client = ApiHookClient(port=_wait_for(find_port, "Perch to answer"))
        self.client.wait_for_server(PATIENCE)

    def _errors_of(self, program: str) -> pathlib.Path:
        return self.folder / f"{os.path.basename(program)}-stderr.txt"

    def _read_errors(self, program: str) -> str:
        text = self._errors_of(program).read_text(encoding="utf-8", errors="replace")
        return text.strip() or "it says nothing"

    def close(self) -> None:
        """Ends Perch, which stops its backends, and then what it needs."""
        for process in reversed(self._started):
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _if_in(state: str, backend: dict[str, Any]) -> dict[str, Any] | None:
    return backend if backend["state"] == state else None


def _wait_for(look: Callable[[], Any], what: str) -> Any:
    deadline = time.monotonic() + PATIENCE
    while not (found := look()):
        if time.monotonic() > deadline:
            raise LiveGuiError(f"waited {PATIENCE} s in vain for {what}")
        time.sleep(PAUSE)
    return found


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--perch", default=os.environ.get("PERCH_PROGRAM", "perch"),
                     metavar="PROGRAM", help="the perch that the fixture live_gui starts")


@pytest.fixture
def live_gui_backend() -> str | None:
    """The program that Perch runs as its backend "main", to be overridden; with None Perch looks
    for one as it always does."""
    return None


@pytest.fixture
def live_gui_session(request: pytest.FixtureRequest,
                     live_gui_backend: str | None) -> Iterator[LiveGui]:
    """A Perch with home, display and bus of its own."""
    with LiveGui(request.config.getoption("--perch"), live_gui_backend) as session:
        yield session


@pytest.fixture
def live_gui(live_gui_session: LiveGui) -> ApiHookClient:
    """A client for a Perch with home, display and bus of its own."""
    return live_gui_session.client
