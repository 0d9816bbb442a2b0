#include "common/rpc/certificate_verifier.h"

#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/rpc/x509.h"

namespace referral::rpc {

// What the two files say. Immutable; OpenSSL locks what it caches inside.
struct Trust {
  X509Ptr<X509_STORE> store;
  // When the first of the revocation lists is out of date.
  absl::Time lists_good_until = absl::InfiniteFuture();
};

namespace {

using Options = CertificateVerifier::Options;
using Side = CertificateVerifier::Side;

// Bits of security a signature must have: RSA 2048, SHA-256, P-256.
constexpr int kSecurityLevel = 2;
// Bytes of a peer's id that an error shows.
constexpr size_t kMaxShownIdBytes = 256;
// Certificates between the peer's own and the authority that is believed.
constexpr int kMaxIntermediates = 4;

absl::Status Invalid(absl::string_view what, const std::string& path) {
  return MakeError(Reason::kTlsFileInvalid, what, path);
}

// Differs whenever the file was touched or another took its place.
std::string StateOf(const std::string& path) {
  struct stat info {};
  if (path.empty() || stat(path.c_str(), &info) != 0) return "none;";
  return absl::StrCat(info.st_dev, ",", info.st_ino, ",", info.st_size, ",",
                      info.st_mtim.tv_sec, ",", info.st_mtim.tv_nsec, ",",
                      info.st_ctim.tv_sec, ",", info.st_ctim.tv_nsec, ";");
}

std::string StateOf(const Options& options) {
  return StateOf(options.ca) + StateOf(options.crl);
}

absl::StatusOr<std::string> ReadPem(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    return Invalid(absl::StrCat("cannot be read: ", std::strerror(errno)),
                   path);
  }
  return std::move(text).str();
}

// A list of an authority in the file must be signed by it. Lists of others are
// checked when one of their certificates comes.
bool IsForged(X509_CRL& list, const std::vector<X509Ptr<X509>>& authorities) {
  bool named = false;
  for (const X509Ptr<X509>& authority : authorities) {
    if (X509_NAME_cmp(X509_get_subject_name(authority.get()),
                      X509_CRL_get_issuer(&list)) != 0) {
      continue;
    }
    named = true;
    if (X509_CRL_verify(&list, X509_get0_pubkey(authority.get())) == 1) {
      return false;
    }
  }
  return named;
}

absl::Status AddLists(const std::string& path,
                      const std::vector<X509Ptr<X509>>& authorities,
                      Trust& trust) {
  ASSIGN_OR_RETURN(const std::string text, ReadPem(path));
  const auto lists = ReadRevocationLists(text);
  if (!lists.has_value() || lists->empty()) {
    return Invalid("holds no certificate revocation list", path);
  }
  for (const X509Ptr<X509_CRL>& list : *lists) {
    if (IsForged(*list, authorities)) {
      return Invalid("the authority did not sign this revocation list", path);
    }
    if (X509_STORE_add_crl(trust.store.get(), list.get()) != 1) {
      return Invalid("a revocation list cannot be taken", path);
    }
    trust.lists_good_until = std::min(
        trust.lists_good_until, ToTime(X509_CRL_get0_nextUpdate(list.get())));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const Trust>> Load(const Options& options) {
  auto trust = std::make_shared<Trust>();
  trust->store.reset(X509_STORE_new());
  ASSIGN_OR_RETURN(const std::string text, ReadPem(options.ca));
  const auto authorities = ReadCertificates(text);
  if (!authorities.has_value() || authorities->empty()) {
    return Invalid("holds no certificate of an authority", options.ca);
  }
  for (const X509Ptr<X509>& authority : *authorities) {
    if (X509_STORE_add_cert(trust->store.get(), authority.get()) != 1) {
      return Invalid("a certificate cannot be taken", options.ca);
    }
  }
  if (!options.crl.empty()) {
    RETURN_IF_ERROR(AddLists(options.crl, *authorities, *trust));
  }
  return std::shared_ptr<const Trust>(std::move(trust));
}

// For people who look for the peer: its SPIFFE id, if it has one. It was chosen
// by the peer, so it is escaped and cut.
std::string NameOf(const X509& certificate) {
  const std::vector<std::string> uris = UriNames(certificate);
  if (uris.size() != 1) return "";
  return absl::CHexEscape(uris[0].substr(0, kMaxShownIdBytes));
}

absl::Status ToStatus(int error, const std::string& name) {
  const char* what = X509_verify_cert_error_string(error);
  switch (error) {
    case X509_V_ERR_CERT_REVOKED:
      return MakeError(Reason::kCertificateRevoked, what, name);
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return MakeError(Reason::kCertificateExpired, what, name);
    default:
      return MakeError(Reason::kCertificateInvalid, what, name);
  }
}

// Lists that are missing or out of date lock nobody out (see the header).
int OnVerifyStep(int ok, X509_STORE_CTX* context) {
  switch (X509_STORE_CTX_get_error(context)) {
    case X509_V_ERR_UNABLE_TO_GET_CRL:
    case X509_V_ERR_CRL_HAS_EXPIRED:
    case X509_V_ERR_CRL_NOT_YET_VALID:
      X509_STORE_CTX_set_error(context, X509_V_OK);
      return 1;
    default:
      return ok;
  }
}

void Configure(const Options& options, absl::Time now,
               X509_STORE_CTX* context) {
  X509_STORE_CTX_set_purpose(context, options.peer == Side::kClient
                                          ? X509_PURPOSE_SSL_CLIENT
                                          : X509_PURPOSE_SSL_SERVER);
  X509_STORE_CTX_set_verify_cb(context, OnVerifyStep);
  X509_VERIFY_PARAM* param = X509_STORE_CTX_get0_param(context);
  unsigned long flags = X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST;
  if (!options.crl.empty()) {
    // The whole chain: a revoked intermediate takes along what it signed.
    flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL;
  }
  X509_VERIFY_PARAM_set_flags(param, flags);
  X509_VERIFY_PARAM_set_time(param, absl::ToTimeT(now));
  X509_VERIFY_PARAM_set_depth(param, kMaxIntermediates);
  X509_VERIFY_PARAM_set_auth_level(param, kSecurityLevel);
}

absl::Status CheckId(const X509& certificate, const std::string& wanted) {
  if (wanted.empty()) return absl::OkStatus();
  const std::vector<std::string> uris = UriNames(certificate);
  if (uris.size() == 1 && uris[0] == wanted) return absl::OkStatus();
  return MakeError(Reason::kPeerNotAllowed,
                   absl::StrCat("the peer is not ", wanted),
                   NameOf(certificate));
}

// Until when the verified chain stays valid.
absl::Time ValidUntil(X509_STORE_CTX* context) {
  absl::Time until = absl::InfiniteFuture();
  const STACK_OF(X509)* chain = X509_STORE_CTX_get0_chain(context);
  for (int i = 0; i < sk_X509_num(chain); ++i) {
    until =
        std::min(until, ToTime(X509_get0_notAfter(sk_X509_value(chain, i))));
  }
  return until;
}

// Returns until when the certificate stays valid.
absl::StatusOr<absl::Time> Verify(const Trust& trust, const Options& options,
                                  absl::string_view certificate,
                                  absl::string_view chain, absl::Time now) {
  const auto own = ReadCertificates(certificate);
  const auto others = ReadCertificates(chain);
  if (!own.has_value() || own->empty() || !others.has_value()) {
    return MakeError(Reason::kCertificateInvalid, "it is no certificate");
  }
  X509& leaf = *own->front();
  STACK_OF(X509)* untrusted = sk_X509_new_null();
  const absl::Cleanup freer = [untrusted] { sk_X509_free(untrusted); };
  for (const X509Ptr<X509>& other : *others) {
    sk_X509_push(untrusted, other.get());
  }
  const X509Ptr<X509_STORE_CTX> context(X509_STORE_CTX_new());
  if (X509_STORE_CTX_init(context.get(), trust.store.get(), &leaf, untrusted) !=
      1) {
    return MakeError(Reason::kInternal, "OpenSSL has no memory");
  }
  Configure(options, now, context.get());
  if (X509_verify_cert(context.get()) != 1) {
    return ToStatus(X509_STORE_CTX_get_error(context.get()), NameOf(leaf));
  }
  RETURN_IF_ERROR(CheckId(leaf, options.spiffe_id));
  return ValidUntil(context.get());
}

}  // namespace

absl::StatusOr<std::unique_ptr<CertificateVerifier>> CertificateVerifier::Make(
    Options options) {
  auto verifier = std::unique_ptr<CertificateVerifier>(
      new CertificateVerifier(std::move(options)));
  std::shared_ptr<const Trust> trust;
  {
    MutexLock lock(verifier->mutex_);
    verifier->seen_ = StateOf(verifier->options_);
    ASSIGN_OR_RETURN(verifier->trust_, Load(verifier->options_));
    trust = verifier->trust_;
  }
  verifier->ReportIfOutOfDate(trust);
  return verifier;
}

CertificateVerifier::CertificateVerifier(Options options)
    : options_(std::move(options)),
      clock_(options_.clock != nullptr ? *options_.clock : system_clock_),
      next_look_(clock_.Monotonic() + options_.refresh) {}

CertificateVerifier::~CertificateVerifier() = default;

absl::Status CertificateVerifier::Judge(absl::string_view certificate,
                                        absl::string_view chain) {
  LookAgain();
  const absl::Time now = clock_.Now();
  std::shared_ptr<const Trust> trust;
  {
    MutexLock lock(mutex_);
    const auto known = good_.find(certificate);
    if (known != good_.end() && now <= known->second) return absl::OkStatus();
    trust = trust_;
  }
  ASSIGN_OR_RETURN(const absl::Time until,
                   Verify(*trust, options_, certificate, chain, now));
  MutexLock lock(mutex_);
  // What was judged by files that are gone meanwhile is judged anew next time.
  if (trust_ != trust) return absl::OkStatus();
  if (good_.size() >= kMaxRememberedCertificates) good_.clear();
  good_.insert_or_assign(std::string(certificate), until);
  return absl::OkStatus();
}

void CertificateVerifier::LookAgain() {
  std::string seen;
  std::shared_ptr<const Trust> trust;
  {
    MutexLock lock(mutex_);
    const absl::Duration now = clock_.Monotonic();
    // Nobody waits for the one who looks.
    if (looking_ || now < next_look_) return;
    looking_ = true;
    next_look_ = now + options_.refresh;
    seen = seen_;
    trust = trust_;
  }
  // Before the files are read: what is written meanwhile differs from it.
  std::string state = StateOf(options_);
  if (state != seen) {
    absl::StatusOr<std::shared_ptr<const Trust>> loaded = Load(options_);
    if (!loaded.ok()) Report(loaded.status());
    if (loaded.ok()) trust = *std::move(loaded);
  }
  ReportIfOutOfDate(trust);
  MutexLock lock(mutex_);
  looking_ = false;
  seen_ = std::move(state);
  if (trust_ == trust) return;
  trust_ = std::move(trust);
  good_.clear();
}

void CertificateVerifier::ReportIfOutOfDate(
    const std::shared_ptr<const Trust>& trust) {
  if (clock_.Now() <= trust->lists_good_until) return;
  {
    MutexLock lock(mutex_);
    if (reported_ == trust) return;
    reported_ = trust;
  }
  Report(Invalid(
      "a revocation list is out of date: what it revokes stays revoked, but "
      "what was revoked since is not known",
      options_.crl));
}

void CertificateVerifier::Report(const absl::Status& problem) const {
  if (options_.on_problem) options_.on_problem(problem);
}

}  // namespace referral::rpc
