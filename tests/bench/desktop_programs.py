# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The programs that bench_desktop.py compares, and how each of them tells that it is up."""

import contextlib
import http.server
import importlib.util
import os
import pathlib
import queue
import re
import shutil
import socket
import subprocess
import sys
import threading
import time

import procfs
from measure import PERCH, TRAY

TIMEOUT = 15
LOOK = 3  # seconds that a person looks at the status window
# On a busy machine the indicator library of Debian 12 now and then sees the tray host before it has
# its own connection to the bus, and never registers: about once in 40 starts of a Python tray.
TRIES = 3
PYTHON = "/usr/bin/python3"
HERE = pathlib.Path(__file__).resolve().parent

# No network, no first-run pages, no sandbox (which root can't have), no GPU process.
CHROMIUM = ["chromium", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-default-apps", "--no-default-browser-check", "--disable-extensions",
            "--metrics-recording-only", "--password-store=basic",
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"]

PAGE = b"""<!doctype html><title>Idle</title><p>A window with nothing to do.
<script>fetch("/ready")</script>"""


class Lines:
    """The lines that a program prints, without waiting for it."""

    def __init__(self, stream):
        self._queue = queue.Queue()
        threading.Thread(target=self._read, args=[stream], daemon=True).start()

    def _read(self, stream):
        for line in stream:
            self._queue.put(line.decode().strip())

    def wait_for(self, begin):
        """Waits for a line that begins so."""
        try:
            while not self._queue.get(timeout=TIMEOUT).startswith(begin):
                pass
        except queue.Empty:
            raise AssertionError(f"waited {TIMEOUT} s in vain for {begin!r}") from None

    def forget(self):
        """Waits for none of the lines that have come already."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._queue.get_nowait()


class Page:
    """Serves a page on the loopback, and knows when its script runs."""

    def __init__(self):
        self.shown = threading.Event()
        page = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path == "/ready":
                    page.shown.set()
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(PAGE)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def wait(self, _process):
        if not self.shown.wait(TIMEOUT):
            raise AssertionError("the browser shows no page")
        self.shown.clear()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class Program:
    """`wait(process)` returns when the program is up; `prepare(session)` follows, untimed.

    `missing` is what has to be installed first, or None.
    """

    def __init__(self, name, command, wait, prepare=None, missing=None):
        self.name, self.command, self.wait = name, command, wait
        self.prepare, self.missing = prepare, missing

    def start(self, session, libraries):
        """Returns the process and the seconds it took to be up."""
        env = {**session.env, "LD_LIBRARY_PATH": str(libraries)}
        for left in reversed(range(TRIES)):
            begin = time.monotonic()
            process = session.start(*self.command, stdout=subprocess.PIPE, cwd=session.folder,
                                    env=env)
            try:
                self.wait(process)
                break
            except AssertionError as problem:
                if left == 0:
                    raise
                print(f"{self.name} {problem}; started again", file=sys.stderr, flush=True)
                session.stop(process)
        took = time.monotonic() - begin
        if self.prepare is not None:
            self.prepare(session)
        return process, took


def copy_libraries(session):
    """Copies what Perch is linked with, and returns the folder to load it from.

    Pages that others on the machine have loaded too would count in parts only, and a program would
    look the smaller the more of its kind are running. The C library and a few others, which also
    Python has, are shared by all that runs on any machine."""
    def used_by(program):
        output = session.run("ldd", program, check=False).decode()
        return set(re.findall(r" => (/\S+)", output))

    folder = session.folder / "libraries"
    folder.mkdir()
    for path in (used_by(PERCH) | used_by(TRAY)) - used_by(PYTHON):
        shutil.copy(path, folder)
    return folder


def start_watcher(session):
    """Starts the tray host; returns a function that waits for an icon."""
    watcher = session.start(PYTHON, HERE / "tray_watcher.py", stdout=subprocess.PIPE)
    lines = Lines(watcher.stdout)
    lines.wait_for("watching")
    return lambda _process: lines.wait_for("registered")


class StatusWindow:
    """Opens and closes the status window of a Perch that runs, as a person would.

    The X server tells when it is there, and when it is gone."""

    def __init__(self, session):
        self._session = session
        watcher = session.start("xev", "-root", "-event", "substructure", stdout=subprocess.PIPE)
        self._events = Lines(watcher.stdout)

    def open(self):
        self._events.forget()
        self._session.run(PERCH, "show")
        self._events.wait_for("MapNotify event,")

    def close(self):
        self._session.run("xdotool", "search", "--onlyvisible", "--name", "^Perch$",
                          "windowfocus", "--sync")
        self._session.run("xdotool", "key", "Escape")
        self._events.wait_for("UnmapNotify event,")


def answers(session):
    path = os.path.join(session.env["XDG_RUNTIME_DIR"], "perch", "control.sock")

    def wait(process):
        end = time.monotonic() + TIMEOUT
        while time.monotonic() < end and process.poll() is None:
            with socket.socket(socket.AF_UNIX) as client, contextlib.suppress(OSError):
                client.connect(path)
                return
            time.sleep(0.001)
        raise AssertionError("Perch does not come up")

    return wait


def has_module(name):
    """Whether there is such a Python module, without running it: pystray's wants a display."""
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def has_indicator():
    return any(pathlib.Path("/usr/lib").glob("*/girepository-1.0/AyatanaAppIndicator3-0.1.typelib"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def list_programs(session, page):
    registered = start_watcher(session)
    window = StatusWindow(session)
    headless, hidden = [PERCH, "run", "--headless"], [PERCH, "run", "--hidden"]
    tray = [PYTHON, HERE / "rivals" / "appindicator_tray.py"]

    def start_backend(session):
        session.run(PERCH, "start")

    def opened(process):
        registered(process)
        window.open()

    def look_and_close(session):
        start_backend(session)
        time.sleep(LOOK)
        window.close()

    def listening(process):
        Lines(process.stdout).wait_for("listening")

    def lacks(found, package):
        return None if found else package

    no_indicator = lacks(has_module("gi") and has_indicator(), "gir1.2-ayatanaappindicator3-0.1")
    no_tray = lacks(TRAY.exists(), "libayatana-appindicator3-dev")
    no_xdotool = lacks(shutil.which("xdotool"), "xdotool")
    return [
        Program("Perch headless", headless, answers(session)),
        Program("Perch headless, backend runs", headless, answers(session), start_backend),
        Program("Perch tray", hidden, registered, missing=no_tray),
        Program("Perch tray, backend runs", hidden, registered, start_backend,
                no_tray),
        Program("Perch tray, window open, backend runs", hidden, opened, start_backend,
                no_tray or no_xdotool),
        Program("Perch tray, window closed again, backend runs", hidden, opened,
                look_and_close, no_tray or no_xdotool),
        Program("Python AppIndicator", tray, registered, missing=no_indicator),
        Program("Python AppIndicator + Flask", [*tray, "--flask", free_port()], registered,
                missing=no_indicator or lacks(has_module("flask"), "python3-flask")),
        Program("pystray", [PYTHON, HERE / "rivals" / "pystray_tray.py"], registered,
                missing=no_indicator or lacks(has_module("pystray"), "python3-pystray")),
        Program("Node http server", ["node", HERE / "rivals" / "idle_server.js"], listening,
                missing=lacks(shutil.which("node"), "nodejs")),
        Program("Chromium app window",
                [*CHROMIUM, f"--user-data-dir={session.folder}/chromium", f"--app={page.url}"],
                page.wait, missing=lacks(shutil.which("chromium"), "chromium")),
    ]


def divide(pids):
    """Whose the processes of a tree are: the program's, its guard's, or the backend's."""
    guards = [pid for pid in pids if procfs.program(pid) == "perch-guard"]
    below = {pid for guard in guards for pid in procfs.tree(guard)}
    return {"program": [pid for pid in pids if pid not in below], "guard": guards,
            "backend": [pid for pid in pids if pid in below and pid not in guards]}
