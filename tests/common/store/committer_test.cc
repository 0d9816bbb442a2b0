#include "common/store/committer.h"

#include <future>
#include <utility>

#include "tests/common/store/store_fixture.h"

namespace referral::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CommitterTest : public StoreTest {
 protected:
  void SetUp() override {
    DatabaseOptions options = Options();
    options.sync_hook = &hook_;
    ASSERT_OK_AND_ASSIGN(db_, Database::Open(options));
  }

  // Keeps the committer busy until Release().
  GroupCommitter::Fill Blocker() {
    return [this](Batch&) {
      entered_.set_value();
      released_.get_future().wait();
      return absl::OkStatus();
    };
  }
  void WaitUntilBusy() { entered_.get_future().wait(); }
  void Release() { released_.set_value(); }

  static GroupCommitter::Fill PutRow(const std::string& key) {
    return [key](Batch& batch) {
      batch.Put(kLog, key, "");
      return absl::OkStatus();
    };
  }

  // Only the committer's thread touches `answers_` until Stop() returns.
  GroupCommitter::Done Record(const std::string& name) {
    return [this, name](const absl::Status& status) {
      answers_.push_back(name + (status.ok() ? "" : " refused"));
    };
  }

  static FatalHandler NotExpected() {
    return [](const absl::Status& status) { FAIL() << Describe(status); };
  }

  CountingHook hook_;
  std::unique_ptr<Database> db_;
  std::promise<void> entered_;
  std::promise<void> released_;
  std::vector<std::string> answers_;
};

TEST_F(CommitterTest, AnswersInOrderAfterOneSync) {
  GroupCommitter committer(*db_, {}, NotExpected());
  ASSERT_OK(committer.Enqueue(Blocker(), Record("blocker")));
  WaitUntilBusy();
  const int before = hook_.count();
  for (const char* key : {"1", "2", "3"}) {
    ASSERT_OK(committer.Enqueue(PutRow(key), Record(key)));
  }
  EXPECT_EQ(committer.depth(), 3U);
  Release();
  committer.Stop();
  EXPECT_THAT(answers_, ElementsAre("blocker", "1", "2", "3"));
  EXPECT_EQ(hook_.count(), before + 1);
  EXPECT_EQ(CountRows(*db_), 3);
}

TEST_F(CommitterTest, AnswerMeansThatTheRowIsThere) {
  GroupCommitter committer(*db_, {}, NotExpected());
  std::promise<bool> found;
  ASSERT_OK(committer.Enqueue(
      PutRow("1"), [this, &found](const absl::Status& status) {
        found.set_value(status.ok() && db_->Get(kLog, "1")->has_value());
      }));
  EXPECT_TRUE(found.get_future().get());
}

TEST_F(CommitterTest, RefusedWorkLeavesNothingAndStopsNobody) {
  GroupCommitter committer(*db_, {}, NotExpected());
  ASSERT_OK(committer.Enqueue(Blocker(), Record("blocker")));
  WaitUntilBusy();
  ASSERT_OK(committer.Enqueue(PutRow("1"), Record("1")));
  ASSERT_OK(committer.Enqueue(
      [](Batch& batch) {
        batch.Put(kLog, "2", "");
        return MakeError(Reason::kNotFound, "no such thing");
      },
      Record("2")));
  ASSERT_OK(committer.Enqueue(PutRow("3"), Record("3")));
  Release();
  committer.Stop();
  EXPECT_THAT(answers_, ElementsAre("blocker", "1", "2 refused", "3"));
  EXPECT_EQ(CountRows(*db_), 2);
  EXPECT_FALSE(db_->Get(kLog, "2")->has_value());
}

TEST_F(CommitterTest, BatchesKeepTheirLimits) {
  GroupCommitter::Limits limits;
  limits.batch_items = 2;
  GroupCommitter committer(*db_, limits, NotExpected());
  ASSERT_OK(committer.Enqueue(Blocker(), Record("blocker")));
  WaitUntilBusy();
  const int before = hook_.count();
  for (int i = 0; i < 5; ++i) {
    ASSERT_OK(committer.Enqueue(PutRow(Key(i)), Record(Key(i))));
  }
  Release();
  committer.Stop();
  EXPECT_EQ(hook_.count(), before + 3);
}

TEST_F(CommitterTest, BatchEndsWhenItsBytesAreFull) {
  GroupCommitter::Limits limits;
  limits.batch_bytes = 6;  // one key of Key()
  GroupCommitter committer(*db_, limits, NotExpected());
  ASSERT_OK(committer.Enqueue(Blocker(), Record("blocker")));
  WaitUntilBusy();
  const int before = hook_.count();
  for (int i = 0; i < 3; ++i) {
    ASSERT_OK(committer.Enqueue(PutRow(Key(i)), Record(Key(i))));
  }
  Release();
  committer.Stop();
  EXPECT_EQ(hook_.count(), before + 3);
}

