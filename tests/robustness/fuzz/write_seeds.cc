// write_seeds DIR: every target's seeds, as DIR/<target>/<number>.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "tests/robustness/fuzz/targets.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: write_seeds DIR\n", stderr);
    return 2;
  }
  for (const referral::fuzz::Target& target : referral::fuzz::Targets()) {
    const std::filesystem::path dir =
        std::filesystem::path(argv[1]) / std::string(target.name);
    std::filesystem::create_directories(dir);
    int number = 0;
    for (const referral::fuzz::Seed& seed : target.seeds()) {
      std::ofstream out(dir / absl::StrCat(number++), std::ios::binary);
      out << seed.bytes;
      referral::fuzz::Check(out.flush().good(), "the seed cannot be written");
    }
  }
  return 0;
}
