# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The fixture that people get for their own tests: a real backend is started, stopped and restarted
by clicks, and nothing is left of it all."""

import os
import pathlib
import subprocess
import sys

import pytest

from desktop import BUILD
from perch_client import Refused
from perch_pytest import LiveGui, LiveGuiError
from session import wait_for

PERCH = str(BUILD / "app" / "perch")


@pytest.fixture
def live_gui_backend(tmp_path):
    program = tmp_path / "backend"
    program.write_text("#!/bin/sh\nexec sleep 1000\n")
    program.chmod(0o755)
    return program


def test_start_restart_stop(live_gui, live_gui_session):
    assert live_gui.get_status()["mode"] == "tray"
    live_gui.click("btn_start")
    first = live_gui_session.wait_for_state("running")["pid"]
    live_gui.click("btn_restart")
    wait_for(lambda: live_gui_session.get_backend()["pid"] not in (None, first), "another process")
    live_gui_session.wait_for_state("running")
    live_gui.click("btn_stop")
    live_gui_session.wait_for_state("stopped")


def test_frames_are_timed(live_gui):
    assert live_gui.get_performance()["frames"]["count"] == 0
    live_gui.click("show_status_window")
    wait_for(lambda: live_gui.get_performance()["frames"]["count"] > 0, "the window is drawn")
    frames = live_gui.get_performance()["frames"]
    assert 0 < frames["p50_ms"] <= frames["p99_ms"] <= frames["max_ms"]


def test_error_names_near_items(live_gui):
    with pytest.raises(Refused, match="btn_start") as info:
        live_gui.click("btn_strat")
    assert info.value.status == 404


def test_nothing_is_left(live_gui_backend):
    with LiveGui(PERCH, live_gui_backend) as session:
        session.client.click("btn_start")
        pid = session.wait_for_state("running")["pid"]
    assert not session.folder.exists()
    assert not pathlib.Path(f"/proc/{pid}").exists()


def test_perch_that_does_not_start(tmp_path):
    broken = tmp_path / "perch"
    broken.write_text("#!/bin/sh\necho 'no such luck' >&2; exit 1\n")
    broken.chmod(0o755)
    with pytest.raises(LiveGuiError, match="Perch has ended: no such luck"), LiveGui(str(broken)):
        pass
    with pytest.raises(LiveGuiError, match="/no/perch can't be run"), LiveGui("/no/perch"):
        pass


def test_as_plugin(tmp_path):
    """As people use it: pytest -p perch_pytest."""
    (tmp_path / "test_mine.py").write_text(
        "def test_mine(live_gui):\n    assert live_gui.get_status()['status'] == 'running'\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "perch_pytest",
               "--perch", PERCH, tmp_path]
    done = subprocess.run(command, env=os.environ, cwd=tmp_path, capture_output=True, text=True,
                          timeout=120)
    assert done.returncode == 0 and "1 passed" in done.stdout, done.stdout + done.stderr
