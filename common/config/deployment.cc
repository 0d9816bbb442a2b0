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
using ::referral::config::v1::SigningKey;
using ::referral::v1::AGENCY_ROLE_LEAD;
using ::referral::v1::AGENCY_ROLE_PROVIDER;
using ::referral::v1::AGENCY_ROLE_UNSPECIFIED;

constexpr size_t kPublicKeyHexDigits = 64;
constexpr size_t kMaxDomainBytes = 253;
constexpr uint32_t kMaxAttempts = 100;
// Ranges that proto/referral/config/v1/deployment.proto states.
constexpr uint32_t kLeastConnectionAgeSeconds = 10;
constexpr uint32_t kMostConnectionAgeSeconds = 86'400;
constexpr uint32_t kLeastSlowReaderSeconds = 1;
constexpr uint32_t kMostSlowReaderSeconds = 600;
constexpr uint32_t kLeastMaxMessageBytes = 1024;

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

// Ids unique among the keys of one owner.
template <typename List>
absl::Status CheckKeys(const Place& owner, const std::string& field,
                       const List& list) {
  std::set<std::string> seen;
  for (int i = 0; i < list.size(); ++i) {
    RETURN_IF_ERROR(CheckKey(owner.At(field, i), list[i], seen));
  }
  return absl::OkStatus();
}

// 0 stands for the default.
absl::Status CheckRange(const Place& place, uint32_t value, uint32_t least,
                        uint32_t most) {
  if (value == 0 || (value >= least && value <= most)) return absl::OkStatus();
  return place.Error(absl::StrCat(value, " is not in ", least, " to ", most));
}

absl::Status CheckFrontDoor(const Place& place, const FrontDoor& door) {
  RETURN_IF_ERROR(CheckRange(
      place.At("max_connection_age_seconds"), door.max_connection_age_seconds(),
      kLeastConnectionAgeSeconds, kMostConnectionAgeSeconds));
  return CheckRange(place.At("slow_reader_seconds"), door.slow_reader_seconds(),
                    kLeastSlowReaderSeconds, kMostSlowReaderSeconds);
}

// Where the agency works and what it speaks. Which regions there are, the
// programmes say.
absl::Status CheckReach(const Place& place, const Agency& agency) {
  std::set<std::string> seen;
  for (int i = 0; i < agency.region_codes_size(); ++i) {
    const Place at = place.At("region_codes", i);
    RETURN_IF_ERROR(CheckCode(at, "region code", agency.region_codes(i), "-"));
    RETURN_IF_ERROR(CheckNew(at, "region", agency.region_codes(i), seen));
  }
  seen.clear();
  for (int i = 0; i < agency.language_codes_size(); ++i) {
    const Place at = place.At("language_codes", i);
    RETURN_IF_ERROR(CheckLanguage(at, agency.language_codes(i)));
    RETURN_IF_ERROR(CheckNew(at, "language", agency.language_codes(i), seen));
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
  RETURN_IF_ERROR(CheckKeys(place, "signing_keys", agency.signing_keys()));
  RETURN_IF_ERROR(CheckReach(place, agency));
  if (agency.limits().max_streams() > kMaxStreamsPerAgency) {
    return place.At("limits")
        .At("max_streams")
        .Error(absl::StrCat("at most ", kMaxStreamsPerAgency,
                            " streams for one agency"));
  }
  return CheckRange(place.At("limits").At("max_message_bytes"),
                    agency.limits().max_message_bytes(), kLeastMaxMessageBytes,
                    static_cast<uint32_t>(kMaxMessageBytes));
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

const Agency* FindAgency(const Deployment& deployment, const std::string& id) {
  for (const Agency& agency : deployment.agencies()) {
    if (agency.id() == id) return &agency;
  }
  return nullptr;
}

// What a provider had to follow up goes to one that can do it, and some day to
// one that is still there [18].
absl::Status CheckSuccessor(const Place& place, const Deployment& deployment,
                            const Agency& agency) {
  if (agency.successor().empty()) return absl::OkStatus();
  if (agency.role() == AGENCY_ROLE_LEAD) {
    return place.Error("the lead does not leave; give its role to another");
  }
  const Agency* next = &agency;
  for (int i = 0; i < deployment.agencies_size(); ++i) {
    if (next->successor().empty()) return absl::OkStatus();
    next = FindAgency(deployment, next->successor());
    if (next == nullptr) {
      return place.Error(absl::StrCat("unknown agency \"",
                                      absl::CHexEscape(agency.successor()),
                                      "\" among the successors"));
    }
    if (agency.role() == AGENCY_ROLE_PROVIDER &&
        next->role() != AGENCY_ROLE_PROVIDER &&
        next->role() != AGENCY_ROLE_LEAD) {
      return place.Error(absl::StrCat("\"", next->id(),
                                      "\" is neither a provider nor the lead"));
    }
  }
  return place.Error(
      absl::StrCat("the successors of \"", agency.id(), "\" go in a circle"));
}

absl::Status CheckSuccessors(const Place& top, const Deployment& deployment) {
  for (int i = 0; i < deployment.agencies_size(); ++i) {
    RETURN_IF_ERROR(CheckSuccessor(top.At("agencies", i).At("successor"),
                                   deployment, deployment.agencies(i)));
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
  RETURN_IF_ERROR(CheckSuccessors(top, deployment));
  RETURN_IF_ERROR(
      CheckKeys(top, "router_signing_keys", deployment.router_signing_keys()));
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
