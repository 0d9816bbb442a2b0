#include "services/referralctl/needs_view.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/referralctl/format.h"

namespace referral::referralctl {
namespace {

// Codes hold neither commas nor quotes.
std::vector<std::string> Fields(const v1::NeedsExport::Row& row) {
  return {row.need_code(),
          row.region_code(),
          row.return_country_code(),
          row.sex() == v1::SEX_UNSPECIFIED
              ? ""
              : Words(v1::Sex_Name(row.sex()), "SEX_"),
          row.age_group() == v1::AGE_GROUP_UNSPECIFIED
              ? ""
              : Words(v1::AgeGroup_Name(row.age_group()), "AGE_GROUP_"),
          absl::StrCat(row.people()),
          absl::StrCat(row.continuing())};
}

}  // namespace

std::string NeedsCsv(const v1::NeedsExport& needs) {
  std::string csv =
      "need,region,return_country,sex,age_group,people,continuing\r\n";
  for (const v1::NeedsExport::Row& row : needs.rows()) {
    absl::StrAppend(&csv, absl::StrJoin(Fields(row), ","), "\r\n");
  }
  return csv;
}

std::string NeedsText(const v1::NeedsExport& needs, const Style& style) {
  std::vector<std::vector<Cell>> rows;
  for (const v1::NeedsExport::Row& row : needs.rows()) {
    std::vector<Cell>& cells = rows.emplace_back();
    for (std::string& field : Fields(row)) {
      const bool merged = field.empty();
      cells.push_back({merged ? std::string(kAbsent) : std::move(field),
                       merged ? Tone::kDim : Tone::kPlain});
    }
  }
  return absl::StrCat(
      "Needs in ", needs.programme_id(), " as of ", Moment(needs.as_of_time()),
      "\n\n",
      RenderTable({{"NEED"},
                   {"REGION"},
                   {"FROM"},
                   {"SEX"},
                   {"AGE"},
                   {"PEOPLE", true},
                   {"CONTINUING", true}},
                  rows, style),
      "\nPeople shown, at least ", Count(needs.people_counted()),
      "; left out, at least ", Count(needs.suppressed_people()),
      ". No row has fewer than ", Count(needs.smallest_count()),
      " people; - stands for all, or for what nobody recorded.\n");
}

}  // namespace referral::referralctl
