// A client that speaks TLS and bytes: it need not keep to HTTP/2 or gRPC.
#ifndef REFERRAL_TESTS_ROBUSTNESS_RAW_TLS_H_
#define REFERRAL_TESTS_ROBUSTNESS_RAW_TLS_H_

#include <string>

#include "absl/time/time.h"
#include "common/rpc/tls.h"

typedef struct ssl_st SSL;
typedef struct ssl_ctx_st SSL_CTX;

namespace referral::testing {

class RawTls {
 public:
  // Connects and shakes hands, showing the certificate; asks nothing of the
  // server. Aborts if it cannot.
  RawTls(const std::string& address, const rpc::TlsFiles& files);
  ~RawTls();
  RawTls(const RawTls&) = delete;
  RawTls& operator=(const RawTls&) = delete;

  // False if the server has closed.
  bool Send(const std::string& bytes);
  // What comes until `enough` bytes are there, the server closes or `patience`
  // is over.
  std::string Receive(size_t enough, absl::Duration patience);
  // Cuts the connection without a word.
  void Drop();

 private:
  int fd_ = -1;
  SSL_CTX* context_ = nullptr;
  SSL* ssl_ = nullptr;
};

// What a gRPC client sends first: HTTP/2's preface and empty settings.
std::string Http2Preface();
// The headers of a unary call on stream 1, for example to
// "/referral.v1.RouterService/Submit".
std::string Http2Call(const std::string& path);
// A DATA frame on stream 1 that says it holds `payload`.
std::string Http2Data(const std::string& payload);

}  // namespace referral::testing

#endif  // REFERRAL_TESTS_ROBUSTNESS_RAW_TLS_H_
