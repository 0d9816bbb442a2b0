// Stories of cases for tests: acts with sensible defaults, and a case that
// lives through them by Decide and Apply, as it would in the router.
//
//   Story story;
//   story.Open(2).Consented().Planned().Referred(Id(1), "medical.check");
//   EXPECT_THAT(story.Send("health", {acts::Accepted(Id(1))}), IsOk());
#ifndef REFERRAL_TESTS_COMMON_MODEL_CASE_BUILDER_H_
#define REFERRAL_TESTS_COMMON_MODEL_CASE_BUILDER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/model/capacity.h"
#include "common/model/decide.h"
#include "common/model/directory.h"
#include "common/model/programmes.h"
#include "proto/referral/config/v1/programme.pb.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "proto/referral/v1/act.pb.h"
#include "proto/referral/v1/record.pb.h"
#include "proto/referral/v1/section.pb.h"

namespace referral::model::testing {

inline constexpr absl::string_view kCaseId = "AZ-7K3QX-9M2TF-C";
inline constexpr absl::string_view kHome = "AZ";

// A programme like RESTART with self-referrals at ngo: in kind only, AZN
// 1000.00 per person, people from DE, SE and BG, six months that do not bind
// forced returns.
//   medical.check              health       identity, medical       3/15 days
//     away from home (baku): accommodation.temporary, AZN 200.00 per person
//   medical.psychosocial       health       identity, psychosocial  1/90
//   accommodation.temporary    ngo          identity, family        1/90
//   education.school           education    identity, education     5/30
//   documents.passport         ngo, police  identity, documents     5/30
config::v1::Programme TestProgramme();

// Lead sms; providers health, education, ngo, police and quiet (may not refer
// onward); notifier border; oversight ombudsman; partner iom.
config::v1::Deployment TestDeployment();

v1::Date Day(int year, int month, int day);
v1::Money Azn(std::int64_t minor_units);

// A UUID: the same number, the same id.
std::string Id(std::uint64_t number);

// Acts as an officer would send them; tests change what they are about. Of
// 2020-03-02 unless Story::Send sets another day.
namespace acts {
v1::Act NewAct();  // says nothing yet

// test_case_acts.cc: about a case and its people.
v1::Act ArrivalAnnounced();
v1::Act SelfReferral();
v1::Act ReturneeInformed();
v1::Act Application(int people);
v1::Act ReviewStarted();
v1::Act Eligible();
v1::Act Rejected(v1::RejectionReason reason);
v1::Act Appeal();
v1::Act NeedsAssessed(absl::string_view need = "medical",
                      bool continuing = false);
v1::Act PlanAgreed();
v1::Act Extended(std::uint32_t months);
v1::Act Suspended();
v1::Act Resumed();
v1::Act ClosingStarted();
v1::Act Closed();
// Closed, and `owner` looks after what goes on, from 2020-12-01.
v1::Act ClosedWith(absl::string_view owner);
v1::Act FollowUp();
v1::Act HandedOver(absl::string_view owner);  // follow-up on 2021-03-01
v1::Act Archived();
v1::Act Reopened();
v1::Act Joined(absl::string_view person);
v1::Act Left(absl::string_view person);
v1::Act Consent(absl::string_view person);
v1::Act Withdrawal(absl::string_view person);
v1::Act Renewal(absl::string_view person);
// Medical and identity data, to health.
v1::Act Emergency(absl::string_view person);
v1::Act Protection(absl::string_view person);
v1::Act Complaint(absl::string_view complaint);  // to the ombudsman
v1::Act Answer(absl::string_view complaint);
v1::Act Destroyed(absl::string_view withdrawn_message,
                  absl::string_view person);
v1::Act Information(absl::string_view referral = "");

// test_referral_acts.cc: about one referral.
v1::Act Request(absl::string_view referral, absl::string_view service,
                std::vector<std::string> people = {"p1"},
                std::int64_t budget = 10'000);
// A request that makes a referral of what `draft` proposes.
v1::Act Adoption(const storage::v1::CaseReferral& draft);
v1::Act Received(absl::string_view referral);
v1::Act Accepted(absl::string_view referral);
v1::Act Declined(absl::string_view referral);
v1::Act AsksForInformation(absl::string_view referral);
v1::Act Scheduled(absl::string_view referral);
v1::Act Attendance(absl::string_view referral, v1::BusinessStatus status);
v1::Act Started(absl::string_view referral);
v1::Act Held(absl::string_view referral);
v1::Act TakenUp(absl::string_view referral);
v1::Act Completed(absl::string_view referral, std::int64_t cost = 10'000);
v1::Act Failed(absl::string_view referral);
v1::Act CancelRequested(absl::string_view referral);
v1::Act CancelDeclined(absl::string_view referral);
v1::Act Cancelled(absl::string_view referral);
v1::Act EnteredInError(absl::string_view referral);
v1::Act Acknowledged(absl::string_view referral);
v1::Act Waived(absl::string_view referral);
v1::Act Rerouted(absl::string_view referral);  // by the router

// Acts about referral Id(1), one of each kind; acts about a case as a whole.
std::vector<v1::Act> EveryReferralAct();
std::vector<v1::Act> EveryCaseAct();
}  // namespace acts

// A note about a person.
v1::Section Note(absl::string_view person);
v1::Section Medical(absl::string_view person);
// `section`, which corrects that of its kind in the message.
v1::Section Correcting(absl::string_view message_id, v1::Section section);

// One case and the router's view of it.
class Story {
 public:
  Story();
  explicit Story(config::v1::Programme programme);

  // --- The world.
  Story& On(int year, int month, int day);  // when the next acts happen
  Story& At(absl::Time now);                // the router's time
  Context context() const;
  // A message of the router's own, decided and applied.
  absl::Status Say(std::vector<v1::Act> acts);
  // Another version of the programme comes into force.
  Story& Load(config::v1::Programme programme);
  // Another deployment comes into force.
  Story& Deploy(config::v1::Deployment deployment);
  // What an agency says of its places; unspecified: it says nothing.
  Story& Publish(absl::string_view service, absl::string_view region,
                 absl::string_view agency, v1::CapacityState state);
  // What the router says right after the last message, as its rounds do.
  void FollowUpon();
  // From now on Send leaves that out.
  Story& SayNothing() {
    follows_upon_ = false;
    return *this;
  }

  // --- One message: decided, and applied if it is accepted.
  absl::Status Send(absl::string_view sender, std::vector<v1::Act> acts,
                    std::vector<v1::Section> sections = {});
  // Decided alone, with the days the acts have.
  absl::StatusOr<v1::Effects> Try(
      absl::string_view sender, const std::vector<v1::Act>& acts,
      const std::vector<v1::Section>& sections = {}) const;

  // Applies what Try accepted, with the days the acts have.
  void Record(absl::string_view sender, std::vector<v1::Act> acts,
              v1::Effects effects);

  // --- A life so far. Each step is sent by whom it concerns and must be
  // accepted; it ends the test program otherwise.
  Story& Announced();
  Story& Applied(int people = 1);
  Story& Open(int people = 1);  // applied and decided eligible
  Story& Consented();           // everybody, to everything
  Story& Planned();
  Story& Referred(absl::string_view referral,
                  absl::string_view service = "medical.check",
                  std::vector<std::string> people = {"p1"},
                  std::int64_t budget = 10'000);
  // Brings a referral that was just requested to `status`.
  Story& BroughtTo(absl::string_view referral, v1::ReferralStatus status);
  Story& Settled(absl::string_view referral);  // its outcome acknowledged
  Story& Active(int people = 1);  // consented, planned, Id(1) requested
  Story& Closing();               // active, its referral completed, settled
  Story& Closed();

  // --- What came of it.
  const storage::v1::CaseFile& file() const { return file_; }
  const storage::v1::CaseReferral& referral(absl::string_view id) const;
  // Effects of the last accepted message.
  const v1::Effects& effects() const { return records_.back().effects; }

  // A message as the log has it.
  struct Line {
    std::string sender;
    std::string message_id;
    absl::Time time;
    std::vector<v1::Act> acts;
    v1::Effects effects;
  };
  const std::vector<Line>& records() const { return records_; }
  // The file that the records alone give, without programme or clock.
  storage::v1::CaseFile Replay() const;

 private:
  void Must(absl::string_view sender, std::vector<v1::Act> acts);
  std::vector<CorrectedMessage> Corrected(
      const std::vector<v1::Section>& sections) const;

  ProgrammeBook programmes_;
  std::uint32_t version_ = 0;
  Directory directory_;
  CapacityRows capacities_;
  CapacityBook capacity_;
  bool follows_upon_ = true;
  absl::Time now_;
  v1::Date day_;
  storage::v1::CaseFile file_;
  std::vector<Line> records_;
};

}  // namespace referral::model::testing

#endif  // REFERRAL_TESTS_COMMON_MODEL_CASE_BUILDER_H_
