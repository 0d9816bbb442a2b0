#include "tests/bench/sent_by.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/crypto/key_file.h"
#include "tests/bench/case_story.h"
#include "tests/bench/must.h"
#include "tests/integration/system.h"

namespace referral::bench {
namespace {

// Of keys in development files.
constexpr char kKeyId[] = "dev-1";

}  // namespace

std::vector<std::string> SentBy(absl::string_view sender, Trust trust,
                                std::vector<v1::SignedMessage> messages) {
  if (trust == Trust::kInsecure) return ToBeSent(std::move(messages), {});
  const crypto::SigningKey key = Must(crypto::ReadSigningKeyFile(
      testing::SigningKeyOf(absl::StrCat("agency-", sender))));
  return ToBeSent(std::move(messages), {.key = &key, .key_id = kKeyId});
}

}  // namespace referral::bench
