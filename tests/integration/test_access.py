# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Who gets in at the TCP ports of the real perch."""

import contextlib
import itertools
import json
import os
import shutil
import socket
import subprocess

import processes
import pytest
from perch_home import PATIENCE, PERCH, PerchHome, read_all
from websocket import WebSocket

SOMEBODY = processes.SOMEBODY
LISTED = "chrome-extension://abcdefghijklmnopabcdefghijklmnop"


@pytest.fixture
def home():
    home = PerchHome()
    home.add_backend("main", "wait")
    yield home
    home.close()


class Port:
    """One of the surfaces of a running Perch."""

    def __init__(self, home, name, host="127.0.0.1"):
        self.host = host
        self.address = home.ask("status")["surfaces"][name]["address"]
        self.number = int(self.address.rpartition(":")[2])

    def exchange(self, request):
        with socket.create_connection((self.host, self.number), PATIENCE) as client:
            client.sendall(request.replace("PORT", str(self.number)).encode("latin-1"))
            return read_all(client).decode()

    def status(self, request):
        reply = self.exchange(request)
        return int(reply.split()[1]) if reply else None


@pytest.fixture
def bridge(home):
    home.configure("bridge", port=0, allowed_origins=["chrome-extension://"])
    home.run()
    home.perch("start")
    return Port(home, "bridge")


def request(method="GET", path="/status", host="localhost:PORT", origin=None, token=None,
            content_type=None, extra=""):
    lines = [f"{method} {path} HTTP/1.1"]
    if host is not None:
        lines.append(f"Host: {host}")
    if origin is not None:
        lines.append(f"Origin: {origin}")
    if token is not None:
        lines.append(f"Authorization: Bearer {token}")
    if content_type is not None:
        lines += [f"Content-Type: {content_type}", "Content-Length: 2"]
    return "\r\n".join(lines) + f"\r\n{extra}\r\n" + ("{}" if content_type else "")


HOSTS = {"localhost:PORT": True, "127.0.0.1:PORT": True, "[::1]:PORT": True,
         "localhost.:PORT": True, "LOCALHOST:PORT": True, "evil.example:PORT": False,
         "localhost:1": False, "localhost": False, "": False}
ORIGINS = {None: True, LISTED: True, "http://localhost:PORT": "own", "null": False,
           "https://evil.example": False, "http://localhost:1": False, "": False}
TOKENS = ("right", "wrong", None)
METHODS = ("GET", "POST", "PUT", "DELETE", "OPTIONS")
TYPES = (None, "application/json", "text/plain", "application/x-www-form-urlencoded")


def expected(host, origin, token, method, content_type):
    if not HOSTS[host]:
        return 421
    allowed = ORIGINS[origin]
    if allowed == "own":
        allowed = host == "localhost:PORT"
    if not allowed:
        return 403
    if content_type not in (None, "application/json"):
        return 415
    if origin is not None and token != "right":
        return 401
    return 200 if method == "GET" else 405


def test_whole_table(home, bridge):
    """Host x Origin x token x method x Content-Type. Wrong tokens last: they are slowed down."""
    right = home.perch("token").stdout.strip()
    tokens = {"right": right, "wrong": right[::-1], None: None}
    tried = refused = 0
    for host, origin, method, content_type in itertools.product(HOSTS, ORIGINS, METHODS, TYPES):
        for token in TOKENS:
            case = (host, origin, token, method, content_type)
            status = expected(*case)
            if status == 401:
                refused += 1
                if refused > 9:
                    continue
            assert bridge.status(request(method, "/status", host, origin, tokens[token],
                                         content_type)) == status, case
            tried += 1
    assert tried > 3000


def test_odd_hosts(home, bridge):
    """Whatever stands there, it is refused, and Perch is there for the next one."""
    for lines in ("", "Host: localhost:PORT\r\nHost: localhost:PORT\r\n", "Host: a/b\r\n",
                  "Host: [::1\r\n", "Host: []\r\n", "Host: :\r\n", "Host: @\r\n", "Host: %00\r\n",
                  "Host: localhost:PORT\r\nHost: evil.example\r\n", "Host: \xff\xfe\r\n",
                  "Host: localhost:99999999999\r\n", "Host: " + "x" * 60000 + "\r\n",
                  "Host: localhost\0:PORT\r\n", "Host : localhost:PORT\r\n",
                  " Host: localhost:PORT\r\n"):
        for version in ("1.0", "1.1"):
            status = bridge.status(f"GET /status HTTP/{version}\r\n{lines}\r\n")
            assert status in (400, 421, None), (lines[:60], version, status)
            assert bridge.status(request()) == 200


