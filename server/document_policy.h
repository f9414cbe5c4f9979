/* server/document_policy.h - which documents this desk takes and which it demands: data its operator edits, a
 * DocumentPolicy in proto3 JSON (deploy/documents.json). Without a file: any kind, none demanded, 8 MiB each, 20 a trip. */
#ifndef GUOSUO_SERVER_DOCUMENT_POLICY_H
#define GUOSUO_SERVER_DOCUMENT_POLICY_H

#include "guosuo/v1/documents.pb-c.h"
#include "proto/fault.h"

struct document_policy;

/* path "": without a file. problem gets what is wrong with which field, Chinese then English.
 * ERR_NOT_FOUND, ERR_SIZE, ERR_IO, ERR_MEMORY; ERR_INPUT: not such a file, a number out of range, a duty for a kind or class
 * there is not, or for both a class and agents, or neither. */
enum err document_policy_read(const char *path, struct document_policy **out, char *problem, size_t size) MUST_USE;
void document_policy_free(struct document_policy **policy);

const Guosuo__V1__DocumentPolicy *document_policy_body(const struct document_policy *policy);

/* Is it a kind this desk takes? */
bool document_policy_takes(const struct document_policy *policy, const char *kind);

#endif
