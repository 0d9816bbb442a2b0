#include "tests/bench/case_messages.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/evidence/message.h"
#include "tests/bench/case_ids.h"
#include "tests/bench/case_story.h"
#include "tests/bench/must.h"
#include "tests/bench/sent_by.h"
#include "tests/integration/messages.h"

namespace referral::bench {
namespace {

constexpr char kIdPrefix[] = "be9c0000-";

evidence::BuildSpec SpecOf(absl::string_view sender, const std::string& case_id,
                           const std::string& message_id,
                           std::vector<v1::Act> acts) {
  evidence::BuildSpec spec;
  spec.message_id = message_id;
  spec.case_id = case_id;
  spec.sender = std::string(sender);
  spec.sent_time = absl::Now();
  spec.acts = std::move(acts);
  return spec;
}

}  // namespace

CaseMessages::CaseMessages(std::size_t cases, Trust trust) : trust_(trust) {
  case_ids_.reserve(cases);
  for (std::size_t i = 0; i < cases; ++i) case_ids_.push_back(CaseIdOf(i));
}

std::vector<std::string> CaseMessages::Applications() {
  return ToEachCase(kLead, 0, kAll, [](std::size_t) {
    return ApplicationActs(kShippedProgramme);
  });
}

std::vector<std::string> CaseMessages::Openings(std::size_t first,
                                                std::size_t count) {
  return ToEachCase(kLead, first, count, [](std::size_t number) {
    return OpeningActs(kShippedProgramme, ReferralIdOf(number));
  });
}

std::vector<std::string> CaseMessages::Beginnings(std::size_t first,
                                                  std::size_t count) {
  return ToEachCase(kProvider, first, count, [](std::size_t number) {
    return BeginningActs(ReferralIdOf(number));
  });
}

std::vector<std::string> CaseMessages::Additions(std::size_t count,
                                                 const CaseSpread& spread) {
  ++call_;
  spread_ = spread;
  first_addition_ = additions_;
  additions_ += count;
  evidence::BuildSpec spec = SpecOf(kProvider, "", "", AdditionActs());
  spec.sections = AdditionSections();
  std::vector<v1::SignedMessage> messages;
  messages.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    spec.case_id = case_ids_[CaseOf(i)];
    spec.message_id = absl::StrFormat("%s%04x-4000-8000-%012x", kIdPrefix,
                                      call_ & 0xffffu, i);
    messages.push_back(Must(evidence::BuildMessage(spec)));
  }
  return SentBy(kProvider, trust_, std::move(messages));
}

std::optional<std::size_t> CaseMessages::IndexOf(absl::string_view message_id) {
  constexpr std::size_t kNumberDigits = 12;
  std::uint64_t index = 0;
  if (!absl::StartsWith(message_id, kIdPrefix) ||
      !absl::SimpleHexAtoi(message_id.substr(message_id.size() - kNumberDigits),
                           &index)) {
    return std::nullopt;
  }
  return index;
}

std::vector<std::string> CaseMessages::ToEachCase(
    absl::string_view sender, std::size_t first, std::size_t count,
    absl::FunctionRef<std::vector<v1::Act>(std::size_t)> acts_of) const {
  std::vector<v1::SignedMessage> messages;
  const std::size_t end = first + std::min(count, cases() - first);
  for (std::size_t i = first; i < end; ++i) {
    messages.push_back(Must(evidence::BuildMessage(
        SpecOf(sender, case_ids_[i], testing::NewUuid(), acts_of(i)))));
  }
  return SentBy(sender, trust_, std::move(messages));
}

}  // namespace referral::bench
