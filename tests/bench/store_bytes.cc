#include "tests/bench/store_bytes.h"

#include <filesystem>
#include <system_error>

namespace referral::bench {

StoreBytes BytesBelow(const std::string& dir) {
  namespace fs = std::filesystem;
  StoreBytes bytes;
  std::error_code error;
  for (fs::recursive_directory_iterator file(dir, error);
       !error && file != fs::recursive_directory_iterator();
       file.increment(error)) {
    std::error_code gone;
    if (!file->is_regular_file(gone)) continue;
    const std::uint64_t size = file->file_size(gone);
    if (gone) continue;
    const fs::path kind = file->path().extension();
    (kind == ".log"   ? bytes.wal
     : kind == ".sst" ? bytes.tables
                      : bytes.other) += size;
  }
  return bytes;
}

}  // namespace referral::bench
