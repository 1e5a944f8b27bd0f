# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""perch start --backend: the servers that Perch carries, in real environments."""

import json
import os
import subprocess

import processes
import pytest
from perch_home import CARRIED_KINDS, PerchHome
from ports import free_port

PYTHON = "/usr/bin/python3"


@pytest.fixture
def home():
    home = PerchHome()
    yield home
    if home.socket_path.exists():
        home.perch("quit")
    home.close()


def profile(home, kind):
    return json.loads((home.profiles / f"{kind}.json").read_text())


def refuse(home, *args, status=1):
    done = home.perch("start", *args, status=status)
    assert done.stdout == ""
    return done.stderr


def evaluate(home, kind, expression):
    said = home.perch("call", "--backend", kind, "eval", json.dumps({"expression": expression}))
    return json.loads(said.stdout)["value"]


@pytest.mark.parametrize("kind", map(str.capitalize, CARRIED_KINDS))
def test_life(home, venv, kind):
    name = kind.lower()
    started = home.perch("start", "--backend", kind, "--venv", "./env")
    assert started.stdout.startswith(f"{name}: running (pid ")
    backend = home.backend(name)
    assert backend["kind"] == name and backend["venv"] == str(venv) and backend["ready"]
    assert backend["endpoint"] in started.stdout
    status = home.perch("status").stdout
    assert f"{name}: at {backend['endpoint']}, environment {venv}\n" in status
    # Its Python is that of the environment.
    assert evaluate(home, name, "__import__('sys').prefix") == str(venv)

    home.perch("start", "--backend", kind.upper())
    assert home.backend(name)["pid"] == backend["pid"], "nothing has changed"
    home.perch("restart", name)
    again = home.backend(name)
    assert again["pid"] != backend["pid"] and again["ready"]
    assert evaluate(home, name, "6 * 7") == 42
    assert home.perch("stop", name).stdout == f"{name}: stopped\n"
    assert processes.state(again["pid"]) is None


def test_change(home, venv):
    """Another port or environment takes effect at once, and the rest of the file stays."""
    home.perch("start", "--backend", "http", "--venv", "env")
    first = home.backend("http")
    path = home.profiles / "http.json"
    path.write_text(path.read_text().replace("{", '{ "stop_timeout_ms": 4321,', 1))
    port = free_port()
    home.perch("start", "--backend", "http", "--port", str(port))
    second = home.backend("http")
    assert second["endpoint"] == f"http://127.0.0.1:{port}" and second["pid"] != first["pid"]
    assert profile(home, "http")["stop_timeout_ms"] == 4321
    assert profile(home, "http")["venv"] == str(venv)

    # Also in a Perch that comes later, by its name alone.
    home.perch("quit")
    home.perch("start", "http")
    assert home.backend("http")["endpoint"] == f"http://127.0.0.1:{port}"


def test_environment_lacks_something(home):
    bare = home.folder / "bare"
    subprocess.run([PYTHON, "-m", "venv", "--without-pip", bare], check=True)
    said = refuse(home, "--backend", "Http", "--venv", str(bare))
    assert "it has no fastapi, it has no uvicorn" in said
    assert f'perch venv install "{bare}" http' in said
    assert f'perch venv install "{bare}" rpc' in refuse(home, "--backend", "Rpc", "--venv", "bare")
    (bare / "bin" / "python").unlink()
    assert "it has no bin/python" in refuse(home, "--backend", "Pipe", "--venv", "bare")
    assert not home.profiles.exists() and not home.socket_path.exists()


def test_pipe_without_environment(home):
    home.env["PATH"] = "/usr/bin:/bin"
    home.perch("start", "--backend", "Pipe")
    assert home.backend("pipe")["venv"] is None
    assert evaluate(home, "pipe", "[1, 2]") == [1, 2]


@pytest.mark.parametrize("args, word", [
    (["--backend", "ftp"], "say http, pipe or rpc"),
    (["--backend", "stdio"], "say http, pipe or rpc"),
    (["--backend", "Http", "main"], "either the NAME"),
    (["--venv", "x"], "--venv goes with --backend"),
    (["--port", "1"], "--port goes with --backend"),
    (["--backend", "Http", "--port", "65536"], "0 to 65535"),
    (["--backend", "Http", "--port=-1"], "0 to 65535"),
    (["--backend", "Pipe", "--port", "8000"], "listens at a socket"),
])
def test_wrong_use(home, args, word):
    assert word in refuse(home, *args, status=2)
    assert not home.profiles.exists()


def test_what_is_refused(home, venv):
    assert "say which environment" in refuse(home, "--backend", "Http")
    assert "there is no environment" in refuse(home, "--backend", "Http", "--venv", "nothing")
    home.add_backend("http", "print wait")
    before = (home.profiles / "http.json").read_bytes()
    assert "a program of your own" in refuse(home, "--backend", "Http", "--venv", str(venv))
    (home.profiles / "rpc.json").write_text("{ not json")
    assert "rpc.json: " in refuse(home, "--backend", "Rpc", "--venv", str(venv))
    assert (home.profiles / "http.json").read_bytes() == before
    assert sorted(os.listdir(home.profiles)) == ["http.json", "rpc.json"]
