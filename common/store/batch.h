// Changes that reach the disk as a whole or not at all.
#ifndef REFERRAL_COMMON_STORE_BATCH_H_
#define REFERRAL_COMMON_STORE_BATCH_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace referral::store {

// Index into DatabaseOptions::families. Each owner's layout.h names its own.
using FamilyId = uint32_t;

// An ordered list of puts and deletes. Not thread-safe. Independent of any
// database until it is written.
class Batch {
 public:
  enum class Kind : uint8_t { kPut, kDelete, kDeleteRange };

  struct Change {
    Kind kind;
    FamilyId family;
    std::string key;
    std::string value;  // kDeleteRange: first key not deleted
  };

  void Put(FamilyId family, std::string key, std::string value);
  void Delete(FamilyId family, std::string key);
  // Deletes every key in [begin, end).
  void DeleteRange(FamilyId family, std::string begin, std::string end);

  // Forgets the changes after the first `count`.
  void Truncate(size_t count);
  void Clear() { Truncate(0); }

  bool empty() const { return changes_.empty(); }
  size_t count() const { return changes_.size(); }
  // Sum of key and value sizes.
  size_t bytes() const { return bytes_; }
  const std::vector<Change>& changes() const { return changes_; }

 private:
  void Add(Kind kind, FamilyId family, std::string key, std::string value);

  std::vector<Change> changes_;
  size_t bytes_ = 0;
};

}  // namespace referral::store

#endif  // REFERRAL_COMMON_STORE_BATCH_H_
