# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The tray menu as a tray host sees it: over D-Bus."""

from gi.repository import Gio, GLib

from desktop import DBUS_MENU, WATCHER
from session import wait_for

WATCHER_XML = """
<node><interface name="org.kde.StatusNotifierWatcher">
  <method name="RegisterStatusNotifierItem"><arg type="s" direction="in"/></method>
  <property name="RegisteredStatusNotifierItems" type="as" access="read"/>
  <property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
  <property name="ProtocolVersion" type="i" access="read"/>
</interface></node>
"""


def run_main_context():
    """Lets what has come over the bus be seen."""
    context = GLib.MainContext.default()
    while context.iteration(False):
        pass


class Watcher:
    """A tray host that paints nothing, in this process: `item` is (bus name, object path)."""

    def __init__(self, desktop):
        self.item = None
        interface = Gio.DBusNodeInfo.new_for_xml(WATCHER_XML).interfaces[0]
        desktop.bus.register_object("/StatusNotifierWatcher", interface, self._called, self._get,
                                    None)
        desktop.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                     "RequestName", GLib.Variant("(su)", (WATCHER, 4)))

    def _called(self, _bus, sender, _path, _interface, _method, parameters, invocation):
        self.item = (sender, parameters.unpack()[0])
        invocation.return_value(None)

    def _get(self, _bus, _sender, _path, _interface, name):
        return {"RegisteredStatusNotifierItems": GLib.Variant("as", []),
                "IsStatusNotifierHostRegistered": GLib.Variant("b", True),
                "ProtocolVersion": GLib.Variant("i", 0)}[name]

    def wait_for_item(self):
        def registered():
            run_main_context()
            return self.item
        return wait_for(registered, "Perch to register its icon")


def find_item(desktop):
    """The one icon that is registered with the panel, as (bus name, object path)."""
    items = desktop.call(WATCHER, "/StatusNotifierWatcher", "org.freedesktop.DBus.Properties",
                         "Get", GLib.Variant("(ss)", (WATCHER, "RegisteredStatusNotifierItems")))
    name, path = items[0][0].split("/", 1)
    return name, "/" + path


class BusMenu:
    """`signals` has the names of the signals that the menu has sent, oldest first."""

    def __init__(self, desktop, item):
        self.desktop = desktop
        self.name, path = item
        self.path = desktop.call(self.name, path, "org.freedesktop.DBus.Properties", "Get",
                                 GLib.Variant("(ss)", ("org.kde.StatusNotifierItem", "Menu")))[0]
        self._signals = []
        desktop.bus.signal_subscribe(None, DBUS_MENU, None, self.path, None,
                                     Gio.DBusSignalFlags.NONE,
                                     lambda *a: self._signals.append(a[4]))
        wait_for(self._is_there, "the menu on the bus")

    def _is_there(self):
        try:
            return self.entries()
        except GLib.Error:
            return None

    @property
    def signals(self):
        run_main_context()
        return self._signals

    def _call(self, method, signature, *values):
        return self.desktop.call(self.name, self.path, DBUS_MENU, method,
                                 GLib.Variant(signature, values))

    def entries(self):
        """The visible top-level entries: id, label without mnemonic, enabled, separator."""
        _, (_, _, children) = self._call("GetLayout", "(iias)", 0, -1, [])
        found = []
        for number, properties, _ in children:
            if properties.get("visible", True):
                label = properties.get("label", "").replace("__", "\0").replace("_", "")
                found.append({"id": number, "label": label.replace("\0", "_"),
                              "enabled": properties.get("enabled", True),
                              "separator": properties.get("type") == "separator"})
        return found

    def entry(self, start):
        """The first entry whose label begins like this, or None."""
        return next((e for e in self.entries() if e["label"].startswith(start)), None)

    def about_to_show(self):
        self._call("AboutToShow", "(i)", 0)

    def event(self, number, event):
        self._call("Event", "(isvu)", number, event, GLib.Variant("i", 0), 0)

    def place_of(self, start, menu):
        """The middle of an entry on the screen, for GTK's Adwaita menus; `menu` is the geometry."""
        x, y, width, height = menu
        entries = self.entries()
        rows = sum(not e["separator"] for e in entries)
        padding, line = 4, 1
        row_height = (height - 2 * padding - line * (len(entries) - rows)) / rows
        top = y + padding
        for entry in entries:
            if entry["label"].startswith(start) and not entry["separator"]:
                return x + width // 2, int(top + row_height / 2)
            top += line if entry["separator"] else row_height
        raise AssertionError(f"no entry {start} in {entries}")
