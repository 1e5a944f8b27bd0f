# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Perch under GNOME Shell, which is a tray host only with an extension."""

import pytest

from desktop import BUILD, SECOND_TIME_LUCKY
from hosts import APPINDICATOR, Gnome
from session import wait_for

RUNS = "exec sleep 1000"


@pytest.fixture
def gnome():
    with Gnome() as gnome:
        yield gnome


def test_with_extension(gnome):
    gnome.add_backend("main", RUNS, label="Word Counter", autostart=True)
    gnome.start_shell(APPINDICATOR)
    gnome.start_perch()
    place = gnome.wait_for_icon("running")
    gnome.screenshot("gnome-icon")
    gnome.open_menu_at(place)
    gnome.screenshot("gnome-menu")
    gnome.key("Down", "Return")  # the first entry that can be chosen is Stop
    gnome.wait_for_state("stopped")
    gnome.wait_for_icon("stopped")
    assert gnome.stderr.read_text() == ""


def test_without_extension(gnome):
    """Nobody is locked out, and nothing is missing once the extension is switched on."""
    gnome.add_backend("main", RUNS, label="Word Counter", autostart=True)
    gnome.start_shell()
    gnome.start_perch()
    gnome.wait_for_state("running")
    wait_for(lambda: "perch show" in gnome.stderr.read_text(), "a word on stderr", 60)
    wait_for(gnome.shows_banner, "the notification")
    gnome.screenshot("gnome-no-tray")
    gnome.perch("show")
    wait_for(lambda: gnome.shows_something(300), "the window")
    gnome.screenshot("gnome-window")
    gnome.run("gnome-extensions", "enable", APPINDICATOR)
    gnome.wait_for_icon("running")
    gnome.screenshot("gnome-icon-late")


def test_notification(gnome):
    """What is clicked in it arrives: GNOME looks for Perch by its name."""
    gnome.add_backend("main", SECOND_TIME_LUCKY, label="Word Counter")
    gnome.start_shell(APPINDICATOR)
    gnome.start_perch()
    gnome.wait_for_icon("stopped")
    gnome.run(BUILD / "app/perch", "start", check=False)
    gnome.wait_for_icon("failed")
    wait_for(gnome.shows_banner, "the notification")
    gnome.point_at(512, 70)
    wait_for(lambda: gnome.shows_something(135), "its buttons")
    gnome.wait_for_still_banner()
    gnome.screenshot("gnome-notification")
    gnome.click(380, 135)  # Restart, the left one of its two buttons
    gnome.wait_for_state("running")
    gnome.wait_for_icon("running")
