#include "common/evidence/text_check.h"

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/base/utf8.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"

namespace referral::evidence {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::internal::WireFormatLite;
using ::google::protobuf::io::CodedInputStream;

// Where a walk is: the path is put together only to say what is wrong.
class Place {
 public:
  // `root` outlives it.
  explicit Place(const absl::FunctionRef<std::string()>* root) : root_(root) {}
  Place(const Place& parent, const FieldDescriptor& field)
      : parent_(&parent), field_(&field), depth_(parent.depth_ + 1) {}

  int depth() const { return depth_; }
  std::string Path() const {
    return parent_ == nullptr
               ? (*root_)()
               : absl::StrCat(parent_->Path(), ".", field_->name());
  }

 private:
  const absl::FunctionRef<std::string()>* root_ = nullptr;
  const Place* parent_ = nullptr;
  const FieldDescriptor* field_ = nullptr;
  int depth_ = 0;
};

absl::Status Walk(const Descriptor& type, absl::string_view bytes,
                  const Place& where);

absl::Status Malformed(const Place& where) {
  return MakeError(Reason::kMalformedMessage,
                   "the bytes are not a protobuf message", where.Path());
}

absl::Status CheckString(const FieldDescriptor& field, absl::string_view text,
                         const Place& where) {
  if (text.size() > kMaxTextBytes) {
    return MakeError(Reason::kInvalidField,
                     absl::StrCat("a text has at most ", kMaxTextBytes,
                                  " bytes, this one ", text.size()),
                     where.Path());
  }
  if (!IsValidUtf8(text)) {
    return MakeError(Reason::kInvalidUtf8, "the text is not valid UTF-8",
                     where.Path());
  }
  if (HasControlCharacters(text, /*allow_layout=*/field.name() == "text")) {
    return MakeError(Reason::kInvalidUtf8, "the text has control characters",
                     where.Path());
  }
  return absl::OkStatus();
}

absl::Status CheckDelimited(const FieldDescriptor& field,
                            absl::string_view content, const Place& where) {
  switch (field.type()) {
    case FieldDescriptor::TYPE_STRING:
      return CheckString(field, content, where);
    case FieldDescriptor::TYPE_MESSAGE:
      return Walk(*field.message_type(), content, where);
    default:
      return absl::OkStatus();  // bytes, or packed numbers
  }
}

bool MayBe(const FieldDescriptor& field, WireFormatLite::WireType wire_type) {
  if (wire_type == WireFormatLite::WIRETYPE_LENGTH_DELIMITED &&
      field.is_packable()) {
    return true;
  }
  return wire_type == WireFormatLite::WireTypeForFieldType(
                          static_cast<WireFormatLite::FieldType>(field.type()));
}

// Skips a number of `wire_type`. False when the bytes end before it does.
bool SkipNumber(CodedInputStream& input, WireFormatLite::WireType wire_type) {
  uint64_t varint = 0;
  switch (wire_type) {
    case WireFormatLite::WIRETYPE_VARINT:
      return input.ReadVarint64(&varint);
    case WireFormatLite::WIRETYPE_FIXED32:
      return input.Skip(4);
    case WireFormatLite::WIRETYPE_FIXED64:
      return input.Skip(8);
    default:
      return false;
  }
}

absl::Status Walk(const Descriptor& type, absl::string_view bytes,
                  const Place& where) {
  if (where.depth() > kMaxMessageDepth) return Malformed(where);
  const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
  CodedInputStream input(data, static_cast<int>(bytes.size()));
  while (static_cast<size_t>(input.CurrentPosition()) < bytes.size()) {
    const uint32_t tag = input.ReadTag();
    const WireFormatLite::WireType wire_type =
        WireFormatLite::GetTagWireType(tag);
    const int number = WireFormatLite::GetTagFieldNumber(tag);
    if (number == 0) return Malformed(where);
    const FieldDescriptor* field = type.FindFieldByNumber(number);
    if (field == nullptr || !MayBe(*field, wire_type)) {
      return MakeError(
          Reason::kInvalidField,
          absl::StrCat("field ", number, " is not one that is known here"),
          where.Path());
    }
    const Place place(where, *field);
    if (wire_type != WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
      if (!SkipNumber(input, wire_type)) return Malformed(place);
      continue;
    }
    uint32_t length = 0;
    if (!input.ReadVarint32(&length)) return Malformed(place);
    const size_t start = static_cast<size_t>(input.CurrentPosition());
    if (length > bytes.size() - start) return Malformed(place);
    RETURN_IF_ERROR(CheckDelimited(*field, bytes.substr(start, length), place));
    if (!input.Skip(static_cast<int>(length))) return Malformed(place);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckText(const Descriptor& type, absl::string_view bytes,
                       absl::FunctionRef<std::string()> where) {
  return Walk(type, bytes, Place(&where));
}

}  // namespace referral::evidence
