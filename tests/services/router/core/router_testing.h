// What the tests of the router share: a small deployment and programme,
// messages of their agencies, and a way to wait for the sequencer's answers.
#ifndef REFERRAL_TESTS_SERVICES_ROUTER_CORE_ROUTER_TESTING_H_
#define REFERRAL_TESTS_SERVICES_ROUTER_CORE_ROUTER_TESTING_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "common/evidence/message.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"
#include "proto/referral/v1/act.pb.h"
#include "proto/referral/v1/record.pb.h"
#include "services/router/core/ledger.h"
#include "services/router/core/sequencer.h"

namespace referral::router::testing {

inline constexpr char kHome[] = "AZ";

// Agencies: sms (lead), health (provider), border (notifier), ombudsman
// (oversight), iom (partner). Lists the test keys of all of them and of the
// router ("router").
std::string DeploymentText();
// "restart", led by sms.
std::string ProgrammeText();

// Valid ids, another for every number.
std::string CaseId(std::uint32_t number);
std::string MessageId(std::uint32_t number);

// An arrival of one person, which opens the case. The lead's inbox gets it
// when border sends it.
v1::Act Announce();
// May be sent any number of times to a case that was announced.
v1::Act Inform(const std::string& place_code = "GYD");

// As the sender would submit it. Every call gives another message: salts are
// random.
v1::SignedMessage Message(const std::string& sender, const std::string& case_id,
                          const std::string& message_id, const v1::Act& act);
// The same, signed by the sender's test key, in a tree of one.
v1::SignedMessage Sign(v1::SignedMessage message, const std::string& sender);
evidence::OpenedMessage Open(const v1::SignedMessage& message);

// Collects answers. Thread-safe.
class Answers {
 public:
  Answers();

  // Hands out the place of the next answer.
  SubmitDone Next();
  // Waits until the answer at `index` is there.
  absl::StatusOr<v1::Receipt> Wait(size_t index);
  // Answers so far, in order of place; only those that have arrived.
  size_t arrived() const;
  // Places in the order in which their answers arrived.
  std::vector<size_t> order() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
  size_t next_ = 0;
};

// A message as the gate would let it through.
Admitted AdmittedOf(const v1::SignedMessage& message, const Vault& vault,
                    SubmitDone done, std::uint64_t expected = 0);

// Submits one message and waits for its answer.
absl::StatusOr<v1::Receipt> SubmitAndWait(Sequencer& sequencer,
                                          const Vault& vault,
                                          const v1::SignedMessage& message,
                                          std::uint64_t expected = 0);

// Records deployment and programme; waits until they are in force.
void LoadConfiguration(Sequencer& sequencer);

// A round of one record for each of `case_ids`, in order, that follows
// `ledger`'s head. Every record is sent to `recipients`. Case files hold no
// more than where the log ends.
storage::v1::CommitBatch MakeBatch(const Ledger& ledger,
                                   const std::vector<std::string>& case_ids,
                                   const std::vector<std::string>& recipients);

}  // namespace referral::router::testing

#endif  // REFERRAL_TESTS_SERVICES_ROUTER_CORE_ROUTER_TESTING_H_
