/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include "backend-manager/guard/message.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "backend-manager/guard/protocol.h"

#define MILLISECONDS_MAX (24 * 60 * 60 * 1000)

/* Long enough for a Perch that is merely busy; one that is frozen must not hold up the end. */
#define SEND_PATIENCE_MS 1000

/**
 * perch_guard_parse_milliseconds:
 * @milliseconds: becomes the number, at most one day; untouched on failure
 *
 * Returns: whether @text is a plain decimal number in range: no sign, no blanks, nothing after it
 */
bool
perch_guard_parse_milliseconds (const char *text, int64_t *milliseconds)
{
  int64_t value = 0;

  if (*text == '\0')
    return false;
  for (; *text != '\0'; text++)
    {
      if (*text < '0' || *text > '9')
        return false;
      value = value * 10 + (*text - '0');
      if (value > MILLISECONDS_MAX)
        return false;
    }
  *milliseconds = value;
  return true;
}

/**
 * perch_guard_order_parse:
 * @text: a packet from Perch, NUL-terminated
 * @grace: becomes the grace of a stop, in milliseconds
 *
 * Returns: what Perch wants
 */
PerchGuardOrder
perch_guard_order_parse (const char *text, int64_t *grace)
{
  if (strcmp (text, "K") == 0)
    return PERCH_GUARD_ORDER_KILL;
  if (strncmp (text, "T ", 2) == 0 && perch_guard_parse_milliseconds (text + 2, grace))
    return PERCH_GUARD_ORDER_STOP;
  return PERCH_GUARD_ORDER_NONE;
}

/* A failure is of no interest: a Perch that is gone is noticed elsewhere, and the work goes on. */
__attribute__ ((format (printf, 2, 3))) static void
say (int socket, const char *format, ...)
{
  char packet[PERCH_GUARD_MESSAGE_MAX];
  struct pollfd writable = { .fd = socket, .events = POLLOUT };
  va_list arguments;
  int length;

  va_start (arguments, format);
  length = vsnprintf (packet, sizeof packet, format, arguments);
  va_end (arguments);

  if (socket < 0 || length < 0 || (size_t) length >= sizeof packet)
    return;
  if (poll (&writable, 1, SEND_PATIENCE_MS) == 1)
    (void) !send (socket, packet, (size_t) length, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/**
 * perch_guard_say_started:
 *
 * Message S: the program runs as @main_pid, and its tree hangs below @guard.
 */
void
perch_guard_say_started (int socket, pid_t main_pid, pid_t guard)
{
  say (socket, "S %d %d", (int) main_pid, (int) guard);
}

/**
 * perch_guard_say_failed:
 * @error: an errno
 *
 * Message E: the program could not be started, and at which stage.
 */
void
perch_guard_say_failed (int socket, int error, const char *stage)
{
  say (socket, "E %d %s", error, stage);
}

/**
 * perch_guard_say_ended:
 * @wait_status: what waitpid() said
 *
 * Message X: how the main process ended.
 */
void
perch_guard_say_ended (int socket, int wait_status)
{
  if (WIFSIGNALED (wait_status))
    say (socket, "X -1 %d", WTERMSIG (wait_status));
  else
    say (socket, "X %d 0", WEXITSTATUS (wait_status));
}

/**
 * perch_guard_say_left:
 *
 * Message L: so many processes are not gone yet.
 */
void
perch_guard_say_left (int socket, unsigned left, unsigned denied)
{
  say (socket, "L %u %u", left, denied);
}

/* An order that is still unread when the socket is closed would make Perch see ECONNRESET in the
 * place of what we said. */
static void
stop_listening (int socket)
{
  char packet[PERCH_GUARD_MESSAGE_MAX];

  if (shutdown (socket, SHUT_RD) < 0)
    return;
  while (recv (socket, packet, sizeof packet, MSG_DONTWAIT) > 0)
    continue;
}

/**
 * perch_guard_say_done:
 *
 * Message Z, the last one. Nothing can be read from @socket after it.
 */
void
perch_guard_say_done (int socket, bool empty, unsigned left)
{
  stop_listening (socket);
  say (socket, "Z %d %u", empty ? 1 : 0, left);
}
