# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Pictures of all windows, in light, dark and high contrast, on screens of one and of two pixels a
point, in two languages: to be looked at by people, and measured here."""

import contextlib
import gettext
import json

import pytest

import hooks
from desktop import BUILD, Desktop
from session import TIMEOUT, wait_for

# Something to see in the curves and in the log.
WORKS = """
echo '{"level": "warning", "message": "the dictionary is old", "trace_id": "0af7651916cd43dd84"}'
for i in $(seq 20); do echo "read chapter $i"; done
echo '{"level": "error", "message": "no such table: words"}'
i=0; while [ $i -lt 60000 ]; do i=$((i + 1)); done
exec sleep 1000
"""
FAILS = """
echo 'Traceback (most recent call last):' >&2
echo "ModuleNotFoundError: No module named 'words'" >&2
exit 1
"""

# How bright a window is, at least or at most, from 0 to 255.
BRIGHT = {"Adwaita": (180, 255), "Adwaita:dark": (0, 100), "HighContrast": (180, 255)}


def translate(language, text):
    """What a button is called, as far as it has been translated."""
    return gettext.translation("perch", BUILD / "po", [language], fallback=True).gettext(text)


def window(desktop, title="Perch"):
    return wait_for(lambda: desktop.windows("--name", f"^{title}$"), "the window")[0]


def brightness(desktop, area):
    """The mean brightness of a part of the screen."""
    pixels = desktop.pixels(*area)
    return sum(map(sum, pixels)) / (3 * len(pixels))


def picture(desktop, name, limits, title="Perch"):
    """Waits until a window looks as its theme wants, and keeps a picture."""
    x, y, width, height = window(desktop, title)
    wait_for(lambda: limits[0] <= brightness(desktop, (x, y, width, height)) <= limits[1],
             f"{name} to look like its theme")
    desktop.screenshot(name, f"{width}x{height}+{x}+{y}")


def select(desktop, tab):
    desktop.press("perch-tray", "radio button", tab)
    wait_for(lambda: not [c for c in desktop.controls("perch-tray") if c[0] == "chart"],
             "the other tab to be gone")


@contextlib.contextmanager
def new_desktop(theme, scale, language):
    """The desktop, what its pictures are called and how bright its windows are."""
    name = f"render-{theme.replace(':', '-').lower()}-{scale}x-{language}"
    with Desktop(screen=f"{1024 * scale}x{768 * scale}") as desktop:
        desktop.env.update(GTK_THEME=theme, GDK_SCALE=str(scale), LANGUAGE=language)
        yield desktop, name, BRIGHT[theme]


LOOKS = pytest.mark.parametrize("theme, scale, language", [
    ("Adwaita", 1, "en"),
    ("Adwaita", 2, "de"),
    ("Adwaita:dark", 1, "de"),
    ("Adwaita:dark", 2, "en"),
    ("HighContrast", 1, "en"),
    ("HighContrast", 2, "de"),
])


@LOOKS
def test_status_window(theme, scale, language):
    with new_desktop(theme, scale, language) as (desktop, name, limits):
        desktop.add_backend("main", WORKS, label="Word Counter", autostart=True)
        desktop.add_backend("mail", FAILS, label="Mail", autostart=True)
        desktop.start_perch()
        desktop.wait_for_state("running", "main")
        desktop.wait_for_state("failed", "mail")
        desktop.perch("show")
        picture(desktop, f"{name}-failed", limits)

        # It fits on a small screen, and is twice as large where there are twice as many pixels.
        x, y, width, height = window(desktop)
        assert (x, y) == (0, 0)
        assert 700 * scale < width <= 1024 * scale
        assert 400 * scale < height <= 700 * scale

        # The second of the two in the list at the side.
        desktop.click(60 * scale, 105 * scale)
        wait_for(lambda: [c for c in desktop.controls("perch-tray") if c[0] == "chart"], "charts")
        picture(desktop, f"{name}-running", limits)
        select(desktop, translate(language, "Log"))
        wait_for(lambda: [c for c in desktop.controls("perch-tray") if c[0] == "list"], "the log")
        picture(desktop, f"{name}-log", limits)
        select(desktop, translate(language, "Addresses"))
        picture(desktop, f"{name}-addresses", limits)


@LOOKS
def test_preferences_and_question(theme, scale, language):
    with new_desktop(theme, scale, language) as (desktop, name, limits):
        desktop.add_backend("main", "exec sleep 1000", label="Word Counter")
        hands = hooks.start(desktop)
        hands.order("click", "preferences")
        tabs = wait_for(lambda: hands.items().get("pref_tabs"), "the pages")
        title = translate(language, "Preferences")
        for page in tabs["choices"]:
            assert hands.order("select_tab", "pref_tabs", page) == 200
            wait_for(lambda: hands.value("pref_tabs") == page, f"{page} to be there")
            picture(desktop, f"{name}-preferences-{page}", limits, title)
        desktop.focus("--name", f"^{title}$")
        desktop.key("Escape")
        wait_for(lambda: not desktop.windows("--name", f"^{title}$"), "it to be gone")

        asker = desktop.start(BUILD / "app/perch", "ask", "Delete all of /home/ann?")
        picture(desktop, f"{name}-question", limits, translate(language, "Approval required"))
        pending = json.loads(desktop.perch("ask", "--list", "--json"))["pending"]
        desktop.perch("ask", "--reject", pending[0]["id"])
        assert asker.wait(TIMEOUT) == 6  # "not approved", as in the manual


@LOOKS
def test_assistant(theme, scale, language):
    with new_desktop(theme, scale, language) as (desktop, name, limits):
        desktop.start_perch()
        picture(desktop, f"{name}-assistant", limits)
