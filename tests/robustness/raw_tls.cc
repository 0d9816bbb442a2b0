#include "tests/robustness/raw_tls.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/time/clock.h"
#include "common/rpc/address.h"

namespace referral::testing {
namespace {

[[noreturn]] void Die(const char* what) {
  std::fprintf(stderr, "RawTls: %s\n", what);
  ERR_print_errors_fp(stderr);
  std::abort();
}

int Connect(const std::string& address) {
  const auto parsed = rpc::ParseAddress(address);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  if (!parsed.ok() ||
      inet_pton(AF_INET, parsed->host.c_str(), &to.sin_addr) != 1) {
    Die("no IPv4 address");
  }
  to.sin_port = htons(parsed->port);
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 ||
      connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0) {
    Die("cannot connect");
  }
  return fd;
}

// A frame header (RFC 9113, section 4.1) and its payload.
std::string Frame(char type, char flags, char stream,
                  const std::string& payload) {
  std::string frame;
  frame.push_back(static_cast<char>(payload.size() >> 16));
  frame.push_back(static_cast<char>(payload.size() >> 8));
  frame.push_back(static_cast<char>(payload.size()));
  frame.push_back(type);
  frame.push_back(flags);
  frame.append(3, '\0');
  frame.push_back(stream);
  return frame + payload;
}

// A header that is written out and enters no table (RFC 7541, section 6.2.3).
std::string Header(const std::string& name, const std::string& value) {
  std::string field(1, '\x10');
  field.push_back(static_cast<char>(name.size()));
  field += name;
  field.push_back(static_cast<char>(value.size()));
  return field + value;
}

}  // namespace

RawTls::RawTls(const std::string& address, const rpc::TlsFiles& files)
    : fd_(Connect(address)), context_(SSL_CTX_new(TLS_client_method())) {
  static constexpr unsigned char kHttp2[] = {2, 'h', '2'};
  if (context_ == nullptr ||
      SSL_CTX_use_certificate_chain_file(context_, files.cert.c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(context_, files.key.c_str(),
                                  SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_set_alpn_protos(context_, kHttp2, sizeof(kHttp2)) != 0) {
    Die("cannot use the certificate");
  }
  ssl_ = SSL_new(context_);
  if (ssl_ == nullptr || SSL_set_fd(ssl_, fd_) != 1 || SSL_connect(ssl_) != 1) {
    Die("no handshake");
  }
}

RawTls::~RawTls() {
  Drop();
  SSL_free(ssl_);
  SSL_CTX_free(context_);
}

bool RawTls::Send(const std::string& bytes) {
  return SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())) > 0;
}

std::string RawTls::Receive(size_t enough, absl::Duration patience) {
  const absl::Time deadline = absl::Now() + patience;
  std::string received;
  while (received.size() < enough) {
    if (SSL_pending(ssl_) == 0) {
      pollfd waiting{fd_, POLLIN, 0};
      const auto left = absl::ToInt64Milliseconds(deadline - absl::Now());
      if (left <= 0 || poll(&waiting, 1, static_cast<int>(left)) <= 0) break;
    }
    char buffer[4096];
    const int got = SSL_read(ssl_, buffer, sizeof(buffer));
    if (got <= 0) break;
    received.append(buffer, static_cast<size_t>(got));
  }
  return received;
}

void RawTls::Drop() {
  const int fd = std::exchange(fd_, -1);
  if (fd >= 0) close(fd);
}

std::string Http2Preface() {
  constexpr char kSettings = 4;
  return "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + Frame(kSettings, 0, 0, "");
}

std::string Http2Call(const std::string& path) {
  constexpr char kHeaders = 1;
  constexpr char kEndHeaders = 4;
  return Frame(kHeaders, kEndHeaders, 1,
               Header(":method", "POST") + Header(":scheme", "https") +
                   Header(":path", path) + Header(":authority", "router") +
                   Header("te", "trailers") +
                   Header("content-type", "application/grpc") +
                   Header("grpc-timeout", "60S"));
}

std::string Http2Data(const std::string& payload) {
  constexpr char kData = 0;
  return Frame(kData, 0, 1, payload);
}

}  // namespace referral::testing
