// Who plays which part in a replay: the agencies of the deployment that it
// speaks for, and the vocabulary of each one's service.
#ifndef REFERRAL_DEPLOY_PILOT_CAST_H_
#define REFERRAL_DEPLOY_PILOT_CAST_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "deploy/pilot/case_data.h"
#include "deploy/pilot/services.h"

namespace referral::pilot {

// One agency and the service that runs for it.
struct Member {
  std::string id;  // agency id of the deployment
  Vocabulary vocabulary = Vocabulary::kNgo;
  std::string address;  // host:port; empty where nothing is called
};

// "sms=sms-intake@127.0.0.1:5000": an agency id, the program that serves it,
// and where.
// Errors: INVALID_FIELD
absl::StatusOr<Member> ParseMember(const std::string& text);

// Immutable, thread-safe.
class Cast {
 public:
  // Errors: INVALID_FIELD  an agency stands there twice, or not exactly one
  //                        speaks for the lead (sms-intake)
  static absl::StatusOr<Cast> Make(std::vector<Member> members);

  const std::vector<Member>& members() const { return members_; }
  const std::string& lead() const { return lead_; }

  // The agency that receives `referral`: the one it names, else the first
  // whose service has the vocabulary. Null if there is none, or if the one
  // named cannot complete the service.
  const Member* ReceiverOf(const ReferralData& referral) const;

  // Every agency that `data` needs is there.
  // Errors: BAD_PILOT_LINE  at the line of the case
  absl::Status Check(const CaseData& data) const;

 private:
  explicit Cast(std::vector<Member> members);

  const Member* Find(const std::string& id) const;

  std::vector<Member> members_;
  std::string lead_;
};

}  // namespace referral::pilot

#endif  // REFERRAL_DEPLOY_PILOT_CAST_H_
