#ifndef REFERRAL_COMMON_MODEL_PROGRAMMES_H_
#define REFERRAL_COMMON_MODEL_PROGRAMMES_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "proto/referral/config/v1/programme.pb.h"

namespace referral::model {

// One version of a programme, with its parts found by code. Immutable.
class Programme {
 public:
  // `config` must have passed common/config's validation.
  Programme(config::v1::Programme config, std::uint32_t version);

  const config::v1::Programme& config() const { return config_; }
  std::uint32_t version() const { return version_; }
  absl::TimeZone time_zone() const { return time_zone_; }

  // nullptr if the programme has none of that code.
  const config::v1::Service* FindService(absl::string_view code) const;
  const config::v1::Pathway* FindNeed(absl::string_view code) const;
  const config::v1::Region* FindRegion(absl::string_view code) const;
  const config::v1::FundingSource* FindFunding(absl::string_view code) const;
  // nullptr for an unspecified level.
  const config::v1::SupportDuration* FindDuration(
      v1::VulnerabilityLevel level) const;

 private:
  config::v1::Programme config_;
  std::uint32_t version_;
  absl::TimeZone time_zone_;
};

// Every version of every programme in force. Immutable once shared with a
// Context; copying is cheap.
class ProgrammeBook {
 public:
  // Versions of one id are added in ascending order.
  void Add(std::shared_ptr<const Programme> programme);

  // nullptr if unknown.
  const Programme* Newest(absl::string_view id) const;
  const Programme* Find(absl::string_view id, std::uint32_t version) const;
  // Whether `is` holds for any version of any programme.
  bool Any(absl::FunctionRef<bool(const Programme&)> is) const;

 private:
  absl::flat_hash_map<std::string,
                      std::map<std::uint32_t, std::shared_ptr<const Programme>>>
      versions_;
};

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_PROGRAMMES_H_
