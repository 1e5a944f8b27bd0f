# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Requests at the TCP ports of a running Perch, to the last byte as a test wants them."""

import socket

from perch_home import PATIENCE, read_all

LISTED = "chrome-extension://abcdefghijklmnopabcdefghijklmnop"


class Port:
    """One of the surfaces of a running Perch."""

    def __init__(self, home, name, host="127.0.0.1"):
        self.host = host
        self.address = home.ask("status")["surfaces"][name]["address"]
        self.number = int(self.address.rpartition(":")[2])

    def exchange(self, request):
        with socket.create_connection((self.host, self.number), PATIENCE) as client:
            client.sendall(request.replace("PORT", str(self.number)).encode("latin-1"))
            return read_all(client).decode()

    def status(self, request):
        reply = self.exchange(request)
        return int(reply.split()[1]) if reply else None


def open_bridge(home):
    """Runs a Perch whose bridge lets pages of extensions in."""
    home.configure("bridge", port=0, allowed_origins=["chrome-extension://"])
    home.run()
    home.perch("start")
    return Port(home, "bridge")


def request(method="GET", path="/status", host="localhost:PORT", origin=None, token=None,
            content_type=None, extra=""):
    lines = [f"{method} {path} HTTP/1.1"]
    if host is not None:
        lines.append(f"Host: {host}")
    if origin is not None:
        lines.append(f"Origin: {origin}")
    if token is not None:
        lines.append(f"Authorization: Bearer {token}")
    if content_type is not None:
        lines += [f"Content-Type: {content_type}", "Content-Length: 2"]
    return "\r\n".join(lines) + f"\r\n{extra}\r\n" + ("{}" if content_type else "")
