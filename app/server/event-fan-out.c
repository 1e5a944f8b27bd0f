/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/server/event-fan-out.h"

#include "app/server/event-frames.h"
#include "app/server/socket-offer.h"

/* Memory for frames that is kept from one event to the next; one that was larger is let go. */
#define MAX_KEPT (64 * 1024)

/* All that is looked at of a client for an event: with hundreds of them, memory that was not looked
 * at since the event before costs more than anything else here. */
typedef struct
{
  int fd;
  gpointer member;
} Member;

/* Clients that have all been sent the same, up to the event before number @cursor, so that what
 * comes next is made once for all of them. @cursor means nothing while there are no @members. */
typedef struct
{
  guint batch;
  guint64 cursor;
  GArray *members; /* (element-type Member) (owned) */
} Group;

/* A group for each number of events that clients want in a frame. One that is empty waits for the
 * next number. @frames are those that are being sent, and empty in between. */
struct _PerchEventFanOut
{
  PerchEventHub *hub;
  PerchEventFanOutFunc dropped;
  GPtrArray *groups; /* (element-type Group) (owned) */
  GByteArray *frames; /* (owned) */
};

/* Whose connection did not take all of what was sent. */
typedef struct
{
  gpointer member;
  gssize written; /* -1 when it is broken */
} Failure;

static void
group_free (gpointer data)
{
  Group *group = data;

  g_array_unref (group->members);
  g_free (group);
}

/* Returns: (transfer none): that for @batch, which may be new and empty */
static Group *
get_group (PerchEventFanOut *self, guint batch)
{
  Group *empty = NULL;

  for (guint i = 0; i < self->groups->len; i++)
    {
      Group *group = g_ptr_array_index (self->groups, i);

      if (group->members->len == 0)
        empty = group;
      else if (group->batch == batch)
        return group;
    }
  if (empty == NULL)
    {
      empty = g_new0 (Group, 1);
      empty->members = g_array_new (FALSE, FALSE, sizeof (Member));
      g_ptr_array_add (self->groups, empty);
    }
  empty->batch = batch;
  return empty;
}

/* A large event is not held on to. */
static void
clear_frames (PerchEventFanOut *self)
{
  if (self->frames->len > MAX_KEPT)
    {
      g_byte_array_unref (self->frames);
      self->frames = g_byte_array_new ();
    }
  g_byte_array_set_size (self->frames, 0);
}

/* Whoever is dropped is told so after all have been sent to. */
static void
drop (PerchEventFanOut *self, const Group *group, const GArray *failures)
{
  for (guint i = 0; i < failures->len; i++)
    {
      const Failure *failure = &g_array_index (failures, Failure, i);

      if (failure->written < 0)
        self->dropped (failure->member, group->cursor, NULL, 0);
      else
        self->dropped (failure->member, group->cursor, self->frames->data + failure->written,
                       self->frames->len - (gsize) failure->written);
    }
}

static void
send_to_all (PerchEventFanOut *self, Group *group)
{
  g_autoptr (GArray) failures = NULL;

  /* Backwards: the last one takes the place of one that is removed. */
  for (guint i = group->members->len; i > 0; i--)
    {
      const Member *member = &g_array_index (group->members, Member, i - 1);
      const Failure failure = {
        member->member,
        perch_socket_offer (member->fd, self->frames->data, self->frames->len),
      };

      if (failure.written == (gssize) self->frames->len)
        continue;
      if (failures == NULL)
        failures = g_array_new (FALSE, FALSE, sizeof (Failure));
      g_array_append_val (failures, failure);
      g_array_remove_index_fast (group->members, i - 1);
    }
  if (failures != NULL)
    drop (self, group, failures);
  clear_frames (self);
}

/* There are events that all have missed, which each is told by itself. */
static void
drop_all (PerchEventFanOut *self, Group *group)
{
  g_autoptr (GArray) members = g_array_copy (group->members);
  guint64 cursor = group->cursor;

  g_array_set_size (group->members, 0);
  for (guint i = 0; i < members->len; i++)
    self->dropped (g_array_index (members, Member, i).member, cursor, (const guint8 *) "", 0);
}

