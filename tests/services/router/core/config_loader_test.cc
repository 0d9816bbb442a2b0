#include "services/router/core/config_loader.h"

#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_replace.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/limits.h"
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
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

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

  absl::StatusOr<v1::LoadConfigFileResponse> Load(
      const v1::LoadConfigFileRequest& request) {
    Mutex mutex;
    CondVar arrived;
    absl::StatusOr<v1::LoadConfigFileResponse> result;
    bool done = false;
    loader_->Load(request, "ops",
                  [&](absl::StatusOr<v1::LoadConfigFileResponse> response) {
                    MutexLock lock(mutex);
                    result = std::move(response);
                    done = true;
                    arrived.Signal();
                  });
    MutexLock lock(mutex);
    while (!done) arrived.Wait(mutex);
    return result;
  }
  absl::StatusOr<v1::LoadConfigFileResponse> LoadProgramme(
      const std::string& text, bool dry_run = false) {
    v1::LoadConfigFileRequest request;
    request.set_programme_text(text);
    request.set_reason("new budget");
    request.set_dry_run(dry_run);
    return Load(request);
  }
  absl::StatusOr<v1::LoadConfigFileResponse> LoadDeployment(
      const std::string& text) {
    v1::LoadConfigFileRequest request;
    request.set_deployment_text(text);
    request.set_reason("a new agency");
    return Load(request);
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

// Twice the budget per person.
std::string RicherText() {
  return absl::StrReplaceAll(ProgrammeText(), {{"100000", "200000"}});
}

TEST_F(ConfigLoaderTest, AProgrammeThatIsSentComesIntoForce14) {
  ASSERT_OK(loader_->LoadAtStart());
  ASSERT_OK_AND_ASSIGN(const auto loaded, LoadProgramme(RicherText()));
  EXPECT_FALSE(loaded.unchanged());
  EXPECT_EQ(loaded.status().id(), "restart");
  EXPECT_EQ(loaded.status().version(), 2u);
  // What lies on disk is the first version still.
  EXPECT_TRUE(loaded.status().differs_on_disk());
  const v1::ProgrammeLoaded act = LastAct().programme_loaded();
  EXPECT_EQ(act.version(), 2u);
  EXPECT_EQ(act.text(), RicherText());
  EXPECT_EQ(act.operator_id(), "ops");
  EXPECT_EQ(act.reason(), "new budget");
  Restart();
  EXPECT_EQ(sequencer_->policy()
                .programmes->Newest("restart")
                ->config()
                .budget()
                .per_person_minor_units(),
            200000);
  ASSERT_OK_AND_ASSIGN(const ConfigReport report, loader_->LoadAtStart());
  EXPECT_TRUE(report.configs[1].differs_on_disk());
  Write("restart.textproto", RicherText());
  ASSERT_OK_AND_ASSIGN(const ConfigReport after, loader_->Report());
  EXPECT_FALSE(after.configs[1].differs_on_disk());
}

TEST_F(ConfigLoaderTest, ADryRunOnlyChecks) {
  ASSERT_OK(loader_->LoadAtStart());
  ASSERT_OK_AND_ASSIGN(const auto would, LoadProgramme(RicherText(), true));
  EXPECT_EQ(would.status().version(), 2u);
  EXPECT_EQ(ledger_.Head().position, 2u);
  EXPECT_THAT(LoadProgramme("id: 1", true), IsReason(Reason::kConfigInvalid));
}

TEST_F(ConfigLoaderTest, WhatIsInForceAlreadyIsNotRecordedAgain) {
  ASSERT_OK(loader_->LoadAtStart());
  ASSERT_OK_AND_ASSIGN(const auto programme, LoadProgramme(ProgrammeText()));
  EXPECT_TRUE(programme.unchanged());
  EXPECT_EQ(programme.status().version(), 1u);
  ASSERT_OK_AND_ASSIGN(const auto deployment, LoadDeployment(DeploymentText()));
  EXPECT_TRUE(deployment.unchanged());
  EXPECT_EQ(ledger_.Head().position, 2u);
}

TEST_F(ConfigLoaderTest, ATextIsCheckedLikeAFile) {
  ASSERT_OK(loader_->LoadAtStart());
  absl::Status refused =
      LoadProgramme(ProgrammeText() + "no_such_field: 1\n").status();
  EXPECT_THAT(refused, IsReason(Reason::kConfigInvalid));
  EXPECT_THAT(Where(refused), StartsWith("programme_text:33"));
  refused = LoadProgramme(
                absl::StrReplaceAll(ProgrammeText(), {{"health", "clinic"}}))
                .status();
  EXPECT_THAT(refused, IsReason(Reason::kConfigInvalid));
  EXPECT_EQ(Where(refused), "programme_text:14");
  EXPECT_THAT(LoadProgramme(std::string(kMaxConfigFileBytes + 1, '#')),
              IsReason(Reason::kConfigInvalid));
  EXPECT_THAT(LoadProgramme(absl::StrReplaceAll(
                  ProgrammeText(), {{"\"restart\"", "\"deployment\""}})),
              IsReason(Reason::kConfigInvalid));
  EXPECT_THAT(LoadDeployment(absl::StrReplaceAll(DeploymentText(),
                                                 {{"\"AZ\"", "\"TJ\""}})),
              IsReason(Reason::kWrongHome));
  EXPECT_THAT(Load(v1::LoadConfigFileRequest()),
              IsReason(Reason::kInvalidField));
  deployment_verdict_ =
      MakeError(Reason::kSigningKeyUnknown, "the router's key is not in it");
  EXPECT_THAT(LoadDeployment(DeploymentText() + "reflection: true\n"),
              IsReason(Reason::kSigningKeyUnknown));
  EXPECT_EQ(ledger_.Head().position, 2u);
}

TEST_F(ConfigLoaderTest, ADeploymentKeepsTheAgenciesOfProgrammesInForce) {
  ASSERT_OK(loader_->LoadAtStart());
  const std::string without =
      absl::StrReplaceAll(DeploymentText(), {{"health", "clinic"}});
  const absl::Status refused = LoadDeployment(without).status();
  EXPECT_THAT(refused, IsReason(Reason::kConfigInvalid));
  EXPECT_THAT(Where(refused), StartsWith("recorded restart version 1:"));
  // Both know it, then the programme changes, then the old one may go.
  ASSERT_OK(LoadDeployment(DeploymentText() +
                           "agencies { id: \"clinic\" name: \"Clinic\" "
                           "role: AGENCY_ROLE_PROVIDER }\n"));
  ASSERT_OK(LoadProgramme(
      absl::StrReplaceAll(ProgrammeText(), {{"health", "clinic"}})));
  ASSERT_OK_AND_ASSIGN(const auto loaded, LoadDeployment(without));
  EXPECT_EQ(loaded.status().version(), 3u);
  EXPECT_EQ(sequencer_->policy().directory->Find("health"), nullptr);
}

TEST_F(ConfigLoaderTest, EveryVersionIsThereToRead14) {
  ASSERT_OK(loader_->LoadAtStart());
  ASSERT_OK(LoadProgramme(RicherText()));
  ASSERT_OK_AND_ASSIGN(const v1::ConfigFile newest,
                       loader_->Read("restart", 0));
  EXPECT_EQ(newest.text(), RicherText());
  EXPECT_EQ(newest.status().version(), 2u);
  EXPECT_TRUE(newest.status().differs_on_disk());
  EXPECT_THAT(newest.versions(), ElementsAre(1u, 2u));
  ASSERT_OK_AND_ASSIGN(const v1::ConfigFile first, loader_->Read("restart", 1));
  EXPECT_EQ(first.text(), ProgrammeText());
  EXPECT_FALSE(first.status().differs_on_disk());
  ASSERT_OK_AND_ASSIGN(const v1::ConfigFile deployment,
                       loader_->Read("deployment", 0));
  EXPECT_EQ(deployment.text(), DeploymentText());
  EXPECT_THAT(deployment.versions(), ElementsAre(1u));

  absl::Status missing = loader_->Read("restart", 3).status();
  EXPECT_THAT(missing, IsReason(Reason::kNotFound));
  EXPECT_THAT(missing.message(), HasSubstr("there is 1, 2"));
  missing = loader_->Read("retsart", 0).status();
  EXPECT_THAT(missing, IsReason(Reason::kNotFound));
  EXPECT_THAT(missing.message(), HasSubstr("there is deployment, restart"));
}

}  // namespace
}  // namespace referral::router::testing
