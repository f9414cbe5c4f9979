/* client/camera.h - codes from a camera (V4L, by libzbar): a frame at a time, each read as a picture is. */
#ifndef GUOSUO_CLIENT_CAMERA_H
#define GUOSUO_CLIENT_CAMERA_H

#include "proto/err.h"
#include "proto/span.h"

struct camera;

/* ERR_NOT_FOUND: no such device; ERR_FORMAT: it gives no picture that can be read; ERR_MEMORY. */
enum err camera_open(const char *path, struct camera **out) MUST_USE;
void camera_free(struct camera **camera);

/* Readable when a frame is there. */
int camera_fd(const struct camera *camera);

/* The next frame's code, in the arena. scan_grey's errors; ERR_IO: the camera has gone. */
enum err camera_read(struct camera *camera, struct arena *arena, struct span *out) MUST_USE;

#endif
