# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The manual page of the settings: whole, and fit for man."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

RESOURCES = Path(os.environ["PERCH_TOP_SRCDIR"]) / "resources"
SCHEMAS = sorted((RESOURCES / "schemas").glob("*.schema.json"))


def make(*schemas):
    return subprocess.run([sys.executable, RESOURCES / "man/settings.py",
                           RESOURCES / "man/perch-settings.5.in", *schemas],
                          text=True, capture_output=True)


@pytest.fixture(scope="module")
def page():
    done = make(*SCHEMAS)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_all_members(page):
    """Each member of each file, inner ones and those that schemas share included."""
    sections = page.replace("\\-", "-").split(".Sh ")
    for schema in SCHEMAS:
        root = json.loads(schema.read_text())
        section = next(s for s in sections if s.split("\n")[1] == root["title"] + ".")
        for name in root["properties"]:
            assert name == "$schema" or f".It Cm {name}" in section, (schema.name, name)
    for inner in "ready.timeout_ms", "limits.max_body_bytes", "triggers[].do[].call.method":
        assert f".It Cm {inner} :" in page


def test_new_schema(tmp_path):
    """One that nobody has thought of here is not left out in silence."""
    schema = tmp_path / "new-settings.schema.json"
    schema.write_text('{"title": "New", "properties": {}}')
    done = make(*SCHEMAS, schema)
    assert done.returncode != 0
    assert "new-settings" in done.stderr


def test_sound(page, tmp_path):
    assert shutil.which("mandoc"), "Debian's package mandoc is missing"
    path = tmp_path / "perch-settings.5"
    path.write_text(page)
    done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", path], text=True,
                          capture_output=True)
    assert done.stdout == ""
