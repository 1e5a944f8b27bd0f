# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""A session manager that speaks as GNOME's or Xfce's does, for Perch alone."""

import os
import threading

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

# Says when it is told to go, and takes its time: until a line comes through the pipe. Its status
# says that it is ready, once it would hear of it.
SLOW_TO_GO = """
mkfifo "$0.go"
exec 3<> "$0.go"
trap 'echo going > "$0.going"; read -r line <&3; exit 0' TERM
echo '{"status": "ready"}'
read -r line <&3
"""


def let_go(path):
    """Lets the backend above, which is at @path, go."""
    # Fails when nobody reads, instead of waiting.
    pipe = os.open(path.with_name(f"{path.name}.go"), os.O_WRONLY | os.O_NONBLOCK)
    with os.fdopen(pipe, "w") as stream:
        stream.write("go\n")


PERCH = "org.perch.Perch"
CLIENT = "/org/perch/Client1"

MANAGER_XML = """<node><interface name="{interface}">
<method name="RegisterClient"><arg type="s" direction="in"/><arg type="s" direction="in"/>
<arg type="o" direction="out"/></method></interface></node>"""
CLIENT_XML = """<node><interface name="{interface}">
<method name="EndSessionResponse"><arg type="b" direction="in"/><arg type="s" direction="in"/></method>
</interface></node>"""

DIALECTS = {
    "gnome": ("org.gnome.SessionManager", "/org/gnome/SessionManager", "org.gnome.SessionManager",
              "org.gnome.SessionManager.ClientPrivate", GLib.Variant("(u)", (0,))),
    "xfce": ("org.xfce.SessionManager", "/org/xfce/SessionManager", "org.xfce.Session.Manager",
             "org.xfce.Session.Client", GLib.Variant("(u)", (0,))),
}


class SessionManager:
    """Serves on a thread of its own; @clients and @answers are what it has heard so far."""

    def __init__(self, desktop, dialect):
        name, path, interface, self.client_interface, self.flags = DIALECTS[dialect]
        self.clients = []
        self.answers = []
        self.context = GLib.MainContext.new()
        self.context.push_thread_default()
        self.connection = Gio.DBusConnection.new_for_address_sync(
            desktop.env["DBUS_SESSION_BUS_ADDRESS"],
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT |
            Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        self._export(path, MANAGER_XML, interface)
        self._export(CLIENT, CLIENT_XML, self.client_interface)
        self.context.pop_thread_default()
        self.connection.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus",
                                  "org.freedesktop.DBus", "RequestName",
                                  GLib.Variant("(su)", (name, 4)), None, 0, -1, None)
        self.loop = GLib.MainLoop.new(self.context, False)
        self.thread = threading.Thread(target=self.loop.run)
        self.thread.start()

    def _export(self, path, xml, interface):
        node = Gio.DBusNodeInfo.new_for_xml(xml.format(interface=interface))
        self.connection.register_object(path, node.interfaces[0], self._call, None, None)

    def _call(self, _connection, sender, _path, _interface, method, parameters, invocation):
        if method == "RegisterClient" and parameters.unpack()[0] != PERCH:
            # The accessibility bus is a client of its session manager, too.
            invocation.return_value(GLib.Variant("(o)", ("/org/perch/Other",)))
        elif method == "RegisterClient":
            self.sender = sender
            self.clients.append(parameters.unpack())
            invocation.return_value(GLib.Variant("(o)", (CLIENT,)))
        else:
            self.answers.append(parameters.unpack())
            invocation.return_value(None)

    def tell(self, signal):
        """Sends a signal to the client: QueryEndSession, EndSession, CancelEndSession, Stop."""
        flags = self.flags if "EndSession" in signal and signal != "CancelEndSession" else None
        self.connection.emit_signal(self.sender, CLIENT, self.client_interface, signal, flags)
        self.connection.flush_sync(None)

    def close(self):
        self.loop.quit()
        self.thread.join()
        self.connection.close_sync(None)
