# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Perch's own clients of backends, asked by tests: the program ask-backend, driven."""

import contextlib
import json
import os
import subprocess
from pathlib import Path

BUILD = Path(os.environ["PERCH_TOP_BUILDDIR"])
FIXTURES = Path(os.environ["PERCH_TOP_SRCDIR"]) / "tests" / "fixtures" / "python"
PROGRAM = BUILD / "tests" / "integration" / "ask-backend"
PATIENCE_MS = 60000

# As in backend-manager/error.h and GIOErrorEnum.
TIMED_OUT = "backend-9"
NO_METHOD = "backend-10"
CALL = "backend-11"
CANCELLED = "io-19"
CONNECTION_CLOSED = "io-44"
CONNECTION_REFUSED = "io-39"


class Refused(Exception):
    def __init__(self, error):
        super().__init__(f"{error['code']}: {error['message']}")
        self.code = error["code"]
        self.message = error["message"]


class Asker:
    def __init__(self, kind, address, secret=None):
        arguments = [PROGRAM, kind, str(address)] + ([secret] if secret else [])
        self._process = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self.pid = self._process.pid
        self._last_id = 0
        self._answers = {}

    def begin(self, *words):
        """Returns an id for wait()."""
        self._last_id += 1
        line = "\t".join([str(self._last_id), *(str(word) for word in words)])
        self._process.stdin.write(line + "\n")
        return str(self._last_id)

    def wait(self, number):
        while number not in self._answers:
            line = self._process.stdout.readline()
            assert line, f"ask-backend ended with {self._process.wait()}"
            answer = json.loads(line)
            self._answers[answer["id"]] = answer
        answer = self._answers.pop(number)
        if "error" in answer:
            raise Refused(answer["error"])
        return answer["result"]

    def begin_call(self, method, params=None, timeout_ms=PATIENCE_MS):
        words = [] if params is None else [json.dumps(params)]
        return self.begin("call", method, timeout_ms, *words)

    def call(self, method, params=None, timeout_ms=PATIENCE_MS):
        return self.wait(self.begin_call(method, params, timeout_ms))

    def ping(self, timeout_ms=PATIENCE_MS):
        return self.wait(self.begin("ping", timeout_ms))

    def floats(self, handle, dimensions=1, timeout_ms=PATIENCE_MS):
        return self.wait(self.begin("floats", handle, dimensions, timeout_ms))

    def repeat(self, method, times, at_once=1, params=None):
        words = [] if params is None else [json.dumps(params)]
        return self.wait(self.begin("repeat", method, times, at_once, *words))

    def repeat_floats(self, handle, times):
        return self.wait(self.begin("repeat-floats", handle, times))

    def cancel(self, number):
        self.begin("cancel", number)

    def private_kib(self):
        """Memory that only this program has."""
        lines = Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))

    def open_files(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def close(self):
        self._process.stdin.close()
        status = self._process.wait(60)
        self._process.stdout.close()
        assert status == 0, f"ask-backend ended with {status}"


@contextlib.contextmanager
def asker(kind, address, secret=None):
    found = Asker(kind, address, secret)
    try:
        yield found
    finally:
        found.close()


@contextlib.contextmanager
def peer(script, *arguments):
    """A server out of the fixtures; yields the process and the words of its first line."""
    process = subprocess.Popen(
        ["/usr/bin/python3", FIXTURES / script, *map(str, arguments)], stdout=subprocess.PIPE, text=True
    )
    try:
        words = process.stdout.readline().split()
        assert words, f"{script} ended with {process.wait()}"
        yield process, words
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
