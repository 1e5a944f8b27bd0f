# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Listening to events: WebSocket clients of all kinds on the control socket."""

import contextlib
import http.client
import json
import re
import resource
import select
import socket
import time

import processes
import pytest
from event_backend import EMITS, connect, emit, emitting_home, listen, say
from perch_home import PATIENCE, PerchHome, count_sockets, is_sanitized, resident
from websocket import (BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Closed, WebSocket,
                       masked)

TRACE = "0af7651916cd43dd8448eb211c80319c"
MIB = 1 << 20


@pytest.fixture
def home():
    with emitting_home() as home:
        yield home


def closed(client):
    """Why it was closed."""
    with pytest.raises(Closed) as info:
        while True:
            client.receive()
    return info.value


def greet(address, hello):
    """A client at a port, which has said @hello."""
    host, _, port = address.rpartition(":")
    client = WebSocket(socket.create_connection((host, port), PATIENCE), "/events/ws", address)
    client.send(hello)
    return client


def test_form_and_order(home):
    with listen(home) as client:
        emit(home, 100)
        events = client.events("tick", 100)
    assert [event["payload"]["n"] for event in events] == list(range(1, 101))
    assert [event["seq"] for event in events] == list(range(3, 103))
    for event in events:
        assert list(event) == ["event", "source", "timestamp", "trace_id", "seq", "payload"]
        assert event["source"] == "main" and list(event["payload"]) == ["n", "text"]
        assert re.fullmatch(r"[0-9a-f]{32}", event["trace_id"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", event["timestamp"])


def test_states(home):
    with connect(home, {"since": 0}) as client:
        home.perch("stop")
        starting, running, stopping, stopped = client.events("backend_state", 4)
    assert [event["payload"]["state"] for event in (starting, running, stopping, stopped)] == [
        "starting", "running", "stopping", "stopped"]
    assert running["payload"]["backend"] == "main" and running["source"] == "perch"
    assert running["payload"]["pid"] == stopping["payload"]["pid"] > 0
    assert "pid" not in stopped["payload"] and stopped["payload"]["exit_reason"]


def test_lines_as_they_are(home):
    with listen(home) as client:
        say(home, f'{{"a": 1.50, "event": "\\u0041", "trace_id": "{TRACE}", "b": [1e400, "\\ud800"]}}')
        kind, data = client.frame()
        assert kind == TEXT
        assert b'"event":"\\u0041"' in data and f'"trace_id":"{TRACE}"'.encode() in data
        assert data.endswith(b'"payload":{"a": 1.50,"b": [1e400, "\\ud800"]}}')
        say(home, '{"event": "odd", "trace_id": "not one", "payload": {"event": "inner"}}')
        event, = client.events("odd", 1)
        assert len(event["trace_id"]) == 32
        assert event["payload"] == {"payload": {"event": "inner"}}


def test_long_line(home):
    with listen(home) as client:
        for _ in range(2):  # one after the other: both at once are more than may wait
            emit(home, 1, MIB - 100)
            event, = client.events("tick", 1)
            assert len(event["payload"]["text"]) == MIB - 100


def test_without_hello(home):
    """Nothing is said for a second: the events that come from then on are sent."""
    with connect(home) as client:
        found = []
        while not found:
            emit(home, 1)
            if select.select([client.sock], [], [], 0)[0]:
                found = client.events("tick", 1)
        assert found[0]["seq"] > 2
        client.send('{"since": 0}')
        assert closed(client).code == 4408


@pytest.mark.parametrize("cut", [0, 1, 12, 20, -1, None], ids=str)
def test_early_hello(home, cut):
    """Who does not wait for the answer to the request is heard as well, down to the last byte."""
    said = masked(json.dumps({"since": 0})) + masked(b"are you there", PING)
    with WebSocket(home.connect(), "/events/ws", early=said[:cut]) as client:
        client.sock.sendall(said[len(said[:cut]):])
        client.events("backend_state", 2)
        assert client.frame() == (PONG, b"are you there")


def test_batch(home):
    with listen(home, batch=32) as client:
        emit(home, 500)
        sizes, seen = [], []
        while len(seen) < 500:
            batch = client.receive()
            sizes.append(len(batch))
            seen += [event["payload"]["n"] for event in batch]
    assert seen == list(range(1, 501))
    assert 1 < max(sizes) <= 32


def test_stalled_reader(home):
    """It loses the oldest and is told how many; the others lose nothing, and memory stays flat."""
    stalled, healthy = listen(home), [listen(home, batch=64) for _ in range(3)]
    with contextlib.ExitStack() as stack:
        for client in [stalled, *healthy]:
            stack.enter_context(client)

        def publish():
            emit(home, 500, 1000)
            for client in healthy:
                client.events("tick", 500)

        for _ in range(5):
            publish()
        memory = resident(home.pid)
        for _ in range(20):
            publish()
        if not is_sanitized():
            assert resident(home.pid) - memory < 4 * MIB

        seen, lost = 0, 0
        while seen + lost < 12_500:
            event = stalled.receive()
            if event["event"] == "tick":
                seen += 1
                assert event["payload"]["n"] == seen + lost
            else:
                lost += event["payload"]["lost"]
        assert lost > 10_000 and seen > 800


def test_500_clients(home):
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(listen(home, batch=16)) for _ in range(500)]
        emit(home, 20)
        for client in clients:
            assert [event["payload"]["n"] for event in client.events("tick", 20)] == list(
                range(1, 21))
        home.perch("status")
        extra = [stack.enter_context(listen(home)) for _ in range(12)]
        reply = home.exchange(b"GET /events/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                              b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                              b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
        assert b" 503 " in reply and b"too_many_clients" in reply and len(extra) == 12


def few_descriptors():
    """A limit that a person's shell may have; the hard one is what a program can make of it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))


def test_500_clients_at_the_port():
    home = PerchHome()
    with contextlib.closing(home), contextlib.ExitStack() as stack:
        home.add_backend("main", "", executable=str(EMITS), args=[], ready={"on": "status"})
        home.run(preexec_fn=few_descriptors)
        home.perch("start")
        token = home.perch("token").stdout.strip()
        address = home.port_address("bridge")
        clients = []
        for _ in range(500):
            client = stack.enter_context(
                greet(address, json.dumps({"token": token, "since": 0, "batch": 16})))
            client.events("backend_state", 2)
            clients.append(client)
        emit(home, 20)
        for client in clients:
            assert [event["payload"]["n"] for event in client.events("tick", 20)] == list(
                range(1, 21))
        with contextlib.closing(http.client.HTTPConnection(address, timeout=PATIENCE)) as one_more:
            one_more.request("GET", "/status")
            assert one_more.getresponse().status == 200


def test_gone_clients_leave_nothing(home):
    with listen(home):
        before = count_sockets(home.pid)
    for number in range(200):
        with listen(home) as client:
            if number % 4 == 0:
                client.send(b"\x03\xe8", CLOSE)
                assert closed(client).code == 1000
            elif number % 4 == 1:
                client.sock.sendall(b"\x81")  # half a frame
            elif number % 4 == 2:
                client.sock.shutdown(socket.SHUT_WR)
    processes.wait_until(lambda: count_sockets(home.pid) < before, "connections are closed")


@pytest.mark.parametrize("hello, opcode, code", [
    ("{", TEXT, 4400),
    ('{"since": "x"}', TEXT, 4400),
    ('{"since": -1}', TEXT, 4400),
    ('{"since": 1.5}', TEXT, 4400),
    ('{"batch": 1025}', TEXT, 4400),
    ('{"token": 1}', TEXT, 4400),
    ("[" * 10_000, TEXT, 4400),
    ('{"a":' * 10_000, TEXT, 4400),
    ("", TEXT, 4400),
    ("{}", BINARY, 1003),
    (b"{\"\xff\"}", TEXT, 1007),
    (b"\x03\xe8", CLOSE, 1000),
], ids=range(12))
def test_garbage_hello(home, hello, opcode, code):
    with listen(home) as other, connect(home) as client:
        client.send(hello, opcode)
        assert closed(client).code == code
        emit(home, 1)
        other.events("tick", 1)


@pytest.mark.parametrize("frame", [
    b"\x81\x02{}",
    b"\xc1\x82\0\0\0\0{}",
    b"\x83\x80\0\0\0\0",
    b"\x80\x80\0\0\0\0",
    b"\x09\x80\0\0\0\0",
    b"\x89\xfe\0\x7e\0\0\0\0",
    masked("{", final=False) + masked("}"),
    masked(b"\x03\xed", CLOSE),
], ids=["unmasked", "reserved", "unknown", "no-begin", "ping-in-parts", "long-ping", "no-end",
        "close-code"])
def test_frames_against_the_rules(home, frame):
    """They are told so, whatever they send behind it, and nobody else is disturbed."""
    with listen(home) as other, connect(home) as client:
        client.sock.sendall(frame + bytes(1 << 20))
        reason = closed(client)
        assert reason.code == 1002 and reason.reason
        emit(home, 1)
        other.events("tick", 1)


def test_hello_in_parts(home):
    emit(home, 2)
    with connect(home) as client:
        client.send('{"si', final=False)
        client.send(b"are you there?", PING)
        assert client.frame() == (PONG, b"are you there?")
        client.send('nce": 0', CONTINUATION, final=False)
        client.send("}", CONTINUATION)
        client.events("tick", 2)


def test_pings_without_end(home):
    """Who asks and does not listen to the answers gets the last one, and costs no memory."""
    with listen(home) as other, listen(home) as client:
        memory = resident(home.pid)
        pings = b"".join(masked(f"ping {number:>7}", PING) for number in range(10_000))
        for _ in range(50):
            client.sock.sendall(pings)
        client.send("last", PING)
        emit(home, 1)
        other.events("tick", 1)
        if not is_sanitized():
            assert resident(home.pid) - memory < 2 * MIB
        answer = b""
        while answer != b"last":
            kind, answer = client.frame()
            assert kind in (PONG, TEXT)


def test_huge_frame_is_not_read(home):
    for size in 64 * 1024 + 1, 1 << 40:
        with listen(home) as client:
            client.sock.sendall(b"\x81\xff" + size.to_bytes(8, "big") + b"\0\0\0\0")
            assert closed(client).code == 1009
    home.perch("status")


def test_later_messages_are_ignored(home):
    with listen(home) as client:
        client.send("anything")
        client.send(b"hello", PING)
        assert client.frame() == (PONG, b"hello")
        emit(home, 1)
        client.events("tick", 1)


def test_not_a_websocket(home):
    reply = home.exchange(b"GET /events/ws HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert reply.startswith(b"HTTP/1.1 426 ") and b"upgrade_required" in reply
    assert b"\r\nUpgrade: websocket\r\n" in reply and b"\r\nSec-WebSocket-Version: 13\r\n" in reply
    reply = home.exchange(b"POST /events/ws HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert reply.startswith(b"HTTP/1.1 405 ")


def test_port_wants_the_token():
    home = PerchHome()
    home.configure("bridge", port=0)
    with contextlib.closing(home):
        home.add_backend("main", "wait")
        home.run()
        home.perch("start")
        token = home.perch("token").stdout.strip()
        address = home.port_address("bridge")
        with greet(address, json.dumps({"token": token, "since": 0})) as client:
            client.events("backend_state", 2)
            with greet(address, token) as bare:
                home.perch("stop")
                bare.events("backend_state", 2)
        for wrong in "{}", '{"since": 0}', token[:-1], '{"token": "%s"}' % token.upper():
            with greet(address, wrong) as client:
                assert closed(client).code == 4401


def test_guessing_is_slow():
    """After ten wrong tokens, told here or in a header, each further answer takes a second, and who
    knows it is let in all the same."""
    with contextlib.closing(PerchHome()) as home:
        home.run()
        address = home.port_address("bridge")
        token = home.perch("token").stdout.strip()
        for _ in range(10):
            with greet(address, "wrong") as client:
                assert closed(client).code == 4401
        start = time.monotonic()
        with greet(address, "wrong") as client:
            assert closed(client).code == 4401
        assert time.monotonic() - start >= 1
        with contextlib.closing(http.client.HTTPConnection(address, timeout=PATIENCE)) as client:
            client.connect()
            start = time.monotonic()
            client.request("GET", "/status", headers={"Origin": f"http://{address}",
                                                      "Authorization": "Bearer wrong"})
            assert client.getresponse().status == 401
        assert time.monotonic() - start >= 1
        with greet(address, "wrong") as client, \
                greet(address, json.dumps({"token": token, "since": 0})) as right:
            home.add_backend("main", "wait")
            right.events("config_changed", 1)
            assert closed(client).code == 4401


def test_quit_says_goodbye(home):
    with listen(home) as client:
        home.perch("quit")
        stopping, stopped = client.events("backend_state", 2)
        assert stopping["payload"]["state"] == "stopping"
        assert stopped["payload"]["state"] == "stopped"
        assert closed(client).code == 1001
