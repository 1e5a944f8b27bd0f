# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""Somebody's product with Perch inside, made without a line of C: name, pictures, backend, menu."""

import json
import pathlib

import pytest

from bus_menu import BusMenu, Watcher
from desktop import BUILD
from session import wait_for

ICONS = pathlib.Path(__file__).parent.parent.parent / "resources/icons/hicolor/scalable/apps"
PINK = (0xFF, 0x00, 0x99)

LOGO = """<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64">
<rect width="64" height="64" rx="12" fill="#ff0099"/></svg>"""


@pytest.fixture
def product(desktop):
    """A desktop on which the product is installed; its Perch is told where by PERCH_BRANDING, since
    it is not beside the program here."""
    folder = desktop.folder / "word-counter"
    icons = folder / "icons/hicolor/scalable/apps"
    icons.mkdir(parents=True)
    for name in ("busy", "failed", "not-found", "running", "stopped", "warning"):
        picture = ICONS / f"perch-{name}.svg"
        # Another bird: as a whole in the colour of the product.
        (icons / picture.name).write_text(LOGO if name == "stopped" else picture.read_text())
    (folder / "logo.svg").write_text(LOGO)
    backend = folder / "words"
    backend.write_text("#!/bin/sh\nexec sleep 1000\n")
    backend.chmod(0o755)
    (folder / "branding.json").write_text(json.dumps({
        "id": "org.example.WordCounter", "name": "Word Counter", "icon": "logo.svg",
        "icon_dir": "icons", "backend": "words",
        "hidden_entries": ["pid", "usage", "kind", "executable", "copy_diagnostics"],
        "settings": {"bridge": {"port": 0}, "web-listener": {"port": 0},
                     "companion": {"autostart": True}}}))
    desktop.env["PERCH_BRANDING"] = str(folder / "branding.json")
    return desktop


def open_window(desktop, title):
    desktop.perch("show")
    return wait_for(lambda: desktop.windows("--name", f"^{title}$"), title)[0]


def has_product_icon(desktop, title):
    """Whether the picture that a window has for panels and the like is pink."""
    found = desktop.run("xdotool", "search", "--onlyvisible", "--name", title).decode().split()
    words = desktop.run("xprop", "-notype", "-id", found[0], "32c", "_NET_WM_ICON").decode()
    return str(0xFFFF0099) in words.replace(",", " ").split()


def press_preferences(desktop):
    desktop.press("perch-tray", "push button", "Preferences…")
    wait_for(lambda: desktop.windows("--name", "^Preferences$"), "the preferences")


def test_menu(product):
    watcher = Watcher(product)
    product.start_perch()
    product.wait_for_state("running")
    menu = BusMenu(product, watcher.wait_for_item())
    wait_for(lambda: menu.entries()[0]["label"] == "● Running", "the menu to say so")
    labels = [e["label"] for e in menu.entries() if not e["separator"]]
    assert labels[1].startswith("Uptime ")
    del labels[1]
    assert labels[:5] == ["● Running", "Start", "Stop", "Restart",
                          "Start backend when Word Counter starts"]
    assert "Copy diagnostics" not in labels
    assert product.backend()["label"] == "Word Counter"
    assert product.backend()["executable"].endswith("/word-counter/words")


def test_looks(product):
    product.start_xfce_panel()
    product.start_perch()
    product.wait_for_state("running")
    product.wait_for_icon("running")
    product.perch("stop")
    wait_for(lambda: product.count_colour(PINK) > 60, "the product's own icon")
    product.screenshot("branding-icon", "200x40+0+0")
    x, y, width, height = product.open_menu()
    product.screenshot("branding-menu", f"{width}x{height}+{x}+{y}")
    product.key("Escape")
    x, y, width, height = open_window(product, "Word Counter")
    area = (x, y, width, height)
    wait_for(lambda: product.count_colour((0, 0, 0), area) < width * height / 2, "it to be painted")
    product.screenshot("branding-window", f"{width}x{height}+{x}+{y}")
    assert has_product_icon(product, "^Word Counter$")
    press_preferences(product)
    assert has_product_icon(product, "^Preferences$")


def test_notification(product):
    product.start_notification_daemon()
    product.start_perch()
    asker = product.start(BUILD / "app/perch", "ask", "--timeout", 300, "Count all words?")
    wait_for(lambda: "Count all words?" in product.notifications(), "the notification")
    wait_for(lambda: product.count_colour(PINK, (624, 0, 400, 300)) > 60, "the product's picture")
    product.screenshot("branding-notification", "400x160+624+0")
    product.stop(asker)


def test_no_preferences(product):
    """Nobody is sent to what the product does not have."""
    folder = product.folder / "word-counter"
    branding = json.loads((folder / "branding.json").read_text())
    branding["hidden_entries"].append("preferences")
    (folder / "branding.json").write_text(json.dumps(branding))
    (folder / "words").unlink()
    product.start_perch()
    open_window(product, "Word Counter")
    wait_for(lambda: ("label", "Put the program there.") in [
        control[:2] for control in product.controls("perch-tray")], "the advice")


def test_beside_another(product):
    """Perch itself runs at the same time, with settings, lock and control socket of its own."""
    product.start_perch()
    product.wait_for_state("running")
    branded = product.tray
    assert (product.config / "org.example.WordCounter/companion-settings.json").exists()
    assert not (product.config / "perch/companion-settings.json").exists()
    assert (pathlib.Path(product.env["XDG_RUNTIME_DIR"]) / "org.example.WordCounter").is_dir()

    del product.env["PERCH_BRANDING"]
    assert product.status() is None
    product.add_backend("main", "exec sleep 1000", label="Another")
    product.start_perch()
    assert branded.poll() is None
    assert product.backend()["label"] == "Another"
    open_window(product, "Perch")
    product.stop(branded)
