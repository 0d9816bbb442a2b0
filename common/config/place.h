// Where a field of a parsed configuration file stands, so that an error about
// its meaning names the line as one about its syntax does. Thread-safe; holds
// pointers into the tree and the message it was made of.
#ifndef REFERRAL_COMMON_CONFIG_PLACE_H_
#define REFERRAL_COMMON_CONFIG_PLACE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"

namespace referral::config {

class Place {
 public:
  // The top of the file. All three must outlive the Place and what it returns.
  Place(const std::string& path, const google::protobuf::Message& message,
        const google::protobuf::TextFormat::ParseInfoTree& tree);

  // The field `name` of the message at this place; element `index` when it is
  // repeated. A field that the file does not have stands where its message
  // begins. `name` must be a field of the message.
  Place At(const std::string& name, int index = -1) const;

  // CONFIG_INVALID with `what`, at path:line.
  absl::Status Error(absl::string_view what) const;

 private:
  using Tree = google::protobuf::TextFormat::ParseInfoTree;

  Place(const std::string* path, const google::protobuf::Descriptor* type,
        const Tree* tree, int line)
      : path_(path), type_(type), tree_(tree), line_(line) {}

  const std::string* path_;
  const google::protobuf::Descriptor* type_;  // null for a scalar
  const Tree* tree_;  // null for what the file does not have
  int line_;          // from 1
};

}  // namespace referral::config

#endif  // REFERRAL_COMMON_CONFIG_PLACE_H_
