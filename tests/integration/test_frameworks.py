# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Backends as people write them: web servers with workers, pools, event loops, plain scripts."""

import os
import shutil
import signal
import socket
import time

import frozen
import proc
import pytest
from perch_harness import fetch


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def can_bind(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


@pytest.fixture(params=["onefile", "venv"])
def server(request, perch):
    """Perch with FastAPI under uvicorn with two workers as backend "main"; it runs."""
    perch.port = free_port()
    fields = {"executable": os.path.join(frozen.SOURCES, "server.py")}
    if request.param == "onefile":
        fields["executable"] = frozen.program("server", "onefile", "--hidden-import", "server")
    else:
        frozen.need_venv()
        fields["venv"] = os.path.join(frozen.TOP, ".venv")
        fields["env"] = {"PYTHONDONTWRITEBYTECODE": "1"}
    ready = {"on": "http", "path": "/health"}
    perch.profile("main", args=[str(perch.port)], port=perch.port, ready=ready, **fields)
    perch.launch()
    perch.start()
    return perch


def workers(perch):
    """Asks until both workers have answered."""
    seen = set()

    def both():
        answer = fetch(perch.port, "/health")
        if answer is not None:
            seen.add(answer["pid"])
        return seen if len(seen) >= 2 else None

    return proc.until(both, lambda: f"answers of two workers: {seen}")


def test_fastapi_with_workers_stops(server):
    pids = workers(server)
    server.run("stop", "main")
    assert not any(map(proc.is_alive, pids))
    assert server.backend_processes() == []
    assert server.run_dirs() == []
    assert can_bind(server.port)


def test_fastapi_with_workers_restarts_and_lasts(server):
    old = workers(server)
    server.run("restart", "main")
    backend = server.backend()
    new = workers(server)
    assert not (old & new)
    until = time.monotonic() + 10
    while time.monotonic() < until:
        assert server.backend()["pid"] == backend["pid"]
        assert fetch(server.port, "/health")["status"] == "ok"
        time.sleep(0.5)


def test_fastapi_with_workers_when_perch_is_killed(server):
    workers(server)
    proc.kill(server.pid)
    server.forget()
    server.until_nothing_is_left()
    assert server.run_dirs() == []
    assert can_bind(server.port)


def test_fastapi_when_a_worker_is_killed(server):
    """That is uvicorn's business: it makes a new one, and Perch does not even notice."""
    pid = server.backend()["pid"]
    victim = sorted(workers(server))[0]
    proc.kill(victim)
    proc.until(lambda: workers(server) - {victim}, "new worker")
    assert (server.backend()["pid"], server.backend()["state"]) == (pid, "running")


ZOO = ["asyncio", "daemon", "deaf", "pool", "thread"]


@pytest.fixture(params=["onefile", "script"])
def zoo(request, perch):
    def start(kind):
        executable = os.path.join(frozen.SOURCES, "zoo.py")
        if request.param == "onefile":
            executable = frozen.program("zoo", "onefile")
        perch.profile("main", executable=executable, args=[kind], stop_timeout_ms=1000)
        perch.launch()
        perch.start()
        return perch

    return start


@pytest.mark.parametrize("kind", ZOO)
def test_stop(zoo, kind):
    perch = zoo(kind)
    children = [int(pid) for line in perch.noted("children") for pid in line.split()]
    assert all(map(proc.is_alive, children))
    perch.run("stop", "main")
    assert perch.backend()["state"] == "stopped"
    assert perch.backend_processes() == []
    assert not any(map(proc.is_alive, children))
    assert perch.run_dirs() == []
    if kind in ("deaf", "daemon", "thread"):
        assert perch.noted("signals") == [str(int(signal.SIGTERM))]


@pytest.mark.parametrize("kind", ZOO)
def test_perch_is_killed(zoo, kind):
    perch = zoo(kind)
    proc.kill(perch.pid)
    perch.forget()
    perch.until_nothing_is_left()
    assert perch.run_dirs() == []


@pytest.mark.parametrize("kind", ZOO)
def test_main_process_is_killed(zoo, kind):
    perch = zoo(kind)
    backend = perch.backend()
    children = [int(pid) for line in perch.noted("children") for pid in line.split()]
    proc.kill(backend["pid"])
    proc.until(lambda: perch.backend()["pid"] not in (None, backend["pid"]), perch.story)
    assert not any(map(proc.is_alive, children))
    assert len(perch.run_dirs()) == 1


def test_a_script_next_to_its_venv(perch, tmp_path):
    """A .venv beside the script is found; the SDK comes from the folder of the script."""
    frozen.need_venv()
    shutil.copy(os.path.join(frozen.SOURCES, "service.py"), tmp_path)
    shutil.copy(os.path.join(frozen.SDK_DIR, "perch_backend.py"), tmp_path)
    (tmp_path / ".venv").symlink_to(os.path.join(frozen.TOP, ".venv"))
    perch.profile("main", executable=str(tmp_path / "service.py"))
    perch.launch()
    backend = perch.start()
    python = proc.arguments(backend["pid"])[0]
    assert os.path.dirname(python) == str(tmp_path / ".venv" / "bin")
    perch.run("stop", "main")
    assert len(perch.noted("stopped")) == 1


def test_the_example_when_there_is_nothing_else(perch):
    """The carried example: unpacked, run by the system's Python, ready, and stopped."""
    perch.launch()
    name = perch.status()["backends"][0]["name"]
    backend = perch.start(name)
    assert backend["executable"].startswith(os.path.join(perch.home, "data", "perch"))
    perch.run("stop", name)
    assert perch.backend_processes() == []
