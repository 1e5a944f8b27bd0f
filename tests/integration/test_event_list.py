# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The events at the hooks, for who asks for them again and again."""

import socket
import threading

import processes
import pytest
from perch_home import PerchHome


@pytest.fixture
def home():
    home = PerchHome()
    home.configure("hook", port=0)
    home.run("--enable-test-hooks")
    yield home
    home.close()


def events(home, query=""):
    status, reply = home.get_port("hooks", f"/api/events{query}")
    assert status == 200, reply
    return reply


def push(home, name, **payload):
    status, _ = home.post_port("hooks", "/api/gui",
                               {"action": "push_event", "event": name, "payload": payload})
    assert status == 200


def push_some(home, number):
    """The number of the event before them."""
    since = events(home)["newest"]
    for i in range(number):
        push(home, "step", i=i)
    processes.wait_until(lambda: events(home)["newest"] == since + number, "all are there")
    return since


def test_since(home):
    since = push_some(home, 3)
    reply = events(home, f"?since={since}")
    assert (reply["status"], reply["missed"]) == ("ok", 0)
    assert [event["payload"] for event in reply["events"]] == [{"i": 0}, {"i": 1}, {"i": 2}]
    first = reply["events"][0]
    assert (first["event"], first["source"], first["seq"]) == ("step", "perch", since + 1)
    assert events(home, f"?since={since + 3}")["events"] == []
    assert events(home, "?since=4294967295")["events"] == []


def test_limit(home):
    since = push_some(home, 3)
    reply = events(home, f"?since={since}&limit=2")
    assert [event["seq"] for event in reply["events"]] == [since + 1, since + 2]
    assert reply["newest"] == since + 3
    assert events(home, "?limit=0")["events"] == []


def test_wait(home):
    """It answers when there is something, long before the time is over."""
    since = events(home)["newest"]
    replies = []
    reader = threading.Thread(target=lambda: replies.append(events(home, f"?since={since}&wait=60")))
    reader.start()
    try:
        push(home, "now", x=1)
    finally:
        reader.join()
    assert [event["event"] for event in replies[0]["events"]] == ["now"]


def test_wait_in_vain(home):
    since = events(home)["newest"]
    assert events(home, f"?since={since}&wait=1") == {
        "status": "ok", "newest": since, "missed": 0, "events": []}


def start_waiting(home, since):
    """A connection on which somebody waits for an event."""
    address = home.ask("status")["surfaces"]["hooks"]["address"]
    host, _, port = address.rpartition(":")
    client = socket.create_connection((host, int(port)), processes.PATIENCE)
    client.sendall(f"GET /api/events?since={since}&wait=60 HTTP/1.1\r\n"
                   f"Host: {address}\r\n\r\n".encode())
    return client


def test_quit(home):
    """Nobody who waits holds Perch up."""
    with start_waiting(home, 1 << 30):
        events(home)  # comes after the other one
        home.perch("quit")
        assert home.started[0].wait(processes.PATIENCE) == 0
        assert home.survivors() == []


def test_reader_leaves(home):
    """Who waits and goes is forgotten, and the next one is served."""
    since = events(home)["newest"]
    for _ in range(3):
        start_waiting(home, since).close()
    push(home, "now")
    processes.wait_until(lambda: events(home)["newest"] == since + 1, "it is there")


@pytest.mark.parametrize("query", ["since=-1", "since=x", "limit=1025", "wait=61", "wait=1.5"])
def test_refused(home, query):
    status, reply = home.get_port("hooks", f"/api/events?{query}")
    assert (status, reply["error"]["code"]) == (400, "bad_query")
