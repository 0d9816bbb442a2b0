#include "services/router/rpc/rotate_stream.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/crypto/key_file.h"
#include "common/store/key_store.h"
#include "services/router/rpc/caller.h"
#include "services/router/rpc/parked_call.h"
#include "services/router/rpc/write_stream.h"

namespace referral::router {
namespace {

// Keys of one round: some tens of KiB.
constexpr std::size_t kKeysPerRound = 256;

class RotateStream final : public WriteStream<v1::RotateMasterKeyResponse> {
 public:
  RotateStream(RouterContext& context, grpc::CallbackServerContext* call,
               const v1::RotateMasterKeyRequest& request)
      : OpenStream(context, call), context_(context), request_(request) {}

 private:
  void Begin() override;
  void OnWritten() override;

  absl::Status CheckRequest() const;
  void Post();
  void GoOn();
  absl::Status UseNewKeys();
  absl::StatusOr<std::vector<storage::v1::CaseKeyRow>> NextRows();
  void WrapOn();
  void RecordAct();
  void WriteProgress();
  std::shared_ptr<RotateStream> Self() {
    return std::static_pointer_cast<RotateStream>(shared_from_this());
  }

  RouterContext& context_;
  const v1::RotateMasterKeyRequest request_;

  // Of the step under way: one at a time.
  v1::RotateMasterKeyResponse progress_;
  storage::v1::CaseKeyRow last_;  // the last one looked at in this pass
  bool wrapped_in_pass_ = false;
};

void RotateStream::Begin() {
  if (!LetIn(CallKind::kOperate)) return;
  const absl::Status status = CheckRequest();
  if (!status.ok()) return EndWith(status);
  Post();
}

absl::Status RotateStream::CheckRequest() const {
  RETURN_IF_ERROR(CheckReason(request_.reason()));
  if (context_.ledger.vault().keys() != nullptr) return absl::OkStatus();
  return MakeError(Reason::kInsecureRefused, "an insecure store seals nothing");
}

void RotateStream::Post() {
  if (!context_.pool.Post([self = Self()] { self->GoOn(); })) {
    EndWith(MakeError(Reason::kShuttingDown, "the router stops"));
  }
}

void RotateStream::OnWritten() {
  if (progress_.done()) return EndWith(absl::OkStatus());
  Post();
}

void RotateStream::GoOn() {
  if (ended()) return;
  if (progress_.master_key_id().empty()) {
    const absl::Status status = UseNewKeys();
    if (!status.ok()) return EndWith(status);
  }
  WrapOn();
}

// Takes the file into use if it holds every key that something is wrapped with.
absl::Status RotateStream::UseNewKeys() {
  ASSIGN_OR_RETURN(crypto::MasterKeys masters,
                   crypto::ReadMasterKeyFile(context_.master_key_file));
  std::string missing;
  std::uint64_t total = 0;
  RETURN_IF_ERROR(context_.ledger.VisitCaseKeys(
      {}, [&](const storage::v1::CaseKeyRow& row) {
        ++total;
        if (!masters.Holds(row.master_key_id())) missing = row.master_key_id();
        return missing.empty();
      }));
  if (!missing.empty()) {
    return MakeError(Reason::kKeyMissing,
                     absl::StrCat("the file lacks the master key ", missing,
                                  ", which is in use"),
                     context_.master_key_file);
  }
  progress_.set_keys_total(total);
  progress_.set_master_key_id(masters.id());
  context_.ledger.vault().keys()->SetMasterKeys(std::move(masters));
  return absl::OkStatus();
}

// The next keys of this pass that are wrapped otherwise; empty at its end.
absl::StatusOr<std::vector<storage::v1::CaseKeyRow>> RotateStream::NextRows() {
  std::vector<storage::v1::CaseKeyRow> rows;
  absl::Status status;
  RETURN_IF_ERROR(context_.ledger.VisitCaseKeys(
      last_, [&](const storage::v1::CaseKeyRow& row) {
        last_ = row;
        absl::StatusOr<absl::optional<crypto::WrappedKey>> wrapped =
            context_.ledger.vault().keys()->Rewrap(store::FromRow(row));
        status = wrapped.status();
        if (status.ok() && wrapped->has_value()) {
          rows.push_back(store::ToRow(**wrapped));
        }
        return status.ok() && rows.size() < kKeysPerRound;
      }));
  RETURN_IF_ERROR(status);
  return rows;
}

void RotateStream::WrapOn() {
  absl::StatusOr<std::vector<storage::v1::CaseKeyRow>> rows = NextRows();
  if (rows.ok() && rows->empty() && wrapped_in_pass_) {
    // A key that was minted when the pass began may have come after it.
    last_.Clear();
    wrapped_in_pass_ = false;
    rows = NextRows();
  }
  if (!rows.ok()) return EndWith(rows.status());
  if (rows->empty()) return RecordAct();
  wrapped_in_pass_ = true;
  progress_.set_keys_wrapped(progress_.keys_wrapped() + rows->size());
  context_.sequencer.ChangeKeys(
      {*std::move(rows), [self = Self()] { self->WriteProgress(); }});
}

void RotateStream::WriteProgress() { Write(progress_); }

void RotateStream::RecordAct() {
  v1::Act act;
  v1::MasterKeyRotated& rotated = *act.mutable_master_key_rotated();
  rotated.set_master_key_id(progress_.master_key_id());
  rotated.set_case_keys_count(progress_.keys_wrapped());
  rotated.set_operator_id(caller().id);
  rotated.set_reason(request_.reason());
  context_.sequencer.Record(
      {std::move(act),
       {},
       {},
       [self = Self()](const absl::StatusOr<v1::Receipt>& receipt) {
         if (!receipt.ok()) return self->EndWith(receipt.status());
         self->progress_.set_router_log_sequence(receipt->sequence());
         self->progress_.set_done(true);
         self->WriteProgress();
       }});
}

}  // namespace

grpc::ServerWriteReactor<v1::RotateMasterKeyResponse>* StartRotateMasterKey(
    RouterContext& context, grpc::CallbackServerContext* call,
    const v1::RotateMasterKeyRequest& request) {
  return std::make_shared<RotateStream>(context, call, request)->Start();
}

}  // namespace referral::router
