// The rules of house.h on small examples: a checker that cannot fail proves
// nothing.
#include "tests/layering/house.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace referral::layering {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(HouseTest, EveryRoomUsesWhatTheTableAllows) {
  const struct {
    const char* name;
    Source source;
  } kCases[] = {
      {"itself", {"common/model/a.cc", "#include \"common/model/a.h\"\n"}},
      {"a room below",
       {"common/evidence/a.cc", "#include \"common/crypto/a.h\"\n"}},
      {"generated messages",
       {"common/model/a.h", "#include \"proto/referral/v1/act.pb.h\"\n"}},
      {"the desk", {"services/ngo/a.cc", "#include \"services/agency/a.h\"\n"}},
      {"the system", {"common/base/a.cc", "#include <vector>\n"}},
      {"a library", {"common/base/a.cc", "#include \"absl/time/time.h\"\n"}},
      {"storage is made of v1",
       {"proto/referral/storage/v1/a.proto",
        "import \"proto/referral/v1/act.proto\";\n"}},
      {"tests see all",
       {"tests/integration/a.cc",
        "#include \"services/router/rpc/a.h\"\n"
        "#include <rocksdb/db.h>\ngrpc::Status s;\n"}},
      {"a store",
       {"services/router/store/a.cc",
        "#include \"rocksdb/db.h\"\nrocksdb::DB* db;\n"}},
      {"an rpc room", {"common/rpc/a.cc", "grpc::Status s;\n"}},
      {"a main program", {"services/router/main.cc", "grpc::Status s;\n"}},
      {"a comment", {"common/model/a.cc", "// never a grpc::Status\n"}},
      {"a long comment",
       {"common/model/a.cc", "/* no rocksdb::DB\n nor grpc:: */\n"}},
      {"a text", {"common/model/a.cc", "f(\"rocksdb::DB // \\\" grpc::\");\n"}},
      {"a raw text", {"common/model/a.cc", "f(R\"x(grpc::\")\")x\");\n"}},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    EXPECT_THAT(Breaches(c.source), IsEmpty());
  }
}

TEST(HouseTest, EveryBreachIsFoundWithItsLine) {
  const struct {
    const char* name;
    Source source;
    const char* want;
  } kCases[] = {
      {"a room above",
       {"common/base/a.cc", "\n#include \"common/model/a.h\"\n"},
       "common/base/a.cc:2: common/base may not use common/model/a.h"},
      {"angle brackets hide nothing",
       {"common/model/a.cc", "#include <common/crypto/a.h>\n"},
       "common/model/a.cc:1: common/model may not use common/crypto/a.h"},
      {"the router does not know agencies",
       {"services/router/core/a.cc", "#include \"services/agency/core/a.h\""},
       "services/router/core/a.cc:1: services/router may not use "
       "services/agency/core/a.h"},
      {"agencies do not know the router",
       {"services/agency/core/a.cc", "#include \"services/router/core/a.h\""},
       "services/agency/core/a.cc:1: services/agency may not use "
       "services/router/core/a.h"},
      {"siblings",
       {"services/ngo/a.cc", "#include \"services/health/a.h\"\n"},
       "services/ngo/a.cc:1: services/ngo may not use services/health/a.h"},
      {"the tool",
       {"services/referralctl/a.cc", "#include \"services/router/rpc/a.h\"\n"},
       "services/referralctl/a.cc:1: services/referralctl may not use "
       "services/router/rpc/a.h"},
      {"tests",
       {"deploy/pilot/a.cc", "  #  include \"tests/support/a.h\"\n"},
       "deploy/pilot/a.cc:1: deploy may not use tests/support/a.h"},
      {"v1 does not know the disk",
       {"proto/referral/v1/a.proto",
        "import public \"proto/referral/storage/v1/round.proto\";\n"},
       "proto/referral/v1/a.proto:1: proto/referral/v1 may not use "
       "proto/referral/storage/v1/round.proto"},
      {"a neighbour whose name begins alike",
       {"common/base/a.cc", "#include \"common/baseline/a.h\"\n"},
       "common/base/a.cc:1: common/base may not use common/baseline/a.h"},
      {"RocksDB in a core",
       {"services/router/core/a.cc", "/* x */ rocksdb::DB* db;\n"},
       "services/router/core/a.cc:1: only store rooms name RocksDB"},
      {"RocksDB's header",
       {"services/agency/rpc/a.cc", "#include \"rocksdb/db.h\"\n"},
       "services/agency/rpc/a.cc:1: only store rooms name RocksDB"},
      {"gRPC in the model",
       {"common/model/a.cc", "int k = 1'000; grpc::X x;"},
       "common/model/a.cc:1: only rpc rooms and main programs name gRPC"},
      {"gRPC's header",
       {"services/router/store/a.cc", "#include <grpcpp/grpcpp.h>\n"},
       "services/router/store/a.cc:1: only rpc rooms and main programs name "
       "gRPC"},
      {"a generated stub",
       {"services/agency/core/a.cc",
        "#include \"proto/referral/v1/desk.grpc.pb.h\"\n"},
       "services/agency/core/a.cc:1: only rpc rooms and main programs name "
       "gRPC"},
      {"an unknown room",
       {"common/helpers/a.cc", ""},
       "common/helpers/a.cc:1: lies in no room of the house"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    EXPECT_THAT(Breaches(c.source), ElementsAre(c.want));
  }
}

TEST(HouseTest, TopLevelHasItsSevenNamesAndNoOther) {
  std::vector<std::string> entries(TopLevel().begin(), TopLevel().end());
  EXPECT_EQ(entries.size(), 7u);
  EXPECT_THAT(TopLevelBreaches(entries), IsEmpty());

  entries.push_back("docs");
  entries.erase(entries.begin());
  EXPECT_THAT(TopLevelBreaches(entries),
              ElementsAre("docs does not belong at the top level",
                          "CMakeLists.txt is missing at the top level"));
}

}  // namespace
}  // namespace referral::layering
