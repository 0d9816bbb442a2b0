// Messages to many cases of the shipped programme, made before the clock
// starts and signed with development keys.
#ifndef REFERRAL_TESTS_BENCH_CASE_MESSAGES_H_
#define REFERRAL_TESTS_BENCH_CASE_MESSAGES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "proto/referral/v1/message.pb.h"
#include "tests/bench/server_process.h"

namespace referral::bench {

// Makes messages to `cases` cases; signed if `trust` is full. Not thread-safe.
class CaseMessages {
 public:
  CaseMessages(std::size_t cases, Trust trust);

  std::size_t cases() const { return case_ids_.size(); }

  // Serialised, one message to a case each; see case_story.h.
  std::vector<std::string> Openings();
  std::vector<std::string> Beginnings();

  // The provider adds information, about kMessageBytes each, to every case in
  // turn; the lead gets it in its inbox. Message ids carry their index.
  std::vector<std::string> Additions(std::size_t count);

  // Of an addition, by its message id; nullopt of any other.
  static std::optional<std::size_t> IndexOf(absl::string_view message_id);
  // Number of the case of the addition at `index`.
  std::size_t CaseOf(std::size_t index) const {
    return (first_addition_ + index) % cases();
  }

 private:
  std::vector<std::string> Finish(std::vector<v1::SignedMessage> messages,
                                  absl::string_view sender) const;

  const Trust trust_;
  std::vector<std::string> case_ids_;
  std::size_t first_addition_ = 0;  // of the last call
  std::size_t additions_ = 0;
  std::uint32_t call_ = 0;
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_CASE_MESSAGES_H_
