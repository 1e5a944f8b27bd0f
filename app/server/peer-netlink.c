/* SPDX-FileCopyrightText: 2026 The Perch authors
 * SPDX-License-Identifier: MIT */

#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/server/peer-private.h"

/* Asks the kernel for one socket, by its two addresses. It answers within the send, by a look into
 * the hash table that every arriving packet is looked up in: some microseconds, however many
 * sockets there are, and the answer can be read without waiting.
 *
 * @fd is -1 where the kernel has no such interface. @sequence is the number of the last question.
 */
struct _PerchPeerFinder
{
  int fd;
  guint32 sequence;
  guint32 our_uid;
};

typedef struct
{
  struct nlmsghdr header;
  struct inet_diag_req_v2 diag;
} Question;

/* The address of one end of a connection. */
typedef union
{
  struct sockaddr any;
  struct sockaddr_in ipv4;
  struct sockaddr_in6 ipv6;
} End;

/* What an answer may be: aligned as netlink wants it, and with room for the attributes behind it.
 */
typedef union
{
  struct nlmsghdr header;
  char bytes[4096];
} Answer;

/**
 * perch_peer_finder_new:
 *
 * Returns: (transfer full): what tells whose process is at the other end of a TCP connection; free
 *   with perch_peer_finder_free()
 */
PerchPeerFinder *
perch_peer_finder_new (void)
{
  PerchPeerFinder *self = g_new0 (PerchPeerFinder, 1);

  self->fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_SOCK_DIAG);
  self->our_uid = geteuid ();
  return self;
}

/**
 * perch_peer_finder_free:
 * @self: (transfer full): a finder
 */
void
perch_peer_finder_free (PerchPeerFinder *self)
{
  g_return_if_fail (self != NULL);

  if (self->fd != -1)
    close (self->fd);
  g_free (self);
}

static gboolean
set_end (const End *end, __be16 *port, __be32 *words)
{
  switch (end->any.sa_family)
    {
    case AF_INET:
      *port = end->ipv4.sin_port;
      words[0] = end->ipv4.sin_addr.s_addr;
      return TRUE;
    case AF_INET6:
      *port = end->ipv6.sin6_port;
      memcpy (words, &end->ipv6.sin6_addr, sizeof end->ipv6.sin6_addr);
      return TRUE;
    default:
      return FALSE;
    }
}

/* By system calls, since this is done for each connection: address objects would cost more than all
 * the rest of it. */
static gboolean
set_ends (GSocket *socket, struct inet_diag_req_v2 *diag)
{
  int fd = g_socket_get_fd (socket);
  End theirs = { .any = { .sa_family = AF_UNSPEC } };
  End ours = theirs;
  socklen_t length = sizeof theirs;

  if (getpeername (fd, &theirs.any, &length) != 0)
    return FALSE;
  length = sizeof ours;
  if (getsockname (fd, &ours.any, &length) != 0)
    return FALSE;
  diag->sdiag_family = (guint8) theirs.any.sa_family;
  return set_end (&theirs, &diag->id.idiag_sport, diag->id.idiag_src) &&
         set_end (&ours, &diag->id.idiag_dport, diag->id.idiag_dst);
}

static gboolean
send_question (PerchPeerFinder *self, GSocket *socket, struct inet_diag_sockid *id)
{
  struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
  Question question = {
    .header = { .nlmsg_len = sizeof question,
                .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                .nlmsg_flags = NLM_F_REQUEST,
                .nlmsg_seq = ++self->sequence },
    .diag = { .sdiag_protocol = IPPROTO_TCP,
              .idiag_states = ~0u,
              .id = { .idiag_cookie = { INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE } } },
  };

  if (!set_ends (socket, &question.diag))
    return FALSE;
  *id = question.diag.id;
  return sendto (self->fd, &question, sizeof question, 0, (struct sockaddr *) &kernel,
                 sizeof kernel) == sizeof question;
}

/* A socket that listens on the peer's port is what the kernel finds last, when the peer is gone. */
static gboolean
read_socket (const Answer *answer, const struct inet_diag_sockid *id, PerchPeerOwner *owner)
{
  const struct inet_diag_msg *found = NLMSG_DATA (&answer->header);

  if (answer->header.nlmsg_type != SOCK_DIAG_BY_FAMILY ||
      answer->header.nlmsg_len < NLMSG_LENGTH (sizeof *found) || found->idiag_state == TCP_LISTEN ||
      found->id.idiag_sport != id->idiag_sport || found->id.idiag_dport != id->idiag_dport)
    return FALSE;
  owner->uid = found->idiag_uid;
  owner->inode = found->idiag_inode;
  return TRUE;
}

/* An answer to an older question is left over from one that was given up. */
static gboolean
receive_answer (PerchPeerFinder *self, const struct inet_diag_sockid *id, PerchPeerOwner *owner)
{
  Answer answer;
  ssize_t length = 0;

  while ((length = recv (self->fd, &answer, sizeof answer, 0)) >= (ssize_t) sizeof answer.header)
    if (answer.header.nlmsg_seq == self->sequence)
      return NLMSG_OK (&answer.header, (gsize) length) && read_socket (&answer, id, owner);
  return FALSE;
}

/**
 * perch_peer_finder_find_owner:
 * @self: a finder
 * @socket: an accepted TCP socket
 * @owner: (out caller-allocates): whose the socket at the other end is
 *
 * Returns: whether the kernel has answered, which it does at once
 */
gboolean
perch_peer_finder_find_owner (PerchPeerFinder *self, GSocket *socket, PerchPeerOwner *owner)
{
  struct inet_diag_sockid id = { 0 };

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (G_IS_SOCKET (socket), FALSE);
  g_return_val_if_fail (owner != NULL, FALSE);

  return self->fd != -1 && send_question (self, socket, &id) && receive_answer (self, &id, owner);
}

/**
 * perch_peer_finder_ask:
 * @self: a finder
 * @socket: an accepted TCP socket
 * @peer: (out): who is at the other end
 *
 * Returns: whether the kernel has answered, which it does at once; when not, there is
 *   perch_peer_find_slowly_async()
 */
gboolean
perch_peer_finder_ask (PerchPeerFinder *self, GSocket *socket, PerchPeer *peer)
{
  PerchPeerOwner owner = { 0 };

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (G_IS_SOCKET (socket), FALSE);
  g_return_val_if_fail (peer != NULL, FALSE);

  *peer = PERCH_PEER_UNKNOWN;
  if (!perch_peer_finder_find_owner (self, socket, &owner))
    return FALSE;
  *peer = perch_peer_judge (&owner, self->our_uid);
  return TRUE;
}
