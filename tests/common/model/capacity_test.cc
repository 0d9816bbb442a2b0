#include "common/model/capacity.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/limits.h"
#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::CapacityPublished Published(
    absl::string_view service, absl::string_view region,
    absl::string_view agency,
    v1::CapacityState state = v1::CAPACITY_STATE_HAS_PLACES,
    std::uint32_t places = 0) {
  v1::CapacityPublished act;
  act.set_service_code(std::string(service));
  act.set_region_code(std::string(region));
  act.set_agency(std::string(agency));
  act.set_state(state);
  act.set_places(places);
  return act;
}

std::vector<std::string> Keys(absl::Span<const v1::Capacity* const> rows) {
  std::vector<std::string> keys;
  for (const v1::Capacity* row : rows) {
    keys.push_back(absl::StrCat(row->service_code(), " ", row->region_code(),
                                " ", row->agency()));
  }
  return keys;
}

TEST(CapacityTest, TheNewestWordOfAnAgencyHolds33) {
  CapacityRows rows;
  const absl::Time noon = absl::FromUnixSeconds(1000);
  PutCapacity(Published("b", "baku", "ngo"), noon, rows);
  PutCapacity(Published("a", "ganja", "ngo"), noon, rows);
  PutCapacity(Published("a", "baku", "police"), noon, rows);
  PutCapacity(Published("a", "baku", "ngo"), noon, rows);
  PutCapacity(Published("a", "ganja", "ngo", v1::CAPACITY_STATE_NONE),
              noon + absl::Seconds(1), rows);
  const CapacityBook book(rows);
  EXPECT_THAT(Keys(book.Of("a", "")),
              ElementsAre("a baku ngo", "a baku police", "a ganja ngo"));
  EXPECT_THAT(Keys(book.Of("a", "baku")),
              ElementsAre("a baku ngo", "a baku police"));
  EXPECT_THAT(Keys(book.Of("c", "")), IsEmpty());
  ASSERT_NE(book.Find("a", "ganja", "ngo"), nullptr);
  EXPECT_EQ(book.Find("a", "ganja", "ngo")->state(), v1::CAPACITY_STATE_NONE);
  EXPECT_EQ(book.Find("a", "ganja", "ngo")->published_time().seconds(), 1001);
  EXPECT_EQ(book.Find("a", "ganja", "police"), nullptr);
}

TEST(CapacityTest, RowsAreBounded) {
  CapacityRows rows;
  for (size_t i = 0; i < kMaxCapacities; ++i) {
    v1::Capacity& row = *rows.Add();
    row.set_service_code("a");
    row.set_region_code("baku");
    row.set_agency(absl::StrCat("ngo-", 100'000 + i));
  }
  std::vector<v1::Act> acts(1);
  *acts[0].mutable_capacity_published() = Published("a", "baku", "ngo-100007");
  EXPECT_THAT(CheckRoomForCapacities(rows, acts), IsOk()) << "in place";
  acts[0].mutable_capacity_published()->set_agency("another");
  EXPECT_THAT(CheckRoomForCapacities(rows, acts),
              IsReason(Reason::kInvalidField));
}

struct BadRow {
  std::string name;
  std::function<void(CapacityRows&)> spoil;
  Reason want;
  std::string where;
};

TEST(CapacityTest, OnlyWhatAProviderCanProvideIsPublished) {
  const Story story;
  CapacityRows good;
  for (const char* region : {"baku", "ganja"}) {
    v1::Capacity& row = *good.Add();
    row.set_service_code("documents.passport");
    row.set_region_code(region);
    row.set_state(v1::CAPACITY_STATE_HAS_PLACES);
    row.set_places(kMaxPlaces);
  }
  const ProgrammeBook& book = story.context().programmes;
  EXPECT_THAT(CheckCapacities(good, "ngo", book), IsOk());
  EXPECT_THAT(CheckCapacities(good, "health", book),
              IsReason(Reason::kUnknownService));
  const std::vector<BadRow> table = {
      {"nothing", [](CapacityRows& rows) { rows.Clear(); },
       Reason::kInvalidField, "capacities"},
      {"too many",
       [](CapacityRows& rows) {
         while (rows.size() <= static_cast<int>(kMaxCapacitiesPerCall)) {
           *rows.Add() = rows[0];
         }
       },
       Reason::kInvalidField, "capacities"},
      {"twice", [](CapacityRows& rows) { rows[1] = rows[0]; },
       Reason::kInvalidField, "capacities[1].service_code"},
      {"no state", [](CapacityRows& rows) { rows[1].clear_state(); },
       Reason::kInvalidField, "capacities[1].state"},
      {"a state that there is not",
       [](CapacityRows& rows) {
         rows[0].set_state(static_cast<v1::CapacityState>(77));
       },
       Reason::kInvalidField, "capacities[0].state"},
      {"places without places",
       [](CapacityRows& rows) { rows[0].set_state(v1::CAPACITY_STATE_NONE); },
       Reason::kInvalidField, "capacities[0].places"},
      {"more places than anybody has",
       [](CapacityRows& rows) { rows[1].set_places(kMaxPlaces + 1); },
       Reason::kInvalidField, "capacities[1].places"},
      {"another's service",
       [](CapacityRows& rows) { rows[1].set_service_code("medical.check"); },
       Reason::kUnknownService, "capacities[1].service_code"},
      {"no such region",
       [](CapacityRows& rows) { rows[1].set_region_code("london"); },
       Reason::kInvalidField, "capacities[1].region_code"},
  };
  for (const BadRow& row : table) {
    SCOPED_TRACE(row.name);
    CapacityRows spoilt = good;
    row.spoil(spoilt);
    const absl::Status status = CheckCapacities(spoilt, "ngo", book);
    EXPECT_THAT(status, IsReason(row.want));
    EXPECT_EQ(Where(status), row.where);
  }
}

}  // namespace
}  // namespace referral::model
