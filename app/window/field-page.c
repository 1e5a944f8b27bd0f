/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/field-page.h"

#include "app/window/check-field.h"

/* A page of settings: a box with fields, and headings between them. */

#define MARGIN 18
#define SPACING 12

/**
 * perch_field_page_new:
 *
 * Returns: (transfer floating): an empty page
 */
GtkWidget *
perch_field_page_new (void)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, SPACING);

  g_object_set (page, "margin", MARGIN, NULL);
  gtk_widget_show (page);
  return page;
}

/**
 * perch_field_page_add_heading:
 * @page: a page
 * @text: what the fields that follow are about
 */
void
perch_field_page_add_heading (GtkWidget *page, const char *text)
{
  g_autoptr (PangoAttrList) bold = pango_attr_list_new ();
  g_autoptr (GList) children = NULL;
  GtkWidget *label = NULL;

  g_return_if_fail (GTK_IS_BOX (page));
  g_return_if_fail (text != NULL);

  children = gtk_container_get_children (GTK_CONTAINER (page));
  label = gtk_label_new (text);
  pango_attr_list_insert (bold, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  gtk_label_set_attributes (GTK_LABEL (label), bold);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_margin_top (label, children != NULL ? SPACING : 0);
  gtk_widget_show (label);
  gtk_box_pack_start (GTK_BOX (page), label, FALSE, FALSE, 0);
}

/**
 * perch_field_page_add:
 * @page: a page
 * @field: (transfer floating): a field
 */
void
perch_field_page_add (GtkWidget *page, GtkWidget *field)
{
  g_return_if_fail (GTK_IS_BOX (page));
  g_return_if_fail (PERCH_IS_FIELD (field));

  gtk_box_pack_start (GTK_BOX (page), field, FALSE, FALSE, 0);
}

/**
 * perch_field_page_depend:
 * @field: a field
 * @check_field: what must be ticked for @field to mean something
 */
void
perch_field_page_depend (GtkWidget *field, GtkWidget *check_field)
{
  g_return_if_fail (PERCH_IS_FIELD (field));
  g_return_if_fail (PERCH_IS_CHECK_FIELD (check_field));

  g_object_bind_property (perch_check_field_get_button (PERCH_CHECK_FIELD (check_field)), "active",
                          field, "sensitive", G_BINDING_SYNC_CREATE);
}

/**
 * perch_field_page_align:
 * @page: a page that has all its fields
 *
 * Lets the controls begin below each other.
 */
void
perch_field_page_align (GtkWidget *page)
{
  g_autoptr (GtkSizeGroup) titles = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  g_autoptr (GList) children = NULL;

  g_return_if_fail (GTK_IS_BOX (page));

  children = gtk_container_get_children (GTK_CONTAINER (page));
  for (GList *l = children; l != NULL; l = l->next)
    if (PERCH_IS_FIELD (l->data))
      perch_field_align (l->data, titles);
}

/**
 * perch_field_page_list_items:
 * @page: a page
 * @items: (element-type PerchItem): gets its fields
 */
void
perch_field_page_list_items (GtkWidget *page, GPtrArray *items)
{
  g_autoptr (GList) children = NULL;

  g_return_if_fail (GTK_IS_BOX (page));
  g_return_if_fail (items != NULL);

  children = gtk_container_get_children (GTK_CONTAINER (page));
  for (GList *l = children; l != NULL; l = l->next)
    if (PERCH_IS_FIELD (l->data))
      g_ptr_array_add (items, perch_field_make_item (l->data));
}
