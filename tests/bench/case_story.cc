#include "tests/bench/case_story.h"

#include <cstddef>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "common/evidence/digests.h"
#include "common/evidence/signature.h"
#include "google/protobuf/text_format.h"
#include "tests/bench/subject.h"

namespace referral::bench {
namespace {

constexpr std::size_t kSignedTogether = 16;
// Bytes of an addition beyond its text: ids, digests, salts.
constexpr std::size_t kAroundText = 330;

void SignTogether(absl::Span<v1::SignedMessage> messages,
                  const StorySigner& signer) {
  std::vector<crypto::Digest> digests;
  for (const v1::SignedMessage& message : messages) {
    digests.push_back(evidence::EnvelopeDigest(message.envelope()));
  }
  const std::vector<v1::Proof> proofs =
      evidence::SignEnvelopes(digests, *signer.key, signer.key_id);
  for (std::size_t i = 0; i < messages.size(); ++i) {
    *messages[i].mutable_proof() = proofs[i];
  }
}

}  // namespace

v1::Act StoryAct(const std::string& text) {
  v1::Act act;
  if (!google::protobuf::TextFormat::ParseFromString(text, &act)) std::abort();
  act.set_officer("officer-07");
  act.mutable_occurred_date()->set_year(2019);
  act.mutable_occurred_date()->set_month(2);
  act.mutable_occurred_date()->set_day(1);
  return act;
}

std::vector<v1::Act> ApplicationActs(absl::string_view programme_id) {
  return {
      StoryAct(
          absl::StrCat("application_registered { programme_id: '", programme_id,
                       "' people { person_id: 'p1' } region_code: 'baku'"
                       "  return_facts { return_kind: RETURN_KIND_READMISSION"
                       "    return_country_code: 'DE' citizen: true"
                       "    return_date { year: 2019 month: 1 day: 20 } } }")),
      StoryAct("eligibility_review_started {}"),
      StoryAct("eligibility_decided { eligible: true }"),
      StoryAct("consent_given { person_id: 'p1' language_code: 'az'"
               "  categories: [DATA_CATEGORY_IDENTITY, DATA_CATEGORY_CONTACT,"
               "    DATA_CATEGORY_MEDICAL]"
               "  given_by: CONSENT_GIVER_SELF"
               "  expiry_date { year: 2199 month: 12 day: 31 } }"),
  };
}

v1::Act RequestAct(absl::string_view referral_id) {
  return StoryAct(
      absl::StrCat("referral_requested { referral_id: '", referral_id,
                   "'  service_code: 'medical.check' person_ids: 'p1'"
                   "  region_code: 'baku'"
                   "  budget { minor_units: 100 currency_code: 'AZN' } }"));
}

std::vector<v1::Act> OpeningActs(absl::string_view programme_id,
                                 absl::string_view referral_id) {
  std::vector<v1::Act> acts = ApplicationActs(programme_id);
  acts.push_back(RequestAct(referral_id));
  return acts;
}

std::vector<v1::Act> BeginningActs(absl::string_view referral_id) {
  const std::string which =
      absl::StrCat("{ referral_id: '", referral_id, "' }");
  return {StoryAct(absl::StrCat("referral_accepted ", which)),
          StoryAct(absl::StrCat("referral_started ", which))};
}

std::vector<v1::Act> AdditionActs() {
  return {StoryAct("information_added {}")};
}

std::vector<v1::Section> AdditionSections() {
  v1::Section section;
  section.set_person_id("p1");
  section.mutable_note()->set_text(
      std::string(kMessageBytes - kAroundText, 'n'));
  return {section};
}

std::vector<std::string> ToBeSent(std::vector<v1::SignedMessage> messages,
                                  const StorySigner& signer) {
  if (signer.key != nullptr) {
    for (std::size_t from = 0; from < messages.size();
         from += kSignedTogether) {
      SignTogether(absl::MakeSpan(messages).subspan(from, kSignedTogether),
                   signer);
    }
  }
  std::vector<std::string> bytes;
  bytes.reserve(messages.size());
  for (const v1::SignedMessage& message : messages) {
    bytes.push_back(message.SerializeAsString());
  }
  return bytes;
}

}  // namespace referral::bench
