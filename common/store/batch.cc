#include "common/store/batch.h"

#include <utility>

namespace referral::store {

void Batch::Put(FamilyId family, std::string key, std::string value) {
  Add(Kind::kPut, family, std::move(key), std::move(value));
}

void Batch::Delete(FamilyId family, std::string key) {
  Add(Kind::kDelete, family, std::move(key), "");
}

void Batch::DeleteRange(FamilyId family, std::string begin, std::string end) {
  Add(Kind::kDeleteRange, family, std::move(begin), std::move(end));
}

void Batch::Truncate(size_t count) {
  while (changes_.size() > count) {
    bytes_ -= changes_.back().key.size() + changes_.back().value.size();
    changes_.pop_back();
  }
}

void Batch::Add(Kind kind, FamilyId family, std::string key,
                std::string value) {
  bytes_ += key.size() + value.size();
  changes_.push_back({kind, family, std::move(key), std::move(value)});
}

}  // namespace referral::store
