/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/hooks/item-registry.h"

#include "app/hooks/hooks-error.h"
#include "app/hooks/near.h"
#include "backend-manager/text.h"

/* Who has items or callbacks. They are there as long as @owner is. */
typedef struct
{
  PerchItemSource source; /* (nullable): for a callback */
  char *name; /* (owned) (nullable): of a callback */
  PerchItemCallback callback; /* (nullable): for a source */
  GWeakRef owner;
} Entry;

/* What scripts can see and use. Nothing is known of it between two questions: each of them asks
 * @entries anew, so that what is listed can't differ from what is there. */
struct _PerchItemRegistry
{
  GObject parent_instance;

  GPtrArray *entries; /* (owned) (element-type Entry): in the order in which they came */
};

G_DEFINE_FINAL_TYPE (PerchItemRegistry, perch_item_registry, G_TYPE_OBJECT)

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_weak_ref_clear (&entry->owner);
  g_free (entry->name);
  g_free (entry);
}

static Entry *
add_entry (PerchItemRegistry *self, gpointer owner)
{
  Entry *entry = g_new0 (Entry, 1);

  g_weak_ref_init (&entry->owner, owner);
  g_ptr_array_add (self->entries, entry);
  return entry;
}

static void
perch_item_registry_finalize (GObject *object)
{
  g_ptr_array_unref (PERCH_ITEM_REGISTRY (object)->entries);
  G_OBJECT_CLASS (perch_item_registry_parent_class)->finalize (object);
}

static void
perch_item_registry_class_init (PerchItemRegistryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = perch_item_registry_finalize;
}

static void
perch_item_registry_init (PerchItemRegistry *self)
{
  self->entries = g_ptr_array_new_with_free_func (entry_free);
}

/**
 * perch_item_registry_new:
 *
 * Returns: (transfer full): a registry without items
 */
PerchItemRegistry *
perch_item_registry_new (void)
{
  return g_object_new (PERCH_TYPE_ITEM_REGISTRY, NULL);
}

/**
 * perch_item_registry_add_source:
 * @self: a registry
 * @source: lists items
 * @owner: (type GObject): for @source, which is asked as long as @owner lives
 *
 * Of items that have the same id, that of the source that came first is the one.
 */
void
perch_item_registry_add_source (PerchItemRegistry *self, PerchItemSource source, gpointer owner)
{
  g_return_if_fail (PERCH_IS_ITEM_REGISTRY (self));
  g_return_if_fail (source != NULL);
  g_return_if_fail (G_IS_OBJECT (owner));

  add_entry (self, owner)->source = source;
}

/**
 * perch_item_registry_add_callback:
 * @self: a registry
 * @name: what programs call it by
 * @callback: does it
 * @owner: (type GObject): for @callback, which can be called as long as @owner lives
 */
void
perch_item_registry_add_callback (PerchItemRegistry *self,
                                  const char *name,
                                  PerchItemCallback callback,
                                  gpointer owner)
{
  Entry *entry = NULL;

  g_return_if_fail (PERCH_IS_ITEM_REGISTRY (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (callback != NULL);
  g_return_if_fail (G_IS_OBJECT (owner));

  entry = add_entry (self, owner);
  entry->name = g_strdup (name);
  entry->callback = callback;
}

static void
drop_doubles (GPtrArray *items)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < items->len;)
    if (g_hash_table_add (seen, ((PerchItem *) g_ptr_array_index (items, i))->id))
      i++;
    else
      g_ptr_array_remove_index (items, i);
}

/**
 * perch_item_registry_list:
 * @self: a registry
 *
 * Returns: (transfer full) (element-type PerchItem): all items, as they are now
 */
GPtrArray *
perch_item_registry_list (PerchItemRegistry *self)
{
  GPtrArray *items = NULL;

  g_return_val_if_fail (PERCH_IS_ITEM_REGISTRY (self), NULL);

  items = g_ptr_array_new_with_free_func ((GDestroyNotify) perch_item_free);
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);
      g_autoptr (GObject) owner = g_weak_ref_get (&entry->owner);

      if (owner != NULL && entry->source != NULL)
        entry->source (items, owner);
    }
  drop_doubles (items);
  return items;
}

static gboolean
refuse_unknown (const char *what, const char *name, const char *const *names, GError **error)
{
  g_autofree char *shown = perch_text_escape (name);
  g_autofree char *near = perch_near_describe (name, names);

  g_set_error (error, PERCH_HOOKS_ERROR, PERCH_HOOKS_ERROR_UNKNOWN,
               "There is no %s \"%s\"%s; GET /api/gui lists them all", what, shown, near);
  return FALSE;
}

/**
 * perch_item_registry_find:
 * @self: a registry
 * @id: what somebody believes to be the id of an item
 * @error: %PERCH_HOOKS_ERROR_UNKNOWN, with the ids that are near
 *
 * Returns: (transfer full) (nullable): the item, as it is now
 */