def test_rebinding(home, bridge):
    """A page of a name that points here is same-origin for its browser: no Origin, other Host."""
    for path in ("/status", "/api/status/health", "/api/backends", "/none"):
        reply = bridge.exchange(request(path=path, host="evil.example:PORT",
                                        extra="Sec-Fetch-Site: same-origin\r\n"))
        assert reply.startswith("HTTP/1.1 421 ")
        assert "Access-Control" not in reply
    assert bridge.status(request("POST", "/api/backends/main/stop", "evil.example:PORT")) == 421
    assert home.ask("status")["backends"][0]["state"] == "running"


def test_requests_of_pages(home, bridge):
    """What a page can send without asking first changes nothing."""
    stop = "/api/backends/main/stop"
    for origin in ("https://evil.example", "null"):
        assert bridge.status(request("POST", stop, origin=origin)) == 403
        assert bridge.status(request("POST", stop, origin=origin, content_type="text/plain")) == 403
    assert bridge.status(request("POST", stop, content_type="text/plain")) == 415
    assert bridge.status(request("POST", stop, extra="Sec-Fetch-Site: cross-site\r\n")) == 403
    assert bridge.status(request(extra="Sec-Fetch-Site: cross-site\r\n")) == 403
    assert home.ask("status")["backends"][0]["state"] == "running"
    assert bridge.status(request("POST", stop)) == 200
    assert home.ask("status")["backends"][0]["state"] == "stopped"


def test_listener(home):
    """Extensions get in by default, pages don't; the bridge's routes are not there."""
    home.run()
    port = Port(home, "listener")
    assert port.status(request(path="/ping")) == 200
    assert port.status(request(path="/ping", origin="https://evil.example")) == 403
    assert port.status(request(path="/ping", origin="http://localhost:PORT")) == 401
    reply = port.exchange(request(path="/ping", origin=LISTED))
    assert reply.startswith("HTTP/1.1 200 ")
    assert f"\r\nAccess-Control-Allow-Origin: {LISTED}\r\n" in reply
    assert port.status(request(path="/api/backends")) == 404
    preflight = port.exchange(request("OPTIONS", "/ping", origin=LISTED,
                                      extra="Access-Control-Request-Method: GET\r\n"
                                            "Access-Control-Request-Private-Network: true\r\n"))
    assert preflight.startswith("HTTP/1.1 200 ")
    assert "\r\nAccess-Control-Allow-Private-Network: true\r\n" in preflight


def test_control_only(home, bridge):
    """Neither the token nor the end of Perch can be had at a port."""
    token = home.perch("token").stdout.strip()
    assert bridge.status(request(path="/api/app/token", token=token)) == 404
    assert bridge.status(request("POST", "/api/app/quit", token=token)) == 404


CLIENT = """
import socket, sys
with socket.create_connection(("127.0.0.1", int(sys.argv[1])), 20) as client:
    client.sendall(sys.argv[2].encode())
    if sys.argv[3] == "hang-up":
        sys.exit()
    while chunk := client.recv(65536):
        sys.stdout.buffer.write(chunk)
"""


