// What a router refuses from institutions that speak to it themselves: each
// with one reason, nothing written, and the next call is served.
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/limits.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/client.h"
#include "tests/integration/messages.h"
#include "tests/integration/system.h"
#include "tests/support/status_matchers.h"

namespace referral::testing {
namespace {

constexpr char kSubmit[] = "referral.v1.RouterService/Submit";

constexpr char kInformed[] =
    "returnee_informed { place_code: 'GYD' language_code: 'az' }";

std::string PlanOf(const std::string& form) {
  return absl::StrCat(
      "plan_agreed { strands: STRAND_INDIVIDUAL_MENTORING"
      "  start_date { year: 2020 month: 2 day: 17 } duration_months: 3"
      "  vulnerability_level: VULNERABILITY_LEVEL_LOW"
      "  services { service_code: 'mentoring.individual' person_ids: 'p1'"
      "    budget { minor_units: 1000 currency_code: 'AZN' } ",
      form, " } }");
}

std::string ReferralTo(const std::string& service) {
  return absl::StrCat("referral_requested { referral_id: '", NewUuid(),
                      "' service_code: '", service,
                      "' person_ids: 'p1' region_code: 'baku' budget {"
                      "  minor_units: 1000 currency_code: 'AZN' } }");
}

std::string Garbage(size_t size) {
  std::string bytes(size, '\0');
  for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 151 + 7);
  return bytes;
}

// A router alone, with one case: applied and eligible, nobody has consented.
class BadMessageTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    system_ = new System();
    ASSERT_OK(system_->StartRouter());
    case_id_ = new std::string(NewCaseId());
    opening_ = new std::string(Built(Saying("sms", *case_id_, {kApplied})));
    ASSERT_OK(Submit("agency-sms", *opening_));
    ASSERT_OK(Submit("agency-sms",
                     Built(Saying("sms", *case_id_, {kReview, kEligible}))));
  }
  static void TearDownTestSuite() {
    EXPECT_OK(system_->StopAll());
    delete opening_;
    delete case_id_;
    delete system_;
  }

  static absl::StatusOr<v1::Receipt> Submit(
      const std::string& who, const std::string& message,
      std::uint64_t expected_sequence = 0) {
    return Client(system_->address(kRouter), TlsOf(who))
        .Submit(message, expected_sequence);
  }

  static std::string FromSms(const std::string& act) {
    return Built(Saying("sms", *case_id_, {act}));
  }

  static std::uint64_t Position() {
    return Client(system_->address(kRouter), TlsOf("operator-ops"))
        .LastPosition()
        .value_or(0);
  }

  // The next position is that of `who`'s `message`: nothing came before it.
  static void ExpectServes(std::uint64_t position) {
    const auto receipt = Submit("agency-sms", FromSms(kInformed));
    ASSERT_OK(receipt);
    EXPECT_EQ(receipt->position(), position + 1);
  }

  static System* system_;
  static std::string* case_id_;
  static std::string* opening_;
};

System* BadMessageTest::system_ = nullptr;
std::string* BadMessageTest::case_id_ = nullptr;
std::string* BadMessageTest::opening_ = nullptr;

