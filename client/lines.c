#include "client/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Every whole line; *whole: bytes up to the end of the last. */
static enum err read_lines(struct line_file *lines, lines_taker *take, void *taker, long *whole, size_t *count)
{
	char text[LINES_LINE_MAX];
	while (fgets(text, sizeof text, lines->file) != NULL) {
		size_t n = strlen(text);
		if (n == 0) /* begins with NUL */
			return ERR_FORMAT;
		if (text[n - 1] != '\n')
			return n == sizeof text - 1 ? ERR_FORMAT
						    : ERR_OK; /* torn: whoever wrote it died before the end */
		json_t *line = json_loadb(text, n, 0, NULL);
		bool good = line != NULL && take(taker, *count, line);
		json_decref(line);
		if (!good)
			return ERR_FORMAT;
		*whole += (long)n;
		++*count;
	}
	return ferror(lines->file) ? ERR_IO : ERR_OK;
}

static enum err claim(const char *path, struct line_file *lines)
{
	struct stat stat;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return ERR_IO;
	lines->file = fdopen(fd, "r+");
	if (lines->file == NULL) {
		close(fd);
		return ERR_MEMORY;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		return errno == EWOULDBLOCK ? ERR_BUSY : ERR_IO;
	if (fstat(fd, &stat) != 0 || !S_ISREG(stat.st_mode))
		return ERR_IO;
	return stat.st_size > LINES_MAX_BYTES ? ERR_SIZE : ERR_OK;
}

enum err lines_open(const char *path, lines_taker *take, void *taker, struct line_file *out, size_t *count)
{
	long whole = 0;
	size_t n = 0;
	struct line_file lines = {NULL};
	enum err err = claim(path, &lines);
	if (err == ERR_OK)
		err = read_lines(&lines, take, taker, &whole, &n);
	if (err == ERR_OK && (ftruncate(fileno(lines.file), whole) != 0 || fseek(lines.file, whole, SEEK_SET) != 0))
		err = ERR_IO;
	if (err != ERR_OK) {
		lines_close(&lines);
		return err;
	}
	*out = lines;
	*count = n;
	return ERR_OK;
}

void lines_close(struct line_file *lines)
{
	if (lines->file != NULL)
		fclose(lines->file);
	lines->file = NULL;
}

enum err lines_add(struct line_file *lines, const json_t *line)
{
	char *text = line == NULL ? NULL : json_dumps(line, JSON_COMPACT);
	if (text == NULL)
		return ERR_MEMORY;
	bool good = fputs(text, lines->file) >= 0 && fputc('\n', lines->file) != EOF && fflush(lines->file) == 0 &&
		    fsync(fileno(lines->file)) == 0;
	free(text);
	return good ? ERR_OK : ERR_IO;
}
