#include "gmock/gmock.h"
#include "tests/services/router/rpc/case_story.h"
#include "tests/services/router/rpc/policy_story.h"
#include "tests/services/router/rpc/rpc_testing.h"

namespace referral::router::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MoveStreamTest : public RouterRpcTest {
 protected:
  static v1::MoveCasesRequest To(std::uint32_t version, bool dry_run = false) {
    v1::MoveCasesRequest request;
    request.set_programme_id("restart");
    request.set_to_version(version);
    request.set_reason("more money");
    request.set_dry_run(dry_run);
    return request;
  }
  // Everything that the stream said, in one message.
  absl::StatusOr<v1::MoveCasesResponse> Move(
      const v1::MoveCasesRequest& request, const rpc::Peer& peer = Operator()) {
    const auto context = ContextOf(peer);
    const auto stream = router_.ops().MoveCases(context.get(), request);
    v1::MoveCasesResponse all;
    v1::MoveCasesResponse frame;
    frames_ = 0;
    while (stream->Read(&frame)) {
      ++frames_;
      EXPECT_FALSE(all.done());
      EXPECT_LE(frame.moves_size(), 64);
      all.mutable_moves()->MergeFrom(frame.moves());
      all.set_cases_looked_at(frame.cases_looked_at());
      all.set_cases_total(frame.cases_total());
      all.set_done(frame.done());
    }
    const grpc::Status status = stream->Finish();
    if (!status.ok()) return rpc::FromGrpc(status);
    EXPECT_TRUE(all.done());
    return all;
  }
  // "number changes" or "number REASON" of each move.
  static std::vector<std::string> Texts(const v1::MoveCasesResponse& all) {
    std::vector<std::string> texts;
    for (const auto& move : all.moves()) {
      std::string text = move.reason_code();
      for (const auto& change : move.changes()) {
        absl::StrAppend(&text, change.what(), " ", change.from(), " > ",
                        change.to());
      }
      texts.push_back(text);
    }
    return texts;
  }
  v1::Case CaseOf(std::uint32_t number) {
    v1::GetCaseRequest request;
    request.set_case_id(CaseId(number));
    v1::Case response;
    EXPECT_OK(rpc::FromGrpc(router_.stub().GetCase(
        ContextOf(Agency("sms")).get(), request, &response)));
    return response;
  }
  void ExpectSound() {
    const auto context = ContextOf(Operator());
    const auto stream = router_.ops().VerifyCases(context.get(), {});
    v1::VerifyCasesResponse frame;
    while (stream->Read(&frame)) EXPECT_THAT(frame.findings(), IsEmpty());
    EXPECT_OK(rpc::FromGrpc(stream->Finish()));
    EXPECT_TRUE(frame.done());
  }

  int frames_ = 0;
};

constexpr char kRicher[] = "budget_threshold AZN 1000.00 > AZN 2000.00";

