#include "tests/support/authority.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace referral::testing {
namespace {

void Require(bool ok) {
  if (ok) return;
  ERR_print_errors_fp(stderr);
  std::abort();
}

// `write`: PEM_write_bio_X509 or its like, with a BIO.
template <typename Write>
std::string ToPem(Write write) {
  BIO* bio = BIO_new(BIO_s_mem());
  Require(write(bio) == 1);
  char* text = nullptr;
  const auto size = BIO_get_mem_data(bio, &text);
  std::string pem(text, static_cast<size_t>(size));
  BIO_free(bio);
  return pem;
}

void AddExtension(X509* certificate, X509* issuer, int nid,
                  const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension =
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  Require(extension != nullptr);
  Require(X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

void SetName(X509* certificate, const std::string& name) {
  Require(X509_NAME_add_entry_by_txt(
              X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
              reinterpret_cast<const unsigned char*>(name.data()),
              static_cast<int>(name.size()), -1, 0) == 1);
}

void SetSerial(X509* certificate) {
  unsigned char bytes[8];
  Require(RAND_bytes(bytes, sizeof(bytes)) == 1);
  BIGNUM* number = BN_bin2bn(bytes, sizeof(bytes), nullptr);
  Require(BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) !=
          nullptr);
  BN_free(number);
}

std::string Joined(const std::vector<std::string>& uris) {
  std::string text;
  for (const std::string& uri : uris) {
    text += (text.empty() ? "URI:" : ",URI:") + uri;
  }
  return text;
}

// Signed by `above`, or by itself if that is null.
Certificate Make(const std::string& name, const CertificateSpec& spec,
                 const Certificate* above) {
  Certificate made;
  made.pkey = {EVP_EC_gen("P-256"), EVP_PKEY_free};
  made.x509 = {X509_new(), X509_free};
  X509* x509 = made.x509.get();
  X509* issuer = above != nullptr ? above->x509.get() : x509;
  X509_set_version(x509, X509_VERSION_3);
  SetSerial(x509);
  SetName(x509, name);
  X509_set_issuer_name(x509, X509_get_subject_name(issuer));
  X509_set_pubkey(x509, made.pkey.get());
  ASN1_TIME_set(X509_getm_notBefore(x509), absl::ToTimeT(spec.not_before));
  ASN1_TIME_set(X509_getm_notAfter(x509), absl::ToTimeT(spec.not_after));
  AddExtension(x509, issuer, NID_basic_constraints,
               spec.authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  AddExtension(
      x509, issuer, NID_key_usage,
      spec.authority ? "critical,keyCertSign,cRLSign" : "digitalSignature");
  AddExtension(x509, issuer, NID_subject_key_identifier, "hash");
  if (!spec.authority) {
    AddExtension(x509, issuer, NID_ext_key_usage, spec.purposes);
  }
  if (!spec.uris.empty()) {
    AddExtension(x509, issuer, NID_subject_alt_name, Joined(spec.uris));
  }
  Require(X509_sign(x509,
                    above != nullptr ? above->pkey.get() : made.pkey.get(),
                    EVP_sha256()) > 0);
  made.pem = ToPem([x509](BIO* bio) { return PEM_write_bio_X509(bio, x509); });
  made.key = ToPem([&made](BIO* bio) {
    return PEM_write_bio_PrivateKey(bio, made.pkey.get(), nullptr, nullptr, 0,
                                    nullptr, nullptr);
  });
  return made;
}

CertificateSpec AuthoritySpec(absl::Time not_after) {
  CertificateSpec spec;
  spec.not_after = not_after;
  spec.authority = true;
  return spec;
}

}  // namespace

Authority::Authority(const std::string& name, absl::Time not_after)
    : own_(Make(name, AuthoritySpec(not_after), nullptr)) {}

Authority::Authority(const std::string& name, const Authority& above)
    : own_(Make(name, AuthoritySpec(absl::Now() + absl::Hours(24)),
                &above.own_)) {}

Certificate Authority::Issue(const CertificateSpec& spec) const {
  return Make("peer", spec, &own_);
}

Certificate Authority::SelfSigned(const CertificateSpec& spec) {
  return Make("peer", spec, nullptr);
}

std::string Authority::Revoke(const std::vector<Certificate>& revoked,
                              absl::Time next_update) const {
  const std::shared_ptr<X509_CRL> list(X509_CRL_new(), X509_CRL_free);
  const std::shared_ptr<ASN1_TIME> time(ASN1_TIME_new(), ASN1_TIME_free);
  X509_CRL_set_version(list.get(), X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(own_.x509.get()));
  ASN1_TIME_set(time.get(),
                absl::ToTimeT(std::min(absl::Now(), next_update)) - 3600);
  X509_CRL_set1_lastUpdate(list.get(), time.get());
  for (const Certificate& certificate : revoked) {
    X509_REVOKED* row = X509_REVOKED_new();
    X509_REVOKED_set_serialNumber(
        row, X509_get_serialNumber(certificate.x509.get()));
    X509_REVOKED_set_revocationDate(row, time.get());
    Require(X509_CRL_add0_revoked(list.get(), row) == 1);
  }
  ASN1_TIME_set(time.get(), absl::ToTimeT(next_update));
  X509_CRL_set1_nextUpdate(list.get(), time.get());
  X509_CRL_sort(list.get());
  Require(X509_CRL_sign(list.get(), own_.pkey.get(), EVP_sha256()) > 0);
  return ToPem(
      [&list](BIO* bio) { return PEM_write_bio_X509_CRL(bio, list.get()); });
}

void WriteFile(const std::string& path, const std::string& text) {
  const std::string partial = path + ".new";
  std::ofstream(partial, std::ios::binary) << text;
  Require(::chmod(partial.c_str(), 0600) == 0);
  std::filesystem::rename(partial, path);
}

}  // namespace referral::testing
