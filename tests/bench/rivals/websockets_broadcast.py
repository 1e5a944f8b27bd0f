#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Sends each line of its input to all who listen: websockets_broadcast.py PORT"""

import asyncio
import sys

import websockets

clients = set()


async def listen(client, _path=None):
    clients.add(client)
    try:
        await client.wait_closed()
    finally:
        clients.discard(client)


async def main():
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    async with websockets.serve(listen, "127.0.0.1", int(sys.argv[1]), compression=None,
                                backlog=512):
        async for line in reader:
            websockets.broadcast(clients, line.decode().rstrip("\n"))


asyncio.run(main())
