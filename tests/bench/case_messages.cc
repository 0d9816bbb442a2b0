#include "tests/bench/case_messages.h"

#include <array>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/base/ids.h"
#include "common/crypto/key_file.h"
#include "common/evidence/message.h"
#include "tests/bench/case_story.h"
#include "tests/bench/must.h"
#include "tests/integration/messages.h"
#include "tests/integration/system.h"

namespace referral::bench {
namespace {

constexpr char kIdPrefix[] = "be9c0000-";
constexpr char kProgramme[] = "az-restart";
// Of keys in development files.
constexpr char kKeyId[] = "dev-1";

std::string ReferralIdOf(std::uint64_t number) {
  return absl::StrFormat("7c9e6679-7425-40de-944b-%012x", number);
}

std::string CaseIdOf(std::uint64_t number) {
  // Spread over the whole range, as minted ids are.
  const std::uint64_t mixed = number * 0x9e3779b97f4a7c15u;
  std::array<std::uint8_t, kCaseIdRandomBytes> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(mixed >> (8 * (7 - i)));
  }
  return MintCaseId("AZ", bytes);
}

evidence::BuildSpec SpecOf(absl::string_view sender, const std::string& case_id,
                           const std::string& message_id,
                           std::vector<v1::Act> acts) {
  evidence::BuildSpec spec;
  spec.message_id = message_id;
  spec.case_id = case_id;
  spec.sender = std::string(sender);
  spec.sent_time = absl::Now();
  spec.acts = std::move(acts);
  return spec;
}

}  // namespace

CaseMessages::CaseMessages(std::size_t cases, Trust trust) : trust_(trust) {
  case_ids_.reserve(cases);
  for (std::size_t i = 0; i < cases; ++i) case_ids_.push_back(CaseIdOf(i));
}

std::vector<std::string> CaseMessages::Openings() {
  std::vector<v1::SignedMessage> messages;
  for (std::size_t i = 0; i < cases(); ++i) {
    messages.push_back(Must(evidence::BuildMessage(
        SpecOf(kLead, case_ids_[i], testing::NewUuid(),
               OpeningActs(kProgramme, ReferralIdOf(i))))));
  }
  return Finish(std::move(messages), kLead);
}

std::vector<std::string> CaseMessages::Beginnings() {
  std::vector<v1::SignedMessage> messages;
  for (std::size_t i = 0; i < cases(); ++i) {
    messages.push_back(Must(evidence::BuildMessage(
        SpecOf(kProvider, case_ids_[i], testing::NewUuid(),
               BeginningActs(ReferralIdOf(i))))));
  }
  return Finish(std::move(messages), kProvider);
}

std::vector<std::string> CaseMessages::Additions(std::size_t count) {
  ++call_;
  first_addition_ = additions_;
  additions_ += count;
  evidence::BuildSpec spec = SpecOf(kProvider, "", "", AdditionActs());
  spec.sections = AdditionSections();
  std::vector<v1::SignedMessage> messages;
  messages.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    spec.case_id = case_ids_[CaseOf(i)];
    spec.message_id = absl::StrFormat("%s%04x-4000-8000-%012x", kIdPrefix,
                                      call_ & 0xffffu, i);
    messages.push_back(Must(evidence::BuildMessage(spec)));
  }
  return Finish(std::move(messages), kProvider);
}

std::optional<std::size_t> CaseMessages::IndexOf(absl::string_view message_id) {
  constexpr std::size_t kNumberDigits = 12;
  std::uint64_t index = 0;
  if (!absl::StartsWith(message_id, kIdPrefix) ||
      !absl::SimpleHexAtoi(message_id.substr(message_id.size() - kNumberDigits),
                           &index)) {
    return std::nullopt;
  }
  return index;
}

std::vector<std::string> CaseMessages::Finish(
    std::vector<v1::SignedMessage> messages, absl::string_view sender) const {
  if (trust_ == Trust::kInsecure) return ToBeSent(std::move(messages), {});
  const crypto::SigningKey key = Must(crypto::ReadSigningKeyFile(
      testing::SigningKeyOf(absl::StrCat("agency-", sender))));
  return ToBeSent(std::move(messages), {.key = &key, .key_id = kKeyId});
}

}  // namespace referral::bench
