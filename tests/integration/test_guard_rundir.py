# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The folder of run directories: where the guard refuses to work, and what it cleans up."""

import errno
import os
import subprocess

import pytest

from processes import GUARD, SOMEBODY, needs_root, sweep


def refused(g, error, base):
    assert g.expect("E") == [str(error), "rundir"]
    assert g.expect("Z") == ["1", "0"]
    assert g.process.wait(30) == 0
    assert g.survivors() == []
    assert not base.is_dir() or list(base.iterdir()) == []


def test_base_and_its_parents_are_made(guard, tmp_path):
    base = tmp_path / "a" / "b" / "run"
    g = guard("exit 0", base=base, before_exec=lambda: os.umask(0))
    g.started()
    g.done((0, 0))
    for folder in (base, base.parent, base.parent.parent):
        assert folder.stat().st_mode & 0o7777 == 0o700


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o1777, 0o702])
def test_base_that_others_may_write(guard, base, mode):
    base.mkdir()
    base.chmod(mode)
    refused(guard("exit 0"), errno.EPERM, base)


@needs_root
def test_base_of_another_user(guard, base):
    base.mkdir(mode=0o700)
    os.chown(base, SOMEBODY, SOMEBODY)
    refused(guard("exit 0"), errno.EPERM, base)


def test_base_is_a_link(guard, base, tmp_path):
    target = tmp_path / "target"
    target.mkdir(mode=0o700)
    base.symlink_to(target)
    refused(guard("exit 0"), errno.ENOTDIR, target)


def test_base_is_a_file(guard, base):
    base.touch()
    refused(guard("exit 0"), errno.ENOTDIR, base)


def test_base_can_not_be_made(guard):
    refused(guard("exit 0", base="/proc/perch/run"), errno.ENOENT, base=GUARD)


MOUNTS = {
    "noexec": ("mount -t tmpfs -o noexec,mode=700 tmpfs {base}", errno.ENOEXEC),
    "read-only": ("mount -t tmpfs -o ro,mode=700 tmpfs {base}", errno.EROFS),
    "full": ("mount -t tmpfs -o size=16k,mode=700 tmpfs {base}", errno.ENOSPC),
    "no-inodes": ("mount -t tmpfs -o nr_inodes=2,mode=700 tmpfs {base}", errno.ENOSPC),
}


@needs_root
@pytest.mark.parametrize("command, error", MOUNTS.values(), ids=MOUNTS.keys())
def test_base_on_a_bad_mount(guard, base, command, error):
    base.mkdir(mode=0o700)
    script = command.format(base=base) + ' && exec "$@"'
    g = guard("exit 0", wrapper=["unshare", "-m", "/bin/sh", "-c", script, "sh"])
    refused(g, error, base)


def test_what_a_dead_guard_left(guard, base):
    base.mkdir(mode=0o700)
    stale = base / "0123456789abcdef"
    (stale / "tmp" / "_MEI123").mkdir(parents=True)
    (stale / "tmp" / "_MEI123" / "library.so").touch()
    (stale / "lock").touch()
    (base / "dead-0123456789abcdee").mkdir()
    young = base / "0123456789abcdea"
    young.mkdir()
    (base / "notes.txt").touch()

    g = guard("exit-on TERM 0 print ready wait")
    g.ready()
    run_dir, = set(base.iterdir()) - {young, base / "notes.txt"}
    g.tell("T 5000")
    g.expect("X")
    assert g.expect("Z") == ["1", "0"]
    assert g.process.wait(30) == 0
    assert not run_dir.exists()
    assert sorted(base.iterdir()) == [young, base / "notes.txt"]


def test_sweep_leaves_the_living_alone(guard, base):
    g = guard("exit-on TERM 0 print ready wait")
    g.ready()
    assert sweep(base) == []
    g.tell("T 5000")
    g.done((0, 0))


def test_sweep_of_nothing(base):
    assert sweep(base) == []


def test_sweep_refuses_a_foreign_base(base):
    base.mkdir()
    base.chmod(0o777)
    result = subprocess.run([GUARD, "--sweep", base], capture_output=True, text=True)
    assert result.returncode == 1
    assert str(base) in result.stderr
