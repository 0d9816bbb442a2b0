// What referralctl can be asked, a function a command. Each prints to
// standard output and never anything personal.
// Errors of all: the server's, with its reason; UNAVAILABLE or
// DEADLINE_EXCEEDED if it does not answer.
#ifndef REFERRAL_SERVICES_REFERRALCTL_COMMANDS_H_
#define REFERRAL_SERVICES_REFERRALCTL_COMMANDS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/referralctl/session.h"

namespace referral::referralctl {

absl::Status ShowStatus(const Session& session);
absl::Status ShowReport(const Session& session, const std::string& programme);
enum class NeedsFormat { kTable, kJson, kCsv };
absl::Status ExportNeeds(const Session& session, const std::string& programme,
                         NeedsFormat format);
absl::Status ListAgencies(const Session& session);
absl::Status ListInboxes(const Session& session);

struct CaseFilter {
  std::vector<std::string> statuses;  // words as printed, "plan agreed"
  std::string programme;
  unsigned limit = 100;
};
absl::Status ListCases(const Session& session, const CaseFilter& filter);
absl::Status ShowCase(const Session& session, const std::string& case_id);
absl::Status ShowTimeline(const Session& session, const std::string& case_id);

struct VerifyQuestion {
  std::string case_id;       // empty: every case
  std::string receipts_dir;  // empty: none
  std::string deployment;    // file with the router's keys, for the receipts
};
// True if nothing was found. Errors besides: INVALID_ARGUMENT_FILE,
// CONFIG_INVALID.
absl::StatusOr<bool> VerifyCases(const Session& session,
                                 const VerifyQuestion& question);

struct ReferralFilter {
  std::vector<std::string> statuses;
  std::string case_id;
  std::string agency;
  std::string service;
  bool overdue = false;
  bool lodging_missing = false;
  unsigned limit = 100;
};
absl::Status ListReferrals(const Session& session,
                           const ReferralFilter& filter);

struct ComplaintFilter {
  std::string programme;
  bool unanswered = false;
  unsigned limit = 100;
};
absl::Status ListComplaints(const Session& session,
                            const ComplaintFilter& filter);

struct EmergencyFilter {
  std::string programme;
  unsigned limit = 100;
};
absl::Status ListEmergencies(const Session& session,
                             const EmergencyFilter& filter);

absl::Status ListParked(const Session& session, const std::string& agency);
enum class ParkedAction { kReplay, kDrop };
absl::Status ActOnParked(const Session& session, ParkedAction action,
                         const std::string& agency, const std::string& case_id,
                         const std::string& reason);

// The router's wall clock is right after a leap.
absl::Status ConfirmClock(const Session& session, const std::string& reason);
absl::Status Reload(const Session& session, const std::string& reason);
// Progress on a terminal; ends when every key is wrapped anew.
absl::Status RotateMasterKey(const Session& session, const std::string& reason);

// The case's key is destroyed, in the router and in every agency.
absl::Status EraseCase(const Session& session, const std::string& case_id,
                       const std::string& approver, const std::string& reason);
// Who may move what from where to where, as a table or for Graphviz. Opens no
// connection.
enum class Lifecycle { kCase, kReferral };
absl::Status ShowLifecycle(Lifecycle which, bool dot);

struct ReceiptQuestion {
  std::vector<std::string> files;
  std::string deployment;  // file with the router's keys
  std::string record;      // file with the record; may be empty
};
// Opens no connection. True if every receipt verifies.
// Errors: INVALID_ARGUMENT_FILE, MALFORMED_MESSAGE, CONFIG_INVALID.
absl::StatusOr<bool> VerifyReceipts(const ReceiptQuestion& question, bool json);

// Both with a session that is connected to an agency service.
// Saves the receipt of every recorded submission. False if one differs from
// what was saved before. Errors besides: INVALID_ARGUMENT_FILE.
absl::StatusOr<bool> SaveReceipts(const Session& session,
                                  const std::string& dir);
absl::Status ListSubmissions(const Session& session, const std::string& state,
                             unsigned limit);

}  // namespace referral::referralctl

#endif  // REFERRAL_SERVICES_REFERRALCTL_COMMANDS_H_
