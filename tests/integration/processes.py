# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What tests about processes need: a guard driven by hand, and the truth about who is left.

The process that runs the tests is a child subreaper, so whoever escapes from a guard comes to it;
and all that a guard starts carries a mark in its environment. survivors() looks at both.
"""

import contextlib
import ctypes
import os
import resource
import select
import signal
import socket
import subprocess
import time
import uuid
from pathlib import Path

import pytest

BUILD = Path(os.environ["PERCH_TOP_BUILDDIR"])
GUARD = BUILD / "backend-manager" / "guard" / "perch-guard"
KID = BUILD / "tests" / "fixtures" / "kid"
# Not PERCH_…, which Perch keeps from its backends.
MARK = "TESTED_BY_PERCH"
PATIENCE = 60
# Their processes are counted, so each test program has a user of its own.
SOMEBODY = 100000 + os.getpid()
READY = '{"status":"ready"}'  # what a backend prints when it is


def _lets_others_in(folder):
    return all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents))


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else")
# Somebody else runs a program of ours: a clone in /root is nothing to him.
needs_somebody = pytest.mark.skipif(os.geteuid() != 0 or not _lets_others_in(BUILD),
                                    reason=f"needs root, and a {BUILD} that lets others in")

_PR_SET_CHILD_SUBREAPER = 36


def become_subreaper():
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def reserve_descriptor_3():
    """Descriptor 3 becomes the guard's socket between fork and exec: nothing else may be there."""
    try:
        os.fstat(3)
    except OSError:
        null = os.open("/dev/null", os.O_RDWR)
        if null != 3:
            os.dup2(null, 3)
            os.close(null)


def children(pid="self"):
    """Zombies too."""
    pids = []
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            pids += [int(child) for child in (task / "children").read_text().split()]
    return pids


def descendants(pid):
    found = []
    for child in filter(is_alive, children(pid)):
        found += [child, *descendants(child)]
    return found


