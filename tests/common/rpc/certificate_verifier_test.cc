#include "common/rpc/certificate_verifier.h"

#include "common/base/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/authority.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace referral::rpc {
namespace {

using ::referral::testing::Authority;
using ::referral::testing::Certificate;
using ::referral::testing::CertificateSpec;
using ::referral::testing::IsOk;
using ::referral::testing::IsReason;
using ::referral::testing::ManualClock;
using ::referral::testing::TempDir;
using ::referral::testing::WriteFile;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kSms[] = "spiffe://referral.az/agency/sms";
constexpr char kHealth[] = "spiffe://referral.az/agency/health";
constexpr absl::Duration kRefresh = absl::Seconds(10);

class CertificateVerifierTest : public ::testing::Test {
 protected:
  CertificateVerifierTest() {
    options_.ca = dir_.Join("ca.pem");
    options_.refresh = kRefresh;
    options_.clock = &clock_;
    options_.on_problem = [this](const absl::Status& status) {
      problems_.push_back(status);
    };
    WriteFile(options_.ca, authority_.pem());
  }

  // From here on `text` is what the revocation list says.
  void SetList(const std::string& text) {
    options_.crl = dir_.Join("crl.pem");
    WriteFile(options_.crl, text);
  }

  std::unique_ptr<CertificateVerifier> Make() {
    auto verifier = CertificateVerifier::Make(options_);
    EXPECT_OK(verifier);
    return *std::move(verifier);
  }

  absl::Status Judge(const Certificate& certificate) {
    return Make()->Judge(certificate.pem, "");
  }

  Certificate Good() const { return authority_.Issue({.uris = {kSms}}); }

