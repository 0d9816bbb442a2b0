#include "services/agency/core/person_name.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/agency/support/samples.h"

namespace referral::agency {
namespace {

TEST(PersonNameTest, CaseSpacingAndWayOfWritingDoNotCount) {  // [21]
  const struct {
    const char* name;
    const char* written;
    const char* want;
  } kTable[] = {
      {"as it is", "kamran", "kamran"},
      {"capitals", "KAMRAN", "kamran"},
      {"Azeri letters", "CƏFƏROVA", "cəfərova"},
      {"Azeri i with a dot", "İLHAM", "ilham"},
      {"the same, decomposed", "I\u0307LHAM", "ilham"},
      {"Azeri i without a dot", "Qılınc", "qilinc"},
      {"the same in capitals", "QILINC", "qilinc"},
      {"Cyrillic", "РАҲМОНОВ", "раҳмонов"},
      {"decomposed letters", "S\u0327\u0259f\u0259q", "şəfəq"},
      {"German sharp s", "Strauß", "strauss"},
      {"full width", "\uff2b\uff41mran", "kamran"},
      {"blanks around", "  Kamran\t", "kamran"},
      {"several blanks", "Abu \u00a0 Bakr", "abu bakr"},
      {"nothing", "", ""},
      {"blanks alone", " \u2003 ", ""},
      {"invisible ones", "Kam\u200dran", "kamran"},
  };
  for (const auto& row : kTable) {
    EXPECT_EQ(NormaliseName(row.written), row.want) << row.name;
    EXPECT_EQ(NormaliseName(row.want), row.want) << row.name;
  }
  EXPECT_NE(NormaliseName("Əli"), NormaliseName("Eli"));
  EXPECT_NE(NormaliseName("Камран"), NormaliseName("Kamran"));
}

v1::IdentitySection Identity(const char* given, const char* family) {
  v1::IdentitySection identity;
  identity.set_given_name(given);
  identity.set_family_name(family);
  *identity.mutable_birth_date() = DateOf(1988, 3, 11);
  return identity;
}

TEST(PersonNameTest, NamesAndBirthDateTellPeopleApart) {
  const auto who = IdentityText(Identity("Kamran", "Cəfərov"));
  ASSERT_TRUE(who.has_value());
  EXPECT_EQ(IdentityText(Identity(" KAMRAN", "cəfərov")), who);
  EXPECT_NE(IdentityText(Identity("Cəfərov", "Kamran")), who);
  EXPECT_NE(IdentityText(Identity("Kamran Cəfər", "ov")), who);
  v1::IdentitySection younger = Identity("Kamran", "Cəfərov");
  *younger.mutable_birth_date() = DateOf(1988, 3, 12);
  EXPECT_NE(IdentityText(younger), who);
  // What else is known does not count.
  v1::IdentitySection more = Identity("Kamran", "Cəfərov");
  more.set_birth_place("Gəncə");
  EXPECT_EQ(IdentityText(more), who);
}

TEST(PersonNameTest, ANameAloneIsNobody) {
  EXPECT_EQ(IdentityText(Identity("", "Cəfərov")), std::nullopt);
  EXPECT_EQ(IdentityText(Identity("Kamran", " ")), std::nullopt);
  v1::IdentitySection no_date = Identity("Kamran", "Cəfərov");
  no_date.clear_birth_date();
  EXPECT_EQ(IdentityText(no_date), std::nullopt);
  *no_date.mutable_birth_date() = DateOf(1988, 2, 30);
  EXPECT_EQ(IdentityText(no_date), std::nullopt);
}

}  // namespace
}  // namespace referral::agency
