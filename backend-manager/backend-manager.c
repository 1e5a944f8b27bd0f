/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-manager.h"

#include "backend-manager/backend-manager-private.h"
#include "backend-manager/json-edit.h"
#include "backend-manager/sweep.h"

#define DEFAULT_LABEL "Python backend"

typedef enum
{
  PROP_PROBLEMS = 1,
  PROP_DEFAULT_AUTOSTART,
} PerchBackendManagerProperty;

static GParamSpec *properties[PROP_DEFAULT_AUTOSTART + 1];

enum
{
  PROFILE_CHANGED,
  AUTOSTART_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GType
get_item_type (GListModel *model)
{
  return PERCH_TYPE_BACKEND;
}

static guint
get_n_items (GListModel *model)
{
  return PERCH_BACKEND_MANAGER (model)->backends->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *backends = PERCH_BACKEND_MANAGER (model)->backends;

  return position < backends->len ? g_object_ref (g_ptr_array_index (backends, position)) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PerchBackendManager,
                               perch_backend_manager,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

/**
 * perch_backend_manager_get_problems:
 *
 * Returns: (transfer none) (array zero-terminated=1): what is wrong, with the profiles or with what
 *   others have told perch_backend_manager_set_problems(), a sentence each
 */
const char *const *
perch_backend_manager_get_problems (PerchBackendManager *self)
{
  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (self), NULL);

  return perch_problems_get (self->problems);
}

/**
 * perch_backend_manager_set_problems:
 * @topic: what they are about
 * @problems: (nullable) (array zero-terminated=1): all that is wrong with it now
 *
 * Adds to what people are shown next to the backends, in place of what was said of @topic before.
 */
void
perch_backend_manager_set_problems (PerchBackendManager *self,
                                    const char *topic,
                                    const char *const *problems)
{
  g_return_if_fail (PERCH_IS_BACKEND_MANAGER (self));
  g_return_if_fail (topic != NULL);

  if (perch_problems_set (self->problems, topic, problems))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEMS]);
}

/**
 * perch_backend_manager_woke:
 *
 * The machine has slept: the backends get time to wake up before they are called late or unhealthy.
 * They see by themselves what the clock knows; this is for sleeps that it does not know.
 */
void
perch_backend_manager_woke (PerchBackendManager *self)
{
  g_return_if_fail (PERCH_IS_BACKEND_MANAGER (self));

  for (guint i = 0; i < self->backends->len; i++)
    perch_backend_woke (g_ptr_array_index (self->backends, i));
}

/**
 * perch_backend_manager_lookup:
 *
 * Returns: (transfer none) (nullable): the backend of that name
 */
PerchBackend *
perch_backend_manager_lookup (PerchBackendManager *self, const char *name)
{
  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (self), NULL);

  for (guint i = 0; i < self->backends->len; i++)
    {
      PerchBackend *backend = g_ptr_array_index (self->backends, i);

      if (g_str_equal (perch_backend_get_name (backend), name))
        return backend;
    }
  return NULL;
}

/**
 * perch_backend_manager_get_autostart:
 *
 * Returns: whether @backend starts with Perch
 */
gboolean
perch_backend_manager_get_autostart (PerchBackendManager *self, PerchBackend *backend)
{
  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (self), FALSE);

  return g_hash_table_contains (self->autostart, perch_backend_get_name (backend));
}

/**
 * perch_backend_manager_note_autostart:
 *
 * Whether the backend @name starts with Perch is @autostart from now on.
 */
void
perch_backend_manager_note_autostart (PerchBackendManager *self,
                                      const char *name,
                                      gboolean autostart)
{
  if (g_hash_table_contains (self->autostart, name) == autostart)
    return;
  if (autostart)
    g_hash_table_add (self->autostart, g_strdup (name));
  else
    g_hash_table_remove (self->autostart, name);
  g_signal_emit (self, signals[AUTOSTART_CHANGED], 0);
}

/**
 * perch_backend_manager_set_autostart:
 * @error: as perch_json_edit_boolean(); nothing is changed then
 *
 * Changes whether @backend starts with Perch. That of a profile is written to its file; for the one
 * that has none #PerchBackendManager:default-autostart changes, which its owner keeps.
 */
gboolean
perch_backend_manager_set_autostart (PerchBackendManager *self,
                                     PerchBackend *backend,
                                     gboolean autostart,
                                     GError **error)
{
  const PerchProfile *profile;

  g_return_val_if_fail (PERCH_IS_BACKEND_MANAGER (self), FALSE);

  profile = perch_backend_get_next_profile (backend);
  if (profile->file != NULL &&
      !perch_json_edit_boolean (profile->file, "autostart", autostart, error))
    return FALSE;
  /* What is being read may be from before; it must not bring that back. */
  self->read_again = self->reading != NULL;

  perch_backend_manager_note_autostart (self, profile->name, autostart);
  if (profile->file == NULL && self->default_autostart != autostart)
    {
      self->default_autostart = autostart;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEFAULT_AUTOSTART]);
    }
  return TRUE;
}

/**
 * perch_backend_manager_set_default_autostart:
 *
 * Sets #PerchBackendManager:default-autostart.
 */
void
perch_backend_manager_set_default_autostart (PerchBackendManager *self, gboolean autostart)
{
  PerchBackend *backend = NULL;

  g_return_if_fail (PERCH_IS_BACKEND_MANAGER (self));

  if (self->default_autostart == autostart)
    return;
  self->default_autostart = autostart;
  backend = perch_backend_manager_lookup (self, PERCH_DEFAULT_BACKEND);
  if (backend != NULL && perch_backend_get_profile (backend)->file == NULL)
    perch_backend_manager_note_autostart (self, PERCH_DEFAULT_BACKEND, autostart);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEFAULT_AUTOSTART]);
}

