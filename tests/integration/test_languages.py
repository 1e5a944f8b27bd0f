# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""A Perch that speaks German to the person says the same as ever to programs."""

import json
import re
import subprocess
import urllib.request

import pytest
from perch_home import PerchHome


@pytest.fixture
def german(tmp_path):
    """Numbers with a comma, and German as the language of the system."""
    subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", tmp_path / "de_DE.UTF-8"], check=True)
    home = PerchHome()
    home.env.update(LC_ALL="de_DE.UTF-8", LOCPATH=str(tmp_path))
    home.env.pop("LANGUAGE", None)
    home.add_backend("main", "print hello wait")
    yield home
    home.close()


def labels(home):
    status, reply = home.get_port("hooks", "/api/gui")
    assert status == 200
    return {item["id"]: item["label"] for item in reply["items"]}


def test_person_and_programs(german):
    german.configure("hook", port=0)
    german.run("--enable-test-hooks")
    german.start()
    shown = labels(german)
    assert shown["btn_stop"] == "Anhalten"
    assert shown["status"] == "● Läuft"
    # For programs, and at the command line.
    assert german.backend()["state"] == "running"
    assert re.search(r"\bmain\b.*\brunning\b", german.perch("status").stdout)
    assert german.perch("help", "status").stdout.startswith("Usage:")
    assert "no backend" in german.perch("start", "nobody", status=None).stderr


def test_numbers(german):
    """A comma in a number would be the end of it for everybody who reads JSON or figures."""
    german.run()
    german.start()
    status, reply = german.get_port("bridge", "/api/backends/main")
    assert status == 200 and reply["backend"]["state"] == "running"
    address = german.ask("status")["surfaces"]["bridge"]["address"]
    with urllib.request.urlopen(f"http://{address}/metrics") as answer:
        figures = answer.read().decode()
    values = [line.rsplit(" ", 1)[1] for line in figures.splitlines() if line[:1] not in ("#", "")]
    assert len(values) > 10
    for value in values:
        float(value)
    german.perch("quit")
    log = (german.folder / "state" / "perch" / "perch-log.json").read_text().splitlines()
    assert [json.loads(line) for line in log]


def test_setting(german):
    """The choice of the person comes before that of the system."""
    german.configure("hook", port=0)
    german.configure("companion", language="fr")
    german.run("--enable-test-hooks")
    assert labels(german)["btn_stop"] == "Arrêter"
