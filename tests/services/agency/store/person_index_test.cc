#include "services/agency/store/person_index.h"

#include "tests/services/agency/support/raw_files.h"
#include "tests/services/agency/support/store_fixture.h"

namespace referral::agency {
namespace {

using ::referral::testing::IsOkAndHolds;
using ::referral::testing::IsReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::IdentitySection Identity(const std::string& given,
                             const std::string& family = "Cəfərov") {
  v1::IdentitySection identity;
  identity.set_given_name(given);
  identity.set_family_name(family);
  *identity.mutable_birth_date() = DateOf(1988, 3, 11);
  return identity;
}

// A message about a person whose identity it tells.
v1::AddInformationRequest Telling(int message, const std::string& case_id,
                                  const v1::IdentitySection& identity) {
  v1::AddInformationRequest request;
  *request.mutable_call() = CallOf(message, case_id);
  v1::Section& section = *request.add_sections();
  section.set_person_id("p1");
  *section.mutable_identity() = identity;
  return request;
}

class PersonIndexTest : public StoreFixture {
 protected:
  absl::StatusOr<std::vector<std::string>> Cases(const std::string& given) {
    return CasesOf(Identity(given), *store_);
  }
  void Forget(const std::string& case_id) {
    std::promise<absl::Status> promise;
    ASSERT_OK(store_->Run(
        [&](Transaction& transaction) {
          return ForgetPeopleOf(case_id, transaction);
        },
        [&](const absl::Status& status) { promise.set_value(status); }));
    ASSERT_OK(promise.get_future().get());
  }
};

TEST_F(PersonIndexTest, WhoReturnsAgainIsRecognisedHoweverWritten) {  // [21]
  EXPECT_THAT(Cases("Kamran"), IsOkAndHolds(IsEmpty()));
  ASSERT_OK(Accept(Telling(1, SomeCase(1), Identity("Kamran"))));
  ASSERT_OK(Accept(Telling(2, SomeCase(2), Identity(" KAMRAN", "CƏFƏROV"))));
  ASSERT_OK(Accept(Telling(3, SomeCase(3), Identity("Nihad"))));
  // Corrected, and told twice.
  ASSERT_OK(Accept(Telling(4, SomeCase(1), Identity("kamran"))));
  EXPECT_THAT(Cases("Kamran"),
              IsOkAndHolds(ElementsAre(SomeCase(1), SomeCase(2))));
  Reopen();
  EXPECT_THAT(Cases("kamran"),
              IsOkAndHolds(ElementsAre(SomeCase(1), SomeCase(2))));
  EXPECT_THAT(Cases("Nihad"), IsOkAndHolds(ElementsAre(SomeCase(3))));
}

TEST_F(PersonIndexTest, TheOpeningOfACaseCountsUnderItsMintedId) {
  Draft draft = AnnouncementDraft(1);
  v1::Section& section = draft.sections.emplace_back();
  section.set_person_id("p1");
  *section.mutable_identity() = Identity("Kamran");
  ASSERT_OK_AND_ASSIGN(const v1::Submission submission, Accept(draft));
  EXPECT_THAT(Cases("Kamran"), IsOkAndHolds(ElementsAre(submission.case_id())));
}

TEST_F(PersonIndexTest, NothingInItSaysWhoAnybodyIs) {
  ASSERT_OK(Accept(Telling(1, SomeCase(1), Identity("Kamranzade"))));
  Close();
  for (const char* text : {"Kamranzade", "kamranzade", "cəfərov", "1988-03"}) {
    EXPECT_FALSE(FilesHold(directory_.path(), text)) << text;
  }
  Open();
  // Another store has another key: nobody can try names against both.
  const std::string key = *store_->Blind("somebody");
  EXPECT_EQ(*store_->Blind("somebody"), key);
  Close();
  std::filesystem::remove_all(directory_.Join("store"));
  Open();
  EXPECT_NE(*store_->Blind("somebody"), key);
}

TEST_F(PersonIndexTest, ARotatedMasterKeyFindsTheSamePeople) {
  ASSERT_OK(Accept(Telling(1, SomeCase(1), Identity("Kamran"))));
  WriteMasterKeys(directory_.Join("master.key"), {2, 1});
  ASSERT_OK(store_->AdoptMasterKeys());
  std::promise<absl::StatusOr<size_t>> rewrapped;
  store_->RewrapKeys(
      [&](absl::StatusOr<size_t> count) { rewrapped.set_value(count); });
  ASSERT_OK(rewrapped.get_future().get());
  WriteMasterKeys(directory_.Join("master.key"), {2});
  Reopen();
  EXPECT_THAT(Cases("Kamran"), IsOkAndHolds(ElementsAre(SomeCase(1))));
}

TEST_F(PersonIndexTest, ACaseIsForgotten) {  // [31]
  ASSERT_OK(Accept(Telling(1, SomeCase(1), Identity("Kamran"))));
  ASSERT_OK(Accept(Telling(2, SomeCase(2), Identity("Kamran"))));
  Forget(SomeCase(1));
  EXPECT_THAT(Cases("Kamran"), IsOkAndHolds(ElementsAre(SomeCase(2))));
  Forget(SomeCase(2));
  EXPECT_THAT(Cases("Kamran"), IsOkAndHolds(IsEmpty()));
}

TEST_F(PersonIndexTest, WhatIsRefusedAtTheDeskLeavesNothing) {
  v1::AddInformationRequest request =
      Telling(1, SomeCase(1), Identity("Kamran"));
  request.mutable_call()->clear_officer();
  EXPECT_THAT(Accept(request), IsReason(Reason::kInvalidField));
  EXPECT_THAT(Cases("Kamran"), IsOkAndHolds(IsEmpty()));
}

TEST_F(PersonIndexTest, AskingTakesNamesAndBirthDate) {
  using Identity = v1::IdentitySection;
  const struct {
    const char* where;
    void (*spoil)(Identity&);
  } kTable[] = {
      {"identity.given_name", [](Identity& who) { who.clear_given_name(); }},
      {"identity.family_name", [](Identity& who) { who.clear_family_name(); }},
      {"identity.birth_date", [](Identity& who) { who.clear_birth_date(); }},
      {"identity", [](Identity& who) { who.set_given_name(" "); }},
      {"identity", [](Identity& who) { who.mutable_birth_date()->Clear(); }},
  };
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.where);
    Identity who = agency::Identity("Kamran");
    row.spoil(who);
    const auto found = CasesOf(who, *store_);
    EXPECT_THAT(found, IsReason(Reason::kInvalidField));
    EXPECT_EQ(Where(found.status()), row.where);
  }
}

class OtherAgencyTest : public StoreFixture {
 protected:
  OtherAgencyTest() : StoreFixture("health") {}
};

TEST_F(OtherAgencyTest, OnlyTheLeadKeepsAnIndex) {
  ASSERT_OK(Accept(Telling(1, SomeCase(1), Identity("Kamran"))));
  EXPECT_THAT(CasesOf(Identity("Kamran"), *store_), IsOkAndHolds(IsEmpty()));
}

}  // namespace
}  // namespace referral::agency
