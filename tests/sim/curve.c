#include "tests/sim/curve.h"

#include <limits.h>

#include "client/typeset.h"

void curve_csv(const struct curve *curves, size_t count, FILE *out)
{
	fputs("carrying_percent,hour,never_online_know,never_online,all_know,all\n", out);
	for (size_t i = 0; i < count; i++)
		for (unsigned hour = 0; hour <= curves[i].plan.hours; hour++)
			fprintf(out, "%u,%u,%u,%u,%u,%u\n", curves[i].plan.carries, hour, curves[i].outcome.never_knows[hour],
				curves[i].outcome.never, curves[i].outcome.knows[hour], curves[i].outcome.posts);
}

unsigned curve_hour(const struct curve *curve, unsigned percent)
{
	for (unsigned hour = 0; hour <= curve->plan.hours; hour++)
		if (curve->outcome.never_knows[hour] * 100u >= percent * curve->outcome.never)
			return hour;
	return UINT_MAX;
}

/* ---- the picture ---- */

enum { WIDTH = 1100, HEIGHT = 640, LEFT = 80, RIGHT = 170, TOP = 90, BOTTOM = 70, TICK_H = 12 };

static const double colours[][3] = {{0.75, 0.1, 0.1}, {0.85, 0.5, 0.1}, {0.55, 0.6, 0.1}, {0.1, 0.55, 0.3}, {0.1, 0.4, 0.75}, {0.3, 0.15, 0.6}};

static double x_of(unsigned hour, unsigned hours)
{
	return LEFT + (double)(WIDTH - LEFT - RIGHT) * hour / hours;
}

static double y_of(double share)
{
	return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share;
}

static void write_at(cairo_t *cairo, const char *font, double x, double y, const char *text)
{
	PangoLayout *layout = typeset(cairo, font, WIDTH, text);
	cairo_move_to(cairo, x, y - typeset_height(layout) / 2);
	pango_cairo_show_layout(cairo, layout);
	g_object_unref(layout);
}

static void rule_to(cairo_t *cairo, double x, double y, double to_x, double to_y)
{
	cairo_move_to(cairo, x, y);
	cairo_line_to(cairo, to_x, to_y);
	cairo_stroke(cairo);
}

static void draw_axes(cairo_t *cairo, unsigned hours)
{
	char text[32];
	cairo_set_line_width(cairo, 1);
	cairo_set_source_rgb(cairo, 0.85, 0.85, 0.85);
	for (unsigned percent = 0; percent <= 100; percent += 20)
		rule_to(cairo, LEFT, y_of(percent / 100.0), WIDTH - RIGHT, y_of(percent / 100.0));
	for (unsigned hour = 0; hour <= hours; hour += TICK_H)
		rule_to(cairo, x_of(hour, hours), TOP, x_of(hour, hours), HEIGHT - BOTTOM);
	cairo_set_source_rgb(cairo, 0.2, 0.2, 0.2);
	for (unsigned percent = 0; percent <= 100; percent += 20) {
		snprintf(text, sizeof text, "%u%%", percent);
		write_at(cairo, "Sans 14", LEFT - 50, y_of(percent / 100.0), text);
	}
	for (unsigned hour = 0; hour <= hours; hour += TICK_H) {
		snprintf(text, sizeof text, "%u h", hour);
		write_at(cairo, "Sans 14", x_of(hour, hours) - 14, HEIGHT - BOTTOM + 18, text);
	}
}

static void draw_line(cairo_t *cairo, const struct curve *curve, const double colour[3])
{
	cairo_new_path(cairo); /* text leaves a point behind */
	cairo_set_line_width(cairo, 2.5);
	cairo_set_source_rgb(cairo, colour[0], colour[1], colour[2]);
	for (unsigned hour = 0; hour <= curve->plan.hours; hour++)
		cairo_line_to(cairo, x_of(hour, curve->plan.hours), y_of((double)curve->outcome.never_knows[hour] / curve->outcome.never));
	cairo_stroke(cairo);
}

/* Which colour is which share, at the right, where lines that end together do not hide each other's names. */
static void draw_key(cairo_t *cairo, const struct curve *curve, size_t at, const double colour[3])
{
	char text[96];
	double y = TOP + 60 + 46 * (double)at;
	unsigned hour = curve_hour(curve, 95);
	cairo_set_source_rgb(cairo, colour[0], colour[1], colour[2]);
	cairo_set_line_width(cairo, 4);
	rule_to(cairo, WIDTH - RIGHT + 16, y, WIDTH - RIGHT + 44, y);
	if (hour == UINT_MAX)
		snprintf(text, sizeof text, "%u%%\n95%%: > %u h", curve->plan.carries, curve->plan.hours);
	else
		snprintf(text, sizeof text, "%u%%\n95%%: %u h", curve->plan.carries, hour);
	write_at(cairo, "Sans 14", WIDTH - RIGHT + 52, y, text);
}

bool curve_png(const struct curve *curves, size_t count, const char *path)
{
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
	cairo_t *cairo = cairo_create(surface);
	char text[256];
	cairo_set_source_rgb(cairo, 1, 1, 1);
	cairo_paint(cairo);
	draw_axes(cairo, curves[0].plan.hours);
	for (size_t i = 0; i < count; i++) {
		const double *colour = colours[i % RIG_COUNT(colours)];
		draw_line(cairo, &curves[i], colour);
		draw_key(cairo, &curves[i], i, colour);
	}
	cairo_set_source_rgb(cairo, 0, 0, 0);
	write_at(cairo, "Sans Bold 19", LEFT, 28, "从不联网的查验点何时知道一次撤销  ·  When gates that never have a network know of a revocation");
	snprintf(text, sizeof text, "%u gates, %u of them never online; %u trucks; seed %llu. 横轴: 撤销后小时 hours after the revocation",
		 curves[0].outcome.posts, curves[0].outcome.never, curves[0].plan.trucks, (unsigned long long)curves[0].plan.seed);
	write_at(cairo, "Sans 14", LEFT, 58, text);
	write_at(cairo, "Sans 14", WIDTH - RIGHT + 16, TOP + 16, "携带的车辆占比\ntrucks that carry");
	bool good = cairo_surface_write_to_png(surface, path) == CAIRO_STATUS_SUCCESS;
	cairo_destroy(cairo);
	cairo_surface_destroy(surface);
	return good;
}
