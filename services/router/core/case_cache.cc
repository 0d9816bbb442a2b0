#include "services/router/core/case_cache.h"

#include <utility>

#include "common/base/status_macros.h"

namespace referral::router {
namespace {

// Most cases fit into the first block.
constexpr std::size_t kFirstBlockBytes = 3072;
// The place in the cache, and what the allocator adds.
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

std::optional<storage::v1::MessagePrintsRow> CachedCase::AddPrint(
    MessagePrint print) {
  std::optional<storage::v1::MessagePrintsRow> row =
      router::AddPrint(print, *file_);
  if (row.has_value()) messages_.Add(*row);
  return row;
}

CaseCache::CaseCache(const Ledger& ledger, std::size_t capacity)
    : ledger_(ledger), capacity_(capacity) {}

absl::StatusOr<CachedCase*> CaseCache::Get(absl::string_view case_id) {
  if (std::unique_ptr<CachedCase>* kept = cases_.Find(case_id);
      kept != nullptr) {
    return kept->get();
  }
  auto read = std::make_unique<CachedCase>();
  ASSIGN_OR_RETURN(const bool found,
                   ledger_.LoadCaseFile(case_id, read->file()));
  if (found) {
    read->written_bytes_ = read->file().ByteSizeLong();
    RETURN_IF_ERROR(LoadMessages(*read));
  }
  Count(*read);
  return cases_.Put(case_id, std::move(read)).get();
}

absl::Status CaseCache::LoadMessages(CachedCase& read) const {
  std::vector<storage::v1::MessagePrintsRow> rows;
  if (read.file().last_sequence() >= kPrintsPerRow) {
    ASSIGN_OR_RETURN(rows, ledger_.ReadMessagePrints(read.file().case_id()));
  }
  return read.messages_.Load(read.file(), rows);
}

void CaseCache::NoteWritten(CachedCase& written, std::size_t bytes) {
  written.written_bytes_ = bytes;
  Count(written);
}

void CaseCache::Count(CachedCase& kept) {
  memory_ -= kept.memory_;
  // Texts lie beside the arena; they are most of what is written.
  kept.memory_ = kept.arena_.SpaceAllocated() + kept.written_bytes_ +
                 kept.messages_.bytes() + kOverheadBytes;
  memory_ += kept.memory_;
}

void CaseCache::Trim() {
  while (memory_ > capacity_ && !cases_.empty()) {
    memory_ -= cases_.longest_unused()->memory_;
    cases_.EraseLongestUnused();
  }
}

}  // namespace referral::router
