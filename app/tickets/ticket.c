/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/tickets/ticket.h"

#include "backend-manager/json-fields.h"

/* A ticket is a line in somebody's plan, not a document. */
#define MAX_ID_BYTES 200
#define MAX_TITLE_BYTES 2000
#define MAX_DEPENDENCIES 100

/* The words that end a ticket; with any other it still needs work. */
static const char *const ended[] = { "done", "failed", "cancelled", NULL };

/**
 * perch_ticket_make_key:
 * @backend: name of a backend, which never holds a slash
 * @id: id of a ticket
 *
 * Returns: (transfer full): what tells this ticket from all others
 */
char *
perch_ticket_make_key (const char *backend, const char *id)
{
  return g_strconcat (backend, "/", id, NULL);
}

/**
 * perch_ticket_copy:
 * @self: a ticket
 *
 * Returns: (transfer full): one like it
 */
PerchTicket *
perch_ticket_copy (const PerchTicket *self)
{
  PerchTicket *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->key = g_strdup (self->key);
  copy->backend = g_strdup (self->backend);
  copy->id = g_strdup (self->id);
  copy->title = g_strdup (self->title);
  copy->state = g_strdup (self->state);
  copy->depends_on = g_strdupv (self->depends_on);
  return copy;
}

/**
 * perch_ticket_free:
 * @self: (transfer full): a ticket
 */
void
perch_ticket_free (PerchTicket *self)
{
  g_free (self->key);
  g_free (self->backend);
  g_free (self->id);
  g_free (self->title);
  g_free (self->state);
  g_strfreev (self->depends_on);
  g_free (self);
}

/**
 * perch_ticket_has_ended:
 * @self: a ticket
 *
 * Returns: whether it is `done`, `failed` or `cancelled`
 */
gboolean
perch_ticket_has_ended (const PerchTicket *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->state != NULL && g_strv_contains (ended, self->state);
}

static gboolean
read_text (
    const PerchJsonFields *fields, const char *name, gsize max_bytes, char **text, GError **error)
{
  g_autofree char *expected = NULL;

  if (!perch_json_fields_get_string (fields, name, text, error))
    return FALSE;
  if (*text == NULL || strlen (*text) <= max_bytes)
    return TRUE;
  expected = g_strdup_printf ("a string of at most %" G_GSIZE_FORMAT " bytes", max_bytes);
  return perch_json_fields_refuse (fields, name, expected, error);
}

static gboolean
read_progress (const PerchJsonFields *fields, double *progress, GError **error)
{
  JsonNode *node = json_object_get_member (fields->object, "progress");
  GType type = node != NULL ? json_node_get_value_type (node) : G_TYPE_INVALID;
  double value = 0;

  if (node == NULL)
    return TRUE;
  if (type == G_TYPE_DOUBLE || type == G_TYPE_INT64)
    value = json_node_get_double (node);
  if ((type != G_TYPE_DOUBLE && type != G_TYPE_INT64) || !(value >= 0 && value <= 1))
    return perch_json_fields_refuse (fields, "progress", "a number from 0 to 1", error);
  *progress = value;
  return TRUE;
}

/**
 * perch_ticket_read_id:
 * @object: a ticket as a backend tells of it
 * @id: (out) (transfer full): its `id`
 * @error: what is wrong with it
 *
 * Returns: whether it has one
 */
gboolean
perch_ticket_read_id (JsonObject *object, char **id, GError **error)
{
  PerchJsonFields fields = { .object = object, .pointer = "" };

  g_return_val_if_fail (object != NULL && id != NULL, FALSE);

  *id = NULL;
  if (!read_text (&fields, "id", MAX_ID_BYTES, id, error))
    return FALSE;
  if (*id != NULL && **id != '\0')
    return TRUE;
  g_clear_pointer (id, g_free);
  return perch_json_fields_refuse (&fields, "id", "a string that is not empty", error);
}

/**
 * perch_ticket_read:
 * @self: a ticket
 * @object: what is new of its `title`, `state`, `progress` (0 to 1) and `depends_on` (ids)
 * @error: which member is wrong, and how
 *
 * Members that are not there leave what is known as it is. With an error, @self may have changed
 * in part.
 *
 * Returns: whether all was right
 */
gboolean
perch_ticket_read (PerchTicket *self, JsonObject *object, GError **error)
{
  PerchJsonFields fields = { .object = object, .pointer = "" };

  g_return_val_if_fail (self != NULL && object != NULL, FALSE);

  if (!read_text (&fields, "title", MAX_TITLE_BYTES, &self->title, error) ||
      !read_text (&fields, "state", MAX_ID_BYTES, &self->state, error) ||
      !read_progress (&fields, &self->progress, error) ||
      !perch_json_fields_get_strv (&fields, "depends_on", &self->depends_on, error))
    return FALSE;
  if (self->depends_on != NULL && g_strv_length (self->depends_on) > MAX_DEPENDENCIES)
    return perch_json_fields_refuse (&fields, "depends_on", "at most 100 ids", error);
  if (perch_ticket_has_ended (self))
    self->progress = 1;
  return TRUE;
}
