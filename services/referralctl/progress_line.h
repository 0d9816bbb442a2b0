#ifndef REFERRAL_SERVICES_REFERRALCTL_PROGRESS_LINE_H_
#define REFERRAL_SERVICES_REFERRALCTL_PROGRESS_LINE_H_

#include <unistd.h>

#include <cstdio>
#include <string>

namespace referral::referralctl {

// One line on standard error that says how far something has come, and is gone
// at the end. Nothing where standard error is no terminal.
class ProgressLine {
 public:
  ProgressLine() : on_(isatty(STDERR_FILENO) == 1) {}
  ~ProgressLine() { Show(""); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void Show(const std::string& text) const {
    if (!on_) return;
    std::fprintf(stderr, "\r\x1b[K%s", text.c_str());
    std::fflush(stderr);
  }

 private:
  const bool on_;
};

}  // namespace referral::referralctl

#endif  // REFERRAL_SERVICES_REFERRALCTL_PROGRESS_LINE_H_
