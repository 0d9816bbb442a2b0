// What agencies say about many cases, made before the clock starts.
#ifndef REFERRAL_TESTS_BENCH_CASE_MESSAGES_H_
#define REFERRAL_TESTS_BENCH_CASE_MESSAGES_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/crypto/signing.h"
#include "proto/referral/v1/message.pb.h"
#include "tests/bench/server_process.h"

namespace referral::bench {

// The lead, and the provider of every case.
inline constexpr char kLead[] = "sms";
inline constexpr char kProvider[] = "health";

// Makes messages to `cases` cases with ids of their own. Signs them if `trust`
// is full, kSignedTogether with one signature, as an outbox does. Not
// thread-safe.
class CaseMessages {
 public:
  static constexpr std::size_t kSignedTogether = 16;

  // Cases are numbered from `first`: those of another with other numbers are
  // other cases.
  CaseMessages(std::size_t cases, Trust trust, std::uint64_t first = 0);

  std::size_t cases() const { return case_ids_.size(); }
  const std::string& case_id(std::size_t number) const {
    return case_ids_[number];
  }

  // The lead opens every case and asks the provider for treatment; the provider
  // begins: serialised, one message to a case each.
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
  std::vector<std::string> Sign(std::vector<v1::SignedMessage> messages,
                                absl::string_view sender);

  const Trust trust_;
  std::vector<std::string> case_ids_;
  std::size_t first_addition_ = 0;  // of the last call
  std::size_t additions_ = 0;
  std::uint32_t call_ = 0;
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_CASE_MESSAGES_H_
