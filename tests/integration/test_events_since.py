# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Listening to events from a number on: what came since, and what is told that can't be had."""

import processes
import pytest
from event_backend import KEPT, connect, emit, emitting_home


@pytest.fixture
def home():
    with emitting_home() as home:
        yield home


def test_since(home):
    emit(home, 10)
    with connect(home, {"since": 7}) as client:
        assert [event["seq"] for event in client.events("tick", 5)] == [8, 9, 10, 11, 12]
        emit(home, 1)
        assert client.receive()["seq"] == 13
    with connect(home, {"since": 13}) as client:
        emit(home, 1)
        assert client.receive()["seq"] == 14


def test_since_too_old(home):
    emit(home, KEPT)
    with connect(home, {"since": 1}) as client:
        warning = client.receive()
        assert (warning["event"], warning["seq"]) == ("runtime_warning", 2)
        assert warning["payload"]["code"] == "events_lost" and warning["payload"]["lost"] == 1
        assert [event["seq"] for event in client.events("tick", KEPT)] == list(range(3, KEPT + 3))


def test_since_of_an_earlier_perch(home):
    with connect(home, {"since": 1000}) as client:
        warning = client.receive()
        assert (warning["payload"]["code"], warning["seq"]) == ("events_restarted", 0)
        assert [client.receive()["seq"] for _ in range(2)] == [1, 2]


def test_since_the_goodbye(home):
    """Who has seen everything of an earlier Perch is told that this is another one, too."""
    with connect(home, {"since": 0}) as client:
        home.perch("quit")
        seen = client.events("backend_state", 4)[-1]["seq"]
    home.run()
    with connect(home, {"since": seen}) as client:
        warning = client.receive()
        assert warning["payload"]["code"] == "events_restarted"
        assert warning["seq"] > seen
    with connect(home, {"since": warning["seq"]}) as client:
        home.perch("start")
        assert client.receive()["event"] == "backend_state"


@pytest.mark.parametrize("end", ["quit", "crash"])
def test_since_before_a_restart(home, end):
    """Numbers go on, so that a new Perch that has more events than the old one had is not mistaken
    for it."""
    emit(home, 3)
    with connect(home, {"since": 0}) as client:
        seen = client.events("tick", 3)[-1]["seq"]
    if end == "quit":
        home.perch("quit")
    else:
        # What the numbers begin with next time is written while Perch goes on.
        numbers = home.folder / "state" / "perch" / "event-number"
        processes.wait_until(lambda: numbers.exists() and numbers.read_text(), "it is written")
        home.process.kill()
        home.forget()
    home.run()
    home.perch("start")
    emit(home, 10)
    with connect(home, {"since": seen}) as client:
        warning = client.receive()
        assert warning["payload"]["code"] == "events_restarted"
        ticks = client.events("tick", 10)
        assert [event["payload"]["n"] for event in ticks] == list(range(1, 11))
        assert ticks[0]["seq"] > seen
    with connect(home, {"since": ticks[-2]["seq"]}) as client:
        assert client.receive() == ticks[-1]
