/* tests/damage.h - codes as a camera at a gate sees them: a drawn code, put into a picture of its own and spoiled. The same kind
 * and number give the same picture. */
#ifndef GUOSUO_TESTS_DAMAGE_H
#define GUOSUO_TESTS_DAMAGE_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum damage { DAMAGE_INVERTED, DAMAGE_BLURRED, DAMAGE_SKEWED, DAMAGE_CRACKED, DAMAGE_GLARE, DAMAGE_FAR, DAMAGES };
enum { DAMAGE_SIDE = 880 }; /* pixels of the picture, square */

static const char *const damage_names[DAMAGES] = {"inverted", "blurred", "skewed", "cracked", "glare", "far"};

struct camera {
	uint64_t dice;
	double sharp[DAMAGE_SIDE * DAMAGE_SIDE], light[DAMAGE_SIDE * DAMAGE_SIDE]; /* 0 black to 1 white */
};

/* From a to b, by a generator of our own (xorshift64*): the same on every machine. */
static inline double damage_between(struct camera *camera, double a, double b)
{
	camera->dice ^= camera->dice >> 12;
	camera->dice ^= camera->dice << 25;
	camera->dice ^= camera->dice >> 27;
	return a + (b - a) * (double)(camera->dice * 2685821657736338717u >> 11) / 9007199254740992.0;
}

/* How the code lies: its middle in the picture's middle, turned, and leaning away from the camera. */
struct pose {
	double pixels; /* a module */
	double turn, lean; /* radians */
};

/* modules: 1 dark, side by side; around it the quiet zone and then the lorry's grey cab. */
static inline void damage_place(struct camera *camera, const uint8_t *modules, unsigned side, struct pose pose)
{
	enum { FINE = 2, QUIET = 4 };
	const double far = 1.6 * DAMAGE_SIDE; /* the lens, in pixels of the picture */
	const double turn_sin = sin(pose.turn), turn_cos = cos(pose.turn), lean_sin = sin(pose.lean), lean_cos = cos(pose.lean);
	double half = side / 2.0;
	for (size_t i = 0; i < DAMAGE_SIDE * DAMAGE_SIDE; i++) {
		double sum = 0;
		for (int fine = 0; fine < FINE * FINE; fine++) {
			double x = (double)(i % DAMAGE_SIDE) - DAMAGE_SIDE / 2.0 + (fine % FINE + 0.5) / FINE;
			double y = (double)(i / DAMAGE_SIDE) - DAMAGE_SIDE / 2.0 + (fine / FINE + 0.5) / FINE;
			double across = x / (lean_cos - x * lean_sin / far), down = y * (1 + across * lean_sin / far);
			double u = across / pose.pixels, v = down / pose.pixels;
			double column = u * turn_cos + v * turn_sin + half;
			double row = v * turn_cos - u * turn_sin + half;
			bool paper = column >= -QUIET && row >= -QUIET && column < side + QUIET && row < side + QUIET;
			bool code = column >= 0 && row >= 0 && column < side && row < side;
			bool dark = code && modules[(size_t)row * side + (size_t)column] != 0;
			sum += !paper ? 0.45 : dark ? 0.08 : 0.92;
		}
		camera->sharp[i] = sum / (FINE * FINE);
	}
}

/* One way of a box: three of them both ways are nearly what a lens out of focus does. */
static inline void damage_smear(const double *from, double *to, size_t step, int radius)
{
	for (size_t i = 0; i < DAMAGE_SIDE * DAMAGE_SIDE; i++) {
		long at = (long)(step == 1 ? i % DAMAGE_SIDE : i / DAMAGE_SIDE);
		double sum = 0;
		int count = 0;
		for (int d = -radius; d <= radius; d++)
			if (at + d >= 0 && at + d < DAMAGE_SIDE) {
				sum += from[(size_t)((long)i + d * (long)step)];
				count++;
			}
		to[i] = sum / count;
	}
}

