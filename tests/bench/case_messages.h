// Messages to many cases of the shipped programme, made before the clock
// starts and signed with development keys.
#ifndef REFERRAL_TESTS_BENCH_CASE_MESSAGES_H_
#define REFERRAL_TESTS_BENCH_CASE_MESSAGES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "proto/referral/v1/act.pb.h"
#include "tests/bench/case_spread.h"
#include "tests/bench/server_process.h"

namespace referral::bench {

// Makes messages to `cases` cases; signed if `trust` is full. Not thread-safe.
class CaseMessages {
 public:
  CaseMessages(std::size_t cases, Trust trust);

  std::size_t cases() const { return case_ids_.size(); }
  const std::string& case_id(std::size_t number) const {
    return case_ids_[number];
  }

  // Serialised, one message to a case each; see case_story.h. Applications:
  // without a referral. The others: from the case of that number on, at most
  // `count`.
  std::vector<std::string> Applications();
  std::vector<std::string> Openings(std::size_t first = 0,
                                    std::size_t count = kAll);
  std::vector<std::string> Beginnings(std::size_t first = 0,
                                      std::size_t count = kAll);

  // The provider adds information, about kMessageBytes each, to every case in
  // turn, or as `spread` says; the lead gets it in its inbox. Message ids carry
  // their index.
  std::vector<std::string> Additions(std::size_t count,
                                     const CaseSpread& spread = {});

  // Of an addition, by its message id; nullopt of any other.
  static std::optional<std::size_t> IndexOf(absl::string_view message_id);
  // Number of the case of the addition at `index`.
  std::size_t CaseOf(std::size_t index) const {
    return spread_.CaseOf(first_addition_ + index, cases());
  }

 private:
  static constexpr std::size_t kAll = static_cast<std::size_t>(-1);

  std::vector<std::string> ToEachCase(
      absl::string_view sender, std::size_t first, std::size_t count,
      absl::FunctionRef<std::vector<v1::Act>(std::size_t)> acts_of) const;

  const Trust trust_;
  std::vector<std::string> case_ids_;
  CaseSpread spread_;  // of the last call, as the next
  std::size_t first_addition_ = 0;
  std::size_t additions_ = 0;
  std::uint32_t call_ = 0;
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_CASE_MESSAGES_H_
