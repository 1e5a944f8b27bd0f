/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "fake-host.h"

#define WATCHER "org.kde.StatusNotifierWatcher"
#define MENU "com.canonical.dbusmenu"

static const char introspection[] =
    "<node><interface name='" WATCHER "'>"
    "<method name='RegisterStatusNotifierItem'><arg type='s' direction='in'/></method>"
    "<property name='IsStatusNotifierHostRegistered' type='b' access='read'/>"
    "</interface></node>";

struct _FakeHost
{
  GDBusConnection *connection; /* (owned): not the one that the icon uses */
  guint object_id;
  guint signals_id;
  char *item_name; /* (owned) (nullable): bus name of the icon that registered last */
  char *item_path; /* (owned) (nullable) */
  char *menu_path; /* (owned) (nullable) */
  guint n_registered;
  guint n_refused;
  guint n_layouts;
  guint n_updates;
  gboolean refusing;
};

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* One turn of the main loop, of 20 ms at most so that a dead-line is noticed. */
void
fake_host_iterate (void)
{
  guint id = g_timeout_add (20, wake_cb, NULL);

  g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
}

static void
reply_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GVariant *
try_call (FakeHost *self,
          const char *name,
          const char *path,
          const char *interface,
          const char *method,
          GVariant *parameters,
          GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_dbus_connection_call (self->connection, name, path, interface, method, parameters, NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, reply_cb, &result);
  wait_until (result != NULL);
  return g_dbus_connection_call_finish (self->connection, result, error);
}

static GVariant *
call (FakeHost *self,
      const char *name,
      const char *path,
      const char *interface,
      const char *method,
      GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  GVariant *reply = try_call (self, name, path, interface, method, parameters, &error);

  g_assert_no_error (error);
  return reply;
}

static void
method_cb (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *parameters,
           GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  FakeHost *self = user_data;

  if (self->refusing)
    {
      self->n_refused++;
      g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_FAILED, "Busy");
      return;
    }

  g_free (self->item_name);
  g_free (self->item_path);
  self->item_name = g_strdup (sender);
  g_variant_get (parameters, "(s)", &self->item_path);
  g_clear_pointer (&self->menu_path, g_free);
  self->n_registered++;
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static GVariant *
property_cb (GDBusConnection *connection,
             const char *sender,
             const char *path,
             const char *interface,
             const char *property,
             GError **error,
             gpointer user_data)
{
  return g_variant_new_boolean (TRUE);
}

static void
signal_cb (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *signal,
           GVariant *parameters,
           gpointer user_data)
{
  FakeHost *self = user_data;

  if (g_str_equal (signal, "LayoutUpdated"))
    self->n_layouts++;
  else if (g_str_equal (signal, "ItemsPropertiesUpdated"))
    self->n_updates++;
}

/* Connects to the session bus. No icon sees the host before fake_host_appear(). */
FakeHost *
fake_host_new (void)
{
  static const GDBusInterfaceVTable vtable = { method_cb, property_cb, NULL, { 0 } };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);
  g_autoptr (GError) error = NULL;
  FakeHost *self = g_new0 (FakeHost, 1);

  self->connection =
      g_dbus_connection_new_for_address_sync (g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);
  g_assert_no_error (error);
  self->object_id = g_dbus_connection_register_object (
      self->connection, "/StatusNotifierWatcher", node->interfaces[0], &vtable, self, NULL, &error);
  g_assert_no_error (error);
  self->signals_id =
      g_dbus_connection_signal_subscribe (self->connection, NULL, MENU, NULL, NULL, NULL,
                                          G_DBUS_SIGNAL_FLAGS_NONE, signal_cb, self, NULL);
  return self;
}

/* What has come for it and waits for its turn is not for the next host. */
void
fake_host_free (FakeHost *self)
{
  g_dbus_connection_signal_unsubscribe (self->connection, self->signals_id);
  g_dbus_connection_unregister_object (self->connection, self->object_id);
  g_dbus_connection_close_sync (self->connection, NULL, NULL);
  g_object_unref (self->connection);
  g_free (self->item_name);
  g_free (self->item_path);
  g_free (self->menu_path);
  g_free (self);
}

static void
bus_call (FakeHost *self, const char *method, GVariant *parameters)
{
  g_variant_unref (call (self, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                         "org.freedesktop.DBus", method, parameters));
}

void
fake_host_appear (FakeHost *self)
{
  bus_call (self, "RequestName", g_variant_new ("(su)", WATCHER, 4));
}

void
fake_host_vanish (FakeHost *self)
{
  bus_call (self, "ReleaseName", g_variant_new ("(s)", WATCHER));
}

guint
fake_host_get_n_registered (FakeHost *self)
{
  return self->n_registered;
}

