/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <math.h>

#include <gdk-pixbuf/gdk-pixbuf.h>

/* The icons as files: one for each status, each as a coloured and as a symbolic one, and all to be
 * told apart by somebody who sees no colours, in the smallest panel. */
static const char *const statuses[] = { "stopped", "busy",   "running",
                                        "warning", "failed", "not-found" };
static const int sizes[] = { 16, 22, 24, 32, 48 };

/* Adwaita's panels. */
#define LIGHT 0xf6f5f4u
#define DARK 0x2b2b2bu

/* Of 256 pixels. */
#define MIN_OTHER_PIXELS 10

/* Web Content Accessibility Guidelines 2.1, 1.4.11: "Non-text Contrast". */
#define MIN_CONTRAST 3.0

static GdkPixbuf *
load (const char *status, gboolean symbolic, int size)
{
  g_autofree char *name = g_strdup_printf ("perch-%s%s.svg", status, symbolic ? "-symbolic" : "");
  g_autofree char *path =
      g_build_filename (g_getenv ("PERCH_TOP_SRCDIR"), "resources", "icons", "hicolor",
                        symbolic ? "symbolic" : "scalable", "apps", name, NULL);
  g_autoptr (GError) error = NULL;
  GdkPixbuf *picture = gdk_pixbuf_new_from_file_at_size (path, size, size, &error);

  g_assert_no_error (error);
  g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, size);
  g_assert_cmpint (gdk_pixbuf_get_height (picture), ==, size);
  g_assert_cmpint (gdk_pixbuf_get_n_channels (picture), ==, 4);
  return picture;
}

static const guint8 *
pixel (GdkPixbuf *picture, int x, int y)
{
  return gdk_pixbuf_read_pixels (picture) + y * gdk_pixbuf_get_rowstride (picture) + 4 * x;
}

/* In how many pixels one is filled and the other is not. */
static guint
count_other_pixels (GdkPixbuf *one, GdkPixbuf *other)
{
  int size = gdk_pixbuf_get_width (one);
  guint n = 0;

  for (int y = 0; y < size; y++)
    for (int x = 0; x < size; x++)
      if (ABS (pixel (one, x, y)[3] - pixel (other, x, y)[3]) > 127)
        n++;
  return n;
}

static void
test_shapes (gconstpointer symbolic)
{
  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
      {
        g_autoptr (GdkPixbuf) one = load (statuses[i], symbolic != NULL, sizes[s]);

        for (gsize j = 0; j < i; j++)
          {
            g_autoptr (GdkPixbuf) other = load (statuses[j], symbolic != NULL, sizes[s]);

            g_test_message ("%s and %s at %d", statuses[i], statuses[j], sizes[s]);
            g_assert_cmpuint (count_other_pixels (one, other), >=, MIN_OTHER_PIXELS);
          }
      }
}

static double
luminance_of (guint8 red, guint8 green, guint8 blue)
{
  const guint8 parts[] = { red, green, blue };
  const double weights[] = { 0.2126, 0.7152, 0.0722 };
  double sum = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      double part = parts[i] / 255.0;

      sum += weights[i] * (part <= 0.03928 ? part / 12.92 : pow ((part + 0.055) / 1.055, 2.4));
    }
  return sum;
}

static double
contrast (double one, double other)
{
  return (MAX (one, other) + 0.05) / (MIN (one, other) + 0.05);
}

/* Where the bird's body is. */
static void
test_contrast (void)
{
  const guint panels[] = { LIGHT, DARK };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (panels); j++)
      {
        g_autoptr (GdkPixbuf) picture = load (statuses[i], FALSE, 48);
        const guint8 *body = pixel (picture, 24, 20);
        double panel = luminance_of (panels[j] >> 16, (panels[j] >> 8) & 0xff, panels[j] & 0xff);

        g_test_message ("%s on #%06x", statuses[i], panels[j]);
        g_assert_cmpuint (body[3], ==, 255);
        g_assert_cmpfloat (contrast (luminance_of (body[0], body[1], body[2]), panel), >=,
                           MIN_CONTRAST);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/icons/shapes/coloured", NULL, test_shapes);
  g_test_add_data_func ("/icons/shapes/symbolic", "symbolic", test_shapes);
  g_test_add_func ("/icons/contrast", test_contrast);
  return g_test_run ();
}
