#include "common/config/flags.h"

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"

namespace referral::config {

void AddTlsFlags(CLI::App& app, TlsFlags& flags) {
  app.add_option("--tls-ca", flags.ca, "Authorities to believe (PEM)")
      ->type_name("FILE");
  app.add_option("--tls-cert", flags.cert, "Own certificate (PEM)")
      ->type_name("FILE");
  app.add_option("--tls-key", flags.key, "Its private key (PEM, mode 0600)")
      ->type_name("FILE");
  app.add_option("--tls-crl", flags.crl,
                 "Revocation lists of the authorities (PEM); none unless given")
      ->type_name("FILE");
  app.add_flag("--insecure-loopback", flags.insecure_loopback,
               "No certificates, no signatures, nothing sealed; loopback "
               "addresses only");
}

void AddCommonFlags(CLI::App& app, CommonFlags& flags) {
  AddTlsFlags(app, flags.tls);
  app.add_option("--signing-key", flags.keys.signing_key,
                 "Ed25519 key that signs what it sends (PEM, mode 0600)")
      ->type_name("FILE");
  app.add_option("--master-key", flags.keys.master_key,
                 "Keys that protect the stored data, one a line, the one in "
                 "use first (mode 0600)")
      ->type_name("FILE");
  app.add_option("--listen", flags.listen,
                 "Address to serve on; port 0 takes a free one")
      ->type_name("HOST:PORT")
      ->capture_default_str();
  app.add_option("--metrics", flags.metrics,
                 "Address for Prometheus; none unless given")
      ->type_name("HOST:PORT");
  app.add_option("--port-file", flags.port_file,
                 "Written with the port once the process serves")
      ->type_name("FILE");
  app.add_option("--data-dir", flags.data_dir, "Where the data is kept")
      ->type_name("DIR")
      ->required();
  app.add_option("--deployment", flags.deployment, "deployment.textproto")
      ->type_name("FILE")
      ->required();
  app.add_option("--programme", flags.programmes,
                 "A programme's textproto; may be repeated")
      ->type_name("FILE")
      ->required();
  app.add_option("--log-file", flags.log_file, "Log here, not to stderr")
      ->type_name("FILE");
}

void AddAgencyFlags(CLI::App& app, AgencyFlags& flags) {
  const bool required = flags.agency.empty();
  app.add_option("--agency", flags.agency, "Which agency this is")
      ->type_name("ID")
      ->capture_default_str()
      ->required(required);
  app.add_option("--router", flags.router, "Address of the router")
      ->type_name("HOST:PORT")
      ->required();
}

std::optional<int> ParseCommandLine(CLI::App& app, int argc, char** argv) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitOk : kExitUsage;
  }
  return std::nullopt;
}

absl::Status CheckTlsFlags(const TlsFlags& flags) {
  const bool some = !flags.ca.empty() || !flags.cert.empty() ||
                    !flags.key.empty() || !flags.crl.empty();
  if (flags.insecure_loopback) {
    if (!some) return absl::OkStatus();
    return MakeError(Reason::kInsecureRefused,
                     "--insecure-loopback and TLS files are given together");
  }
  const char* missing = flags.ca.empty()     ? "--tls-ca"
                        : flags.cert.empty() ? "--tls-cert"
                        : flags.key.empty()  ? "--tls-key"
                                             : nullptr;
  if (missing == nullptr) return absl::OkStatus();
  return MakeError(Reason::kTlsFileInvalid,
                   absl::StrCat(missing, " is not given"), missing);
}

absl::Status CheckKeyFlags(const KeyFlags& flags, bool insecure_loopback) {
  const bool some = !flags.signing_key.empty() || !flags.master_key.empty();
  if (insecure_loopback) {
    if (!some) return absl::OkStatus();
    return MakeError(Reason::kInsecureRefused,
                     "--insecure-loopback and key files are given together");
  }
  const char* missing = flags.signing_key.empty()  ? "--signing-key"
                        : flags.master_key.empty() ? "--master-key"
                                                   : nullptr;
  if (missing == nullptr) return absl::OkStatus();
  return MakeError(Reason::kKeyFileInvalid,
                   absl::StrCat(missing, " is not given"), missing);
}

}  // namespace referral::config
