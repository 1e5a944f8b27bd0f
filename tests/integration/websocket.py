# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The client's side of a WebSocket (RFC 6455), with a hand on every byte."""

import base64
import json
import os
import struct

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


class Closed(Exception):
    """The other side has closed; with a close frame, or with 1006 without one."""

    def __init__(self, code, reason=""):
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


def masked(payload, opcode=TEXT, final=True):
    """A client's frame, masked with zeros."""
    data = payload.encode() if isinstance(payload, str) else payload
    size = len(data)
    head = bytes([opcode | (0x80 if final else 0)])
    if size < 126:
        head += bytes([0x80 | size])
    elif size < 1 << 16:
        head += b"\xfe" + struct.pack("!H", size)
    else:
        head += b"\xff" + struct.pack("!Q", size)
    return head + b"\0\0\0\0" + data


class WebSocket:
    """`early` is sent in one piece with the request."""

    def __init__(self, sock, path, host="localhost", early=b""):
        self.sock = sock
        self.buffer = b""
        key = base64.b64encode(os.urandom(16)).decode()
        sock.sendall((f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\n"
                      f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
                      f"Sec-WebSocket-Version: 13\r\n\r\n").encode() + early)
        while b"\r\n\r\n" not in self.buffer:
            self._fill()
        self.head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        assert self.head.startswith(b"HTTP/1.1 101 "), self.head

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.sock.close()

    def _fill(self):
        try:
            data = self.sock.recv(1 << 16)
        except ConnectionResetError:
            data = b""
        if not data:
            raise Closed(1006)
        self.buffer += data

    def _take(self, length):
        while len(self.buffer) < length:
            self._fill()
        data, self.buffer = self.buffer[:length], self.buffer[length:]
        return data

    def send(self, payload, opcode=TEXT, final=True):
        self.sock.sendall(masked(payload, opcode, final))

    def frame(self):
        """The next frame: its kind and its payload."""
        first, size = self._take(2)
        assert first & 0x80 and not size & 0x80, "unmasked and whole"
        if size == 126:
            size, = struct.unpack("!H", self._take(2))
        elif size == 127:
            size, = struct.unpack("!Q", self._take(8))
        return first & 0x0f, self._take(size)

    def receive(self):
        """The next message as JSON; Closed is raised at the end."""
        kind, data = self.frame()
        if kind == CLOSE:
            code, = struct.unpack("!H", data[:2]) if data else (1005,)
            raise Closed(code, data[2:].decode())
        assert kind == TEXT
        return json.loads(data)

    def events(self, name, number):
        """The next @number events called @name, with nothing left out between them."""
        found = []
        while len(found) < number:
            message = self.receive()
            batch = message if isinstance(message, list) else [message]
            assert not any("lost" in event["payload"] for event in batch), batch[0]
            found += [event for event in batch if event["event"] == name]
        assert len(found) == number
        return found
