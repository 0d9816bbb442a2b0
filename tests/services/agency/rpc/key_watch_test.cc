// Keys in real files, changed while the store is in use.
#include "services/agency/rpc/key_watch.h"

#include <fstream>
#include <sstream>

#include "common/config/text_file.h"
#include "spdlog/sinks/ostream_sink.h"
#include "spdlog/spdlog.h"
#include "tests/services/agency/support/store_fixture.h"

namespace referral::agency {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class KeyWatchTest : public StoreFixture {
 protected:
  KeyWatchTest() : before_(spdlog::default_logger()) {
    spdlog::set_default_logger(std::make_shared<spdlog::logger>(
        "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log_)));
    WriteDeployment(SomeDeployment());
  }
  ~KeyWatchTest() override {
    // Nobody logs any more.
    Close();
    spdlog::set_default_logger(before_);
  }

  void WriteDeployment(const config::v1::Deployment& deployment) {
    std::ofstream(directory_.Join("deployment.textproto"))
        << config::CanonicalText(deployment);
  }
  // Counts how often `text` stands in the log.
  int Logged(const std::string& text) const {
    const std::string log = log_.str();
    int count = 0;
    for (size_t at = log.find(text); at != std::string::npos;
         at = log.find(text, at + 1)) {
      ++count;
    }
    return count;
  }

  std::ostringstream log_;
  const std::shared_ptr<spdlog::logger> before_;
  Trust trust_{{.deployment = SomeDeployment(),
                .file = directory_.Join("deployment.textproto")},
               clock_};
};

TEST_F(KeyWatchTest, AnotherSigningKeyIsTakenOnceItIsRegistered) {
  KeyWatch watch(*store_, *signer_, trust_, clock_);
  EXPECT_FALSE(watch.LookAtSigningKey());
  WriteSigningKey(directory_.Join("signing.pem"), "sms", 2);
  // Not registered: the key before stays, and that is said once.
  EXPECT_FALSE(watch.LookAtSigningKey());
  EXPECT_FALSE(watch.LookAtSigningKey());
  EXPECT_EQ(watch.signing_key_id(), kKeyId);
  EXPECT_EQ(Logged("SIGNING_KEY_UNKNOWN"), 1);
  config::v1::Deployment renewed = SomeDeployment();
  ListKey(SigningKeyOf("sms", 2), "k2",
          *renewed.mutable_agencies(0)->add_signing_keys());
  WriteDeployment(renewed);
  EXPECT_TRUE(watch.LookAtSigningKey());
  EXPECT_FALSE(watch.LookAtSigningKey());
  EXPECT_EQ(watch.signing_key_id(), "k2");
  ASSERT_OK(Accept(NoteRequest(1)));
  EXPECT_EQ(reader().Read(1)->proof().key_id(), "k2");
}

TEST_F(KeyWatchTest, AnotherMasterKeyWrapsEverythingAnewAndTheLogSaysSo) {
  KeyWatch watch(*store_, *signer_, trust_, clock_);
  for (int i = 1; i <= 20; ++i) {
    ASSERT_OK(Accept(NoteRequest(i, SomeCase(static_cast<uint8_t>(i)))));
  }
  WriteMasterKeys(directory_.Join("master.key"), {2, 1});
  watch.LookAtMasterKeys();
  Sync();
  watch.LookAtMasterKeys();
  Sync();
  EXPECT_EQ(Logged("wraps every case key now, 20 of them anew"), 1);
  EXPECT_EQ(Logged(store_->master_key_id()), 1);
  for (const int n : {1, 2}) {
    EXPECT_THAT(log_.str(), Not(HasSubstr(crypto::ToHex(SeedOf("master", n)))));
  }
  WriteMasterKeys(directory_.Join("master.key"), {2});
  Reopen();
  EXPECT_OK(reader().Read(1));
}

TEST_F(KeyWatchTest, ARotationThatWasCutShortIsFinishedAtTheNextStart) {
  ASSERT_OK(Accept(NoteRequest(1)));
  WriteMasterKeys(directory_.Join("master.key"), {2, 1});
  Reopen();
  {
    KeyWatch watch(*store_, *signer_, trust_, clock_);
    watch.Start();
    watch.Stop();
  }
  Sync();
  WriteMasterKeys(directory_.Join("master.key"), {2});
  Reopen();
  EXPECT_OK(reader().Read(1));
}

TEST_F(KeyWatchTest, AFileThatLacksAKeyInUseIsNamedAndNotTaken) {
  KeyWatch watch(*store_, *signer_, trust_, clock_);
  ASSERT_OK(Accept(NoteRequest(1)));
  WriteMasterKeys(directory_.Join("master.key"), {2});
  watch.LookAtMasterKeys();
  watch.LookAtMasterKeys();
  EXPECT_EQ(Logged("KEY_MISSING"), 1);
  EXPECT_OK(reader().Read(1));
}

}  // namespace
}  // namespace referral::agency
