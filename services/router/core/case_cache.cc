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

CaseCache::Case::Case()
    : arena(OptionsOfArena()),
      file(google::protobuf::Arena::CreateMessage<storage::v1::CaseFile>(
          &arena)) {}

CaseCache::CaseCache(const Ledger& ledger, std::size_t capacity)
    : ledger_(ledger), capacity_(capacity) {}

absl::StatusOr<storage::v1::CaseFile*> CaseCache::Get(
    absl::string_view case_id) {
  if (std::unique_ptr<Case>* kept = cases_.Find(case_id); kept != nullptr) {
    return (*kept)->file;
  }
  auto read = std::make_unique<Case>();
  ASSIGN_OR_RETURN(const bool found,
                   ledger_.LoadCaseFile(case_id, *read->file));
  if (found) read->written_bytes = read->file->ByteSizeLong();
  Count(*read);
  return cases_.Put(case_id, std::move(read))->file;
}

std::size_t CaseCache::WrittenBytes(absl::string_view case_id) const {
  const std::unique_ptr<Case>* kept = cases_.Peek(case_id);
  return kept == nullptr ? 0 : (*kept)->written_bytes;
}

void CaseCache::NoteWritten(absl::string_view case_id, std::size_t bytes) {
  std::unique_ptr<Case>* kept = cases_.Find(case_id);
  if (kept == nullptr) return;
  (*kept)->written_bytes = bytes;
  Count(**kept);
}

void CaseCache::Count(Case& kept) {
  memory_ -= kept.memory;
  // Texts lie beside the arena; they are most of what is written.
  kept.memory =
      kept.arena.SpaceAllocated() + kept.written_bytes + kOverheadBytes;
  memory_ += kept.memory;
}

void CaseCache::Trim() {
  while (memory_ > capacity_ && !cases_.empty()) {
    memory_ -= cases_.longest_unused()->memory;
    cases_.EraseLongestUnused();
  }
}

}  // namespace referral::router
