#include "tests/robustness/fuzz/act_codec.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/base/ids.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "tests/common/model/case_builder.h"
#include "tests/common/model/random_traffic.h"

namespace referral::fuzz {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::OneofDescriptor;
using google::protobuf::Reflection;

constexpr size_t kMaxElements = 15;
constexpr size_t kMaxRawBytes = 63;
constexpr int kCommonIds = 8;

// A byte below this is the number itself, from here on one of kNumbers, and
// beyond them eight bytes follow.
constexpr size_t kSmallNumbers = 200;
constexpr std::int64_t kNumbers[] = {-1,
                                     256,
                                     1000,
                                     2019,
                                     2020,
                                     2021,
                                     2026,
                                     2050,
                                     2200,
                                     2201,
                                     9999,
                                     10'000,
                                     60'000,
                                     70'000,
                                     99'999,
                                     100'000,
                                     1'000'000'000'000,
                                     std::numeric_limits<std::int32_t>::max(),
                                     std::numeric_limits<std::int32_t>::min(),
                                     std::numeric_limits<std::uint32_t>::max(),
                                     std::numeric_limits<std::int64_t>::max(),
                                     std::numeric_limits<std::int64_t>::min()};

// Every string in `message`, but for ids of referrals, of which there is no
// end.
void Collect(const Message& message, std::set<std::string>& words) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int size =
        field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < size; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        Collect(field->is_repeated()
                    ? reflection.GetRepeatedMessage(message, field, i)
                    : reflection.GetMessage(message, field),
                words);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        words.insert(field->is_repeated()
                         ? reflection.GetRepeatedString(message, field, i)
                         : reflection.GetString(message, field));
      }
    }
  }
}

// What a string is likely to say: one byte each, the first is "".
const std::vector<std::string>& Vocabulary() {
  static const auto* vocabulary = [] {
    std::set<std::string> words;
    Collect(model::testing::TestProgramme(), words);
    Collect(model::testing::TestDeployment(), words);
    model::testing::RandomTraffic traffic(1);
    model::testing::Story story;
    for (int i = 0; i < 500; ++i) {
      const model::testing::RandomMessage message = traffic.Next(story.file());
      for (const v1::Act& act : message.acts) Collect(act, words);
      for (const v1::Section& section : message.sections) {
        Collect(section, words);
      }
    }
    auto* list = new std::vector<std::string>{""};
    for (int i = 1; i <= kCommonIds; ++i) {
      list->push_back(model::testing::Id(static_cast<std::uint64_t>(i)));
      list->push_back(absl::StrCat("p", i));
    }
    for (const std::string& word : words) {
      const bool listed =
          std::find(list->begin(), list->end(), word) != list->end();
      if (!listed && !IsUuid(word) && list->size() < 250) list->push_back(word);
    }
    return list;
  }();
  return *vocabulary;
}

// Fields in the order in which they are written. A oneof stands where its
// first field does.
struct Slot {
  const FieldDescriptor* field;  // null for a oneof
  const OneofDescriptor* oneof;
};

std::vector<Slot> SlotsOf(const Descriptor& type) {
  std::vector<Slot> slots;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    const OneofDescriptor* oneof = field->real_containing_oneof();
    if (oneof == nullptr) {
      slots.push_back({field, nullptr});
    } else if (oneof->field(0) == field) {
      slots.push_back({nullptr, oneof});
    }
  }
  return slots;
}

class Reader {
 public:
  explicit Reader(absl::string_view bytes) : rest_(bytes) {}

  bool done() const { return rest_.empty(); }

  // 0 when there is none left.
  size_t Byte() {
    if (rest_.empty()) return 0;
    const auto byte = static_cast<std::uint8_t>(rest_[0]);
    rest_.remove_prefix(1);
    return byte;
  }

