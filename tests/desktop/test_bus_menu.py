# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Perch as a tray host sees it, with a host that may do anything."""

import os
import socket
import time

import pytest

from bus_menu import BusMenu, Watcher
from session import wait_for, wait_for_silence

RUNS = "exec sleep 1000"


@pytest.fixture
def menu(desktop):
    watcher = Watcher(desktop)
    desktop.add_backend("main", RUNS, label="Word Counter")
    desktop.start_perch()
    return BusMenu(desktop, watcher.wait_for_item())


def test_entries(menu):
    script = menu.desktop.folder / "main"
    assert [(e["label"], e["enabled"]) for e in menu.entries() if not e["separator"]] == [
        ("○ Stopped", False), ("PID –", False), ("Uptime –", False), ("CPU –, memory –", False),
        ("Kind: stdio", False),
        ("Start", True), ("Stop", False), ("Restart", False),
        (str(script), False), ("Start backend when Perch starts", True),
        ("Status window…", True), ("Preferences…", True), ("Open log", True),
        ("Copy diagnostics", True), ("Save support bundle…", True), ("Quit", True)]


def test_disabled_entry(menu):
    """A host can send a click for an entry that can't be clicked; nothing must come of it."""
    desktop = menu.desktop
    menu.event(menu.entry("Start")["id"], "clicked")
    desktop.wait_for_state("running")
    pid = desktop.backend()["pid"]
    wait_for(lambda: not menu.entry("Start")["enabled"], "Start to be disabled")
    for label in ("Start", "● Running", "PID"):
        menu.event(menu.entry(label)["id"], "clicked")
    menu.event(menu.entry("Stop")["id"], "clicked")
    desktop.wait_for_state("stopped")
    wait_for(lambda: not menu.entry("Stop")["enabled"], "Stop to be disabled")
    menu.event(menu.entry("Stop")["id"], "clicked")
    menu.event(menu.entry("Restart")["id"], "clicked")
    menu.event(menu.entry("Start")["id"], "clicked")
    desktop.wait_for_state("running")
    assert desktop.backend()["pid"] != pid
    assert desktop.backend()["restarts"] == 0


def test_many_clicks(menu):
    """Somebody who is not sure whether the first click counted."""
    desktop = menu.desktop
    start, stop, restart = (menu.entry(e)["id"] for e in ("Start", "Stop", "Restart"))
    for _ in range(10):
        for entry in (start, start, stop, restart, restart, stop, start):
            menu.event(entry, "clicked")
    wait_for(lambda: desktop.backend()["state"] in ("running", "stopped"), "it to come to rest")
    menu.event(menu.entry("Quit")["id"], "clicked")
    assert desktop.wait_for_end() == 0
    assert desktop.stderr.read_text() == ""


def test_open_and_closed(menu):
    desktop = menu.desktop
    desktop.perch("start")
    layouts = menu.signals.count("LayoutUpdated")
    menu.about_to_show()
    menu.event(0, "opened")
    before = len(menu.signals)
    wait_for(lambda: len(menu.signals) >= before + 3, "the uptime to move")
    menu.event(0, "closed")
    assert menu.signals.count("LayoutUpdated") == layouts


def test_silence(menu):
    """With a backend that runs and a menu that is closed, Perch has nothing to say to anybody."""
    desktop = menu.desktop
    desktop.perch("start")
    desktop.wait_for_state("running")
    wait_for(lambda: menu.entry("● Running"), "the menu to say so")
    monitor = desktop.start("dbus-monitor", "--session", "--profile",
                            stdout=(desktop.folder / "traffic").open("wb"))
    traffic = desktop.folder / "traffic"
    wait_for(lambda: "NameLost" in traffic.read_text(), "dbus-monitor to listen")

    def said():
        return [line for line in traffic.read_text().splitlines() if menu.name in line]

    wait_for_silence(lambda: len(said()), "the news of the start")
    before = said()
    time.sleep(5)
    desktop.stop(monitor)
    assert said() == before


def test_port_taken(desktop):
    """The menu says who has the port, and no longer says so when it is free again."""
    watcher = Watcher(desktop)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        settings = desktop.config / "perch" / "bridge-settings.json"
        settings.write_text(f'{{"port": {port}}}')
        desktop.start_perch()
        menu = BusMenu(desktop, watcher.wait_for_item())
        words = f"port {port} is taken by pid {os.getpid()}"  # looked up once the port is refused

        def row():
            return next((e for e in menu.entries() if words in e["label"]), None)

        assert not wait_for(row, "the problem to be shown")["enabled"]
    desktop.write(settings, '{"port": 0}')
    wait_for(lambda: not any(e["label"].startswith("▲") for e in menu.entries()),
             "the problem to be over")


def test_copy_address(desktop):
    """Where a backend listens is known while it runs, and a click copies it."""
    watcher = Watcher(desktop)
    desktop.add_backend("main", RUNS, kind="http", ready={"on": "spawn"}, venv="/opt/my_venv")
    desktop.start_perch()
    menu = BusMenu(desktop, watcher.wait_for_item())
    assert not menu.entry("No address while it does not run")["enabled"]
    assert menu.entry("Kind: http") and menu.entry("Environment: /opt/my_venv")
    desktop.perch("start")
    row = wait_for(lambda: menu.entry("Copy http://127.0.0.1:"), "the address")
    assert row["enabled"]
    menu.event(row["id"], "clicked")
    wait_for(lambda: "Copy " + desktop.run("xclip", "-selection", "clipboard", "-o",
                                           check=False).decode() == row["label"], "the copy")
    desktop.perch("stop")
    wait_for(lambda: menu.entry("No address"), "the address to be gone")


def test_copy_diagnostics(desktop):
    """They are for others to read, so the token is not in them, whatever a backend has said."""
    watcher = Watcher(desktop)
    desktop.add_backend("main", 'read -r token < "$0.token"; echo "refused $token" >&2; exit 78')
    desktop.start_perch()
    menu = BusMenu(desktop, watcher.wait_for_item())
    token = desktop.perch("token").strip()
    (desktop.folder / "main.token").write_text(token + "\n")
    desktop.run(desktop.programs / "perch", "start", check=False)
    desktop.wait_for_state("failed")
    menu.event(menu.entry("Copy diagnostics")["id"], "clicked")
    copy = wait_for(lambda: desktop.run("xclip", "-selection", "clipboard", "-o",
                                        check=False).decode(), "the copy")
    assert "\n    refused ***\n" in copy
    assert len(token) > 20 and token not in copy
