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

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"

namespace referral::rpc {
namespace {

namespace tls = grpc::experimental;

// Accepts the one server whose certificate names `server_id`. gRPC has already
// verified the chain.
class ServerIdVerifier final : public tls::ExternalCertificateVerifier {
 public:
  explicit ServerIdVerifier(std::string server_id)
      : server_id_(std::move(server_id)) {}

  bool Verify(tls::TlsCustomVerificationCheckRequest* request,
              std::function<void(grpc::Status)> /*callback*/,
              grpc::Status* sync_status) override {
    const auto names = request->uri_names();
    if (names.size() != 1 ||
        absl::string_view(names[0].data(), names[0].size()) != server_id_) {
      *sync_status =
          grpc::Status(grpc::StatusCode::UNAUTHENTICATED,
                       absl::StrCat("the server is not ", server_id_));
    }
    return true;  // done at once
  }

  void Cancel(tls::TlsCustomVerificationCheckRequest* /*request*/) override {}

 private:
  const std::string server_id_;
};

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
  return CheckKeyMode(files.key);
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeServerCredentials(
    const TlsFiles& files) {
  RETURN_IF_ERROR(CheckTlsFiles(files));
  tls::TlsServerCredentialsOptions options(Watch(files));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(
      GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  // Who the client is, is asked on every call (peer.h).
  options.set_check_call_host(false);
  return tls::TlsServerCredentials(options);
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>>
MakeChannelCredentials(const TlsFiles& files, const std::string& server_id) {
  RETURN_IF_ERROR(CheckTlsFiles(files));
  tls::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(Watch(files));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_verify_server_certs(true);
  options.set_check_call_host(false);
  options.set_certificate_verifier(
      tls::ExternalCertificateVerifier::Create<ServerIdVerifier>(server_id));
  return tls::TlsCredentials(options);
}

}  // namespace referral::rpc
