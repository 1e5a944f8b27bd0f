# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The assistant for who has no backend: when it comes, and what it leads to."""

import contextlib
import json

import pytest

from hooks import Hooks
from session import wait_for

RUNS = "exec sleep 1000"
TITLE = "^Perch$"


def settings(desktop, name="companion-settings.json"):
    path = desktop.config / "perch" / name
    return json.loads(path.read_text()) if path.exists() else {}


def add_program(desktop, name, text=f"#!/bin/sh\n{RUNS}\n", mode=0o755):
    path = desktop.folder / name
    path.write_text(text)
    path.chmod(mode)
    return path


def shows(desktop, name):
    return [c for c in desktop.controls("perch-tray") if c[1] == name]


def start(desktop, *args):
    """A Perch whose assistant is up, to be driven by scripts, too."""
    hook = desktop.config / "perch/hook-settings.json"
    hook.write_text('{"port": 0, "enabled": false}')
    desktop.start_perch(*args)
    wait_for(lambda: desktop.windows("--name", TITLE), "the assistant")
    desktop.write(hook, '{"port": 0, "enabled": true}')
    return wait_for(lambda: "address" in desktop.status()["surfaces"].get("hooks", {}) and
                    Hooks(desktop), "the port")


def until_taken(desktop, hooks, path):
    """The program is the backend, and runs; the assistant has made place for the status window."""
    desktop.wait_for_state("running")
    assert desktop.backend()["executable"] == str(path)
    assert settings(desktop, "backends/main.json")["executable"] == str(path)
    wait_for(lambda: "setup_window" not in hooks.items(), "the assistant to be gone")
    wait_for(lambda: hooks.value("status_window") is True, "the status window")


def press_open(desktop, window):
    """Until it works: the field looks for the file first, and the button does nothing meanwhile."""
    for _ in range(10):
        desktop.press("perch-tray", "push button", "Open")
        with contextlib.suppress(AssertionError):
            wait_for(lambda: not desktop.windows("--name", window), "the dialog to be gone", 2)
            return
    raise AssertionError("the dialog stays")


def choose(desktop, window, path):
    """Picks a file in a dialog; the field for its path comes with the slash."""
    def field():
        return next((c[:2] for c in desktop.controls("perch-tray") if c[0] == "text"), None)

    x, y, *size = wait_for(lambda: desktop.windows("--name", window), "the dialog")[0]
    wait_for(lambda: desktop.count_colour((255, 255, 255), (x, y, *size)) > 10000, "it painted")
    desktop.focus("--name", window)
    desktop.key("slash")
    control = wait_for(field, "the field")
    # Not key by key: the completion would type along.
    desktop.fill("perch-tray", *control, str(path))
    assert desktop.read_text("perch-tray", *control) == str(path)
    press_open(desktop, window)


def test_example(desktop):
    start(desktop)
    desktop.screenshot("setup", "1024x768+0+0")
    desktop.press("perch-tray", "push button", "Try the example")
    desktop.wait_for_state("running")
    wait_for(lambda: shows(desktop, "Restart"), "the status window")
    wait_for(lambda: settings(desktop).get("setup_assistant") is False, "not to be asked again")
    assert not (desktop.config / "perch/backends").exists()


@pytest.mark.parametrize("button, name, text", [
    ("Choose a program…", "words", f"#!/bin/sh\n{RUNS}\n"),
    ("Choose a Python script…", "words.py", "import time\ntime.sleep(1000)\n"),
])
def test_dialog(desktop, button, name, text):
    """Chosen in the dialog for files."""
    path = add_program(desktop, name, text)
    hooks = start(desktop)
    desktop.press("perch-tray", "push button", button)
    choose(desktop, "^Choose the (program|script) of the backend$", path)
    until_taken(desktop, hooks, path)
    assert settings(desktop, "backends/main.json")["label"] == "words"


def test_program_that_cannot_run(desktop):
    """Nothing is taken, and it says why; another one can be chosen."""
    hooks = start(desktop)
    bad = add_program(desktop, "notes.txt", "not a program\n", 0o644)
    assert hooks.order("set_value", "setup_executable", str(bad)) == 200
    wait_for(lambda: [c for c in desktop.controls("perch-tray") if "chmod +x" in c[1]], "the reason")
    desktop.screenshot("setup-refused", "1024x768+0+0")
    assert not (desktop.config / "perch/backends/main.json").exists()
    good = add_program(desktop, "words")
    assert hooks.order("set_value", "setup_executable", str(good)) == 200
    until_taken(desktop, hooks, good)


def test_dismissed_for_good(desktop):
    start_panel(desktop)
    desktop.start_perch()
    wait_for(lambda: shows(desktop, "Try the example"), "the assistant")
    desktop.press("perch-tray", "check box", "Ask again at the next start, while there is no backend")
    wait_for(lambda: settings(desktop).get("setup_assistant") is False, "it to be saved")
    desktop.focus("--name", TITLE)
    desktop.key("Escape")
    wait_for(lambda: not desktop.windows("--name", TITLE), "it to be gone")
    desktop.stop(desktop.tray)
    (desktop.config / "perch/hook-settings.json").write_text('{"port": 0}')
    assert_no_assistant(desktop)


def start_panel(desktop):
    """Without one the status window opens by itself after a while, under the same title."""
    desktop.start_xfce_panel()


def assert_no_assistant(desktop, *args):
    """Perch is past what it does at the start, and shows no window."""
    desktop.start_perch(*args)
    desktop.perch("start", "main")
    desktop.wait_for_state("running")
    assert desktop.windows("--name", TITLE) == []
    assert shows(desktop, "Try the example") == []


@pytest.mark.parametrize("option", ["--hidden", "--enable-test-hooks"])
def test_nobody_to_help(desktop, option):
    start_panel(desktop)
    (desktop.config / "perch/hook-settings.json").write_text('{"port": 0}')
    assert_no_assistant(desktop, option)


def test_not_with_a_backend(desktop):
    start_panel(desktop)
    desktop.add_backend("main", RUNS)
    assert_no_assistant(desktop)


def test_backend_from_elsewhere(desktop):
    """Somebody writes a profile: then there is nothing left to ask."""
    hooks = start(desktop)
    assert hooks.value("setup_window") is True
    desktop.add_backend("words", RUNS)
    wait_for(lambda: "setup_window" not in hooks.items(), "it to be gone")
    assert desktop.backend("words")["state"] == "stopped"


def test_names_and_keyboard(desktop):
    start_panel(desktop)
    desktop.start_perch()
    wait_for(lambda: shows(desktop, "Try the example"), "the assistant")
    controls = [c for c in desktop.controls("perch-tray") if c[0] in ("push button", "check box")]
    assert len(controls) == 4 and all(c[1] for c in controls), controls
    desktop.focus("--name", TITLE)
    desktop.key("alt+t")
    desktop.wait_for_state("running")
    assert "Gtk" not in desktop.stderr.read_text()


@pytest.mark.parametrize("theme", ["Adwaita:dark", "HighContrast"])
def test_theme(desktop, theme):
    desktop.env["GTK_THEME"] = theme
    desktop.start_perch()
    wait_for(lambda: shows(desktop, "Try the example"), "the assistant")
    desktop.screenshot("setup-" + theme.replace(":", "-").lower(), "1024x768+0+0")
