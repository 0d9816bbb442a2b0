// What must hold after every message, whoever sent what. Pure, thread-safe.
#ifndef REFERRAL_TESTS_COMMON_MODEL_INVARIANTS_H_
#define REFERRAL_TESTS_COMMON_MODEL_INVARIANTS_H_

#include <string>

#include "proto/referral/storage/v1/case_file.pb.h"
#include "tests/common/model/case_builder.h"

namespace referral::model::testing {

// What is broken in `story`, whose last record found its file as `before`;
// empty if nothing is.
std::string BrokenInvariant(const storage::v1::CaseFile& before,
                            const Story& story);

}  // namespace referral::model::testing

#endif  // REFERRAL_TESTS_COMMON_MODEL_INVARIANTS_H_