  void Read(Message& message) {
    for (const Slot& slot : SlotsOf(*message.GetDescriptor())) {
      if (slot.oneof != nullptr) {
        const size_t choice =
            Byte() % static_cast<size_t>(slot.oneof->field_count() + 1);
        if (choice == 0) continue;
        ReadValue(message, slot.oneof->field(static_cast<int>(choice) - 1));
      } else if (slot.field->is_repeated()) {
        const size_t count = Byte() % (kMaxElements + 1);
        for (size_t i = 0; i < count; ++i) ReadValue(message, slot.field);
      } else if (slot.field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE ||
                 Byte() % 2 == 1) {
        ReadValue(message, slot.field);
      }
    }
  }

 private:
  std::int64_t Number() {
    const size_t byte = Byte();
    if (byte < kSmallNumbers) return static_cast<std::int64_t>(byte);
    if (byte - kSmallNumbers < std::size(kNumbers)) {
      return kNumbers[byte - kSmallNumbers];
    }
    std::uint64_t number = 0;
    for (int i = 0; i < 8; ++i) number = number << 8 | Byte();
    return static_cast<std::int64_t>(number);
  }

  std::string Text() {
    const size_t byte = Byte();
    if (byte < Vocabulary().size()) return Vocabulary()[byte];
    std::string text;
    for (size_t left = Byte() % (kMaxRawBytes + 1); left > 0; --left) {
      text.push_back(static_cast<char>(Byte() & 0x7f));
    }
    return text;
  }

  // Sets the field, or adds to it.
  void ReadValue(Message& message, const FieldDescriptor* field) {
    const Reflection& reflection = *message.GetReflection();
    const bool add = field->is_repeated();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Read(add ? *reflection.AddMessage(&message, field)
                        : *reflection.MutableMessage(&message, field));
      case FieldDescriptor::CPPTYPE_STRING:
        return add ? reflection.AddString(&message, field, Text())
                   : reflection.SetString(&message, field, Text());
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int value = static_cast<int>(Number());
        return add ? reflection.AddEnumValue(&message, field, value)
                   : reflection.SetEnumValue(&message, field, value);
      }
      case FieldDescriptor::CPPTYPE_BOOL:
        return reflection.SetBool(&message, field, Byte() % 2 == 1);
      case FieldDescriptor::CPPTYPE_INT32:
        return reflection.SetInt32(&message, field,
                                   static_cast<std::int32_t>(Number()));
      case FieldDescriptor::CPPTYPE_INT64:
        return reflection.SetInt64(&message, field, Number());
      case FieldDescriptor::CPPTYPE_UINT32:
        return reflection.SetUInt32(&message, field,
                                    static_cast<std::uint32_t>(Number()));
      case FieldDescriptor::CPPTYPE_UINT64:
        return reflection.SetUInt64(&message, field,
                                    static_cast<std::uint64_t>(Number()));
      default:
        return;  // no act or section has another type
    }
  }

  absl::string_view rest_;
};

class Writer {
 public:
  void Byte(size_t byte) { out_.push_back(static_cast<char>(byte)); }

  void Write(const Message& message) {
    const Reflection& reflection = *message.GetReflection();
    for (const Slot& slot : SlotsOf(*message.GetDescriptor())) {
      if (slot.oneof != nullptr) {
        const FieldDescriptor* field =
            reflection.GetOneofFieldDescriptor(message, slot.oneof);
        Byte(field == nullptr
                 ? 0
                 : static_cast<size_t>(field->index_in_oneof()) + 1);
        if (field != nullptr) WriteValue(message, field, 0);
      } else if (slot.field->is_repeated()) {
        const int count = std::min(reflection.FieldSize(message, slot.field),
                                   static_cast<int>(kMaxElements));
        Byte(static_cast<size_t>(count));
        for (int i = 0; i < count; ++i) WriteValue(message, slot.field, i);
      } else if (slot.field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
        WriteValue(message, slot.field, 0);
      } else {
        const bool there = reflection.HasField(message, slot.field);
        Byte(there ? 1 : 0);
        if (there) WriteValue(message, slot.field, 0);
      }
    }
  }

  std::string Take() { return std::move(out_); }