PerchItem *
perch_item_registry_find (PerchItemRegistry *self, const char *id, GError **error)
{
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  g_return_val_if_fail (PERCH_IS_ITEM_REGISTRY (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  items = perch_item_registry_list (self);
  for (guint i = 0; i < items->len; i++)
    {
      PerchItem *item = g_ptr_array_index (items, i);

      if (g_str_equal (item->id, id))
        return g_ptr_array_steal_index (items, i);
      g_ptr_array_add (ids, item->id);
    }
  g_ptr_array_add (ids, NULL);
  refuse_unknown ("item", id, (const char *const *) ids->pdata, error);
  return NULL;
}

/* Returns: (transfer full) (nullable): the item that is ready for @action */
static PerchItem *
find_ready (PerchItemRegistry *self, const char *id, PerchItemAction action, GError **error)
{
  g_autoptr (PerchItem) item = perch_item_registry_find (self, id, error);

  if (item == NULL)
    return NULL;
  if ((item->actions & action) == 0)
    {
      g_set_error (error, PERCH_HOOKS_ERROR, PERCH_HOOKS_ERROR_ACTION,
                   "\"%s\" does not take \"%s\"; \"accepts\" in GET /api/gui says what it takes",
                   id, perch_item_action_to_string (action));
      return NULL;
    }
  if (!item->enabled)
    {
      g_set_error (error, PERCH_HOOKS_ERROR, PERCH_HOOKS_ERROR_DISABLED,
                   "\"%s\" is disabled now: a person could not use it either", id);
      return NULL;
    }
  return g_steal_pointer (&item);
}

static gboolean
try (PerchItemRegistry *self,
     const char *id,
     PerchItemAction action,
     JsonNode *node,
     gboolean perform,
     GError **error)
{
  g_autoptr (PerchItem) item = find_ready (self, id, action, error);
  g_autoptr (GVariant) value = NULL;

  if (item == NULL)
    return FALSE;
  if (action != PERCH_ITEM_CLICK)
    value = perch_item_read_value (item, action, node, error);
  if (action != PERCH_ITEM_CLICK && value == NULL)
    return FALSE;
  if (perform)
    item->perform (item, action, value);
  return TRUE;
}

/**
 * perch_item_registry_check:
 * @self: a registry
 * @id: what somebody believes to be the id of an item
 * @action: what is to be done with it
 * @value: (nullable): with which value
 * @error: a %PERCH_HOOKS_ERROR
 *
 * Returns: whether it could be done now
 */
gboolean
perch_item_registry_check (PerchItemRegistry *self,
                           const char *id,
                           PerchItemAction action,
                           JsonNode *value,
                           GError **error)
{
  g_return_val_if_fail (PERCH_IS_ITEM_REGISTRY (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  return try (self, id, action, value, FALSE, error);
}

/**
 * perch_item_registry_perform:
 * @self: a registry
 * @id: what somebody believes to be the id of an item
 * @action: what is to be done with it
 * @value: (nullable): with which value
 * @error: a %PERCH_HOOKS_ERROR
 *
 * Does with the item what a person would do. What follows from it may take its time.
 *
 * Returns: whether it was done
 */
gboolean
perch_item_registry_perform (PerchItemRegistry *self,
                             const char *id,
                             PerchItemAction action,
                             JsonNode *value,
                             GError **error)
{
  g_return_val_if_fail (PERCH_IS_ITEM_REGISTRY (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  return try (self, id, action, value, TRUE, error);
}

/**
 * perch_item_registry_list_callbacks:
 * @self: a registry
 *
 * Returns: (transfer full): the names of what perch_item_registry_call() can call now
 */
GStrv
perch_item_registry_list_callbacks (PerchItemRegistry *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  g_return_val_if_fail (PERCH_IS_ITEM_REGISTRY (self), NULL);

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);
      g_autoptr (GObject) owner = g_weak_ref_get (&entry->owner);

      if (owner != NULL && entry->name != NULL)
        g_strv_builder_add (names, entry->name);
    }
  return g_strv_builder_end (names);
}

/**
 * perch_item_registry_check_callback:
 * @self: a registry
 * @name: what somebody believes to be the name of a callback
 * @error: %PERCH_HOOKS_ERROR_UNKNOWN, with the names that are near
 *
 * Returns: whether there is such a callback
 */
gboolean
perch_item_registry_check_callback (PerchItemRegistry *self, const char *name, GError **error)
{
  g_auto (GStrv) names = NULL;

  g_return_val_if_fail (PERCH_IS_ITEM_REGISTRY (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  names = perch_item_registry_list_callbacks (self);
  return g_strv_contains ((const char *const *) names, name) ||
         refuse_unknown ("callback", name, (const char *const *) names, error);
}

/**
 * perch_item_registry_call:
 * @self: a registry
 * @name: what somebody believes to be the name of a callback
 * @args: (nullable): what to call it with
 * @error: %PERCH_HOOKS_ERROR_UNKNOWN, or what the callback says
 *
 * Returns: whether it was done
 */
gboolean
perch_item_registry_call (PerchItemRegistry *self, const char *name, JsonNode *args, GError **error)
{
  if (!perch_item_registry_check_callback (self, name, error))
    return FALSE;
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);
      g_autoptr (GObject) owner = g_weak_ref_get (&entry->owner);

      if (owner != NULL && g_strcmp0 (entry->name, name) == 0)
        return entry->callback (owner, args, error);
    }
  g_return_val_if_reached (FALSE);
}
