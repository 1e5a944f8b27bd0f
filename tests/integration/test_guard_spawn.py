# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What a backend is given, all the ways in which it can't be started, and wrong use of the guard."""

import ctypes
import errno
import os
import resource
import shutil
import signal
import socket
import struct
import subprocess

import pytest

from perch_home import open_files
from processes import (GUARD, KID, PATIENCE, become_somebody, needs_somebody, reserve_descriptor_3,
                       wait_until)


def read_report(path):
    facts = {"env": {}, "fd": {}, "status": {}, "limit": {}}
    for line in path.read_text().splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "env":
            name, _, value = rest.partition("=")
            facts["env"][name] = value
        elif kind == "fd":
            number, _, target = rest.partition(" ")
            facts["fd"][int(number)] = target
        elif kind == "status":
            name, _, value = rest.partition(":")
            facts["status"][name] = value.split()
        elif kind == "limit":
            name, soft, hard = rest.split()
            facts["limit"][name] = (int(soft), int(hard))
        else:
            facts[kind] = rest
    return facts


def be_a_bad_parent():
    for number in range(1, signal.NSIG):
        if number not in (signal.SIGKILL, signal.SIGSTOP) and not 32 <= number <= 33:
            signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 256))
    for number in (5, 17, 60):
        os.dup2(1, number)  # inheritable
    os.umask(0o027)


def test_surroundings(guard, base, tmp_path):
    report = tmp_path / "report"
    g = guard(f"report {report} exit-on TERM 0 print ready wait", before_exec=be_a_bad_parent,
              env={"TMPDIR": "/old", "TEMP": "/old", "TMP": "/old", "PERCH_RUN_ID": "old",
                   "PERCH_TEST_OTHER": "a = b"},
              options=["--cwd", tmp_path])
    g.ready()
    facts = read_report(report)
    run_dir, = g.run_dirs()
    tmp = str(run_dir / "tmp")

    assert facts["env"]["PERCH_RUN_ID"] == run_dir.name
    assert [facts["env"][name] for name in ("TMPDIR", "TEMP", "TMP")] == [tmp] * 3
    assert facts["env"]["PERCH_TEST_OTHER"] == "a = b"
    assert sorted(facts["fd"]) == [0, 1, 2]
    for name in ("SigBlk", "SigIgn", "SigCgt"):
        assert int(facts["status"][name][0], 16) == 0, name
    assert facts["limit"]["core"] == (0, 0)
    assert facts["limit"]["nofile"] == (256, 256)
    assert facts["oom"] == "200"
    assert facts["pdeathsig"] == str(int(signal.SIGTERM))
    assert facts["pid"] == facts["session"] == facts["group"] == str(g.main)
    assert facts["parent"] == str(g.inner)
    assert facts["cwd"] == str(tmp_path)
    assert run_dir.stat().st_mode & 0o777 == 0o700

    g.tell("T 5000")
    g.done((0, 0))


def test_the_guards_hold_on_to_nothing(guard, tmp_path):
    g = guard("exit-on TERM 0 print ready wait", cwd=tmp_path)
    g.ready()
    # They let go of all that a moment after the start was reported, of the folder last.
    for pid in (g.outer, g.inner):
        wait_until(lambda: os.readlink(f"/proc/{pid}/cwd") == "/", "the guard leaves its folder")
        for fd in (0, 1, 2):
            assert os.readlink(f"/proc/{pid}/fd/{fd}") == "/dev/null"
        assert os.getsid(pid) == os.getpgid(pid) == pid
    held = open_files(g.outer)
    assert not [target for target in held if target.startswith(("socket", "pipe"))]
    g.tell("T 5000")
    g.done((0, 0))


def test_closed_stdio(guard):
    g = guard("print ready exit 4", before_exec=lambda: [os.close(fd) for fd in (0, 1, 2)])
    g.started()
    g.done((4, 0))


def write(path, content, mode=0o755):
    path.write_bytes(content)
    path.chmod(mode)
    return path


