#include "services/router/core/inbox_window.h"

#include <algorithm>
#include <vector>

namespace referral::router {

using storage::v1::DeliveryCursor;
using storage::v1::InboxItem;

void InboxWindow::Start(const DeliveryCursor& cursor) {
  items_.clear();
  cursor_ = end_ = cursor.position();
  done_before_.clear();
  done_before_.insert(cursor.ahead().begin(), cursor.ahead().end());
}

bool InboxWindow::Append(const InboxItem& item) {
  const bool done = done_before_.erase(item.position()) > 0;
  items_.emplace_hint(items_.end(), item.position(), Slot{item, done});
  end_ = item.position();
  return !done;
}

void InboxWindow::Done(std::uint64_t position) {
  items_.at(position).done = true;
}

bool InboxWindow::Advance(
    const std::function<bool(const InboxItem&)>& may_pass,
    const std::function<void(const InboxItem&)>& on_passed) {
  const std::uint64_t before = cursor_;
  while (!items_.empty()) {
    const auto front = items_.begin();
    if (!front->second.done) {
      if (!may_pass(front->second.item)) break;
      on_passed(front->second.item);
    }
    cursor_ = front->first;
    items_.erase(front);
  }
  return cursor_ != before;
}

void InboxWindow::WriteTo(DeliveryCursor& cursor) const {
  cursor.set_position(cursor_);
  cursor.clear_ahead();
  for (const auto& [position, slot] : items_) {
    if (slot.done) cursor.add_ahead(position);
  }
  // What was done before Start and not read again yet lies beyond the rest.
  std::vector<std::uint64_t> later(done_before_.begin(), done_before_.end());
  std::sort(later.begin(), later.end());
  for (const std::uint64_t position : later) cursor.add_ahead(position);
}

std::uint64_t InboxWindow::oldest() const {
  for (const auto& [position, slot] : items_) {
    if (!slot.done) return position;
  }
  return 0;
}

}  // namespace referral::router
