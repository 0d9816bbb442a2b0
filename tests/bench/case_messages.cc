#include "tests/bench/case_messages.h"

#include <algorithm>
#include <array>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/ids.h"
#include "common/crypto/key_file.h"
#include "common/evidence/digests.h"
#include "common/evidence/message.h"
#include "common/evidence/signature.h"
#include "tests/bench/must.h"
#include "tests/bench/subject.h"
#include "tests/integration/messages.h"
#include "tests/integration/system.h"

namespace referral::bench {
namespace {

constexpr char kIdPrefix[] = "be9c0000-";
// Bytes of a message beyond its text: ids, digests, salts.
constexpr std::size_t kAroundText = 330;

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

std::vector<std::string> OpeningActs(std::uint64_t number) {
  return {
      testing::kApplied, testing::kReview, testing::kEligible,
      "consent_given { person_id: 'p1' language_code: 'az'"
      "  given_by: CONSENT_GIVER_SELF"
      "  categories: [DATA_CATEGORY_IDENTITY, DATA_CATEGORY_CONTACT,"
      "    DATA_CATEGORY_MEDICAL]"
      "  expiry_date { year: 2199 month: 12 day: 31 } }",
      absl::StrCat("referral_requested { referral_id: '", ReferralIdOf(number),
                   "' service_code: 'medical.treatment' person_ids: 'p1'"
                   "  region_code: 'baku'"
                   "  budget { minor_units: 100 currency_code: 'AZN' } }")};
}

}  // namespace

CaseMessages::CaseMessages(std::size_t cases, Trust trust, std::uint64_t first)
    : trust_(trust) {
  case_ids_.reserve(cases);
  for (std::size_t i = 0; i < cases; ++i) {
    case_ids_.push_back(CaseIdOf(first + i));
  }
}

std::vector<std::string> CaseMessages::Openings() {
  std::vector<v1::SignedMessage> messages;
  for (std::size_t i = 0; i < cases(); ++i) {
    messages.push_back(Must(evidence::BuildMessage(
        testing::Saying(kLead, case_ids_[i], OpeningActs(i)))));
  }
  return Sign(std::move(messages), kLead);
}

std::vector<std::string> CaseMessages::Beginnings() {
  std::vector<v1::SignedMessage> messages;
  for (std::size_t i = 0; i < cases(); ++i) {
    const std::string id = ReferralIdOf(i);
    messages.push_back(Must(evidence::BuildMessage(testing::Saying(
        kProvider, case_ids_[i],
        {absl::StrCat("referral_accepted { referral_id: '", id, "' }"),
         absl::StrCat("referral_started { referral_id: '", id, "' }")}))));
  }
  return Sign(std::move(messages), kProvider);
}

std::vector<std::string> CaseMessages::Additions(std::size_t count) {
  ++call_;
  first_addition_ = additions_;
  additions_ += count;
  evidence::BuildSpec spec =
      testing::Saying(kProvider, "", {"information_added {}"});
  v1::Section& section = spec.sections.emplace_back();
  section.set_person_id("p1");
  section.mutable_note()->set_text(
      std::string(kMessageBytes - kAroundText, 'n'));
  std::vector<v1::SignedMessage> messages;
  messages.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    spec.case_id = case_ids_[CaseOf(i)];
    spec.message_id = absl::StrFormat("%s%04x-4000-8000-%012x", kIdPrefix,
                                      call_ & 0xffffu, i);
    messages.push_back(Must(evidence::BuildMessage(spec)));
  }
  return Sign(std::move(messages), kProvider);
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

std::vector<std::string> CaseMessages::Sign(
    std::vector<v1::SignedMessage> messages, absl::string_view sender) {
  std::vector<std::string> bytes;
  bytes.reserve(messages.size());
  std::optional<crypto::SigningKey> key;
  if (trust_ == Trust::kFull) {
    key = Must(crypto::ReadSigningKeyFile(
        testing::SigningKeyOf(absl::StrCat("agency-", sender))));
  }
  for (std::size_t from = 0; from < messages.size(); from += kSignedTogether) {
    const std::size_t to = std::min(messages.size(), from + kSignedTogether);
    if (key.has_value()) {
      std::vector<crypto::Digest> digests;
      for (std::size_t i = from; i < to; ++i) {
        digests.push_back(evidence::EnvelopeDigest(messages[i].envelope()));
      }
      const std::vector<v1::Proof> proofs =
          evidence::SignEnvelopes(digests, *key, "dev-1");
      for (std::size_t i = from; i < to; ++i) {
        *messages[i].mutable_proof() = proofs[i - from];
      }
    }
    for (std::size_t i = from; i < to; ++i) {
      bytes.push_back(messages[i].SerializeAsString());
    }
  }
  return bytes;
}

}  // namespace referral::bench
