/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/hooks/near.h"

#include <string.h>

#include "backend-manager/text.h"

/* More help than this is no help. */
#define MAX_NEAR 5

static void
move (GPtrArray *from, GPtrArray *to, const char *word)
{
  g_ptr_array_remove (from, (gpointer) word);
  g_ptr_array_add (to, (gpointer) word);
}

/* Slips of the pen first. @rest ends with %NULL. */
static void
move_slips (GPtrArray *rest, GPtrArray *near, const char *word)
{
  const char *nearest = perch_text_nearest (word, (const char *const *) rest->pdata);

  for (; nearest != NULL && near->len < MAX_NEAR;
       nearest = perch_text_nearest (word, (const char *const *) rest->pdata))
    move (rest, near, nearest);
}

/* Then what has the word in it, such as that of one of several backends. */
static void
move_longer (GPtrArray *rest, GPtrArray *near, const char *word)
{
  for (guint i = 0; i + 1 < rest->len && near->len < MAX_NEAR;)
    if (strstr (g_ptr_array_index (rest, i), word) != NULL)
      {
        g_ptr_array_add (near, g_ptr_array_index (rest, i));
        g_ptr_array_remove_index (rest, i);
      }
    else
      i++;
}

/**
 * perch_near_describe:
 * @word: what somebody wrote
 * @words: (array zero-terminated=1): what would have been right
 *
 * Returns: (transfer full): the end of a message, such as `; near it are "btn_stop", "btn_start"`;
 *   empty when nothing is near
 */
char *
perch_near_describe (const char *word, const char *const *words)
{
  g_autoptr (GPtrArray) rest = g_ptr_array_new ();
  g_autoptr (GPtrArray) near = g_ptr_array_new ();
  g_autofree char *list = NULL;

  g_return_val_if_fail (word != NULL, NULL);
  g_return_val_if_fail (words != NULL, NULL);

  if (*word == '\0')
    return g_strdup ("");
  for (; *words != NULL; words++)
    g_ptr_array_add (rest, (gpointer) *words);
  g_ptr_array_add (rest, NULL);
  move_slips (rest, near, word);
  move_longer (rest, near, word);
  if (near->len == 0)
    return g_strdup ("");
  g_ptr_array_add (near, NULL);
  list = g_strjoinv ("\", \"", (GStrv) near->pdata);
  return g_strdup_printf (near->len == 2 ? "; near it is \"%s\"" : "; near it are \"%s\"", list);
}
