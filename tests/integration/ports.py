# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Ports that are still free when somebody begins to listen at them."""

import os
import random
import socket
from pathlib import Path

LOWEST, HIGHEST = 20000, 31999


def _candidates():
    """In an order of this process's own, and each only once. Not those that the kernel gives away
    by itself: every connection that is made, and every server that asks for any port, takes one."""
    words = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()
    first, last = map(int, words)
    ports = [port for port in range(LOWEST, HIGHEST + 1) if not first <= port <= last]
    random.Random(os.getpid()).shuffle(ports)
    return iter(ports)


_ports = _candidates()


def free_port():
    """A port of 127.0.0.1 that nobody listens at."""
    for port in _ports:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise AssertionError(f"no free port from {LOWEST} to {HIGHEST}")
