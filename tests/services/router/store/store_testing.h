// A router's store on disk, filled through a sequencer, and tampered with.
#ifndef REFERRAL_TESTS_SERVICES_ROUTER_STORE_STORE_TESTING_H_
#define REFERRAL_TESTS_SERVICES_ROUTER_STORE_STORE_TESTING_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "common/store/database.h"
#include "gtest/gtest.h"
#include "services/router/core/sequencer.h"
#include "services/router/store/layout.h"
#include "services/router/store/rocks_ledger.h"
#include "tests/services/router/core/router_testing.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_keys.h"

namespace referral::router::testing {

class StoreTest : public ::testing::Test {
 protected:
  RocksLedgerOptions Options() const {
    RocksLedgerOptions options;
    options.data_dir = directory_.Join("router");
    options.home = kHome;
    options.master_keys = referral::testing::TestMasterKeys();
    options.fatal = [](const absl::Status& status) {
      ADD_FAILURE() << Describe(status);
    };
    return options;
  }

  // One life of a router's core on the store.
  void Run(const std::function<void(Sequencer&, RocksLedger&)>& life) {
    ASSERT_OK_AND_ASSIGN(const std::unique_ptr<RocksLedger> ledger,
                         RocksLedger::Open(Options()));
    Sequencer::Options options;
    options.home = kHome;
    Sequencer sequencer(options, clock_, *ledger);
    ASSERT_OK(sequencer.Start());
    life(sequencer, *ledger);
  }

  // Two cases of three and two messages, at positions 3 to 7, one round each;
  // 1 and 2 are the configuration.
  void Fill() {
    Run([](Sequencer& sequencer, RocksLedger& ledger) {
      LoadConfiguration(sequencer);
      const std::pair<std::string, v1::Act> messages[] = {
          {CaseId(1), Announce()}, {CaseId(2), Announce()},
          {CaseId(1), Inform()},   {CaseId(1), Inform("NAJ")},
          {CaseId(2), Inform()},
      };
      std::uint32_t number = 0;
      for (const auto& [case_id, act] : messages) {
        const std::string sender =
            act.has_arrival_announced() ? "border" : "sms";
        ASSERT_OK(
            SubmitAndWait(sequencer, ledger.vault(),
                          Message(sender, case_id, MessageId(++number), act)));
      }
      ASSERT_EQ(ledger.Head().position, 7u);
    });
  }

  // Gives case 1, as Fill left it, 130 messages more.
  void MakeLong() {
    Run([](Sequencer& sequencer, RocksLedger& ledger) {
      for (std::uint32_t i = 0; i < 130; ++i) {
        ASSERT_OK(SubmitAndWait(
            sequencer, ledger.vault(),
            Message("sms", CaseId(1), MessageId(100 + i), Inform())));
      }
    });
  }

  // The database itself, while no ledger has it.
  std::unique_ptr<store::Database> OpenDatabase() const {
    store::DatabaseOptions options;
    options.path = directory_.Join("router/db");
    options.families = layout::FamilyNames();
    options.format_version = layout::kFormatVersion;
    auto database = store::Database::Open(options);
    EXPECT_OK(database);
    return *std::move(database);
  }

  void Tamper(const std::function<void(store::Batch&, store::Database&)>& how) {
    const std::unique_ptr<store::Database> database = OpenDatabase();
    store::Batch batch;
    how(batch, *database);
    ASSERT_OK(database->Write(batch, store::Sync::kYes));
  }

  // Every row of a family.
  using Rows = std::map<std::string, std::string>;
  static Rows ReadAll(const store::Database& database, store::FamilyId family) {
    Rows rows;
    store::Cursor cursor = database.Scan(family, "", "");
    for (; cursor.Valid(); cursor.Next()) {
      rows.emplace(cursor.key(), cursor.value());
    }
    EXPECT_OK(cursor.status());
    return rows;
  }

  referral::testing::TempDir directory_;
  referral::testing::ManualClock clock_;
};

}  // namespace referral::router::testing

#endif  // REFERRAL_TESTS_SERVICES_ROUTER_STORE_STORE_TESTING_H_
