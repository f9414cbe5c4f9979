/* server/config.h - settings: one table of rows gives the INI file, the environment and the flags.
 * Order of force: --set SECTION.NAME=VALUE, then GUOSUOD_SECTION_NAME, then the file, then the default. */
#ifndef GUOSUO_SERVER_CONFIG_H
#define GUOSUO_SERVER_CONFIG_H

#include <stdio.h>

#include "proto/err.h"
#include "proto/seal.h"

enum { CONFIG_TEXT = 256, CONFIG_PROVINCES = 40, CONFIG_AUTHORITIES = 8, CONFIG_GATEWAYS = 4, CONFIG_WEBHOOK_THREADS = 16 };

struct config {
	/* [server] */
	char listen[CONFIG_TEXT];      /* numeric address; only loopback unless proxy */
	int64_t port;                  /* 0: any free one */
	char authorities[CONFIG_TEXT]; /* host[:port] that requests may be signed for, comma-separated */
	bool proxy;                    /* a TLS proxy stands in front: another than a loopback address may be used */
	char data[CONFIG_TEXT];        /* directory: database, state files, signer's high-water file */
	/* [limits] */
	int64_t connections, body_max, head_ms, body_ms, idle_ms, write_ms;
	/* [trust] */
	uint8_t root_set[HASH_LEN]; /* root_set_hash of the roots this server believes */
	bool root_set_given;
	/* [signer] */
	char keys[CONFIG_TEXT]; /* directory of issuing.PP.key and status.PP.key */
	char passphrase_file[CONFIG_TEXT];
	uint32_t provinces[CONFIG_PROVINCES]; /* whose keys it holds */
	size_t province_count;
	/* [publish] */
	int64_t interval_s; /* a new status list at least this often */
	int64_t valid_s;    /* hard expiry after issue */
	int64_t delta_s;    /* who holds a list no older than this needs only the delta */
	/* [desk] */
	char policy[CONFIG_TEXT];   /* JSON files; both or neither */
	char calendar[CONFIG_TEXT];
	char group[CONFIG_TEXT]; /* JSON file of the task group; "": no daily reports and no difficulties */
	int64_t look_s; /* the files and the clocks are looked at so often */
	int64_t expected_days; /* so long ahead a pass is due at its provinces' gates */
	char barred[CONFIG_TEXT]; /* file of barred hauliers; "": none */
	/* [documents] */
	char document_policy[CONFIG_TEXT]; /* a file, server/document_policy.h; "": none */
	int64_t waiting_max;      /* files one company may have put that no application lists, and begun to put */
	int64_t keep_s;           /* how long such a file is kept */
	/* [store] */
	int64_t readers, queue;
	/* [outbox] events are kept so long, and so many of one company */
	int64_t outbox_keep_days, outbox_keep_events;
	/* [gateway] */
	uint8_t gateways[CONFIG_GATEWAYS][KEY_LEN]; /* keys that may drain the outbox */
	size_t gateway_count;
	/* [webhook] hosts and networks as in server/target.h */
	char webhook_hosts[CONFIG_TEXT], webhook_networks[CONFIG_TEXT];
	int64_t webhook_per_company, webhook_tests_per_hour, webhook_threads, webhook_timeout_ms;
	int64_t webhook_retry_first_s, webhook_retry_longest_s, webhook_give_up_s;
	/* [share] */
	int64_t share_days_max, share_per_trip;
};

/* What is wrong with the settings, for people: "server.port: ...", Chinese then English, one a line. */
struct config_faults {
	char text[4096];
	size_t length;
};

/* path NULL: no file. sets: "section.name=value" from the command line. ERR_INPUT with faults; ERR_IO: no such file. */
enum err config_read(const char *path, const char *const *sets, size_t set_count, struct config *out,
		     struct config_faults *faults) MUST_USE;

/* Every setting in force, one "section.name = value" a line. */
void config_print(const struct config *config, FILE *out);

#endif
