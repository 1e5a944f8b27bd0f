# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""GET /api/gui_health, of a main loop that is well, and of one that hangs in a system call."""

import contextlib
import ctypes
import os
import socket

import processes
import pytest
from perch_home import PATIENCE, PerchHome, read_all
from ports import free_port

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
SYSCALL, DETACH, SYSCALL_INFO, SEIZE, INTERRUPT = 24, 17, 0x420e, 0x4206, 0x4207
TRACE_SYSCALLS = 1
ENTRY = 1
TOLD = b"The main loop stood still for"
ACCEPT = {"x86_64": (43, 288), "aarch64": (202, 242)}[os.uname().machine]  # accept(), accept4()


class SyscallInfo(ctypes.Structure):
    _fields_ = [("op", ctypes.c_uint8), ("pad", ctypes.c_uint8 * 3), ("arch", ctypes.c_uint32),
                ("instruction", ctypes.c_uint64), ("stack", ctypes.c_uint64),
                ("number", ctypes.c_uint64), ("args", ctypes.c_uint64 * 6)]


def ptrace(request, pid, address=0, data=0):
    if LIBC.ptrace(request, pid, address, data) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")


@contextlib.contextmanager
def hung(pid, provoke):
    """While inside, the main thread of @pid, and no other, hangs in the accept() that @provoke has
    led it to: what a debugger does, and what a call that blocks looks like from outside."""
    info = SyscallInfo()
    ptrace(SEIZE, pid, 0, TRACE_SYSCALLS)
    ptrace(INTERRUPT, pid)
    os.waitpid(pid, 0)
    try:
        provoke()
        while info.op != ENTRY or info.number not in ACCEPT:
            ptrace(SYSCALL, pid)
            os.waitpid(pid, 0)
            ptrace(SYSCALL_INFO, pid, ctypes.sizeof(info), ctypes.addressof(info))
        yield
    finally:
        ptrace(DETACH, pid)


class Hooks(PerchHome):
    """A Perch with the hooks' port at @address."""

    def start_hooks(self):
        self.configure("hook", port=0)
        self.run("--enable-test-hooks")
        host, port = self.ask("status")["surfaces"]["hooks"]["address"].split(":")
        self.address = (host, int(port))

    def send(self, path):
        """Asks, and leaves it to the caller to read."""
        client = socket.create_connection(self.address, PATIENCE)
        host = f"{self.address[0]}:{self.address[1]}"
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        return client

    def answer(self, path):
        with self.send(path) as client:
            return read_all(client).decode()


@pytest.fixture
def home():
    home = Hooks()
    try:
        home.start_hooks()
        yield home
    finally:
        home.close()


def own_health(home):
    """What the main loop says. When a busy machine has held it up, the watchdog answers before."""
    def said_by_itself():
        status, reply = home.get_port("hooks", "/api/gui_health")
        assert status == 200
        return reply if reply["answered_by"] == "main_loop" else None

    return processes.wait_until(said_by_itself, home.story)


def test_well(home):
    reply = own_health(home)
    assert (reply["status"], reply["alive"], reply["degraded_reason"]) == ("ok", True, None)
    # A busy machine may have made it stall, but then the log tells of it.
    processes.wait_until(lambda: own_health(home)["stalls"] == home.journal().count(TOLD),
                         home.story)


def test_stalled(home):
    """The watchdog answers, and nothing else; then all is as before, and who listens is told."""
    clients, before = [], own_health(home)["stalls"]
    with hung(home.process.pid, lambda: clients.append(home.send("/status"))):
        with contextlib.closing(clients[0]):
            reply = read_all(clients[0]).decode()
        assert " 503 " in reply and "Retry-After" in reply and "gui_stalled" in reply, reply
        health = home.answer("/api/gui_health")
        assert " 200 " in health and '"degraded"' in health and '"watchdog"' in health, health
    processes.wait_until(lambda: own_health(home)["stalls"] > before, home.story)
    processes.wait_until(lambda: " 200 " in home.answer("/status"), home.story)
    processes.wait_until(lambda: TOLD in home.journal(), home.story)
    home.begin("events", "--since", "0", "--filter", "runtime_warning", "--json")
    processes.wait_until(lambda: '"gui_stalled"' in home.story(), home.story)


def test_settings_hold_for_the_watchdog_too(home):
    home.perch("config", "set", "hook.require_token", "true")
    clients = []
    with hung(home.process.pid, lambda: clients.append(home.send("/status"))):
        assert " 401 " in home.answer("/api/gui_health")
    clients[0].close()


def test_closed_with_its_port(home):
    """Nothing keeps the port open when the settings move it."""
    home.perch("config", "set", "hook.require_token", "true")
    home.perch("config", "set", "hook.port", str(free_port()))
    with pytest.raises(ConnectionRefusedError):
        home.send("/status")
