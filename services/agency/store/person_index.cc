#include "services/agency/store/person_index.h"

#include <algorithm>
#include <optional>

#include "absl/algorithm/container.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "proto/referral/storage/v1/agency_store.pb.h"
#include "services/agency/core/draft.h"
#include "services/agency/core/person_name.h"
#include "services/agency/store/layout.h"

namespace referral::agency {
namespace {

using storage::v1::PersonIndexRow;

absl::StatusOr<PersonIndexRow> ParseRow(
    const std::optional<std::string>& bytes) {
  if (!bytes.has_value()) return PersonIndexRow();
  return ParseValue<PersonIndexRow>(*bytes, "person index");
}

absl::Status CheckIdentity(const v1::IdentitySection& identity) {
  if (identity.given_name().empty()) return Missing("identity.given_name");
  if (identity.family_name().empty()) return Missing("identity.family_name");
  if (!identity.has_birth_date()) return Missing("identity.birth_date");
  return absl::OkStatus();
}

}  // namespace

absl::Status IndexPeople(absl::string_view case_id,
                         absl::Span<const v1::Section> sections,
                         Transaction& transaction) {
  for (const v1::Section& section : sections) {
    if (!section.has_identity()) continue;
    const std::optional<std::string> who = IdentityText(section.identity());
    if (!who.has_value()) continue;
    ASSIGN_OR_RETURN(const std::string key, transaction.Blind(*who));
    ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                     transaction.Get(kPeople, key));
    ASSIGN_OR_RETURN(PersonIndexRow row, ParseRow(bytes));
    const auto& cases = row.case_ids();
    if (absl::c_linear_search(cases, case_id)) continue;
    row.add_case_ids(std::string(case_id));
    transaction.Put(kPeople, key, row.SerializeAsString());
  }
  return absl::OkStatus();
}

absl::Status ForgetPeopleOf(absl::string_view case_id,
                            Transaction& transaction) {
  ASSIGN_OR_RETURN(const auto rows, transaction.GetAll(kPeople, ""));
  for (const auto& [key, value] : rows) {
    ASSIGN_OR_RETURN(auto row, ParseRow(value));
    auto& cases = *row.mutable_case_ids();
    const auto found = std::find(cases.begin(), cases.end(), case_id);
    if (found == cases.end()) continue;
    cases.erase(found);
    if (cases.empty()) {
      transaction.Delete(kPeople, key);
    } else {
      transaction.Put(kPeople, key, row.SerializeAsString());
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> CasesOf(
    const v1::IdentitySection& identity, const AgencyStore& store) {
  RETURN_IF_ERROR(CheckIdentity(identity));
  const std::optional<std::string> who = IdentityText(identity);
  if (!who.has_value()) {
    return MakeError(Reason::kInvalidField,
                     "a name of letters and a day of the calendar are wanted",
                     "identity");
  }
  ASSIGN_OR_RETURN(const std::string key, store.Blind(*who));
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                   store.database().Get(kPeople, key));
  ASSIGN_OR_RETURN(const PersonIndexRow row, ParseRow(bytes));
  return std::vector<std::string>(row.case_ids().begin(), row.case_ids().end());
}

}  // namespace referral::agency
