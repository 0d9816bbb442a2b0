#include "services/referralctl/config_diff.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/text_format.h"
#include "proto/referral/v1/types.pb.h"
#include "services/referralctl/format.h"

namespace referral::referralctl {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::TextFormat;

// Values by field.
using Fields = std::map<std::string, std::string>;

// What elements of lists are known by, whichever they have.
constexpr const char* kKeys[] = {"code",  "id",       "need_code", "key_id",
                                 "level", "priority", "agency_id"};

std::string ScalarText(const Message& message, const FieldDescriptor* field,
                       int index) {
  // Strings without the quotes of the text format.
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    const auto& reflection = *message.GetReflection();
    return index < 0 ? reflection.GetString(message, field)
                     : reflection.GetRepeatedString(message, field, index);
  }
  std::string text;
  TextFormat::PrintFieldValueToString(message, field, index, &text);
  return text;
}

std::string KeyOf(const Message& element, int index) {
  for (const char* key : kKeys) {
    const FieldDescriptor* field =
        element.GetDescriptor()->FindFieldByName(key);
    if (field != nullptr && !field->is_repeated()) {
      return ScalarText(element, field, -1);
    }
  }
  return absl::StrCat(index + 1);
}

const v1::Date* AsDate(const Message& message) {
  return message.GetDescriptor() == v1::Date::descriptor()
             ? static_cast<const v1::Date*>(&message)
             : nullptr;
}

void Flatten(const Message& message, const std::string& prefix, Fields& fields);

void FlattenList(const Message& message, const FieldDescriptor* field,
                 const std::string& name, Fields& fields) {
  const auto& reflection = *message.GetReflection();
  std::vector<std::string> texts;
  for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      texts.push_back(ScalarText(message, field, i));
      continue;
    }
    const Message& element = reflection.GetRepeatedMessage(message, field, i);
    if (const v1::Date* date = AsDate(element); date != nullptr) {
      texts.push_back(ToText(*date));
    } else {
      Flatten(element, absl::StrCat(name, "[", KeyOf(element, i), "]."),
              fields);
    }
  }
  if (!texts.empty()) fields[name] = absl::StrJoin(texts, ", ");
}

void Flatten(const Message& message, const std::string& prefix,
             Fields& fields) {
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> set;
  reflection.ListFields(message, &set);
  for (const FieldDescriptor* field : set) {
    const std::string name = absl::StrCat(prefix, field->name());
    if (field->is_repeated()) {
      FlattenList(message, field, name, fields);
    } else if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      fields[name] = ScalarText(message, field, -1);
    } else if (const Message& part = reflection.GetMessage(message, field);
               AsDate(part) != nullptr) {
      fields[name] = ToText(*AsDate(part));
    } else {
      Flatten(part, absl::StrCat(name, "."), fields);
    }
  }
}

Fields FieldsOf(const Message& message) {
  Fields fields;
  Flatten(message, "", fields);
  return fields;
}

}  // namespace

std::vector<ConfigChange> DiffConfigs(const Message& before,
                                      const Message& after) {
  std::map<std::string, ConfigChange> all;
  for (auto& [field, text] : FieldsOf(before)) all[field].from = text;
  for (auto& [field, text] : FieldsOf(after)) all[field].to = text;
  std::vector<ConfigChange> changes;
  for (auto& [field, change] : all) {
    if (change.from == change.to) continue;
    change.field = field;
    changes.push_back(std::move(change));
  }
  return changes;
}

}  // namespace referral::referralctl
