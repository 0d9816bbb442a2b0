#include "services/router/rpc/inbox_request.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/evidence/receipt.h"
#include "common/evidence/round_head.h"

namespace referral::router {
namespace {

// A frame acknowledges at most everything that may be out.
constexpr int kMaxPositions = static_cast<int>(kMaxInboxCredit);

// Characters of a reason code.
constexpr std::size_t kMaxReasonCode = 64;

bool IsReasonCode(absl::string_view code) {
  return !code.empty() && code.size() <= kMaxReasonCode &&
         std::all_of(code.begin(), code.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
         });
}

absl::StatusOr<absl::Duration> ParseDelay(
    const google::protobuf::Duration& delay, absl::string_view where) {
  const absl::Duration parsed =
      absl::Seconds(delay.seconds()) + absl::Nanoseconds(delay.nanos());
  if (parsed < absl::ZeroDuration() || parsed > kMaxRedeliveryDelay) {
    return MakeError(Reason::kInvalidField,
                     absl::StrCat("a delay lies between 0 and ",
                                  absl::FormatDuration(kMaxRedeliveryDelay)),
                     where);
  }
  return parsed;
}

absl::StatusOr<InboxRequest::Nack> ParseNack(
    const v1::OpenInboxRequest::Nack& nack, absl::string_view where) {
  InboxRequest::Nack parsed;
  parsed.position = nack.position();
  parsed.reason_code = nack.reason_code();
  if (!IsReasonCode(nack.reason_code())) {
    return MakeError(Reason::kInvalidField,
                     "a reason is 1 to 64 upper-case letters, digits and _",
                     absl::StrCat(where, ".reason_code"));
  }
  if (nack.has_delay()) {
    ASSIGN_OR_RETURN(parsed.delay,
                     ParseDelay(nack.delay(), absl::StrCat(where, ".delay")));
  }
  return parsed;
}

}  // namespace

absl::StatusOr<InboxRequest> ParseInboxRequest(
    const v1::OpenInboxRequest& frame) {
  if (frame.acks_size() > kMaxPositions || frame.nacks_size() > kMaxPositions) {
    return MakeError(
        Reason::kInvalidField,
        absl::StrCat("more than ", kMaxPositions, " positions in one frame"),
        "acks");
  }
  InboxRequest request;
  request.credit = frame.credit();
  request.acks.assign(frame.acks().begin(), frame.acks().end());
  for (int i = 0; i < frame.nacks_size(); ++i) {
    ASSIGN_OR_RETURN(InboxRequest::Nack nack,
                     ParseNack(frame.nacks(i), absl::StrCat("nacks[", i, "]")));
    request.nacks.push_back(std::move(nack));
  }
  return request;
}

absl::Status CheckNewestReceipt(const v1::Receipt& receipt,
                                const ReceiptRules& rules,
                                std::uint64_t head_position) {
  RETURN_IF_ERROR(rules.keys == nullptr
                      ? evidence::VerifyReceipt(receipt)
                      : evidence::VerifySignedReceipt(receipt, *rules.keys,
                                                      rules.signatures));
  ASSIGN_OR_RETURN(const evidence::RoundHeadSpec round,
                   evidence::ParseRoundHead(receipt.proof().round_head()));
  if (round.home != rules.home) {
    return MakeError(Reason::kInvalidField,
                     absl::StrCat("the receipt is of the router ", round.home),
                     "hello.newest_receipt");
  }
  if (receipt.position() <= head_position) return absl::OkStatus();
  return MakeError(
      Reason::kRouterBehindReceipt,
      absl::StrCat("an agency holds a receipt for position ",
                   receipt.position(), ", the store ends at ", head_position),
      absl::StrCat("position ", receipt.position()));
}

}  // namespace referral::router
