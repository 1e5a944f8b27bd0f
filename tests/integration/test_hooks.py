# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The port for scripts and tests: when it is there, and who gets in."""

import json

import pytest


def get(home, path, **headers):
    return home.get_port("hooks", path, **headers)


def test_closed_by_default(home):
    """Nobody wants it: there is neither a port nor a file."""
    home.run()
    assert "hooks" not in home.ask("status")["surfaces"]
    assert not (home.settings / "hook-settings.json").exists()


def test_opened_by_option(home):
    """For this run only, even if the settings say no."""
    home.configure("hook", enabled=False, port=0)
    process = home.run("--enable-test-hooks")
    status, reply = get(home, "/status")
    assert status == 200
    assert (reply["status"], reply["pid"], reply["mode"]) == ("running", process.pid, "headless")
    assert reply["version"] and reply["uptime_seconds"] >= 0
    home.perch("quit")
    home.run()
    assert home.ask("status")["surfaces"]["hooks"] == {"state": "closed"}


def test_opened_by_settings(home):
    home.configure("hook", enabled=True, port=0)
    home.run()
    assert get(home, "/status")[0] == 200


def test_option_leaves_settings_closed(home):
    """What --enable-test-hooks seeds opens nothing at the next start."""
    home.run("--enable-test-hooks")
    assert json.loads((home.settings / "hook-settings.json").read_text())["enabled"] is False


def test_same_gate(home):
    """Pages get in here no more than elsewhere, and the bridge's routes are not here."""
    home.configure("hook", port=0)
    home.run("--enable-test-hooks")
    assert get(home, "/status", Host="evil.example")[0] == 421
    assert get(home, "/status", Origin="https://evil.example")[0] == 403
    assert get(home, "/api/backends")[0] == 404


@pytest.mark.parametrize("path", ["/api/ask", "/api/ask/1/respond", "/api/gui",
                                  "/api/session/reset"])
def test_too_long(home, path):
    """What is said there in a few words is read on the main loop."""
    home.configure("hook", port=0)
    home.run("--enable-test-hooks")
    status, reply = home.post_port("hooks", path, {"prompt": "x" * 70000})
    assert (status, reply["error"]["code"]) == (413, "payload_too_large")