  const TempDir dir_;
  ManualClock clock_{absl::Now()};
  const Authority authority_{"authority"};
  CertificateVerifier::Options options_;
  std::vector<absl::Status> problems_;
};

TEST_F(CertificateVerifierTest, JudgesByAuthorityTimePurposeAndId) {
  const Authority foreign("foreign");
  const Authority namesake("authority");
  options_.spiffe_id = kSms;
  const absl::Time now = absl::Now();
  const absl::Duration day = absl::Hours(24);
  const struct {
    const char* name;
    std::string pem;
    absl::optional<Reason> want;
  } kCases[] = {
      {"good", Good().pem, absl::nullopt},
      {"expired",
       authority_
           .Issue({.uris = {kSms},
                   .not_before = now - 2 * day,
                   .not_after = now - day})
           .pem,
       Reason::kCertificateExpired},
      {"not yet valid",
       authority_
           .Issue({.uris = {kSms},
                   .not_before = now + day,
                   .not_after = now + 2 * day})
           .pem,
       Reason::kCertificateInvalid},
      {"unknown authority", foreign.Issue({.uris = {kSms}}).pem,
       Reason::kCertificateInvalid},
      {"authority of the same name", namesake.Issue({.uris = {kSms}}).pem,
       Reason::kCertificateInvalid},
      {"self-signed", Authority::SelfSigned({.uris = {kSms}}).pem,
       Reason::kCertificateInvalid},
      {"for servers alone",
       authority_.Issue({.uris = {kSms}, .purposes = "serverAuth"}).pem,
       Reason::kCertificateInvalid},
      {"another id", authority_.Issue({.uris = {kHealth}}).pem,
       Reason::kPeerNotAllowed},
      {"two ids", authority_.Issue({.uris = {kSms, kHealth}}).pem,
       Reason::kPeerNotAllowed},
      {"no id", authority_.Issue({}).pem, Reason::kPeerNotAllowed},
      {"nothing", "", Reason::kCertificateInvalid},
      {"garbage", "garbage", Reason::kCertificateInvalid},
      {"damaged PEM",
       "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
       Reason::kCertificateInvalid},
      {"cut PEM", Good().pem.substr(0, 300), Reason::kCertificateInvalid},
      {"a key", Good().key, Reason::kCertificateInvalid}};
  const auto verifier = Make();
  for (const auto& test : kCases) {
    SCOPED_TRACE(test.name);
    const absl::Status status = verifier->Judge(test.pem, "");
    if (test.want.has_value()) {
      EXPECT_THAT(status, IsReason(*test.want));
    } else {
      EXPECT_THAT(status, IsOk());
    }
  }
}

TEST_F(CertificateVerifierTest, PurposeIsThatOfTheSideItJudges) {
  const Certificate server =
      authority_.Issue({.uris = {kSms}, .purposes = "serverAuth"});
  options_.peer = CertificateVerifier::Side::kServer;
  EXPECT_THAT(Judge(server), IsOk());
  EXPECT_THAT(Judge(authority_.Issue({.purposes = "clientAuth"})),
              IsReason(Reason::kCertificateInvalid));
}

TEST_F(CertificateVerifierTest, IdOfTheRefusedIsNamedHarmlessly) {
  const absl::Status status = Judge(Authority::SelfSigned(
      {.uris = {"spiffe://referral.az/agency/" + std::string(5000, '\x01')}}));
  EXPECT_THAT(Where(status), HasSubstr("/agency/\\x01"));
  EXPECT_LT(Where(status).size(), 1100U);
}

TEST_F(CertificateVerifierTest, ChainLeadsToTheAuthority) {
  const Authority below("below", authority_);
  const Certificate leaf = below.Issue({.uris = {kSms}});
  EXPECT_THAT(Make()->Judge(leaf.pem, leaf.pem + below.pem()), IsOk());
  EXPECT_THAT(Make()->Judge(leaf.pem, below.pem()), IsOk());
  EXPECT_THAT(Make()->Judge(leaf.pem, ""),
              IsReason(Reason::kCertificateInvalid));
  EXPECT_THAT(Make()->Judge(leaf.pem, "-----BEGIN CERTIFICATE-----\n"),
              IsReason(Reason::kCertificateInvalid));
  // Whoever is in the file is believed, root or not.
  WriteFile(options_.ca, below.pem());
  EXPECT_THAT(Judge(leaf), IsOk());
  EXPECT_THAT(Judge(Good()), IsReason(Reason::kCertificateInvalid));
}

TEST_F(CertificateVerifierTest, CertificateOfALeafSignsNothing) {
  const Certificate leaf = Good();
  EXPECT_THAT(
      Make()->Judge(Authority::SelfSigned({.uris = {kSms}}).pem, leaf.pem),
      IsReason(Reason::kCertificateInvalid));
}

TEST_F(CertificateVerifierTest, RevokedIsRevokedAndNobodyElse) {
  const Certificate revoked = Good();
  SetList(authority_.Revoke({revoked}));
  EXPECT_THAT(Judge(revoked), IsReason(Reason::kCertificateRevoked));
  EXPECT_THAT(Judge(Good()), IsOk());
  EXPECT_THAT(problems_, IsEmpty());
}

TEST_F(CertificateVerifierTest, EachListSpeaksForItsOwnAuthority) {
  const Authority other("other");
  const Authority third("third");
  WriteFile(options_.ca, authority_.pem() + other.pem() + third.pem());
  const Certificate ours = Good();
  const Certificate theirs = other.Issue({.uris = {kHealth}});
  SetList(authority_.Revoke({ours}) + other.Revoke({theirs}));
  EXPECT_THAT(Judge(ours), IsReason(Reason::kCertificateRevoked));
  EXPECT_THAT(Judge(theirs), IsReason(Reason::kCertificateRevoked));
  EXPECT_THAT(Judge(other.Issue({})), IsOk());
  EXPECT_THAT(Judge(third.Issue({})), IsOk());  // has no list
}

TEST_F(CertificateVerifierTest, RevokedIntermediateTakesItsOwnAlong) {
  const Authority below("below", authority_);
  const Certificate leaf = below.Issue({.uris = {kSms}});
  SetList(authority_.Revoke({below.own()}));
  EXPECT_THAT(Make()->Judge(leaf.pem, below.pem()),
              IsReason(Reason::kCertificateRevoked));
}

TEST_F(CertificateVerifierTest, ListOutOfDateRevokesLocksNobodyOutAndIsTold) {
  const Certificate revoked = Good();
  SetList(authority_.Revoke({revoked}, absl::Now() - absl::Minutes(5)));
  const auto verifier = Make();
  ASSERT_THAT(problems_, ElementsAre(IsReason(Reason::kTlsFileInvalid)));
  EXPECT_THAT(Describe(problems_[0]), HasSubstr("out of date"));
  EXPECT_EQ(Where(problems_[0]), options_.crl);
  EXPECT_THAT(verifier->Judge(revoked.pem, ""),
              IsReason(Reason::kCertificateRevoked));
  EXPECT_THAT(verifier->Judge(Good().pem, ""), IsOk());
}

TEST_F(CertificateVerifierTest, ListThatGoesOutOfDateIsToldOnce) {
  SetList(authority_.Revoke({}, absl::Now() + absl::Hours(2)));
  const auto verifier = Make();
  const Certificate good = Good();
  EXPECT_THAT(verifier->Judge(good.pem, ""), IsOk());
  EXPECT_THAT(problems_, IsEmpty());
  for (int i = 0; i < 3; ++i) {
    clock_.Advance(absl::Hours(3));
    EXPECT_THAT(verifier->Judge(good.pem, ""), IsOk());
    EXPECT_THAT(problems_, SizeIs(1));
  }
}

TEST_F(CertificateVerifierTest, NewListIsInForceOnceItIsLookedAt) {
  const Certificate certificate = Good();
  SetList(authority_.Revoke({}));
  const auto verifier = Make();
  EXPECT_THAT(verifier->Judge(certificate.pem, ""), IsOk());

  SetList(authority_.Revoke({certificate}));
  clock_.Advance(kRefresh - absl::Milliseconds(1));
  EXPECT_THAT(verifier->Judge(certificate.pem, ""), IsOk());
  clock_.Advance(absl::Milliseconds(1));
  EXPECT_THAT(verifier->Judge(certificate.pem, ""),
              IsReason(Reason::kCertificateRevoked));

  SetList(authority_.Revoke({}));
  clock_.Advance(kRefresh);
  EXPECT_THAT(verifier->Judge(certificate.pem, ""), IsOk());
}

TEST_F(CertificateVerifierTest, NewAuthorityIsInForceOnceItIsLookedAt) {
  const Authority next("next");
  const Certificate before = Good();
  const Certificate after = next.Issue({.uris = {kSms}});
  const auto verifier = Make();
  EXPECT_THAT(verifier->Judge(before.pem, ""), IsOk());
  EXPECT_THAT(verifier->Judge(after.pem, ""),
              IsReason(Reason::kCertificateInvalid));

  WriteFile(options_.ca, next.pem());
  clock_.Advance(kRefresh);
  EXPECT_THAT(verifier->Judge(before.pem, ""),
              IsReason(Reason::kCertificateInvalid));
  EXPECT_THAT(verifier->Judge(after.pem, ""), IsOk());
}

TEST_F(CertificateVerifierTest, BadNewFileKeepsTheOldOneInForceAndIsToldOnce) {
  const Certificate revoked = Good();
  const Certificate good = Good();
  SetList(authority_.Revoke({revoked}));
  const auto verifier = Make();
  size_t told = 0;
  for (const std::string& text :
       {std::string(), std::string("no list"), authority_.pem(),
        authority_.Revoke({}).substr(0, 200),
        // Anybody can write a list in the authority's name.
        Authority("authority").Revoke({good})}) {
    SCOPED_TRACE(text);
    SetList(text);
    ++told;
    for (int i = 0; i < 2; ++i) {
      clock_.Advance(kRefresh);
      EXPECT_THAT(verifier->Judge(revoked.pem, ""),
                  IsReason(Reason::kCertificateRevoked));
      EXPECT_THAT(verifier->Judge(good.pem, ""), IsOk());
      ASSERT_THAT(problems_, SizeIs(told));
      EXPECT_THAT(problems_.back(), IsReason(Reason::kTlsFileInvalid));
    }
  }
  std::filesystem::remove(options_.crl);
  clock_.Advance(kRefresh);
  EXPECT_THAT(verifier->Judge(revoked.pem, ""),
              IsReason(Reason::kCertificateRevoked));
  EXPECT_THAT(problems_, SizeIs(told + 1));
}

TEST_F(CertificateVerifierTest, RememberedCertificateExpiresAllTheSame) {
  const Certificate certificate = Good();
  const auto verifier = Make();
  EXPECT_THAT(verifier->Judge(certificate.pem, ""), IsOk());
  clock_.Advance(absl::Hours(25));
  EXPECT_THAT(verifier->Judge(certificate.pem, ""),
              IsReason(Reason::kCertificateExpired));
}

TEST_F(CertificateVerifierTest, FilesAreCheckedBeforeAnythingIsJudged) {
  const struct {
    const char* name;
    std::string ca;
    std::string crl;
    bool list;  // which of the two is named
  } kCases[] = {{"no authority", "", authority_.Revoke({}), false},
                {"key for authority", Good().key, authority_.Revoke({}), false},
                {"no list", authority_.pem(), "", true},
                {"forged list", authority_.pem(),
                 Authority("authority").Revoke({}), true}};
  for (const auto& test : kCases) {
    SCOPED_TRACE(test.name);
    WriteFile(options_.ca, test.ca);
    SetList(test.crl);
    const auto verifier = CertificateVerifier::Make(options_);
    EXPECT_THAT(verifier, IsReason(Reason::kTlsFileInvalid));
    EXPECT_EQ(Where(verifier.status()), test.list ? options_.crl : options_.ca);
  }
}

}  // namespace
}  // namespace referral::rpc
