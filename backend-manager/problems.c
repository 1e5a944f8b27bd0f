/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/problems.h"

#include <string.h>

typedef struct
{
  char *name; /* (owned) */
  GStrv texts; /* (owned) */
} Topic;

/* @all has what all topics say, in the order in which they first had something to say. */
struct _PerchProblems
{
  GPtrArray *topics; /* (owned) (element-type Topic) */
  GStrv all; /* (owned) */
};

static void
topic_free (gpointer data)
{
  Topic *topic = data;

  g_free (topic->name);
  g_strfreev (topic->texts);
  g_free (topic);
}

/**
 * perch_problems_new:
 *
 * Returns: (transfer full): no problems; free with perch_problems_free()
 */
PerchProblems *
perch_problems_new (void)
{
  PerchProblems *self = g_new0 (PerchProblems, 1);

  self->topics = g_ptr_array_new_with_free_func (topic_free);
  self->all = g_new0 (char *, 1);
  return self;
}

/**
 * perch_problems_free:
 * @self: (transfer full): problems
 */
void
perch_problems_free (PerchProblems *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->topics);
  g_strfreev (self->all);
  g_free (self);
}

static Topic *
find (PerchProblems *self, const char *name)
{
  Topic *topic = NULL;

  for (guint i = 0; i < self->topics->len; i++)
    {
      topic = g_ptr_array_index (self->topics, i);
      if (g_str_equal (topic->name, name))
        return topic;
    }
  topic = g_new0 (Topic, 1);
  topic->name = g_strdup (name);
  topic->texts = g_new0 (char *, 1);
  g_ptr_array_add (self->topics, topic);
  return topic;
}

/* Returns: whether another problem says all that @text says: one thing that is wrong may be the
 * reason for another one */
static gboolean
is_said_elsewhere (PerchProblems *self, const Topic *topic, const char *text)
{
  for (guint i = 0; i < self->topics->len; i++)
    {
      const Topic *other = g_ptr_array_index (self->topics, i);

      for (guint j = 0; other != topic && other->texts[j] != NULL; j++)
        if (strlen (other->texts[j]) > strlen (text) && strstr (other->texts[j], text) != NULL)
          return TRUE;
    }
  return FALSE;
}

static void
collect (PerchProblems *self)
{
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();

  for (guint i = 0; i < self->topics->len; i++)
    {
      const Topic *topic = g_ptr_array_index (self->topics, i);

      for (guint j = 0; topic->texts[j] != NULL; j++)
        if (!is_said_elsewhere (self, topic, topic->texts[j]))
          g_strv_builder_add (all, topic->texts[j]);
    }
  g_strfreev (self->all);
  self->all = g_strv_builder_end (all);
}

/**
 * perch_problems_set:
 * @self: problems
 * @topic: what they are about
 * @texts: (nullable) (array zero-terminated=1): all that is wrong with it now, a sentence each
 *
 * Replaces what was said about @topic before.
 *
 * Returns: whether that makes a difference
 */
gboolean
perch_problems_set (PerchProblems *self, const char *topic, const char *const *texts)
{
  static const char *const none[] = { NULL };
  Topic *found = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (topic != NULL, FALSE);

  if (texts == NULL)
    texts = none;
  found = find (self, topic);
  if (g_strv_equal ((const char *const *) found->texts, texts))
    return FALSE;
  g_strfreev (found->texts);
  found->texts = g_strdupv ((GStrv) texts);
  collect (self);
  return TRUE;
}

/**
 * perch_problems_get:
 * @self: problems
 *
 * Returns: (transfer none) (array zero-terminated=1): all of them, until the next change
 */
const char *const *
perch_problems_get (PerchProblems *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char *const *) self->all;
}
