#include "common/evidence/log_row.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/ascii.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/evidence/digests.h"
#include "common/evidence/timestamp.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/wire_format_lite.h"
#include "proto/referral/v1/message.pb.h"

namespace referral::evidence {
namespace {

using ::google::protobuf::internal::WireFormatLite;
using ::google::protobuf::io::CodedInputStream;
using ::referral::storage::v1::LogRow;

// A field of a serialised message, to be read or skipped.
class Field {
 public:
  Field(absl::string_view bytes, CodedInputStream& input, uint32_t tag)
      : bytes_(bytes), input_(input), tag_(tag) {}

  uint32_t tag() const { return tag_; }

  // False if the bytes end before the field does.
  bool Skip() { return WireFormatLite::SkipField(&input_, tag_); }
  bool ReadNumber(uint64_t& number) { return input_.ReadVarint64(&number); }
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

bool ReadRow(absl::string_view bytes, LogRowView& row) {
  return ReadFields(bytes, [&](Field& field) {
    switch (field.tag()) {
      case Varint(LogRow::kPositionFieldNumber):
        return field.ReadNumber(row.position);
      case Varint(LogRow::kSequenceFieldNumber):
        return field.ReadNumber(row.sequence);
      case Delimited(LogRow::kRecordedTimeFieldNumber):
        return field.ReadBytes(row.recorded_time);
      case Delimited(LogRow::kPreviousDigestFieldNumber):
        return field.ReadBytes(row.previous_digest);
      case Delimited(LogRow::kEnvelopeFieldNumber):
        return field.ReadBytes(row.envelope);
      case Delimited(LogRow::kPartsFieldNumber):
        return field.ReadBytes(row.parts.emplace_back());
      case Delimited(LogRow::kEffectsFieldNumber):
        return field.ReadBytes(row.effects);
      case Delimited(LogRow::kProofFieldNumber):
        return field.ReadBytes(row.proof);
      default:
        return field.Skip();
    }
  });
}

absl::Status Malformed(absl::string_view what, absl::string_view where) {
  return MakeError(Reason::kMalformedMessage, what, where);
}

absl::StatusOr<absl::Time> TimeOf(absl::string_view bytes) {
  google::protobuf::Timestamp time;
  if (!time.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Malformed("the bytes are not a time", "recorded_time");
  }
  return FromTimestamp(time, "recorded_time");
}

}  // namespace

absl::StatusOr<LogRowView> ViewLogRow(absl::string_view bytes) {
  LogRowView row;
  if (ReadRow(bytes, row)) return row;
  return MakeError(Reason::kMalformedMessage, "the bytes are not a record");
}

absl::string_view CaseIdOf(const LogRowView& row) {
  absl::string_view case_id;
  const bool read = ReadFields(row.envelope, [&](Field& field) {
    return field.tag() == Delimited(v1::Envelope::kCaseIdFieldNumber)
               ? field.ReadBytes(case_id)
               : field.Skip();
  });
  return read ? case_id : absl::string_view();
}

absl::StatusOr<RecordHeadSpec> HeadOf(const LogRowView& row) {
  RecordHeadSpec head;
  head.position = row.position;
  head.sequence = row.sequence;
  head.case_id = std::string(CaseIdOf(row));
  // What is no text would make a head that nobody can read.
  if (head.case_id.empty() ||
      !absl::c_all_of(head.case_id, absl::ascii_isprint)) {
    return Malformed("the bytes are not an envelope", "envelope");
  }
  if (head.position == 0 || head.sequence == 0) {
    return MakeError(Reason::kInvalidField,
                     "a record has a position and a sequence");
  }
  ASSIGN_OR_RETURN(head.recorded_time, TimeOf(row.recorded_time));
  if (!row.previous_digest.empty()) {
    ASSIGN_OR_RETURN(head.previous_digest,
                     ParseDigest(row.previous_digest, "previous_digest"));
  }
  head.envelope_digest = EnvelopeDigest(row.envelope);
  head.stored_part_digests.reserve(row.parts.size());
  for (const absl::string_view part : row.parts) {
    head.stored_part_digests.push_back(StoredPartDigest(part));
  }
  head.stored_effects_digest = StoredEffectsDigest(row.effects);
  return head;
}

absl::StatusOr<storage::v1::StoredRecord> ReadLogRow(absl::string_view bytes) {
  ASSIGN_OR_RETURN(const LogRowView row, ViewLogRow(bytes));
  ASSIGN_OR_RETURN(const RecordHeadSpec head, HeadOf(row));
  storage::v1::StoredRecord record;
  record.set_head(MakeRecordHead(head));
  record.set_envelope(std::string(row.envelope));
  record.mutable_parts()->Reserve(static_cast<int>(row.parts.size()));
  for (size_t i = 0; i < row.parts.size(); ++i) {
    storage::v1::StoredPart& part = *record.add_parts();
    part.set_index(static_cast<uint32_t>(i));
    part.set_content(std::string(row.parts[i]));
  }
  record.set_effects(std::string(row.effects));
  if (row.proof.data() != nullptr &&
      !record.mutable_proof()->ParseFromArray(
          row.proof.data(), static_cast<int>(row.proof.size()))) {
    return Malformed("the bytes are not a proof", "proof");
  }
  return record;
}

}  // namespace referral::evidence
