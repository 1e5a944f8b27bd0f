# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The pictures of docs/guide.md, taken while somebody does what is told there.

`./dev pictures` puts them into docs/pictures.
"""

import pytest

from desktop import BUILD
from hooks import start
from session import wait_for

COUNTS = """
echo '{"status": "ready"}'
while read -r line; do :; done
"""
FAILS = """
echo 'Traceback (most recent call last):' >&2
echo '  File "words.py", line 3, in <module>' >&2
echo '    import nltk' >&2
echo "ModuleNotFoundError: No module named 'nltk'" >&2
exit 1
"""


@pytest.fixture
def words(desktop):
    desktop.add_backend("words", COUNTS, label="Word Counter", ready={"on": "status"})
    return desktop


def area_of(place):
    x, y, width, height = place
    return f"{width}x{height}+{x}+{y}"


def picture(desktop, name, *search):
    """Of a window, once all of it is there."""
    place = wait_for(lambda: desktop.windows(*search), f"the window of {name}")[-1]
    wait_for(lambda: desktop.count_colour((0, 0, 0), place) < place[2] * place[3] / 2,
             "it to be painted")
    desktop.screenshot(f"guide-{name}", area_of(place))


def test_menu(words):
    words.start_xfce_panel()
    words.start_perch()
    words.wait_for_icon("stopped")
    words.pick("s")
    words.wait_for_state("running", "words")
    words.wait_for_icon("running")
    x, y, width, height = words.open_menu()
    words.screenshot("guide-menu", area_of((0, 0, x + width + 8, y + height + 8)))
    words.key("Escape")


def test_window(words):
    start(words)
    words.perch("start", "words")
    words.perch("show")
    # The curves have something to show.
    wait_for(lambda: words.backend("words")["memory_bytes"], "its memory to be known")
    picture(words, "window", "--name", "^Perch$")


def test_log(words):
    start(words)
    words.perch("start", "words")
    words.perch("show")
    wait_for(lambda: words.windows("--name", "^Perch$"), "the window")
    words.press("perch-tray", "radio button", "Log")
    words.focus("--name", "^Perch$")
    words.key("ctrl+f")
    words.run("xdotool", "type", "running")
    wait_for(lambda: "running" in words.read_text("perch-tray", "text", "The selected line"),
             "it to be found")
    picture(words, "log", "--name", "^Perch$")


def test_failure(desktop):
    desktop.add_backend("words", FAILS, label="Word Counter")
    desktop.start_notification_daemon()
    desktop.start_perch()
    desktop.run(BUILD / "app/perch", "start", "words", check=False)
    desktop.wait_for_state("failed", "words")
    wait_for(lambda: "Word Counter: Failed" in desktop.notifications(), "the notification")
    desktop.screenshot("guide-notification", "400x140+624+0")
    desktop.perch("show")
    wait_for(lambda: any("nltk" in name or "Python module" in name
                         for _, name, _ in desktop.controls("perch-tray")), "the advice")
    picture(desktop, "failure", "--name", "^Perch$")


def test_preferences(words):
    hooks = start(words)
    assert hooks.order("click", "preferences") == 200
    picture(words, "preferences", "--name", "^Preferences$")


def test_question(words):
    words.start_perch()
    asker = words.start(BUILD / "app/perch", "ask", "--timeout", 300,
                        "Delete the 12 texts that nobody has read for a year?")
    wait_for(lambda: ("push button", "Approve", True) in words.controls("perch-tray"), "its buttons")
    picture(words, "question", "--name", "^Approval required$")
    words.stop(asker)
