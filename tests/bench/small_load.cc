#include "tests/bench/small_load.h"

#include <utility>

#include "absl/time/time.h"
#include "common/crypto/signing.h"
#include "common/evidence/message.h"
#include "tests/bench/case_story.h"
#include "tests/bench/must.h"
#include "tests/services/router/core/router_testing.h"
#include "tests/support/test_keys.h"

namespace referral::bench {
namespace {

using router::testing::CaseId;
using router::testing::MessageId;

constexpr char kProgramme[] = "restart";
constexpr std::int64_t kSentUnixSeconds = 1551690000;

// Makes messages under ids of their own.
class Maker {
 public:
  explicit Maker(std::string sender) : sender_(std::move(sender)) {}

  void Add(std::uint32_t number, const std::string& case_id,
           std::vector<v1::Act> acts, std::vector<v1::Section> sections = {}) {
    made_.push_back(Must(evidence::BuildMessage(
        {.message_id = MessageId(number),
         .case_id = case_id,
         .sender = sender_,
         .sent_time = absl::FromUnixSeconds(kSentUnixSeconds),
         .acts = std::move(acts),
         .sections = std::move(sections)})));
  }

  std::vector<std::string> Finish(bool sign) {
    const crypto::SigningKey key = testing::TestSigningKey(sender_);
    return ToBeSent(std::move(made_), {.key = sign ? &key : nullptr,
                                       .key_id = testing::TestKeyId(sender_)});
  }

 private:
  const std::string sender_;
  std::vector<v1::SignedMessage> made_;
};

}  // namespace

SmallLoad MakeSmallLoad(std::uint32_t cases, std::uint32_t additions,
                        bool sign) {
  std::uint32_t number = 0;
  Maker openings(kLead);
  Maker beginnings(kProvider);
  Maker further(kProvider);
  for (std::uint32_t i = 0; i < cases; ++i) {
    const std::string referral_id = MessageId(++number);
    openings.Add(++number, CaseId(i), OpeningActs(kProgramme, referral_id));
    beginnings.Add(++number, CaseId(i), BeginningActs(referral_id));
  }
  for (std::uint32_t i = 0; i < cases * additions; ++i) {
    further.Add(++number, CaseId(i % cases), AdditionActs(),
                AdditionSections());
  }
  return {openings.Finish(sign), beginnings.Finish(sign), further.Finish(sign)};
}

}  // namespace referral::bench
