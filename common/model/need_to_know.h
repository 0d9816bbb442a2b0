// What a reader gets of a record: one pure function for every way out.
#ifndef REFERRAL_COMMON_MODEL_NEED_TO_KNOW_H_
#define REFERRAL_COMMON_MODEL_NEED_TO_KNOW_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/model/directory.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "proto/referral/v1/message.pb.h"
#include "proto/referral/v1/types.pb.h"

namespace referral::model {

// Who reads.
struct Reader {
  enum class Kind { kAgency, kOperator };
  Kind kind = Kind::kAgency;
  std::string agency;  // empty for an operator
  v1::AgencyRole role = v1::AGENCY_ROLE_UNSPECIFIED;
};

// How much of one record a reader gets.
struct View {
  enum class Extent { kNothing, kHeadOnly, kParts };
  Extent extent = Extent::kNothing;
  // Indexes of the parts shown, ascending; only for kParts.
  std::vector<int> parts;
  // Whether the effects are shown: only to those who see every act.
  bool effects = false;
};

// What `reader` may see of a record of `file` that `sender` sent and that
// holds `disclosures` (in part order). Consent is read as it stands in `file`
// now, on the day `today`.
//   lead: every part; sender: every part, unless its role reads nothing.
//   provider: acts about referrals it requests or receives, consents that
//     people of those referrals withdrew from it, and sections of those people
//     in the categories that the referral's service needs, where the person's
//     consent covers category and agency. A referral entered in error opens
//     no section. Nothing of a case it has no referral in.
//   oversight, operator: head only. Notifier, partner: nothing.
// A consent opens a section if it was given by `today`, was not withdrawn
// since, and had not ended on the day the section was shared: the latest
// occurred_date of the record's acts. So a case recorded years later is read
// by the consents of its own time, and a consent that ends hides what is
// shared from then on. How long a reader keeps what it saw is not decided
// here.
View NeedToKnow(const storage::v1::CaseFile& file, absl::string_view sender,
                absl::Span<const v1::Disclosure> disclosures,
                const Reader& reader, const v1::Date& today);

// Whether `reader` may see the row of a case in lists and its codes.
bool MaySeeCase(const storage::v1::CaseFile& file, const Reader& reader);

// Whether `reader` may see the row of a referral in lists.
bool MaySeeReferral(const storage::v1::CaseFile& file,
                    const storage::v1::CaseReferral& referral,
                    const Reader& reader);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_NEED_TO_KNOW_H_
