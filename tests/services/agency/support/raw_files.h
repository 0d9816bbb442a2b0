// What really lies in the files of a directory.
#ifndef REFERRAL_TESTS_SERVICES_AGENCY_SUPPORT_RAW_FILES_H_
#define REFERRAL_TESTS_SERVICES_AGENCY_SUPPORT_RAW_FILES_H_

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace referral::agency {

// Whether any file below `directory` holds `text`, byte for byte.
inline bool FilesHold(const std::string& directory, const std::string& text) {
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(directory)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file),
                            std::istreambuf_iterator<char>()};
    if (bytes.find(text) != std::string::npos) return true;
  }
  return false;
}

}  // namespace referral::agency

#endif  // REFERRAL_TESTS_SERVICES_AGENCY_SUPPORT_RAW_FILES_H_