def ask_as_somebody(port, text, then="read"):
    done = subprocess.run(["/usr/bin/setpriv", f"--reuid={SOMEBODY}", f"--regid={SOMEBODY}",
                           "--clear-groups", "/usr/bin/python3", "-c", CLIENT, str(port.number),
                           text.replace("PORT", str(port.number)), then],
                          cwd="/", capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done
    return done.stdout


@processes.needs_root
def test_other_user(home, bridge):
    """Another user of the machine is refused, the token in hand or not."""
    token = home.perch("token").stdout.strip()
    for text in (request(), request(token=token), request(origin=LISTED, token=token),
                 request("POST", "/api/backends/main/stop", token=token)):
        reply = ask_as_somebody(bridge, text)
        assert reply.startswith("HTTP/1.1 403 "), reply
        assert "other_user" in reply
    assert home.ask("status")["backends"][0]["state"] == "running"


@processes.needs_root
def test_other_user_hangs_up(home, bridge):
    """Who has sent a request and is gone looks like root to the kernel: that opens nothing."""
    for _ in range(50):
        ask_as_somebody(bridge, request("POST", "/api/backends/main/stop"), "hang-up")
    assert bridge.status(request()) == 200
    assert home.ask("status")["backends"][0]["state"] == "running"


CROWD = """
import select, socket, sys
clients = [socket.create_connection(("127.0.0.1", int(sys.argv[1])), 20) for _ in range(40)]
left = set(clients)
while len(left) > int(sys.argv[2]):
    closed, _, _ = select.select(left, [], [], 20)
    assert closed, len(left)
    left -= set(closed)
print("full", flush=True)
sys.stdin.read()
"""


@processes.needs_root
def test_crowd_of_another_user(home):
    """Strangers have a quarter of the connections, so that the rest is for our programs."""
    home.configure("bridge", port=0, limits={"max_connections": 20, "header_timeout_ms": 60000,
                                             "idle_timeout_s": 3600})
    home.run()
    port = Port(home, "bridge")
    crowd = subprocess.Popen(["/usr/bin/setpriv", f"--reuid={SOMEBODY}", f"--regid={SOMEBODY}",
                              "--clear-groups", "/usr/bin/python3", "-c", CROWD, str(port.number),
                              "5"], cwd="/", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with crowd:
        assert crowd.stdout.readline() == b"full\n"
        with contextlib.ExitStack() as stack:
            for _ in range(14):
                stack.enter_context(socket.create_connection(("127.0.0.1", port.number), PATIENCE))
            assert port.status(request()) == 200
    assert crowd.returncode == 0


def test_crowd_of_our_own(home):
    """Who has as many connections as the settings allow gets no more, until one is closed."""
    home.configure("bridge", port=0, limits={"max_connections_per_peer": 3,
                                             "header_timeout_ms": 60000, "idle_timeout_s": 3600})
    home.run()
    port = Port(home, "bridge")
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(socket.create_connection(("127.0.0.1", port.number),
                                                                PATIENCE)) for _ in range(3)]
        with socket.create_connection(("127.0.0.1", port.number), PATIENCE) as extra:
            assert extra.recv(1) == b""
        clients[0].close()

        def is_served():
            with contextlib.suppress(ConnectionError):
                return port.status(request()) == 200

        processes.wait_until(is_served, "there is room again")


def test_token_is_told_nowhere(home, bridge):
    token = home.perch("token").stdout.strip()
    assert len(token) == 64
    held = home.runtime / "perch" / "token"
    assert held.read_text() == token
    assert held.stat().st_mode & 0o777 == 0o600
    bridge.status(request(path=f"/{token}"))
    bridge.status(request(origin=LISTED, token=token))
    bridge.status(request(token=token, path="/none"))
    for pid in processes.marked(home.mark):
        for name in ("cmdline", "environ"):
            with contextlib.suppress(OSError), open(f"/proc/{pid}/{name}", "rb") as file:
                assert token.encode() not in file.read()
    home.perch("quit")
    assert not held.exists()
    for path in home.folder.rglob("*"):
        if path.is_file():
            assert token.encode() not in path.read_bytes(), path
    for process in home.started:
        assert token not in process.stderr.read()


def test_token_is_new_each_time(home):
    tokens = set()
    for _ in range(2):
        home.run()
        tokens.add(home.perch("token").stdout)
        home.perch("quit")
    assert len(tokens) == 2
    assert "not running" in home.perch("token", status=3).stderr


@pytest.fixture
def secret_service(home):
    """A session bus of the home's own, on which a real Secret Service can be started."""
    if not all(map(shutil.which, ("dbus-daemon", "gnome-keyring-daemon", "secret-tool"))):
        pytest.skip("needs dbus-daemon, gnome-keyring and libsecret-tools")
    bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address=1"],
                           env=home.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    home.started.append(bus)
    with bus.stdout as stdout:
        home.env["DBUS_SESSION_BUS_ADDRESS"] = stdout.readline().strip()


def test_token_in_secret_service(home, secret_service):
    """Where there is a Secret Service the token is there, and in no file."""
    home.run()
    token = home.perch("token").stdout

    def found():
        return subprocess.run(["secret-tool", "lookup", "application", "org.perch.Perch"],
                              env=home.env, capture_output=True, text=True).stdout == token.strip()

    processes.wait_until(found, "the token is in the Secret Service")
    assert not (home.runtime / "perch" / "token").exists()


def test_token_is_required(home):
    home.configure("bridge", port=0, require_token=True)
    home.run()
    port = Port(home, "bridge")
    assert port.status(request()) == 401
    assert port.status(request(token=home.ask("token")["token"])) == 200


def test_ipv6(home):
    home.configure("bridge", port=0, host="::1")
    home.run()
    port = Port(home, "bridge", "::1")
    assert port.address.startswith("[::1]:")
    for host in ("[::1]:PORT", "localhost:PORT"):
        assert port.status(request(host=host)) == 200


def test_disabled(home):
    home.configure("web-listener", enabled=False)
    home.run()
    status = home.ask("status")
    assert status["surfaces"]["listener"] == {"state": "closed"}
    assert status["problems"] == []


@pytest.mark.parametrize("fields, place", [
    ({"port": "5001"}, "/port: expected an integer"),
    ({"host": "0.0.0.0"}, "/host: expected one of"),
    ({"allowed_origins": ["*"]}, "/allowed_origins/0: expected an origin"),
    ({"limits": {"max_connections": 0}}, "/limits/max_connections"),
])
def test_bad_settings(home, fields, place):
    """The surface stays closed and says why; the rest works, and the file is as it was."""
    home.configure("bridge", **fields)
    home.run()
    status = home.ask("status")
    problem = status["surfaces"]["bridge"]["error"]
    assert place in problem and "bridge-settings.json" in problem
    assert problem in status["problems"]
    assert Port(home, "listener").status(request(path="/ping")) == 200
    assert place in home.perch("status").stdout
    assert json.loads((home.settings / "bridge-settings.json").read_text()) == fields


def wait_for_problem(home, *words):
    def said():
        return [text for text in home.ask("status")["problems"] if all(w in text for w in words)]

    processes.wait_until(said, f"a problem with {words}")


def test_port_taken(home):
    """Perch says who has it, and works on without."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        number = other.getsockname()[1]
        home.configure("bridge", port=number)
        home.run()
        with WebSocket(home.connect(), "/events/ws") as client:
            client.send(json.dumps({"since": 0}))
            warning, = client.events("runtime_warning", 1)
        told = warning["payload"]
        assert (told["code"], told["surface"], told["port"]) == ("port_conflict", "bridge", number)
        assert told["pid"] == os.getpid() and told["program"]
        assert told["message"] in home.ask("status")["problems"]
        wait_for_problem(home, f"port {number} is taken by pid ", "choose another")
        assert Port(home, "listener").status(request(path="/ping")) == 200
        assert home.ask("status")["surfaces"]["bridge"]["state"] == "error"
        home.perch("start")


@processes.needs_root
def test_two_users(home):
    """The second user's Perch finds the port of the first one's taken, and says so."""
    home.run()
    number = Port(home, "bridge").number
    second = PerchHome()
    try:
        second.configure("bridge", port=number)
        for path in [second.folder, *second.folder.rglob("*")]:
            os.chown(path, SOMEBODY, SOMEBODY)
        user = {"user": SOMEBODY, "group": SOMEBODY, "extra_groups": [], "cwd": second.folder,
                "env": second.env, "stdin": subprocess.DEVNULL, "text": True}
        process = subprocess.Popen([PERCH, "run", "--headless"], stderr=subprocess.PIPE, **user)
        second.started.append(process)

        def says_so():
            status = subprocess.run([PERCH, "status"], capture_output=True, **user).stdout
            return f"port {number} is taken by a program of another user" in status

        processes.wait_until(says_so, "the second Perch says who has the port")
        assert Port(home, "bridge").status(request()) == 200
    finally:
        second.close()


def test_many_connections(home, bridge):
    """200 at a time are all served, and idle ones hold up nobody."""
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(socket.create_connection(("127.0.0.1", bridge.number),
                                                                PATIENCE)) for _ in range(200)]
        assert bridge.status(request()) == 200
        for client in clients:
            client.sendall(request().replace("PORT", str(bridge.number)).encode())
        for client in clients:
            assert read_all(client).startswith(b"HTTP/1.1 200 ")


def test_health(home, bridge):
    reply = bridge.exchange(request(path="/api/status/health"))
    health = json.loads(reply.partition("\r\n\r\n")[2])
    version = subprocess.run([PERCH, "--version"], capture_output=True, text=True).stdout.split()[1]
    assert health["version"] == version
    assert health["modules"]["surfaces"] == {"control": "listening", "bridge": "listening",
                                             "listener": "listening"}
    assert health["modules"]["backends"] == {"main": "running"}
    assert health["ready"] is True
    assert health["build_hash"]
