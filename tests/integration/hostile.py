# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What no client in good faith sends, and how to send it."""

import contextlib
import json
import socket
from typing import NamedTuple

import processes
from perch_home import PATIENCE, read_all

DEEP = 10_000
BODIES = {
    "nothing": b"",
    "space": b" \n",
    "not JSON": b"method=ping",
    "cut off": b'{"x": [1,',
    "more behind it": b"{} {}",
    "comma at the end": b'{"x": 1,}',
    "single quotes": b"{'x': 1}",
    "comment": b'{"x": 1 /* one */}',
    "NaN": b'{"x": NaN}',
    "byte order mark": b"\xef\xbb\xbf{}",
    "not UTF-8": b'{"x": "\xff\xfe"}',
    "overlong UTF-8": b'{"x": "\xc0\xaf"}',
    "surrogate in UTF-8": b'{"x": "\xed\xa0\x80"}',
    "UTF-16": '{"x": 1}'.encode("utf-16"),
    "NUL": b'{"x": "a\0b"}',
    "NUL behind it": b"{}\0",
    "escaped NUL": b'{"x": "a\\u0000b"}',
    "high surrogate": b'{"x": "\\ud800"}',
    "low surrogate": b'{"x": "\\udc00\\ud800"}',
    "name is a surrogate": b'{"\\ud800": 1}',
    "line end in a string": b'{"x": "a\nb"}',
    "name twice": b'{"x": 1, "x": 2}',
    "name twice, escaped": b'{"x": 1, "\\u0078": 2}',
    "name twice, within": b'{"x": [{"y": {"z": 1, "z": 1}}]}',
    "deep arrays": b'{"x": ' + b"[" * DEEP + b"]" * DEEP + b"}",
    "deep objects": b'{"x":' * DEEP + b"1" + b"}" * DEEP,
    "deep and open": b"[" * DEEP,
    "number of 1000 digits": b'{"x": ' + b"9" * 1000 + b"}",
    "number beyond 64 bits": b'{"x": 18446744073709551616}',
    "number beyond all": b'{"x": 1e999}',
    "octal": b'{"x": 0777}',
    "array": b"[]",
    "string": b'"x"',
    "number": b"1",
    "null": b"null",
}

# Lines after the first, and a body: none of them says in one way where the request ends.
FRAMINGS = {
    "two lengths": (b"Content-Length: 2\r\nContent-Length: 3\r\n", b"{} "),
    "length and chunks": (b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", b"2\r\n{}\r\n0\r\n\r\n"),
    "negative length": (b"Content-Length: -1\r\n", b"{}"),
    "signed length": (b"Content-Length: +2\r\n", b"{}"),
    "length in hex": (b"Content-Length: 0x2\r\n", b"{}"),
    "length in words": (b"Content-Length: two\r\n", b"{}"),
    "length beyond 64 bits": (b"Content-Length: 99999999999999999999\r\n", b"{}"),
}

# What stands in the first line in place of a path that begins with /status.
TARGETS = {
    "up and down": b"/x/..%s/../%%2e%%2e/etc/passwd",
    "slash before": b"/%s", "slash behind": b"%s/", "dot behind": b"%s/.", "NUL": b"%s%%00",
    "escaped slash": b"%s%%2f", "backslash": b"%s%%5c", "bad escape": b"%s%%zz", "half escape": b"%s%%4",
    "overlong dots": b"%s/%%c0%%ae%%c0%%ae/x", "not UTF-8": b"%s/\xff", "line end": b"%s%%0d%%0aX:%%20y",
    "semicolon": b"%s;x=y", "very long": b"%s/" + b"a" * 30_000, "other site": b"http://evil.example%s",
}

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "get", "Post")


class Operation(NamedTuple):
    """A route that /openapi.json describes, with something in the place of its parameters."""

    method: str
    path: str
    pattern: str
    takes_body: bool


class Reply(NamedTuple):
    status: int
    headers: dict
    body: bytes

    def error(self):
        """Its code, after a look at the rest: every refusal of Perch's own looks the same."""
        assert self.headers["content-type"] == "application/json", self
        reply = json.loads(self.body)
        assert reply["status"] == "error" and len(reply["trace_id"]) == 32, self
        assert reply["error"]["message"], self
        return reply["error"]["code"]


def parse_reply(data):
    """None when there was no answer."""
    if not data:
        return None
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return Reply(int(first.split()[1]), headers, body)


class Target:
    """A port of a running Perch, and what it says can be asked there."""

    def __init__(self, home, surface):
        self.name = home.ask("status")["surfaces"][surface]["address"]
        host, _, port = self.name.rpartition(":")
        self.address = host, int(port)
        self.document = json.loads(self.ask("GET", "/openapi.json").body)
        self.operations = list(self._list_operations())
        assert self.operations

    def _list_operations(self):
        for pattern, item in self.document["paths"].items():
            path = pattern
            for parameter in map(self._resolve, item.get("parameters", [])):
                path = path.replace("{%s}" % parameter["name"], str(parameter.get("example", "x")))
            for method, operation in item.items():
                if method != "parameters":
                    yield Operation(method.upper(), path, pattern, "requestBody" in operation)

    def _resolve(self, value):
        if "$ref" in value:
            _, _, kind, name = value["$ref"].split("/")
            return self.document["components"][kind][name]
        return value

    def methods(self, path):
        return {each.method for each in self.operations if each.path == path}

    def head(self, method, path, lines=b""):
        """All of a request but the end of its header."""
        target = path.encode() if isinstance(path, str) else path
        return (method.encode() + b" " + target + b" HTTP/1.1\r\nHost: " + self.name.encode() +
                b"\r\nContent-Type: application/json\r\n" + lines)

    def request(self, method, path, body=None):
        lines = b"" if body is None else b"Content-Length: %d\r\n" % len(body)
        return self.head(method, path, lines) + b"\r\n" + (body or b"")

    def exchange(self, pieces, end=False):
        """Sends @pieces one by one, and what may come no more if @end; all that comes back until the
        connection is closed, which it must be."""
        with socket.create_connection(self.address, PATIENCE) as client:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            reply = b""
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                for piece in pieces:
                    client.sendall(piece)
                if end:
                    client.shutdown(socket.SHUT_WR)
            with contextlib.suppress(ConnectionResetError):
                reply = read_all(client)
        return parse_reply(reply)

    def exchange_twice(self, pieces):
        """For what must be answered. The end of a connection that has not been read to its end may
        overtake the answer, but not time and again."""
        return self.exchange(pieces) or self.exchange(pieces)

    def ask(self, method, path, body=None):
        def answered():
            reply = self.exchange([self.request(method, path, body)])
            # A busy machine may hold the main loop up. The watchdog has done nothing then.
            stalled = reply is not None and reply.status == 503 and b'"gui_stalled"' in reply.body
            return None if stalled else [reply]

        return processes.wait_until(answered, "the main loop goes on")[0]

    def ask_twice(self, method, path, body=None):
        """The same for a request that must be answered, as exchange_twice()."""
        return self.ask(method, path, body) or self.ask(method, path, body)
