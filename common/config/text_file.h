// Configuration files as text: reading, parsing, printing.
// Pure but for ReadConfigFile; thread-safe.
#ifndef REFERRAL_COMMON_CONFIG_TEXT_FILE_H_
#define REFERRAL_COMMON_CONFIG_TEXT_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"

namespace referral::config {

// The whole file.
// Errors: INVALID_ARGUMENT_FILE  missing, a directory, or not readable
//         CONFIG_INVALID         larger than kMaxConfigFileBytes, or not UTF-8
absl::StatusOr<std::string> ReadConfigFile(const std::string& path);

// Parses `text` into `message`; `tree` learns on which line each field stands.
// `path` only names the text in errors.
// Errors: CONFIG_INVALID  at path:line:column; larger than
//                         kMaxConfigFileBytes, at path:1
absl::Status ParseConfigText(const std::string& path, const std::string& text,
                             google::protobuf::Message& message,
                             google::protobuf::TextFormat::ParseInfoTree& tree);

// The same text for equal messages, whatever the comments, blanks and order of
// fields of the file they came from. What a digest of the content is made of.
std::string CanonicalText(const google::protobuf::Message& message);

}  // namespace referral::config

#endif  // REFERRAL_COMMON_CONFIG_TEXT_FILE_H_
