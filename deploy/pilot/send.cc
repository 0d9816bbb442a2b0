// Which call each step makes.
#include <utility>

#include "deploy/pilot/player.h"

namespace referral::pilot {
namespace {

using Sms = v1::SmsIntakeService::StubInterface;
using Desk = v1::ReferralDesk::StubInterface;
using Health = v1::HealthService::StubInterface;
using Education = v1::EducationService::StubInterface;
using Labour = v1::LabourService::StubInterface;
using Ngo = v1::NgoService::StubInterface;

// Whether somebody of `referral` needs `service` too.
bool HasReferralTo(const CaseData& data, const ReferralData& referral,
                   const std::string& service) {
  for (const ReferralData& other : data.support->referrals) {
    if (other.service != service) continue;
    for (const std::string& id : other.people) {
      for (const std::string& own : referral.people) {
        if (id == own) return true;
      }
    }
  }
  return false;
}

// Whether care for somebody of `referral` goes on after the programme [18].
bool Continues(const CaseData& data, const ReferralData& referral) {
  for (const NeedData& need : data.support->needs) {
    if (!need.continuing) continue;
    for (const std::string& id : referral.people) {
      if (need.person == id) return true;
    }
  }
  return false;
}

}  // namespace

absl::StatusOr<v1::Submission> Player::Send(const CaseContext& context,
                                            const Step& step) {
  Sms& sms = agencies_.sms();
  switch (step.kind) {
    case Step::Kind::kAnnounce:
      return Call(context, step, sms, &Sms::AnnounceArrival,
                  AnnounceArrival(context));
    case Step::Kind::kAnnounceSelfReferral:
      return Call(context, step, agencies_.ngo(step.agency),
                  &Ngo::AnnounceSelfReferral, AnnounceSelfReferral(context));
    case Step::Kind::kInform:
      return Call(context, step, sms, &Sms::InformAtAirport,
                  InformAtAirport(context));
    case Step::Kind::kApply:
      return Call(context, step, sms, &Sms::RegisterApplication,
                  RegisterApplication(context));
    case Step::Kind::kConsent:
      return Call(context, step, sms, &Sms::RecordConsent,
                  RecordConsent(context));
    case Step::Kind::kDecide:
      return Call(context, step, sms, &Sms::DecideEligibility,
                  DecideEligibility(context));
    case Step::Kind::kAssess:
      return Call(context, step, sms, &Sms::AssessNeeds, AssessNeeds(context));
    case Step::Kind::kPlan:
      return Call(context, step, sms, &Sms::AgreePlan, AgreePlan(context));
    case Step::Kind::kExtend:
      return Call(context, step, sms, &Sms::ExtendPlan, ExtendPlan(context));
    case Step::Kind::kRefer:
      return Call(context, step, sms, &Sms::Refer, Refer(context, step));
    case Step::Kind::kClose:
      return Call(context, step, sms, &Sms::ClosePlan, ClosePlan(context));
    case Step::Kind::kComplete:
      return SendCompletion(context, step);
    default:
      return SendDeskAct(context, step);
  }
}

absl::StatusOr<v1::Submission> Player::SendDeskAct(const CaseContext& context,
                                                   const Step& step) {
  Desk& desk = agencies_.desk(step.agency);
  const ReferralData& referral = context.Referral(step);
  const std::string id = context.ReferralId(referral.id);
  const auto about = [&](auto request) {
    request.set_referral_id(id);
    return request;
  };
  switch (step.kind) {
    case Step::Kind::kReceive:
      return Call(context, step, desk, &Desk::ReceiveReferral,
                  about(v1::ReceiveReferralRequest()));
    case Step::Kind::kAccept:
      return Call(context, step, desk, &Desk::AcceptReferral,
                  about(v1::AcceptReferralRequest()));
    case Step::Kind::kDecline: {
      auto request = about(v1::DeclineReferralRequest());
      request.set_reason(referral.events[0].decline);
      request.set_side(v1::REASON_SIDE_PROVIDER);
      request.set_next_step(v1::NEXT_STEP_REFER_TO_ANOTHER_PROVIDER);
      return Call(context, step, desk, &Desk::DeclineReferral,
                  std::move(request));
    }
    case Step::Kind::kSchedule: {
      auto request = about(v1::ScheduleAppointmentRequest());
      *request.mutable_appointment_date() = ToDate(step.other_date);
      return Call(context, step, desk, &Desk::ScheduleAppointment,
                  std::move(request));
    }
    case Step::Kind::kNoShow: {
      auto request = about(v1::RecordAttendanceRequest());
      request.set_status(v1::BUSINESS_STATUS_NO_SHOW);
      return Call(context, step, desk, &Desk::RecordAttendance,
                  std::move(request));
    }
    case Step::Kind::kStart:
      return Call(context, step, desk, &Desk::StartService,
                  about(v1::StartServiceRequest()));
    case Step::Kind::kHold: {
      auto request = about(v1::HoldReferralRequest());
      request.set_reason(referral.events[step.event].hold);
      *request.mutable_resume_date() = ToDate(step.other_date);
      return Call(context, step, desk, &Desk::HoldReferral, std::move(request));
    }
    case Step::Kind::kResume:
      return Call(context, step, desk, &Desk::ResumeReferral,
                  about(v1::ResumeReferralRequest()));
    default:
      return Call(context, step, desk, &Desk::AcknowledgeOutcome,
                  about(v1::AcknowledgeOutcomeRequest()));
  }
}

absl::StatusOr<v1::Submission> Player::SendCompletion(
    const CaseContext& context, const Step& step) {
  const ReferralData& referral = context.Referral(step);
  const bool full = referral.scope == v1::SCOPE_FULL;
  switch (FindService(referral.service)->completion) {
    case Completion::kMedicalCheck: {
      using Request = v1::RecordMedicalCheckRequest;
      return Complete(context, step, agencies_.health(step.agency),
                      &Health::RecordMedicalCheck,
                      HasReferralTo(context.data, referral, "medical.treatment")
                          ? Request::RESULT_TREATMENT_NEEDED
                          : Request::RESULT_NO_TREATMENT_NEEDED);
    }
    case Completion::kTreatment: {
      using Request = v1::RecordTreatmentRequest;
      return Complete(context, step, agencies_.health(step.agency),
                      &Health::RecordTreatment,
                      full && !Continues(context.data, referral)
                          ? Request::RESULT_FINISHED
                          : Request::RESULT_CONTINUES);
    }
    case Completion::kPsychosocialCare: {
      using Request = v1::RecordPsychosocialCareRequest;
      return Complete(
          context, step, agencies_.health(step.agency),
          &Health::RecordPsychosocialCare,
          full ? Request::RESULT_FINISHED : Request::RESULT_CONTINUES);
    }
    case Completion::kDisabilityDetermination: {
      using Request = v1::RecordDisabilityDeterminationRequest;
      return Complete(
          context, step, agencies_.health(step.agency),
          &Health::RecordDisabilityDetermination,
          full ? Request::RESULT_DETERMINED : Request::RESULT_REVIEW_LATER);
    }
    case Completion::kSchoolPlacement: {
      using Request = v1::RecordSchoolPlacementRequest;
      return Complete(
          context, step, agencies_.education(step.agency),
          &Education::RecordSchoolPlacement,
          full ? Request::RESULT_PLACED : Request::RESULT_HOME_SCHOOLED);
    }
    case Completion::kCertificateRecognition: {
      using Request = v1::RecordCertificateRecognitionRequest;
      return Complete(context, step, agencies_.education(step.agency),
                      &Education::RecordCertificateRecognition,
                      full ? Request::RESULT_RECOGNISED
                           : Request::RESULT_PARTLY_RECOGNISED);
    }
    case Completion::kAdultEducation: {
      using Request = v1::RecordAdultEducationRequest;
      return Complete(
          context, step, agencies_.education(step.agency),
          &Education::RecordAdultEducation,
          full ? Request::RESULT_FINISHED : Request::RESULT_ENROLLED);
    }
    case Completion::kJobPlacement: {
      using Request = v1::RecordJobPlacementRequest;
      return Complete(context, step, agencies_.labour(step.agency),
                      &Labour::RecordJobPlacement,
                      full ? Request::RESULT_EMPLOYED
                           : Request::RESULT_REGISTERED_AS_JOBSEEKER);
    }
    case Completion::kVocationalTraining: {
      using Request = v1::RecordVocationalTrainingRequest;
      return Complete(
          context, step, agencies_.labour(step.agency),
          &Labour::RecordVocationalTraining,
          full ? Request::RESULT_CERTIFIED : Request::RESULT_ATTENDED);
    }
    case Completion::kSmallBusiness: {
      using Request = v1::RecordSmallBusinessRequest;
      return Complete(
          context, step, agencies_.labour(step.agency),
          &Labour::RecordSmallBusiness,
          full ? Request::RESULT_STARTED : Request::RESULT_EQUIPPED);
    }
    case Completion::kDisabilityCard: {
      using Request = v1::RecordDisabilityCardRequest;
      return Complete(context, step, agencies_.labour(step.agency),
                      &Labour::RecordDisabilityCard,
                      full ? Request::RESULT_ISSUED : Request::RESULT_RENEWED);
    }
    case Completion::kAllowance: {
      using Request = v1::RecordAllowanceRequest;
      return Complete(
          context, step, agencies_.labour(step.agency),
          &Labour::RecordAllowance,
          full ? Request::RESULT_GRANTED : Request::RESULT_RESTORED);
    }
    case Completion::kMentoring: {
      using Request = v1::RecordMentoringRequest;
      return Complete(context, step, agencies_.ngo(step.agency),
                      &Ngo::RecordMentoring,
                      full ? Request::RESULT_GOALS_REACHED
                           : Request::RESULT_GOALS_PARTLY_REACHED);
    }
    case Completion::kDocuments: {
      using Request = v1::RecordDocumentsRequest;
      return Complete(
          context, step, agencies_.ngo(step.agency), &Ngo::RecordDocuments,
          full ? Request::RESULT_OBTAINED : Request::RESULT_APPLIED_FOR);
    }
    case Completion::kAccommodation: {
      using Request = v1::RecordAccommodationRequest;
      return Complete(context, step, agencies_.ngo(step.agency),
                      &Ngo::RecordAccommodation,
                      full ? Request::RESULT_MOVED_TO_OWN_HOME
                           : Request::RESULT_STAY_ENDED);
    }
    case Completion::kPsychosocialSupport: {
      using Request = v1::RecordPsychosocialSupportRequest;
      return Complete(
          context, step, agencies_.ngo(step.agency),
          &Ngo::RecordPsychosocialSupport,
          full ? Request::RESULT_FINISHED : Request::RESULT_CONTINUES);
    }
    case Completion::kCommunitySupport: {
      using Request = v1::RecordCommunitySupportRequest;
      return Complete(
          context, step, agencies_.ngo(step.agency),
          &Ngo::RecordCommunitySupport,
          full ? Request::RESULT_FINISHED : Request::RESULT_CONTINUES);
    }
    case Completion::kFinancialService: {
      using Request = v1::RecordFinancialServiceRequest;
      return Complete(
          context, step, agencies_.ngo(step.agency),
          &Ngo::RecordFinancialService,
          full ? Request::RESULT_ACCESS_GAINED : Request::RESULT_COUNSELLED);
    }
  }
  return absl::InternalError("a service without a call");
}

}  // namespace referral::pilot
