#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include <png.h>
#include <sodium.h>

#include "client/scan.h"
#include "client/show.h"
#include "tests/damage.h"
#include "tests/scene.h"

enum { SAMPLE = 6, ALL = 20 }; /* pictures of each kind: all of them where GUOSUO_PICTURES names a folder for them */

static uint8_t memory[SCENE_MEMORY], pixels[DAMAGE_SIDE * DAMAGE_SIDE];
static struct scene scene;
static struct camera camera;

static void write_picture(const char *path)
{
	png_image image = {.version = PNG_IMAGE_VERSION, .width = DAMAGE_SIDE, .height = DAMAGE_SIDE, .format = PNG_FORMAT_GRAY};
	rig_must(png_image_write_to_file(&image, path, 0, pixels, 0, NULL) != 0);
}

static void picture_path(enum damage kind, unsigned number, char out[static 256])
{
	const char *folder = getenv("GUOSUO_PICTURES");
	snprintf(out, 256, "%s/%s-%02u.png", folder == NULL ? "/tmp" : folder, damage_names[kind], number);
	if (folder == NULL)
		snprintf(out, 256, "/tmp/guosuo-scan-%d.png", (int)getpid());
}

/* What was seen to be read of the first SAMPLE; less than that is a step back. */
static const unsigned least[DAMAGES] = {[DAMAGE_INVERTED] = 6, [DAMAGE_BLURRED] = 4, [DAMAGE_SKEWED] = 5,
					[DAMAGE_CRACKED] = 4,  [DAMAGE_GLARE] = 6,   [DAMAGE_FAR] = 6};

/* A picture that is read is read right: a wrong text would be worse than none. */
static unsigned read_share(enum damage kind, const char *text, unsigned side, const uint8_t *modules)
{
	unsigned read = 0, count = getenv("GUOSUO_PICTURES") == NULL ? SAMPLE : ALL;
	for (unsigned i = 0; i < count; i++) {
		char path[256];
		struct span got;
		size_t used = scene.rig.arena.used;
		damage_picture(&camera, kind, i, modules, side, pixels);
		picture_path(kind, i, path);
		write_picture(path);
		enum err err = scan_picture(path, &scene.rig.arena, &got);
		assert_true(err == ERR_OK || err == ERR_NOT_FOUND);
		if (err == ERR_OK)
			assert_true(span_equal(got, span_text(text)));
		read += err == ERR_OK;
		scene.rig.arena.used = used;
		if (getenv("GUOSUO_PICTURES") == NULL)
			unlink(path);
		if (i + 1 == SAMPLE)
			assert_in_range(read, least[kind], SAMPLE);
	}
	printf("{\"pictures\":\"%s\",\"read\":%u,\"of\":%u}\n", damage_names[kind], read, count);
	return read;
}

static void spoiled_codes_are_read_as_often_as_before(void **state)
{
	char *text;
	unsigned side, all = 0;
	uint8_t *modules;
	(void)state;
	scene_draft(&scene, memory);
	scene_seal(&scene);
	rig_must(code_text(scene.raw, &scene.rig.arena, &text) == ERR_OK);
	rig_must(show_modules(text, false, &side, &modules) == ERR_OK);
	for (enum damage kind = 0; kind < DAMAGES; kind++)
		all += read_share(kind, text, side, modules);
	printf("{\"pictures\":\"all\",\"read\":%u}\n", all);
	free(modules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(spoiled_codes_are_read_as_often_as_before)};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
