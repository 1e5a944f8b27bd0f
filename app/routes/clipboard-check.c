/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/routes/clipboard-check.h"

#include <string.h>

#include "app/routes/clipboard-names.h"
#include "backend-manager/json-check.h"
#include "backend-manager/json-scan.h"
#include "backend-manager/utf8.h"

/* Checks a clipboard where it stands, without making anything of it: it may have 100 MB, and
 * json-glib would need several times as much. All slices here are whole JSON values, with their
 * quotes or brackets. */

#define MAX_FRAGMENTS 1000

/* Bytes of a string that a message repeats; of what is longer it only says that it is a string. */
#define MAX_SHOWN 32

static const char *const type_names[] = {
  [PERCH_FRAGMENT_TEXT] = "text",
  [PERCH_FRAGMENT_HTML] = "html",
  [PERCH_FRAGMENT_IMAGE] = "image",
  [PERCH_FRAGMENT_FILES] = "files",
};

/* One element of `fragments`; a slice without text is a member that is not there. */
typedef struct
{
  guint index;
  PerchSlice type;
  PerchSlice content;
} Fragment;

/* Called for each member of an object, or for each element of an array with @name empty. */
typedef gboolean (*ItemFunc) (PerchSlice name, PerchSlice value, gpointer data, GError **error);

static gboolean
is_filled_array (PerchSlice value)
{
  return value.text != NULL && value.text[0] == '[' &&
         *perch_json_skip_space (value.text + 1, value.text + value.length) != ']';
}

/* For the message of an error. */
static char *
describe (PerchSlice value)
{
  switch (value.text != NULL ? value.text[0] : '\0')
    {
    case '\0':
      return g_strdup ("nothing");
    case '"':
      return value.length <= MAX_SHOWN ? g_strndup (value.text, value.length)
                                       : g_strdup ("a string");
    case '{':
      return g_strdup ("an object");
    case '[':
      return g_strdup (is_filled_array (value) ? "an array" : "an empty array");
    case 't':
    case 'f':
      return g_strdup ("a boolean");
    case 'n':
      return g_strdup ("null");
    default:
      return g_strdup ("a number");
    }
}

static gboolean
refuse (const char *pointer, const char *expected, PerchSlice found, GError **error)
{
  g_autofree char *found_text = describe (found);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s: expected %s, found %s", pointer,
               expected, found_text);
  return FALSE;
}

static gboolean
refuse_in (const Fragment *fragment,
           const char *name,
           const char *expected,
           PerchSlice found,
           GError **error)
{
  g_autofree char *pointer = g_strdup_printf ("/fragments/%u/%s", fragment->index, name);

  return refuse (pointer, expected, found, error);
}

static gboolean
is_string (PerchSlice value)
{
  return value.text != NULL && value.text[0] == '"';
}

/* What stands between the quotes, with escapes where there are any. */
static PerchSlice
inside (PerchSlice string)
{
  return (PerchSlice){ string.text + 1, string.length - 2 };
}

static gboolean
slice_equal (PerchSlice slice, const char *text)
{
  g_autofree char *unescaped = NULL;

  if (memchr (slice.text, '\\', slice.length) == NULL)
    return slice.length == strlen (text) && memcmp (slice.text, text, slice.length) == 0;
  unescaped = perch_slice_dup_string (slice);
  return g_str_equal (unescaped, text);
}

/* The text has passed perch_json_check(), so the scanner has nothing to find fault with. */
G_STATIC_ASSERT (PERCH_JSON_SCAN_MAX_DEPTH > PERCH_JSON_CHECK_MAX_DEPTH);

static gboolean
for_each_item (PerchSlice list, ItemFunc func, gpointer data, GError **error)
{
  gboolean is_object = list.text[0] == '{';
  const char *end = list.text + list.length;
  const char *p = perch_json_skip_space (list.text + 1, end);
  gboolean done = *p == '}' || *p == ']';

  while (!done)
    {
      PerchSlice name = { 0 };
      const char *value = is_object ? perch_json_scan_key (p, end, &name) : p;

      p = perch_json_scan_value (value, end, 0);
      if (!func (name, (PerchSlice){ value, (gsize) (p - value) }, data, error))
        return FALSE;
      p = perch_json_scan_separator (p, end, is_object ? '}' : ']', &done);
    }
  return TRUE;
}

static gboolean
take_fragment_member (PerchSlice name, PerchSlice value, gpointer data, GError **error)
{
  Fragment *fragment = data;

  if (slice_equal (name, "type"))
    fragment->type = value;
  else if (slice_equal (name, "content"))
    fragment->content = value;
  return TRUE;
}

static gboolean
check_file (PerchSlice name, PerchSlice value, gpointer data, GError **error)
{
  return (is_string (value) && inside (value).length > 0) ||
         refuse_in (data, "content", "an array of paths", value, error);
}

/* A solidus may be escaped in JSON, and some programs do. */
static gboolean
is_base64 (PerchSlice text)
{
  static const char others[] = "+/";
  gsize n_digits = 0;
  gsize n_pads = 0;

  for (gsize i = 0; i < text.length; i++)
    {
      char c = text.text[i];

      if (c == '\\' && text.text[i + 1] == '/')
        continue;
      if (c == '=')
        n_pads++;
      else if (n_pads == 0 && (g_ascii_isalnum (c) || (c != '\0' && strchr (others, c) != NULL)))
        n_digits++;
      else
        return FALSE;
    }
  return n_digits > 0 && n_pads <= 2 && (n_digits + n_pads) % 4 == 0;
}

