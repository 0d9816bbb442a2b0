#include "common/model/lifecycle_text.h"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "common/model/lifecycle.h"
#include "common/model/senders.h"

namespace referral::model {
namespace {

// A line of a table: several statuses from which an act leads to the same.
struct Row {
  std::vector<std::string> from;
  std::string act;
  std::string to;  // empty: stays
  std::string who;
};

std::string Words(const std::string& name, absl::string_view prefix,
                  absl::string_view unspecified) {
  const absl::string_view status = absl::StripPrefix(name, prefix);
  if (status == "UNSPECIFIED") return std::string(unspecified);
  return absl::StrReplaceAll(absl::AsciiStrToLower(status), {{"_", " "}});
}

std::string Words(v1::CaseStatus status) {
  return Words(v1::CaseStatus_Name(status), "CASE_STATUS_", "unopened");
}

std::string Words(v1::ReferralStatus status) {
  return Words(v1::ReferralStatus_Name(status), "REFERRAL_STATUS_", "new");
}

std::string Words(ReferralPart who) {
  switch (who) {
    case ReferralPart::kRequester:
      return "requester";
    case ReferralPart::kReceiver:
      return "receiver";
    case ReferralPart::kLead:
      return "lead";
    case ReferralPart::kRouter:
      return "router";
    case ReferralPart::kNone:
      break;
  }
  return "nobody";
}

std::vector<Row> CaseRows() {
  std::vector<Row> rows;
  for (const CaseTransition& transition : CaseTransitions()) {
    Row& row = rows.emplace_back();
    for (const v1::CaseStatus from : transition.from) {
      row.from.push_back(Words(from));
    }
    row.act = std::string(ActName(transition.act));
    if (transition.to != v1::CASE_STATUS_UNSPECIFIED) {
      row.to = Words(transition.to);
    }
    row.who = std::string(SendersText(transition.act));
  }
  return rows;
}

std::vector<Row> ReferralRows() {
  std::vector<Row> rows;
  for (const ReferralTransition& transition : ReferralTransitions()) {
    Row row{{Words(transition.from)},
            std::string(ActName(transition.act)),
            transition.to == transition.from ? "" : Words(transition.to),
            Words(transition.who)};
    if (!rows.empty() && rows.back().act == row.act &&
        rows.back().to == row.to && rows.back().who == row.who) {
      rows.back().from.push_back(row.from[0]);
    } else {
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

std::string Text(const std::vector<Row>& rows) {
  std::vector<std::array<std::string, 4>> lines = {
      {"FROM", "ACT", "TO", "WHO"}};
  for (const Row& row : rows) {
    lines.push_back({absl::StrJoin(row.from, ", "), row.act,
                     row.to.empty() ? "stays" : row.to, row.who});
  }
  std::array<size_t, 4> widths = {};
  for (const auto& line : lines) {
    for (size_t i = 0; i < line.size(); ++i) {
      widths[i] = std::max(widths[i], line[i].size());
    }
  }
  // The list of statuses may be long: it comes last.
  std::string out;
  for (const auto& [from, act, to, who] : lines) {
    absl::StrAppend(&out, act, std::string(widths[1] - act.size() + 2, ' '), to,
                    std::string(widths[2] - to.size() + 2, ' '), who,
                    std::string(widths[3] - who.size() + 2, ' '), from, "\n");
  }
  return out;
}

std::string Dot(absl::string_view name, const std::vector<Row>& rows) {
  std::string out = absl::StrCat("digraph ", name, " {\n  rankdir=LR;\n",
                                 "  node [shape=box];\n");
  std::set<std::string> left;
  std::set<std::string> reached;
  for (const Row& row : rows) {
    if (row.to.empty()) continue;
    reached.insert(row.to);
    for (const std::string& from : row.from) {
      // What stays where it is needs no arrow.
      if (from == row.to) continue;
      left.insert(from);
      absl::StrAppend(&out, "  \"", from, "\" -> \"", row.to, "\" [label=\"",
                      row.act, "\\n", row.who, "\"];\n");
    }
  }
  for (const std::string& status : reached) {
    if (left.count(status) != 0) continue;
    absl::StrAppend(&out, "  \"", status, "\" [peripheries=2];\n");
  }
  return out + "}\n";
}

std::string Block(absl::string_view kind, const std::string& text) {
  return absl::StrCat("```", kind, "\n", text, "```\n");
}

}  // namespace

std::string CaseLifecycleText() { return Text(CaseRows()); }
std::string ReferralLifecycleText() { return Text(ReferralRows()); }
std::string CaseLifecycleDot() { return Dot("case_status", CaseRows()); }
std::string ReferralLifecycleDot() {
  return Dot("referral_status", ReferralRows());
}

std::string LifecycleDocument() {
  return absl::StrCat(
      "# Lifecycles\n"
      "Who may move what from where to where, as the tables in `common/model`\n"
      "(`referral_lifecycle.cc`, `case_lifecycle.cc`) decide it. This page is\n"
      "made from them: `referralctl lifecycle referral` and `lifecycle case`\n"
      "print its tables, with `--dot` its graphs. Numbers are those of\n"
      "`domain.md`.\n"
      "\n## Referral [30]\n"
      "A draft is what the router proposes: it comes with the record of "
      "another\n"
      "act, and closing the case drops it. `stays`: the act moves nothing. "
      "What\n"
      "else an act needs, the header of its topic says.\n\n",
      Block("text", ReferralLifecycleText()), "\n",
      Block("dot", ReferralLifecycleDot()),
      "\n## Case [31]\n"
      "A decision leads to `open` or `rejected`; a plan agreed after urgent\n"
      "referrals leads from `open` to `active` at once.\n\n",
      Block("text", CaseLifecycleText()), "\n",
      Block("dot", CaseLifecycleDot()));
}

}  // namespace referral::model
