// Stories about the clocks of a case.
#ifndef REFERRAL_TESTS_COMMON_MODEL_CLOCK_STORIES_H_
#define REFERRAL_TESTS_COMMON_MODEL_CLOCK_STORIES_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/model/deadlines.h"
#include "tests/common/model/refusals.h"

namespace referral::model::testing {

inline absl::TimeZone Baku() {
  absl::TimeZone zone;
  absl::LoadTimeZone("Asia/Baku", &zone);
  return zone;
}

// End of a day where the stories play.
inline absl::Time EndOf(int year, int month, int day) {
  return absl::FromCivil(absl::CivilDay(year, month, day) + 1, Baku());
}

// Clock and subject of what runs, the earliest first.
using Set = std::pair<v1::Clock, std::string>;
inline std::vector<Set> Running(const Story& story) {
  std::vector<Set> set;
  for (const Deadline& deadline : RunningClocks(story.file())) {
    set.emplace_back(deadline.clock, deadline.subject_id);
  }
  return set;
}

inline std::vector<Set> Due(const Story& story, absl::Time now) {
  std::vector<Set> set;
  for (const Deadline& deadline : DueClocks(story.file(), now)) {
    set.emplace_back(deadline.clock, deadline.subject_id);
  }
  return set;
}

// The router says what is due.
inline void SayDue(Story& story) {
  const Context context = story.context();
  for (const Deadline& deadline : DueClocks(story.file(), context.now)) {
    EXPECT_OK(story.Say({DeadlineAct(deadline, context.directory)}));
  }
}

// A case that is recorded as it happens: today is Monday 2026-05-04. With a
// consent until 2028, and nothing else that runs.
inline Story Consented(config::v1::Programme programme = TestProgramme()) {
  Story story(std::move(programme));
  story.Open().On(2026, 5, 4).Consented();
  return story;
}

}  // namespace referral::model::testing

#endif  // REFERRAL_TESTS_COMMON_MODEL_CLOCK_STORIES_H_
