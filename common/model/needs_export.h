// The needs of those who agreed to be counted, without anybody to recognise
// [20]: k-anonymous counts, for studies of what returnees need.
#ifndef REFERRAL_COMMON_MODEL_NEEDS_EXPORT_H_
#define REFERRAL_COMMON_MODEL_NEEDS_EXPORT_H_

#include <memory>

#include "absl/time/civil_time.h"
#include "common/model/programmes.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "proto/referral/v1/router_service.pb.h"

namespace referral::model {

// k: the fewest people alike that a row shows, as the programme says; at least
// 2.
std::uint32_t SmallestExportCount(const Programme& programme);

// Whoever has a consent for the purpose of studies in force on `day`. One that
// was opened in an emergency is not the person's own.
bool AgreedToStudy(const storage::v1::Person& person, absl::CivilDay day);

// Counts people by need, region, country of return, sex and age group; a person
// once for each need. What keeps a person unrecognised:
//   * A row has k people or more. Smaller ones of a need are put together
//     without country, then without region, sex and age; the rest that is
//     still too small is left out. The rows of a need have nobody in common,
//     and none is the total of others, so that no difference of rows tells of
//     fewer than k people.
//   * `continuing` is 0 unless it and the others of its row are k people or
//     more, or it is everybody.
//   * `people_counted` are those in a row, each once, rounded down to a
//     multiple of k. It does not depend on who was left out, and does not tell
//     how rows of different needs overlap.
//   * `suppressed_people` are those left out of a row or more, each once,
//     rounded down to a multiple of k: 0 stands for nobody or for fewer than k.
// Not protected: two exports of different days can be held against each other.
// Not thread-safe.
class NeedsExporter {
 public:
  // Counts as of `day`.
  NeedsExporter(const Programme& programme, absl::CivilDay day);
  ~NeedsExporter();

  // Counts the people of `file` if it belongs to the programme, whatever its
  // version, whether they have left it or not.
  void Add(const storage::v1::CaseFile& file);

  // Everything but as_of_time; rows by need, then by their other columns.
  v1::NeedsExport Finish() const;

 private:
  struct Tally;
  std::unique_ptr<Tally> tally_;
};

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_NEEDS_EXPORT_H_
