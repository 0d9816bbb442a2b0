#include "deploy/pilot/cast.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"

namespace referral::pilot {
namespace {

absl::Status BadMember(absl::string_view what) {
  return MakeError(Reason::kInvalidField, what, "--agency");
}

}  // namespace

absl::StatusOr<Member> ParseMember(const std::string& text) {
  const size_t equals = text.find('=');
  const size_t at = text.find('@', equals == std::string::npos ? 0 : equals);
  if (equals == std::string::npos || at == std::string::npos) {
    return BadMember("an agency is given as ID=SERVICE@HOST:PORT");
  }
  Member member;
  member.id = text.substr(0, equals);
  member.address = text.substr(at + 1);
  if (!IsAgencyId(member.id)) return BadMember("this is no agency id");
  const std::string program = text.substr(equals + 1, at - equals - 1);
  for (const Word<Vocabulary>& word : kPrograms) {
    if (program != word.text) continue;
    member.vocabulary = word.value;
    return member;
  }
  return BadMember("no service has this name");
}

Cast::Cast(std::vector<Member> members) : members_(std::move(members)) {}

absl::StatusOr<Cast> Cast::Make(std::vector<Member> members) {
  Cast cast(std::move(members));
  std::set<std::string> ids;
  for (const Member& member : cast.members_) {
    if (!ids.insert(member.id).second) {
      return BadMember(absl::StrCat(member.id, " stands there twice"));
    }
    if (member.vocabulary != Vocabulary::kSmsIntake) continue;
    if (!cast.lead_.empty()) return BadMember("two agencies speak as the lead");
    cast.lead_ = member.id;
  }
  if (cast.lead_.empty()) return BadMember("no agency speaks as the lead");
  return cast;
}

const Member* Cast::Find(const std::string& id) const {
  const auto it =
      std::find_if(members_.begin(), members_.end(),
                   [&](const Member& member) { return member.id == id; });
  return it == members_.end() ? nullptr : &*it;
}

const Member* Cast::ReceiverOf(const ReferralData& referral) const {
  const ServiceRow* row = FindService(referral.service);
  if (row == nullptr) return nullptr;
  for (const Member& member : members_) {
    if (member.vocabulary == row->vocabulary &&
        (referral.provider.empty() || referral.provider == member.id)) {
      return &member;
    }
  }
  return nullptr;
}

absl::Status Cast::Check(const CaseData& data) const {
  const auto missing = [&](absl::string_view what) {
    return MakeError(Reason::kBadPilotLine, what, data.where);
  };
  if (!data.self_referred_at.empty()) {
    const Member* centre = Find(data.self_referred_at);
    if (centre == nullptr || centre->vocabulary != Vocabulary::kNgo) {
      return missing("self_referred_at names no ngo of the replay");
    }
  }
  if (!data.support.has_value()) return absl::OkStatus();
  for (const ReferralData& referral : data.support->referrals) {
    if (ReceiverOf(referral) != nullptr) continue;
    return missing(absl::StrCat("no agency of the replay receives referral \"",
                                referral.id, "\""));
  }
  return absl::OkStatus();
}

}  // namespace referral::pilot
