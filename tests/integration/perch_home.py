# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""A home of its own for the real perch: its folders, its command line, and what is left of it."""

import contextlib
import http.client
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import uuid
from pathlib import Path

import processes

PERCH = processes.BUILD / "app" / "perch"
PATIENCE = processes.PATIENCE
GET_STATUS = b"GET /status HTTP/1.1\r\nHost: perch\r\n\r\n"


def resident(pid):
    """How many bytes of memory it holds."""
    with open(f"/proc/{pid}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def count_sockets(pid):
    """How many of its descriptors are sockets; they may come and go meanwhile."""
    folder, number = f"/proc/{pid}/fd", 0
    for fd in os.listdir(folder):
        with contextlib.suppress(FileNotFoundError):
            number += os.readlink(f"{folder}/{fd}").startswith("socket:")
    return number


def is_sanitized():
    """Whether perch was built with AddressSanitizer, which keeps for a while what was freed."""
    libraries = subprocess.run(["ldd", PERCH], capture_output=True, text=True, check=True).stdout
    return "libasan" in libraries


class PerchHome:
    def __init__(self):
        # Not below pytest's own folder: the path of a socket has 107 bytes at most.
        self.folder = folder = Path(tempfile.mkdtemp(prefix="perch-test-"))
        self.mark = uuid.uuid4().hex
        self.runtime = folder / "runtime"
        self.settings = folder / "config" / "perch"
        self.profiles = self.settings / "backends"
        self.socket_path = self.runtime / "perch" / "control.sock"
        self.runtime.mkdir(mode=0o700)
        self.env = {**os.environ, processes.MARK: self.mark, "HOME": str(folder),
                    "XDG_RUNTIME_DIR": str(self.runtime), "G_DEBUG": ""}
        for name in ("CONFIG", "STATE", "DATA", "CACHE"):
            self.env[f"XDG_{name}_HOME"] = str(folder / name.lower())
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "PERCH_BACKEND", "DBUS_SESSION_BUS_ADDRESS"):
            self.env.pop(name, None)
        self.started = []
        # Any free ports, so that the usual ones may be in use.
        self.configure("bridge", port=0)
        self.configure("web-listener", port=0)

    def configure(self, name, **fields):
        """Writes a settings file."""
        self.settings.mkdir(parents=True, exist_ok=True)
        (self.settings / f"{name}-settings.json").write_text(json.dumps(fields))

    def add_backend(self, name, script, **fields):
        """A profile that runs tests/fixtures/kid.c."""
        self.profiles.mkdir(parents=True, exist_ok=True)
        profile = {"name": name, "executable": str(processes.KID), "args": script.split(), **fields}
        (self.profiles / f"{name}.json").write_text(json.dumps(profile))

    def perch(self, *args, status=0, **options):
        """Runs a command, which must exit with @status."""
        done = subprocess.run([PERCH, *args], env=self.env, stdin=subprocess.DEVNULL, text=True,
                              capture_output=True, timeout=PATIENCE, cwd=self.folder, **options)
        assert done.returncode == status, (args, done)
        return done

    def ask(self, *args, status=0):
        """The same with --json: what it prints."""
        return json.loads(self.perch(*args, "--json", status=status).stdout)

    def run(self, *args, **options):
        """Starts `perch run --headless` in the background and waits until it answers."""
        process = subprocess.Popen([PERCH, "run", "--headless", *args], env=self.env,
                                   stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                   cwd=self.folder, **options)
        self.started.append(process)
        processes.wait_until(self.answers, "perch answers")
        return process

    def answers(self):
        try:
            return b" 200 " in self.exchange(GET_STATUS)
        except OSError:
            return False

    def connect(self):
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(PATIENCE)
        try:
            client.connect(str(self.socket_path))
        except OSError:
            client.close()
            raise
        return client

    def exchange(self, request):
        """What comes back on a connection of its own, until it is closed."""
        with self.connect() as client:
            client.sendall(request)
            return read_all(client)

    def get_port(self, surface, path, **headers):
        """Status and JSON of what one of the ports answers."""
        address = self.ask("status")["surfaces"][surface]["address"]
        client = http.client.HTTPConnection(address, timeout=PATIENCE)
        with contextlib.closing(client):
            client.request("GET", path, headers=headers)
            reply = client.getresponse()
            return reply.status, json.loads(reply.read())

    def pid(self):
        return self.ask("status")["pid"]

    def survivors(self):
        return [pid for pid in processes.marked(self.mark) if processes.state(pid) != "Z"]

    def close(self):
        """Ends what is left, by its mark, and reaps it."""
        for pid in self.survivors():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for process in self.started:
            process.wait(PATIENCE)
            process.stderr.close()
        processes.wait_until(self.reaped, "all that was started is gone")
        shutil.rmtree(self.folder)

    def reaped(self):
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0] != 0:
                pass
        return processes.marked(self.mark) == []


def read_all(client):
    reply = b""
    while chunk := client.recv(65536):
        reply += chunk
    return reply
