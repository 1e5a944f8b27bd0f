# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""What the tests of the SDK share."""

import textwrap

import pytest
from program import PRELUDE, Program


@pytest.fixture
def run(tmp_path):
    """Runs the source of a program; ends it after the test."""
    programs = []

    def start(source, **options):
        script = tmp_path / f"program{len(programs)}.py"
        script.write_text(PRELUDE + textwrap.dedent(source), encoding="utf-8")
        programs.append(Program(str(script), **options))
        return programs[-1]

    yield start
    for program in programs:
        with program:
            pass
