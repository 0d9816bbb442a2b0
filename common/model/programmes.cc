#include "common/model/programmes.h"

#include <utility>

namespace referral::model {
namespace {

// The element whose code is `code`. A programme has tens of each: a scan is
// as quick as a map and needs no second copy.
template <typename List>
auto FindByCode(const List& list, absl::string_view code) ->
    typename List::const_pointer {
  for (const auto& element : list) {
    if (element.code() == code) return &element;
  }
  return nullptr;
}

}  // namespace

Programme::Programme(config::v1::Programme config, std::uint32_t version)
    : config_(std::move(config)),
      version_(version),
      time_zone_(absl::UTCTimeZone()) {
  // A name that is not known (config refuses it) leaves UTC.
  absl::LoadTimeZone(config_.calendar().time_zone(), &time_zone_);
}

const config::v1::Service* Programme::FindService(
    absl::string_view code) const {
  return FindByCode(config_.services(), code);
}

const config::v1::Pathway* Programme::FindNeed(absl::string_view code) const {
  for (const config::v1::Pathway& pathway : config_.pathways()) {
    if (pathway.need_code() == code) return &pathway;
  }
  return nullptr;
}

const config::v1::Region* Programme::FindRegion(absl::string_view code) const {
  return FindByCode(config_.regions(), code);
}

const config::v1::FundingSource* Programme::FindFunding(
    absl::string_view code) const {
  return FindByCode(config_.funding_sources(), code);
}

const config::v1::SupportDuration* Programme::FindDuration(
    v1::VulnerabilityLevel level) const {
  if (level == v1::VULNERABILITY_LEVEL_UNSPECIFIED) return nullptr;
  for (const config::v1::SupportDuration& duration : config_.durations()) {
    if (duration.level() == level) return &duration;
  }
  return nullptr;
}

void ProgrammeBook::Add(std::shared_ptr<const Programme> programme) {
  versions_[programme->config().id()][programme->version()] =
      std::move(programme);
}

const Programme* ProgrammeBook::Newest(absl::string_view id) const {
  const auto found = versions_.find(id);
  return found == versions_.end() ? nullptr
                                  : found->second.rbegin()->second.get();
}

const Programme* ProgrammeBook::Find(absl::string_view id,
                                     std::uint32_t version) const {
  const auto found = versions_.find(id);
  if (found == versions_.end()) return nullptr;
  const auto of_version = found->second.find(version);
  return of_version == found->second.end() ? nullptr : of_version->second.get();
}

bool ProgrammeBook::Any(absl::FunctionRef<bool(const Programme&)> is) const {
  for (const auto& [id, versions] : versions_) {
    for (const auto& [version, programme] : versions) {
      if (is(*programme)) return true;
    }
  }
  return false;
}

}  // namespace referral::model
