#include "services/router/rpc/verify_stream.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "services/router/core/finding.h"
#include "services/router/core/verification.h"
#include "services/router/rpc/caller.h"
#include "services/router/rpc/write_stream.h"

namespace referral::router {
namespace {

// Findings of one frame.
constexpr std::size_t kFindingsPerFrame = 256;

class VerifyStream final : public WriteStream<v1::VerifyCasesResponse> {
 public:
  VerifyStream(RouterContext& context, grpc::CallbackServerContext* call,
               const v1::VerifyCasesRequest& request)
      : OpenStream(context, call), context_(context), request_(request) {}

 private:
  void Begin() override;
  void OnWritten() override;

  void Post();
  void CheckOn();
  absl::Status Work();
  v1::VerifyCasesResponse NextFrame();

  RouterContext& context_;
  const v1::VerifyCasesRequest request_;

  // Of the check or write under way: one at a time.
  std::unique_ptr<Verification> verification_;
  std::vector<CaseFinding> findings_;  // that wait for a frame
  bool done_ = false;
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

absl::Status VerifyStream::Work() {
  if (verification_ == nullptr) {
    const std::string& case_id = request_.case_id();
    if (!case_id.empty() && case_id != RouterLogId(context_.home)) {
      RETURN_IF_ERROR(CheckCaseId(case_id));
    }
    Verification::Options options;
    options.home = context_.home;
    options.case_id = case_id;
    options.insecure = context_.insecure;
    ASSIGN_OR_RETURN(verification_,
                     Verification::Begin(context_.ledger, std::move(options)));
  }
  if (!findings_.empty()) return absl::OkStatus();
  return verification_->Step(findings_);
}

v1::VerifyCasesResponse VerifyStream::NextFrame() {
  v1::VerifyCasesResponse frame;
  const std::size_t count = std::min(findings_.size(), kFindingsPerFrame);
  for (std::size_t i = 0; i < count; ++i) {
    v1::VerifyCasesResponse::Finding& finding = *frame.add_findings();
    finding.set_case_id(findings_[i].case_id);
    finding.set_sequence(findings_[i].sequence);
    finding.set_kind(findings_[i].kind);
    finding.set_reason_code(findings_[i].reason_code);
    finding.set_message(findings_[i].message);
  }
  findings_.erase(findings_.begin(),
                  findings_.begin() + static_cast<std::ptrdiff_t>(count));
  frame.set_cases_checked(verification_->cases_checked());
  frame.set_records_checked(verification_->records_checked());
  frame.set_cases_total(verification_->cases_total());
  frame.set_done(findings_.empty() && verification_->done());
  return frame;
}

void VerifyStream::CheckOn() {
  if (ended()) return;
  const absl::Status status = Work();
  if (!status.ok()) return EndWith(status);
  v1::VerifyCasesResponse frame = NextFrame();
  done_ = frame.done();
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
