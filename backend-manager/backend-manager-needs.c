/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/backend-manager-private.h"

/* Which backends are to be ready before which others start, by the `after` of their profiles. */

/* Follows `after` from @from on, depth first, until it comes to @wanted. @path holds the names on
 * the way; @seen keeps it from going in circles that @wanted is no part of.
 *
 * Returns: whether it came there */
static gboolean
find_way (PerchBackendManager *self,
          PerchBackend *from,
          PerchBackend *wanted,
          GPtrArray *path,
          GHashTable *seen)
{
  GStrv after = perch_backend_get_next_profile (from)->after;

  g_ptr_array_add (path, (gpointer) perch_backend_get_name (from));
  for (guint i = 0; after[i] != NULL; i++)
    {
      PerchBackend *need = perch_backend_manager_lookup (self, after[i]);

      if (need == wanted)
        {
          g_ptr_array_add (path, (gpointer) perch_backend_get_name (need));
          return TRUE;
        }
      if (need != NULL && g_hash_table_add (seen, need) &&
          find_way (self, need, wanted, path, seen))
        return TRUE;
    }
  g_ptr_array_remove_index (path, path->len - 1);
  return FALSE;
}

/* Returns: (transfer full) (nullable): "a, b, a" when @backend is, in the end, to start after
 * itself
 */
static char *
describe_circle (PerchBackendManager *self, PerchBackend *backend)
{
  g_autoptr (GPtrArray) path = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  if (!find_way (self, backend, backend, path, seen))
    return NULL;
  g_ptr_array_add (path, NULL);
  return g_strjoinv (" after ", (GStrv) path->pdata);
}

/* Returns: (transfer full) (nullable) (element-type PerchBackend): what is to be ready before
 * @backend starts; %NULL with %PERCH_BACKEND_ERROR_PROFILE when that can never be */
static GPtrArray *
list_needs (PerchBackendManager *self, PerchBackend *backend, GError **error)
{
  g_autoptr (GPtrArray) needs = g_ptr_array_new_with_free_func (g_object_unref);
  GStrv after = perch_backend_get_next_profile (backend)->after;
  g_autofree char *circle = describe_circle (self, backend);

  for (guint i = 0; after[i] != NULL; i++)
    {
      PerchBackend *need = perch_backend_manager_lookup (self, after[i]);

      if (need == NULL)
        {
          g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_PROFILE,
                       "/after: expected names of backends, found “%s”, which is none", after[i]);
          return NULL;
        }
      g_ptr_array_add (needs, g_object_ref (need));
    }
  if (circle == NULL)
    return g_steal_pointer (&needs);
  g_set_error (error, PERCH_BACKEND_ERROR, PERCH_BACKEND_ERROR_PROFILE,
               "/after: goes in a circle, in which nothing can be the first: %s", circle);
  return NULL;
}

/**
 * perch_backend_manager_find_needs:
 * @user_data: the manager
 *
 * A #PerchNeedsFunc.
 */
GPtrArray *
perch_backend_manager_find_needs (PerchBackend *backend, gpointer user_data, GError **error)
{
  return list_needs (user_data, backend, error);
}

/**
 * perch_backend_manager_check_needs:
 *
 * Says which backends can never start because of the others that they are to start after.
 */
void
perch_backend_manager_check_needs (PerchBackendManager *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) problems = NULL;

  for (guint i = 0; i < self->backends->len; i++)
    {
      PerchBackend *backend = g_ptr_array_index (self->backends, i);
      const PerchProfile *profile = perch_backend_get_next_profile (backend);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) needs = list_needs (self, backend, &error);
      g_autofree char *problem = NULL;

      if (needs != NULL)
        continue;
      problem = g_strdup_printf ("%s: %s", profile->file != NULL ? profile->file : profile->name,
                                 error->message);
      g_strv_builder_add (builder, problem);
    }
  problems = g_strv_builder_end (builder);
  perch_backend_manager_warn (self, "order", (const char *const *) problems);
}

/**
 * perch_backend_manager_is_needed:
 * @need: a backend
 *
 * Returns: whether a backend that is not idle was to start after @need
 */
gboolean
perch_backend_manager_is_needed (PerchBackendManager *self, PerchBackend *need)
{
  const char *name = perch_backend_get_name (need);

  for (guint i = 0; i < self->backends->len; i++)
    {
      PerchBackend *other = g_ptr_array_index (self->backends, i);
      const PerchProfile *profile = perch_backend_get_profile (other);

      if (other != need && !perch_backend_is_idle (other) &&
          g_strv_contains ((const char *const *) profile->after, name))
        return TRUE;
    }
  return FALSE;
}
