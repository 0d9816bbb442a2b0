#include "services/router/core/offers.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/model/candidates.h"

namespace referral::router {
namespace {

using Offer = v1::LookUpServicesResponse::Offer;
using Request = v1::LookUpServicesRequest;

bool IsLanguage(const std::string& code) {
  return code.size() == 2 && std::all_of(code.begin(), code.end(), [](char c) {
           return absl::ascii_islower(static_cast<unsigned char>(c));
         });
}

absl::Status CheckRequest(const Request& request,
                          const model::Programme& programme) {
  if (!request.need_code().empty() &&
      programme.FindNeed(request.need_code()) == nullptr) {
    return MakeError(Reason::kInvalidField, "the programme has no such need",
                     "need_code");
  }
  if (!request.region_code().empty() &&
      programme.FindRegion(request.region_code()) == nullptr) {
    return MakeError(Reason::kInvalidField, "the programme has no such region",
                     "region_code");
  }
  if (!v1::AgeGroup_IsValid(request.age_group())) {
    return MakeError(Reason::kInvalidField, "there is no such age group",
                     "age_group");
  }
  if (!request.language_code().empty() &&
      !IsLanguage(request.language_code())) {
    return MakeError(Reason::kInvalidField,
                     "a language is two lower-case letters of ISO 639-1",
                     "language_code");
  }
  return absl::OkStatus();
}

std::vector<const config::v1::Service*> ServicesFor(
    const Request& request, const model::Programme& programme) {
  std::vector<const config::v1::Service*> services;
  if (request.need_code().empty()) {
    for (const config::v1::Service& service : programme.config().services()) {
      services.push_back(&service);
    }
    return services;
  }
  for (const std::string& code :
       programme.FindNeed(request.need_code())->service_codes()) {
    services.push_back(programme.FindService(code));
  }
  return services;
}

bool Provides(const std::string& id, const Request& request,
              const model::Directory& directory) {
  const config::v1::Agency* agency = directory.Find(id);
  if (agency == nullptr || !agency->successor().empty()) return false;
  return (request.region_code().empty() ||
          model::ServesRegion(*agency, request.region_code())) &&
         (request.language_code().empty() || agency->language_codes().empty() ||
          absl::c_linear_search(agency->language_codes(),
                                request.language_code()));
}

Offer OfferOf(const config::v1::Service& service, const Request& request,
              const model::Directory& directory,
              const model::CapacityBook& capacity) {
  Offer offer;
  offer.set_service_code(service.code());
  offer.set_title(service.title());
  for (const std::string& provider : service.providers()) {
    if (Provides(provider, request, directory)) offer.add_providers(provider);
  }
  offer.set_response_working_days(service.response_working_days());
  *offer.mutable_categories() = service.categories();
  offer.set_unit(service.unit());
  for (const v1::Capacity* row :
       capacity.Of(service.code(), request.region_code())) {
    if (absl::c_linear_search(offer.providers(), row->agency())) {
      *offer.add_capacities() = *row;
    }
  }
  return offer;
}

}  // namespace

absl::StatusOr<v1::LookUpServicesResponse> FindOffers(
    const Request& request, const model::Programme& programme,
    const model::Directory& directory, const model::CapacityBook& capacity) {
  RETURN_IF_ERROR(CheckRequest(request, programme));
  v1::LookUpServicesResponse response;
  for (const config::v1::Service* service : ServicesFor(request, programme)) {
    if (!model::IsForAge(*service, request.age_group())) continue;
    Offer offer = OfferOf(*service, request, directory, capacity);
    if (offer.providers_size() > 0) {
      *response.add_offers() = std::move(offer);
    }
  }
  return response;
}

}  // namespace referral::router
