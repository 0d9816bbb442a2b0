#include "tests/bench/store_bytes.h"

#include <filesystem>
#include <fstream>

#include "gtest/gtest.h"
#include "tests/support/temp_dir.h"

namespace referral::bench {
namespace {

TEST(StoreBytesTest, TheLogIsCountedApart) {
  const testing::TempDir dir;
  std::filesystem::create_directories(dir.Join("db"));
  std::filesystem::create_directories(dir.Join("keys"));
  std::ofstream(dir.Join("db/000004.log")) << std::string(100, 'x');
  std::ofstream(dir.Join("db/000005.sst")) << std::string(20, 'x');
  std::ofstream(dir.Join("keys/000009.sst")) << std::string(3, 'x');
  std::ofstream(dir.Join("db/LOG")) << std::string(1, 'x');
  std::ofstream(dir.Join("WATERMARK")) << std::string(4, 'x');
  const StoreBytes bytes = BytesBelow(dir.path());
  EXPECT_EQ(bytes.wal, 100);
  EXPECT_EQ(bytes.tables, 23);
  EXPECT_EQ(bytes.other, 5);
  EXPECT_EQ(bytes.live(), 28);
}

TEST(StoreBytesTest, WhatIsNotThereCountsNothing) {
  EXPECT_EQ(BytesBelow("/nonexistent").live(), 0);
}

}  // namespace
}  // namespace referral::bench
