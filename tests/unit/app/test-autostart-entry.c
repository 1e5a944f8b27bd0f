/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/autostart-entry.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#define PERCH(path) (&(const PerchAutostartProgram){ .program = (path), .icon = "org.perch.Perch" })

#define EDITED                                                                                     \
  "# mine\n\n[Desktop Entry]\nType=Application\nName=Perch\nName[de]=Sitzstange\n"                 \
  "Exec=sh -c \"sleep 5; perch run\"\nX-GNOME-Autostart-Delay=3\n"

static void
test_is_on (void)
{
  static const struct
  {
    const char *text;
    gboolean on;
  } cases[] = {
    { EDITED, TRUE },
    { EDITED "Hidden=false\n", TRUE },
    { EDITED "Hidden=true\n", FALSE },
    { EDITED "X-GNOME-Autostart-enabled=true\n", TRUE },
    { EDITED "X-GNOME-Autostart-enabled=false\n", FALSE },
    { EDITED "X-GNOME-Autostart-enabled=true\nHidden=true\n", FALSE },
    { "", FALSE },
    { "[Other]\nHidden=false\n", FALSE },
    { "no entry at all", FALSE },
    { "[Desktop Entry]\nName=\xff\xfe\n", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %zu", i);
      g_assert_cmpint (perch_autostart_entry_is_on (cases[i].text), ==, cases[i].on);
    }
}

/* Whatever the program's path is, what the desktop runs is that path. */
static void
test_exec (void)
{
  static const char *const programs[] = { "/usr/bin/perch", "/opt/my apps/perch",
                                          "/odd/\"q\"`$x\\y/perch", "/ä/perch" };

  for (gsize i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autofree char *text = perch_autostart_entry_switch_on (NULL, PERCH (programs[i]));
      g_autoptr (GKeyFile) entry = g_key_file_new ();
      g_autofree char *command = NULL;
      g_auto (GStrv) argv = NULL;
      g_autoptr (GError) error = NULL;

      g_key_file_load_from_data (entry, text, strlen (text), G_KEY_FILE_NONE, &error);
      g_assert_no_error (error);
      command = g_key_file_get_string (entry, "Desktop Entry", "Exec", &error);
      g_shell_parse_argv (command, NULL, &argv, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (argv[0], ==, programs[i]);
      g_assert_cmpstr (argv[1], ==, "run");
      g_assert_cmpstr (argv[2], ==, "--hidden");
    }
}

static void
test_percent (void)
{
  g_autofree char *text = perch_autostart_entry_switch_on (NULL, PERCH ("/100%f/perch"));
  g_autofree char *folder = g_dir_make_tmp ("100%f-XXXXXX", NULL);
  g_autofree char *link = g_build_filename (folder, "perch", NULL);
  g_autofree char *there = perch_autostart_entry_switch_on (NULL, PERCH (link));
  g_autofree char *branded = NULL;
  g_autofree char *again = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (link);

  g_assert_nonnull (strstr (text, "/100%%f/perch"));
  g_assert_true (perch_autostart_entry_is_stale (there));
  g_assert_true (g_file_make_symbolic_link (file, "/bin/true", NULL, NULL));
  g_assert_false (perch_autostart_entry_is_stale (there));

  g_test_message ("That of a product may have them in the path of its file, too");
  branded = perch_autostart_entry_switch_on (
      NULL, &(const PerchAutostartProgram){ "/bin/true", link, "org.perch.Perch" });
  g_assert_false (perch_autostart_entry_is_stale (branded));
  again = perch_autostart_entry_switch_on (
      branded, &(const PerchAutostartProgram){ "/bin/false", link, "org.perch.Perch" });
  g_assert_cmpstr (again, ==, branded);
  g_assert_true (g_file_delete (file, NULL, NULL));
  g_assert_true (perch_autostart_entry_is_stale (branded));
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_product (void)
{
  const PerchAutostartProgram what = { "/bin/true", "/opt/my \"app\"/branding.json",
                                       "/opt/my \"app\"/logo.svg" };
  g_autofree char *text = perch_autostart_entry_switch_on (NULL, &what);
  g_autoptr (GKeyFile) entry = g_key_file_new ();
  g_autofree char *command = NULL;
  g_autofree char *icon = NULL;
  g_auto (GStrv) argv = NULL;

  g_assert_true (g_key_file_load_from_data (entry, text, strlen (text), G_KEY_FILE_NONE, NULL));
  command = g_key_file_get_string (entry, "Desktop Entry", "Exec", NULL);
  g_assert_true (g_shell_parse_argv (command, NULL, &argv, NULL));
  g_assert_cmpstr (argv[0], ==, "env");
  g_assert_cmpstr (argv[1], ==, "PERCH_BRANDING=/opt/my \"app\"/branding.json");
  g_assert_cmpstr (argv[2], ==, "/bin/true");
  icon = g_key_file_get_string (entry, "Desktop Entry", "Icon", NULL);
  g_assert_cmpstr (icon, ==, what.icon);
  g_assert_true (perch_autostart_entry_is_stale (text)); /* there is no such file */
  g_assert_null (perch_autostart_entry_switch_off (text, &what));
}

static void
test_keeps_edits (void)
{
  g_autofree char *off = perch_autostart_entry_switch_off (EDITED, PERCH ("/usr/bin/perch"));
  g_autofree char *on = perch_autostart_entry_switch_on (off, PERCH ("/usr/bin/perch"));

  g_assert_cmpstr (off, ==, EDITED "Hidden=true\n");
  g_assert_cmpstr (on, ==, EDITED);
}

static void
test_own_can_go (void)
{
  g_autofree char *own = perch_autostart_entry_switch_on (NULL, PERCH ("/usr/bin/perch"));

  g_assert_true (perch_autostart_entry_is_on (own));
  g_assert_null (perch_autostart_entry_switch_off (own, PERCH ("/usr/bin/perch")));
  g_assert_null (perch_autostart_entry_switch_off ("no entry at all", PERCH ("/usr/bin/perch")));
}

static void
test_stale (void)
{
  const char *old = "[Desktop Entry]\nType=Application\nName=Mine\nExec=/gone/perch run\n"
                    "Icon=/gone/logo.svg\n";
  g_autofree char *text = perch_autostart_entry_switch_on (old, PERCH ("/bin/true"));
  g_autofree char *kept =
      perch_autostart_entry_switch_on (EDITED "Icon=mine\n", PERCH ("/bin/true"));

  g_assert_cmpstr (kept, ==, EDITED "Icon=mine\n");
  g_assert_true (perch_autostart_entry_is_stale (old));
  g_assert_false (perch_autostart_entry_is_stale (EDITED));
  g_assert_false (perch_autostart_entry_is_stale (text));
  g_assert_nonnull (strstr (text, "Name=Mine\n"));
  g_assert_nonnull (strstr (text, "Exec=\"/bin/true\" run --hidden\n"));
  g_assert_nonnull (strstr (text, "Icon=org.perch.Perch\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/autostart-entry/is-on", test_is_on);
  g_test_add_func ("/autostart-entry/exec", test_exec);
  g_test_add_func ("/autostart-entry/percent", test_percent);
  g_test_add_func ("/autostart-entry/product", test_product);
  g_test_add_func ("/autostart-entry/keeps-edits", test_keeps_edits);
  g_test_add_func ("/autostart-entry/own-can-go", test_own_can_go);
  g_test_add_func ("/autostart-entry/stale", test_stale);
  return g_test_run ();
}
