# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Bad input on every route that /openapi.json describes: a clear 4xx, an end of the connection, and
a Perch that is as it was."""

import contextlib
from pathlib import Path

import processes
import pytest
from hostile import BODIES, FRAMINGS, METHODS, TARGETS, Target
from perch_home import PerchHome, is_sanitized, resident

ANSWERS = Path(__file__).parents[1] / "fixtures" / "python" / "answers.py"
SURFACES = ("bridge", "hooks", "listener")
MIB = 1 << 20


@pytest.fixture(scope="module")
def home():
    """One Perch for all of it: what is left behind by one is there for the next."""
    processes.become_subreaper()
    home = PerchHome()
    home.add_backend("main", "", executable=str(ANSWERS), args=[], ready={"on": "status"})
    with contextlib.closing(home):
        home.configure("hook", port=0)
        process = home.run("--enable-test-hooks")
        home.perch("start")
        yield home
        assert process.poll() is None
        home.perch("quit")
        assert process.wait(processes.PATIENCE) == 0


@pytest.fixture(scope="module", params=SURFACES)
def target(request, home):
    return Target(home, request.param)


@pytest.fixture
def bridge(home):
    return Target(home, "bridge")


@pytest.fixture(autouse=True)
def still_there(home):
    """After each test the same Perch answers, and nothing was done to its backend."""
    before = home.ask("status")
    yield
    after = home.ask("status")
    assert after["pid"] == before["pid"]
    assert after["backends"][0]["pid"] == before["backends"][0]["pid"]


def refused(reply, case):
    """A refusal of the 4xx kind; libsoup refuses what it can't read by itself, without a body."""
    assert reply is not None and 400 <= reply.status < 500, (case, reply)
    return reply.error() if reply.body else None


def send_bad_bodies(target):
    for operation in target.operations:
        # Who takes no body may get any that is JSON, or none.
        harmless = () if operation.takes_body else ("nothing", "array", "string", "number", "null")
        for name, body in BODIES.items():
            if operation.method == "GET" or name in harmless:
                continue
            reply = target.ask_twice(operation.method, operation.path, body)
            case = (operation.method, operation.path, name)
            assert refused(reply, case), case
            assert reply.status in (400, 413), (case, reply)


def test_bodies(home, target):
    """Each of them on each route, again and again: the memory is as before."""
    send_bad_bodies(target)
    before = resident(home.pid())
    send_bad_bodies(target)
    send_bad_bodies(target)
    if not is_sanitized():
        assert resident(home.pid()) - before < 2 * MIB


def test_bodies_without_use(target):
    """A body of a GET has no meaning, so that any will do; its type and its length are checked."""
    for operation in target.operations:
        if operation.method == "GET":
            plain = target.ask("GET", operation.path)
            assert target.ask("GET", operation.path, b"{").status == plain.status, operation
            reply = target.ask_twice("GET", operation.path, b" " * (2 * MIB))
            assert (reply.status, reply.error()) == (413, "payload_too_large"), operation


def test_methods(target):
    """405 with what the path takes, for all that it does not take."""
    tried = 0
    for path in {operation.path for operation in target.operations}:
        takes = target.methods(path)
        takes |= {"HEAD"} if "GET" in takes else set()
        for method in set(METHODS) - takes:
            reply = target.ask(method, path)
            case = (method, path)
            assert reply.status == 405, (case, reply)
            assert set(reply.headers["allow"].split(", ")) == takes, (case, reply)
            if method != "HEAD":
                assert reply.error() == "method_not_allowed"
            tried += 1
    assert tried >= len(target.operations) * 5


def test_paths(target):
    """Whatever is done to the path of a route, it does not lead to that route or to any other.
    Dots are resolved as in any URL, which leads nowhere else here: no path is one of files."""
    for operation in target.operations:
        for name, pattern in TARGETS.items():
            reply = target.ask_twice(operation.method, pattern % operation.path.encode())
            case = (operation, name)
            assert reply is not None and reply.status in (400, 404, 405, 421), (case, reply)
            refused(reply, case)


def test_framing(target):
    """Where a request ends must be clear: or it is refused at once, and the rest is not read."""
    for operation in target.operations:
        for name, (lines, body) in FRAMINGS.items():
            request = target.head(operation.method, operation.path, lines) + b"\r\n" + body
            reply = target.exchange_twice([request])
            refused(reply, (operation, name))
            assert reply.status == 400, (operation, name, reply)


def test_byte_by_byte(target):
    """However slowly it comes, the answer is the same."""
    for operation in target.operations:
        if operation.method == "GET":
            request = target.request("GET", operation.path)
        else:
            request = target.request(operation.method, operation.path, b"[")
        at_once = target.exchange([request])
        piecewise = target.exchange(request[i : i + 1] for i in range(len(request)))
        assert piecewise.status == at_once.status, operation


def test_half_requests(target):
    """Cut off anywhere, and no more to come: no route does anything, and the connection ends."""
    for operation in target.operations:
        whole = target.request(operation.method, operation.path, b'{"x": 1}')
        for length in range(1, len(whole), 7):
            reply = target.exchange([whole[:length]], end=True)
            assert reply is None or 400 <= reply.status < 500, (operation, whole[:length], reply)


def test_half_chunks(bridge):
    stop = bridge.head("POST", "/api/backends/main/stop", b"Transfer-Encoding: chunked\r\n")
    for body in (b"", b"2", b"2\r\n", b"2\r\n{", b"2\r\n{}", b"2\r\n{}\r\n", b"2\r\n{}\r\n0"):
        reply = bridge.exchange([stop + b"\r\n" + body], end=True)
        assert reply is None or 400 <= reply.status < 500, (body, reply)


def test_pipelining(bridge):
    """One request a connection: what is behind the first is neither done nor answered."""
    stop = bridge.request("POST", "/api/backends/main/stop")
    for first in (bridge.request("GET", "/status"), bridge.request("GET", "/none"),
                  bridge.request("POST", "/status", b"{}"),
                  bridge.request("POST", "/api/backends/main/call", b"{}")):
        reply = bridge.exchange([first + stop + stop])
        assert reply.headers["connection"] == "close"
        assert b"HTTP/1.1" not in reply.body, reply
        reply = bridge.exchange([first, stop])
        assert reply is None or b"HTTP/1.1" not in reply.body, reply


def test_endless_header(bridge):
    """Refused when it has become too long, were it one line or many; nothing of it is kept."""
    for lines in (b"X: " + b"a" * (1 << 20), b"X: y\r\n" * 200_000):
        request = b"GET /status HTTP/1.1\r\n" + lines
        reply = bridge.exchange(request[i : i + 65536] for i in range(0, len(request), 65536))
        assert reply is None or 400 <= reply.status < 500, reply


@pytest.mark.parametrize("data", [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"\0" * 5000 + b"\r\n\r\n",
    b"GET\r\n\r\n", b"GET /a b HTTP/1.1\r\n\r\n", b"/status HTTP/1.1\r\n\r\n", b"GET /a\0b HTTP/1.1\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET /status HTTP/9.9\r\n\r\n", b"GET /status XYZ/1.1\r\n\r\n",
    b"GET * HTTP/1.1\r\n\r\n", b"CONNECT evil.example:443 HTTP/1.1\r\n\r\n"],
    ids=lambda data: ascii(data)[:20])
def test_other_protocols(bridge, data):
    reply = bridge.exchange([data])
    assert reply is None or reply.status in (400, 404, 421, 505), reply
