# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Perch in LXQt's panel, a host with an implementation of its own. Its menu is on the right button."""

import time

from bus_menu import BusMenu, find_item
from session import wait_for, wait_for_silence


def test_menu(desktop):
    desktop.add_backend("main", "exec sleep 1000", label="Word Counter")
    desktop.start_lxqt_panel()
    desktop.start_perch()
    desktop.wait_for_icon("stopped")
    menu = BusMenu(desktop, find_item(desktop))

    desktop.open_menu(button=3)
    desktop.screenshot("lxqt-menu-stopped", "420x400+0+0")
    desktop.key("s")
    desktop.wait_for_icon("running")
    assert desktop.backend()["state"] == "running"

    # It tells when the menu is closed: the uptime stands still from then on.
    desktop.open_menu(button=3)
    before = len(menu.signals)
    wait_for(lambda: len(menu.signals) >= before + 2, "the uptime to move")
    desktop.screenshot("lxqt-menu-running", "420x400+0+0")
    desktop.key("Escape")
    wait_for(lambda: desktop.menu() is None, "the menu to close")
    wait_for_silence(lambda: len(menu.signals), "what was on its way when it closed")
    quiet = len(menu.signals)
    time.sleep(3)
    assert len(menu.signals) == quiet

    desktop.pick("q", button=3)
    assert desktop.wait_for_end() == 0
    assert desktop.stderr.read_text() == ""
