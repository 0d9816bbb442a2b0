// A certificate authority of a test's own, in memory.
#ifndef REFERRAL_TESTS_SUPPORT_AUTHORITY_H_
#define REFERRAL_TESTS_SUPPORT_AUTHORITY_H_

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace referral::testing {

// What an authority writes into a certificate.
struct CertificateSpec {
  std::vector<std::string> uris = {};
  absl::Time not_before = absl::Now() - absl::Hours(1);
  absl::Time not_after = absl::Now() + absl::Hours(24);
  std::string purposes = "serverAuth,clientAuth";
  bool authority = false;
};

// A certificate and its private key, in PEM.
struct Certificate {
  std::string pem;
  std::string key;
  std::shared_ptr<X509> x509;
  std::shared_ptr<EVP_PKEY> pkey;
};

// Signs certificates and revocation lists. A call of OpenSSL that fails ends
// the test program.
class Authority {
 public:
  // A root.
  explicit Authority(const std::string& name,
                     absl::Time not_after = absl::Now() + absl::Hours(24));
  // Below another one.
  Authority(const std::string& name, const Authority& above);

  const std::string& pem() const { return own_.pem; }
  const Certificate& own() const { return own_; }

  Certificate Issue(const CertificateSpec& spec) const;
  // As Issue; named and signed by itself.
  static Certificate SelfSigned(const CertificateSpec& spec);

  // A list of these, in PEM.
  std::string Revoke(const std::vector<Certificate>& revoked,
                     absl::Time next_update = absl::Now() +
                                              absl::Hours(24)) const;

 private:
  Certificate own_;
};

// Writes a file, mode 0600, whole or not at all.
void WriteFile(const std::string& path, const std::string& text);

}  // namespace referral::testing

#endif  // REFERRAL_TESTS_SUPPORT_AUTHORITY_H_
