# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Backends of the kind http: where they listen, how they are asked, and what they may do wrong."""

import contextlib
import json
import os
import signal
import socket
import subprocess
from pathlib import Path

import processes
import pytest
from perch_home import PERCH, PerchHome, is_sanitized, resident
from ports import free_port

BACKEND = Path(__file__).parents[1] / "fixtures" / "python" / "http_backend.py"
TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def home():
    home = PerchHome()
    yield home
    home.close()


def add(home, name="main", **fields):
    fields = {"kind": "http", "executable": str(BACKEND), "restart": "never",
              "ready": {"timeout_ms": 60000}, **fields}
    home.profiles.mkdir(parents=True, exist_ok=True)
    home.write(home.profiles / f"{name}.json", json.dumps(fields))


@pytest.fixture
def running(home):
    add(home)
    home.run()
    home.start()
    return home


def call(home, method, params=None, timeout_ms=20000, **headers):
    body = {"method": method, "params": params or {}, "timeout_ms": timeout_ms}
    return home.exchange_json("POST", "/api/backends/main/call", body, **headers)


def test_call(running):
    status, reply = call(running, "echo", {"a": [1, "é"]},
                         traceparent=f"00-{TRACE}-b7ad6b7169203331-01")
    assert (status, reply["trace_id"]) == (200, TRACE)
    assert reply["result"]["params"] == {"a": [1, "é"]}
    version, trace, span, flags = reply["result"]["traceparent"].split("-")
    assert (version, trace, flags) == ("00", TRACE, "01")
    assert len(span) == 16 and span != "b7ad6b7169203331"
    assert json.loads(running.perch("call", "echo", '{"n": 1}').stdout)["params"] == {"n": 1}


def test_bridge_routes(running):
    body = {"fragments": [{"type": "text", "content": "x" * 100_000}]}
    status, reply = running.post_port("bridge", "/api/clipboard/process", body)
    assert (status, reply["result"]["bytes"] > 100_000) == (200, True), reply


def test_place(running):
    """What a backend is told of where to listen, and what everybody else is."""
    endpoint = running.backend()["endpoint"]
    port, = running.noted("ports")
    assert endpoint == f"http://127.0.0.1:{port}"
    environment = call(running, "environment")[1]["result"]
    assert (environment["PERCH_HOST"], environment["PERCH_PORT"]) == ("127.0.0.1", port)
    assert (environment["PYTHONUNBUFFERED"], environment["PYTHONUTF8"]) == ("1", "1")
    folder = running.runtime / "perch" / "backends" / "main"
    assert os.listdir(folder) == ["secret"]
    running.perch("stop")
    assert running.backend()["endpoint"] is None
    assert not folder.exists()


def test_arguments_and_venv(home):
    venv = home.folder / "venv"
    subprocess.run(["/usr/bin/python3", "-m", "venv", "--without-pip", venv], check=True)
    add(home, args=["{host}", "{port}", '{"x": "{socket}"}'], venv=str(venv))
    home.run()
    home.start()
    environment = call(home, "environment")[1]["result"]
    assert environment["argv"] == ["127.0.0.1", environment["PERCH_PORT"], '{"x": "{socket}"}']
    assert environment["VIRTUAL_ENV"] == str(venv)
    assert environment["PATH"].split(":")[0] == str(venv / "bin")


def test_fixed_port(home):
    port = free_port()
    add(home, port=port)
    home.run()
    assert home.start()["endpoint"] == f"http://127.0.0.1:{port}"


def test_server_without_a_secret(home):
    add(home, secret=False)
    home.run()
    home.start()
    assert call(home, "echo")[0] == 200
    assert os.listdir(home.runtime / "perch" / "backends" / "main") == []


@pytest.mark.parametrize("method, status, code, words", [
    ("nothing.here", 501, "no_such_method", "404 Not Found to POST /nothing/here: Not Found"),
    ("detail", 500, "backend_error", "422 Unprocessable Entity to POST /detail: x is missing"),
    ("polite", 500, "backend_error", "not today"),
    ("garbage", 500, "backend_error", "not JSON"),
    ("oversized", 500, "backend_error", "longer than 64 MiB"),
    ("hang", 504, "backend_timed_out", "in time"),
    ("slow", 504, "backend_timed_out", "in time"),
    ("half", 504, "backend_timed_out", "in time"),
    ("not-http", 500, "backend_error", "does not speak HTTP"),
    ("cut", 502, "backend_unreachable", "can’t be asked at"),
])
def test_bad_answers(running, method, status, code, words):
    impatient = method in ("hang", "slow", "half")
    got, reply = call(running, method, timeout_ms=300 if impatient else 60000)
    assert (got, reply["error"]["code"]) == (status, code), reply
    assert words in reply["error"]["message"]
    assert call(running, "echo")[0] == 200


