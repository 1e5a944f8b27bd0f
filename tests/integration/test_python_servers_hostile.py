# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The servers of resources/python against clients that mean no good."""

import contextlib
import http.client
import json
import socket
import struct
import threading

import grpc
import processes
import pytest
from object_servers import KINDS, PATIENCE, SECRET, Failure

LINES = [
    (b"{", "bad_request"),
    (b"\xff\xfe", "bad_request"),
    (b"[]", "bad_request"),
    (b"null", "bad_request"),
    (b'"eval"', "bad_request"),
    (b'{"command": 3}', "bad_request"),
    (b'{"payload": {}}', "bad_request"),
    (b"[" * 100000, "bad_request"),
    (b'{"command": "eval"}', "no_secret"),
    (b'{"command": "eval", "secret": {"a": 1}}', "no_secret"),
    (b'{"command": "eval", "secret": "%b", "payload": []}' % SECRET.encode(), "bad_request"),
    (b'{"command": "eval", "secret": "%b", "payload": 3}' % SECRET.encode(), "bad_request"),
    (b'{"command": "\\ud800", "secret": "%b"}' % SECRET.encode(), "no_method"),
    (b'{"command": "__class__", "secret": "%b"}' % SECRET.encode(), "no_method"),
]


def test_hostile_lines(start_server):
    server = start_server("pipe")
    with server.client() as client:
        for line, code in LINES:
            client.send(line)
            with pytest.raises(Failure) as caught:
                client.receive()
            assert caught.value.code == code, line
        client.send(b"\n\r\n \n\xef\xbb\xbf" + json.dumps(
            {"command": "ping", "secret": SECRET, "payload": None}).encode() + b"\r")
        assert client.receive() == {"status": "ok"}


def test_line_that_never_ends(start_server):
    server = start_server("pipe")
    with server.client() as client:
        sending = threading.Thread(target=send_for_ever, args=(client,))
        sending.start()
        with pytest.raises(Failure) as caught:
            client.receive()
        assert caught.value.code == "limit"
        sending.join()
    with server.client() as client:
        assert client.eval("1") == 1


def send_for_ever(client):
    with contextlib.suppress(OSError):
        while True:
            client.send(b"x" * (1 << 24), end=b"")


@pytest.mark.parametrize("kind", KINDS)
def test_more_floats_than_can_be_sent(start_server, kind):
    server = start_server(kind)
    with server.client() as client:
        array = client.eval("__import__('numpy').zeros((8 << 20) + 1)")
        with pytest.raises(Failure, match="in parts") as caught:
            client.floats(array, 1)
        assert caught.value.code == "limit"
        assert client.ping() == {"status": "ok"}


def test_many_connections(start_server):
    """Those too many are told so, and there is room again when others have gone."""
    server = start_server("pipe")
    clients = [server.client() for _ in range(200)]
    for client in clients:
        assert client.ping() == {"status": "ok"}
    with server.client() as client:
        with pytest.raises(Failure, match="200 connections") as caught:
            client.receive()
        assert caught.value.code == "limit"
        assert client.receive() is None
    for client in clients:
        client.close()

    def has_room():
        with server.client() as client:
            try:
                return client.ping()
            except (Failure, OSError):
                return None

    assert processes.wait_until(has_room, "room") == {"status": "ok"}


@pytest.mark.parametrize("method, path, body, status", [
    ("POST", "/eval", b"{", 400),
    ("POST", "/eval", b"\xff", 400),
    ("POST", "/eval", b"[]", 400),
    ("POST", "/eval", b"[" * 100000, 400),
    ("POST", "/eval", b"", 400),
    ("POST", "/..%2f..%2fetc/passwd", b"{}", 404),
    ("POST", "/__class__", b"{}", 404),
    ("POST", "/", b"{}", 404),
    ("GET", "/eval", None, 405),
    ("GET", "/docs", None, 405),
    ("DELETE", "/health", None, 405),
])
def test_hostile_requests(start_server, method, path, body, status):
    server = start_server("http")
    with server.client() as client:
        got, text, _ = client.exchange(method, path, body)
        assert got == status
        assert json.loads(text)["detail"]
        assert client.ping() == {"status": "ok"}


def test_body_too_long(start_server):
    server = start_server("http")
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    connection.putrequest("POST", "/eval")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Authorization", f"Bearer {SECRET}")
    connection.putheader("Content-Length", str(1 << 40))
    connection.endheaders()
    reply = connection.getresponse()  # without a byte of the body
    assert reply.status == 413
    connection.close()
    with server.client() as client:
        assert client.ping() == {"status": "ok"}


def test_no_grpc(start_server):
    server = start_server("rpc")
    for garbage in (b"GET / HTTP/1.1\r\n\r\n", b"\0" * 1000, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\xff"):
        with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as stream:
            stream.sendall(garbage)
            stream.shutdown(socket.SHUT_WR)
            while stream.recv(65536):
                pass
    with server.client() as client:
        with pytest.raises(Failure, match="args_json is not JSON") as caught:
            client.exchange(client.python, "PythonService", "CallMethod", handle_id="handle_1",
                            method_name="x", args_json="[")
        assert caught.value.code == "bad_request"
        with pytest.raises(Failure, match="params_json is not JSON"):
            client.exchange(client.backend, "Backend", "Call", method="x", params_json="{'a'}")
        assert client.ping() == {"status": "ok"}


def test_standard_health_of_grpc(start_server):
    server = start_server("rpc")
    for service, status in [(b"", 1), (b"beep.python.runtime.PythonService", 1), (b"other", None)]:
        message = b"\x0a" + bytes([len(service)]) + service if service else b""
        with grpc.insecure_channel(f"127.0.0.1:{server.port}") as channel:
            ask = channel.unary_unary("/grpc.health.v1.Health/Check")
            if status is None:
                with pytest.raises(grpc.RpcError) as caught:
                    ask(message, metadata=[("authorization", f"Bearer {SECRET}")])
                assert caught.value.code() == grpc.StatusCode.NOT_FOUND
            else:
                reply = ask(message, metadata=[("authorization", f"Bearer {SECRET}")])
                assert reply == struct.pack("BB", 8, status)
