/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/scope.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <gio/gio.h>

#include "backend-manager/scope-unit.h"

#define SYSTEMD_NAME "org.freedesktop.systemd1"
#define SYSTEMD_PATH "/org/freedesktop/systemd1"
#define SYSTEMD_MANAGER "org.freedesktop.systemd1.Manager"

/* Longer than a guard needs for its staged stop once Perch is gone. */
#define STOP_TIMEOUT_US (10 * G_USEC_PER_SEC)

/* One backend on its way into its scope. @folder, its place in /proc, says whether @pid is still
 * the process it was: the number alone may be somebody else's when the bus has answered at last. */
typedef struct
{
  GPid pid;
  int folder; /* (owned) */
  char *name; /* (owned): of the backend */
  gboolean with_children; /* ask for the children too, not for the main process alone */
} Adoption;

static void
adoption_free (Adoption *self)
{
  close (self->folder);
  g_free (self->name);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Adoption, adoption_free)

static gboolean
has_ended (const Adoption *self)
{
  return faccessat (self->folder, "stat", F_OK, 0) < 0;
}

static void
add_property (GVariantBuilder *properties, const char *name, GVariant *value)
{
  g_variant_builder_add (properties, "(sv)", name, value);
}

/* A bus that is slow to answer, as at log-in, leaves a packed program the time to unpack itself and
 * to start the real one. That one has to be moved too; what comes later is born in the scope. */
static GVariant *
list_processes (const Adoption *self)
{
  GVariantBuilder pids = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("au"));
  g_autofree char *path = g_strdup_printf ("/proc/%d/task/%d/children", self->pid, self->pid);
  g_autofree char *text = NULL;
  g_auto (GStrv) children = NULL;

  g_variant_builder_add (&pids, "u", (guint32) self->pid);
  if (self->with_children && g_file_get_contents (path, &text, NULL, NULL))
    children = g_strsplit (text, " ", -1);
  for (guint i = 0; children != NULL && children[i] != NULL; i++)
    {
      guint64 pid = g_ascii_strtoull (children[i], NULL, 10);

      if (pid > 0)
        g_variant_builder_add (&pids, "u", (guint32) pid);
    }
  return g_variant_builder_end (&pids);
}

/* The scope goes when the unit that holds Perch goes, even if nobody of Perch is left to see to it.
 * There is no "After": it would make systemd stop the backend, and wait for that, before it tells
 * Perch to leave, and Perch would take the stop for a crash.
 *
 * A scope has no main process, so systemd's first signal reaches all processes in it, while a
 * packed program has to get a single SIGTERM, in its main process only. Hence that first signal is
 * one that harms nobody: Perch or its guard do the staged stop, and systemd's SIGKILL comes only
 * when they could not. */
static GVariant *
build_properties (const Adoption *self)
{
  GVariantBuilder properties = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sv)"));
  g_autofree char *description = g_strdup_printf ("Perch backend %s", self->name);
  g_autofree char *cgroups = NULL;
  g_autofree char *own_unit = NULL;

  if (g_file_get_contents ("/proc/self/cgroup", &cgroups, NULL, NULL))
    own_unit = perch_scope_unit_find_own (cgroups);

  add_property (&properties, "Description", g_variant_new_string (description));
  add_property (&properties, "PIDs", list_processes (self));
  add_property (&properties, "CollectMode", g_variant_new_string ("inactive-or-failed"));
  add_property (&properties, "KillSignal", g_variant_new_int32 (SIGCONT));
  add_property (&properties, "TimeoutStopUSec", g_variant_new_uint64 (STOP_TIMEOUT_US));
  if (own_unit != NULL)
    add_property (&properties, "BindsTo",
                  g_variant_new_strv ((const char *const[]){ own_unit, NULL }, -1));
  return g_variant_builder_end (&properties);
}

static void start_unit (GDBusConnection *bus, Adoption *adoption);

static void
unit_started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Adoption) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) job =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (job != NULL)
    return;

  g_debug ("No scope for the backend %s: %s", self->name, error->message);
  /* One of the children may have ended meanwhile, and systemd takes all of them or none. */
  if (self->with_children &&
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNIX_PROCESS_ID_UNKNOWN))
    {
      self->with_children = FALSE;
      start_unit (G_DBUS_CONNECTION (source), g_steal_pointer (&self));
    }
}

/* @adoption: (transfer full) */
static void
start_unit (GDBusConnection *bus, Adoption *adoption)
{
  g_autoptr (Adoption) self = adoption;
  g_autofree char *unit = NULL;
  GVariant *parameters;

  if (has_ended (self))
    return;

  unit = perch_scope_unit_build_name (self->name, self->pid);
  parameters = g_variant_new ("(ss@a(sv)a(sa(sv)))", unit, "fail", build_properties (self), NULL);
  g_dbus_connection_call (bus, SYSTEMD_NAME, SYSTEMD_PATH, SYSTEMD_MANAGER, "StartTransientUnit",
                          parameters, G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1,
                          NULL, unit_started_cb, g_steal_pointer (&self));
}

static void
has_systemd_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Adoption) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  gboolean has_systemd = FALSE;

  if (answer == NULL)
    {
      g_debug ("No scope for the backend %s: %s", self->name, error->message);
      return;
    }
  g_variant_get (answer, "(b)", &has_systemd);
  if (has_systemd)
    start_unit (G_DBUS_CONNECTION (source), g_steal_pointer (&self));
}

static void
got_bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Adoption) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (bus == NULL)
    {
      g_debug ("No scope for the backend %s: %s", self->name, error->message);
      return;
    }
  /* Perch lives on when the session's bus ends. */
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  g_dbus_connection_call (
      bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
      g_variant_new ("(s)", SYSTEMD_NAME), G_VARIANT_TYPE ("(b)"), G_DBUS_CALL_FLAGS_NO_AUTO_START,
      -1, NULL, has_systemd_cb, g_steal_pointer (&self));
}

/**
 * perch_scope_adopt:
 * @pid: main process of a backend that runs under a guard
 * @backend_name: the backend's name
 *
 * Asks the user's systemd to put the backend into a scope of its own, which is bound to the unit
 * that holds Perch: the kernel's out-of-memory killer then ends the backend alone, where systemd
 * would stop Perch along with it, and the backend goes even if Perch and the guard were killed
 * together. The guard stays where Perch is.
 *
 * Returns at once. Without a session bus or a systemd on it nothing happens; what goes wrong is
 * logged at level debug, as the guard does its work all the same.
 */
void
perch_scope_adopt (GPid pid, const char *backend_name)
{
  g_autoptr (Adoption) self = NULL;
  const char *address = g_getenv ("DBUS_SESSION_BUS_ADDRESS");
  g_autofree char *path = NULL;
  int folder;

  g_return_if_fail (pid > 1);
  g_return_if_fail (backend_name != NULL);

  /* Without an address GLib would go and start a bus. */
  if (address == NULL || *address == '\0')
    return;
  path = g_strdup_printf ("/proc/%d", pid);
  folder = open (path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0)
    return;

  self = g_new0 (Adoption, 1);
  self->pid = pid;
  self->folder = folder;
  self->name = g_strdup (backend_name);
  self->with_children = TRUE;
  g_bus_get (G_BUS_TYPE_SESSION, NULL, got_bus_cb, g_steal_pointer (&self));
}
