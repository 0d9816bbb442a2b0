#include "deploy/pilot/progress.h"

#include <unistd.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace referral::pilot {
namespace {

constexpr size_t kBarColumns = 20;
// A terminal shows no more.
constexpr absl::Duration kBetweenDrawings = absl::Milliseconds(50);

}  // namespace

Progress::Style Progress::StyleOf(std::FILE* out) {
  return ::isatty(::fileno(out)) != 0 ? Style::kTerminal : Style::kLines;
}

Progress::Progress(Style style, std::FILE* out, const Clock& clock,
                   size_t cases, size_t people)
    : out_(out),
      clock_(clock),
      all_cases_(cases),
      all_people_(people),
      style_(style),
      drawn_(clock.Monotonic() - kBetweenDrawings) {}

std::string Progress::Line(size_t cases, size_t of_cases, size_t people,
                           size_t of_people, int64_t messages, bool bar) {
  std::string line;
  if (bar) {
    const size_t full = of_cases == 0 ? 0 : kBarColumns * cases / of_cases;
    line = absl::StrCat("[", std::string(full, '#'),
                        std::string(kBarColumns - full, '.'), "] ");
  }
  absl::StrAppendFormat(&line, "%d/%d cases  %d/%d people  %d messages", cases,
                        of_cases, people, of_people, messages);
  return line;
}

void Progress::MessageSent(int64_t messages) {
  MutexLock lock(mutex_);
  messages_ = std::max(messages_, messages);
  if (style_ == Style::kTerminal) Draw(false);
}

void Progress::CaseDone(size_t people, int64_t messages) {
  MutexLock lock(mutex_);
  ++cases_;
  people_ += people;
  messages_ = std::max(messages_, messages);
  const bool last = cases_ == all_cases_;
  const size_t quarter = std::max<size_t>(all_cases_ / 4, 1);
  if (style_ == Style::kTerminal) Draw(last);
  if (style_ == Style::kLines && (last || cases_ % quarter == 0)) Draw(true);
}

void Progress::End() {
  MutexLock lock(mutex_);
  if (style_ == Style::kTerminal) {
    Draw(true);
    std::fputc('\n', out_);
    std::fflush(out_);
  }
  style_ = Style::kQuiet;
}

void Progress::Draw(bool now) {
  const absl::Duration time = clock_.Monotonic();
  if (!now && time - drawn_ < kBetweenDrawings) return;
  drawn_ = time;
  const bool terminal = style_ == Style::kTerminal;
  const std::string line =
      Line(cases_, all_cases_, people_, all_people_, messages_, terminal);
  if (terminal) {
    std::fprintf(out_, "\r%-79s", line.c_str());
  } else {
    std::fprintf(out_, "%s\n", line.c_str());
  }
  std::fflush(out_);
}

}  // namespace referral::pilot
