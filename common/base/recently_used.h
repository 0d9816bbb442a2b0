// Values by key that know which of them was longest unused: what caches are
// made of. Who keeps one decides when there are too many.
#ifndef REFERRAL_COMMON_BASE_RECENTLY_USED_H_
#define REFERRAL_COMMON_BASE_RECENTLY_USED_H_

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace referral {

// Not thread-safe. A value stays where it is until it is erased.
template <typename Value>
class RecentlyUsed {
 public:
  std::size_t size() const { return order_.size(); }
  bool empty() const { return order_.empty(); }

  // The value of `key`, which now is the one last used; nullptr if there is
  // none.
  Value* Find(absl::string_view key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return nullptr;
    order_.splice(order_.begin(), order_, found->second);
    return &found->second->second;
  }

  // The same without using it.
  const Value* Peek(absl::string_view key) const {
    const auto found = places_.find(key);
    return found == places_.end() ? nullptr : &found->second->second;
  }

  // The one last used from now on, in place of what `key` had.
  Value& Put(absl::string_view key, Value value) {
    if (Value* found = Find(key); found != nullptr) {
      return *found = std::move(value);
    }
    order_.emplace_front(std::string(key), std::move(value));
    places_.emplace(order_.front().first, order_.begin());
    return order_.front().second;
  }

  void Erase(absl::string_view key) { Take(key); }
  // The value of `key`, which has none from now on.
  std::optional<Value> Take(absl::string_view key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return std::nullopt;
    std::optional<Value> value(std::move(found->second->second));
    order_.erase(found->second);
    places_.erase(found);
    return value;
  }

  // The one longest unused, with its key; there must be one.
  std::pair<std::string, Value> TakeLongestUnused() {
    std::pair<std::string, Value> taken = std::move(order_.back());
    places_.erase(taken.first);
    order_.pop_back();
    return taken;
  }

 private:
  using Order = std::list<std::pair<std::string, Value>>;

  Order order_;  // last used first
  absl::flat_hash_map<std::string, typename Order::iterator> places_;
};

}  // namespace referral

#endif  // REFERRAL_COMMON_BASE_RECENTLY_USED_H_
