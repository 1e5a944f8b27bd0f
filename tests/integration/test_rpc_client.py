# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Perch's client of the kind rpc, against grpcio and against servers that are none."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import threading

import asker
import perch_home
import pytest


@pytest.fixture
def server():
    with asker.peer("rpc_peer.py") as (process, words):
        yield process, words[0]


@pytest.fixture
def perch(server):
    with asker.asker("rpc", server[1], "open sesame") as found:
        yield found


def refusal(ask, *arguments, **options):
    with pytest.raises(asker.Refused) as refused:
        ask(*arguments, **options)
    return refused.value


@contextlib.contextmanager
def stranger(says=b"", closes=True):
    """A port that says something to everybody; yields its number, and what it was told first."""
    listener = socket.create_server(("127.0.0.1", 0))
    heard = []
    held = []

    def serve():
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                heard.append(connection.recv(65536))
                connection.sendall(says)
                held.append(connection)
                if closes:
                    connection.close()

    thread = threading.Thread(target=serve)
    thread.start()
    yield listener.getsockname()[1], heard
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()
    for connection in held:
        connection.close()


def test_call(perch):
    assert perch.call("some.method") == "some.method"
    assert perch.call("nan") == [None, "NaN", None]
    assert perch.call("nothing") is None
    assert perch.ping() is True


def test_metadata(perch):
    metadata = perch.call("metadata")
    assert metadata["authorization"] == "Bearer open sesame"
    assert len(metadata["x-perch-client"]) == 36
    assert "traceparent" not in metadata
    assert metadata["user-agent"].startswith("perch/")
    assert perch.call("metadata")["x-perch-client"] == metadata["x-perch-client"]


def test_two_clients(perch, server):
    with asker.asker("rpc", server[1]) as other:
        ids = [(perch.begin_call("metadata"), other.begin_call("metadata")) for _ in range(20)]
        answers = [(perch.wait(ours), other.wait(theirs)) for ours, theirs in ids]
    assert len({ours["x-perch-client"] for ours, _ in answers}) == 1
    assert all("authorization" not in theirs for _, theirs in answers)


@pytest.mark.parametrize(
    ("method", "code", "words"),
    [
        ("garbage", asker.CALL, "no message of type perch.backend.v1.CallReply"),
        ("no-json", asker.CALL, "not JSON: “{]”"),
        ("full", asker.CALL, "RESOURCE_EXHAUSTED: 100 % full: “ü”\n\nSorry"),
        ("late", asker.TIMED_OUT, "DEADLINE_EXCEEDED: too slow"),
        ("raise", asker.CALL, "UNKNOWN: Exception calling application: never expected"),
        ("oversized", asker.CALL, "longer than 64 MiB"),
    ],
)
def test_errors(perch, method, code, words):
    refused = refusal(perch.call, method)
    assert refused.code == code
    assert words in refused.message
    assert perch.call("next") == "next"


def test_no_method(perch):
    """The server has not even the service."""
    refused = refusal(perch.call, "import", {"moduleName": "math"})
    assert refused.code == asker.NO_METHOD


def test_wrong_type(perch):
    refused = refusal(perch.call, "import", {"moduleName": 3})
    assert refused.message == "/moduleName: expected a string, found 3"


def test_killed_in_mid_call(perch, server):
    process, _ = server
    waiting = [perch.begin_call("hang") for _ in range(3)]
    for _ in waiting:
        assert process.stdout.readline() == "hangs\n"
    process.kill()
    for number in waiting:
        assert refusal(perch.wait, number).code == asker.CONNECTION_CLOSED
    process.wait()
    assert refusal(perch.call, "next").code == asker.CONNECTION_REFUSED


def test_given_up(perch, server):
    """The server is told, whether it was the time or the caller."""
    process, _ = server
    perch.call("next")
    refused = refusal(perch.call, "hang", timeout_ms=3000)
    assert refused.code == asker.TIMED_OUT
    assert {process.stdout.readline(), process.stdout.readline()} == {"hangs\n", "left\n"}
    waiting = perch.begin_call("hang")
    assert process.stdout.readline() == "hangs\n"
    perch.cancel(waiting)
    assert refusal(perch.wait, waiting).code == asker.CANCELLED
    assert process.stdout.readline() == "left\n"
    assert perch.call("next") == "next"


def test_stopped(perch, server):
    process, _ = server
    perch.call("next")
    os.kill(process.pid, signal.SIGSTOP)
    assert refusal(perch.call, "next", timeout_ms=3000).code == asker.TIMED_OUT
    os.kill(process.pid, signal.SIGCONT)
    assert perch.call("next") == "next"


def test_large(perch):
    assert perch.call("length", {"text": "x" * 8000000}) > 8000000
    assert len(perch.call("long")) == 8 * 1024 * 1024


def test_floats(perch):
    assert perch.floats("1000") == {"rows": 1, "columns": 1000, "sum": 499500}
    assert perch.floats("0") == {"rows": 1, "columns": 0, "sum": 0}
    assert perch.floats("3,3", 2) == {"rows": 2, "columns": 3, "sum": 6}
    assert perch.call("tofloatarray2d", {"handleId": "2,2"}) == {"data": [[0, 1], [0, 1]]}
    assert "rows have different lengths" in refusal(perch.floats, "3,2", 2).message


def test_unwell():
    with asker.peer("rpc_peer.py", "--unwell") as (_, words):
        with asker.asker("rpc", words[0]) as perch:
            assert "expected 1 (SERVING)" in refusal(perch.ping).message


@pytest.mark.parametrize(
    "says",
    [
        b"",
        b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
        b"\x00\x00\x00\x01\x00\x00\x00\x00\x00" * 3,
        b"\xff" * 4096,
    ],
)
def test_stranger(says):
    with stranger(says) as (port, heard), asker.asker("rpc", port, "open sesame") as perch:
        refused = refusal(perch.call, "ping")
        assert refused.code == asker.CONNECTION_CLOSED
        assert refused.message == f"What answers on port {port} does not speak gRPC"
        assert heard[0].startswith(b"PRI * HTTP/2.0")


def test_silence():
    with stranger(closes=False) as (port, _), asker.asker("rpc", port) as perch:
        assert refusal(perch.call, "ping", timeout_ms=300).code == asker.TIMED_OUT


def test_no_module(tmp_path):
    """A program that has not got the module beside it, nor installed, says so."""
    alone = shutil.copy(asker.PROGRAM, tmp_path)
    done = subprocess.run(
        [alone, "rpc", "1"], capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    error = json.loads(done.stdout)["error"]
    assert error["code"] == "backend-1"
    assert "need the module perch-rpc.so, which can’t be loaded: " in error["message"]


def test_many_calls_leave_nothing(perch):
    perch.repeat("ready", 1000, 8)
    memory, files = perch.private_kib(), perch.open_files()
    assert perch.repeat("ready", 10000, 8)["errors"] == 0
    assert perch.repeat_floats("1000", 500)["errors"] == 0
    assert perch.open_files() == files
    if not perch_home.is_sanitized():
        assert perch.private_kib() - memory < 512
