#include "common/config/pathways.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/config/checks.h"

namespace referral::config {
namespace {

// Nobody plans further; catches typing errors.
constexpr std::uint32_t kMaxFollowUpMonths = 120;

using ::referral::config::v1::Pathway;
using ::referral::config::v1::Programme;

// Looks for a way back, depth first.
class CycleSearch {
 public:
  CycleSearch(const Place& top, const Programme& programme)
      : top_(top), programme_(programme) {
    for (int i = 0; i < programme.pathways_size(); ++i) {
      index_[programme.pathways(i).need_code()] = i;
    }
  }

  absl::Status Run() {
    for (int i = 0; i < programme_.pathways_size(); ++i) {
      RETURN_IF_ERROR(Visit(i));
    }
    return absl::OkStatus();
  }

 private:
  absl::Status Visit(int i) {
    const Pathway& pathway = programme_.pathways(i);
    if (done_.count(i) != 0) return absl::OkStatus();
    way_.push_back(pathway.need_code());
    for (int n = 0; n < pathway.next_need_codes_size(); ++n) {
      const std::string& next = pathway.next_need_codes(n);
      const auto seen = std::find(way_.begin(), way_.end(), next);
      if (seen != way_.end()) {
        return top_.At("pathways", i)
            .At("next_need_codes", n)
            .Error(absl::StrCat("a cycle in the pathways: ",
                                absl::StrJoin(seen, way_.end(), " -> "), " -> ",
                                next));
      }
      RETURN_IF_ERROR(Visit(index_.at(next)));
    }
    way_.pop_back();
    done_.insert(i);
    return absl::OkStatus();
  }

  const Place& top_;
  const Programme& programme_;
  std::map<std::string, int> index_;
  std::vector<std::string> way_;
  std::set<int> done_;
};

absl::Status CheckPathway(const Place& place, const Pathway& pathway,
                          const std::set<std::string>& services,
                          const std::set<std::string>& needs) {
  if (pathway.service_codes_size() == 0) {
    return place.Error(absl::StrCat("the need \"", pathway.need_code(),
                                    "\" leads to no service"));
  }
  std::set<std::string> seen;
  for (int i = 0; i < pathway.service_codes_size(); ++i) {
    const Place at = place.At("service_codes", i);
    const std::string& code = pathway.service_codes(i);
    RETURN_IF_ERROR(CheckKnown(at, "service", code, services));
    RETURN_IF_ERROR(CheckNew(at, "service", code, seen));
  }
  seen.clear();
  for (int i = 0; i < pathway.next_need_codes_size(); ++i) {
    const Place at = place.At("next_need_codes", i);
    const std::string& code = pathway.next_need_codes(i);
    RETURN_IF_ERROR(CheckKnown(at, "need", code, needs));
    RETURN_IF_ERROR(CheckNew(at, "need", code, seen));
  }
  return absl::OkStatus();
}

// Needs that somebody looks after later, or that may lead to one.
std::set<std::string> NeedsWithFollowUp(const Programme& programme) {
  std::set<std::string> reached;
  const auto reaches = [&](const Pathway& pathway) {
    return pathway.follow_up_months() > 0 ||
           std::any_of(
               pathway.next_need_codes().begin(),
               pathway.next_need_codes().end(),
               [&](const std::string& next) { return reached.contains(next); });
  };
  for (bool grown = true; grown;) {
    grown = false;
    for (const Pathway& pathway : programme.pathways()) {
      if (reaches(pathway)) grown |= reached.insert(pathway.need_code()).second;
    }
  }
  return reached;
}

// No need is a dead end. That a service has a provider is its own rule.
absl::Status CheckFollowUps(const Place& top, const Programme& programme) {
  const std::set<std::string> fine = NeedsWithFollowUp(programme);
  for (int i = 0; i < programme.pathways_size(); ++i) {
    const Pathway& pathway = programme.pathways(i);
    if (pathway.follow_up_months() > kMaxFollowUpMonths) {
      return top.At("pathways", i)
          .At("follow_up_months")
          .Error(absl::StrCat("a follow-up comes after at most ",
                              kMaxFollowUpMonths, " months"));
    }
    if (fine.contains(pathway.need_code())) continue;
    return top.At("pathways", i)
        .Error(absl::StrCat("the need \"", pathway.need_code(),
                            "\" reaches no follow-up: give it "
                            "follow_up_months, or a next need that has one"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckPathways(const Place& top, const Programme& programme,
                           const std::set<std::string>& services) {
  RETURN_IF_ERROR(
      CheckNotEmpty(top.At("pathways"), "pathway", programme.pathways_size()));
  std::set<std::string> needs;
  for (int i = 0; i < programme.pathways_size(); ++i) {
    const Place at = top.At("pathways", i).At("need_code");
    const std::string& need = programme.pathways(i).need_code();
    RETURN_IF_ERROR(CheckCode(at, "need code", need, "_-"));
    RETURN_IF_ERROR(CheckNew(at, "need", need, needs));
  }
  for (int i = 0; i < programme.pathways_size(); ++i) {
    RETURN_IF_ERROR(CheckPathway(top.At("pathways", i), programme.pathways(i),
                                 services, needs));
  }
  RETURN_IF_ERROR(CycleSearch(top, programme).Run());
  return CheckFollowUps(top, programme);
}

}  // namespace referral::config