TEST_F(MoveStreamTest, ACaseKeepsItsVersionUntilItIsMoved14) {
  TellCase(router_, 1, 1);
  ASSERT_OK(LoadProgramme(router_, RicherText()));
  TellCase(router_, 2, 1);
  EXPECT_EQ(CaseOf(1).budget_threshold().minor_units(), 100'000);
  EXPECT_EQ(CaseOf(2).budget_threshold().minor_units(), 200'000);

  std::uint64_t position = router_.Position();
  ASSERT_OK_AND_ASSIGN(const auto would, Move(To(2, /*dry_run=*/true)));
  EXPECT_THAT(Texts(would), ElementsAre(kRicher));
  EXPECT_EQ(would.moves(0).case_id(), CaseId(1));
  EXPECT_EQ(would.moves(0).from_version(), 1u);
  EXPECT_EQ(router_.Position(), position);

  ASSERT_OK_AND_ASSIGN(const auto moved, Move(To(2)));
  EXPECT_THAT(Texts(moved), ElementsAre(kRicher));
  EXPECT_EQ(moved.cases_total(), 1u);
  EXPECT_EQ(CaseOf(1).summary().programme_version(), 2u);
  EXPECT_EQ(CaseOf(1).budget_threshold().minor_units(), 200'000);

  // Once more does nothing, and a restart forgets nothing.
  position = router_.Position();
  ASSERT_OK_AND_ASSIGN(const auto again, Move(To(2)));
  EXPECT_THAT(again.moves(), IsEmpty());
  EXPECT_EQ(router_.Position(), position);
  router_.Stop();
  router_.Start();
  EXPECT_EQ(CaseOf(1).budget_threshold().minor_units(), 200'000);
  ExpectSound();
}

TEST_F(MoveStreamTest, TheLeadIsToldAndNobodyElse) {
  TellCase(router_, 1, 1);
  ASSERT_OK(LoadProgramme(router_, RicherText()));
  ASSERT_OK(Move(To(2)));
  TestInbox lead(router_, "sms");
  lead.Hello(10);
  // What border announced is not there: sms announced it itself.
  const auto delivery = lead.Next();
  ASSERT_EQ(delivery.record().message().parts_size(), 1);
  v1::Disclosure disclosure;
  ASSERT_TRUE(disclosure.ParseFromString(
      delivery.record().message().parts(0).disclosure()));
  const v1::CasePolicyMoved& act = disclosure.act().case_policy_moved();
  EXPECT_EQ(act.from_version(), 1u);
  EXPECT_EQ(act.to_version(), 2u);
  EXPECT_EQ(act.operator_id(), "ops");
  EXPECT_EQ(act.reason(), "more money");
  TestInbox health(router_, "health");
  health.Hello(10);
  health.Ack(health.Next().position());
  health.WaitUntilCaughtUp();

  v1::GetCaseTimelineRequest request;
  request.set_case_id(CaseId(1));
  v1::CaseTimeline timeline;
  ASSERT_OK(rpc::FromGrpc(router_.stub().GetCaseTimeline(
      ContextOf(Agency("sms")).get(), request, &timeline)));
  const auto& last = timeline.entries(timeline.entries_size() - 1);
  EXPECT_EQ(last.act(), "case_policy_moved");
  EXPECT_EQ(last.sender(), "AZ");
}

TEST_F(MoveStreamTest, ACaseThatCannotFollowIsListedAndStays) {
  TellCase(router_, 1, 1);
  TellCase(router_, 2, 0);
  ASSERT_OK(LoadProgramme(
      router_,
      absl::StrReplaceAll(OtherServiceText(), {{"100000", "200000"}})));
  for (const bool dry_run : {true, false}) {
    ASSERT_OK_AND_ASSIGN(const auto all, Move(To(2, dry_run)));
    ASSERT_EQ(all.moves_size(), 2);
    const bool in_order = all.moves(0).case_id() == CaseId(1);
    const auto& stays = all.moves(in_order ? 0 : 1);
    const auto& follows = all.moves(in_order ? 1 : 0);
    EXPECT_EQ(stays.reason_code(), "VERSION_NOT_FITTING");
    EXPECT_EQ(stays.message(),
              "the version lacks the service of an open referral, "
              "medical.check");
    EXPECT_THAT(stays.changes(), IsEmpty());
    EXPECT_EQ(follows.reason_code(), "");
    EXPECT_EQ(follows.changes_size(), 2);  // budget, services
  }
  EXPECT_EQ(CaseOf(1).summary().programme_version(), 1u);
  EXPECT_EQ(CaseOf(2).summary().programme_version(), 2u);
  ExpectSound();
}

TEST_F(MoveStreamTest, ManyCasesMoveInBatchesBackAndForth) {
  constexpr std::uint32_t kCases = 150;
  for (std::uint32_t i = 1; i <= kCases; ++i) {
    ASSERT_OK(router_.AnnounceCase(i));
  }
  ASSERT_OK(LoadProgramme(router_, RicherText()));
  std::uint64_t position = router_.Position();
  for (const std::uint32_t version : {2, 1, 2}) {
    v1::MoveCasesRequest request = To(version);
    request.set_from_version(3 - version);
    ASSERT_OK_AND_ASSIGN(const auto all, Move(request));
    EXPECT_EQ(all.moves_size(), static_cast<int>(kCases));
    EXPECT_EQ(all.cases_looked_at(), kCases);
    EXPECT_EQ(all.cases_total(), kCases);
    EXPECT_EQ(frames_, 3);
    EXPECT_EQ(router_.Position(), position += kCases);
  }
  EXPECT_EQ(CaseOf(77).summary().programme_version(), 2u);
  ExpectSound();
}

TEST_F(MoveStreamTest, OneCaseIsMovedAloneAndACaseThatIsOverOnlyByName) {
  TellCase(router_, 1, 0);
  std::vector<v1::Act> acts = PlannedCase();
  acts.erase(acts.begin() + 4, acts.end());
  acts[1]
      .mutable_application_registered()
      ->mutable_return_facts()
      ->set_return_country_code("SE");
  acts.push_back(
      ActFrom("eligibility_decided { eligible: false "
              "rejection_reasons: "
              "REJECTION_REASON_NEITHER_READMITTED_NOR_DEPORTED }"));
  std::uint32_t id = 2000;
  for (const v1::Act& act : acts) {
    const absl::Status status =
        router_.Submit("sms", Message("sms", CaseId(2), MessageId(++id), act))
            .status();
    ASSERT_OK(status);
  }
  TellCase(router_, 3, 0);
  ASSERT_OK(LoadProgramme(router_, RicherText()));
  v1::MoveCasesRequest request = To(2);
  request.set_case_id(CaseId(1));
  ASSERT_OK_AND_ASSIGN(auto all, Move(request));
  EXPECT_EQ(all.moves_size(), 1);
  EXPECT_EQ(CaseOf(3).summary().programme_version(), 1u);
  ASSERT_OK_AND_ASSIGN(all, Move(To(2)));
  ASSERT_EQ(all.moves_size(), 1);
  EXPECT_EQ(all.moves(0).case_id(), CaseId(3));
  request.set_case_id(CaseId(2));
  ASSERT_OK_AND_ASSIGN(all, Move(request));
  EXPECT_EQ(all.moves_size(), 1);
  EXPECT_EQ(CaseOf(2).summary().programme_version(), 2u);
}

TEST_F(MoveStreamTest, WhatCannotBeAskedIsRefused) {
  ASSERT_OK(router_.AnnounceCase(1));
  const struct {
    std::string name;
    std::function<void(v1::MoveCasesRequest&)> spoil;
    Reason want;
  } kTable[] = {
      {"no reason", [](auto& r) { r.clear_reason(); }, Reason::kReasonRequired},
      {"another programme", [](auto& r) { r.set_programme_id("other"); },
       Reason::kUnknownProgramme},
      {"no version", [](auto& r) { r.clear_to_version(); }, Reason::kNotFound},
      {"a version that is not there", [](auto& r) { r.set_to_version(2); },
       Reason::kNotFound},
      {"from a version that is not there",
       [](auto& r) { r.set_from_version(2); }, Reason::kNotFound},
      {"no case id", [](auto& r) { r.set_case_id("AZ-1"); },
       Reason::kInvalidCaseId},
      {"no such case", [](auto& r) { r.set_case_id(CaseId(2)); },
       Reason::kCaseNotFound},
  };
  ASSERT_OK(Move(To(1)));
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.name);
    v1::MoveCasesRequest request = To(1);
    row.spoil(request);
    EXPECT_THAT(Move(request), IsReason(row.want));
  }
  EXPECT_THAT(Move(To(1), Agency("sms")), IsReason(Reason::kPeerNotAllowed));
}

TEST_F(MoveStreamTest, AClientThatGoesStopsTheMove) {
  for (std::uint32_t i = 1; i <= 200; ++i) ASSERT_OK(router_.AnnounceCase(i));
  ASSERT_OK(LoadProgramme(router_, RicherText()));
  {
    const auto context = ContextOf(Operator());
    const auto stream = router_.ops().MoveCases(context.get(), To(2));
    v1::MoveCasesResponse frame;
    ASSERT_TRUE(stream->Read(&frame));
    context->TryCancel();
    while (stream->Read(&frame)) continue;
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  // The next one finishes it.
  ASSERT_OK(Move(To(2)));
  ASSERT_OK_AND_ASSIGN(const auto rest, Move(To(2)));
  EXPECT_EQ(rest.cases_total(), 0u);
  ExpectSound();
}

}  // namespace
}  // namespace referral::router::testing
