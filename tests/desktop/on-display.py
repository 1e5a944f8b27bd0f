#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""on-display.py PROGRAM [ARG...]: runs a test program on a display and a session bus of its own."""

import signal
import sys

from session import Session


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with Session() as session:
        return session.start(*sys.argv[1:], stdout=None, stderr=None).wait()


sys.exit(main())
