/* sim SEED [PICTURE.png] - how long a revocation takes to reach checkpoints that never have a network, at several shares of trucks that
 * carry state. Rows on standard output, the same bytes for the same seed. */
#include <limits.h>
#include <sodium.h>

#include "tests/sim/curve.h"
#include "tests/sim/work.h"

static const unsigned shares[] = {0, 2, 5, 10, 25, 50};
enum { SHARES = sizeof shares / sizeof shares[0], TRUCKS = 300 };

/* What a person wants to know, on standard error. */
static void tell(const struct curve *curve)
{
	unsigned half = curve_hour(curve, 50), most = curve_hour(curve, 95);
	fprintf(stderr, "%3u%% carry: ", curve->plan.carries);
	if (half == UINT_MAX)
		fputs("half of them never know", stderr);
	else
		fprintf(stderr, "half know after %u h", half);
	if (most != UINT_MAX)
		fprintf(stderr, ", 95%% after %u h", most);
	fprintf(stderr, "; %u visits, %u lists taken, %u forged ones refused\n", curve->outcome.visits, curve->outcome.taken,
		curve->outcome.refused);
}

int main(int argc, char **argv)
{
	static struct curve curves[SHARES];
	static struct press press;
	char *end;
	if (argc < 2 || argc > 3 || sodium_init() < 0)
		return fputs("sim SEED [PICTURE.png]\n", stderr), 2;
	unsigned long long seed = strtoull(argv[1], &end, 10);
	if (*argv[1] == '\0' || *end != '\0')
		return fputs("SEED is a number\n", stderr), 2;
	press_make((PRESS_REVOKED_MIN + 59) / 60 + PROVINCE_HOURS_MAX, &press);
	for (size_t i = 0; i < SHARES; i++) {
		curves[i].plan = (struct plan){seed, TRUCKS, PROVINCE_HOURS_MAX, shares[i]};
		work_run(&curves[i].plan, &press, &curves[i].outcome);
		tell(&curves[i]);
	}
	curve_csv(curves, SHARES, stdout);
	return fflush(stdout) == 0 && (argc < 3 || curve_png(curves, SHARES, argv[2])) ? 0 : 1;
}
