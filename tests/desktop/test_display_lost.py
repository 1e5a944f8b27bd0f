# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The display server goes away under Perch. GTK ends the program at once, without a word to anybody;
the guard sees to it that the backend does not stay behind."""

import os
import pathlib

from session import wait_for

FAMILY = """
trap 'touch "$0.cleaned-up"; exit 0' TERM
sleep 1000 &
setsid sleep 1000 &
while :; do sleep 0.1; done
"""


def processes_of(run_folder):
    """Processes whose TMPDIR is in the folder of Perch's runs: all that a backend has started."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"TMPDIR={run_folder}".encode() in path.read_bytes():
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


def test_nothing_survives(desktop):
    script = desktop.add_backend("main", FAMILY, autostart=True)
    desktop.start_xfce_panel()
    desktop.start_perch()
    desktop.wait_for_icon("running")
    run_folder = pathlib.Path(desktop.env["XDG_CACHE_HOME"]) / "perch/run"
    wait_for(lambda: len(processes_of(run_folder)) >= 3, "the whole family")
    pid = desktop.backend()["pid"]

    desktop.xvfb.kill()
    desktop.wait_for_end()
    wait_for(lambda: not os.path.exists(f"/proc/{pid}"), "the backend to be gone")
    wait_for(lambda: not processes_of(run_folder), "its family to be gone")
    wait_for(lambda: not any(run_folder.iterdir()), "its folder to be gone")
    assert pathlib.Path(f"{script}.cleaned-up").exists(), "it was not asked, but killed"