 private:
  void Number(std::int64_t number) {
    if (number >= 0 && number < static_cast<std::int64_t>(kSmallNumbers)) {
      return Byte(static_cast<size_t>(number));
    }
    const auto* known =
        std::find(std::begin(kNumbers), std::end(kNumbers), number);
    if (known != std::end(kNumbers)) {
      return Byte(kSmallNumbers +
                  static_cast<size_t>(known - std::begin(kNumbers)));
    }
    Byte(255);
    for (int shift = 56; shift >= 0; shift -= 8) {
      Byte(static_cast<std::uint64_t>(number) >> shift & 0xff);
    }
  }

  void Text(const std::string& text) {
    const std::vector<std::string>& words = Vocabulary();
    const auto known = std::find(words.begin(), words.end(), text);
    if (known != words.end()) {
      return Byte(static_cast<size_t>(known - words.begin()));
    }
    Byte(255);
    const size_t size = std::min(text.size(), kMaxRawBytes);
    Byte(size);
    for (const char c : text.substr(0, size)) Byte(c & 0x7f);
  }

  void WriteValue(const Message& message, const FieldDescriptor* field,
                  int index) {
    const Reflection& reflection = *message.GetReflection();
    const bool many = field->is_repeated();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Write(many ? reflection.GetRepeatedMessage(message, field, index)
                          : reflection.GetMessage(message, field));
      case FieldDescriptor::CPPTYPE_STRING:
        return Text(many ? reflection.GetRepeatedString(message, field, index)
                         : reflection.GetString(message, field));
      case FieldDescriptor::CPPTYPE_ENUM:
        return Number(
            many ? reflection.GetRepeatedEnumValue(message, field, index)
                 : reflection.GetEnumValue(message, field));
      case FieldDescriptor::CPPTYPE_BOOL:
        return Byte(reflection.GetBool(message, field) ? 1 : 0);
      case FieldDescriptor::CPPTYPE_INT32:
        return Number(reflection.GetInt32(message, field));
      case FieldDescriptor::CPPTYPE_INT64:
        return Number(reflection.GetInt64(message, field));
      case FieldDescriptor::CPPTYPE_UINT32:
        return Number(reflection.GetUInt32(message, field));
      case FieldDescriptor::CPPTYPE_UINT64:
        return Number(
            static_cast<std::int64_t>(reflection.GetUInt64(message, field)));
      default:
        return;  // no act or section has another type
    }
  }

  std::string out_;
};

}  // namespace

const std::vector<std::string>& Senders() {
  static const auto* senders = [] {
    auto* list = new std::vector<std::string>{"nobody"};
    const config::v1::Deployment deployment = model::testing::TestDeployment();
    for (const config::v1::Agency& agency : deployment.agencies()) {
      list->push_back(agency.id());
    }
    return list;
  }();
  return *senders;
}

std::vector<StoryStep> ReadStory(absl::string_view bytes, size_t limit) {
  Reader reader(bytes);
  std::vector<StoryStep> steps;
  while (!reader.done() && steps.size() < limit) {
    StoryStep& step = steps.emplace_back();
    step.sender = Senders()[reader.Byte() % Senders().size()];
    step.hours = static_cast<std::uint8_t>(reader.Byte());
    const size_t shape = reader.Byte();
    step.new_version = shape >> 7 != 0;
    step.acts.resize((shape & 3) + 1);
    step.sections.resize(shape >> 2 & 3);
    for (v1::Act& act : step.acts) reader.Read(act);
    for (v1::Section& section : step.sections) reader.Read(section);
  }
  return steps;
}

std::string WriteStory(const std::vector<StoryStep>& steps) {
  Writer writer;
  for (const StoryStep& step : steps) {
    const auto sender =
        std::find(Senders().begin(), Senders().end(), step.sender);
    writer.Byte(static_cast<size_t>(sender - Senders().begin()) %
                Senders().size());
    writer.Byte(step.hours);
    writer.Byte((step.new_version ? 0x80 : 0) | step.sections.size() << 2 |
                (step.acts.size() - 1));
    for (const v1::Act& act : step.acts) writer.Write(act);
    for (const v1::Section& section : step.sections) writer.Write(section);
  }
  return writer.Take();
}

}  // namespace referral::fuzz
