/* client/display.h - a code for whoever stands before the screen: in the terminal, or as a picture. Errors are said. */
#ifndef GUOSUO_CLIENT_DISPLAY_H
#define GUOSUO_CLIENT_DISPLAY_H

#include "client/command.h"

/* In the terminal, with so many lines of it left for words; where it does not fit, home/code.png, said. */
enum exit_code display_code(struct context *context, const char *text, unsigned lines);

/* Into a file as a person typed it, said. paper: as show_png's. */
enum exit_code display_picture(struct context *context, const char *text, bool paper, const char *typed);

#endif
