#include "common/config/text_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/errors.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/base/utf8.h"
#include "google/protobuf/io/tokenizer.h"

namespace referral::config {
namespace {

using google::protobuf::TextFormat;

// The parser speaks of an unknown enum value when it has read the word after
// it, often on the next line: finds the line of the value itself, from 0.
int LineOfEnumValue(const std::string& text, int line,
                    absl::string_view message) {
  if (!absl::ConsumePrefix(&message, "Unknown enumeration value of \"")) {
    return line;
  }
  const std::string value(message.substr(0, message.find('"')));
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  for (size_t i = std::min(static_cast<size_t>(line) + 1, lines.size());
       i-- > 0;) {
    if (absl::StrContains(lines[i], value)) return static_cast<int>(i);
  }
  return line;
}

// What the parser says may quote any byte of the file, and goes to a terminal.
std::string Printable(const std::string& message) {
  return IsValidUtf8(message) && !HasControlCharacters(message)
             ? message
             : absl::CHexEscape(message);
}

// Keeps the first error: what follows is usually its consequence.
class FirstError final : public google::protobuf::io::ErrorCollector {
 public:
  FirstError(const std::string& path, const std::string& text)
      : path_(path), text_(text) {}

  // Lines and columns count from 0, a line of -1 means the whole text.
  void AddError(int line, int column, const std::string& message) override {
    if (!status_.ok()) return;
    const int real = line < 0 ? 0 : LineOfEnumValue(text_, line, message);
    const std::string where =
        real == line ? absl::StrCat(path_, ":", line + 1, ":", column + 1)
                     : absl::StrCat(path_, ":", real + 1);
    status_ = MakeError(Reason::kConfigInvalid, Printable(message), where);
  }

  const absl::Status& status() const { return status_; }

 private:
  const std::string& path_;
  const std::string& text_;
  absl::Status status_;
};

absl::Status CheckSize(const std::string& path, const std::string& text) {
  if (text.size() <= kMaxConfigFileBytes) return absl::OkStatus();
  return MakeError(
      Reason::kConfigInvalid,
      absl::StrCat("the file is larger than ", kMaxConfigFileBytes, " bytes"),
      absl::StrCat(path, ":1"));
}

}  // namespace

absl::StatusOr<std::string> ReadConfigFile(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    return MakeError(Reason::kInvalidArgumentFile,
                     "the configuration file does not exist or is no file",
                     path);
  }
  std::ifstream in(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)),
                   std::istreambuf_iterator<char>());
  if (!in.is_open() || in.bad()) {
    return MakeError(Reason::kInvalidArgumentFile,
                     "the configuration file cannot be read", path);
  }
  RETURN_IF_ERROR(CheckSize(path, text));
  return text;
}

absl::Status ParseConfigText(const std::string& path, const std::string& text,
                             google::protobuf::Message& message,
                             TextFormat::ParseInfoTree& tree) {
  RETURN_IF_ERROR(CheckSize(path, text));
  int line = 1;
  for (size_t start = 0; start < text.size(); ++line) {
    const size_t end = std::min(text.find('\n', start), text.size());
    if (!IsValidUtf8(absl::string_view(text).substr(start, end - start))) {
      return MakeError(Reason::kConfigInvalid, "the line is not valid UTF-8",
                       absl::StrCat(path, ":", line));
    }
    start = end + 1;
  }
  FirstError errors(path, text);
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  parser.WriteLocationsTo(&tree);
  if (parser.ParseFromString(text, &message)) return absl::OkStatus();
  if (!errors.status().ok()) return errors.status();
  return MakeError(Reason::kConfigInvalid, "the file cannot be parsed",
                   absl::StrCat(path, ":1"));
}

std::string CanonicalText(const google::protobuf::Message& message) {
  TextFormat::Printer printer;
  printer.SetUseUtf8StringEscaping(true);
  printer.SetExpandAny(false);
  std::string text;
  // Fails only for a stream that refuses bytes; a string takes them all.
  printer.PrintToString(message, &text);
  return text;
}

}  // namespace referral::config
