# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The two big desktops, whose shells draw the tray themselves, and Xfce's session manager, each in a
session of its own."""

import contextlib
import ctypes
import os
import pathlib
import signal

from gi.repository import GLib

from desktop import BUILD, COLOURS, WATCHER, Desktop
from session import wait_for

APPINDICATOR = "ubuntu-appindicators@ubuntu.com"
PR_SET_CHILD_SUBREAPER = 36
PROPERTIES = "org.freedesktop.DBus.Properties"

# Without the tour of new versions.
GNOME_SETTINGS = """[org/gnome/shell]
welcome-dialog-last-shown-version='999'
enabled-extensions=[{extensions}]
"""


class Shell(Desktop):
    """A desktop on which the icon may be anywhere in the panel, whose top is at @panel_y, and a little paler."""

    panel_y = 0

    def __init__(self):
        # Some of their programs leave their parents: the test inherits them, and ends them.
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        super().__init__()

    def close(self):
        super().close()
        with contextlib.suppress(ChildProcessError):
            while True:
                for pid in self.adopted():
                    os.kill(pid, signal.SIGKILL)
                os.waitpid(-1, 0)

    def adopted(self):
        """What is left of the session when all that was started here has ended."""
        return map(int, pathlib.Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())

    def place_of_icon(self, status):
        """Where on the screen the icon for `status` begins, from the left: (x, y), or None."""
        width = 1024
        pixels = self.pixels(0, self.panel_y, width, 44)
        colour = COLOURS[status]
        found = [(index % width, self.panel_y + index // width) for index, pixel in enumerate(pixels)
                 if all(abs(a - b) <= 24 for a, b in zip(pixel, colour))]
        return min(found) if len(found) > 20 else None

    def wait_for_icon(self, status):
        return wait_for(lambda: self.place_of_icon(status), f"the icon to show {status}", 60)

    def open_menu_at(self, place, button=1):
        x, y = place
        before = self.pixels(0, 0, 1024, 768)
        self.click(x + 4, y + 4, button)
        wait_for(lambda: sum(a != b for a, b in
                             zip(before, self.pixels(0, 0, 1024, 768))) > 20000, "the menu to open")

    def install_desktop_file(self):
        """GNOME shows notifications of installed programs only, those whose Exec is there."""
        folder = pathlib.Path(self.env["XDG_DATA_HOME"]) / "applications"
        folder.mkdir(parents=True)
        name = "org.perch.Perch.desktop"
        text = (BUILD / "resources/desktop" / name).read_text()
        (folder / name).write_text(text.replace("Exec=perch", f"Exec={BUILD}/app/perch"))


class Gnome(Shell):
    """GNOME Shell, with or without the extension that makes it a tray host."""

    def start_shell(self, *extensions):
        self.install_desktop_file()
        folder = self.config / "glib-2.0/settings"
        folder.mkdir(parents=True)
        names = ", ".join(f"'{name}'" for name in extensions)
        (folder / "keyfile").write_text(GNOME_SETTINGS.format(extensions=names))
        self.env["GSETTINGS_BACKEND"] = "keyfile"
        # It does not start without a logind.
        self.env["DBUS_SYSTEM_BUS_ADDRESS"] = self.env["DBUS_SESSION_BUS_ADDRESS"]
        self.start("/usr/bin/python3", "-m", "dbusmock", "--system", "--template", "logind")
        wait_for(lambda: self.has_owner("org.freedesktop.login1"), "a logind")
        # What GNOME's own session would let the bus start.
        self.start("gjs", "/usr/share/gnome-shell/org.gnome.Shell.Notifications")
        self.start("gnome-shell", "--x11", "--sm-disable")
        wait_for(lambda: self.has_owner("org.gnome.Shell"), "GNOME Shell", 60)
        self.leave_overview()
        self.wait_for_no_banner()

    def leave_overview(self):
        """It begins with an overview over windows that are not there."""
        wait_for(self.shows_overview, "the overview")
        self.call("org.gnome.Shell", "/org/gnome/Shell", PROPERTIES, "Set",
                  GLib.Variant("(ssv)", ("org.gnome.Shell", "OverviewActive",
                                         GLib.Variant("b", False))))
        wait_for(lambda: not self.shows_overview(), "the overview to be left")

    def wait_for_no_banner(self):
        """It complains of a missing screen lock as long as nobody moves the pointer."""
        def gone():
            for x in (100, 120):
                self.point_at(x, 500)
            return not self.shows_banner()
        wait_for(self.shows_banner, "the word on the screen lock")
        wait_for(gone, "the word on the screen lock to go", 60)

    def shows_banner(self):
        return self.shows_something(40)

    def wait_for_still_banner(self):
        """As long as one unfolds, what is in it is on its way to another place."""
        last = None

        def is_still():
            nonlocal last
            before, last = last, self.pixels(300, 40, 424, 155)
            return last == before
        wait_for(is_still, "the banner to come to rest")

    def shows_something(self, y):
        """Whether there is anything in the middle, at such a height; a window is there a while before it
        is drawn."""
        return len(set(self.pixels(300, y, 424, 60))) > 1

    def shows_overview(self):
        try:
            return self.call("org.gnome.Shell", "/org/gnome/Shell", PROPERTIES, "Get",
                             GLib.Variant("(ss)", ("org.gnome.Shell", "OverviewActive")))[0]
        except GLib.Error:
            return False  # it has its name before it has its objects


class Plasma(Shell):
    """Plasma's panel, and the service that keeps the list of icons."""

    panel_y = 768 - 44

    def start_shell(self):
        self.env["XDG_CURRENT_DESKTOP"] = "KDE"
        self.start("kded5")
        wait_for(lambda: self.has_owner("org.kde.kded5"), "kded5", 60)
        wait_for(self.load_watcher, "the list of icons", 60)
        # What the bus would start: without it the panel shows nothing.
        self.start(*pathlib.Path("/usr/lib").glob("*/libexec/kactivitymanagerd"))
        wait_for(lambda: self.has_owner("org.kde.ActivityManager"), "the activity manager", 60)
        self.start_panel()

    def load_watcher(self):
        """What Plasma's own session would have loaded. It takes a while to be listened to."""
        try:
            self.call("org.kde.kded5", "/kded", "org.kde.kded5", "loadModule",
                      GLib.Variant("(s)", ("statusnotifierwatcher",)))
        except GLib.Error:
            pass
        return self.has_owner(WATCHER)

    def start_panel(self):
        self.panel = self.start("plasmashell")
        wait_for(lambda: self.has_owner("org.kde.plasmashell"), "Plasma's panel", 60)


class Xfce(Shell):
    """Xfce's session, as it is without settings: with a panel, and whatever else is installed."""

    def start_session(self):
        self.env["XDG_CURRENT_DESKTOP"] = "XFCE"
        self.manager = self.start("xfce4-session")
        wait_for(lambda: self.has_owner("org.xfce.SessionManager"), "Xfce's session", 60)
        wait_for(lambda: self.has_owner(WATCHER), "the session's panel", 60)
