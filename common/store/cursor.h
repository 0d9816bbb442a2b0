// Reads a range of keys in order.
#ifndef REFERRAL_COMMON_STORE_CURSOR_H_
#define REFERRAL_COMMON_STORE_CURSOR_H_

#include <memory>
#include <string>
#include "absl/strings/string_view.h"

#include "absl/status/status.h"

namespace rocksdb {
class Iterator;
}  // namespace rocksdb

namespace referral::store {

// Sees the family as it was when the cursor was made. Not thread-safe. Must not
// outlive its database.
//
//   Cursor cursor = db.Scan(kLog, FromPosition(7), kEnd);
//   for (; cursor.Valid(); cursor.Next()) Use(cursor.key(), cursor.value());
//   RETURN_IF_ERROR(cursor.status());
class Cursor {
 public:
  Cursor(Cursor&&) noexcept;
  Cursor& operator=(Cursor&&) = delete;
  ~Cursor();

  // False at the end of the range and after an error: then ask status().
  bool Valid() const;
  void Next();

  // Only while Valid(); good until the next call to Next().
  absl::string_view key() const;
  absl::string_view value() const;

  // Errors: STORE_CORRUPT  a block does not match its checksum
  //         DISK_FAILED    the disk refused a read.
  absl::Status status() const;

 private:
  friend class Database;
  // The bound's address must stay put while the iterator lives.
  struct Bound;
  Cursor(std::unique_ptr<Bound> bound,
         std::unique_ptr<rocksdb::Iterator> iterator);

  std::unique_ptr<Bound> bound_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

// The first key after every key that starts with `prefix`; empty, which means
// no bound, when there is none.
std::string PrefixEnd(absl::string_view prefix);

}  // namespace referral::store

#endif  // REFERRAL_COMMON_STORE_CURSOR_H_
