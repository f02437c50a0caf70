// Notes over libmicrohttpd, in C: /notes for users, to be written with a scope; /status for everyone.
#include <jwtauth/adapters/microhttpd.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static enum MHD_Result answer(struct MHD_Connection* connection, unsigned status, const char* text,
                              const jwtauth_mhd_verdict* verdict) {
  struct MHD_Response* response =
      MHD_create_response_from_buffer(strlen(text), (void*)(size_t)text, MHD_RESPMEM_MUST_COPY);
  enum MHD_Result queued = MHD_NO;
  if (response == NULL) return MHD_NO;
  if (verdict == NULL || jwtauth_mhd_add_fields(response, verdict) == MHD_YES) {
    queued = MHD_queue_response(connection, status, response);
  }
  MHD_destroy_response(response);
  return queued;
}

static enum MHD_Result serve(void* mechanism, struct MHD_Connection* connection, const char* url, const char* method,
                             const char* version, const char* upload, size_t* upload_size, void** request) {
  static int begun;
  (void)version, (void)upload;
  if (*request == NULL) {
    *request = &begun;
    return MHD_YES;
  }
  if (*upload_size > 0) {
    *upload_size = 0;  // of a body nothing is kept here
    return MHD_YES;
  }
  if (strcmp(url, "/status") == 0) return answer(connection, MHD_HTTP_OK, "up", NULL);

  // region: main
  const int writes = strcmp(method, "POST") == 0;
  jwtauth_mhd_verdict verdict =
      jwtauth_mhd_judge(mechanism, connection, method, url, "http", writes ? "notes:write" : NULL);
  enum MHD_Result queued;
  if (verdict.user == NULL) {
    queued = jwtauth_mhd_refuse(connection, &verdict);
  } else {
    char text[256];
    snprintf(text, sizeof text, "Notes of %s", jwtauth_principal_name(verdict.user));
    queued = answer(connection, writes ? MHD_HTTP_CREATED : MHD_HTTP_OK, writes ? "" : text, &verdict);
  }
  jwtauth_mhd_free(&verdict);
  return queued;
  // endregion
}

int main(int argc, char** argv) {
  char text[16 * 1024];
  FILE* file = argc == 2 ? fopen(argv[1], "rb") : NULL;
  if (file == NULL) {
    fputs("microhttpd CONFIGURATION\n", stderr);
    return 2;
  }
  const size_t size = fread(text, 1, sizeof text, file);
  fclose(file);

  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigprocmask(SIG_BLOCK, &ends, NULL);  // for all threads: main() waits for it

  jwtauth_message* refusal;
  jwtauth_mechanism* mechanism = jwtauth_mechanism_from_json(text, size, &refusal);
  if (mechanism == NULL) fprintf(stderr, "%s\n", jwtauth_message_text(refusal));
  jwtauth_message_free(refusal);
  if (mechanism == NULL) return 2;

  struct sockaddr_in loopback;
  memset(&loopback, 0, sizeof loopback);
  loopback.sin_family = AF_INET;
  loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  struct MHD_Daemon* daemon =
      MHD_start_daemon(MHD_USE_AUTO_INTERNAL_THREAD, 0, NULL, NULL, serve, mechanism, MHD_OPTION_SOCK_ADDR, &loopback,
                       MHD_OPTION_THREAD_POOL_SIZE, 2u, MHD_OPTION_END);
  if (daemon == NULL) return 1;
  printf("http://127.0.0.1:%u\n", (unsigned)MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
  fflush(stdout);
  int signal;
  sigwait(&ends, &signal);
  MHD_stop_daemon(daemon);
  jwtauth_mechanism_free(mechanism);
  return 0;
}
