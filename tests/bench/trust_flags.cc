#include "tests/bench/trust_flags.h"

#include "tests/integration/system.h"

namespace referral::bench {

std::vector<std::string> TrustFlags(const std::string& identity, Trust trust) {
  if (trust == Trust::kInsecure) return {"--insecure-loopback"};
  const rpc::TlsFiles tls = testing::TlsOf(identity);
  return {"--tls-ca",      tls.ca,
          "--tls-cert",    tls.cert,
          "--tls-key",     tls.key,
          "--tls-crl",     tls.crl,
          "--signing-key", testing::SigningKeyOf(identity),
          "--master-key",  testing::MasterKeyOf(identity)};
}

}  // namespace referral::bench
