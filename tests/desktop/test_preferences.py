# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The preferences: what a person sets there is in the files and in force, and the other way round."""

import json
import socket
import time

import pytest

from hooks import start
from ports import free_port
from session import wait_for

RUNS = "exec sleep 1000"
TITLE = "^Preferences$"


@pytest.fixture
def hooks(desktop):
    desktop.add_backend("main", RUNS, label="Word Counter")
    return start(desktop)


def file(desktop, name):
    return desktop.config / "perch" / name


def saved(desktop, name):
    """What a settings file says."""
    path = file(desktop, name)
    return json.loads(path.read_text()) if path.exists() else {}


def open_window(desktop, hooks, page="general"):
    assert hooks.order("click", "preferences") == 200
    place = wait_for(lambda: desktop.windows("--name", TITLE), "the window")[0]
    wait_for(lambda: hooks.items().get("pref_tabs", {}).get("enabled"), "its pages")
    assert hooks.order("select_tab", "pref_tabs", page) == 200
    wait_for(lambda: hooks.value("pref_tabs") == page, "the page")
    return place


def use(hooks, action, item, value=None):
    """Does it as soon as it can be done."""
    wait_for(lambda: hooks.items().get(item, {}).get("enabled"), f"{item} to be usable")
    assert hooks.order(action, item, value) == 200


def picture(desktop, name):
    x, y, width, height = wait_for(lambda: desktop.windows("--name", TITLE), "the window")[0]
    area = (x, y, width, height)
    wait_for(lambda: desktop.count_colour((0, 0, 0), area) < width * height / 2, "it to be painted")
    desktop.screenshot(name, f"{width}x{height}+{x}+{y}")


def texts(desktop):
    return [name for _, name, _ in desktop.controls("perch-tray")]


def wait_for_text(desktop, text):
    wait_for(lambda: [t for t in texts(desktop) if text in t], f"the text {text!r}")


def test_general(desktop, hooks):
    open_window(desktop, hooks)
    desktop.press("perch-tray", "check box", "Show notifications")
    wait_for(lambda: saved(desktop, "companion-settings.json")["notifications"] is False, "it saved")
    wait_for(lambda: hooks.items()["pref_notification_sound"]["enabled"] is False, "no sound then")
    use(hooks, "select_list_item", "pref_log_level", "warning")
    wait_for(lambda: saved(desktop, "companion-settings.json")["log_level"] == "warning", "it saved")
    use(hooks, "select_list_item", "pref_language", "de")
    wait_for(lambda: saved(desktop, "companion-settings.json")["language"] == "de", "it saved")
    wait_for_text(desktop, "It takes effect at the next start.")
    picture(desktop, "preferences-general")


def test_undo(desktop, hooks):
    """One change after the other is taken back, but none that somebody else has changed since."""
    open_window(desktop, hooks)
    assert hooks.order("click", "pref_undo") == (409, "disabled")
    use(hooks, "set_value", "pref_notifications", False)
    wait_for_text(desktop, "Changed and saved: Show notifications")
    use(hooks, "select_list_item", "pref_log_level", "error")
    wait_for_text(desktop, "Changed and saved: Write into the log")
    desktop.press("perch-tray", "push button", "Undo")
    wait_for(lambda: hooks.value("pref_log_level") == "info", "the level to be back")
    wait_for_text(desktop, "Changed and saved: Show notifications")
    desktop.perch("config", "set", "companion.notifications", "true")
    wait_for(lambda: hooks.value("pref_notifications") is True, "the window to follow")
    use(hooks, "click", "pref_undo")
    wait_for_text(desktop, "changed elsewhere since")
    assert saved(desktop, "companion-settings.json")["notifications"] is True
    wait_for(lambda: not hooks.items()["pref_undo"]["enabled"], "nothing to undo")


def test_from_outside(desktop, hooks):
    """What an editor or a command changes is seen in the window that is open."""
    open_window(desktop, hooks)
    desktop.perch("config", "set", "companion.start_at_login", "true")
    wait_for(lambda: hooks.value("pref_start_at_login") is True, "the box to be ticked")
    desktop.write(file(desktop, "companion-settings.json"), '{"language": "fr"}')
    wait_for(lambda: hooks.value("pref_language") == "fr", "the choice")
    assert hooks.value("pref_start_at_login") is False
    desktop.write(file(desktop, "companion-settings.json"), "{")
    wait_for_text(desktop, "companion-settings.json")
    use(hooks, "set_value", "pref_start_at_login", True)
    wait_for_text(desktop, "✕ ")
    assert file(desktop, "companion-settings.json").read_text() == "{"
    assert hooks.value("pref_start_at_login") is False


