# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Perch at login: the setting and the desktop's autostart entry say the same, whoever changes it."""

import os
import shlex
import subprocess

import processes
import pytest
from perch_home import PERCH, PerchHome, without_powers

EDITED = """# mine

[Desktop Entry]
Type=Application
Name=Perch
Exec=sh -c "sleep 5; perch run"
"""


@pytest.fixture
def home():
    home = PerchHome()
    home.add_backend("main", "wait")
    yield home
    home.close()


def entry(home):
    return home.settings.parent / "autostart" / "org.perch.Perch.desktop"


def wants(home):
    return home.ask("config", "get", "companion.start_at_login")


def until(home, condition):
    processes.wait_until(condition, lambda: f"{condition}; {home.story()}")


def switch(home, on):
    home.perch("config", "set", "companion.start_at_login", "true" if on else "false")


def test_switched_on_and_off(home):
    home.run()
    assert not entry(home).parent.exists()
    switch(home, True)
    until(home, entry(home).exists)
    text = entry(home).read_text()
    subprocess.run(["desktop-file-validate", entry(home)], check=True)
    command = next(line for line in text.splitlines() if line.startswith("Exec="))
    assert shlex.split(command.removeprefix("Exec=")) == [str(PERCH), "run", "--hidden"]
    switch(home, False)
    until(home, lambda: not entry(home).exists())
    home.leave()


def test_switched_on_before_the_start(home):
    """What somebody has written into the settings takes effect at the next start."""
    home.configure("companion", start_at_login=True)
    home.run()
    until(home, entry(home).exists)
    home.leave()


def test_edited(home):
    """What somebody has made of the entry survives being switched off and on."""
    entry(home).parent.mkdir()
    entry(home).write_text(EDITED)
    home.run()
    until(home, lambda: wants(home) is True)
    assert entry(home).read_text() == EDITED
    switch(home, False)
    until(home, lambda: "Hidden=true" in entry(home).read_text())
    switch(home, True)
    until(home, lambda: entry(home).read_text() == EDITED)
    home.leave()


@pytest.mark.parametrize("running", [True, False])
@pytest.mark.parametrize("way", ["hidden", "gnome", "removed"])
def test_switched_off_by_a_tool(home, way, running):
    """The desktop's own tools have their say, whether Perch runs or not."""
    home.run()
    switch(home, True)
    until(home, entry(home).exists)
    if not running:
        home.leave()
    text = entry(home).read_text()
    if way == "removed":
        entry(home).unlink()
    else:
        key = "Hidden=true" if way == "hidden" else "X-GNOME-Autostart-enabled=false"
        home.write(entry(home), text + key + "\n")
    if not running:
        home.run()
    until(home, lambda: wants(home) is False)
    assert way == "removed" or "=false\n" in entry(home).read_text() or \
        "Hidden=true" in entry(home).read_text()

    switch(home, True)
    until(home, lambda: entry(home).exists() and entry(home).read_text() == text)
    home.leave()


def test_moved(home):
    """An entry that starts a program that is gone is put right."""
    home.configure("companion", start_at_login=True)
    entry(home).parent.mkdir()
    entry(home).write_text("[Desktop Entry]\nType=Application\nName=Mine\nExec=/gone/perch run\n")
    home.run()
    until(home, lambda: str(PERCH) in entry(home).read_text())
    assert "Name=Mine" in entry(home).read_text()
    home.leave()


def test_cannot_be_written(home):
    """It is told, and tried again at the next start."""
    entry(home).parent.mkdir()
    os.chmod(entry(home).parent, 0o500)
    home.prefix = without_powers()
    home.run()
    switch(home, True)
    until(home, lambda: "starts at login" in str(home.status()["problems"]))
    assert not entry(home).exists()
    switch(home, False)
    until(home, lambda: "starts at login" not in str(home.status()["problems"]))
    switch(home, True)
    until(home, lambda: "starts at login" in str(home.status()["problems"]))
    home.leave()
    os.chmod(entry(home).parent, 0o700)
    home.run()
    until(home, entry(home).exists)
    home.leave()
