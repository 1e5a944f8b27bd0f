# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What programs and backends want a person to see: POST /api/smrthub/update and ui.update."""

import json
from pathlib import Path

import pytest
from perch_home import PerchHome
from websocket import WebSocket

EMITS = Path(__file__).parents[1] / "fixtures" / "python" / "emits.py"
TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def home():
    home = PerchHome()
    home.add_backend("main", "", executable=str(EMITS), args=[], ready={"on": "status"})
    home.run()
    home.perch("start")
    yield home
    home.close()


@pytest.fixture
def listener(home):
    with WebSocket(home.connect(), "/events/ws") as client:
        client.send(json.dumps({"since": 0}))
        yield client


def update(home, body, path="/api/smrthub/update"):
    """Status and JSON of the reply."""
    return home.exchange_json("POST", path, body,
                              traceparent=f"00-{TRACE}-b7ad6b7169203331-01")


def say(home, params, **fields):
    line = {"jsonrpc": "2.0", "method": "ui.update", "params": params, **fields}
    home.perch("call", "say", json.dumps({"line": json.dumps(line)}))


def test_by_a_program(home, listener):
    first = {"indicator": "backup", "state": "busy", "text": "Copying", "progress": 0.25}
    assert update(home, first) == (200, {"status": "ok", "trace_id": TRACE})
    assert update(home, {"indicator": "backup", "progress": 0.5}, "/api/hub/update")[0] == 200
    assert update(home, {"indicator": "backup", "text": None})[0] == 200
    events = listener.events("indicator", 3)
    assert [event["trace_id"] for event in events] == [TRACE] * 3
    assert [event["payload"] for event in events] == [
        {**first, "backend": None}, {**first, "backend": None, "progress": 0.5},
        {**first, "backend": None, "text": None, "progress": None}]


def test_by_a_backend_until_it_ends(home, listener):
    say(home, {"indicator": "index", "text": "Reading"}, trace_id=TRACE)
    event = listener.events("indicator", 1)[0]
    assert event["trace_id"] == TRACE
    assert event["payload"] == {"indicator": "index", "backend": "main", "state": "ok",
                                "text": "Reading", "progress": None}
    home.perch("stop")
    assert listener.events("indicator", 1)[0]["payload"]["text"] is None


@pytest.mark.parametrize("body, status, words", [
    ([], 400, "an object"),
    ({"text": "x"}, 400, "/indicator: expected a name"),
    ({"indicator": "a", "text": "x", "progress": 1.01}, 400, "/progress: expected a number from 0"),
    ({"indicator": "a", "text": "x", "state": "great"}, 400, "/state: expected"),
    ({"indicator": "a"}, 400, "needs a text"),
])
def test_refused(home, body, status, words):
    got, reply = update(home, body)
    assert got == status and words in reply["error"]["message"], reply


def test_as_many_as_there_may_be(home):
    for n in range(32):
        assert update(home, {"indicator": f"i{n}", "text": "x"})[0] == 200
    status, reply = update(home, {"indicator": "more", "text": "x"})
    assert (status, reply["error"]["code"]) == (409, "too_many_indicators")
    assert update(home, {"indicator": "i3", "text": ""})[0] == 200
    assert update(home, {"indicator": "more", "text": "x"})[0] == 200
