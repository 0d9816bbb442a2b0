// What agencies say in the cases that benchmarks are made of: the lead opens a
// case and asks a provider for a service, the provider begins and from then on
// adds information. Needs neither a network nor files.
#ifndef REFERRAL_TESTS_BENCH_CASE_STORY_H_
#define REFERRAL_TESTS_BENCH_CASE_STORY_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/crypto/signing.h"
#include "proto/referral/v1/act.pb.h"
#include "proto/referral/v1/message.pb.h"
#include "proto/referral/v1/section.pb.h"

namespace referral::bench {

inline constexpr char kLead[] = "sms";
inline constexpr char kProvider[] = "health";
// The shipped programme.
inline constexpr char kShippedProgramme[] = "az-restart";

// An act in text format, by an officer on 1 February 2019. Aborts if it cannot
// be parsed.
v1::Act StoryAct(const std::string& text);

// One message each. The programme has the service medical.check.
// ApplicationActs: of people who are eligible and agree; RequestAct: what the
// lead asks for them; OpeningActs: both.
std::vector<v1::Act> ApplicationActs(absl::string_view programme_id);
v1::Act RequestAct(absl::string_view referral_id);
std::vector<v1::Act> OpeningActs(absl::string_view programme_id,
                                 absl::string_view referral_id);
std::vector<v1::Act> BeginningActs(absl::string_view referral_id);

// An addition: a message of about kMessageBytes with these.
std::vector<v1::Act> AdditionActs();
std::vector<v1::Section> AdditionSections();

// Who signs, and under which id; nobody if null.
struct StorySigner {
  const crypto::SigningKey* key = nullptr;
  std::string key_id;
};

// The messages as they are sent; sixteen share a signature, as those that an
// outbox takes in one write do.
std::vector<std::string> ToBeSent(std::vector<v1::SignedMessage> messages,
                                  const StorySigner& signer);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_CASE_STORY_H_
