#include "deploy/pilot/json_reader.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "common/base/errors.h"
#include "common/base/limits.h"

namespace referral::pilot {
namespace {

using Json = nlohmann::json;

// Takes every event and remembers only where the text went wrong.
class ErrorPosition final : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override {
    keys_.emplace_back();
    return true;
  }
  bool key(string_t& key) override {
    if (keys_.back().insert(key).second) return true;
    duplicate_ = key;
    return false;
  }
  bool end_object() override {
    keys_.pop_back();
    return true;
  }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    position_ = position;
    return false;
  }

  std::string Describe() const {
    if (!duplicate_.empty()) {
      return absl::StrCat("the key \"", absl::CHexEscape(duplicate_),
                          "\" stands there twice");
    }
    return absl::StrCat("not valid JSON at byte ", position_);
  }

 private:
  std::vector<std::set<std::string>> keys_;
  std::string duplicate_;
  std::size_t position_ = 0;
};

bool ParseDay(const std::string& text, absl::CivilDay& day) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (i != 4 && i != 7 && !absl::ascii_isdigit(text[i])) return false;
  }
  int year = 0, month = 0, date = 0;
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' ||
      !absl::SimpleAtoi(text.substr(0, 4), &year) ||
      !absl::SimpleAtoi(text.substr(5, 2), &month) ||
      !absl::SimpleAtoi(text.substr(8, 2), &date)) {
    return false;
  }
  day = absl::CivilDay(year, month, date);
  return day.month() == month && day.day() == date && year >= 1900;
}

}  // namespace

void LineErrors::Add(absl::string_view what) {
  if (status_.ok()) {
    status_ = MakeError(Reason::kBadPilotLine, what, where_);
  }
}

ObjectReader::ObjectReader(const Json& object, std::string path,
                           LineErrors& errors)
    : object_(object), path_(std::move(path)), errors_(errors) {
  if (!object_.is_object()) {
    errors_.Add(absl::StrCat(path_, ": not an object"));
  }
}

ObjectReader::~ObjectReader() {
  if (!object_.is_object()) return;
  for (const auto& [key, value] : object_.items()) {
    if (known_.count(key) == 0) {
      errors_.Add(absl::StrCat(path_.empty() ? "" : absl::StrCat(path_, ": "),
                               "unknown key \"", absl::CHexEscape(key), "\""));
    }
  }
}

bool ObjectReader::Has(const std::string& key) const {
  const auto it = object_.find(key);
  return object_.is_object() && it != object_.end() && !it->is_null();
}

std::string ObjectReader::PathOf(const std::string& key) const {
  return path_.empty() ? key : absl::StrCat(path_, ".", key);
}

void ObjectReader::Fail(const std::string& key, absl::string_view what) {
  errors_.Add(absl::StrCat(PathOf(key), " ", what));
}

const Json* ObjectReader::Get(const std::string& key) {
  known_.insert(key);
  if (Has(key)) return &object_[key];
  Fail(key, "is missing");
  return nullptr;
}

std::string ObjectReader::Text(const std::string& key) {
  const Json* value = Get(key);
  if (value == nullptr) return "";
  if (!value->is_string()) {
    Fail(key, "is not a text");
    return "";
  }
  const auto text = value->get<std::string>();
  if (text.empty()) Fail(key, "is empty");
  if (text.size() > kMaxTextBytes) {
    Fail(key, absl::StrCat("is longer than ", kMaxTextBytes, " bytes"));
  }
  return text;
}

bool ObjectReader::Flag(const std::string& key) {
  const Json* value = Get(key);
  if (value == nullptr) return false;
  if (value->is_boolean()) return value->get<bool>();
  Fail(key, "is neither true nor false");
  return false;
}

int64_t ObjectReader::Number(const std::string& key, int64_t lowest,
                             int64_t highest) {
  const Json* value = Get(key);
  if (value == nullptr) return lowest;
  if (value->is_number_integer() &&
      (!value->is_number_unsigned() ||
       value->get<uint64_t>() <= static_cast<uint64_t>(highest))) {
    const auto number = value->get<int64_t>();
    if (number >= lowest && number <= highest) return number;
  }
  Fail(key,
       absl::StrCat("is not a whole number from ", lowest, " to ", highest));
  return lowest;
}

absl::CivilDay ObjectReader::Date(const std::string& key) {
  absl::CivilDay day;
  const std::string text = Text(key);
  if (!text.empty() && !ParseDay(text, day)) {
    Fail(key, "is not a day, YYYY-MM-DD");
  }
  return day;
}

const Json& ObjectReader::Object(const std::string& key) {
  static const Json kEmpty = Json::object();
  const Json* value = Get(key);
  if (value == nullptr) return kEmpty;
  if (value->is_object()) return *value;
  Fail(key, "is not an object");
  return kEmpty;
}

const Json& ObjectReader::List(const std::string& key) {
  static const Json kEmpty = Json::array();
  const Json* value = Get(key);
  if (value == nullptr) return kEmpty;
  if (!value->is_array()) {
    Fail(key, "is not a list");
    return kEmpty;
  }
  if (value->empty()) Fail(key, "has no element");
  return *value;
}

std::vector<std::string> ObjectReader::Texts(const std::string& key) {
  std::vector<std::string> texts;
  std::set<std::string> seen;
  for (const Json& element : List(key)) {
    if (!element.is_string() || element.get<std::string>().empty()) {
      Fail(key, "has an element that is not a text");
      continue;
    }
    texts.push_back(element.get<std::string>());
    if (!seen.insert(texts.back()).second) Fail(key, "has an element twice");
  }
  return texts;
}

std::optional<Json> ParseObject(const std::string& line, LineErrors& errors) {
  ErrorPosition position;
  if (!Json::sax_parse(line, &position)) {
    errors.Add(position.Describe());
    return std::nullopt;
  }
  Json object = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (object.is_object()) return object;
  errors.Add("the line is not a JSON object");
  return std::nullopt;
}

}  // namespace referral::pilot
