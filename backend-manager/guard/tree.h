/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Processes below one, parents before their children. The system goes on while it is read: some may
 * be gone already, some may be missing, one that moved may be there twice. Whoever acts on it
 * checks again (tree-kill.h does), and whoever needs to be sure asks waitpid() until it says
 * ECHILD. */
typedef struct
{
  pid_t pid;
  pid_t parent;
} PerchTreeEntry;

typedef struct
{
  PerchTreeEntry *entries; /* (owned) */
  size_t count;
  size_t room;
} PerchTree;

bool perch_tree_list (PerchTree *tree, pid_t root);
bool perch_tree_list_by_children (PerchTree *tree, pid_t root);
bool perch_tree_list_by_parents (PerchTree *tree, pid_t root);
void perch_tree_clear (PerchTree *tree);
