/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/field.h"

#include <string.h>

#include "app/window/check-field.h"
#include "app/window/choice-field.h"
#include "app/window/field-page.h"
#include "app/window/path-field.h"
#include "app/window/port-field.h"
#include "sample-backends.h"
#include "tests/unit/backend-manager/scratch.h"

/* Fields in a window that is on the screen, for settings in a folder of their own. */
typedef struct
{
  PerchScratch scratch;
  PerchSettings *settings;
  PerchEdits *edits;
  GtkWidget *window;
  GtkWidget *page;
} Fixture;

static gboolean
apply_cb (JsonObject *values, gpointer user_data, GError **error)
{
  return TRUE;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autofree char *profiles_dir = NULL;

  perch_scratch_init (&fixture->scratch);
  profiles_dir = g_build_filename (fixture->scratch.dir, "backends", NULL);
  fixture->settings = perch_settings_new (fixture->scratch.dir);
  perch_settings_set_apply (fixture->settings, "companion", apply_cb, NULL);
  fixture->edits = perch_edits_new (fixture->settings, profiles_dir);
  fixture->window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
  fixture->page = perch_field_page_new ();
  gtk_container_add (GTK_CONTAINER (fixture->window), fixture->page);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  gtk_widget_destroy (fixture->window);
  g_object_add_weak_pointer (G_OBJECT (fixture->edits), (gpointer *) &fixture->edits);
  g_object_unref (fixture->edits);
  sample_wait_until (fixture->edits == NULL);
  g_object_add_weak_pointer (G_OBJECT (fixture->settings), (gpointer *) &fixture->settings);
  g_object_unref (fixture->settings);
  sample_wait_until (fixture->settings == NULL);
  perch_scratch_clear (&fixture->scratch);
}

static void
show (Fixture *fixture, GtkWidget *field)
{
  perch_field_page_add (fixture->page, field);
  perch_field_page_align (fixture->page);
  gtk_widget_show (fixture->window);
  sample_wait_until (gtk_widget_get_mapped (field));
}

static PerchItem *
get_item (Fixture *fixture)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  perch_field_page_list_items (fixture->page, items);
  g_assert_cmpuint (items->len, ==, 1);
  return g_ptr_array_index (items, 0);
}

static void
use (Fixture *fixture, PerchItemAction action, GVariant *value)
{
  g_autoptr (PerchItem) item = get_item (fixture);
  g_autoptr (GVariant) wanted = g_variant_ref_sink (value);

  g_assert_true (item->enabled);
  g_assert_true ((item->actions & action) != 0);
  item->perform (item, action, wanted);
}

static gboolean
shows (Fixture *fixture, const char *expected)
{
  g_autoptr (PerchItem) item = get_item (fixture);

  if (g_variant_is_of_type (item->value, G_VARIANT_TYPE_BOOLEAN))
    return g_variant_get_boolean (item->value) == g_str_equal (expected, "true");
  return g_str_equal (g_variant_get_string (item->value, NULL), expected);
}

static gboolean
says (Fixture *fixture, const char *target, const char *name, const char *expected)
{
  JsonNode *node = perch_edits_get (fixture->edits, target, name);
  g_autofree char *text = node != NULL ? json_to_string (node, FALSE) : g_strdup ("nothing");

  return g_str_equal (text, expected);
}

static void
find_label (GtkWidget *widget, gpointer user_data)
{
  const char **text = user_data;

  if (GTK_IS_LABEL (widget) && gtk_widget_get_visible (widget) &&
      g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), "✕ "))
    *text = gtk_label_get_text (GTK_LABEL (widget));
}

static const char *
get_problem (GtkWidget *field)
{
  const char *text = NULL;

  gtk_container_foreach (GTK_CONTAINER (field), find_label, &text);
  return text;
}

static void
write_file (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->scratch.dir, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  const PerchFieldSpec spec = { "it", "companion", "notifications", "Show _notifications", NULL };
  GtkWidget *field = perch_check_field_new (fixture->edits, &spec);

  show (fixture, field);
  g_assert_true (shows (fixture, "true"));
  use (fixture, PERCH_ITEM_SET_VALUE, g_variant_new_boolean (FALSE));
  sample_wait_until (says (fixture, "companion", "notifications", "false"));
  g_assert_cmpstr (perch_edits_get_undo_label (fixture->edits), ==, "Show notifications");
  write_file (fixture, "companion-settings.json", "{}");
  sample_wait_until (shows (fixture, "true"));
  g_assert_null (get_problem (field));
}