static gboolean
read_type (const Fragment *fragment, PerchFragmentType *type, GError **error)
{
  for (guint i = 0; is_string (fragment->type) && i < G_N_ELEMENTS (type_names); i++)
    if (slice_equal (inside (fragment->type), type_names[i]))
      {
        *type = (PerchFragmentType) i;
        return TRUE;
      }
  return refuse_in (fragment, "type", "\"text\", \"html\", \"image\" or \"files\"", fragment->type,
                    error);
}

static gboolean
check_content (Fragment *fragment, PerchFragmentType type, GError **error)
{
  PerchSlice content = fragment->content;

  switch (type)
    {
    case PERCH_FRAGMENT_FILES:
      if (!is_filled_array (content))
        return refuse_in (fragment, "content", "an array of paths", content, error);
      return for_each_item (content, check_file, fragment, error);
    case PERCH_FRAGMENT_IMAGE:
      return (is_string (content) && is_base64 (inside (content))) ||
             refuse_in (fragment, "content", "a string of base64 without line breaks", content,
                        error);
    case PERCH_FRAGMENT_TEXT:
    case PERCH_FRAGMENT_HTML:
    default:
      return is_string (content) || refuse_in (fragment, "content", "a string", content, error);
    }
}

static gboolean
check_fragment (PerchSlice name, PerchSlice value, gpointer data, GError **error)
{
  PerchClipboardSummary *summary = data;
  Fragment fragment = { .index = summary->count };
  PerchFragmentType type = PERCH_FRAGMENT_TEXT;

  if (summary->count == MAX_FRAGMENTS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "/fragments: expected %u elements at most", MAX_FRAGMENTS);
      return FALSE;
    }
  if (value.text[0] != '{')
    {
      g_autofree char *pointer = g_strdup_printf ("/fragments/%u", fragment.index);

      return refuse (pointer, "an object", value, error);
    }
  if (!for_each_item (value, take_fragment_member, &fragment, error) ||
      !read_type (&fragment, &type, error) || !check_content (&fragment, type, error))
    return FALSE;
  summary->count++;
  summary->types |= 1u << type;
  summary->bytes += inside (fragment.content).length;
  return TRUE;
}

static gboolean
take_fragments (PerchSlice name, PerchSlice value, gpointer data, GError **error)
{
  if (slice_equal (name, "fragments"))
    *(PerchSlice *) data = value;
  return TRUE;
}

static gboolean
check_is_json (const char *text, gsize length, GError **error)
{
  if (perch_utf8_valid_prefix (text, length) < length)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The body is not UTF-8");
      return FALSE;
    }
  if (perch_json_check (text, length, error))
    return TRUE;
  g_prefix_error (error, "The body is not JSON: ");
  return FALSE;
}

/**
 * perch_clipboard_check:
 * @text: (array length=length): what a client has sent
 * @summary: (out caller-allocates): what may be told of it
 * @error: %G_IO_ERROR_INVALID_DATA when it is not JSON, with the place; with
 *   %G_IO_ERROR_INVALID_ARGUMENT a JSON pointer, what was expected there and what was found, or the
 *   name that is there twice
 *
 * Checks that @text is `{"fragments":[{"type","content"},…]}` and that nothing in it has a name
 * twice; other members are the backend's business. Touches nothing but its arguments, so that it
 * may run in any thread.
 *
 * Returns: whether it is
 */
gboolean
perch_clipboard_check (const char *text,
                       gsize length,
                       PerchClipboardSummary *summary,
                       GError **error)
{
  PerchSlice body = { 0 };
  PerchSlice fragments = { 0 };
  const char *start = NULL;

  g_return_val_if_fail (text != NULL || length == 0, FALSE);
  g_return_val_if_fail (summary != NULL, FALSE);

  *summary = (PerchClipboardSummary){ 0 };
  if (!check_is_json (text != NULL ? text : "", length, error))
    return FALSE;
  start = perch_json_skip_space (text, text + length);
  body = (PerchSlice){ start, (gsize) (text + length - start) };
  if (body.text[0] != '{')
    return refuse ("The body", "an object with \"fragments\"", body, error);
  if (!perch_clipboard_check_names (text, length, error) ||
      !for_each_item (body, take_fragments, &fragments, error))
    return FALSE;
  if (!is_filled_array (fragments))
    return refuse ("/fragments", "an array of fragments", fragments, error);
  return for_each_item (fragments, check_fragment, summary, error);
}

/**
 * perch_clipboard_summary_add:
 * @summary: of a clipboard
 * @builder: a builder in the middle of an object
 *
 * Adds the members `count`, `types` and `bytes`.
 */
void
perch_clipboard_summary_add (const PerchClipboardSummary *summary, JsonBuilder *builder)
{
  g_return_if_fail (summary != NULL);
  g_return_if_fail (JSON_IS_BUILDER (builder));

  json_builder_set_member_name (builder, "count");
  json_builder_add_int_value (builder, summary->count);
  json_builder_set_member_name (builder, "types");
  json_builder_begin_array (builder);
  for (guint i = 0; i < G_N_ELEMENTS (type_names); i++)
    if ((summary->types & (1u << i)) != 0)
      json_builder_add_string_value (builder, type_names[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "bytes");
  json_builder_add_int_value (builder, (gint64) summary->bytes);
}
