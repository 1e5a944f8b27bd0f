# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Runs a backend as Perch would, with pipes, and talks to it line by line."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time

TOP = os.environ.get("PERCH_TOP_SRCDIR") or os.path.abspath(__file__ + "/../../..")
SDK_DIR = os.path.join(TOP, "resources", "python")
DEADLINE = 60.0  # only ever reached by a test that fails

# How a program that is written in a test begins.
PRELUDE = """
import asyncio, logging, os, signal, subprocess, sys, threading, time
from perch_backend import Backend, CannotAsk, InvalidParams, PerchError, RpcError
from perch_backend import clean_env, require
"""


class Program:
    def __init__(self, *argv, python=sys.executable, stdin=subprocess.PIPE, env=None):
        self.process = subprocess.Popen(
            [python, *argv],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={
                **os.environ,
                "PYTHONPATH": SDK_DIR,
                "PYTHONDONTWRITEBYTECODE": "1",
                **(env or {}),
            },
        )
        self.lines = []  # all that came on stdout, in order
        self.errors = []
        self._news = queue.Queue()
        self._readers = [
            threading.Thread(target=self._read, args=(self.process.stdout, self.lines)),
            threading.Thread(target=self._read, args=(self.process.stderr, self.errors)),
        ]
        for reader in self._readers:
            reader.start()

    def _read(self, stream, lines):
        for line in stream:
            lines.append(line.decode("utf-8").rstrip("\n"))
            self._news.put(None)
        self._news.put(None)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self.process.stdin is not None and not self.process.stdin.closed:
            self.process.stdin.close()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for reader in self._readers:
            reader.join(DEADLINE)
        self.process.stdout.close()
        self.process.stderr.close()

    def messages(self):
        found = []
        for line in list(self.lines):
            if line.startswith("{"):
                found.append(json.loads(line))
        return found

    def until(self, condition, what):
        """Returns what `condition()` returns as soon as it is true; looks again at each line."""
        deadline = time.monotonic() + DEADLINE
        while True:
            result = condition()
            if result:
                return result
            try:
                self._news.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(
                    f"no {what}; stdout {self.lines}, stderr {self.errors}"
                ) from None

    def until_message(self, **wanted):
        def found():
            for message in self.messages():
                if all(message.get(name) == value for name, value in wanted.items()):
                    return message
            return None

        return self.until(found, f"message with {wanted}")

    def send(self, message):
        text = message if isinstance(message, str) else json.dumps(message)
        self.process.stdin.write(text.encode("utf-8") + b"\n")
        self.process.stdin.flush()

    def request(self, key, method, params=None, **more):
        body = {"jsonrpc": "2.0", "id": key, "method": method, **more}
        if params is not None:
            body["params"] = params
        self.send(body)

    def ask(self, key, method, params=None, **more):
        self.request(key, method, params, **more)
        return self.until_message(id=key, jsonrpc="2.0")

    def signal(self, number):
        self.process.send_signal(number)

    def end(self):
        """Waits for the end and returns the exit status."""
        status = self.process.wait(DEADLINE)
        for reader in self._readers:
            reader.join(DEADLINE)
        return status

    def terminate(self):
        self.signal(signal.SIGTERM)
        return self.end()
