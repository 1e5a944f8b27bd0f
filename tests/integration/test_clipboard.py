# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Clipboards of any size on their way to a backend: POST /api/clipboard/process."""

import json
import os
import socket
import threading
from pathlib import Path

import processes
import pytest
from perch_home import PATIENCE, PerchHome, is_sanitized, read_all, resident
from websocket import WebSocket

ANSWERS = Path(__file__).parents[1] / "fixtures" / "python" / "answers.py"
TRACE = "0af7651916cd43dd8448eb211c80319c"
TRACEPARENT = f"traceparent: 00-{TRACE}-b7ad6b7169203331-01\r\n"
LIMIT = 104_857_600
BEFORE, AFTER = b'{"fragments": [\n{"type": "text", "content": "', b'"}\n]}'
TEXT = {"type": "text", "content": "Hello"}


@pytest.fixture
def home():
    home = PerchHome()
    home.add_backend("main", "", executable=str(ANSWERS), args=[], restart="never",
                     ready={"on": "status"})
    home.pid = home.run().pid
    home.perch("start")
    yield home
    home.close()


def head(length=None, path="/api/clipboard/process", extra=""):
    framing = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    return (f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"{extra}{framing}\r\n\r\n").encode()


def understand(reply):
    """Status and JSON of a reply."""
    top, _, body = reply.partition(b"\r\n\r\n")
    return int(top.split()[1]), json.loads(body)


def post(home, body, **options):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return understand(home.exchange(head(len(data), **options) + data))


def text_of(length):
    """A clipboard that has so many bytes as JSON."""
    return BEFORE + b"x" * (length - len(BEFORE) - len(AFTER)) + AFTER


def test_all_types_arrive(home):
    body = {"fragments": [TEXT, {"type": "html", "content": "<b>é</b>"},
                          {"type": "image", "content": "aGVsbG8="},
                          {"type": "files", "content": ["/tmp/a", "file:///b c"]}],
            "source": "a test"}
    for path in ("/api/clipboard/process", "/clipboard"):
        status, reply = post(home, body, path=path)
        assert (status, reply["status"]) == (200, "ok"), reply
        assert reply["result"]["fragments"] == [["text", 5], ["html", 8], ["image", 8],
                                                ["files", 2]]


def read_logs(home, word):
    """The text and the JSON log, when both have @word."""
    logs = [home.folder / "state" / "perch" / f"perch-log.{kind}" for kind in ("txt", "json")]
    processes.wait_until(lambda: all(log.exists() and word in log.read_text() for log in logs),
                         f"the logs have {word}")
    return [log.read_text() for log in logs]


def test_one_trace_id_everywhere(home):
    with WebSocket(home.connect(), "/events/ws") as client:
        client.send(json.dumps({"since": 0}))
        status, reply = post(home, {"fragments": [TEXT, TEXT]}, extra=TRACEPARENT)
        event = client.events("clipboard_processed", 1)[0]
    assert status == 200
    assert reply["trace_id"] == reply["result"]["trace_id"] == event["trace_id"] == TRACE
    assert event["payload"] == {"backend": "main", "count": 2, "types": ["text"], "bytes": 10}

    text, lines = read_logs(home, "clipboard.process to main")
    line = next(line for line in map(json.loads, lines.splitlines())
                if line.get("trace_id") == TRACE)
    assert line["message"].startswith("clipboard.process to main: answered after ")
    assert line["fields"]["method"] == "clipboard.process" and line["fields"]["status"] == 200
    assert TRACE in text
    assert "clipboard.process to main" in home.perch("logs", "--grep", TRACE).stdout
    assert TRACE in home.perch("logs", "--json", "--grep", TRACE).stdout


def test_who_brings_a_trace_id_finds_it(home):
    call = b'{"method": "fly"}'
    traces = [f"{n:032x}" for n in range(1, 101)]
    for trace in traces:
        extra = f"traceparent: 00-{trace}-b7ad6b7169203331-01\r\n"
        home.exchange(head(len(call), "/api/backends/main/call", extra) + call)
    text, lines = read_logs(home, traces[-1])
    assert all(trace in text and trace in lines for trace in traces)


def test_calls_are_logged_as_well(home):
    call = b'{"method": "fly"}'
    status, reply = understand(home.exchange(
        head(len(call), "/api/backends/main/call", TRACEPARENT) + call))
    assert (status, reply["trace_id"]) == (501, TRACE)
    assert "fly to main: no_such_method after" in read_logs(home, TRACE)[0]


