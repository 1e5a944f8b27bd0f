/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/menu-backends.h"

#include "app/menu-backend.h"
#include "app/menu-entry.h"
#include "app/status-text.h"

/* The part of the menu that is about backends: a section when there is one, else a submenu each.
 * @views has one for each backend of @manager, in the same order, and each has a group in
 * @actions. */
struct _PerchMenuBackends
{
  GObject parent_instance;
  PerchBackendManager *manager; /* (owned) */
  PerchActionMux *actions; /* (owned) */
  GPtrArray *views; /* (owned) (element-type PerchMenuBackend) */
  GMenu *model; /* (owned) */
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_TROUBLE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PerchMenuBackends, perch_menu_backends, G_TYPE_OBJECT)

static char *
submenu_label (PerchMenuBackend *view)
{
  PerchBackend *backend = perch_menu_backend_get_backend (view);
  g_autofree char *label = perch_menu_escape (perch_backend_get_label (backend));

  return g_strdup_printf ("%s %s", perch_status_text_mark (perch_backend_get_state (backend)),
                          label);
}

static void
view_changed_cb (PerchMenuBackend *view, PerchMenuBackends *self)
{
  guint index;

  if (self->views->len > 1 && g_ptr_array_find (self->views, view, &index))
    {
      g_autofree char *label = submenu_label (view);

      perch_menu_set_label (self->model, (int) index, label);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
trouble_cb (PerchBackendActions *actions, const char *text, PerchMenuBackends *self)
{
  g_signal_emit (self, signals[SIGNAL_TROUBLE], 0, text);
}

static void
drop_views (PerchMenuBackends *self)
{
  for (guint i = 0; i < self->views->len; i++)
    {
      PerchMenuBackend *view = g_ptr_array_index (self->views, i);

      g_signal_handlers_disconnect_by_data (view, self);
      g_signal_handlers_disconnect_by_data (perch_menu_backend_get_actions (view), self);
      perch_action_mux_remove (self->actions, perch_menu_backend_get_prefix (view));
    }
  g_ptr_array_set_size (self->views, 0);
  g_menu_remove_all (self->model);
}

static void
add_view (PerchMenuBackends *self, PerchBackend *backend, gboolean alone)
{
  const char *name = perch_backend_get_name (backend);
  g_autofree char *id_prefix = alone ? g_strdup ("") : g_strconcat (name, ".", NULL);
  PerchMenuBackend *view = perch_menu_backend_new (self->manager, backend, id_prefix);
  PerchBackendActions *actions = perch_menu_backend_get_actions (view);

  g_ptr_array_add (self->views, view);
  perch_action_mux_insert (self->actions, perch_menu_backend_get_prefix (view),
                           perch_backend_actions_get_group (actions));
  g_signal_connect (view, "changed", G_CALLBACK (view_changed_cb), self);
  g_signal_connect (actions, "trouble", G_CALLBACK (trouble_cb), self);
  if (alone)
    g_menu_append_section (self->model, NULL, perch_menu_backend_get_model (view));
  else
    {
      g_autofree char *label = submenu_label (view);

      g_menu_append_submenu (self->model, label, perch_menu_backend_get_model (view));
    }
}

static void
items_changed_cb (PerchMenuBackends *self)
{
  guint n_backends = g_list_model_get_n_items (G_LIST_MODEL (self->manager));

  drop_views (self);
  for (guint i = 0; i < n_backends; i++)
    {
      g_autoptr (PerchBackend) backend = g_list_model_get_item (G_LIST_MODEL (self->manager), i);

      add_view (self, backend, n_backends == 1);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
perch_menu_backends_dispose (GObject *object)
{
  PerchMenuBackends *self = PERCH_MENU_BACKENDS (object);

  if (self->views != NULL)
    drop_views (self);
  g_clear_pointer (&self->views, g_ptr_array_unref);
  g_clear_object (&self->manager);
  g_clear_object (&self->actions);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (perch_menu_backends_parent_class)->dispose (object);
}

static void
perch_menu_backends_class_init (PerchMenuBackendsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = perch_menu_backends_dispose;

  /**
   * PerchMenuBackends::changed:
   *
   * The backends are others, or the state of one has changed.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", PERCH_TYPE_MENU_BACKENDS, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * PerchMenuBackends::trouble:
   * @text: a sentence for people
   *
   * See #PerchBackendActions::trouble.
   */
  signals[SIGNAL_TROUBLE] = g_signal_new ("trouble", PERCH_TYPE_MENU_BACKENDS, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
perch_menu_backends_init (PerchMenuBackends *self)
{
  self->views = g_ptr_array_new_with_free_func (g_object_unref);
  self->model = g_menu_new ();
}

/**
 * perch_menu_backends_new:
 * @manager: the backends; their list is followed
 * @actions: where each of them puts its actions
 *
 * Returns: (transfer full): what a person sees of them and can do with them, in a menu
 */
PerchMenuBackends *
perch_menu_backends_new (PerchBackendManager *manager, PerchActionMux *actions)
{
  PerchMenuBackends *self = NULL;

  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (manager), NULL);
  g_return_val_if_fail (PERCH_IS_ACTION_MUX (actions), NULL);

  self = g_object_new (PERCH_TYPE_MENU_BACKENDS, NULL);
  self->manager = g_object_ref (manager);
  self->actions = g_object_ref (actions);
  g_signal_connect_object (manager, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  items_changed_cb (self);
  return self;
}

/**
 * perch_menu_backends_get_model:
 * @self: the part of the menu
 *
 * Returns: (transfer none): its entries
 */
GMenuModel *
perch_menu_backends_get_model (PerchMenuBackends *self)
{
  g_return_val_if_fail (PERCH_IS_MENU_BACKENDS (self), NULL);

  return G_MENU_MODEL (self->model);
}

/**
 * perch_menu_backends_refresh:
 * @self: the part of the menu
 *
 * Makes it say how the backends are at this moment, what moves all the time included.
 */
void
perch_menu_backends_refresh (PerchMenuBackends *self)
{
  g_return_if_fail (PERCH_IS_MENU_BACKENDS (self));

  for (guint i = 0; i < self->views->len; i++)
    perch_menu_backend_refresh (g_ptr_array_index (self->views, i));
}
