// What the agencies' own vocabularies have in common: a typed result that
// completes a referral [30], and findings about its people.
#ifndef REFERRAL_SERVICES_AGENCY_CORE_COMPLETION_H_
#define REFERRAL_SERVICES_AGENCY_CORE_COMPLETION_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/errors.h"
#include "services/agency/core/draft.h"

namespace referral::agency {

// What a typed result means for the referral.
template <typename Result>
struct ResultOutcome {
  Result result;
  v1::Outcome outcome;
};

// A draft that completes the request's referral, which must be for one of
// `services`, with the outcome that `table` gives its result.
// Errors: INVALID_FIELD  the delivery is absent, or the result is not in the
//                        table.
template <typename Request, typename Result, std::size_t kRows>
absl::StatusOr<Draft> CompletionDraft(
    const Request& request, std::vector<std::string> services,
    const ResultOutcome<Result> (&table)[kRows]) {
  if (!request.has_delivery()) return Missing("delivery");
  for (const ResultOutcome<Result>& row : table) {
    if (row.result != request.result()) continue;
    Draft draft = NewDraft(request, request.call());
    draft.required_services = std::move(services);
    AddCompletion(draft, request.referral_id(), request.delivery(),
                  row.outcome);
    return draft;
  }
  return Missing("result");
}

// A section of `person_id`; the caller sets its content.
inline v1::Section& AddSection(Draft& draft, const std::string& person_id) {
  v1::Section& section = draft.sections.emplace_back();
  section.set_person_id(person_id);
  return section;
}

// A section for each finding; `content` gives the field of the section that
// takes it.
template <typename Findings, typename Content>
void AddFindings(Draft& draft, const Findings& findings, Content content) {
  for (const auto& finding : findings) {
    *(AddSection(draft, finding.person_id()).*content)() = finding.finding();
  }
}

// Takes over sections as the caller gave them.
template <typename Sections>
void AddSections(Draft& draft, const Sections& sections) {
  draft.sections.insert(draft.sections.end(), sections.begin(), sections.end());
}

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_CORE_COMPLETION_H_
