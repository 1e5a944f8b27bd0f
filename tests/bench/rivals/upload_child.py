#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""A backend that answers each request with its length, and keeps nothing of it."""

import os
import re

print('{"status": "ready"}', flush=True)
length, number = 0, None
while chunk := os.read(0, 1 << 20):
    for piece in chunk.splitlines(keepends=True):
        if length == 0:
            number = re.search(rb'"id":(\d+)', piece).group(1).decode()
        length += len(piece)
        if piece.endswith(b"\n"):
            print(f'{{"jsonrpc":"2.0","id":{number},"result":{length}}}', flush=True)
            length = 0
