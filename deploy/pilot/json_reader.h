// Strict reading of one JSON object: what is missing, of a wrong type or not
// known is an error, and the first error is kept. Not thread-safe.
#ifndef REFERRAL_DEPLOY_PILOT_JSON_READER_H_
#define REFERRAL_DEPLOY_PILOT_JSON_READER_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "nlohmann/json.hpp"

namespace referral::pilot {

// The first error of a line.
class LineErrors {
 public:
  // `where` is file:line.
  explicit LineErrors(std::string where) : where_(std::move(where)) {}

  // Keeps BAD_PILOT_LINE with `what` unless there is an error already. `what`
  // names keys and codes, never a name or another personal datum.
  void Add(absl::string_view what);
  bool ok() const { return status_.ok(); }
  const absl::Status& status() const { return status_; }

 private:
  const std::string where_;
  absl::Status status_;
};

// Text of the file and the value it stands for.
template <typename T>
struct Word {
  const char* text;
  T value;
};

class ObjectReader {
 public:
  using Json = nlohmann::json;

  // `object` and `errors` must outlive the reader. `path` names the object in
  // errors, for example "referrals[2]"; empty for the line itself.
  ObjectReader(const Json& object, std::string path, LineErrors& errors);

  // Reports what the caller never asked for.
  ~ObjectReader();

  ObjectReader(const ObjectReader&) = delete;
  ObjectReader& operator=(const ObjectReader&) = delete;

  // Present, and not null.
  bool Has(const std::string& key) const;

  // Required values. After an error each gives an empty value.
  std::string Text(const std::string& key);
  bool Flag(const std::string& key);
  int64_t Number(const std::string& key, int64_t lowest, int64_t highest);
  absl::CivilDay Date(const std::string& key);
  const Json& Object(const std::string& key);
  const Json& List(const std::string& key);
  std::vector<std::string> Texts(const std::string& key);

  // One of `words`.
  template <typename T>
  T Choice(const std::string& key, absl::Span<const Word<T>> words) {
    return Pick(key, Text(key), words);
  }
  // A list of them, without repetition.
  template <typename T>
  std::vector<T> Choices(const std::string& key,
                         absl::Span<const Word<T>> words) {
    std::vector<T> values;
    for (const std::string& text : Texts(key)) {
      values.push_back(Pick(key, text, words));
    }
    return values;
  }

  // Optional text; empty when absent.
  std::string TextOr(const std::string& key) {
    return Has(key) ? Text(key) : (Note(key), std::string());
  }
  // A key that may be there and is not used.
  void Note(const std::string& key) { known_.insert(key); }

  // path.key
  std::string PathOf(const std::string& key) const;
  void Fail(const std::string& key, absl::string_view what);

 private:
  const Json* Get(const std::string& key);

  template <typename T>
  T Pick(const std::string& key, const std::string& text,
         absl::Span<const Word<T>> words) {
    std::string known;
    for (const Word<T>& word : words) {
      if (text == word.text) return word.value;
      absl::StrAppend(&known, known.empty() ? "" : ", ", word.text);
    }
    Fail(key, absl::StrCat("is none of ", known));
    return T{};
  }

  const Json& object_;
  const std::string path_;
  LineErrors& errors_;
  std::set<std::string> known_;
};

// Parses one line. nullopt, and an error, when it is not a JSON object.
std::optional<nlohmann::json> ParseObject(const std::string& line,
                                          LineErrors& errors);

}  // namespace referral::pilot

#endif  // REFERRAL_DEPLOY_PILOT_JSON_READER_H_
