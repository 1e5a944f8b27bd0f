/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "tray/tray-menu.h"

#include "tray/menu-rows.h"

/* @widget is made once and never replaced: a tray host that is told of another menu closes the one
 * that is open, or shows an empty one. Its items are made from @rows, one for each row and in the
 * same order, and each knows its row (ROW_KEY); rows and items change together, in
 * perch_tray_menu_update() only. @followed are @model and the menus inside it. */
struct _PerchTrayMenu
{
  GObject parent_instance;

  GtkWidget *widget; /* (owned): a GtkMenu */
  GMenuModel *model; /* (owned) (nullable) */
  GActionGroup *actions; /* (owned) (nullable) */
  GPtrArray *rows; /* (owned) (element-type PerchTrayRow) */
  GPtrArray *followed; /* (owned) (element-type GMenuModel) */
  GtkWidget *secondary; /* (nullable): an item of @widget */
  gboolean updating; /* signals of the items are our own doing */
};

typedef enum
{
  SIGNAL_CHANGED,
  SIGNAL_PICKED,
  SIGNAL_SUBMENU_OPENED,
  N_SIGNALS,
} PerchTrayMenuSignal;

#define ROW_KEY "perch-row"

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchTrayMenu, perch_tray_menu, G_TYPE_OBJECT)

