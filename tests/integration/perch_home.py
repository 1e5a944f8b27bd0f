# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""A home of its own for the real perch: its folders, its command line, and what is left of it."""

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import uuid
from pathlib import Path

import processes
from websocket import WebSocket

PERCH = processes.BUILD / "app" / "perch"
PATIENCE = processes.PATIENCE
# The servers of resources/python that can be backends of this perch.
CARRIED_KINDS = ["http", "pipe"] + (["rpc"] if "PERCH_HAS_RPC" in os.environ else [])
GET_STATUS = b"GET /status HTTP/1.1\r\nHost: perch\r\n\r\n"


def resident(pid):
    """How many bytes of memory it has filled itself; what is read from files comes and goes."""
    status = Path(f"/proc/{pid}/status").read_text()
    sizes = re.findall(r"^Rss(?:Anon|Shmem):\s+(\d+) kB$", status, re.MULTILINE)
    return sum(int(size) << 10 for size in sizes)


def open_files(pid):
    """What its descriptors are; they may come and go meanwhile."""
    folder, found = f"/proc/{pid}/fd", []
    for fd in os.listdir(folder):
        with contextlib.suppress(FileNotFoundError):
            found.append(os.readlink(f"{folder}/{fd}"))
    return found


def count_sockets(pid):
    return sum(name.startswith("socket:") for name in open_files(pid))


def is_sanitized():
    """Whether perch was built with AddressSanitizer, which keeps for a while what was freed."""
    libraries = subprocess.run(["ldd", PERCH], capture_output=True, text=True, check=True).stdout
    return "libasan" in libraries


def without_powers():
    """A prefix that makes root subject to the modes of files, as everybody else is."""
    powers = "-dac_override,-dac_read_search"
    return ["setpriv", "--inh-caps=" + powers, "--bounding-set=" + powers]


