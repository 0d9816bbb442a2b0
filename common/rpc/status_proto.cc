#include "common/rpc/status_proto.h"

#include <cstddef>
#include <string>

#include "common/base/errors.h"
#include "proto/google/rpc/error_details.pb.h"

namespace referral::rpc {
namespace {

constexpr char kWhereKey[] = "where";
constexpr char kRemedyKey[] = "remedy";

// A gRPC client takes 8 KiB of trailers. Encoded, the message is there up to
// four times and `where` twice.
constexpr size_t kMaxMessage = 768;
constexpr size_t kMaxWhere = 512;

// At most `limit` bytes of `text`, cut between two UTF-8 characters.
std::string Shorten(absl::string_view text, size_t limit) {
  if (text.size() <= limit) return std::string(text);
  constexpr absl::string_view kEllipsis = "...";
  size_t size = limit - kEllipsis.size();
  constexpr unsigned char kContinuationMask = 0xc0;
  constexpr unsigned char kContinuation = 0x80;
  while (size > 0 && (static_cast<unsigned char>(text[size]) &
                      kContinuationMask) == kContinuation) {
    --size;
  }
  return std::string(text.substr(0, size)) + std::string(kEllipsis);
}

// Reason and place once more in the standard message for the code.
void AddStandardDetail(const absl::Status& status,
                       const google::rpc::ErrorInfo& info,
                       const std::string& where, google::rpc::Status& out) {
  if (status.code() == absl::StatusCode::kInvalidArgument) {
    google::rpc::BadRequest detail;
    auto* violation = detail.add_field_violations();
    violation->set_field(where);
    violation->set_description(out.message());
    out.add_details()->PackFrom(detail);
  } else if (status.code() == absl::StatusCode::kFailedPrecondition) {
    google::rpc::PreconditionFailure detail;
    auto* violation = detail.add_violations();
    violation->set_type(info.reason());
    violation->set_subject(where);
    violation->set_description(out.message());
    out.add_details()->PackFrom(detail);
  }
}

absl::StatusCode CodeOf(int code) {
  constexpr int kLast = static_cast<int>(absl::StatusCode::kUnauthenticated);
  return code >= 0 && code <= kLast ? static_cast<absl::StatusCode>(code)
                                    : absl::StatusCode::kUnknown;
}

std::string MetadataOf(const google::rpc::ErrorInfo& info, const char* key) {
  const auto found = info.metadata().find(key);
  return found == info.metadata().end() ? "" : found->second;
}

}  // namespace

google::rpc::Status ToProto(const absl::Status& status) {
  google::rpc::Status out;
  out.set_code(static_cast<int>(status.code()));
  if (status.ok()) return out;
  out.set_message(Shorten(status.message(), kMaxMessage));

  google::rpc::ErrorInfo info;
  info.set_reason(ReasonCode(status));
  if (info.reason().empty()) return out;
  info.set_domain(std::string(kErrorDomain));
  const std::string where = Shorten(Where(status), kMaxWhere);
  if (!where.empty()) (*info.mutable_metadata())[kWhereKey] = where;
  (*info.mutable_metadata())[kRemedyKey] = Remedy(status);
  out.add_details()->PackFrom(info);
  AddStandardDetail(status, info, where, out);
  return out;
}

absl::Status FromProto(const google::rpc::Status& status) {
  const absl::StatusCode code = CodeOf(status.code());
  if (code == absl::StatusCode::kOk) return absl::OkStatus();
  for (const google::protobuf::Any& detail : status.details()) {
    google::rpc::ErrorInfo info;
    if (!detail.UnpackTo(&info) || info.domain() != kErrorDomain ||
        info.reason().empty()) {
      continue;
    }
    absl::Status result = FromReasonCode(info.reason(), status.message(),
                                         MetadataOf(info, kWhereKey), code);
    // A newer peer knows what to do about an error that this build does not
    // know.
    const std::string remedy = MetadataOf(info, kRemedyKey);
    if (Remedy(result).empty() && !remedy.empty()) {
      result.SetPayload(kRemedyPayload, absl::Cord(remedy));
    }
    return result;
  }
  return absl::Status(code, status.message());
}

}  // namespace referral::rpc
