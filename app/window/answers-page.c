/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/answers-page.h"

#include <glib/gi18n.h>

#include "app/approvals/plain-text.h"
#include "app/approvals/standing-answer.h"
#include "app/config/json-compare.h"
#include "app/status-text.h"
#include "app/window/button-item.h"
#include "app/window/check-field.h"

#define TARGET "standing"
#define SPACING 12
#define MAX_WHAT_CHARS 200

/* What the person has allowed for some time, a row each, to be revoked. The buttons know the ids of
 * their answers by this name. */
#define ID_KEY "perch-answer-id"

struct _PerchAnswersPage
{
  GtkBox parent_instance;
  PerchEdits *edits; /* (owned) */
  GtkWidget *fields;
  GtkContainer *list;
  GtkLabel *problem;
};

G_DEFINE_FINAL_TYPE (PerchAnswersPage, perch_answers_page, GTK_TYPE_BOX)

static JsonArray *
get_answers (PerchAnswersPage *self)
{
  JsonNode *node = perch_edits_get (self->edits, TARGET, "answers");

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static void
revoked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchAnswersPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchSettingsOutcome) outcome =
      perch_edits_finish (PERCH_EDITS (source), result, &error);

  if (self->edits == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->list), TRUE);
  gtk_label_set_text (self->problem, outcome == NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), outcome == NULL);
}

/* Returns: (transfer full): the answers but one */
static JsonArray *
copy_without (JsonArray *answers, const char *id)
{
  JsonArray *others = json_array_new ();

  for (guint i = 0; i < json_array_get_length (answers); i++)
    {
      JsonObject *answer = json_array_get_object_element (answers, i);

      if (!g_str_equal (json_object_get_string_member (answer, "id"), id))
        json_array_add_object_element (others, perch_json_object_copy (answer));
    }
  return others;
}

/* One at a time: what is saved is the list of all the others. */
static void
revoke_cb (GtkWidget *button, PerchAnswersPage *self)
{
  JsonArray *answers = get_answers (self);
  const char *id = g_object_get_data (G_OBJECT (button), ID_KEY);
  g_autoptr (JsonObject) changes = json_object_new ();

  if (answers == NULL)
    return;
  json_object_set_array_member (changes, "answers", copy_without (answers, id));
  gtk_widget_set_sensitive (GTK_WIDGET (self->list), FALSE);
  perch_edits_change_async (self->edits, TARGET, changes, _ ("Standing answers"), revoked_cb,
                            g_object_ref (self));
}

static char *
format_what (const PerchStandingAnswer *answer)
{
  g_autofree char *plain = NULL;
  g_autofree char *shown = NULL;

  if (answer->scope == PERCH_STANDING_SCOPE_TOOL)
    plain = perch_plain_text (answer->tool_name != NULL ? answer->tool_name : "");
  else
    plain = perch_plain_text (answer->prompt != NULL ? answer->prompt : "");
  shown = perch_status_text_shorten (plain, MAX_WHAT_CHARS);
  if (answer->scope == PERCH_STANDING_SCOPE_TOOL)
    return g_strdup_printf (_ ("may use the tool “%s”, whatever it is given"), shown);
  return g_strdup_printf (_ ("has an answer to “%s”"), shown);
}

static char *
format_answer (const PerchStandingAnswer *answer)
{
  g_autofree char *what = format_what (answer);
  g_autofree char *program = perch_status_text_shorten (answer->program, MAX_WHAT_CHARS);
  g_autoptr (GDateTime) expires = g_date_time_new_from_unix_local (answer->expires_s);
  g_autofree char *until = g_date_time_format (expires, "%x %R");

  /* Translators: a program, what it may do, and the date and time of the end of that. */
  return g_strdup_printf (_ ("%s %s, until %s"), program, what, until);
}

static GtkWidget *
make_row (PerchAnswersPage *self, const PerchStandingAnswer *answer)
{
  g_autofree char *text = format_answer (answer);
  g_autofree char *name = g_strdup_printf (_ ("Revoke: %s"), text);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING);
  GtkWidget *label = gtk_label_new (text);
  GtkWidget *button = gtk_button_new_with_label (_ ("Revoke"));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_line_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 50);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  atk_object_set_name (gtk_widget_get_accessible (button), name);
  g_object_set_data_full (G_OBJECT (button), ID_KEY, g_strdup (answer->id), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (revoke_cb), self, 0);
  gtk_box_pack_start (GTK_BOX (row), label, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (row), button, FALSE, FALSE, 0);
  return row;
}

