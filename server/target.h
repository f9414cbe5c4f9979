/* server/target.h - where a webhook may go: its URL, its host, and the address the host's name turned out to
 * have (threat 29). No sockets, no look-ups: server/post.c asks it about the very address it is about to
 * connect to.
 *
 * hosts     "erp.example.cn,.example.com,*": a host, every host below a domain, any host; empty: none
 * networks  "10.1.0.0/16,fd00:1::/64,127.0.0.1/32": addresses that would be refused otherwise, and that plain
 * http may reach; empty: none */
#ifndef GUOSUO_SERVER_TARGET_H
#define GUOSUO_SERVER_TARGET_H

#include <sys/socket.h>

#include "proto/fault.h"

enum { TARGET_URL_MAX = 512 };

/* RULE_OK or what is wrong: TOO_LONG, WEBHOOK_URL (not http or https, or with user, password or fragment),
 * WEBHOOK_HOST (not one of hosts), WEBHOOK_PLAIN (http where no network is given), WEBHOOK_ADDRESS (a numeric
 * address that target_address refuses). What a name resolves to is judged when it is called. */
enum rule target_url(const char *url, const char *hosts, const char *networks);

/* May this be connected to? Addresses of one of networks: yes. Else only public unicast addresses, over TLS.
 */
bool target_address(const struct sockaddr *address, bool encrypted, const char *networks);

/* Is every entry an address with a prefix length? */
bool target_networks_good(const char *networks);

#endif
