#include "services/router/rpc/move_stream.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "common/crypto/named_uuid.h"
#include "common/model/policy_move.h"
#include "services/router/rpc/caller.h"
#include "services/router/rpc/parked_call.h"
#include "services/router/rpc/write_stream.h"

namespace referral::router {
namespace {

using Move = v1::MoveCasesResponse::Move;
using storage::v1::CaseFile;

// Cases of one batch: a round takes more, but agencies' messages want in too.
constexpr std::size_t kCasesPerBatch = 64;

// One move of one case, however often it is tried. A case that comes back to a
// version is longer by then, and moves anew.
std::string MoveId(const CaseFile& file, std::uint32_t to_version) {
  return crypto::NamedUuid(absl::StrCat("policy move ", file.case_id(), " ",
                                        file.last_sequence(), " ", to_version));
}

void Refuse(const absl::Status& status, Move& move) {
  move.set_reason_code(ReasonCode(status));
  move.set_message(std::string(status.message()));
}

class MoveStream final : public WriteStream<v1::MoveCasesResponse> {
 public:
  MoveStream(RouterContext& context, grpc::CallbackServerContext* call,
             const v1::MoveCasesRequest& request)
      : OpenStream(context, call), context_(context), request_(request) {}

 private:
  // A case that is looked at, and what is to be said of it. `said` until the
  // sequencer has found it to be otherwise.
  struct Looked {
    Move move;
    bool said = true;
  };
  using Batch = std::vector<Looked>;

  void Begin() override;
  void OnWritten() override;

  absl::Status CheckRequest() const;
  absl::Status CheckCase() const;
  void Post();
  void GoOn();
  absl::Status Count();
  bool Concerns(const CaseFile& file) const;
  Looked Look(const CaseFile& file) const;
  absl::StatusOr<Batch> NextBatch();
  void Say(Batch batch);
  CaseTurn TurnOf(const std::shared_ptr<Batch>& batch, std::size_t index);
  void WriteBatch(const Batch& batch);
  std::shared_ptr<MoveStream> Self() {
    return std::static_pointer_cast<MoveStream>(shared_from_this());
  }

  RouterContext& context_;
  const v1::MoveCasesRequest request_;

