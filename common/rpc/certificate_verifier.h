// Whether a peer's certificate is believed, with a reason that can be counted.
#ifndef REFERRAL_COMMON_RPC_CERTIFICATE_VERIFIER_H_
#define REFERRAL_COMMON_RPC_CERTIFICATE_VERIFIER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"

namespace referral::rpc {

struct Trust;

// Judges peers by the authorities and revocation lists of two files, which are
// read again when they change. Thread-safe.
//   A revocation list speaks for the certificates of the authority that signed
// it; an authority without a list in the file has revoked nothing. A list that
// is out of date still revokes what it names, and lets in everybody else: an
// authority that is late with its list must not stop every agency at once. It
// is reported as a problem instead.
class CertificateVerifier {
 public:
  enum class Side { kClient, kServer };

  struct Options {
    std::string ca;   // PEM file: authorities to believe, roots or not
    std::string crl;  // PEM file: one or several revocation lists; empty: none
    // Whom it judges: a certificate may be good for one side alone.
    Side peer = Side::kClient;
    // The one SPIFFE id the peer must have; empty: not looked at.
    std::string spiffe_id;
    // The files are looked at when a peer is judged, at most this often.
    absl::Duration refresh = absl::Seconds(10);
    // Called on any thread, once for every state of the files that is not
    // taken (what was in force stays in force) or that is out of date, always
    // with TLS_FILE_INVALID. Must not block. May be empty.
    std::function<void(const absl::Status&)> on_problem;
    // Outlives the verifier. Null: the machine's own, whatever clock the rest
    // of a process has; certificates live in the real world.
    const Clock* clock = nullptr;
  };

  // Errors: TLS_FILE_INVALID  a file is missing, unreadable, not PEM or empty,
  //                           or a list was not signed by the authority it
  //                           names.
  static absl::StatusOr<std::unique_ptr<CertificateVerifier>> Make(
      Options options);

  ~CertificateVerifier();
  CertificateVerifier(const CertificateVerifier&) = delete;
  CertificateVerifier& operator=(const CertificateVerifier&) = delete;

  // `certificate`: the peer's own, in PEM. `chain`: what else it sent, in PEM,
  // in any order, its own once more or not; may be empty. That the peer holds
  // the private key is the handshake's business.
  //   A certificate found good is remembered until it expires or the files
  // change, so that asking again, on every call, costs a look into a table.
  // Errors: CERTIFICATE_REVOKED
  //         CERTIFICATE_EXPIRED  it, or an authority above it
  //         CERTIFICATE_INVALID  no authority to believe signed it, not yet
  //                              valid, for another purpose, too weak, no PEM
  //         PEER_NOT_ALLOWED     another SPIFFE id, none or several
  absl::Status Judge(absl::string_view certificate, absl::string_view chain);

 private:
  explicit CertificateVerifier(Options options);

  // Takes new files into force, if it is time to look.
  void LookAgain();
  void ReportIfOutOfDate(const std::shared_ptr<const Trust>& trust);
  void Report(const absl::Status& problem) const;

  const Options options_;
  const SystemClock system_clock_;
  const Clock& clock_;

  Mutex mutex_;
  // Somebody looks at the files.
  bool looking_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Duration next_look_ ABSL_GUARDED_BY(mutex_);
  // State of the files that was last looked into, taken or not.
  std::string seen_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const Trust> trust_ ABSL_GUARDED_BY(mutex_);
  // Whose list has been reported as out of date.
  std::shared_ptr<const Trust> reported_ ABSL_GUARDED_BY(mutex_);
  // Certificates (PEM) that `trust_` found good, and until when.
  absl::flat_hash_map<std::string, absl::Time> good_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace referral::rpc

#endif  // REFERRAL_COMMON_RPC_CERTIFICATE_VERIFIER_H_
