# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Perch in Xfce's panel: icon and menu, by mouse and by keyboard."""

import os
import pathlib
import shutil
import signal

import pytest

from bus_menu import BusMenu, find_item
from desktop import WATCHER, Desktop
from session import wait_for

RUNS = "exec sleep 1000"


@pytest.mark.parametrize("icon, state, script, profile", [
    ("busy", "starting", RUNS, {"ready": {"on": "status"}}),
    ("running", "running", RUNS, {}),
    ("warning", "backoff", "exit 3", {"restart": "on-failure"}),
    ("failed", "failed", "echo 'no such table: words' >&2; exit 78", {}),
])
def test_icon_of_state(desktop, icon, state, script, profile):
    desktop.add_backend("main", script, label="Word Counter", **profile)
    desktop.start_xfce_panel()
    desktop.start_perch()
    desktop.wait_for_icon("stopped")
    desktop.pick("s")
    desktop.wait_for_icon(icon)
    desktop.wait_for_state(state)  # a crash is tried again from time to time
    desktop.open_menu()
    desktop.screenshot(f"menu-{state}", "420x400+0+0")


def test_icon_when_not_found(desktop):
    desktop.add_backend("main", RUNS, executable="/opt/words/words_backend")
    desktop.start_xfce_panel()
    desktop.start_perch()
    desktop.wait_for_icon("not-found")
    desktop.open_menu()
    desktop.screenshot("menu-not-found", "420x400+0+0")


def test_several_backends(desktop):
    desktop.add_backend("words", RUNS, label="Word Counter", autostart=True)
    desktop.add_backend("mail", "exit 78", label="Mail", autostart=True)
    (desktop.config / "perch/backends/old.json").write_text('{"executable": 5}')
    desktop.start_xfce_panel()
    desktop.start_perch()
    desktop.wait_for_icon("failed")
    desktop.open_menu()
    desktop.key("Down", "Right")
    wait_for(lambda: len(desktop.menus()) == 2, "the submenu to open")
    desktop.screenshot("menu-several", "640x400+0+0")
    entries = BusMenu(desktop, find_item(desktop)).entries()
    assert [e["label"] for e in entries[:2]] == ["✕ Mail", "● Word Counter"]
    assert any("old.json" in e["label"] for e in entries)


def test_by_mouse(panel):
    menu = BusMenu(panel, find_item(panel))

    def click(label):
        panel.click(*menu.place_of(label, panel.open_menu()))
        wait_for(lambda: panel.menu() is None, "the menu to close")

    click("Start")
    panel.wait_for_state("running")
    panel.wait_for_icon("running")
    first = panel.backend()["pid"]

    click("Restart")
    wait_for(lambda: panel.backend()["pid"] not in (None, first), "another process")
    panel.wait_for_state("running")

    click("Stop")
    panel.wait_for_state("stopped")
    panel.wait_for_icon("stopped")

    click("Quit")
    assert panel.wait_for_end() == 0
    assert panel.stderr.read_text() == ""


def test_by_keyboard(panel):
    panel.open_menu()
    panel.screenshot("menu-stopped", "420x400+0+0")
    panel.key("Down", "Return")  # the first entry that can be chosen is Start
    panel.wait_for_state("running")

    panel.pick("t")
    panel.wait_for_state("stopped")
    panel.pick("s")
    panel.wait_for_state("running")
    pid = panel.backend()["pid"]
    panel.pick("q")
    assert panel.wait_for_end() == 0
    assert not os.path.exists(f"/proc/{pid}")
    assert panel.stderr.read_text() == ""


def test_autostart_check(panel):
    panel.pick("p")
    wait_for(lambda: '"autostart": true' in
             (panel.config / "perch/backends/main.json").read_text(), "the setting in the profile")
    panel.open_menu()
    panel.screenshot("menu-autostart", "420x400+0+0")


def test_disabled_entry(panel):
    place = BusMenu(panel, find_item(panel)).place_of("Stop", panel.open_menu())
    panel.click(*place)
    panel.key("Escape")
    wait_for(lambda: panel.menu() is None, "the menu to close")
    assert panel.backend()["state"] == "stopped"


