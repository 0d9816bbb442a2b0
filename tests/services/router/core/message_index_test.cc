// Which messages a case has: found for ever, at a cost that does not grow.
#include "services/router/core/message_index.h"

#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/router/core/router_testing.h"
#include "tests/support/status_matchers.h"

namespace referral::router::testing {
namespace {

using referral::testing::IsReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class MessageIndexTest : public ::testing::Test {
 protected:
  // The next message of the case.
  void Receive(std::uint32_t number) {
    file_.set_case_id(CaseId(1));
    file_.set_last_sequence(file_.last_sequence() + 1);
    std::optional<storage::v1::MessagePrintsRow> row =
        AddPrint(PrintOf(MessageId(number)), file_);
    if (!row.has_value()) return;
    index_.Add(*row);
    rows_.push_back(*std::move(row));
  }
  void ReceiveUpTo(std::uint32_t last) {
    for (auto i = static_cast<std::uint32_t>(file_.last_sequence()); i < last;
         ++i) {
      Receive(i + 1);
    }
  }
  std::vector<std::uint64_t> Find(std::uint32_t number) const {
    return index_.Find(PrintOf(MessageId(number)), file_);
  }

  storage::v1::CaseFile file_;
  std::vector<storage::v1::MessagePrintsRow> rows_;
  MessageIndex index_;
};

TEST_F(MessageIndexTest, EveryMessageIsFoundAndNoOther) {
  EXPECT_THAT(Find(1), IsEmpty());
  ReceiveUpTo(200);
  for (std::uint32_t i = 1; i <= 200; ++i) {
    EXPECT_THAT(Find(i), ElementsAre(i)) << i;
  }
  EXPECT_THAT(Find(201), IsEmpty());
}

TEST_F(MessageIndexTest, TheFileKeepsTheNewestAlone) {
  ReceiveUpTo(63);
  EXPECT_THAT(file_.message_prints(), SizeIs(63 * 8));
  EXPECT_THAT(rows_, IsEmpty());
  ReceiveUpTo(64);
  EXPECT_THAT(file_.message_prints(), IsEmpty());
  ReceiveUpTo(130);
  EXPECT_THAT(file_.message_prints(), SizeIs(2 * 8));
  ASSERT_THAT(rows_, SizeIs(2));
  for (std::uint64_t i = 0; i < 2; ++i) {
    EXPECT_EQ(rows_[i].case_id(), CaseId(1));
    EXPECT_EQ(rows_[i].number(), i);
    EXPECT_THAT(rows_[i].prints(), SizeIs(64 * 8));
  }
}

// Two agencies may have used the same one.
TEST_F(MessageIndexTest, AnIdThatWasUsedTwiceIsFoundTwice) {
  Receive(7);
  ReceiveUpTo(65);
  Receive(7);
  Receive(7);
  EXPECT_THAT(Find(7), ElementsAre(1, 7, 66, 67));
}

TEST_F(MessageIndexTest, IsTheSameWhenReadAgain) {
  ReceiveUpTo(150);
  MessageIndex again;
  ASSERT_OK(again.Load(file_, rows_));
  for (std::uint32_t i = 0; i <= 151; ++i) {
    EXPECT_EQ(again.Find(PrintOf(MessageId(i)), file_), Find(i)) << i;
  }
  EXPECT_EQ(again.bytes(), index_.bytes());
}

TEST_F(MessageIndexTest, WhatDoesNotFitTheLogIsSaid) {
  ReceiveUpTo(150);
  const struct {
    const char* what;
    std::vector<storage::v1::MessagePrintsRow> rows;
    std::size_t prints_in_file;
  } kDamages[] = {
      {"a row is missing", {rows_[0]}, 22 * 8},
      {"one row too many", {rows_[0], rows_[1], rows_[1]}, 22 * 8},
      {"the same row twice", {rows_[0], rows_[0]}, 22 * 8},
      {"in another order", {rows_[1], rows_[0]}, 22 * 8},
      {"none in the file", rows_, 0},
      {"half a print", rows_, 22 * 8 - 4},
  };
  for (const auto& damage : kDamages) {
    storage::v1::CaseFile file = file_;
    file.mutable_message_prints()->resize(damage.prints_in_file);
    MessageIndex index;
    const absl::Status status = index.Load(file, damage.rows);
    EXPECT_THAT(status, IsReason(Reason::kStoreCorrupt)) << damage.what;
    EXPECT_EQ(Where(status), CaseId(1));
  }
  rows_[1].mutable_prints()->pop_back();
  EXPECT_THAT(MessageIndex().Load(file_, rows_),
              IsReason(Reason::kStoreCorrupt));
}

}  // namespace
}  // namespace referral::router::testing
