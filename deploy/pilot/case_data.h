// One line of the data set, as read. The format is described in README.md.
// Plain values; safe to share between threads once read.
#ifndef REFERRAL_DEPLOY_PILOT_CASE_DATA_H_
#define REFERRAL_DEPLOY_PILOT_CASE_DATA_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "proto/referral/v1/types.pb.h"

namespace referral::pilot {

using Day = absl::CivilDay;

struct Amount {
  int64_t minor_units = 0;
  std::string currency;
};

// A second officer's word.
struct Approval {
  std::string reason;  // upper-case code
  std::string approver;
};

struct SectionText {
  v1::DataCategory category = v1::DATA_CATEGORY_UNSPECIFIED;
  std::string text;
};

struct PersonData {
  std::string id;
  std::string name;
  std::string family_name;
  std::string relation;
  std::string phone;                             // empty: none
  v1::Sex sex = v1::SEX_UNSPECIFIED;             // not recorded
  v1::AgeGroup age = v1::AGE_GROUP_UNSPECIFIED;  // not recorded
  std::optional<Day> birth_date;
  std::string born_in;       // empty: not recorded
  std::string earlier_case;  // a case of the data set; empty: none
  std::vector<SectionText> sections;
};

struct EventData {
  enum class Kind { kDeclined, kNoShow, kHold, kResume };
  Kind kind = Kind::kHold;
  Day date;
  Day until;                                                   // hold, no-show
  v1::HoldReason hold = v1::HOLD_REASON_UNSPECIFIED;           // hold
  v1::DeclineReason decline = v1::DECLINE_REASON_UNSPECIFIED;  // declined
};

struct ReferralData {
  std::string id;
  std::string service;
  std::string provider;  // empty: the first that is there
  std::vector<std::string> people;
  Day requested;
  std::string bundle;    // empty: none
  std::string replaces;  // empty: none
  Amount cost;
  v1::SupportForm form = v1::SUPPORT_FORM_IN_KIND;
  std::optional<Approval> override_;
  std::string treated_in;  // empty: in the region of the case
  bool declined = false;
  // Unless declined.
  Day accepted;
  Day started;
  Day completed;
  Day acknowledged;
  uint32_t quantity = 0;
  v1::Scope scope = v1::SCOPE_UNSPECIFIED;
  Amount delivered;
  std::vector<EventData> events;
};

struct NeedData {
  std::string person;
  std::string need;
  bool continuing = false;
};

struct ExtensionData {
  Day date;
  uint32_t months = 0;
  Approval approval;
};

struct ContinuationData {
  std::string owner;
  Day follow_up;
};

// What only a supported case has.
struct SupportData {
  Day consent_date;
  std::vector<v1::DataCategory> categories;
  Day assessed;
  std::vector<NeedData> needs;
  Day planned;
  v1::VulnerabilityLevel vulnerability = v1::VULNERABILITY_LEVEL_UNSPECIFIED;
  uint32_t months = 0;
  std::vector<ReferralData> referrals;
  std::optional<ExtensionData> extension;
  std::optional<ContinuationData> continuation;
  Day closed;
  v1::Scope scope = v1::SCOPE_UNSPECIFIED;
};

struct CaseData {
  std::string where;  // file:line
  std::string line;   // as it stands in the file; message ids derive from it
  std::string name;
  v1::ReturnKind return_kind = v1::RETURN_KIND_UNSPECIFIED;
  std::string return_country;
  Day returned;
  Day announced;
  std::string self_referred_at;  // empty: the arrival was announced
  bool citizen = false;
  bool supported_elsewhere = false;
  Day informed;
  std::string informed_place;
  std::string language;
  Day applied;
  std::string region;
  std::string officer;
  std::vector<PersonData> people;
  Day decided;
  bool eligible = false;
  std::vector<v1::RejectionReason> rejections;
  std::optional<SupportData> support;  // if eligible
};

// The person `id` of `people`, null when there is none.
const PersonData* FindPerson(const std::vector<PersonData>& people,
                             const std::string& id);

}  // namespace referral::pilot

#endif  // REFERRAL_DEPLOY_PILOT_CASE_DATA_H_
