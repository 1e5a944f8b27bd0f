/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/menu.h"

#include "sample-backends.h"
#include "tray/menu-rows.h"
#include "tray/tray-null.h"

typedef struct
{
  SampleBackends samples;
  GSimpleActionGroup *app;
  PerchMenu *menu;
} Fixture;

static void
nothing_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  const GActionEntry entries[] = {
    { .name = "show", .activate = nothing_cb },
    { .name = "preferences", .activate = nothing_cb },
    { .name = "open-log", .activate = nothing_cb },
    { .name = "copy-diagnostics", .activate = nothing_cb },
    { .name = "save-bundle", .activate = nothing_cb },
    { .name = "quit", .activate = nothing_cb },
  };

  sample_backends_init (&fixture->samples);
  fixture->app = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (fixture->app), entries, G_N_ELEMENTS (entries),
                                   NULL);
}

static void
load (Fixture *fixture)
{
  sample_backends_load (&fixture->samples);
  fixture->menu = perch_menu_new (fixture->samples.manager, G_ACTION_GROUP (fixture->app));
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->menu);
  g_assert_finalize_object (fixture->app);
  sample_backends_clear (&fixture->samples);
}

static void
describe (GPtrArray *rows, GString *text)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const PerchTrayRow *row = g_ptr_array_index (rows, i);

      if (!row->visible)
        continue;
      if (row->kind == PERCH_TRAY_ROW_SEPARATOR)
        g_string_append (text, "-\n");
      else
        g_string_append_printf (text, "%s%s%s\n", row->label, row->active ? " [x]" : "",
                                row->sensitive || row->kind == PERCH_TRAY_ROW_TEXT ? "" : " (off)");
      if (row->children != NULL)
        describe (row->children, text);
    }
}

/* The menu as a tray would draw it. */
static char *
dup_menu (Fixture *fixture)
{
  g_autoptr (GPtrArray) rows = perch_tray_rows_new (perch_menu_get_model (fixture->menu),
                                                    perch_menu_get_actions (fixture->menu), NULL);
  GString *text = g_string_new (NULL);

  describe (rows, text);
  return g_string_free (text, FALSE);
}

static gboolean
menu_has (Fixture *fixture, const char *part)
{
  g_autofree char *text = dup_menu (fixture);

  return strstr (text, part) != NULL;
}

/* The line of the only backend. */
static char *
dup_uptime (Fixture *fixture)
{
  g_autofree char *text = dup_menu (fixture);
  const char *line = strstr (text, "Uptime ");

  g_assert_nonnull (line);
  return g_strndup (line, strcspn (line, "\n"));
}

static gboolean
uptime_is (Fixture *fixture, const char *line)
{
  g_autofree char *now = dup_uptime (fixture);

  return g_str_equal (now, line);
}

