#include "tests/bench/page_walk.h"

#include "absl/strings/str_cat.h"

namespace referral::bench {

absl::Status PageWalk::Read(std::size_t page_rows,
                            const std::string& next_token) {
  read_ += page_rows;
  token_ = next_token;
  const bool last = token_.empty();
  if (read_ > rows_ || (last && read_ < rows_)) {
    return absl::DataLossError(
        absl::StrCat("a list of ", rows_, " rows has ", read_));
  }
  if (last) read_ = 0;
  return absl::OkStatus();
}

}  // namespace referral::bench
