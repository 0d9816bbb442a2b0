// How a process guards itself, and is told to end.
#ifndef REFERRAL_COMMON_RPC_PROCESS_H_
#define REFERRAL_COMMON_RPC_PROCESS_H_

namespace referral::rpc {

// No core dumps, and no other process of this user may read this one's memory:
// there are keys and personal data in it. Call first in main. Ends the process
// with 1 and a line on stderr if the system refuses, which it never should.
void HardenProcess();

// Blocks SIGINT and SIGTERM in this and every later thread and ignores SIGPIPE.
// Call first in main, before any thread starts. A child that is started later
// inherits the mask: unblock there.
void BlockTerminationSignals();

// Waits for SIGINT or SIGTERM and returns which. BlockTerminationSignals() must
// have been called. One thread at a time.
int WaitForTermination();

// Holds gRPC from construction to destruction, which waits until gRPC has
// ended, for at most 5 s. Without it a process may run its exit handlers,
// OpenSSL's among them, under a connection that is just being closed. First in
// main, so that everything that uses gRPC is gone before.
class GrpcRuntime {
 public:
  GrpcRuntime();
  ~GrpcRuntime();
  GrpcRuntime(const GrpcRuntime&) = delete;
  GrpcRuntime& operator=(const GrpcRuntime&) = delete;
};

// Keeps gRPC's own log lines off the terminal, for tools whose output people
// read; what fails is in the status of the call. The environment variable
// GRPC_VERBOSITY brings them back.
void SilenceGrpcLog();

}  // namespace referral::rpc

#endif  // REFERRAL_COMMON_RPC_PROCESS_H_
