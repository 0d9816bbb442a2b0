#include "deploy/pilot/progress.h"

#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/manual_clock.h"

namespace referral::pilot {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ProgressTest : public ::testing::Test {
 protected:
  std::string Printed() {
    std::rewind(out_.get());
    std::string text;
    for (int c = std::fgetc(out_.get()); c != EOF; c = std::fgetc(out_.get())) {
      text.push_back(static_cast<char>(c));
    }
    return text;
  }

  testing::ManualClock clock_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> out_{std::tmpfile(),
                                                       std::fclose};
};

TEST_F(ProgressTest, LineFitsATerminalOf80Columns) {
  EXPECT_LE(
      Progress::Line(99'999, 99'999, 99'999, 99'999, 9'999'999, true).size(),
      79u);
  EXPECT_EQ(Progress::Line(32, 64, 51, 102, 1200, true),
            "[##########..........] 32/64 cases  51/102 people  "
            "1200 messages");
}

TEST_F(ProgressTest, FileGetsPlainLinesWithoutControlCharacters) {
  EXPECT_EQ(Progress::StyleOf(out_.get()), Progress::Style::kLines);
  Progress progress(Progress::Style::kLines, out_.get(), clock_, 4, 8);
  for (int i = 1; i <= 4; ++i) progress.CaseDone(2, i * 10);
  progress.End();
  EXPECT_EQ(Printed(),
            "1/4 cases  2/8 people  10 messages\n"
            "2/4 cases  4/8 people  20 messages\n"
            "3/4 cases  6/8 people  30 messages\n"
            "4/4 cases  8/8 people  40 messages\n");
}

TEST_F(ProgressTest, TerminalIsDrawnAtMostEveryFiftyMilliseconds) {
  Progress progress(Progress::Style::kTerminal, out_.get(), clock_, 4, 8);
  progress.MessageSent(1);
  progress.MessageSent(2);
  clock_.Advance(absl::Milliseconds(50));
  progress.MessageSent(3);
  const std::string text = Printed();
  EXPECT_THAT(text, HasSubstr(" 1 messages"));
  EXPECT_THAT(text, Not(HasSubstr(" 2 messages")));
  EXPECT_THAT(text, HasSubstr(" 3 messages"));
}

TEST_F(ProgressTest, QuietPrintsNothing) {
  Progress progress(Progress::Style::kQuiet, out_.get(), clock_, 1, 1);
  progress.CaseDone(1, 5);
  progress.End();
  EXPECT_EQ(Printed(), "");
}

}  // namespace
}  // namespace referral::pilot
