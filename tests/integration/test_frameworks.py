# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Backends as people write them: web servers with workers, pools, event loops, plain scripts."""

import json
import os
import shutil
import signal
import socket
import time
import urllib.error
import urllib.request

import frozen
import processes
import pytest
from ports import free_port


def fetch(port, path):
    """The body of a GET, or None while nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as response:
            return json.load(response)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return None


def can_bind(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


@pytest.fixture(params=["onefile", "venv"])
def server(request, home):
    """Perch with FastAPI under uvicorn with two workers as backend "main"; it runs."""
    home.port = free_port()
    fields = {"executable": os.path.join(frozen.SOURCES, "server.py")}
    if request.param == "onefile":
        fields["executable"] = frozen.program("server", "onefile", "--hidden-import", "server")
    else:
        frozen.need_venv()
        fields["venv"] = os.path.join(frozen.TOP, ".venv")
        fields["env"] = {"PYTHONDONTWRITEBYTECODE": "1"}
    ready = {"on": "http", "path": "/health"}
    home.add_profile("main", args=[str(home.port)], port=home.port, ready=ready, **fields)
    home.run()
    home.start()
    return home


def workers(home):
    """Asks until both workers have answered."""
    seen = set()

    def both():
        answer = fetch(home.port, "/health")
        if answer is not None:
            seen.add(answer["pid"])
        return seen if len(seen) >= 2 else None

    return processes.wait_until(both, lambda: f"answers of two workers: {seen}")


def test_fastapi_with_workers_stops(server):
    pids = workers(server)
    server.perch("stop", "main")
    assert not any(map(processes.is_alive, pids))
    assert server.backend_processes() == []
    assert server.run_dirs() == []
    assert can_bind(server.port)


def test_fastapi_with_workers_restarts_and_lasts(server):
    old = workers(server)
    server.perch("restart", "main")
    backend = server.backend()
    new = workers(server)
    assert not (old & new)
    until = time.monotonic() + 10
    while time.monotonic() < until:
        assert server.backend()["pid"] == backend["pid"]
        # No answer within 5 s is one of a busy machine; another answer is not.
        answer = processes.wait_until(lambda: fetch(server.port, "/health"), server.story)
        assert answer["status"] == "ok"
        time.sleep(0.5)


def test_fastapi_with_workers_when_perch_is_killed(server):
    workers(server)
    processes.kill(server.process.pid)
    server.forget()
    server.until_nothing_is_left()
    assert server.run_dirs() == []
    assert can_bind(server.port)


def test_fastapi_when_a_worker_is_killed(server):
    """That is uvicorn's business: it makes a new one, and Perch does not even notice."""
    pid = server.backend()["pid"]
    victim = sorted(workers(server))[0]
    processes.kill(victim)
    processes.wait_until(lambda: workers(server) - {victim}, "new worker")
    assert (server.backend()["pid"], server.backend()["state"]) == (pid, "running")


ZOO = ["asyncio", "daemon", "deaf", "pool", "thread"]


@pytest.fixture(params=["onefile", "script"])
def zoo(request, home):
    def start(kind):
        executable = os.path.join(frozen.SOURCES, "zoo.py")
        if request.param == "onefile":
            executable = frozen.program("zoo", "onefile")
        home.add_profile("main", executable=executable, args=[kind], stop_timeout_ms=1000)
        home.run()
        home.start()
        return home

    return start


@pytest.mark.parametrize("kind", ZOO)
def test_stop(zoo, kind):
    home = zoo(kind)
    children = [int(pid) for line in home.noted("children") for pid in line.split()]
    assert all(map(processes.is_alive, children))
    home.perch("stop", "main")
    assert home.backend()["state"] == "stopped"
    assert home.backend_processes() == []
    assert not any(map(processes.is_alive, children))
    assert home.run_dirs() == []
    if kind in ("deaf", "daemon", "thread"):
        assert home.noted("signals") == [str(int(signal.SIGTERM))]


@pytest.mark.parametrize("kind", ZOO)
def test_perch_is_killed(zoo, kind):
    home = zoo(kind)
    processes.kill(home.process.pid)
    home.forget()
    home.until_nothing_is_left()
    assert home.run_dirs() == []


@pytest.mark.parametrize("kind", ZOO)
def test_main_process_is_killed(zoo, kind):
    home = zoo(kind)
    backend = home.backend()
    children = [int(pid) for line in home.noted("children") for pid in line.split()]
    processes.kill(backend["pid"])
    processes.wait_until(lambda: home.backend()["pid"] not in (None, backend["pid"]), home.story)
    assert not any(map(processes.is_alive, children))
    assert len(home.run_dirs()) == 1


def test_a_script_next_to_its_venv(home, tmp_path):
    """A .venv beside the script is found; the SDK comes from the folder of the script."""
    frozen.need_venv()
    shutil.copy(os.path.join(frozen.SOURCES, "service.py"), tmp_path)
    shutil.copy(os.path.join(frozen.SDK_DIR, "perch_backend.py"), tmp_path)
    (tmp_path / ".venv").symlink_to(os.path.join(frozen.TOP, ".venv"))
    home.add_profile("main", executable=str(tmp_path / "service.py"))
    home.run()
    backend = home.start()
    python = processes.arguments(backend["pid"])[0]
    assert os.path.dirname(python) == str(tmp_path / ".venv" / "bin")
    home.perch("stop", "main")
    assert len(home.noted("stopped")) == 1


def test_the_example_when_there_is_nothing_else(home):
    """The carried example: unpacked, run by the system's Python, ready, and stopped."""
    home.run()
    name = home.status()["backends"][0]["name"]
    backend = home.start(name)
    assert backend["executable"].startswith(os.path.join(home.folder, "data", "perch"))
    home.perch("stop", name)
    assert home.backend_processes() == []
