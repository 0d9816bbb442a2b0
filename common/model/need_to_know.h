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
#include "proto/referral/v1/router_service.pb.h"
#include "proto/referral/v1/types.pb.h"

namespace referral::model {

// Who reads.
struct Reader {
  enum class Kind { kAgency, kOperator };
  Kind kind = Kind::kAgency;
  std::string agency;  // empty for an operator
  v1::AgencyRole role = v1::AGENCY_ROLE_UNSPECIFIED;
  // Agencies that have left and that this one succeeds: it looks after what
  // they had to follow up [18].
  std::vector<std::string> predecessors = {};
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
  // Whether a timeline names every act, also those whose parts are not shown;
  // it does so for kHeadOnly.
  bool every_act_named = false;
  // Whose of the router's drafts are shown among the effects, also where the
  // rest of them is not; empty: everybody's. See shown_effects.h.
  std::string drafts_of;
};

// Which message of a case: sender and id.
struct Origin {
  absl::string_view sender;
  absl::string_view message_id;
};

// What `reader` may see of the record of message `origin` of `file` that holds
// `disclosures` (in part order). Consent is read as it stands in `file` now, on
// the day `today`.
//   lead: every part; sender: every part, unless its role reads nothing.
//   provider: acts about referrals it requests or receives, the request that a
//     re-routing handed on to it [32], withdrawals of consent by which it may
//     lose (see destruction.h; so who has to destroy parts sees why, before and
//     after it confirms), departures of people whom those referrals serve, and
//     sections of people of those referrals in the categories that the
//     referral's service needs, where the person's consent covers category and
//     agency. A referral entered in error opens no section. Of people whom it
//     serves now, what protects them (see protection.h). Complaints that it
//     lodged or is to answer, and their answers. Else nothing of a case it has
//     no referral in, but a clock that ran out, if the record was `addressed`
//     to it: it names no person but by id, and what is proposed next is for the
//     requester alone; and the closing of the case, if it ends a draft that
//     waited for the agency.
//     Who looks after a continuing need [18] sees the acts of after-care (see
//     after_care.h). Whoever did so until then sees the act that hands it over
//     or reopens the case, if the record was `addressed` to it and is about no
//     referral. No section comes with that: the data of a person stays with
//     those that serve them by a referral.
//   oversight: the head, and the acts of complaints that it is to answer.
//   operator: head only. Notifier, partner: nothing.
// A section that a later one has corrected is shown to the lead and to its
// author alone: everybody else gets the right one, or none.
// A consent opens a section if it was given by `today`, was not withdrawn
// since, and had not ended on the day the section was shared: the latest
// occurred_date of the record's acts. So a case recorded years later is read
// by the consents of its own time, and a consent that ends hides what is
// shared from then on. How long a reader keeps what it saw is not decided
// here.
View NeedToKnow(const storage::v1::CaseFile& file, const Origin& origin,
                absl::Span<const v1::Disclosure> disclosures,
                const Reader& reader, const v1::Date& today,
                bool addressed = false);

// What a reader gets of the row of a case or of a referral: in lists, in one
// case and in its timeline. Ids, programme, statuses, times and dates, lead,
// requester and receiver, overdue and settled come with every row.
struct RowView {
  // If not, the row does not exist for the reader.
  bool row = false;
  // How many people.
  bool people = false;
  // Service, region and priority of a referral, why it was drafted and whether
  // lodging is missing. A service may tell of somebody's health,
  // psychosocial care [17] above all.
  bool service = false;
  // Rejection reasons, vulnerability level, needs, last day of support, which
  // follows from the level [11].
  bool judgement = false;
  // Threshold, reserved, spent, funding source.
  bool budget = false;
  // Who has yet to confirm a withdrawal of consent.
  bool destructions = false;
  // Who looks after a continuing need, and when next [18].
  bool continuation = false;
  // Data that was opened in emergencies, by person and category.
  bool emergencies = false;
};

// What `reader` may see of the row of `referral`, or of the case itself if it
// is nullptr. A row tells no more than the acts that made it:
//   lead: everything, of the cases it leads. Operator: everything; it is all
//     codes, and operators help with referrals by their codes.
//   provider: referrals it requests or receives, with people and service,
//     drafts that wait for it among them, and the bare row of their cases,
//     which counts those referrals alone. Who looks after a continuing need:
//     the bare row, with that.
//   oversight: every row, with people, destructions and emergencies: that each
//     step happened and who saw what, never medical or identity detail.
//   notifier, partner: nothing.
// A list filters by what its reader sees, so that no filter tells the rest.
RowView ViewRow(const storage::v1::CaseFile& file,
                const storage::v1::CaseReferral* referral,
                const Reader& reader);

// Whether there is a row of the case for `reader`, by ViewRow.
bool MaySeeCase(const storage::v1::CaseFile& file, const Reader& reader);

// Whether there is a row of the complaint for `reader`: lead of the case,
// oversight, operator, and the provider that lodged it or is to answer it, even
// without a row of the case. The agency complained about is not told.
bool MaySeeComplaint(const storage::v1::CaseFile& file,
                     const v1::Complaint& complaint, const Reader& reader);

// Whether there is a row of the referral for `reader`, by ViewRow.
bool MaySeeReferral(const storage::v1::CaseFile& file,
                    const storage::v1::CaseReferral& referral,
                    const Reader& reader);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_NEED_TO_KNOW_H_