/* While it refuses, no icon gets in. */
void
fake_host_set_refusing (FakeHost *self, gboolean refusing)
{
  self->refusing = refusing;
}

guint
fake_host_get_n_refused (FakeHost *self)
{
  return self->n_refused;
}

guint
fake_host_get_n_layouts (FakeHost *self)
{
  return self->n_layouts;
}

guint
fake_host_get_n_updates (FakeHost *self)
{
  return self->n_updates;
}

/* A property of the icon, which has to be a string or an object path. */
char *
fake_host_dup_property (FakeHost *self, const char *name)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) value = NULL;

  reply = call (self, self->item_name, self->item_path, "org.freedesktop.DBus.Properties", "Get",
                g_variant_new ("(ss)", "org.kde.StatusNotifierItem", name));
  g_variant_get (reply, "(v)", &value);
  return g_variant_dup_string (value, NULL);
}

/* Whether the icon's menu can be asked: it comes to the bus a moment after the icon. */
gboolean
fake_host_has_menu (FakeHost *self)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  if (self->item_name == NULL)
    return FALSE;
  if (self->menu_path == NULL)
    self->menu_path = fake_host_dup_property (self, "Menu");
  reply = try_call (self, self->item_name, self->menu_path, MENU, "AboutToShow",
                    g_variant_new ("(i)", 12345), &error);
  return !g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD);
}

static GVariant *
call_menu (FakeHost *self, const char *method, GVariant *parameters)
{
  return call (self, self->item_name, self->menu_path, MENU, method, parameters);
}

static GVariant *
get_layout (FakeHost *self)
{
  static const char *const all[] = { NULL };
  g_autoptr (GVariant) reply = call_menu (self, "GetLayout", g_variant_new ("(ii^as)", 0, -1, all));

  return g_variant_get_child_value (reply, 1);
}

static gboolean
flag_of (GVariant *properties, const char *name)
{
  gboolean value = TRUE; /* what is not said is true, for "visible" and for "enabled" */

  g_variant_lookup (properties, name, "b", &value);
  return value;
}

static void
describe (GVariant *item, GString *text)
{
  g_autoptr (GVariant) properties = g_variant_get_child_value (item, 1);
  g_autoptr (GVariant) children = g_variant_get_child_value (item, 2);
  const char *label = "-";
  int mark = 0;

  if (flag_of (properties, "visible"))
    {
      g_variant_lookup (properties, "label", "&s", &label);
      g_variant_lookup (properties, "toggle-state", "i", &mark);
      g_string_append_printf (text, "%s%s%s\n", label, mark == 1 ? " [x]" : "",
                              flag_of (properties, "enabled") ? "" : " (off)");
    }
  for (gsize i = 0; i < g_variant_n_children (children); i++)
    {
      g_autoptr (GVariant) boxed = g_variant_get_child_value (children, i);
      g_autoptr (GVariant) child = g_variant_get_variant (boxed);

      describe (child, text);
    }
}

/* The visible entries as text, one a line, as the host would show them: "-" is a separator. */
char *
fake_host_dup_menu (FakeHost *self)
{
  g_autoptr (GVariant) root = get_layout (self);
  g_autoptr (GVariant) children = g_variant_get_child_value (root, 2);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < g_variant_n_children (children); i++)
    {
      g_autoptr (GVariant) boxed = g_variant_get_child_value (children, i);
      g_autoptr (GVariant) child = g_variant_get_variant (boxed);

      describe (child, text);
    }
  return g_string_free (text, FALSE);
}

static int
find_in (GVariant *item, const char *label)
{
  g_autoptr (GVariant) properties = g_variant_get_child_value (item, 1);
  g_autoptr (GVariant) children = g_variant_get_child_value (item, 2);
  const char *here = NULL;
  int id = -1;

  if (g_variant_lookup (properties, "label", "&s", &here) && g_str_equal (here, label))
    {
      g_variant_get_child (item, 0, "i", &id);
      return id;
    }
  for (gsize i = 0; id == -1 && i < g_variant_n_children (children); i++)
    {
      g_autoptr (GVariant) boxed = g_variant_get_child_value (children, i);
      g_autoptr (GVariant) child = g_variant_get_variant (boxed);

      id = find_in (child, label);
    }
  return id;
}

/* The number of the entry with @label, or -1. */
int
fake_host_find (FakeHost *self, const char *label)
{
  g_autoptr (GVariant) root = get_layout (self);

  return find_in (root, label);
}

void
fake_host_about_to_show (FakeHost *self)
{
  g_variant_unref (call_menu (self, "AboutToShow", g_variant_new ("(i)", 0)));
}

void
fake_host_event (FakeHost *self, int id, const char *event)
{
  g_variant_unref (
      call_menu (self, "Event", g_variant_new ("(isvu)", id, event, g_variant_new_int32 (0), 0)));
}
