// What a cursor keeps alive beside its iterator.
#ifndef REFERRAL_COMMON_STORE_CURSOR_INTERNAL_H_
#define REFERRAL_COMMON_STORE_CURSOR_INTERNAL_H_

#include <string>

#include "absl/strings/string_view.h"
#include "common/store/cursor.h"
#include "rocksdb/slice.h"

namespace referral::store {

struct Cursor::Bound {
  explicit Bound(absl::string_view end) : bytes(end), slice(bytes) {}

  const std::string bytes;
  const rocksdb::Slice slice;
};

}  // namespace referral::store

#endif  // REFERRAL_COMMON_STORE_CURSOR_INTERNAL_H_
