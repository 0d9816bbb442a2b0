#include "deploy/pilot/read_cases.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/limits.h"
#include "tests/deploy/pilot/lines.h"
#include "tests/support/status_matchers.h"

namespace referral::pilot {
namespace {

using ::referral::testing::IsOk;
using ::referral::testing::IsReason;
using ::referral::testing::kRejectedLine;
using ::referral::testing::kSupportedLine;
using ::referral::testing::kToday;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

struct Spoiled {
  const char* name;
  const char* from;
  const char* to;
  const char* reason;  // part of the message
};

constexpr Spoiled kSpoiled[] = {
    {"cut off", R"("closed":{"date":"2020-12-01","scope":"partial"}})", "",
     "not valid JSON"},
    {"key twice", R"("citizen":true)", R"("citizen":true,"citizen":true)",
     "\"citizen\" stands there twice"},
    {"unknown key", R"("citizen":true)", R"("citizen":true,"cash":5)",
     "unknown key \"cash\""},
    {"unknown key deep inside", R"("quantity":148)",
     R"("quantity":148,"cash":5)", "referrals[2]: unknown key \"cash\""},
    {"missing key", R"("citizen":true,)", "", "citizen is missing"},
    {"wrong type", R"("citizen":true)", R"("citizen":"yes")",
     "citizen is neither true nor false"},
    {"number as text", R"("months":9)", R"("months":"9")",
     "plan.months is not a whole number"},
    {"number out of range", R"("months":9)", R"("months":99999999999999999999)",
     "plan.months is not a whole number"},
    {"negative amount", R"("minor_units":9000)", R"("minor_units":-1)",
     "referrals[1].cost.minor_units is not a whole number"},
    {"no such day", "2020-01-10", "2020-02-30", "return.date is not a day"},
    {"day of another shape", "2020-01-10", "10.01.2020", "is not a day"},
    {"unknown word", "readmission", "teleport",
     "return.kind is none of readmission, forced"},
    {"unknown service", "medical.check", "medical.magic",
     "unknown service \"medical.magic\""},
    {"person of a referral", R"("people":["p1","p2"],"bundle":"b1","replaces")",
     R"("people":["p7"],"bundle":"b1","replaces")", "unknown person \"p7\""},
    {"person of a need", R"({"person":"p2")", R"({"person":"p9")",
     "unknown person \"p9\""},
    {"person twice", R"("id":"p2")", R"("id":"p1")", "stands there twice"},
    {"two heads", R"("relation":"child")", R"("relation":"head")",
     "exactly one must be the head"},
    {"half a person", R"("sex":"male",)", "", "people[1].sex is missing"},
    {"referral twice", R"("id":"r3")", R"("id":"r2")", "stands there twice"},
    {"replaces what was not declined", R"("replaces":"r1")",
     R"("replaces":"r2")", "replaces no earlier, declined"},
    {"announced after the return", R"("announced":"2020-01-08")",
     R"("announced":"2020-01-11")", "return.date lies before announced"},
    {"decided before applied", R"("eligible":true,"date":"2020-01-16")",
     R"("eligible":true,"date":"2020-01-12")",
     "decision.date lies before applied"},
    {"completed before started", R"("completed":"2020-06-20")",
     R"("completed":"2020-01-23")", "completed lies before"},
    {"closed before the last outcome", R"("closed":{"date":"2020-12-01")",
     R"("closed":{"date":"2020-06-21")", "closed.date lies before"},
    {"bundle on two days",
     R"("requested":"2020-01-22","accepted":"2020-01-22")",
     R"("requested":"2020-01-23","accepted":"2020-01-23")",
     "a bundle is requested"},
    {"hold that is never resumed", R"(,{"kind":"resume","date":"2020-06-01"})",
     "", "never resumed"},
    {"resume without a hold",
     R"({"kind":"hold","date":"2020-03-24","until":"2020-06-01",)"
     R"("reason":"movement-restrictions"},)",
     "", "take turns"},
    {"treated elsewhere without lodging", R"(,"lodging":"relatives")", "",
     "stand together"},
    {"continuing need without an owner",
     R"({"owner":"health","follow_up":"2021-03-01"})", "null",
     "continuation is missing"},
    {"follow-up before the end", "2021-03-01", "2020-12-01",
     "follow_up must lie after"},
    {"in the future", R"("closed":{"date":"2020-12-01")",
     R"("closed":{"date":"2022-05-05")", "lies in the future"},
    {"empty text", R"("region":"ganja")", R"("region":"")", "region is empty"},
    {"no people", R"("people":["p1","p2"],"bundle":"b1","replaces")",
     R"("people":[],"bundle":"b1","replaces")", "has no element"},
    {"not UTF-8", "Aytən", "Ayt\xffn", "not valid UTF-8"},
    {"not an officer", "sms-officer-01", "Officer One", "officer"},
};

std::string Spoil(const Spoiled& spoiled) {
  EXPECT_THAT(kSupportedLine, HasSubstr(spoiled.from)) << spoiled.name;
  return absl::StrReplaceAll(kSupportedLine, {{spoiled.from, spoiled.to}});
}

TEST(ReadCasesTest, EverythingOfASupportedLineIsRead) {
  const auto read = ReadCase(kSupportedLine, "f:7", kToday);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->name, "R-001");
  EXPECT_EQ(read->where, "f:7");
  EXPECT_EQ(read->return_kind, v1::RETURN_KIND_READMISSION);
  EXPECT_EQ(read->returned, Day(2020, 1, 10));
  ASSERT_THAT(read->people, SizeIs(2));
  EXPECT_EQ(read->people[1].name, "Рәшад");
  EXPECT_EQ(read->people[1].age, v1::AGE_GROUP_MINOR);
  EXPECT_EQ(read->people[1].born_in, "DE");
  ASSERT_TRUE(read->support.has_value());
  const SupportData& support = *read->support;
  EXPECT_THAT(support.categories, ElementsAre(v1::DATA_CATEGORY_IDENTITY,
                                              v1::DATA_CATEGORY_MEDICAL));
  ASSERT_THAT(support.referrals, SizeIs(3));
  EXPECT_TRUE(support.referrals[0].declined);
  EXPECT_EQ(support.referrals[1].delivered.minor_units, 9000);
  EXPECT_EQ(support.referrals[2].delivered.minor_units, 80000);
  EXPECT_EQ(support.referrals[2].scope, v1::SCOPE_PARTIAL);
  EXPECT_THAT(support.referrals[2].events, SizeIs(3));
  EXPECT_EQ(support.extension->months, 2u);
  EXPECT_EQ(support.continuation->owner, "health");
}

TEST(ReadCasesTest, PersonOfARejectedLineNeedsNeitherSexNorAge) {  // [6]
  const auto read = ReadCase(kRejectedLine, "f:1", kToday);
  ASSERT_THAT(read, IsOk());
  EXPECT_FALSE(read->support.has_value());
  EXPECT_EQ(read->people[0].sex, v1::SEX_UNSPECIFIED);
  EXPECT_EQ(read->people[0].age, v1::AGE_GROUP_UNSPECIFIED);
  EXPECT_THAT(read->rejections, SizeIs(2));
}

TEST(ReadCasesTest, BrokenLineIsRefusedWithFileLineAndReason) {
  for (const Spoiled& spoiled : kSpoiled) {
    SCOPED_TRACE(spoiled.name);
    const auto read = ReadCase(Spoil(spoiled), "f.jsonl:12", kToday);
    EXPECT_THAT(read, IsReason(Reason::kBadPilotLine));
    EXPECT_EQ(Where(read.status()), "f.jsonl:12");
    EXPECT_THAT(std::string(read.status().message()),
                HasSubstr(spoiled.reason));
    EXPECT_FALSE(Remedy(read.status()).empty());
  }
}

TEST(ReadCasesTest, ErrorNeverTellsAName) {
  for (const Spoiled& spoiled : kSpoiled) {
    SCOPED_TRACE(spoiled.name);
    const auto read = ReadCase(Spoil(spoiled), "f.jsonl:12", kToday);
    EXPECT_THAT(Describe(read.status()), Not(HasSubstr("kürova")));
    EXPECT_THAT(Describe(read.status()), Not(HasSubstr("Epilepsiya")));
  }
}

TEST(ReadCasesTest, WhatMayBeAddedIsRead) {
  const auto read =
      ReadCase(absl::StrReplaceAll(
                   kSupportedLine,
                   {{R"("announced":"2020-01-08")",
                     R"("announced":"2020-01-10","self_referred_at":"ngo")"},
                    {R"("relation":"head")",
                     R"("relation":"head","earlier_case":"R-0")"},
                    {R"("quantity":2)",
                     R"("provider":"health","form":"cash","quantity":2)"}}),
               "f:1", kToday);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->self_referred_at, "ngo");        // [27]
  EXPECT_EQ(read->people[0].earlier_case, "R-0");  // [21]
  EXPECT_EQ(read->support->referrals[1].provider, "health");
  EXPECT_EQ(read->support->referrals[1].form, v1::SUPPORT_FORM_CASH);
  EXPECT_EQ(read->support->referrals[2].form, v1::SUPPORT_FORM_IN_KIND);
}

