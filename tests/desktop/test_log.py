# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""The log in the status window: found, followed and copied by mouse, keyboard and screen reader."""

import pathlib

import pytest

from session import wait_for

# Both ends stay open in it: who opens the pipe anew may meet the end of what was written before.
SAYS = """
echo '{"level": "error", "message": "no such table: words", "trace_id": "0af7651916cd43dd8448eb211c"}'
for i in $(seq 40); do echo "line $i"; done
echo 'a warning of its own' >&2
mkfifo "$0.fifo"
exec 3<>"$0.fifo"
while read -r line <&3; do echo "told $line"; done
"""


@pytest.fixture
def log(desktop):
    """A desktop with the log of a backend in front."""
    desktop.add_backend("main", SAYS, label="Word Counter", autostart=True)
    desktop.start_perch()
    desktop.wait_for_state("running")
    desktop.perch("show")
    wait_for(lambda: desktop.windows("--name", "^Perch$"), "the window")
    desktop.press("perch-tray", "radio button", "Log")
    wait_for(lambda: n_lines(desktop) >= 43, "the log")
    desktop.focus("--name", "^Perch$")
    return desktop


def labels(desktop):
    return [name for role, name, _ in desktop.controls("perch-tray") if role == "label"]


def n_lines(desktop):
    """How many lines there are to be seen, as the window says."""
    words = [name.split() for name in labels(desktop)]
    return next((int(w[0]) for w in words if len(w) == 2 and w[1] in ("line", "lines")), 0)


def line(desktop):
    """All of the line with the cursor."""
    return desktop.read_text("perch-tray", "text", "The selected line")


def clipboard(desktop):
    return desktop.run("xclip", "-selection", "clipboard", "-o", check=False).decode()


def tell(desktop):
    """Has the backend write another line."""
    with open(desktop.folder / "main.fifo", "w", encoding="utf-8") as fifo:
        fifo.write("something\n")


def picture(desktop, name):
    x, y, width, height = desktop.windows("--name", "^Perch$")[0]
    desktop.screenshot(name, f"{width}x{height}+{x}+{y}")


def test_keyboard(log):
    """Finding a line, filtering by its trace and copying it need no mouse."""
    log.key("ctrl+f")
    log.run("xdotool", "type", "such TABLE")
    wait_for(lambda: "found in 1 line" in labels(log), "it to be found")
    wait_for(lambda: "no such table" in line(log), "the line to be shown")
    picture(log, "window-log-found")
    log.key("alt+a")
    wait_for(lambda: "found in 1 line" in labels(log), "only that trace")
    log.key("alt+y")
    wait_for(lambda: "no such table: words trace_id=0af7651916" in clipboard(log), "the line")
    log.key("alt+a", "ctrl+f", "ctrl+a", "BackSpace")
    wait_for(lambda: n_lines(log) >= 43, "all lines")


def test_names(log):
    for control in [("list", "Log"), ("combo box", "Least level"), ("combo box", "Source"),
                    ("text", "Only lines with this text"), ("text", "Find"),
                    ("push button", "Find the next one"), ("toggle button", "Follow"),
                    ("push button", "Copy"), ("push button", "Save…"),
                    ("text", "The selected line")]:
        wait_for(lambda: control in [c[:2] for c in log.controls("perch-tray")], control)


def test_filter(log):
    log.click_control("perch-tray", "text", "Only lines with this text")
    log.run("xdotool", "type", "LINE 4")
    wait_for(lambda: n_lines(log) == 2, "only line 4 and line 40")
    picture(log, "window-log-filtered")


def test_follow(log):
    """What comes is shown, until somebody picks an older line; that one stays where it is."""
    before = n_lines(log)
    tell(log)
    wait_for(lambda: n_lines(log) > before, "more lines")
    x, y = log.place("perch-tray", "list", "Log")
    log.click(x, y)
    chosen = wait_for(lambda: line(log), "a line to be chosen")
    log.key("Up")
    wait_for(lambda: line(log) != chosen, "the line above")
    chosen = line(log)
    before = n_lines(log)
    tell(log)
    wait_for(lambda: n_lines(log) > before, "more lines")
    assert line(log) == chosen


def test_save(log):
    log.press("perch-tray", "push button", "Save…")
    wait_for(lambda: log.windows("--name", "Save the log"), "the question where to")
    log.focus("--name", "Save the log")
    path = pathlib.Path(log.env["HOME"]) / "saved.txt"
    log.key("ctrl+a")
    log.run("xdotool", "type", str(path))
    log.key("Return")
    wait_for(path.exists, "the file")
    wait_for(lambda: "line 40\n" in path.read_text(), "the lines")
