#include "common/model/clocks.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/time/civil_time.h"
#include "common/model/case_file.h"
#include "common/model/complaints.h"
#include "common/model/consent.h"
#include "common/model/dates.h"
#include "common/model/people.h"
#include "common/model/timestamps.h"

namespace referral::model {
namespace {

using storage::v1::CaseFile;
using storage::v1::CaseReferral;
using storage::v1::Consent;
using storage::v1::Person;
using Visit = absl::FunctionRef<void(const SetClock&)>;

// When the days of a time zone end. Remembers the days asked for last: those of
// all cases lie within some years. Not thread-safe.
class ZoneDays {
 public:
  // UTC if there is no zone of that name.
  explicit ZoneDays(const std::string& name) {
    if (!name.empty()) absl::LoadTimeZone(name, &zone_);
  }

  absl::Time EndOf(const v1::Date& day) {
    const auto place = static_cast<std::size_t>(
        (std::int64_t{day.year()} * 12 + day.month()) * 31 + day.day());
    Day& kept = days_[place % days_.size()];
    if (kept.year != day.year() || kept.month != day.month() ||
        kept.day != day.day()) {
      kept = {day.year(), day.month(), day.day(),
              absl::FromCivil(ToCivilDay(day) + 1, zone_)};
    }
    return kept.end;
  }

 private:
  struct Day {
    std::int32_t year = 0;
    std::int32_t month = 0;
    std::int32_t day = std::numeric_limits<std::int32_t>::min();  // none
    absl::Time end;
  };

  absl::TimeZone zone_ = absl::UTCTimeZone();
  std::array<Day, 1024> days_;
};

// Those of the zone `name`: a programme's, so they are few.
ZoneDays& DaysIn(const std::string& name) {
  thread_local absl::flat_hash_map<std::string, std::unique_ptr<ZoneDays>>
      zones;
  std::unique_ptr<ZoneDays>& days = zones[name];
  if (days == nullptr) days = std::make_unique<ZoneDays>(name);
  return *days;
}

// Days end where the programme is; looked up when first asked.
class DayEnds {
 public:
  explicit DayEnds(const CaseFile& file) : file_(file) {}

  absl::Time Of(const v1::Date& last_day) {
    if (days_ == nullptr) days_ = &DaysIn(file_.time_zone());
    return days_->EndOf(last_day);
  }

