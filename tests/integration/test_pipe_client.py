# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Perch's client of the kind pipe, and servers of which most don't do what they should."""

import asker
import perch_home
import pytest

MILLION = 1000000


@pytest.fixture
def path(tmp_path):
    return tmp_path / "socket"


@pytest.fixture
def server(path):
    with asker.peer("pipe_peer.py", path) as (process, _):
        yield process


@pytest.fixture
def perch(server, path):
    with asker.asker("pipe", path, "open sesame") as found:
        yield found


def refusal(ask, *arguments, **options):
    with pytest.raises(asker.Refused) as refused:
        ask(*arguments, **options)
    return refused.value


def test_call(perch):
    request = perch.call("clipboard.process", {"fragments": ["ü", None]})
    assert request["payload"] == {"fragments": ["ü", None]}
    assert request["secret"] == "open sesame"
    assert perch.ping() is True


def test_two_clients(perch, path):
    with asker.asker("pipe", path) as other:
        ids = [(perch.begin_call("ping"), other.begin_call("ping")) for _ in range(20)]
        answers = [(perch.wait(ours), other.wait(theirs)) for ours, theirs in ids]
    assert len({ours["client"] for ours, _ in answers}) == 1
    assert len({theirs["client"] for _, theirs in answers}) == 1
    assert answers[0][0]["client"] != answers[0][1]["client"]


def test_killed_in_mid_call(perch, server):
    waiting = perch.begin_call("hang")
    assert server.stdout.readline() == "hangs\n"
    server.kill()
    assert refusal(perch.wait, waiting).code == asker.CONNECTION_CLOSED
    server.wait()
    assert refusal(perch.call, "ping").code == asker.CONNECTION_REFUSED


def test_hung(perch, server):
    refused = refusal(perch.call, "hang", timeout_ms=300)
    assert refused.code == asker.TIMED_OUT
    assert refused.message == "The backend did not answer in time"
    assert perch.call("ping")["command"] == "ping"


def test_cancelled(perch, server):
    waiting = perch.begin_call("hang")
    assert server.stdout.readline() == "hangs\n"
    perch.cancel(waiting)
    assert refusal(perch.wait, waiting).code == asker.CANCELLED


def test_half_open(perch):
    refused = refusal(perch.call, "half")
    assert refused.code == asker.CONNECTION_CLOSED
    assert refused.message == "The backend closed the connection within its answer"


def test_deaf(perch):
    """It has stopped reading, and still never answers."""
    assert refusal(perch.call, "deaf", timeout_ms=300).code == asker.TIMED_OUT
    assert refusal(perch.call, "deaf", {"x": "x" * MILLION}, timeout_ms=300).code == asker.TIMED_OUT


def test_slow(perch):
    assert perch.call("drip") == {"drip": "drip drip drip"}


def test_oversized(perch):
    refused = refusal(perch.call, "endless")
    assert refused.code == asker.CALL
    assert refused.message == "The backend’s answer is longer than 64 MiB"
    assert perch.call("ping")["command"] == "ping"


def test_garbage(perch):
    refused = refusal(perch.call, "bytes")
    assert refused.code == asker.CALL
    assert "not JSON" in refused.message


def test_large(perch):
    request = perch.call("echo", {"text": "x" * (8 * MILLION)})
    assert len(request["payload"]["text"]) == 8 * MILLION
    assert len(perch.call("long")) == 8 * 1024 * 1024


def test_floats(perch):
    found = perch.floats(MILLION)
    assert found == {"rows": 1, "columns": MILLION, "sum": MILLION * (MILLION - 1) / 2}
    assert perch.floats(0) == {"rows": 1, "columns": 0, "sum": 0}


def test_server_ends_and_comes_back(perch, server, path):
    perch.call("ping")
    assert refusal(perch.call, "die").code == asker.CONNECTION_CLOSED
    path.unlink()
    with asker.peer("pipe_peer.py", path):
        assert perch.call("ping")["command"] == "ping"


def test_one_connection_at_a_time(path):
    """A server whose backlog is full, and that never serves two: all calls are answered."""
    with asker.peer("pipe_peer.py", path, "--serial"), asker.asker("pipe", path) as perch:
        ids = [perch.begin_call("ping", {"n": n}) for n in range(20)]
        assert [perch.wait(number)["payload"]["n"] for number in ids] == list(range(20))


def test_many_calls_leave_nothing(perch):
    perch.ping()
    files = perch.open_files()
    perch.repeat("ping", 2000, 8)
    memory = perch.private_kib()
    assert perch.repeat("ping", 10000, 8)["errors"] == 0
    assert perch.repeat_floats(1000, 500)["errors"] == 0
    assert perch.open_files() <= files + 7
    if not perch_home.is_sanitized():
        assert perch.private_kib() - memory < 512
