/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/journal/mask.h"

#include <string.h>

#include "app/journal/secret-scan.h"
#include "backend-manager/json-scan.h"

struct _PerchMask
{
  GPtrArray *secrets; /* (owned) (element-type utf8) */
};

/**
 * perch_mask_new:
 *
 * Puts %PERCH_MASK in the place of secrets: of what perch_secret_find() finds, and of those it was
 * told.
 *
 * Returns: (transfer full): a mask, to be freed with perch_mask_free()
 */
PerchMask *
perch_mask_new (void)
{
  PerchMask *self = g_new0 (PerchMask, 1);

  self->secrets = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * perch_mask_free:
 * @self: (transfer full): a mask
 */
void
perch_mask_free (PerchMask *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->secrets);
  g_free (self);
}

/**
 * perch_mask_add_secret:
 * @secret: at least %PERCH_MASK_SHORTEST bytes, without quotes or backslashes
 *
 * From now on @secret is masked wherever it stands.
 */
void
perch_mask_add_secret (PerchMask *self, const char *secret)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (secret != NULL && strlen (secret) >= PERCH_MASK_SHORTEST);
  g_return_if_fail (strpbrk (secret, "\"\\") == NULL);

  if (!g_ptr_array_find_with_equal_func (self->secrets, secret, g_str_equal, NULL))
    g_ptr_array_add (self->secrets, g_strdup (secret));
}

/* Returns: whether one of those it was told is in @text; if so, the first one is @span */
static gboolean
find_told (const PerchMask *self, const char *text, gsize length, PerchSecretSpan *span)
{
  gboolean found = FALSE;

  for (guint i = 0; i < self->secrets->len; i++)
    {
      const char *secret = g_ptr_array_index (self->secrets, i);
      const char *at = memmem (text, length, secret, strlen (secret));

      if (at != NULL && (!found || (gsize) (at - text) < span->start))
        {
          *span = (PerchSecretSpan){ at - text, at - text + strlen (secret) };
          found = TRUE;
        }
    }
  return found;
}

/**
 * perch_mask_is_needed:
 * @text: (array length=length): text or JSON
 *
 * Returns: %FALSE when nothing in @text would be masked; this is the quick way to know
 */
gboolean
perch_mask_is_needed (const PerchMask *self, const char *text, gsize length)
{
  PerchSecretSpan span = { 0, 0 };

  return perch_secret_may_be_in (text, length) ||
         (self->secrets->len > 0 && find_told (self, text, length, &span));
}

static void
append_without_told (const PerchMask *self, GString *out, const char *text, gsize length)
{
  PerchSecretSpan span = { 0, 0 };

  while (find_told (self, text, length, &span))
    {
      g_string_append_len (out, text, (gssize) span.start);
      g_string_append (out, PERCH_MASK);
      text += span.end;
      length -= span.end;
    }
  g_string_append_len (out, text, (gssize) length);
}

/**
 * perch_mask_append_text:
 * @text: (array length=length): any bytes; may be the inside of a JSON string with its escapes,
 *   which it then still is
 *
 * Appends @text with its secrets masked.
 */
void
perch_mask_append_text (const PerchMask *self, GString *out, const char *text, gsize length)
{
  gsize done = 0;
  PerchSecretSpan span = { 0, 0 };

  while (done < length && perch_secret_find (text, length, done, &span))
    {
      append_without_told (self, out, text + done, span.start - done);
      g_string_append (out, PERCH_MASK);
      done = span.end;
    }
  append_without_told (self, out, text + done, length - done);
}

/* Appends the value at @p, which is a secret, masked; null and truth values tell nothing.
 * Returns: (nullable): the byte behind it */
static const char *
append_secret_value (GString *out, const char *p, const char *end)
{
  const char *behind = perch_json_scan_value (p, end, 0);

  if (behind == NULL)
    return NULL;
  if (*p == 't' || *p == 'f' || *p == 'n')
    g_string_append_len (out, p, behind - p);
  else
    g_string_append (out, "\"" PERCH_MASK "\"");
  return behind;
}

/* Appends the string at @p, and if it is the name of a secret, that too.
 * Returns: (nullable): the byte behind what was appended */
static const char *
append_string (const PerchMask *self, GString *out, const char *p, const char *end)
{
  const char *behind = perch_json_scan_string (p, end);
  PerchSlice key;
  const char *value;

  if (behind == NULL)
    return NULL;
  value = perch_json_scan_key (p, end, &key);
  if (value != NULL && value < end && perch_secret_is_name (key.text, key.length))
    {
      g_string_append_len (out, p, value - p);
      return append_secret_value (out, value, end);
    }
  g_string_append_c (out, '"');
  perch_mask_append_text (self, out, p + 1, behind - p - 2);
  g_string_append_c (out, '"');
  return behind;
}

/**
 * perch_mask_append_json:
 * @json: (array length=length): valid JSON
 *
 * Appends @json with its secrets masked: it stays valid. Where a member's name says that it is
 * secret, its whole value is masked; in strings, whatever perch_mask_append_text() masks.
 *
 * Returns: whether @json could be read; else nothing is appended
 */
gboolean
perch_mask_append_json (const PerchMask *self, GString *out, const char *json, gsize length)
{
  gsize before = out->len;
  const char *end = json + length;
  const char *p = json;

  while (p != NULL && p < end)
    {
      const char *quote = memchr (p, '"', end - p);

      if (quote == NULL)
        quote = end;
      g_string_append_len (out, p, quote - p);
      p = quote < end ? append_string (self, out, quote, end) : end;
    }
  if (p == NULL)
    g_string_truncate (out, before);
  return p != NULL;
}

/**
 * perch_mask_copy_json:
 * @object: settings, or something else that people are to see
 *
 * Returns: (transfer full): @object with its secrets masked
 */
JsonNode *
perch_mask_copy_json (const PerchMask *self, JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autoptr (GString) masked = g_string_new (NULL);

  perch_mask_append_json (self, masked, text, strlen (text));
  return json_from_string (masked->str, NULL);
}
