#include "tests/bench/fill.h"

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "common/base/status_macros.h"
#include "tests/bench/case_story.h"
#include "tests/bench/inbox_reader.h"
#include "tests/bench/submit_stream.h"

namespace referral::bench {
namespace {

// Calls `add(first, size)` for slices of `count`, one after the other.
absl::Status InSlices(
    std::size_t count, const std::string& what, const Say& say,
    absl::FunctionRef<absl::Status(std::size_t, std::size_t)> add) {
  for (std::size_t first = 0; first < count; first += kSlice) {
    const std::size_t size = std::min(kSlice, count - first);
    RETURN_IF_ERROR(add(first, size));
    say(absl::StrCat("filled ", first + size, " of ", count, " ", what));
  }
  return absl::OkStatus();
}

// Everything that waits now is acknowledged.
absl::Status ReadAll(const RouterProcess& router, absl::string_view agency) {
  InboxReader reader(router, agency);
  return reader.ReadUntil([] { return true; }, [](auto) {});
}

absl::Status SubmitAndRead(const RouterProcess& router,
                           std::vector<std::string> additions) {
  InboxReader reader(router, kLead);
  const std::size_t count = additions.size();
  std::size_t delivered = 0;
  absl::Status sent;
  std::thread sender([&] {
    sent = SubmitAtOnce(router, kProvider, std::move(additions));
    if (!sent.ok()) reader.Cancel();
  });
  const absl::Status read = reader.ReadUntil(
      [&] { return delivered == count; },
      [&](absl::Span<const std::string> ids) { delivered += ids.size(); });
  sender.join();
  RETURN_IF_ERROR(sent);
  return read;
}

}  // namespace

absl::Status FillCases(const RouterProcess& router, CaseMessages& messages,
                       const Say& say) {
  RETURN_IF_ERROR(InSlices(messages.cases(), "cases opened", say,
                           [&](std::size_t first, std::size_t size) {
                             return SubmitAtOnce(
                                 router, kLead, messages.Openings(first, size));
                           }));
  RETURN_IF_ERROR(InSlices(messages.cases(), "services begun", say,
                           [&](std::size_t first, std::size_t size) {
                             return SubmitAtOnce(
                                 router, kProvider,
                                 messages.Beginnings(first, size));
                           }));
  RETURN_IF_ERROR(ReadAll(router, kProvider));
  return ReadAll(router, kLead);
}

absl::Status FillAdditions(const RouterProcess& router, CaseMessages& messages,
                           std::size_t count, const Say& say) {
  return InSlices(count, "messages", say,
                  [&](std::size_t /*first*/, std::size_t size) {
                    return SubmitAndRead(router, messages.Additions(size));
                  });
}

absl::Status FillInbox(const RouterProcess& router, CaseMessages& messages,
                       std::size_t count, const Say& say) {
  return InSlices(count, "waiting messages", say,
                  [&](std::size_t /*first*/, std::size_t size) {
                    return SubmitAtOnce(router, kProvider,
                                        messages.Additions(size));
                  });
}

}  // namespace referral::bench
