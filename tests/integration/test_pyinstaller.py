# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Real PyInstaller programs under the real Perch: whoever dies, nobody and nothing is left."""

import hashlib
import json
import os
import signal
import time

import frozen
import processes
import pytest
from processes import PATIENCE


@pytest.fixture(params=["onefile", "onedir"])
def service(request, home):
    """Perch with tests/fixtures/python/service.py as backend "main", not yet started."""
    home.is_onefile = request.param == "onefile"
    home.add_profile("main", executable=frozen.program("service", request.param))
    home.run()
    return home


def unpacked(home):
    """The folder from which the program that started last runs."""
    return home.noted("started")[-1].split(" ", 1)[1]


def python_of(home, backend):
    """Onefile: the bootloader's child; onedir: the process itself."""
    return processes.children(backend["pid"])[0] if home.is_onefile else backend["pid"]


def test_start_and_stop(service):
    backend = service.start()
    folder = unpacked(service)
    assert processes.is_alive(backend["pid"])
    assert service.noted("started")[0].split()[0] == str(python_of(service, backend))
    assert backend["processes"] is None or backend["processes"] >= 1
    assert ("_MEI" in folder) == service.is_onefile
    assert folder.startswith(service.run_base) == service.is_onefile
    assert os.path.isdir(folder)

    service.perch("stop", "main")
    backend = service.backend()
    assert (backend["state"], backend["pid"]) == ("stopped", None)
    assert len(service.noted("stopped")) == 1
    assert os.path.isdir(folder) != service.is_onefile
    assert service.backend_processes() == []
    assert service.run_dirs() == []


def test_calls(service):
    """Plain and async handlers, child processes and errors, from within a bundle."""

    def call(method, params="{}", **options):
        return service.perch("call", method, params, **options).stdout

    backend = service.start()
    assert json.loads(call("ping")) == {"pong": True, "pid": python_of(service, backend)}
    digest = hashlib.sha256("ü".encode()).hexdigest()
    assert json.loads(call("hash", '{"text": "ü"}')) == {"sha256": digest}
    assert json.loads(call("date"))["year"].isdigit()
    call("hash", '{"text": 1}', status=1)
    service.perch("stop", "main")
    assert len(service.noted("stopped")) == 1


def test_quit_stops_the_backend(service):
    service.start()
    service.quit()
    assert len(service.noted("stopped")) == 1
    assert service.backend_processes() == []
    assert service.run_dirs() == []
    service.until_nothing_is_left()


@pytest.mark.parametrize("order", ["stop", "restart"])
def test_sigterm_comes_exactly_once(home, order):
    home.add_profile("main", executable=frozen.program("zoo", "onefile"), args=["plain"])
    home.run()
    home.start()
    home.perch(order, "main")
    assert home.noted("signals") == [str(int(signal.SIGTERM))]


def test_restart_lasts(service):
    """The timer of the old stop does not reach the new run: ten seconds later it still stands."""
    old = service.start()["pid"]
    service.perch("restart", "main")
    backend = service.backend()
    assert (backend["state"], backend["ready"]) == ("running", True)
    assert backend["pid"] != old
    assert len(service.noted("stopped")) == 1

    until = time.monotonic() + 10
    while time.monotonic() < until:
        now = service.backend()
        assert (now["pid"], now["state"]) == (backend["pid"], "running"), service.story()
        time.sleep(0.5)
    assert now["uptime_seconds"] >= 9
    assert len(service.noted("started")) == 2
    service.perch("stop", "main")
    assert len(service.noted("stopped")) == 2


@pytest.mark.parametrize("who", ["main", "python"])
def test_backend_killed_comes_back(service, who):
    backend = service.start()
    processes.kill(backend["pid"] if who == "main" else python_of(service, backend))
    again = processes.wait_until(
        lambda: [b for b in [service.backend()] if b["ready"] and b["pid"] != backend["pid"]],
        service.story,
    )[0]
    assert again["restarts"] == 1
    assert len(service.run_dirs()) == 1
    service.perch("stop", "main")
    service.until_backend_is_gone()


@pytest.mark.parametrize("who", ["main", "python"])
def test_backend_killed_stays_down(service, who):
    frozen_program = service.backend()["executable"]
    service.add_profile("main", executable=frozen_program, restart="never")
    service.quit()
    service.run()
    backend = service.start()
    processes.kill(backend["pid"] if who == "main" else python_of(service, backend))
    backend = service.until_state("failed", "stopped")
    assert backend["exit"]["signal"] == signal.SIGKILL
    assert service.backend_processes() == []
    assert service.run_dirs() == []


def test_outer_guard_killed(service):
    """The inner one guards on: it is the one that knows how to stop."""
    backend = service.start()
    processes.kill(service.guards()[0])
    service.perch("stop", "main")
    service.until_backend_is_gone()
    assert len(service.noted("stopped")) == 1
    assert service.start()["pid"] != backend["pid"]


@pytest.mark.parametrize("who", ["inner", "both"])
def test_guard_killed(service, who):
    backend = service.start()
    outer, inner = service.guards()
    processes.kill(*{"inner": [inner], "both": [outer, inner]}[who])
    processes.wait_until(lambda: not processes.is_alive(backend["pid"]), service.story)
    service.until_state("running", "failed")
    service.perch("stop", "main")
    service.until_backend_is_gone()
    assert service.start()["pid"] != backend["pid"]


VICTIMS = ["perch", "perch-inner", "perch-outer", "perch-inner-outer", "perch-inner-outer-main"]


@pytest.mark.parametrize("who", VICTIMS)
def test_perch_killed(service, who):
    """Nobody is left at once; what directory there may be, the next start removes."""
    backend = service.start()
    outer, inner = service.guards()
    victims = {"perch": service.process.pid, "inner": inner, "outer": outer, "main": backend["pid"]}
    processes.kill(*[victims[name] for name in who.split("-")])
    service.forget()
    service.until_nothing_is_left()
    if who == "perch":
        assert service.run_dirs() == []
    if "main" not in who:
        assert len(service.noted("stopped")) == 1

    service.run()
    service.start()
    assert len(service.run_dirs()) == 1
    service.perch("stop", "main")
    service.until_backend_is_gone()


def test_perch_and_all_guards_killed_and_the_backend_is_deaf(home):
    """The one case in which processes outlive Perch: until its next start."""
    home.add_profile("main", executable=frozen.program("zoo", "onefile"), args=["deaf"])
    home.run()
    home.start()
    outer, inner = home.guards()
    processes.kill(home.process.pid, outer, inner)
    home.forget()
    left = home.backend_processes()
    assert left
    home.run()
    processes.wait_until(lambda: not any(map(processes.is_alive, left)), home.story)
    home.until_backend_is_gone()


def test_stop_while_it_unpacks(home):
    """The bootloader has no signal handler yet, and leaves its folder: Perch removes it."""
    home.add_profile("main", executable=frozen.program("service", "onefile"))
    home.run()
    for pause in (0.0, 0.02, 0.05, 0.1):
        with home.begin("start", "main") as start:
            processes.wait_until(lambda: home.backend()["pid"], home.story)
            time.sleep(pause)  # no event tells how far the bootloader is: try several moments
            home.perch("stop", "main")
            assert start.wait(PATIENCE) in (0, 1)  # 0 when it was ready before the stop came
        assert home.backend()["state"] == "stopped"
        assert home.backend_processes() == []
        assert home.run_dirs() == []
