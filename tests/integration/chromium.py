# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""A real Chromium without a display, driven over its DevTools protocol."""

import contextlib
import itertools
import json
import socket
import subprocess

import processes
from websocket import WebSocket

PATIENCE = 60

# As root it has no sandbox; the rest keeps it from doing anything of its own.
OPTIONS = ("--headless=new", "--no-sandbox", "--no-first-run", "--disable-gpu",
           "--disable-background-networking", "--disable-breakpad", "--disable-component-update",
           "--disable-dev-shm-usage", "--disable-sync", "--no-default-browser-check",
           "--password-store=basic", "--remote-debugging-port=0",
           # Debian's Chromium loads extensions by the command line, when it is let.
           "--disable-features=DisableLoadExtensionCommandLineSwitch")


class Failure(Exception):
    """The browser has answered with an error, or a script has thrown one."""


class Chromium:
    """One with a profile of its own below @folder, and what is in @env; a context manager."""

    def __init__(self, folder, env, *options):
        self.profile = folder / "chromium"
        self.numbers = itertools.count(1)
        self.log = open(folder / "chromium.log", "wb")
        self.process = subprocess.Popen(
            ["/usr/bin/chromium", *OPTIONS, f"--user-data-dir={self.profile}", *options,
             "about:blank"],
            env=env, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        port, path = self._wait_for_devtools()
        self.socket = WebSocket(socket.create_connection(("127.0.0.1", port), PATIENCE), path,
                                f"127.0.0.1:{port}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(Exception):
            self.call("Browser.close")
        with self.socket, self.log:
            try:
                self.process.wait(PATIENCE)
            finally:
                self.process.kill()

    def _wait_for_devtools(self):
        file = self.profile / "DevToolsActivePort"

        def is_whole():
            assert self.process.poll() is None, "Chromium has ended"
            return file.exists() and file.read_text().count("\n") == 1

        processes.wait_until(is_whole, "Chromium listens", PATIENCE)
        port, path = file.read_text().splitlines()
        return int(port), path

    def call(self, method, session=None, **params):
        """What the browser, or the page or worker of @session, answers."""
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        self.socket.send(json.dumps(message))
        while (answer := self.socket.receive()).get("id") != number:
            pass
        if "error" in answer:
            raise Failure(answer["error"])
        return answer["result"]

    def targets(self, kind, prefix):
        return [target for target in self.call("Target.getTargets")["targetInfos"]
                if target["type"] == kind and target["url"].startswith(prefix)]

    def open(self, url):
        """A new tab in front: its session. It may still be loading."""
        return self.attach(self.call("Target.createTarget", url=url)["targetId"])

    def attach(self, target):
        return self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def attach_to(self, kind, prefix):
        """The first page or worker of an address that begins with @prefix, when it is there."""
        processes.wait_until(lambda: self.targets(kind, prefix), f"{kind} {prefix}", PATIENCE)
        return self.attach(self.targets(kind, prefix)[0]["targetId"])

    def evaluate(self, session, expression):
        """The value of a JavaScript expression, which may be a promise."""
        result = self.call("Runtime.evaluate", session, expression=expression, awaitPromise=True,
                           returnByValue=True)
        if "exceptionDetails" in result:
            raise Failure(result["exceptionDetails"])
        return result["result"].get("value")

    def wait_for(self, session, expression, value):
        """Until @expression is @value."""
        processes.wait_until(lambda: self.evaluate(session, expression) == value,
                             f"{expression} is {value!r}", PATIENCE)
