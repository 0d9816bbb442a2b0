#include "tests/bench/process_usage.h"

#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace referral::bench {
namespace {

// proc(5): fields of /proc/PID/stat behind the name, which may hold anything.
absl::Duration CpuOf(pid_t pid) {
  std::string line;
  std::getline(std::ifstream(absl::StrCat("/proc/", pid, "/stat")), line);
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) return absl::ZeroDuration();
  std::istringstream fields(line.substr(name_end + 1));
  constexpr int kFieldsBeforeTimes = 11;
  std::string skipped;
  for (int i = 0; i < kFieldsBeforeTimes; ++i) fields >> skipped;
  std::int64_t user = 0;
  std::int64_t system = 0;
  fields >> user >> system;
  return absl::Seconds(1) * (user + system) / sysconf(_SC_CLK_TCK);
}

// The line of /proc/PID/status that begins with `name`.
std::uint64_t BytesOf(pid_t pid, absl::string_view name) {
  std::ifstream status(absl::StrCat("/proc/", pid, "/status"));
  std::string key;
  while (status >> key) {
    std::uint64_t kib = 0;
    if (key == name && status >> kib) return kib * 1024;
    std::getline(status, key);
  }
  return 0;
}

}  // namespace

ProcessUsage UsageOf(pid_t pid) {
  return {CpuOf(pid), BytesOf(pid, "VmRSS:"), BytesOf(pid, "VmHWM:")};
}

}  // namespace referral::bench
