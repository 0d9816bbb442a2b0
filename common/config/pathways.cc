#include "common/config/pathways.h"

#include <algorithm>
#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/config/checks.h"

namespace referral::config {
namespace {

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
  return CycleSearch(top, programme).Run();
}

}  // namespace referral::config
