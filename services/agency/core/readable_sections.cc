#include "services/agency/core/readable_sections.h"
#include "absl/algorithm/container.h"

#include <algorithm>
#include <utility>

namespace referral::agency {
namespace {

// A section and the message that brought it.
struct Held {
  std::string message_id;
  v1::Section section;
};

bool Corrects(const v1::Section& newer, const Held& older) {
  return newer.supersedes_message_id() == older.message_id &&
         newer.person_id() == older.section.person_id() &&
         newer.content_case() == older.section.content_case();
}

}  // namespace

std::vector<v1::Section> SectionsFor(const v1::WorklistItem& item,
                                     std::vector<MessageSections> messages) {
  std::sort(messages.begin(), messages.end(),
            [](const MessageSections& a, const MessageSections& b) {
              if (a.sequence != b.sequence) return a.sequence < b.sequence;
              return a.sections.size() > b.sections.size();
            });
  // An own message comes back where the router drafted something for it.
  messages.erase(
      std::unique(messages.begin(), messages.end(),
                  [](const MessageSections& a, const MessageSections& b) {
                    return a.sequence == b.sequence;
                  }),
      messages.end());
  std::vector<Held> held;
  for (MessageSections& message : messages) {
    for (v1::Section& section : message.sections) {
      if (!absl::c_linear_search(item.person_ids(), section.person_id())) {
        continue;
      }
      held.erase(std::remove_if(
                     held.begin(), held.end(),
                     [&](const Held& old) { return Corrects(section, old); }),
                 held.end());
      held.push_back({message.message_id, std::move(section)});
    }
  }
  std::vector<v1::Section> sections;
  for (Held& one : held) sections.push_back(std::move(one.section));
  return sections;
}

}  // namespace referral::agency
