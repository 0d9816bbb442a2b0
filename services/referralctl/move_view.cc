#include "services/referralctl/move_view.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/referralctl/format.h"

namespace referral::referralctl {
namespace {

using Move = v1::MoveCasesResponse::Move;

// The case stands in the first of its rows alone.
void AddRows(const Move& move, std::vector<std::vector<Cell>>& rows) {
  std::string case_id = move.case_id();
  std::string version = absl::StrCat(move.from_version());
  if (move.changes().empty()) {
    rows.push_back({{case_id}, {version}, {"nothing", Tone::kDim}});
  }
  for (const v1::MoveCasesResponse::Change& change : move.changes()) {
    rows.push_back({{case_id},
                    {version},
                    {Words(change.what(), "")},
                    {OrAbsent(change.from())},
                    {OrAbsent(change.to())}});
    case_id.clear();
    version.clear();
  }
}

std::string MovedTable(const v1::MoveCasesResponse& result,
                       const Style& style) {
  std::vector<std::vector<Cell>> rows;
  for (const Move& move : result.moves()) {
    if (move.reason_code().empty()) AddRows(move, rows);
  }
  if (rows.empty()) return "";
  return RenderTable({{"CASE"},
                      {"FROM", true},
                      {"WHAT CHANGES", false, Fit::kCut},
                      {"WAS", false, Fit::kCut},
                      {"WILL BE", false, Fit::kCut}},
                     rows, style);
}

std::string LeftTable(const v1::MoveCasesResponse& result, const Style& style) {
  std::vector<std::vector<Cell>> rows;
  for (const Move& move : result.moves()) {
    if (move.reason_code().empty()) continue;
    rows.push_back({{move.case_id()},
                    {absl::StrCat(move.from_version())},
                    {move.reason_code(), Tone::kBad},
                    {move.message()}});
  }
  if (rows.empty()) return "";
  return RenderTable(
      {{"CASE"}, {"FROM", true}, {"STAYS"}, {"WHY", false, Fit::kCut}}, rows,
      style);
}

std::string Cases(std::uint64_t count) {
  return absl::StrCat(Count(count), count == 1 ? " case" : " cases");
}

}  // namespace

std::uint64_t CountLeft(const v1::MoveCasesResponse& result) {
  return static_cast<std::uint64_t>(std::count_if(
      result.moves().begin(), result.moves().end(),
      [](const Move& move) { return !move.reason_code().empty(); }));
}

std::string MovesText(const v1::MoveCasesResponse& result,
                      const MoveOrder& order, const Style& style) {
  const std::uint64_t left = CountLeft(result);
  const std::uint64_t moved =
      static_cast<std::uint64_t>(result.moves_size()) - left;
  std::string text;
  for (const std::string& table :
       {MovedTable(result, style), LeftTable(result, style)}) {
    if (!table.empty()) absl::StrAppend(&text, table, "\n");
  }
  return absl::StrCat(
      text, Cases(moved), order.dry_run ? " would move" : " moved",
      " to version ", order.to, " of ", order.programme,
      left == 0 ? "" : absl::StrCat("; ", Cases(left), " cannot follow it"),
      ".\n");
}

}  // namespace referral::referralctl
