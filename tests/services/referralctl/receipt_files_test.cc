#include "services/referralctl/receipt_files.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "proto/referral/v1/desk_service.pb.h"
#include "proto/referral/v1/router_service.pb.h"
#include "tests/services/referralctl/made_log.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace referral::referralctl {
namespace {

using ::google::protobuf::util::MessageDifferencer;
using testing::IsOkAndHolds;
using testing::IsReason;

const std::string kCase = evidence::CaseId();

std::string JsonOf(const google::protobuf::Message& message,
                   bool as_printed = true) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = as_printed;
  options.preserve_proto_field_names = as_printed;
  options.always_print_primitive_fields = as_printed;
  std::string json;
  EXPECT_TRUE(
      google::protobuf::util::MessageToJsonString(message, &json, options)
          .ok());
  return json;
}

class ReceiptFilesTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text) {
    std::ofstream(dir_.Join(name), std::ios::binary) << text;
    return dir_.Join(name);
  }
  std::string Read(const std::string& name) {
    std::ifstream in(dir_.Join(name));
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void ExpectHolds(const std::string& path,
                   const std::vector<v1::Receipt>& want) {
    ASSERT_OK_AND_ASSIGN(const auto filed, ReadReceiptFile(path));
    ASSERT_EQ(filed.size(), want.size());
    for (size_t i = 0; i < want.size(); ++i) {
      EXPECT_TRUE(MessageDifferencer::Equals(filed[i].receipt, want[i]));
      EXPECT_EQ(filed[i].file, path);
    }
  }

  testing::TempDir dir_;
  const MadeLog made_ = MakeLog(kCase, 2);
  const v1::Receipt receipt_ = made_.receipts[0];
};

TEST_F(ReceiptFilesTest, AReceiptIsReadAsJsonOrBinary) {
  ExpectHolds(Write("a.json", JsonOf(receipt_)), {receipt_});
  ExpectHolds(Write("b.json", JsonOf(receipt_, false)), {receipt_});
  ExpectHolds(Write("c.bin", receipt_.SerializeAsString()), {receipt_});
}

TEST_F(ReceiptFilesTest, SubmissionsGiveTheirReceipts) {
  v1::ListSubmissionsResponse list;
  list.add_submissions()->set_message_id("queued");
  for (const v1::Receipt& receipt : made_.receipts) {
    *list.add_submissions()->mutable_receipt() = receipt;
  }
  ExpectHolds(Write("list.json", JsonOf(list)), made_.receipts);
  ExpectHolds(Write("one.json", JsonOf(list.submissions(1))), {receipt_});
}

TEST_F(ReceiptFilesTest, WhatHoldsNoReceiptIsToldApartFromWhatIsNotThere) {
  v1::ListSubmissionsResponse queued;
  queued.add_submissions()->set_message_id("queued");
  for (const std::string& text :
       {std::string(), std::string("{}"), std::string("{\"a\": 1}"),
        std::string("{"), std::string("\xff\xff"), std::string("hello"),
        JsonOf(queued)}) {
    SCOPED_TRACE(text);
    EXPECT_THAT(ReadReceiptFile(Write("x", text)),
                IsReason(Reason::kMalformedMessage));
  }
  EXPECT_THAT(ReadReceiptFile(dir_.Join("nowhere")),
              IsReason(Reason::kInvalidArgumentFile));
  EXPECT_THAT(ReadReceiptFile(dir_.path()),
              IsReason(Reason::kInvalidArgumentFile));
}

TEST_F(ReceiptFilesTest, ADirectoryGivesAllItHolds) {
  Write("2.json", JsonOf(made_.receipts[1]));
  Write("1.json", JsonOf(made_.receipts[0]));
  Write(".half.new", "not yet");
  const std::string bad = Write("notes.txt", "hello");
  std::vector<absl::Status> unread;
  ASSERT_OK_AND_ASSIGN(const auto filed, ReadReceiptDir(dir_.path(), unread));
  ASSERT_EQ(filed.size(), 2u);
  EXPECT_EQ(filed[0].receipt.sequence(), 1u);
  ASSERT_EQ(unread.size(), 1u);
  EXPECT_EQ(Where(unread[0]), bad);
  EXPECT_THAT(ReadReceiptDir(dir_.Join("nowhere"), unread),
              IsReason(Reason::kInvalidArgumentFile));
}

TEST_F(ReceiptFilesTest, ASavedReceiptStaysAsItIs) {
  EXPECT_THAT(SaveReceipt(dir_.path(), receipt_), IsOkAndHolds(true));
  const std::string name = kCase + "-1.json";
  const std::string text = Read(name);
  ExpectHolds(dir_.Join(name), {receipt_});
  struct stat file = {};
  ASSERT_EQ(::stat(dir_.Join(name).c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);

  EXPECT_THAT(SaveReceipt(dir_.path(), receipt_), IsOkAndHolds(false));
  const v1::Receipt other = MakeLog(kCase, 1).receipts[0];
  EXPECT_THAT(SaveReceipt(dir_.path(), other),
              IsReason(Reason::kDigestMismatch));
  EXPECT_EQ(Read(name), text);
  // Nothing else is left behind.
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir_.path()), {}),
            1);
}

TEST_F(ReceiptFilesTest, NoReceiptIsWrittenOutsideTheDirectory) {
  v1::Receipt receipt = receipt_;
  receipt.set_case_id("../AZ");
  EXPECT_THAT(SaveReceipt(dir_.path(), receipt),
              IsReason(Reason::kInvalidCaseId));
}

TEST_F(ReceiptFilesTest, ADirectoryIsMadeForItsOwnerOnly) {
  ASSERT_OK(MakeReceiptDir(dir_.Join("receipts")));
  ASSERT_OK(MakeReceiptDir(dir_.Join("receipts")));
  struct stat made = {};
  ASSERT_EQ(::stat(dir_.Join("receipts").c_str(), &made), 0);
  EXPECT_EQ(made.st_mode & 0777, 0700u);
  EXPECT_THAT(MakeReceiptDir(dir_.Join("no/such/place")),
              IsReason(Reason::kInvalidArgumentFile));
}

TEST_F(ReceiptFilesTest, ARecordIsReadAsReadCaseLogGivesIt) {
  const v1::Record& record = made_.records[0];
  v1::ReadCaseLogResponse response;
  *response.mutable_record() = record;
  for (const std::string& text :
       {JsonOf(record), JsonOf(response), record.SerializeAsString(),
        response.SerializeAsString()}) {
    ASSERT_OK_AND_ASSIGN(const v1::Record read,
                         ReadRecordFile(Write("record", text)));
    EXPECT_TRUE(MessageDifferencer::Equals(read, record));
  }
  EXPECT_THAT(ReadRecordFile(Write("record", JsonOf(receipt_))),
              IsReason(Reason::kMalformedMessage));
}

}  // namespace
}  // namespace referral::referralctl
