// OpenSSL's certificates and revocation lists, owned and read from PEM.
#ifndef REFERRAL_COMMON_RPC_X509_H_
#define REFERRAL_COMMON_RPC_X509_H_

#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"

namespace referral::rpc {

struct X509Free {
  void operator()(X509* object) const { X509_free(object); }
  void operator()(X509_CRL* object) const { X509_CRL_free(object); }
  void operator()(X509_STORE* object) const { X509_STORE_free(object); }
  void operator()(X509_STORE_CTX* object) const { X509_STORE_CTX_free(object); }
};
template <typename T>
using X509Ptr = std::unique_ptr<T, X509Free>;

// Every block of the kind in a PEM text, in order; text between blocks and
// blocks of other kinds are passed over. nullopt if a block is damaged.
absl::optional<std::vector<X509Ptr<X509>>> ReadCertificates(
    absl::string_view pem);
absl::optional<std::vector<X509Ptr<X509_CRL>>> ReadRevocationLists(
    absl::string_view pem);

// The URI names of a certificate, with whatever bytes they have.
std::vector<std::string> UriNames(const X509& certificate);

// Infinite future if there is none or it cannot be read.
absl::Time ToTime(const ASN1_TIME* time);

}  // namespace referral::rpc

#endif  // REFERRAL_COMMON_RPC_X509_H_
