#include "tests/services/router/core/fake_ledger.h"

#include "tests/services/router/core/ledger_contract.h"

namespace referral::router::testing {
namespace {

INSTANTIATE_TEST_SUITE_P(Fake, LedgerContract,
                         ::testing::Values([](const std::string&) {
                           return std::make_unique<FakeLedger>();
                         }));

}  // namespace
}  // namespace referral::router::testing
