/* server/store_sqlite.h - the embedded engine: SQLite 3.40, one file, WAL, synchronous=FULL.
 * A commit is answered after fsync of the log. Several processes may open the file; one writes at a time. */
#ifndef GUOSUO_SERVER_STORE_SQLITE_H
#define GUOSUO_SERVER_STORE_SQLITE_H

#include "server/store_driver.h"

extern const struct store_driver store_sqlite;

#endif
