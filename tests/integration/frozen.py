# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Real PyInstaller programs, made once from tests/fixtures/python and kept in the build folder."""

import fcntl
import hashlib
import os
import shutil
import subprocess

import pytest

TOP = os.environ.get("PERCH_TOP_SRCDIR") or os.path.abspath(__file__ + "/../../..")
BUILD = os.environ.get("PERCH_TOP_BUILDDIR") or os.path.join(TOP, "build")
SOURCES = os.path.join(TOP, "tests", "fixtures", "python")
SDK_DIR = os.path.join(TOP, "resources", "python")
VENV_PYTHON = os.path.join(TOP, ".venv", "bin", "python")


def need_venv():
    """Without the venv that ./dev makes there is no PyInstaller and no FastAPI."""
    if not os.path.exists(os.path.join(TOP, ".venv", "installed.txt")):
        pytest.skip("no .venv: ./dev test could not install PyInstaller from PyPI")


def _hash(paths, *words):
    digest = hashlib.sha256("\0".join(words).encode())
    for path in paths:
        with open(path, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()[:16]


def _pack(source, mode, folder, more):
    command = [VENV_PYTHON, "-m", "PyInstaller", "--log-level", "WARN", "--noconfirm", f"--{mode}"]
    command += ["--paths", SDK_DIR, "--paths", SOURCES, "--name", "backend"]
    command += [
        "--distpath",
        folder,
        "--workpath",
        folder + ".work",
        "--specpath",
        folder + ".work",
    ]
    run = subprocess.run(
        [*command, *more, source], stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    shutil.rmtree(folder + ".work", ignore_errors=True)
    if run.returncode != 0:
        shutil.rmtree(folder, ignore_errors=True)
        raise AssertionError(f"PyInstaller failed:\n{run.stdout}\n{run.stderr}")


def program(name, mode, *more):
    """Returns the executable of tests/fixtures/python/NAME.py packed as `mode`, "onefile" or
    "onedir". `more` are further options of PyInstaller."""
    need_venv()
    source = os.path.join(SOURCES, name + ".py")
    inputs = [source, os.path.join(SDK_DIR, "perch_backend.py")]
    key = _hash([*inputs, os.path.join(TOP, "tests", "requirements.txt")], mode, *more)
    base = os.path.join(BUILD, "frozen")
    os.makedirs(base, exist_ok=True)
    folder = os.path.join(base, f"{name}-{mode}-{key}")
    with open(os.path.join(base, "lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests of several files run at the same time
        if not os.path.isdir(folder):
            _pack(source, mode, folder + ".new", more)
            os.rename(folder + ".new", folder)
    parts = ["backend", "backend"] if mode == "onedir" else ["backend"]
    return os.path.join(folder, *parts)
