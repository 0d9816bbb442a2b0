#include "tests/common/model/case_builder.h"

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/model/case_file.h"
#include "common/model/lifecycle.h"
#include "common/model/reroute.h"

namespace referral::model::testing {
namespace {

// What Apply takes, without a chain.
void ApplyLine(storage::v1::CaseFile& file, const Story::Line& line) {
  const std::string record_digest = "record of " + line.message_id;
  Apply(file, {kCaseId, line.sender, line.message_id, record_digest,
               file.last_sequence() + 1, line.time, line.acts, line.effects});
}

}  // namespace

Story::Story() : Story(TestProgramme()) {}

Story::Story(config::v1::Programme programme)
    : directory_(TestDeployment()),
      now_(
          absl::FromCivil(absl::CivilHour(2026, 5, 4, 9), absl::UTCTimeZone())),
      day_(Day(2020, 3, 2)) {
  Load(std::move(programme));
}

Story& Story::On(int year, int month, int day) {
  day_ = Day(year, month, day);
  return *this;
}

Story& Story::At(absl::Time now) {
  now_ = now;
  return *this;
}

namespace {

// In place of a digest: the same name, the same UUID.
std::string TestUuid(absl::string_view name) {
  return Id(std::hash<std::string_view>()(
                std::string_view(name.data(), name.size())) &
            0xffffffffffffULL);
}

}  // namespace

Context Story::context() const {
  return {now_, programmes_, directory_, TestUuid, &capacity_};
}

absl::Status Story::Say(std::vector<v1::Act> acts) {
  for (v1::Act& act : acts) *act.mutable_occurred_date() = day_;
  const std::string message_id = Id(1'000'000 + records_.size());
  absl::StatusOr<v1::Effects> effects =
      Decide(file_, {kCaseId, kHome, message_id, acts, {}, true}, context());
  if (!effects.ok()) return effects.status();
  Record(kHome, std::move(acts), *std::move(effects));
  return absl::OkStatus();
}

Story& Story::Load(config::v1::Programme programme) {
  programmes_.Add(
      std::make_shared<const Programme>(std::move(programme), ++version_));
  return *this;
}

Story& Story::Deploy(config::v1::Deployment deployment) {
  directory_ = Directory(std::move(deployment));
  return *this;
}

Story& Story::Publish(absl::string_view service, absl::string_view region,
                      absl::string_view agency, v1::CapacityState state) {
  if (state == v1::CAPACITY_STATE_UNSPECIFIED) return *this;
  v1::CapacityPublished act;
  act.set_service_code(std::string(service));
  act.set_region_code(std::string(region));
  act.set_agency(std::string(agency));
  act.set_state(state);
  PutCapacity(act, now_, capacities_);
  capacity_ = CapacityBook(capacities_);
  return *this;
}

void Story::FollowUpon() {
  const std::vector<v1::Act> acts = records_.back().acts;
  for (const OwnAct& own : FollowOn(file_, acts, context())) {
    const std::vector<v1::Act> said = {own.act};
    absl::StatusOr<v1::Effects> effects = Decide(
        file_, {kCaseId, kHome, own.message_id, said, {}, true}, context());
    if (!effects.ok()) {
      std::fprintf(stderr, "the router may not say: %s\n",
                   Describe(effects.status()).c_str());
      std::abort();
    }
    Record(kHome, said, *std::move(effects));
  }
}

absl::StatusOr<v1::Effects> Story::Try(
    absl::string_view sender, const std::vector<v1::Act>& acts,
    const std::vector<v1::Section>& sections) const {
  const std::string message_id = Id(1'000'000 + records_.size());
  const std::vector<CorrectedMessage> corrected = Corrected(sections);
  return Decide(file_,
                {kCaseId, sender, message_id, acts, sections, false, corrected},
                context());
}

// As the router looks them up.
std::vector<CorrectedMessage> Story::Corrected(
    const std::vector<v1::Section>& sections) const {
  std::vector<CorrectedMessage> corrected;
  for (const v1::Section& section : sections) {
    CorrectedMessage message{section.supersedes_message_id(), {}};
    for (const Line& line : records_) {
      if (line.message_id == message.message_id) {
        message.senders.push_back(line.sender);
      }
    }
    if (!message.senders.empty()) corrected.push_back(std::move(message));
  }
  return corrected;
}

absl::Status Story::Send(absl::string_view sender, std::vector<v1::Act> acts,
                         std::vector<v1::Section> sections) {
  for (v1::Act& act : acts) *act.mutable_occurred_date() = day_;
  absl::StatusOr<v1::Effects> effects = Try(sender, acts, sections);
  if (!effects.ok()) return effects.status();
  Record(sender, std::move(acts), *std::move(effects));
  if (follows_upon_) FollowUpon();
  return absl::OkStatus();
}

void Story::Record(absl::string_view sender, std::vector<v1::Act> acts,
                   v1::Effects effects) {
  records_.push_back({std::string(sender), Id(1'000'000 + records_.size()),
                      now_, std::move(acts), std::move(effects)});
  ApplyLine(file_, records_.back());
}

void Story::Must(absl::string_view sender, std::vector<v1::Act> acts) {
  const absl::Status status = Send(sender, std::move(acts));
  if (status.ok()) return;
  std::fprintf(stderr, "a story broke: %s\n", Describe(status).c_str());
  std::abort();
}

Story& Story::Announced() {
  Must("sms", {acts::ArrivalAnnounced()});
  return *this;
}

Story& Story::Applied(int people) {
  Must("sms", {acts::Application(people)});
  return *this;
}

Story& Story::Open(int people) {
  Applied(people);
  Must("sms", {acts::ReviewStarted(), acts::Eligible()});
  return *this;
}

Story& Story::Consented() {
  std::vector<v1::Act> consents;
  for (const storage::v1::Person& person : file_.people()) {
    consents.push_back(acts::Consent(person.person().person_id()));
  }
  Must("sms", std::move(consents));
  return *this;
}

Story& Story::Planned() {
  Must("sms", {acts::PlanAgreed()});
  return *this;
}

Story& Story::Referred(absl::string_view referral, absl::string_view service,
                       std::vector<std::string> people, std::int64_t budget) {
  Must("sms", {acts::Request(referral, service, std::move(people), budget)});
  return *this;
}

Story& Story::BroughtTo(absl::string_view id, v1::ReferralStatus status) {
  const std::string receiver = referral(id).receiver();
  const std::string requester = referral(id).requester();
  switch (status) {
    case v1::REFERRAL_STATUS_REQUESTED:
      break;
    case v1::REFERRAL_STATUS_RECEIVED:
      Must(receiver, {acts::Received(id)});
      break;
    case v1::REFERRAL_STATUS_ACCEPTED:
      Must(receiver, {acts::Accepted(id)});
      break;
    case v1::REFERRAL_STATUS_REJECTED:
      Must(receiver, {acts::Declined(id)});
      break;
    case v1::REFERRAL_STATUS_IN_PROGRESS:
      Must(receiver, {acts::Accepted(id), acts::Started(id)});
      break;
    case v1::REFERRAL_STATUS_ON_HOLD:
      Must(receiver, {acts::Accepted(id), acts::Started(id), acts::Held(id)});
      break;
    case v1::REFERRAL_STATUS_COMPLETED:
      Must(receiver,
           {acts::Accepted(id), acts::Started(id),
            acts::Completed(id, referral(id).reserved().minor_units())});
      break;
    case v1::REFERRAL_STATUS_FAILED:
      Must(receiver, {acts::Accepted(id), acts::Failed(id)});
      break;
    case v1::REFERRAL_STATUS_CANCELLED:
      Must(requester, {acts::Cancelled(id)});
      break;
    case v1::REFERRAL_STATUS_ENTERED_IN_ERROR:
      Must(requester, {acts::EnteredInError(id)});
      break;
    default:
      std::abort();
  }
  return *this;
}

Story& Story::Settled(absl::string_view id) {
  Must(referral(id).requester(), {acts::Acknowledged(id)});
  return *this;
}

Story& Story::Active(int people) {
  return Open(people).Consented().Planned().Referred(Id(1));
}

Story& Story::Closing() {
  Active().BroughtTo(Id(1), v1::REFERRAL_STATUS_COMPLETED).Settled(Id(1));
  Must("sms", {acts::ClosingStarted()});
  return *this;
}

Story& Story::Closed() {
  Closing();
  Must("sms", {acts::Closed()});
  return *this;
}

const storage::v1::CaseReferral& Story::referral(absl::string_view id) const {
  const storage::v1::CaseReferral* found = FindReferral(file_, id);
  if (found == nullptr) std::abort();
  return *found;
}

storage::v1::CaseFile Story::Replay() const {
  storage::v1::CaseFile file;
  for (const Line& line : records_) ApplyLine(file, line);
  return file;
}

}  // namespace referral::model::testing
