// Messages of a case as a string in which every byte means something: whatever
// the bytes, they read as acts and sections, mostly with values that the test
// programme knows, so that small changes of the bytes are small changes of the
// story. Pure, thread-safe.
#ifndef REFERRAL_TESTS_ROBUSTNESS_FUZZ_ACT_CODEC_H_
#define REFERRAL_TESTS_ROBUSTNESS_FUZZ_ACT_CODEC_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "proto/referral/v1/act.pb.h"
#include "proto/referral/v1/section.pb.h"

namespace referral::fuzz {

// A message of the story, and what happened in the world before it.
struct StoryStep {
  std::string sender;                 // of Senders()
  std::uint8_t hours = 0;             // since the step before
  bool new_version = false;           // of the programme
  std::vector<v1::Act> acts;          // 1 to 4
  std::vector<v1::Section> sections;  // at most 3
};

// The agencies of the test deployment, and one it does not know.
const std::vector<std::string>& Senders();

// At most `limit` steps, until the bytes end.
std::vector<StoryStep> ReadStory(absl::string_view bytes, size_t limit);

// What ReadStory reads as `steps`, as far as it can say them: lists have at
// most 7 elements, strings that the vocabulary lacks at most 63 ASCII
// characters.
std::string WriteStory(const std::vector<StoryStep>& steps);

}  // namespace referral::fuzz

#endif  // REFERRAL_TESTS_ROBUSTNESS_FUZZ_ACT_CODEC_H_
