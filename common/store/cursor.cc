#include "common/store/cursor.h"

#include <utility>

#include "common/store/cursor_internal.h"
#include "common/store/rocks_status.h"
#include "rocksdb/iterator.h"

namespace referral::store {

Cursor::Cursor(std::unique_ptr<Bound> bound,
               std::unique_ptr<rocksdb::Iterator> iterator)
    : bound_(std::move(bound)), iterator_(std::move(iterator)) {}

Cursor::Cursor(Cursor&&) noexcept = default;
Cursor::~Cursor() = default;

bool Cursor::Valid() const { return iterator_->Valid(); }

void Cursor::Next() { iterator_->Next(); }

absl::string_view Cursor::key() const {
  const rocksdb::Slice key = iterator_->key();
  return {key.data(), key.size()};
}

absl::string_view Cursor::value() const {
  const rocksdb::Slice value = iterator_->value();
  return {value.data(), value.size()};
}

absl::Status Cursor::status() const {
  return FromRocks(iterator_->status(), "");
}

std::string PrefixEnd(absl::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && static_cast<unsigned char>(end.back()) == 0xff) {
    end.pop_back();
  }
  if (!end.empty()) ++end.back();
  return end;
}

}  // namespace referral::store
