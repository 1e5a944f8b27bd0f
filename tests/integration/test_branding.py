# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""A product with Perch inside at the command line, and several Perches of one person."""

import json
import os
from pathlib import Path

import processes
import pytest
from perch_home import PerchHome

ROOT = Path(os.environ["PERCH_TOP_SRCDIR"])


@pytest.fixture
def home():
    home = PerchHome()
    yield home
    home.close()


def brand(home, **fields):
    path = home.folder / "branding.json"
    path.write_text(json.dumps(fields))
    home.env["PERCH_BRANDING"] = str(path)
    return path


@pytest.mark.parametrize("fields, expected", [
    ({"id": "Word Counter"}, '/id: '),
    ({"name": ["Word Counter"]}, '/name: '),
    ({"icon": "nowhere.svg"}, '/icon: there is no file '),
    ({"hidden_entries": ["btn_quit"]}, '/hidden_entries/0: '),
    ({"settings": {"bridge": {"port": "5001"}}}, '/settings/bridge: /port: '),
])
def test_mistakes(home, fields, expected):
    """Told by all commands, in one line, and nothing is done under the wrong name."""
    path = brand(home, **fields)
    for command in ("run", "--headless"), ("status",), ("config", "path"):
        done = home.perch(*command, status=1)
        assert done.stderr.startswith(f"perch: {path}: ")
        assert expected in done.stderr
    assert home.perch("--version").stdout.startswith("perch ")
    assert "Usage:" in home.perch("--help").stdout


def test_no_such_file(home):
    home.env["PERCH_BRANDING"] = "/nowhere/branding.json"
    assert "/nowhere/branding.json: there is no such file" in home.perch("status", status=1).stderr


def test_two_products(home):
    """They share nothing, not even their first ports."""
    products = []
    for name, port in ("Words", 0), ("Mail", 0):
        brand(home, id=f"org.example.{name}", name=name,
              settings={"bridge": {"port": port}, "web-listener": {"port": port}})
        home.run("--backend", "/bin/true")
        products.append((home.env["PERCH_BRANDING"], home.pid()))
        assert home.backend()["label"] == name
        settings = home.folder / "config" / f"org.example.{name}" / "bridge-settings.json"
        assert json.loads(settings.read_text())["port"] == 0
        assert home.perch("config", "path").stdout.count(f"org.example.{name}") >= 3
    assert products[0][1] != products[1][1]
    assert {path.name for path in home.runtime.iterdir()} == {"org.example.Words",
                                                              "org.example.Mail"}
    for name in "Words", "Mail":
        brand(home, id=f"org.example.{name}")
        home.perch("quit")


def test_all_entries_can_be_hidden(home):
    """But for Quit, which a person always needs, and the one for tests."""
    schema = json.loads((ROOT / "resources/schemas/branding.schema.json").read_text())
    known = schema["properties"]["hidden_entries"]["items"]["enum"]
    home.configure("hook", port=0)
    home.add_profile("main", executable="/nowhere/words.py", kind="http", venv="/nowhere")
    home.run("--enable-test-hooks")
    items = home.get_port("hooks", "/api/gui")[1]["items"]
    assert known == sorted({item["id"] for item in items} - {"btn_quit", "btn_reset"})
    home.perch("quit")

    brand(home, hidden_entries=known)
    home.run("--enable-test-hooks")
    items = home.get_port("hooks", "/api/gui")[1]["items"]
    assert {item["id"] for item in items} == {"btn_quit", "btn_reset"}
    home.perch("quit")


def test_backend(home):
    """It is looked for where the file is, and told where it is missing, by the doctor as well."""
    brand(home, backend="bin/words")
    home.run()
    backend = home.backend()
    assert (backend["state"], backend["executable"]) == ("not-found", str(home.folder / "bin/words"))
    home.perch("quit")
    assert "as branding.json says" in home.perch("doctor", status=None).stdout


def test_start_at_login(home):
    """Each has an entry of its own, which starts that very one."""
    folder = home.folder / "config" / "autostart"
    (home.folder / "words.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    path = brand(home, id="org.example.Words", name="Words", icon="words.svg",
                 settings={"bridge": {"port": 0}, "web-listener": {"port": 0}})
    home.run()
    home.perch("config", "set", "companion.start_at_login", "true")
    processes.wait_until((folder / "org.example.Words.desktop").exists, home.story)
    text = (folder / "org.example.Words.desktop").read_text()
    assert "Name=Words\n" in text and f"Icon={home.folder}/words.svg\n" in text
    assert f'Exec=env "PERCH_BRANDING={path}" ' in text
    home.perch("quit")

    del home.env["PERCH_BRANDING"]
    home.run()
    home.perch("config", "set", "companion.start_at_login", "true")
    processes.wait_until((folder / "org.perch.Perch.desktop").exists, home.story)
    assert "env " not in (folder / "org.perch.Perch.desktop").read_text()
    assert (folder / "org.example.Words.desktop").exists()
    home.perch("quit")


def test_instance(home):
    home.env["PERCH_INSTANCE"] = "work"
    (home.folder / "config" / "work").mkdir(parents=True)
    for surface in ("bridge", "web-listener"):
        (home.folder / "config" / "work" / f"{surface}-settings.json").write_text('{"port": 0}')
    home.run()
    work = home.pid()
    assert (home.runtime / "work" / "control.sock").exists()

    home.env["PERCH_INSTANCE"] = ""
    home.run()
    assert home.pid() != work
    home.perch("quit")
    home.env["PERCH_INSTANCE"] = "work"
    assert home.pid() == work
    home.perch("quit")

    home.env["PERCH_INSTANCE"] = "../work"
    error = home.perch("status", status=1).stderr
    assert "$PERCH_INSTANCE" in error and "letters" in error
