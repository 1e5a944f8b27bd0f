# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The approval dialog: by mouse, keyboard, screen reader, notification and tray menu."""

import json
import os
import subprocess

import pytest

from desktop import BUILD
from session import TIMEOUT, wait_for

TITLE = "^Approval required$"
TRAY = "perch-tray"
SCRIPT = """
import sys, urllib.request
request = urllib.request.Request(f"http://{sys.argv[1]}/api/ask",
                                 b'{"prompt":"Allow?","timeout":300}',
                                 {"Content-Type": "application/json"})
print(urllib.request.urlopen(request).read().decode())
"""


class Asker:
    """A program that asks with `perch ask` and waits."""

    def __init__(self, desktop, prompt, timeout=300):
        self.process = desktop.start(BUILD / "app/perch", "ask", "--json", "--timeout", timeout,
                                     prompt, stdout=subprocess.PIPE)

    def answer(self):
        with self.process.stdout as stdout:
            answer = json.loads(stdout.read())
        assert self.process.wait(TIMEOUT) == (0 if answer["approved"] else 6)
        return answer


@pytest.fixture
def tray(desktop):
    # Hidden, or without a panel the status window opens by itself after a while, above the dialog.
    desktop.start_perch("--hidden")
    return desktop


def dialog(desktop):
    return wait_for(lambda: desktop.windows("--name", TITLE), "the dialog")[0]


def wait_gone(desktop):
    wait_for(lambda: not desktop.windows("--name", TITLE), "the dialog to be gone")


def texts(desktop):
    return [name for _, name, _ in desktop.controls(TRAY)]


def is_awake(desktop):
    return ("push button", "Approve", True) in desktop.controls(TRAY)


def wait_awake(desktop):
    wait_for(lambda: is_awake(desktop), "the buttons to wake up")


def ask(desktop, prompt="Delete all of /home/ann?", **options):
    """Asks, and waits until the person can answer."""
    asker = Asker(desktop, prompt, **options)
    dialog(desktop)
    wait_awake(desktop)
    return asker


def type_into(desktop, *keys):
    desktop.focus("--name", TITLE)
    desktop.key(*keys)


def picture(desktop, name):
    x, y, width, height = dialog(desktop)
    area = (x, y, width, height)
    wait_for(lambda: desktop.count_colour((0, 0, 0), area) < width * height / 2, "it to be painted")
    desktop.screenshot(name, f"{width}x{height}+{x}+{y}")


def log(desktop):
    return (desktop.folder / "state/perch/perch-log.txt").read_text()


@pytest.mark.parametrize("button, approved", [("Approve", True), ("Reject", False)])
def test_mouse(tray, button, approved):
    asker = ask(tray)
    picture(tray, "approval")
    tray.click_control(TRAY, "push button", button)
    answer = asker.answer()
    assert (answer["approved"], answer["way"]) == (approved, "dialog")
    wait_gone(tray)
    tray.perch("quit")
    story = [line for line in log(tray).splitlines() if answer["id"] in line]
    who = f"(pid {os.getpid()}, {os.path.realpath('/proc/self/exe')})"
    assert who in story[0] and 'asks "Delete all of /home/ann?"' in story[0]
    assert f"{answer['state']} (dialog) after " in story[1] and who in story[1]


def test_keyboard(tray):
    """Return and typing answer nothing; what is typed as a reason is the response."""
    asker = ask(tray)
    type_into(tray, "Return", "KP_Enter", "space", "y", "alt+e")
    tray.run("xdotool", "type", "go on")
    tray.key("Return", "Tab", "Tab", "Return")  # on Reject, then on Approve
    assert asker.process.poll() is None
    assert dialog(tray)
    tray.key("space")
    answer = asker.answer()
    assert (answer["approved"], answer["response"]) == (True, "go on")
    wait_gone(tray)

    asker = ask(tray, "And this?")
    type_into(tray, "alt+a")
    assert asker.answer()["approved"] is True
    asker = ask(tray, "Not this?")
    type_into(tray, "alt+r")
    assert asker.answer()["state"] == "rejected"


def test_escape(tray):
    asker = ask(tray)
    type_into(tray, "Escape")
    assert asker.answer()["state"] == "rejected"
    wait_gone(tray)


def test_asleep(tray):
    """What is clicked before one can have read the question counts for nothing."""
    asker = ask(tray, "First?")
    Asker(tray, "Second?")
    wait_for(lambda: "1 of 2" in texts(tray), "the second question")
    x, y = tray.place(TRAY, "push button", "Approve")
    tray.run("xdotool", "mousemove", x, y, "click", "--repeat", 2, "--delay", 5, 1)
    assert asker.answer()["approved"] is True
    wait_for(lambda: "1 of 2" not in texts(tray), "the second question to come up")
    pending = json.loads(tray.perch("ask", "--list", "--json"))["pending"]
    assert [entry["prompt"] for entry in pending] == ["Second?"]
    wait_awake(tray)
    tray.press(TRAY, "push button", "Reject")
    wait_gone(tray)


def test_screen_reader(tray):
    """All of it has a name, and the dialog is an alert, which is read aloud."""
    asker = ask(tray)
    parts = {("alert", "Approval required", True), ("text", "Question", True),
             ("push button", "Reject", True), ("text", "Reason", True)}
    words = ("asks for your approval", str(os.getpid()), "Without an answer in ")
    wait_for(lambda: parts <= set(tray.controls(TRAY)), f"{parts}")
    for word in words:
        wait_for(lambda: any(word in name for name in texts(tray)), word)
    spoken = [c for c in tray.controls(TRAY) if c[0] in ("push button", "label", "alert", "text")]
    assert [c for c in spoken if not c[1]] == []
    tray.press(TRAY, "push button", "Approve")
    assert asker.answer()["approved"] is True


