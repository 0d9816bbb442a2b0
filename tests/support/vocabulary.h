// What the tests of the five vocabularies have in common: every call is a draft
// with the caller's header, and a call that completes a referral says what came
// of it [30].
#ifndef REFERRAL_TESTS_SUPPORT_VOCABULARY_H_
#define REFERRAL_TESTS_SUPPORT_VOCABULARY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/errors.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "services/agency/core/draft.h"
#include "tests/support/status_matchers.h"

namespace referral::testing {

inline constexpr char kSomeReferral[] = "6f1f2d0e-5b1c-4d53-9c1a-0a4b1e6f7a11";

MATCHER_P(EqualsProto, want, "is " + want.ShortDebugString()) {
  *result_listener << "which is " << arg.ShortDebugString();
  return google::protobuf::util::MessageDifferencer::Equals(arg, want);
}

template <typename Request>
using DraftFunction = absl::StatusOr<agency::Draft> (*)(const Request&);

inline v1::Date DateOf(int year, int month, int day) {
  v1::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

inline v1::CallHeader SomeCall() {
  v1::CallHeader call;
  call.set_message_id("0c9b7a52-4a3f-4f6e-8f43-3d1c2b5a6978");
  call.set_case_id("AZ-7K3QX-9M2TF-C");
  call.set_officer("officer-07");
  *call.mutable_occurred_date() = DateOf(2020, 2, 17);
  return call;
}

// The header travels as it is; each act is by its officer on its day.
inline void ExpectOfCaller(const agency::Draft& draft) {
  EXPECT_THAT(draft.call, EqualsProto(SomeCall()));
  ASSERT_FALSE(draft.acts.empty());
  for (const v1::Act& act : draft.acts) {
    EXPECT_EQ(act.officer(), SomeCall().officer());
    EXPECT_THAT(act.occurred_date(), EqualsProto(SomeCall().occurred_date()));
  }
}

// Names of the acts' fields, in order.
inline std::vector<std::string> KindsOf(const agency::Draft& draft) {
  std::vector<std::string> kinds;
  for (const v1::Act& act : draft.acts) {
    const auto* field = act.GetReflection()->GetOneofFieldDescriptor(
        act, act.GetDescriptor()->FindOneofByName("kind"));
    kinds.push_back(field == nullptr ? "" : std::string(field->name()));
  }
  return kinds;
}

// `draft_of` refuses `request` because of `field`.
template <typename Request>
void ExpectRefused(DraftFunction<Request> draft_of, const Request& request,
                   const std::string& field) {
  const absl::StatusOr<agency::Draft> draft = draft_of(request);
  EXPECT_THAT(draft, IsReason(Reason::kInvalidField));
  EXPECT_EQ(Where(draft.status()), field);
}

// The same request gives the same bytes; `other` gives other bytes. They decide
// whether a message id is used again for something else.
template <typename Request>
void ExpectOtherBytes(DraftFunction<Request> draft_of, const Request& request,
                      const Request& other) {
  ASSERT_OK_AND_ASSIGN(const agency::Draft first, draft_of(request));
  ASSERT_OK_AND_ASSIGN(const agency::Draft again, draft_of(Request(request)));
  ASSERT_OK_AND_ASSIGN(const agency::Draft changed, draft_of(other));
  EXPECT_EQ(again.request_bytes, first.request_bytes);
  EXPECT_NE(changed.request_bytes, first.request_bytes);
}

// A request to complete a referral, as an officer would make it. Its delivery
// names an outcome that few results stand for: the result decides.
template <typename Request>
Request CompletionRequest(int result) {
  Request request;
  *request.mutable_call() = SomeCall();
  request.set_referral_id(kSomeReferral);
  request.set_result(static_cast<typename Request::Result>(result));
  v1::Delivery& delivery = *request.mutable_delivery();
  delivery.set_outcome(v1::OUTCOME_REFERRED_ELSEWHERE);
  delivery.set_quantity(3);
  delivery.mutable_cost()->set_minor_units(21000);
  delivery.mutable_cost()->set_currency_code("AZN");
  delivery.set_scope(v1::SCOPE_PARTIAL);
  return request;
}

struct ResultRow {
  int result;
  v1::Outcome want;
};

// The draft completes the request's referral with `want` and what was
// delivered; the referral must be for `service`.
inline void ExpectCompletes(const agency::Draft& draft,
                            const std::string& service, v1::Outcome want) {
  ExpectOfCaller(draft);
  EXPECT_FALSE(draft.opens_case);
  EXPECT_THAT(draft.required_services, ::testing::ElementsAre(service));
  ASSERT_THAT(KindsOf(draft), ::testing::ElementsAre("referral_completed"));
  const v1::ReferralCompleted& act = draft.acts[0].referral_completed();
  EXPECT_EQ(act.referral_id(), kSomeReferral);
  EXPECT_EQ(act.outcome(), want) << v1::Outcome_Name(act.outcome());
  EXPECT_EQ(act.quantity(), 3u);
  EXPECT_EQ(act.cost().minor_units(), 21000);
  EXPECT_EQ(act.cost().currency_code(), "AZN");
  EXPECT_EQ(act.scope(), v1::SCOPE_PARTIAL);
}

// Everything that holds for a call which completes a referral for `service`.
// `rows` must name each result that the request knows.
template <typename Request>
void ExpectCompletion(DraftFunction<Request> draft_of,
                      const std::string& service,
                      const std::vector<ResultRow>& rows) {
  const google::protobuf::EnumDescriptor& results =
      *google::protobuf::GetEnumDescriptor<typename Request::Result>();
  SCOPED_TRACE(Request::descriptor()->name());
  EXPECT_EQ(static_cast<int>(rows.size()) + 1, results.value_count());
  for (const ResultRow& row : rows) {
    SCOPED_TRACE(results.FindValueByNumber(row.result)->name());
    Request request = CompletionRequest<Request>(row.result);
    ASSERT_OK_AND_ASSIGN(const agency::Draft draft, draft_of(request));
    ExpectCompletes(draft, service, row.want);
    EXPECT_TRUE(draft.sections.empty());
    Request other = request;
    other.mutable_delivery()->set_quantity(4);
    ExpectOtherBytes(draft_of, request, other);
  }
  ExpectOtherBytes(draft_of, CompletionRequest<Request>(rows[0].result),
                   CompletionRequest<Request>(rows[1].result));
  ExpectRefused(draft_of, CompletionRequest<Request>(0), "result");
  ExpectRefused(draft_of, CompletionRequest<Request>(99), "result");
  Request nothing_delivered = CompletionRequest<Request>(rows[0].result);
  nothing_delivered.clear_delivery();
  ExpectRefused(draft_of, nothing_delivered, "delivery");
}

}  // namespace referral::testing

#endif  // REFERRAL_TESTS_SUPPORT_VOCABULARY_H_
