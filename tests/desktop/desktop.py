# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What the desktop tests have in common: a session with Perch and a panel in it, and hands and eyes.

Perch runs as a person would run it; nothing here reaches into the program. Hands are xdotool, eyes
are screenshots, and what can't be seen is read from the session bus.
"""

import json
import os
import pathlib
import re

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

from session import TIMEOUT, Session, wait_for  # noqa: E402

HERE = pathlib.Path(__file__).parent
BUILD = pathlib.Path(os.environ.get("PERCH_TOP_BUILDDIR", HERE.parent.parent / "build"))
WATCHER = "org.kde.StatusNotifierWatcher"
NOTIFICATIONS = "org.freedesktop.Notifications"
DBUS_MENU = "com.canonical.dbusmenu"

# The colours of the icons, by status.
COLOURS = {
    "stopped": (0x85, 0x8B, 0x93),
    "busy": (0x35, 0x84, 0xE4),
    "running": (0x2F, 0x9E, 0x4F),
    "warning": (0xC9, 0x7A, 0x00),
    "failed": (0xE0, 0x34, 0x2B),
    "not-found": (0x9A, 0x63, 0xD6),
}

# What add_backend() takes: a script that fails the first time and runs the second.
SECOND_TIME_LUCKY = """
if [ -e "$0.once" ]; then exec sleep 1000; fi
touch "$0.once"
echo 'no such table: words' >&2
exit 78
"""

XFCE_PANEL = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array"><value type="int" value="1"/>
    <property name="dark-mode" type="bool" value="{dark}"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="32"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
      <property name="icon-size" type="int" value="22"/>
    </property>
  </property>
</channel>
"""

LXQT_PANEL = """panels=panel1
[panel1]
plugins=statusnotifier
panelSize=32
iconSize=22
position=Top
[statusnotifier]
type=statusnotifier
alignment=Left
"""


