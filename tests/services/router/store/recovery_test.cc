#include "services/router/store/recovery.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "common/base/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/router/store/store_testing.h"

namespace referral::router::testing {
namespace {

using referral::testing::IsReason;
using ::testing::HasSubstr;

class RecoveryTest : public StoreTest {
 protected:
  // Opening fails for `reason`, says `what` and how to restore.
  void ExpectRefused(Reason reason, const std::string& what) {
    const auto ledger = RocksLedger::Open(Options());
    ASSERT_THAT(ledger, IsReason(reason));
    const std::string message = Describe(ledger.status());
    EXPECT_THAT(message, HasSubstr(what));
    EXPECT_THAT(message, HasSubstr("cp -a BACKUP"));
  }
  static std::string Get(const store::Database& database,
                         store::FamilyId family, const std::string& key) {
    const auto value = database.Get(family, key);
    EXPECT_OK(value);
    EXPECT_TRUE(value->has_value());
    return value->value_or("");
  }
  template <typename Message>
  static Message Parse(const store::Database& database, store::FamilyId family,
                       const std::string& key) {
    Message message;
    EXPECT_TRUE(message.ParseFromString(Get(database, family, key)));
    return message;
  }
};

TEST_F(RecoveryTest, ATamperedRecordIsNamed) {
  struct Case {
    const char* name;
    std::function<void(storage::v1::LogRow&)> tamper;
    std::string want;
  };
  const auto flip = [](std::string& bytes) {
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  };
  const std::string changed =
      "the record of position 5 is not the one the round holds";
  const Case cases[] = {
      {"position", [](auto& r) { r.set_position(6); }, changed},
      {"sequence", [](auto& r) { r.set_sequence(3); }, changed},
      {"no sequence", [](auto& r) { r.clear_sequence(); }, "a sequence"},
      {"time", [](auto& r) { r.mutable_recorded_time()->set_nanos(7); },
       changed},
      {"no time", [](auto& r) { r.mutable_recorded_time()->set_nanos(-7); },
       "recorded_time"},
      {"previous", [&](auto& r) { flip(*r.mutable_previous_digest()); },
       changed},
      {"half a digest", [](auto& r) { r.set_previous_digest("half"); },
       "previous_digest"},
      {"envelope", [](auto& r) { r.mutable_envelope()->back() ^= 1; }, changed},
      {"no envelope", [](auto& r) { r.clear_envelope(); }, "envelope"},
      {"part", [&](auto& r) { flip(*r.mutable_parts(0)); }, changed},
      {"no part", [](auto& r) { r.clear_parts(); }, changed},
      {"effects", [](auto& r) { r.set_effects("\x0a\x00"); }, changed},
  };
  Fill();
  const std::string key = layout::LogKey(5);  // case 1, sequence 2
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    std::string before;
    Tamper([&](store::Batch& batch, store::Database& database) {
      before = Get(database, layout::kLog, key);
      auto row = Parse<storage::v1::LogRow>(database, layout::kLog, key);
      c.tamper(row);
      batch.Put(layout::kLog, key, row.SerializeAsString());
    });
    ExpectRefused(Reason::kStoreCorrupt, c.want);
    ExpectRefused(Reason::kStoreCorrupt, CaseId(1) + " sequence 2");
    Tamper([&](store::Batch& batch, store::Database&) {
      batch.Put(layout::kLog, key, before);
    });
  }
  EXPECT_OK(RocksLedger::Open(Options()));
}

TEST_F(RecoveryTest, ADroppedRecordIsNamed) {
  Fill();
  Tamper([](store::Batch& batch, store::Database&) {
    batch.Delete(layout::kLog, layout::LogKey(4));
  });
  ExpectRefused(Reason::kStoreCorrupt, "position 4 is missing");
}

TEST_F(RecoveryTest, SwappedRecordsAreNoticed) {
  Fill();
  Tamper([](store::Batch& batch, store::Database& database) {
    const std::string one = layout::LogKey(5);
    const std::string two = layout::LogKey(6);
    batch.Put(layout::kLog, one, Get(database, layout::kLog, two));
    batch.Put(layout::kLog, two, Get(database, layout::kLog, one));
  });
  ExpectRefused(Reason::kStoreCorrupt,
                "the record of position 5 is not the one the round holds");
}

TEST_F(RecoveryTest, ADroppedRoundIsNamed) {
  Fill();
  Tamper([](store::Batch& batch, store::Database&) {
    batch.Delete(layout::kRounds, layout::RoundKey(4));
    batch.Delete(layout::kRounds, layout::RoundKey(5));
  });
  ExpectRefused(Reason::kStoreCorrupt, "positions 4 to 5 are missing");
}

TEST_F(RecoveryTest, AChangedRoundIsNoticed) {
  Fill();
  Tamper([](store::Batch& batch, store::Database& database) {
    auto round = Parse<storage::v1::StoredRound>(database, layout::kRounds,
                                                 layout::RoundKey(4));
    round.mutable_entries(0)->set_record_digest(std::string(32, 'x'));
    batch.Put(layout::kRounds, layout::RoundKey(4), round.SerializeAsString());
  });
  ExpectRefused(Reason::kStoreCorrupt, "after position 3");
}

TEST_F(RecoveryTest, LostNewestRoundsAreNamedByTheWatermark) {
  Fill();
  Tamper([](store::Batch& batch, store::Database&) {
    batch.Delete(layout::kRounds, layout::RoundKey(6));
    batch.Delete(layout::kRounds, layout::RoundKey(7));
    batch.Delete(layout::kLog, layout::LogKey(6));
    batch.Delete(layout::kLog, layout::LogKey(7));
  });
  ExpectRefused(Reason::kStoreBehind, "positions 6 to 7 are missing");
}

TEST_F(RecoveryTest, AnotherHistoryUnderTheWatermarkIsNoticed) {
  Fill();
  const std::string mark = directory_.Join("router/WATERMARK");
  const std::string kept = directory_.Join("kept");
  std::filesystem::copy_file(mark, kept);
  std::filesystem::remove_all(directory_.Join("router"));
  clock_.Advance(absl::Hours(1));
  Fill();
  std::filesystem::remove(mark);
  std::filesystem::copy_file(kept, mark);
  ExpectRefused(Reason::kStoreBehind, "another one stands in its place");
}

TEST_F(RecoveryTest, ADeletedDatabaseIsNoticed) {
  Fill();
  std::filesystem::remove_all(directory_.Join("router/db"));
  ExpectRefused(Reason::kStoreBehind, "positions 1 to 7 are missing");
}

TEST_F(RecoveryTest, ADeletedWatermarkIsRefusedEveryTime) {
  Fill();
  std::filesystem::remove(directory_.Join("router/WATERMARK"));
  ExpectRefused(Reason::kStoreCorrupt, "the watermark file is missing");
  ExpectRefused(Reason::kStoreCorrupt, "the watermark file is missing");
}

TEST_F(RecoveryTest, ALostTailOfTheLiveWriteAheadLogIsNoticed) {
  Fill();
  // Cuts off the newest log in the middle and at its beginning.
  for (const std::uintmax_t keep_percent : {50u, 0u}) {
    SCOPED_TRACE(keep_percent);
    for (const auto& entry :
         std::filesystem::directory_iterator(directory_.Join("router/db"))) {
      if (entry.path().extension() != ".log") continue;
      std::filesystem::resize_file(entry.path(),
                                   entry.file_size() * keep_percent / 100);
    }
    const auto ledger = RocksLedger::Open(Options());
    ASSERT_FALSE(ledger.ok());
    EXPECT_TRUE(HasReason(ledger.status(), Reason::kStoreBehind) ||
                HasReason(ledger.status(), Reason::kStoreCorrupt))
        << Describe(ledger.status());
  }
}

TEST_F(RecoveryTest, AProjectionThatLagsIsNoticedAndCanBeRebuilt) {
  struct Case {
    const char* name;
    std::function<void(store::Batch&, store::Database&)> tamper;
  };
  const Case cases[] = {
      {"case file missing",
       [](auto& batch, auto&) { batch.Delete(layout::kCases, CaseId(1)); }},
      {"case file behind",
       [](auto& batch, auto& database) {
         auto file =
             Parse<storage::v1::CaseFile>(database, layout::kCases, CaseId(1));
         file.set_last_sequence(2);
         batch.Put(layout::kCases, CaseId(1), file.SerializeAsString());
       }},
      {"router file missing",
       [](auto& batch, auto&) {
         batch.Delete(layout::kMeta, std::string(layout::kRouterFileKey));
       }},
      {"place of a record missing",
       [](auto& batch, auto&) {
         batch.Delete(layout::kCaseLog, layout::CaseLogKey(CaseId(1), 2));
       }},
      {"place of another record",
       [](auto& batch, auto&) {
         batch.Put(layout::kCaseLog, layout::CaseLogKey(CaseId(1), 2),
                   EncodeU64(6));
       }},
      {"inbox row missing",
       [](auto& batch, auto&) {
         batch.Delete(layout::kInbox, layout::InboxKey("sms", 4));
       }},
  };
  Fill();
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    Tamper(c.tamper);
    ExpectRefused(Reason::kStoreCorrupt, "--rebuild");
    RocksLedgerOptions options = Options();
    options.rebuild = true;
    EXPECT_OK(RocksLedger::Open(options));
    EXPECT_OK(RocksLedger::Open(Options()));
  }
}

}  // namespace
}  // namespace referral::router::testing
