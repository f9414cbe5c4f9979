#include <argp.h>
#include <event2/event.h>
#include <malloc.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "server/app.h"
#include "server/group_policy.h"
#include "server/http.h"
#include "server/log.h"
#include "server/signer.h"
#include "server/timing.h"

enum { KEPT = 64 << 20, SETS_MAX = 64, KEY_CHECK = 256, KEY_ENROL, ENROL_TEXT = 2048 };

const char *argp_program_version = "guosuod 1.0.0";

struct flags {
	const char *config, *enrol;
	const char *sets[SETS_MAX];
	size_t set_count;
	bool check;
};

static const struct argp_option options[] = {
    {"config", 'c', "FILE", 0, "设置文件 (INI) / settings file", 0},
    {"set", 's', "SECTION.NAME=VALUE", 0,
     "一项设置, 优先于文件和环境变量 / one setting, over file and environment", 0},
    {"check", KEY_CHECK, NULL, 0, "检查设置并列出, 不启动 / check the settings, print them, do not start", 0},
    {"enrol", KEY_ENROL, "INVITATION-FILE", 0,
     "按邀请码生成签发或状态密钥, 输出登记内容 / make an issuing or status key for an invitation, print its "
     "enrolment",
     0},
    {0},
};

static error_t parse(int key, char *value, struct argp_state *state)
{
	struct flags *flags = state->input;
	switch (key) {
	case 'c':
		flags->config = value;
		return 0;
	case 's':
		if (flags->set_count == SETS_MAX)
			argp_error(state, "--set: > %d", SETS_MAX);
		flags->sets[flags->set_count++] = value;
		return 0;
	case KEY_CHECK:
		flags->check = true;
		return 0;
	case KEY_ENROL:
		flags->enrol = value;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int complain(const char *what, enum err err)
{
	fprintf(stderr, "guosuod: %s: %s / %s\n", what, err_text(err, LANG_ZH), err_text(err, LANG_EN));
	return 1;
}

static int enrol(const struct config *config, const char *path)
{
	char text[ENROL_TEXT];
	enum err err = signer_enrol(config, path, text, sizeof text);
	if (err != ERR_OK)
		return complain(path, err);
	puts(text);
	return 0;
}

static void on_signal(evutil_socket_t number, short what, void *context)
{
	(void)what;
	log_info("stopping", NULL, log_number("signal", number));
	app_stop(context, 0);
}

/* Serves until a signal or the signer's end. SIGHUP is left alone: settings are read once. */
static int run(struct app *app)
{
	struct event *term = evsignal_new(app->base, SIGTERM, on_signal, app);
	struct event *interrupt = evsignal_new(app->base, SIGINT, on_signal, app);
	bool good = term != NULL && interrupt != NULL && event_add(term, NULL) == 0 &&
	            event_add(interrupt, NULL) == 0;
	if (good) {
		log_info("listening", NULL, log_text("address", app->config->listen),
		         log_number("port", http_port(app->http)));
		event_base_dispatch(app->base);
	}
	if (term != NULL)
		event_free(term);
	if (interrupt != NULL)
		event_free(interrupt);
	return good ? app->status : complain("signal", ERR_MEMORY);
}

static int serve(const struct config *config)
{
	struct app app = {.config = config};
	char problem[APP_PROBLEM] = "";
	enum err err = signer_spawn(config, &app.signer, problem);
	if (err != ERR_OK)
		return complain(problem[0] == '\0' ? "signer" : problem, err);
	signal(SIGHUP, SIG_IGN);
	/* every request takes a MiB of room: it stays ours, instead of going to the kernel and coming back page by page */
	mallopt(M_TRIM_THRESHOLD, KEPT);
	mallopt(M_MMAP_THRESHOLD, KEPT / 4);
	err = app_start(&app, problem);
	int status = err == ERR_OK ? run(&app) : 1;
	if (err != ERR_OK)
		fprintf(stderr, "guosuod: %s\n", problem);
	app_free(&app);
	return status;
}

/* The settings, and the files they name. */
static int check(const struct config *config)
{
	char problem[TIMING_PROBLEM] = "";
	struct timing *timing = NULL;
	struct group_policy *group = NULL;
	config_print(config, stdout);
	enum err err = timing_load(config, &timing, problem);
	timing_release(&timing);
	if (err == ERR_OK)
		err = group_policy_load(config->group, &group, problem);
	group_policy_free(&group);
	if (err == ERR_OK)
		return 0;
	fprintf(stderr, "guosuod: %s\n", problem);
	return 1;
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
	    .options = options, .parser = parse, .doc = "过所·跨省大件通行 服务端 / Guosuo server"};
	static struct config config;
	static struct config_faults faults;
	struct flags flags = {0};
	umask(077);
	if (argp_parse(&argp, argc, argv, 0, NULL, &flags) != 0 || sodium_init() < 0)
		return 1;
	enum err err = config_read(flags.config, flags.sets, flags.set_count, &config, &faults);
	if (err != ERR_OK) {
		fputs(faults.text, stderr);
		return complain(flags.config == NULL ? "settings" : flags.config, err);
	}
	if (flags.check)
		return check(&config);
	return flags.enrol != NULL ? enrol(&config, flags.enrol) : serve(&config);
}
