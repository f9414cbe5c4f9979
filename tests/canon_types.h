/* tests/canon_types.h - the outermost messages of the schema; every sealed or carried message is one of these
 * or inside one. */
#ifndef GUOSUO_TESTS_CANON_TYPES_H
#define GUOSUO_TESTS_CANON_TYPES_H

#include "guosuo/v1/application.pb-c.h"
#include "guosuo/v1/pass.pb-c.h"
#include "guosuo/v1/trust.pb-c.h"

static const ProtobufCMessageDescriptor *const canon_types[] = {
    &guosuo__v1__code__descriptor,       &guosuo__v1__pass_file__descriptor,
    &guosuo__v1__trip__descriptor,       &guosuo__v1__annex__descriptor,
    &guosuo__v1__leg__descriptor,        &guosuo__v1__decision__descriptor,
    &guosuo__v1__assignment__descriptor, &guosuo__v1__presentation__descriptor,
    &guosuo__v1__stamp__descriptor,      &guosuo__v1__directory__descriptor,
    &guosuo__v1__roster__descriptor,     &guosuo__v1__status_list__descriptor,
    &guosuo__v1__revocation__descriptor, &guosuo__v1__application__descriptor,
};

enum { CANON_TYPES = sizeof canon_types / sizeof *canon_types };

#endif
