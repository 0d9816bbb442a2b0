// Mutual TLS between processes that know each other by SPIFFE ids.
#ifndef REFERRAL_COMMON_RPC_TLS_H_
#define REFERRAL_COMMON_RPC_TLS_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace grpc {
class ChannelCredentials;
class ServerCredentials;
}  // namespace grpc

namespace referral::rpc {

// PEM files, read again every `refresh_seconds`: a new certificate needs no
// restart.
struct TlsFiles {
  std::string ca;    // certificates of the authorities to believe
  std::string cert;  // own certificate, then intermediates
  std::string key;   // its private key, mode 0600
  unsigned refresh_seconds = 10;
};

// Errors: TLS_FILE_INVALID  a file is not named, missing, unreadable or no
//                           PEM, or the key may be read by group or others.
absl::Status CheckTlsFiles(const TlsFiles& files);

// Requires a client certificate of the authority and verifies it.
// Errors: as CheckTlsFiles.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeServerCredentials(
    const TlsFiles& files);

// Accepts a server only if the authority signed its certificate and the
// certificate's URI name is `server_id` (a SPIFFE id). Host names are not
// looked at: identities are.
// Errors: as CheckTlsFiles.
absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>>
MakeChannelCredentials(const TlsFiles& files, const std::string& server_id);

}  // namespace referral::rpc

#endif  // REFERRAL_COMMON_RPC_TLS_H_
