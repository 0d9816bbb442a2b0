// A process that a test starts and that never outlives the test.
#ifndef REFERRAL_TESTS_SUPPORT_PROCESS_H_
#define REFERRAL_TESTS_SUPPORT_PROCESS_H_

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace referral::testing {

// How a process ended: its exit code, or 128 and the signal that ended it.
using ExitCode = int;

// Killed when the object goes away, and by the kernel should the test program
// die; whenever it ends, what is left of its process group is killed. Start it
// from the main thread: the kernel watches the thread that starts it. Movable;
// not thread-safe.
class Process {
 public:
  struct Spec {
    std::vector<std::string> command;  // the first is an absolute path
    // Added to the test's own environment, each "NAME=value".
    std::vector<std::string> environment;
    std::string directory;  // to run in; empty: the test's own
    // Appended to; the same file may stand for both.
    std::string out_file = "/dev/null";
    std::string err_file = "/dev/null";
  };

  // Standard input is empty. Errors: UNAVAILABLE  it cannot be started; a
  // program that does not exist ends with 127 instead.
  static absl::StatusOr<Process> Start(const Spec& spec);

  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;
  ~Process();

  pid_t pid() const { return pid_; }

  // Readable once the process has ended; for poll().
  int end_fd() const { return end_fd_; }

  // Whether it is still there to be waited for.
  bool running();

  // Nothing if it has ended.
  void Signal(int signal) const;

  // Waits until it ends. Errors: DEADLINE_EXCEEDED.
  absl::StatusOr<ExitCode> Wait(absl::Duration at_most);

  // SIGKILL, then waits for its end.
  void Kill();

 private:
  Process(pid_t pid, int end_fd) : pid_(pid), end_fd_(end_fd) {}

  pid_t pid_ = -1;
  int end_fd_ = -1;
  std::optional<ExitCode> exit_code_;
};

// Waits until a file named `path` is there, or `process` has ended, which is an
// error. The file must be put in place as a whole.
// Errors: ABORTED            the process ended; its exit code is in the message
//         DEADLINE_EXCEEDED
absl::Status AwaitFile(const std::string& path, Process& process,
                       absl::Duration at_most);

// The same for a text in the file `path`, which may grow.
absl::Status AwaitText(const std::string& path, const std::string& text,
                       Process& process, absl::Duration at_most);

// What a command that ends by itself said.
struct CommandResult {
  ExitCode exit_code = -1;
  std::string out;
  std::string err;
};

// Runs `command` to its end. What takes longer than `at_most` is killed and
// has 137 as its exit code.
CommandResult RunCommand(const std::vector<std::string>& command,
                         absl::Duration at_most,
                         const std::vector<std::string>& environment = {});

// The whole file; empty if there is none.
std::string ReadFile(const std::string& path);

}  // namespace referral::testing

#endif  // REFERRAL_TESTS_SUPPORT_PROCESS_H_
