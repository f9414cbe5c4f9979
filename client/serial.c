#include "client/serial.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <termios.h>
#include <unistd.h>

static const struct {
	unsigned baud;
	speed_t speed;
} speeds[] = {{1200, B1200},   {2400, B2400},   {4800, B4800},   {9600, B9600},
	      {19200, B19200}, {38400, B38400}, {57600, B57600}, {115200, B115200}};

static enum err set_up(int fd, unsigned baud)
{
	struct termios line;
	for (size_t i = 0; i < sizeof speeds / sizeof speeds[0]; i++) {
		if (speeds[i].baud != baud)
			continue;
		if (tcgetattr(fd, &line) != 0)
			return ERR_FORMAT;
		cfmakeraw(&line);
		line.c_cflag |= CLOCAL | CREAD;
		line.c_cc[VMIN] = 0, line.c_cc[VTIME] = 0;
		return cfsetspeed(&line, speeds[i].speed) == 0 && tcsetattr(fd, TCSANOW, &line) == 0 ? ERR_OK : ERR_IO;
	}
	return ERR_FORMAT;
}

enum err serial_open(const char *path, unsigned baud, int *fd)
{
	int opened = open(path, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (opened < 0)
		return errno == ENOENT || errno == ENODEV || errno == ENXIO ? ERR_NOT_FOUND : ERR_IO;
	enum err err = set_up(opened, baud);
	if (err == ERR_OK)
		*fd = opened;
	else
		close(opened);
	return err;
}
