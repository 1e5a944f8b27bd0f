/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/field.h"

#include <glib/gi18n.h>

#include "app/config/json-compare.h"
#include "app/menu-entry.h"

#define SPACING 6

/* How far the words of a check box are from its edge, about. */
#define CHECK_WIDTH 24

/* One setting: its control, and below that what there is to know, and what is wrong with what was
 * put in. @shown is what is saved, and what the control shows unless the person has typed something
 * that was refused, or goes faster than the disk: then @wanted is the last that they have put in.
 */
typedef struct
{
  PerchEdits *edits; /* (owned) (nullable): %NULL after dispose */
  char *id; /* (owned) */
  char *target; /* (owned) */
  char *name; /* (owned) */
  char *label; /* (owned): with mnemonic */
  char *full_name; /* (owned): without, and with what tells it from others of the same label */
  JsonObject *others; /* (owned) (nullable): what is set together with it */
  JsonNode *shown; /* (owned) (nullable) */
  JsonNode *wanted; /* (owned) (nullable): there exactly while it is being saved */
  guint n_saving;
  gboolean showing; /* the control changes because the setting has, and not the other way round */
  GtkWidget *title; /* (nullable): for a control without a label of its own */
  GtkWidget *control;
  GtkLabel *note;
  GtkLabel *problem;
} PerchFieldPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (PerchField, perch_field, GTK_TYPE_BOX)

static PerchFieldPrivate *
priv (PerchField *self)
{
  return perch_field_get_instance_private (self);
}

static void
set_line (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static void
show_value (PerchField *self, JsonNode *value)
{
  PerchFieldPrivate *p = priv (self);

  p->showing = TRUE;
  PERCH_FIELD_GET_CLASS (self)->show_value (self, value);
  p->showing = FALSE;
}

static gboolean
is_same (JsonNode *a, JsonNode *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return json_node_equal (a, b);
}

/* Of others who change the same file, this setting may not be concerned: then what is being typed
 * must stay. */
static void
follow (PerchField *self)
{
  PerchFieldPrivate *p = priv (self);
  JsonNode *value = perch_edits_get (p->edits, p->target, p->name);

  if (is_same (value, p->shown))
    return;
  g_clear_pointer (&p->shown, json_node_unref);
  p->shown = value != NULL ? perch_json_copy (value) : NULL;
  if (p->wanted != NULL && !is_same (value, p->wanted))
    return; /* the person is ahead of it */
  set_line (p->problem, NULL);
  show_value (self, value);
}

static void
changed_cb (PerchEdits *edits, const char *target, PerchField *self)
{
  if (g_str_equal (target, priv (self)->target))
    follow (self);
}

static void
perch_field_dispose (GObject *object)
{
  g_clear_object (&priv (PERCH_FIELD (object))->edits);
  G_OBJECT_CLASS (perch_field_parent_class)->dispose (object);
}

static void
perch_field_finalize (GObject *object)
{
  PerchFieldPrivate *p = priv (PERCH_FIELD (object));

  g_free (p->id);
  g_free (p->target);
  g_free (p->name);
  g_free (p->label);
  g_free (p->full_name);
  g_clear_pointer (&p->others, json_object_unref);
  g_clear_pointer (&p->shown, json_node_unref);
  g_clear_pointer (&p->wanted, json_node_unref);
  G_OBJECT_CLASS (perch_field_parent_class)->finalize (object);
}

static void
perch_field_class_init (PerchFieldClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_field_dispose;
  G_OBJECT_CLASS (klass)->finalize = perch_field_finalize;
}

static GtkLabel *
add_line (PerchField *self, const char *style)
{
  GtkWidget *line = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (line), 0);
  gtk_label_set_line_wrap (GTK_LABEL (line), TRUE);
  gtk_label_set_line_wrap_mode (GTK_LABEL (line), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (line), 60);
  gtk_style_context_add_class (gtk_widget_get_style_context (line), style);
  gtk_widget_set_no_show_all (line, TRUE);
  gtk_box_pack_end (GTK_BOX (self), line, FALSE, FALSE, 0);
  return GTK_LABEL (line);
}

