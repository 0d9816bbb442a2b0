// One slot of the watermark file as bytes; the layout is in watermark.h.
#ifndef REFERRAL_COMMON_STORE_WATERMARK_SLOT_H_
#define REFERRAL_COMMON_STORE_WATERMARK_SLOT_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "common/store/watermark.h"

namespace referral::store {

inline constexpr size_t kSlotBytes = 128;
// Slots lie this far apart, so that no torn page holds both.
inline constexpr size_t kSlotDistance = 4096;
inline constexpr int kSlots = 2;

enum class SlotState { kValid, kInvalid, kTooNew };

struct Slot {
  SlotState state = SlotState::kInvalid;
  uint64_t epoch = 0;
  Watermark mark;
};

// kSlotBytes bytes, zeros at the end.
std::string EncodeSlot(const Watermark& mark, uint64_t epoch);

Slot DecodeSlot(absl::string_view bytes);

}  // namespace referral::store

#endif  // REFERRAL_COMMON_STORE_WATERMARK_SLOT_H_
