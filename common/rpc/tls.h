// Mutual TLS between processes that know each other by SPIFFE ids.
#ifndef REFERRAL_COMMON_RPC_TLS_H_
#define REFERRAL_COMMON_RPC_TLS_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/certificate_verifier.h"

namespace grpc {
class ChannelCredentials;
class ServerCredentials;
}  // namespace grpc

namespace referral::rpc {

// PEM files, read again every `refresh_seconds`: a new certificate, authority
// or revocation list needs no restart.
struct TlsFiles {
  std::string ca;    // certificates of the authorities to believe
  std::string cert;  // own certificate, then intermediates
  std::string key;   // its private key, mode 0600
  unsigned refresh_seconds = 10;
  std::string crl = "";  // revocation lists of the authorities; empty: none
};

// Errors: TLS_FILE_INVALID  a file is not named (but for `crl`), missing,
//                           unreadable or no PEM, or the key may be read by
//                           group or others.
absl::Status CheckTlsFiles(const TlsFiles& files);

// Judges the clients of a server by these files; `on_problem` as in
// CertificateVerifier::Options. For the server and its PeerRules (peer.h).
// Errors: as CheckTlsFiles; TLS_FILE_INVALID as CertificateVerifier::Make.
absl::StatusOr<std::shared_ptr<CertificateVerifier>> MakeClientVerifier(
    const TlsFiles& files,
    std::function<void(const absl::Status&)> on_problem = {});

// Requires a client certificate that `clients` finds good. `on_refused` is
// called on any thread with the reason of each handshake that is refused:
// NOT_AUTHENTICATED (no certificate) or as CertificateVerifier::Judge. It must
// not block; may be empty.
// Errors: as CheckTlsFiles.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeServerCredentials(
    const TlsFiles& files, std::shared_ptr<CertificateVerifier> clients,
    std::function<void(const absl::Status&)> on_refused = {});

// Accepts a server only if the authority signed its certificate, did not revoke
// it, and the certificate's URI name is `server_id` (a SPIFFE id). Host names
// are not looked at: identities are. Judged when a connection is made; servers
// close theirs after a while (server.h).
// Errors: as MakeClientVerifier.
absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>>
MakeChannelCredentials(const TlsFiles& files, const std::string& server_id);

}  // namespace referral::rpc

#endif  // REFERRAL_COMMON_RPC_TLS_H_
