#include "common/base/utf8.h"

#include <string>

#include "gtest/gtest.h"

namespace referral {
namespace {

std::string Encode(uint32_t point) {
  const auto byte = [](uint32_t value) { return static_cast<char>(value); };
  if (point < 0x80) return {byte(point)};
  if (point < 0x800)
    return {byte(0xc0 | point >> 6), byte(0x80 | (point & 63))};
  if (point < 0x10000) {
    return {byte(0xe0 | point >> 12), byte(0x80 | (point >> 6 & 63)),
            byte(0x80 | (point & 63))};
  }
  return {byte(0xf0 | point >> 18), byte(0x80 | (point >> 12 & 63)),
          byte(0x80 | (point >> 6 & 63)), byte(0x80 | (point & 63))};
}

TEST(Utf8Test, EveryCodePointButSurrogatesIsValid) {
  for (uint32_t point = 0; point <= 0x11ffff; ++point) {
    const bool want =
        point <= 0x10ffff && !(0xd800 <= point && point <= 0xdfff);
    ASSERT_EQ(IsValidUtf8(Encode(point)), want) << std::hex << point;
  }
}

TEST(Utf8Test, WhatIsNotWellFormedIsRefused) {
  struct {
    const char* name;
    std::string input;
  } const cases[] = {
      {"lone continuation", "\x80"},
      {"lone lead", "\xc3"},
      {"truncated in the middle", "a\xe2\x82z"},
      {"truncated at the end", "a\xf0\x9f\x98"},
      {"overlong slash, 2 bytes", "\xc0\xaf"},
      {"overlong slash, 3 bytes", "\xe0\x80\xaf"},
      {"overlong, 4 bytes", "\xf0\x80\x80\xaf"},
      {"surrogate", "\xed\xa0\x80"},
      {"beyond the last", "\xf4\x90\x80\x80"},
      {"never a byte of UTF-8", "\xff"},
      {"five bytes", "\xf8\x88\x80\x80\x80"},
  };
  for (const auto& test : cases) {
    SCOPED_TRACE(test.name);
    EXPECT_FALSE(IsValidUtf8(test.input));
  }
}

// Texts are read several bytes at a time.
TEST(Utf8Test, WhatIsWrongIsFoundAtEveryPlaceOfALongText) {
  for (size_t before = 0; before <= 17; ++before) {
    for (size_t after = 0; after <= 17; ++after) {
      const auto within = [&](const std::string& text) {
        return std::string(before, ' ') + text + std::string(after, '~');
      };
      SCOPED_TRACE(::testing::Message() << before << ", " << after);
      EXPECT_FALSE(HasControlCharacters(within("")));
      for (const char* letter : {"\xc3\xa9", "\xc6\x8f", "\xf0\x9f\x98\x80"}) {
        EXPECT_TRUE(IsValidUtf8(within(letter)));
        EXPECT_FALSE(HasControlCharacters(within(letter)));
      }
      for (const char* wrong : {"\x80", "\xc3", "\xe2\x82", "\xff"}) {
        EXPECT_FALSE(IsValidUtf8(within(wrong)));
      }
      for (const char* control : {"\x01", "\x1f", "\x7f", "\xc2\x85"}) {
        EXPECT_TRUE(HasControlCharacters(within(control), true));
      }
      EXPECT_TRUE(HasControlCharacters(within("\n")));
      EXPECT_FALSE(HasControlCharacters(within("\n"), true));
    }
  }
}

TEST(Utf8Test, NamesInTheirOwnScriptsAreFine) {
  for (const char* name : {"", "Əliyeva Günəş", "Шариф Раҳимов", "陈", "😀"}) {
    EXPECT_TRUE(IsValidUtf8(name)) << name;
    EXPECT_FALSE(HasControlCharacters(name)) << name;
  }
}

TEST(Utf8Test, ControlCharactersAreFoundAndLayoutMayBeAllowed) {
  struct {
    const char* name;
    std::string input;
    bool want;
    bool want_with_layout;
  } const cases[] = {
      {"newline", "a\nb", true, false},
      {"tab", "a\tb", true, false},
      {"return", "a\r\nb", true, true},
      {"escape", "\x1b[31m", true, true},
      {"nul", std::string(1, 0), true, true},
      {"delete", "\x7f", true, true},
      {"C1", "\xc2\x9b", true, true},
      {"first after C1", "\xc2\xa0", false, false},
      {"plain", "plain", false, false},
  };
  for (const auto& test : cases) {
    SCOPED_TRACE(test.name);
    EXPECT_EQ(HasControlCharacters(test.input), test.want);
    EXPECT_EQ(HasControlCharacters(test.input, true), test.want_with_layout);
  }
}

}  // namespace
}  // namespace referral
