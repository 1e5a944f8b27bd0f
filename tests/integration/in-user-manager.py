#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""in-user-manager.py PROGRAM [ARG...]: runs a test program beside a `systemd --user` of its own.

The manager gets its own mounts, processes and control group, so nothing of the machine changes and
nothing is left. It needs root, systemd and a version 2 control group that can be written to; exit
status 77 says what is missing.
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

SYSTEMD = "/lib/systemd/systemd"
UNSHARE = ["unshare", "--mount", "--cgroup", "--pid", "--fork", "--kill-child", "--mount-proc"]
INSIDE = "--inside"
RUNTIME = pathlib.Path("/run/user/0")
MANAGER_GROUP = pathlib.Path("/sys/fs/cgroup/user.slice/user-0.slice/user@0.service")
TIMEOUT = 30

UNITS = {
    "default.target": "[Unit]\nRequires=dbus.socket\nWants=dbus.service\n",
    "basic.target": "[Unit]\n",
    "shutdown.target": "[Unit]\n",
    "exit.target": "[Unit]\n",
    "dbus.socket": "[Unit]\n[Socket]\nListenStream=%t/bus\n",
    "dbus.service": (
        "[Unit]\nRequires=dbus.socket\n[Service]\nType=notify\n"
        "ExecStart=/usr/bin/dbus-daemon --session --address=systemd: --nofork --nopidfile\n"
    ),
}


def skip(why):
    print(f"SKIP: {why}")
    sys.exit(77)


def find_cgroup2():
    for line in pathlib.Path("/proc/mounts").read_text().splitlines():
        _, place, kind, *_ = line.split()
        if kind == "cgroup2":
            return pathlib.Path(place)
    skip("no version 2 control groups are mounted here")


def make_group():
    if os.geteuid() != 0:
        skip("only root can make the control group and the mounts")
    for program in (SYSTEMD, "/usr/bin/dbus-daemon", "unshare"):
        if shutil.which(program) is None:
            skip(f"{program} is missing")
    group = find_cgroup2() / f"perch-test-{os.getpid()}"
    try:
        group.mkdir()
    except OSError as error:
        skip(f"no control group can be made: {error}")
    return group


def wait_until(condition, what):
    deadline = time.monotonic() + TIMEOUT
    while not condition():
        if time.monotonic() > deadline:
            sys.exit(f"in-user-manager.py: waited {TIMEOUT} s for {what}")
        time.sleep(0.02)


def remove_group(group):
    wait_until(lambda: "populated 0" in (group / "cgroup.events").read_text(), "the end of all")
    for folder, _, _ in os.walk(group, topdown=False):
        os.rmdir(folder)


def join(group):
    (group / "cgroup.procs").write_text(str(os.getpid()))


def outside(command):
    group = make_group()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    child = subprocess.Popen(
        [*UNSHARE, sys.executable, __file__, INSIDE, *command], preexec_fn=lambda: join(group)
    )
    try:
        return child.wait()
    finally:
        child.kill()
        child.wait()
        remove_group(group)


def mount(*arguments):
    subprocess.run(["mount", *arguments], check=True)


def set_up_places():
    mount("--make-rprivate", "/")
    subprocess.run(["umount", "--lazy", "/sys/fs/cgroup"], check=False)
    mount("-t", "cgroup2", "none", "/sys/fs/cgroup")
    mount("-t", "tmpfs", "none", "/run")
    os.makedirs("/run/systemd/system")  # systemd's sign that the machine runs under it
    RUNTIME.mkdir(mode=0o700, parents=True)
    MANAGER_GROUP.mkdir(parents=True)
    units = RUNTIME / "units"
    units.mkdir()
    for name, text in UNITS.items():
        text = text.replace("[Unit]\n", "[Unit]\nDefaultDependencies=no\n")
        (units / name).write_text(text)
    # All that is written goes when the mount goes.
    home = RUNTIME / "home"
    home.mkdir()
    os.environ.update(
        HOME=str(home),
        TMPDIR=str(home),
        XDG_RUNTIME_DIR=str(RUNTIME),
        XDG_CONFIG_HOME=str(home),
        XDG_DATA_HOME=str(home),
        SYSTEMD_UNIT_PATH=str(units),
        SYSTEMD_PAGER="",
    )


def is_ready():
    busctl = ["busctl", "--user", "--auto-start=no", "status", "org.freedesktop.systemd1"]
    return (RUNTIME / "bus").exists() and subprocess.run(busctl, capture_output=True).returncode == 0


def inside(command):
    set_up_places()
    os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
    log = RUNTIME / "systemd.log"
    with open(log, "wb") as output:
        subprocess.Popen(
            [SYSTEMD, "--user", "--log-target=console"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=lambda: join(MANAGER_GROUP),
        )
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={RUNTIME}/bus"
    try:
        wait_until(is_ready, "systemd --user")
        result = subprocess.run(command).returncode
    except SystemExit:
        print(log.read_text(errors="replace"), file=sys.stderr)
        raise
    if result != 0:
        print(log.read_text(errors="replace"), file=sys.stderr)
    return result  # with this process, the first of its kind, all others end


def main():
    if len(sys.argv) < 2:
        return "in-user-manager.py: expected a program to run"
    if sys.argv[1] == INSIDE:
        return inside(sys.argv[2:])
    return outside(sys.argv[1:])


sys.exit(main())
