# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Nothing that somebody has changed is lost by a quit that comes right behind it."""

import contextlib
import json

import processes
import pytest
from perch_home import PerchHome, is_sanitized


@pytest.fixture
def home():
    """A home whose disk takes its time as long as home.slow exists."""
    with contextlib.closing(PerchHome()) as home:
        home.slow = home.folder / "slow"
        home.env["SLOW_DISK_FILE"] = str(home.slow)
        home.env["LD_PRELOAD"] = str(processes.BUILD / "tests" / "fixtures" / "slow-disk.so")
        if is_sanitized():
            home.env["ASAN_OPTIONS"] += ":verify_asan_link_order=0"
        home.configure("hook", port=0)
        home.run("--enable-test-hooks")
        yield home


def companion(home):
    return json.loads((home.settings / "companion-settings.json").read_text())


def test_ticked(home):
    home.slow.touch()
    for body in ({"action": "set_value", "item": "autostart", "value": True},
                 {"action": "click", "item": "btn_quit"}):
        status, reply = home.post_port("hooks", "/api/gui", body)
        assert status == 200, reply
    path = f"/api/gui/task/{reply['task']}"
    processes.wait_until(lambda: home.get_port("hooks", path)[1]["status"] == "done", "it quits")
    home.slow.unlink()
    assert home.started[0].wait(processes.PATIENCE) == 0
    assert companion(home)["autostart"] is True
