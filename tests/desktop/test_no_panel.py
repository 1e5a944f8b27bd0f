# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""A desktop without a tray, as GNOME is by default: nobody is locked out."""

import pathlib
import time

import pytest

from desktop import BUILD
from session import wait_for


@pytest.fixture
def no_panel(desktop):
    desktop.add_backend("main", "exec sleep 1000", label="Word Counter")
    desktop.start_notification_daemon()
    desktop.start_perch()
    return desktop


@pytest.fixture
def hidden(desktop):
    """The same as a login starts it: its window does not open by itself, however slow we are."""
    desktop.add_backend("main", "exec sleep 1000", label="Word Counter")
    desktop.start_perch("--hidden")
    return desktop


def window_is_open(desktop):
    return desktop.windows("--name", "^Perch$")


def test_told_once(no_panel):
    wait_for(lambda: "perch show" in no_panel.stderr.read_text(), "a word on stderr")
    controls = wait_for(lambda: [name for _, name, _ in no_panel.controls("xfce4-notifyd")
                                 if "no tray" in name], "the notification")
    no_panel.screenshot("notification-no-tray", "400x180+624+0")
    assert len(controls) == 1
    assert no_panel.stderr.read_text().count("\n") == 1

    wait_for(lambda: window_is_open(no_panel), "the window, which opens by itself")
    no_panel.focus("--name", "^Perch$")
    no_panel.key("Escape")
    wait_for(lambda: not window_is_open(no_panel), "it to be closed")
    no_panel.click_control("xfce4-notifyd", "push button", "Open window")
    wait_for(lambda: window_is_open(no_panel), "the window")

    # A tray that comes and goes later is no news.
    panel = no_panel.start_xfce_panel()
    no_panel.stop(panel)
    time.sleep(12)
    assert no_panel.stderr.read_text().count("\n") == 1


@pytest.mark.parametrize("command", [["show"], ["run"]])
def test_window_from_terminal(hidden, command):
    assert not window_is_open(hidden)
    hidden.run(BUILD / "app/perch", *command)
    wait_for(lambda: window_is_open(hidden), "the window")
    hidden.press("perch-tray", "push button", "Start")
    hidden.wait_for_state("running")
    hidden.press("perch-tray", "push button", "Quit and stop 1 backend")
    assert hidden.wait_for_end() == 0


def test_hidden_from_login(desktop):
    """At login no window opens by itself: a notification has to do."""
    desktop.add_backend("main", "exec sleep 1000", label="Word Counter")
    desktop.start_notification_daemon()
    desktop.start_perch("--hidden")
    wait_for(lambda: [name for _, name, _ in desktop.controls("xfce4-notifyd")
                      if "no tray" in name], "the notification")
    assert not window_is_open(desktop)


def environment_of(pid):
    return pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")


def test_one_heap(desktop):
    """As people start it, Perch has one heap, from which memory is given back; and a backend has
    what it wants."""
    desktop.add_backend("main", "exec sleep 1000", label="Word Counter")
    desktop.tray = desktop.start(BUILD / "app/perch", "run", "--hidden")
    wait_for(desktop.status, "Perch to answer")
    desktop.perch("start")
    desktop.wait_for_state("running")
    pid = desktop.status()["pid"]
    assert pid == desktop.tray.pid
    assert pathlib.Path(f"/proc/{pid}/comm").read_text() == "perch-tray\n"
    assert b"G_SLICE=always-malloc" in environment_of(pid)
    assert b"G_SLICE=always-malloc" not in environment_of(desktop.backend()["pid"])
    desktop.perch("quit")
    assert desktop.wait_for_end() == 0


def test_hidden(hidden):
    """What a login starts a second time stays in the background; what a person starts does not."""
    hidden.run(BUILD / "app/perch", "run", "--hidden")
    assert not window_is_open(hidden)
    hidden.run(BUILD / "app/perch", "run")
    wait_for(lambda: window_is_open(hidden), "the window")
