#include "common/rpc/process.h"

#include <grpc/grpc.h>
#include <grpc/support/log.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace referral::rpc {
namespace {

// For gRPC's own threads to let go of what is closed.
constexpr absl::Duration kLastHolders = absl::Seconds(5);

sigset_t TerminationSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

}  // namespace

void HardenProcess() {
  constexpr rlimit kNone = {0, 0};
  if (setrlimit(RLIMIT_CORE, &kNone) == 0 &&
      prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0) {
    return;
  }
  std::perror("core dumps cannot be turned off");
  std::exit(1);
}

void BlockTerminationSignals() {
  const sigset_t signals = TerminationSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

int WaitForTermination() {
  const sigset_t signals = TerminationSignals();
  int signal = 0;
  while (sigwait(&signals, &signal) != 0) {
  }
  return signal;
}

GrpcRuntime::GrpcRuntime() { grpc_init(); }

// grpc_shutdown() would leave the last steps to a thread that nobody waits for.
// A closed channel may still be held by a thread of gRPC's that is just letting
// go of it; gRPC ends with the last one, and tells only who asks.
GrpcRuntime::~GrpcRuntime() {
  grpc_shutdown_blocking();
  const absl::Time give_up = absl::Now() + kLastHolders;
  while (grpc_is_initialized() != 0 && absl::Now() < give_up) {
    absl::SleepFor(absl::Milliseconds(1));
  }
}

void SilenceGrpcLog() {
  if (std::getenv("GRPC_VERBOSITY") != nullptr) return;
  gpr_set_log_function([](gpr_log_func_args* /*args*/) {});
}

}  // namespace referral::rpc
