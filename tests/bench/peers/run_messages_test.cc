#include "tests/bench/peers/run_messages.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/bench/subject.h"

namespace referral::bench {
namespace {

using ::testing::HasSubstr;

class RunMessagesTest : public ::testing::Test {
 protected:
  RunMessagesTest() { messages_.Make(4); }

  absl::Status CheckAfter(const std::vector<std::size_t>& returned) {
    for (const std::size_t index : returned) {
      EXPECT_EQ(messages_.Returned(messages_.payload(index)).value(), index);
    }
    return messages_.Check();
  }

  RunMessages messages_;
};

TEST_F(RunMessagesTest, AllInOrderIsGood) {
  EXPECT_EQ(messages_.payload(3).size(), kMessageBytes);
  EXPECT_TRUE(CheckAfter({0, 1, 2, 3}).ok());
}

TEST_F(RunMessagesTest, WhatIsMissingIsNamed) {
  const absl::Status status = CheckAfter({0, 3});
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(status.message(), HasSubstr("2 of 4 messages are missing"));
  EXPECT_THAT(status.message(), HasSubstr("first 1"));
}

TEST_F(RunMessagesTest, TwiceIsAnError) {
  EXPECT_THAT(CheckAfter({0, 1, 1, 2, 3}).message(), HasSubstr("1 came back "
                                                               "twice"));
}

TEST_F(RunMessagesTest, OutOfOrderIsAnError) {
  EXPECT_THAT(CheckAfter({0, 2, 1, 3}).message(), HasSubstr("out of order"));
}

TEST_F(RunMessagesTest, OnlyTheOrderOfEachSenderCounts) {
  messages_.SetSender(2, 1);
  EXPECT_TRUE(CheckAfter({0, 2, 1, 3}).ok());
}

TEST_F(RunMessagesTest, DamageIsAnError) {
  std::string payload = messages_.payload(0);
  payload.back() = '?';
  EXPECT_THAT(messages_.Returned(payload).status().message(),
              HasSubstr("damaged"));
}

TEST_F(RunMessagesTest, MessagesOfTheRunBeforeAreAnError) {
  const std::string old = messages_.payload(0);
  messages_.Make(4);
  EXPECT_EQ(messages_.Returned(old).status().code(),
            absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace referral::bench
