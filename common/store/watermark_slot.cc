#include "common/store/watermark_slot.h"

#include "common/store/crc32c.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"

namespace referral::store {
namespace {

constexpr uint32_t kMagic = 0x4d574652;  // "RFWM"
constexpr uint32_t kLayout = 1;
constexpr size_t kLayoutAt = 4;
constexpr size_t kSizeAt = 8;
constexpr size_t kChecksumAt = 12;
constexpr size_t kMessageAt = 16;

void Append(uint32_t value, std::string& bytes) {
  for (int shift = 0; shift < 32; shift += 8) {
    bytes.push_back(static_cast<char>((value >> shift) & 0xff));
  }
}

uint32_t Read(absl::string_view bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 4; i > 0; --i) {
    value = (value << 8) | static_cast<unsigned char>(bytes[at + i - 1]);
  }
  return value;
}

uint32_t Checksum(absl::string_view size, absl::string_view message) {
  return Crc32c(std::string(size) + std::string(message));
}

}  // namespace

std::string EncodeSlot(const Watermark& mark, uint64_t epoch) {
  storage::v1::Watermark proto;
  proto.set_epoch(epoch);
  proto.set_position(mark.position);
  proto.set_round_digest(mark.digest);
  const std::string message = proto.SerializeAsString();
  std::string size;
  Append(static_cast<uint32_t>(message.size()), size);

  std::string bytes;
  Append(kMagic, bytes);
  Append(kLayout, bytes);
  bytes += size;
  Append(Checksum(size, message), bytes);
  bytes += message;
  bytes.resize(kSlotBytes);
  return bytes;
}

Slot DecodeSlot(absl::string_view bytes) {
  Slot slot;
  if (bytes.size() < kSlotBytes || Read(bytes, 0) != kMagic) return slot;
  const size_t size = Read(bytes, kSizeAt);
  if (size > kSlotBytes - kMessageAt) return slot;
  const absl::string_view message = bytes.substr(kMessageAt, size);
  if (Read(bytes, kChecksumAt) != Checksum(bytes.substr(kSizeAt, 4), message)) {
    return slot;
  }
  if (Read(bytes, kLayoutAt) != kLayout) {
    slot.state = SlotState::kTooNew;
    return slot;
  }
  storage::v1::Watermark proto;
  if (!proto.ParseFromArray(message.data(), static_cast<int>(size))) {
    return slot;
  }
  slot.state = SlotState::kValid;
  slot.epoch = proto.epoch();
  slot.mark = {proto.position(), proto.round_digest()};
  return slot;
}

}  // namespace referral::store
