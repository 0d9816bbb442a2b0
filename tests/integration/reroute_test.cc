// A provider that is full is followed by the next one, who gets the request as
// its sender signed it, with the sections that consent opens [32].
#include <poll.h>

#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "proto/referral/v1/desk_service.pb.h"
#include "proto/referral/v1/router_service.pb.h"
#include "tests/integration/client.h"
#include "tests/integration/messages.h"
#include "tests/integration/system.h"
#include "tests/support/status_matchers.h"

namespace referral::testing {
namespace {

constexpr char kService[] = "mentoring.documents";
constexpr int kLookEveryMs = 20;

// The shipped programme with a second provider of the service.
std::string TwoProviders() {
  std::string text =
      ReadFile(SourcePath("deploy/programmes/az-restart.textproto"));
  const std::string provider = "providers: \"ngo\"";
  const size_t service = text.find(absl::StrCat("code: \"", kService, "\""));
  const size_t at = text.find(provider, service);
  text.replace(at, provider.size(), "providers: [\"ngo\", \"labour\"]");
  return text;
}

class RerouteTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string programme = system_.dir().Join("two.textproto");
    std::ofstream(programme) << TwoProviders();
    system_.UseProgramme(programme);
    ASSERT_OK(system_.StartRouter());
    for (const char* service : {"ngo", "labour"}) {
      ASSERT_OK(system_.Start(service));
    }
  }

  // The lead speaks to the router itself.
  void Lead(const std::vector<std::string>& acts,
            const std::vector<v1::Section>& sections = {}) {
    evidence::BuildSpec spec = Saying("sms", case_id_, acts);
    spec.sections = sections;
    const Client router(system_.address(kRouter), TlsOf("agency-sms"));
    ASSERT_OK(router.Submit(Built(spec)));
  }
  Client DeskOf(const std::string& agency) const {
    return Client(system_.address(agency),
                  TlsOf(absl::StrCat("system-", agency, "-pilot")),
                  absl::StrCat("spiffe://referral.az/agency/", agency));
  }
  // Waits for the only referral in the agency's worklist, with its sections.
  v1::WorklistItem AwaitReferral(const std::string& agency) const {
    const Client desk = DeskOf(agency);
    const absl::Time deadline = absl::Now() + kPatience;
    while (absl::Now() < deadline) {
      const auto list = desk.Call<v1::ListWorklistResponse>(
          "referral.v1.ReferralDesk/ListWorklist", v1::ListWorklistRequest());
      EXPECT_OK(list);
      if (list.ok() && list->items_size() == 1) {
        v1::GetWorklistItemRequest request;
        request.set_referral_id(list->items(0).referral_id());
        const auto item = desk.Call<v1::WorklistItem>(
            "referral.v1.ReferralDesk/GetWorklistItem", request);
        EXPECT_OK(item);
        return item.ok() ? *item : v1::WorklistItem();
      }
      ::poll(nullptr, 0, kLookEveryMs);
    }
    ADD_FAILURE() << "nothing came to " << agency;
    return {};
  }
  void Decline(const std::string& agency, const v1::WorklistItem& item) const {
    v1::DeclineReferralRequest request;
    v1::CallHeader& call = *request.mutable_call();
    call.set_message_id(NewUuid());
    call.set_case_id(item.case_id());
    call.set_officer("officer-08");
    call.mutable_occurred_date()->set_year(2020);
    call.mutable_occurred_date()->set_month(2);
    call.mutable_occurred_date()->set_day(18);
    request.set_referral_id(item.referral_id());
    request.set_reason(v1::DECLINE_REASON_PROVIDER_FULL);
    request.set_side(v1::REASON_SIDE_PROVIDER);
    request.set_next_step(v1::NEXT_STEP_REFER_TO_ANOTHER_PROVIDER);
    ASSERT_OK(DeskOf(agency).Call<v1::Submission>(
        "referral.v1.ReferralDesk/DeclineReferral", request));
  }

  System system_;
  const std::string case_id_ = NewCaseId();
};

TEST_F(RerouteTest, TheNextProviderGetsTheRequestAsItWasSigned) {
  Lead(
      {"application_registered { programme_id: 'az-restart'"
       "  people { person_id: 'p1' sex: SEX_MALE age_group: AGE_GROUP_ADULT }"
       "  return_facts { return_kind: RETURN_KIND_READMISSION"
       "    return_country_code: 'DE' citizen: true"
       "    return_date { year: 2020 month: 2 day: 3 } }"
       "  region_code: 'baku' }",
       "eligibility_review_started {}",
       "eligibility_decided { eligible: true }",
       "consent_given { person_id: 'p1'"
       "  categories: [DATA_CATEGORY_IDENTITY, DATA_CATEGORY_CONTACT,"
       "               DATA_CATEGORY_DOCUMENTS]"
       "  language_code: 'az' given_by: CONSENT_GIVER_SELF"
       "  expiry_date { year: 2199 month: 12 day: 31 } }"});
  v1::Section documents;
  documents.set_person_id("p1");
  documents.mutable_documents()->set_document_type("passport");
  const std::string referral = NewUuid();
  Lead({absl::StrCat("referral_requested { referral_id: '", referral,
                     "' service_code: '", kService,
                     "' person_ids: 'p1' region_code: 'baku'"
                     "  may_reroute: true"
                     "  budget { minor_units: 100 currency_code: 'AZN' } }")},
       {documents});

  const v1::WorklistItem first = AwaitReferral("ngo");
  EXPECT_EQ(first.referral_id(), referral);
  ASSERT_NO_FATAL_FAILURE(Decline("ngo", first));

  // Its service verifies the lead's signature before it stores anything.
  const v1::WorklistItem next = AwaitReferral("labour");
  EXPECT_NE(next.referral_id(), referral);
  EXPECT_EQ(next.replaces_referral_id(), referral);
  EXPECT_EQ(next.case_id(), case_id_);
  EXPECT_EQ(next.requester(), "sms");
  EXPECT_EQ(next.receiver(), "labour");
  EXPECT_EQ(next.service_code(), kService);
  EXPECT_EQ(next.status(), v1::REFERRAL_STATUS_REQUESTED);
  ASSERT_EQ(next.sections_size(), 1);
  EXPECT_EQ(next.sections(0).documents().document_type(), "passport");
}

}  // namespace
}  // namespace referral::testing
