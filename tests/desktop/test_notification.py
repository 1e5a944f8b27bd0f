# SPDX-FileCopyrightText: 2026 The Perch authors
# SPDX-License-Identifier: MIT
"""A backend that fails says so, and can be started again from there."""

import json

import pytest
from gi.repository import GLib

import hooks
from desktop import SECOND_TIME_LUCKY
from session import wait_for


def test_restart(desktop):
    desktop.add_backend("main", SECOND_TIME_LUCKY, label="Word Counter", autostart=True)
    desktop.start_notification_daemon()
    desktop.start_xfce_panel()
    desktop.start_perch()
    desktop.wait_for_state("failed")
    desktop.wait_for_notification("Word Counter: Failed", "78")
    desktop.wait_for_icon("failed")
    desktop.screenshot("notification-failed", "400x140+624+0")

    desktop.click_control("xfce4-notifyd", "push button", "Restart")
    desktop.wait_for_state("running")
    wait_for(lambda: not desktop.notifications(), "the notification to be taken back")
    desktop.wait_for_icon("running")


def test_desktop_that_keeps_them(desktop):
    """GNOME calls the owner of the application's name when something in a notification is clicked."""
    desktop.add_backend("main", SECOND_TIME_LUCKY, label="Word Counter", autostart=True)
    desktop.start_perch()
    desktop.wait_for_state("failed")
    desktop.call("org.perch.Perch", "/org/perch/Perch", "org.freedesktop.Application",
                 "ActivateAction", GLib.Variant("(sava{sv})", (
                     "backend-restart", [GLib.Variant("s", "main")], {})))
    desktop.wait_for_state("running")


def test_own_doing(desktop):
    desktop.add_backend("main", "exec sleep 1000", label="Word Counter")
    desktop.start_notification_daemon()
    desktop.start_xfce_panel()
    desktop.start_perch()
    desktop.wait_for_icon("stopped")
    desktop.pick("s")
    desktop.wait_for_state("running")
    desktop.pick("t")
    desktop.wait_for_state("stopped")
    assert desktop.notifications() == []


def test_trigger(desktop):
    """What a trigger wants to be shown is shown, and told in its report."""
    (desktop.config / "perch" / "triggers.json").write_text(json.dumps({"triggers": [
        {"name": "lunch", "do": [{"notify": {"title": "Lunch", "body": "${params.what}"}}]}]}))
    desktop.start_notification_daemon()
    desktop.start_xfce_panel()
    desktop.start_perch()
    desktop.wait_for_icon("stopped")
    report = desktop.perch("trigger", "lunch", "--json", "--params", '{"what": "Soup is ready"}')
    assert json.loads(report)["actions"] == [{"action": "notify", "status": "ok", "shown": True}]
    wait_for(lambda: {"Lunch", "Soup is ready"} <= set(desktop.notifications()), "the notification")


DIES_ONCE = """
if [ -e "$0.once" ]; then exec sleep 1000; fi
touch "$0.once"
exit 3
"""


def test_recovery(desktop):
    """One that ended by itself and runs again is told of when that is sure."""
    desktop.add_backend("main", DIES_ONCE, label="Word Counter", autostart=True,
                        restart="on-failure")
    desktop.start_notification_daemon()
    desktop.start_xfce_panel()
    desktop.start_perch()
    desktop.wait_for_notification("Word Counter runs again", "status 3")
    desktop.screenshot("notification-recovered", "400x140+624+0")


def test_switched_off(desktop):
    """Who wants no notifications gets none, and others from the moment when they do."""
    desktop.add_backend("main", "exit 78", label="Word Counter")
    desktop.start_notification_daemon()
    desktop.start_xfce_panel()
    desktop.start_perch()
    desktop.wait_for_icon("stopped")
    desktop.perch("config", "set", "companion.notifications", "false")
    desktop.pick("s")
    desktop.wait_for_icon("failed")
    desktop.perch("config", "set", "companion.notifications", "true")
    desktop.pick("s")
    wait_for(lambda: "Word Counter: Failed" in desktop.notifications(), "the notification")
    assert desktop.notifications().count("Word Counter: Failed") == 1


@pytest.mark.parametrize("lacks", ["the wish", "the bus"])
def test_nowhere_to_show_it(desktop, lacks):
    """What a click came to is said in a window where it can't be in a notification."""
    desktop.add_backend("main", "exec sleep 1000", label="Word Counter")
    if lacks == "the bus":
        desktop.env["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent"
    perch = hooks.start(desktop)
    if lacks == "the wish":
        desktop.perch("config", "set", "companion.notifications", "false")
    (desktop.config / "perch/backends/main.json").write_text("{")
    perch.order("set_value", "autostart", True)
    wait_for(lambda: desktop.windows("--name", "^Perch$"), "the window that says so")


def test_first_hide(desktop):
    """Who closes the window for the first time is told where Perch is now; later they know."""
    desktop.add_backend("main", "exec sleep 1000")
    desktop.start_notification_daemon()
    desktop.start_xfce_panel()
    desktop.start_perch()
    desktop.wait_for_icon("stopped")

    def show_and_hide():
        desktop.perch("show")
        desktop.focus("--name", "^Perch$")
        desktop.key("Escape")
        wait_for(lambda: not desktop.windows("--name", "^Perch$"), "the window to be closed")

    show_and_hide()
    wait_for(lambda: "Perch goes on in the tray" in desktop.notifications(), "the notification")
    desktop.screenshot("notification-hidden", "400x140+624+0")
    desktop.stop(desktop.tray)
    desktop.start_perch()
    desktop.wait_for_icon("stopped")
    show_and_hide()
    desktop.pick("s")
    desktop.wait_for_icon("running")
    assert "Perch goes on in the tray" not in desktop.notifications()