TEST_F(CommitterTest, FullQueueRefuses) {
  GroupCommitter::Limits limits;
  limits.queue = 2;
  GroupCommitter committer(*db_, limits, NotExpected());
  ASSERT_OK(committer.Enqueue(Blocker(), Record("blocker")));
  WaitUntilBusy();
  ASSERT_OK(committer.Enqueue(PutRow("1"), Record("1")));
  ASSERT_OK(committer.Enqueue(PutRow("2"), Record("2")));
  EXPECT_THAT(committer.Enqueue(PutRow("3"), Record("3")),
              IsReason(Reason::kQueueFull));
  Release();
  committer.Stop();
  EXPECT_THAT(answers_, ElementsAre("blocker", "1", "2"));
}

TEST_F(CommitterTest, FailedSyncReachesTheHandlerAndNobodyIsAnswered) {
  std::vector<absl::Status> fatal;
  GroupCommitter committer(*db_, {}, [&fatal](const absl::Status& status) {
    fatal.push_back(status);
  });
  ASSERT_OK(committer.Enqueue(Blocker(), Record("blocker")));
  WaitUntilBusy();
  hook_.FailFromNowOn();
  ASSERT_OK(committer.Enqueue(PutRow("1"), Record("1")));
  ASSERT_OK(committer.Enqueue(PutRow("2"), Record("2")));
  Release();
  committer.Stop();
  EXPECT_THAT(answers_, ElementsAre("blocker"));
  ASSERT_EQ(fatal.size(), 1U);
  EXPECT_THAT(fatal[0], IsReason(Reason::kDiskFailed));
  EXPECT_THAT(committer.Enqueue(PutRow("3"), Record("3")),
              IsReason(Reason::kShuttingDown));
}

TEST_F(CommitterTest, StopFinishesWhatIsQueuedAndTakesNothingMore) {
  GroupCommitter committer(*db_, {}, NotExpected());
  for (int i = 0; i < 1000; ++i) {
    ASSERT_OK(committer.Enqueue(PutRow(Key(i)), Record(Key(i))));
  }
  committer.Stop();
  EXPECT_EQ(answers_.size(), 1000U);
  EXPECT_EQ(CountRows(*db_), 1000);
  EXPECT_THAT(committer.Enqueue(PutRow("late"), Record("late")),
              IsReason(Reason::kShuttingDown));
}

TEST_F(CommitterTest, HooksStandAroundEveryWrite) {
  std::vector<std::string> seen;
  GroupCommitter::Hooks hooks;
  hooks.prepare = [&](Batch& batch) {
    seen.push_back(absl::StrCat("prepare ", batch.count()));
    batch.Clear();
    batch.Put(kIndex, "made of all", "");
    batch.Put(kLog, "1", "");
    return absl::OkStatus();
  };
  hooks.written = [&] {
    const bool there = db_->Get(kIndex, "made of all")->has_value();
    seen.push_back(there ? "written" : "not there");
    return absl::OkStatus();
  };
  GroupCommitter committer(*db_, {}, NotExpected(), std::move(hooks));
  ASSERT_OK(committer.Enqueue(Blocker(), Record("blocker")));
  WaitUntilBusy();
  for (const char* key : {"1", "2", "3"}) {
    ASSERT_OK(committer.Enqueue(
        PutRow(key), [&, key](const absl::Status&) { seen.push_back(key); }));
  }
  Release();
  committer.Stop();
  // The blocker wrote nothing.
  EXPECT_THAT(seen, ElementsAre("prepare 3", "written", "1", "2", "3"));
  EXPECT_EQ(CountRows(*db_), 1);
}

TEST_F(CommitterTest, AHookThatFailsIsAFailedWrite) {
  for (const bool before : {true, false}) {
    SCOPED_TRACE(before);
    const auto fail = [] { return MakeError(Reason::kDiskFailed, "no room"); };
    GroupCommitter::Hooks hooks;
    if (before) {
      hooks.prepare = [&](Batch&) { return fail(); };
    } else {
      hooks.written = fail;
    }
    std::vector<absl::Status> fatal;
    GroupCommitter committer(
        *db_, {}, [&](const absl::Status& status) { fatal.push_back(status); },
        std::move(hooks));
    ASSERT_OK(committer.Enqueue(PutRow("1"), Record("1")));
    committer.Stop();
    EXPECT_THAT(answers_, IsEmpty());
    ASSERT_EQ(fatal.size(), 1U);
    EXPECT_THAT(fatal[0], IsReason(Reason::kDiskFailed));
    EXPECT_EQ(CountRows(*db_), before ? 0 : 1);
  }
}

TEST(FatalTest, ProductionHandlerEndsTheProcessAtOnce) {
  EXPECT_EXIT(ExitAtOnce()(MakeError(Reason::kDiskFailed, "no space left")),
              ::testing::ExitedWithCode(kDiskFailureExitCode),
              "DISK_FAILED: no space left");
}

}  // namespace
}  // namespace referral::store