def test_not_quite_json(running):
    assert call(running, "bom")[1]["result"] == {"value": None}


def test_it_dies_meanwhile(running):
    callers = [running.begin("call", "hang") for _ in range(3)]
    processes.wait_until(lambda: len(running.noted("hanging")) == 3, running.story)
    os.kill(running.backend()["pid"], signal.SIGKILL)
    assert [caller.wait(processes.PATIENCE) for caller in callers] == [1, 1, 1]
    running.until_state("failed")


def test_caller_leaves(running):
    """Then the connection to the backend is closed, so that it can stop its work."""
    caller = running.begin("call", "hang")
    processes.wait_until(lambda: running.noted("hanging"), running.story)
    caller.kill()
    caller.wait()
    processes.wait_until(lambda: running.noted("left"), running.story)


def test_one_call_does_not_hold_up_the_others(running):
    caller = running.begin("call", "hang")
    processes.wait_until(lambda: running.noted("hanging"), running.story)
    clients = [subprocess.Popen([PERCH, "call", "echo", json.dumps({"n": n})], env=running.env,
                                stdout=subprocess.PIPE) for n in range(2)]
    for n, client in enumerate(clients):
        assert json.loads(client.communicate()[0])["params"] == {"n": n}
    caller.terminate()
    caller.wait(processes.PATIENCE)


@contextlib.contextmanager
def taken(port):
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.bind(("127.0.0.1", port))
        stranger.listen()
        yield


def test_somebody_takes_the_port(home):
    """Between the choice and the bind: another one is tried, and nobody has to know."""
    add(home)
    (home.service / "wait").touch()
    home.run()
    start = home.begin("start")
    processes.wait_until(lambda: home.noted("waiting"), home.story)
    port = int(home.noted("waiting")[0])
    with taken(port):
        (home.service / "wait").unlink()
        (home.service / "go").touch()
        assert start.wait(processes.PATIENCE) == 0
        backend = home.backend()
    first, second = home.noted("ports")
    assert first == str(port) and second != first
    assert backend["endpoint"] == f"http://127.0.0.1:{second}"
    assert (backend["state"], backend["restarts"], backend["problem"]) == ("running", 0, None)


def test_port_of_the_profile_is_taken(home):
    """A person chose it: nothing else is tried, and they are told who has it."""
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        add(home, port=stranger.getsockname()[1])
        home.run()
        assert home.perch("start", status=None).returncode == 1
        backend = home.until_state("failed")
    assert len(home.noted("ports")) == 1
    assert "Address already in use" in "\n".join(backend["last_error"])


def test_health_comes_and_goes(home):
    add(home, health={"interval_ms": 1000, "failures": 1})
    home.run()
    pid = home.start()["pid"]
    home.write(home.service / "health-backend", "503")
    # On a busy machine it may be unhealthy before, for want of an answer.
    assert home.until_problem("503")["state"] == "unhealthy"
    home.write(home.service / "health-backend", "200")
    backend = home.until_state("running")
    assert (backend["pid"], backend["problem"]) == (pid, None)


def test_not_ready_in_time(home):
    (home.service / "health-backend").write_text("503")
    add(home, ready={"timeout_ms": 10000})
    home.run()
    start = home.perch("start", status=None)
    assert start.returncode == 1
    assert "not ready within 10 s: The backend answered 503 Service Unavailable" in start.stderr


def test_many_calls(running):
    """Neither memory nor descriptors grow with them."""
    def ask(times):
        for _ in range(times):
            status, reply = call(running, "echo", {"x": "y" * 500})
            assert status == 200, reply

    ask(300)
    descriptors, memory = len(os.listdir(f"/proc/{running.pid()}/fd")), resident(running.pid())
    ask(1000)
    assert len(os.listdir(f"/proc/{running.pid()}/fd")) <= descriptors + 8
    if not is_sanitized():
        assert resident(running.pid()) < memory + 2_000_000
