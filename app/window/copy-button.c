/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/copy-button.h"

/* A small button that puts a text into the clipboard. It can be pressed while there is a text. */
struct _PerchCopyButton
{
  GtkButton parent_instance;

  char *text; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PerchCopyButton, perch_copy_button, GTK_TYPE_BUTTON)

static void
perch_copy_button_clicked (GtkButton *button)
{
  PerchCopyButton *self = PERCH_COPY_BUTTON (button);

  if (self->text != NULL)
    gtk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self), GDK_SELECTION_CLIPBOARD),
                            self->text, -1);
}

static void
perch_copy_button_finalize (GObject *object)
{
  g_free (PERCH_COPY_BUTTON (object)->text);

  G_OBJECT_CLASS (perch_copy_button_parent_class)->finalize (object);
}

static void
perch_copy_button_class_init (PerchCopyButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = perch_copy_button_finalize;
  GTK_BUTTON_CLASS (klass)->clicked = perch_copy_button_clicked;
}

static void
perch_copy_button_init (PerchCopyButton *self)
{
  gtk_button_set_image (GTK_BUTTON (self),
                        gtk_image_new_from_icon_name ("edit-copy-symbolic", GTK_ICON_SIZE_BUTTON));
  gtk_button_set_relief (GTK_BUTTON (self), GTK_RELIEF_NONE);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
}

/**
 * perch_copy_button_set_name:
 * @name: what a press does, in words: the button itself only has a picture
 */
void
perch_copy_button_set_name (PerchCopyButton *self, const char *name)
{
  g_return_if_fail (PERCH_IS_COPY_BUTTON (self));
  g_return_if_fail (name != NULL);

  gtk_widget_set_tooltip_text (GTK_WIDGET (self), name);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (self)), name);
}

/**
 * perch_copy_button_set_text:
 * @text: (nullable): what is copied; %NULL while there is nothing to copy
 */
void
perch_copy_button_set_text (PerchCopyButton *self, const char *text)
{
  g_return_if_fail (PERCH_IS_COPY_BUTTON (self));

  if (g_strcmp0 (self->text, text) == 0)
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  gtk_widget_set_sensitive (GTK_WIDGET (self), text != NULL);
}
