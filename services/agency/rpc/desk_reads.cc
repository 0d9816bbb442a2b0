#include "services/agency/rpc/desk_reads.h"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "services/agency/core/worklist.h"
#include "services/agency/rpc/page_token.h"

namespace referral::agency {
namespace {

constexpr absl::string_view kWorklistPages = "worklist";
constexpr absl::string_view kSubmissionPages = "submissions";
constexpr absl::string_view kNoticePages = "notices";

using Items = std::optional<std::vector<v1::WorklistItem>>;
using Submissions = std::optional<std::vector<v1::Submission>>;
using Notices = std::optional<std::vector<v1::Notice>>;

absl::StatusOr<uint64_t> ParseNumber(const std::string& key) {
  uint64_t number = 0;
  if (key.empty() || absl::SimpleAtoi(key, &number)) return number;
  return MakeError(Reason::kInvalidField, "no token of this list",
                   "page_token");
}

// All submissions of the default list, page by page.
std::function<absl::StatusOr<Submissions>()> EverySubmission(
    const OutboxReader& reader) {
  return [&reader, after = uint64_t{0},
          last = false]() mutable -> absl::StatusOr<Submissions> {
    if (last) return std::nullopt;
    ASSIGN_OR_RETURN(SubmissionPage page,
                     reader.List(v1::Submission::STATE_UNSPECIFIED, after,
                                 kDefaultListPage));
    after = page.next_after;
    last = after == 0;
    return std::move(page.submissions);
  };
}

// Those of `ids` that there are, at once.
std::function<absl::StatusOr<Submissions>()> SubmissionsOf(
    const OutboxReader& reader, std::set<std::string> ids) {
  return [&reader, ids = std::move(ids),
          last = false]() mutable -> absl::StatusOr<Submissions> {
    if (std::exchange(last, true)) return std::nullopt;
    std::vector<v1::Submission> found;
    for (const std::string& id : ids) {
      absl::StatusOr<v1::Submission> submission = reader.Find(id);
      if (submission.ok()) {
        found.push_back(*std::move(submission));
      } else if (!HasReason(submission.status(), Reason::kNotFound)) {
        return submission.status();
      }
    }
    return found;
  };
}

}  // namespace

absl::StatusOr<v1::ListWorklistResponse> DeskReads::ListWorklist(
    const v1::ListWorklistRequest& request) const {
  ASSIGN_OR_RETURN(const size_t size, ParsePageSize(request.page_size()));
  ASSIGN_OR_RETURN(const std::string after,
                   ParsePageToken(kWorklistPages, request.page_token()));
  WorklistFilter filter{{}, request.case_id()};
  for (int status : request.statuses()) {
    filter.statuses.insert(static_cast<v1::ReferralStatus>(status));
  }
  ASSIGN_OR_RETURN(WorklistPage page, worklist_.List(filter, after, size));
  v1::ListWorklistResponse response;
  const absl::Time now = clock_.Now();
  for (v1::WorklistItem& item : page.items) {
    item.set_overdue(IsOverdue(item, now));
    *response.add_items() = std::move(item);
  }
  response.set_next_page_token(MakePageToken(kWorklistPages, page.next_after));
  return response;
}

absl::StatusOr<v1::WorklistItem> DeskReads::GetWorklistItem(
    const v1::GetWorklistItemRequest& request) const {
  ASSIGN_OR_RETURN(std::optional<v1::WorklistItem> item,
                   worklist_.Find(request.referral_id()));
  if (!item.has_value()) {
    return MakeError(Reason::kReferralNotFound,
                     "the worklist has no such referral", "referral_id");
  }
  item->set_overdue(IsOverdue(*item, clock_.Now()));
  ASSIGN_OR_RETURN(std::vector<v1::Section> sections,
                   worklist_.ReadSections(*item));
  for (v1::Section& section : sections) {
    *item->add_sections() = std::move(section);
  }
  return *std::move(item);
}

absl::StatusOr<v1::Submission> DeskReads::GetSubmission(
    const v1::GetSubmissionRequest& request) const {
  return outbox_.Find(request.message_id());
}

absl::StatusOr<v1::ListSubmissionsResponse> DeskReads::ListSubmissions(
    const v1::ListSubmissionsRequest& request) const {
  ASSIGN_OR_RETURN(const size_t size, ParsePageSize(request.page_size()));
  ASSIGN_OR_RETURN(const std::string token,
                   ParsePageToken(kSubmissionPages, request.page_token()));
  ASSIGN_OR_RETURN(const uint64_t after, ParseNumber(token));
  ASSIGN_OR_RETURN(SubmissionPage page,
                   outbox_.List(request.state(), after, size));
  v1::ListSubmissionsResponse response;
  for (v1::Submission& submission : page.submissions) {
    *response.add_submissions() = std::move(submission);
  }
  if (page.next_after != 0) {
    response.set_next_page_token(
        MakePageToken(kSubmissionPages, absl::StrCat(page.next_after)));
  }
  return response;
}

absl::StatusOr<v1::ListNoticesResponse> DeskReads::ListNotices(
    const v1::ListNoticesRequest& request) const {
  ASSIGN_OR_RETURN(const size_t size, ParsePageSize(request.page_size()));
  ASSIGN_OR_RETURN(const std::string token,
                   ParsePageToken(kNoticePages, request.page_token()));
  ASSIGN_OR_RETURN(const uint64_t after, ParseNumber(token));
  ASSIGN_OR_RETURN(NoticePage page,
                   notices_.List(request.case_id(), after, size));
  v1::ListNoticesResponse response;
  for (v1::Notice& notice : page.notices) {
    *response.add_notices() = std::move(notice);
  }
  if (page.next_after != 0) {
    response.set_next_page_token(
        MakePageToken(kNoticePages, absl::StrCat(page.next_after)));
  }
  return response;
}

WatchSource<v1::WorklistItem> DeskReads::Watch(
    const v1::WatchWorklistRequest& request) const {
  const WorklistFilter filter{{}, request.case_id()};
  WatchSource<v1::WorklistItem> source;
  source.next = [this, filter, after = std::string(),
                 last = false]() mutable -> absl::StatusOr<Items> {
    if (last) return std::nullopt;
    ASSIGN_OR_RETURN(WorklistPage page,
                     worklist_.List(filter, after, kDefaultListPage));
    after = page.next_after;
    last = after.empty();
    for (v1::WorklistItem& item : page.items) {
      item.set_overdue(IsOverdue(item, clock_.Now()));
    }
    return std::move(page.items);
  };
  source.read = [this, filter](const std::string& key)
      -> absl::StatusOr<std::optional<v1::WorklistItem>> {
    ASSIGN_OR_RETURN(std::optional<v1::WorklistItem> item, worklist_.Find(key));
    if (item.has_value() && !filter.case_id.empty() &&
        item->case_id() != filter.case_id) {
      item.reset();
    }
    if (item.has_value()) item->set_overdue(IsOverdue(*item, clock_.Now()));
    return item;
  };
  source.wants = [](const std::string&) { return true; };
  return source;
}

WatchSource<v1::Submission> DeskReads::Watch(
    const v1::WatchSubmissionsRequest& request) const {
  const std::set<std::string> ids(request.message_ids().begin(),
                                  request.message_ids().end());
  WatchSource<v1::Submission> source;
  source.next =
      ids.empty() ? EverySubmission(outbox_) : SubmissionsOf(outbox_, ids);
  source.read = [this](const std::string& key)
      -> absl::StatusOr<std::optional<v1::Submission>> {
    ASSIGN_OR_RETURN(v1::Submission submission, outbox_.Find(key));
    return submission;
  };
  source.wants = [ids](const std::string& key) {
    return ids.empty() || ids.contains(key);
  };
  return source;
}

WatchSource<v1::Notice> DeskReads::Watch(
    const v1::WatchNoticesRequest& request) const {
  WatchSource<v1::Notice> source;
  source.next = [this, case_id = request.case_id(), after = uint64_t{0},
                 last = false]() mutable -> absl::StatusOr<Notices> {
    if (last) return std::nullopt;
    ASSIGN_OR_RETURN(NoticePage page,
                     notices_.List(case_id, after, kDefaultListPage));
    after = page.next_after;
    last = after == 0;
    return std::move(page.notices);
  };
  source.read =
      [this, case_id = request.case_id()](
          const std::string& key) -> absl::StatusOr<std::optional<v1::Notice>> {
    ASSIGN_OR_RETURN(const uint64_t number, ParseNumber(key));
    ASSIGN_OR_RETURN(std::optional<v1::Notice> notice, notices_.Find(number));
    if (notice.has_value() && !case_id.empty() &&
        notice->case_id() != case_id) {
      notice.reset();
    }
    return notice;
  };
  source.wants = [](const std::string&) { return true; };
  return source;
}

}  // namespace referral::agency
