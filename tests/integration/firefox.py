# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""A real Firefox without a display, driven over its Marionette protocol."""

import contextlib
import itertools
import json
import socket
import subprocess

import processes

PATIENCE = 60


class Failure(Exception):
    """The browser has answered with an error, or a script has thrown one."""


class Firefox:
    """One with a profile of its own below @folder, and what is in @env; a context manager.

    The protocol: `LENGTH:JSON` each way, a command [0, number, name, parameters] and its answer
    [1, number, error, result]; see Firefox's source docs, testing/marionette/Protocol.
    """

    def __init__(self, folder, env):
        self.profile = folder / "firefox"
        self.profile.mkdir()
        (self.profile / "user.js").write_text('user_pref("marionette.port", 0);\n')
        self.numbers = itertools.count(1)
        self.log = open(folder / "firefox.log", "wb")
        self.process = subprocess.Popen(
            ["/usr/bin/firefox-esr", "--headless", "--no-remote", "--marionette",
             "--remote-allow-system-access", "--profile", self.profile, "about:blank"],
            env={**env, "HOME": str(self.profile)}, stdin=subprocess.DEVNULL, stdout=self.log,
            stderr=self.log)
        try:
            self.socket = socket.create_connection(("127.0.0.1", self._wait_for_port()), PATIENCE)
            self.stream = self.socket.makefile("rb")
            self._read()  # who it is
            self.call("WebDriver:NewSession")
        except BaseException:
            self.process.kill()
            self.process.wait(PATIENCE)
            self.log.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(Exception):
            self.call("Marionette:Quit", flags=["eForceQuit"])
        with self.socket, self.stream, self.log:
            try:
                self.process.wait(PATIENCE)
            finally:
                self.process.kill()

    def _wait_for_port(self):
        file = self.profile / "MarionetteActivePort"

        def is_there():
            assert self.process.poll() is None, "Firefox has ended"
            return file.exists() and file.read_text()

        return int(processes.wait_until(is_there, "Firefox listens", PATIENCE))

    def _read(self):
        length = b""
        while (byte := self.stream.read(1)) != b":":
            assert byte, "Firefox has ended"
            length += byte
        return json.loads(self.stream.read(int(length)))

    def call(self, name, **parameters):
        """The result of a command."""
        number = next(self.numbers)
        text = json.dumps([0, number, name, parameters]).encode()
        self.socket.sendall(b"%d:%s" % (len(text), text))
        _, answered, error, result = self._read()
        assert answered == number
        if error is not None:
            raise Failure(f"{name}: {error['error']}: {error['message']}")
        return result

    def navigate(self, url):
        self.call("WebDriver:Navigate", url=url)

    def evaluate(self, script):
        """What a script returns that runs in the page; a promise's result for a promise."""
        return self.call("WebDriver:ExecuteScript", script=script, args=[], sandbox=None)["value"]

    def install(self, folder, name):
        """Loads an extension for this session; returns the address of its own pages."""
        self.call("Addon:Install", path=str(folder), temporary=True)
        self.call("Marionette:SetContext", value="chrome")
        host = self.evaluate(f"return WebExtensionPolicy.getByID({json.dumps(name)})"
                             ".mozExtensionHostname")
        self.call("Marionette:SetContext", value="content")
        return f"moz-extension://{host}"
