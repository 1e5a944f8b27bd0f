# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""A running Perch whose backend prints the events that a test wants."""

import contextlib
import json
from pathlib import Path

from perch_home import PerchHome
from websocket import WebSocket

EMITS = Path(__file__).parents[1] / "fixtures" / "python" / "emits.py"
KEPT = 1024


@contextlib.contextmanager
def emitting_home():
    with contextlib.closing(PerchHome()) as home:
        home.add_backend("main", "", executable=str(EMITS), args=[], ready={"on": "status"})
        home.pid = home.run().pid
        home.perch("start")
        yield home


def emit(home, count, size=0):
    home.perch("call", "emit", json.dumps({"count": count, "size": size}))


def say(home, line):
    home.perch("call", "say", json.dumps({"line": line}))


def connect(home, hello=None):
    client = WebSocket(home.connect(), "/events/ws")
    if hello is not None:
        client.send(json.dumps(hello))
    return client


def listen(home, **hello):
    """A client that is known to get events: it has got one."""
    client = connect(home, {"since": 0, **hello})
    client.events("backend_state", 2)
    return client
