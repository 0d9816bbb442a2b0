// A list that is read page by page, again and again.
#ifndef REFERRAL_TESTS_BENCH_PAGE_WALK_H_
#define REFERRAL_TESTS_BENCH_PAGE_WALK_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"

namespace referral::bench {

// What is listed: every case once, or every referral, of which each case has
// one.
enum class Listed { kCases, kReferrals };

// Not thread-safe.
class PageWalk {
 public:
  // `rows` are in the whole list.
  PageWalk(Listed listed, std::size_t rows) : listed_(listed), rows_(rows) {}

  Listed listed() const { return listed_; }
  // Of the page that is read next; empty for the first.
  const std::string& token() const { return token_; }

  // A page was read; after the last one the walk begins anew.
  // Errors: DATA_LOSS  rows are missing, or there are too many.
  absl::Status Read(std::size_t page_rows, const std::string& next_token);

 private:
  const Listed listed_;
  const std::size_t rows_;
  std::size_t read_ = 0;
  std::string token_;
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_PAGE_WALK_H_
