#include "tests/bench/peers/rabbitmq_server.h"

#include <filesystem>
#include <fstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace referral::bench {
namespace {

struct Ports {
  int amqp;
  int nodes;
  int mapper;
};

std::vector<std::string> Environment(const std::string& dir,
                                     const Ports& ports) {
  return {
      // Nothing of an installed broker's.
      absl::StrCat("HOME=", dir),
      absl::StrCat("RABBITMQ_CONF_ENV_FILE=", dir, "/rabbitmq-env.conf"),
      absl::StrCat("RABBITMQ_CONFIG_FILE=", dir, "/rabbitmq.conf"),
      absl::StrCat("RABBITMQ_ADVANCED_CONFIG_FILE=", dir, "/advanced.config"),
      absl::StrCat("RABBITMQ_ENABLED_PLUGINS_FILE=", dir, "/enabled_plugins"),
      absl::StrCat("RABBITMQ_MNESIA_BASE=", dir, "/mnesia"),
      absl::StrCat("RABBITMQ_LOG_BASE=", dir, "/log"),
      absl::StrCat("RABBITMQ_PID_FILE=", dir, "/broker.pid"),
      "RABBITMQ_LOGS=-",
      absl::StrCat("RABBITMQ_NODENAME=bench-", ports.amqp, "@localhost"),
      "RABBITMQ_NODE_IP_ADDRESS=127.0.0.1",
      absl::StrCat("RABBITMQ_NODE_PORT=", ports.amqp),
      absl::StrCat("RABBITMQ_DIST_PORT=", ports.nodes),
      absl::StrCat("ERL_EPMD_PORT=", ports.mapper),
      "ERL_EPMD_ADDRESS=127.0.0.1",
      // With input allowed, the script becomes the broker instead of waiting
      // for it, so that its end is the broker's end.
      "RABBITMQ_ALLOW_INPUT=1",
      "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-noinput -kernel "
      "inet_dist_use_interface {127,0,0,1}",
  };
}

}  // namespace

// Erlang would start one that outlives the broker.
absl::Status RabbitMqServer::StartPortMapper(const std::string& dir, int port) {
  ASSIGN_OR_RETURN(const std::string program,
                   FindProgram({"/usr/bin/epmd"}, "rabbitmq-server"));
  PeerServer::Spec spec;
  spec.command = {program, "-port", absl::StrCat(port), "-address", "127.0.0.1",
                  "-d",    "-d"};
  spec.log_file = dir + "/epmd.log";
  spec.ready = "entering the main select() loop";
  return port_mapper_.Start(spec);
}

absl::Status RabbitMqServer::Start(const std::string& dir) {
  std::filesystem::create_directories(dir);
  std::ofstream(dir + "/enabled_plugins") << "[].\n";
  ASSIGN_OR_RETURN(const std::string program,
                   FindProgram({"/usr/lib/rabbitmq/bin/rabbitmq-server"},
                               "rabbitmq-server"));
  ASSIGN_OR_RETURN(const std::vector<int> free, FreePorts(3));
  const Ports ports = {free[0], free[1], free[2]};
  RETURN_IF_ERROR(StartPortMapper(dir, ports.mapper));
  PeerServer::Spec spec;
  spec.command = {program};
  spec.environment = Environment(dir, ports);
  spec.log_file = dir + "/server.log";
  spec.ready = "Server startup complete";
  RETURN_IF_ERROR(broker_.Start(spec));
  port_ = ports.amqp;
  return absl::OkStatus();
}

void RabbitMqServer::Pause() {
  broker_.Pause();
  port_mapper_.Pause();
}

void RabbitMqServer::Resume() {
  port_mapper_.Resume();
  broker_.Resume();
}

}  // namespace referral::bench
