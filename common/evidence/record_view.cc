#include "common/evidence/record_view.h"

#include "common/base/errors.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"

namespace referral::evidence {
namespace {

using ::google::protobuf::internal::WireFormatLite;
using ::google::protobuf::io::CodedInputStream;
using ::referral::storage::v1::StoredPart;
using ::referral::storage::v1::StoredRecord;

// The fields of a serialised message, one after the other.
class Fields {
 public:
  explicit Fields(absl::string_view bytes)
      : bytes_(bytes),
        input_(reinterpret_cast<const uint8_t*>(bytes.data()),
               static_cast<int>(bytes.size())) {}

  // Goes to the next field; false at the end, or if what follows is none.
  bool Next() {
    tag_ = input_.ReadTag();
    return tag_ != 0;
  }
  uint32_t tag() const { return tag_; }
  // After Next() was false: everything was read. A tag of zero ends nothing.
  bool AtEnd() { return input_.ConsumedEntireMessage(); }

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
  CodedInputStream input_;
  uint32_t tag_ = 0;
};

constexpr uint32_t Delimited(int field) {
  return WireFormatLite::MakeTag(field,
                                 WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
}
constexpr uint32_t Varint(int field) {
  return WireFormatLite::MakeTag(field, WireFormatLite::WIRETYPE_VARINT);
}

bool ReadPart(absl::string_view bytes, RecordView::Part& part) {
  Fields fields(bytes);
  while (fields.Next()) {
    bool read = false;
    switch (fields.tag()) {
      case Varint(StoredPart::kIndexFieldNumber):
        read = fields.ReadNumber(part.index);
        break;
      case Delimited(StoredPart::kContentFieldNumber):
        read = fields.ReadBytes(part.content);
        break;
      default:
        read = fields.Skip();
    }
    if (!read) return false;
  }
  return fields.AtEnd();
}

bool ReadRecord(absl::string_view bytes, RecordView& record) {
  Fields fields(bytes);
  while (fields.Next()) {
    bool read = false;
    absl::string_view part;
    switch (fields.tag()) {
      case Delimited(StoredRecord::kHeadFieldNumber):
        read = fields.ReadBytes(record.head);
        break;
      case Delimited(StoredRecord::kEnvelopeFieldNumber):
        read = fields.ReadBytes(record.envelope);
        break;
      case Delimited(StoredRecord::kPartsFieldNumber):
        read = fields.ReadBytes(part) &&
               ReadPart(part, record.parts.emplace_back());
        break;
      case Delimited(StoredRecord::kEffectsFieldNumber):
        read = fields.ReadBytes(record.effects);
        break;
      default:
        read = fields.Skip();
    }
    if (!read) return false;
  }
  return fields.AtEnd();
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
