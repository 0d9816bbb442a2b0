// A message that comes again is the same message, for ever.
#include "common/model/message_index.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/model/case_builder.h"

namespace referral::model::testing {
namespace {

std::string DigestOf(char c) { return std::string(32, c); }

class MessageIndexTest : public ::testing::Test {
 protected:
  MessageIndexTest() {
    AddMessage("border", Id(1), DigestOf('a'), file_);
    AddMessage("sms", Id(2), DigestOf('b'), file_);
    AddMessage("border", Id(3), DigestOf('c'), file_);
    AddMessage("sms", Id(1), DigestOf('d'), file_);  // an id of another's
  }

  storage::v1::CaseFile file_;
};

TEST_F(MessageIndexTest, KeepsThemInOrder) {
  ASSERT_EQ(CountMessages(file_), 4);
  const struct {
    std::uint64_t sequence;
    const char* sender;
    char digest;
  } kRows[] = {
      {1, "border", 'a'}, {2, "sms", 'b'}, {3, "border", 'c'}, {4, "sms", 'd'}};
  for (const auto& row : kRows) {
    const KnownMessage known = MessageAt(file_, row.sequence);
    EXPECT_EQ(known.sequence, row.sequence);
    EXPECT_EQ(known.sender, row.sender);
    EXPECT_EQ(known.envelope_digest, DigestOf(row.digest));
  }
  EXPECT_THAT(file_.senders(), ::testing::ElementsAre("border", "sms"));
}

TEST_F(MessageIndexTest, FindsBySenderAndId) {
  EXPECT_EQ(FindMessage(file_, "border", Id(1))->sequence, 1);
  EXPECT_EQ(FindMessage(file_, "sms", Id(1))->sequence, 4);
  EXPECT_FALSE(FindMessage(file_, "border", Id(2)).has_value());
  EXPECT_FALSE(FindMessage(file_, "health", Id(1)).has_value());
  EXPECT_FALSE(FindMessage(file_, "sms", Id(9)).has_value());
  EXPECT_FALSE(FindMessage({}, "sms", Id(1)).has_value());
  EXPECT_EQ(FindMessage(file_, "sms", Id(1))->envelope_digest, DigestOf('d'));
}

// A sender may name anything as the message that it corrects.
TEST_F(MessageIndexTest, WhatIsNoUuidIsNoMessage) {
  std::string dashes = Id(1);
  for (char& c : dashes) c = '-';
  std::string upper = Id(1);
  upper.back() = 'F';
  for (const std::string& id :
       {std::string(), dashes, upper, Id(1) + "0", Id(1).substr(1)}) {
    EXPECT_FALSE(HasMessage(file_, id)) << id;
    EXPECT_FALSE(HasMessageOfAnother(file_, "sms", id)) << id;
  }
}

TEST_F(MessageIndexTest, KnowsWhoElseUsedAnId) {
  EXPECT_TRUE(HasMessage(file_, Id(3)));
  EXPECT_FALSE(HasMessage(file_, Id(9)));
  EXPECT_TRUE(HasMessageOfAnother(file_, "border", Id(1)));
  EXPECT_TRUE(HasMessageOfAnother(file_, "sms", Id(1)));
  EXPECT_FALSE(HasMessageOfAnother(file_, "border", Id(3)));
  EXPECT_TRUE(HasMessageOfAnother(file_, "health", Id(3)));
}

TEST_F(MessageIndexTest, ADamagedFileCrashesNothing) {
  file_.clear_senders();
  EXPECT_EQ(MessageAt(file_, 1).sender, "");
  EXPECT_FALSE(FindMessage(file_, "sms", Id(1)).has_value());
  file_.mutable_messages()->resize(75);
  EXPECT_EQ(CountMessages(file_), 1);
}

// Many senders: the second byte of their number counts.
TEST_F(MessageIndexTest, TellsHundredsOfSendersApart) {
  storage::v1::CaseFile file;
  for (int i = 0; i < 600; ++i) {
    AddMessage("agency-" + std::to_string(i), Id(7), DigestOf('e'), file);
  }
  for (const int i : {0, 255, 256, 599}) {
    const auto known = FindMessage(file, "agency-" + std::to_string(i), Id(7));
    ASSERT_TRUE(known.has_value());
    EXPECT_EQ(known->sequence, i + 1);
  }
}

}  // namespace
}  // namespace referral::model::testing
