#include "common/config/deployment.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/ids.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/config/checks.h"
#include "common/config/text_file.h"

namespace referral::config {
namespace {

using ::referral::config::v1::Agency;
using ::referral::config::v1::DeliveryPolicy;
using ::referral::config::v1::Deployment;
using ::referral::config::v1::FrontDoor;
using ::referral::config::v1::Limits;
using ::referral::config::v1::SigningKey;
using ::referral::v1::AGENCY_ROLE_LEAD;
using ::referral::v1::AGENCY_ROLE_UNSPECIFIED;

constexpr size_t kPublicKeyHexDigits = 64;
constexpr size_t kMaxDomainBytes = 253;
constexpr uint32_t kMaxAttempts = 100;
constexpr uint32_t kMaxSlowReaderSeconds = 600;
// A message of one act fits.
constexpr uint32_t kLeastMessageBytes = 1024;

absl::CivilDay Day(const ::referral::v1::Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day());
}

absl::Status CheckDomain(const Place& place, const std::string& domain) {
  const bool good = !domain.empty() && domain.size() <= kMaxDomainBytes &&
                    std::all_of(domain.begin(), domain.end(), [](char c) {
                      return absl::ascii_islower(c) || absl::ascii_isdigit(c) ||
                             c == '.' || c == '-';
                    });
  if (good) return absl::OkStatus();
  return place.Error("the trust domain must be 1 to 253 of [a-z0-9.-]");
}

absl::Status CheckKey(const Place& place, const SigningKey& key,
                      std::set<std::string>& seen) {
  RETURN_IF_ERROR(
      CheckCode(place.At("key_id"), "signing key id", key.key_id(), "-"));
  RETURN_IF_ERROR(
      CheckNew(place.At("key_id"), "signing key", key.key_id(), seen));
  const std::string& hex = key.public_key_hex();
  if (hex.size() != kPublicKeyHexDigits ||
      !std::all_of(hex.begin(), hex.end(),
                   [](unsigned char c) { return absl::ascii_isxdigit(c); })) {
    return place.At("public_key_hex")
        .Error("the public key must be 64 hexadecimal digits (Ed25519)");
  }
  RETURN_IF_ERROR(CheckDate(place.At("valid_from"), key.valid_from()));
  if (!key.has_valid_until()) return absl::OkStatus();
  RETURN_IF_ERROR(CheckDate(place.At("valid_until"), key.valid_until()));
  if (Day(key.valid_until()) < Day(key.valid_from())) {
    return place.At("valid_until")
        .Error("the key's validity ends before it begins");
  }
  return absl::OkStatus();
}

absl::Status CheckLimits(const Place& place, const Limits& limits) {
  if (limits.max_streams() > kMaxStreamsPerAgency) {
    return place.At("max_streams")
        .Error(absl::StrCat("at most ", kMaxStreamsPerAgency,
                            " streams for one agency"));
  }
  const std::uint32_t bytes = limits.max_message_bytes();
  if (bytes != 0 && (bytes < kLeastMessageBytes || bytes > kMaxMessageBytes)) {
    return place.At("max_message_bytes")
        .Error(absl::StrCat("a message may have ", kLeastMessageBytes, " to ",
                            kMaxMessageBytes, " bytes"));
  }
  return absl::OkStatus();
}

absl::Status CheckAgency(const Place& place, const Agency& agency,
                         std::set<std::string>& seen) {
  if (!IsAgencyId(agency.id())) {
    return place.At("id").Error(absl::StrCat(
        "the agency id \"", absl::CHexEscape(agency.id()),
        "\" is not a lower-case letter followed by at most 62 of [a-z0-9-]"));
  }
  RETURN_IF_ERROR(CheckNew(place.At("id"), "agency", agency.id(), seen));
  RETURN_IF_ERROR(
      CheckTitle(place.At("name"), "the agency's name", agency.name()));
  if (agency.role() == AGENCY_ROLE_UNSPECIFIED ||
      !::referral::v1::AgencyRole_IsValid(agency.role())) {
    return place.At("role").Error(
        absl::StrCat("the agency \"", agency.id(), "\" has no known role"));
  }
  std::set<std::string> keys;
  for (int i = 0; i < agency.signing_keys_size(); ++i) {
    RETURN_IF_ERROR(
        CheckKey(place.At("signing_keys", i), agency.signing_keys(i), keys));
  }
  return CheckLimits(place.At("limits"), agency.limits());
}

absl::Status CheckFrontDoor(const Place& place, const FrontDoor& door) {
  if (door.slow_reader_seconds() > kMaxSlowReaderSeconds) {
    return place.At("slow_reader_seconds")
        .Error(absl::StrCat("a reader may take 1 to ", kMaxSlowReaderSeconds,
                            " seconds"));
  }
  return absl::OkStatus();
}

absl::Status CheckDelivery(const Place& place, const DeliveryPolicy& delivery) {
  if (delivery.max_attempts() > kMaxAttempts) {
    return place.At("max_attempts")
        .Error(absl::StrCat("at most ", kMaxAttempts, " attempts"));
  }
  const auto longest = absl::ToInt64Milliseconds(kMaxRedeliveryDelay);
  if (delivery.longest_delay_ms() > longest) {
    return place.At("longest_delay_ms")
        .Error(absl::StrCat("at most ", longest, " ms between two attempts"));
  }
  if (delivery.longest_delay_ms() != 0 &&
      delivery.first_delay_ms() > delivery.longest_delay_ms()) {
    return place.At("first_delay_ms")
        .Error("the first delay is longer than the longest");
  }
  return absl::OkStatus();
}

absl::Status CheckDeployment(const Place& top, const Deployment& deployment) {
  if (!IsHomeCode(deployment.home())) {
    return top.At("home").Error("the home code must be 2 to 8 of [A-Z]");
  }
  RETURN_IF_ERROR(
      CheckDomain(top.At("trust_domain"), deployment.trust_domain()));
  RETURN_IF_ERROR(
      CheckNotEmpty(top.At("agencies"), "agency", deployment.agencies_size()));
  std::set<std::string> ids;
  std::string lead;
  for (int i = 0; i < deployment.agencies_size(); ++i) {
    const Agency& agency = deployment.agencies(i);
    const Place place = top.At("agencies", i);
    RETURN_IF_ERROR(CheckAgency(place, agency, ids));
    if (agency.role() != AGENCY_ROLE_LEAD) continue;
    if (!lead.empty()) {
      return place.At("role").Error(absl::StrCat(
          "a second lead, \"", agency.id(), "\"; \"", lead, "\" is one"));
    }
    lead = agency.id();
  }
  if (lead.empty()) {
    return top.At("agencies", 0).Error("no agency has AGENCY_ROLE_LEAD");
  }
  RETURN_IF_ERROR(
      CheckFrontDoor(top.At("front_door"), deployment.front_door()));
  return CheckDelivery(top.At("delivery"), deployment.delivery());
}

}  // namespace

absl::StatusOr<LoadedDeployment> ParseDeployment(const std::string& path,
                                                 const std::string& text) {
  LoadedDeployment loaded{{}, path, text, ""};
  google::protobuf::TextFormat::ParseInfoTree tree;
  RETURN_IF_ERROR(ParseConfigText(path, text, loaded.deployment, tree));
  RETURN_IF_ERROR(
      CheckDeployment(Place(path, loaded.deployment, tree), loaded.deployment));
  loaded.canonical = CanonicalText(loaded.deployment);
  return loaded;
}

absl::StatusOr<LoadedDeployment> LoadDeployment(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadConfigFile(path));
  return ParseDeployment(path, text);
}

}  // namespace referral::config
