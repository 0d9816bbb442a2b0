#include "services/router/core/config_loader.h"

#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_replace.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/mutex.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/router/core/opened_record.h"
#include "tests/services/router/core/fake_ledger.h"
#include "tests/services/router/core/router_testing.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace referral::router::testing {
namespace {

using referral::testing::IsReason;
using ::testing::SizeIs;

class ConfigLoaderTest : public ::testing::Test {
 protected:
  ConfigLoaderTest() {
    Write("deployment.textproto", DeploymentText());
    Write("restart.textproto", ProgrammeText());
    Restart();
  }

  void Restart() {
    sequencer_.reset();
    Sequencer::Options options;
    options.home = kHome;
    sequencer_ = std::make_unique<Sequencer>(options, clock_, ledger_);
    EXPECT_OK(sequencer_->Start());
    loader_ = std::make_unique<ConfigLoader>(
        ConfigLoader::Options{{directory_.Join("deployment.textproto"),
                               {directory_.Join("restart.textproto")}},
                              kHome,
                              [this](const config::v1::Deployment&) {
                                return deployment_verdict_;
                              }},
        ledger_, *sequencer_);
  }
  void Write(const std::string& name, const std::string& text) {
    std::ofstream(directory_.Join(name)) << text;
  }
  absl::StatusOr<ConfigReport> Reload() {
    Mutex mutex;
    CondVar arrived;
    absl::StatusOr<ConfigReport> result;
    bool done = false;
    loader_->Reload({"ops", "new budget"},
                    [&](absl::StatusOr<ConfigReport> report) {
                      MutexLock lock(mutex);
                      result = std::move(report);
                      done = true;
                      arrived.Signal();
                    });
    MutexLock lock(mutex);
    while (!done) arrived.Wait(mutex);
    return result;
  }

  // The newest act of the router's own log.
  v1::Act LastAct() {
    const auto file = ledger_.ReadRouterFile();
    EXPECT_OK(file.status());
    const auto stored =
        ledger_.ReadRecord(RouterLogId(kHome), file->last_sequence());
    EXPECT_OK(stored.status());
    const auto record = OpenRecord(*stored, ledger_.vault());
    EXPECT_OK(record.status());
    return record->message.acts.at(0).act;
  }