static void
add_hint (PerchAnswersPage *self)
{
  GtkWidget *hint = gtk_label_new (_ ("There are none."));

  gtk_label_set_xalign (GTK_LABEL (hint), 0);
  gtk_style_context_add_class (gtk_widget_get_style_context (hint), GTK_STYLE_CLASS_DIM_LABEL);
  gtk_container_add (self->list, hint);
}

static void
show_answers (PerchAnswersPage *self)
{
  JsonArray *answers = get_answers (self);
  guint n_rows = 0;

  gtk_container_foreach (self->list, (GtkCallback) gtk_widget_destroy, NULL);
  for (guint i = 0; answers != NULL && i < json_array_get_length (answers); i++)
    {
      g_autoptr (PerchStandingAnswer) answer =
          perch_standing_answer_read (json_array_get_object_element (answers, i));

      if (answer == NULL || answer->expires_s <= g_get_real_time () / G_USEC_PER_SEC)
        continue;
      gtk_container_add (self->list, make_row (self, answer));
      n_rows++;
    }
  if (n_rows == 0)
    add_hint (self);
  gtk_widget_show_all (GTK_WIDGET (self->list));
}

static void
changed_cb (PerchEdits *edits, const char *target, PerchAnswersPage *self)
{
  if (g_str_equal (target, TARGET))
    show_answers (self);
}

static void
perch_answers_page_dispose (GObject *object)
{
  g_clear_object (&PERCH_ANSWERS_PAGE (object)->edits);
  G_OBJECT_CLASS (perch_answers_page_parent_class)->dispose (object);
}

static void
perch_answers_page_class_init (PerchAnswersPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_answers_page_dispose;
}

static void
perch_answers_page_init (PerchAnswersPage *self)
{
  GtkWidget *list = gtk_box_new (GTK_ORIENTATION_VERTICAL, SPACING);
  GtkWidget *problem = gtk_label_new (NULL);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->fields = perch_field_page_new ();
  self->list = GTK_CONTAINER (list);
  self->problem = GTK_LABEL (problem);
  gtk_label_set_line_wrap (self->problem, TRUE);
  gtk_widget_set_no_show_all (problem, TRUE);
  gtk_style_context_add_class (gtk_widget_get_style_context (problem), GTK_STYLE_CLASS_ERROR);
  gtk_box_pack_start (GTK_BOX (self), self->fields, TRUE, TRUE, 0);
}

static void
build (PerchAnswersPage *self)
{
  const PerchFieldSpec spec = {
    "pref_standing_enabled",
    TARGET,
    "enabled",
    _ ("_Answers may hold for some time"),
    _ ("When a program asks, you may answer for an hour, a day or 30 days. "
       "It is not asked again until then."),
  };

  perch_field_page_add (self->fields, perch_check_field_new (self->edits, &spec));
  perch_field_page_add_heading (self->fields, _ ("Standing answers"));
  gtk_box_pack_start (GTK_BOX (self->fields), GTK_WIDGET (self->list), FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (self->fields), GTK_WIDGET (self->problem), FALSE, FALSE, 0);
  show_answers (self);
  gtk_widget_show (GTK_WIDGET (self));
}

/**
 * perch_answers_page_new:
 * @edits: what the person changes
 *
 * Returns: (transfer floating): the page of what the person has approved for some time
 */
GtkWidget *
perch_answers_page_new (PerchEdits *edits)
{
  PerchAnswersPage *self = NULL;

  g_return_val_if_fail (PERCH_IS_EDITS (edits), NULL);

  self = g_object_new (PERCH_TYPE_ANSWERS_PAGE, NULL);
  self->edits = g_object_ref (edits);
  g_signal_connect_object (edits, "changed", G_CALLBACK (changed_cb), self, 0);
  build (self);
  return GTK_WIDGET (self);
}

static void
add_button_item (GtkWidget *widget, gpointer items)
{
  const char *answer = g_object_get_data (G_OBJECT (widget), ID_KEY);
  g_autofree char *id = NULL;

  if (answer == NULL)
    return;
  id = g_strconcat ("revoke.", answer, NULL);
  g_ptr_array_add (items, perch_button_item_new (id, GTK_BUTTON (widget)));
}

static void
add_row_items (GtkWidget *row, gpointer items)
{
  if (GTK_IS_CONTAINER (row))
    gtk_container_foreach (GTK_CONTAINER (row), add_button_item, items);
}

/**
 * perch_answers_page_list_items:
 * @items: (element-type PerchItem): gets the check box, and the buttons as `revoke.ID`
 */
void
perch_answers_page_list_items (PerchAnswersPage *self, GPtrArray *items)
{
  g_return_if_fail (PERCH_IS_ANSWERS_PAGE (self));
  g_return_if_fail (items != NULL);

  perch_field_page_list_items (self->fields, items);
  gtk_container_foreach (self->list, add_row_items, items);
}