def test_menu_stays_open(panel):
    """A menu that is read for long stays where it is, and what moves in it moves."""
    panel.pick("s")
    panel.wait_for_state("running")
    bus_menu = BusMenu(panel, find_item(panel))
    menu = panel.open_menu()
    _, uptime_y = bus_menu.place_of("Uptime", menu)
    area = (menu[0] + 20, uptime_y - 10, menu[2] - 40, 20)

    panel.point_at(*bus_menu.place_of("Copy diagnostics", menu))  # away from the icon's tooltip

    layouts = bus_menu.signals.count("LayoutUpdated")
    seen = set()

    def look():
        assert panel.menu() == menu
        seen.add(tuple(panel.pixels(*area)))
        return len(seen) >= 20

    wait_for(look, "twenty pictures of the uptime", timeout=150)
    assert panel.menu() == menu
    assert bus_menu.signals.count("LayoutUpdated") == layouts
    panel.key("t")
    panel.wait_for_state("stopped")


@pytest.mark.parametrize("dark", [False, True])
def test_picture(dark):
    """The picture for the README: the example backend, watched for a while."""
    source = pathlib.Path(__file__).parents[2] / "resources/python"
    with Desktop(dark=dark) as desktop:
        folder = pathlib.Path(desktop.env["HOME"]) / "words"
        folder.mkdir()
        for name in ("example_backend.py", "perch_backend.py"):
            shutil.copy(source / name, folder)
        desktop.add_backend("main", "", label="Word Counter", autostart=True,
                            executable=str(folder / "example_backend.py"))
        desktop.start_xfce_panel()
        desktop.start_perch()
        desktop.wait_for_icon("running")
        x, y, width, height = desktop.open_menu()
        bus_menu = BusMenu(desktop, find_item(desktop))
        desktop.point_at(*bus_menu.place_of("Status window", (x, y, width, height)))
        uptime = bus_menu.entry("Uptime")["label"]
        wait_for(lambda: bus_menu.entry("Uptime")["label"] != uptime, "the uptime to move")
        wait_for(lambda: "–" not in bus_menu.entry("CPU ")["label"], "the usage to be known")
        desktop.screenshot("readme-dark" if dark else "readme", f"{x + width}x{y + height}+0+0")


def test_host_killed(panel):
    """The part of the panel that hosts the icons crashes and is started again by the panel."""
    owner = panel.pid_of(WATCHER)
    os.kill(owner, signal.SIGKILL)
    wait_for(lambda: panel.pid_of(WATCHER) not in (None, owner), "another host")
    panel.wait_for_icon("stopped")
    panel.pick("s")
    panel.wait_for_icon("running")
    assert panel.stderr.read_text() == ""


def test_panel_restarted(desktop):
    desktop.add_backend("main", RUNS)
    first = desktop.start_xfce_panel()
    desktop.start_perch()
    desktop.wait_for_icon("stopped")
    desktop.stop(first)
    wait_for(lambda: not desktop.has_owner(WATCHER), "the tray to be gone")
    desktop.start_xfce_panel()
    desktop.wait_for_icon("stopped")
    desktop.pick("s")
    desktop.wait_for_icon("running")


def test_panel_late(desktop):
    """At login Perch may be there before the panel."""
    desktop.add_backend("main", RUNS, autostart=True)
    desktop.start_perch()
    desktop.wait_for_state("running")
    desktop.start_xfce_panel()
    desktop.wait_for_icon("running")
    desktop.pick("t")
    desktop.wait_for_icon("stopped")
    assert desktop.stderr.read_text() == ""


def test_quit_label_while_open(panel):
    """What Quit would stop is said while the menu stays open."""
    menu = BusMenu(panel, find_item(panel))
    assert menu.entry("Quit")["label"] == "Quit"
    panel.open_menu()
    layouts = menu.signals.count("LayoutUpdated")
    panel.perch("start")
    wait_for(lambda: menu.entry("Quit and stop 1 backend"), "the label to follow")
    panel.screenshot("menu-quit", "420x400+0+0")
    panel.perch("stop")
    wait_for(lambda: menu.entry("Quit")["label"] == "Quit", "the label to follow")
    assert panel.menu() is not None
    assert menu.signals.count("LayoutUpdated") == layouts
    panel.key("q")
    assert panel.wait_for_end() == 0
