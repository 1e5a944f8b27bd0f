# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT

import pathlib
import sys

import pytest

from desktop import Desktop

sys.path.append(str(pathlib.Path(__file__).parents[1] / "integration"))

RUNS = "exec sleep 1000"


@pytest.fixture
def desktop():
    with Desktop() as desktop:
        yield desktop


@pytest.fixture
def panel(desktop):
    """A desktop with Xfce's panel and a Perch with one backend that can run."""
    desktop.add_backend("main", RUNS, label="Word Counter")
    desktop.start_xfce_panel()
    desktop.start_perch()
    desktop.wait_for_icon("stopped")
    return desktop