static void
test_faster_than_the_disk (Fixture *fixture, gconstpointer data)
{
  const PerchFieldSpec spec = { "it", "companion", "notifications", "Notify", NULL };

  g_test_summary ("A second click counts, even while the first is still being saved.");
  show (fixture, perch_check_field_new (fixture->edits, &spec));
  use (fixture, PERCH_ITEM_SET_VALUE, g_variant_new_boolean (FALSE));
  use (fixture, PERCH_ITEM_SET_VALUE, g_variant_new_boolean (TRUE));
  sample_wait_until (says (fixture, "companion", "notifications", "false"));
  g_assert_true (shows (fixture, "true"));
  sample_wait_until (says (fixture, "companion", "notifications", "true"));
  g_assert_true (shows (fixture, "true"));
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  const PerchFieldSpec spec = { "it", "companion", "notifications", "Notify", NULL };
  GtkWidget *field = perch_check_field_new (fixture->edits, &spec);

  g_test_summary ("A box that could not be saved shows what is in force, and why.");
  show (fixture, field);
  g_test_expect_message ("perch", G_LOG_LEVEL_WARNING, "*companion-settings.json*");
  write_file (fixture, "companion-settings.json", "{");
  sample_wait_until (perch_settings_get (fixture->settings, "companion")->problem != NULL);
  g_test_assert_expected_messages ();
  use (fixture, PERCH_ITEM_SET_VALUE, g_variant_new_boolean (FALSE));
  sample_wait_until (get_problem (field) != NULL);
  g_assert_nonnull (strstr (get_problem (field), "companion-settings.json"));
  g_assert_true (shows (fixture, "true"));
}

static void
test_choice (Fixture *fixture, gconstpointer data)
{
  const PerchFieldSpec spec = { "it", "companion", "language", "_Language", "Later." };
  const PerchChoice choices[] = { { "", "That of the desktop" }, { "de", "Deutsch" } };
  g_autoptr (PerchItem) item = NULL;

  show (fixture, perch_choice_field_new (fixture->edits, &spec, choices, G_N_ELEMENTS (choices)));
  g_assert_true (shows (fixture, ""));
  use (fixture, PERCH_ITEM_SELECT_LIST_ITEM, g_variant_new_string ("de"));
  sample_wait_until (says (fixture, "companion", "language", "\"de\""));
  g_test_message ("What is not in the list was written by somebody, and is shown as it is.");
  write_file (fixture, "companion-settings.json", "{\"language\":\"it\"}");
  sample_wait_until (shows (fixture, "it"));
  item = get_item (fixture);
  g_assert_cmpuint (g_strv_length (item->choices), ==, 3);
}

static void
test_port (Fixture *fixture, gconstpointer data)
{
  const PerchFieldSpec spec = { "it", "bridge", "port", "_Port", NULL };
  GtkWidget *field = perch_port_field_new (fixture->edits, &spec);
  g_autoptr (PerchItem) item = NULL;

  show (fixture, field);
  perch_field_set_context (PERCH_FIELD (field), "For programs");
  item = get_item (fixture);
  g_assert_cmpstr (item->label, ==, "For programs: Port");
  for (const char *const *text = (const char *const[]){ "x", "-1", "65536", "", NULL };
       *text != NULL; text++)
    {
      use (fixture, PERCH_ITEM_SET_VALUE, g_variant_new_string (*text));
      g_assert_nonnull (get_problem (field));
      g_assert_true (shows (fixture, *text));
    }
  use (fixture, PERCH_ITEM_SET_VALUE, g_variant_new_string ("7001"));
  sample_wait_until (says (fixture, "bridge", "port", "7001"));
  sample_wait_until (get_problem (field) == NULL);
}

static void
test_port_that_is_not_set (Fixture *fixture, gconstpointer data)
{
  g_autofree char *profile = g_build_filename (fixture->scratch.dir, "backends", "a.json", NULL);
  const PerchFieldSpec spec = { "it", profile, "port", "_Port", NULL };

  g_test_summary ("Who only passes by sets nothing.");
  show (fixture, perch_port_field_new (fixture->edits, &spec));
  use (fixture, PERCH_ITEM_SET_VALUE, g_variant_new_string ("0"));
  perch_patience_iterate ();
  g_assert_true (says (fixture, profile, "port", "nothing"));
  g_assert_null (perch_edits_get_undo_label (fixture->edits));
}

static void
test_path (Fixture *fixture, gconstpointer data)
{
  g_autofree char *profile = g_build_filename (fixture->scratch.dir, "backends", "a.json", NULL);
  const PerchFieldSpec spec = { "it", profile, "executable", "_Program", NULL };
  GtkWidget *field =
      perch_path_field_new (fixture->edits, &spec, PERCH_PATH_PROGRAM, "/usr/bin/usual");
  g_autoptr (JsonObject) others = json_object_new ();

  json_object_set_string_member (others, "label", "Tool");
  perch_field_set_others (PERCH_FIELD (field), others);
  show (fixture, field);
  use (fixture, PERCH_ITEM_SET_VALUE, g_variant_new_string ("/nowhere/tool"));
  sample_wait_until (get_problem (field) != NULL);
  g_assert_true (shows (fixture, "/nowhere/tool"));
  use (fixture, PERCH_ITEM_SET_VALUE, g_variant_new_string ("/bin/true"));
  sample_wait_until (says (fixture, profile, "executable", "\"/bin/true\""));
  g_assert_true (says (fixture, profile, "label", "\"Tool\""));
  sample_wait_until (get_problem (field) == NULL);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/field/" name, Fixture, NULL, setup, func, teardown)
  ADD ("check", test_check);
  ADD ("faster-than-the-disk", test_faster_than_the_disk);
  ADD ("refused", test_refused);
  ADD ("choice", test_choice);
  ADD ("port", test_port);
  ADD ("port-that-is-not-set", test_port_that_is_not_set);
  ADD ("path", test_path);
#undef ADD
  return g_test_run ();
}
