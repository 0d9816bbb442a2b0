#include "tests/layering/house.h"

#include <algorithm>
#include <regex>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace referral::layering {
namespace {

absl::string_view View(std::string_view s) { return {s.data(), s.size()}; }

// `path` lies in the folder `room`, or is the file of that name.
bool Covers(std::string_view room, std::string_view path) {
  return path.starts_with(room) &&
         (path.size() == room.size() || path[room.size()] == '/');
}

bool CoveredByAny(const std::vector<std::string_view>& rooms,
                  std::string_view path) {
  return std::any_of(rooms.begin(), rooms.end(),
                     [&](auto room) { return Covers(room, path); });
}

const Room* RoomOf(std::string_view path) {
  for (const Room& room : Rooms()) {
    if (Covers(room.name, path)) return &room;
  }
  return nullptr;
}

bool InFolderNamed(std::string_view folder, std::string_view path) {
  return absl::StrContains(View(path), absl::StrCat("/", View(folder), "/"));
}

bool IsTest(std::string_view path) { return Covers("tests", path); }

bool MayNameRocksDb(std::string_view path) {
  return IsTest(path) || InFolderNamed("store", path);
}

bool MayNameGrpc(std::string_view path) {
  static const std::vector<std::string_view> kShells = {
      "deploy/pilot",       "services/education", "services/health",
      "services/labour",    "services/ngo",       "services/referralctl",
      "services/sms_intake"};
  return IsTest(path) || InFolderNamed("rpc", path) ||
         path.ends_with("/main.cc") || CoveredByAny(kShells, path);
}

// The path that a line includes or imports; empty if it does neither.
std::string UsedPath(const std::string& line) {
  static const std::regex kUse(
      R"rx(^\s*(?:#\s*include\s*[<"]|import\s+(?:public\s+)?["]))rx"
      R"rx(([^">]+)[">].*)rx");
  std::smatch match;
  return std::regex_match(line, match, kUse) ? match[1].str() : "";
}

bool IsOurs(std::string_view path) {
  return Covers("proto", path) || Covers("common", path) ||
         Covers("services", path) || Covers("deploy", path) ||
         Covers("tests", path);
}

bool NamesRocksDb(std::string_view line, std::string_view used) {
  return absl::StrContains(View(line), "rocksdb::") ||
         used.starts_with("rocksdb/");
}

bool NamesGrpc(std::string_view line, std::string_view used) {
  return absl::StrContains(View(line), "grpc::") || used.starts_with("grpc/") ||
         used.starts_with("grpcpp/") || used.ends_with(".grpc.pb.h");
}

// What is wrong with `line` of a file at `path` in `room`; empty if nothing.
std::string BreachOf(const Room& room, std::string_view path,
                     const std::string& line) {
  const std::string used = UsedPath(line);
  if (IsOurs(used) && !Covers(room.name, used) &&
      !CoveredByAny(room.may_use, used)) {
    return absl::StrCat(View(room.name), " may not use ", used);
  }
  if (NamesRocksDb(line, used) && !MayNameRocksDb(path)) {
    return "only store rooms name RocksDB";
  }
  if (NamesGrpc(line, used) && !MayNameGrpc(path)) {
    return "only rpc rooms and main programs name gRPC";
  }
  return "";
}

// Walks over code and hands out what the compiler would see.
class Stripper {
 public:
  explicit Stripper(std::string_view text) : text_(text) {}

  std::string Run() {
    while (at_ < text_.size()) {
      if (Ahead("//")) {
        SkipTo("\n", /*keep_end=*/false);
      } else if (Ahead("/*")) {
        SkipTo("*/", /*keep_end=*/true);
      } else if (Ahead("R\"")) {
        SkipRawString();
      } else if ((text_[at_] == '"' || text_[at_] == '\'') && !InUseLine()) {
        SkipLiteral();
      } else {
        out_.push_back(text_[at_++]);
      }
    }
    return std::move(out_);
  }

 private:
  bool Ahead(std::string_view what) const {
    return text_.substr(at_).starts_with(what);
  }

  // The line begun in `out_` includes or imports something.
  bool InUseLine() const {
    const size_t start = out_.rfind('\n') + 1;  // 0 if there is none
    const size_t word = out_.find_first_not_of(" \t", start);
    if (word == std::string::npos) return false;
    const std::string line = out_.substr(word);
    return (line[0] == '#' && line.find("include") != std::string::npos) ||
           line.starts_with("import ");
  }