static void
autostarted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* State and problem of the backend say the same to whoever looks. */
  if (!perch_backend_start_finish (PERCH_BACKEND (source), result, &error))
    g_warning ("%s: %s", perch_backend_get_label (PERCH_BACKEND (source)), error->message);
}

static void
swept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PerchBackendManager) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!perch_sweep_finish (result, &error))
    {
      g_autofree char *text = g_strdup_printf ("Leftovers of an earlier run: %s", error->message);
      const char *const problems[] = { text, NULL };

      perch_backend_manager_warn (self, "leftovers", problems);
    }

  for (guint i = 0; i < self->backends->len; i++)
    {
      PerchBackend *backend = g_ptr_array_index (self->backends, i);

      /* Somebody may have stopped it meanwhile, or want to quit. */
      if (perch_backend_manager_get_autostart (self, backend) && !backend->was_asked)
        perch_backend_start_async (backend, NULL, autostarted_cb, NULL);
    }
}

/**
 * perch_backend_manager_start_autostart:
 *
 * Ends what an earlier Perch may have left behind, then starts the backends that start with Perch,
 * but for those that somebody has started or stopped meanwhile.
 */
void
perch_backend_manager_start_autostart (PerchBackendManager *self)
{
  g_return_if_fail (PERCH_IS_BACKEND_MANAGER (self));

  perch_sweep_async (self->config->guard, self->config->run_dir, swept_cb, g_object_ref (self));
}

static void
perch_backend_manager_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PerchBackendManager *self = PERCH_BACKEND_MANAGER (object);

  switch ((PerchBackendManagerProperty) id)
    {
    case PROP_PROBLEMS:
      g_value_set_boxed (value, perch_problems_get (self->problems));
      break;
    case PROP_DEFAULT_AUTOSTART:
      g_value_set_boolean (value, self->default_autostart);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
perch_backend_manager_dispose (GObject *object)
{
  PerchBackendManager *self = PERCH_BACKEND_MANAGER (object);

  perch_backend_manager_end_reload (self);
  for (guint i = 0; i < self->backends->len; i++)
    perch_backend_set_needs_func (g_ptr_array_index (self->backends, i), NULL, NULL);
  G_OBJECT_CLASS (perch_backend_manager_parent_class)->dispose (object);
}

static void
perch_backend_manager_finalize (GObject *object)
{
  PerchBackendManager *self = PERCH_BACKEND_MANAGER (object);

  g_ptr_array_unref (self->backends);
  perch_problems_free (self->problems);
  perch_waiters_free (self->reload_waiters);
  g_hash_table_unref (self->autostart);
  g_free (self->label);
  g_strfreev (self->args);
  g_free (self->profiles_dir);
  g_free (self->override);
  perch_backend_config_unref (self->config);
  G_OBJECT_CLASS (perch_backend_manager_parent_class)->finalize (object);
}

static void
perch_backend_manager_class_init (PerchBackendManagerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = perch_backend_manager_dispose;
  object_class->finalize = perch_backend_manager_finalize;
  object_class->get_property = perch_backend_manager_get_property;

  properties[PROP_PROBLEMS] = g_param_spec_boxed ("problems", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_DEFAULT_AUTOSTART] =
      g_param_spec_boolean ("default-autostart", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * PerchBackendManager::profile-changed:
   * @name: the name of a backend
   * @change: "added", "changed" or "removed"
   *
   * A profile is another one than at the last look, after perch_backend_manager_load().
   */
  signals[PROFILE_CHANGED] =
      g_signal_new ("profile-changed", PERCH_TYPE_BACKEND_MANAGER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);

  /**
   * PerchBackendManager::autostart-changed:
   *
   * One of the backends starts with Perch that did not, or the other way round.
   */
  signals[AUTOSTART_CHANGED] =
      g_signal_new ("autostart-changed", PERCH_TYPE_BACKEND_MANAGER, G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 0);
}

/**
 * perch_backend_manager_tell:
 * @change: as in #PerchBackendManager::profile-changed
 */
void
perch_backend_manager_tell (PerchBackendManager *self, const char *name, const char *change)
{
  g_signal_emit (self, signals[PROFILE_CHANGED], 0, name, change);
}

static void
perch_backend_manager_init (PerchBackendManager *self)
{
  self->backends = g_ptr_array_new_with_free_func (g_object_unref);
  self->autostart = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->problems = perch_problems_new ();
  self->reload_waiters = perch_waiters_new ();
}

/**
 * PerchBackendManager:
 *
 * All backends, as a #GListModel of #PerchBackend in the order of their profile files.
 */

/**
 * perch_backend_manager_new:
 * @options: copied
 *
 * Returns: (transfer full): a manager without backends; perch_backend_manager_load() brings them
 */
PerchBackendManager *
perch_backend_manager_new (const PerchBackendManagerOptions *options)
{
  PerchBackendManager *self = g_object_new (PERCH_TYPE_BACKEND_MANAGER, NULL);

  self->profiles_dir = g_strdup (options->profiles_dir);
  self->override = g_strdup (options->places.override);
  self->label = g_strdup (options->label != NULL ? options->label : DEFAULT_LABEL);
  self->args = g_strdupv ((GStrv) options->args);
  self->default_autostart = options->autostart;
  self->config = perch_backend_config_new (options->guard, options->rpc_module, options->run_dir,
                                           options->place_dir, &options->places);
  if (options->problems != NULL)
    perch_backend_manager_warn (self, "start", options->problems);
  return self;
}
