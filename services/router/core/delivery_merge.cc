#include "services/router/core/delivery_merge.h"

namespace referral::router {

void DeliveryMerge::Put(storage::v1::DeliveryCursor cursor) {
  std::string agency = cursor.agency();
  cursors_.insert_or_assign(std::move(agency), std::move(cursor));
}

void DeliveryMerge::Put(storage::v1::CaseDelivery delivery) {
  Key key(delivery.agency(), delivery.case_id());
  cases_.insert_or_assign(std::move(key), std::move(delivery));
}

void DeliveryMerge::End(const storage::v1::CaseDeliveryEnd& end) {
  cases_.insert_or_assign(Key(end.agency(), end.case_id()), std::nullopt);
}

void DeliveryMerge::Take(storage::v1::CommitBatch& batch) {
  for (auto& [agency, cursor] : cursors_) {
    *batch.add_cursors() = std::move(cursor);
  }
  for (auto& [key, delivery] : cases_) {
    if (delivery.has_value()) {
      *batch.add_case_deliveries() = *std::move(delivery);
    } else {
      storage::v1::CaseDeliveryEnd& end = *batch.add_case_delivery_ends();
      end.set_agency(key.first);
      end.set_case_id(key.second);
    }
  }
  cursors_.clear();
  cases_.clear();
}

}  // namespace referral::router
