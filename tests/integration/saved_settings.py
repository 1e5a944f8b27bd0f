# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The settings file of the bridge in a PerchHome, and what is in it."""

import json


def bridge_file(home):
    return home.settings / "bridge-settings.json"


def check_port(home, *ports):
    assert json.loads(bridge_file(home).read_text())["port"] in ports