TEST_F(BadMessageTest, EachIsRefusedWithItsReasonAndNothingIsWritten) {
  const std::string good = FromSms(kInformed);
  evidence::BuildSpec again = Saying("sms", *case_id_, {kInformed});
  ASSERT_OK(Submit("agency-sms", Built(again)));
  again.acts[0].set_officer("officer-08");

  const struct {
    const char* name;
    std::string who;
    std::string message;
    Reason want;
    std::uint64_t expected_sequence = 0;
  } kRows[] = {
      // Who sends.
      {"an agency nobody knows", "agency-stranger",
       Built(Saying("stranger", *case_id_, {kInformed}), "sms"),
       Reason::kUnknownAgency},
      {"in another agency's name", "agency-health", good,
       Reason::kSenderMismatch},
      {"a notifier that decides", "agency-border",
       Built(Saying("border", *case_id_, {kEligible})),
       Reason::kRoleNotAllowed},
      {"a provider that leads", "agency-health",
       Built(Saying("health", *case_id_, {PlanOf("")})),
       Reason::kRoleNotAllowed},
      {"oversight that sends", "agency-ombudsman",
       Built(Saying("ombudsman", *case_id_, {kInformed})),
       Reason::kRoleNotAllowed},
      {"a ministry system at the router", "system-sms-pilot", good,
       Reason::kPeerNotAllowed},
      {"an operator that submits", "operator-ops", good,
       Reason::kPeerNotAllowed},
      // The message itself.
      {"nothing", "agency-sms", "", Reason::kMalformedMessage},
      {"no protobuf", "agency-sms", Garbage(500), Reason::kMalformedMessage},
      {"half of a message", "agency-sms", good.substr(0, good.size() / 2),
       Reason::kMalformedMessage},
      {"a byte too long", "agency-sms", Garbage(kMaxMessageBytes + 1),
       Reason::kMessageTooLarge},
      {"text that is no UTF-8", "agency-sms",
       Altered(good, "officer-07", "officer-\xC3\x28", Digests::kMadeToFit),
       Reason::kInvalidUtf8},
      {"a part that was changed", "agency-sms",
       Altered(good, "officer-07", "officer-99", Digests::kAsTheyWere),
       Reason::kDigestMismatch},
      // The case.
      {"an id with other content", "agency-sms", Built(again),
       Reason::kDuplicateMessageId},
      {"another opening", "agency-sms", FromSms(kApplied), Reason::kCaseExists},
      {"a case that is not there", "agency-sms",
       Built(Saying("sms", NewCaseId(), {kInformed})), Reason::kCaseNotFound},
      {"a case of another home", "agency-sms",
       Built(Saying("sms", NewCaseId("TJ"), {kApplied})), Reason::kWrongHome},
      {"a sequence that is gone", "agency-sms", good,
       Reason::kWrongExpectedSequence, 1},
      {"a sequence to come", "agency-sms", good, Reason::kWrongExpectedSequence,
       1000},
      {"a step that is not next [31]", "agency-sms", FromSms(kEligible),
       Reason::kIllegalTransition},
      // The rules.
      {"a day to come", "agency-sms",
       FromSms(absl::StrCat("occurred_date { year: 2199 month: 1 day: 1 }",
                            kInformed)),
       Reason::kFutureDate},
      {"a programme nobody loaded", "agency-sms",
       Built(Saying("sms", NewCaseId(),
                    {"arrival_announced { programme_id: 'tj-none'"
                     "  arrival_date { year: 2020 month: 2 day: 3 }"
                     "  return_country_code: 'DE' people_count: 1 }"})),
       Reason::kUnknownProgramme},
      {"a cash line [9]", "agency-sms",
       FromSms(PlanOf("form: SUPPORT_FORM_CASH")), Reason::kCashRefused},
      {"a service nobody offers", "agency-sms",
       FromSms(ReferralTo("massage.thai")), Reason::kUnknownService},
      {"a referral nobody agreed to [27]", "agency-sms",
       FromSms(ReferralTo("medical.check")), Reason::kConsentMissing},
      {"one that is not there", "agency-health",
       Built(Saying("health", *case_id_,
                    {absl::StrCat("referral_accepted { referral_id: '",
                                  NewUuid(), "' }")})),
       Reason::kReferralNotFound},
      {"the router's own act", "agency-sms",
       FromSms("delivery_dropped { agency: 'health' }"),
       Reason::kRoleNotAllowed},
  };
  const std::uint64_t before = Position();
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.name);
    const auto receipt = Submit(row.who, row.message, row.expected_sequence);
    EXPECT_THAT(receipt, IsReason(row.want));
    EXPECT_FALSE(receipt.status().message().empty());
    EXPECT_FALSE(Remedy(receipt.status()).empty());
    EXPECT_EQ(Position(), before);
  }
  ExpectServes(before);
}

TEST_F(BadMessageTest, WithoutACertificateOfThisDeploymentNobodyIsServed) {
  const std::uint64_t before = Position();
  rpc::TlsFiles none;
  none.ca = TlsOf("agency-sms").ca;
  rpc::TlsFiles foreign = TlsOf("agency-sms", ForeignCertificates());
  // It believes us, we do not believe it.
  foreign.ca = TlsOf("agency-sms").ca;
  foreign.crl = TlsOf("agency-sms").crl;
  for (const rpc::TlsFiles& files : {none, foreign}) {
    SCOPED_TRACE(files.cert);
    EXPECT_THAT(
        Client(system_->address(kRouter), files).Submit(FromSms(kInformed)),
        IsStatusCode(absl::StatusCode::kUnavailable));
    EXPECT_EQ(Position(), before);
  }
  ExpectServes(before);
}

TEST_F(BadMessageTest, WhatGrpcItselfRejectsKeepsItsStatusAndHarmsNothing) {
  const std::uint64_t before = Position();
  const Client client(system_->address(kRouter), TlsOf("agency-sms"));
  const std::string huge =
      Garbage(kMaxFrameBytes + kMaxMessageBytes + 64 * 1024);
  EXPECT_THAT(client.Submit(huge),
              IsStatusCode(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(Position(), before);
  EXPECT_FALSE(client.CallBytes(kSubmit, Garbage(500)).ok());
  EXPECT_EQ(Position(), before);
  EXPECT_THAT(client.CallBytes("referral.v1.RouterService/NoSuchCall", ""),
              IsStatusCode(absl::StatusCode::kUnimplemented));
  ExpectServes(before);
}

TEST_F(BadMessageTest, TheSameMessageAgainGetsTheSameReceipt) {
  const std::uint64_t before = Position();
  const auto again = Submit("agency-sms", *opening_);
  ASSERT_OK(again);
  EXPECT_EQ(again->sequence(), 1u);
  EXPECT_LT(again->position(), before);
  EXPECT_EQ(Position(), before);
}

TEST_F(BadMessageTest, OnlyOperatorsOperate) {
  for (const char* who : {"agency-sms", "agency-border", "system-sms-pilot"}) {
    SCOPED_TRACE(who);
    EXPECT_FALSE(
        Client(system_->address(kRouter), TlsOf(who)).LastPosition().ok());
  }
}

}  // namespace
}  // namespace referral::testing
