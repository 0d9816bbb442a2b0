// Treatment away from home, from the request to the lodging [16, 30]: the
// router drafts, the desk of the requester adopts, the provider is asked.
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/referral/v1/desk_service.pb.h"
#include "tests/integration/client.h"
#include "tests/integration/messages.h"
#include "tests/integration/system.h"
#include "tests/support/status_matchers.h"

namespace referral::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using v1::WorklistItem;

constexpr char kAppliedInGanja[] =
    "application_registered { programme_id: 'az-restart'"
    "  people { person_id: 'p1' sex: SEX_FEMALE age_group: AGE_GROUP_ADULT }"
    "  return_facts { return_kind: RETURN_KIND_READMISSION"
    "    return_country_code: 'DE' citizen: true"
    "    return_date { year: 2020 month: 1 day: 20 } }"
    "  region_code: 'ganja' }";
constexpr char kConsent[] =
    "consent_given { person_id: 'p1' language_code: 'az'"
    "  given_by: CONSENT_GIVER_SELF"
    "  categories: [DATA_CATEGORY_IDENTITY, DATA_CATEGORY_CONTACT,"
    "    DATA_CATEGORY_FAMILY, DATA_CATEGORY_MEDICAL, DATA_CATEGORY_RETURN]"
    "  expiry_date { year: 2040 month: 1 day: 1 } }";

std::string Treatment(const std::string& id) {
  return absl::StrCat("referral_requested { referral_id: '", id,
                      "' service_code: 'medical.treatment' person_ids: 'p1'"
                      "  region_code: 'baku'"
                      "  budget { minor_units: 100 currency_code: 'AZN' } }");
}

// The desk of `agency`, asked by one of its systems.
class Desk {
 public:
  Desk(const System& system, const std::string& binary,
       const std::string& agency)
      : client_(system.address(binary),
                TlsOf(absl::StrCat("system-", agency, "-pilot")),
                absl::StrCat("spiffe://referral.az/agency/", agency)) {}

  // The first referral of the case that has `status`, once there is one.
  WorklistItem Await(const std::string& case_id, v1::ReferralStatus status) {
    v1::ListWorklistRequest request;
    request.set_case_id(case_id);
    request.add_statuses(status);
    const absl::Time last = absl::Now() + kPatience;
    do {
      const auto page = client_.Call<v1::ListWorklistResponse>(
          "referral.v1.ReferralDesk/ListWorklist", request);
      if (page.ok() && page->items_size() > 0) return page->items(0);
    } while (absl::Now() < last);
    ADD_FAILURE() << "no referral became " << v1::ReferralStatus_Name(status);
    return {};
  }

  absl::StatusOr<v1::Submission> Adopt(const WorklistItem& draft) {
    v1::AdoptDraftRequest request;
    v1::CallHeader& call = *request.mutable_call();
    call.set_message_id(NewUuid());
    call.set_case_id(draft.case_id());
    call.set_officer("officer-07");
    *call.mutable_occurred_date() = ActOf("case_resumed {}").occurred_date();
    request.set_referral_id(draft.referral_id());
    return client_.Call<v1::Submission>("referral.v1.ReferralDesk/AdoptDraft",
                                        request);
  }

 private:
  Client client_;
};

TEST(LodgingTest, IsDraftedAdoptedAndAskedFor) {
  System system;
  ASSERT_OK(system.StartAll());
  const std::string case_id = NewCaseId();
  const Client sms(system.address(kRouter), TlsOf("agency-sms"));
  for (const std::string& act :
       {std::string(kAppliedInGanja), std::string(kReview),
        std::string(kEligible), std::string(kConsent), Treatment(NewUuid())}) {
    ASSERT_OK(sms.Submit(Built(Saying("sms", case_id, {act}))));
  }
  const std::vector<std::string> missing = {"referral", "list",
                                            "--lodging-missing"};
  EXPECT_THAT(system.Ctl(missing).out, HasSubstr("medical.treatment"));
  EXPECT_THAT(system.Ctl({"referral", "list", "--drafts"}).out,
              HasSubstr("accommodation.temporary"));

  Desk desk(system, "sms-intake", "sms");
  const WorklistItem draft = desk.Await(case_id, v1::REFERRAL_STATUS_DRAFT);
  EXPECT_EQ(draft.draft_reason(), v1::DRAFT_REASON_LODGING);
  EXPECT_EQ(draft.service_code(), "accommodation.temporary");
  ASSERT_OK(desk.Adopt(draft));

  Desk asked(system, "ngo", "ngo");
  const WorklistItem lodging =
      asked.Await(case_id, v1::REFERRAL_STATUS_REQUESTED);
  EXPECT_EQ(lodging.referral_id(), draft.referral_id());
  EXPECT_EQ(lodging.linked_referral_id(), draft.linked_referral_id());
  EXPECT_THAT(system.Ctl(missing).out, Not(HasSubstr("medical.treatment")));
  EXPECT_OK(system.StopAll());
}

}  // namespace
}  // namespace referral::testing
