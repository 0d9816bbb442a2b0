// The house: which room of the source tree may use which, as a table, and the
// functions that hold source files against it. Pure: they get file contents and
// never open a file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace referral::layering {

// A source file: its path from the root of the repository, and its contents.
struct Source {
  std::string path;
  std::string text;
};

// What one room may use besides itself. Names are path prefixes: "common/base"
// covers everything below that folder.
struct Room {
  std::string_view name;
  std::vector<std::string_view> may_use;
};

// Every room, the more particular before the more general. A file belongs to
// the first room that covers it.
const std::vector<Room>& Rooms();

// The names the visible top level consists of, sorted.
const std::vector<std::string_view>& TopLevel();

// `text` without comments, and with string and character literals emptied,
// except on #include and import lines, whose path is kept. Lines stay lines.
std::string WithoutComments(std::string_view text);

// Every breach of the house's rules in `source`, each as one readable line
// starting with "path:line: ". Empty if there is none. Checks
//   - that the file lies in a known room;
//   - that it includes (a proto: imports) only what its room may use;
//   - that RocksDB is named only in store rooms, and gRPC only in rpc rooms,
//     in vocabularies, main programs, tools and tests.
std::vector<std::string> Breaches(const Source& source);

// Names in `entries` (the visible top level) that do not belong there, and
// names that are missing, each as one readable line.
std::vector<std::string> TopLevelBreaches(std::vector<std::string> entries);

}  // namespace referral::layering
