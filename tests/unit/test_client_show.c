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
#include "tests/scene.h"

static uint8_t memory[SCENE_MEMORY];
static struct scene scene;
static char folder[32], picture[64];
static const char *text;

static int fresh(void **state)
{
	char *code;
	(void)state;
	strcpy(folder, "/tmp/guosuo-show-XXXXXX");
	rig_must(mkdtemp(folder) != NULL);
	snprintf(picture, sizeof picture, "%s/code.png", folder);
	scene_draft(&scene, memory);
	scene_seal(&scene);
	rig_must(code_text(scene.raw, &scene.rig.arena, &code) == ERR_OK);
	text = code;
	return 0;
}

static int gone(void **state)
{
	(void)state;
	unlink(picture);
	rmdir(folder);
	return 0;
}

/* As a dark screen shows it: black and white the other way round. */
static void invert(void)
{
	png_image image = {.version = PNG_IMAGE_VERSION};
	rig_must(png_image_begin_read_from_file(&image, picture) != 0);
	image.format = PNG_FORMAT_GRAY;
	uint8_t *pixels = malloc(PNG_IMAGE_SIZE(image));
	rig_must(pixels != NULL && png_image_finish_read(&image, NULL, pixels, 0, NULL) != 0);
	for (size_t i = 0; i < PNG_IMAGE_SIZE(image); i++)
		pixels[i] = (uint8_t)~pixels[i];
	rig_must(png_image_write_to_file(&image, picture, 0, pixels, 0, NULL) != 0);
	free(pixels);
}

static void assert_read_back(void)
{
	struct span got;
	assert_int_equal(scan_picture(picture, &scene.rig.arena, &got), ERR_OK);
	assert_true(span_equal(got, span_text(text)));
}

static void a_drawn_code_is_read_back(void **state)
{
	(void)state;
	for (unsigned scale = 3; scale <= SHOW_SCALE; scale += 5) {
		assert_int_equal(show_png(text, scale, scale % 2 == 0, picture), ERR_OK);
		assert_read_back();
	}
}

static void an_inverted_code_is_read_back(void **state)
{
	(void)state;
	assert_int_equal(show_png(text, SHOW_SCALE, false, picture), ERR_OK);
	invert();
	assert_read_back();
}

static void what_is_no_picture_with_a_code_says_why(void **state)
{
	struct span got;
	(void)state;
	assert_int_equal(scan_picture("/tmp/guosuo-no-such.png", &scene.rig.arena, &got), ERR_IO);
	FILE *file = fopen(picture, "wb");
	rig_must(file != NULL && fputs("GUOSUO1:", file) >= 0 && fclose(file) == 0);
	assert_int_equal(scan_picture(picture, &scene.rig.arena, &got), ERR_FORMAT);
	uint8_t white[64 * 64];
	memset(white, 255, sizeof white);
	png_image image = {.version = PNG_IMAGE_VERSION, .width = 64, .height = 64, .format = PNG_FORMAT_GRAY};
	rig_must(png_image_write_to_file(&image, picture, 0, white, 0, NULL) != 0);
	assert_int_equal(scan_picture(picture, &scene.rig.arena, &got), ERR_NOT_FOUND);
}

static void a_terminal_that_is_too_small_is_told_what_it_needs(void **state)
{
	unsigned columns = 0, rows = 0, again;
	(void)state;
	FILE *out = tmpfile();
	rig_must(out != NULL);
	assert_int_equal(show_terminal(text, 80, 24, out, &columns, &rows), ERR_SIZE);
	assert_int_equal(ftell(out), 0);
	assert_true(columns > 80 && rows > 24);
	assert_int_equal(show_terminal(text, columns, rows - 1, out, &again, &again), ERR_SIZE);
	assert_int_equal(show_terminal(text, columns, rows, out, &again, &again), ERR_OK);
	assert_true(ftell(out) > 0);
	fclose(out);
}

static void nothing_is_drawn_of_a_text_no_code_holds(void **state)
{
	static char longest[5000];
	(void)state;
	memset(longest, 'A', sizeof longest - 1);
	assert_int_equal(show_png(longest, SHOW_SCALE, true, picture), ERR_SIZE);
	assert_int_equal(access(picture, F_OK), -1);
}

#define PROOF(test) cmocka_unit_test_setup_teardown(test, fresh, gone)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    PROOF(a_drawn_code_is_read_back),
	    PROOF(an_inverted_code_is_read_back),
	    PROOF(what_is_no_picture_with_a_code_says_why),
	    PROOF(a_terminal_that_is_too_small_is_told_what_it_needs),
	    PROOF(nothing_is_drawn_of_a_text_no_code_holds),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
