// A directory of a test's own, removed with everything in it at the end.
#ifndef REFERRAL_TESTS_SUPPORT_TEMP_DIR_H_
#define REFERRAL_TESTS_SUPPORT_TEMP_DIR_H_

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace referral::testing {

// Under $TEST_TMPDIR or $TMPDIR or /tmp. Ends the test program when no
// directory can be made.
class TempDir {
 public:
  TempDir() {
    std::string pattern = Base() + "/referral-test-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) std::abort();
    path_ = pattern;
  }
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  // Absolute, without a slash at its end.
  const std::string& path() const { return path_; }

  // A path inside; nothing is created.
  std::string Join(const std::string& name) const { return path_ + "/" + name; }

 private:
  static std::string Base() {
    for (const char* name : {"TEST_TMPDIR", "TMPDIR"}) {
      if (const char* value = std::getenv(name); value != nullptr && *value) {
        return value;
      }
    }
    return "/tmp";
  }

  std::string path_;
};

}  // namespace referral::testing

#endif  // REFERRAL_TESTS_SUPPORT_TEMP_DIR_H_
