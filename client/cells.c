#include "client/cells.h"

#include <string.h>

void cells_begin(FILE *out)
{
	fputs("\xef\xbb\xbf", out);
}

static void end(FILE *out, bool last)
{
	fputs(last ? "\r\n" : ",", out);
}

void cells_text(FILE *out, const char *text, bool last)
{
	bool formula = text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
	bool quoted = strpbrk(text, ",\"\r\n") != NULL;
	if (quoted)
		fputc('"', out);
	if (formula)
		fputc('\'', out);
	for (; *text != '\0'; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text, out);
	}
	if (quoted)
		fputc('"', out);
	end(out, last);
}

void cells_number(FILE *out, long long number, bool last)
{
	fprintf(out, "%lld", number);
	end(out, last);
}
