#include "common/crypto/signing.h"

#include <string>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"

namespace referral::crypto {
namespace {

absl::Span<const uint8_t> Bytes(const std::string& bytes) {
  return {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()};
}

// RFC 8032, section 7.1.
TEST(SigningTest, AgreesWithTheVectorsOfRfc8032) {
  const struct {
    const char* seed;
    const char* public_key;
    const char* message;
    const char* signature;
  } kVectors[] = {
      {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821"
       "590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
      {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
       "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e"
       "43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
  };
  for (const auto& vector : kVectors) {
    SCOPED_TRACE(vector.seed);
    const SigningKey key =
        SigningKey::FromSeed(Bytes(absl::HexStringToBytes(vector.seed)));
    EXPECT_EQ(ToHex(key.public_key()), vector.public_key);
    const std::string message = absl::HexStringToBytes(vector.message);
    const std::string signature = absl::HexStringToBytes(vector.signature);
    EXPECT_EQ(key.Sign(message), signature);
    EXPECT_TRUE(VerifySignature(key.public_key(), message, signature));
  }
}

TEST(SigningTest, AnyOtherKeyMessageOrSignatureIsRefused) {
  const SigningKey key = SigningKey::Generate();
  const std::string signature = key.Sign("root");
  EXPECT_TRUE(VerifySignature(key.public_key(), "root", signature));

  EXPECT_FALSE(
      VerifySignature(SigningKey::Generate().public_key(), "root", signature));
  EXPECT_FALSE(VerifySignature(key.public_key(), "boot", signature));
  for (size_t i = 0; i < signature.size(); ++i) {
    std::string changed = signature;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(VerifySignature(key.public_key(), "root", changed)) << i;
  }
  EXPECT_FALSE(VerifySignature(key.public_key(), "root", ""));
  EXPECT_FALSE(VerifySignature(key.public_key(), "root", signature + "x"));
}

TEST(SigningTest, PublicKeyIsReadFromHexOfEitherCaseAndNothingElse) {
  const SigningKey key = SigningKey::Generate();
  const std::string hex = ToHex(key.public_key());
  EXPECT_EQ(PublicKeyFromHex(hex), key.public_key());
  EXPECT_TRUE(PublicKeyFromHex(std::string(64, 'A')).has_value());
  for (const std::string& bad :
       {std::string(), hex.substr(1), hex + "0", std::string(64, 'g')}) {
    EXPECT_FALSE(PublicKeyFromHex(bad).has_value()) << bad;
  }
}

}  // namespace
}  // namespace referral::crypto
