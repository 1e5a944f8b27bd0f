/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "app/window/contrast.h"

#define STEPS 10

/* The exponent of the standard is 2.4, after an offset; its result differs by little. */
static double
get_luminance (const GdkRGBA *colour)
{
  return 0.2126 * colour->red * colour->red + 0.7152 * colour->green * colour->green +
         0.0722 * colour->blue * colour->blue;
}

/**
 * perch_contrast_get:
 *
 * Returns: how well one of the colours can be read on the other, from 1, not at all, to 21
 */
double
perch_contrast_get (const GdkRGBA *a, const GdkRGBA *b)
{
  double first = 0.0;
  double second = 0.0;

  g_return_val_if_fail (a != NULL && b != NULL, 1.0);

  first = get_luminance (a);
  second = get_luminance (b);
  return (MAX (first, second) + 0.05) / (MIN (first, second) + 0.05);
}

/**
 * perch_contrast_ensure:
 * @colour: (inout): the colour of a word
 * @text: the colour of the text around it, which can be read
 * @background: what it is seen on
 *
 * Themes name one colour for errors, on whatever background. Makes it as much like @text as it
 * takes to be readable, and no more.
 */
void
perch_contrast_ensure (GdkRGBA *colour, const GdkRGBA *text, const GdkRGBA *background)
{
  GdkRGBA pure;

  g_return_if_fail (colour != NULL && text != NULL && background != NULL);

  pure = *colour;
  for (int i = 1; i <= STEPS && perch_contrast_get (colour, background) < PERCH_CONTRAST_READABLE;
       i++)
    {
      double share = (double) i / STEPS;

      colour->red = pure.red + (text->red - pure.red) * share;
      colour->green = pure.green + (text->green - pure.green) * share;
      colour->blue = pure.blue + (text->blue - pure.blue) * share;
    }
}