# What stands in the file, its mode, the errno of exec.
NOT_PROGRAMS = {
    "not-executable": (b"#!/bin/sh\nexit 0\n", 0o644, errno.EACCES),
    "garbage": (bytes(range(256)), 0o755, errno.ENOEXEC),
    "empty": (b"", 0o755, errno.ENOEXEC),
    "text-is-not-for-a-shell": (b"touch executed\nexit 0\n", 0o755, errno.ENOEXEC),
    "no-such-interpreter": (b"#!/nonexistent/python3\n", 0o755, errno.ENOENT),
    "interpreter-is-a-directory": (b"#!/etc\n", 0o755, errno.EACCES),
}


def failed(g, error, stage):
    assert g.expect("E") == [str(error), stage]
    g.done(None)


@pytest.mark.parametrize("content, mode, error", NOT_PROGRAMS.values(), ids=NOT_PROGRAMS.keys())
def test_no_program(guard, tmp_path, content, mode, error):
    program = write(tmp_path / "program", content, mode)
    failed(guard("", program=program, cwd=tmp_path), error, "exec")
    assert not (tmp_path / "executed").exists()


def test_missing(guard, tmp_path):
    failed(guard("", program=tmp_path / "nothing"), errno.ENOENT, "exec")


def test_directory(guard, tmp_path):
    failed(guard("", program=tmp_path), errno.EACCES, "exec")


def test_half_a_program(guard, tmp_path):
    """An update cut short. Whether exec notices is up to the kernel; it never runs."""
    program = write(tmp_path / "program", KID.read_bytes()[:3000])
    g = guard("exit 0", program=program)
    first = g.receive()
    if first[0] == "S":
        words = g.expect("X")
        assert words[0] == "-1" or words == ["127", "0"]
    else:
        assert first[0] == "E"
    g.done(None)


def test_busy(guard, tmp_path):
    program = tmp_path / "program"
    shutil.copy(KID, program)
    with open(program, "r+b"):
        failed(guard("exit 0", program=program), errno.ETXTBSY, "exec")
    g = guard("exit 5", program=program)
    g.started()
    g.done((5, 0))


def test_working_directory(guard, tmp_path):
    failed(guard("exit 0", options=["--cwd", tmp_path / "no"]), errno.ENOENT, "chdir")


def test_path_too_long(guard):
    failed(guard("", program="/" + "x" * 5000), errno.ENAMETOOLONG, "exec")


@needs_somebody
def test_too_many_processes(guard, open_base):
    """The guard is one, its inner half would be the second, the backend the third."""
    for limit in (1, 2):
        g = guard("exit 0", base=open_base, before_exec=become_somebody(processes=limit),
                  env={"ASAN_OPTIONS": "detect_leaks=0"})  # it needs a process for that
        failed(g, errno.EAGAIN, "fork")


@pytest.mark.parametrize("limit", range(5, 13))  # with 4 not even libc.so is found
def test_too_few_descriptors(guard, limit):
    g = guard("exit 3", before_exec=lambda: resource.setrlimit(resource.RLIMIT_NOFILE,
                                                               (limit, limit)))
    first = g.receive()
    if first[0] == "S":
        g.done((3, 0))
    else:
        assert first[:2] == ["E", str(errno.EMFILE)]
        g.expect("Z")
        assert g.process.wait(PATIENCE) == 0


