#include "services/router/rpc/verify_stream.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "services/router/core/case_check.h"
#include "services/router/core/round_prover.h"
#include "services/router/rpc/caller.h"
#include "services/router/rpc/write_stream.h"

namespace referral::router {
namespace {

// Records checked between two frames: some tens of milliseconds of work.
constexpr std::uint64_t kRecordsPerFrame = 512;
// Findings of one frame.
constexpr int kFindingsPerFrame = 256;

class VerifyStream final : public WriteStream<v1::VerifyCasesResponse> {
 public:
  VerifyStream(RouterContext& context, grpc::CallbackServerContext* call,
               const v1::VerifyCasesRequest& request)
      : OpenStream(context, call),
        context_(context),
        request_(request),
        prover_(context.ledger) {}

 private:
  void Begin() override;
  void OnWritten() override;

  void Post();
  void CheckOn();
  absl::Status ListCases();
  absl::Status CheckNext(v1::VerifyCasesResponse& frame);

  RouterContext& context_;
  const v1::VerifyCasesRequest request_;
  const RoundProver prover_;

  // Of the check or write under way: one at a time.
  bool listed_ = false;
  bool done_ = false;
  std::vector<std::string> case_ids_;
  std::size_t next_ = 0;
  std::uint64_t records_checked_ = 0;
};

void VerifyStream::Begin() {
  if (LetIn(CallKind::kOperate)) Post();
}

void VerifyStream::Post() {
  auto self = std::static_pointer_cast<VerifyStream>(shared_from_this());
  if (!context_.pool.Post([self = std::move(self)] { self->CheckOn(); })) {
    EndWith(MakeError(Reason::kShuttingDown, "the router stops"));
  }
}

absl::Status VerifyStream::ListCases() {
  if (!request_.case_id().empty()) {
    if (!IsRouterLogId(request_.case_id())) {
      RETURN_IF_ERROR(CheckCaseId(request_.case_id()));
    }
    case_ids_.push_back(request_.case_id());
    return absl::OkStatus();
  }
  case_ids_.push_back(RouterLogId(context_.home));
  return context_.ledger.VisitCaseFiles(
      "", [this](const storage::v1::CaseFile& file) {
        case_ids_.push_back(file.case_id());
        return true;
      });
}

absl::Status VerifyStream::CheckNext(v1::VerifyCasesResponse& frame) {
  ASSIGN_OR_RETURN(const CaseCheckResult result,
                   CheckCase(context_.ledger, prover_, case_ids_[next_]));
  ++next_;
  records_checked_ += result.records_checked;
  for (const CaseFinding& found : result.findings) {
    v1::VerifyCasesResponse::Finding& finding = *frame.add_findings();
    finding.set_case_id(found.case_id);
    finding.set_sequence(found.sequence);
    finding.set_reason_code(found.reason_code);
    finding.set_message(found.message);
  }
  return absl::OkStatus();
}

void VerifyStream::CheckOn() {
  absl::Status status;
  if (!listed_) status = ListCases();
  listed_ = true;
  v1::VerifyCasesResponse frame;
  const std::uint64_t enough = records_checked_ + kRecordsPerFrame;
  while (status.ok() && !ended() && next_ < case_ids_.size() &&
         records_checked_ < enough &&
         frame.findings_size() < kFindingsPerFrame) {
    status = CheckNext(frame);
  }
  if (!status.ok()) return EndWith(status);
  frame.set_cases_checked(next_);
  frame.set_records_checked(records_checked_);
  frame.set_cases_total(case_ids_.size());
  done_ = next_ == case_ids_.size();
  frame.set_done(done_);
  Write(std::move(frame));
}

void VerifyStream::OnWritten() {
  if (done_) return EndWith(absl::OkStatus());
  Post();
}

}  // namespace

grpc::ServerWriteReactor<v1::VerifyCasesResponse>* StartVerifyCases(
    RouterContext& context, grpc::CallbackServerContext* call,
    const v1::VerifyCasesRequest& request) {
  return std::make_shared<VerifyStream>(context, call, request)->Start();
}

}  // namespace referral::router
