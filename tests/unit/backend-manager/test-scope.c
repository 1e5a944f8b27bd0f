/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/scope.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#define WATCHDOG_SECONDS 30
#define SYSTEMD "org.freedesktop.systemd1"

static const char introspection[] =
    "<node><interface name='org.freedesktop.systemd1.Manager'><method name='StartTransientUnit'>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='a(sv)' direction='in'/><arg type='a(sa(sv))' direction='in'/>"
    "<arg type='o' direction='out'/></method></interface></node>";

/* A bus, and a service with systemd's name on it that notes down what it is asked for. */
typedef struct
{
  GTestDBus *bus; /* (owned) */
  GDBusConnection *connection; /* (owned) */
  GPid pid; /* of a program that stands for a backend, 0 when there is none */
  const char *refusal; /* (nullable): D-Bus name of the error of the first call */
  char *trace; /* (owned): exists when the bus has started a program under systemd's name */
  GPtrArray *calls; /* (owned) (element-type GVariant) */
} Fixture;

static gboolean
watchdog_cb (gpointer user_data)
{
  g_error ("Waited %d s", WATCHDOG_SECONDS);
  return G_SOURCE_REMOVE;
}

/* An adoption under way keeps the process's place in /proc open. */
static guint
count_adoptions (const Fixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  g_autofree char *place = g_strdup_printf ("/proc/%d", fixture->pid);
  g_autofree char *gone = g_strconcat (place, " (deleted)", NULL);
  const char *name;
  guint count = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/fd", name, NULL);
      g_autofree char *target = g_file_read_link (path, NULL);

      count += g_strcmp0 (target, place) == 0 || g_strcmp0 (target, gone) == 0;
    }
  return count;
}

static void
wait_for_end (const Fixture *fixture)
{
  guint watchdog = g_timeout_add_seconds (WATCHDOG_SECONDS, watchdog_cb, NULL);

  g_assert_cmpuint (count_adoptions (fixture), ==, 1);
  while (count_adoptions (fixture) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (watchdog);
}

static void
adopt_and_wait (Fixture *fixture)
{
  perch_scope_adopt (fixture->pid, "main-1.0 b");
  wait_for_end (fixture);
}

static void
method_call_cb (GDBusConnection *connection,
                const char *sender,
                const char *path,
                const char *interface,
                const char *method,
                GVariant *parameters,
                GDBusMethodInvocation *invocation,
                gpointer user_data)
{
  Fixture *fixture = user_data;

  g_ptr_array_add (fixture->calls, g_variant_ref (parameters));
  if (fixture->refusal != NULL && fixture->calls->len == 1)
    g_dbus_method_invocation_return_dbus_error (invocation, fixture->refusal, "No.");
  else
    g_dbus_method_invocation_return_value (
        invocation, g_variant_new ("(o)", "/org/freedesktop/systemd1/job/1"));
}

static void
own_name (Fixture *fixture)
{
  static const GDBusInterfaceVTable vtable = { .method_call = method_call_cb };
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (introspection, NULL);
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GError) error = NULL;

  g_dbus_connection_register_object (fixture->connection, "/org/freedesktop/systemd1",
                                     info->interfaces[0], &vtable, fixture, NULL, &error);
  g_assert_no_error (error);
  answer = g_dbus_connection_call_sync (
      fixture->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "RequestName", g_variant_new ("(su)", SYSTEMD, 0), NULL, 0, -1, NULL, &error);
  g_assert_no_error (error);
}

/* Returns what it says on stdout. */
static int
start_command (Fixture *fixture, const char *command)
{
  const char *const argv[] = { "/bin/sh", "-c", command, NULL };
  g_autoptr (GError) error = NULL;
  int said = -1;

  g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                            &fixture->pid, NULL, &said, NULL, &error);
  g_assert_no_error (error);
  return said;
}

static void
start_program (Fixture *fixture)
{
  close (start_command (fixture, "exec sleep 60"));
}

static void
end_program (Fixture *fixture)
{
  g_assert_cmpint (kill (fixture->pid, SIGTERM), ==, 0);
  g_assert_cmpint (waitpid (fixture->pid, NULL, 0), ==, fixture->pid);
  fixture->pid = 0;
}

/* Lets the bus start a program under systemd's name, which leaves @trace behind. */
static void
add_startable_systemd (Fixture *fixture)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "services", NULL);
  g_autofree char *file = g_build_filename (folder, SYSTEMD ".service", NULL);
  g_autofree char *text = NULL;

  fixture->trace = g_build_filename (folder, "started", NULL);
  text = g_strdup_printf ("[D-BUS Service]\nName=" SYSTEMD "\nExec=/usr/bin/touch %s\n",
                          fixture->trace);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, text, -1, NULL));
  g_test_dbus_add_service_dir (fixture->bus, folder);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->calls = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  fixture->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  add_startable_systemd (fixture);
  g_test_dbus_up (fixture->bus);
  fixture->connection =
      g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (fixture->bus),
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);
  g_assert_no_error (error);
  start_program (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->pid != 0)
    end_program (fixture);
  g_dbus_connection_close_sync (fixture->connection, NULL, NULL);
  g_clear_object (&fixture->connection);
  g_test_dbus_down (fixture->bus);
  g_assert_finalize_object (fixture->bus);
  g_ptr_array_unref (fixture->calls);
  g_free (fixture->trace);
}

