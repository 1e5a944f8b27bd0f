/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/action-mux.h"

#include <string.h>

/* Several groups of actions as one: "app.quit" is "quit" of the group that was inserted as "app".
 * GTK has the same inside its windows, but a menu has to work without GTK. */
struct _PerchActionMux
{
  GObject parent_instance;

  GPtrArray *members; /* (owned) (element-type Member) */
};

/* One inserted group; its signals come with the member as data. */
typedef struct
{
  PerchActionMux *mux; /* (unowned): owns the member */
  char *prefix; /* (owned): ends with the dot */
  GActionGroup *group; /* (owned) */
} Member;

static void perch_action_mux_group_init (GActionGroupInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PerchActionMux,
                               perch_action_mux,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_ACTION_GROUP,
                                                      perch_action_mux_group_init))

static void
member_free (Member *self)
{
  g_signal_handlers_disconnect_by_data (self->group, self);
  g_object_unref (self->group);
  g_free (self->prefix);
  g_free (self);
}

/* The member that has the action @name, and in @rest its name there. */
static const Member *
find (PerchActionMux *self, const char *name, const char **rest)
{
  for (guint i = 0; i < self->members->len; i++)
    {
      const Member *member = g_ptr_array_index (self->members, i);

      if (!g_str_has_prefix (name, member->prefix))
        continue;
      *rest = name + strlen (member->prefix);
      if (g_action_group_has_action (member->group, *rest))
        return member;
    }
  return NULL;
}

static char **
list_actions (GActionGroup *group)
{
  PerchActionMux *self = PERCH_ACTION_MUX (group);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < self->members->len; i++)
    {
      const Member *member = g_ptr_array_index (self->members, i);
      g_auto (GStrv) inner = g_action_group_list_actions (member->group);

      for (guint j = 0; inner[j] != NULL; j++)
        {
          g_autofree char *name = g_strconcat (member->prefix, inner[j], NULL);

          g_strv_builder_add (names, name);
        }
    }
  return g_strv_builder_end (names);
}

static gboolean
query_action (GActionGroup *group,
              const char *name,
              gboolean *enabled,
              const GVariantType **parameter_type,
              const GVariantType **state_type,
              GVariant **state_hint,
              GVariant **state)
{
  const char *rest = NULL;
  const Member *member = find (PERCH_ACTION_MUX (group), name, &rest);

  return member != NULL &&
         g_action_group_query_action (member->group, rest, enabled, parameter_type, state_type,
                                      state_hint, state);
}

static void
change_action_state (GActionGroup *group, const char *name, GVariant *value)
{
  const char *rest = NULL;
  const Member *member = find (PERCH_ACTION_MUX (group), name, &rest);

  if (member != NULL)
    g_action_group_change_action_state (member->group, rest, value);
}

static void
activate_action (GActionGroup *group, const char *name, GVariant *parameter)
{
  const char *rest = NULL;
  const Member *member = find (PERCH_ACTION_MUX (group), name, &rest);

  if (member != NULL)
    g_action_group_activate_action (member->group, rest, parameter);
}

static void
perch_action_mux_group_init (GActionGroupInterface *iface)
{
  /* The interface answers everything else from query_action. */
  iface->list_actions = list_actions;
  iface->query_action = query_action;
  iface->change_action_state = change_action_state;
  iface->activate_action = activate_action;
}

static void
added_cb (GActionGroup *group, const char *name, Member *member)
{
  g_autofree char *full = g_strconcat (member->prefix, name, NULL);

  g_action_group_action_added (G_ACTION_GROUP (member->mux), full);
}

static void
removed_cb (GActionGroup *group, const char *name, Member *member)
{
  g_autofree char *full = g_strconcat (member->prefix, name, NULL);

  g_action_group_action_removed (G_ACTION_GROUP (member->mux), full);
}

static void
enabled_cb (GActionGroup *group, const char *name, gboolean enabled, Member *member)
{
  g_autofree char *full = g_strconcat (member->prefix, name, NULL);

  g_action_group_action_enabled_changed (G_ACTION_GROUP (member->mux), full, enabled);
}

static void
state_cb (GActionGroup *group, const char *name, GVariant *state, Member *member)
{
  g_autofree char *full = g_strconcat (member->prefix, name, NULL);

  g_action_group_action_state_changed (G_ACTION_GROUP (member->mux), full, state);
}

static void
perch_action_mux_finalize (GObject *object)
{
  PerchActionMux *self = PERCH_ACTION_MUX (object);

  g_ptr_array_unref (self->members);
  G_OBJECT_CLASS (perch_action_mux_parent_class)->finalize (object);
}

static void
perch_action_mux_class_init (PerchActionMuxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = perch_action_mux_finalize;
}

static void
perch_action_mux_init (PerchActionMux *self)
{
  self->members = g_ptr_array_new_with_free_func ((GDestroyNotify) member_free);
}

/**
 * perch_action_mux_new:
 *
 * Returns: (transfer full): a group of no actions
 */
PerchActionMux *
perch_action_mux_new (void)
{
  return g_object_new (PERCH_TYPE_ACTION_MUX, NULL);
}

/**
 * perch_action_mux_insert:
 * @prefix: what comes before the dot; not in use yet
 * @group: its actions are ours from now on
 */
void
perch_action_mux_insert (PerchActionMux *self, const char *prefix, GActionGroup *group)
{
  g_auto (GStrv) names = NULL;
  Member *member = NULL;

  g_return_if_fail (PERCH_IS_ACTION_MUX (self));
  g_return_if_fail (prefix != NULL);
  g_return_if_fail (G_IS_ACTION_GROUP (group));

  member = g_new0 (Member, 1);
  member->mux = self;
  member->prefix = g_strconcat (prefix, ".", NULL);
  member->group = g_object_ref (group);
  g_ptr_array_add (self->members, member);
  g_signal_connect (group, "action-added", G_CALLBACK (added_cb), member);
  g_signal_connect (group, "action-removed", G_CALLBACK (removed_cb), member);
  g_signal_connect (group, "action-enabled-changed", G_CALLBACK (enabled_cb), member);
  g_signal_connect (group, "action-state-changed", G_CALLBACK (state_cb), member);

  names = g_action_group_list_actions (group);
  for (guint i = 0; names[i] != NULL; i++)
    added_cb (group, names[i], member);
}

/**
 * perch_action_mux_remove:
 * @prefix: as given to perch_action_mux_insert(); nothing happens when it is not in use
 */
void
perch_action_mux_remove (PerchActionMux *self, const char *prefix)
{
  g_autofree char *dotted = NULL;

  g_return_if_fail (PERCH_IS_ACTION_MUX (self));
  g_return_if_fail (prefix != NULL);

  dotted = g_strconcat (prefix, ".", NULL);
  for (guint i = 0; i < self->members->len; i++)
    {
      Member *member = g_ptr_array_index (self->members, i);
      g_auto (GStrv) names = NULL;

      if (!g_str_equal (member->prefix, dotted))
        continue;
      names = g_action_group_list_actions (member->group);
      for (guint j = 0; names[j] != NULL; j++)
        removed_cb (member->group, names[j], member);
      g_ptr_array_remove_index (self->members, i);
      return;
    }
}
