// A service that dies anywhere in the destruction of what a withdrawn consent
// had opened finishes it when it starts again.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <future>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "common/evidence/message.h"
#include "common/evidence/sealing.h"
#include "common/store/key_store.h"
#include "tests/services/agency/support/raw_files.h"
#include "tests/services/agency/support/store_fixture.h"

namespace referral::agency {
namespace {

using ::referral::testing::IsReason;
using ::testing::ElementsAre;

// More syncs than there are between the withdrawal and its acknowledgement.
constexpr int kMostSyncs = 60;

// Kills the process in the place of a sync.
class DeadlyHook final : public store::SyncHook {
 public:
  absl::Status BeforeSync(absl::string_view) override {
    if (left_ > 0 && --left_ == 0) kill(getpid(), SIGKILL);
    return absl::OkStatus();
  }
  // The nth sync from now on.
  void Arm(int n) { left_ = n; }

 private:
  std::atomic<int> left_ = 0;
};

void WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}
std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file),
          std::istreambuf_iterator<char>()};
}

// The service of `health` over a store in `directory`.
class Service {
 public:
  explicit Service(const std::string& directory,
                   store::SyncHook* hook = nullptr) {
    auto opened =
        AgencyStore::Open({.path = directory + "/store",
                           .agency = "health",
                           .master_key_file = directory + "/master.key",
                           .sync_hook = hook});
    if (!opened.ok()) {
      status = opened.status();
      return;
    }
    store = *std::move(opened);
    outbox = std::make_unique<Outbox>(*store, catalogue, clock, listener);
    inbox =
        std::make_unique<Inbox>(*store, *outbox, catalogue, clock, listener);
    status = outbox->Load();
  }
  ~Service() {
    if (store != nullptr) store->Stop();
  }

  absl::Status Deliver(const v1::Record& record) {
    std::promise<absl::Status> promise;
    RETURN_IF_ERROR(inbox->Store(
        *OpenReceived(record, nullptr),
        [&](const absl::Status& stored) { promise.set_value(stored); }));
    return promise.get_future().get();
  }
  bool Holds(uint64_t sequence) {
    return store->database()
        .Get(kReceived, CaseNumberKey(SomeCase(), sequence))
        ->has_value();
  }
  std::string SealedRecord() {
    return ParseValue<storage::v1::ReceivedRecord>(
               **store->database().Get(kReceived, CaseNumberKey(SomeCase(), 1)),
               "row")
        ->record();
  }
  std::vector<std::string> Notes() {
    const WorklistReader worklist(*store);
    const auto item = worklist.Find(ReferralId(1));
    std::vector<std::string> texts;
    const auto sections = worklist.ReadSections(**item);
    EXPECT_OK(sections);
    if (!sections.ok()) return texts;
    for (const auto& one : *sections) texts.push_back(one.note().text());
    return texts;
  }

  const Catalogue catalogue = CatalogueOf("health");
  const testing::ManualClock clock;
  RecordingListener listener;
  std::unique_ptr<AgencyStore> store;
  std::unique_ptr<Outbox> outbox;
  std::unique_ptr<Inbox> inbox;
  absl::Status status;
};

class DestructionKillTest : public ::testing::Test {
 protected:
  DestructionKillTest() {
    evidence::BuildSpec request = SpecOf(1, "sms");
    v1::ReferralRequested act = TreatmentRequest(1);
    act.add_person_ids("p2");
    *request.acts.emplace_back().mutable_referral_requested() = act;
    request.sections = {NoteOf("p1", "gone"), NoteOf("p2", "stays")};
    request_ = router_.Record(request)->record;
    evidence::BuildSpec withdrawal = SpecOf(2, "sms");
    withdrawal.acts.emplace_back().mutable_consent_withdrawn()->set_person_id(
        "p1");
    withdrawal_ = router_.Record(withdrawal)->record;
  }

  // Keeps the request, and what lies on the disk of it and of its key.
  void Prepare(const std::string& directory) {
    WriteMasterKeys(directory + "/master.key", {1});
    {
      Service service(directory);
      if (!service.status.ok() || !service.Deliver(request_).ok()) _exit(1);
      WriteFile(directory + "/sealed", service.SealedRecord());
    }
    const auto keys = store::KeyStore::Open(directory + "/store/keys", nullptr);
    if (!keys.ok()) _exit(2);
    WriteFile(directory + "/wrapped",
              (*(*keys)->Newest(SomeCase()))->wrapped_key);
  }

  // Takes the withdrawal and dies at the nth sync of it. False if it lived.
  bool DiesAt(int n, const std::string& directory) {
    const pid_t child = fork();
    if (child == 0) {
      Prepare(directory);
      DeadlyHook hook;
      Service service(directory, &hook);
      if (!service.status.ok()) _exit(3);
      hook.Arm(n);
      _exit(service.Deliver(withdrawal_).ok() ? 0 : 4);
    }
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status)) {
      EXPECT_EQ(WTERMSIG(status), SIGKILL);
      return true;
    }
    EXPECT_EQ(WEXITSTATUS(status), 0);
    return false;
  }

  void CheckRecovery(const std::string& directory) {
    {
      Service service(directory);
      ASSERT_OK(service.status);
      // All of it, or nothing.
      if (service.Holds(2)) {
        ++after_;
        EXPECT_THAT(service.Notes(), ElementsAre("stays"));
        EXPECT_EQ(service.listener.opened.size(), 1u);
      } else {
        ++before_;
        EXPECT_THAT(service.Notes(), ElementsAre("gone", "stays"));
        EXPECT_EQ(service.listener.opened.size(), 0u);
      }
      // The router had no acknowledgement: it comes again.
      ASSERT_OK(service.Deliver(withdrawal_));
      EXPECT_THAT(service.Notes(), ElementsAre("stays"));
      EXPECT_EQ(service.listener.opened.size(), 1u);
      EXPECT_OK(OutboxReader(*service.store).Read(1));
      EXPECT_THAT(service.store->OpenSealed(
                      SomeCase(), evidence::ReceivedContext(SomeCase(), 1),
                      ReadFile(directory + "/sealed")),
                  IsReason(Reason::kKeyMissing));
    }
    EXPECT_FALSE(
        FilesHold(directory + "/store/keys", ReadFile(directory + "/wrapped")));
    // The case has one key again.
    const auto keys = store::KeyStore::Open(directory + "/store/keys", nullptr);
    ASSERT_OK(keys);
    int count = 0;
    EXPECT_OK((*keys)->Visit({}, [&](const auto&) { return ++count > 0; }));
    EXPECT_EQ(count, 1);
  }

  RecordMaker router_;
  v1::Record request_;
  v1::Record withdrawal_;
  int before_ = 0;
  int after_ = 0;
};

TEST_F(DestructionKillTest, WhereverItDiesItFinishes) {
  // Every child before this process has opened a store itself.
  std::vector<std::unique_ptr<testing::TempDir>> directories;
  bool died = true;
  for (int n = 1; died && n <= kMostSyncs; ++n) {
    directories.push_back(std::make_unique<testing::TempDir>());
    died = DiesAt(n, directories.back()->path());
    if (HasFailure()) return;
  }
  ASSERT_FALSE(died) << "the syncs do not end";
  for (size_t i = 0; i < directories.size(); ++i) {
    SCOPED_TRACE(::testing::Message() << "died at sync " << i + 1);
    CheckRecovery(directories[i]->path());
  }
  // The new key, the records and the old key's end are several syncs each.
  EXPECT_GE(before_, 1);
  EXPECT_GE(after_, 2);
}

}  // namespace
}  // namespace referral::agency
