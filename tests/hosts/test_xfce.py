# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Perch in Xfce's session, from its start to the logout."""

import os

import pytest

from hosts import Xfce
from session import wait_for
from session_manager import SLOW_TO_GO, let_go


@pytest.fixture
def xfce():
    with Xfce() as xfce:
        yield xfce


def test_logout(xfce):
    """The session waits for Perch, and Perch for its backend."""
    path = xfce.add_backend("main", SLOW_TO_GO, autostart=True)
    xfce.start_session()
    xfce.start_perch()
    xfce.wait_for_icon("running")
    xfce.screenshot("xfce-session")
    pid = xfce.backend()["pid"]
    xfce.start("xfce4-session-logout", "--logout")
    wait_for(path.with_name("main.going").exists, "the backend to be told")
    assert xfce.manager.poll() is None
    let_go(path)
    assert xfce.wait_for_end() == 0
    assert not os.path.exists(f"/proc/{pid}")
    wait_for(lambda: xfce.manager.poll() is not None, "the session to end")
    assert xfce.stderr.read_text() == ""