class Desktop(Session):
    """A session with what a desktop is made of. Use as a context manager."""

    def __init__(self, dark=False, screen="1024x768"):
        super().__init__(screen)
        # Perch must not be told to behave otherwise than it does for people.
        for name in ("PERCH_TRAY", "NO_AT_BRIDGE"):
            self.env.pop(name, None)
        # Warnings of Perch end the test that causes them; of the panel, they are its own business.
        self.env["G_DEBUG"] = ""
        if dark:
            self.env["GTK_THEME"] = "Adwaita:dark"
        self.config = pathlib.Path(self.env["XDG_CONFIG_HOME"])
        self.tray = None
        self.programs = BUILD / "app"
        self._write_panel_settings(dark)
        # Any free ports, so that the usual ones may be in use.
        (self.config / "perch").mkdir(exist_ok=True)
        for surface in ("bridge", "web-listener"):
            (self.config / "perch" / f"{surface}-settings.json").write_text('{"port": 0}')

    def __enter__(self):
        super().__enter__()
        try:
            self.bus = Gio.DBusConnection.new_for_address_sync(
                self.env["DBUS_SESSION_BUS_ADDRESS"],
                Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
                | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        except BaseException:
            self.close()
            raise
        return self

    def close(self):
        # Perch first: it has backends to stop, and it needs the display for nothing of that.
        if self.tray is not None:
            self.stop(self.tray)
        super().close()

    def _write_panel_settings(self, dark):
        xfce = self.config / "xfce4/xfconf/xfce-perchannel-xml"
        xfce.mkdir(parents=True)
        (xfce / "xfce4-panel.xml").write_text(XFCE_PANEL.format(dark=str(dark).lower()))
        lxqt = self.config / "lxqt"
        lxqt.mkdir()
        (lxqt / "panel.conf").write_text(LXQT_PANEL)

    # Programs

    def start_xfce_panel(self):
        panel = self.start("xfce4-panel", "--disable-wm-check")
        wait_for(lambda: self.has_owner(WATCHER), "xfce4-panel to be a tray host")
        return panel

    def start_lxqt_panel(self):
        panel = self.start("lxqt-panel")
        wait_for(lambda: self.has_owner(WATCHER), "lxqt-panel to be a tray host")
        return panel

    def start_notification_daemon(self):
        found = list(pathlib.Path("/usr/lib").glob("*/xfce4/notifyd/xfce4-notifyd"))
        daemon = self.start(found[0])
        wait_for(lambda: self.has_owner(NOTIFICATIONS), "xfce4-notifyd")
        return daemon

    def install(self):
        """Perch as it is when it is installed, to be run from now on; returns its prefix."""
        top = self.folder / "installed"
        self.run("meson", "install", "-C", BUILD, "--no-rebuild", "--quiet", "--destdir", top)
        self.programs = next(top.rglob("bin/perch-tray")).parent
        return self.programs.parent

    def write(self, path, text):
        """Puts a whole file in place at once: who watches it never finds half of it."""
        draft = self.folder / "draft"
        draft.write_text(text, encoding="utf-8")
        os.replace(draft, path)

    def add_backend(self, name, script, **profile):
        """A backend that is a shell script; returns the path of the script."""
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        folder = self.config / "perch/backends"
        folder.mkdir(parents=True, exist_ok=True)
        profile = {"executable": str(path), "restart": "never", **profile}
        self.write(folder / f"{name}.json", json.dumps(profile))
        return path

    def start_perch(self, *args):
        self.stderr = self.folder / "perch-stderr"
        with self.stderr.open("wb") as stderr:
            self.tray = self.start(self.programs / "perch-tray", *args, stderr=stderr,
                                   env={**self.env, "G_DEBUG": "fatal-criticals"})
        wait_for(lambda: self.status() or self.tray.poll() is not None, "Perch to answer")
        assert self.tray.poll() is None, self.stderr.read_text()
        return self.tray

    def wait_for_end(self):
        """Perch was told to end: its exit status."""
        return self.tray.wait(TIMEOUT)

    def perch(self, *args):
        """Runs a command of the CLI and returns what it printed."""
        return self.run(self.programs / "perch", *args).decode()

    def status(self):
        """What `perch status --json` says, or None when Perch does not run."""
        text = self.run(self.programs / "perch", "status", "--json", check=False)
        answer = json.loads(text) if text.strip() else {}
        return answer if answer.get("pid") else None

    def backend(self, name="main"):
        return next(b for b in self.status()["backends"] if b["name"] == name)

    def wait_for_state(self, state, name="main"):
        wait_for(lambda: self.backend(name)["state"] == state, f"{name} to be {state}")

    # Bus

    def call(self, name, path, interface, method, parameters=None):
        return self.bus.call_sync(name, path, interface, method, parameters, None,
                                  Gio.DBusCallFlags.NONE, 1000 * TIMEOUT, None).unpack()

    def call_bus(self, method, *strings):
        return self.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                         method, GLib.Variant("(" + "s" * len(strings) + ")", strings))[0]

    def has_owner(self, name):
        return self.call_bus("NameHasOwner", name)

    def pid_of(self, name):
        """The process that owns a name; None when there is none."""
        try:
            return self.call_bus("GetConnectionUnixProcessID", name)
        except GLib.Error:
            return None

    # Eyes

    def pixels(self, x, y, width, height):
        """The colours of a part of the screen, as a list of (red, green, blue)."""
        raw = self.run("import", "-silent", "-window", "root", "-crop",
                       f"{width}x{height}+{x}+{y}", "+repage", "-depth", "8", "rgb:-")
        return list(zip(raw[0::3], raw[1::3], raw[2::3]))

    def count_colour(self, colour, area=(0, 0, 40, 32)):
        def near(pixel):
            return all(abs(a - b) <= 12 for a, b in zip(pixel, colour))
        return sum(near(p) for p in self.pixels(*area))

    def shows_icon(self, status):
        """Whether the icon for `status` is what is seen where the panel has its first icon."""
        return self.count_colour(COLOURS[status]) > 60

    def wait_for_icon(self, status):
        wait_for(lambda: self.shows_icon(status), f"the icon to show {status}")

    def screenshot(self, name, area=None):
        """Keeps a picture for people, where PERCH_SCREENSHOTS says."""
        folder = self.env.get("PERCH_SCREENSHOTS")
        if not folder:
            return
        pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
        self.run("import", "-silent", "-window", "root", "-crop", area or self.screen, "+repage",
                 pathlib.Path(folder) / f"{name}.png")

    def windows(self, *search):
        """Geometry (x, y, width, height) of the visible windows that xdotool finds."""
        text = self.run("xdotool", "search", "--onlyvisible", *search, "getwindowgeometry", "%@",
                        check=False).decode()
        places = re.findall(r"Position: (-?\d+),(-?\d+).*?Geometry: (\d+)x(\d+)", text, re.S)
        return [tuple(map(int, place)) for place in places]

    def focus(self, *search):
        """Gives a window the keyboard, as a window manager would, which there is none of here."""
        self.run("xdotool", "search", "--sync", "--onlyvisible", *search, "windowfocus", "--sync")

    def menus(self):
        """Geometries of the open tray menu and submenus; tooltips are too small to be one."""
        return [w for w in self.windows("--class", "Wrapper-2.0|lxqt-panel")
                if 150 <= w[2] < 1000 and w[3] >= 150]

    def menu(self):
        """Geometry of the open tray menu, or None."""
        found = self.menus()
        return found[0] if found else None

    def controls(self, program):
        """What a screen reader finds in the windows of a program: a list of (role, name, on)."""
        lines = self.run(HERE / "accessible.py", program, "list").decode().splitlines()
        return [(role, name, state == "on") for role, name, state in
                (line.split("\t") for line in lines)]

    def notifications(self):
        """The texts of all notifications on the screen."""
        return [name for role, name, _ in self.controls("xfce4-notifyd") if role == "label"]

    def wait_for_notification(self, title, detail):
        """Looks for both at once, since a notification does not stay for long."""
        def is_shown():
            texts = self.notifications()
            return title in texts and any(detail in text for text in texts)

        wait_for(is_shown, f"the notification {title!r} with {detail!r}")

    def read_text(self, program, role, name):
        """All the text that a control has for a screen reader."""
        return self.run(HERE / "accessible.py", program, "text", role, name).decode()

    # Hands

    def press(self, program, role, name):
        """Presses a control by way of accessibility."""
        self.run(HERE / "accessible.py", program, "press", role, name)

    def fill(self, program, role, name, text):
        """Puts a text into a control by way of accessibility."""
        self.run(HERE / "accessible.py", program, "fill", role, name, text)

    def place(self, program, role, name):
        """Where on the screen a control has its middle."""
        return self.run(HERE / "accessible.py", program, "place", role, name).decode().split()

    def click_control(self, program, role, name):
        """Moves the pointer to a control and clicks it."""
        self.click(*self.place(program, role, name))

    def click(self, x, y, button=1):
        self.run("xdotool", "mousemove", x, y, "click", button)

    def point_at(self, x, y):
        self.run("xdotool", "mousemove", x, y)

    def key(self, *keys):
        self.run("xdotool", "key", *keys)

    def open_menu(self, button=1):
        self.click(16, 16, button)
        return wait_for(self.menu, "the menu to open")

    def pick(self, key, button=1):
        """Opens the menu and picks the entry with this mnemonic by keyboard."""
        self.open_menu(button)
        self.key(key)
        wait_for(lambda: self.menu() is None, "the menu to close")
