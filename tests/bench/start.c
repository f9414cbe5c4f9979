/* bench_start GUOSUO HOME CODE_FILE - `checkpoint verify` as a script at a gate starts it, again and again: milliseconds from its start to
 * its end (the median) against 50, and the most memory it ever had (kB) against 16 MB. */
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/bench.h"

enum { RUNS = 21, LIMIT_MS = 50, LIMIT_KB = 16 * 1024 };

static void become(char **argv)
{
	int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
	dup2(nowhere, STDOUT_FILENO);
	dup2(nowhere, STDERR_FILENO);
	execl(argv[1], argv[1], "--home", argv[2], "checkpoint", "verify", "--file", argv[3], (char *)NULL);
	_exit(127);
}

/* Exit 0, 3 and 4 are verdicts. */
static double run(char **argv, double *kb)
{
	struct rusage usage;
	int status;
	double began = bench_now();
	pid_t child = fork();
	if (child == 0)
		become(argv);
	if (child < 0 || wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) ||
	    (WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != 3 && WEXITSTATUS(status) != 4))
		exit(1);
	*kb = (double)usage.ru_maxrss > *kb ? (double)usage.ru_maxrss : *kb;
	return (bench_now() - began) * 1000;
}

int main(int argc, char **argv)
{
	double ms[RUNS], kb = 0;
	if (argc != 4)
		return 2;
	for (size_t i = 0; i < RUNS; i++)
		ms[i] = run(argv, &kb);
	const double median = bench_median(ms, RUNS);
	bench_line("verify_start", median, "ms", LIMIT_MS, median / LIMIT_MS);
	bench_line("verify_memory", kb, "kB", LIMIT_KB, kb / LIMIT_KB);
	return 0;
}