static void
perch_field_init (PerchField *self)
{
  PerchFieldPrivate *p = priv (self);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  p->note = add_line (self, GTK_STYLE_CLASS_DIM_LABEL);
  p->problem = add_line (self, GTK_STYLE_CLASS_ERROR);
  gtk_label_set_selectable (p->problem, TRUE);
}

/**
 * perch_field_add_control:
 * @control: the widget of the field
 * @labelled: (nullable): what in @control the label is for; %NULL if it has a label of its own
 *
 * For who implements a field, once, after perch_field_set_up().
 */
void
perch_field_add_control (PerchField *self, GtkWidget *control, GtkWidget *labelled)
{
  PerchFieldPrivate *p = NULL;
  GtkWidget *row = NULL;

  g_return_if_fail (PERCH_IS_FIELD (self));
  g_return_if_fail (GTK_IS_WIDGET (control));

  p = priv (self);
  p->control = labelled != NULL ? labelled : control;
  row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2 * SPACING);
  if (labelled != NULL)
    {
      p->title = gtk_label_new_with_mnemonic (p->label);
      gtk_label_set_xalign (GTK_LABEL (p->title), 0);
      gtk_label_set_mnemonic_widget (GTK_LABEL (p->title), labelled);
      atk_object_set_name (gtk_widget_get_accessible (labelled), p->full_name);
      gtk_box_pack_start (GTK_BOX (row), p->title, FALSE, FALSE, 0);
    }
  else
    gtk_widget_set_margin_start (GTK_WIDGET (p->note), CHECK_WIDTH);
  gtk_box_pack_start (GTK_BOX (row), control, labelled != NULL, labelled != NULL, 0);
  gtk_box_pack_start (GTK_BOX (self), row, FALSE, FALSE, 0);
  p->shown = perch_edits_get (p->edits, p->target, p->name);
  p->shown = p->shown != NULL ? perch_json_copy (p->shown) : NULL;
  show_value (self, p->shown);
  gtk_widget_show_all (GTK_WIDGET (self));
}

/**
 * perch_field_set_up:
 * @edits: what the person changes
 * @spec: the setting that the field is for
 *
 * For who implements a field, once.
 */
void
perch_field_set_up (PerchField *self, PerchEdits *edits, const PerchFieldSpec *spec)
{
  PerchFieldPrivate *p = NULL;

  g_return_if_fail (PERCH_IS_FIELD (self));
  g_return_if_fail (PERCH_IS_EDITS (edits));
  g_return_if_fail (spec != NULL);

  p = priv (self);
  p->edits = g_object_ref (edits);
  p->id = g_strdup (spec->id);
  p->target = g_strdup (spec->target);
  p->name = g_strdup (spec->name);
  p->label = g_strdup (spec->label);
  p->full_name = perch_menu_unescape (spec->label);
  set_line (p->note, spec->note);
  g_signal_connect_object (edits, "changed", G_CALLBACK (changed_cb), self, 0);
}

/**
 * perch_field_get_label:
 *
 * Returns: (transfer none): its label, with mnemonic
 */
const char *
perch_field_get_label (PerchField *self)
{
  g_return_val_if_fail (PERCH_IS_FIELD (self), NULL);

  return priv (self)->label;
}

/**
 * perch_field_align:
 * @titles: gives all titles in it the same width
 */
void
perch_field_align (PerchField *self, GtkSizeGroup *titles)
{
  g_return_if_fail (PERCH_IS_FIELD (self));
  g_return_if_fail (GTK_IS_SIZE_GROUP (titles));

  if (priv (self)->title != NULL)
    gtk_size_group_add_widget (titles, priv (self)->title);
}

/**
 * perch_field_set_context:
 * @context: what tells it from another field of the same label, for who does not see where it is
 */
void
perch_field_set_context (PerchField *self, const char *context)
{
  PerchFieldPrivate *p = NULL;
  g_autofree char *label = NULL;

  g_return_if_fail (PERCH_IS_FIELD (self));
  g_return_if_fail (context != NULL);

  p = priv (self);
  label = perch_menu_unescape (p->label);
  g_free (p->full_name);
  p->full_name = g_strdup_printf ("%s: %s", context, label);
  atk_object_set_name (gtk_widget_get_accessible (p->control), p->full_name);
}

