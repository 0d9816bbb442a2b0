#include "common/evidence/text_check.h"

#include <string>

#include "common/base/limits.h"
#include "gtest/gtest.h"
#include "proto/referral/v1/message.pb.h"
#include "tests/common/evidence/samples.h"
#include "tests/support/status_matchers.h"

namespace referral::evidence {
namespace {

using ::referral::testing::IsReason;

// A length-delimited field on the wire; `content` below 128 bytes.
std::string Field(int number, const std::string& content) {
  std::string bytes;
  const int tag = number << 3 | 2;
  if (tag >= 128) bytes.push_back(static_cast<char>((tag & 127) | 128));
  bytes.push_back(static_cast<char>(tag >= 128 ? tag >> 7 : tag));
  bytes.push_back(static_cast<char>(content.size()));
  return bytes + content;
}

// Section{identity{given_name}} with any bytes at all as the name.
std::string SectionNamed(const std::string& name) {
  return Field(10, Field(1, name));
}

absl::Status Check(const std::string& section) {
  return CheckText(*v1::Section::descriptor(), section,
                   [] { return std::string("section"); });
}

TEST(TextCheckTest, NamesInEveryScriptPass) {
  EXPECT_OK(Check(Identity().SerializeAsString()));
  EXPECT_OK(Check(SectionNamed("Шариф")));
  EXPECT_OK(Check(""));
}

TEST(TextCheckTest, BadTextIsNamedByItsFieldAndNeverQuoted) {
  struct {
    const char* name;
    std::string text;
  } const cases[] = {
      {"truncated", "Secret\xc3"},         {"overlong", "Secret\xc0\xaf"},
      {"surrogate", "Secret\xed\xa0\x80"}, {"escape", "Secret\x1b[31m"},
      {"newline in a name", "Secret\n"},   {"nul", std::string("Secret\0", 7)},
  };
  for (const auto& test : cases) {
    SCOPED_TRACE(test.name);
    const absl::Status status = Check(SectionNamed(test.text));
    EXPECT_THAT(status, IsReason(Reason::kInvalidUtf8));
    EXPECT_EQ(Where(status), "section.identity.given_name");
    EXPECT_EQ(Describe(status).find("Secret"), std::string::npos);
  }
}

TEST(TextCheckTest, NewlineAndTabAreForFieldsNamedText) {
  v1::Section note;
  note.mutable_note()->set_text("one\n\ttwo");
  EXPECT_OK(Check(note.SerializeAsString()));
  note.mutable_note()->set_text("one\r\n");
  EXPECT_THAT(Check(note.SerializeAsString()), IsReason(Reason::kInvalidUtf8));
}

TEST(TextCheckTest, ATextMayFillItsLimitAndNoMore) {
  v1::Section note;
  note.mutable_note()->set_text(std::string(kMaxTextBytes, 'x'));
  EXPECT_OK(Check(note.SerializeAsString()));
  note.mutable_note()->mutable_text()->push_back('x');
  EXPECT_THAT(Check(note.SerializeAsString()), IsReason(Reason::kInvalidField));
}

TEST(TextCheckTest, RepeatedStringsAreChecked) {
  v1::Section section;
  section.mutable_medical()->set_text("fine");
  section.mutable_medical()->add_codes("G80");
  section.mutable_medical()->add_codes("G80\x01");
  const absl::Status status = Check(section.SerializeAsString());
  EXPECT_THAT(status, IsReason(Reason::kInvalidUtf8));
  EXPECT_EQ(Where(status), "section.medical.codes");
}

TEST(TextCheckTest, FieldsOfANewerVersionAreRefused) {
  EXPECT_THAT(Check(Field(99, "new")), IsReason(Reason::kInvalidField));
  EXPECT_THAT(Check(Field(10, Field(9, "new"))),
              IsReason(Reason::kInvalidField));
  // identity as a number
  EXPECT_THAT(Check("\x50\x01"), IsReason(Reason::kInvalidField));
}

TEST(TextCheckTest, WhatIsNoMessageIsRefused) {
  struct {
    const char* name;
    std::string bytes;
  } const cases[] = {
      {"length beyond the end", "\x0a\x05"},
      {"length missing", "\x0a"},
      {"huge length", "\x0a\xff\xff\xff\xff\x0f"},
      {"field number 0", std::string("\x02\x00", 2)},
      {"endless varint", std::string(12, '\xff')},
      {"inner length beyond the end", Field(10, "\x0a\x05x")},
  };
  for (const auto& test : cases) {
    SCOPED_TRACE(test.name);
    EXPECT_THAT(Check(test.bytes), IsReason(Reason::kMalformedMessage));
  }
}

TEST(TextCheckTest, NumbersAndPackedNumbersPass) {
  v1::Act act;
  act.mutable_occurred_date()->set_year(2019);
  act.mutable_eligibility_decided()->add_rejection_reasons(
      static_cast<v1::RejectionReason>(1));
  act.mutable_eligibility_decided()->add_rejection_reasons(
      static_cast<v1::RejectionReason>(2));
  EXPECT_OK(CheckText(*v1::Act::descriptor(), act.SerializeAsString(),
                      [] { return std::string("act"); }));
}

}  // namespace
}  // namespace referral::evidence
