#include "common/evidence/record_view.h"

#include "absl/functional/function_ref.h"
#include "common/base/errors.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"

namespace referral::evidence {
namespace {

using ::google::protobuf::internal::WireFormatLite;
using ::google::protobuf::io::CodedInputStream;
using ::referral::storage::v1::StoredPart;
using ::referral::storage::v1::StoredRecord;

// A field of a serialised message, to be read or skipped.
class Field {
 public:
  Field(absl::string_view bytes, CodedInputStream& input, uint32_t tag)
      : bytes_(bytes), input_(input), tag_(tag) {}

  uint32_t tag() const { return tag_; }

  // False if the bytes end before the field does.
  bool Skip() { return WireFormatLite::SkipField(&input_, tag_); }
  bool ReadNumber(uint32_t& number) { return input_.ReadVarint32(&number); }
  bool ReadBytes(absl::string_view& content) {
    uint32_t length = 0;
    if (!input_.ReadVarint32(&length)) return false;
    const auto start = static_cast<size_t>(input_.CurrentPosition());
    if (length > bytes_.size() - start) return false;
    content = bytes_.substr(start, length);
    return input_.Skip(static_cast<int>(length));
  }

 private:
  const absl::string_view bytes_;
  CodedInputStream& input_;
  const uint32_t tag_;
};

// Reads every field of a serialised message; false if `read` is, or if the
// bytes are none.
bool ReadFields(absl::string_view bytes, absl::FunctionRef<bool(Field&)> read) {
  CodedInputStream input(reinterpret_cast<const uint8_t*>(bytes.data()),
                         static_cast<int>(bytes.size()));
  while (const uint32_t tag = input.ReadTag()) {
    Field field(bytes, input, tag);
    if (!read(field)) return false;
  }
  // A tag of zero ends nothing.
  return input.ConsumedEntireMessage();
}

constexpr uint32_t Delimited(int field) {
  return WireFormatLite::MakeTag(field,
                                 WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
}
constexpr uint32_t Varint(int field) {
  return WireFormatLite::MakeTag(field, WireFormatLite::WIRETYPE_VARINT);
}

bool ReadPart(absl::string_view bytes, RecordView::Part& part) {
  return ReadFields(bytes, [&](Field& field) {
    switch (field.tag()) {
      case Varint(StoredPart::kIndexFieldNumber):
        return field.ReadNumber(part.index);
      case Delimited(StoredPart::kContentFieldNumber):
        return field.ReadBytes(part.content);
      default:
        return field.Skip();
    }
  });
}

bool ReadRecord(absl::string_view bytes, RecordView& record) {
  return ReadFields(bytes, [&](Field& field) {
    absl::string_view part;
    switch (field.tag()) {
      case Delimited(StoredRecord::kHeadFieldNumber):
        return field.ReadBytes(record.head);
      case Delimited(StoredRecord::kEnvelopeFieldNumber):
        return field.ReadBytes(record.envelope);
      case Delimited(StoredRecord::kPartsFieldNumber):
        return field.ReadBytes(part) &&
               ReadPart(part, record.parts.emplace_back());
      case Delimited(StoredRecord::kEffectsFieldNumber):
        return field.ReadBytes(record.effects);
      default:
        return field.Skip();
    }
  });
}

}  // namespace

absl::StatusOr<RecordView> ViewRecord(absl::string_view bytes) {
  RecordView record;
  if (ReadRecord(bytes, record)) return record;
  return MakeError(Reason::kMalformedMessage, "the bytes are not a record");
}

RecordView ViewRecord(const StoredRecord& record) {
  RecordView view;
  view.head = record.head();
  view.envelope = record.envelope();
  for (const StoredPart& part : record.parts()) {
    view.parts.push_back({part.index(), part.content()});
  }
  view.effects = record.effects();
  return view;
}

}  // namespace referral::evidence
