#include "services/router/core/cached_case.h"

#include <utility>

#include "common/base/errors.h"
#include "common/base/status_macros.h"

namespace referral::router {
namespace {

// Most short cases fit into the first block.
constexpr std::size_t kFirstBlockBytes = 2560;
// The place that it has where it is kept, and what the allocator adds.
constexpr std::size_t kOverheadBytes = 256;

google::protobuf::ArenaOptions OptionsOfArena() {
  google::protobuf::ArenaOptions options;
  options.start_block_size = kFirstBlockBytes;
  options.max_block_size = kFirstBlockBytes;
  return options;
}

}  // namespace

CachedCase::CachedCase()
    : arena_(OptionsOfArena()),
      file_(google::protobuf::Arena::CreateMessage<storage::v1::CaseFile>(
          &arena_)) {}

absl::StatusOr<std::unique_ptr<CachedCase>> CachedCase::Read(
    const Ledger& ledger, absl::string_view case_id) {
  std::unique_ptr<CachedCase> read(new CachedCase());
  ASSIGN_OR_RETURN(const bool found,
                   ledger.LoadCaseFile(case_id, read->file()));
  if (!found) return read;
  read->written_bytes_ = read->file().ByteSizeLong();
  std::vector<storage::v1::MessagePrintsRow> rows;
  if (read->file().last_sequence() >= kPrintsPerRow) {
    ASSIGN_OR_RETURN(rows, ledger.ReadMessagePrints(case_id));
  }
  RETURN_IF_ERROR(read->messages_.Load(read->file(), rows));
  return read;
}

absl::StatusOr<std::unique_ptr<CachedCase>> CachedCase::Unpack(
    PackedCase packed) {
  std::unique_ptr<CachedCase> unpacked(new CachedCase());
  if (!unpacked->file_->ParseFromString(packed.file)) {
    return MakeError(Reason::kInternal, "a packed case cannot be read");
  }
  unpacked->messages_ = std::move(packed.messages);
  unpacked->written_bytes_ = packed.file.size();
  return unpacked;
}

PackedCase CachedCase::Pack() && {
  return {file_->SerializeAsString(), std::move(messages_)};
}

std::size_t PackedCase::memory() const {
  return file.size() + messages.bytes() + kOverheadBytes;
}

std::optional<storage::v1::MessagePrintsRow> CachedCase::AddPrint(
    MessagePrint print) {
  std::optional<storage::v1::MessagePrintsRow> row =
      router::AddPrint(print, *file_);
  if (row.has_value()) messages_.Add(*row);
  return row;
}

std::size_t CachedCase::CountMemory() {
  // Texts lie beside the arena; they are most of what is written.
  counted_memory_ = arena_.SpaceAllocated() + written_bytes_ +
                    messages_.bytes() + kOverheadBytes;
  return counted_memory_;
}

}  // namespace referral::router