  // Of the step under way: one at a time.
  bool counted_ = false;
  std::uint64_t looked_at_ = 0;
  std::uint64_t total_ = 0;
  std::string last_;  // case id
  bool at_end_ = false;
};

void MoveStream::Begin() {
  if (!LetIn(CallKind::kOperate)) return;
  const absl::Status status = CheckRequest();
  if (!status.ok()) return EndWith(status);
  Post();
}

absl::Status MoveStream::CheckRequest() const {
  RETURN_IF_ERROR(CheckReason(request_.reason()));
  const std::string& id = request_.programme_id();
  const Policy policy = context_.sequencer.policy();
  if (policy.programmes->Newest(id) == nullptr) {
    return MakeError(Reason::kUnknownProgramme, "no such programme is loaded",
                     "programme_id");
  }
  if (policy.programmes->Find(id, request_.to_version()) == nullptr) {
    return MakeError(Reason::kNotFound,
                     absl::StrCat("no such version; the newest of ", id, " is ",
                                  policy.programmes->Newest(id)->version()),
                     "to_version");
  }
  if (request_.from_version() != 0 &&
      policy.programmes->Find(id, request_.from_version()) == nullptr) {
    return MakeError(Reason::kNotFound, "no such version", "from_version");
  }
  if (request_.case_id().empty()) return absl::OkStatus();
  return CheckCaseId(request_.case_id());
}

void MoveStream::Post() {
  if (!context_.pool.Post([self = Self()] { self->GoOn(); })) {
    EndWith(MakeError(Reason::kShuttingDown, "the router stops"));
  }
}

void MoveStream::OnWritten() {
  if (at_end_) return EndWith(absl::OkStatus());
  Post();
}

void MoveStream::GoOn() {
  if (ended()) return;
  if (!counted_) {
    const absl::Status status = Count();
    if (!status.ok()) return EndWith(status);
  }
  absl::StatusOr<Batch> batch = NextBatch();
  if (!batch.ok()) return EndWith(batch.status());
  if (request_.dry_run()) return WriteBatch(*batch);
  Say(*std::move(batch));
}

// The named case, if one is named.
absl::Status MoveStream::CheckCase() const {
  ASSIGN_OR_RETURN(const std::optional<CaseFile> file,
                   context_.ledger.ReadCaseFile(request_.case_id()));
  if (!file.has_value()) {
    return MakeError(Reason::kCaseNotFound, "there is no such case", "case_id");
  }
  if (file->programme_id() == request_.programme_id()) return absl::OkStatus();
  return MakeError(Reason::kInvalidField, "the case is of another programme",
                   "case_id");
}

absl::Status MoveStream::Count() {
  counted_ = true;
  if (!request_.case_id().empty()) {
    RETURN_IF_ERROR(CheckCase());
    total_ = 1;
    return absl::OkStatus();
  }
  return context_.ledger.VisitCaseFiles("", [this](const CaseFile& file) {
    total_ += Concerns(file);
    return true;
  });
}

bool MoveStream::Concerns(const CaseFile& file) const {
  if (file.programme_id() != request_.programme_id() ||
      file.programme_version() == request_.to_version()) {
    return false;
  }
  if (request_.from_version() != 0 &&
      file.programme_version() != request_.from_version()) {
    return false;
  }
  return !request_.case_id().empty() || !model::IsOver(file.status());
}

MoveStream::Looked MoveStream::Look(const CaseFile& file) const {
  Looked looked;
  Move& move = looked.move;
  move.set_case_id(file.case_id());
  move.set_from_version(file.programme_version());
  const Policy policy = context_.sequencer.policy();
  const model::Programme* from =
      policy.programmes->Find(file.programme_id(), file.programme_version());
  const model::Programme* to =
      policy.programmes->Find(file.programme_id(), request_.to_version());
  if (from == nullptr || to == nullptr) {
    Refuse(MakeError(Reason::kInternal, "the case's version is not loaded"),
           move);
    return looked;
  }
  const absl::Status fits = model::CheckFits(file, *from, *to);
  if (!fits.ok()) {
    Refuse(fits, move);
    return looked;
  }
  for (model::PolicyChange& change : model::PolicyChanges(file, *from, *to)) {
    *move.add_changes() = std::move(change);
  }
  return looked;
}

absl::StatusOr<MoveStream::Batch> MoveStream::NextBatch() {
  Batch batch;
  if (!request_.case_id().empty()) {
    at_end_ = true;
    looked_at_ = 1;
    ASSIGN_OR_RETURN(const std::optional<CaseFile> file,
                     context_.ledger.ReadCaseFile(request_.case_id()));
    if (file.has_value() && Concerns(*file)) batch.push_back(Look(*file));
    return batch;
  }
  at_end_ = true;
  RETURN_IF_ERROR(
      context_.ledger.VisitCaseFiles(last_, [&](const CaseFile& file) {
        if (batch.size() == kCasesPerBatch) {
          at_end_ = false;
          return false;
        }
        last_ = file.case_id();
        if (Concerns(file)) batch.push_back(Look(file));
        return true;
      }));
  looked_at_ += batch.size();
  total_ = std::max(total_, looked_at_);  // cases may have come since
  return batch;
}

// The sequencer's turn in a case: what was found is looked at again, on the
// file as it is by then.
CaseTurn MoveStream::TurnOf(const std::shared_ptr<Batch>& batch,
                            std::size_t index) {
  const auto speak = [self = Self(), batch, index](const CaseFile& file,
                                                   absl::Time) {
    Looked& looked = (*batch)[index];
    std::vector<OwnMessage> messages;
    looked.said = self->Concerns(file);
    if (!looked.said) return messages;
    looked = self->Look(file);
    OwnMessage& message = messages.emplace_back();
    message.message_id = MoveId(file, self->request_.to_version());
    v1::CasePolicyMoved& act = *message.act.mutable_case_policy_moved();
    act.set_from_version(file.programme_version());
    act.set_to_version(self->request_.to_version());
    act.set_operator_id(self->caller().id);
    act.set_reason(self->request_.reason());
    message.done = [batch, index](const absl::StatusOr<v1::Receipt>& receipt) {
      Move& move = (*batch)[index].move;
      if (receipt.ok()) return;
      move.clear_changes();
      Refuse(receipt.status(), move);
    };
    return messages;
  };
  return {(*batch)[index].move.case_id(), speak};
}

void MoveStream::Say(Batch found) {
  const auto batch = std::make_shared<Batch>(std::move(found));
  CaseTurns turns;
  for (std::size_t i = 0; i < batch->size(); ++i) {
    if (!(*batch)[i].move.reason_code().empty()) continue;
    turns.turns.push_back(TurnOf(batch, i));
  }
  if (turns.turns.empty()) return WriteBatch(*batch);
  turns.done = [self = Self(), batch] { self->WriteBatch(*batch); };
  context_.sequencer.Say(std::move(turns));
}

void MoveStream::WriteBatch(const Batch& batch) {
  v1::MoveCasesResponse frame;
  for (const Looked& looked : batch) {
    if (looked.said) *frame.add_moves() = looked.move;
  }
  frame.set_cases_looked_at(looked_at_);
  frame.set_cases_total(total_);
  frame.set_done(at_end_);
  Write(std::move(frame));
}

}  // namespace

grpc::ServerWriteReactor<v1::MoveCasesResponse>* StartMoveCases(
    RouterContext& context, grpc::CallbackServerContext* call,
    const v1::MoveCasesRequest& request) {
  return std::make_shared<MoveStream>(context, call, request)->Start();
}

}  // namespace referral::router
