#include "common/rpc/x509.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>

#include "absl/cleanup/cleanup.h"

namespace referral::rpc {
namespace {

// `read`: PEM_read_bio_X509 or its like.
template <typename T, typename Read>
absl::optional<std::vector<X509Ptr<T>>> ReadAll(absl::string_view pem,
                                                Read read) {
  BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  if (bio == nullptr) return absl::nullopt;
  const absl::Cleanup freer = [bio] { BIO_free(bio); };
  ERR_clear_error();
  std::vector<X509Ptr<T>> all;
  while (T* object = read(bio, nullptr, nullptr, nullptr)) {
    all.emplace_back(object);
  }
  const bool at_end =
      ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (!at_end) return absl::nullopt;
  return all;
}

}  // namespace

absl::optional<std::vector<X509Ptr<X509>>> ReadCertificates(
    absl::string_view pem) {
  return ReadAll<X509>(pem, PEM_read_bio_X509);
}

absl::optional<std::vector<X509Ptr<X509_CRL>>> ReadRevocationLists(
    absl::string_view pem) {
  return ReadAll<X509_CRL>(pem, PEM_read_bio_X509_CRL);
}

std::vector<std::string> UriNames(const X509& certificate) {
  auto* names = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr));
  const absl::Cleanup freer = [names] { GENERAL_NAMES_free(names); };
  std::vector<std::string> uris;
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names, i);
    if (name->type != GEN_URI) continue;
    const ASN1_IA5STRING* uri = name->d.uniformResourceIdentifier;
    uris.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
                      static_cast<size_t>(ASN1_STRING_length(uri)));
  }
  return uris;
}

absl::Time ToTime(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) {
    return absl::InfiniteFuture();
  }
  return absl::FromTimeT(timegm(&parts));
}

}  // namespace referral::rpc