def json_request(method, path, data, **headers):
    """The bytes of a request to the control socket with JSON, sound or not, in its body."""
    lines = [f"{method} {path} HTTP/1.1", "Host: perch", "Content-Type: application/json",
             f"Content-Length: {len(data)}", *map(": ".join, headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + data


class PerchHome:
    """@prefix is a command that executes perch, and @process the perch that run() started last;
    None when it has ended. @service is a folder for what backends and tests tell each other."""

    def __init__(self, name="."):
        # Not below pytest's own folder: the path of a socket has 107 bytes at most.
        self.top = Path(tempfile.mkdtemp(prefix="perch-test-"))
        self.folder = folder = self.top / name
        self.mark = uuid.uuid4().hex
        self.prefix = []
        self.process = None
        self.runtime = folder / "runtime"
        self.settings = folder / "config" / "perch"
        self.profiles = self.settings / "backends"
        self.socket_path = self.runtime / "perch" / "control.sock"
        self.service = folder / "service"
        self.run_base = str(folder / "cache" / "perch" / "run")
        self.env = {**os.environ, processes.MARK: self.mark, "HOME": str(folder),
                    "XDG_RUNTIME_DIR": str(self.runtime), "TMPDIR": str(folder / "tmp"),
                    "SERVICE_DIR": str(self.service), "G_DEBUG": ""}
        for name in ("CONFIG", "STATE", "DATA", "CACHE"):
            self.env[f"XDG_{name}_HOME"] = str(folder / name.lower())
        for name in ("cache", "config", "data", "runtime", "service", "state", "tmp"):
            (folder / name).mkdir(mode=0o700, parents=True)
        self.output = (folder / "output.txt").open("ab")  # of commands in the background
        self.stderr = subprocess.PIPE
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "PERCH_BACKEND", "DBUS_SESSION_BUS_ADDRESS"):
            self.env.pop(name, None)
        self.started = []
        # Any free ports, so that the usual ones may be in use.
        self.configure("bridge", port=0)
        self.configure("web-listener", port=0)

    def write(self, path, text):
        """Puts a whole file in place at once: who watches it never finds half of it."""
        draft = self.folder / "draft"
        draft.write_text(text, encoding="utf-8")
        os.replace(draft, path)

    def configure(self, name, **fields):
        """Writes a settings file."""
        self.settings.mkdir(parents=True, exist_ok=True)
        self.write(self.settings / f"{name}-settings.json", json.dumps(fields))

    def add_profile(self, name, **fields):
        """A profile of a backend that says when it is ready."""
        self.profiles.mkdir(parents=True, exist_ok=True)
        profile = {"name": name, "ready": {"on": "status"}, **fields}
        self.write(self.profiles / f"{name}.json", json.dumps(profile, default=str))

    def add_backend(self, name, script, **fields):
        """A profile that runs tests/fixtures/kid.c with a script: words, or a list of them."""
        words = script.split() if isinstance(script, str) else script
        fields = {"executable": processes.KID, "args": words, "ready": {"on": "spawn"}, **fields}
        self.add_profile(name, **fields)

    def perch(self, *args, status=0, **options):
        """Runs a command, which must exit with @status, if that is not None."""
        done = subprocess.run([*self.prefix, PERCH, *args], env=self.env, stdin=subprocess.DEVNULL,
                              text=True, capture_output=True, timeout=PATIENCE, cwd=self.folder,
                              **options)
        assert status in (None, done.returncode), \
            f"{args} exited with {done.returncode}\n{done.stdout}\n{done.stderr}\n{self.story()}"
        return done

    def begin(self, *args):
        """Runs a command in the background."""
        return subprocess.Popen([*self.prefix, PERCH, *args], env=self.env,
                                stdin=subprocess.DEVNULL, stdout=self.output, stderr=self.output,
                                cwd=self.folder)

    def ask(self, *args, status=0):
        """The same with --json: what it prints."""
        return json.loads(self.perch(*args, "--json", status=status).stdout)

    def run(self, *args, **options):
        """Starts `perch run --headless` in the background and waits until it answers."""
        process = subprocess.Popen([*self.prefix, PERCH, "run", "--headless", *args], env=self.env,
                                   stdin=subprocess.DEVNULL, stderr=self.stderr, text=True,
                                   cwd=self.folder, **options)
        self.started.append(process)
        self.process = process
        # By a command: it finds the socket wherever the runtime directory is.
        processes.wait_until(lambda: self.perch("status", status=None).returncode == 0, self.story)
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

    def exchange_json(self, method, path, body=None, **headers):
        """Status and JSON of what is answered there to a request, which may have a @body."""
        data = b"" if body is None else json.dumps(body).encode()
        reply = self.exchange(json_request(method, path, data, **headers))
        head, _, body = reply.partition(b"\r\n\r\n")
        return int(head.split()[1]), json.loads(body)

    def port_address(self, surface):
        return self.status()["surfaces"][surface]["address"]

    def get_port(self, surface, path, **headers):
        """Status and JSON of what one of the ports answers."""
        return self._exchange_port(surface, "GET", path, None, headers)

    def post_port(self, surface, path, body, **headers):
        """The same for a POST of JSON."""
        headers["Content-Type"] = "application/json"
        return self._exchange_port(surface, "POST", path, json.dumps(body), headers)

    def _exchange_port(self, surface, method, path, body, headers):
        address = self.port_address(surface)

        def ask():
            client = http.client.HTTPConnection(address, timeout=PATIENCE)
            with contextlib.closing(client):
                client.request(method, path, body, headers)
                reply = client.getresponse()
                status, answer = reply.status, json.loads(reply.read())
            # A busy machine may hold the main loop up. The watchdog has done nothing then.
            return None if is_stalled(answer) else (status, answer)

        return processes.wait_until(ask, lambda: f"the main loop goes on; {self.story()}")

    def pid(self):
        return self.ask("status")["pid"]

    def survivors(self):
        return [pid for pid in processes.marked(self.mark) if processes.is_alive(pid)]

    # Its backends

    def status(self):
        """What `perch status --json` says, without a process for each look where that can be."""
        if not self.socket_path.exists():
            return self.ask("status")
        # Of this class, for there are some that exchange JSON with a port.
        (told, status), (listed, backends) = (PerchHome.exchange_json(self, "GET", path)
                                              for path in ("/status", "/api/backends"))
        assert (told, listed) == (200, 200), (status, backends)
        return {**status, "backends": backends["backends"]}

    def backend(self, name="main"):
        """Its part of the status."""
        return next(each for each in self.status()["backends"] if each["name"] == name)

    def changes(self, *states, name="main"):
        """What was told of the backend's changes of state, from the first one until it had come
        into all of @states, one after the other: also of states that it has left since."""
        told, missing = [], list(states)
        with WebSocket(self.connect(), "/events/ws") as listener:
            listener.send('{"since": 0}')
            while missing:
                change = listener.events("backend_state", 1)[0]["payload"]
                if change["backend"] == name:
                    told.append(change)
                    missing = missing[change["state"] == missing[0]:]
        return told

    def until_state(self, *states, name="main"):
        def reached():
            backend = self.backend(name)
            return backend if backend["state"] in states else None

        return processes.wait_until(reached,
                                    lambda: f"{states}: {self.backend(name)} {self.story()}")

    def until_problem(self, words, name="main"):
        """Its part of the status once its problem has these @words, whatever it had before."""
        def told():
            backend = self.backend(name)
            return backend if words in (backend["problem"] or "") else None

        return processes.wait_until(told, lambda: f"{words}: {self.backend(name)} {self.story()}")

    def linger(self):
        """Words of kid's script: once asked to end, it goes on until let_go()."""
        return f"linger TERM {self.service}/go 0"

    def let_go(self):
        (self.service / "go").touch()

    def until_heard(self):
        """Perch has by now heard what was sent to it before: it has answered what came later."""
        for _ in range(3):
            self.answers()

    def start(self, name="main"):
        """Starts a backend, and returns its part of the status when it is ready."""
        self.perch("start", name)
        backend = self.backend(name)
        assert (backend["state"], backend["ready"]) == ("running", True), backend
        return backend

    def backend_processes(self):
        guards = ("perch", "perch-guard", "")  # without a name it is ending this very moment
        return [pid for pid in self.survivors() if processes.program(pid) not in guards]

    def guards(self):
        """The outer and the inner guard of the one backend that runs."""
        outer, = [pid for pid in processes.children(self.process.pid)
                  if processes.program(pid) == "perch-guard"]
        inner, = filter(processes.is_alive, processes.children(outer))
        return outer, inner

    def run_dirs(self):
        return os.listdir(self.run_base) if os.path.isdir(self.run_base) else []

    def noted(self, name):
        """The lines that a backend has written into a file of the folder @service."""
        path = self.service / name
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def assert_nothing_runs(self):
        """What "stopped" has to mean at the very moment when Perch says it."""
        assert self.run_dirs() == []
        assert list(map(processes.describe, self.backend_processes())) == []

    def until_backend_is_gone(self):
        processes.wait_until(lambda: not self.backend_processes() and not self.run_dirs(),
                             lambda: f"empty run folder; {self.run_dirs()}, {self.story()}")

    def journal(self):
        """All that is in the text logs so far, which comes some time after the event."""
        while True:
            logs = sorted((self.folder / "state" / "perch").glob("perch-log.txt*"), reverse=True)
            with contextlib.suppress(FileNotFoundError):  # they have been rotated meanwhile
                return b"".join(path.read_bytes() for path in logs)

    def logged(self, **fields):
        """The messages of all lines of the newest JSON log so far that have these @fields."""
        path = self.folder / "state" / "perch" / "perch-log.json"
        # The last line may be one that is still being written; numbers may be of any length.
        whole, _, _ = path.read_bytes().rpartition(b"\n") if path.exists() else (b"", b"", b"")
        lines = [json.loads(line, parse_int=str) for line in whole.splitlines()]
        return [line["message"] for line in lines if fields.items() <= line.items()]

    def story(self):
        """For the message of a test that fails."""
        output = (self.folder / "output.txt").read_text(encoding="utf-8", errors="replace")[-4000:]
        running = "\n".join(map(processes.describe, self.survivors()))
        return f"processes:\n{running}\noutput of Perch:\n{output}"

    # The end

    def quit(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        self.until_ended()

    def until_ended(self):
        """Perch was told to end: waits until it has, and has done so well."""
        status = self.process.wait(PATIENCE)
        assert status == 0, f"exit status {status}; {self.story()}"
        self.process = None

    def forget(self):
        """Perch was killed by the test: takes its exit status."""
        self.process.wait(PATIENCE)
        self.process = None

    def until_nothing_is_left(self):
        processes.wait_until(lambda: not self.survivors(), lambda: f"end of all; {self.story()}")

    def leave(self):
        """Ends Perch as a person does. Nothing may be left, neither process nor file."""
        if self.process is not None:
            self.quit()
        self.assert_nothing_runs()
        self.until_nothing_is_left()
        assert os.listdir(self.folder / "tmp") == []

    def close(self):
        """Ends what is left, by its mark, and reaps it."""
        for pid in self.survivors():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for process in self.started:
            process.wait(PATIENCE)
            if process.stderr is not None:
                process.stderr.close()
        processes.wait_until(self.reaped, "all that was started is gone")
        self.output.close()
        shutil.rmtree(self.top)

    def reaped(self):
        processes.reap_adopted(*self.started)
        return processes.marked(self.mark) == []


def is_stalled(answer):
    """Whether it is the watchdog's at the hooks' port, while the main loop stands still."""
    return isinstance(answer, dict) and "gui_stalled" == (answer.get("error") or {}).get("code")


def read_all(client):
    reply = b""
    while chunk := client.recv(65536):
        reply += chunk
    return reply