def test_ports(desktop, hooks):
    open_window(desktop, hooks, "ports")
    free = free_port()
    use(hooks, "set_value", "pref_bridge_port", "seventy")
    wait_for_text(desktop, "A port is a number from 1 to 65535")
    assert hooks.value("pref_bridge_port") == "seventy"
    picture(desktop, "preferences-ports")
    assert saved(desktop, "bridge-settings.json")["port"] == 0
    use(hooks, "set_value", "pref_bridge_port", str(free))
    wait_for(lambda: desktop.status()["surfaces"]["bridge"].get("address") == f"127.0.0.1:{free}",
             "the bridge to be there")
    assert saved(desktop, "bridge-settings.json")["port"] == free
    use(hooks, "set_value", "pref_bridge_token", True)
    wait_for(lambda: saved(desktop, "bridge-settings.json").get("require_token") is True, "saved")
    use(hooks, "set_value", "pref_listener_enabled", False)
    wait_for(lambda: "address" not in desktop.status()["surfaces"]["listener"], "it is closed")
    assert hooks.items()["pref_listener_port"]["enabled"] is False


def test_port_that_is_taken(desktop, hooks):
    """It is saved, and what is wrong with it is said beside it."""
    open_window(desktop, hooks, "ports")
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        use(hooks, "set_value", "pref_bridge_port", str(taken))
        wait_for_text(desktop, f"✕ Can't listen on 127.0.0.1:{taken}")
        use(hooks, "click", "pref_undo")
        wait_for(lambda: "address" in desktop.status()["surfaces"]["bridge"], "it is open again")


def test_backend(desktop, hooks):
    """A program is looked at before it is taken; what runs goes on until it is started again."""
    script = desktop.folder / "tool.py"
    script.write_text("import time\ntime.sleep(1000)\n")
    broken = desktop.folder / "broken"
    broken.write_text("no program\n")
    profile = "backends/main.json"
    before = saved(desktop, profile)["executable"]
    open_window(desktop, hooks, "backends")
    wait_for(lambda: hooks.value("pref_executable") == before, "the program to be shown")
    use(hooks, "set_value", "pref_executable", str(broken))
    wait_for_text(desktop, "it is not marked as executable; do so with chmod +x")
    assert saved(desktop, profile)["executable"] == before
    use(hooks, "set_value", "pref_executable", str(script))
    wait_for(lambda: saved(desktop, profile)["executable"] == str(script), "the script to be taken")
    use(hooks, "set_value", "pref_venv", "/nowhere/venv")
    wait_for_text(desktop, "the virtual environment has no interpreter that can be used")
    picture(desktop, "preferences-backends")
    assert "venv" not in saved(desktop, profile)
    use(hooks, "select_list_item", "pref_restart", "always")
    wait_for(lambda: saved(desktop, profile)["restart"] == "always", "the policy")
    use(hooks, "set_value", "pref_autostart", True)
    wait_for(lambda: hooks.value("autostart") is True, "the menu to follow")
    wait_for(lambda: desktop.backend()["executable"] == str(script), "the backend to follow")
    use(hooks, "set_value", "pref_port", "8123")
    wait_for(lambda: saved(desktop, profile).get("port") == 8123, "the port")
    desktop.perch("start", "main")
    use(hooks, "select_list_item", "pref_restart", "never")
    wait_for_text(desktop, "takes effect when it starts again")
    assert "label" in saved(desktop, profile)


def test_several_backends(desktop):
    desktop.add_backend("mail", RUNS, label="Mail")
    desktop.add_backend("words", RUNS, label="Words")
    hooks = start(desktop)
    open_window(desktop, hooks, "backends")
    wait_for(lambda: hooks.value("pref_executable").endswith("/mail"), "the first one")
    use(hooks, "select_list_item", "pref_backend", "words")
    wait_for(lambda: hooks.value("pref_executable").endswith("/words"), "the other one")
    use(hooks, "set_value", "pref_autostart", True)
    wait_for(lambda: saved(desktop, "backends/words.json").get("autostart") is True, "saved")
    assert "autostart" not in saved(desktop, "backends/mail.json")
    desktop.add_backend("zoo", RUNS)
    wait_for(lambda: hooks.items()["pref_backend"]["choices"] == ["mail", "words", "zoo"], "a third")
    assert hooks.value("pref_backend") == "words"


def test_first_profile(desktop):
    """Choosing a program for a backend that has no profile makes one, and undo takes it away."""
    hooks = start(desktop)
    program = desktop.folder / "tool"
    program.write_text(f"#!/bin/sh\n{RUNS}\n")
    program.chmod(0o755)
    open_window(desktop, hooks, "backends")
    use(hooks, "set_value", "pref_executable", str(program))
    profile = wait_for(lambda: saved(desktop, "backends/main.json"), "the profile")
    assert (profile["executable"], profile["autostart"]) == (str(program), False)
    wait_for(lambda: desktop.backend()["executable"] == str(program), "the backend to follow")
    use(hooks, "click", "pref_undo")
    wait_for(lambda: not file(desktop, "backends/main.json").exists(), "it to be gone")
    wait_for(lambda: desktop.backend()["executable"].endswith("example_backend.py"), "the example")


