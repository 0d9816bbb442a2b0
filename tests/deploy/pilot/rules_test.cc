// The shipped data sets through the rules alone: every step is allowed, and the
// case files that come of it give the report that is published or stated.
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/ids.h"
#include "common/crypto/named_uuid.h"
#include "common/model/decide.h"
#include "common/model/report.h"
#include "deploy/pilot/requests.h"
#include "deploy/pilot/steps.h"
#include "services/agency/core/catalogue.h"
#include "services/agency/core/desk_drafts.h"
#include "services/agency/core/draft_check.h"
#include "services/ngo/drafts.h"
#include "services/sms_intake/drafts.h"
#include "tests/deploy/pilot/data_set.h"
#include "tests/support/status_matchers.h"

namespace referral::pilot {
namespace {

using agency::Draft;
using agency::DraftOf;
using ::referral::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::Pair;

const Day kSubmitted(2022, 5, 4);
// Everything in the data sets lies before it.
const Day kLater(2026, 1, 28);

MATCHER_P3(Counts, people, cases, share, "") {
  *result_listener << arg.ShortDebugString();
  return static_cast<int>(arg.people()) == people &&
         static_cast<int>(arg.cases()) == cases &&
         static_cast<int>(arg.case_share_basis_points()) == share;
}

// A data set through the rules alone.
class RulesReplay {
 public:
  explicit RulesReplay(DataSet data_set)
      : data_set_(std::move(data_set)), directory_(data_set_.deployment) {
    book_.Add(std::make_shared<const model::Programme>(data_set_.programme, 1));
  }

  // What the router would report of it. Every step must be allowed and bring
  // each case to its end.
  v1::Report Play() {
    model::ReportBuilder builder(programme());
    for (const CaseData& data : data_set_.cases) {
      const auto file = PlayCase(data);
      EXPECT_THAT(file, IsOk());
      if (!file.ok()) return {};
      EXPECT_EQ(file->status(), data.eligible ? v1::CASE_STATUS_CLOSED
                                              : v1::CASE_STATUS_REJECTED)
          << data.name;
      builder.Add(*file);
    }
    return builder.Finish();
  }

 private:
  const model::Programme& programme() const {
    return *book_.Newest(data_set_.programme.id());
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
      case Step::Kind::kAnnounceSelfReferral:
        return ngo::SelfReferralDraft(with_call(AnnounceSelfReferral(context)));
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
    EXPECT_THAT(data_set_.cast.Check(data), IsOk());
    const std::vector<uint8_t> random(
        kCaseIdRandomBytes, static_cast<uint8_t>(case_ids_.size() + 1));
    const CaseContext context{data, data_set_.cast, data_set_.programme.id(),
                              MintCaseId(data_set_.deployment.home(), random),
                              case_ids_};
    case_ids_[data.name] = context.case_id;
    const model::Context rules{absl::FromCivil(kLater, absl::UTCTimeZone()),
                               book_, directory_, crypto::NamedUuid};
    storage::v1::CaseFile file;
    uint64_t sequence = 0;
    for (const Step& step : StepsOf(data, data_set_.cast)) {
      SCOPED_TRACE(absl::StrCat(data.name, " ", step.name));
      ASSIGN_OR_RETURN(const Draft draft, DraftOfStep(context, step));
      const agency::Catalogue catalogue(step.agency, data_set_.deployment,
                                        {data_set_.programme});
      EXPECT_THAT(agency::CheckDraft(draft, catalogue, rules.now), IsOk());
      const std::string id = context.MessageId(step);
      const std::string& sender = step.agency;
      const absl::StatusOr<v1::Effects> effects = model::Decide(
          file, {context.case_id, sender, id, draft.acts, draft.sections},
          rules);
      EXPECT_THAT(effects, IsOk());
      RETURN_IF_ERROR(effects.status());
      const std::string digest(32, 'd');
      model::Apply(file, {context.case_id, sender, id, digest, ++sequence,
                          rules.now, draft.acts, *effects});
    }
    return file;
  }

  const DataSet data_set_;
  const model::Directory directory_;
  model::ProgrammeBook book_;
  std::map<std::string, std::string> case_ids_;  // by name
};

std::vector<std::pair<std::string, uint32_t>> Served(const v1::Report& report) {
  std::vector<std::pair<std::string, uint32_t>> served;
  for (const auto& row : report.services()) {
    served.emplace_back(row.code(), row.people());
  }
  return served;
}

TEST(RulesTest, EveryStepIsAllowedAndTheReportIsThePublishedOne) {
  const v1::Report report =
      RulesReplay(LoadDataSet("az-restart", kSubmitted)).Play();
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
  EXPECT_THAT(
      Served(report),
      ElementsAre(Pair("employment", 26), Pair("education", 18),
                  Pair("mentoring_documents", 21), Pair("accommodation", 38),
                  Pair("medical", 55), Pair("disability_allowance_other", 11)));
  EXPECT_EQ(report.services(1).minors(), 17u);
  EXPECT_EQ(report.services(1).adults(), 1u);
  EXPECT_EQ(report.services(3).cases(), 13u);
  EXPECT_EQ(report.service_people_total(), 169u);
  EXPECT_EQ(report.distinct_people_served(), 87u);
}

// [24, 25, 27]: figures as the top of the data set states them.
TEST(RulesTest, TheSecondProgrammeNeedsNoOtherRules) {
  const v1::Report report =
      RulesReplay(LoadDataSet("tj-reintegration", kLater)).Play();
  EXPECT_THAT(report.applied(), Counts(38, 24, 0));
  EXPECT_THAT(report.supported(), Counts(33, 20, 8333));
  EXPECT_THAT(report.rejected(), Counts(5, 4, 1667));
  EXPECT_THAT(report.pending(), Counts(0, 0, 0));
  EXPECT_EQ(report.self_referred_cases(), 4u);
  EXPECT_EQ(report.supported_people().men(), 14u);
  EXPECT_EQ(report.supported_people().women(), 10u);
  EXPECT_EQ(report.supported_people().boys(), 6u);
  EXPECT_EQ(report.supported_people().girls(), 3u);
  EXPECT_THAT(Served(report),
              ElementsAre(Pair("employment", 19), Pair("education", 10),
                          Pair("financial_services", 9),
                          Pair("community_support", 16), Pair("medical", 6)));
  EXPECT_EQ(report.services(3).cases(), 11u);
  EXPECT_EQ(report.distinct_people_served(), 33u);
}

}  // namespace
}  // namespace referral::pilot
