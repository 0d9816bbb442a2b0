// The shipped data set through the rules alone: every step is allowed, and the
// case files that come of it give the published report.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/ids.h"
#include "common/config/deployment.h"
#include "common/config/programme.h"
#include "common/model/decide.h"
#include "common/model/report.h"
#include "deploy/pilot/read_cases.h"
#include "deploy/pilot/requests.h"
#include "deploy/pilot/steps.h"
#include "services/agency/core/catalogue.h"
#include "services/agency/core/desk_drafts.h"
#include "services/agency/core/draft_check.h"
#include "services/sms_intake/drafts.h"
#include "tests/support/status_matchers.h"

namespace referral::pilot {
namespace {

using agency::Draft;
using agency::DraftOf;
using ::referral::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::Pair;

constexpr char kProgramme[] = "az-restart";
const Day kSubmitted(2022, 5, 4);

std::string Deploy(const std::string& name) {
  return absl::StrCat(REFERRAL_DEPLOY_DIR, "/", name);
}

MATCHER_P3(Counts, people, cases, share, "") {
  *result_listener << arg.ShortDebugString();
  return static_cast<int>(arg.people()) == people &&
         static_cast<int>(arg.cases()) == cases &&
         static_cast<int>(arg.case_share_basis_points()) == share;
}

class RulesTest : public ::testing::Test {
 protected:
  RulesTest()
      : cases_(ReadCaseFile(Deploy("pilot/restart.jsonl"), kSubmitted).value()),
        directory_(config::LoadDeployment(Deploy("deployment.textproto"))
                       .value()
                       .deployment) {
    book_.Add(std::make_shared<const model::Programme>(
        config::LoadProgramme(Deploy("programmes/az-restart.textproto"),
                              directory_.deployment())
            .value()
            .programme,
        1));
  }

  // The draft that the agency service makes of the step's call.
  static absl::StatusOr<Draft> DraftOfStep(const CaseContext& context,
                                           const Step& step) {
    const auto with_call = [&](auto request) {
      *request.mutable_call() = CallOf(context, step);
      return request;
    };
    switch (step.kind) {
      case Step::Kind::kAnnounce:
        return sms_intake::AnnounceArrivalDraft(
            with_call(AnnounceArrival(context)));
      case Step::Kind::kInform:
        return sms_intake::InformAtAirportDraft(
            with_call(InformAtAirport(context)));
      case Step::Kind::kApply:
        return sms_intake::RegisterApplicationDraft(
            with_call(RegisterApplication(context)));
      case Step::Kind::kConsent:
        return sms_intake::RecordConsentDraft(
            with_call(RecordConsent(context)));
      case Step::Kind::kDecide:
        return sms_intake::DecideEligibilityDraft(
            with_call(DecideEligibility(context)));
      case Step::Kind::kAssess:
        return sms_intake::AssessNeedsDraft(with_call(AssessNeeds(context)));
      case Step::Kind::kPlan:
        return sms_intake::AgreePlanDraft(with_call(AgreePlan(context)));
      case Step::Kind::kExtend:
        return sms_intake::ExtendPlanDraft(with_call(ExtendPlan(context)));
      case Step::Kind::kRefer:
        return sms_intake::ReferDraft(with_call(Refer(context, step)));
      case Step::Kind::kClose:
        return sms_intake::ClosePlanDraft(with_call(ClosePlan(context)));
      default:
        return DeskDraft(context, step);
    }
  }

  static absl::StatusOr<Draft> DeskDraft(const CaseContext& context,
                                         const Step& step) {
    const ReferralData& referral = context.Referral(step);
    const auto about = [&](auto request) {
      *request.mutable_call() = CallOf(context, step);
      request.set_referral_id(context.ReferralId(referral.id));
      return request;
    };
    switch (step.kind) {
      case Step::Kind::kReceive:
        return DraftOf(about(v1::ReceiveReferralRequest()));
      case Step::Kind::kAccept:
        return DraftOf(about(v1::AcceptReferralRequest()));
      case Step::Kind::kDecline: {
        auto request = about(v1::DeclineReferralRequest());
        request.set_reason(referral.events[0].decline);
        request.set_side(v1::REASON_SIDE_PROVIDER);
        request.set_next_step(v1::NEXT_STEP_REFER_TO_ANOTHER_PROVIDER);
        return DraftOf(request);
      }
      case Step::Kind::kSchedule: {
        auto request = about(v1::ScheduleAppointmentRequest());
        *request.mutable_appointment_date() = ToDate(step.other_date);
        return DraftOf(request);
      }
      case Step::Kind::kNoShow: {
        auto request = about(v1::RecordAttendanceRequest());
        request.set_status(v1::BUSINESS_STATUS_NO_SHOW);
        return DraftOf(request);
      }
      case Step::Kind::kStart:
        return DraftOf(about(v1::StartServiceRequest()));
      case Step::Kind::kHold: {
        auto request = about(v1::HoldReferralRequest());
        request.set_reason(referral.events[step.event].hold);
        *request.mutable_resume_date() = ToDate(step.other_date);
        return DraftOf(request);
      }
      case Step::Kind::kResume:
        return DraftOf(about(v1::ResumeReferralRequest()));
      case Step::Kind::kComplete: {
        auto request = about(v1::CompleteReferralRequest());
        *request.mutable_delivery() = DeliveryOf(referral);
        request.mutable_delivery()->set_outcome(v1::OUTCOME_NEED_MET);
        return DraftOf(request);
      }
      default:
        return DraftOf(about(v1::AcknowledgeOutcomeRequest()));
    }
  }