def test_answers(desktop):
    """What is allowed for some time is listed, and can be revoked, and that undone."""
    until = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 86400))
    answers = [
        {"id": "0123456789ab", "program": "/usr/bin/agent", "scope": "tool",
         "tool_name": "delete", "expires": until},
        {"id": "ba9876543210", "program": "/usr/bin/agent", "scope": "question",
         "prompt": "Send the mail?", "expires": until},
    ]
    (desktop.config / "perch/standing-answers.json").write_text(
        json.dumps({"enabled": True, "answers": answers}))
    desktop.add_backend("main", RUNS)
    hooks = start(desktop)
    open_window(desktop, hooks, "answers")
    wait_for_text(desktop, "/usr/bin/agent may use the tool “delete”")
    wait_for_text(desktop, "has an answer to “Send the mail?”")
    picture(desktop, "preferences-answers")
    use(hooks, "click", "revoke.0123456789ab")
    wait_for(lambda: len(saved(desktop, "standing-answers.json")["answers"]) == 1, "one to be gone")
    wait_for(lambda: "delete" not in desktop.perch("ask", "--standing"), "Perch to have read that")
    wait_for(lambda: "standing answer 0123456789ab: revoked" in desktop.perch("logs"), "the log")
    wait_for(lambda: "revoke.0123456789ab" not in hooks.items(), "its row to be gone")
    use(hooks, "click", "pref_undo")
    wait_for(lambda: len(saved(desktop, "standing-answers.json")["answers"]) == 2, "it to be back")
    desktop.perch("ask", "--revoke", "ba9876543210")
    wait_for(lambda: "revoke.ba9876543210" not in hooks.items(), "the window to follow")


def test_keyboard(desktop, hooks):
    open_window(desktop, hooks)
    desktop.focus("--name", TITLE)
    desktop.key("alt+n")
    wait_for(lambda: saved(desktop, "companion-settings.json")["notifications"] is False, "saved")
    desktop.key("alt+u")
    wait_for(lambda: saved(desktop, "companion-settings.json")["notifications"] is True, "undone")
    desktop.key("Escape")
    wait_for(lambda: not desktop.windows("--name", TITLE), "the window to be gone")
    assert hooks.value("preferences_window") is False
    assert "Gtk" not in desktop.stderr.read_text()


def type_port(desktop, hooks, end):
    """Types a free port and the key that ends it, and returns the port when it is saved."""
    free = free_port()
    open_window(desktop, hooks, "ports")
    desktop.focus("--name", TITLE)
    desktop.click(*desktop.place("perch-tray", "text", "For programs: Port"))
    desktop.key("ctrl+a", *str(free), end)
    wait_for(lambda: saved(desktop, "bridge-settings.json")["port"] == free, "saved")
    return free


def test_keyboard_in_fields(desktop, hooks):
    """What is typed counts with Enter, or on going on with Tab."""
    type_port(desktop, hooks, "Tab")
    desktop.key("ctrl+z")
    wait_for(lambda: saved(desktop, "bridge-settings.json")["port"] == 0, "undone")


def test_undo_of_what_is_typed(desktop, hooks):
    """It comes before what has been saved, which stays."""
    free = type_port(desktop, hooks, "Return")
    desktop.key("ctrl+a", "1", "2")
    wait_for(lambda: hooks.value("pref_bridge_port") == "12", "the keys")
    desktop.key("ctrl+z")
    wait_for(lambda: hooks.value("pref_bridge_port") == str(free), "what was typed to be gone")
    assert saved(desktop, "bridge-settings.json")["port"] == free
    desktop.key("ctrl+z")
    wait_for(lambda: saved(desktop, "bridge-settings.json")["port"] == 0, "undone")


@pytest.mark.parametrize("page", ["general", "backends", "ports", "answers"])
def test_names(desktop, hooks, page):
    """Whatever can be used has a name of its own for screen readers."""
    open_window(desktop, hooks, page)
    kinds = ("push button", "check box", "combo box", "text")

    def usable():
        return [c[:2] for c in desktop.controls("perch-tray") if c[0] in kinds]

    wait_for(lambda: len(usable()) > 2, "the page")
    controls = usable()
    assert [c for c in controls if not c[1]] == []
    assert len(set(controls)) == len(controls), controls


@pytest.mark.parametrize("theme", ["Adwaita:dark", "HighContrast"])
def test_theme(desktop, theme):
    desktop.env["GTK_THEME"] = theme
    desktop.add_backend("main", RUNS, label="Word Counter")
    hooks = start(desktop)
    open_window(desktop, hooks, "backends")
    picture(desktop, "preferences-" + theme.replace(":", "-").lower())
