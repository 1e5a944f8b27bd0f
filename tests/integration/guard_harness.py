# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Runs perch-guard as Perch does, with its socket at descriptor 3."""

import os
import socket
import subprocess
import threading

import processes
from frozen import BUILD

GUARD = os.path.join(BUILD, "backend-manager", "guard", "perch-guard")


class Guard:
    """A guard with a program under it. `base` is the folder of the run directories."""

    def __init__(self, base, *argv, env):
        self.base = str(base)
        self.said = []  # messages of the guard, as lists of words
        self.lines = []
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket = ours
        self._process = subprocess.Popen(
            # The shell puts the socket where the guard looks for it; exec keeps the process.
            ["bash", "-c", f'exec "$@" 3<&{theirs.fileno()} {theirs.fileno()}<&-', "bash"]
            + [GUARD, "--run-dir", self.base, "--", *map(str, argv)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=[theirs.fileno()],
            env=env,
        )
        theirs.close()
        self.outer = self._process.pid
        self._threads = [
            threading.Thread(target=run, daemon=True) for run in (self._listen, self._read)
        ]
        for thread in self._threads:
            thread.start()

    def _listen(self):
        while True:
            try:
                message = self._socket.recv(64)
            except OSError:
                return
            if not message:
                return
            self.said.append(message.rstrip(b"\0\n").decode("ascii").split())

    def _read(self):
        for line in self._process.stdout:
            self.lines.append(line.decode("utf-8").strip())

    def message(self, word):
        """Waits for the guard's message that begins with `word`, and returns its numbers."""

        def found():
            return [said for said in list(self.said) if said[0] == word]

        processes.until(found, lambda: f"message {word}; said {self.said}, lines {self.lines}")
        return [int(number) for number in found()[0][1:]]

    def until_ready(self):
        processes.until(
            lambda: '{"status":"ready"}' in [line.replace(" ", "") for line in self.lines],
            lambda: f"ready; said {self.said}, lines {self.lines}",
        )

    @property
    def inner(self):
        return self.message("S")[1]

    @property
    def main(self):
        return self.message("S")[0]

    def say(self, message):
        self._socket.send(message.encode("ascii"))

    def vanish(self):
        """Perch is gone: both ends that it held close."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._process.stdin.close()

    def wait(self):
        """Waits for the end of the guard, and for its program's output to be read."""
        status = self._process.wait(processes.DEADLINE)
        for stream in (self._process.stdin,):
            if not stream.closed:
                stream.close()
        self._threads[1].join(processes.DEADLINE)
        self._socket.close()
        self._threads[0].join(processes.DEADLINE)
        self._process.stdout.close()
        return status
