#include "tests/bench/peers/peers.h"

#include "absl/strings/str_cat.h"
#include "tests/bench/peers/etcd.h"
#include "tests/bench/peers/postgresql.h"
#include "tests/bench/peers/rabbitmq.h"
#include "tests/bench/peers/redis.h"

namespace referral::bench {

std::string PeerName(const std::string& product, PeerMode mode) {
  return absl::StrCat(product, mode == PeerMode::kSubmit ? " submit" : " flow");
}

std::vector<std::unique_ptr<Subject>> MakePeers(PeerMode mode) {
  std::vector<std::unique_ptr<Subject>> peers;
  peers.push_back(MakeRedis(mode));
  peers.push_back(MakeRabbitMq(mode));
  peers.push_back(MakePostgreSql(mode));
  peers.push_back(MakeEtcd(mode));
  return peers;
}

}  // namespace referral::bench
