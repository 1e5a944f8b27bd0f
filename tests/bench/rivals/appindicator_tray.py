# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The least a Python tray can be: an AppIndicator with a menu, and with --flask a server too."""

import os
import signal
import sys
import threading

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("AyatanaAppIndicator3", "0.1")
from gi.repository import AyatanaAppIndicator3, GLib, Gtk  # noqa: E402: as gi wants it


def start_server(port):
    from flask import Flask

    app = Flask("tray")

    @app.route("/status")
    def status():
        return {"status": "ok", "pid": os.getpid()}

    threading.Thread(target=app.run, args=["127.0.0.1", port], daemon=True).start()


def main():
    if sys.argv[1:2] == ["--flask"]:
        start_server(int(sys.argv[2]))

    menu = Gtk.Menu()
    for label in ("Start", "Stop", "Quit"):
        item = Gtk.MenuItem(label=label)
        item.connect("activate", lambda *_: Gtk.main_quit())
        menu.append(item)
    menu.show_all()

    indicator = AyatanaAppIndicator3.Indicator.new(
        "rival", "applications-system", AyatanaAppIndicator3.IndicatorCategory.APPLICATION_STATUS)
    indicator.set_status(AyatanaAppIndicator3.IndicatorStatus.ACTIVE)
    indicator.set_menu(menu)

    GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGTERM, Gtk.main_quit)
    Gtk.main()


main()
