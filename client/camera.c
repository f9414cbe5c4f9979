#include "client/camera.h"

#include <stdlib.h>
#include <unistd.h>
#include <zbar.h>

#include "client/scan.h"

enum { WIDTH = 1280, HEIGHT = 720 };

struct camera {
	zbar_video_t *video;
};

/* Formats a camera may give that begin with, or turn into, grey pixels. */
static const char formats[][4] = {{'Y', '8', '0', '0'}, {'G', 'R', 'E', 'Y'}, {'Y', 'U', 'Y', 'V'}, {'Y', 'U', 'Y', '2'},
				  {'Y', 'V', '1', '2'}, {'Y', 'U', '1', '2'}, {'M', 'J', 'P', 'G'}};

static enum err start(struct camera *camera, const char *path)
{
	if (access(path, F_OK) != 0)
		return ERR_NOT_FOUND;
	zbar_video_request_size(camera->video, WIDTH, HEIGHT);
	if (zbar_video_open(camera->video, path) != 0)
		return ERR_FORMAT;
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
		if (zbar_video_init(camera->video, zbar_fourcc(formats[i][0], formats[i][1], formats[i][2], formats[i][3])) == 0)
			return zbar_video_enable(camera->video, 1) == 0 && zbar_video_get_fd(camera->video) >= 0 ? ERR_OK : ERR_FORMAT;
	return ERR_FORMAT;
}

enum err camera_open(const char *path, struct camera **out)
{
	struct camera *camera = calloc(1, sizeof *camera);
	if (camera != NULL)
		camera->video = zbar_video_create();
	enum err err = camera == NULL || camera->video == NULL ? ERR_MEMORY : start(camera, path);
	if (err == ERR_OK)
		*out = camera;
	else
		camera_free(&camera);
	return err;
}

void camera_free(struct camera **camera)
{
	if (*camera == NULL)
		return;
	if ((*camera)->video != NULL)
		zbar_video_destroy((*camera)->video);
	free(*camera);
	*camera = NULL;
}

int camera_fd(const struct camera *camera)
{
	return zbar_video_get_fd(camera->video);
}

enum err camera_read(struct camera *camera, struct arena *arena, struct span *out)
{
	zbar_image_t *frame = zbar_video_next_image(camera->video);
	if (frame == NULL)
		return ERR_IO;
	zbar_image_t *grey = zbar_image_convert(frame, zbar_fourcc('Y', '8', '0', '0'));
	enum err err = ERR_FORMAT;
	if (grey != NULL) {
		err = scan_grey(zbar_image_get_data(grey), zbar_image_get_width(grey), zbar_image_get_height(grey), arena, out);
		zbar_image_destroy(grey);
	}
	zbar_image_destroy(frame);
	return err;
}
