// Families and keys of an agency's store. Values are the messages of
// proto/referral/storage/v1/agency_store.proto. Pure functions.
#ifndef REFERRAL_SERVICES_AGENCY_STORE_LAYOUT_H_
#define REFERRAL_SERVICES_AGENCY_STORE_LAYOUT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/base/errors.h"
#include "common/base/key_codec.h"
#include "common/store/batch.h"

namespace referral::agency {

// Index in FamilyNames().
enum Family : store::FamilyId {
  kOutbox = 0,         // number -> OutboxEntry
  kMessages = 1,       // message id -> number
  kReceived = 2,       // case id, sequence -> ReceivedRecord
  kWorklist = 3,       // referral id -> WorklistRow
  kCaseReferrals = 4,  // case id, referral id -> nothing
  kSent = 5,           // case id, number of an outbox entry -> kWithSections
  kMeta = 6,           // the names below
  // Families of a later version come at the end: a store from before gets them
  // when it is opened.
  kPeople = 7,   // keyed hash of an identity -> PersonIndexRow
  kNotices = 8,  // number -> NoticeRow
};

// Value in kSent of an entry with sections; that of others is empty.
inline constexpr absl::string_view kWithSections = "s";

inline std::vector<std::string> FamilyNames() {
  return {"outbox", "messages", "received", "worklist", "case_referrals",
          "sent",   "meta",     "people",   "notices"};
}

inline constexpr uint32_t kFormatVersion = 1;

// The wrapped keys of the cases lie in a store of their own in this directory
// of the data directory. RocksDB leaves alone what it did not make.
inline constexpr absl::string_view kKeyDirectory = "keys";

// StoreFormat: whose store this is.
inline constexpr absl::string_view kFormatKey = "format";
// Every outbox number below is settled.
inline constexpr absl::string_view kFirstOpenKey = "first_open";
// The receipt of the highest position seen.
inline constexpr absl::string_view kNewestReceiptKey = "newest_receipt";
// Number of the next notice; 1 if absent.
inline constexpr absl::string_view kNextNoticeKey = "next_notice";
// There while keys that were renewed may still be in files of the key store.
inline constexpr absl::string_view kErasingKey = "erasing";

// In kMeta: digest of the request that began a batch under this message id.
inline std::string BatchKey(absl::string_view message_id) {
  return absl::StrCat("batch/", message_id);
}

// Stands for a case where keys of cases lie: the key of the index of people.
inline constexpr absl::string_view kPeopleKeyId = "people";

// What begins every key of a case; case ids hold no zero byte.
inline std::string CasePrefix(absl::string_view case_id) {
  std::string key(case_id);
  key.push_back('\0');
  return key;
}

inline std::string CaseNumberKey(absl::string_view case_id, uint64_t number) {
  std::string key = CasePrefix(case_id);
  AppendU64(number, key);
  return key;
}

inline std::string CaseReferralKey(absl::string_view case_id,
                                   absl::string_view referral_id) {
  std::string key = CasePrefix(case_id);
  absl::StrAppend(&key, referral_id);
  return key;
}

// A value of the store. Errors: STORE_CORRUPT; `what` says which kind.
template <typename T>
absl::StatusOr<T> ParseValue(absl::string_view bytes, absl::string_view what) {
  T value;
  if (!value.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return MakeError(Reason::kStoreCorrupt,
                     absl::StrCat("a value cannot be read: ", what));
  }
  return value;
}

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_STORE_LAYOUT_H_
