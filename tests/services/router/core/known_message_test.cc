// A message that comes again is known by its sender, case and id, for ever.
#include "services/router/core/known_message.h"

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/router/core/sequencer_fixture.h"

namespace referral::router::testing {
namespace {

using referral::testing::IsReason;

using KnownMessageTest = SequencerFixture;

TEST_F(KnownMessageTest, TheSameMessageGetsTheSameReceiptForEver) {
  Start();
  const v1::SignedMessage message =
      Message("border", CaseId(1), MessageId(1), Announce());
  ASSERT_OK_AND_ASSIGN(const v1::Receipt first, Submit(message));
  ASSERT_OK(Submit(Message("sms", CaseId(1), MessageId(2), Inform())));
  clock_.Advance(absl::Hours(1));
  ASSERT_OK_AND_ASSIGN(const v1::Receipt again, Submit(message));
  EXPECT_EQ(first.SerializeAsString(), again.SerializeAsString());
  Restart();
  Start();
  ASSERT_OK_AND_ASSIGN(const v1::Receipt later, Submit(message));
  EXPECT_EQ(first.SerializeAsString(), later.SerializeAsString());
  EXPECT_EQ(ledger_.Head().position, 4u);
}

TEST_F(KnownMessageTest, ADuplicateInTheSameRoundIsRecordedOnce) {
  Start();
  const v1::SignedMessage message =
      Message("border", CaseId(1), MessageId(1), Announce());
  Answers answers;
  SubmitFrame({message, message}, answers);
  ASSERT_OK_AND_ASSIGN(const v1::Receipt first, answers.Wait(0));
  ASSERT_OK_AND_ASSIGN(const v1::Receipt second, answers.Wait(1));
  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
  EXPECT_EQ(ledger_.Head().position, 3u);
}

TEST_F(KnownMessageTest, OneIdForTwoContentsIsRefused) {
  Start();
  ASSERT_OK(Submit(Message("border", CaseId(1), MessageId(1), Announce())));
  // Other salts alone make another message.
  EXPECT_THAT(Submit(Message("border", CaseId(1), MessageId(1), Announce())),
              IsReason(Reason::kDuplicateMessageId));
  // The key is sender, case and id together.
  EXPECT_OK(Submit(Message("sms", CaseId(1), MessageId(1), Inform())));
  EXPECT_OK(Submit(Message("border", CaseId(2), MessageId(1), Announce())));
}

// Longer than what its file keeps of its messages, and what came in one round.
TEST_F(KnownMessageTest, EveryMessageOfALongCaseIsKnownForEver) {
  Start();
  constexpr std::uint32_t kMessages = 150;
  std::vector<v1::SignedMessage> messages = {
      Message("border", CaseId(1), MessageId(1), Announce())};
  while (messages.size() < kMessages) {
    messages.push_back(Message(
        "sms", CaseId(1),
        MessageId(static_cast<std::uint32_t>(messages.size() + 1)), Inform()));
  }
  Answers answers;
  SubmitFrame(messages, answers);
  std::vector<std::string> receipts;
  for (std::size_t i = 0; i < kMessages; ++i) {
    ASSERT_OK_AND_ASSIGN(const v1::Receipt receipt, answers.Wait(i));
    EXPECT_EQ(receipt.sequence(), i + 1);
    receipts.push_back(receipt.SerializeAsString());
  }
  for (const bool restarted : {false, true}) {
    if (restarted) {
      Restart();
      Start();
    }
    Answers again;
    SubmitFrame(messages, again);
    for (std::size_t i = 0; i < kMessages; ++i) {
      ASSERT_OK_AND_ASSIGN(const v1::Receipt receipt, again.Wait(i));
      EXPECT_EQ(receipt.SerializeAsString(), receipts[i]) << i;
    }
  }
  EXPECT_EQ(ledger_.Head().position, 2 + kMessages);
  for (const std::uint32_t id : {2U, 64U, 65U, 129U, 150U}) {
    EXPECT_THAT(Submit(Message("sms", CaseId(1), MessageId(id), Inform())),
                IsReason(Reason::kDuplicateMessageId))
        << id;
  }
  ASSERT_OK_AND_ASSIGN(const auto file, ledger_.ReadCaseFile(CaseId(1)));
  EXPECT_EQ(file->message_prints().size(), 8 * (kMessages % 64));
}

TEST_F(KnownMessageTest, AMessageThatTheLogHasLostEndsTheRouter) {
  Start();
  const v1::SignedMessage message =
      Message("border", CaseId(1), MessageId(1), Announce());
  ASSERT_OK(Submit(message));
  ledger_.Erase(CaseId(1), 1);
  Answers answers;
  SubmitFrame({message}, answers);
  sequencer_->Stop();
  EXPECT_EQ(answers.arrived(), 0);
  EXPECT_THAT(disk_failure_, IsReason(Reason::kStoreCorrupt));
}

}  // namespace
}  // namespace referral::router::testing
