# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What programs show a person: in the tray's menu and in the status window."""

import json
import socket

import pytest

from bus_menu import BusMenu, Watcher
from session import wait_for
from test_window import open_window, picture


@pytest.fixture
def perch(desktop):
    watcher = Watcher(desktop)
    desktop.add_backend("main", "exec sleep 1000", label="Word Counter")
    desktop.start_perch()
    desktop.tray_menu = BusMenu(desktop, watcher.wait_for_item())
    return desktop


def update(desktop, **fields):
    data = json.dumps(fields).encode()
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(f"{desktop.env['XDG_RUNTIME_DIR']}/perch/control.sock")
        client.sendall(b"POST /api/smrthub/update HTTP/1.1\r\nHost: perch\r\nContent-Type: "
                       b"application/json\r\nContent-Length: %d\r\n\r\n" % len(data) + data)
        assert client.recv(4096).startswith(b"HTTP/1.1 200 ")


def test_in_the_menu(perch):
    def rows():
        return [e["label"] for e in perch.tray_menu.entries() if "backup" in e["label"]]

    update(perch, indicator="backup", state="busy", text="Copying", progress=0.25)
    wait_for(lambda: rows() == ["… backup: Copying (25 %)"], "the row")
    update(perch, indicator="backup", progress=0.5)
    wait_for(lambda: rows() == ["… backup: Copying (50 %)"], "the new text")
    update(perch, indicator="backup", text=None)
    wait_for(lambda: rows() == [], "the row to go")


def test_in_the_window(perch):
    def texts():
        return [name for role, name, _ in perch.controls("perch-tray") if role == "label"]

    open_window(perch)
    update(perch, indicator="backup", state="busy", text="Copying", progress=0.4)
    update(perch, indicator="mail", state="warning", text="The server does not answer")
    wait_for(lambda: "▲ mail: The server does not answer" in texts(), "the rows")
    wait_for(lambda: "… backup: Copying (40 %)" in texts(), "the other row")
    picture(perch, "window-indicators")
    update(perch, indicator="backup", text="")
    wait_for(lambda: not any("backup" in text for text in texts()), "the row to go")
