#include "tests/bench/small_load.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/crypto/signing.h"
#include "common/evidence/digests.h"
#include "common/evidence/message.h"
#include "common/evidence/signature.h"
#include "google/protobuf/text_format.h"
#include "tests/bench/must.h"
#include "tests/services/router/core/router_testing.h"
#include "tests/support/test_keys.h"

namespace referral::bench {
namespace {

using router::testing::CaseId;
using router::testing::MessageId;

constexpr std::size_t kSignedTogether = 16;
constexpr std::size_t kNoteBytes = 694;  // 1 KiB with all around it
constexpr std::int64_t kSentUnixSeconds = 1551690000;

v1::Act ActOf(const std::string& text) {
  v1::Act act;
  if (!google::protobuf::TextFormat::ParseFromString(text, &act)) std::abort();
  act.set_officer("officer-07");
  act.mutable_occurred_date()->set_year(2019);
  act.mutable_occurred_date()->set_month(2);
  act.mutable_occurred_date()->set_day(1);
  return act;
}

std::vector<v1::Act> OpeningActs(const std::string& referral_id) {
  return {
      ActOf("application_registered { programme_id: 'restart'"
            "  people { person_id: 'p1' } region_code: 'baku'"
            "  return_facts { return_kind: RETURN_KIND_READMISSION"
            "    return_country_code: 'DE' citizen: true"
            "    return_date { year: 2019 month: 1 day: 20 } } }"),
      ActOf("eligibility_review_started {}"),
      ActOf("eligibility_decided { eligible: true }"),
      ActOf("consent_given { person_id: 'p1' language_code: 'az'"
            "  categories: DATA_CATEGORY_IDENTITY"
            "  given_by: CONSENT_GIVER_SELF }"),
      ActOf(
          absl::StrCat("referral_requested { referral_id: '", referral_id,
                       "'  service_code: 'medical.check' person_ids: 'p1'"
                       "  region_code: 'baku'"
                       "  budget { minor_units: 100 currency_code: 'AZN' } }")),
  };
}

std::vector<v1::Act> BeginningActs(const std::string& referral_id) {
  const std::string which =
      absl::StrCat("{ referral_id: '", referral_id, "' }");
  return {ActOf(absl::StrCat("referral_accepted ", which)),
          ActOf(absl::StrCat("referral_started ", which))};
}

std::vector<v1::Section> Note() {
  v1::Section section;
  section.set_person_id("p1");
  section.mutable_note()->set_text(std::string(kNoteBytes, 'n'));
  return {section};
}

// Makes messages under ids of their own.
class Maker {
 public:
  explicit Maker(std::string sender) : sender_(std::move(sender)) {}

  void Add(std::uint32_t number, const std::string& case_id,
           std::vector<v1::Act> acts, std::vector<v1::Section> sections) {
    made_.push_back(Must(evidence::BuildMessage(
        {.message_id = MessageId(number),
         .case_id = case_id,
         .sender = sender_,
         .sent_time = absl::FromUnixSeconds(kSentUnixSeconds),
         .acts = std::move(acts),
         .sections = std::move(sections)})));
  }

  std::vector<std::string> Finish(bool sign) {
    if (sign) Sign();
    std::vector<std::string> bytes;
    for (const v1::SignedMessage& message : made_) {
      bytes.push_back(message.SerializeAsString());
    }
    return bytes;
  }

 private:
  void Sign() {
    for (std::size_t from = 0; from < made_.size(); from += kSignedTogether) {
      SignTogether(absl::MakeSpan(made_).subspan(from, kSignedTogether));
    }
  }

  void SignTogether(absl::Span<v1::SignedMessage> messages) const {
    std::vector<crypto::Digest> digests;
    for (const v1::SignedMessage& message : messages) {
      digests.push_back(evidence::EnvelopeDigest(message.envelope()));
    }
    const std::vector<v1::Proof> proofs = evidence::SignEnvelopes(
        digests, testing::TestSigningKey(sender_), testing::TestKeyId(sender_));
    for (std::size_t i = 0; i < messages.size(); ++i) {
      *messages[i].mutable_proof() = proofs[i];
    }
  }

  const std::string sender_;
  std::vector<v1::SignedMessage> made_;
};

}  // namespace

SmallLoad MakeSmallLoad(std::uint32_t cases, std::uint32_t additions,
                        bool sign) {
  std::uint32_t number = 0;
  Maker openings(kSmallLead);
  Maker beginnings(kSmallProvider);
  Maker further(kSmallProvider);
  for (std::uint32_t i = 0; i < cases; ++i) {
    const std::string referral_id = MessageId(++number);
    openings.Add(++number, CaseId(i), OpeningActs(referral_id), {});
    beginnings.Add(++number, CaseId(i), BeginningActs(referral_id), {});
  }
  for (std::uint32_t i = 0; i < cases * additions; ++i) {
    further.Add(++number, CaseId(i % cases), {ActOf("information_added {}")},
                Note());
  }
  return {openings.Finish(sign), beginnings.Finish(sign), further.Finish(sign)};
}

}  // namespace referral::bench
