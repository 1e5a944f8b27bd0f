# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Perch in the person's language: in the menu, in windows, in notifications, and from right to left."""

import json
import re

import pytest

from bus_menu import BusMenu, Watcher
from hooks import start
from pseudo import install_catalogue, to_hebrew
from session import wait_for

RUNS = "exec sleep 1000"
FAILS = "echo 'no such table: words' >&2; exit 78"


def settings(desktop, **values):
    (desktop.config / "perch" / "companion-settings.json").write_text(json.dumps(values))


def names(desktop):
    return [name for _, name, _ in desktop.controls("perch-tray")]


def open_window(desktop):
    desktop.perch("show")
    return wait_for(lambda: desktop.windows("--name", "^Perch$"), "the window")[0]


def picture(desktop, name):
    x, y, width, height = open_window(desktop)
    area = (x, y, width, height)
    wait_for(lambda: desktop.count_colour((0, 0, 0), area) < width * height / 2, "it to be painted")
    desktop.screenshot(name, f"{width}x{height}+{x}+{y}")


@pytest.mark.parametrize("language, state, start", [
    ("de", "✕ Fehlgeschlagen: mit Status 78 beendet", "Starten"),
    ("es", "✕ Ha fallado: terminó con el estado 78", "Iniciar"),
    ("fr", "✕ En échec : terminé avec le code 78", "Démarrer"),
    ("zh_CN", "✕ 失败：已退出，状态码 78", "启动(S)"),
])
def test_window(desktop, language, state, start):
    settings(desktop, language=language)
    desktop.add_backend("main", FAILS, label="Word Counter", autostart=True)
    desktop.start_perch()
    desktop.wait_for_state("failed")  # programs are told the same in all languages
    open_window(desktop)
    wait_for(lambda: state in names(desktop), f"{state} among {names(desktop)}")
    wait_for(lambda: ("push button", start, True) in desktop.controls("perch-tray"), start)
    picture(desktop, f"language-{language}")


def test_menu_and_notification(desktop):
    desktop.env["LANGUAGE"] = "de"
    desktop.add_backend("main", FAILS, label="Word Counter")
    desktop.start_notification_daemon()
    desktop.start_xfce_panel()
    desktop.start_perch()
    desktop.wait_for_icon("stopped")
    x, y, width, height = desktop.open_menu()
    desktop.screenshot("language-menu-de", f"{width}x{height}+{x}+{y}")
    desktop.key("s")  # _Starten
    desktop.wait_for_state("failed")
    wait_for(lambda: "Word Counter: Fehlgeschlagen" in desktop.notifications(), "the notification")


def assert_all_translated(texts):
    """What is left of the original would be in Latin letters."""
    left = [text for text in texts
            if re.search(r"[a-zA-Z]{2}", re.sub(r"Perch|stdio|(http:)?/.*", "", text))]
    assert left == []


@pytest.fixture
def hebrew(desktop):
    """A made-up language, from right to left, that has a translation of everything."""
    install_catalogue(desktop.install(), "he")
    settings(desktop, language="he")
    return desktop


def shown(desktop):
    """All that is to be read or pressed; texts are a log or what somebody has written, and GTK's
    fields for searching have a picture that is called as its file."""
    return [name for role, name, _ in desktop.controls("perch-tray")
            if role != "text" and not name.endswith("-symbolic")]


def test_window_and_menu_right_to_left(hebrew):
    watcher = Watcher(hebrew)
    hebrew.add_backend("main", FAILS, label="אבג", autostart=True)
    hebrew.start_perch()
    hebrew.wait_for_state("failed")
    menu = BusMenu(hebrew, watcher.wait_for_item())
    assert_all_translated(e["label"] for e in menu.entries() if not e["separator"])
    open_window(hebrew)
    wait_for(lambda: to_hebrew("Restart") in names(hebrew), "the buttons")
    assert_all_translated(shown(hebrew))
    picture(hebrew, "language-right-to-left")
    # The first button is the rightmost one.
    stop, restart = (int(hebrew.place("perch-tray", "push button", to_hebrew(label))[0])
                     for label in ("Stop", "Restart"))
    assert stop > restart


def test_running(hebrew):
    """Its numbers, its charts, and what is to be known of its profile."""
    hebrew.add_backend("main", RUNS, label="אבג", autostart=True)
    hebrew.start_perch()
    hebrew.wait_for_state("running")
    open_window(hebrew)
    hebrew.add_backend("main", RUNS, label="אבג", autostart=True, restart="on-failure")
    notice = to_hebrew("settings changed, applied at the next start")
    wait_for(lambda: any(notice in name for name in names(hebrew)), "what is to be known")
    amount = re.compile(f" [{to_hebrew('kM')}]{to_hebrew('B')}$")
    wait_for(lambda: any(map(amount.search, names(hebrew))), "the charts to have values")
    assert_all_translated(shown(hebrew))


def test_all_tabs(hebrew):
    hebrew.add_backend("main", RUNS, label="אבג")
    hooks = start(hebrew)
    open_window(hebrew)
    for tab in hooks.items()["main_tabs"]["choices"]:
        assert hooks.order("select_tab", "main_tabs", tab) == 200
        wait_for(lambda: hooks.value("main_tabs") == tab, f"the tab {tab}")
        assert_all_translated(shown(hebrew))


def test_all_preferences(hebrew):
    hebrew.add_backend("main", RUNS, label="אבג")
    hooks = start(hebrew)
    assert hooks.order("click", "preferences") == 200
    title = to_hebrew("Preferences")
    wait_for(lambda: hebrew.windows("--name", f"^{title}$"), "the window")
    wait_for(lambda: hooks.items().get("pref_tabs", {}).get("enabled"), "its pages")
    for page in hooks.items()["pref_tabs"]["choices"]:
        assert hooks.order("select_tab", "pref_tabs", page) == 200
        wait_for(lambda: hooks.value("pref_tabs") == page, f"the page {page}")
        assert_all_translated(shown(hebrew))
        x, y, width, height = hebrew.windows("--name", f"^{title}$")[0]
        hebrew.screenshot(f"language-right-to-left-{page}", f"{width}x{height}+{x}+{y}")


def test_question(hebrew):
    hebrew.start_perch()
    hebrew.start(hebrew.programs / "perch", "ask", "--timeout", 300, "אבג?")
    title = to_hebrew("Approval required")
    wait_for(lambda: hebrew.windows("--name", f"^{title}$"), "the dialog")
    wait_for(lambda: ("push button", to_hebrew("Approve"), True) in hebrew.controls("perch-tray"),
             "its buttons")
    # Who asks is called as the system calls it.
    assert_all_translated(text for text in shown(hebrew) if "python" not in text)


def test_assistant(hebrew):
    """What greets a person who has no backend."""
    hebrew.start_perch()
    wait_for(lambda: any("Perch" in name for name in shown(hebrew)), "the assistant")
    assert_all_translated(shown(hebrew))
