// The main function of every test that uses gRPC. Its end waits for gRPC's, as
// the programs do: a connection that is still being closed while OpenSSL is
// taken down leaks, and a leak fails a sanitised run.
#include "common/rpc/process.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

int main(int argc, char** argv) {
  ::testing::InitGoogleMock(&argc, argv);
  const int result = RUN_ALL_TESTS();
  { const referral::rpc::GrpcRuntime last; }
  return result;
}
