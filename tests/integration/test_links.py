# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What the programs are linked with: it decides how fast they start and how small they stay."""

import re
import subprocess

import pytest
from processes import BUILD, GUARD

PERCH = BUILD / "app" / "perch"
TRAY = BUILD / "app" / "perch-tray"

# What a window or a tray icon needs, and a program without a display must not load.
DESKTOP = ("gtk", "gdk", "cairo", "pango", "indicator", "dbusmenu", "X11")


def needed(program):
    """The libraries that the program itself asks for."""
    output = subprocess.run(["readelf", "--dynamic", "--wide", program], capture_output=True,
                            text=True, check=True).stdout
    return re.findall(r"\(NEEDED\).*\[(.+)\]", output)


def loaded(program):
    """All that the dynamic loader maps for it, what libraries ask for themselves included."""
    output = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    return re.findall(r"^\s*(\S+)", output, re.MULTILINE)


def of_desktop(libraries):
    return [name for name in libraries if any(word in name for word in DESKTOP)]


def test_perch_loads_nothing_of_a_desktop():
    libraries = loaded(PERCH)
    assert any("libglib-2.0" in name for name in libraries), libraries
    assert of_desktop(libraries) == []


@pytest.mark.parametrize("program", [PERCH, TRAY])
def test_rarely_used_libraries_are_elsewhere(program):
    """libarchive is perch-bundle's, libsecret the module's: both bring a lot along."""
    assert [name for name in needed(program) if "archive" in name or "secret" in name] == []


def test_perch_tray_does():
    """Or the test above would pass whatever perch is linked with."""
    if not TRAY.exists():
        pytest.skip("built without a tray")
    assert of_desktop(needed(TRAY)) != []


def test_guard_is_plain_c():
    """A sanitizer's runtime may come along; GLib, its threads and its signals may not."""
    allowed = re.compile(r"lib(c|m|dl|pthread|gcc_s|asan|ubsan|rt|resolv)\.so|ld-linux")
    libraries = needed(GUARD)
    assert any(name.startswith("libc.so") for name in libraries), libraries
    assert [name for name in libraries if not allowed.match(name)] == []