  referral::testing::TempDir directory_;
  referral::testing::ManualClock clock_;
  FakeLedger ledger_;
  std::unique_ptr<Sequencer> sequencer_;
  std::unique_ptr<ConfigLoader> loader_;
  absl::Status deployment_verdict_;
};

TEST_F(ConfigLoaderTest, ADeploymentThatIsObjectedToIsRefusedWhole) {
  ASSERT_OK(loader_->LoadAtStart());
  const std::uint64_t end = ledger_.Head().position;
  Write("deployment.textproto", DeploymentText() + "reflection: true\n");
  deployment_verdict_ =
      MakeError(Reason::kSigningKeyUnknown, "the router's key is not in it");
  EXPECT_THAT(Reload(), IsReason(Reason::kSigningKeyUnknown));
  EXPECT_EQ(ledger_.Head().position, end);
  deployment_verdict_ = absl::OkStatus();
  EXPECT_OK(Reload());
  EXPECT_EQ(ledger_.Head().position, end + 1);
}

TEST_F(ConfigLoaderTest, AFirstStartRecordsTheFiles) {
  ASSERT_OK_AND_ASSIGN(const ConfigReport report, loader_->LoadAtStart());
  ASSERT_THAT(report.configs, SizeIs(2));
  EXPECT_EQ(report.configs[0].id(), "deployment");
  EXPECT_EQ(report.configs[0].version(), 1u);
  EXPECT_FALSE(report.configs[0].differs_on_disk());
  EXPECT_EQ(report.configs[1].id(), "restart");
  EXPECT_EQ(report.configs[1].version(), 1u);
  EXPECT_NE(sequencer_->policy().directory->Find("sms"), nullptr);
  EXPECT_NE(sequencer_->policy().programmes->Newest("restart"), nullptr);
}

TEST_F(ConfigLoaderTest, AfterARestartTheRecordedOneHolds) {
  ASSERT_OK(loader_->LoadAtStart());
  Write("deployment.textproto", DeploymentText() + "reflection: true\n");
  Restart();
  ASSERT_OK_AND_ASSIGN(const ConfigReport report, loader_->LoadAtStart());
  EXPECT_TRUE(report.configs[0].differs_on_disk());
  EXPECT_FALSE(report.configs[1].differs_on_disk());
  EXPECT_FALSE(sequencer_->policy().directory->deployment().reflection());
  EXPECT_EQ(ledger_.Head().position, 2u);
}

TEST_F(ConfigLoaderTest, AReloadRecordsWhatDiffersAndNothingElse) {
  ASSERT_OK(loader_->LoadAtStart());
  ASSERT_OK(Reload());
  EXPECT_EQ(ledger_.Head().position, 2u);
  Write("restart.textproto",
        absl::StrReplaceAll(ProgrammeText(), {{"100000", "200000"}}));
  ASSERT_OK_AND_ASSIGN(const ConfigReport report, Reload());
  EXPECT_EQ(ledger_.Head().position, 3u);
  EXPECT_EQ(report.configs[0].version(), 1u);
  EXPECT_EQ(report.configs[1].version(), 2u);
  const v1::ProgrammeLoaded loaded = LastAct().programme_loaded();
  EXPECT_EQ(loaded.operator_id(), "ops");
  EXPECT_EQ(loaded.reason(), "new budget");
  EXPECT_EQ(sequencer_->policy()
                .programmes->Newest("restart")
                ->config()
                .budget()
                .per_person_minor_units(),
            200000);
}

TEST_F(ConfigLoaderTest, ABadFileIsRefusedWholeAndNothingIsRecorded) {
  ASSERT_OK(loader_->LoadAtStart());
  Write("deployment.textproto", DeploymentText() + "reflection: true\n");
  Write("restart.textproto", ProgrammeText() + "no_such_field: 1\n");
  EXPECT_THAT(Reload(), IsReason(Reason::kConfigInvalid));
  EXPECT_EQ(ledger_.Head().position, 2u);
  // At a start it is a problem to be told, not a reason to stay away.
  Restart();
  ASSERT_OK_AND_ASSIGN(const ConfigReport report, loader_->LoadAtStart());
  EXPECT_THAT(report.problems, SizeIs(1));
}

TEST_F(ConfigLoaderTest, AFirstStartNeedsGoodFiles) {
  Write("deployment.textproto", "home: \"TJ\"");
  EXPECT_FALSE(loader_->LoadAtStart().ok());
  Write("deployment.textproto",
        absl::StrReplaceAll(DeploymentText(), {{"\"AZ\"", "\"TJ\""}}));
  EXPECT_THAT(loader_->LoadAtStart(), IsReason(Reason::kWrongHome));
  EXPECT_EQ(ledger_.Head().position, 0u);
}

TEST_F(ConfigLoaderTest, AnOldVersionMayNameAnAgencyThatHasLeft14) {
  ASSERT_OK(loader_->LoadAtStart());
  Write("deployment.textproto",
        absl::StrReplaceAll(DeploymentText(), {{"health", "clinic"}}));
  Write("restart.textproto",
        absl::StrReplaceAll(ProgrammeText(), {{"health", "clinic"}}));
  ASSERT_OK(Reload());
  Restart();
  const Policy policy = sequencer_->policy();
  EXPECT_EQ(policy.directory->Find("health"), nullptr);
  EXPECT_NE(policy.programmes->Find("restart", 1), nullptr);
  EXPECT_NE(policy.programmes->Find("restart", 2), nullptr);
}

}  // namespace
}  // namespace referral::router::testing
