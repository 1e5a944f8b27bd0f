/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

/* The least that passing lines on can cost: `raw-sender PORT`. Whoever connects gets each line of
 * the standard input as a WebSocket frame, without any handshake; who is slow holds up all. */

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_CLIENTS 1024
#define MAX_LINE 65535

typedef struct
{
  int listener;
  int clients[MAX_CLIENTS];
  int n_clients;
} Sender;

static void
send_line (Sender *sender, char *line, size_t length)
{
  unsigned char *frame = (unsigned char *) line - 4;

  frame[0] = 0x81;
  frame[1] = 126;
  frame[2] = (unsigned char) (length >> 8);
  frame[3] = (unsigned char) length;
  for (int i = sender->n_clients - 1; i >= 0; i--)
    if (send (sender->clients[i], frame, length + 4, MSG_NOSIGNAL) < 0)
      {
        close (sender->clients[i]);
        sender->clients[i] = sender->clients[--sender->n_clients];
      }
}

/* Frames are made in place, in the four bytes in front of a line: those behind the one before it
 * have been sent by then. Returns how much of @text was whole lines. */
static size_t
send_lines (Sender *sender, char *text, size_t length)
{
  char *line = text;
  char *end = NULL;

  while ((end = memchr (line, '\n', length - (size_t) (line - text))) != NULL)
    {
      send_line (sender, line, (size_t) (end - line));
      line = end + 1;
    }
  return (size_t) (line - text);
}

/* Without Nagle's wait, as all others here: it makes sending cheap by sending late. */
static void
accept_client (Sender *sender)
{
  int client = accept (sender->listener, NULL, NULL);
  int on = 1;

  if (client < 0)
    return;
  setsockopt (client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sender->clients[sender->n_clients++] = client;
}

static int
run (Sender *sender)
{
  static char buffer[4 + MAX_LINE];
  char *text = buffer + 4;
  size_t length = 0;
  struct pollfd waits[] = { { .fd = sender->listener, .events = POLLIN },
                            { .fd = STDIN_FILENO, .events = POLLIN } };

  while (poll (waits, 2, -1) > 0)
    {
      if (waits[0].revents != 0 && sender->n_clients < MAX_CLIENTS)
        accept_client (sender);
      if (waits[1].revents != 0)
        {
          ssize_t n_read = read (STDIN_FILENO, text + length, MAX_LINE - length);
          size_t used = 0;

          if (n_read <= 0)
            return 0;
          length += (size_t) n_read;
          used = send_lines (sender, text, length);
          length -= used;
          memmove (text, text + used, length);
        }
    }
  return 1;
}

int
main (int argc, char **argv)
{
  static Sender sender;
  struct sockaddr_in address = { .sin_family = AF_INET };
  int on = 1;

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  address.sin_port = htons ((unsigned short) (argc == 2 ? atoi (argv[1]) : 0));
  sender.listener = socket (AF_INET, SOCK_STREAM, 0);
  setsockopt (sender.listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind (sender.listener, (struct sockaddr *) &address, sizeof address) != 0 ||
      listen (sender.listener, MAX_CLIENTS) != 0)
    {
      perror ("raw-sender");
      return 1;
    }
  return run (&sender);
}
