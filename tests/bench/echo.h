// What gRPC alone allows: the limit of everything that is called.
#ifndef REFERRAL_TESTS_BENCH_ECHO_H_
#define REFERRAL_TESTS_BENCH_ECHO_H_

#include <memory>
#include <string>

#include "tests/bench/subject.h"

namespace referral::bench {

// Serves Echo on a free port, which it writes into `port_file`, until the
// process ends.
int ServeEcho(const std::string& port_file);

// "grpc echo unary": a call for each message. "grpc echo stream": one stream, a
// frame for each message. `self` is this program, which serves as well.
std::unique_ptr<Subject> MakeUnaryEcho(const std::string& self);
std::unique_ptr<Subject> MakeStreamEcho(const std::string& self);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_ECHO_H_
