/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <gio/gio.h>

/* A tray host for tests: owns the name that icons register with, and does over D-Bus what a panel
 * does when somebody clicks. It lives in the same process and main loop as the icon. */
typedef struct _FakeHost FakeHost;

FakeHost *fake_host_new (void);
void fake_host_free (FakeHost *self);
void fake_host_appear (FakeHost *self);
void fake_host_vanish (FakeHost *self);
guint fake_host_get_n_registered (FakeHost *self);
void fake_host_set_refusing (FakeHost *self, gboolean refusing);
guint fake_host_get_n_refused (FakeHost *self);
guint fake_host_get_n_layouts (FakeHost *self);
guint fake_host_get_n_updates (FakeHost *self);
gboolean fake_host_has_menu (FakeHost *self);
char *fake_host_dup_property (FakeHost *self, const char *name);
char *fake_host_dup_menu (FakeHost *self);
int fake_host_find (FakeHost *self, const char *label);
void fake_host_about_to_show (FakeHost *self);
void fake_host_event (FakeHost *self, int id, const char *event);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeHost, fake_host_free)

/* Runs the main loop until CONDITION holds; fails when it does not within 60 s. */
#define wait_until(CONDITION)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 deadline_ = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;                              \
    while (!(CONDITION))                                                                           \
      {                                                                                            \
        g_assert_cmpint (g_get_monotonic_time (), <, deadline_);                                   \
        fake_host_iterate ();                                                                      \
      }                                                                                            \
  }                                                                                                \
  G_STMT_END

void fake_host_iterate (void);
