#ifndef REFERRAL_SERVICES_ROUTER_CORE_DELIVERY_MERGE_H_
#define REFERRAL_SERVICES_ROUTER_CORE_DELIVERY_MERGE_H_

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "proto/referral/storage/v1/commit_batch.pb.h"

namespace referral::router {

// Many changes of delivery as one: for each row the last one counts. Not
// thread-safe.
class DeliveryMerge {
 public:
  void Put(storage::v1::DeliveryCursor cursor);
  void Put(storage::v1::CaseDelivery delivery);
  void End(const storage::v1::CaseDeliveryEnd& end);

  bool empty() const { return cursors_.empty() && cases_.empty(); }

  // Moves everything into `batch`.
  void Take(storage::v1::CommitBatch& batch);

 private:
  using Key = std::pair<std::string, std::string>;  // agency, case id

  std::map<std::string, storage::v1::DeliveryCursor> cursors_;     // by agency
  std::map<Key, std::optional<storage::v1::CaseDelivery>> cases_;  // no: ended
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_DELIVERY_MERGE_H_