  // The case file at the end; the first refusal if there is one.
  absl::StatusOr<storage::v1::CaseFile> PlayCase(const CaseData& data) {
    const std::vector<uint8_t> random(kCaseIdRandomBytes, 7);
    const CaseContext context{data, kProgramme, MintCaseId("AZ", random)};
    const model::Context rules{absl::FromCivil(kSubmitted, absl::UTCTimeZone()),
                               book_, directory_};
    storage::v1::CaseFile file;
    uint64_t sequence = 0;
    for (const Step& step : StepsOf(data)) {
      SCOPED_TRACE(absl::StrCat(data.name, " ", step.name));
      ASSIGN_OR_RETURN(const Draft draft, DraftOfStep(context, step));
      const agency::Catalogue catalogue(AgencyId(step.agency),
                                        directory_.deployment(),
                                        {book_.Newest(kProgramme)->config()});
      EXPECT_THAT(agency::CheckDraft(draft, catalogue, rules.now), IsOk());
      const std::string id = context.MessageId(step);
      const char* sender = AgencyId(step.agency);
      const absl::StatusOr<v1::Effects> effects = model::Decide(
          file, {context.case_id, sender, id, draft.acts, draft.sections},
          rules);
      EXPECT_THAT(effects, IsOk());
      RETURN_IF_ERROR(effects.status());
      const std::string digest(32, 'd');
      model::Apply(file, {context.case_id, sender, id, digest, digest,
                          ++sequence, rules.now, draft.acts, *effects});
    }
    return file;
  }

  const std::vector<CaseData> cases_;
  const model::Directory directory_;
  model::ProgrammeBook book_;
};

TEST_F(RulesTest, EveryStepIsAllowedAndTheReportIsThePublishedOne) {
  model::ReportBuilder builder(*book_.Newest(kProgramme));
  for (const CaseData& data : cases_) {
    const auto file = PlayCase(data);
    ASSERT_THAT(file, IsOk());
    EXPECT_EQ(file->status(),
              data.eligible ? v1::CASE_STATUS_CLOSED : v1::CASE_STATUS_REJECTED)
        << data.name;
    builder.Add(*file);
  }
  const v1::Report report = builder.Finish();
  // [1, 2]: shares round half to even.
  EXPECT_THAT(report.applied(), Counts(102, 64, 0));
  EXPECT_THAT(report.supported(), Counts(87, 54, 8438));
  EXPECT_THAT(report.rejected(), Counts(15, 10, 1562));
  EXPECT_THAT(report.pending(), Counts(0, 0, 0));
  // [3, 6]
  EXPECT_EQ(report.supported_people().men(), 30u);
  EXPECT_EQ(report.supported_people().women(), 24u);
  EXPECT_EQ(report.supported_people().boys(), 18u);
  EXPECT_EQ(report.supported_people().girls(), 15u);
  EXPECT_EQ(report.rejected_people().not_recorded(), 15u);
  // [4]
  std::vector<std::pair<std::string, uint32_t>> born;
  for (const auto& row : report.born_abroad()) {
    born.emplace_back(row.country_code(), row.people());
  }
  EXPECT_THAT(born, ElementsAre(Pair("DE", 8), Pair("SE", 1)));
  // [5]
  std::vector<std::pair<std::string, uint32_t>> served;
  for (const auto& row : report.services()) {
    served.emplace_back(row.code(), row.people());
  }
  EXPECT_THAT(
      served,
      ElementsAre(Pair("employment", 26), Pair("education", 18),
                  Pair("mentoring_documents", 21), Pair("accommodation", 38),
                  Pair("medical", 55), Pair("disability_allowance_other", 11)));
  EXPECT_EQ(report.services(1).minors(), 17u);
  EXPECT_EQ(report.services(1).adults(), 1u);
  EXPECT_EQ(report.services(3).cases(), 13u);
  EXPECT_EQ(report.service_people_total(), 169u);
  EXPECT_EQ(report.distinct_people_served(), 87u);
}

}  // namespace
}  // namespace referral::pilot
