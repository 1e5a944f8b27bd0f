# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""A real Perch to measure, without a display: a home of its own, ports of its own."""

import contextlib
import json
import pathlib
import shutil
import subprocess
import tempfile
import time

from measure import PERCH

PATIENCE = 30


class PerchServer:
    """`port` is the bridge's; `env` finds this Perch on the command line."""

    def __init__(self, home):
        self.home = home
        self.settings = home / ".config" / "perch"
        self.env = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(home),
                    "XDG_RUNTIME_DIR": str(home), "LC_ALL": "C.UTF-8"}
        self.settings.mkdir(parents=True)
        for surface in ("bridge", "web-listener"):
            self.write(f"{surface}-settings.json", port=0)

    def write(self, file, **fields):
        """Writes a settings file."""
        path = self.settings / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(fields))

    def run(self, *args):
        """Runs a command and returns what it prints, or None when it fails."""
        done = subprocess.run([str(PERCH), *args], env=self.env, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True)
        return done.stdout if done.returncode == 0 else None

    def start(self):
        self.process = subprocess.Popen([PERCH, "run", "--headless"], env=self.env,
                                        stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.pid = self.process.pid
        end = time.monotonic() + PATIENCE
        while (status := self.run("status", "--json")) is None:
            if self.process.poll() is not None or time.monotonic() > end:
                raise SystemExit("Perch does not come up")
            time.sleep(0.01)
        address = json.loads(status)["surfaces"]["bridge"]["address"]
        self.port = int(address.rpartition(":")[2])

    def stop(self):
        self.process.terminate()
        self.process.wait()


@contextlib.contextmanager
def running_perch(prepare=lambda perch: None):
    """Yields a PerchServer that runs; `prepare` may write settings before it does."""
    home = pathlib.Path(tempfile.mkdtemp(prefix="perch-bench-"))
    try:
        perch = PerchServer(home)
        prepare(perch)
        perch.start()
        try:
            yield perch
        finally:
            perch.stop()
    finally:
        shutil.rmtree(home)
