#include "services/referralctl/receipt_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "google/protobuf/stubs/logging.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "proto/referral/v1/desk_service.pb.h"
#include "proto/referral/v1/router_service.pb.h"
#include "proto/referral/v1/submission.pb.h"

namespace referral::referralctl {
namespace {

namespace fs = std::filesystem;

absl::Status FileError(absl::string_view what, const std::string& path,
                       int error) {
  return MakeError(Reason::kInvalidArgumentFile,
                   absl::StrCat(what, ": ", std::strerror(error)), path);
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  if (error) return FileError("it cannot be read", path, error.value());
  if (size > kMaxReceiptFileBytes) {
    return MakeError(Reason::kInvalidArgumentFile, "the file is too large",
                     path);
  }
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in) return FileError("it cannot be read", path, errno);
  return text;
}

bool IsJson(const std::string& text) {
  return absl::StripLeadingAsciiWhitespace(text).substr(0, 1) == "{";
}

// A message of this type and of no other.
template <typename Message>
bool Parse(const std::string& text, Message& message) {
  const google::protobuf::LogSilencer quiet;
  if (!IsJson(text)) return message.ParseFromString(text);
  return google::protobuf::util::JsonStringToMessage(text, &message).ok();
}

std::vector<v1::Receipt> ReceiptsIn(const std::string& text) {
  std::vector<v1::Receipt> receipts;
  v1::Receipt receipt;
  v1::Submission submission;
  v1::ListSubmissionsResponse list;
  if (Parse(text, receipt) && receipt.has_proof()) {
    receipts.push_back(std::move(receipt));
  } else if (!IsJson(text)) {
    return receipts;
  } else if (Parse(text, submission)) {
    if (submission.has_receipt()) receipts.push_back(submission.receipt());
  } else if (Parse(text, list)) {
    for (const v1::Submission& row : list.submissions()) {
      if (row.has_receipt()) receipts.push_back(row.receipt());
    }
  }
  return receipts;
}

std::string JsonOf(const v1::Receipt& receipt) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  std::string json;
  // Every field is of a kind that JSON has.
  (void)google::protobuf::util::MessageToJsonString(receipt, &json, options);
  return json;
}

absl::Status WriteSynced(const std::string& path, const std::string& text) {
  const int file =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return FileError("it cannot be written", path, errno);
  size_t done = 0;
  while (done < text.size()) {
    const ssize_t count = ::write(file, text.data() + done, text.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) break;
    done += static_cast<size_t>(count);
  }
  const bool synced = done == text.size() && ::fsync(file) == 0;
  const int error = errno;
  ::close(file);
  return synced ? absl::OkStatus()
                : FileError("it cannot be written", path, error);
}

}  // namespace

absl::StatusOr<std::vector<FiledReceipt>> ReadReceiptFile(
    const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  std::vector<FiledReceipt> filed;
  for (v1::Receipt& receipt : ReceiptsIn(text)) {
    filed.push_back({path, std::move(receipt)});
  }
  if (filed.empty()) {
    return MakeError(Reason::kMalformedMessage, "the file holds no receipt",
                     path);
  }
  return filed;
}

absl::StatusOr<std::vector<FiledReceipt>> ReadReceiptDir(
    const std::string& dir, std::vector<absl::Status>& unread) {
  std::error_code error;
  std::vector<std::string> paths;
  for (fs::directory_iterator entry(dir, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().filename().string().front() == '.') continue;
    if (entry->is_directory()) continue;
    paths.push_back(entry->path().string());
  }
  if (error) {
    return FileError("the directory cannot be read", dir, error.value());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<FiledReceipt> all;
  for (const std::string& path : paths) {
    absl::StatusOr<std::vector<FiledReceipt>> filed = ReadReceiptFile(path);
    if (!filed.ok()) {
      unread.push_back(filed.status());
      continue;
    }
    std::move(filed->begin(), filed->end(), std::back_inserter(all));
  }
  return all;
}

absl::StatusOr<v1::Record> ReadRecordFile(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  v1::Record record;
  if (Parse(text, record) && !record.head().empty() && record.has_proof()) {
    return record;
  }
  v1::ReadCaseLogResponse response;
  if (Parse(text, response) && response.has_record()) {
    return std::move(*response.mutable_record());
  }
  return MakeError(Reason::kMalformedMessage, "the file holds no record", path);
}

absl::StatusOr<bool> SaveReceipt(const std::string& dir,
                                 const v1::Receipt& receipt) {
  // The name of a file is made of it.
  if (!IsRouterLogId(receipt.case_id())) {
    RETURN_IF_ERROR(CheckCaseId(receipt.case_id()));
  }
  const std::string name =
      absl::StrCat(receipt.case_id(), "-", receipt.sequence(), ".json");
  const std::string path = absl::StrCat(dir, "/", name);
  if (fs::exists(path)) {
    ASSIGN_OR_RETURN(const std::vector<FiledReceipt> there,
                     ReadReceiptFile(path));
    if (there.size() == 1 && google::protobuf::util::MessageDifferencer::Equals(
                                 there[0].receipt, receipt)) {
      return false;
    }
    return MakeError(Reason::kDigestMismatch,
                     "another receipt was saved for this record before", path);
  }
  const std::string draft =
      absl::StrCat(dir, "/.", name, ".", ::getpid(), ".new");
  RETURN_IF_ERROR(WriteSynced(draft, JsonOf(receipt)));
  if (::rename(draft.c_str(), path.c_str()) != 0) {
    return FileError("it cannot be written", path, errno);
  }
  return true;
}

absl::Status SyncReceiptDir(const std::string& dir) {
  const int file = ::open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return FileError("it cannot be opened", dir, errno);
  const int result = ::fsync(file);
  const int error = errno;
  ::close(file);
  return result == 0 ? absl::OkStatus()
                     : FileError("it cannot be synced", dir, error);
}

absl::Status MakeReceiptDir(const std::string& dir) {
  if (::mkdir(dir.c_str(), 0700) == 0 || errno == EEXIST) {
    return absl::OkStatus();
  }
  return FileError("the directory cannot be made", dir, errno);
}

}  // namespace referral::referralctl