static void
assert_property (GVariant *call, const char *name, const char *expected)
{
  g_autoptr (GVariant) properties = g_variant_get_child_value (call, 2);
  g_autoptr (GVariant) value = NULL;
  g_autofree char *printed = NULL;

  for (gsize i = 0; i < g_variant_n_children (properties) && value == NULL; i++)
    {
      const char *found;
      g_autoptr (GVariant) found_value = NULL;

      g_variant_get_child (properties, i, "(&sv)", &found, &found_value);
      if (g_str_equal (found, name))
        value = g_steal_pointer (&found_value);
    }
  if (value != NULL)
    printed = g_variant_print (value, TRUE);
  g_assert_cmpstr (printed, ==, expected);
}

static void
assert_pids (GVariant *call, GPid pid, GPid child)
{
  g_autofree char *expected = child == 0 ? g_strdup_printf ("[uint32 %d]", pid)
                                         : g_strdup_printf ("[uint32 %d, %d]", pid, child);

  assert_property (call, "PIDs", expected);
}

static void
test_asks_for_a_scope (Fixture *fixture, gconstpointer data)
{
  g_autofree char *unit = g_strdup_printf ("perch-backend-main-1.0\\x20b-%d.scope", fixture->pid);
  const char *name;
  const char *mode;
  GVariant *call;

  own_name (fixture);
  adopt_and_wait (fixture);
  g_assert_cmpuint (fixture->calls->len, ==, 1);
  call = g_ptr_array_index (fixture->calls, 0);
  g_variant_get_child (call, 0, "&s", &name);
  g_variant_get_child (call, 1, "&s", &mode);
  g_assert_cmpstr (name, ==, unit);
  g_assert_cmpstr (mode, ==, "fail");
  assert_property (call, "Description", "'Perch backend main-1.0 b'");
  assert_property (call, "CollectMode", "'inactive-or-failed'");
  assert_property (call, "KillSignal", "18");
  assert_property (call, "TimeoutStopUSec", "uint64 10000000");
  assert_property (call, "After", NULL);
  assert_pids (call, fixture->pid, 0);
}

static void
test_children_go_along (Fixture *fixture, gconstpointer data)
{
  char line[32] = "";
  int said;

  end_program (fixture);
  said = start_command (fixture, "sleep 60 & echo $!; wait");
  g_assert_cmpint (read (said, line, sizeof line - 1), >, 0);
  close (said);

  own_name (fixture);
  adopt_and_wait (fixture);
  assert_pids (g_ptr_array_index (fixture->calls, 0), fixture->pid, atoi (line));
  g_assert_cmpint (kill (atoi (line), SIGKILL), ==, 0);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("A refusal is no warning, and is not asked again.");

  fixture->refusal = "org.freedesktop.systemd1.UnitExists";
  own_name (fixture);
  adopt_and_wait (fixture);
  g_assert_cmpuint (fixture->calls->len, ==, 1);
}

static void
test_child_is_gone (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("systemd does not know one of the processes: the main process goes alone.");

  fixture->refusal = "org.freedesktop.DBus.Error.UnixProcessIdUnknown";
  own_name (fixture);
  adopt_and_wait (fixture);
  g_assert_cmpuint (fixture->calls->len, ==, 2);
  assert_pids (g_ptr_array_index (fixture->calls, 1), fixture->pid, 0);
}

static void
test_backend_ends_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("A number that may have a new owner is not given to systemd.");

  own_name (fixture);
  perch_scope_adopt (fixture->pid, "main");
  kill (fixture->pid, SIGKILL);
  waitpid (fixture->pid, NULL, 0);
  wait_for_end (fixture);
  fixture->pid = 0;
  g_assert_cmpuint (fixture->calls->len, ==, 0);
}

static void
test_without_systemd (Fixture *fixture, gconstpointer data)
{
  g_test_summary ("The bus could start systemd's name, and must not be made to.");

  adopt_and_wait (fixture);
  g_assert_false (g_file_test (fixture->trace, G_FILE_TEST_EXISTS));
}

static void
test_without_bus (void)
{
  Fixture fixture = { 0 };

  start_program (&fixture);
  g_unsetenv ("DBUS_SESSION_BUS_ADDRESS");
  perch_scope_adopt (fixture.pid, "main");
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "", TRUE);
  perch_scope_adopt (fixture.pid, "main");
  g_assert_cmpuint (count_adoptions (&fixture), ==, 0); /* not even tried */

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  adopt_and_wait (&fixture);
  end_program (&fixture);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/scope/without-bus", test_without_bus);
  ADD ("/scope/without-systemd", test_without_systemd);
  ADD ("/scope/asks-for-a-scope", test_asks_for_a_scope);
  ADD ("/scope/children-go-along", test_children_go_along);
  ADD ("/scope/refused", test_refused);
  ADD ("/scope/child-is-gone", test_child_is_gone);
  ADD ("/scope/backend-ends-meanwhile", test_backend_ends_meanwhile);
  return g_test_run ();
}
