# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What scripts do at the hooks is seen on the screen, and what a person does is seen at the hooks."""

import pytest

from hooks import Hooks, start
from session import wait_for

RUNS = "exec sleep 1000"


@pytest.fixture
def hooks(desktop):
    desktop.add_backend("main", RUNS)
    return start(desktop)


def windows(desktop):
    return desktop.windows("--name", "^Perch$")


def test_life_of_a_backend(desktop, hooks):
    assert hooks.order("click", "btn_stop") == (409, "disabled")
    assert hooks.order("click", "btn_start") == 200
    desktop.wait_for_state("running")
    pid = desktop.backend()["pid"]
    assert hooks.order("click", "btn_restart") == 200
    wait_for(lambda: desktop.backend()["pid"] not in (None, pid), "another process")
    desktop.wait_for_state("running")
    assert hooks.order("click", "btn_stop") == 200
    desktop.wait_for_state("stopped")
    assert hooks.order("click", "btn_quit") == 200
    assert desktop.wait_for_end() == 0


def test_window(desktop, hooks):
    assert hooks.value("status_window") is False
    assert hooks.order("click", "show_status_window") == 200
    wait_for(lambda: windows(desktop), "the window")
    assert hooks.value("status_window") is True
    desktop.press("perch-tray", "push button", "Start")
    wait_for(lambda: hooks.value("status") == "● Running", "the hooks to know")
    assert hooks.order("select_list_item", "backend_select", "main") == (409, "disabled")
    assert hooks.order("set_value", "status_window", False) == 200
    wait_for(lambda: not windows(desktop), "the window to be gone")
    assert hooks.order("set_value", "status_window", True) == 200
    wait_for(lambda: windows(desktop), "the window again")


def test_tabs(desktop, hooks):
    hooks.order("click", "show_status_window")
    wait_for(lambda: hooks.items().get("main_tabs", {}).get("enabled"), "the tabs")
    assert hooks.items()["main_tabs"]["choices"] == ["backends", "log", "events", "surfaces"]
    assert hooks.order("select_tab", "main_tabs", "logs") == (400, "bad_value")
    assert hooks.order("select_tab", "main_tabs", "events") == 200
    wait_for(lambda: hooks.value("main_tabs") == "events", "the tab")
    hooks.ask("POST", "/api/gui", {"action": "push_event", "event": "hello", "payload": {"x": 1}})
    wait_for(lambda: ("radio button", "Events", True) in desktop.controls("perch-tray"), "it is on")
    wait_for(lambda: not [c for c in desktop.controls("perch-tray") if c[1] == "Restart"],
             "the other tab to be gone")
    desktop.screenshot("window-events")
    desktop.press("perch-tray", "radio button", "Backends")
    wait_for(lambda: hooks.value("main_tabs") == "backends", "the hooks to know")


def test_several_backends(desktop):
    """The buttons in the window are those of the backend that is selected there."""
    desktop.add_backend("mail", RUNS)
    desktop.add_backend("words", RUNS)
    hooks = start(desktop)
    assert hooks.order("click", "btn_start") == (404, "no_such_item")
    hooks.order("click", "show_status_window")
    wait_for(lambda: hooks.items().get("backend_select", {}).get("enabled"), "the list")
    assert hooks.items()["backend_select"]["choices"] == ["mail", "words"]
    assert hooks.order("select_list_item", "backend_select", "post") == (400, "bad_value")
    assert hooks.order("select_list_item", "backend_select", "words") == 200
    wait_for(lambda: hooks.value("backend_select") == "words", "it to be selected")
    wait_for(lambda: hooks.order("click", "btn_start") == 200, "the button to be there")
    desktop.wait_for_state("running", "words")
    assert desktop.backend("mail")["state"] == "stopped"
    wait_for(lambda: hooks.order("set_value", "autostart", True) == 200, "the check box")
    wait_for(lambda: hooks.value("words.autostart") is True, "it to be set")
    assert hooks.value("mail.autostart") is False


def test_reset(desktop, hooks):
    hooks.order("click", "btn_start")
    hooks.order("click", "show_status_window")
    desktop.wait_for_state("running")
    wait_for(lambda: windows(desktop), "the window")
    assert hooks.ask("POST", "/api/session/reset", {})[0] == 200
    assert desktop.backend()["state"] == "stopped"
    wait_for(lambda: not windows(desktop), "the window to be gone")


def test_reset_is_for_tests_only(desktop):
    """Nobody else has an entry in the menu that stops all."""
    desktop.add_backend("main", RUNS)
    (desktop.config / "perch/hook-settings.json").write_text('{"port": 0, "enabled": true}')
    desktop.start_perch()
    assert "btn_reset" in Hooks(desktop).items()
    desktop.write(desktop.config / "perch/hook-settings.json", '{"port": 0, "enabled": false}')
    desktop.stop(desktop.tray)
    desktop.start_perch()
    desktop.write(desktop.config / "perch/hook-settings.json", '{"port": 0, "enabled": true}')
    hooks = wait_for(lambda: "address" in desktop.status()["surfaces"].get("hooks", {}) and
                     Hooks(desktop), "the port")
    assert "btn_reset" not in hooks.items()