@pytest.mark.parametrize("body, code, words", [
    (b"", "bad_json", "end of the text"),
    (b"{", "bad_json", "1:2"),
    (b'{"fragments": [{"type": "text", "content": "\xff"}]}', "bad_json", "not UTF-8"),
    ([], "bad_request", "an object"),
    ({}, "bad_request", "/fragments: expected an array of fragments, found nothing"),
    ({"fragments": []}, "bad_request", "found an empty array"),
    ({"fragments": [3]}, "bad_request", "/fragments/0: expected an object, found a number"),
    ({"fragments": [TEXT, {"type": "sound", "content": ""}]}, "bad_request",
     '/fragments/1/type: expected "text", "html", "image" or "files", found "sound"'),
    ({"fragments": [{"type": "text"}]}, "bad_request", "/fragments/0/content: expected a string"),
    (b'{"fragments": [], "fragments": []}', "bad_request", '“fragments” is there twice'),
    (b'{"fragments": [{"type": "text", "content": ""}], "source": "a", "source": "b"}', "bad_request",
     "“source” is there twice"),
    (b'{"fragments": [{"type": "text", "content": ""}], "x": [{"y": 1, "\\u0079": 2}]}', "bad_request",
     "“y” is there twice"),
])
def test_refused(home, body, code, words):
    status, reply = post(home, body)
    assert (status, reply["error"]["code"]) == (400, code), reply
    assert words in reply["error"]["message"]


def test_no_backend(home):
    home.perch("stop")
    data = json.dumps({"fragments": [TEXT]}).encode()
    reply = home.exchange(head(len(data)) + data)
    assert b"\r\nRetry-After: 1\r\n" in reply
    status, reply = understand(reply)
    assert (status, reply["error"]["code"]) == (503, "backend_not_running")


def test_too_large_by_its_header(home):
    for extra in ("", "Expect: 100-continue\r\n"):
        reply = home.exchange(head(LIMIT + 1, extra=extra))
        assert reply.startswith(b"HTTP/1.1 413 ")
        assert understand(reply)[1]["error"]["code"] == "payload_too_large"


def test_too_large_while_it_comes(home):
    """Refused as soon as it is more than may be, and not kept."""
    before = resident(home.pid)
    piece = b"100000\r\n" + b"x" * (1 << 20) + b"\r\n"
    with home.connect() as client:
        client.settimeout(4 * PATIENCE)
        client.sendall(head())
        for _ in range(LIMIT >> 20):
            client.sendall(piece)
        client.sendall(b"1\r\nx\r\n")  # the body has no end
        assert understand(read_all(client))[0] == 413
    if not is_sanitized():
        processes.wait_until(lambda: resident(home.pid) < before + (8 << 20), "memory is free")


def highest_resident(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) << 10


def test_largest(home):
    """Goes through whole, in little more memory than its own size, and leaves none of it behind."""
    port = int(home.ask("status")["surfaces"]["bridge"]["address"].rpartition(":")[2])
    body = text_of(LIMIT)
    before = resident(home.pid)
    with socket.create_connection(("127.0.0.1", port), 4 * PATIENCE) as client:
        client.sendall(head(LIMIT).replace(b"localhost", b"localhost:%d" % port))
        client.sendall(body)
        status, reply = understand(read_all(client))
    assert status == 200
    assert reply["result"]["fragments"] == [["text", LIMIT - len(BEFORE) - len(AFTER)]]
    if not is_sanitized():
        assert highest_resident(home.pid) - before < 1.5 * LIMIT
        processes.wait_until(lambda: resident(home.pid) < before + (8 << 20), "memory is free")


class Pause:
    """Keeps the backend from reading its input until resume()."""

    def __init__(self, home):
        self.pipe = home.folder / "pipe"
        os.mkfifo(self.pipe)
        home.perch("call", "pause", json.dumps({"pipe": str(self.pipe)}))

    def resume(self):
        self.pipe.write_text("go on")


class Sender(threading.Thread):
    """A client that waits for its answer."""

    def __init__(self, home, body, query=""):
        super().__init__()
        self.args = (home, body, query)
        self.answer = None
        self.start()

    def run(self):
        home, body, query = self.args
        self.answer = post(home, body, path="/clipboard" + query)


def test_slow_reader_holds_up_nobody_else(home):
    """Others are answered, and what is for the same backend waits its turn."""
    home.add_backend("other", "", executable=str(ANSWERS), args=[], ready={"on": "status"})
    home.perch("quit")
    home.started[0].wait(PATIENCE)
    home.pid = home.run().pid
    home.perch("start", "main")
    home.perch("start", "other")
    before = resident(home.pid)
    pause = Pause(home)
    large = Sender(home, text_of(20 << 20))
    processes.wait_until(lambda: resident(home.pid) > before + (19 << 20) or is_sanitized(),
                         "it is held")
    behind = Sender(home, {"fragments": [TEXT]})
    assert home.ask("call", "echo", "--backend", "other")["status"] == "ok"
    assert large.answer is None and behind.answer is None
    pause.resume()
    large.join(PATIENCE)
    behind.join(PATIENCE)
    assert large.answer[0] == behind.answer[0] == 200
    assert large.answer[1]["result"]["fragments"][0][1] > 20_000_000


def test_nobody_waits_for_it_any_more(home):
    """What was not sent when its time was up is not sent later."""
    before = resident(home.pid)
    pause = Pause(home)
    first = Sender(home, text_of(4 << 20), "?timeout_ms=50")
    first.join(PATIENCE)
    assert first.answer[0] == 504
    second = Sender(home, text_of(20 << 20), "?timeout_ms=50")
    second.join(PATIENCE)
    assert second.answer[0] == 504
    if not is_sanitized():
        processes.wait_until(lambda: resident(home.pid) < before + (8 << 20), "memory is free")
    pause.resume()
    assert post(home, {"fragments": [TEXT]})[0] == 200
