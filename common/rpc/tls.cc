#include "common/rpc/tls.h"

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <functional>
#include <sstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"

namespace referral::rpc {
namespace {

namespace tls = grpc::experimental;

using OnRefused = std::function<void(const absl::Status&)>;

absl::string_view View(const grpc::string_ref& text) {
  return {text.data(), text.size()};
}

// Asks a CertificateVerifier during the handshake.
class HandshakeJudge final : public tls::ExternalCertificateVerifier {
 public:
  HandshakeJudge(std::shared_ptr<CertificateVerifier> verifier,
                 OnRefused on_refused)
      : verifier_(std::move(verifier)), on_refused_(std::move(on_refused)) {}

  bool Verify(tls::TlsCustomVerificationCheckRequest* request,
              std::function<void(grpc::Status)> /*callback*/,
              grpc::Status* sync_status) override {
    const absl::Status status = Judge(*request);
    if (!status.ok()) {
      *sync_status = grpc::Status(
          grpc::StatusCode::UNAUTHENTICATED,
          absl::StrCat(ReasonCode(status), ": ", status.message()));
      if (on_refused_) on_refused_(status);
    }
    return true;  // done at once
  }

  void Cancel(tls::TlsCustomVerificationCheckRequest* /*request*/) override {}

 private:
  absl::Status Judge(
      const tls::TlsCustomVerificationCheckRequest& request) const {
    const absl::string_view certificate = View(request.peer_cert());
    if (certificate.empty()) {
      return MakeError(Reason::kNotAuthenticated,
                       "the peer shows no certificate");
    }
    return verifier_->Judge(certificate, View(request.peer_cert_full_chain()));
  }

  const std::shared_ptr<CertificateVerifier> verifier_;
  const OnRefused on_refused_;
};

std::shared_ptr<tls::CertificateVerifier> Ask(
    std::shared_ptr<CertificateVerifier> verifier, OnRefused on_refused) {
  return tls::ExternalCertificateVerifier::Create<HandshakeJudge>(
      std::move(verifier), std::move(on_refused));
}

CertificateVerifier::Options VerifierOptions(const TlsFiles& files) {
  CertificateVerifier::Options options;
  options.ca = files.ca;
  options.crl = files.crl;
  options.refresh = absl::Seconds(files.refresh_seconds);
  return options;
}

absl::Status Invalid(absl::string_view what, const std::string& path) {
  return MakeError(Reason::kTlsFileInvalid, what, path);
}

absl::Status CheckPem(const char* role, const std::string& path,
                      absl::string_view kind) {
  if (path.empty()) return Invalid(absl::StrCat("no ", role, " is named"), "");
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    return Invalid(
        absl::StrCat("the ", role, " cannot be read: ", std::strerror(errno)),
        path);
  }
  if (!absl::StrContains(text.str(), "-----BEGIN ") ||
      !absl::StrContains(text.str(), absl::StrCat(kind, "-----"))) {
    return Invalid(absl::StrCat("the ", role, " is no PEM file"), path);
  }
  return absl::OkStatus();
}

// A key that others can read is no longer the process's own.
absl::Status CheckKeyMode(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) {
    return Invalid(std::strerror(errno), path);
  }
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Invalid("the private key is open to group or others", path);
  }
  return absl::OkStatus();
}

std::shared_ptr<tls::CertificateProviderInterface> Watch(
    const TlsFiles& files) {
  return std::make_shared<tls::FileWatcherCertificateProvider>(
      files.key, files.cert, files.ca, files.refresh_seconds);
}

}  // namespace

absl::Status CheckTlsFiles(const TlsFiles& files) {
  RETURN_IF_ERROR(CheckPem("certificate authority", files.ca, "CERTIFICATE"));
  RETURN_IF_ERROR(CheckPem("certificate", files.cert, "CERTIFICATE"));
  RETURN_IF_ERROR(CheckPem("private key", files.key, "PRIVATE KEY"));
  if (!files.crl.empty()) {
    RETURN_IF_ERROR(CheckPem("revocation list", files.crl, "X509 CRL"));
  }
  return CheckKeyMode(files.key);
}

absl::StatusOr<std::shared_ptr<CertificateVerifier>> MakeClientVerifier(
    const TlsFiles& files,
    std::function<void(const absl::Status&)> on_problem) {
  RETURN_IF_ERROR(CheckTlsFiles(files));
  CertificateVerifier::Options options = VerifierOptions(files);
  options.peer = CertificateVerifier::Side::kClient;
  options.on_problem = std::move(on_problem);
  return CertificateVerifier::Make(std::move(options));
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeServerCredentials(
    const TlsFiles& files, std::shared_ptr<CertificateVerifier> clients,
    std::function<void(const absl::Status&)> on_refused) {
  RETURN_IF_ERROR(CheckTlsFiles(files));
  tls::TlsServerCredentialsOptions options(Watch(files));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  // Required and verified by the judge, which says why: gRPC only hangs up.
  options.set_cert_request_type(
      GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_BUT_DONT_VERIFY);
  options.set_certificate_verifier(
      Ask(std::move(clients), std::move(on_refused)));
  // Who the client is, is asked on every call (peer.h).
  options.set_check_call_host(false);
  return tls::TlsServerCredentials(options);
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>>
MakeChannelCredentials(const TlsFiles& files, const std::string& server_id) {
  RETURN_IF_ERROR(CheckTlsFiles(files));
  CertificateVerifier::Options judge = VerifierOptions(files);
  judge.peer = CertificateVerifier::Side::kServer;
  judge.spiffe_id = server_id;
  ASSIGN_OR_RETURN(std::unique_ptr<CertificateVerifier> server,
                   CertificateVerifier::Make(std::move(judge)));
  tls::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(Watch(files));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_verify_server_certs(true);
  options.set_check_call_host(false);
  options.set_certificate_verifier(Ask(std::move(server), {}));
  return tls::TlsCredentials(options);
}

}  // namespace referral::rpc
