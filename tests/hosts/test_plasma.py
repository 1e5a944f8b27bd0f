# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Perch in Plasma's panel."""

import pytest

from hosts import Plasma
from session import wait_for

RUNS = "exec sleep 1000"


@pytest.fixture
def plasma():
    with Plasma() as plasma:
        yield plasma


def test_menu(plasma):
    plasma.add_backend("main", RUNS, label="Word Counter", autostart=True)
    plasma.start_shell()
    plasma.start_perch()
    place = plasma.wait_for_icon("running")
    plasma.screenshot("plasma-icon")
    plasma.open_menu_at(place, button=3)
    plasma.screenshot("plasma-menu")
    plasma.key("Down", "Return")  # the first entry that can be chosen is Stop
    plasma.wait_for_state("stopped")
    plasma.wait_for_icon("stopped")
    assert plasma.stderr.read_text() == ""


def test_panel_restarted(plasma):
    plasma.add_backend("main", RUNS, label="Word Counter", autostart=True)
    plasma.start_shell()
    plasma.start_perch()
    plasma.wait_for_icon("running")
    plasma.stop(plasma.panel)
    wait_for(lambda: not plasma.place_of_icon("running"), "the panel to be gone")
    plasma.start_panel()
    plasma.wait_for_icon("running")
    assert plasma.stderr.read_text() == ""
