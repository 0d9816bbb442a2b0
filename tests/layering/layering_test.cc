// The source tree itself against the rules of house.h.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "tests/layering/house.h"

namespace referral::layering {
namespace {

namespace fs = std::filesystem;

const char* const kRoot = REFERRAL_SOURCE_DIR;

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<Source> SourcesBelow(const std::string& folder) {
  std::vector<Source> sources;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(kRoot) / folder)) {
    const std::string suffix = entry.path().extension();
    if (suffix != ".cc" && suffix != ".h" && suffix != ".proto") continue;
    sources.push_back(
        {fs::relative(entry.path(), kRoot).string(), ReadFile(entry.path())});
  }
  return sources;
}

// What a visitor sees; `build` is where the build tree usually lies.
std::vector<std::string> VisibleTopLevel() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kRoot)) {
    std::string name = entry.path().filename();
    if (name.starts_with('.') || name == "build") continue;
    names.push_back(std::move(name));
  }
  return names;
}

TEST(LayeringTest, EveryRoomKeepsToTheHouse) {
  for (const char* folder :
       {"proto", "common", "services", "deploy", "tests"}) {
    SCOPED_TRACE(folder);
    const std::vector<Source> sources = SourcesBelow(folder);
    EXPECT_FALSE(sources.empty()) << "nothing was read";
    for (const Source& source : sources) {
      const std::vector<std::string> breaches = Breaches(source);
      EXPECT_TRUE(breaches.empty()) << absl::StrJoin(breaches, "\n");
    }
  }
}

// What a programme is like, its file alone says: no code knows one by name.
TEST(LayeringTest, NoCodeNamesAProgramme) {
  std::vector<std::string> programmes;
  for (const auto& entry :
       fs::directory_iterator(fs::path(kRoot) / "deploy/programmes")) {
    if (entry.path().extension() == ".textproto") {
      programmes.push_back(entry.path().stem());
    }
  }
  EXPECT_GE(programmes.size(), 2u);
  for (const char* folder : {"common", "services", "deploy"}) {
    for (const Source& source : SourcesBelow(folder)) {
      for (const std::string& id : programmes) {
        EXPECT_EQ(source.text.find(id), std::string::npos)
            << source.path << " names " << id;
      }
    }
  }
}

TEST(LayeringTest, TopLevelIsAsTheHouseHasIt) {
  const std::vector<std::string> breaches = TopLevelBreaches(VisibleTopLevel());
  EXPECT_TRUE(breaches.empty()) << absl::StrJoin(breaches, "\n");
}

}  // namespace
}  // namespace referral::layering