static void
changed_cb (PerchTrayMenu *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
activate_cb (GtkMenuItem *item, PerchTrayMenu *self)
{
  const PerchTrayRow *row = g_object_get_data (G_OBJECT (item), ROW_KEY);

  if (self->updating)
    return;
  if (row->kind == PERCH_TRAY_ROW_SUBMENU)
    {
      g_signal_emit (self, signals[SIGNAL_SUBMENU_OPENED], 0);
      return;
    }

  g_object_ref (self);
  perch_tray_row_activate (row, self->actions);
  g_signal_emit (self, signals[SIGNAL_PICKED], 0);
  /* A check box has turned itself over, whatever its action made of the click. */
  changed_cb (self);
  g_object_unref (self);
}

static GtkWidget *
item_new (PerchTrayMenu *self, const PerchTrayRow *row)
{
  GtkWidget *item = NULL;

  if (row->kind == PERCH_TRAY_ROW_SEPARATOR)
    return gtk_separator_menu_item_new ();

  if (row->kind == PERCH_TRAY_ROW_CHECK)
    item = gtk_check_menu_item_new_with_mnemonic (row->label);
  else
    item = gtk_menu_item_new_with_mnemonic (row->label);
  if (row->kind == PERCH_TRAY_ROW_SUBMENU)
    gtk_menu_item_set_submenu (GTK_MENU_ITEM (item), gtk_menu_new ());
  g_signal_connect_object (item, "activate", G_CALLBACK (activate_cb), self, 0);
  return item;
}

static void
build (PerchTrayMenu *self, GtkWidget *menu, GPtrArray *rows)
{
  g_autoptr (GList) old = gtk_container_get_children (GTK_CONTAINER (menu));

  for (GList *l = old; l != NULL; l = l->next)
    gtk_widget_destroy (l->data);

  for (guint i = 0; i < rows->len; i++)
    {
      const PerchTrayRow *row = g_ptr_array_index (rows, i);
      GtkWidget *item = item_new (self, row);

      gtk_menu_shell_append (GTK_MENU_SHELL (menu), item);
      if (row->kind == PERCH_TRAY_ROW_SUBMENU)
        build (self, gtk_menu_item_get_submenu (GTK_MENU_ITEM (item)), row->children);
    }
}

static void show_rows (PerchTrayMenu *self, GtkWidget *menu, GPtrArray *rows);

static void
show_row (PerchTrayMenu *self, GtkWidget *item, PerchTrayRow *row)
{
  g_object_set_data (G_OBJECT (item), ROW_KEY, row);
  gtk_widget_set_visible (item, row->visible);
  if (row->kind == PERCH_TRAY_ROW_SEPARATOR)
    return;

  /* GTK announces a new label even when it is the old one. */
  if (g_strcmp0 (gtk_menu_item_get_label (GTK_MENU_ITEM (item)), row->label) != 0)
    gtk_menu_item_set_label (GTK_MENU_ITEM (item), row->label);
  gtk_widget_set_sensitive (item, row->sensitive);
  if (row->kind == PERCH_TRAY_ROW_CHECK)
    gtk_check_menu_item_set_active (GTK_CHECK_MENU_ITEM (item), row->active);
  if (row->kind == PERCH_TRAY_ROW_SUBMENU)
    show_rows (self, gtk_menu_item_get_submenu (GTK_MENU_ITEM (item)), row->children);
  if (row->secondary)
    self->secondary = item;
}

static void
show_rows (PerchTrayMenu *self, GtkWidget *menu, GPtrArray *rows)
{
  g_autoptr (GList) items = gtk_container_get_children (GTK_CONTAINER (menu));
  GList *l = items;

  for (guint i = 0; i < rows->len; i++, l = l->next)
    show_row (self, l->data, g_ptr_array_index (rows, i));
}

/* Follows what @models (transfer full) say from now on. */
static void
take_followed (PerchTrayMenu *self, GPtrArray *models)
{
  for (guint i = 0; self->followed != NULL && i < self->followed->len; i++)
    g_signal_handlers_disconnect_by_func (g_ptr_array_index (self->followed, i), changed_cb, self);
  for (guint i = 0; models != NULL && i < models->len; i++)
    g_signal_connect_object (g_ptr_array_index (models, i), "items-changed",
                             G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_clear_pointer (&self->followed, g_ptr_array_unref);
  self->followed = models;
}

static void
perch_tray_menu_dispose (GObject *object)
{
  PerchTrayMenu *self = PERCH_TRAY_MENU (object);

  take_followed (self, NULL);
  if (self->actions != NULL)
    g_signal_handlers_disconnect_by_func (self->actions, changed_cb, self);
  if (self->widget != NULL)
    gtk_widget_destroy (self->widget);
  self->secondary = NULL;
  g_clear_object (&self->widget);
  g_clear_object (&self->model);
  g_clear_object (&self->actions);
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (perch_tray_menu_parent_class)->dispose (object);
}

static void
perch_tray_menu_class_init (PerchTrayMenuClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_tray_menu_dispose;

  /**
   * PerchTrayMenu::changed:
   *
   * What is drawn may differ from the model: perch_tray_menu_update() is due.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", PERCH_TYPE_TRAY_MENU, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * PerchTrayMenu::picked:
   *
   * Somebody clicked an entry, which closes every menu there is.
   */
  signals[SIGNAL_PICKED] = g_signal_new ("picked", PERCH_TYPE_TRAY_MENU, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);

  /**
   * PerchTrayMenu::submenu-opened:
   *
   * Somebody opened a submenu: the menu is open.
   */
  signals[SIGNAL_SUBMENU_OPENED] =
      g_signal_new ("submenu-opened", PERCH_TYPE_TRAY_MENU, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 0);
}

static void
perch_tray_menu_init (PerchTrayMenu *self)
{
  self->widget = g_object_ref_sink (gtk_menu_new ());
  self->rows = g_ptr_array_new ();
}

/**
 * perch_tray_menu_new:
 *
 * Returns: (transfer full): an empty #GtkMenu that will follow a #GMenuModel. GTK's own menus of a
 * model can't be used: libdbusmenu shows all their entries as check boxes.
 */
PerchTrayMenu *
perch_tray_menu_new (void)
{
  return g_object_new (PERCH_TYPE_TRAY_MENU, NULL);
}

/**
 * perch_tray_menu_set_model:
 * @model: what to show
 * @actions: the actions it names, by full names
 *
 * Nothing is drawn before perch_tray_menu_update().
 */
void
perch_tray_menu_set_model (PerchTrayMenu *self, GMenuModel *model, GActionGroup *actions)
{
  static const char *const action_signals[] = { "action-added", "action-removed",
                                                "action-enabled-changed", "action-state-changed" };

  g_return_if_fail (PERCH_IS_TRAY_MENU (self));
  g_return_if_fail (G_IS_MENU_MODEL (model));
  g_return_if_fail (G_IS_ACTION_GROUP (actions));

  if (self->actions != NULL)
    g_signal_handlers_disconnect_by_func (self->actions, changed_cb, self);
  for (gsize i = 0; i < G_N_ELEMENTS (action_signals); i++)
    g_signal_connect_object (actions, action_signals[i], G_CALLBACK (changed_cb), self,
                             G_CONNECT_SWAPPED);
  g_set_object (&self->model, model);
  g_set_object (&self->actions, actions);
  changed_cb (self);
}

/**
 * perch_tray_menu_update:
 * @may_rebuild: whether entries may come and go
 *
 * Draws the model as it is now. As long as its shape stays the same, the items stay the same too
 * and only what differs in them is changed.
 *
 * Returns: whether it was drawn. %FALSE when its shape has changed and @may_rebuild is %FALSE:
 * nothing has happened then, and this has to be called again later.
 */
gboolean
perch_tray_menu_update (PerchTrayMenu *self, gboolean may_rebuild)
{
  g_autoptr (GPtrArray) models = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  gboolean same_shape;

  g_return_val_if_fail (PERCH_IS_TRAY_MENU (self), FALSE);
  g_return_val_if_fail (self->model != NULL, FALSE);

  models = g_ptr_array_new_with_free_func (g_object_unref);
  rows = perch_tray_rows_new (self->model, self->actions, models);
  take_followed (self, g_steal_pointer (&models));

  same_shape = perch_tray_rows_same_shape (self->rows, rows);
  if (!same_shape && !may_rebuild)
    return FALSE;

  self->updating = TRUE;
  self->secondary = NULL;
  if (!same_shape)
    build (self, self->widget, rows);
  show_rows (self, self->widget, rows);
  self->updating = FALSE;

  g_ptr_array_unref (self->rows);
  self->rows = g_steal_pointer (&rows);
  return TRUE;
}

/**
 * perch_tray_menu_get_widget:
 *
 * Returns: (transfer none): the menu, the same one for all the life of @self
 */
GtkMenu *
perch_tray_menu_get_widget (PerchTrayMenu *self)
{
  g_return_val_if_fail (PERCH_IS_TRAY_MENU (self), NULL);

  return GTK_MENU (self->widget);
}

/**
 * perch_tray_menu_get_secondary:
 *
 * Returns: (transfer none) (nullable): the item that a middle click on the icon stands for; an
 * update may change it
 */
GtkWidget *
perch_tray_menu_get_secondary (PerchTrayMenu *self)
{
  g_return_val_if_fail (PERCH_IS_TRAY_MENU (self), NULL);

  return self->secondary;
}
