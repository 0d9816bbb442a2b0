#include "common/base/ids.h"

#include <array>
#include <cstdint>
#include <string>

#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace referral {
namespace {

using ::referral::testing::IsOk;
using ::referral::testing::IsOkAndHolds;
using ::referral::testing::IsReason;
using ::testing::Not;

constexpr absl::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

std::string Minted(uint8_t seed, absl::string_view home = "AZ") {
  std::array<uint8_t, kCaseIdRandomBytes> random;
  for (uint8_t& byte : random)
    byte = seed = static_cast<uint8_t>(seed * 73 + 41);
  return MintCaseId(home, random);
}

TEST(CaseIdTest, AMintedIdChecks) {
  for (const char* home : {"AZ", "TJ", "ABCDEFGH"}) {
    for (int seed = 0; seed < 256; ++seed) {
      const std::string id = Minted(static_cast<uint8_t>(seed), home);
      ASSERT_OK(CheckCaseId(id));
      EXPECT_EQ(HomeOf(id), home);
    }
  }
}

TEST(CaseIdTest, TheCheckCharacterIsIso7064Mod37_36) {
  // Worked out by hand from the standard's algorithm.
  const std::array<uint8_t, kCaseIdRandomBytes> zeros = {};
  EXPECT_EQ(MintCaseId("AZ", zeros).substr(0, 14), "AZ-00000-00000");
  int product = 36;
  for (int value : {10, 35, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}) {
    int sum = (product + value) % 36;
    if (sum == 0) sum = 36;
    product = sum * 2 % 37;
  }
  const char check = MintCaseId("AZ", zeros).back();
  EXPECT_EQ((product + static_cast<int>(kAlphabet.find(check))) % 36, 1);
}

TEST(CaseIdTest, EveryWrongCharacterIsNoticed) {
  for (uint8_t seed = 1; seed < 20; ++seed) {
    const std::string id = Minted(seed);
    for (size_t i = 0; i < id.size(); ++i) {
      if (id[i] == '-') continue;
      for (char other : kAlphabet) {
        if (other == id[i]) continue;
        std::string wrong = id;
        wrong[i] = other;
        EXPECT_THAT(CheckCaseId(wrong), IsReason(Reason::kInvalidCaseId))
            << wrong;
      }
    }
  }
}

TEST(CaseIdTest, NearlyEverySwapOfNeighboursIsNoticed) {
  int swaps = 0;
  int missed = 0;
  for (int seed = 0; seed < 256; ++seed) {
    const std::string id = Minted(static_cast<uint8_t>(seed));
    for (size_t i = 3; i + 1 < id.size(); ++i) {
      if (id[i] == '-' || id[i + 1] == '-' || id[i] == id[i + 1]) continue;
      std::string wrong = id;
      std::swap(wrong[i], wrong[i + 1]);
      ++swaps;
      if (CheckCaseId(wrong).ok()) ++missed;
    }
  }
  EXPECT_GT(swaps, 1000);
  EXPECT_LT(missed * 50, swaps);
}

TEST(CaseIdTest, WhatAPersonTypesIsUnderstood) {
  std::string id;
  for (int seed = 0; id.find_first_of("01") == std::string::npos ||
                     id.back() == '0' || id.back() == '1';
       ++seed) {
    id = Minted(static_cast<uint8_t>(seed));
  }
  std::string lower = id, bare, confused = id;
  for (char& c : lower) c = static_cast<char>(std::tolower(c));
  for (char c : id) {
    if (c != '-') bare.push_back(c);
  }
  for (size_t i = 3; i + 1 < id.size(); ++i) {
    if (confused[i] == '0') confused[i] = 'o';
    if (confused[i] == '1') confused[i] = 'l';
  }
  ASSERT_NE(confused, id);
  for (const std::string& typed : {id, lower, bare, confused, " " + id + " "}) {
    SCOPED_TRACE(typed);
    EXPECT_THAT(ParseTypedCaseId(typed), IsOkAndHolds(id));
    if (typed != id) {
      EXPECT_THAT(CheckCaseId(typed), IsReason(Reason::kInvalidCaseId));
    }
  }
}

TEST(CaseIdTest, WhatIsNoCaseIdIsRefused) {
  for (const std::string& id :
       {std::string(), std::string("AZ"), std::string("AZ-ROUTER"),
        std::string("A-7K3QX-9M2TF-C"), std::string("ABCDEFGHI-7K3QX-9M2TF-C"),
        std::string("A1-7K3QX-9M2TF-C"), std::string("AZ-7K3QU-9M2TF-C"),
        std::string("AZ-7K3Q\xc9-9M2TF-C"), std::string(1000, 'A'),
        std::string("AZ-7K3QX-9M2TF-\0C", 17)}) {
    EXPECT_THAT(CheckCaseId(id), IsReason(Reason::kInvalidCaseId));
    EXPECT_THAT(ParseTypedCaseId(id), IsReason(Reason::kInvalidCaseId));
  }
}

TEST(CaseIdTest, TheRoutersOwnLogIsNeverACase) {
  EXPECT_EQ(RouterLogId("AZ"), "AZ-ROUTER");
  EXPECT_TRUE(IsRouterLogId("AZ-ROUTER"));
  EXPECT_FALSE(IsRouterLogId("-ROUTER"));
  EXPECT_FALSE(IsRouterLogId(Minted(1)));
  for (const char* home : {"AZ", "ABCDEFGH"}) {
    EXPECT_THAT(CheckCaseId(RouterLogId(home)), Not(IsOk()));
  }
}

TEST(UuidTest, ARandomUuidSaysItsVersionAndVariant) {
  std::array<uint8_t, 16> bytes;
  bytes.fill(0xff);
  EXPECT_EQ(UuidV4(bytes), "ffffffff-ffff-4fff-bfff-ffffffffffff");
  bytes.fill(0);
  EXPECT_EQ(UuidV4(bytes), "00000000-0000-4000-8000-000000000000");
  EXPECT_TRUE(IsUuid(UuidV4(bytes)));
}

TEST(UuidTest, ANamedUuidSaysItsVersionAndVariant) {
  std::array<uint8_t, 32> digest;
  digest.fill(0xff);
  EXPECT_EQ(UuidV8(digest), "ffffffff-ffff-8fff-bfff-ffffffffffff");
  digest.fill(0);
  EXPECT_EQ(UuidV8(digest), "00000000-0000-8000-8000-000000000000");
}

TEST(IdsTest, ShapesAreExact) {
  struct {
    const char* name;
    bool (*check)(absl::string_view);
    std::string input;
    bool want;
  } const cases[] = {
      {"uuid", IsUuid, "0f8fad5b-d9cb-469f-a165-70867728950e", true},
      {"uuid, upper", IsUuid, "0F8FAD5B-d9cb-469f-a165-70867728950e", false},
      {"uuid, short", IsUuid, "0f8fad5b-d9cb-469f-a165-70867728950", false},
      {"uuid, dashes", IsUuid, "0f8fad5bd-9cb-469f-a165-70867728950e", false},
      {"uuid, none", IsUuid, "", false},
      {"agency", IsAgencyId, "sms-intake", true},
      {"agency, digit first", IsAgencyId, "1ngo", false},
      {"agency, blank", IsAgencyId, "ngo one", false},
      {"agency, upper", IsAgencyId, "Ngo", false},
      {"agency, longest", IsAgencyId, std::string(63, 'a'), true},
      {"agency, too long", IsAgencyId, std::string(64, 'a'), false},
      {"agency, none", IsAgencyId, "", false},
      {"code", IsCode, "medical_treatment", true},
      {"code, dot", IsCode, "a.b", false},
      {"officer", IsOfficer, "Off-17/b@x", true},
      {"officer, blank", IsOfficer, "Off 17", false},
      {"officer, script", IsOfficer, "Əli", false},
      {"officer, longest", IsOfficer, std::string(64, 'x'), true},
      {"officer, too long", IsOfficer, std::string(65, 'x'), false},
      {"person", IsPersonId, "p1", true},
      {"person, longest", IsPersonId, std::string(32, 'p'), true},
      {"person, too long", IsPersonId, std::string(33, 'p'), false},
      {"person, upper", IsPersonId, "P1", false},
      {"person, none", IsPersonId, "", false},
  };
  for (const auto& test : cases) {
    SCOPED_TRACE(test.name);
    EXPECT_EQ(test.check(test.input), test.want);
  }
}

}  // namespace
}  // namespace referral
