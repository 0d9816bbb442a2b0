// Finding one's way in a case file. Pure functions.
#ifndef REFERRAL_COMMON_MODEL_CASE_FILE_H_
#define REFERRAL_COMMON_MODEL_CASE_FILE_H_

#include "absl/strings/string_view.h"
#include "common/model/lifecycle.h"
#include "proto/referral/storage/v1/case_file.pb.h"

namespace referral::model {

// nullptr if the case has no such person; those who left are found, too.
const storage::v1::Person* FindPerson(const storage::v1::CaseFile& file,
                                      absl::string_view person_id);
storage::v1::Person* FindPerson(storage::v1::CaseFile& file,
                                absl::string_view person_id);

// nullptr if the case has no such referral.
const storage::v1::CaseReferral* FindReferral(const storage::v1::CaseFile& file,
                                              absl::string_view referral_id);
storage::v1::CaseReferral* FindReferral(storage::v1::CaseFile& file,
                                        absl::string_view referral_id);

// Whether anybody was asked: false for a draft, also once it was dropped. The
// receiver that such a proposal names has no part in it and learns of nothing
// [30].
bool WasRequested(const storage::v1::CaseReferral& referral);

// Whether somebody was asked and the referral has not ended [30].
bool IsOpen(const storage::v1::CaseReferral& referral);

// Whether `agency` requests or receives `referral`.
bool IsParty(const storage::v1::CaseReferral& referral,
             absl::string_view agency);

// Whether `agency` requests or receives any referral of the case.
bool HasReferral(const storage::v1::CaseFile& file, absl::string_view agency);

// Whether `person_id` is among those that `referral` serves.
bool Serves(const storage::v1::CaseReferral& referral,
            absl::string_view person_id);

// The part in which `agency` would send `act` about `referral`.
ReferralPart PartOf(const storage::v1::CaseFile& file,
                    const storage::v1::CaseReferral& referral,
                    const v1::Act& act, absl::string_view agency);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_CASE_FILE_H_
