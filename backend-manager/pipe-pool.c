/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/pipe-pool.h"

#include "backend-manager/source.h"

#define MAX_CONNECTIONS 8
#define RETRY_MS 20 /* while the server has not yet taken those who came before */
#define PATIENCE_MS 1000

/* A few connections to one socket, so that calls need not wait for each other.
 *
 * Simple servers serve one connection until its end, and only then take the next. There, a
 * connection that is kept for later makes the others wait for ever. So when one has had no answer
 * yet for @PATIENCE_MS, those that have nothing to do are closed, and those that get an answer are
 * not kept; until the server has answered on one connection while another that it had answered on
 * was open: then it is @concurrent, and slow calls are just slow.
 *
 * @retry and @patience are set while they run. */
struct _PerchPipePool
{
  char *path; /* (owned) */
  GPtrArray *lines; /* (owned) (element-type Line) */
  gboolean concurrent;
  GSource *retry; /* (owned) (nullable) */
  GSource *patience; /* (owned) (nullable) */
  PerchPipePoolFunc func;
  gpointer user_data; /* for @func */
};

/* @taken_us is 0 when nobody has taken it, else since when (monotonic). */
typedef struct
{
  PerchPipeConnection *connection; /* (owned) */
  gboolean proven; /* the server has answered on it */
  gint64 taken_us;
} Line;

static void
line_free (Line *line)
{
  perch_pipe_connection_free (line->connection);
  g_free (line);
}

static void
arm (PerchPipePool *self, GSource **source, guint wait_ms, GSourceFunc func)
{
  if (*source != NULL)
    return;
  *source = g_timeout_source_new (wait_ms);
  g_source_set_static_name (*source, "[perch] pipe pool");
  g_source_set_callback (*source, func, self, NULL);
  g_source_attach (*source, g_main_context_get_thread_default ());
}

/**
 * perch_pipe_pool_new:
 * @path: of a Unix socket
 * @func: called from the main loop, never from within a function of the pool
 *
 * Returns: (transfer full): a pool without connections; it makes them as they are needed
 */
PerchPipePool *
perch_pipe_pool_new (const char *path, PerchPipePoolFunc func, gpointer user_data)
{
  PerchPipePool *self = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (func != NULL, NULL);

  self = g_new0 (PerchPipePool, 1);
  self->path = g_strdup (path);
  self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
  self->func = func;
  self->user_data = user_data;
  return self;
}

/**
 * perch_pipe_pool_free:
 * @self: (transfer full): a pool. Connections that are taken are closed as well
 */
void
perch_pipe_pool_free (PerchPipePool *self)
{
  g_return_if_fail (self != NULL);

  perch_source_clear (&self->retry);
  perch_source_clear (&self->patience);
  g_ptr_array_unref (self->lines);
  g_free (self->path);
  g_free (self);
}

static gboolean
is_waiting (PerchPipePool *self, const Line *line)
{
  return !self->concurrent && !line->proven && line->taken_us != 0;
}

static gboolean
somebody_starves (PerchPipePool *self)
{
  gint64 since_us = g_get_monotonic_time () - PATIENCE_MS * (gint64) 1000;

  for (guint i = 0; i < self->lines->len; i++)
    {
      const Line *line = g_ptr_array_index (self->lines, i);

      if (is_waiting (self, line) && line->taken_us <= since_us)
        return TRUE;
    }
  return FALSE;
}

static gboolean
patience_cb (gpointer user_data)
{
  PerchPipePool *self = user_data;
  gboolean starves = somebody_starves (self);
  gboolean waits = FALSE;

  for (guint i = self->lines->len; i-- > 0;)
    {
      const Line *line = g_ptr_array_index (self->lines, i);

      waits = waits || is_waiting (self, line);
      if (starves && line->taken_us == 0)
        g_ptr_array_remove_index (self->lines, i);
    }
  if (waits)
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&self->patience, g_source_unref);
  return G_SOURCE_REMOVE;
}

static gboolean
retry_cb (gpointer user_data)
{
  PerchPipePool *self = user_data;

  g_clear_pointer (&self->retry, g_source_unref);
  self->func (self->user_data);
  return G_SOURCE_REMOVE;
}

static PerchPipeConnection *
take_line (PerchPipePool *self, Line *line)
{
  line->taken_us = g_get_monotonic_time ();
  if (is_waiting (self, line))
    arm (self, &self->patience, PATIENCE_MS, patience_cb);
  return line->connection;
}

/* Those that the server has closed meanwhile are forgotten. */
static Line *
find_free (PerchPipePool *self)
{
  for (guint i = self->lines->len; i-- > 0;)
    {
      Line *line = g_ptr_array_index (self->lines, i);

      if (line->taken_us != 0)
        continue;
      if (perch_pipe_connection_is_open (line->connection))
        return line;
      g_ptr_array_remove_index (self->lines, i);
    }
  return NULL;
}

/**
 * perch_pipe_pool_take:
 * @error: of %G_IO_ERROR when the socket can't be reached; not set when it only takes time
 *
 * Returns: (transfer none) (nullable): a connection to be asked once, and then given back or
 *   dropped; %NULL without an error when all are taken, or when the server is behind
 */
PerchPipeConnection *
perch_pipe_pool_take (PerchPipePool *self, GError **error)
{
  g_autoptr (GError) problem = NULL;
  PerchPipeConnection *connection = NULL;
  Line *line = find_free (self);

  if (line == NULL && self->lines->len < MAX_CONNECTIONS && self->retry == NULL)
    {
      connection = perch_pipe_connection_open (self->path, &problem);
      if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        arm (self, &self->retry, RETRY_MS, retry_cb);
      else if (connection == NULL)
        g_propagate_error (error, g_steal_pointer (&problem));
    }
  if (connection != NULL)
    {
      line = g_new0 (Line, 1);
      line->connection = connection;
      g_ptr_array_add (self->lines, line);
    }
  return line != NULL ? take_line (self, line) : NULL;
}

static guint
find_line (PerchPipePool *self, PerchPipeConnection *connection)
{
  guint i = 0;

  while (((Line *) g_ptr_array_index (self->lines, i))->connection != connection)
    i++;
  return i;
}

/* One that the server has closed proves nothing: that made room for the other. */
static gboolean
has_proven (PerchPipePool *self)
{
  for (guint i = 0; i < self->lines->len; i++)
    {
      const Line *line = g_ptr_array_index (self->lines, i);

      if (line->proven && perch_pipe_connection_is_open (line->connection))
        return TRUE;
    }
  return FALSE;
}

/**
 * perch_pipe_pool_give_back:
 * @connection: one that was taken, and was answered on
 */
void
perch_pipe_pool_give_back (PerchPipePool *self, PerchPipeConnection *connection)
{
  guint index = find_line (self, connection);
  Line *line = g_ptr_array_index (self->lines, index);

  if (!line->proven && has_proven (self))
    self->concurrent = TRUE;
  line->proven = TRUE;
  line->taken_us = 0;
  if (!perch_pipe_connection_is_open (connection) || somebody_starves (self))
    g_ptr_array_remove_index (self->lines, index);
}

/**
 * perch_pipe_pool_drop:
 * @connection: one that was taken, and on which there was no answer: an answer that still came
 *   would be taken for that of the next request
 *
 * Closes it.
 */
void
perch_pipe_pool_drop (PerchPipePool *self, PerchPipeConnection *connection)
{
  g_ptr_array_remove_index (self->lines, find_line (self, connection));
}
