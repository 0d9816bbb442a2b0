#include "common/config/place.h"

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"

namespace referral::config {

using google::protobuf::FieldDescriptor;

Place::Place(const std::string& path, const google::protobuf::Message& message,
             const Tree& tree)
    : Place(&path, message.GetDescriptor(), &tree, 1) {}

Place Place::At(const std::string& name, int index) const {
  const FieldDescriptor* field =
      type_ == nullptr ? nullptr : type_->FindFieldByName(name);
  if (field == nullptr || tree_ == nullptr) {
    return Place(path_, nullptr, nullptr, line_);
  }
  // The tree wants no index for a field that is not repeated.
  const int at = field->is_repeated() && index < 0 ? 0 : index;
  int line = tree_->GetLocation(field, at).line;
  // A list in brackets stands where it begins.
  if (line < 0 && at > 0) line = tree_->GetLocation(field, 0).line;
  const bool message = field->type() == FieldDescriptor::TYPE_MESSAGE;
  return Place(
      path_, message ? field->message_type() : nullptr,
      message && line >= 0 ? tree_->GetTreeForNested(field, at) : nullptr,
      line >= 0 ? line + 1 : line_);
}

absl::Status Place::Error(absl::string_view what) const {
  return MakeError(Reason::kConfigInvalid, what,
                   absl::StrCat(*path_, ":", line_));
}

}  // namespace referral::config