TEST(ReadCasesTest, AnEarlierCaseStandsAbove) {
  const std::string again = absl::StrReplaceAll(
      kRejectedLine, {{R"("relation":"head")",
                       R"("relation":"head","earlier_case":"R-001")"}});
  EXPECT_THAT(ReadCases(absl::StrCat(kSupportedLine, "\n", again), "f", kToday),
              IsOk());
  for (const std::string& text :
       {absl::StrCat(again, "\n", kSupportedLine),
        absl::StrReplaceAll(again, {{"R-001", "R-002"}})}) {
    EXPECT_THAT(ReadCases(text, "f", kToday), IsReason(Reason::kBadPilotLine));
  }
}

TEST(ReadCasesTest, RejectedLineHasNoSupport) {
  const std::string line = absl::StrReplaceAll(
      kRejectedLine, {{R"("region")", R"("assessed":"2020-01-17","region")"}});
  EXPECT_THAT(ReadCase(line, "f:1", kToday), IsReason(Reason::kBadPilotLine));
}

TEST(ReadCasesTest, CommentsAndEmptyLinesAreSkippedButCounted) {
  const std::string text =
      absl::StrCat("# comment\n\n", kSupportedLine, "\r\n", kRejectedLine);
  const auto cases = ReadCases(text, "f", kToday);
  ASSERT_THAT(cases, IsOk());
  ASSERT_THAT(*cases, SizeIs(2));
  EXPECT_EQ((*cases)[0].where, "f:3");
  EXPECT_EQ((*cases)[1].where, "f:4");
}

