// What a reader gets of a record, and of a row: one pure function each, for
// every way out.
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
  // Whether the effects are shown: only to those who see every act, and not to
  // those from whom a consent is withdrawn.
  bool effects = false;
};

// What `reader` may see of a record of `file` that `sender` sent and that
// holds `disclosures` (in part order). Consent is read as it stands in `file`
// now, on the day `today`.
//   lead: every part; sender: every part, unless its role reads nothing.
//   provider: acts about referrals it requests or receives, withdrawals of
//     consent by which it may lose (see destruction.h; so who has to destroy
//     parts sees why, before and after it confirms), and sections of people of
//     those referrals in the categories that the referral's service needs,
//     where the person's consent covers category and agency. A referral entered
//     in error opens no section. Nothing of a case it has no referral in.
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

// What a reader gets of the row of a case or of a referral: in lists, in one
// case and in its timeline. Ids, programme, statuses, times and dates, lead,
// requester and receiver, overdue and settled come with every row.
struct RowView {
  // If not, the row does not exist for the reader.
  bool row = false;
  // How many people.
  bool people = false;
  // Service and region of a referral. A service may tell of somebody's health,
  // psychosocial care [17] above all.
  bool service = false;
  // Rejection reasons, vulnerability level, needs, last day of support, which
  // follows from the level [11].
  bool judgement = false;
  // Threshold, reserved, spent, funding source.
  bool budget = false;
  // Who has yet to confirm a withdrawal of consent.
  bool destructions = false;
};

// What `reader` may see of the row of `referral`, or of the case itself if it
// is nullptr. A row tells no more than the acts that made it:
//   lead: everything, of the cases it leads. Operator: everything; it is all
//     codes, and operators help with referrals by their codes.
//   provider: referrals it requests or receives, with people and service, and
//     the bare row of their cases, which counts those referrals alone.
//   oversight: every row, with people and destructions: that each step
//     happened and who saw what, never medical or identity detail.
//   notifier, partner: nothing.
// A list filters by what its reader sees, so that no filter tells the rest.
RowView ViewRow(const storage::v1::CaseFile& file,
                const storage::v1::CaseReferral* referral,
                const Reader& reader);

// Whether there is a row of the case for `reader`, by ViewRow.
bool MaySeeCase(const storage::v1::CaseFile& file, const Reader& reader);

// Whether there is a row of the referral for `reader`, by ViewRow.
bool MaySeeReferral(const storage::v1::CaseFile& file,
                    const storage::v1::CaseReferral& referral,
                    const Reader& reader);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_NEED_TO_KNOW_H_
