#include "common/evidence/message.h"

#include <string>

#include "common/base/limits.h"
#include "common/evidence/digests.h"
#include "gtest/gtest.h"
#include "tests/common/evidence/samples.h"
#include "tests/support/status_matchers.h"

namespace referral::evidence {
namespace {

using ::referral::testing::IsReason;

// Rewrites the envelope of `message`.
template <typename Edit>
v1::SignedMessage WithEnvelope(v1::SignedMessage message, Edit edit) {
  v1::Envelope envelope;
  EXPECT_TRUE(envelope.ParseFromString(message.envelope()));
  edit(envelope);
  message.set_envelope(envelope.SerializeAsString());
  return message;
}

// A message of one part with this disclosure, every digest right.
v1::SignedMessage WithOnlyPart(const std::string& disclosure) {
  v1::SignedMessage message = Build(SampleSpec());
  message.clear_parts();
  message.add_parts()->set_disclosure(disclosure);
  return WithEnvelope(message, [&](v1::Envelope& envelope) {
    envelope.clear_part_digests();
    envelope.add_part_digests(crypto::ToBytes(PartDigest(disclosure)));
  });
}

absl::Status OpenStatus(const v1::SignedMessage& message) {
  return OpenMessage(message.SerializeAsString()).status();
}

TEST(MessageTest, WhatWasBuiltIsOpened) {
  const BuildSpec spec = SampleSpec();
  const v1::SignedMessage message = Build(spec);
  const OpenedMessage opened = Open(message);
  EXPECT_EQ(opened.envelope.message_id(), spec.message_id);
  EXPECT_EQ(opened.envelope.case_id(), spec.case_id);
  EXPECT_EQ(opened.envelope.sender(), spec.sender);
  EXPECT_EQ(opened.sent_time, spec.sent_time);
  EXPECT_EQ(opened.envelope_bytes, message.envelope());
  EXPECT_EQ(opened.envelope_digest, EnvelopeDigest(message.envelope()));
  ASSERT_EQ(opened.acts.size(), 1u);
  EXPECT_EQ(opened.acts[0].part_index, 0u);
  EXPECT_EQ(opened.acts[0].act.SerializeAsString(),
            spec.acts[0].SerializeAsString());
  ASSERT_EQ(opened.sections.size(), 2u);
  EXPECT_EQ(opened.sections[1].part_index, 2u);
  EXPECT_EQ(opened.sections[1].section.note().text(), "one\n\ttwo");
  EXPECT_EQ(opened.parts.size(), 3u);
  EXPECT_EQ(opened.withheld(), 0u);
}

TEST(MessageTest, EqualPartsHaveDifferentDigestsBecauseOfTheirSalts) {
  BuildSpec spec = SampleSpec();
  spec.sections = {Identity(), Identity()};
  const OpenedMessage opened = Open(Build(spec));
  EXPECT_NE(opened.envelope.part_digests(1), opened.envelope.part_digests(2));
}

TEST(MessageTest, EveryFlippedBitIsNoticed) {
  ForEveryFlippedBit(
      Build(SampleSpec()).SerializeAsString(), [](const std::string& flipped) {
        const absl::StatusOr<OpenedMessage> opened = OpenMessage(flipped);
        // A bit of the envelope gives another envelope, which only its digest
        // (signed, and in the record) tells from the true one.
        if (opened.ok()) {
          EXPECT_NE(opened->envelope.SerializeAsString(), flipped);
          EXPECT_EQ(opened->parts.size(), 3u);
        } else {
          EXPECT_NE(ReasonCode(opened.status()), "");
        }
      });
}

TEST(MessageTest, EveryFlippedBitOfAPartIsNoticed) {
  const v1::SignedMessage message = Build(SampleSpec());
  for (int i = 0; i < message.parts_size(); ++i) {
    ForEveryFlippedBit(
        message.parts(i).SerializeAsString(), [&](const std::string& flipped) {
          v1::SignedMessage wrong = message;
          if (!wrong.mutable_parts(i)->ParseFromString(flipped)) {
            return;
          }
          EXPECT_FALSE(OpenStatus(wrong).ok());
        });
  }
}

TEST(MessageTest, EveryFlippedBitOfTheEnvelopeChangesItsDigestOrIsRefused) {
  const v1::SignedMessage message = Build(SampleSpec());
  const Digest digest = EnvelopeDigest(message.envelope());
  ForEveryFlippedBit(message.envelope(), [&](const std::string& flipped) {
    v1::SignedMessage wrong = message;
    wrong.set_envelope(flipped);
    const auto opened = OpenMessage(wrong.SerializeAsString());
    if (!opened.ok()) return;
    EXPECT_NE(opened->envelope_digest, digest);
  });
}

TEST(MessageTest, EveryTruncationIsRefused) {
  const std::string bytes = Build(SampleSpec()).SerializeAsString();
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(OpenMessage(bytes.substr(0, size)).ok()) << size;
  }
}

TEST(MessageTest, AWrongEnvelopeIsRefusedWithItsReason) {
  const v1::SignedMessage good = Build(SampleSpec());
  struct {
    const char* name;
    void (*edit)(v1::Envelope&);
    Reason want;
  } const cases[] = {
      {"version", [](auto& e) { e.set_version(2); }, Reason::kInvalidField},
      {"no message id", [](auto& e) { e.clear_message_id(); },
       Reason::kInvalidMessageId},
      {"message id", [](auto& e) { e.set_message_id("17"); },
       Reason::kInvalidMessageId},
      {"case id", [](auto& e) { e.set_case_id("AZ-00000-00000-1"); },
       Reason::kInvalidCaseId},
      {"router log", [](auto& e) { e.set_case_id("AZ-ROUTER"); },
       Reason::kInvalidCaseId},
      {"sender", [](auto& e) { e.set_sender("Health"); },
       Reason::kInvalidField},
      {"router as sender", [](auto& e) { e.set_sender("AZ"); },
       Reason::kInvalidField},
      {"no time", [](auto& e) { e.clear_sent_time(); }, Reason::kInvalidField},
      {"time", [](auto& e) { e.mutable_sent_time()->set_nanos(-1); },
       Reason::kInvalidField},
      {"no digests", [](auto& e) { e.clear_part_digests(); },
       Reason::kInvalidField},
      {"short digest", [](auto& e) { e.mutable_part_digests(0)->pop_back(); },
       Reason::kDigestMismatch},
      {"one digest more",
       [](auto& e) { e.add_part_digests(std::string(32, 'x')); },
       Reason::kInvalidField},
      {"swapped digests",
       [](auto& e) { e.mutable_part_digests()->SwapElements(0, 1); },
       Reason::kDigestMismatch},
  };
  for (const auto& test : cases) {
    SCOPED_TRACE(test.name);
    EXPECT_THAT(OpenStatus(WithEnvelope(good, test.edit)), IsReason(test.want));
  }
}

TEST(MessageTest, WrongPartsAreRefusedWithTheirReason) {
  const v1::SignedMessage good = Build(SampleSpec());
  v1::SignedMessage missing = good;
  missing.mutable_parts()->RemoveLast();
  v1::SignedMessage swapped = good;
  swapped.mutable_parts()->SwapElements(0, 1);
  v1::SignedMessage twice = good;
  *twice.add_parts() = good.parts(2);
  v1::SignedMessage foreign = good;
  *foreign.mutable_parts(1) = Build(SampleSpec()).parts(1);
  EXPECT_THAT(OpenStatus(missing), IsReason(Reason::kInvalidField));
  EXPECT_THAT(OpenStatus(swapped), IsReason(Reason::kInvalidField));
  EXPECT_THAT(OpenStatus(twice), IsReason(Reason::kInvalidField));
  EXPECT_THAT(OpenStatus(foreign), IsReason(Reason::kDigestMismatch));
  EXPECT_THAT(OpenStatus(v1::SignedMessage()),
              IsReason(Reason::kMalformedMessage));
}

TEST(MessageTest, SignatureIsKeptForWhoeverVerifiesIt) {
  v1::SignedMessage signed_message = Build(SampleSpec());
  EXPECT_EQ(Open(signed_message).proof.ByteSizeLong(), 0u);
  signed_message.mutable_proof()->set_signature("looks like one");
  EXPECT_EQ(Open(signed_message).proof.signature(), "looks like one");
}

TEST(MessageTest, WrongDisclosuresAreRefusedWithTheirReason) {
  v1::Disclosure good;
  good.set_salt(std::string(kSaltBytes, 's'));
  *good.mutable_act() = ReferralAccepted();
  ASSERT_OK(OpenStatus(WithOnlyPart(good.SerializeAsString())));
  struct {
    const char* name;
    void (*edit)(v1::Disclosure&);
  } const cases[] = {
      {"no salt", [](auto& d) { d.clear_salt(); }},
      {"short salt", [](auto& d) { d.set_salt("s"); }},
      {"nothing said", [](auto& d) { d.clear_content(); }},
      {"no act at all", [](auto& d) { *d.mutable_section() = Identity(); }},
      {"empty act", [](auto& d) { d.mutable_act()->clear_kind(); }},
      {"officer", [](auto& d) { d.mutable_act()->set_officer("off 17"); }},
  };
  for (const auto& test : cases) {
    SCOPED_TRACE(test.name);
    v1::Disclosure disclosure = good;
    test.edit(disclosure);
    EXPECT_THAT(OpenStatus(WithOnlyPart(disclosure.SerializeAsString())),
                IsReason(Reason::kInvalidField));
  }
  EXPECT_THAT(OpenStatus(WithOnlyPart("\xff")),
              IsReason(Reason::kMalformedMessage));
}

TEST(MessageTest, ASectionNamesAPersonAndACategory) {
  BuildSpec spec = SampleSpec();
  spec.sections[0].set_person_id("Günəş");
  EXPECT_THAT(BuildMessage(spec), IsReason(Reason::kInvalidField));
  spec = SampleSpec();
  spec.sections[0].clear_content();
  EXPECT_THAT(BuildMessage(spec), IsReason(Reason::kInvalidField));
}

TEST(MessageTest, BadTextIsRefusedWherePeopleTypedIt) {
  v1::Disclosure disclosure;
  disclosure.set_salt(std::string(kSaltBytes, 's'));
  *disclosure.mutable_act() = ReferralAccepted();
  std::string bytes = disclosure.SerializeAsString();
  bytes[bytes.find("off-17")] = '\xff';
  const absl::Status status = OpenStatus(WithOnlyPart(bytes));
  EXPECT_THAT(status, IsReason(Reason::kInvalidUtf8));
  EXPECT_EQ(Where(status), "parts[0].act.officer");
}

TEST(MessageTest, SizesMayFillTheirLimitAndNoMore) {
  BuildSpec spec = SampleSpec();
  spec.sections.clear();
  spec.acts.assign(kMaxParts, ReferralAccepted());
  EXPECT_OK(BuildMessage(spec));
  spec.acts.push_back(ReferralAccepted());
  EXPECT_THAT(BuildMessage(spec), IsReason(Reason::kMessageTooLarge));

  EXPECT_THAT(OpenMessage(std::string(kMaxMessageBytes + 1, 'x')),
              IsReason(Reason::kMessageTooLarge));
  EXPECT_THAT(OpenMessage(std::string(kMaxMessageBytes, '\xff')),
              IsReason(Reason::kMalformedMessage));

  // Sixteen texts at their limit are one part at its limit, and more.
  v1::Section large;
  large.set_person_id("p1");
  large.mutable_medical()->set_text(std::string(kMaxTextBytes, 'x'));
  for (int i = 0; i < 14; ++i) {
    large.mutable_medical()->add_codes(std::string(kMaxTextBytes, 'x'));
  }
  spec = SampleSpec();
  spec.sections = {large};
  EXPECT_OK(BuildMessage(spec));
  large.mutable_medical()->add_codes(std::string(kMaxTextBytes, 'x'));
  spec.sections = {large};
  EXPECT_THAT(BuildMessage(spec), IsReason(Reason::kMessageTooLarge));
}

TEST(MessageTest, TheBuilderRefusesWhatTheGateWould) {
  BuildSpec spec = SampleSpec();
  spec.acts.clear();
  EXPECT_THAT(BuildMessage(spec), IsReason(Reason::kInvalidField));
  spec = SampleSpec();
  spec.message_id = "not a uuid";
  EXPECT_THAT(BuildMessage(spec), IsReason(Reason::kInvalidMessageId));
  spec = SampleSpec();
  spec.case_id = "AZ";
  EXPECT_THAT(BuildMessage(spec), IsReason(Reason::kInvalidCaseId));
  spec = SampleSpec();
  spec.acts[0].set_officer("off\n17");
  EXPECT_THAT(BuildMessage(spec), IsReason(Reason::kInvalidUtf8));
}

TEST(MessageTest, TheRoutersOwnMessagesAreBuiltButNeverSubmitted) {
  BuildSpec spec = SampleSpec();
  spec.sections.clear();
  spec.case_id = "AZ-ROUTER";
  spec.sender = "AZ";
  spec.acts = {v1::Act()};
  spec.acts[0].mutable_programme_loaded()->set_text(
      std::string(10 * kMaxTextBytes, '\n'));
  const v1::SignedMessage message = Build(spec);
  EXPECT_OK(OpenDelivered(message));
  EXPECT_FALSE(OpenStatus(message).ok());

  // A due deadline of a case: the router is its sender.
  spec.case_id = CaseId();
  spec.acts = {ReferralAccepted("")};
  EXPECT_OK(BuildMessage(spec));
}

TEST(MessageTest, WithheldPartsLeaveTheRestVerifiable) {
  v1::SignedMessage message = Build(SampleSpec());
  message.mutable_parts()->DeleteSubrange(1, 1);
  EXPECT_THAT(OpenStatus(message), IsReason(Reason::kInvalidField));
  ASSERT_OK_AND_ASSIGN(const OpenedMessage opened, OpenDelivered(message));
  EXPECT_EQ(opened.withheld(), 1u);
  ASSERT_EQ(opened.sections.size(), 1u);
  EXPECT_EQ(opened.sections[0].part_index, 2u);

  message.clear_parts();
  ASSERT_OK_AND_ASSIGN(const OpenedMessage head, OpenDelivered(message));
  EXPECT_EQ(head.withheld(), 3u);

  message = Build(SampleSpec());
  message.mutable_parts(1)->mutable_disclosure()->push_back('x');
  EXPECT_THAT(OpenDelivered(message), IsReason(Reason::kDigestMismatch));
}

}  // namespace
}  // namespace referral::evidence
