# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The support bundle, saved by mouse and keyboard."""

import json
import pathlib
import zipfile

import pytest
from bus_menu import BusMenu, find_item
from session import wait_for

ENTRY = "Save support bundle…"
DIALOG = "^Save support bundle$"


@pytest.fixture
def home(desktop):
    desktop.add_backend("main", "exec sleep 1000", label="Word Counter")
    desktop.start_notification_daemon()
    desktop.start_xfce_panel()
    desktop.start_perch()
    desktop.wait_for_icon("stopped")
    return pathlib.Path(desktop.env["HOME"])


def click_entry(desktop):
    menu = BusMenu(desktop, find_item(desktop))
    wait_for(lambda: menu.entry(ENTRY)["enabled"], "the entry to be there again")
    desktop.click(*menu.place_of(ENTRY, desktop.open_menu()))
    wait_for(lambda: desktop.windows("--name", DIALOG), "the dialog")
    desktop.focus("--name", DIALOG)


def save_as(desktop, path):
    desktop.key("ctrl+a")
    desktop.run("xdotool", "type", path)
    desktop.key("Return")
    wait_for(lambda: not desktop.windows("--name", DIALOG), "the dialog to be gone")


def test_name_that_is_proposed(desktop, home):
    click_entry(desktop)
    wait_for(lambda: desktop.count_colour((255, 255, 255), (200, 200, 600, 400)), "it to be painted")
    desktop.screenshot("save-bundle")
    desktop.key("Return")
    path, = wait_for(lambda: list(home.glob("perch-bundle-*.tar.zst")), "the bundle")
    desktop.wait_for_notification("The support bundle is saved", str(path))
    desktop.screenshot("notification-bundle", "400x140+624+0")


def test_what_is_in_it(desktop, home):
    click_entry(desktop)
    save_as(desktop, home / "b.zip")
    wait_for(lambda: str(home / "b.zip") in desktop.notifications(), "the notification")
    with zipfile.ZipFile(home / "b.zip") as archive:
        assert json.loads(archive.read("perch-bundle/status.json"))["mode"] == "tray"
        assert b"\nGTK 3." in archive.read("perch-bundle/versions.txt")


def test_no_bundle(desktop, home):
    click_entry(desktop)
    desktop.key("Escape")
    wait_for(lambda: not desktop.windows("--name", DIALOG), "the dialog to be gone")
    assert list(home.glob("*bundle*")) == []

    click_entry(desktop)
    save_as(desktop, "/proc/b.zip")
    wait_for(lambda: {"The support bundle could not be saved",
                      "can't write /proc/b.zip: No such file or directory"} <= {
        name for _, name, _ in desktop.controls("perch-tray")}, "the word that it failed")
    assert desktop.stderr.read_text() == ""
