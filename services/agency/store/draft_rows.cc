#include "services/agency/store/draft_rows.h"

#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "services/agency/core/adoption.h"
#include "services/agency/store/layout.h"
#include "services/agency/store/worklist_table.h"

namespace referral::agency {
namespace {

using storage::v1::PendingChange;
using storage::v1::WorklistRow;

// Loads every row of the case that is not in `rows` yet.
absl::Status LoadCase(absl::string_view case_id, const Transaction& transaction,
                      RowMap& rows) {
  const std::string prefix = CasePrefix(case_id);
  ASSIGN_OR_RETURN(const auto keys, transaction.GetAll(kCaseReferrals, prefix));
  for (const auto& [key, unused] : keys) {
    const std::string id = key.substr(prefix.size());
    if (rows.contains(id)) continue;
    ASSIGN_OR_RETURN(std::optional<WorklistRow> row, GetRow(transaction, id));
    if (row.has_value()) rows.emplace(id, *std::move(row));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ApplyToDrafts(const RecordedAct& recorded,
                           const Catalogue& catalogue,
                           const Transaction& transaction, RowMap& rows) {
  if (MayEndDrafts(recorded.act)) {
    RowMap of_case = rows;
    RETURN_IF_ERROR(LoadCase(recorded.case_id, transaction, of_case));
    for (auto& [id, row] : of_case) {
      if (!EndsDraft(recorded.act, recorded.sender, catalogue, row.item())) {
        continue;
      }
      EndDraft(recorded.sequence, row);
      rows.insert_or_assign(id, std::move(row));
    }
  }
  if (recorded.effects == nullptr) return absl::OkStatus();
  for (const v1::ReferralDraft& draft : recorded.effects->drafts()) {
    if (!Concerns(draft, catalogue)) continue;
    auto it = rows.find(draft.referral_id());
    if (it == rows.end()) {
      ASSIGN_OR_RETURN(std::optional<WorklistRow> row,
                       GetRow(transaction, draft.referral_id()));
      it = rows.emplace(draft.referral_id(), row.value_or(WorklistRow())).first;
    }
    ApplyDraft(draft, recorded, catalogue, it->second);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<PendingChange>> DraftsEndedBy(
    const Draft& draft, absl::string_view case_id, const Catalogue& catalogue,
    const Transaction& transaction) {
  std::vector<PendingChange> changes;
  RowMap rows;
  for (const v1::Act& act : draft.acts) {
    if (!MayEndDrafts(act)) continue;
    RETURN_IF_ERROR(LoadCase(case_id, transaction, rows));
    for (const auto& [id, row] : rows) {
      if (!EndsDraft(act, catalogue.self(), catalogue, ViewOf(row))) continue;
      PendingChange& change = changes.emplace_back();
      change.set_referral_id(id);
      change.set_status(v1::REFERRAL_STATUS_CANCELLED);
      change.set_outcome_settled(true);
    }
  }
  return changes;
}

}  // namespace referral::agency