def test_timeout(tray):
    asker = Asker(tray, "Quick?", timeout=10)
    dialog(tray)
    assert asker.answer()["state"] == "timed_out"
    wait_gone(tray)


def test_asker_gone(tray):
    asker = ask(tray)
    asker.process.kill()
    asker.process.stdout.close()
    wait_gone(tray)


def test_burst(tray):
    """A hundred questions, one window, first come first shown; other ways to answer it follow."""
    askers = [ask(tray, "number 0")]
    for i in range(1, 100):
        askers.append(Asker(tray, f"number {i}"))
    wait_for(lambda: "1 of 100" in texts(tray), "a hundred questions", 60)
    assert len(tray.windows("--name", TITLE)) == 1
    picture(tray, "approval-burst")
    for entry in json.loads(tray.perch("ask", "--list", "--json"))["pending"][1:]:
        tray.perch("ask", "--approve", entry["id"])
    wait_for(lambda: "1 of 100" not in texts(tray), "the others to be answered")
    assert all(asker.answer()["way"] == "cli" for asker in askers[1:])
    wait_awake(tray)
    tray.click_control(TRAY, "push button", "Reject")
    assert askers[0].answer()["approved"] is False
    wait_gone(tray)


def test_long_and_hostile(tray):
    """All of it can be read; what would deceive the eye is shown."""
    prompt = "Delete \u202etxt.exe\x1b[2J <b>now</b>?\n" + "\n".join(
        f"line {i} " + "word " * 30 for i in range(200))
    asker = ask(tray, prompt)
    x, y, width, height = dialog(tray)
    assert x + width <= 1024 and y + height <= 768
    shown = tray.read_text(TRAY, "text", "Question")
    assert shown.startswith("Delete ⟨U+202E⟩txt.exe⟨U+001B⟩[2J <b>now</b>?\nline 0 word ")
    assert shown.rstrip().endswith("word")
    picture(tray, "approval-hostile")
    tray.press(TRAY, "push button", "Reject")
    assert asker.answer()["approved"] is False


@pytest.mark.parametrize("theme", ["Adwaita:dark", "HighContrast"])
def test_theme(desktop, theme):
    desktop.env["GTK_THEME"] = theme
    desktop.start_perch("--hidden")
    asker = ask(desktop)
    picture(desktop, "approval-" + theme.replace(":", "-").lower())
    desktop.press(TRAY, "push button", "Reject")
    asker.answer()


def test_over_other_windows(tray):
    """It is in front of what one is working with: the click gets there."""
    tray.perch("show")
    wait_for(lambda: tray.windows("--name", "^Perch$"), "the status window")
    tray.run("xdotool", "search", "--onlyvisible", "--name", "^Perch$", "windowmove", 0, 0,
             "windowsize", "--sync", 1024, 768)
    asker = ask(tray)
    tray.screenshot("approval-over-others")
    tray.click_control(TRAY, "push button", "Approve")
    assert asker.answer()["way"] == "dialog"


def notice(desktop):
    return [name for role, name, _ in desktop.controls("xfce4-notifyd") if role == "label"]


def test_notification(desktop):
    """A short question can be answered there; of a long one it does not tell."""
    desktop.start_notification_daemon()
    desktop.start_perch("--hidden")
    asker = ask(desktop, "Rebuild the index?")
    wait_for(lambda: "Rebuild the index?" in notice(desktop), "the notification")
    desktop.screenshot("approval-notification", "400x140+624+0")
    desktop.click_control("xfce4-notifyd", "push button", "Approve")
    assert asker.answer()["way"] == "notification"
    # Another one may have come: that there is no tray.
    wait_for(lambda: "Rebuild the index?" not in notice(desktop), "it to be taken back")

    asker = ask(desktop, "Show <b>this</b>?")
    wait_for(lambda: "Open the question to read it." in notice(desktop), "the notification")
    buttons = [c for c in desktop.controls("xfce4-notifyd") if c[0] == "push button"]
    assert not any(name == "Approve" for _, name, _ in buttons)
    desktop.click_control("xfce4-notifyd", "push button", "Reject")
    assert asker.answer()["state"] == "rejected"


def test_menu(panel):
    """The tray's menu says that a question waits, at its end, and brings it up."""
    asker = ask(panel)
    panel.open_menu()
    panel.screenshot("approval-menu")
    panel.key("a")
    wait_for(lambda: panel.menu() is None, "the menu to close")
    dialog(panel)
    panel.press(TRAY, "push button", "Approve")
    assert asker.answer()["approved"] is True


def test_hooks(desktop):
    """A script asks at the hooks' port; the person clicks; the log tells the story."""
    (desktop.config / "perch/hook-settings.json").write_text('{"port": 0}')
    desktop.start_perch("--enable-test-hooks", "--hidden")
    address = desktop.status()["surfaces"]["hooks"]["address"]
    asker = desktop.start("/usr/bin/python3", "-c", SCRIPT, address, stdout=subprocess.PIPE)
    dialog(desktop)
    wait_awake(desktop)
    wait_for(lambda: any(f"process {asker.pid}" in text for text in texts(desktop)), "who asks")
    desktop.click_control(TRAY, "push button", "Approve")
    with asker.stdout as stdout:
        answer = json.loads(stdout.read())
    assert (answer["approved"], answer["response"], answer["way"]) == (True, "", "dialog")
    desktop.perch("quit")
    story = [line for line in log(desktop).splitlines() if answer["id"] in line]
    assert f"(pid {asker.pid}, " in story[0] and 'asks "Allow?"' in story[0]
    assert "approved (dialog) after " in story[1]
