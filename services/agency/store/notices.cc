#include "services/agency/store/notices.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "proto/referral/storage/v1/agency_store.pb.h"
#include "services/agency/store/layout.h"
#include "services/agency/store/worklist_table.h"

namespace referral::agency {
namespace {

absl::StatusOr<v1::Notice> ParseNotice(absl::string_view bytes) {
  ASSIGN_OR_RETURN(auto row,
                   ParseValue<storage::v1::NoticeRow>(bytes, "notice"));
  return std::move(*row.mutable_notice());
}

// A number is never used again, though its notice is gone.
absl::StatusOr<uint64_t> NextNumber(const Transaction& transaction) {
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                   transaction.Get(kMeta, kNextNoticeKey));
  uint64_t number = 1;
  if (bytes.has_value() && !DecodeU64(*bytes, number)) {
    return MakeError(Reason::kStoreCorrupt,
                     "the number of the next notice cannot be read");
  }
  return number;
}

// The notice of this number, which is deleted.
absl::StatusOr<v1::Notice> Remove(uint64_t number, Transaction& transaction) {
  const std::string key = EncodeU64(number);
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                   transaction.Get(kNotices, key));
  if (!bytes.has_value()) {
    return MakeError(Reason::kNotFound,
                     absl::StrCat("there is no notice ", number), "number");
  }
  transaction.Delete(kNotices, key);
  return ParseNotice(*bytes);
}

}  // namespace

absl::StatusOr<std::vector<uint64_t>> AddNotices(
    std::vector<v1::Notice> notices, uint64_t max, Transaction& transaction) {
  std::vector<uint64_t> numbers;
  if (notices.empty()) return numbers;
  ASSIGN_OR_RETURN(uint64_t number, NextNumber(transaction));
  for (v1::Notice& notice : notices) {
    notice.set_number(number);
    storage::v1::NoticeRow row;
    *row.mutable_notice() = std::move(notice);
    transaction.Put(kNotices, EncodeU64(number), row.SerializeAsString());
    if (number > max) transaction.Delete(kNotices, EncodeU64(number - max));
    numbers.push_back(number++);
  }
  transaction.Put(kMeta, kNextNoticeKey, EncodeU64(number));
  return numbers;
}

void DismissNotice(AgencyStore& store, uint64_t number, NoticeAnswer answer) {
  struct Work {
    NoticeAnswer answer;
    v1::Notice notice;
  };
  auto work = std::make_shared<Work>(Work{std::move(answer), {}});
  const absl::Status queued = store.Run(
      [number, work](Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(work->notice, Remove(number, transaction));
        return absl::OkStatus();
      },
      [work](const absl::Status& status) {
        if (status.ok()) {
          work->answer(std::move(work->notice));
        } else {
          work->answer(status);
        }
      });
  if (!queued.ok()) work->answer(queued);
}

absl::StatusOr<std::optional<v1::Notice>> NoticeReader::Find(
    uint64_t number) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                   database_.Get(kNotices, EncodeU64(number)));
  if (!bytes.has_value()) return std::nullopt;
  ASSIGN_OR_RETURN(v1::Notice notice, ParseNotice(*bytes));
  return notice;
}

absl::StatusOr<NoticePage> NoticeReader::List(absl::string_view case_id,
                                              uint64_t after,
                                              size_t limit) const {
  NoticePage page;
  size_t scanned = 0;
  uint64_t last = after;
  store::Cursor cursor = database_.Scan(kNotices, EncodeU64(after + 1), "");
  for (; cursor.Valid(); cursor.Next()) {
    if (page.notices.size() == limit || scanned++ == kMaxRowsScanned) {
      page.next_after = last;
      return page;
    }
    ASSIGN_OR_RETURN(v1::Notice notice, ParseNotice(cursor.value()));
    last = notice.number();
    if (case_id.empty() || notice.case_id() == case_id) {
      page.notices.push_back(std::move(notice));
    }
  }
  RETURN_IF_ERROR(cursor.status());
  return page;
}

}  // namespace referral::agency
