# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""A desktop session of its own for one test: folders, X display and D-Bus session bus.

Nothing in it reaches the session of the person who runs the tests, and nothing of it is left when
it ends: every process that is started here dies with the test, even if the test is killed.
"""

import ctypes
import os
import pathlib
import select
import shutil
import signal
import subprocess
import tempfile
import time

TIMEOUT = 60  # seconds; only ever waited for in full when something is broken

# Only these may be started by the bus, so that no desktop service of the machine joins in.
ACTIVATABLE = ("org.a11y.Bus", "org.xfce.Xfconf")

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <keep_umask/>
  <listen>unix:dir={runtime}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def _die_with_test():
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def wait_for(condition, what, timeout=TIMEOUT):
    """Polls until condition() is true and returns its value; fails with `what` after a time-out."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {timeout} s in vain for {what}")
        time.sleep(0.03)


def wait_for_silence(count, what, seconds=2):
    """Waits until count() has stayed the same for so long: nothing is on its way any more."""
    last, since = count(), time.monotonic()

    def is_silent():
        nonlocal last, since
        if (now := count()) != last:
            last, since = now, time.monotonic()
        return time.monotonic() - since >= seconds

    wait_for(is_silent, f"{what} to come to rest")


def _read_line(fd, what):
    """Reads the first line that a helper program writes into a pipe when it is ready."""
    text = b""
    while not text.endswith(b"\n"):
        if not select.select([fd], [], [], TIMEOUT)[0]:
            raise AssertionError(f"{what} did not start within {TIMEOUT} s")
        chunk = os.read(fd, 4096)
        if not chunk:
            raise AssertionError(f"{what} ended while it started")
        text += chunk
    return text.decode().strip()


class Session:
    """Use as a context manager. `env` is the environment for all that runs in the session."""

    def __init__(self, screen="1024x768"):
        self.screen = screen
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="perch-desktop-"))
        self.processes = []
        self.env = self._make_environment()

    def __enter__(self):
        try:
            self.xvfb = self.start_display()
            self.start_bus()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def _make_environment(self):
        keep = ("PATH", "LANG", "LSAN_OPTIONS", "ASAN_OPTIONS", "UBSAN_OPTIONS", "G_DEBUG",
                "G_MESSAGES_DEBUG", "NO_AT_BRIDGE", "PERCH_TRAY", "PERCH_TOP_SRCDIR",
                "PERCH_TOP_BUILDDIR", "PERCH_SCREENSHOTS")
        env = {name: os.environ[name] for name in keep if name in os.environ}
        folders = {"HOME": "home", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache",
                   "XDG_DATA_HOME": "data", "XDG_STATE_HOME": "state", "XDG_RUNTIME_DIR": "run"}
        for name, folder in folders.items():
            path = self.folder / folder
            path.mkdir(mode=0o700)
            env[name] = str(path)
        env.update(LC_ALL="C.UTF-8", GDK_BACKEND="x11", GDK_GL="disable", GTK_THEME="Adwaita",
                   GSETTINGS_BACKEND="memory", GIO_USE_VFS="local", XDG_CURRENT_DESKTOP="XFCE")
        return env

    def start(self, *args, **options):
        """Starts a program in the session and returns its Popen."""
        options.setdefault("env", self.env)
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("stdout", subprocess.DEVNULL)
        options.setdefault("stderr", subprocess.DEVNULL)
        process = subprocess.Popen([str(a) for a in args], preexec_fn=_die_with_test, **options)
        self.processes.append(process)
        return process

    def run(self, *args, check=True, **options):
        """Runs a program in the session to its end and returns what it wrote to stdout."""
        options.setdefault("env", self.env)
        done = subprocess.run([str(a) for a in args], stdin=subprocess.DEVNULL, timeout=2 * TIMEOUT,
                              capture_output=True, check=False, **options)
        if check and done.returncode != 0:
            raise AssertionError(f"{args} failed with {done.returncode}: {done.stderr.decode()}")
        return done.stdout

    def stop(self, process):
        """Ends a program that start() started: politely, then not."""
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(TIMEOUT / 2)
            except subprocess.TimeoutExpired:
                process.kill()
        process.wait()

    def start_display(self):
        """Starts an X server, which picks a free display by itself, and returns its Popen."""
        ready, ready_child = os.pipe()
        try:
            # -noreset: else it forgets what GDK found out each time the last client leaves.
            server = self.start("Xvfb", "-displayfd", ready_child, "-screen", "0", f"{self.screen}x24",
                                "-nolisten", "tcp", "-noreset", pass_fds=[ready_child])
            os.close(ready_child)
            self.env["DISPLAY"] = ":" + _read_line(ready, "Xvfb")
        finally:
            os.close(ready)
        wait_for(lambda: self.start("xdpyinfo").wait() == 0, "the display to take clients")
        return server

    def start_bus(self):
        """Starts a session bus. Services that it activates get the environment of this moment."""
        services = self.folder / "services"
        services.mkdir()
        for name in ACTIVATABLE:
            source = pathlib.Path("/usr/share/dbus-1/services") / f"{name}.service"
            if source.exists():
                shutil.copy(source, services)
        config = self.folder / "bus.conf"
        config.write_text(BUS_CONFIG.format(runtime=self.env["XDG_RUNTIME_DIR"],
                                            services=services))
        ready, ready_child = os.pipe()
        try:
            self.bus_daemon = self.start("dbus-daemon", f"--config-file={config}", "--nofork",
                                         f"--print-address={ready_child}", pass_fds=[ready_child])
            os.close(ready_child)
            self.env["DBUS_SESSION_BUS_ADDRESS"] = _read_line(ready, "dbus-daemon")
        finally:
            os.close(ready)

    def close(self):
        for process in reversed(self.processes):
            self.stop(process)
        shutil.rmtree(self.folder, ignore_errors=True)
