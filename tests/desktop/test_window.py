# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The status window: what it shows, by mouse, keyboard and screen reader."""

import pathlib
import re

import pytest

from desktop import BUILD
from session import wait_for

RUNS = "exec sleep 1000"
FAILS = "echo 'Traceback (most recent call last):' >&2; echo 'no such table: words' >&2; exit 78"


def open_window(desktop):
    desktop.perch("show")
    return wait_for(lambda: desktop.windows("--name", "^Perch$"), "the window")[0]


def wait_for_paint(desktop):
    """Opens the window and waits until there is something in it; returns where it is."""
    area = x, y, width, height = open_window(desktop)
    wait_for(lambda: desktop.count_colour((0, 0, 0), area) < width * height / 2, "it to be painted")
    return x, y, width, height


def picture(desktop, name):
    x, y, width, height = wait_for_paint(desktop)
    desktop.screenshot(name, f"{width}x{height}+{x}+{y}")


@pytest.mark.parametrize("state, script, profile, start", [
    ("stopped", RUNS, {}, False),
    ("starting", RUNS, {"ready": {"on": "status"}}, True),
    ("running", RUNS, {}, True),
    ("backoff", "exit 3", {"restart": "on-failure"}, True),
    ("failed", FAILS, {}, True),
    ("not-found", RUNS, {"executable": "/opt/words/words_backend"}, False),
])
def test_state(desktop, state, script, profile, start):
    desktop.add_backend("main", script, label="Word Counter", **profile)
    desktop.start_perch()
    open_window(desktop)
    if start:
        desktop.press("perch-tray", "push button", "Start")
    desktop.wait_for_state(state)
    words = {"stopped": "○ Stopped", "starting": "… Starting", "running": "● Running",
             "backoff": "↻ Restarting in", "failed": "✕ Failed: exited with status 78",
             "not-found": "? Not found: /opt/words/words_backend"}[state]
    wait_for(lambda: [n for _, n, _ in desktop.controls("perch-tray") if n.startswith(words)],
             words)
    picture(desktop, f"window-{state}")


@pytest.mark.parametrize("theme", ["Adwaita:dark", "HighContrast"])
def test_theme(desktop, theme):
    desktop.env["GTK_THEME"] = theme
    desktop.add_backend("main", FAILS, label="Word Counter", autostart=True)
    desktop.start_perch()
    desktop.wait_for_state("failed")
    picture(desktop, "window-" + theme.replace(":", "-").lower())


def test_several_backends(desktop):
    desktop.add_backend("words", RUNS, label="Word Counter", autostart=True)
    desktop.add_backend("mail", FAILS, label="Mail", autostart=True)
    (desktop.config / "perch/backends/old.json").write_text('{"executable": 5}')
    desktop.start_perch()
    desktop.wait_for_state("failed", "mail")
    picture(desktop, "window-several")
    wait_for(lambda: any("old.json" in name for _, name, _ in desktop.controls("perch-tray")),
             "the profile that can't be read")


def test_names(desktop):
    """Whatever can be pressed or read has a name for screen readers."""
    desktop.add_backend("main", RUNS)
    desktop.start_perch()
    open_window(desktop)
    buttons = {("push button", "Start", True), ("push button", "Stop", False)}
    wait_for(lambda: buttons <= set(desktop.controls("perch-tray")), "the buttons")

    def spoken():
        kinds = ("push button", "check box", "label", "icon", "frame")
        return [c for c in desktop.controls("perch-tray") if c[0] in kinds]

    wait_for(lambda: len(spoken()) > 12, "the rest of the window")
    assert [c for c in spoken() if not c[1]] == []


def test_keyboard(desktop):
    desktop.add_backend("main", RUNS)
    desktop.start_perch()
    open_window(desktop)
    desktop.focus("--name", "^Perch$")
    desktop.key("Return")  # the first button has the focus
    desktop.wait_for_state("running")
    desktop.key("alt+t")
    desktop.wait_for_state("stopped")
    desktop.key("alt+s")
    desktop.wait_for_state("running")
    pid = desktop.backend()["pid"]
    desktop.key("alt+r")
    wait_for(lambda: desktop.backend()["pid"] not in (None, pid), "another process")
    desktop.key("Escape")
    wait_for(lambda: not desktop.windows("--name", "^Perch$"), "the window to be gone")
    assert desktop.tray.poll() is None
    open_window(desktop)
    desktop.focus("--name", "^Perch$")
    desktop.key("alt+q")
    assert desktop.wait_for_end() == 0
    assert "Gtk" not in desktop.stderr.read_text()


def test_middle_click(desktop):
    desktop.add_backend("main", RUNS)
    desktop.start_xfce_panel()
    desktop.start_perch()
    desktop.wait_for_icon("stopped")
    desktop.click(16, 16, 2)
    wait_for(lambda: desktop.windows("--name", "^Perch$"), "the window")


def is_sanitized():
    """Under a sanitizer, freed memory stays for a while, to find who uses it."""
    return b"libasan.so" in (BUILD / "app/perch-tray").read_bytes()


def heap(desktop):
    """How much memory of its own Perch has, in kB."""
    rollup = pathlib.Path(f"/proc/{desktop.tray.pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss_Anon: +(\d+)", rollup, re.M).group(1))


def test_memory(desktop):
    """A window that was closed has given its memory back: ten of them take no more than two."""
    state = pathlib.Path(desktop.env["XDG_STATE_HOME"]) / "perch"
    state.mkdir(mode=0o700)
    line = "2026-01-31T12:34:56.789Z info    perch: line\n"
    (state / "perch-log.txt").write_text(line * 200_000)
    desktop.add_backend("main", RUNS, autostart=True)
    desktop.start_perch("--hidden")
    desktop.wait_for_state("running")
    open_window(desktop)
    desktop.press("perch-tray", "radio button", "Log")  # from then on it is the tab in front
    sizes = []
    for _ in range(10):
        wait_for_paint(desktop)
        desktop.focus("--name", "^Perch$")
        desktop.key("Escape")
        wait_for(lambda: not desktop.windows("--name", "^Perch$"), "the window to be gone")
        sizes.append(heap(desktop))
    # Eight windows that stayed would take more than 800 kB each, for where the lines begin alone.
    assert sizes[-1] < sizes[1] + 5000 or is_sanitized(), sizes


def read_from_files(desktop):
    """How much memory Perch has that holds what is in files, its code most of all, in kB."""
    status = pathlib.Path(f"/proc/{desktop.tray.pid}/status").read_text()
    return int(re.search(r"^RssFile:\s+(\d+)", status, re.M).group(1))


def test_code(desktop):
    """Some time after the window was closed its code is let go of, and comes back when it is used."""
    desktop.add_backend("main", RUNS)
    desktop.start_perch("--hidden")
    wait_for_paint(desktop)
    while_open = read_from_files(desktop)
    desktop.focus("--name", "^Perch$")
    desktop.key("Escape")
    wait_for(lambda: not desktop.windows("--name", "^Perch$"), "the window to be gone")
    wait_for(lambda: read_from_files(desktop) < while_open * 3 / 4, "its memory", timeout=60)
    picture(desktop, "window-again")
    desktop.press("perch-tray", "push button", "Start")
    desktop.wait_for_state("running")
