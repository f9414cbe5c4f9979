#include "client/typeset.h"

PangoLayout *typeset(cairo_t *cairo, const char *font, double width, const char *text)
{
	PangoLayout *layout = pango_cairo_create_layout(cairo);
	PangoFontDescription *description = pango_font_description_from_string(font);
	PangoAttrList *plain = pango_attr_list_new();
	pango_cairo_context_set_resolution(pango_layout_get_context(layout), 72);
	pango_layout_set_font_description(layout, description);
	pango_font_description_free(description);
	pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_attr_list_insert(plain, pango_attr_insert_hyphens_new(FALSE)); /* a path or a number has none of its own */
	pango_layout_set_attributes(layout, plain);
	pango_attr_list_unref(plain);
	pango_layout_set_text(layout, text, -1);
	return layout;
}

double typeset_height(PangoLayout *layout)
{
	int width, height;
	pango_layout_get_size(layout, &width, &height);
	return (double)height / PANGO_SCALE;
}
