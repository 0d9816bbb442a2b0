#include "services/router/rpc/capacity_call.h"

#include "common/base/status_macros.h"
#include "common/model/capacity.h"
#include "services/router/rpc/unary_call.h"

namespace referral::router {
namespace {

v1::Act ActOf(const v1::Capacity& row, const std::string& agency) {
  v1::Act act;
  v1::CapacityPublished& published = *act.mutable_capacity_published();
  published.set_agency(agency);
  published.set_service_code(row.service_code());
  published.set_region_code(row.region_code());
  published.set_state(row.state());
  published.set_places(row.places());
  return act;
}

absl::StatusOr<RouterAct> Parse(const RouterContext& context,
                                const Caller& caller,
                                const v1::PublishCapacityRequest& request) {
  const Policy policy = context.sequencer.policy();
  RETURN_IF_ERROR(model::CheckCapacities(request.capacities(), caller.id,
                                         *policy.programmes));
  RETURN_IF_ERROR(caller.allowance->OnMessage(request.ByteSizeLong(),
                                              context.clock.Monotonic()));
  RouterAct act;
  act.act = ActOf(request.capacities(0), caller.id);
  for (int i = 1; i < request.capacities_size(); ++i) {
    act.more_acts.push_back(ActOf(request.capacities(i), caller.id));
  }
  // Last: from here on there is an answer, which ends it.
  RETURN_IF_ERROR(caller.allowance->TryBegin());
  return act;
}

// The rows as they are in force.
void FillIn(const v1::PublishCapacityRequest& request,
            const std::string& agency, const v1::Receipt& receipt,
            v1::PublishCapacityResponse& response) {
  *response.mutable_capacities() = request.capacities();
  for (v1::Capacity& row : *response.mutable_capacities()) {
    row.set_agency(agency);
    *row.mutable_published_time() = receipt.recorded_time();
  }
}

}  // namespace

grpc::ServerUnaryReactor* StartPublishCapacity(
    RouterContext& context, grpc::CallbackServerContext* call,
    const v1::PublishCapacityRequest& request,
    v1::PublishCapacityResponse* response) {
  return StartRecordCall(
      context, call, CallKind::kPublish,
      [&](const Caller& caller) { return Parse(context, caller, request); },
      [&request, response](const Caller& caller,
                           const absl::StatusOr<v1::Receipt>& receipt) {
        caller.allowance->End();
        if (receipt.ok()) FillIn(request, caller.id, *receipt, *response);
      });
}

}  // namespace referral::router
