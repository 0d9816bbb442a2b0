// The router's store: families, keys and values. All values are messages of
// proto/referral/storage/v1. Numbers in keys are 8 bytes, big-endian, so that
// they sort; 0x00 stands in no id. Rounds and inbox rows are keyed by the last
// position of their round, so that a scan from a position begins with the
// round that holds it.
#ifndef REFERRAL_SERVICES_ROUTER_STORE_LAYOUT_H_
#define REFERRAL_SERVICES_ROUTER_STORE_LAYOUT_H_

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/key_codec.h"
#include "common/store/batch.h"

namespace referral::router::layout {

inline constexpr std::uint32_t kFormatVersion = 6;
// The log of an earlier one was in another order.
inline constexpr std::uint32_t kOldestFormatVersion = 6;

// Truth. The log is in order of position: what is new lies at its end, and its
// files are never merged.
inline constexpr store::FamilyId kLog = 0;       // position: LogRow
inline constexpr store::FamilyId kRounds = 1;    // position: StoredRound
inline constexpr store::FamilyId kDelivery = 2;  // below
// Projections.
inline constexpr store::FamilyId kCases = 3;  // case id: CaseFile
inline constexpr store::FamilyId kInbox = 4;  // agency, position: InboxRow
// Keys below; the router file is a projection, the rest is not.
inline constexpr store::FamilyId kMeta = 5;
// A projection: due time, position: DeadlineRow.
inline constexpr store::FamilyId kDeadlines = 6;
// A projection: case, number: MessagePrintsRow.
inline constexpr store::FamilyId kMessages = 7;
// A projection, the log of each case: case, sequence: position, 8 bytes.
inline constexpr store::FamilyId kCaseLog = 8;

inline std::vector<std::string> FamilyNames() {
  return {"log",  "rounds",    "delivery", "cases",   "inbox",
          "meta", "deadlines", "messages", "case_log"};
}

// Whose keys are positions.
inline std::vector<store::FamilyId> FamiliesInOrder() {
  return {kLog, kRounds};
}

inline constexpr absl::string_view kFormatKey = "format";  // StoreFormat
// 8 bytes: everything up to here has been verified.
inline constexpr absl::string_view kVerifiedKey = "verified_position";
inline constexpr absl::string_view kRouterFileKey = "router_file";
// 8 bytes: how the projections look. Those of another version are derived anew;
// a store that has none was made before there were versions.
inline constexpr absl::string_view kProjectionsKey = "projections";
inline constexpr std::uint64_t kProjectionsVersion = 4;
// Present while the projections are being rebuilt; empty.
inline constexpr absl::string_view kRebuildingKey = "rebuilding";

// Cases whose keys are to be gone from the key store: "erasing", zero byte,
// case id. There from the round that erases until it is done.
inline std::string ErasingPrefix() {
  return absl::StrCat("erasing", absl::string_view("\0", 1));
}
inline std::string ErasingKey(absl::string_view case_id) {
  return absl::StrCat(ErasingPrefix(), case_id);
}

// Sorts after every key.
inline constexpr absl::string_view kEnd = "\xff";

inline std::string NumberKey(absl::string_view id, std::uint64_t number) {
  std::string key(id);
  key.push_back('\0');
  AppendU64(number, key);
  return key;
}

inline std::string LogKey(std::uint64_t position) {
  return EncodeU64(position);
}

// All rows of one case.
inline std::string CasePrefix(absl::string_view case_id) {
  return absl::StrCat(case_id, absl::string_view("\0", 1));
}
inline std::string CaseLogKey(absl::string_view case_id,
                              std::uint64_t sequence) {
  return NumberKey(case_id, sequence);
}

// Of the prints of a case's messages.
inline std::string MessagesKey(absl::string_view case_id,
                               std::uint64_t number) {
  return NumberKey(case_id, number);
}

// Of a key in the log of a case.
inline absl::string_view CaseIdOf(absl::string_view case_log_key) {
  return case_log_key.substr(0, case_log_key.find('\0'));
}

inline std::string RoundKey(std::uint64_t last_position) {
  return EncodeU64(last_position);
}

// All rows of one inbox.
inline std::string InboxPrefix(absl::string_view agency) {
  return absl::StrCat(agency, absl::string_view("\0", 1));
}
inline std::string InboxKey(absl::string_view agency,
                            std::uint64_t last_position) {
  return NumberKey(agency, last_position);
}

// Nanoseconds since 1970, so that it sorts; what is due before is due then.
inline std::string DeadlineKey(absl::Time due, std::uint64_t position) {
  std::string key = EncodeU64(static_cast<std::uint64_t>(
      absl::ToUnixNanos(std::max(due, absl::UnixEpoch()))));
  AppendU64(position, key);
  return key;
}

// Delivery: DeliveryCursor, CaseDelivery and DeadlineCursor.
inline constexpr absl::string_view kDeadlineCursorKey = "deadlines";
inline std::string CursorKey(absl::string_view agency) {
  return absl::StrCat("cursor", absl::string_view("\0", 1), agency);
}
inline std::string CaseDeliveryPrefix(absl::string_view agency) {
  return absl::StrCat("case", absl::string_view("\0", 1), agency,
                      absl::string_view("\0", 1));
}
inline std::string CaseDeliveryKey(absl::string_view agency,
                                   absl::string_view case_id) {
  return absl::StrCat(CaseDeliveryPrefix(agency), case_id);
}

}  // namespace referral::router::layout

#endif  // REFERRAL_SERVICES_ROUTER_STORE_LAYOUT_H_
