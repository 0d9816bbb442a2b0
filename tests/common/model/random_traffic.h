// Messages as nobody would plan them: likely and unlikely acts, right and
// wrong senders, spoilt fields. The same seed gives the same messages.
#ifndef REFERRAL_TESTS_COMMON_MODEL_RANDOM_TRAFFIC_H_
#define REFERRAL_TESTS_COMMON_MODEL_RANDOM_TRAFFIC_H_

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "proto/referral/storage/v1/case_file.pb.h"
#include "proto/referral/v1/act.pb.h"
#include "proto/referral/v1/section.pb.h"

namespace referral::model::testing {

struct RandomMessage {
  std::string sender;
  std::vector<v1::Act> acts;
  std::vector<v1::Section> sections;
};

class RandomTraffic {
 public:
  explicit RandomTraffic(std::uint64_t seed) : random_(seed) {}

  // The next message for a case that stands as `file`.
  RandomMessage Next(const storage::v1::CaseFile& file);

 private:
  // True `percent` times out of a hundred.
  bool Chance(int percent) { return Below(100) < percent; }
  int Below(int bound);
  template <typename T>
  const T& OneOf(const std::vector<T>& values) {
    return values[static_cast<std::size_t>(
        Below(static_cast<int>(values.size())))];
  }

  std::string SomeReferral(const storage::v1::CaseFile& file);
  std::vector<std::string> SomePeople(const storage::v1::CaseFile& file);
  v1::Act AnyAct(const storage::v1::CaseFile& file);
  // One that fits where the case stands.
  v1::Act LikelyAct(const storage::v1::CaseFile& file);
  v1::Act LikelyReferralAct(const storage::v1::CaseReferral& referral);
  v1::Act SomeRequest(const storage::v1::CaseFile& file);
  // Mostly of what is due.
  v1::Act SomeDestruction(const storage::v1::CaseFile& file);
  // Who would send it.
  std::string SenderOf(const storage::v1::CaseFile& file, const v1::Act& act);
  // Changes one field of `message`, or of a message in it, to nonsense.
  void Spoil(google::protobuf::Message& message);

  std::mt19937_64 random_;
  std::uint64_t referrals_ = 0;
};

}  // namespace referral::model::testing

#endif  // REFERRAL_TESTS_COMMON_MODEL_RANDOM_TRAFFIC_H_
