/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <gio/gio.h>

#include "app/cli/doctor.h"

#define WATCHER "org.kde.StatusNotifierWatcher"
#define ANSWER_MS 2000

static gboolean
is_set (const char *name)
{
  const char *value = g_getenv (name);

  return value != NULL && value[0] != '\0';
}

static gboolean
look_at_display (GPtrArray *report)
{
  gboolean wayland = is_set ("WAYLAND_DISPLAY");

  if (!wayland && !is_set ("DISPLAY"))
    {
      perch_doctor_add (report, PERCH_FINDING_WARNING, "display",
                        "Log in to a desktop to have Perch in the tray",
                        "None: DISPLAY and WAYLAND_DISPLAY are unset, so Perch runs headless");
      return FALSE;
    }
  perch_doctor_add (report, PERCH_FINDING_OK, "display", NULL, "%s %s", wayland ? "Wayland" : "X11",
                    g_getenv (wayland ? "WAYLAND_DISPLAY" : "DISPLAY"));
  return TRUE;
}

/* GIO would start a bus of its own on X11 where none is named; that is nobody's session. */
static gboolean
bus_is_named (void)
{
  g_autofree char *socket = g_build_filename (g_get_user_runtime_dir (), "bus", NULL);

  return is_set ("DBUS_SESSION_BUS_ADDRESS") || g_file_test (socket, G_FILE_TEST_EXISTS);
}

static GDBusConnection *
look_at_bus (GPtrArray *report)
{
  GDBusConnection *bus = NULL;
  g_autoptr (GError) error = NULL;

  if (bus_is_named ())
    bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  if (bus != NULL)
    perch_doctor_add (report, PERCH_FINDING_OK, "session bus", NULL, "Reachable");
  else
    perch_doctor_add (report, PERCH_FINDING_WARNING, "session bus",
                      "Without it there is no tray icon and no notification; log in to a desktop, "
                      "or run Perch under dbus-run-session",
                      "%s", error != NULL ? error->message : "There is none");
  return bus;
}

static gboolean
has_owner (GDBusConnection *bus, const char *name)
{
  g_autoptr (GVariant) answer = NULL;
  gboolean owned = FALSE;

  answer = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                        "org.freedesktop.DBus", "NameHasOwner",
                                        g_variant_new ("(s)", name), G_VARIANT_TYPE ("(b)"),
                                        G_DBUS_CALL_FLAGS_NONE, ANSWER_MS, NULL, NULL);
  if (answer != NULL)
    g_variant_get (answer, "(b)", &owned);
  return owned;
}

static gboolean
is_activatable (GDBusConnection *bus, const char *name)
{
  g_autoptr (GVariant) answer = NULL;
  g_autofree const char **names = NULL;

  answer = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                        "org.freedesktop.DBus", "ListActivatableNames", NULL,
                                        G_VARIANT_TYPE ("(as)"), G_DBUS_CALL_FLAGS_NONE, ANSWER_MS,
                                        NULL, NULL);
  if (answer == NULL)
    return FALSE;
  g_variant_get (answer, "(^a&s)", &names);
  return g_strv_contains (names, name);
}

static gboolean
host_is_registered (GDBusConnection *bus)
{
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariant) value = NULL;

  answer = g_dbus_connection_call_sync (
      bus, WATCHER, "/StatusNotifierWatcher", "org.freedesktop.DBus.Properties", "Get",
      g_variant_new ("(ss)", WATCHER, "IsStatusNotifierHostRegistered"), G_VARIANT_TYPE ("(v)"),
      G_DBUS_CALL_FLAGS_NO_AUTO_START, ANSWER_MS, NULL, NULL);
  if (answer == NULL)
    return FALSE;
  g_variant_get (answer, "(v)", &value);
  return g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) && g_variant_get_boolean (value);
}

static void
look_at_tray (GPtrArray *report, GDBusConnection *bus)
{
  const char *desktop = g_getenv ("XDG_CURRENT_DESKTOP");
  gboolean gnome = desktop != NULL && strstr (desktop, "GNOME") != NULL;
  const char *advice =
      gnome ? "Install and enable the AppIndicator extension: apt install "
              "gnome-shell-extension-appindicator, log in again, and switch it on in Extensions"
            : "Add a tray (status notifier, system tray) to a panel; until then \"perch show\" "
              "opens a window";

  if (!has_owner (bus, WATCHER))
    perch_doctor_add (report, PERCH_FINDING_WARNING, "tray", advice,
                      "No desktop component shows tray icons");
  else if (!host_is_registered (bus))
    perch_doctor_add (report, PERCH_FINDING_WARNING, "tray", advice,
                      "Tray icons can be registered, but nothing shows them");
  else
    perch_doctor_add (report, PERCH_FINDING_OK, "tray", NULL, "A panel shows tray icons");
}

static void
look_at_notifications (GPtrArray *report, GDBusConnection *bus)
{
  static const char name[] = "org.freedesktop.Notifications";

  if (has_owner (bus, name) || is_activatable (bus, name))
    perch_doctor_add (report, PERCH_FINDING_OK, "notifications", NULL, "There is a daemon");
  else
    perch_doctor_add (report, PERCH_FINDING_WARNING, "notifications",
                      "Install the notification daemon of your desktop, such as xfce4-notifyd",
                      "Nothing shows notifications, so a failure is seen in the tray only");
}

/**
 * perch_doctor_look_at_desktop:
 * @report: (element-type PerchFinding): where findings are added
 *
 * Looks at what shows Perch to the person. Nothing here keeps backends from running.
 */
void
perch_doctor_look_at_desktop (GPtrArray *report)
{
  gboolean display = look_at_display (report);
  g_autoptr (GDBusConnection) bus = look_at_bus (report);

  if (bus == NULL || !display)
    return;
  look_at_tray (report, bus);
  look_at_notifications (report, bus);
}
