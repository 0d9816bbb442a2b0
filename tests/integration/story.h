// Telling the story of a case to processes that run: what the lead does, calls
// at the desks of agencies, and waiting for what others make of them.
#ifndef REFERRAL_TESTS_INTEGRATION_STORY_H_
#define REFERRAL_TESTS_INTEGRATION_STORY_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "proto/referral/v1/desk_service.pb.h"
#include "proto/referral/v1/report.pb.h"
#include "proto/referral/v1/router_service.pb.h"
#include "tests/integration/client.h"
#include "tests/integration/system.h"

namespace referral::testing {

// A day in text format: "{ year: 2020 month: 2 day: 17 }".
std::string TextOf(absl::CivilDay day);

// A request in text format; one that cannot be parsed fails the test.
template <typename Request>
Request Parsed(const std::string& text) {
  Request request;
  if (!google::protobuf::TextFormat::ParseFromString(text, &request)) {
    ADD_FAILURE() << text;
  }
  return request;
}

// Looks now and then until `there` is true; false if it is not in time.
bool Await(const std::function<bool()>& there);

// Files below the system's directory that hold one of `needles`, and which.
std::vector<std::string> FilesThatHold(const System& system,
                                       const std::vector<std::string>& needles);

// What ReferralRequested says, in text format: budget in qepiks, people as a
// list, "['p1', 'p2']"; `more` are further fields.
struct NewReferral {
  std::string referral_id;
  std::string service;
  std::string people = "['p1']";
  int budget = 10000;
  std::string region = "baku";
  std::string more = {};
};
std::string TextOf(const NewReferral& request);

// Who applies together: adults p1, p2, ..., then minors. They come from Germany
// and live in Baku.
struct Family {
  int adults = 1;
  int minors = 0;
};

// Not thread-safe. Officer officer-07 acts, on 17 February 2020 unless told
// otherwise. Agencies are called by their id.
class Story {
 public:
  // `system` outlives it.
  explicit Story(const System& system) : system_(system) {}

  void set_day(absl::CivilDay day) { day_ = day; }
  absl::CivilDay day() const { return day_; }

  // A system of the agency at the agency's service.
  Client Desk(const std::string& agency) const;
  // The agency itself at the router.
  Client Agency(const std::string& agency) const;
  // operator-ops at the router.
  Client Operator() const;

  // The lead says this to the router itself, in one message.
  absl::Status Lead(const std::string& case_id,
                    const std::vector<std::string>& acts) const;

  // A new case of people who are eligible and agree to every service.
  std::string OpenCase(const Family& family) const;
  // The same with a plan for p1, and a medical check that begins the support.
  std::string OpenActiveCase(const std::string& referral_id) const;

  // The field `call` of a request at a desk.
  std::string Header(const std::string& case_id) const;

  // A call at the agency's desk, "ReferralDesk/AcceptReferral", repeated until
  // the router's verdict is there.
  absl::StatusOr<v1::Submission> Send(
      const std::string& agency, const std::string& method,
      const google::protobuf::Message& request) const;
  // The same with `fields` besides the header. OK if recorded; what desk or
  // router refuse otherwise.
  template <typename Request>
  absl::Status Say(const std::string& agency, const std::string& method,
                   const std::string& case_id,
                   const std::string& fields) const {
    return VerdictOf(
        Send(agency, method, Parsed<Request>(Header(case_id) + " " + fields)));
  }

  // The provider accepts the referral once it has come, and begins.
  absl::Status TakeUp(const std::string& agency, const std::string& case_id,
                      const std::string& referral_id) const;
  // After TakeUp: it delivers all there is.
  absl::Status Complete(const std::string& agency, const std::string& case_id,
                        const std::string& referral_id) const;

  // As the agency sees it at the router.
  absl::StatusOr<v1::Case> CaseFor(const std::string& agency,
                                   const std::string& case_id) const;
  v1::Report ReportFor(const std::string& agency) const;
  // In the agency's worklist.
  absl::StatusOr<v1::WorklistItem> ItemOf(const std::string& agency,
                                          const std::string& referral_id) const;
  // Waits for a notice at the agency's desk; empty if none comes.
  v1::Notice AwaitNotice(
      const std::string& agency,
      const std::function<bool(const v1::Notice&)>& wanted) const;

  // referralctl as an operator, with its answer in JSON; it must succeed.
  nlohmann::json Ctl(std::vector<std::string> arguments) const;
  // `referralctl case verify --all` finds nothing.
  void ExpectVerified() const;

 private:
  static absl::Status VerdictOf(
      const absl::StatusOr<v1::Submission>& submission);

  const System& system_;
  absl::CivilDay day_{2020, 2, 17};
};

}  // namespace referral::testing

#endif  // REFERRAL_TESTS_INTEGRATION_STORY_H_
