# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The SDK as a module: what it needs, and what it knows of where it runs."""

import json
import subprocess
import sys

from program import SDK_DIR

sys.path.insert(0, SDK_DIR)
import perch_backend  # noqa: E402


def test_clean_env_as_a_plain_program():
    env = perch_backend.clean_env({"LD_LIBRARY_PATH": "/mine", "_PYI_ARCHIVE_FILE": "x", "A": "b"})
    assert env == {"LD_LIBRARY_PATH": "/mine", "A": "b"}


def test_clean_env_as_a_frozen_program(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    bundle = {"LD_LIBRARY_PATH": "/tmp/_MEI", "A": "b", "_MEIPASS2": "x"}
    assert perch_backend.clean_env(bundle) == {"A": "b"}
    assert perch_backend.clean_env({**bundle, "LD_LIBRARY_PATH_ORIG": "/mine"}) == {
        "A": "b",
        "LD_LIBRARY_PATH": "/mine",
    }


def test_needs_only_the_standard_library():
    code = (
        "import sys; sys.path.insert(0, %r); before = set(sys.modules); import perch_backend;"
        "print([n for n in set(sys.modules) - before if 'site-packages' in str(getattr(sys.modules[n], '__file__', ''))])"
    )
    output = subprocess.check_output([sys.executable, "-I", "-c", code % SDK_DIR], text=True)
    assert json.loads(output.replace("'", '"')) == []
