# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""How Perch answers while its window has much to show: the tray, on a display of its own."""

import json
import pathlib
import shutil
import sys
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "desktop"))

from measure import PERCH, TRAY  # noqa: E402
from session import Session, wait_for  # noqa: E402

# The window redraws what it shows of the lines some times a second.
CHATTY = """#!/usr/bin/python3
import sys, time
number = 0
while True:
    sys.stdout.write("".join(f"processed item {number + n} of the batch\\n" for n in range(200)))
    sys.stdout.flush()
    number += 200
    time.sleep(0.01)
"""


def write_settings(session, backend):
    folder = pathlib.Path(session.env["XDG_CONFIG_HOME"]) / "perch"
    (folder / "backends").mkdir(parents=True)
    for surface in ("bridge", "web-listener"):
        (folder / f"{surface}-settings.json").write_text(json.dumps({"port": 0}))
    profile = {"name": "chatty", "executable": str(backend)}
    (folder / "backends" / "chatty.json").write_text(json.dumps(profile))


def find_port(session):
    status = json.loads(session.run(PERCH, "status", "--json", check=False) or "{}")
    address = status.get("surfaces", {}).get("bridge", {}).get("address")
    return address and int(address.rpartition(":")[2])


def measure_busy_ui(measure):
    """measure(port) with an idle window and with a busy one, and why it could not be done if so."""
    if not TRAY.exists() or not all(map(shutil.which, ("Xvfb", "dbus-daemon", "xdpyinfo"))):
        return None, None, "perch-tray, Xvfb, dbus-daemon or xdpyinfo is missing"
    with Session() as session:
        for name in ("PERCH_TRAY", "G_DEBUG", "G_MESSAGES_DEBUG"):
            session.env.pop(name, None)
        backend = session.folder / "chatty"
        backend.write_text(CHATTY)
        backend.chmod(0o755)
        write_settings(session, backend)
        session.start(TRAY, cwd=session.folder)
        port = wait_for(lambda: find_port(session), "the bridge")
        session.run(PERCH, "show")
        time.sleep(1)  # until the window has been drawn
        idle = measure(port)
        session.run(PERCH, "start", "chatty")
        return idle, measure(port), None