TEST(ReadCasesTest, CaseNameStandsOnlyOnce) {
  const std::string text = absl::StrCat(kRejectedLine, "\n", kRejectedLine);
  const auto cases = ReadCases(text, "f", kToday);
  EXPECT_THAT(cases, IsReason(Reason::kBadPilotLine));
  EXPECT_EQ(Where(cases.status()), "f:2");
}

TEST(ReadCasesTest, FileWithoutACaseIsRefused) {
  EXPECT_THAT(ReadCases("# nothing\n", "f", kToday),
              IsReason(Reason::kBadPilotLine));
}

TEST(ReadCasesTest, LineIsTakenUpToItsLimit) {
  std::string line = kRejectedLine;
  line += std::string(kMaxPilotLineBytes - line.size(), ' ');
  EXPECT_THAT(ReadCase(line, "f:1", kToday), IsOk());
  EXPECT_THAT(ReadCase(line + " ", "f:1", kToday),
              IsReason(Reason::kBadPilotLine));
}

TEST(ReadCasesTest, DeeplyNestedLineIsRefusedWithoutACrash) {
  EXPECT_THAT(ReadCase(std::string(100'000, '['), "f:1", kToday),
              IsReason(Reason::kBadPilotLine));
  EXPECT_THAT(ReadCase("null", "f:1", kToday), IsReason(Reason::kBadPilotLine));
}

TEST(ReadCasesTest, FileThatIsNotThereIsNamed) {
  const auto cases = ReadCaseFile("/nonexistent/f.jsonl", kToday);
  EXPECT_THAT(cases, IsReason(Reason::kInvalidArgumentFile));
  EXPECT_EQ(Where(cases.status()), "/nonexistent/f.jsonl");
}

}  // namespace
}  // namespace referral::pilot