/**
 * perch_field_set_others:
 * @others: members of the same target and their values
 *
 * Sets them together with the field's own, as one change.
 */
void
perch_field_set_others (PerchField *self, JsonObject *others)
{
  g_return_if_fail (PERCH_IS_FIELD (self));
  g_return_if_fail (others != NULL);

  g_clear_pointer (&priv (self)->others, json_object_unref);
  priv (self)->others = json_object_ref (others);
}

/**
 * perch_field_refuse:
 * @problem: why what is put in can't be taken, and what would be right
 *
 * Says so beside the field.
 */
void
perch_field_refuse (PerchField *self, const char *problem)
{
  g_autofree char *line = NULL;

  g_return_if_fail (PERCH_IS_FIELD (self));
  g_return_if_fail (problem != NULL);

  line = g_strconcat ("✕ ", problem, NULL);
  set_line (priv (self)->problem, line);
  if (!PERCH_FIELD_GET_CLASS (self)->keeps_input)
    show_value (self, priv (self)->shown);
}

/**
 * perch_field_revert:
 *
 * Shows what is saved, in place of what has been typed and not submitted.
 */
void
perch_field_revert (PerchField *self)
{
  g_return_if_fail (PERCH_IS_FIELD (self));

  set_line (priv (self)->problem, NULL);
  show_value (self, priv (self)->shown);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchField) self = user_data;
  PerchFieldPrivate *p = priv (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (PerchSettingsOutcome) outcome =
      perch_edits_finish (PERCH_EDITS (source), result, &error);

  if (p->edits == NULL)
    return;
  if (--p->n_saving == 0)
    g_clear_pointer (&p->wanted, json_node_unref);
  if (outcome == NULL)
    {
      perch_field_refuse (self, error->message);
      return;
    }
  /* Saved it is; whether it works is another question. */
  if (outcome->problem != NULL)
    perch_field_refuse (self, outcome->problem);
  else
    set_line (p->problem, NULL);
  if (outcome->later[0] != NULL)
    set_line (p->note, _ ("Saved. It takes effect at the next start."));
}

/**
 * perch_field_submit:
 * @value: (transfer full): what the person has put in; null for the default
 *
 * Changes the setting, unless that is what it is already, or the control only shows it.
 */
void
perch_field_submit (PerchField *self, JsonNode *value)
{
  PerchFieldPrivate *p = NULL;
  g_autoptr (JsonNode) wanted = value;
  g_autoptr (JsonObject) changes = NULL;
  JsonNode *before = NULL;

  g_return_if_fail (PERCH_IS_FIELD (self));
  g_return_if_fail (value != NULL);

  p = priv (self);
  if (p->showing || p->edits == NULL)
    return;
  before = p->wanted != NULL ? p->wanted : p->shown;
  if (is_same (wanted, before) || (before == NULL && JSON_NODE_HOLDS_NULL (wanted)))
    {
      set_line (p->problem, NULL);
      return;
    }
  changes = p->others != NULL ? perch_json_object_copy (p->others) : json_object_new ();
  g_clear_pointer (&p->wanted, json_node_unref);
  p->wanted = perch_json_copy (wanted);
  p->n_saving++;
  json_object_set_member (changes, p->name, g_steal_pointer (&wanted));
  perch_edits_change_async (p->edits, p->target, changes, p->full_name, done_cb,
                            g_object_ref (self));
}

/**
 * perch_field_make_item:
 *
 * Returns: (transfer full): what scripts see of it, and use as a person does: only while it is on
 *   the screen and sensitive
 */
PerchItem *
perch_field_make_item (PerchField *self)
{
  PerchFieldPrivate *p = NULL;
  PerchItem *item = NULL;

  g_return_val_if_fail (PERCH_IS_FIELD (self), NULL);

  p = priv (self);
  item = PERCH_FIELD_GET_CLASS (self)->make_item (self, p->id, p->full_name);
  item->enabled = gtk_widget_get_mapped (p->control) && gtk_widget_is_sensitive (p->control);
  return item;
}