  // Drops everything up to `end`, but for line ends.
  void SkipTo(std::string_view end, bool keep_end) {
    const size_t from = at_ + (keep_end ? 2 : 0);
    const size_t found = text_.find(end, from);
    const size_t to = found == std::string_view::npos
                          ? text_.size()
                          : found + (keep_end ? end.size() : 0);
    for (; at_ < to; ++at_) {
      if (text_[at_] == '\n') out_.push_back('\n');
    }
  }

  void SkipRawString() {
    const size_t open = text_.find('(', at_);
    if (open == std::string_view::npos) {
      at_ = text_.size();
      return;
    }
    const std::string end =
        absl::StrCat(")", View(text_.substr(at_ + 2, open - at_ - 2)), "\"");
    SkipTo(end, /*keep_end=*/true);
  }

  // A quote between digits separates thousands and opens nothing.
  void SkipLiteral() {
    const char quote = text_[at_];
    out_.push_back(text_[at_++]);
    if (quote == '\'' && out_.size() >= 2 && isalnum(out_[out_.size() - 2])) {
      return;
    }
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
      at_ += text_[at_] == '\\' ? 2 : 1;
    }
    if (at_ < text_.size() && text_[at_] == quote) {
      out_.push_back(text_[at_++]);
    }
  }

  std::string_view text_;
  size_t at_ = 0;
  std::string out_;
};

}  // namespace

const std::vector<Room>& Rooms() {
  static const std::vector<Room> kRooms = {
      {"proto/google/rpc", {}},
      {"proto/referral/v1", {"proto/google/rpc"}},
      {"proto/referral/storage/v1", {"proto/referral/v1"}},
      {"proto/referral/config/v1", {"proto/referral/v1"}},

      {"common/base", {}},
      {"common/crypto", {"common/base"}},
      {"common/metrics", {"common/base", "proto"}},
      {"common/model", {"common/base", "proto"}},
      {"common/evidence", {"common/base", "common/crypto", "proto"}},
      {"common/store", {"common/base", "common/crypto", "proto"}},
      {"common/rpc", {"common/base", "common/metrics", "proto"}},
      {"common/config", {"common/base", "proto"}},

      {"services/router", {"common", "proto"}},
      {"services/agency", {"common", "proto"}},
      {"services/sms_intake", {"services/agency", "common", "proto"}},
      {"services/health", {"services/agency", "common", "proto"}},
      {"services/education", {"services/agency", "common", "proto"}},
      {"services/labour", {"services/agency", "common", "proto"}},
      {"services/ngo", {"services/agency", "common", "proto"}},
      {"services/referralctl", {"common", "proto"}},

      {"deploy", {"services", "common", "proto"}},
      {"tests", {"deploy", "services", "common", "proto"}},
  };
  return kRooms;
}

const std::vector<std::string_view>& TopLevel() {
  static const std::vector<std::string_view> kTopLevel = {
      "CMakeLists.txt", "README.md", "common", "deploy",
      "proto",          "services",  "tests"};
  return kTopLevel;
}

std::string WithoutComments(std::string_view text) {
  return Stripper(text).Run();
}

std::vector<std::string> Breaches(const Source& source) {
  const Room* room = RoomOf(source.path);
  if (room == nullptr) {
    return {absl::StrCat(source.path, ":1: lies in no room of the house")};
  }
  std::vector<std::string> breaches;
  size_t number = 0;
  const std::string code = WithoutComments(source.text);
  for (absl::string_view line : absl::StrSplit(code, '\n')) {
    ++number;
    std::string what = BreachOf(*room, source.path, std::string(line));
    if (what.empty()) continue;
    breaches.push_back(absl::StrCat(source.path, ":", number, ": ", what));
  }
  return breaches;
}

std::vector<std::string> TopLevelBreaches(std::vector<std::string> entries) {
  std::sort(entries.begin(), entries.end());
  std::vector<std::string> want(TopLevel().begin(), TopLevel().end());
  std::vector<std::string> extra, missing, breaches;
  std::set_difference(entries.begin(), entries.end(), want.begin(), want.end(),
                      std::back_inserter(extra));
  std::set_difference(want.begin(), want.end(), entries.begin(), entries.end(),
                      std::back_inserter(missing));
  for (const std::string& name : extra) {
    breaches.push_back(absl::StrCat(name, " does not belong at the top level"));
  }
  for (const std::string& name : missing) {
    breaches.push_back(absl::StrCat(name, " is missing at the top level"));
  }
  return breaches;
}

}  // namespace referral::layering