def state(pid):
    """The letter of proc(5), or None when there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return None


def is_alive(pid):
    return state(pid) not in (None, "Z", "X")


def program(pid):
    """Base name of what it executes; the file itself may be gone. Empty when it is ending."""
    try:
        return os.path.basename(os.readlink(f"/proc/{pid}/exe")).replace(" (deleted)", "")
    except OSError:
        return ""


def arguments(pid):
    try:
        return [os.fsdecode(word) for word in
                Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[:-1]]
    except OSError:
        return []


def describe(pid):
    return f"{pid} ({state(pid)}): {' '.join(arguments(pid))}"


def kill(*pids):
    """Kills them, all of them stopped first so that none sees another one die, and waits for it."""
    for number in (signal.SIGSTOP, signal.SIGKILL):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
    wait_until(lambda: not any(map(is_alive, pids)), f"end of {pids}")


def marked(mark):
    wanted = f"{MARK}={mark}".encode()
    pids = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            if wanted in (entry / "environ").read_bytes().split(b"\0"):
                pids.append(int(entry.name))
    return pids


def wait_until(condition, what, patience=PATIENCE):
    """For things that send no event: what another process's state is. Looks often at first, then
    less so. @what, a text or a function that makes one, is for the test that fails.
    Returns the first true result of @condition."""
    end = time.monotonic() + patience
    pause = 0.002
    while not (result := condition()):
        assert time.monotonic() < end, f"waited in vain: {what() if callable(what) else what}"
        time.sleep(pause)
        pause = min(pause * 1.5, 0.1)
    return result


def wait_for_pidfd(pidfd, patience=PATIENCE):
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    assert poll.poll(patience * 1000), "the process does not end"


class Guard:
    """A perch-guard, its socket and the stdout of its backend."""

    def __init__(self, base, script, *, options=(), program=None, env=None, cwd=None,
                 before_exec=None, stdin=subprocess.PIPE, stderr=None, wrapper=()):
        reserve_descriptor_3()
        self.mark = uuid.uuid4().hex
        self.base = Path(base)
        self.messages = []
        self.output = b""
        self.socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.socket.settimeout(PATIENCE)
        if isinstance(script, str):
            script = script.split()
        command = [*wrapper, GUARD, "--run-dir", base, *options, "--", program or KID, *script]

        def prepare():
            os.dup2(theirs.fileno(), 3)
            if before_exec is not None:
                before_exec()

        with theirs:
            self.process = subprocess.Popen(
                [str(word) for word in command], stdin=stdin, stdout=subprocess.PIPE,
                stderr=stderr, cwd=cwd, preexec_fn=prepare, pass_fds=(3,),
                env={**os.environ, **(env or {}), MARK: self.mark})
        self.outer = self.process.pid

    # What the guard says

    def receive(self):
        packet = self.socket.recv(128)
        words = packet.decode().split()
        if words:
            self.messages.append(words)
        return words

    def expect(self, kind):
        """The words after @kind, which must be the next message but for reports of what is left."""
        words = self.receive()
        while words and words[0] == "L" and kind != "L":
            words = self.receive()
        assert words and words[0] == kind, f"wanted {kind}, got {words} after {self.messages}"
        return words[1:]

    def started(self):
        main, inner = (int(word) for word in self.expect("S"))
        self.main, self.inner = main, inner
        return main

    def tell(self, order):
        with contextlib.suppress(BrokenPipeError):  # it may be done already
            self.socket.send(order.encode())

    def ready(self, word="ready"):
        """Started, and the backend has printed @word."""
        self.started()
        return self.read_until(word)

    # What the backend says

    def read_until(self, word):
        end = time.monotonic() + PATIENCE
        stream = self.process.stdout
        while True:
            for line in self.output.decode().splitlines():
                if line.split(" ")[0] == word:
                    return line.split(" ")[1:]
            ready, _, _ = select.select([stream], [], [], max(0, end - time.monotonic()))
            chunk = os.read(stream.fileno(), 65536) if ready else b""
            assert chunk, f"no {word!r} in {self.output!r}"
            self.output += chunk

    def rest_of_output(self):
        """All up to the end of file, which only comes when nobody holds the pipe any more."""
        while True:
            ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
            assert ready, "somebody still holds the pipe"
            chunk = os.read(self.process.stdout.fileno(), 1 << 20)
            if not chunk:
                return self.output.decode()
            self.output = (self.output + chunk)[-4096:]

    # The end

    def done(self, expected_exit, empty=1):
        """X, Z and the end of the guard; and that it told the truth."""
        if expected_exit is not None:
            assert self.expect("X") == [str(word) for word in expected_exit]
        assert self.expect("Z")[0] == str(empty)
        assert self.process.wait(PATIENCE) == (0 if empty else 1)
        if empty:
            self.assert_nothing_left()

    def assert_nothing_left(self):
        assert self.survivors() == []
        assert list(self.base.iterdir()) == []

    def survivors(self):
        adopted = [pid for pid in children() if state(pid) != "Z"]
        return sorted({*marked(self.mark), *adopted})

    def run_dirs(self):
        return sorted(self.base.iterdir())

    def close(self):
        """Ends whatever a failed test left behind, by pidfd and mark."""
        self.socket.close()
        if self.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()
        self.process.stdout.close()
        for _ in range(100):
            victims = marked(self.mark)
            for pid in victims:
                with contextlib.suppress(ProcessLookupError):
                    pidfd = os.pidfd_open(pid)
                    if pid in marked(self.mark):
                        signal.pidfd_send_signal(pidfd, signal.SIGKILL)
                    os.close(pidfd)
            if not victims:
                break
        self.process.wait(PATIENCE)
        reap_adopted()


def become_somebody(processes=None):
    """What makes a child an unprivileged user, with so many processes at most."""
    def become():
        if processes is not None:
            resource.setrlimit(resource.RLIMIT_NPROC, (processes, processes))
        os.setgroups([])
        os.setgid(SOMEBODY)
        os.setuid(SOMEBODY)

    return become


def reap_adopted(*ours):
    """Takes note of the end of those that came to us. Not of @ours, processes that somebody has a
    Popen of, which else would not learn how they ended."""
    kept = {process.pid for process in ours}
    for pid in children():
        if pid not in kept and state(pid) == "Z":
            os.waitpid(pid, 0)


def sweep(base, **options):
    """perch-guard --sweep; returns the lines it printed."""
    result = subprocess.run([str(GUARD), "--sweep", str(base)], capture_output=True, text=True,
                            timeout=PATIENCE, **options)
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()
