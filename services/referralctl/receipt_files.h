// Receipts in files, as protobuf prints them.
#ifndef REFERRAL_SERVICES_REFERRALCTL_RECEIPT_FILES_H_
#define REFERRAL_SERVICES_REFERRALCTL_RECEIPT_FILES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/referral/v1/record.pb.h"

namespace referral::referralctl {

// Bytes of a file that may hold receipts: the list of an outbox of years.
inline constexpr size_t kMaxReceiptFileBytes = size_t{256} << 20;

// A receipt and the file it came from.
struct FiledReceipt {
  std::string file;
  v1::Receipt receipt;
};

// Every receipt in a file: a Receipt as JSON or binary, or the JSON of a
// Submission or of `submission list --output json`, of which those without a
// receipt are left out.
// Errors: INVALID_ARGUMENT_FILE  it cannot be read
//         MALFORMED_MESSAGE      it holds no receipt.
absl::StatusOr<std::vector<FiledReceipt>> ReadReceiptFile(
    const std::string& path);

// The same for every file of a directory whose name does not begin with a dot,
// in order of name. Files that hold no receipt go to `unread`, each with why.
// Errors: INVALID_ARGUMENT_FILE  the directory cannot be read.
absl::StatusOr<std::vector<FiledReceipt>> ReadReceiptDir(
    const std::string& dir, std::vector<absl::Status>& unread);

// A Record, or what ReadCaseLog answers with, as JSON or binary.
// Errors: as ReadReceiptFile.
absl::StatusOr<v1::Record> ReadRecordFile(const std::string& path);

// Writes the receipt to <dir>/<case>-<sequence>.json, mode 0600, whole or not
// at all. True if it is new. What is there stays. What is new is sure to stay
// after SyncReceiptDir.
// Errors: INVALID_CASE_ID  the receipt names no case
//         DIGEST_MISMATCH  there is another receipt for that record
//         INVALID_ARGUMENT_FILE  the file cannot be read or written.
absl::StatusOr<bool> SaveReceipt(const std::string& dir,
                                 const v1::Receipt& receipt);
// Errors: INVALID_ARGUMENT_FILE.
absl::Status SyncReceiptDir(const std::string& dir);

// Makes `dir` if it is not there, mode 0700. Errors: INVALID_ARGUMENT_FILE.
absl::Status MakeReceiptDir(const std::string& dir);

}  // namespace referral::referralctl

#endif  // REFERRAL_SERVICES_REFERRALCTL_RECEIPT_FILES_H_