 private:
  const CaseFile& file_;
  ZoneDays* days_ = nullptr;
};

bool IsSupported(v1::CaseStatus status) {
  return status >= v1::CASE_STATUS_OPEN && status <= v1::CASE_STATUS_CLOSING;
}

// While somebody may still act on what a consent opens.
bool UsesConsent(v1::CaseStatus status) {
  return status != v1::CASE_STATUS_REJECTED &&
         status < v1::CASE_STATUS_ARCHIVED;
}

void VisitReferral(const CaseReferral& referral, DayEnds& ends, Visit visit) {
  if (!IsOpen(referral)) return;
  const v1::ReferralStatus status = referral.status();
  const bool decided = status != v1::REFERRAL_STATUS_REQUESTED &&
                       status != v1::REFERRAL_STATUS_RECEIVED;
  const bool held = status == v1::REFERRAL_STATUS_ON_HOLD;
  const auto tell = [&](v1::Clock clock, absl::Time due, bool running) {
    visit({clock, referral.referral_id(), due, referral.receiver(), running});
  };
  if (!decided && referral.has_respond_by_time()) {
    tell(v1::CLOCK_RESPONSE, ToTime(referral.respond_by_time()), true);
  }
  if (decided && referral.has_complete_by_time()) {
    tell(v1::CLOCK_COMPLETION, ToTime(referral.complete_by_time()), !held);
  }
  if (held && referral.has_resume_date()) {
    tell(v1::CLOCK_HOLD, ends.Of(referral.resume_date()), true);
  }
}

template <typename List, typename Other>
bool Includes(const List& all, const Other& some) {
  return std::all_of(some.begin(), some.end(), [&](const auto& element) {
    return absl::c_linear_search(all, element);
  });
}

// Whether whoever sees something by `consent` sees it by `newer` as well.
bool ReachesAsFar(const Consent& newer, const Consent& consent) {
  if (!newer.recipients().empty()) {
    return !consent.recipients().empty() &&
           Includes(newer.recipients(), consent.recipients());
  }
  return std::none_of(
      newer.except_recipients().begin(), newer.except_recipients().end(),
      [&](const std::string& agency) {
        const auto& to = consent.recipients();
        const auto& not_to = consent.except_recipients();
        return to.empty() ? !Includes(not_to, std::vector{agency})
                          : Includes(to, std::vector{agency});
      });
}

bool Covers(const Consent& newer, const Consent& consent) {
  const bool purposes =
      consent.purposes().empty()
          ? HasPurpose(newer, v1::CONSENT_PURPOSE_SERVICE)
          : std::all_of(consent.purposes().begin(), consent.purposes().end(),
                        [&](int purpose) {
                          return HasPurpose(
                              newer, static_cast<v1::ConsentPurpose>(purpose));
                        });
  return !newer.emergency() && purposes &&
         ToCivilDay(newer.expiry_date()) > ToCivilDay(consent.expiry_date()) &&
         Includes(newer.categories(), consent.categories()) &&
         ReachesAsFar(newer, consent);
}

void VisitConsents(const CaseFile& file, const Person& person, DayEnds& ends,
                   Visit visit) {
  if (HasLeft(person)) return;
  for (const Consent& consent : person.consents()) {
    const bool covered = std::any_of(
        person.consents().begin(), person.consents().end(),
        [&](const Consent& newer) { return Covers(newer, consent); });
    if (consent.emergency() || covered) continue;
    visit({v1::CLOCK_CONSENT_END, person.person().person_id(),
           ends.Of(consent.expiry_date()), file.lead(),
           UsesConsent(file.status())});
  }
}

void VisitCase(const CaseFile& file, DayEnds& ends, Visit visit) {
  const bool supported = IsSupported(file.status());
  const auto tell = [&](v1::Clock clock, const v1::Date& last_day,
                        absl::string_view agency, bool running) {
    visit({clock, "", ends.Of(last_day), agency, running});
  };
  if (file.status() == v1::CASE_STATUS_SUSPENDED &&
      file.has_suspended_until_date()) {
    tell(v1::CLOCK_SUSPENSION, file.suspended_until_date(), file.lead(), true);
  }
  if (file.has_follow_up_date()) {
    const std::string& owner = file.continuation().owner();
    tell(v1::CLOCK_FOLLOW_UP, file.follow_up_date(),
         owner.empty() ? file.lead() : owner,
         file.status() == v1::CASE_STATUS_CLOSED ||
             file.status() == v1::CASE_STATUS_FOLLOW_UP);
  }
  if (file.has_support_end_date()) {
    tell(v1::CLOCK_SUPPORT_END, file.support_end_date(), file.lead(),
         supported);
  }
  if (file.has_funding_end_date()) {
    tell(v1::CLOCK_FUNDING_END, file.funding_end_date(), file.lead(),
         supported);
  }
}

}  // namespace

void VisitClocks(const CaseFile& file, Visit visit) {
  DayEnds ends(file);
  for (const CaseReferral& referral : file.referrals()) {
    VisitReferral(referral, ends, visit);
  }
  VisitCase(file, ends, visit);
  for (const Person& person : file.people()) {
    VisitConsents(file, person, ends, visit);
  }
  for (const v1::Complaint& complaint : file.complaints()) {
    if (!IsUnanswered(complaint) || !complaint.has_answer_by_time()) continue;
    visit({v1::CLOCK_COMPLAINT, complaint.complaint_id(),
           ToTime(complaint.answer_by_time()), complaint.addressee(),
           file.status() < v1::CASE_STATUS_ARCHIVED});
  }
}

}  // namespace referral::model
