#include "common/config/pathway_text.h"

#include <set>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"

namespace referral::config {
namespace {

using v1::Pathway;
using v1::Programme;
using v1::Service;

const Pathway* FindNeed(const Programme& programme, absl::string_view need) {
  for (const Pathway& pathway : programme.pathways()) {
    if (pathway.need_code() == need) return &pathway;
  }
  return nullptr;
}

const Service* FindService(const Programme& programme, absl::string_view code) {
  for (const Service& service : programme.services()) {
    if (service.code() == code) return &service;
  }
  return nullptr;
}

std::string Months(std::uint32_t months) {
  return absl::StrCat(months, months == 1 ? " month" : " months");
}

std::string Block(const Programme& programme, const Pathway& pathway) {
  std::string text = absl::StrCat(pathway.need_code(), "\n");
  for (const std::string& code : pathway.service_codes()) {
    absl::StrAppend(&text, "  ", code);
    if (const Service* service = FindService(programme, code)) {
      absl::StrAppend(&text, ": ", absl::StrJoin(service->providers(), ", "));
    }
    absl::StrAppend(&text, "\n");
  }
  if (pathway.next_need_codes_size() > 0) {
    absl::StrAppend(&text, "  may lead to: ",
                    absl::StrJoin(pathway.next_need_codes(), ", "), "\n");
  }
  if (pathway.follow_up_months() > 0) {
    absl::StrAppend(&text, "  follow-up after ",
                    Months(pathway.follow_up_months()), "\n");
  }
  return text;
}

// A line of a graph. Codes and ids need no escapes.
std::string Node(absl::string_view kind, absl::string_view code,
                 absl::string_view shape) {
  return absl::StrCat("  \"", kind, ":", code, "\" [label=\"", code,
                      "\" shape=", shape, "];\n");
}

void AddServices(const Programme& programme, const Pathway& pathway,
                 std::set<std::string>& lines) {
  for (const std::string& code : pathway.service_codes()) {
    lines.insert(Node("service", code, "box"));
    lines.insert(absl::StrCat("  \"need:", pathway.need_code(),
                              "\" -> \"service:", code, "\";\n"));
    const Service* service = FindService(programme, code);
    if (service == nullptr) continue;
    for (const std::string& provider : service->providers()) {
      lines.insert(Node("provider", provider, "house"));
      lines.insert(absl::StrCat("  \"service:", code,
                                "\" -> \"provider:", provider, "\";\n"));
    }
  }
}

void AddWayOn(const Pathway& pathway, std::set<std::string>& lines) {
  for (const std::string& next : pathway.next_need_codes()) {
    lines.insert(absl::StrCat("  \"need:", pathway.need_code(),
                              "\" -> \"need:", next, "\" [style=dashed];\n"));
  }
  if (pathway.follow_up_months() == 0) return;
  lines.insert("  \"follow-up\" [shape=doublecircle];\n");
  lines.insert(absl::StrCat("  \"need:", pathway.need_code(),
                            "\" -> \"follow-up\" [label=\"",
                            Months(pathway.follow_up_months()), "\"];\n"));
}

}  // namespace

absl::StatusOr<std::vector<const Pathway*>> PathwaysFrom(
    const Programme& programme, absl::string_view need) {
  std::vector<const Pathway*> found;
  if (need.empty()) {
    for (const Pathway& pathway : programme.pathways()) {
      found.push_back(&pathway);
    }
    return found;
  }
  const Pathway* first = FindNeed(programme, need);
  if (first == nullptr) {
    return MakeError(Reason::kNotFound, "the programme has no such need", need);
  }
  found.push_back(first);
  for (size_t i = 0; i < found.size(); ++i) {
    for (const std::string& next : found[i]->next_need_codes()) {
      const Pathway* pathway = FindNeed(programme, next);
      if (pathway != nullptr && !absl::c_linear_search(found, pathway)) {
        found.push_back(pathway);
      }
    }
  }
  return found;
}

absl::StatusOr<std::string> PathwayText(const Programme& programme,
                                        absl::string_view need) {
  ASSIGN_OR_RETURN(const std::vector<const Pathway*> pathways,
                   PathwaysFrom(programme, need));
  std::vector<std::string> blocks;
  for (const Pathway* pathway : pathways) {
    blocks.push_back(Block(programme, *pathway));
  }
  return absl::StrJoin(blocks, "\n");
}

absl::StatusOr<std::string> PathwayDot(const Programme& programme,
                                       absl::string_view need) {
  ASSIGN_OR_RETURN(const std::vector<const Pathway*> pathways,
                   PathwaysFrom(programme, need));
  std::set<std::string> lines;  // sorted: the same graph, the same text
  for (const Pathway* pathway : pathways) {
    lines.insert(Node("need", pathway->need_code(), "ellipse"));
    AddServices(programme, *pathway, lines);
    AddWayOn(*pathway, lines);
  }
  return absl::StrCat("digraph \"", programme.id(), "\" {\n  rankdir=LR;\n",
                      absl::StrJoin(lines, ""), "}\n");
}

std::vector<std::string> ProvidersOf(const Programme& programme,
                                     const Pathway& pathway) {
  std::vector<std::string> providers;
  for (const std::string& code : pathway.service_codes()) {
    const Service* service = FindService(programme, code);
    if (service == nullptr) continue;
    for (const std::string& provider : service->providers()) {
      if (!absl::c_linear_search(providers, provider)) {
        providers.push_back(provider);
      }
    }
  }
  return providers;
}

}  // namespace referral::config
