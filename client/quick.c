/* guosuo: what needs neither network, pictures nor paper. */
#include "client/command.h"

static const struct command *const tables[] = {gate_commands};

const struct program program = {tables, sizeof tables / sizeof tables[0], NULL, "guosuo-all"};
