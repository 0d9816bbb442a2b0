#ifndef REFERRAL_SERVICES_ROUTER_CORE_INBOX_WINDOW_H_
#define REFERRAL_SERVICES_ROUTER_CORE_INBOX_WINDOW_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>

#include "absl/container/flat_hash_set.h"
#include "common/base/limits.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"

namespace referral::router {

// The stretch of an inbox between its cursor and how far it has been read:
// which positions wait and which are done ahead of the cursor. Holds at most
// `capacity` items. Pure; not thread-safe.
class InboxWindow {
 public:
  explicit InboxWindow(std::size_t capacity = kInboxLookAhead)
      : capacity_(capacity) {}

  // Begins, empty, where `cursor` stands.
  void Start(const storage::v1::DeliveryCursor& cursor);

  // Adds an item; its position must be beyond end(). False if it had been
  // done before Start.
  bool Append(const storage::v1::InboxItem& item);

  // The item at `position`, which must be in the window, is acknowledged or
  // dropped.
  void Done(std::uint64_t position);

  // Moves the cursor over the items in front that are done and over those
  // that `may_pass`, which are told to `on_passed`. True if it moved.
  bool Advance(
      const std::function<bool(const storage::v1::InboxItem&)>& may_pass,
      const std::function<void(const storage::v1::InboxItem&)>& on_passed);

  // The cursor and what is done beyond it.
  void WriteTo(storage::v1::DeliveryCursor& cursor) const;

  std::uint64_t cursor() const { return cursor_; }
  // Every item up to here has been appended.
  std::uint64_t end() const { return end_; }
  std::size_t size() const { return items_.size(); }
  std::size_t capacity() const { return capacity_; }
  bool full() const { return items_.size() >= capacity_; }
  // Position of the first item that is not done; 0 if there is none.
  std::uint64_t oldest() const;

 private:
  struct Slot {
    storage::v1::InboxItem item;
    bool done = false;
  };

  std::size_t capacity_;
  std::uint64_t cursor_ = 0;
  std::uint64_t end_ = 0;
  std::map<std::uint64_t, Slot> items_;
  // Done before Start, not appended yet.
  absl::flat_hash_set<std::uint64_t> done_before_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_INBOX_WINDOW_H_