static void
pump_group (PerchEventFanOut *self, Group *group)
{
  if (group->members->len > 0 && group->cursor < perch_event_hub_get_oldest (self->hub))
    drop_all (self, group);
  while (group->members->len > 0 && group->cursor <= perch_event_hub_get_newest (self->hub))
    {
      perch_event_frames_add_next (self->frames, self->hub, &group->cursor, group->batch);
      send_to_all (self, group);
    }
}

/**
 * perch_event_fan_out_new:
 * @hub: where the events are; must outlive it
 * @dropped: called when a member has to be sent to by itself
 *
 * Makes what sends events to all who have had those before: each event is made ready for the wire
 * once, however many there are.
 *
 * Returns: (transfer full): free with perch_event_fan_out_free()
 */
PerchEventFanOut *
perch_event_fan_out_new (PerchEventHub *hub, PerchEventFanOutFunc dropped)
{
  PerchEventFanOut *self = NULL;

  g_return_val_if_fail (hub != NULL, NULL);
  g_return_val_if_fail (dropped != NULL, NULL);

  self = g_new0 (PerchEventFanOut, 1);
  self->hub = hub;
  self->dropped = dropped;
  self->groups = g_ptr_array_new_with_free_func (group_free);
  self->frames = g_byte_array_new ();
  return self;
}

/**
 * perch_event_fan_out_free:
 * @self: (transfer full): one without members
 */
void
perch_event_fan_out_free (PerchEventFanOut *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->groups);
  g_byte_array_unref (self->frames);
  g_free (self);
}

/**
 * perch_event_fan_out_add:
 * @self: a fan-out
 * @batch: how many events @member takes in one frame, as an array; 0 for one object a frame
 * @fd: of a socket, where it is sent to; open as long as it is a member
 * @member: who has been sent all events there are, and whose connection takes more
 */
void
perch_event_fan_out_add (PerchEventFanOut *self, guint batch, int fd, gpointer member)
{
  const Member added = { fd, member };
  Group *group = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (fd >= 0);
  g_return_if_fail (member != NULL);

  group = get_group (self, batch);
  /* They may not have been told yet of what it has got. */
  pump_group (self, group);
  group->cursor = perch_event_hub_get_newest (self->hub) + 1;
  g_array_append_val (group->members, added);
}

static gboolean
remove_from_group (Group *group, gpointer member)
{
  for (guint i = 0; i < group->members->len; i++)
    if (g_array_index (group->members, Member, i).member == member)
      {
        g_array_remove_index_fast (group->members, i);
        return TRUE;
      }
  return FALSE;
}

/**
 * perch_event_fan_out_remove:
 * @self: a fan-out
 * @member: who is sent nothing any more
 * @cursor: (out): number of the event that would have been next; untouched when it is no member
 */
void
perch_event_fan_out_remove (PerchEventFanOut *self, gpointer member, guint64 *cursor)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (cursor != NULL);

  for (guint i = 0; i < self->groups->len; i++)
    {
      Group *group = g_ptr_array_index (self->groups, i);

      if (remove_from_group (group, member))
        *cursor = group->cursor;
    }
}

/**
 * perch_event_fan_out_pump:
 * @self: a fan-out
 *
 * Sends what is new to all members.
 */
void
perch_event_fan_out_pump (PerchEventFanOut *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->groups->len; i++)
    pump_group (self, g_ptr_array_index (self->groups, i));
}

/**
 * perch_event_fan_out_send:
 * @self: a fan-out
 * @event: an event without a number of its own
 *
 * Sends @event to all members, after what is new.
 */
void
perch_event_fan_out_send (PerchEventFanOut *self, GBytes *event)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (event != NULL);

  for (guint i = 0; i < self->groups->len; i++)
    {
      Group *group = g_ptr_array_index (self->groups, i);

      pump_group (self, group);
      perch_event_frames_add (self->frames, event, group->batch);
      send_to_all (self, group);
    }
}