static void
test_one (Fixture *fixture, gconstpointer data)
{
  g_autofree char *expected = NULL;
  g_autofree char *text = NULL;
  g_autofree char *path = NULL;

  sample_backends_add (&fixture->samples, "my_app", SAMPLE_RUNS);
  load (fixture);
  text = dup_menu (fixture);
  path = g_strdup_printf ("%s/my__app", fixture->samples.dir);
  expected = g_strdup_printf ("○ Stopped\nPID –\nUptime –\nCPU –, memory –\nKind: stdio\n-\n"
                              "_Start\nS_top (off)\n_Restart (off)\n-\n"
                              "%s\nStart backend when _Perch starts\n-\n"
                              "Status _window…\nPr_eferences…\nOpen _log\n_Copy diagnostics\n"
                              "Save support _bundle…\n-\n"
                              "_Quit\n",
                              path);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_several (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  PerchBackend *backend = NULL;

  sample_backends_add (&fixture->samples, "a", SAMPLE_RUNS);
  sample_backends_add (&fixture->samples, "b", SAMPLE_RUNS);
  load (fixture);
  text = dup_menu (fixture);
  g_assert_true (g_str_has_prefix (text, "○ The a__one\n○ Stopped\nPID –\n"));
  g_assert_nonnull (strstr (text, "\n○ The b__one\n"));

  backend = sample_backends_get (&fixture->samples, "b");
  g_action_group_activate_action (perch_menu_get_actions (fixture->menu), "backend.b.start", NULL);
  sample_backends_wait (backend, PERCH_BACKEND_STATE_RUNNING);
  sample_wait_until (menu_has (fixture, "● The b__one\n● Running\n"));
  g_assert_true (menu_has (fixture, "○ The a__one\n○ Stopped\n"));
}

static void
test_problems (Fixture *fixture, gconstpointer data)
{
  sample_backends_add (&fixture->samples, "good", SAMPLE_RUNS);
  sample_backends_add_broken (&fixture->samples, "bro_ken");
  load (fixture);
  g_assert_true (menu_has (fixture, "-\n▲ bro__ken.json: "));
}

static void
test_follows_state (Fixture *fixture, gconstpointer data)
{
  PerchBackend *backend = NULL;

  sample_backends_add (&fixture->samples, "it", SAMPLE_RUNS);
  load (fixture);
  backend = sample_backends_get (&fixture->samples, "it");
  g_action_group_activate_action (perch_menu_get_actions (fixture->menu), "backend.it.start", NULL);
  sample_backends_wait (backend, PERCH_BACKEND_STATE_RUNNING);
  sample_wait_until (menu_has (fixture, "● Running\nPID "));
  g_assert_true (menu_has (fixture, "_Start (off)\nS_top\n_Restart\n"));
  g_assert_false (menu_has (fixture, "PID –"));

  g_action_group_activate_action (perch_menu_get_actions (fixture->menu), "backend.it.stop", NULL);
  sample_backends_wait (backend, PERCH_BACKEND_STATE_STOPPED);
  sample_wait_until (menu_has (fixture, "○ Stopped\nPID –\nUptime –\n"));
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_active (Fixture *fixture, gconstpointer data)
{
  PerchBackend *backend = NULL;
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *before = NULL;
  g_autofree char *looked_at = NULL;
  gint64 seconds = 0;
  guint n_changes = 0;

  g_test_summary ("The uptime moves while somebody looks, and stands still otherwise");

  sample_backends_add (&fixture->samples, "it", SAMPLE_RUNS);
  load (fixture);
  backend = sample_backends_get (&fixture->samples, "it");
  perch_backend_start_async (backend, NULL, NULL, NULL);
  sample_backends_wait (backend, PERCH_BACKEND_STATE_RUNNING);
  sample_wait_until (menu_has (fixture, "● Running"));

  rows = perch_tray_rows_new (perch_menu_get_model (fixture->menu),
                              perch_menu_get_actions (fixture->menu), models);
  for (guint i = 0; i < models->len; i++)
    g_signal_connect_swapped (models->pdata[i], "items-changed", G_CALLBACK (count_cb), &n_changes);
  before = dup_uptime (fixture);
  seconds = perch_backend_get_uptime_seconds (backend);
  sample_wait_until (perch_backend_get_uptime_seconds (backend) >= seconds + 2);
  g_assert_cmpuint (n_changes, ==, 0);
  g_assert_true (uptime_is (fixture, before));

  perch_menu_set_active (fixture->menu, TRUE);
  g_assert_true (perch_menu_get_active (fixture->menu));
  looked_at = dup_uptime (fixture);
  g_assert_cmpstr (looked_at, !=, before);
  sample_wait_until (!uptime_is (fixture, looked_at));
  perch_menu_set_active (fixture->menu, FALSE);
  for (guint i = 0; i < models->len; i++)
    g_signal_handlers_disconnect_by_data (models->pdata[i], &n_changes);
}

static void
test_attach (Fixture *fixture, gconstpointer data)
{
  PerchTray *tray = perch_tray_null_new ();
  PerchTrayNull *null = PERCH_TRAY_NULL (tray);
  PerchBackend *backend = NULL;

  sample_backends_add (&fixture->samples, "it", SAMPLE_RUNS);
  load (fixture);
  backend = sample_backends_get (&fixture->samples, "it");
  perch_menu_attach (fixture->menu, tray);
  g_assert_true (perch_tray_null_get_menu (null) == perch_menu_get_model (fixture->menu));
  g_assert_cmpint (perch_tray_null_get_status (null), ==, PERCH_TRAY_STATUS_STOPPED);
  g_assert_cmpstr (perch_tray_null_get_title (null), ==, "The it_one: Stopped");

  perch_backend_start_async (backend, NULL, NULL, NULL);
  sample_wait_until (perch_tray_null_get_status (null) == PERCH_TRAY_STATUS_RUNNING);

  perch_tray_null_set_menu_open (null, TRUE);
  g_assert_true (perch_menu_get_active (fixture->menu));
  perch_tray_null_set_menu_open (null, FALSE);
  g_assert_false (perch_menu_get_active (fixture->menu));

  g_object_run_dispose (G_OBJECT (fixture->menu));
  g_object_unref (tray);
}

static void
assert_unique_ids (GMenuModel *model, GHashTable *ids)
{
  for (int i = 0; i < g_menu_model_get_n_items (model); i++)
    {
      g_autofree char *id = NULL;
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (model, i, G_MENU_LINK_SECTION);
      g_autoptr (GMenuModel) submenu = g_menu_model_get_item_link (model, i, G_MENU_LINK_SUBMENU);

      if (section != NULL)
        assert_unique_ids (section, ids);
      else if (submenu != NULL)
        assert_unique_ids (submenu, ids);
      else
        {
          g_assert_true (g_menu_model_get_item_attribute (model, i, "perch-id", "s", &id));
          g_assert_true (g_hash_table_add (ids, g_steal_pointer (&id)));
        }
    }
}

static void
test_ids (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  sample_backends_add (&fixture->samples, "a", SAMPLE_RUNS);
  sample_backends_add (&fixture->samples, "b", SAMPLE_RUNS);
  sample_backends_add_broken (&fixture->samples, "broken");
  load (fixture);
  assert_unique_ids (perch_menu_get_model (fixture->menu), ids);
  g_assert_true (g_hash_table_contains (ids, "a.btn_start"));
  g_assert_true (g_hash_table_contains (ids, "b.btn_stop"));
  g_assert_true (g_hash_table_contains (ids, "btn_quit"));
  g_assert_true (g_hash_table_contains (ids, "problem_1"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/menu/" name, Fixture, NULL, setup, function, teardown)
  ADD ("one", test_one);
  ADD ("several", test_several);
  ADD ("problems", test_problems);
  ADD ("follows-state", test_follows_state);
  ADD ("active", test_active);
  ADD ("attach", test_attach);
  ADD ("ids", test_ids);
#undef ADD
  return g_test_run ();
}