def forbid_pidfds():
    """A sandbox without pidfd_send_signal, pidfd_open and close_range: -ENOSYS for all three."""
    load, jump_equal, give = 0x20, 0x15, 0x06
    forbidden = (424, 434, 436)
    code = [struct.pack("HBBI", load, 0, 0, 0)]
    for position, number in enumerate(forbidden):
        code.append(struct.pack("HBBI", jump_equal, len(forbidden) - position, 0, number))
    code.append(struct.pack("HBBI", give, 0, 0, 0x7FFF0000))  # allow
    code.append(struct.pack("HBBI", give, 0, 0, 0x00050000 | errno.ENOSYS))
    program = b"".join(code)
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(code), ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(38, 1, 0, 0, 0) != 0 or libc.prctl(22, 2, header, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp")


@pytest.mark.parametrize("how", ["stop", "deaf", "kill", "exit", "inner-killed", "orphan"])
def test_without_pidfds(guard, how):
    end = "exit 2" if how == "exit" else "wait"
    polite = "exit-on TERM 1" if how == "stop" else "ignore TERM"
    g = guard(f"session [ ignore TERM wait ] daemon [ ignore TERM wait ] child [ {polite} wait ] "
              f"{polite} print ready {end}", before_exec=forbid_pidfds,
              options=["--orphan-grace", "50", "--cleanup-grace", "200"])
    g.ready()
    if how == "inner-killed":
        os.kill(g.inner, signal.SIGKILL)
    elif how == "orphan":
        g.socket.shutdown(socket.SHUT_RDWR)
    elif how != "exit":
        g.tell({"stop": "T 5000", "deaf": "T 50", "kill": "K"}[how])
    if how in ("inner-killed", "orphan"):
        assert g.process.wait(PATIENCE) == 0
        g.assert_nothing_left()
    else:
        g.done({"stop": (1, 0), "deaf": (-1, 9), "kill": (-1, 9), "exit": (2, 0)}[how])


@needs_somebody
def test_processes_of_root(guard, open_base, tmp_path):
    """A setuid program that takes all ids of root: it can't be ended, and this is said."""
    as_root = tmp_path / "as-root"
    shutil.copy(KID, as_root)
    as_root.chmod(0o4755)
    if os.statvfs(as_root).f_flag & os.ST_NOSUID:
        pytest.skip("no setuid programs on this file system")
    g = guard("root print ready wait", program=as_root, base=open_base,
              before_exec=become_somebody(), options=["--denied-grace", "1500"])
    g.ready()
    g.tell("K")
    assert g.receive() == ["L", "1", "1"]
    assert g.expect("Z") == ["0", "1"]
    assert g.process.wait(PATIENCE) == 1
    left, = g.survivors()
    assert left == g.main
    assert len(g.run_dirs()) == 1


WRONG_USES = {
    "nothing": ([], "--run-dir"),
    "relative-base": (["--run-dir", "run", "--", "/bin/true"], "--run-dir"),
    "relative-program": (["--run-dir", "/tmp/x", "--", "true"], "true"),
    "bad-number": (["--run-dir", "/tmp/x", "--orphan-grace", "2s", "--", "/bin/true"],
                   "--orphan-grace"),
    "unknown": (["--frobnicate"], "--frobnicate"),
}


@pytest.mark.parametrize("arguments, culprit", WRONG_USES.values(), ids=WRONG_USES.keys())
def test_wrong_use(arguments, culprit):
    result = subprocess.run([GUARD, *arguments], capture_output=True, text=True)
    assert result.returncode == 64
    assert result.stderr.startswith(f"perch-guard: {culprit}")
    assert result.stderr.count("\n") == 1


def test_no_socket(tmp_path):
    arguments = [GUARD, "--run-dir", tmp_path / "run", "--", "/bin/true"]
    result = subprocess.run(arguments, capture_output=True, text=True)
    assert result.returncode == 64
    assert "descriptor 3" in result.stderr

    reserve_descriptor_3()
    with open("/dev/null", "rb") as null:
        result = subprocess.run(arguments, capture_output=True, text=True, pass_fds=(3,),
                                preexec_fn=lambda: os.dup2(null.fileno(), 3))
    assert result.returncode == 64
    assert not (tmp_path / "run").exists()


def test_not_started_by_the_maker_of_the_socket(guard):
    """A shell between us and the guard: whom would it watch?"""
    g = guard("exit 0", wrapper=["/bin/sh", "-c", '"$@"; exit $?', "sh"])
    failed(g, errno.ESRCH, "fork")


def test_help_and_version():
    for option, word in (("--help", "--orphan-grace"), ("--version", "perch-guard ")):
        result = subprocess.run([GUARD, option], capture_output=True, text=True, check=True)
        assert word in result.stdout
        assert result.stderr == ""
