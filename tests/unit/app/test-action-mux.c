/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/action-mux.h"

typedef struct
{
  PerchActionMux *mux;
  GActionGroup *group;
  GSimpleActionGroup *app;
  GSimpleActionGroup *backend;
  guint n_activated;
  GString *heard;
} Fixture;

static void
activate_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ((Fixture *) user_data)->n_activated++;
}

static void
added_cb (GActionGroup *group, const char *name, Fixture *fixture)
{
  g_string_append_printf (fixture->heard, "+%s ", name);
}

static void
removed_cb (GActionGroup *group, const char *name, Fixture *fixture)
{
  g_string_append_printf (fixture->heard, "-%s ", name);
}

static void
enabled_cb (GActionGroup *group, const char *name, gboolean enabled, Fixture *fixture)
{
  g_string_append_printf (fixture->heard, "%s=%d ", name, enabled);
}

static void
state_cb (GActionGroup *group, const char *name, GVariant *state, Fixture *fixture)
{
  g_string_append_printf (fixture->heard, "%s:%d ", name, g_variant_get_boolean (state));
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  const GActionEntry app[] = { { .name = "quit", .activate = activate_cb } };
  const GActionEntry backend[] = { { .name = "start", .activate = activate_cb },
                                   { .name = "autostart", .state = "false" } };

  fixture->heard = g_string_new (NULL);
  fixture->app = g_simple_action_group_new ();
  fixture->backend = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (fixture->app), app, G_N_ELEMENTS (app), fixture);
  g_action_map_add_action_entries (G_ACTION_MAP (fixture->backend), backend, G_N_ELEMENTS (backend),
                                   fixture);

  fixture->mux = perch_action_mux_new ();
  fixture->group = G_ACTION_GROUP (fixture->mux);
  g_signal_connect (fixture->mux, "action-added", G_CALLBACK (added_cb), fixture);
  g_signal_connect (fixture->mux, "action-removed", G_CALLBACK (removed_cb), fixture);
  g_signal_connect (fixture->mux, "action-enabled-changed", G_CALLBACK (enabled_cb), fixture);
  g_signal_connect (fixture->mux, "action-state-changed", G_CALLBACK (state_cb), fixture);
  perch_action_mux_insert (fixture->mux, "app", G_ACTION_GROUP (fixture->app));
  /* A name with a dot, as names of backends may have. */
  perch_action_mux_insert (fixture->mux, "backend.a.b", G_ACTION_GROUP (fixture->backend));
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->mux);
  g_assert_finalize_object (fixture->app);
  g_assert_finalize_object (fixture->backend);
  g_string_free (fixture->heard, TRUE);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) names = g_action_group_list_actions (fixture->group);

  g_assert_cmpuint (g_strv_length (names), ==, 3);
  g_assert_true (g_strv_contains ((const char *const *) names, "app.quit"));
  g_assert_true (g_strv_contains ((const char *const *) names, "backend.a.b.start"));
  g_assert_true (g_action_group_has_action (fixture->group, "backend.a.b.autostart"));
  g_assert_false (g_action_group_has_action (fixture->group, "app.start"));
  g_assert_false (g_action_group_has_action (fixture->group, "quit"));
  g_assert_false (g_action_group_has_action (fixture->group, "backend.a.b"));
}

static void
test_passes_on (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GVariant) state = NULL;

  g_action_group_activate_action (fixture->group, "app.quit", NULL);
  g_action_group_activate_action (fixture->group, "backend.a.b.start", NULL);
  g_action_group_activate_action (fixture->group, "app.nothing", NULL);
  g_assert_cmpuint (fixture->n_activated, ==, 2);

  g_action_group_change_action_state (fixture->group, "backend.a.b.autostart",
                                      g_variant_new_boolean (TRUE));
  state = g_action_group_get_action_state (fixture->group, "backend.a.b.autostart");
  g_assert_true (g_variant_get_boolean (state));
}

static void
test_signals (Fixture *fixture, gconstpointer data)
{
  GAction *quit = g_action_map_lookup_action (G_ACTION_MAP (fixture->app), "quit");

  g_string_truncate (fixture->heard, 0);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (quit), FALSE);
  g_assert_false (g_action_group_get_action_enabled (fixture->group, "app.quit"));
  g_action_group_change_action_state (fixture->group, "backend.a.b.autostart",
                                      g_variant_new_boolean (TRUE));
  g_action_map_remove_action (G_ACTION_MAP (fixture->app), "quit");
  g_action_map_add_action (G_ACTION_MAP (fixture->app),
                           g_action_map_lookup_action (G_ACTION_MAP (fixture->backend), "start"));
  g_assert_cmpstr (fixture->heard->str, ==,
                   "app.quit=0 backend.a.b.autostart:1 -app.quit +app.start ");
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  g_string_truncate (fixture->heard, 0);
  perch_action_mux_remove (fixture->mux, "app");
  perch_action_mux_remove (fixture->mux, "nothing");
  g_assert_cmpstr (fixture->heard->str, ==, "-app.quit ");
  g_assert_false (g_action_group_has_action (fixture->group, "app.quit"));

  g_action_map_remove_action (G_ACTION_MAP (fixture->app), "quit");
  g_assert_cmpstr (fixture->heard->str, ==, "-app.quit ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/action-mux/names", Fixture, NULL, setup, test_names, teardown);
  g_test_add ("/action-mux/passes-on", Fixture, NULL, setup, test_passes_on, teardown);
  g_test_add ("/action-mux/signals", Fixture, NULL, setup, test_signals, teardown);
  g_test_add ("/action-mux/remove", Fixture, NULL, setup, test_remove, teardown);
  return g_test_run ();
}
