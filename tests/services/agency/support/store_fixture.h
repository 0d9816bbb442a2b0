// An outbox and an inbox over a store in a directory of the test's own, which
// can be closed and opened again.
#ifndef REFERRAL_TESTS_SERVICES_AGENCY_SUPPORT_STORE_FIXTURE_H_
#define REFERRAL_TESTS_SERVICES_AGENCY_SUPPORT_STORE_FIXTURE_H_

#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/crypto/digest.h"
#include "common/evidence/key_book.h"
#include "common/evidence/signature.h"
#include "common/evidence/signer.h"
#include "common/rpc/status_proto.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/agency/core/received.h"
#include "services/agency/store/agency_store.h"
#include "services/agency/store/inbox.h"
#include "services/agency/store/layout.h"
#include "services/agency/store/outbox.h"
#include "services/agency/store/worklist_table.h"
#include "tests/services/agency/support/keys.h"
#include "tests/services/agency/support/records.h"
#include "tests/services/agency/support/samples.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace referral::agency {

// Remembers every change. Read it only while nothing is under way.
class RecordingListener final : public ChangeListener {
 public:
  void OnOpened(const OpenEntry& entry) override { opened.push_back(entry); }
  void OnSubmission(const v1::Submission& submission) override {
    submissions.push_back(submission);
  }
  void OnReferrals(const std::vector<std::string>& ids) override {
    referrals.insert(referrals.end(), ids.begin(), ids.end());
  }
  void OnNotices(const std::vector<uint64_t>& numbers) override {
    notices.insert(notices.end(), numbers.begin(), numbers.end());
  }
  void OnDestroyed(uint32_t parts) override { destroyed += parts; }

  std::vector<OpenEntry> opened;
  std::vector<v1::Submission> submissions;
  std::vector<std::string> referrals;
  std::vector<uint64_t> notices;
  uint32_t destroyed = 0;
};

class StoreFixture : public ::testing::Test {
 protected:
  explicit StoreFixture(std::string self = "sms")
      : catalogue_(CatalogueOf(self)), self_(std::move(self)) {
    EXPECT_OK(crypto::Init());
    WriteSigningKey(directory_.Join("signing.pem"), self_);
    WriteMasterKeys(directory_.Join("master.key"), {1});
    auto signer = evidence::Signer::Open(directory_.Join("signing.pem"), self_,
                                         book_, clock_.Now());
    EXPECT_OK(signer);
    signer_ = *std::move(signer);
    Open();
  }

  AgencyStore::Options StoreOptions() {
    return {.path = directory_.Join("store"),
            .agency = self_,
            .master_key_file = directory_.Join("master.key"),
            .signer = signer_.get()};
  }

  void Open(size_t max_depth = kMaxOutboxDepth) {
    auto store = AgencyStore::Open(StoreOptions());
    ASSERT_OK(store);
    store_ = *std::move(store);
    outbox_ = std::make_unique<Outbox>(*store_, catalogue_, clock_, listener_,
                                       max_depth);
    inbox_ = std::make_unique<Inbox>(*store_, *outbox_, catalogue_, clock_,
                                     listener_);
    ASSERT_OK(outbox_->Load());
  }

  void Reopen(size_t max_depth = kMaxOutboxDepth) {
    Close();
    Open(max_depth);
  }

  void Close() {
    store_->Stop();
    inbox_.reset();
    outbox_.reset();
    store_.reset();
    listener_ = RecordingListener();
  }

  absl::StatusOr<v1::Submission> Accept(Draft draft) {
    std::promise<absl::StatusOr<v1::Submission>> promise;
    outbox_->Accept(std::move(draft),
                    [&](absl::StatusOr<v1::Submission> submission) {
                      promise.set_value(std::move(submission));
                    });
    return promise.get_future().get();
  }
  template <typename Request>
  absl::StatusOr<v1::Submission> Accept(const Request& request) {
    return Accept(*DraftOf(request));
  }

  // Waits until what was enqueued before is on the disk.
  void Sync() {
    std::promise<void> promise;
    ASSERT_OK(store_->Run([](Transaction&) { return absl::OkStatus(); },
                          [&](const absl::Status&) { promise.set_value(); }));
    promise.get_future().get();
  }

  // The router records the message as the next of its case.
  RecordMaker::Made RecordMessage(int message) {
    auto entry = reader().Read(NumberOf(message));
    EXPECT_OK(entry);
    auto made = router_.Record(entry->signed_message());
    EXPECT_OK(made);
    EXPECT_OK(outbox_->Settle(
        {Verdict{entry->number(), Uuid(message), made->receipt, {}}}));
    Sync();
    return *made;
  }

  // A record of the message, as the next of its case.
  v1::Record Record(const evidence::BuildSpec& spec,
                    const v1::Effects& effects = {}) {
    auto made = router_.Record(spec, effects);
    EXPECT_OK(made);
    return made->record;
  }

  void Refuse(int message, Reason reason) {
    EXPECT_OK(outbox_->Settle(
        {Verdict{NumberOf(message), Uuid(message), std::nullopt,
                 rpc::ToProto(MakeError(reason, "the router will not"))}}));
    Sync();
  }

  uint64_t NumberOf(int message) {
    const auto bytes = store_->database().Get(kMessages, Uuid(message));
    uint64_t number = 0;
    if (bytes.ok() && bytes->has_value()) DecodeU64(**bytes, number);
    return number;
  }

  absl::Status Deliver(const v1::Record& record) {
    const RecordKeys keys{book_, check_};
    auto received = OpenReceived(record, &keys);
    if (!received.ok()) return received.status();
    return Store(*std::move(received));
  }
  absl::Status Store(Received received) {
    std::promise<absl::Status> promise;
    const absl::Status queued = inbox_->Store(
        std::move(received),
        [&](const absl::Status& status) { promise.set_value(status); });
    if (!queued.ok()) return queued;
    return promise.get_future().get();
  }

  OutboxReader reader() const { return OutboxReader(*store_); }
  WorklistReader worklist() const { return WorklistReader(*store_); }
  // The row as a caller sees it; empty if there is none.
  v1::WorklistItem Item(int referral) const {
    const auto item = worklist().Find(ReferralId(referral));
    EXPECT_OK(item);
    return item->value_or(v1::WorklistItem());
  }
  // Texts of the notes that came with the referral and are still readable.
  std::vector<std::string> Notes(int referral) const {
    const auto sections = worklist().ReadSections(Item(referral));
    EXPECT_OK(sections);
    std::vector<std::string> texts;
    if (!sections.ok()) return texts;
    for (const v1::Section& section : *sections) {
      texts.push_back(section.note().text());
    }
    return texts;
  }
  v1::Submission SubmissionOf(int message) const {
    const auto submission = reader().Find(Uuid(message));
    EXPECT_OK(submission);
    return submission.value_or(v1::Submission());
  }

  const testing::TempDir directory_;
  const Catalogue catalogue_;
  const std::string self_;
  const evidence::KeyBook book_{SomeDeployment()};
  const evidence::SignatureCheck check_;
  testing::ManualClock clock_;
  std::unique_ptr<evidence::Signer> signer_;
  RecordingListener listener_;
  RecordMaker router_;
  std::unique_ptr<AgencyStore> store_;
  std::unique_ptr<Outbox> outbox_;
  std::unique_ptr<Inbox> inbox_;
};

}  // namespace referral::agency

#endif  // REFERRAL_TESTS_SERVICES_AGENCY_SUPPORT_STORE_FIXTURE_H_