static inline void damage_blur(struct camera *camera, int radius)
{
	for (int pass = 0; pass < 2; pass++) {
		damage_smear(camera->sharp, camera->light, 1, radius);
		damage_smear(camera->light, camera->sharp, DAMAGE_SIDE, radius);
	}
}

/* A crack of the glass: a line across, dark or bright, that bends the picture's pixels away. */
static inline void damage_crack(struct camera *camera, double thick)
{
	double angle = damage_between(camera, 0, M_PI), off = damage_between(camera, -0.35, 0.35) * DAMAGE_SIDE;
	double tone = damage_between(camera, 0, 1) < 0.5 ? 0.15 : 0.95;
	for (size_t i = 0; i < DAMAGE_SIDE * DAMAGE_SIDE; i++) {
		double x = (double)(i % DAMAGE_SIDE) - DAMAGE_SIDE / 2.0, y = (double)(i / DAMAGE_SIDE) - DAMAGE_SIDE / 2.0;
		if (fabs(x * cos(angle) + y * sin(angle) - off) < thick / 2)
			camera->sharp[i] = tone;
	}
}

/* The sun on the glass: a white spot, and from it on all is paler. */
static inline void damage_shine(struct camera *camera, double radius)
{
	double cx = damage_between(camera, 0.35, 0.65) * DAMAGE_SIDE, cy = damage_between(camera, 0.35, 0.65) * DAMAGE_SIDE;
	for (size_t i = 0; i < DAMAGE_SIDE * DAMAGE_SIDE; i++) {
		double d = hypot((double)(i % DAMAGE_SIDE) - cx, (double)(i / DAMAGE_SIDE) - cy) / radius;
		double white = d < 1 ? 1 : 0.75 / (d * d);
		camera->sharp[i] = camera->sharp[i] * (1 - white) + white;
	}
}

/* 255 grey levels with the noise of a sensor. */
static inline void damage_expose(struct camera *camera, double noise, bool invert, uint8_t *out)
{
	for (size_t i = 0; i < DAMAGE_SIDE * DAMAGE_SIDE; i++) {
		double light = camera->sharp[i] + damage_between(camera, -noise, noise);
		light = (invert ? 1 - light : light) * 255;
		out[i] = (uint8_t)(light < 0 ? 0 : light > 255 ? 255 : light);
	}
}

/* number from 0; larger is not worse. out: DAMAGE_SIDE by DAMAGE_SIDE. */
static inline void damage_picture(struct camera *camera, enum damage kind, unsigned number, const uint8_t *modules, unsigned side,
				  uint8_t *out)
{
	camera->dice = 0x9e3779b97f4a7c15u ^ ((uint64_t)kind << 32 | (number + 1) * 2654435761u);
	for (int i = 0; i < 8; i++)
		damage_between(camera, 0, 1);
	struct pose pose = {damage_between(camera, 3.5, 5), damage_between(camera, -0.08, 0.08), 0};
	if (kind == DAMAGE_FAR)
		pose.pixels = damage_between(camera, 1.7, 3);
	if (kind == DAMAGE_SKEWED)
		pose = (struct pose){damage_between(camera, 3, 4), damage_between(camera, -M_PI, M_PI),
				     damage_between(camera, 0.2, 0.75)};
	damage_place(camera, modules, side, pose);
	for (unsigned i = 0, cracks = kind == DAMAGE_CRACKED ? 2 + number % 6 : 0; i < cracks; i++)
		damage_crack(camera, damage_between(camera, 1.5, 7));
	if (kind == DAMAGE_GLARE)
		damage_shine(camera, damage_between(camera, 20, 75));
	if (kind == DAMAGE_BLURRED)
		damage_blur(camera, 1 + (int)(number % 3));
	damage_expose(camera, kind == DAMAGE_FAR ? 0.12 : 0.05, kind == DAMAGE_INVERTED, out);
}

#endif
